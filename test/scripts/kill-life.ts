import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReceivedMessage } from '../../src/index.ts';
import { nodeDisk } from '../../src/runtime/node-disk.ts';
import { dumpStore, type Verification, verifyStore } from '../../src/store/offline-store.ts';

/*
 * What this process was told, and what it got, is held against what the next server has, by the invariants:
 *
 *   I1 what was acknowledged is there   I2 what is there was sent   I3 queue offsets are dense and never given twice
 *   I4 cells and index agree with the log   I5 a group gets every message, whatever became of its receives and acks
 */
export const topic = 'killed';
export const segmentBytes = 4_400_000;
const sizes = { mappedFileSizeConsumeQueue: 20_000, maxHashSlotNum: 500, maxIndexNum: 3000 };

/** An invariant does not hold. */
export class Broken extends Error {}

/** One store, and what this process knows of it. */
export interface Life {
  readonly directory: string;
  readonly settings: readonly string[];
  /** Bodies on the way, and those of answered sends with the offset that was answered. */
  readonly sent: Set<string>;
  readonly acknowledged: Map<string, { readonly messageId: string; readonly offset: number }>;
  readonly received: Set<string>;
  /** Body by place: what a place once gave it gives for ever. */
  readonly places: Map<string, string>;
  rounds: number;
}

export async function newLife(random: () => number): Promise<Life> {
  const flush = random() < 0.5 ? 'ASYNC_FLUSH' : 'SYNC_FLUSH';
  return {
    directory: await mkdtemp(join(tmpdir(), 'pocketmq-kill-loop-')),
    settings: [
      `flushDiskType=${flush}`,
      `mappedFileSizeCommitLog=${segmentBytes}`,
      'logLevel=warn',
      ...Object.entries(sizes).map(([key, value]) => `${key}=${value}`),
    ],
    sent: new Set(),
    acknowledged: new Map(),
    received: new Set(),
    places: new Map(),
    rounds: 0,
  };
}

export function noteReceived(life: Life, messages: readonly ReceivedMessage[]): void {
  for (const { text, queueId, queueOffset, corrupted } of messages) {
    if (corrupted || !life.sent.has(text)) {
      throw new Broken(`I2: received '${text}', which was not sent`);
    }
    notePlace(life, queueId, queueOffset, text);
    life.received.add(text);
  }
}

function notePlace(life: Life, queueId: number, queueOffset: number, body: string): void {
  const place = `${queueId} ${queueOffset}`;
  const known = life.places.get(place);
  if (known !== undefined && known !== body) {
    throw new Broken(`I3: queue and offset ${place} held '${known}', now they hold '${body}'`);
  }
  life.places.set(place, body);
}

export async function verifySound(life: Life, when: string): Promise<Verification> {
  const verification = await verifyStore(nodeDisk, life.directory, {
    sizes: {
      commitLogSegmentBytes: segmentBytes,
      consumeQueueFileBytes: sizes.mappedFileSizeConsumeQueue,
      indexSlots: sizes.maxHashSlotNum,
      indexEntries: sizes.maxIndexNum,
    },
  });
  const { findings, cells } = verification;
  if (findings.length > 0 || cells.lost > 0) {
    const texts = findings.map(({ place, text }) => `${place}: ${text}`);
    throw new Broken(`I4 ${when}: ${[...texts, ...(cells.lost > 0 ? [`${cells.lost} lost`] : [])].join('; ')}`);
  }
  return verification;
}

interface Line {
  readonly queueId: number;
  readonly queueOffset: number;
  readonly messageId: string;
  readonly body: string;
}

/** Reads the whole log: of a store in use, as far as it was written when it was read. */
export async function checkLog(life: Life): Promise<void> {
  const bodies = new Map<string, Line>();
  const ends = new Map<number, number>();
  const order = new Map<string, readonly [number, number]>();
  await dumpStore(nodeDisk, life.directory, { topic, body: 'text' }, async (text) => {
    for (const json of text.trimEnd().split('\n')) {
      const line = JSON.parse(json) as Line;
      const expected = ends.get(line.queueId) ?? 0;
      if (line.queueOffset !== expected) {
        throw new Broken(`I3: queue ${line.queueId} has ${line.queueOffset} instead of ${expected}`);
      }
      ends.set(line.queueId, expected + 1);
      if (!life.sent.has(line.body)) {
        throw new Broken(`I2: '${line.body}' is there and was not sent`);
      }
      notePlace(life, line.queueId, line.queueOffset, line.body);
      const before = bodies.get(line.body);
      if (before === undefined) {
        bodies.set(line.body, line);
        checkOrder(order, line.body);
      } else if (before.messageId !== line.messageId) {
        throw new Broken(`I3: '${line.body}' is there as ${before.messageId} and as ${line.messageId}`);
      }
    }
  });
  for (const [body, { messageId }] of life.acknowledged) {
    const found = bodies.get(body);
    if (found?.messageId !== messageId) {
      throw new Broken(`I1: '${body}' was acknowledged as ${messageId}, there is ${found?.messageId}`);
    }
  }
}

/** Messages of one group lie in the order in which they were sent; a repeated one counts where it was first. */
function checkOrder(order: Map<string, readonly [number, number]>, body: string): void {
  const [messageGroup = '', round = '', number = ''] = body.split(' ');
  const [lastRound, lastNumber] = order.get(messageGroup) ?? [0, -1];
  const [thisRound, thisNumber] = [Number(round), Number(number)];
  if (thisRound < lastRound || (thisRound === lastRound && thisNumber <= lastNumber)) {
    throw new Broken(`I3: '${body}' comes after '${messageGroup} ${lastRound} ${lastNumber}'`);
  }
  order.set(messageGroup, [thisRound, thisNumber]);
}
