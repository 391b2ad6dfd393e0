import { dirname, join } from 'node:path';
import { Code, MqError } from '../model/errors.ts';
import type { Disk, DiskLock } from '../runtime/disk.ts';

/** Names below the root of a store. */
export interface StorePaths {
  readonly root: string;
  readonly commitLog: string;
  readonly consumeQueue: string;
  readonly index: string;
  readonly config: string;
  /** Present while a process uses the store, so one that finds it knows that the last one did not end well. */
  readonly abort: string;
}

export function storePaths(root: string): StorePaths {
  return {
    root,
    commitLog: join(root, 'commitlog'),
    consumeQueue: join(root, 'consumequeue'),
    index: join(root, 'index'),
    config: join(root, 'config'),
    abort: join(root, 'abort'),
  };
}

/** Makes the root and what is missing above it, durable. */
export async function makeRoot(disk: Disk, paths: StorePaths): Promise<void> {
  let path = paths.root;
  for (let made = await disk.makeDirectory(path); made > 0; made--) {
    path = dirname(path);
    await disk.syncDirectory(path);
  }
}

/** Makes the directories below the root, durable. */
export async function makeDirectories(disk: Disk, paths: StorePaths): Promise<void> {
  for (const path of [paths.commitLog, paths.consumeQueue, paths.config]) {
    await disk.makeDirectory(path);
  }
  // Even if they were there: the process that made them may have ended before it synced them.
  await disk.syncDirectory(paths.root);
}

export async function lockStore(disk: Disk, root: string): Promise<DiskLock> {
  const result = await disk.lock(root);
  if (result.kind === 'held') {
    throw new MqError(
      Code.INTERNAL_SERVER_ERROR,
      `the store '${root}' is in use by ${result.holder}; stop that process, or give this one another storePathRootDir`,
    );
  }
  return result.lock;
}

/** Throws when the directory holds a kind of store that is not served. */
export async function refuseForeignStores(disk: Disk, paths: StorePaths): Promise<void> {
  const refuse = (what: string, advice: string) => {
    throw new MqError(
      Code.INTERNAL_SERVER_ERROR,
      `the store '${paths.root}' ${what}, which PocketMQ does not read; ${advice}`,
    );
  };
  if ((await disk.stat(join(paths.consumeQueue, 'CURRENT'))) !== undefined) {
    refuse(
      'keeps its consumeQueues in RocksDB (storeType=defaultRocksDB)',
      'delete the directory consumequeue to have them rebuilt from the commitLog, or keep using RocketMQ',
    );
  }
  if ((await disk.list(join(paths.root, 'batchconsumequeue'))).length > 0) {
    refuse(
      'has topics with batch consumeQueues (queue.type=BatchCQ)',
      'copy its messages to a broker without them by a consumer and a producer',
    );
  }
  for (const entry of await disk.list(paths.root)) {
    if (entry.kind === 'directory' && entry.name.startsWith('dledger-')) {
      refuse(
        `has a DLedger commitLog ('${entry.name}', enableDLegerCommitLog=true)`,
        'copy its messages to another broker by a consumer and a producer',
      );
    }
    if (entry.name === 'epochFileCheckpoint') {
      refuse('belongs to a broker in controller mode', 'start from a store of a broker without enableControllerMode');
    }
  }
  for (const name of ['topics', 'subscriptionGroups', 'consumerOffsets', 'rdb']) {
    if ((await disk.stat(join(paths.config, name, 'CURRENT'))) !== undefined) {
      refuse(
        `keeps its configuration in RocksDB ('config/${name}')`,
        'export it to JSON by mqadmin rocksDBConfigToJson',
      );
    }
  }
}

/** True when the process before closed the store. */
export async function wasClosedCleanly(disk: Disk, paths: StorePaths): Promise<boolean> {
  return (await disk.stat(paths.abort)) === undefined;
}

/** Marks the store as in use, durable: from now on it may change. A mark that is there stays there at every moment. */
export async function markInUse(disk: Disk, paths: StorePaths): Promise<void> {
  const text = Buffer.from(String(process.pid));
  const existing = await disk.stat(paths.abort);
  const file = await disk.open(paths.abort, existing === undefined ? 'create' : 'write');
  try {
    await file.write(text, 0);
    await file.truncate(text.length);
    await file.sync();
  } finally {
    await file.close();
  }
  await disk.syncDirectory(paths.root);
}

/** Takes the mark away; everything else has to be on disk. */
export async function markClosed(disk: Disk, paths: StorePaths): Promise<void> {
  await disk.remove(paths.abort);
  await disk.syncDirectory(paths.root);
}
