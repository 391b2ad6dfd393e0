import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Deadlines, type Timed } from '../../src/rpc/deadlines.ts';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';

function timedAt(deadlineAt: number, expired: number[]): Timed {
  return {
    heapKey: deadlineAt,
    heapIndex: -1,
    expire() {
      expired.push(deadlineAt);
    },
  };
}

describe('Deadlines', () => {
  it('expires what was not removed, in the order of the deadlines', async () => {
    const entry = fc.record({ deadlineAt: fc.integer({ min: 1, max: 50 }), removed: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 30 }), async (entries) => {
        const clock = new VirtualClock(0);
        const deadlines = new Deadlines(clock);
        const expired: number[] = [];
        const all = entries.map(({ deadlineAt, removed }) => ({ timed: timedAt(deadlineAt, expired), removed }));
        for (const { timed } of all) {
          deadlines.add(timed);
        }
        for (const { timed, removed } of all) {
          if (removed) {
            deadlines.remove(timed);
          }
        }
        await clock.advance(60);
        const kept = entries.filter(({ removed }) => !removed).map(({ deadlineAt }) => deadlineAt);
        expect(expired).toEqual(kept.sort((a, b) => a - b));
        expect(deadlines.size).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('expires nothing before its time, however far away it is', async () => {
    const clock = new VirtualClock(0);
    const deadlines = new Deadlines(clock);
    const expired: number[] = [];
    const sixtyYearsMs = 31_535_999 * 60_000;
    deadlines.add(timedAt(sixtyYearsMs, expired));
    await clock.advance(sixtyYearsMs - 1);
    expect(expired).toEqual([]);
    await clock.advance(1);
    expect(expired).toEqual([sixtyYearsMs]);
  });

  it('keeps nothing that has no deadline', () => {
    const deadlines = new Deadlines(new VirtualClock(0));
    deadlines.add(timedAt(Number.POSITIVE_INFINITY, []));
    expect(deadlines.size).toBe(0);
  });

  it('takes a removal of what is not there, and one that another expiry brings about', async () => {
    const clock = new VirtualClock(0);
    const deadlines = new Deadlines(clock);
    const expired: number[] = [];
    const second = timedAt(5, expired);
    const first: Timed = {
      heapKey: 5,
      heapIndex: -1,
      expire() {
        deadlines.remove(second);
        deadlines.remove(second);
        expired.push(1);
      },
    };
    deadlines.add(first);
    deadlines.add(second);
    await clock.advance(5);
    expect(expired).toEqual([1]);
  });
});
