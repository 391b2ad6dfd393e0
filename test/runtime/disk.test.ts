import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Disk, diskErrorCode, isDiskFull, readWholeFile, writeNewFile } from '../../src/runtime/disk.ts';
import { MemoryDisk } from '../../src/runtime/memory-disk.ts';
import { nodeDisk, writeFully } from '../../src/runtime/node-disk.ts';

const directories: string[] = [];

afterAll(async () => {
  for (const directory of directories) {
    await rm(directory, { recursive: true });
  }
});

async function realRoot(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'pocketmq-disk-'));
  directories.push(directory);
  return directory;
}

const disks: readonly { name: string; make: () => Promise<{ disk: Disk; root: string }> }[] = [
  { name: 'real', make: async () => ({ disk: nodeDisk, root: await realRoot() }) },
  { name: 'simulated', make: async () => ({ disk: new MemoryDisk(), root: '/root' }) },
];

/** Holds the lock of a file that RocketMQ holds while it runs. */
const javaLock = `
import fcntl, sys
file = open(sys.argv[1], 'w')
fcntl.lockf(file, fcntl.LOCK_EX, 1, 0)
print('held', flush=True)
sys.stdin.read()`;
const canLock = process.platform === 'linux' && spawnSync('python3', ['-c', 'import fcntl']).status === 0;

describe('the real disk', () => {
  it.skipIf(!canLock)('does not lock a directory that a running RocketMQ uses', async () => {
    const root = await realRoot();
    const holder = spawn('python3', ['-c', javaLock, join(root, 'lock')], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    const text = `process ${holder.pid} (it holds the file lock of ${join(root, 'lock')}, as RocketMQ does)`;
    expect(await nodeDisk.lock(root)).toEqual({ kind: 'held', holder: text });
    expect(await nodeDisk.lockHolder(root)).toBe(text);
    holder.stdin.end();
    await once(holder, 'exit');
    const result = await nodeDisk.lock(root);
    expect(result.kind).toBe('locked');
    await (result.kind === 'locked' ? result.lock.release() : undefined);
  });

  it.skipIf(process.platform !== 'linux')('refuses a directory where no new ones can be', async () => {
    await expect(nodeDisk.makeDirectory('/proc/pocketmq')).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(nodeDisk.makeDirectory('/proc/pocketmq/below')).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(nodeDisk.makeDirectory('/dev/null')).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(nodeDisk.makeDirectory('/dev/null/below')).rejects.toMatchObject({ code: 'ENOTDIR' });
  });
});

describe.each(disks)('the $name disk', ({ make }) => {
  it('reads what was written, zeros between, and less at the end', async () => {
    const { disk, root } = await make();
    await disk.makeDirectory(root);
    const file = await disk.open(join(root, 'file'), 'create');
    file.writeSync(Buffer.from('abc'), 5);
    await file.write(Buffer.from('xyz'), 40_000);
    await file.sync();
    expect(await file.size()).toBe(40_003);
    const target = Buffer.alloc(10, 1);
    expect(await file.read(target, 0)).toBe(10);
    expect(target.toString('latin1')).toBe('\0\0\0\0\0abc\0\0');
    expect(await file.read(target, 39_999)).toBe(4);
    expect(target.toString('latin1', 0, 4)).toBe('\0xyz');
    expect(await file.read(target, 50_000)).toBe(0);
    await file.truncate(6);
    await file.truncate(8);
    expect(await file.read(target, 0)).toBe(8);
    expect(target.toString('latin1', 0, 8)).toBe('\0\0\0\0\0a\0\0');
    await file.close();
    await file.close();
  });

  it('keeps names: makes, lists, renames and removes them', async () => {
    const { disk, root } = await make();
    const deep = join(root, 'a', 'b');
    await disk.makeDirectory(root);
    expect(await disk.makeDirectory(deep)).toBe(2);
    expect(await disk.makeDirectory(deep)).toBe(0);
    await writeNewFile(disk, join(deep, 'two'), Buffer.from('2'));
    await writeNewFile(disk, join(deep, 'one'), Buffer.from('11'));
    await disk.syncDirectory(deep);
    expect((await disk.list(deep)).map(({ name, kind, size }) => ({ name, kind, size }))).toEqual([
      { name: 'one', kind: 'file', size: 2 },
      { name: 'two', kind: 'file', size: 1 },
    ]);
    expect(await disk.list(join(root, 'nowhere'))).toEqual([]);
    await disk.rename(join(deep, 'one'), join(deep, 'two'));
    expect((await readWholeFile(disk, join(deep, 'two')))?.toString()).toBe('11');
    expect(await readWholeFile(disk, join(deep, 'one'))).toBeUndefined();
    expect(await disk.stat(join(deep, 'one'))).toBeUndefined();
    expect(await disk.stat(deep)).toMatchObject({ kind: 'directory' });
    await disk.remove(join(deep, 'two'));
    await disk.remove(join(deep, 'two'));
    await disk.removeDirectory(join(root, 'a'));
    expect(await disk.list(root)).toEqual([]);
  });

  it('names its faults', async () => {
    const { disk, root } = await make();
    await disk.makeDirectory(root);
    const missing = await disk.open(join(root, 'x'), 'read').catch((error: unknown) => error);
    expect(diskErrorCode(missing)).toBe('ENOENT');
    expect(isDiskFull(missing)).toBe(false);
    await (await disk.open(join(root, 'x'), 'create')).close();
    expect(diskErrorCode(await disk.open(join(root, 'x'), 'create').catch((error: unknown) => error))).toBe('EEXIST');
    expect(diskErrorCode('text')).toBeUndefined();
  });

  it('knows its space', async () => {
    const { disk, root } = await make();
    await disk.makeDirectory(root);
    const { totalBytes, freeBytes } = await disk.space(root);
    expect(totalBytes).toBeGreaterThan(0);
    expect(freeBytes).toBeLessThanOrEqual(totalBytes);
  });

  it('lets one holder into a directory at a time', async () => {
    const { disk, root } = await make();
    await disk.makeDirectory(root);
    const results = await Promise.all([disk.lock(root), disk.lock(root), disk.lock(root)]);
    expect(results.map((result) => result.kind).sort()).toEqual(['held', 'held', 'locked']);
    for (const result of results) {
      if (result.kind === 'locked') {
        await result.lock.release();
      }
    }
    expect((await disk.lock(root)).kind).toBe('locked');
  });
});

describe('a lock file of the real disk', () => {
  it.each([
    { name: 'a process that is gone', text: `999999999\n1 boot\n` },
    { name: 'a process whose id was given to another', text: `${process.pid}\n1 another boot\n` },
    { name: 'nobody that can be read', text: '' },
    { name: 'a process whose id is cut off', text: `\n1 boot\n` },
    { name: 'a process whose id has a flipped bit', text: `${process.pid}p\n1 boot\n` },
    { name: 'something else', text: '\0\0\0\0' },
  ])('left by $name is taken over', async ({ text }) => {
    const root = await realRoot();
    const { hostname } = await import('node:os');
    await writeNewFile(nodeDisk, join(root, 'pocketmq.lock'), Buffer.from(text === '' ? '' : `${text}${hostname()}\n`));
    const result = await nodeDisk.lock(root);
    expect(result.kind).toBe('locked');
    expect((await nodeDisk.list(root)).map((entry) => entry.name)).toEqual(['pocketmq.lock']);
  });

  it('of another machine is respected, and the answer says what to do', async () => {
    const root = await realRoot();
    await writeNewFile(nodeDisk, join(root, 'pocketmq.lock'), Buffer.from('1\n\nelsewhere.invalid\n'));
    expect(await nodeDisk.lock(root)).toEqual({
      kind: 'held',
      holder: `process 1 on host elsewhere.invalid; delete ${join(root, 'pocketmq.lock')} if that host is gone`,
    });
  });
});

describe('a write that the system does in parts', () => {
  it('is repeated for the rest', () => {
    const calls: [number, number, number][] = [];
    writeFully(
      (_bytes, offset, length, position) => {
        calls.push([offset, length, position]);
        return Math.min(3, length);
      },
      Buffer.alloc(7),
      100,
    );
    expect(calls).toEqual([
      [0, 7, 100],
      [3, 4, 103],
      [6, 1, 106],
    ]);
  });

  it('is an error when nothing is written any more', () => {
    expect(() => writeFully(() => 0, Buffer.alloc(1), 0)).toThrow(/EIO/);
  });
});
