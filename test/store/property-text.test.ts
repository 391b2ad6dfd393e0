import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propertyBytesOf, writeProperties } from '../../src/store/property-text.ts';

const texts = fc.oneof(
  fc.string({ unit: 'binary-ascii', maxLength: 600 }),
  fc.string({ unit: 'binary', maxLength: 600 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);

describe('the text of properties', () => {
  it('has as many bytes as its UTF-8, and none with U+0000', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(propertyBytesOf(text)).toBe(text.includes('\0') ? -1 : Buffer.byteLength(text));
      }),
    );
  });

  it('is written as its UTF-8, and nothing beside it', () => {
    fc.assert(
      fc.property(texts, fc.nat(8), (text, start) => {
        const expected = Buffer.from(text);
        const target = Buffer.alloc(start + expected.length + 3, 0xee);
        writeProperties(target, start, text, expected.length);
        expect(target.subarray(start, start + expected.length)).toEqual(expected);
        expect(target.subarray(0, start)).toEqual(Buffer.alloc(start, 0xee));
        expect(target.subarray(start + expected.length)).toEqual(Buffer.alloc(3, 0xee));
      }),
    );
  });

  it.each([0, 1, 511, 512, 513, 4000])('of %d characters is measured and written whole', (length) => {
    const text = 'KEYS\u0001value\u0002'.repeat(400).slice(0, length);
    const target = Buffer.alloc(length);
    expect(propertyBytesOf(text)).toBe(length);
    writeProperties(target, 0, text, length);
    expect(target.toString()).toBe(text);
    expect(propertyBytesOf(`${text}\0`)).toBe(-1);
  });
});
