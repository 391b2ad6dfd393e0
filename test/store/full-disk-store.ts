import { statfsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../src/runtime/clock.ts';
import { nodeDisk } from '../../src/runtime/node-disk.ts';
import { type FileMode, MessageStore, type RetentionOptions, retentionDefault } from '../../src/store/message-store.ts';
import { append, record, silentLogger, testOptions } from './store-fixture.ts';

/**
 * Fills the small file system of its directory, once by the store and something else together with nothing that may be
 * deleted, and once by the store alone, which deletes. Prints what it saw as one line of JSON. Arguments: directory,
 * storeFileMode.
 */
const [root = '', mode = ''] = process.argv.slice(2);
const fileMode: FileMode = mode === 'mmap' ? 'mmap' : 'file';
const mib = 1024 * 1024;
const body = Buffer.alloc(64 * 1024 - 1000, 'x');

function openStore(directory: string, retention?: RetentionOptions): Promise<MessageStore> {
  const options = testOptions({
    directory,
    fileMode,
    commitLogSegmentBytes: 4 * mib,
    consumeQueueFileBytes: 60_000,
    bodyBytesMax: mib,
    flushIntervalMs: 10,
    ...(retention === undefined ? {} : { retention }),
  });
  return MessageStore.open(options, { disk: nodeDisk, clock: systemClock, logger: silentLogger });
}

const freeBytes = () => {
  const { bavail, bsize } = statfsSync(root);
  return bavail * bsize;
};

/** Appends until so many are stored, or one is refused; tells how many were, and why not more. */
async function appendUntil(store: MessageStore, count: number): Promise<{ stored: number; refusal: string }> {
  for (let stored = 0; stored < count; stored++) {
    try {
      await append(store, [record('t', 0, '', { body })]);
    } catch (error) {
      return { stored, refusal: String(error) };
    }
  }
  return { stored: count, refusal: '' };
}

async function readable(store: MessageStore): Promise<number> {
  const { minOffset, maxOffset } = store.range('t', 0);
  let read = 0;
  for (let next = minOffset; next < maxOffset; ) {
    const limits = { messagesMax: 32, bytesMax: 4 * mib, cellsMax: 32 };
    const { messages, nextOffset } = await store.read('t', 0, next, limits);
    read += messages.filter((message) => Buffer.compare(message.body, body) === 0).length;
    next = nextOffset;
  }
  return read;
}

async function withoutDeletion() {
  const directory = join(root, 'kept');
  const filler = join(root, 'filler');
  await writeFile(filler, Buffer.alloc(30 * mib, 1));
  const store = await openStore(directory);
  const full = await appendUntil(store, 2000);
  const again = await appendUntil(store, 1);
  const readWhenFull = await readable(store);
  await rm(filler);
  const after = await appendUntil(store, 100);
  await store.configFile('offsets.json').write({ after: true });
  await store.close();
  const reopened = await openStore(directory);
  const readAfter = await readable(reopened);
  await reopened.close();
  await rm(directory, { recursive: true });
  return { full, again, readWhenFull, after, readAfter };
}

async function withDeletion() {
  const directory = join(root, 'deleted');
  const options = {
    ...retentionDefault,
    usedPercentForcibly: 100,
    usedPercentRefuse: 100,
    freeBytesMin: 16 * mib,
    intervalMs: 100,
  };
  const store = await openStore(directory, options);
  let stored = 0;
  let freeMin = Number.POSITIVE_INFINITY;
  const refusals = new Set<string>();
  const config = store.configFile('offsets.json');
  while (stored < 3000) {
    const round = await appendUntil(store, 50);
    stored += round.stored;
    freeMin = Math.min(freeMin, freeBytes());
    await config.write({ stored });
    if (round.refusal !== '') {
      refusals.add(round.refusal.replaceAll(/\d+/g, 'N'));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  const readAtEnd = await readable(store);
  await store.close();
  const { minOffset, maxOffset } = store.range('t', 0);
  return { stored, freeMin, refusals: [...refusals], readAtEnd, expected: maxOffset - minOffset, maxOffset };
}

const kept = await withoutDeletion();
const deleted = await withDeletion();
process.stdout.write(`${JSON.stringify({ kept, deleted })}\n`);
