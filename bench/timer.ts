import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MqError } from '../src/model/errors.ts';
import { encodeProperty } from '../src/model/properties.ts';
import { systemClock } from '../src/runtime/clock.ts';
import { createLogger } from '../src/runtime/log.ts';
import { nodeDisk } from '../src/runtime/node-disk.ts';
import { type AppendRecord, MessageStore, parseDelayLevels, type StoreOptions } from '../src/store/message-store.ts';
import { printTable, show } from './report.ts';

const pendingMessages = 5_000_000;
const burstMessages = 100_000;
const messagesPerTurn = 512;
const hourMs = 3_600_000;

function optionsOf(directory: string): StoreOptions {
  return {
    directory,
    flushMode: 'ASYNC_FLUSH',
    commitLogSegmentBytes: 1 << 30,
    consumeQueueFileBytes: 6_000_000,
    bodyBytesMax: 4 << 20,
    flushIntervalMs: 500,
    flushLeastPages: 4,
    flushThoroughIntervalMs: 10_000,
    flushConsumeQueueIntervalMs: 1000,
    storeHost: { address: '127.0.0.1', port: 10911 },
    pendingBytesMax: 64 << 20,
    messageIndex: false,
    timer: {
      wheelEnabled: true,
      precisionMs: 1000,
      delayMsMax: 40 * 24 * hourMs,
      levelDelaysMs: parseDelayLevels('1s') ?? [],
    },
  };
}

function message(body: Uint8Array, number: number): AppendRecord {
  const uniqueKey = String(number).padStart(32, '0');
  return {
    topic: 'bench-delay',
    queueId: 0,
    flag: 0,
    sysFlag: 0,
    bornTimestamp: systemClock.now(),
    bornHost: { address: '127.0.0.1', port: 1 },
    reconsumeTimes: 0,
    preparedTransactionOffset: 0,
    body,
    properties: encodeProperty('UNIQ_KEY', uniqueKey),
    tag: '',
    keys: '',
    uniqueKey,
    queueOffset: 0,
    physicalOffset: 0,
    storeTimestamp: 0,
  };
}

async function send(store: MessageStore, count: number, deliverAt: (number: number) => number): Promise<void> {
  const body = Buffer.alloc(16, 1);
  for (let sent = 0; sent < count; ) {
    await new Promise<void>((resolve, reject) => {
      const records: AppendRecord[] = [];
      for (; records.length < messagesPerTurn && sent < count; sent++) {
        const delayed = store.delayUntil(message(body, sent), deliverAt(sent));
        if (delayed instanceof MqError) {
          throw delayed;
        }
        records.push(delayed);
      }
      store.append(records, { stored: resolve, notStored: reject });
    });
  }
}

function memory(): { readonly heapMib: number; readonly rssMib: number } {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heapMib: heapUsed / 2 ** 20, rssMib: rss / 2 ** 20 };
}

/** Memory with five million messages that wait, how fast they are taken in, and how fast a second full of them comes. */
export async function benchTimer(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'pocketmq-timer-'));
  const environment = { disk: nodeDisk, clock: systemClock, logger: createLogger('error') };
  const store = await MessageStore.open(optionsOf(directory), environment);
  const before = memory();
  const begin = performance.now();
  const first = systemClock.now() + hourMs;
  await send(store, pendingMessages, (number) => first + (number % 86_400) * 1000);
  while (store.delayedCount < pendingMessages || store.lossWindow().unflushedBytes > 0) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const taken = performance.now() - begin;
  const after = memory();
  const burstAt = systemClock.now() + 3000;
  await send(store, burstMessages, () => burstAt);
  let lagMs = 0;
  let last = performance.now();
  const watch = setInterval(() => {
    lagMs = Math.max(lagMs, performance.now() - last - 10);
    last = performance.now();
  }, 10);
  while (store.range('bench-delay', 0).maxOffset === 0) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  lagMs = 0;
  const burstBegin = performance.now();
  while (store.range('bench-delay', 0).maxOffset < burstMessages) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const burstMs = performance.now() - burstBegin;
  clearInterval(watch);
  await store.close();
  const openBegin = performance.now();
  const again = await MessageStore.open(optionsOf(directory), environment);
  const openMs = performance.now() - openBegin;
  const found = again.delayedCount;
  await again.close();
  await rm(directory, { recursive: true, force: true });
  process.stdout.write(
    `\ntimer: ${pendingMessages} messages of 16 bytes wait, ${burstMessages} more come in one second\n`,
  );
  printTable([
    [
      'heap MiB before',
      'with them',
      'RSS MiB before',
      'with them',
      'stored and taken in/s',
      'delivered/s',
      'loop lag ms',
      'open ms',
      'wait then',
    ],
    [
      show(before.heapMib),
      show(after.heapMib),
      show(before.rssMib),
      show(after.rssMib),
      show(pendingMessages / (taken / 1000)),
      show(burstMessages / (burstMs / 1000)),
      show(lagMs),
      show(openMs),
      String(found),
    ],
  ]);
}
