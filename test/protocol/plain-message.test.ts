import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundsPerProperty, PlainMessage, plainPropertiesMax } from '../../src/model/plain-message.ts';
import { v2 } from '../../src/protocol/messages.ts';
import { outgoingMessageOf } from '../../src/protocol/outgoing-message.ts';
import { readSendMessageRequest, wholeRequestOf } from '../../src/protocol/send-message-request.ts';

type Message = v2.Message.$Properties;
type System = v2.SystemProperties.$Properties;

const now = 1_700_000_000_123;

/** As a socket has it: with other bytes before and behind. */
function read(request: v2.SendMessageRequest.$Properties) {
  const bytes = v2.SendMessageRequest.encode(request).finish();
  const chunk = Buffer.concat([Buffer.from('before'), bytes, Buffer.from('behind')]);
  return readSendMessageRequest(chunk, 6, 6 + bytes.length);
}

function propertiesOf(plain: PlainMessage): [string, string][] {
  return Array.from({ length: plain.propertyCount }, (_, index) => {
    const [nameStart = 0, nameEnd = 0, start = 0, end = 0] = plain.properties.subarray(index * boundsPerProperty);
    return [plain.text(nameStart, nameEnd), plain.text(start, end)];
  });
}

function fieldsOf(plain: PlainMessage) {
  const text = (start: number, end: number) => plain.text(start, end);
  return {
    topic: plain.topic,
    userProperties: propertiesOf(plain),
    messageId: plain.messageId,
    body: Buffer.from(plain.bytes.subarray(plain.bodyStart, plain.bodyEnd)).toString('latin1'),
    tag: text(plain.tagStart, plain.tagEnd),
    keys: text(plain.keyStart, plain.keyEnd),
    messageGroup: text(plain.messageGroupStart, plain.messageGroupEnd),
    traceContext: text(plain.traceContextStart, plain.traceContextEnd),
    bornHost: text(plain.bornHostStart, plain.bornHostEnd),
    gzip: plain.gzip,
    bornTimestamp: plain.bornTimestamp === -1 ? now : plain.bornTimestamp,
  };
}

function message(changes: Message = {}, system: System = {}): Message {
  return {
    topic: { name: 'orders' },
    body: Buffer.from('hello'),
    ...changes,
    systemProperties: { messageId: '01AB', ...system },
  };
}

const manyProperties = Object.fromEntries(
  Array.from({ length: plainPropertiesMax + 1 }, (_, index) => [`name${index}`, 'value']),
);

const text = fc.oneof(
  { weight: 60, arbitrary: fc.string({ unit: fc.constantFrom(...'abXYZ019-_:'), maxLength: 40 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 40 }) },
  fc.string({ unit: 'binary', maxLength: 10 }),
  fc.constantFrom('', ' ', 'a|b', 'a b', 'é', '\u007f', '\u0000', 'x'.repeat(300)),
);
const propertyName = fc.string({ unit: fc.constantFrom(...'abXYZ .-'), minLength: 1, maxLength: 4 });
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { freq: 3 });
const time = fc.record({
  seconds: fc.oneof(
    { weight: 9, arbitrary: fc.nat(2_000_000_000) },
    fc.constantFrom(-1, 0, 2 ** 38, 2 ** 42, 315_576_000_000),
  ),
  nanos: fc.oneof({ weight: 9, arbitrary: fc.nat(999_999_999) }, fc.constantFrom(-1, 1, 1_000_000_000)),
});
const system = fc.record({
  messageId: text,
  tag: maybe(text),
  keys: fc.oneof({ weight: 9, arbitrary: fc.array(text, { maxLength: 1 }) }, fc.array(text, { maxLength: 3 })),
  bodyDigest: maybe(fc.record({ type: fc.nat(2), checksum: text })),
  bodyEncoding: fc.oneof({ weight: 9, arbitrary: fc.nat(3) }, fc.integer()),
  messageType: fc.oneof({ weight: 9, arbitrary: fc.nat(6) }, fc.integer()),
  bornTimestamp: maybe(time),
  bornHost: text,
  queueId: fc.integer({ min: -1 }),
  deliveryAttempt: maybe(fc.nat()),
  messageGroup: maybe(text),
  traceContext: maybe(text),
});
const rare = fc.oneof(
  { weight: 12, arbitrary: fc.constant<System>({}) },
  fc.record<System>({ priority: fc.nat(9) }),
  fc.record<System>({ liteTopic: text }),
  fc.record<System>({ deliveryTimestamp: time }),
  fc.record<System>({ orphanedTransactionRecoveryDuration: time }),
  fc.record<System>({ storeHost: text, receiptHandle: text }),
);
const anyMessage = fc.record<Message>({
  topic: fc.oneof(
    { weight: 9, arbitrary: fc.record({ name: text }) },
    fc.record({ resourceNamespace: text, name: text }),
  ),
  userProperties: fc.oneof(
    { weight: 6, arbitrary: fc.constant({}) },
    { weight: 6, arbitrary: fc.dictionary(propertyName, text, { maxKeys: 4 }) },
    fc.dictionary(text, text, { maxKeys: 2 }),
  ),
  systemProperties: fc.tuple(system, rare).map(([usual, seldom]): System => ({ ...usual, ...seldom })),
  body: fc.uint8Array({ maxLength: 60 }),
});

describe('a send request', () => {
  it('of one message with everyday fields is read as a plain message', () => {
    const everything = message(
      { body: Buffer.from([0, 255, 10]), userProperties: { colour: 'blue', empty: '', 'two words': 'a b' } },
      {
        messageId: '01F8A9C0',
        tag: 'created',
        keys: ['order-7'],
        bodyEncoding: v2.Encoding.GZIP,
        bodyDigest: { type: v2.DigestType.CRC32, checksum: '3610A686' },
        messageType: v2.MessageType.FIFO,
        bornTimestamp: { seconds: 1_700_000_000, nanos: 1 },
        bornHost: 'client host',
        queueId: 3,
        deliveryAttempt: 1,
        messageGroup: 'customer-7',
        traceContext: '00-4bf92f35-00',
      },
    );
    const plain = read({ messages: [everything] });
    expect(plain).toBeInstanceOf(PlainMessage);
    expect(fieldsOf(plain as PlainMessage)).toEqual({
      topic: 'orders',
      userProperties: [
        ['colour', 'blue'],
        ['empty', ''],
        ['two words', 'a b'],
      ],
      messageId: '01F8A9C0',
      body: '\u0000ÿ\n',
      tag: 'created',
      keys: 'order-7',
      messageGroup: 'customer-7',
      traceContext: '00-4bf92f35-00',
      bornHost: 'client host',
      gzip: true,
      bornTimestamp: 1_700_000_000_001,
    });
  });

  it.each<[string, v2.SendMessageRequest.$Properties]>([
    ['no message', {}],
    ['two messages', { messages: [message(), message()] }],
    ['a property name that is a number', { messages: [message({ userProperties: { b: 'b', 7: 'a' } })] }],
    ['a property name that is reserved', { messages: [message({ userProperties: { KEYS: 'b' } })] }],
    ['a property name that may be magic', { messages: [message({ userProperties: { ['__proto__']: 'b' } })] }],
    ['a property without a name', { messages: [message({ userProperties: { '': 'b' } })] }],
    ['a property that has a control character', { messages: [message({ userProperties: { a: '\u0002' } })] }],
    ['more properties than a plain message has', { messages: [message({ userProperties: manyProperties })] }],
    ['two keys', { messages: [message({}, { keys: ['a', 'b'] })] }],
    ['a transaction', { messages: [message({}, { messageType: v2.MessageType.TRANSACTION })] }],
    ['a delivery time', { messages: [message({}, { deliveryTimestamp: { seconds: 1 } })] }],
    ['a priority', { messages: [message({}, { priority: 0 })] }],
    ['a namespace', { messages: [message({ topic: { resourceNamespace: 'n', name: 'orders' } })] }],
    ['no topic', { messages: [{ ...message(), topic: null }] }],
    ['no message id', { messages: [message({}, { messageId: '' })] }],
    ['a letter beyond ASCII', { messages: [message({}, { tag: 'é' })] }],
    ['a tag with a bar', { messages: [message({}, { tag: 'a|b' })] }],
    ['a key with a blank', { messages: [message({}, { keys: ['a b'] })] }],
    ['a blank message group', { messages: [message({}, { messageGroup: ' ' })] }],
    ['a time before 1970', { messages: [message({}, { bornTimestamp: { seconds: -1 } })] }],
  ])('with %s is read as a whole one', (_, request) => {
    const whole = read(request);
    expect(whole).not.toBeInstanceOf(PlainMessage);
    expect(whole).toEqual(v2.SendMessageRequest.decode(v2.SendMessageRequest.encode(request).finish()));
  });

  it('that is plain means the same to both readers, whatever is in it', () => {
    let plainCount = 0;
    fc.assert(
      fc.property(anyMessage, (any) => {
        const request = read({ messages: [any] });
        if (!(request instanceof PlainMessage)) {
          return;
        }
        plainCount += 1;
        const fields = fieldsOf(request);
        const [whole] = wholeRequestOf(request).messages ?? [];
        const outgoing = outgoingMessageOf(whole ?? {}, now);
        const { body, keys, userProperties, ...texts } = outgoing;
        const withPropertyList = { ...texts, userProperties: Object.entries(userProperties) };
        expect(whole?.topic).toEqual({ name: fields.topic });
        expect({ ...withPropertyList, body: Buffer.from(body).toString('latin1'), keys: keys.join() }).toEqual({
          ...fields,
          topic: undefined,
          transactional: false,
          deliveryTimestamp: undefined,
          recoverySeconds: undefined,
          priority: undefined,
          liteTopic: '',
        });
      }),
      { numRuns: 3000 },
    );
    expect(plainCount).toBeGreaterThan(100);
  });

  it('with a bit changed is never read as a plain message that it is not', () => {
    const bytes = Buffer.from(
      v2.SendMessageRequest.encode({
        messages: [
          message(
            { userProperties: { colour: 'blue', size: 'xl' } },
            { tag: 't', keys: ['k'], bornTimestamp: { seconds: 5, nanos: 7 }, bodyEncoding: 1 },
          ),
        ],
      }).finish(),
    );
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      let whole: v2.SendMessageRequest | undefined;
      try {
        whole = v2.SendMessageRequest.decode(changed);
      } catch {
        expect(() => readSendMessageRequest(changed, 0, changed.length)).toThrow();
        continue;
      }
      const request = readSendMessageRequest(changed, 0, changed.length);
      if (request instanceof PlainMessage) {
        const outgoing = outgoingMessageOf(whole.messages[0] ?? {}, now);
        expect({ ...fieldsOf(request), body: '', topic: '' }).toMatchObject({
          messageId: outgoing.messageId,
          userProperties: Object.entries(outgoing.userProperties),
          tag: outgoing.tag,
          keys: outgoing.keys.join(),
          messageGroup: outgoing.messageGroup,
          gzip: outgoing.gzip,
          bornTimestamp: outgoing.bornTimestamp,
        });
      }
    }
  });
});
