import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type DiskOperation, MemoryDisk } from '../../src/runtime/memory-disk.ts';
import { nodeDisk } from '../../src/runtime/node-disk.ts';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';
import { append, bodies, openStore, record } from './store-fixture.ts';

const script = fileURLToPath(new URL('./full-disk-store.ts', import.meta.url));
const mib = 1024 * 1024;

/** Runs the command in a mount namespace of its own, where the directory is a small file system in memory. */
const mount = 'mount -t tmpfs -o size=64m pocketmq-test "$1"';
const canMount =
  process.platform === 'linux' &&
  spawnSync('unshare', ['--mount', 'sh', '-c', mount, 'sh', tmpdir()], { stdio: 'ignore' }).status === 0;

/** Mapped where the optional package is installed. */
const fileModes = nodeDisk.canView() ? ['file', 'mmap'] : ['file'];

describe(`a file system of 64 MiB (T8)${canMount ? '' : ': left out, mounting one is not permitted here'}`, () => {
  it.skipIf(!canMount).each(fileModes)(
    'that is full, with storeFileMode=%s, refuses appends, serves reads and config files, and takes appends again without a restart',
    { timeout: 120_000 },
    async (fileMode) => {
      const directory = await mkdtemp(join(tmpdir(), 'pocketmq-full-'));
      const command = `${mount} && exec "$2" --import tsx "$3" "$1" "$4"`;
      const child = spawn(
        'unshare',
        ['--mount', 'sh', '-c', command, 'sh', directory, process.execPath, script, fileMode],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      let output = '';
      for await (const text of child.stdout) {
        output += String(text);
      }
      await rm(directory, { recursive: true, force: true });
      const { kept, deleted } = JSON.parse(output);
      expect(kept.full.refusal).toMatch(/the disk of the store is full \(ENOSPC\); nothing of this send was stored/);
      expect(kept.full.stored).toBeGreaterThan(400);
      expect(kept.again).toMatchObject({ stored: 0, refusal: kept.full.refusal });
      expect(kept.readWhenFull).toBe(kept.full.stored);
      expect(kept.after).toEqual({ stored: 100, refusal: '' });
      expect(kept.readAfter).toBe(kept.full.stored + 100);
      // Three times what fits: old segments went, and config files found room at every moment.
      expect(deleted.stored).toBeGreaterThanOrEqual(3000);
      expect(deleted.maxOffset).toBe(deleted.stored);
      // More may have been deleted since they were read.
      expect(deleted.readAtEnd).toBeGreaterThanOrEqual(deleted.expected);
      // Refused below half of the 16 MiB that are kept, seen every 4 MiB; cells and what is reserved take a little.
      expect(deleted.freeMin).toBeGreaterThan(3 * mib);
      for (const refusal of deleted.refusals) {
        expect(refusal).toMatch(/N bytes are free on the disk, and N are needed; nothing of this send was stored/);
      }
    },
  );
});

const operations: readonly DiskOperation[] = ['write', 'rename', 'truncate', 'open', 'makeDirectory'];

describe.each(operations)('no space at any %s', (operation) => {
  it.each([1, 6])('%i times in turn loses nothing that was acknowledged, and ends by itself', async (times) => {
    for (let at = 1, met = true; met; at++) {
      let calls = Number.NEGATIVE_INFINITY;
      const disk = new MemoryDisk({
        beforeCall: (called) => {
          calls += called === operation ? 1 : 0;
          return called === operation && calls >= at && calls < at + times
            ? { code: 'ENOSPC', bytesWritten: 60 }
            : undefined;
        },
      });
      const clock = new VirtualClock(1_700_000_000_000);
      const store = await openStore(disk, { commitLogSegmentBytes: 1024 }, clock);
      let failed = false;
      void store.failed.then(() => {
        failed = true;
      });
      calls = 0;
      const stored: string[] = [];
      const config = store.configFile('offsets.json');
      let version = 0;
      for (let number = 0; number < 25; number++) {
        const body = `body ${number} ${'.'.repeat(60)}`;
        await append(store, [record('t', number % 3, body)]).then(
          () => stored.push(body),
          (error) => expect(error.message).toMatch(/ENOSPC/),
        );
        if (number % 6 === 0) {
          await config.write({ number }).then(
            () => {
              version = number;
            },
            (error) => expect(error).toMatchObject({ code: 'ENOSPC' }),
          );
        }
        await clock.advance(15_000);
      }
      met = calls >= at;
      // From here on there is room.
      calls = Number.POSITIVE_INFINITY;
      // Wiping what a refused write has left behind is the one thing that has to succeed.
      if (!failed) {
        await append(store, [record('t', 0, 'last')]);
        stored.push('last');
      } else {
        expect(operation).toBe('truncate');
      }
      await store.close();
      const again = await openStore(disk.afterKill(), { commitLogSegmentBytes: 1024 });
      const found = (await Promise.all([0, 1, 2].map((queueId) => bodies(again, 't', queueId)))).flat();
      expect(found.sort(), `at ${operation} ${at}`).toEqual(stored.sort());
      const kept = await again.configFile('offsets.json').read();
      expect(version === 0 || JSON.stringify(kept) === JSON.stringify({ number: version })).toBe(true);
      await again.close();
    }
  });
});
