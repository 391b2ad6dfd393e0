import { link, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { diskErrorCode, type LockResult } from './disk.ts';

/**
 * Node.js offers no file locks of the system, so a file that names the holder stands in: made complete under another
 * name and then linked, which fails when the name exists. Its three lines:
 *
 *   process id
 *   start of that process in ticks since boot and the id of the boot, where the system tells them (Linux), else empty
 *   host name
 *
 * A lock whose process has ended is taken over; process id and start time together are never used twice, so a new
 * process with an old id is not mistaken for the holder. Limits: processes on other machines (network file systems)
 * or in other containers cannot be seen, so their lock is taken to be held until the file is deleted by hand.
 *
 * RocketMQ locks byte 0 of the file `lock` by fcntl. Linux lists such locks in /proc/locks, which is looked at;
 * elsewhere a running RocketMQ is not noticed. RocketMQ never notices ours.
 */
export const lockFileName = 'pocketmq.lock';

interface Holder {
  readonly pid: number;
  /** Empty when the system does not tell. */
  readonly started: string;
  readonly host: string;
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}

async function startOf(pid: number): Promise<string> {
  const line = await readText(`/proc/${pid}/stat`);
  const boot = await readText('/proc/sys/kernel/random/boot_id');
  if (line === undefined || boot === undefined) {
    return '';
  }
  // The second field, in parentheses, may hold blanks; the start time is the 22nd of all.
  const ticks = line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  return `${ticks} ${boot.trim()}`;
}

function parseHolder(text: string): Holder | undefined {
  const [pidText = '', started = '', host = ''] = text.split('\n');
  return /^\d{1,10}$/.test(pidText) && host !== '' ? { pid: Number(pidText), started, host } : undefined;
}

function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return diskErrorCode(error) === 'EPERM';
  }
}

async function isHeld(holder: Holder): Promise<boolean> {
  if (holder.host !== hostname()) {
    return true;
  }
  return isProcessAlive(holder.pid) && holder.started === (await startOf(holder.pid));
}

/** The process that holds the lock of a Java broker on this file, where the system shows it. */
async function findForeignHolder(path: string): Promise<string | undefined> {
  const locks = await readText('/proc/locks');
  if (locks === undefined) {
    return undefined;
  }
  let inode: number;
  try {
    inode = (await stat(path)).ino;
  } catch {
    return undefined;
  }
  for (const line of locks.split('\n')) {
    const found = /POSIX\s+\S+\s+WRITE\s+(-?\d+)\s+[0-9a-f]+:[0-9a-f]+:(\d+)\s/.exec(line);
    if (found !== null && Number(found[2]) === inode) {
      return `process ${found[1]} (it holds the file lock of ${path}, as RocketMQ does)`;
    }
  }
  return undefined;
}

/** Removes a lock file whose holder is gone, unless another process has replaced it meanwhile. */
async function removeStale(path: string, staleText: string): Promise<void> {
  const aside = `${path}.${process.pid}.stale`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (diskErrorCode(error) === 'ENOENT') {
      return;
    }
    throw error;
  }
  if ((await readText(aside)) !== staleText) {
    await link(aside, path).catch(() => undefined);
  }
  await unlink(aside).catch(() => undefined);
}

/** In words, who is named by the text of a lock file; undefined when that process is gone. */
async function describeHolder(path: string, text: string | undefined): Promise<string | undefined> {
  const holder = text === undefined ? undefined : parseHolder(text);
  if (holder === undefined || !(await isHeld(holder))) {
    return undefined;
  }
  const place =
    holder.host === hostname() ? 'this machine' : `host ${holder.host}; delete ${path} if that host is gone`;
  return `process ${holder.pid} on ${place}`;
}

/** Who holds the directory, in words; undefined when nobody does. Changes nothing. */
export async function findLockHolder(directory: string): Promise<string | undefined> {
  const path = join(directory, lockFileName);
  return (await findForeignHolder(join(directory, 'lock'))) ?? (await describeHolder(path, await readText(path)));
}

const triesMax = 5;
let attempts = 0;

export async function lockDirectory(directory: string): Promise<LockResult> {
  const foreign = await findForeignHolder(join(directory, 'lock'));
  if (foreign !== undefined) {
    return { kind: 'held', holder: foreign };
  }
  const path = join(directory, lockFileName);
  const own = `${path}.${process.pid}.${attempts++}`;
  const text = `${process.pid}\n${await startOf(process.pid)}\n${hostname()}\n`;
  try {
    await writeFile(own, text);
    for (let attempt = 0; attempt < triesMax; attempt++) {
      try {
        await link(own, path);
        return { kind: 'locked', lock: { release: () => removeStale(path, text) } };
      } catch (error) {
        if (diskErrorCode(error) !== 'EEXIST') {
          throw error;
        }
      }
      const existing = await readText(path);
      const holder = await describeHolder(path, existing);
      if (holder !== undefined) {
        return { kind: 'held', holder };
      }
      if (existing !== undefined) {
        await removeStale(path, existing);
      }
    }
    return { kind: 'held', holder: 'other processes that start at the same time' };
  } finally {
    await unlink(own).catch(() => undefined);
  }
}
