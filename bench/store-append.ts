import { fdatasync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { Session } from 'node:inspector';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CpuProfile } from './cpu-profile.ts';
import { percentile } from './report.ts';
import { PlainSource } from './store-plain-source.ts';
import type { AppendSettings, PlainSettings, StepOutcome } from './store-settings.ts';
import { Driver, idsMax, openBenchStore, RecordSource } from './store-source.ts';

const lagSamplesMax = 1_000_000;

function startProfile(): () => CpuProfile {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: 200 });
  session.post('Profiler.start');
  return () => {
    let profile: CpuProfile | undefined;
    session.post('Profiler.stop', (_error, result) => {
      profile = result?.profile as CpuProfile | undefined;
    });
    session.disconnect();
    if (profile === undefined) {
      throw new Error('the profiler gave nothing');
    }
    return profile;
  };
}

/** How many records that are answered have no place in their queue yet, looked at whenever one gets its place. */
class Lag {
  readonly #samples = new Float64Array(lagSamplesMax);
  #count = 0;
  dispatched = 0;

  dispatch(stored: number): void {
    this.#samples[this.#count % lagSamplesMax] = Math.max(0, stored - this.dispatched);
    this.#count++;
    this.dispatched++;
  }

  get samples(): Float64Array {
    return this.#samples.slice(0, Math.min(this.#count, lagSamplesMax));
  }
}

/** Appends as fast as the store takes them, after a warm-up that has made the queues. */
export async function appendStep(settings: AppendSettings): Promise<StepOutcome> {
  const { bodyBytes, count, queues, inFlight } = settings;
  const open = () => openBenchStore({ ...settings, flushMode: 'ASYNC_FLUSH' });
  let store = await open();
  const depth = inFlight * 2;
  await new Driver(store, new RecordSource(bodyBytes, queues, queues, depth), queues, inFlight).run();
  if (settings.reopen) {
    await store.close();
    store = await open();
  }
  const source = settings.plain
    ? new PlainSource(bodyBytes, queues, Math.min(idsMax, count))
    : new RecordSource(bodyBytes, queues, count, depth);
  const warmUp = Math.max(1, Math.min(20_000, Math.floor(count / 10)));
  await new Driver(store, source, warmUp, inFlight).run();
  const driver = new Driver(store, source, count, inFlight);
  const lag = new Lag();
  if (settings.lag) {
    store.onDispatch(() => lag.dispatch(driver.storedCount));
  }
  const stopProfile = settings.profile ? startProfile() : undefined;
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await driver.run();
  const storedAt = performance.now();
  const cpu = process.cpuUsage(cpuBefore);
  while (settings.lag && lag.dispatched < count) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  const caughtUpAt = performance.now();
  const profile = stopProfile?.();
  const closingAt = performance.now();
  await store.close();
  const closedAt = performance.now();
  const seconds = (storedAt - startedAt) / 1000;
  const figures = {
    count,
    perSecond: count / seconds,
    mbPerSecond: (count * bodyBytes) / seconds / 1e6,
    // As dd counts: until the last byte is on the disk, here with the queues and the index.
    durableMbPerSecond: (count * bodyBytes) / (closedAt - closingAt + caughtUpAt - startedAt) / 1e3,
    cpuUs: (cpu.user + cpu.system) / count,
    lagMax: settings.lag ? percentile(lag.samples, 1) : 0,
    lagP99: settings.lag ? percentile(lag.samples, 0.99) : 0,
    catchUpMs: caughtUpAt - storedAt,
  };
  return profile === undefined ? { figures } : { figures, profile };
}

const sync = promisify(fdatasync);

export async function plainStep(settings: PlainSettings): Promise<StepOutcome> {
  const { bytes, count, flushIntervalMs } = settings;
  const file = await open(join(settings.directory, 'plain'), 'wx');
  const block = Buffer.alloc(bytes, 'pocketmq ');
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  let syncing: Promise<void> | undefined;
  let syncedAt = startedAt;
  for (let index = 0; index < count; index++) {
    writeSync(file.fd, block, 0, bytes, index * bytes);
    // As the store does: in the background, while writing goes on.
    if (syncing === undefined && (index & 15) === 0 && performance.now() - syncedAt >= flushIntervalMs) {
      syncing = sync(file.fd).finally(() => {
        syncing = undefined;
        syncedAt = performance.now();
      });
    }
    if ((index & 63) === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const writtenAt = performance.now();
  const cpu = process.cpuUsage(cpuBefore);
  await syncing;
  await sync(file.fd);
  const endedAt = performance.now();
  await file.close();
  return {
    figures: {
      perSecond: (count * 1000) / (writtenAt - startedAt),
      mbPerSecond: (count * bytes) / (writtenAt - startedAt) / 1e3,
      durableMbPerSecond: (count * bytes) / (endedAt - startedAt) / 1e3,
      cpuUs: (cpu.user + cpu.system) / count,
    },
  };
}
