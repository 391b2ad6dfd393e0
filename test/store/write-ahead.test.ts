import { describe, expect, it } from 'vitest';
import { type DiskFault, type DiskOperation, MemoryDisk } from '../../src/runtime/memory-disk.ts';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';
import { append, bodies, openStore, record } from './store-fixture.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A disk that tells which calls have begun, and which of the log have come to an end; the test sets faults of writes. */
function watched() {
  const begun: DiskOperation[] = [];
  const ofLog: DiskOperation[] = [];
  const state: { fault: DiskFault | undefined } = { fault: undefined };
  const disk = new MemoryDisk({
    beforeCall: (operation, path) => {
      if (path.includes('commitlog')) {
        ofLog.push(operation);
      }
      return operation === 'write' ? state.fault : undefined;
    },
    delay: (operation) => {
      begun.push(operation);
      return Promise.resolve();
    },
  });
  return { disk, begun, ofLog, state };
}

describe('a turn with many bytes', () => {
  it('is written before it ends, and those who wait are told after it, in order', async () => {
    const { disk, begun } = watched();
    const options = { commitLogSegmentBytes: 16_384, writeAheadBytes: 1000 };
    const store = await openStore(disk, options);
    await append(store, [record('t', 0, 'first')]);
    await turn();
    begun.length = 0;
    const names = Array.from({ length: 60 }, (_, index) => `message ${index}`);
    const told: string[] = [];
    for (const name of names) {
      store.append([record('t', 0, name.padEnd(600))], {
        stored: () => told.push(name),
        notStored: (error) => told.push(`${name}: ${error.message}`),
      });
    }
    expect(begun).toEqual(['write']);
    expect(told).toEqual([]);
    await append(store, [record('t', 0, 'last')]);
    expect(told).toEqual(names);
    const again = await openStore(disk.afterKill(), options);
    expect(await bodies(again, 't', 0)).toEqual(['first', ...names.map((name) => name.padEnd(600)), 'last']);
    await again.close();
  });

  it('stays whole with SYNC_FLUSH: all of it shares one write and one sync', async () => {
    const { disk, ofLog } = watched();
    const options = { flushMode: 'SYNC_FLUSH', commitLogSegmentBytes: 65_536, writeAheadBytes: 1 } as const;
    const store = await openStore(disk, options);
    await append(store, [record('t', 0, 'first')]);
    await turn();
    ofLog.length = 0;
    const bodiesOfTurn = Array.from({ length: 20 }, (_, index) => `message ${index}`.padEnd(600));
    await Promise.all(bodiesOfTurn.map((body) => append(store, [record('t', 0, body)])));
    expect(ofLog).toEqual(['write', 'sync']);
    await store.close();
  });

  it('is refused by a full disk as far as it was not written, and the store takes more later', async () => {
    const { disk, state } = watched();
    const store = await openStore(disk, { commitLogSegmentBytes: 16_384, writeAheadBytes: 1000 });
    await append(store, [record('t', 0, 'first')]);
    await turn();
    state.fault = { code: 'ENOSPC', bytesWritten: 100 };
    const sends = Array.from({ length: 10 }, (_, index) => append(store, [record('t', 0, `${index}`.padEnd(600))]));
    const outcomes = await Promise.allSettled(sends);
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    state.fault = undefined;
    await append(store, [record('t', 0, 'second')]);
    const again = await openStore(disk.afterKill(), { commitLogSegmentBytes: 16_384 });
    expect(await bodies(again, 't', 0)).toEqual(['first', 'second']);
    await again.close();
  });
});

/** A store in the middle of a sync; calls of the log that other threads do wait until the test lets them go on. */
async function syncing(changes: { writeAheadBytes: number }) {
  const begun: DiskOperation[] = [];
  const gates: { readonly operation: DiskOperation; readonly open: () => void }[] = [];
  let held = false;
  const disk = new MemoryDisk({
    delay: (operation) => {
      begun.push(operation);
      return held ? new Promise<void>((open) => gates.push({ operation, open })) : Promise.resolve();
    },
  });
  const clock = new VirtualClock(1_700_000_000_000);
  const options = {
    commitLogSegmentBytes: 65_536,
    flushLeastPages: 0,
    flushConsumeQueueIntervalMs: 1_000_000,
    ...changes,
  };
  const store = await openStore(disk, options, clock);
  await append(store, [record('t', 0, 'first')]);
  begun.length = 0;
  held = true;
  await clock.advance(500);
  const release = async (operation: DiskOperation) => {
    const at = gates.findIndex((gate) => gate.operation === operation);
    gates.splice(at, 1)[0]?.open();
    await turn();
  };
  const told: string[] = [];
  const send = (name: string) =>
    store.append([record('t', 0, name.padEnd(600))], {
      stored: () => told.push(name),
      notStored: (error) => told.push(error.message),
    });
  const end = async () => {
    held = false;
    for (const { open } of gates.splice(0)) {
      open();
    }
    await store.close();
  };
  return { begun, told, send, release, end };
}

describe('while a sync runs', () => {
  it('turns are written by another thread, and by the own one again as soon as it may', async () => {
    const { begun, told, send, release, end } = await syncing({ writeAheadBytes: 1_000_000 });
    expect(begun).toEqual(['sync']);
    send('a');
    await turn();
    expect([begun, told]).toEqual([['sync', 'write'], []]);
    send('b');
    await turn();
    await release('sync');
    expect(told).toEqual([]);
    await release('write');
    expect([begun, told]).toEqual([
      ['sync', 'write'],
      ['a', 'b'],
    ]);
    send('c');
    await turn();
    expect([begun, told]).toEqual([
      ['sync', 'write'],
      ['a', 'b', 'c'],
    ]);
    await end();
  });

  it('half a turn goes first, so that who is told of it can send again while the rest is written', async () => {
    const { begun, told, send, release, end } = await syncing({ writeAheadBytes: 1000 });
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    names.forEach(send);
    await turn();
    // Two records are more than 1000 bytes: they went ahead of the turn, whose size the next one goes by.
    await release('write');
    expect([begun, told]).toEqual([['sync', 'write', 'write'], names.slice(0, 2)]);
    await release('write');
    expect(told).toEqual(names);
    begun.length = 0;
    told.length = 0;
    names.slice(0, 3).forEach(send);
    expect(begun).toEqual([]);
    names.slice(3).forEach(send);
    expect(begun).toEqual(['write']);
    await turn();
    await release('write');
    expect(told).toEqual(names.slice(0, 4));
    await release('write');
    expect(told).toEqual(names);
    await end();
  });
});
