import { describe, expect, it } from 'vitest';
import { readWholeFile, writeNewFile } from '../../src/runtime/disk.ts';
import { MemoryDisk } from '../../src/runtime/memory-disk.ts';
import { JsonConfigFile } from '../../src/store/config-file.ts';
import { silentLogger } from './store-fixture.ts';

const path = '/store/config/topics.json';

function file(disk: MemoryDisk): JsonConfigFile {
  return new JsonConfigFile(disk, '/store/config', 'topics.json', silentLogger);
}

async function put(disk: MemoryDisk, where: string, text: string): Promise<void> {
  await disk.makeDirectory('/store/config');
  await disk.remove(where);
  await writeNewFile(disk, where, Buffer.from(text));
}

describe('a config file', () => {
  it('keeps the content before the last in .bak', async () => {
    const disk = new MemoryDisk();
    const topics = file(disk);
    expect(await topics.read()).toBeUndefined();
    for (const version of [1, 2, 3]) {
      await topics.write({ version });
    }
    expect(await topics.read()).toEqual({ version: 3 });
    expect((await readWholeFile(disk, path))?.toString()).toBe('{\n\t"version": 3\n}');
    expect((await readWholeFile(disk, `${path}.bak`))?.toString()).toBe('{\n\t"version": 2\n}');
    expect((await disk.list('/store/config')).map((entry) => entry.name)).toEqual(['topics.json', 'topics.json.bak']);
  });

  it.each([
    { name: 'missing', main: undefined },
    { name: 'empty', main: '' },
    { name: 'cut short', main: '{"version": ' },
  ])('that is $name is read from its .bak, which a later write does not lose', async ({ main }) => {
    const disk = new MemoryDisk();
    await put(disk, `${path}.bak`, '{"version":7}');
    if (main !== undefined) {
      await put(disk, path, main);
    }
    expect(await file(disk).read()).toEqual({ version: 7 });
    const writer = file(disk);
    await writer.write({ version: 8 });
    expect(await writer.read()).toEqual({ version: 8 });
    expect((await readWholeFile(disk, `${path}.bak`))?.toString()).toBe('{"version":7}');
  });

  it('says so when neither it nor its .bak is readable', async () => {
    const disk = new MemoryDisk();
    await put(disk, path, '{');
    await expect(file(disk).read()).rejects.toThrow(/topics.json' and its .bak are not readable as JSON/);
  });

  it('writes only the newest of the contents that wait', async () => {
    let renames = 0;
    const disk = new MemoryDisk({
      beforeCall: (operation) => {
        renames += operation === 'rename' ? 1 : 0;
        return undefined;
      },
    });
    const topics = file(disk);
    await Promise.all([1, 2, 3, 4, 5].map((version) => topics.write({ version })));
    expect(await topics.read()).toEqual({ version: 5 });
    expect(renames).toBe(1);
  });

  it('asks for content when its turn comes, and for none that is not written', async () => {
    const topics = file(new MemoryDisk());
    const asked: number[] = [];
    let newest = 0;
    const write = (version: number) => {
      newest = version;
      return topics.writeFrom(() => {
        asked.push(version);
        return { version: newest };
      });
    };
    await Promise.all([1, 2, 3].map(write));
    expect(asked).toEqual([3]);
    const waiting = write(4);
    newest = 5;
    await waiting;
    expect(asked).toEqual([3, 4]);
    expect(await topics.read()).toEqual({ version: 5 });
  });

  it('passes on an error of the disk, and works again afterwards', async () => {
    let fault: string | undefined;
    const disk = new MemoryDisk({
      beforeCall: (operation) => (operation === 'sync' && fault !== undefined ? { code: fault } : undefined),
    });
    const topics = file(disk);
    await topics.write({ version: 1 });
    fault = 'ENOSPC';
    await expect(topics.write({ version: 2 })).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(await topics.read()).toEqual({ version: 1 });
    fault = undefined;
    await topics.write({ version: 3 });
    expect(await topics.read()).toEqual({ version: 3 });
  });

  it('gives integers back that no number can hold', async () => {
    const disk = new MemoryDisk();
    await put(disk, path, '{"cm":9223372036854775807,"text":"bigint 5"}');
    const topics = file(disk);
    const content = await topics.read();
    expect(content).toEqual({ cm: 9_223_372_036_854_775_807n, text: 'bigint 5' });
    await topics.write(content);
    expect(await topics.read()).toEqual(content);
  });

  it.each(['', '../x', 'a/b', 'topics.json.bak', '.hidden'])('is not called %j', (name) => {
    expect(() => new JsonConfigFile(new MemoryDisk(), '/store/config', name, silentLogger)).toThrow(
      /no name of a config file/,
    );
  });
});
