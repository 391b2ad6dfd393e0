import { describe, expect, it } from 'vitest';
import { MqError } from '../../src/model/errors.ts';
import { readWholeFile } from '../../src/runtime/disk.ts';
import { type DiskFault, type DiskOperation, MemoryDisk } from '../../src/runtime/memory-disk.ts';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';
import type { MessageStore } from '../../src/store/message-store.ts';
import { append, bodies, openStore, record } from './store-fixture.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A disk whose log syncs wait until the test lets them go on, and whose faults it sets. */
function steered() {
  const gates: (() => void)[] = [];
  const counts = { sync: 0, write: 0 };
  const state: { holdSyncs: boolean; fault: ((operation: DiskOperation) => DiskFault | undefined) | undefined } = {
    holdSyncs: false,
    fault: undefined,
  };
  const disk = new MemoryDisk({
    beforeCall: (operation, path) => {
      if (!path.includes('commitlog')) {
        return undefined;
      }
      if (operation === 'sync' || operation === 'write') {
        counts[operation]++;
      }
      return state.fault?.(operation);
    },
    delay: (operation) =>
      operation === 'sync' && state.holdSyncs ? new Promise<void>((resolve) => gates.push(resolve)) : Promise.resolve(),
  });
  const release = () => {
    for (const open of gates.splice(0)) {
      open();
    }
  };
  return { disk, counts, state, release };
}

/** Notes in which order waiters are told. */
function track(store: MessageStore, names: string[], name: string, body = name): void {
  store.append([record('t', 0, body)], {
    stored: () => names.push(name),
    notStored: (error) => names.push(`${name}: ${error.message}`),
  });
}

describe('appending', () => {
  it('tells waiters after the turn, in order, with one write for all of them', async () => {
    const { disk, counts } = steered();
    const store = await openStore(disk);
    await append(store, [record('t', 0, 'first')]);
    counts.write = 0;
    const told: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      track(store, told, name);
    }
    expect(told).toEqual([]);
    await turn();
    expect(told).toEqual(['a', 'b', 'c']);
    expect(counts.write).toBe(1);
  });

  it('ends a segment with a blank of at least 8 bytes and goes on in the next', async () => {
    const disk = new MemoryDisk();
    const store = await openStore(disk, { commitLogSegmentBytes: 1024 });
    const sent = ['a', 'b', 'c'].map((letter) => record('t', 0, letter.repeat(400)));
    for (const one of sent) {
      await append(store, [one]);
    }
    const size = 91 + 1 + 400;
    expect(sent.map((one) => one.physicalOffset)).toEqual([0, size, 1024]);
    const log = await readWholeFile(disk, '/store/commitlog/00000000000000000000');
    expect(log?.readInt32BE(2 * size)).toBe(1024 - 2 * size);
    expect(log?.toString('hex', 2 * size + 4, 2 * size + 8)).toBe('cbd43194');
    await store.close();
  });

  it.each([
    { left: 7, next: 1024 },
    { left: 8, next: 1024 - 8 },
  ])(
    'keeps a record in its segment only when $left bytes would be left of it: 8 are needed',
    async ({ left, next }) => {
      const store = await openStore(new MemoryDisk(), { commitLogSegmentBytes: 1024 });
      const first = record('t', 0, 'x'.repeat(300));
      await append(store, [first]);
      const second = record('t', 0, 'x'.repeat(1024 - 392 - 92 - left));
      await append(store, [second]);
      expect(second.physicalOffset + (left === 8 ? 1024 - 392 - 8 : 0)).toBe(left === 8 ? next : 1024);
      await store.close();
    },
  );

  it('begins the next segment in its own file also when the blank of the last one has just 8 bytes', async () => {
    const disk = new MemoryDisk();
    const options = { commitLogSegmentBytes: 1024, consumeQueueFileBytes: 400 };
    const texts = ['x'.repeat(300), 'y'.repeat(1024 - 392 - 92 - 8), 'z'.repeat(300)];
    const before = await openStore(disk, options);
    await append(before, [record('t', 0, texts[0] ?? '')]);
    await before.close();
    const store = await openStore(disk, options);
    await Promise.all(texts.slice(1).map((text) => append(store, [record('t', 0, text)])));
    expect(await bodies(store, 't', 0)).toEqual(texts);
    const again = await openStore(disk.afterKill(), options);
    expect(await bodies(again, 't', 0)).toEqual(texts);
    await again.close();
  });

  it('puts all records of one call into one segment, or none of them anywhere', async () => {
    const store = await openStore(new MemoryDisk(), { commitLogSegmentBytes: 1024 });
    await append(store, [record('t', 0, 'x'.repeat(300))]);
    const batch = [record('t', 0, 'y'.repeat(250)), record('t', 1, 'z'.repeat(250))];
    await append(store, batch);
    expect(batch.map((one) => [one.physicalOffset, one.queueOffset])).toEqual([
      [1024, 1],
      [1024 + 342, 0],
    ]);
    const big = [record('t', 0, 'y'.repeat(500)), record('t', 1, 'z'.repeat(500))];
    await expect(append(store, big)).rejects.toThrow(/2 records of one send take 1184 bytes; .* holds 1016/);
    const mixed = [record('t', 0, 'good'), record('t', 0, 'bad', { bornHost: { address: 'here', port: 1 } })];
    await expect(append(store, mixed)).rejects.toThrow(/born host 'here' is no/);
    expect(store.nextQueueOffset('t', 0)).toBe(2);
    await store.close();
  });

  it.each([
    {
      name: 'a body over the limit',
      changes: { body: Buffer.alloc(2049) },
      text: /body has 2049 bytes; the limit is 2048/,
    },
    { name: 'properties over the limit', changes: { properties: 'x'.repeat(32_768) }, text: /limit is 32767/ },
    { name: 'an empty topic', changes: { topic: '' }, text: /cannot name a directory/ },
    { name: 'a topic that leads elsewhere', changes: { topic: '../x' }, text: /cannot name a directory/ },
    { name: 'a topic over the limit', changes: { topic: 't'.repeat(256) }, text: /limit is 255/ },
    { name: 'a negative queue', changes: { queueId: -1 }, text: /queue id is -1/ },
    { name: 'half a queue', changes: { queueId: 0.5 }, text: /queue id is 0.5/ },
  ])('refuses $name and stores nothing', async ({ changes, text }) => {
    const store = await openStore(new MemoryDisk());
    await expect(append(store, [record('t', 0, 'x', changes)])).rejects.toThrow(text);
    await expect(append(store, [])).rejects.toThrow(/at least one/);
    expect(store.queues()).toEqual([]);
    await store.close();
  });

  it('refuses more than may wait, at once, and takes it again later', async () => {
    const { disk, state, release } = steered();
    const store = await openStore(disk, { flushMode: 'SYNC_FLUSH', pendingBytesMax: 400 });
    state.holdSyncs = true;
    const told: string[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      track(store, told, name);
    }
    await turn();
    expect(told).toEqual(['e: 400 bytes wait for the disk; nothing of this send was stored, send it again later']);
    state.holdSyncs = false;
    release();
    await turn();
    await append(store, [record('t', 0, 'f')]);
    expect(told.slice(1)).toEqual(['a', 'b', 'c', 'd']);
    expect(await bodies(store, 't', 0)).toEqual(['a', 'b', 'c', 'd', 'f']);
    await store.close();
  });

  it('keeps prepared and rolled-back messages out of the queues', async () => {
    const store = await openStore(new MemoryDisk());
    const half = record('t', 0, 'half', { sysFlag: 4 });
    const commit = record('t', 0, 'commit', { sysFlag: 8 });
    await append(store, [half, record('t', 0, 'rollback', { sysFlag: 12 }), commit]);
    expect(half.queueOffset).toBe(0);
    expect(commit.queueOffset).toBe(0);
    expect(await bodies(store, 't', 0)).toEqual(['commit']);
    expect((await store.readAt(half.physicalOffset))?.body.toString()).toBe('half');
    await store.close();
  });
});

describe('flushing', () => {
  it('shares one sync among all who arrive while another runs', async () => {
    const { disk, counts, state, release } = steered();
    const store = await openStore(disk, { flushMode: 'SYNC_FLUSH' }, new VirtualClock(1_700_000_000_000));
    await append(store, [record('t', 0, 'first')]);
    counts.sync = 0;
    state.holdSyncs = true;
    const told: string[] = [];
    track(store, told, 'a');
    await turn();
    for (const name of ['b', 'c', 'd']) {
      track(store, told, name);
      await turn();
      await turn();
    }
    expect(told).toEqual([]);
    expect(store.range('t', 0).maxOffset).toBe(1);
    release();
    await turn();
    expect(told).toEqual(['a']);
    release();
    await turn();
    expect(told).toEqual(['a', 'b', 'c', 'd']);
    expect(counts.sync).toBe(2);
    expect(store.range('t', 0).maxOffset).toBe(5);
    state.holdSyncs = false;
    await store.close();
  });

  it('waits a moment for those who were just told, so that they share the next sync', async () => {
    const { disk, counts, state, release } = steered();
    const clock = new VirtualClock(1_700_000_000_000);
    const store = await openStore(disk, { flushMode: 'SYNC_FLUSH' }, clock);
    await append(store, [record('t', 0, 'first')]);
    counts.sync = 0;
    state.holdSyncs = true;
    const told: string[] = [];
    track(store, told, 'a');
    await turn();
    track(store, told, 'b');
    track(store, told, 'c');
    await clock.advance(10);
    release();
    await turn();
    await turn();
    expect([told, counts.sync]).toEqual([['a'], 1]);
    track(store, told, 'd');
    await turn();
    await turn();
    release();
    await turn();
    expect([told, counts.sync]).toEqual([['a', 'b', 'c', 'd'], 2]);
    // Nobody sends again: the pause ends by itself.
    track(store, told, 'e');
    await turn();
    await clock.advance(1);
    await turn();
    release();
    await turn();
    expect([told.at(-1), counts.sync]).toEqual(['e', 3]);
    state.holdSyncs = false;
    await store.close();
  });

  it('is not waited for by who says so, who is told as soon as the records survive the process', async () => {
    const { disk, state, release } = steered();
    const store = await openStore(disk, { flushMode: 'SYNC_FLUSH' });
    await append(store, [record('t', 0, 'first')]);
    state.holdSyncs = true;
    const told: string[] = [];
    track(store, told, 'a');
    store.append([record('t', 0, 'b')], {
      waitsForFlush: false,
      stored: () => told.push('b'),
      notStored: (error) => told.push(`b: ${error.message}`),
    });
    await turn();
    expect(told).toEqual(['b']);
    expect(store.lossWindow().unflushedMessages).toBe(2);
    expect(store.range('t', 0).maxOffset).toBe(1);
    const again = await openStore(disk.afterKill());
    expect(await bodies(again, 't', 0)).toEqual(['first', 'a', 'b']);
    await again.close();
    release();
  });

  it('reports what a power cut would take, and flushes by pages and by time', async () => {
    const { disk, counts } = steered();
    const clock = new VirtualClock(1_700_000_000_000);
    const store = await openStore(disk, { commitLogSegmentBytes: 1 << 20 }, clock);
    await append(store, [record('t', 0, 'small')]);
    counts.sync = 0;
    await clock.advance(400);
    expect(store.lossWindow()).toEqual({ unflushedBytes: 97, unflushedMessages: 1, ageMs: 400 });
    await clock.advance(9000);
    expect(counts.sync).toBe(0);
    await clock.advance(1000);
    expect(counts.sync).toBe(1);
    expect(store.lossWindow()).toEqual({ unflushedBytes: 0, unflushedMessages: 0, ageMs: 0 });
    for (let number = 0; number < 20; number++) {
      await append(store, [record('t', 0, 'x'.repeat(1000))]);
    }
    await clock.advance(500);
    expect(counts.sync).toBe(2);
    await store.close();
  });

  it.each(['ASYNC_FLUSH', 'SYNC_FLUSH'] as const)('that fails ends the store for good with %s', async (flushMode) => {
    const { disk, state, counts } = steered();
    const clock = new VirtualClock(1_700_000_000_000);
    const store = await openStore(disk, { flushMode }, clock);
    await append(store, [record('t', 0, 'before')]);
    await clock.advance(20_000);
    state.fault = (operation) => (operation === 'sync' ? { code: 'EIO' } : undefined);
    const told: string[] = [];
    track(store, told, 'a');
    await turn();
    track(store, told, 'b');
    await clock.advance(20_000);
    const error = await store.failed;
    expect(error).toBeInstanceOf(MqError);
    expect(error).toMatchObject({ retryable: false });
    expect(error.message).toMatch(/flushing the commitLog failed \(EIO\); the store is read-only now/);
    if (flushMode === 'SYNC_FLUSH') {
      expect(told).toEqual([`a: ${error.message}`, `b: ${error.message}`]);
    } else {
      expect(told).toEqual(['a', 'b']);
    }
    state.fault = undefined;
    const syncs = counts.sync;
    await expect(append(store, [record('t', 0, 'after')])).rejects.toBe(error);
    expect((await bodies(store, 't', 0))[0]).toBe('before');
    await store.close();
    expect(counts.sync).toBe(syncs);
    expect(await disk.stat('/store/abort')).toBeDefined();
  });
});

describe('a write that fails', () => {
  it('for want of space refuses the turn, keeps the rest, and is forgotten when there is room', async () => {
    const { disk, state } = steered();
    const store = await openStore(disk);
    await append(store, [record('t', 0, 'before')]);
    state.fault = (operation) => (operation === 'write' ? { code: 'ENOSPC', bytesWritten: 150 } : undefined);
    const told: string[] = [];
    track(store, told, 'a');
    track(store, told, 'b');
    for (let round = 0; round < 10; round++) {
      await turn();
    }
    expect(told.length).toBe(2);
    expect(told[0]).toMatch(/a: the disk of the store is full \(ENOSPC\); nothing of this send was stored/);
    state.fault = undefined;
    const next = record('t', 0, 'c');
    await append(store, [next]);
    expect(next).toMatchObject({ queueOffset: 1, physicalOffset: 98 });
    expect(await bodies(store, 't', 0)).toEqual(['before', 'c']);
    const again = await openStore(disk.afterKill());
    expect(await bodies(again, 't', 0)).toEqual(['before', 'c']);
    await again.close();
  });

  it('for any other reason ends the store', async () => {
    const { disk, state } = steered();
    const store = await openStore(disk);
    state.fault = (operation) => (operation === 'write' ? { code: 'EIO' } : undefined);
    await expect(append(store, [record('t', 0, 'a')])).rejects.toThrow(/writing the commitLog failed \(EIO\)/);
    expect((await store.failed).message).toMatch(/EIO/);
    await store.close();
  });

  it('for want of space in a sync ends the store: what the sync should have written is forgotten', async () => {
    const disk = new MemoryDisk({
      beforeCall: (operation, path) =>
        operation === 'sync' && path.includes('consumequeue') ? { code: 'ENOSPC' } : undefined,
    });
    const clock = new VirtualClock(1_700_000_000_000);
    const store = await openStore(disk, {}, clock);
    await append(store, [record('t', 0, 'a')]);
    await clock.advance(70_000);
    expect((await store.failed).message).toMatch(/writing the consumeQueues failed \(ENOSPC\)/);
    expect(await bodies(store, 't', 0)).toEqual(['a']);
    await store.close();
    const again = await openStore(disk.afterPowerCut(() => 0));
    expect(await bodies(again, 't', 0)).toEqual(['a']);
    await again.close();
  });
});
