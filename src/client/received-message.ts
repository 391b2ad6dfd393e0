import { createHash } from 'node:crypto';
import { crc32, gunzipSync } from 'node:zlib';
import type { MessageType } from '../model/topic.ts';
import { v2, type wellKnown } from '../protocol/messages.ts';
import { epochMsOf } from '../protocol/time.ts';

/** A message on loan: acknowledge it before its invisible duration is over, or somebody gets it again. */
export interface ReceivedMessage {
  readonly topic: string;
  readonly messageId: string;
  readonly body: Uint8Array;
  /** The body as UTF-8 text. */
  readonly text: string;
  readonly tag: string | undefined;
  readonly keys: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  readonly messageType: MessageType;
  readonly messageGroup: string | undefined;
  readonly priority: number | undefined;
  readonly traceContext: string | undefined;
  /** 1 for the first delivery. */
  readonly deliveryAttempt: number;
  /** Epoch milliseconds: made by the sender, stored by the server, wanted by the sender not before. */
  readonly bornTimestamp: number;
  readonly storeTimestamp: number;
  readonly deliveryTimestamp: number | undefined;
  readonly bornHost: string;
  readonly queueId: number;
  readonly queueOffset: number;
  /** True: the body does not match its checksum, or it says gzip and is not; `body` then holds the bytes as they came. */
  readonly corrupted: boolean;
  /** Where a message of a dead letter topic comes from. */
  readonly deadLetterOf: { readonly topic: string; readonly messageId: string } | undefined;
  /** Names the loan; changeInvisibleDuration puts a new one here. */
  readonly receiptHandle: string;
}

/** The consumer's own view: it may exchange the handle. */
export type LentMessage = ReceivedMessage & { receiptHandle: string };

/** A gzip body may grow to this; more counts as damaged. */
const gunzippedBytesMax = 64 * 1024 * 1024;

const messageTypes: Readonly<Record<number, MessageType>> = {
  [v2.MessageType.NORMAL]: 'NORMAL',
  [v2.MessageType.FIFO]: 'FIFO',
  [v2.MessageType.DELAY]: 'DELAY',
  [v2.MessageType.TRANSACTION]: 'TRANSACTION',
  [v2.MessageType.LITE]: 'LITE',
  [v2.MessageType.PRIORITY]: 'PRIORITY',
};

/** Clients write CRC32 with or without leading zeros; MD5 and SHA1 as upper-case hex. */
function matchesDigest(body: Uint8Array, digest: v2.IDigest): boolean {
  const expected = (digest.checksum ?? '').toUpperCase();
  switch (digest.type) {
    case v2.DigestType.MD5:
      return createHash('md5').update(body).digest('hex').toUpperCase() === expected;
    case v2.DigestType.SHA1:
      return createHash('sha1').update(body).digest('hex').toUpperCase() === expected;
    case v2.DigestType.CRC32:
      return Number.parseInt(expected, 16) === crc32(body);
    default:
      return true;
  }
}

function readBody(body: Uint8Array, system: v2.ISystemProperties): { bytes: Uint8Array; corrupted: boolean } {
  if (system.bodyDigest && !matchesDigest(body, system.bodyDigest)) {
    return { bytes: body, corrupted: true };
  }
  if (system.bodyEncoding !== v2.Encoding.GZIP) {
    return { bytes: body, corrupted: false };
  }
  try {
    return { bytes: gunzipSync(body, { maxOutputLength: gunzippedBytesMax }), corrupted: false };
  } catch {
    return { bytes: body, corrupted: true };
  }
}

function epochMs(time: wellKnown.ITimestamp | null | undefined): number | undefined {
  return time ? epochMsOf(time) : undefined;
}

export function fromWireMessage(wire: v2.IMessage): LentMessage {
  const system: v2.ISystemProperties = wire.systemProperties ?? {};
  const { bytes, corrupted } = readBody(wire.body ?? new Uint8Array(), system);
  const origin = system.deadLetterQueue;
  return {
    topic: wire.topic?.name ?? '',
    messageId: system.messageId ?? '',
    body: bytes,
    get text() {
      return Buffer.from(this.body.buffer, this.body.byteOffset, this.body.byteLength).toString();
    },
    tag: system.tag || undefined,
    keys: system.keys ?? [],
    properties: wire.userProperties ?? {},
    messageType: messageTypes[system.messageType ?? 0] ?? 'NORMAL',
    messageGroup: system.messageGroup || undefined,
    priority: system.priority ?? undefined,
    traceContext: system.traceContext ?? undefined,
    deliveryAttempt: system.deliveryAttempt ?? 1,
    bornTimestamp: epochMs(system.bornTimestamp) ?? 0,
    storeTimestamp: epochMs(system.storeTimestamp) ?? 0,
    deliveryTimestamp: epochMs(system.deliveryTimestamp),
    bornHost: system.bornHost ?? '',
    queueId: system.queueId ?? 0,
    queueOffset: system.queueOffset ?? 0,
    corrupted,
    deadLetterOf: origin ? { topic: origin.topic ?? '', messageId: origin.messageId ?? '' } : undefined,
    receiptHandle: system.receiptHandle ?? '',
  };
}
