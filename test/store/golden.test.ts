import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MqError } from '../../src/model/errors.ts';
import { encodeProperty } from '../../src/model/properties.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { createLogger } from '../../src/runtime/log.ts';
import { nodeDisk } from '../../src/runtime/node-disk.ts';
import { type AppendRecord, MessageStore } from '../../src/store/message-store.ts';
import { unpackStore } from '../scripts/golden-archive.ts';
import {
  archiveOf,
  commitLogBytes,
  consumeQueueBytes,
  factsOf,
  goldenCases,
  isRefusedCase,
  isSystemTopic,
  manifestOf,
  recordFinder,
  type StoredFacts,
  setting,
} from '../scripts/golden-facts.ts';
import type { GoldenManifest } from '../scripts/golden-manifest.ts';
import { type GoldenLog, type GoldenQueue, readLog, readQueues } from '../scripts/golden-reader.ts';

const limits = { messagesMax: 1000, bytesMax: 1 << 26, cellsMax: 10_000 };

function openStore(directory: string, manifest: GoldenManifest): Promise<MessageStore> {
  return MessageStore.open(
    {
      directory,
      flushMode: 'ASYNC_FLUSH',
      commitLogSegmentBytes: commitLogBytes(manifest),
      consumeQueueFileBytes: consumeQueueBytes(manifest),
      bodyBytesMax: setting(manifest, 'maxMessageSize', 4 * 1024 * 1024),
      flushIntervalMs: 500,
      flushLeastPages: 4,
      flushThoroughIntervalMs: 10_000,
      flushConsumeQueueIntervalMs: 1000,
      storeHost: { address: '192.0.2.1', port: 10911 },
      pendingBytesMax: 1 << 26,
      indexSlots: setting(manifest, 'maxHashSlotNum', 5_000_000),
      indexEntries: setting(manifest, 'maxIndexNum', 20_000_000),
    },
    { disk: nodeDisk, clock: systemClock, logger: createLogger('silent') },
  );
}

async function readQueue(store: MessageStore, topic: string, queueId: number): Promise<StoredFacts[]> {
  const facts: StoredFacts[] = [];
  const { minOffset, maxOffset } = store.range(topic, queueId);
  for (let offset = minOffset; offset < maxOffset; ) {
    const { messages, nextOffset } = await store.read(topic, queueId, offset, limits);
    facts.push(...messages.map(factsOf));
    expect(nextOffset).toBeGreaterThan(offset);
    offset = nextOffset;
  }
  return facts;
}

async function readAll(store: MessageStore): Promise<Map<string, StoredFacts[]>> {
  const all = new Map<string, StoredFacts[]>();
  for (const { topic, queueId } of store.queues()) {
    const facts = await readQueue(store, topic, queueId);
    if (facts.length > 0) {
      all.set(`${topic}-${queueId}`, facts);
    }
  }
  return all;
}

/** What every queue must give, by the log alone; a topic that was deleted has no directory and no queue. */
function wantedOf(
  log: GoldenLog,
  queues: readonly GoldenQueue[],
  manifest: GoldenManifest,
): Map<string, StoredFacts[]> {
  const known = new Set(queues.map(({ topic, queueId }) => `${topic}-${queueId}`));
  const wanted = new Map<string, StoredFacts[]>();
  for (const record of log.records) {
    const name = `${record.topic}-${record.queueId}`;
    const queued = (record.sysFlag & 0xc) === 0 || (record.sysFlag & 0xc) === 8;
    if (queued && (known.has(name) || manifest.end === 'kill')) {
      wanted.set(name, [...(wanted.get(name) ?? []), factsOf(record)]);
    }
  }
  return wanted;
}

interface OffsetFile {
  readonly offsetTable: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Zeros from this log offset on: what a power cut leaves of pages that were not written. */
function wipeLog(directory: string, from: number): void {
  for (const name of readdirSync(join(directory, 'commitlog'))) {
    const path = join(directory, 'commitlog', name);
    const keep = from - Number(name);
    const { size } = statSync(path);
    if (keep < size) {
      truncateSync(path, Math.max(0, keep));
      truncateSync(path, size);
    }
  }
}

function filesBelow(directory: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) {
      const path = join(entry.parentPath, entry.name);
      files.set(path.slice(directory.length), readFileSync(path).toString('hex'));
    }
  }
  return files;
}

function newRecord(topic: string, queueId: number, number: number): AppendRecord {
  const uniqueKey = `01C0FFEE${String(number).padStart(24, '0')}`;
  return {
    topic,
    queueId,
    flag: number,
    sysFlag: 0,
    bornTimestamp: 1_700_000_000_000 + number,
    bornHost: { address: number % 2 === 0 ? '192.0.2.7' : '2001:db8::7', port: 4711 },
    reconsumeTimes: 0,
    preparedTransactionOffset: 0,
    body: Buffer.from(`appended ${number} `.repeat(1 + (number % 40))),
    properties: encodeProperty('UNIQ_KEY', uniqueKey) + encodeProperty('TAGS', 'новый'),
    tag: 'новый',
    keys: '',
    uniqueKey,
    queueOffset: -1,
    physicalOffset: -1,
    storeTimestamp: -1,
  };
}

function append(store: MessageStore, records: readonly AppendRecord[]): Promise<void> {
  return new Promise((resolve, reject) => {
    store.append(records, { stored: resolve, notStored: reject });
  });
}

// The messages of inner batches are in queues of their own kind (batchconsumequeue), which are not served.
const served = goldenCases().filter((name) => !isRefusedCase(name) && name !== 'inner-batch');

describe.each(served)('a store that RocketMQ wrote (%s)', (name) => {
  const manifest = manifestOf(name);
  let directory = '';
  let log: GoldenLog;
  let queues: readonly GoldenQueue[];
  let store: MessageStore;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'golden-'));
    unpackStore(archiveOf(name), directory);
    log = readLog(directory);
    queues = readQueues(directory);
    store = await openStore(directory, manifest);
  });
  afterAll(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('gives every message of every queue, in order and unchanged', async () => {
    expect(await readAll(store)).toEqual(wantedOf(log, queues, manifest));
  });

  it('gives every message that a client was told is stored', async () => {
    const answered = manifest.messages.filter((message) => message.answered);
    for (const record of answered.map(recordFinder(log.records))) {
      const found = record === undefined ? undefined : await store.readAt(record.physicalOffset);
      expect(found && factsOf(found).body).toBe(record && factsOf(record).body);
    }
  });

  it('gives every record of the log at its place, and nothing elsewhere', async () => {
    for (const record of log.records) {
      const found = await store.readAt(record.physicalOffset);
      expect(found && factsOf(found)).toEqual(factsOf(record));
      expect(await store.readAt(record.physicalOffset + 1)).toBeUndefined();
    }
    expect(await store.readAt(log.end)).toBeUndefined();
    expect(await store.readAt(log.begin - 1)).toBeUndefined();
  });

  it('states the ranges that RocketMQ stated', () => {
    for (const range of manifest.queues) {
      const found = store.range(range.topic, range.queueId);
      expect(found).toEqual(isSystemTopic(range.topic) ? { ...range, maxOffset: expect.any(Number) } : range);
      expect(found.maxOffset).toBeGreaterThanOrEqual(range.maxOffset);
      expect(store.nextQueueOffset(range.topic, range.queueId)).toBe(found.maxOffset);
    }
  });

  it('finds by key and by message id what RocketMQ found', async () => {
    for (const { topic, key, unique, physicalOffsets } of manifest.queries) {
      const kind = unique ? 'uniqueKey' : 'key';
      const range = { beginTimestamp: 0, endTimestamp: Number.MAX_SAFE_INTEGER, messagesMax: 64 };
      const found = await store.query({ topic, kind, key, ...range });
      expect(
        found.map(({ physicalOffset }) => physicalOffset),
        `${topic} ${key}`,
      ).toEqual(physicalOffsets);
    }
  });

  it('finds by time what RocketMQ found', async () => {
    for (const { topic, queueId, timestamp, offset } of manifest.times) {
      expect(await store.offsetByTime(topic, queueId, timestamp), `${topic} ${queueId} ${timestamp}`).toBe(offset);
    }
  });

  it('reads the offsets that RocketMQ keeps for consumers', async () => {
    const file = (await store.configFile('consumerOffset.json').read()) as OffsetFile | undefined;
    for (const { group, topic, queueId, offset } of manifest.progress) {
      expect(file?.offsetTable[`${topic}@${group}`]?.[String(queueId)]).toBe(offset);
    }
  });

  it('keeps the config files that it does not know about', async () => {
    const topics = (await store.configFile('topics.json').read()) as { topicConfigTable: Record<string, unknown> };
    const sent = new Set(manifest.messages.map(({ topic }) => topic).filter((topic) => !topic.endsWith('-gone')));
    expect(Object.keys(topics.topicConfigTable)).toEqual(expect.arrayContaining([...sent]));
  });
});

describe.each(served)('a copy of a store that RocketMQ wrote (%s)', (name) => {
  const manifest = manifestOf(name);
  let directory = '';
  let log: GoldenLog;
  let queues: readonly GoldenQueue[];
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'golden-'));
    unpackStore(archiveOf(name), directory);
    log = readLog(directory);
    queues = readQueues(directory);
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('leaves log and cells as they are when it is closed again', async () => {
    const store = await openStore(directory, manifest);
    await store.close();
    expect(readLog(directory).records.map(factsOf)).toEqual(log.records.map(factsOf));
    const cellsOf = (all: readonly GoldenQueue[]) => all.filter(({ cells }) => cells.length > 0);
    expect(cellsOf(readQueues(directory))).toEqual(expect.arrayContaining(cellsOf(queues)));
    expect(readdirSync(directory)).not.toContain('abort');
  });

  it('takes more messages behind those that are there, and reads all after it is opened again', async () => {
    let store = await openStore(directory, manifest);
    const before = await readAll(store);
    const targets = [...store.queues().slice(0, 4), { topic: 'made-by-pocketmq', queueId: 1 }];
    const added = new Map<string, StoredFacts[]>();
    let number = 0;
    let end = log.end;
    for (let round = 0; round < 30; round++) {
      const records = targets.map(({ topic, queueId }) => newRecord(topic, queueId, number++));
      const offsets = records.map(({ topic, queueId }) => store.nextQueueOffset(topic, queueId));
      await append(store, records);
      for (const [i, record] of records.entries()) {
        expect(record.queueOffset).toBe(offsets[i]);
        expect(record.physicalOffset).toBeGreaterThanOrEqual(end);
        const found = await store.readAt(record.physicalOffset);
        expect(found?.properties).toBe(record.properties);
        if (found !== undefined) {
          const queue = `${record.topic}-${record.queueId}`;
          added.set(queue, [...(added.get(queue) ?? []), factsOf(found)]);
          end = record.physicalOffset + found.size;
        }
      }
    }
    await store.close();
    store = await openStore(directory, manifest);
    const wanted = new Map(before);
    for (const [queue, facts] of added) {
      wanted.set(queue, [...(before.get(queue) ?? []), ...facts]);
    }
    expect(await readAll(store)).toEqual(wanted);
    await store.close();
    expect(readLog(directory).end).toBe(end);
  });

  it.runIf(manifest.end === 'kill')('ends the log before the first record that is not whole', async () => {
    // RocketMQ's checkpoint vouches for what is below; only what follows can be lost by a power cut.
    const vouched = Number(readFileSync(join(directory, 'checkpoint')).readBigInt64BE(40));
    for (const part of [0.9, 0.5, 0.1]) {
      const at = Math.round(vouched + (log.end - vouched) * part);
      wipeLog(directory, at);
      writeFileSync(join(directory, 'abort'), '1');
      const store = await openStore(directory, manifest);
      const records = log.records.filter((record) => record.physicalOffset + record.size <= at);
      expect(await readAll(store)).toEqual(wantedOf({ ...log, records }, queues, manifest));
      await store.close();
      expect(readLog(directory).records.map(factsOf)).toEqual(records.map(factsOf));
    }
  });
});

// What is deleted can not be made again: cells of deleted segments, and queues of deleted topics come back.
const whole = served.filter((name) => name !== 'trimmed' && name !== 'deleted' && manifestOf(name).end === 'stop');

describe.each(whole)('a store that RocketMQ wrote (%s), without its consumeQueues', (name) => {
  it('gets the same consumeQueue files, byte by byte', async () => {
    const manifest = manifestOf(name);
    const directory = mkdtempSync(join(tmpdir(), 'golden-'));
    try {
      unpackStore(archiveOf(name), directory);
      const queues = join(directory, 'consumequeue');
      const before = filesBelow(queues);
      rmSync(queues, { recursive: true });
      rmSync(join(directory, 'checkpoint'));
      const store = await openStore(directory, manifest);
      await store.close();
      expect(filesBelow(queues)).toEqual(before);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

describe('a store that RocketMQ wrote in a way that is not served', () => {
  it.each([
    ['rocksdb-queues', /RocksDB/],
    ['dledger', /DLedger/],
    ['inner-batch', /batch consumeQueues/],
  ])('is refused by name (%s)', async (name, text) => {
    const directory = mkdtempSync(join(tmpdir(), 'golden-'));
    try {
      unpackStore(archiveOf(name), directory);
      const opened = openStore(directory, manifestOf(name));
      await expect(opened).rejects.toThrow(text);
      await expect(opened).rejects.toBeInstanceOf(MqError);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
