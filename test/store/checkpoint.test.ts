import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint, noCheckpoint } from '../../src/store/checkpoint.ts';

const sample: Checkpoint = {
  logTimestamp: 1_700_000_000_123,
  cellTimestamp: 1_700_000_000_122,
  indexTimestamp: 1_700_000_000_000,
  cellPhysicalOffset: 1_073_741_824,
  flushedOffset: 1_073_741_958,
};

describe('the checkpoint', () => {
  it('has its fields where RocketMQ looks for them, in one page', () => {
    const bytes = Buffer.from(encodeCheckpoint(sample));
    expect(bytes.length).toBe(4096);
    expect(bytes.toString('hex', 0, 48)).toBe(
      '0000018bcfe5687b0000018bcfe5687a0000018bcfe56800000000000000000000000000000000000000000040000000',
    );
    expect(decodeCheckpoint(bytes)).toEqual(sample);
  });

  it.each([
    {
      name: 'a page of RocketMQ',
      bytes: encodeCheckpoint(sample).fill(0, 48),
      expected: { ...sample, flushedOffset: 0 },
    },
    { name: 'a page of zeros', bytes: new Uint8Array(4096), expected: noCheckpoint },
    { name: 'a short file', bytes: new Uint8Array(47), expected: noCheckpoint },
    { name: 'senseless numbers', bytes: new Uint8Array(48).fill(0xff), expected: noCheckpoint },
    {
      name: 'a page whose own part is damaged',
      bytes: encodeCheckpoint(sample).fill(1, 70, 71),
      expected: { ...sample, flushedOffset: 0 },
    },
  ])('of $name says no more than is known', ({ bytes, expected }) => {
    expect(decodeCheckpoint(bytes)).toEqual(expected);
  });

  it('is made of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(Object.values(decodeCheckpoint(bytes)).every((value) => Number.isSafeInteger(value) && value >= 0)).toBe(
          true,
        );
      }),
    );
  });
});
