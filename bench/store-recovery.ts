import type { MessageStore } from '../src/store/message-store.ts';
import type { BuildSettings, GrowSettings, OpenSettings, StepOutcome } from './store-settings.ts';
import { Driver, openBenchStore, RecordSource, recordBytesOf } from './store-source.ts';

const bodyBytes = 1024;
const queues = 8;
const inFlight = 512;
const messagesPerReport = 100_000;
export const recordBytes = recordBytesOf(bodyBytes);

function messagesIn(store: MessageStore): number {
  return store.queues().reduce((sum, { maxOffset }) => sum + maxOffset, 0);
}

async function append(store: MessageStore, bytes: number, done: (bytes: number) => void): Promise<void> {
  const source = new RecordSource(bodyBytes, queues, Number.POSITIVE_INFINITY, inFlight * 2);
  for (let left = Math.ceil(bytes / recordBytes), appended = 0; left > 0; ) {
    const count = Math.min(left, messagesPerReport);
    await new Driver(store, source, count, inFlight).run();
    left -= count;
    appended += count;
    done(appended * recordBytes);
  }
}

/** Makes a store of this size and closes it. */
export async function buildStep(settings: BuildSettings, notice: (text: string) => void): Promise<StepOutcome> {
  const store = await openBenchStore({ ...settings, flushMode: 'ASYNC_FLUSH', index: true });
  const startedAt = performance.now();
  let nextGib = 1;
  await append(store, settings.bytes, (bytes) => {
    if (bytes >= nextGib * 2 ** 30) {
      notice(`${nextGib} GiB of ${(settings.bytes / 2 ** 30).toFixed(1)}`);
      nextGib++;
    }
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const messages = messagesIn(store);
  const closeStartedAt = performance.now();
  await store.close();
  return { figures: { seconds, messages, closeMs: performance.now() - closeStartedAt } };
}

export async function growStep(settings: GrowSettings, notice: (text: string) => void): Promise<StepOutcome> {
  const store = await openBenchStore({ ...settings, flushMode: 'ASYNC_FLUSH', index: true });
  await append(store, settings.bytes, () => undefined);
  notice('grown');
  // Killed in here.
  await append(store, Number.MAX_SAFE_INTEGER, () => undefined);
  return { figures: {} };
}

export async function openStep(settings: OpenSettings): Promise<StepOutcome> {
  const startedAt = performance.now();
  const store = await openBenchStore({ ...settings, flushMode: 'ASYNC_FLUSH', index: true });
  const openMs = performance.now() - startedAt;
  const messages = messagesIn(store);
  await store.close();
  return { figures: { openMs, messages } };
}
