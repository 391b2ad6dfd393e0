import { describe, expect, it } from 'vitest';
import { MemoryDisk } from '../../src/runtime/memory-disk.ts';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';
import {
  type MessageStore,
  type RetentionOptions,
  retentionDefault,
  type StoreOptions,
} from '../../src/store/message-store.ts';
import { seededRandom } from '../simulation/seeded-random.ts';
import { textsOf, verify } from './store-files.ts';
import { append, bodies, openStore, readAll, record } from './store-fixture.ts';

const hour = 3_600_000;
const everyHour = Array.from({ length: 24 }, (_, index) => index);

function small(retention: Partial<RetentionOptions>): Partial<StoreOptions> {
  return {
    commitLogSegmentBytes: 1024,
    consumeQueueFileBytes: 60,
    indexEntries: 10,
    retention: { ...retentionDefault, freeBytesMin: 0, deleteHours: everyHour, ...retention },
  };
}

async function fill(store: MessageStore, clock: VirtualClock, from: number, to: number): Promise<void> {
  for (let number = from; number < to; number++) {
    const uniqueKey = `id${number}`;
    const properties = `UNIQ_KEY\u0001${uniqueKey}\u0002`;
    await append(store, [record('t', number % 2, `body ${number}`, { uniqueKey, properties })]);
    clock.jumpWall(hour);
  }
}

async function kept(store: MessageStore): Promise<number[]> {
  const texts = [...(await bodies(store, 't', 0)), ...(await bodies(store, 't', 1))];
  return texts.map((text) => Number(text.slice(5))).sort((a, b) => a - b);
}

describe('retention', () => {
  it('deletes whole segments whose messages are too old, and what leads to them', async () => {
    const disk = new MemoryDisk();
    const clock = new VirtualClock(1_700_000_000_000);
    let store = await openStore(disk, small({ reservedMs: 20 * hour }), clock);
    await fill(store, clock, 0, 60);
    // Only what is flushed may go.
    await clock.advance(20_000);
    await store.deleteExpired();
    const left = await kept(store);
    const first = left[0] ?? 0;
    expect(first).toBeGreaterThan(20);
    expect(first).toBeLessThanOrEqual(40);
    expect(left).toEqual(Array.from({ length: 60 - first }, (_, index) => first + index));
    const { minOffset, maxOffset } = store.range('t', first % 2);
    expect(minOffset).toBe(Math.floor(first / 2));
    expect(maxOffset).toBe(30);
    const below = await store.read('t', first % 2, 0, { ...readAll, messagesMax: 1 });
    expect(below).toEqual({ outcome: 'offsetMoved', messages: [], nextOffset: minOffset });
    const found = async (number: number) =>
      (
        await store.query({
          topic: 't',
          kind: 'uniqueKey',
          key: `id${number}`,
          beginTimestamp: 0,
          endTimestamp: 2e12,
          messagesMax: 9,
        })
      ).length;
    expect(await found(first)).toBe(1);
    expect(await found(first - 1)).toBe(0);
    expect((await disk.list('/store/consumequeue/t/0'))[0]?.name).not.toBe('00000000000000000000');
    expect((await disk.list('/store/commitlog'))[0]?.name).not.toBe('00000000000000000000');
    for (const clean of [true, false]) {
      if (clean) {
        await store.close();
      }
      store = await openStore(clean ? disk : disk.afterKill(), small({ reservedMs: 20 * hour }), clock);
      expect(await kept(store)).toEqual(left);
      expect(store.range('t', first % 2)).toMatchObject({ minOffset, maxOffset });
    }
    await store.close();
  });

  it.each<{ name: string; options: Partial<RetentionOptions>; segments: number }>([
    { name: 'nothing outside its hours', options: { reservedMs: 0, deleteHours: [] }, segments: 6 },
    { name: 'all but the last when all is expired', options: { reservedMs: 0 }, segments: 1 },
    // Three with the one that is prepared, which a close removes.
    { name: 'down to the limit of bytes', options: { totalBytesMax: 3072 }, segments: 2 },
    {
      name: 'what it can when the disk is too full',
      options: { usedPercentForcibly: 1, deleteHours: [] },
      segments: 1,
    },
    { name: 'what it can when too little is free', options: { freeBytesMin: 1e12, deleteHours: [] }, segments: 1 },
    {
      name: 'expired ones at any hour when space is short',
      options: { usedPercentMax: 1, reservedMs: 0, deleteHours: [] },
      segments: 1,
    },
  ])('deletes $name', async ({ options, segments }) => {
    const disk = new MemoryDisk({ capacityBytes: 4 * 1024 * 1024 });
    const clock = new VirtualClock(1_700_000_000_000);
    const store = await openStore(disk, small({ reservedMs: 1e12, ...options }), clock);
    await fill(store, clock, 0, 50).catch(() => undefined);
    // Only what is flushed may go.
    await clock.advance(20_000);
    await store.deleteExpired();
    await store.close();
    expect((await disk.list('/store/commitlog')).length).toBe(segments);
  });

  it('gives no offset of a queue twice, whatever a power cut leaves of a deletion', async () => {
    const options: Partial<StoreOptions> = {
      ...small({ reservedMs: 1e12, totalBytesMax: 3072, intervalMs: 86_400_000 }),
      flushMode: 'SYNC_FLUSH',
    };
    const count = 36;
    let ended = false;
    for (let crashAt = 1; !ended; crashAt++) {
      let calls = Number.NEGATIVE_INFINITY;
      const disk: MemoryDisk = new MemoryDisk({
        beforeCall: (operation) => {
          calls += ['read', 'stat', 'list', 'size', 'close', 'space'].includes(operation) ? 0 : 1;
          if (calls >= crashAt) {
            disk.halt();
          }
          return undefined;
        },
      });
      const clock = new VirtualClock(1_700_000_000_000);
      const store = await openStore(disk, options, clock);
      await append(store, [record('early', 0, 'the only one')]);
      await fill(store, clock, 0, count);
      calls = 0;
      await store.deleteExpired().catch(() => undefined);
      ended = calls < crashAt;
      for (const cut of [2 * crashAt, 2 * crashAt + 1]) {
        const next = await openStore(disk.afterPowerCut(seededRandom(cut), {}), options, clock);
        const what = `call ${crashAt}, seed ${cut}`;
        expect(next.nextQueueOffset('early', 0), what).toBe(1);
        expect([next.nextQueueOffset('t', 0), next.nextQueueOffset('t', 1)], what).toEqual([count / 2, count / 2]);
        const found = await kept(next);
        expect(found, what).toEqual(Array.from({ length: found.length }, (_, index) => count - found.length + index));
        for (const queueId of [0, 1]) {
          const { minOffset } = next.range('t', queueId);
          expect((await bodies(next, 't', queueId)).length, what).toBe(count / 2 - minOffset);
        }
        await next.close();
      }
    }
  });

  it.each(['remove', 'syncDirectory'] as const)('leaves no gap in the log when the call %s fails', async (failing) => {
    let armed = false;
    const disk: MemoryDisk = new MemoryDisk({
      beforeCall: (operation, path) => {
        const fails = armed && operation === failing && path.includes('/commitlog');
        armed &&= !fails;
        return fails ? { code: 'EIO' } : undefined;
      },
    });
    const clock = new VirtualClock(1_700_000_000_000);
    const options: Partial<StoreOptions> = { ...small({ totalBytesMax: 3072 }), flushMode: 'SYNC_FLUSH' };
    const store = await openStore(disk, options, clock);
    await fill(store, clock, 0, 50);
    armed = true;
    await expect(store.deleteExpired()).rejects.toThrow(/EIO/);
    expect(armed).toBe(false);
    await store.deleteExpired().catch(() => undefined);
    const names = (await disk.list('/store/commitlog')).map(({ name }) => Number(name));
    expect(names).toEqual(names.map((_, index) => (names[0] ?? 0) + 1024 * index));
    // Nobody knows whether a name that could not be removed durably comes back.
    const sent = append(store, [record('t', 0, 'body 50')]);
    await (failing === 'remove'
      ? sent
      : expect(sent).rejects.toThrow(/deleting the oldest segment failed .EIO.; the store is read-only/));
    const next = await openStore(
      disk.afterPowerCut(() => 0, {}),
      options,
      clock,
    );
    expect((await kept(next)).at(-1)).toBe(failing === 'remove' ? 50 : 49);
    await next.close();
  });

  it('keeps a segment whose cells find no room on the disk, and deletes it when there is some', async () => {
    let full = false;
    const disk = new MemoryDisk({
      beforeCall: (operation, path) =>
        full && operation === 'write' && !path.includes('/commitlog/') ? { code: 'ENOSPC' } : undefined,
    });
    const clock = new VirtualClock(1_700_000_000_000);
    const store = await openStore(disk, { ...small({ totalBytesMax: 3072 }), flushMode: 'SYNC_FLUSH' }, clock);
    await fill(store, clock, 0, 50);
    const names = async () => (await disk.list('/store/commitlog')).map(({ name }) => Number(name));
    full = true;
    await store.deleteExpired();
    expect((await names())[0]).toBe(0);
    full = false;
    await store.deleteExpired();
    expect((await names())[0]).toBeGreaterThan(0);
    await append(store, [record('t', 0, 'body 50')]);
    await store.close();
  });

  it('deletes one segment in an interval while those it deleted give no space back', async () => {
    const disk = new MemoryDisk();
    let freeBytes = 5000;
    const watched = Object.assign(disk, { space: async () => ({ totalBytes: 5000, freeBytes }) });
    const clock = new VirtualClock(1_700_000_000_000);
    const store = await openStore(watched, small({ reservedMs: 1e12, freeBytesMin: 4000 }), clock);
    await fill(store, clock, 0, 50);
    await clock.advance(20_000);
    const segments = async () => (await disk.list('/store/commitlog')).length;
    const before = await segments();
    freeBytes = 3000;
    for (let interval = 1; interval <= 3; interval++) {
      await clock.advance(10_000);
      await store.deleteExpired();
      expect(await segments()).toBe(before - interval);
    }
    // It came back, and is not enough.
    freeBytes = 3600;
    await store.deleteExpired();
    expect(await segments()).toBe(before - 4);
    freeBytes = 4000;
    await clock.advance(100_000);
    expect(await segments()).toBe(before - 4);
    await store.close();
  });

  it('refuses appends while the disk is too full, and takes them again', async () => {
    let used = 0;
    const disk = new MemoryDisk();
    const space = async () => ({ totalBytes: 1000, freeBytes: 1000 - used });
    const watched = Object.assign(disk, { space });
    const clock = new VirtualClock(1_700_000_000_000);
    const store = await openStore(watched, small({ freeBytesMin: 0 }), clock);
    used = 950;
    await clock.advance(10_000);
    await expect(append(store, [record('t', 0, 'x')])).rejects.toThrow(
      /the disk is 95 % full, and the limit is 90 %; nothing of this send/,
    );
    used = 500;
    await clock.advance(10_000);
    await append(store, [record('t', 0, 'x')]);
    await store.close();
  });

  it('leaves nothing to complain about when all of a queue is deleted and the process was killed', async () => {
    const disk = new MemoryDisk();
    const store = await openStore(disk);
    await append(store, [record('old', 0, 'x'.repeat(300))]);
    for (let number = 0; number < 10; number++) {
      await append(store, [record('t', 0, 'y'.repeat(1200))]);
    }
    await store.close();
    await (await disk.open('/store/abort', 'create')).close();
    await disk.remove('/store/consumequeue/old/0/00000000000000000000');
    expect(textsOf(await verify(disk)).join()).toMatch(/old\/0: has no cells, 1 records of the log belong/);
    await disk.remove('/store/commitlog/00000000000000000000');
    expect(textsOf(await verify(disk))).toEqual([]);
  });
});

describe('an offset by time', () => {
  it.each([
    { at: 0, offset: 0 },
    { at: 1_700_000_000_000, offset: 0 },
    { at: 1_700_000_000_001, offset: 1 },
    { at: 1_700_000_000_000 + 7 * hour, offset: 7 },
    { at: 1_700_000_000_000 + 19 * hour, offset: 19 },
    { at: 1_700_000_000_000 + 99 * hour, offset: 20 },
  ])('of $at is $offset', async ({ at, offset }) => {
    const clock = new VirtualClock(1_700_000_000_000);
    const store = await openStore(new MemoryDisk(), {}, clock);
    for (let number = 0; number < 20; number++) {
      await append(store, [record('t', 0, `body ${number}`)]);
      clock.jumpWall(hour);
    }
    expect(await store.offsetByTime('t', 0, at)).toBe(offset);
    expect(await store.offsetByTime('nothing', 0, at)).toBe(0);
    await store.close();
  });
});
