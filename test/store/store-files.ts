import { join } from 'node:path';
import type { Disk } from '../../src/runtime/disk.ts';
import { MemoryDisk } from '../../src/runtime/memory-disk.ts';
import type { StoreOptions } from '../../src/store/message-store.ts';
import { type Verification, verifyStore } from '../../src/store/offline-store.ts';
import { append, openStore, record, testOptions } from './store-fixture.ts';

/** Changes bytes of a file of a store that nobody uses. */
export async function overwrite(disk: Disk, path: string, position: number, bytes: Uint8Array): Promise<void> {
  const file = await disk.open(path, 'write');
  await file.write(bytes, position);
  await file.close();
}

export async function readBytes(disk: Disk, path: string, position: number, count: number): Promise<Buffer> {
  const file = await disk.open(path, 'read');
  const bytes = Buffer.alloc(count);
  const found = await file.read(bytes, position);
  await file.close();
  return bytes.subarray(0, found);
}

/** Flips one bit of the byte at the position. */
export async function flip(disk: Disk, path: string, position: number, bit = 1): Promise<void> {
  const [byte = 0] = await readBytes(disk, path, position, 1);
  await overwrite(disk, path, position, Uint8Array.of(byte ^ bit));
}

export async function truncate(disk: Disk, path: string, size: number): Promise<void> {
  const file = await disk.open(path, 'write');
  await file.truncate(size);
  await file.close();
}

/** Contents of all files below a directory, in hex, by path. */
export async function contentsBelow(disk: Disk, directory: string): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  for (const entry of await disk.list(directory)) {
    const path = join(directory, entry.name);
    if (entry.kind === 'directory') {
      contents.set(`${path}/`, '');
      for (const [below, content] of await contentsBelow(disk, path)) {
        contents.set(below, content);
      }
    } else {
      contents.set(path, (await readBytes(disk, path, 0, entry.size)).toString('hex'));
    }
  }
  return contents;
}

export function sizesOf(options: StoreOptions) {
  const { commitLogSegmentBytes, consumeQueueFileBytes, indexSlots, indexEntries } = options;
  return { commitLogSegmentBytes, consumeQueueFileBytes, indexSlots, indexEntries };
}

export function verify(disk: Disk, options = testOptions()): Promise<Verification> {
  return verifyStore(disk, options.directory, { sizes: sizesOf(options) });
}

/** `place: text` of each finding. */
export function textsOf(verification: Verification): string[] {
  return verification.findings.map(({ place, text }) => `${place}: ${text}`);
}

/** Messages of two topics with two queues each, with unique keys, keys and tags; several files of every kind. */
export async function fillStore(disk: Disk, messages: number, changes: Partial<StoreOptions> = {}): Promise<void> {
  const store = await openStore(disk, changes);
  await store.configFile('topics.json').write({ topicConfigTable: { a: {}, b: {} } });
  await store.configFile('topics.json').write({ topicConfigTable: { a: {}, b: {} } });
  const from = store.queues().reduce((sum, queue) => sum + queue.maxOffset, 0);
  for (let number = from; number < from + messages; number++) {
    await append(store, [keyed(number)]);
  }
  await store.close();
}

/** The message of this number. */
export function keyed(number: number) {
  const topic = number % 3 === 0 ? 'a' : 'b';
  const uniqueKey = `id-${number}`;
  const tag = `tag-${number % 5}`;
  const properties = `UNIQ_KEY\u0001${uniqueKey}\u0002KEYS\u0001k-${number} shared\u0002TAGS\u0001${tag}\u0002`;
  const keys = `k-${number} shared`;
  return record(topic, number % 2, `body ${number} `.repeat(1 + (number % 7)), { uniqueKey, keys, tag, properties });
}

/** A disk with such a store, closed. */
export async function filledDisk(messages: number, changes: Partial<StoreOptions> = {}): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  await fillStore(disk, messages, changes);
  return disk;
}
