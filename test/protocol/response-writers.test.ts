import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { v2 } from '../../src/protocol/messages.ts';
import { messagingMethods } from '../../src/protocol/methods.ts';
import { SentMessage } from '../../src/protocol/send-message-writer.ts';

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

const time = fields({ seconds: int64, nanos: int32 });
const status = fields({ code: int32, message: text });
const system = fields({
  tag: text,
  keys: fc.array(text, { maxLength: 3 }),
  messageId: text,
  bodyDigest: fields({ type: int32, checksum: text }),
  bodyEncoding: int32,
  messageType: int32,
  bornTimestamp: time,
  bornHost: text,
  storeTimestamp: time,
  storeHost: text,
  deliveryTimestamp: time,
  receiptHandle: text,
  queueId: int32,
  queueOffset: int64,
  invisibleDuration: time,
  deliveryAttempt: int32,
  messageGroup: text,
  traceContext: text,
  orphanedTransactionRecoveryDuration: time,
  deadLetterQueue: fields({ topic: text, messageId: text }),
  liteTopic: text,
  priority: int32,
});
const message = fields({
  topic: fields({ resourceNamespace: text, name: text }),
  userProperties: fc.dictionary(text, text, { maxKeys: 4 }),
  systemProperties: system,
  body: fc.uint8Array({ maxLength: 400 }),
});

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
    name: 'ReceiveMessage',
    method: messagingMethods.receiveMessage,
    generated: v2.ReceiveMessageResponse,
    responses: fields({ status, message, deliveryTimestamp: time }),
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
