import { describe, expect, it } from 'vitest';
import type { DiskFile } from '../../src/runtime/disk.ts';
import { writeNewFile } from '../../src/runtime/disk.ts';
import { MemoryDisk } from '../../src/runtime/memory-disk.ts';
import { OpenFiles } from '../../src/store/open-files.ts';

/** Open files of a disk with `a`, `b` and `c`, of which two stay open. */
async function threeFiles(): Promise<OpenFiles> {
  const disk = new MemoryDisk();
  await disk.makeDirectory('/d');
  for (const name of ['a', 'b', 'c']) {
    await writeNewFile(disk, `/d/${name}`, Buffer.from(name));
  }
  return new OpenFiles(disk, 2);
}

const same = (file: DiskFile) => Promise.resolve(file);

describe('open files', () => {
  it('stay open until others need their place', async () => {
    const files = await threeFiles();
    const a = await files.use('/d/a', same);
    await files.use('/d/b', same);
    expect(await files.use('/d/a', same)).toBe(a);
    await files.use('/d/b', same);
    await files.use('/d/c', same);
    expect(await files.use('/d/a', same)).not.toBe(a);
  });

  it('keep their places when another is used in passing', async () => {
    const files = await threeFiles();
    const a = await files.use('/d/a', same);
    const b = await files.use('/d/b', same);
    const c = await files.usePassing('/d/c', same);
    expect(await files.usePassing('/d/c', same)).not.toBe(c);
    expect(await files.use('/d/a', same)).toBe(a);
    expect(await files.usePassing('/d/b', same)).toBe(b);
  });

  it('can be used in passing when a use before has failed', async () => {
    const files = await threeFiles();
    const failing = () => Promise.reject(new Error('no'));
    await expect(files.usePassing('/d/c', failing)).rejects.toThrow('no');
    await expect(files.usePassing('/d/missing', same)).rejects.toMatchObject({ code: 'ENOENT' });
    const bytes = Buffer.alloc(1);
    await files.usePassing('/d/c', (file) => file.read(bytes, 0));
    expect(bytes.toString()).toBe('c');
  });
});
