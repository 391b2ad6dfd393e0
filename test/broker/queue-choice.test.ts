import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consistentHash, queueOfMessageGroup } from '../../src/broker/queue-choice.ts';

/** The published algorithm on 64-bit integers, as a second opinion. */
function consistentHashByBigInt(input: number, buckets: number): number {
  let state = BigInt.asUintN(64, BigInt(input));
  let candidate = 0;
  for (;;) {
    state = BigInt.asUintN(64, state * 2862933555777941757n + 1n);
    const next = Math.floor((candidate + 1) / ((Number(state >> 33n) + 1) / 2 ** 31));
    if (next >= buckets) {
      return candidate;
    }
    candidate = next;
  }
}

describe('the consistent hash', () => {
  it('gives the values that Guava publishes', () => {
    const golden = [0, 55, 62, 8, 45, 59, 86, 97, 82, 59, 73, 37, 17, 56, 86, 21, 90, 37, 38, 83];
    expect(golden.map((_, input) => consistentHash(input, 100))).toEqual(golden);
  });

  it('agrees with 64-bit arithmetic for every input', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
        fc.integer({ min: 1, max: 20_000 }),
        (input, buckets) => {
          expect(consistentHash(input, buckets)).toBe(consistentHashByBigInt(input, buckets));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('moves a message group to the new queue or nowhere when a queue is added', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 64 }), (messageGroup, queues) => {
        const before = queueOfMessageGroup(messageGroup, queues);
        expect([before, queues]).toContain(queueOfMessageGroup(messageGroup, queues + 1));
      }),
    );
  });
});
