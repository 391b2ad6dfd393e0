import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMsOf, durationOf, epochMsOf, timestampOf } from '../../src/protocol/time.ts';

const wholeMs = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_000 });

describe('timestamps', () => {
  it('come back as the milliseconds that they were made of', () => {
    fc.assert(
      fc.property(wholeMs, (epochMs) => {
        expect(epochMsOf(timestampOf(epochMs))).toBe(epochMs);
      }),
    );
  });

  it('always have nanos in 0..999999999', () => {
    fc.assert(
      fc.property(wholeMs, (epochMs) => {
        const { nanos } = timestampOf(epochMs);
        expect(nanos).toBeGreaterThanOrEqual(0);
        expect(nanos).toBeLessThanOrEqual(999_999_999);
      }),
    );
  });

  it.each([
    { timestamp: {}, epochMs: 0 },
    { timestamp: { seconds: 1, nanos: 1 }, epochMs: 1001 },
    { timestamp: { seconds: 1, nanos: 2_000_000 }, epochMs: 1002 },
    { timestamp: { seconds: -1, nanos: 500_000_000 }, epochMs: -500 },
    { timestamp: { seconds: 0, nanos: -1 }, epochMs: undefined },
    { timestamp: { seconds: 0, nanos: 1_000_000_000 }, epochMs: undefined },
    { timestamp: { seconds: 315_576_000_001 }, epochMs: undefined },
    { timestamp: { seconds: Number.MAX_SAFE_INTEGER }, epochMs: undefined },
  ])('$timestamp is $epochMs', ({ timestamp, epochMs }) => {
    expect(epochMsOf(timestamp)).toBe(epochMs);
  });
});

describe('durations', () => {
  it('come back as the milliseconds that they were made of', () => {
    fc.assert(
      fc.property(wholeMs, (milliseconds) => {
        expect(durationMsOf(durationOf(milliseconds))).toBe(milliseconds);
      }),
    );
  });

  it.each([
    { duration: {}, milliseconds: 0 },
    { duration: { seconds: 20 }, milliseconds: 20_000 },
    { duration: { nanos: 1 }, milliseconds: 1 },
    { duration: { nanos: -1 }, milliseconds: 0 },
    { duration: { seconds: -1, nanos: -500_000_000 }, milliseconds: -1500 },
    { duration: { seconds: 1, nanos: -1 }, milliseconds: undefined },
    { duration: { seconds: -1, nanos: 1 }, milliseconds: undefined },
    { duration: { nanos: 1_000_000_000 }, milliseconds: undefined },
    { duration: { nanos: -1_000_000_000 }, milliseconds: undefined },
    { duration: { seconds: -315_576_000_001 }, milliseconds: undefined },
  ])('$duration is $milliseconds ms', ({ duration, milliseconds }) => {
    expect(durationMsOf(duration)).toBe(milliseconds);
  });
});
