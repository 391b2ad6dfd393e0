import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../src/runtime/clock.ts';
import { nodeDisk } from '../src/runtime/node-disk.ts';
import { type AppendRecord, type FileMode, type FlushMode, MessageStore } from '../src/store/message-store.ts';
import { record, silentLogger, testOptions } from '../test/store/store-fixture.ts';
import type { BenchOptions } from './options.ts';
import { percentile, printTable, show } from './report.ts';

const queues = 8;
const mib = 1024 * 1024;

async function withStore<T>(
  fileMode: FileMode,
  flushMode: FlushMode,
  use: (store: MessageStore) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'pocketmq-bench-'));
  const options = testOptions({
    directory,
    fileMode,
    flushMode,
    commitLogSegmentBytes: 256 * mib,
    consumeQueueFileBytes: 6_000_000,
    bodyBytesMax: 4 * mib,
    pendingBytesMax: 256 * mib,
    messageIndex: false,
  });
  const store = await MessageStore.open(options, { disk: nodeDisk, clock: systemClock, logger: silentLogger });
  const result = await use(store);
  await store.close();
  await rm(directory, { recursive: true, force: true });
  return result;
}

function records(bodyBytes: number): AppendRecord[] {
  const body = Buffer.alloc(bodyBytes, 'x');
  return Array.from({ length: queues }, (_, queueId) => record('bench', queueId, '', { body }));
}

/** Appends for so long with so many in flight; gives how many were acknowledged. */
function appendFor(store: MessageStore, bodyBytes: number, inFlightMax: number, ms: number): Promise<number> {
  const all = records(bodyBytes);
  const start = performance.now();
  let inFlight = 0;
  let stored = 0;
  return new Promise((resolve, reject) => {
    const waiter = {
      stored: () => {
        inFlight--;
        stored++;
      },
      notStored: reject,
    };
    const turn = () => {
      const elapsed = performance.now() - start;
      if (elapsed >= ms) {
        resolve(stored);
        return;
      }
      for (; inFlight < inFlightMax; inFlight++) {
        const one = all[inFlight % queues];
        store.append(one === undefined ? [] : [one], waiter);
      }
      setImmediate(turn);
    };
    turn();
  });
}

/** Reads the newest messages, all in memory, again and again; gives how many were read. */
async function readHot(store: MessageStore, ms: number): Promise<number> {
  await appendFor(store, 1024, 1000, 100);
  const limits = { messagesMax: 32, bytesMax: 4 * mib, cellsMax: 32 };
  const start = performance.now();
  let read = 0;
  while (performance.now() - start < ms) {
    for (let queueId = 0; queueId < queues; queueId++) {
      const { maxOffset } = store.range('bench', queueId);
      read += (await store.read('bench', queueId, Math.max(0, maxOffset - 32), limits)).messages.length;
    }
  }
  return read;
}

/** Appends without a pause and counts what listeners are told. */
async function dispatch(store: MessageStore, ms: number): Promise<number> {
  let told = 0;
  store.onDispatch(() => {
    told++;
  });
  await appendFor(store, 128, 4096, ms);
  return told;
}

interface Purpose {
  readonly name: string;
  readonly flushMode: FlushMode;
  measure(store: MessageStore, ms: number): Promise<number>;
}

const purposes: readonly Purpose[] = [
  { name: 'append 128 B', flushMode: 'ASYNC_FLUSH', measure: (store, ms) => appendFor(store, 128, 1024, ms) },
  { name: 'append 1 KiB', flushMode: 'ASYNC_FLUSH', measure: (store, ms) => appendFor(store, 1024, 1024, ms) },
  { name: 'append 64 KiB', flushMode: 'ASYNC_FLUSH', measure: (store, ms) => appendFor(store, 65_536, 64, ms) },
  { name: 'append 1 KiB, SYNC_FLUSH', flushMode: 'SYNC_FLUSH', measure: (store, ms) => appendFor(store, 1024, 64, ms) },
  { name: 'hot read 1 KiB', flushMode: 'ASYNC_FLUSH', measure: readHot },
  { name: 'dispatch 128 B', flushMode: 'ASYNC_FLUSH', measure: dispatch },
];

interface Cost {
  readonly perSecond: number;
  /** CPU of the process, all threads and the system's part, for one message. */
  readonly microseconds: number;
}

async function costOf({ flushMode, measure }: Purpose, fileMode: FileMode, ms: number): Promise<Cost> {
  return await withStore(fileMode, flushMode, async (store) => {
    const before = process.cpuUsage();
    const start = performance.now();
    const messages = await measure(store, ms);
    const elapsed = performance.now() - start;
    const { user, system } = process.cpuUsage(before);
    return { perSecond: (messages * 1000) / elapsed, microseconds: (user + system) / messages };
  });
}

/** The log by positioned writes against memory mapped onto it, in turn, by what the files are used for. */
export async function benchStoreFiles({ seconds = 5, rounds = 5 }: BenchOptions): Promise<void> {
  if (!nodeDisk.canView()) {
    process.stdout.write('\nstore-files: left out, the optional package mmap-io is not installed or not built\n');
    return;
  }
  process.stdout.write(`\nstore-files: storeFileMode file and mmap in turn, medians of ${rounds} rounds\n`);
  const rows = [['', 'file msg/s', 'mmap msg/s', 'file CPU us', 'mmap CPU us', 'mmap / file CPU', 'lowest', 'highest']];
  for (const purpose of purposes) {
    const ms = Math.max(200, (seconds * 1000) / rounds);
    const file: Cost[] = [];
    const mmap: Cost[] = [];
    for (let round = 0; round < rounds; round++) {
      file.push(await costOf(purpose, 'file', ms));
      mmap.push(await costOf(purpose, 'mmap', ms));
    }
    const median = (costs: readonly Cost[], pick: (cost: Cost) => number) =>
      percentile(Float64Array.from(costs, pick), 0.5);
    const ratios = Float64Array.from(
      mmap,
      (cost, round) => cost.microseconds / (file[round]?.microseconds ?? Number.NaN),
    );
    rows.push([
      purpose.name,
      ...[file, mmap].map((costs) => show(median(costs, (cost) => cost.perSecond))),
      ...[file, mmap].map((costs) =>
        show(
          median(costs, (cost) => cost.microseconds),
          2,
        ),
      ),
      ...[0.5, 0, 1].map((share) => show(percentile(ratios, share), 2)),
    ]);
  }
  printTable(rows);
}
