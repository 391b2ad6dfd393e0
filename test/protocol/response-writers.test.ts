import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { v2 } from '../../src/protocol/messages.ts';
import { messagingMethods } from '../../src/protocol/methods.ts';
import { SentMessage } from '../../src/protocol/send-message-writer.ts';
import { timestampOf } from '../../src/protocol/time.ts';

// Some of each: short, beyond what is written character by character, and beyond a length of one byte.
const text = fc.oneof(
  fc.string({ unit: 'binary-ascii', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom('', 'é', 'x'.repeat(127), 'x'.repeat(128), 'é'.repeat(64), '𝄞'),
);
const int32 = fc.oneof(fc.constantFrom(0, 127, 128, 2 ** 31 - 1, -(2 ** 31)), fc.integer());
const int64 = fc.oneof(fc.constantFrom(0, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER, -1), fc.maxSafeInteger());

/** Each field is there, null or absent. */
function fields<Shape extends Record<string, unknown>>(shape: { [Key in keyof Shape]: fc.Arbitrary<Shape[Key]> }) {
  const nullable = Object.fromEntries(
    Object.entries<fc.Arbitrary<unknown>>(shape).map(([key, value]) => [key, fc.option(value, { freq: 4 })]),
  );
  return fc.record(nullable, { requiredKeys: [] }) as fc.Arbitrary<{ [Key in keyof Shape]?: Shape[Key] | null }>;
}

const status = fields({ code: int32, message: text });
interface Case {
  readonly name: string;
  readonly method: { encode(response: unknown): Uint8Array };
  readonly generated: { encode(response: unknown): { finish(): Uint8Array } };
  readonly responses: fc.Arbitrary<unknown>;
}

const cases = [
  {
    name: 'SendMessage',
    method: messagingMethods.sendMessage,
    generated: v2.SendMessageResponse,
    responses: fields({
      status,
      entries: fc.array(fields({ status, messageId: text, transactionId: text, offset: int64, recallHandle: text }), {
        maxLength: 3,
      }),
    }),
  },
  {
    name: 'AckMessage',
    method: messagingMethods.ackMessage,
    generated: v2.AckMessageResponse,
    responses: fields({
      status,
      entries: fc.array(fields({ messageId: text, receiptHandle: text, status }), { maxLength: 3 }),
    }),
  },
] as unknown as Case[];

describe('answers written by hand', () => {
  it.each(cases)('to $name have the bytes of the generated encoder', ({ method, generated, responses }) => {
    fc.assert(
      fc.property(responses, (response) => {
        expect(Buffer.from(method.encode(response)).toString('hex')).toBe(
          Buffer.from(generated.encode(response).finish()).toString('hex'),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('to one message that was stored have the bytes of the generated encoder', () => {
    fc.assert(
      fc.property(text, fc.nat(), fc.integer({ min: 0, max: 2 ** 20 }), (messageId, low, high) => {
        const queueOffset = high * 2 ** 31 + low;
        const status = { code: v2.Code.OK, message: 'OK' };
        const whole = { status, entries: [{ status, messageId, transactionId: messageId, offset: queueOffset }] };
        fc.pre(messageId !== '');
        expect(Buffer.from(messagingMethods.sendMessage.encode(new SentMessage(messageId, queueOffset)))).toEqual(
          Buffer.from(v2.SendMessageResponse.encode(whole).finish()),
        );
      }),
    );
  });

  it('to ReceiveMessage have the status or the time', () => {
    const { encode } = messagingMethods.receiveMessage;
    const decode = (bytes: Uint8Array) => v2.ReceiveMessageResponse.decode(bytes);
    fc.assert(
      fc.property(fc.constantFrom(0, 40_401, 20_000), text, fc.maxSafeInteger(), (code, message, epochMs) => {
        expect(encode({ kind: 'status', status: { code, message } })).toEqual(
          Buffer.from(v2.ReceiveMessageResponse.encode({ status: { code, message } }).finish()),
        );
        const deliveryTimestamp = timestampOf(epochMs);
        expect(decode(encode({ kind: 'time', epochMs }))).toEqual(
          decode(v2.ReceiveMessageResponse.encode({ deliveryTimestamp }).finish()),
        );
      }),
    );
  });

  it('leave everything around them as it is', () => {
    const { writer } = messagingMethods.sendMessage;
    const response = { status: { code: 20_000, message: 'OK' }, entries: [{ messageId: 'é', offset: 2 ** 40 }] };
    const byteCount = writer?.byteLength(response) ?? 0;
    const target = Buffer.alloc(byteCount + 20, 0xee);
    writer?.write(response, target, 10);
    expect(target.subarray(0, 10).every((byte) => byte === 0xee)).toBe(true);
    expect(target.subarray(10 + byteCount).every((byte) => byte === 0xee)).toBe(true);
    expect(v2.SendMessageResponse.decode(target.subarray(10, 10 + byteCount))).toMatchObject(response);
  });
});
