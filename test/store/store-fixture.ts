import type { MqError } from '../../src/model/errors.ts';
import { type Clock, systemClock } from '../../src/runtime/clock.ts';
import type { Disk } from '../../src/runtime/disk.ts';
import type { Logger } from '../../src/runtime/log.ts';
import { type AppendRecord, MessageStore, type ReadLimits, type StoreOptions } from '../../src/store/message-store.ts';

const silent = () => undefined;
export const silentLogger: Logger = {
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  child: () => silentLogger,
};

export const readAll: ReadLimits = { messagesMax: 1_000_000, bytesMax: 1e12, cellsMax: 1e9 };

export function testOptions(changes: Partial<StoreOptions> = {}): StoreOptions {
  return {
    directory: '/store',
    flushMode: 'ASYNC_FLUSH',
    commitLogSegmentBytes: 4096,
    consumeQueueFileBytes: 400,
    bodyBytesMax: 2048,
    flushIntervalMs: 500,
    flushLeastPages: 4,
    flushThoroughIntervalMs: 10_000,
    flushConsumeQueueIntervalMs: 1000,
    storeHost: { address: '127.0.0.1', port: 10911 },
    pendingBytesMax: 64 * 1024 * 1024,
    indexSlots: 100,
    indexEntries: 200,
    ...changes,
  };
}

export function openStore(
  disk: Disk,
  changes: Partial<StoreOptions> = {},
  clock: Clock = systemClock,
): Promise<MessageStore> {
  return MessageStore.open(testOptions(changes), { disk, clock, logger: silentLogger });
}

export function record(
  topic: string,
  queueId: number,
  body: string,
  changes: Partial<AppendRecord> = {},
): AppendRecord {
  const tag = changes.tag ?? '';
  return {
    topic,
    queueId,
    flag: 0,
    sysFlag: 0,
    bornTimestamp: 1_700_000_000_000,
    bornHost: { address: '10.1.2.3', port: 5555 },
    reconsumeTimes: 0,
    preparedTransactionOffset: 0,
    body: Buffer.from(body),
    properties: tag === '' ? '' : `TAGS\u0001${tag}\u0002`,
    tag,
    keys: '',
    uniqueKey: '',
    queueOffset: -1,
    physicalOffset: -1,
    storeTimestamp: -1,
    ...changes,
  };
}

/** Resolves when the records are stored, rejects with the store's error when not. */
export function append(store: MessageStore, records: readonly AppendRecord[]): Promise<void> {
  return new Promise((resolve, reject) => {
    store.append(records, { stored: resolve, notStored: (error: MqError) => reject(error) });
  });
}

/** Bodies of a queue, in order, with the offsets checked to be without a gap from the minimum on. */
export async function bodies(store: MessageStore, topic: string, queueId: number): Promise<string[]> {
  const { minOffset, maxOffset } = store.range(topic, queueId);
  const texts: string[] = [];
  let next = minOffset;
  while (next < maxOffset) {
    const read = await store.read(topic, queueId, next, readAll);
    for (const message of read.messages) {
      if (message.topic !== topic || message.queueId !== queueId) {
        throw new Error(`${message.topic}-${message.queueId} in queue ${topic}-${queueId}`);
      }
      texts.push(Buffer.from(message.body).toString());
    }
    if (read.nextOffset <= next) {
      throw new Error(`no progress at ${next}`);
    }
    next = read.nextOffset;
  }
  return texts;
}
