import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MemoryDisk } from '../../src/runtime/memory-disk.ts';
import { nodeDisk } from '../../src/runtime/node-disk.ts';
import { append, bodies, openStore, record } from './store-fixture.ts';

const mib = 1024 * 1024;

describe('storeFileMode=mmap', () => {
  it('is refused, with what to do, where files cannot be mapped', async () => {
    await expect(openStore(new MemoryDisk(), { fileMode: 'mmap' })).rejects.toThrow(
      /storeFileMode is mmap, but .* mmap-io is not installed or was not built .* set storeFileMode=auto/,
    );
  });

  it.skipIf(!nodeDisk.canView()).each(['ASYNC_FLUSH', 'SYNC_FLUSH'] as const)(
    'stores what storeFileMode=file reads, over several segments, with %s',
    async (flushMode) => {
      const directory = await mkdtemp(join(tmpdir(), 'pocketmq-mapped-'));
      const options = { directory, flushMode, commitLogSegmentBytes: 3 * mib, bodyBytesMax: mib };
      const store = await openStore(nodeDisk, { ...options, fileMode: 'mmap' });
      const sent: string[] = [];
      for (let round = 0; round < 60; round++) {
        const texts = Array.from(
          { length: 8 },
          (_, index) => `${round}-${index} ${'x'.repeat((round * 977) % 30_000)}`,
        );
        sent.push(...texts);
        await Promise.all(texts.map((text) => append(store, [record('t', 0, text)])));
      }
      expect(await bodies(store, 't', 0)).toEqual(sent);
      if (process.platform === 'linux') {
        expect(await readFile('/proc/self/maps', 'utf8')).toContain(join(directory, 'commitlog'));
      }
      await store.close();
      const again = await openStore(nodeDisk, options);
      expect(await bodies(again, 't', 0)).toEqual(sent);
      await again.close();
      await rm(directory, { recursive: true });
    },
  );
});
