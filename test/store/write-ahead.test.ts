import { describe, expect, it } from 'vitest';
import { type DiskFault, type DiskOperation, MemoryDisk } from '../../src/runtime/memory-disk.ts';
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
