import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  huffmanDecode,
  huffmanDecodedBytesMax,
  huffmanEncode,
  huffmanEncodedBytes,
} from '../../../src/rpc/http2/huffman.ts';

function encode(text: string): Buffer {
  const target = Buffer.alloc(huffmanEncodedBytes(text));
  expect(huffmanEncode(text, target, 0)).toBe(target.length);
  return target;
}

function decode(bytes: Buffer): string | undefined {
  const target = Buffer.alloc(huffmanDecodedBytesMax(bytes.length));
  const count = huffmanDecode(bytes, 0, bytes.length, target);
  return count < 0 ? undefined : target.toString('latin1', 0, count);
}

describe('Huffman coding', () => {
  it.each([
    ['www.example.com', 'f1e3c2e5f23a6ba0ab90f4ff'],
    ['no-cache', 'a8eb10649cbf'],
    ['Mon, 21 Oct 2013 20:13:21 GMT', 'd07abe941054d444a8200595040b8166e082a62d1bff'],
    [
      'foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1',
      '94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007',
    ],
    ['', ''],
    // One symbol of each length from 10 bits on: RFC 7541, appendix B.
    ['!', 'fe3f'],
    ["'", 'ff5f'],
    ['\x00', 'ffc7'],
    ['\x01', 'ffffb1'],
    ['\n', 'fffffff3'],
    ['\xf9', 'ffffffef'],
  ])('codes %j as the RFC does', (text, hex) => {
    expect(encode(text).toString('hex')).toBe(hex);
    expect(decode(Buffer.from(hex, 'hex'))).toBe(text);
  });

  it('gives back any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const text = Buffer.from(bytes).toString('latin1');
        expect(decode(encode(text))).toBe(text);
      }),
    );
  });

  it('accepts a text exactly when encoding it again gives the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const text = decode(Buffer.from(bytes));
        if (text !== undefined) {
          expect(encode(text)).toEqual(Buffer.from(bytes));
        }
      }),
    );
  });
});
