import { describe, expect, it } from 'vitest';
import { readWholeFile } from '../../src/runtime/disk.ts';
import { MemoryDisk } from '../../src/runtime/memory-disk.ts';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';
import type { AppendRecord } from '../../src/store/message-store.ts';
import { append, bodies, openStore, readAll, record } from './store-fixture.ts';

const segment0 = '/store/commitlog/00000000000000000000';

/** A disk as `kill -9` leaves it after these bodies were acknowledged, ten queues in turn. */
async function killedStore(
  count: number,
  changes: Partial<AppendRecord> = {},
): Promise<{ disk: MemoryDisk; last: AppendRecord }> {
  const disk = new MemoryDisk();
  const store = await openStore(disk);
  let last = record('t', 0, '');
  for (let number = 0; number < count; number++) {
    last = record('t', number % 10, `body ${number}`, changes);
    await append(store, [last]);
  }
  return { disk: disk.afterKill(), last };
}

async function overwrite(disk: MemoryDisk, path: string, position: number, bytes: Uint8Array): Promise<void> {
  const file = await disk.open(path, 'write');
  await file.write(bytes, position);
  await file.close();
}

async function truncate(disk: MemoryDisk, path: string, size: number): Promise<void> {
  const file = await disk.open(path, 'write');
  await file.truncate(size);
  await file.close();
}

async function allBodies(disk: MemoryDisk): Promise<string[]> {
  const store = await openStore(disk);
  const found: string[] = [];
  for (const { topic, queueId } of store.queues()) {
    found.push(...(await bodies(store, topic, queueId)));
  }
  await store.close();
  return found.sort();
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, number) => `body ${number}`).sort();
}

describe('a store that was killed', () => {
  it('has every acknowledged message after the restart, and after every further one', async () => {
    let { disk } = await killedStore(200);
    for (let round = 0; round < 3; round++) {
      disk = disk.afterKill();
      expect(await allBodies(disk)).toEqual(numbered(200));
    }
    expect(await allBodies(disk.afterKill())).toEqual(numbered(200));
  });

  it('ends at the last whole record, wherever the last one is cut', async () => {
    const { disk, last } = await killedStore(12, { tag: 'T' });
    const size = 91 + 1 + 'body 11'.length + 'TAGS T '.length;
    for (let cut = 0; cut < size; cut++) {
      const torn = disk.afterKill();
      await overwrite(torn, segment0, last.physicalOffset + cut, new Uint8Array(size - cut));
      const store = await openStore(torn);
      expect(
        store.queues().reduce((sum, queue) => sum + queue.maxOffset, 0),
        `cut at ${cut}`,
      ).toBe(11);
      const next = record('t', 1, 'new');
      await append(store, [next]);
      expect(next).toMatchObject({ physicalOffset: last.physicalOffset, queueOffset: 1 });
      await store.close();
      expect(await allBodies(torn)).toEqual([...numbered(11), 'new'].sort());
    }
  });

  it('never takes up what a torn tail has left behind it', async () => {
    const { disk } = await killedStore(30);
    // The first record is damaged: everything behind it was never flushed, so it is given up.
    await overwrite(disk, segment0, 90, Buffer.from('X'));
    const store = await openStore(disk);
    expect(store.queues()).toEqual([]);
    await append(store, [record('t', 0, 'body 0')]);
    const again = disk.afterKill();
    expect(await allBodies(again)).toEqual(['body 0']);
    const log = await readWholeFile(again, segment0);
    expect(log?.subarray(98).every((byte) => byte === 0)).toBe(true);
  });

  it('does not trust a record whose own offset is not its place', async () => {
    const { disk } = await killedStore(3);
    const log = await readWholeFile(disk, segment0);
    const copy = Buffer.from(log?.subarray(0, 98) ?? []);
    await overwrite(disk, segment0, 3 * 98, copy);
    expect(await allBodies(disk)).toEqual(numbered(3));
  });

  it('accepts a prepared segment of zeros and an empty last one', async () => {
    const { disk } = await killedStore(3);
    const zeros = await disk
      .open('/store/commitlog/00000000000000004096', 'create')
      .catch(() => disk.open('/store/commitlog/00000000000000004096', 'write'));
    await zeros.truncate(4096);
    const empty = await disk.open('/store/commitlog/00000000000000008192', 'create');
    await empty.close();
    expect(await allBodies(disk)).toEqual(numbered(3));
  });

  it('leaves segments and consumeQueue files of the full size', async () => {
    const { disk } = await killedStore(200);
    await allBodies(disk);
    for (const entry of await disk.list('/store/commitlog')) {
      expect(entry.size).toBe(4096);
    }
    for (const entry of await disk.list('/store/consumequeue/t/0')) {
      expect(entry.size).toBe(400);
    }
    expect(await disk.stat('/store/abort')).toBeUndefined();
  });
});

describe('a store that was closed', () => {
  it('keeps no segment that was only half made', async () => {
    let failing = true;
    const disk = new MemoryDisk({
      beforeCall: (operation, path) => {
        const fails = failing && operation === 'sync' && path.endsWith('/commitlog/00000000000000004096');
        failing &&= !fails;
        return fails ? { code: 'EIO' } : undefined;
      },
    });
    const store = await openStore(disk, { flushMode: 'SYNC_FLUSH' });
    await append(store, [record('t', 0, 'x'.repeat(1500)), record('t', 0, 'y'.repeat(1500))]);
    await store.close();
    expect(failing).toBe(false);
    for (const left of [disk.afterKill({}), disk.afterPowerCut(() => 0, {}), disk.afterPowerCut(() => 0.99, {})]) {
      expect((await left.list('/store/commitlog')).map(({ size }) => size)).toEqual([4096]);
      expect(await left.stat('/store/abort')).toBeUndefined();
    }
  });

  it('does not count as closed when a sync of its cells failed meanwhile', async () => {
    let armed = false;
    let failed = false;
    let proceed: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      proceed = resolve;
    });
    const disk = new MemoryDisk({
      beforeCall: (operation, path) => {
        const fails = armed && !failed && operation === 'syncDirectory' && path.endsWith('/consumequeue/t');
        failed ||= fails;
        return fails ? { code: 'EIO' } : undefined;
      },
      delay: async (operation) => {
        if (armed && operation === 'syncDirectory') {
          await gate;
        }
      },
    });
    const clock = new VirtualClock(1_700_000_000_000);
    const store = await openStore(disk, { flushMode: 'SYNC_FLUSH' }, clock);
    await append(store, [record('t', 0, 'body 0'), record('t', 0, 'body 1')]);
    armed = true;
    // A checkpoint begins, and waits for the directories.
    await clock.advance(120_000);
    const closing = store.close();
    for (let turn = 0; turn < 50; turn++) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    proceed();
    await closing;
    expect(failed).toBe(true);
    expect(await disk.stat('/store/abort')).toBeDefined();
    expect(await allBodies(disk.afterPowerCut(() => 0))).toEqual(numbered(2));
  });

  async function closedStore(count: number): Promise<MemoryDisk> {
    const { disk } = await killedStore(count);
    await allBodies(disk);
    return disk;
  }

  it('gets its consumeQueues back when they are gone', async () => {
    const disk = await closedStore(200);
    await disk.removeDirectory('/store/consumequeue');
    expect(await allBodies(disk)).toEqual(numbered(200));
  });

  it('gets the consumeQueues back that a killed store has lost, byte for byte', async () => {
    const disk = await closedStore(500);
    const before = await readWholeFile(disk, '/store/consumequeue/t/3/00000000000000000400');
    await disk.removeDirectory('/store/consumequeue/t/3');
    await (await disk.open('/store/abort', 'create')).close();
    await disk.remove('/store/checkpoint');
    expect(await allBodies(disk)).toEqual(numbered(500));
    expect(await readWholeFile(disk, '/store/consumequeue/t/3/00000000000000000400')).toEqual(before);
  });

  const firstFile = '/store/consumequeue/t/3/00000000000000000000';
  it.each([
    { name: 'lost', abort: false, damage: (disk: MemoryDisk) => disk.remove(firstFile) },
    {
      name: 'lost with its queue',
      abort: false,
      damage: (disk: MemoryDisk) => disk.removeDirectory('/store/consumequeue/t/3'),
    },
    {
      name: 'lost with its topic',
      abort: true,
      damage: (disk: MemoryDisk) => disk.removeDirectory('/store/consumequeue/t'),
    },
    {
      name: 'lost with its queue',
      abort: true,
      damage: (disk: MemoryDisk) => disk.removeDirectory('/store/consumequeue/t/3'),
    },
    { name: 'cut in half', abort: false, damage: (disk: MemoryDisk) => truncate(disk, firstFile, 200) },
    { name: 'cut in half', abort: true, damage: (disk: MemoryDisk) => truncate(disk, firstFile, 200) },
    { name: 'emptied', abort: false, damage: (disk: MemoryDisk) => truncate(disk, firstFile, 0) },
    { name: 'short by a byte', abort: false, damage: (disk: MemoryDisk) => truncate(disk, firstFile, 399) },
  ])('gets a consumeQueue file back that was $name (abort is there: $abort)', async ({ abort, damage }) => {
    const disk = await closedStore(230);
    await damage(disk);
    if (abort) {
      await (await disk.open('/store/abort', 'create')).close();
    }
    expect(await allBodies(disk)).toEqual(numbered(230));
    expect(await allBodies(disk)).toEqual(numbered(230));
  });

  it.each([
    { name: 'consumeQueues', lost: ['/store/consumequeue/t'] },
    { name: 'index', lost: ['/store/index'] },
    { name: 'consumeQueues and index', lost: ['/store/consumequeue', '/store/index'] },
  ])('gets its $name back also when it is killed at any call of doing so', { timeout: 120_000 }, async ({ lost }) => {
    const closed = await closedStore(60);
    const store = await openStore(closed);
    await append(store, [record('t', 0, 'keyed', { uniqueKey: 'id', properties: 'UNIQ_KEY\u0001id\u0002' })]);
    await store.close();
    for (const table of [true, false]) {
      for (let killAt = 1, finished = false; !finished; killAt++) {
        let calls = 0;
        const disk: MemoryDisk = closed.afterKill({
          beforeCall: () => {
            calls++;
            if (calls === killAt) {
              disk.halt();
              return { code: 'ECRASHED' };
            }
            return undefined;
          },
        });
        calls = Number.NEGATIVE_INFINITY;
        for (const path of table ? lost : [...lost, '/store/pocketmq.queues']) {
          await disk.removeDirectory(path);
        }
        calls = 0;
        finished = await openStore(disk).then(
          () => true,
          () => false,
        );
        const again = disk.afterKill();
        const after = await openStore(again);
        const query = {
          topic: 't',
          kind: 'uniqueKey',
          key: 'id',
          beginTimestamp: 0,
          endTimestamp: 2e12,
          messagesMax: 9,
        } as const;
        expect((await after.query(query)).length, `killed at call ${killAt}, table ${table}`).toBe(1);
        await after.close();
        expect((await allBodies(again)).length, `killed at call ${killAt}, table ${table}`).toBe(61);
      }
    }
  });

  it('does not give offsets of lost messages to others', async () => {
    const disk = await closedStore(230);
    await disk.removeDirectory('/store/commitlog');
    const empty = await disk.makeDirectory('/store/commitlog');
    const segment = await disk.open(segment0, 'create');
    await segment.truncate(4096);
    expect(empty).toBe(1);
    const store = await openStore(disk);
    const next = record('t', 3, 'new');
    await append(store, [next]);
    expect(next.queueOffset).toBe(23);
    expect(
      (await store.read('t', 3, store.range('t', 3).minOffset, readAll)).messages.map((message) => message.queueOffset),
    ).toEqual([23]);
    await store.close();
  });

  it('is not opened with another segment size, and stays as it was', async () => {
    const disk = await closedStore(500);
    await expect(openStore(disk, { commitLogSegmentBytes: 8192 })).rejects.toThrow(
      /has 4096 bytes but mappedFileSizeCommitLog is 8192/,
    );
    await expect(openStore(disk, { consumeQueueFileBytes: 800 })).rejects.toThrow(/mappedFileSizeConsumeQueue is 800/);
    expect(await disk.stat('/store/abort')).toBeUndefined();
    expect(await allBodies(disk)).toEqual(numbered(500));
  });

  it('is not opened when its log is gone but its consumeQueues are not', async () => {
    const disk = await closedStore(20);
    await disk.removeDirectory('/store/commitlog');
    await expect(openStore(disk)).rejects.toThrow(/has no segment/);
  });

  it('is not opened when a segment is missing in the middle', async () => {
    const disk = await closedStore(200);
    await disk.remove('/store/commitlog/00000000000000004096');
    await expect(openStore(disk)).rejects.toThrow(/the segment before .* is missing/);
  });

  it.each([
    { path: '/store/consumequeue/CURRENT', text: /RocksDB/ },
    { path: '/store/epochFileCheckpoint', text: /controller mode/ },
    { path: '/store/dledger-n0/data', text: /DLedger/ },
    { path: '/store/config/topics/CURRENT', text: /RocksDB/ },
  ])('of a kind with $path is refused by name', async ({ path, text }) => {
    const disk = await closedStore(1);
    await disk.makeDirectory(path.slice(0, path.lastIndexOf('/')));
    await (await disk.open(path, 'create')).close();
    await expect(openStore(disk)).rejects.toThrow(text);
  });

  it('serves the rest of a log with damage in the middle of what was flushed', async () => {
    const disk = await closedStore(200);
    await overwrite(disk, '/store/commitlog/00000000000000004096', 500, Buffer.alloc(40, 0x5a));
    await (await disk.open('/store/abort', 'create')).close();
    await disk.removeDirectory('/store/consumequeue');
    const found = await allBodies(disk);
    expect(found.length).toBeGreaterThanOrEqual(198);
    expect(found).toContain('body 199');
    expect(await allBodies(disk)).toEqual(found);
  });
});
