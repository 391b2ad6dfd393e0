import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeGrpcMessage, grpcMessageBytesMax } from '../../src/rpc/grpc-message.ts';

describe('encodeGrpcMessage', () => {
  it.each([
    ['', ''],
    ['plain text, with ~ and !', 'plain text, with ~ and !'],
    ['100 %', '100 %25'],
    ['a\r\nb\0', 'a%0D%0Ab%00'],
    ['né', 'n%C3%A9'],
    ['日本', '%E6%97%A5%E6%9C%AC'],
    ['🚀', '%F0%9F%9A%80'],
    ['\x7f', '%7F'],
    [' a b ', 'a b'],
    ['é ', '%C3%A9'],
  ])('writes %j as %j', (text, expected) => {
    expect(encodeGrpcMessage(text)).toBe(expected);
  });

  it('gives printable ASCII that decodes to the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 150 }), (text) => {
        const encoded = encodeGrpcMessage(text);
        expect(encoded).toMatch(/^[\x20-\x7e]*$/);
        expect(decodeURIComponent(encoded)).toBe(
          Buffer.from(text)
            .toString()
            .replace(/^ +| +$/g, ''),
        );
      }),
    );
  });

  it('replaces a lone surrogate instead of failing', () => {
    expect(encodeGrpcMessage('a\ud800b')).toBe('a%EF%BF%BDb');
  });

  it.each(['x', 'é', '🚀'])('cuts a long text of "%s" at a whole character', (character) => {
    const encoded = encodeGrpcMessage(character.repeat(5000));
    expect(encoded.length).toBeLessThanOrEqual(grpcMessageBytesMax);
    expect(encoded.length).toBeGreaterThan(grpcMessageBytesMax - 12);
    expect(decodeURIComponent(encoded)).toMatch(new RegExp(`^(?:${character})+$`));
  });
});
