import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/runtime/clock.ts';
import type { Disk } from '../../src/runtime/disk.ts';
import type { MemoryDisk } from '../../src/runtime/memory-disk.ts';
import { nodeDisk } from '../../src/runtime/node-disk.ts';
import { rebuildStore, type StoreSizes, verifyStore } from '../../src/store/offline-store.ts';
import { unpackStore } from '../scripts/golden-archive.ts';
import { archiveOf, goldenCases, isRefusedCase, manifestOf, setting } from '../scripts/golden-facts.ts';
import { contentsBelow, filledDisk, flip, readBytes, sizesOf, textsOf, verify } from './store-files.ts';
import { append, bodies, openStore, record, silentLogger, testOptions } from './store-fixture.ts';

function rebuild(disk: Disk, directory = '/store', sizes: StoreSizes = sizesOf(testOptions())) {
  return rebuildStore({ disk, clock: systemClock, logger: silentLogger }, directory, { sizes, index: true });
}

const queues = [
  ['a', 0],
  ['a', 1],
  ['b', 0],
  ['b', 1],
] as const;

async function everything(disk: Disk): Promise<Record<string, string[]>> {
  const store = await openStore(disk);
  const all: Record<string, string[]> = {};
  for (const [topic, queueId] of queues) {
    all[`${topic}-${queueId}`] = await bodies(store, topic, queueId);
  }
  await store.close();
  return all;
}

function without(contents: Map<string, string>, ...names: readonly string[]): Map<string, string> {
  return new Map([...contents].filter(([path]) => !names.some((name) => path.startsWith(`/store/${name}`))));
}

/** The log and the config files. */
function withoutDerived(contents: Map<string, string>): Map<string, string> {
  return without(contents, 'consumequeue', 'index', 'checkpoint', 'pocketmq', 'abort');
}

describe('rebuilding a store', () => {
  it('makes the same consumeQueues, byte by byte, and leaves the log and the config files alone', async () => {
    const disk = await filledDisk(150);
    const before = await contentsBelow(disk, '/store');
    expect(await rebuild(disk)).toEqual({ queues: 4, cells: 150, indexFiles: 4, clean: true });
    const after = await contentsBelow(disk, '/store');
    // Index files are named by the time of their making; the table of queues holds the checkpoint before. Both are verified.
    expect(without(after, 'index', 'pocketmq')).toEqual(without(before, 'index', 'pocketmq'));
    const found = await verify(disk);
    expect(textsOf(found)).toEqual([]);
    expect(found).toMatchObject({ clean: true, index: { files: 4, good: 600 } });
  });

  it.each([
    ['a queue is damaged', (disk: MemoryDisk) => flip(disk, '/store/consumequeue/b/0/00000000000000000000', 7)],
    ['all queues are gone', (disk: MemoryDisk) => disk.removeDirectory('/store/consumequeue')],
    ['the index is gone', (disk: MemoryDisk) => disk.removeDirectory('/store/index')],
    [
      'checkpoint and table are gone',
      async (disk: MemoryDisk) => {
        await disk.remove('/store/checkpoint');
        await disk.remove('/store/pocketmq.queues');
      },
    ],
  ])('mends a store where %s', async (_name, damage) => {
    const disk = await filledDisk(150);
    const before = await everything(disk);
    await damage(disk);
    expect((await verify(disk)).findingsTotal).toBeGreaterThan(0);
    await rebuild(disk);
    expect(textsOf(await verify(disk))).toEqual([]);
    expect(await everything(disk)).toEqual(before);
  });

  it.each([
    ['an id of 17 bits', 't', 65_536],
    ['an id of 31 bits', 't', 2_147_483_647],
    ['a topic of 127 bytes', 't'.repeat(127), 3],
    ['a topic of 255 bytes', '%RETRY%'.padEnd(255, 'g'), 3],
  ] as const)('keeps a queue with %s, and so does a start', async (_name, topic, queueId) => {
    const disk = await filledDisk(0);
    const store = await openStore(disk);
    await append(store, [record(topic, queueId, 'one')]);
    await store.close();
    expect(await verify(disk)).toMatchObject({ queues: 1, cells: { good: 1 }, findings: [] });
    await disk.remove('/store/pocketmq.queues');
    expect(await rebuild(disk)).toMatchObject({ queues: 1, cells: 1 });
    expect(await verify(disk)).toMatchObject({ queues: 1, cells: { good: 1 }, findings: [] });
    const next = await openStore(disk);
    expect(await bodies(next, topic, queueId)).toEqual(['one']);
    await next.close();
  });

  it('leaves the end of the log of a killed process to the next start', async () => {
    const disk = await filledDisk(50);
    const store = await openStore(disk);
    for (let number = 0; number < 30; number++) {
      await append(store, [record('b', 0, `late ${number}`)]);
    }
    const killed = disk.afterKill();
    const log = withoutDerived(await contentsBelow(killed, '/store'));
    expect(await rebuild(killed)).toMatchObject({ clean: false, queues: 4 });
    expect(withoutDerived(await contentsBelow(killed, '/store'))).toEqual(log);
    expect((await everything(killed))['b-0']?.filter((body) => body.startsWith('late'))).toHaveLength(30);
    expect(textsOf(await verify(killed))).toEqual([]);
    await store.close();
  });

  it('gives no offset twice whose message the log has lost', async () => {
    const disk = await filledDisk(150);
    const before = await openStore(disk);
    const ranges = before.queues();
    await before.close();
    // All but the newest segment are deleted, by hand; some queues have nothing left, all keep their ends.
    const names = (await disk.list('/store/commitlog')).map((entry) => entry.name);
    for (const name of names.slice(0, -1)) {
      await disk.remove(`/store/commitlog/${name}`);
    }
    await rebuild(disk);
    expect(textsOf(await verify(disk))).toEqual([]);
    const after = await openStore(disk);
    expect(
      after
        .queues()
        .map(({ topic, queueId, maxOffset }) => [topic, queueId, maxOffset])
        .sort(),
    ).toEqual(ranges.map(({ topic, queueId, maxOffset }) => [topic, queueId, maxOffset]).sort());
    await after.close();
  });

  it('refuses a store in use, a log with holes and index files of another size, and changes nothing', async () => {
    const disk = await filledDisk(150);
    const store = await openStore(disk);
    await expect(rebuild(disk)).rejects.toThrow(/is in use by this process/);
    await store.close();
    const before = await contentsBelow(disk, '/store');
    await expect(rebuild(disk, '/store', { indexSlots: 7, indexEntries: 200 })).rejects.toThrow(/--set maxHashSlotNum/);
    expect(await contentsBelow(disk, '/store')).toEqual(before);
    await disk.remove('/store/commitlog/00000000000000004096');
    await expect(rebuild(disk)).rejects.toThrow(/lacks segments between others/);
  });

  it('can be killed at any call, and run again, or the store started', { timeout: 120_000 }, async () => {
    const whole = await everything(await filledDisk(40));
    for (let killAt = 1; ; killAt++) {
      const { disk, finished } = await killedAt(killAt);
      const log = withoutDerived(await contentsBelow(disk.afterKill(), '/store'));
      const next = disk.afterKill();
      if (killAt % 2 === 0) {
        await rebuild(next);
        expect(withoutDerived(await contentsBelow(next, '/store'))).toEqual(log);
      }
      expect(await everything(next), `killed at ${killAt}`).toEqual(whole);
      expect(textsOf(await verify(next)), `killed at ${killAt}`).toEqual([]);
      if (finished) {
        expect(killAt).toBeGreaterThan(40);
        return;
      }
    }
  });
});

/** A filled disk on which the process that rebuilds dies at its n-th change. */
async function killedAt(n: number): Promise<{ disk: MemoryDisk; finished: boolean }> {
  const filled = await filledDisk(40);
  let calls = 0;
  const disk: MemoryDisk = filled.afterKill({
    beforeCall: (operation) => {
      if (!['read', 'stat', 'list', 'size'].includes(operation) && ++calls === n) {
        disk.halt();
        return { code: 'ECRASHED' };
      }
      return undefined;
    },
  });
  try {
    await rebuild(disk);
    return { disk, finished: true };
  } catch {
    return { disk, finished: calls < n };
  }
}

const rebuilt = goldenCases().filter((name) => !isRefusedCase(name) && name !== 'inner-batch' && name !== 'empty');

describe.each(rebuilt)('rebuilding a store that RocketMQ wrote (%s)', (name) => {
  it('finds all messages again, and keeps where every queue ends', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'golden-'));
    try {
      unpackStore(archiveOf(name), directory);
      const log = await beginnings(join(directory, 'commitlog'));
      const manifest = manifestOf(name);
      const sizes = {
        indexSlots: setting(manifest, 'maxHashSlotNum', 5_000_000),
        indexEntries: setting(manifest, 'maxIndexNum', 20_000_000),
      };
      const before = await verifyStore(nodeDisk, directory, { sizes });
      await rebuild(nodeDisk, directory, sizes);
      const after = await verifyStore(nodeDisk, directory, { sizes });
      expect(textsOf(after)).toEqual([]);
      expect(after.cells.good).toBe(before.cells.good + before.cells.orphans);
      expect(after.index.good).toBe(before.index.good + before.index.absent);
      expect(await beginnings(join(directory, 'commitlog'))).toEqual(log);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

/** What the files begin with: no fixture has more in a segment, whatever its length. */
async function beginnings(directory: string): Promise<unknown[]> {
  const files: unknown[] = [];
  for (const entry of await nodeDisk.list(directory)) {
    const bytes = await readBytes(nodeDisk, join(directory, entry.name), 0, Math.min(entry.size, 1 << 20));
    files.push([entry, createHash('md5').update(bytes).digest('hex')]);
  }
  return files;
}
