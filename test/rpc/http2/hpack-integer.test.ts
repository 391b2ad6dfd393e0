import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readInteger, writeInteger } from '../../../src/rpc/http2/hpack-integer.ts';

describe('HPACK integers', () => {
  it.each([
    ['C.1.1: 10 in five bits', 10, 5, '0a'],
    ['C.1.2: 1337 in five bits', 1337, 5, '1f9a0a'],
    ['C.1.3: 42 in eight bits', 42, 8, '2a'],
  ])('encodes and decodes %s', (_, value, prefixBits, hex) => {
    const target = Buffer.alloc(8);
    const end = writeInteger(target, 0, 0, prefixBits, value);
    expect(target.subarray(0, end).toString('hex')).toBe(hex);
    const cursor = { bytes: target, at: 0, end };
    expect(readInteger(cursor, prefixBits)).toBe(value);
    expect(cursor.at).toBe(end);
  });

  it('gives back every value that it accepts, whatever stands around it', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 28 - 1 }), fc.integer({ min: 1, max: 8 }), (value, prefixBits) => {
        const target = Buffer.alloc(12, 0xff);
        const end = writeInteger(target, 1, 0, prefixBits, value);
        expect(readInteger({ bytes: target, at: 1, end }, prefixBits)).toBe(value);
      }),
    );
  });

  it('gives a number or -1 for any bytes, and never reads past the end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), fc.integer({ min: 1, max: 8 }), (bytes, prefixBits) => {
        const cursor = { bytes: Buffer.from(bytes), at: 0, end: bytes.length };
        const value = readInteger(cursor, prefixBits);
        expect(value).toBeGreaterThanOrEqual(-1);
        expect(value).toBeLessThan(2 ** 28);
        expect(cursor.at).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });
});
