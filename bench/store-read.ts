import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { MessageStore } from '../src/store/message-store.ts';
import { percentile } from './report.ts';
import type { ReadSettings, StepOutcome } from './store-settings.ts';
import { Driver, messageIdOf, openBenchStore, queueIdOf, RecordSource, topicOf } from './store-source.ts';

const bodyBytes = 1024;
const queues = 8;
const batch = 32;
const inFlight = 512;
/** Messages of the end of the log that surely lie in the store's memory (32 MiB). */
const hotMessages = 20_000;
/** Messages behind the reader's beginning that are not read as cold ones: what lies in memory, and some more. */
const notColdMessages = 60_000;
const limits = { messagesMax: batch, bytesMax: 4 * 1024 * 1024, cellsMax: batch * 4 };

/** Asks the system to forget these files' pages; false where it has no such way. */
export function dropPageCache(directory: string): boolean {
  try {
    for (const name of readdirSync(directory)) {
      execFileSync('dd', [`if=${join(directory, name)}`, 'iflag=nocache', 'count=0'], { stdio: 'ignore' });
    }
    return true;
  } catch {
    return false;
  }
}

interface Reading {
  readonly perSecond: number;
  readonly p50Us: number;
  readonly p99Us: number;
}

/** Each of `readers` reads offsets [from, to) of its queue in order, `once` or again and again, for so long. */
async function read(
  store: MessageStore,
  from: number,
  to: number,
  readers: number,
  ms: number,
  once = false,
): Promise<Reading> {
  const times: number[] = [];
  let messages = 0;
  const startedAt = performance.now();
  const endsAt = startedAt + ms;
  const one = async (reader: number) => {
    const queue = reader % queues;
    let offset = from;
    while (performance.now() < endsAt) {
      const begin = performance.now();
      const result = await store.read(topicOf(queue), queueIdOf(queue), offset, limits);
      times.push((performance.now() - begin) * 1000);
      if (result.messages.length === 0) {
        throw new Error(`queue ${queue} has nothing at offset ${offset}`);
      }
      messages += result.messages.length;
      offset = result.nextOffset;
      if (offset >= to) {
        if (once) {
          return;
        }
        offset = from;
      }
    }
  };
  await Promise.all(Array.from({ length: readers }, (_, reader) => one(reader)));
  const seconds = (performance.now() - startedAt) / 1000;
  const samples = Float64Array.from(times);
  return { perSecond: messages / seconds, p50Us: percentile(samples, 0.5), p99Us: percentile(samples, 0.99) };
}

async function readKeys(store: MessageStore, count: number, queries: number): Promise<Reading> {
  const times: number[] = [];
  const startedAt = performance.now();
  for (let query = 0; query < queries; query++) {
    // A large odd step visits messages from all over the log.
    const n = (query * 514_229) % count;
    const key = messageIdOf(n);
    const begin = performance.now();
    const found = await store.query({
      topic: topicOf(n % queues),
      kind: 'uniqueKey',
      key,
      beginTimestamp: 0,
      endTimestamp: Number.MAX_SAFE_INTEGER,
      messagesMax: 1,
    });
    times.push((performance.now() - begin) * 1000);
    if (found.length !== 1) {
      throw new Error(`a message was not found by its key ${key}`);
    }
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const samples = Float64Array.from(times);
  return { perSecond: queries / seconds, p50Us: percentile(samples, 0.5), p99Us: percentile(samples, 0.99) };
}

async function settled(store: MessageStore): Promise<void> {
  while (store.lossWindow().unflushedBytes > 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export async function readStep(settings: ReadSettings): Promise<StepOutcome> {
  const { directory, count, measuredMs } = settings;
  const hot = Math.min(hotMessages, count);
  const coldEnd = Math.max(queues * batch, count - notColdMessages);
  const store = await openBenchStore({ directory, flushMode: 'ASYNC_FLUSH', index: true });
  await new Driver(store, new RecordSource(bodyBytes, queues, count, inFlight * 2), count, inFlight).run();
  await settled(store);
  const figures: Record<string, number> = {};
  const keep = (name: string, { perSecond, p50Us, p99Us }: Reading) => {
    figures[`${name}PerSecond`] = perSecond;
    figures[`${name}P50Us`] = p50Us;
    figures[`${name}P99Us`] = p99Us;
  };
  const log = join(directory, 'commitlog');
  const hotFrom = Math.floor((count - hot) / queues);
  const hotTo = Math.floor(count / queues) - 1;
  keep('hot1', await read(store, hotFrom, hotTo, 1, measuredMs));
  keep('hot8', await read(store, hotFrom, hotTo, queues, measuredMs));
  const coldTo = Math.floor(coldEnd / queues) - 1;
  keep('cold1', await read(store, 0, coldTo, 1, measuredMs));
  keep('cold8', await read(store, 0, coldTo, queues, measuredMs));
  if (dropPageCache(log)) {
    keep('disk1', await read(store, 0, coldTo, 1, measuredMs, true));
    dropPageCache(log);
    keep('disk8', await read(store, 0, coldTo, queues, measuredMs, true));
  }
  // Ids repeat beyond those made beforehand; the newest message of an id is found.
  keep('key', await readKeys(store, Math.min(count, 65_536), settings.keyQueries));
  await store.close();
  return { figures };
}
