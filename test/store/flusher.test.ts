import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';
import { Flusher, type FlushSettings } from '../../src/store/flusher.ts';

const asyncFlush: FlushSettings = {
  immediate: false,
  intervalMs: 500,
  leastBytes: 100,
  thoroughIntervalMs: 10_000,
  earlyBytes: 1000,
};

/** A flusher whose syncs end when the test says so. */
function flusherOn(settings: FlushSettings) {
  const clock = new VirtualClock(1_700_000_000_000);
  const syncs: { readonly from: number; readonly to: number }[] = [];
  const ends: (() => void)[] = [];
  const flusher = new Flusher(
    settings,
    {
      sync: (from, to) => {
        syncs.push({ from, to });
        return new Promise((resolve) => ends.push(resolve));
      },
      flushed: () => undefined,
      syncFailed: (error) => {
        throw error;
      },
    },
    clock,
    0,
  );
  const endSync = async () => {
    ends.shift()?.();
    await clock.advance(0);
  };
  return { clock, syncs, flusher, endSync };
}

describe('ASYNC_FLUSH', () => {
  it('syncs after the interval what is enough bytes, and less after the thorough one', async () => {
    const { clock, syncs, flusher, endSync } = flusherOn(asyncFlush);
    flusher.noteWritten(100, 1);
    await clock.advance(499);
    expect(syncs).toEqual([]);
    await clock.advance(1);
    expect(syncs).toEqual([{ from: 0, to: 100 }]);
    await endSync();
    flusher.noteWritten(199, 1);
    await clock.advance(9_499);
    expect(syncs.length).toBe(1);
    await clock.advance(1000);
    expect(syncs.at(-1)).toEqual({ from: 100, to: 199 });
  });

  it('does not wait for the interval when much is not durable', () => {
    const { syncs, flusher } = flusherOn(asyncFlush);
    flusher.noteWritten(999, 1);
    expect(syncs).toEqual([]);
    flusher.noteWritten(1000, 1);
    expect(syncs).toEqual([{ from: 0, to: 1000 }]);
  });

  it('goes on at once when as much came during a sync, and waits when less did', async () => {
    const { clock, syncs, flusher, endSync } = flusherOn(asyncFlush);
    flusher.noteWritten(1000, 1);
    flusher.noteWritten(2000, 1);
    expect(syncs.length).toBe(1);
    await endSync();
    expect(syncs.at(-1)).toEqual({ from: 1000, to: 2000 });
    flusher.noteWritten(2999, 1);
    await endSync();
    expect(syncs.length).toBe(2);
    expect(flusher.flushed).toBe(2000);
    await clock.advance(500);
    expect(syncs.at(-1)).toEqual({ from: 2000, to: 2999 });
    await endSync();
    expect(flusher.flushed).toBe(2999);
  });
});
