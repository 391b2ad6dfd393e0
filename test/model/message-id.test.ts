import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageId, messageIdPrefix } from '../../src/model/message-id.ts';

const node = Uint8Array.of(0x0a, 0x1b, 0x2c, 0x3d, 0x4e, 0x5f);

describe('message id', () => {
  it('lays out version, node, process, seconds since 2021 and sequence', () => {
    const prefix = messageIdPrefix(node, 0x12345);
    expect(messageId(prefix, Date.UTC(2021, 0, 1, 0, 0, 16, 999), 255)).toBe(
      '010A1B2C3D4E5F2345' + '00000010' + '000000FF',
    );
  });

  it('wraps the sequence at 32 bits', () => {
    const prefix = messageIdPrefix(node, 1);
    expect(messageId(prefix, Date.UTC(2021, 0, 1), 2 ** 32 + 7).slice(-8)).toBe('00000007');
  });

  it('has 34 hexadecimal characters whatever goes in', () => {
    const bytes = fc.uint8Array({ minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(bytes, fc.nat(), fc.integer({ min: 0, max: 8e15 }), fc.nat(), (given, pid, nowMs, sequence) => {
        expect(messageId(messageIdPrefix(given, pid), nowMs, sequence)).toMatch(/^01[0-9A-F]{32}$/);
      }),
    );
  });
});
