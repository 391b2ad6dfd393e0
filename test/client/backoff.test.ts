import { describe, expect, it } from 'vitest';
import { fromWireBackoff } from '../../src/client/backoff.ts';

const second = { seconds: 1, nanos: 0 };

describe('back-off of the settings', () => {
  it.each([
    ['absent', undefined],
    ['without tries', { maxAttempts: 0, customizedBackoff: { next: [second] } }],
    ['without a strategy', { maxAttempts: 3 }],
    ['with an empty list', { maxAttempts: 3, customizedBackoff: { next: [] } }],
  ])('is not followed when %s', (_, policy) => {
    expect(fromWireBackoff(policy)).toBeUndefined();
  });

  it('grows by its multiplier up to its maximum', () => {
    const exponentialBackoff = { initial: { nanos: 10_000_000 }, max: second, multiplier: 10 };
    const backoff = fromWireBackoff({ maxAttempts: 5, exponentialBackoff });
    expect(backoff?.attemptsMax).toBe(5);
    expect([1, 2, 3, 4].map((attempt) => backoff?.delayMs(attempt))).toEqual([10, 100, 1000, 1000]);
  });

  it('takes the delays of a list in turn and repeats the last one', () => {
    const backoff = fromWireBackoff({ maxAttempts: 9, customizedBackoff: { next: [second, { seconds: 5 }] } });
    expect([1, 2, 3, 4].map((attempt) => backoff?.delayMs(attempt))).toEqual([1000, 5000, 5000, 5000]);
  });
});
