import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlainAck, readAckMessageRequest, wholeAckOf } from '../../src/protocol/ack-message-request.ts';
import { ackMessageWriter, PlainAckAnswer } from '../../src/protocol/ack-message-writer.ts';
import { v2 } from '../../src/protocol/messages.ts';

const handle = '123456 1700000000000 60000 0 0 broker-a 3 41 4294967298';

function plainRequest(): v2.AckMessageRequest.$Properties {
  const entries = [{ messageId: '01AB', receiptHandle: handle }];
  return { group: { name: 'readers' }, topic: { name: 'orders' }, entries };
}

/** As a socket has it: with other bytes before and behind. */
function read(bytes: Uint8Array) {
  return readAckMessageRequest(
    Buffer.concat([Buffer.from('before'), bytes, Buffer.from('behind')]),
    6,
    6 + bytes.length,
  );
}

function encoded(request: v2.AckMessageRequest.$Properties): Uint8Array {
  return v2.AckMessageRequest.encode(request).finish();
}

const text = fc.oneof(
  { weight: 9, arbitrary: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 200 }) },
  fc.constantFrom('', 'é', '\u0000', 'x'.repeat(127), 'x'.repeat(128), 'x'.repeat(20_000)),
);
const resource = fc.record(
  { name: text, resourceNamespace: fc.oneof({ weight: 9, arbitrary: fc.constant('') }, text) },
  { requiredKeys: [] },
);
const entry = fc.record({
  messageId: text,
  receiptHandle: text,
  liteTopic: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, text),
});
const request = fc.record(
  {
    group: resource,
    topic: resource,
    entries: fc.oneof({ weight: 9, arbitrary: fc.array(entry, { maxLength: 1, minLength: 1 }) }, fc.array(entry)),
  },
  { requiredKeys: [] },
);

/** What was read means the same as what the generated decoder makes of it, answer included. */
function checkSame(bytes: Uint8Array): void {
  const ack = read(bytes);
  const whole = v2.AckMessageRequest.decode(bytes);
  expect(
    Buffer.compare(v2.AckMessageRequest.encode(wholeAckOf(ack)).finish(), v2.AckMessageRequest.encode(whole).finish()),
  ).toBe(0);
  if (ack instanceof PlainAck) {
    expect([ack.group, ack.topic]).toEqual([whole.group?.name, whole.topic?.name]);
    expect([whole.group?.resourceNamespace, whole.topic?.resourceNamespace]).toEqual(['', '']);
    expect(handlesOf(ack)).toEqual(whole.entries.map(({ receiptHandle }) => receiptHandle));
    const status = { code: v2.Code.INVALID_RECEIPT_HANDLE, message: 'it is not one' };
    const others = whole.entries.map((_, index) => ({ code: v2.Code.OK + index, message: 'x'.repeat(index) }));
    checkAnswer(new PlainAckAnswer(ack, status), whole, () => status);
    checkAnswer(new PlainAckAnswer(ack, status, others), whole, (index) => others[index] ?? status);
  }
}

function handlesOf(ack: PlainAck): string[] {
  return Array.from({ length: ack.entryCount }, (_, index) => ack.receiptHandle(index));
}

function checkAnswer(
  answer: PlainAckAnswer,
  { entries }: v2.AckMessageRequest,
  statusOf: (index: number) => v2.Status.$Properties,
): void {
  const target = Buffer.alloc(ackMessageWriter.byteLength(answer) + 1, 0xee);
  ackMessageWriter.write(answer, target, 0);
  const echoed = entries.map(({ messageId = '', receiptHandle = '' }, index) => ({
    messageId,
    receiptHandle,
    status: statusOf(index),
  }));
  const generated = v2.AckMessageResponse.encode({ status: answer.status, entries: echoed }).finish();
  expect(Buffer.compare(target, Buffer.concat([generated, Buffer.from([0xee])]))).toBe(0);
}

describe('a plain acknowledgement', () => {
  it('is read without being decoded', () => {
    const ack = read(encoded(plainRequest()));
    expect(ack).toMatchObject({ group: 'readers', topic: 'orders' });
    expect(ack instanceof PlainAck ? handlesOf(ack) : []).toEqual([handle]);
  });

  it('has up to 64 entries', () => {
    const entries = Array.from({ length: 64 }, (_, index) => ({ messageId: `${index}`, receiptHandle: `h${index}` }));
    const ack = read(encoded({ ...plainRequest(), entries }));
    expect(ack instanceof PlainAck ? handlesOf(ack) : []).toEqual(entries.map(({ receiptHandle }) => receiptHandle));
    checkSame(encoded({ ...plainRequest(), entries }));
  });

  it.each([
    ['a namespace', { group: { name: 'readers', resourceNamespace: 'tenant' } }],
    ['no entries', { entries: [] }],
    [
      'more entries than clients receive at once',
      { entries: Array.from({ length: 65 }, () => ({ messageId: '1', receiptHandle: handle })) },
    ],
    ['one entry that is none', { entries: [{ messageId: '1', receiptHandle: handle }, { receiptHandle: handle }] }],
    ['a lite topic', { entries: [{ messageId: '1', receiptHandle: handle, liteTopic: 'lite' }] }],
    ['no message id', { entries: [{ receiptHandle: handle }] }],
    ['no handle', { entries: [{ messageId: '1' }] }],
    ['no topic', { topic: {} }],
    ['a handle that is not ASCII', { entries: [{ messageId: '1', receiptHandle: 'é' }] }],
  ] satisfies [string, v2.AckMessageRequest.$Properties][])('is none with %s', (_what, changes) => {
    expect(read(encoded({ ...plainRequest(), ...changes }))).not.toBeInstanceOf(PlainAck);
  });

  it('means the same to both readers, whatever is in it', () => {
    let plain = 0;
    fc.assert(
      fc.property(request, (fields) => {
        const bytes = encoded(fields);
        plain += read(bytes) instanceof PlainAck ? 1 : 0;
        checkSame(bytes);
      }),
      { numRuns: 1000 },
    );
    expect(plain).toBeGreaterThan(100);
  });

  it('with broken bytes is refused by both readers or means the same to both', () => {
    const bytes = encoded(plainRequest());
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length), (at, value, length) => {
        const broken = Buffer.from(bytes.subarray(0, Math.max(at + 1, length)));
        broken[at] = value;
        let decodes = true;
        try {
          v2.AckMessageRequest.decode(broken);
        } catch {
          decodes = false;
        }
        if (decodes) {
          checkSame(broken);
        } else {
          expect(() => read(broken)).toThrow();
        }
      }),
      { numRuns: 3000 },
    );
  });
});
