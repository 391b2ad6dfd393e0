import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';
import type { GoldenManifest, GoldenMessage } from './golden-manifest.ts';
import { type GoldenIndexFile, type GoldenRecord, javaHash, propertiesOf } from './golden-reader.ts';

const golden = fileURLToPath(new URL('../golden', import.meta.url));

export function goldenCases(): string[] {
  const entries = readdirSync(golden, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return entries.map(({ name }) => name).sort();
}

/** Stores whose queues or log are of a kind that this reader does not know either. */
export function isRefusedCase(name: string): boolean {
  return name === 'rocksdb-queues' || name === 'dledger';
}

export function manifestOf(name: string): GoldenManifest {
  return JSON.parse(readFileSync(join(golden, name, 'manifest.json'), 'utf8')) as GoldenManifest;
}

export function archiveOf(name: string): string {
  return join(golden, name, 'store.gz');
}

/** A setting of the case that is a number, or RocketMQ's default. */
export function setting(manifest: GoldenManifest, name: string, byDefault: number): number {
  return Number(manifest.settings[name] ?? byDefault);
}

export function commitLogBytes(manifest: GoldenManifest): number {
  return setting(manifest, 'mappedFileSizeCommitLog', 1_073_741_824);
}

export function consumeQueueBytes(manifest: GoldenManifest): number {
  return setting(manifest, 'mappedFileSizeConsumeQueue', 6_000_000);
}

/** What is compared: the parts of a record that two readers must agree on, bodies by digest. */
export interface StoredFacts {
  readonly topic: string;
  readonly queueId: number;
  readonly queueOffset: number;
  readonly physicalOffset: number;
  readonly size: number;
  readonly flag: number;
  readonly sysFlag: number;
  readonly bornTimestamp: number;
  readonly storeTimestamp: number;
  readonly reconsumeTimes: number;
  readonly preparedTransactionOffset: number;
  readonly properties: string;
  readonly body: string;
}

function digest(body: Uint8Array): string {
  return createHash('md5').update(body).digest('hex');
}

export function factsOf(record: Omit<StoredFacts, 'body'> & { readonly body: Uint8Array }): StoredFacts {
  return {
    topic: record.topic,
    queueId: record.queueId,
    queueOffset: record.queueOffset,
    physicalOffset: record.physicalOffset,
    size: record.size,
    flag: record.flag,
    sysFlag: record.sysFlag,
    bornTimestamp: record.bornTimestamp,
    storeTimestamp: record.storeTimestamp,
    reconsumeTimes: record.reconsumeTimes,
    preparedTransactionOffset: record.preparedTransactionOffset,
    properties: record.properties,
    body: digest(record.body),
  };
}

/** The system topic that holds a message first, or the topic that the client named. */
export function firstTopicOf(message: GoldenMessage): string {
  switch (message.type) {
    case 'DELAY':
      return 'SCHEDULE_TOPIC_XXXX';
    case 'TIMER':
    case 'RECALL':
      return 'rmq_sys_wheel_timer';
    case 'TRANSACTION':
      return 'RMQ_SYS_TRANS_HALF_TOPIC';
    default:
      return message.topic;
  }
}

/** Finds the record that was written when a message was sent (not its later copies in other topics). */
export function recordFinder(records: readonly GoldenRecord[]): (message: GoldenMessage) => GoldenRecord | undefined {
  const byId = new Map<string, GoldenRecord>();
  for (const record of records) {
    const id = `${record.topic} ${propertiesOf(record.properties).get('UNIQ_KEY')}`;
    byId.set(id, byId.get(id) ?? record);
  }
  const inner = records.flatMap(innerMessages);
  return (message) =>
    message.messageId === ''
      ? inner.find((one) => isPlaceOf(one, message))
      : byId.get(`${firstTopicOf(message)} ${message.messageId}`);
}

function isPlaceOf(record: GoldenRecord, message: GoldenMessage): boolean {
  const { topic, queueId, queueOffset } = message;
  return record.topic === topic && record.queueId === queueId && record.queueOffset === queueOffset;
}

/** The messages inside a record that holds a batch, as records of their own; none for any other record. */
export function innerMessages(record: GoldenRecord): GoldenRecord[] {
  const base = propertiesOf(record.properties).get('INNER_BASE');
  if ((record.sysFlag & 0x80) === 0 || base === undefined) {
    return [];
  }
  const messages: GoldenRecord[] = [];
  const { body } = record;
  for (let at = 0; at < body.length; at += body.readInt32BE(at)) {
    const bodyBytes = body.readInt32BE(at + 16);
    const propertiesAt = at + 20 + bodyBytes;
    const propertiesEnd = propertiesAt + 2 + body.readInt16BE(propertiesAt);
    messages.push({
      ...record,
      queueOffset: Number(base) + messages.length,
      sysFlag: record.sysFlag & ~0xc0,
      flag: body.readInt32BE(at + 12),
      body: body.subarray(at + 20, propertiesAt),
      properties: body.toString('utf8', propertiesAt + 2, propertiesEnd),
    });
  }
  return messages;
}

/** Topics that RocketMQ writes to on its own. */
export function isSystemTopic(topic: string): boolean {
  return /^(rmq_sys_|RMQ_SYS_|SCHEDULE_TOPIC_XXXX$|TRANS_CHECK_MAX_TIME_TOPIC$)/.test(topic);
}

/** What a client can recognize of its message; equal for the sent one and for the stored one. */
export function sentFacts(message: GoldenMessage) {
  return {
    messageId: message.messageId,
    topic: message.topic,
    bodyDigest: message.bodyDigest,
    tag: message.tag ?? '',
    keys: (message.keys ?? []).join(' '),
    flag: message.flag ?? 0,
    properties: message.properties ?? {},
  };
}

export function storedFacts(record: GoldenRecord, message: GoldenMessage) {
  const names = Object.keys(message.properties ?? {});
  const properties = propertiesOf(record.properties);
  const body = (record.sysFlag & 1) === 1 ? inflateSync(record.body) : record.body;
  return {
    messageId: message.messageId === '' ? '' : (properties.get('UNIQ_KEY') ?? ''),
    topic: properties.get('REAL_TOPIC') ?? record.topic,
    bodyDigest: digest(body),
    tag: properties.get('TAGS') ?? '',
    keys: properties.get('KEYS') ?? '',
    flag: record.flag,
    properties: Object.fromEntries(names.map((name) => [name, properties.get(name)])),
  };
}

/** The keys under which RocketMQ indexes a record, in its order. */
export function indexKeysOf(record: GoldenRecord): string[] {
  const properties = propertiesOf(record.properties);
  const uniqueKey = properties.get('UNIQ_KEY');
  const tag = properties.get('TAGS');
  return [
    ...(uniqueKey === undefined ? [] : [uniqueKey]),
    ...(properties.get('KEYS') ?? '').split(' ').filter((key) => key !== ''),
    ...(tag === undefined ? [] : [`T#${tag}`]),
  ].map((key) => `${record.topic}#${key}`);
}

export function indexHash(key: string): number {
  const hash = Math.abs(javaHash(key));
  return hash === 0x80000000 ? 0 : hash;
}

/** Physical offsets that the index files name for a key, ascending; other keys with the same hash among them. */
export function indexed(files: readonly GoldenIndexFile[], key: string): number[] {
  const hash = indexHash(key);
  const found = new Set<number>();
  for (const file of files) {
    for (let number = file.slots.get(hash % file.slotCount) ?? 0; number > 0; ) {
      const entry = file.entries[number];
      if (entry === undefined) {
        break;
      }
      if (entry.hash === hash) {
        found.add(entry.physicalOffset);
      }
      number = entry.previous;
    }
  }
  return [...found].sort((a, b) => a - b);
}
