import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Progress } from '../../src/broker/progress.ts';

function progressOf(committed: number, ranges: readonly (readonly [number, number])[]): Progress {
  const progress = new Progress(committed);
  for (const [start, end] of ranges) {
    progress.ackRange(start, end);
  }
  return progress;
}

describe('the progress of a group in a queue', () => {
  const cases: {
    readonly name: string;
    readonly acks: readonly (readonly [number, number])[];
    readonly committed: number;
    readonly ranges: [number, number][];
  }[] = [
    {
      name: 'moves with acknowledgements in order',
      acks: [
        [0, 1],
        [1, 2],
        [2, 3],
      ],
      committed: 3,
      ranges: [],
    },
    {
      name: 'never passes what is not acknowledged',
      acks: [
        [1, 2],
        [3, 5],
      ],
      committed: 0,
      ranges: [
        [1, 2],
        [3, 5],
      ],
    },
    {
      name: 'swallows the ranges that a gap held back',
      acks: [
        [1, 2],
        [3, 5],
        [0, 1],
      ],
      committed: 2,
      ranges: [[3, 5]],
    },
    {
      name: 'swallows all ranges when the last gap closes',
      acks: [
        [1, 2],
        [3, 5],
        [0, 1],
        [2, 3],
      ],
      committed: 5,
      ranges: [],
    },
    {
      name: 'joins ranges that touch',
      acks: [
        [4, 5],
        [2, 3],
        [3, 4],
      ],
      committed: 0,
      ranges: [[2, 5]],
    },
    {
      name: 'joins ranges that overlap',
      acks: [
        [2, 6],
        [4, 9],
        [12, 14],
        [1, 13],
      ],
      committed: 0,
      ranges: [[1, 14]],
    },
    {
      name: 'takes an acknowledgement twice',
      acks: [
        [3, 4],
        [3, 4],
      ],
      committed: 0,
      ranges: [[3, 4]],
    },
    {
      name: 'ignores what lies below',
      acks: [
        [0, 5],
        [2, 3],
      ],
      committed: 5,
      ranges: [],
    },
  ];
  it.each(cases)('$name', ({ acks, committed, ranges }) => {
    const progress = progressOf(0, acks);
    expect(progress.committed).toBe(committed);
    expect(progress.ranges()).toEqual(ranges);
  });

  it('forgets failed deliveries of what is acknowledged', () => {
    const progress = new Progress(0);
    progress.failedDeliveries.set(1, 2).set(5, 1).set(7, 3);
    progress.ack(1);
    progress.ackRange(4, 6);
    expect([...progress.failedDeliveries]).toEqual([[7, 3]]);
  });

  it('is cut back to the end of the log', () => {
    const progress = progressOf(3, [
      [5, 8],
      [9, 12],
    ]);
    progress.failedDeliveries.set(8, 1);
    progress.clip(7);
    expect([progress.committed, progress.ranges(), progress.failedDeliveries.size]).toEqual([3, [[5, 7]], 0]);
    progress.clip(2);
    expect([progress.committed, progress.ranges()]).toEqual([2, []]);
  });

  it('agrees with a set of offsets, whatever is acknowledged in whatever order', () => {
    const acks = fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 6 })), { maxLength: 60 });
    fc.assert(
      fc.property(fc.nat(5), acks, (first, steps) => {
        const progress = new Progress(first);
        const model = new Set(Array.from({ length: first }, (_, offset) => offset));
        for (const [from, length] of steps) {
          progress.ackRange(from, from + length);
          for (let offset = from; offset < from + length; offset++) {
            model.add(offset);
          }
          for (let offset = 0; offset < 50; offset++) {
            expect(progress.isAcked(offset)).toBe(model.has(offset));
            let next = offset;
            while (model.has(next)) {
              next++;
            }
            expect(progress.nextUnacked(offset)).toBe(next);
          }
          expect(model.has(progress.committed)).toBe(false);
          let end = progress.committed;
          for (const [start, stop] of progress.ranges()) {
            expect(start).toBeGreaterThan(end);
            expect(stop).toBeGreaterThan(start);
            end = stop;
          }
        }
      }),
    );
  });
});
