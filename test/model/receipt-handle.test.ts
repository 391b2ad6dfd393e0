import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeReceiptHandle, encodeReceiptHandle, readReceiptHandle } from '../../src/model/receipt-handle.ts';

const whole = fc.maxSafeNat();

describe('a receipt handle', () => {
  it('comes back from its text as it was', () => {
    const handle = fc.record({
      startOffset: whole,
      popTime: whole,
      invisibleMs: whole,
      reviveQueueId: whole,
      topicKind: fc.constantFrom('normal' as const, 'retry' as const),
      brokerName: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
      queueId: whole,
      queueOffset: whole,
      physicalOffset: whole,
    });
    fc.assert(
      fc.property(handle, (each) => {
        expect(decodeReceiptHandle(encodeReceiptHandle(each))).toEqual(each);
      }),
    );
  });

  it('is read from the middle of other bytes, whatever broker the one before it named', () => {
    for (const broker of ['broker-a', 'broker-b', 'b', 'zürich', 'broker-b']) {
      const text = `1 2 3 4 0 ${broker} 5 6 7`;
      const bytes = Buffer.from(`0${text}8 9`);
      const end = 1 + Buffer.byteLength(text);
      expect(readReceiptHandle(bytes, 1, end)).toEqual(decodeReceiptHandle(text));
      expect(readReceiptHandle(bytes, 1, end)?.brokerName).toBe(broker);
      expect(readReceiptHandle(bytes, 1, end + 2)).toBeUndefined();
      expect(readReceiptHandle(bytes, 1, end - 2)).toBeUndefined();
    }
  });

  it.each([
    '',
    ' ',
    'garbage',
    '1 2 3 4 0 broker 5 6',
    '1 2 3 4 0 broker 5 6 7 8',
    '1 2 3 4 0 broker 5 6 7 ',
    ' 1 2 3 4 0 broker 5 6 7',
    '1 2 3 4 2 broker 5 6 7',
    '1 2 3 4 0  5 6 7',
    '1 2 3 4 0 broker 5 6 -7',
    '1 2 3 4 0 broker 5 6 7.5',
    '1 2 3 4 0 broker 5 6 0x7',
    // Its lower byte is that of the digit 1.
    '1 2 3 4 0 broker 5 6 \u0131',
    '1 2 3 4 0 broker 5 6 9007199254740992',
    '1 2 3 4 0 broker 5 6 12345678901234567',
    'NaN 2 3 4 0 broker 5 6 7',
  ])('is not %j', (text) => {
    expect(decodeReceiptHandle(text)).toBeUndefined();
  });

  it('decodes any text to a handle that encodes to the same text, or to nothing', () => {
    const piece = fc.constantFrom('0', '1', '12', ' ', '-', 'broker', '9007199254740991');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const handle = decodeReceiptHandle(pieces.join(''));
        expect(handle === undefined || decodeReceiptHandle(encodeReceiptHandle(handle)) !== undefined).toBe(true);
      }),
    );
  });
});
