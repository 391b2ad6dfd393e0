import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAddress, encodeAddress } from '../../src/store/host-codec.ts';

describe('an address', () => {
  it.each([
    ['127.0.0.1', '7f000001'],
    ['255.255.255.255', 'ffffffff'],
    ['::', '00000000000000000000000000000000'],
    ['::1', '00000000000000000000000000000001'],
    ['2001:db8::ff00:42:8329', '20010db8000000000000ff0000428329'],
    ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
    ['1::', '00010000000000000000000000000000'],
  ])('%s has the bytes %s', (text, hex) => {
    const bytes = encodeAddress(text);
    expect(bytes === undefined ? '' : Buffer.from(bytes).toString('hex')).toBe(hex);
    expect(decodeAddress(bytes ?? new Uint8Array(4))).toBe(text);
  });

  it.each([
    ['::ffff:1.2.3.4', '00000000000000000000ffff01020304'],
    ['fe80::1%eth0', 'fe800000000000000000000000000001'],
  ])('%s is read in its long form', (text, hex) => {
    expect(Buffer.from(encodeAddress(text) ?? []).toString('hex')).toBe(hex);
  });

  it.each([
    '',
    'localhost',
    '1.2.3',
    '1.2.3.256',
    '1.2.3.4.5',
    ':',
    ':::',
    '1:2',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    'g::',
    '12345::',
  ])('%s is none', (text) => {
    expect(encodeAddress(text)).toBeUndefined();
  });

  it('comes back from its text', () => {
    fc.assert(
      fc.property(fc.constantFrom(4, 16), fc.uint8Array({ minLength: 16, maxLength: 16 }), (length, bytes) => {
        expect(encodeAddress(decodeAddress(bytes.subarray(0, length)))).toEqual(bytes.slice(0, length));
      }),
    );
  });
});
