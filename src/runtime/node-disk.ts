import * as fs from 'node:fs';
import { mkdir, readdir, rename, rm, stat, statfs, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Disk, DiskEntry, DiskFile, DiskSpace, LockResult } from './disk.ts';
import { diskErrorCode } from './disk.ts';
import { fileMapper } from './file-mapper.ts';
import { findLockHolder, lockDirectory } from './node-disk-lock.ts';

/** One system call moves at most this much: Linux ends at 2 GiB - 4 KiB. */
const callBytesMax = 0x4000_0000;

type WriteOnce = (bytes: Uint8Array, offset: number, length: number, position: number) => number;

/** Repeats a write that the system did in part; a call that writes nothing would otherwise repeat for ever. */
export function writeFully(writeOnce: WriteOnce, bytes: Uint8Array, position: number): void {
  let done = 0;
  while (done < bytes.length) {
    const count = writeOnce(bytes, done, Math.min(bytes.length - done, callBytesMax), position + done);
    if (count <= 0) {
      throw wroteNothing();
    }
    done += count;
  }
}

function wroteNothing(): Error {
  return Object.assign(new Error('EIO: the file system wrote no byte and gave no reason'), { code: 'EIO' });
}

/** A file by its descriptor: callbacks instead of `FileHandle`, which costs more for each call. */
class NodeDiskFile implements DiskFile {
  readonly #descriptor: number;
  readonly #writeOnce: WriteOnce;
  #open = true;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
    this.#writeOnce = (bytes, offset, length, position) => fs.writeSync(descriptor, bytes, offset, length, position);
  }

  writeSync(bytes: Uint8Array, position: number): void {
    writeFully(this.#writeOnce, bytes, position);
  }

  view(position: number, length: number): Buffer | undefined {
    return fileMapper()?.map(this.#descriptor, position, length);
  }

  write(bytes: Uint8Array, position: number): Promise<void> {
    return new Promise((resolve, reject) => this.#writeFrom(bytes, 0, position, resolve, reject));
  }

  #writeFrom(
    bytes: Uint8Array,
    done: number,
    position: number,
    resolve: () => void,
    reject: (error: Error) => void,
  ): void {
    const length = Math.min(bytes.length - done, callBytesMax);
    if (length === 0) {
      resolve();
      return;
    }
    fs.write(this.#descriptor, bytes, done, length, position + done, (error, count) => {
      if (error !== null) {
        reject(error);
      } else if (count <= 0) {
        reject(wroteNothing());
      } else {
        this.#writeFrom(bytes, done + count, position, resolve, reject);
      }
    });
  }

  async read(target: Uint8Array, position: number): Promise<number> {
    let done = 0;
    while (done < target.length) {
      const count = await this.#readSome(target, done, position + done);
      if (count === 0) {
        break;
      }
      done += count;
    }
    return done;
  }

  #readSome(target: Uint8Array, offset: number, position: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const length = Math.min(target.length - offset, callBytesMax);
      fs.read(this.#descriptor, target, offset, length, position, (error, count) =>
        error === null ? resolve(count) : reject(error),
      );
    });
  }

  sync(): Promise<void> {
    return new Promise((resolve, reject) => {
      fs.fdatasync(this.#descriptor, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  truncate(size: number): Promise<void> {
    return new Promise((resolve, reject) => {
      fs.ftruncate(this.#descriptor, size, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  size(): Promise<number> {
    return new Promise((resolve, reject) => {
      fs.fstat(this.#descriptor, (error, stats) => (error === null ? resolve(stats.size) : reject(error)));
    });
  }

  close(): Promise<void> {
    if (!this.#open) {
      return Promise.resolve();
    }
    this.#open = false;
    return new Promise((resolve, reject) => {
      fs.close(this.#descriptor, (error) => (error ? reject(error) : resolve()));
    });
  }
}

const flagsOfMode = { read: 'r', write: 'r+', create: 'wx+' } as const;

function open(path: string, mode: 'read' | 'write' | 'create'): Promise<DiskFile> {
  return new Promise((resolve, reject) => {
    fs.open(path, flagsOfMode[mode], 0o644, (error, descriptor) =>
      error === null ? resolve(new NodeDiskFile(descriptor)) : reject(error),
    );
  });
}

function entryOf(name: string, stats: fs.Stats): DiskEntry {
  if (stats.isFile()) {
    return { name, kind: 'file', size: stats.size, modifiedAt: stats.mtimeMs };
  }
  return { name, kind: stats.isDirectory() ? 'directory' : 'other', size: 0, modifiedAt: 0 };
}

async function statEntry(path: string, name: string): Promise<DiskEntry | undefined> {
  try {
    return entryOf(name, await stat(path));
  } catch (error) {
    if (diskErrorCode(error) === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

async function list(directory: string): Promise<readonly DiskEntry[]> {
  let found: fs.Dirent[];
  try {
    found = await readdir(directory, { withFileTypes: true });
  } catch (error) {
    if (diskErrorCode(error) === 'ENOENT') {
      return [];
    }
    throw error;
  }
  const entries: DiskEntry[] = [];
  for (const one of found) {
    const { name } = one;
    // Only files are asked for their size and time: a store has far more directories.
    const entry = one.isDirectory()
      ? ({ name, kind: 'directory', size: 0, modifiedAt: 0 } as const)
      : await statEntry(join(directory, name), name);
    if (entry !== undefined) {
      entries.push(entry);
    }
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * One by one: the recursive mkdir of Node.js never ends where a file system has the directory above and takes no new ones
 * (`/proc/x`).
 */
async function makeDirectory(path: string): Promise<number> {
  try {
    return (await makeOne(path)) ? 1 : 0;
  } catch (error) {
    const above = dirname(path);
    if (diskErrorCode(error) !== 'ENOENT' || above === path) {
      throw error;
    }
    const made = await makeDirectory(above);
    return (await makeOne(path)) ? made + 1 : made;
  }
}

/** False when it is there. */
async function makeOne(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if (diskErrorCode(error) !== 'ENOENT' && (await statEntry(path, path))?.kind === 'directory') {
      return false;
    }
    throw error;
  }
}

async function remove(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (diskErrorCode(error) !== 'ENOENT') {
      throw error;
    }
  }
}

/** fsync, not fdatasync: the latter may leave out a new name that did not make the directory longer. */
function syncDirectory(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    fs.open(path, 'r', (openError, descriptor) => {
      if (openError !== null) {
        // Windows opens no directories, and keeps names durable by itself.
        return process.platform === 'win32' ? resolve() : reject(openError);
      }
      fs.fsync(descriptor, (syncError) => {
        fs.close(descriptor, () => {
          // EINVAL: a file system without directory syncs.
          const done = syncError === null || diskErrorCode(syncError) === 'EINVAL' || process.platform === 'win32';
          return done ? resolve() : reject(syncError);
        });
      });
    });
  });
}

async function space(path: string): Promise<DiskSpace> {
  const stats = await statfs(path);
  return { totalBytes: stats.blocks * stats.bsize, freeBytes: stats.bavail * stats.bsize };
}

/** The file system of the machine. */
export const nodeDisk: Disk = {
  open,
  stat: (path) => statEntry(path, path),
  list,
  makeDirectory,
  rename,
  remove,
  removeDirectory: (path) => rm(path, { recursive: true, force: true }),
  syncDirectory,
  canView: () => fileMapper() !== undefined,
  releaseViews: () => fileMapper()?.release(),
  space,
  lock: (directory): Promise<LockResult> => lockDirectory(directory),
  lockHolder: findLockHolder,
};
