import { setTimeout as sleep } from 'node:timers/promises';
import type { MqError } from '../src/model/errors.ts';
import type { Disk, DiskFile } from '../src/runtime/disk.ts';
import { nodeDisk } from '../src/runtime/node-disk.ts';
import type { AppendWaiter, MessageStore } from '../src/store/message-store.ts';
import { percentile } from './report.ts';
import type { StepOutcome, SyncSettings } from './store-settings.ts';
import { openBenchStore, RecordSource } from './store-source.ts';

const bodyBytes = 128;

/** Syncs of the commitLog, as the store saw them. */
class SyncTimes {
  count = 0;
  totalMs = 0;
}

/** A disk whose fdatasync takes so much longer. */
function slowDisk(disk: Disk, delayMs: number, times: SyncTimes): Disk {
  const slowFile = (file: DiskFile, counted: boolean): DiskFile => ({
    write: (bytes, position) => file.write(bytes, position),
    writeSync: (bytes, position) => file.writeSync(bytes, position),
    view: (position, length) => file.view(position, length),
    read: (target, position) => file.read(target, position),
    truncate: (size) => file.truncate(size),
    size: () => file.size(),
    close: () => file.close(),
    async sync() {
      const startedAt = performance.now();
      if (delayMs > 0) {
        await sleep(delayMs);
      }
      await file.sync();
      if (counted) {
        times.count++;
        times.totalMs += performance.now() - startedAt;
      }
    },
  });
  return { ...disk, open: async (path, mode) => slowFile(await disk.open(path, mode), path.includes('commitlog')) };
}

/** A producer that sends its next message when the last one is stored. */
class Writer implements AppendWaiter {
  readonly #store: MessageStore;
  readonly #source: RecordSource;
  readonly #latencies: number[];
  readonly #endsAt: number;
  readonly ended: Promise<void>;
  #resolve: () => void = () => undefined;
  #reject: (error: MqError) => void = () => undefined;
  #sentAt = 0;

  constructor(store: MessageStore, source: RecordSource, latencies: number[], endsAt: number) {
    this.#store = store;
    this.#source = source;
    this.#latencies = latencies;
    this.#endsAt = endsAt;
    this.ended = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  send(): void {
    this.#sentAt = performance.now();
    this.#store.append(this.#source.next(0), this);
  }

  stored(): void {
    const now = performance.now();
    this.#latencies.push(now - this.#sentAt);
    if (now < this.#endsAt) {
      this.send();
    } else {
      this.#resolve();
    }
  }

  notStored(error: MqError): void {
    this.#reject(error);
  }
}

export async function syncStep(settings: SyncSettings): Promise<StepOutcome> {
  const { directory, writers, delayMs, measuredMs } = settings;
  const times = new SyncTimes();
  const store = await openBenchStore(
    { directory, flushMode: 'SYNC_FLUSH', index: true },
    slowDisk(nodeDisk, delayMs, times),
  );
  const source = new RecordSource(bodyBytes, 8, 1000, writers * 2);
  const load = async (milliseconds: number, latencies: number[]) => {
    const endsAt = performance.now() + milliseconds;
    const all = Array.from({ length: writers }, () => new Writer(store, source, latencies, endsAt));
    for (const writer of all) {
      writer.send();
    }
    await Promise.all(all.map(({ ended }) => ended));
  };
  await load(Math.min(200, measuredMs), []);
  times.count = 0;
  times.totalMs = 0;
  const latencies: number[] = [];
  const startedAt = performance.now();
  await load(measuredMs, latencies);
  const seconds = (performance.now() - startedAt) / 1000;
  const { count, totalMs } = times;
  await store.close();
  const syncMs = totalMs / count;
  const samples = Float64Array.from(latencies);
  return {
    figures: {
      perSecond: latencies.length / seconds,
      p50Ms: percentile(samples, 0.5),
      p99Ms: percentile(samples, 0.99),
      syncMs,
      perSync: latencies.length / count,
      // Every sync carries a message of each writer, and nothing but syncs takes time.
      boundPerSecond: (writers * 1000) / syncMs,
    },
  };
}
