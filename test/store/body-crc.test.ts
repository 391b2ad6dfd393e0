import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bodyCrc } from '../../src/store/body-crc.ts';
import { newLogBuffer } from '../../src/store/record.ts';

it('gives the checksum of any bytes at any place, as zlib does', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat(16), (body, start) => {
      const { bytes, view } = newLogBuffer(start + body.length + 9);
      bytes.fill(0xa5);
      bytes.set(body, start);
      expect(bodyCrc(bytes, view, start, body.length)).toBe(crc32(body) & 0x7fffffff);
    }),
    { numRuns: 2000 },
  );
});

it('gives the same checksum with and without the call into zlib, for each length around its limit', () => {
  const { bytes, view } = newLogBuffer(256);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = index * 167;
  }
  for (let length = 0; length <= bytes.length; length++) {
    expect(bodyCrc(bytes, view, 0, length)).toBe(crc32(bytes.subarray(0, length)) & 0x7fffffff);
  }
});
