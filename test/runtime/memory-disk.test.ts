import { describe, expect, it } from 'vitest';
import { readWholeFile } from '../../src/runtime/disk.ts';
import { type DiskSimulation, MemoryDisk } from '../../src/runtime/memory-disk.ts';

const nothingHappens: DiskSimulation = {};

async function text(disk: MemoryDisk, path: string): Promise<string | undefined> {
  return (await readWholeFile(disk, path))?.toString('latin1');
}

/** Numbers that decide each fate in turn, then repeat the last. */
function fates(...numbers: number[]): () => number {
  return () => (numbers.length > 1 ? numbers.shift() : numbers[0]) ?? 0;
}

describe('a power cut on the simulated disk', () => {
  it('keeps what was synced, and of the rest what chance decides', async () => {
    const disk = new MemoryDisk(nothingHappens);
    const file = await disk.open('/f', 'create');
    file.writeSync(Buffer.from('synced'), 0);
    await file.sync();
    await disk.syncDirectory('/');
    file.writeSync(Buffer.from('LOST?'), 6);
    expect(
      await text(
        disk.afterPowerCut(() => 0, nothingHappens),
        '/f',
      ),
    ).toBe('synced');
    expect(
      await text(
        disk.afterPowerCut(() => 0.5, nothingHappens),
        '/f',
      ),
    ).toBe('syncedLOST?');
  });

  it('keeps the bytes as they were written, whatever their memory is used for next', async () => {
    const disk = new MemoryDisk(nothingHappens);
    const file = await disk.open('/f', 'create');
    const bytes = Buffer.from('written');
    file.writeSync(bytes.subarray(), 0);
    bytes.fill('x');
    await file.sync();
    await disk.syncDirectory('/');
    expect(
      await text(
        disk.afterPowerCut(() => 0),
        '/f',
      ),
    ).toBe('written');
  });

  it('tears a write at 512 bytes', async () => {
    const disk = new MemoryDisk(nothingHappens);
    const file = await disk.open('/f', 'create');
    await disk.syncDirectory('/');
    file.writeSync(Buffer.alloc(1024, 'x'), 256);
    // Fate of the names, of the write, then of its three sectors.
    const after = await text(disk.afterPowerCut(fates(0, 0.9, 0.1, 0.9, 0.1)), '/f');
    expect(after).toBe('\0'.repeat(256) + 'x'.repeat(256) + '\0'.repeat(512) + 'x'.repeat(256));
  });

  it.each([
    { synced: true, left: 'x' },
    { synced: false, left: undefined },
  ])('keeps a new name only when its directory was synced: $synced', async ({ synced, left }) => {
    const disk = new MemoryDisk(nothingHappens);
    await disk.makeDirectory('/d');
    await disk.syncDirectory('/');
    const file = await disk.open('/d/f', 'create');
    file.writeSync(Buffer.from('x'), 0);
    await file.sync();
    if (synced) {
      await disk.syncDirectory('/d');
    }
    expect(
      await text(
        disk.afterPowerCut(() => 0),
        '/d/f',
      ),
    ).toBe(left);
  });

  it('does not bring back what a failed sync has forgotten', async () => {
    let fail = true;
    const disk = new MemoryDisk({
      beforeCall: (operation) => (operation === 'sync' && fail ? { code: 'EIO' } : undefined),
    });
    const file = await disk.open('/f', 'create');
    await disk.syncDirectory('/');
    file.writeSync(Buffer.from('x'), 0);
    await expect(file.sync()).rejects.toThrow(/EIO/);
    fail = false;
    await file.sync();
    expect(await text(disk, '/f')).toBe('x');
    expect(
      await text(
        disk.afterPowerCut(() => 0.5),
        '/f',
      ),
    ).toBe('');
  });
});

describe('the end of a process on the simulated disk', () => {
  it('keeps everything that was written, and ends all calls of the old process', async () => {
    const disk = new MemoryDisk(nothingHappens);
    const file = await disk.open('/f', 'create');
    file.writeSync(Buffer.from('x'), 0);
    const after = disk.afterKill();
    expect(await text(after, '/f')).toBe('x');
    expect(() => file.writeSync(Buffer.from('y'), 0)).toThrow(/ECRASHED/);
    await expect(disk.list('/')).rejects.toThrow(/ECRASHED/);
    expect(await text(after, '/f')).toBe('x');
  });
});

describe('a full simulated disk', () => {
  it('takes what fits and says ENOSPC', async () => {
    const disk = new MemoryDisk({ capacityBytes: 32 * 1024 });
    const file = await disk.open('/f', 'create');
    file.writeSync(Buffer.alloc(16 * 1024, 'x'), 0);
    expect(() => file.writeSync(Buffer.alloc(32 * 1024, 'y'), 16 * 1024)).toThrow(/ENOSPC/);
    expect(await file.size()).toBe(32 * 1024);
    expect((await disk.space('/')).freeBytes).toBe(0);
    file.writeSync(Buffer.from('z'), 0);
  });
});

describe('a directory of the simulated disk', () => {
  it('loses its files one by one when it is removed, so that a crash on the way leaves some', async () => {
    const left: number[] = [];
    for (let calls = 0; left.at(-1) !== 0; calls++) {
      let removed = 0;
      const disk: MemoryDisk = new MemoryDisk({
        beforeCall: (operation) => {
          if (operation === 'remove' && removed++ === calls) {
            disk.halt();
          }
          return undefined;
        },
      });
      await disk.makeDirectory('/d/e');
      for (const path of ['/d/a', '/d/e/b', '/d/e/c']) {
        await (await disk.open(path, 'create')).close();
      }
      await disk.removeDirectory('/d').catch(() => undefined);
      const after = disk.afterKill();
      const [inside, beneath] = [await after.list('/d'), await after.list('/d/e')];
      left.push([...inside, ...beneath].filter(({ kind }) => kind === 'file').length);
    }
    expect(left).toEqual([3, 2, 1, 0]);
  });
});
