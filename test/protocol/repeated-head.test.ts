import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredMessage } from '../../src/model/message.ts';
import type { MessageView } from '../../src/model/message-view.ts';
import { encodeProperties } from '../../src/model/properties.ts';
import { DeliveredMessageEncoder, topicFieldOf } from '../../src/protocol/delivered-message.ts';
import { v2 } from '../../src/protocol/messages.ts';
import { messageView } from './message-views.ts';

type Delivery = Parameters<DeliveredMessageEncoder['prepare']>[0];

function encode(encoder: DeliveredMessageEncoder, delivery: Delivery): Buffer {
  const bytes = Buffer.alloc(encoder.prepare(delivery));
  encoder.put(bytes, 0, delivery);
  return bytes;
}

const hosts = [
  { address: '10.0.0.9', port: 4711 },
  { address: '127.0.0.1', port: 8081 },
] as const;
const topicFields = [topicFieldOf({ name: 'orders' }), topicFieldOf({ name: 'bills', resourceNamespace: 'tenant' })];

/** The characters of the texts are bytes. */
function stored(
  properties: readonly (readonly [string, string])[],
  more: Partial<StoredMessage>,
  bodyBytes = 4,
): MessageView {
  const text = properties.map(([name, value]) => encodeProperties(new Map([[name, value]]))).join('');
  const bytes = Buffer.from(`body${text}`, 'latin1');
  const places = { bytes, bodyStart: 4 - bodyBytes, bodyEnd: 4, propertiesStart: 4, propertiesEnd: bytes.length };
  const said = { topic: 'orders', queueId: 3, bornTimestamp: 1000, bornHost: hosts[0], storeHost: hosts[1], ...more };
  return messageView(places, said);
}

const names = [
  'UNIQ_KEY',
  'TAGS',
  'KEYS',
  'BORN_TIMESTAMP',
  '__BORNHOST',
  '__SHARDINGKEY',
  'TRACE_CONTEXT',
  'CLUSTER',
  'DELAY',
  'TRAN_MSG',
  'TIMER_DELIVER_MS',
  '_SYS_MSG_PRIORITY_',
  '__LITE_TOPIC',
  'DLQ_ORIGIN_TOPIC',
  'DLQ_ORIGIN_MESSAGE_ID',
  'color',
  'size',
  'grÃ¼n',
];
/** A character is a byte here. Nearly all have four, some are no UTF-8. */
const value = fc.oneof(
  { weight: 8, arbitrary: fc.stringMatching(/^[a-d]{4}$/) },
  { weight: 8, arbitrary: fc.stringMatching(/^[0-9]{4}$/) },
  { weight: 4, arbitrary: fc.constantFrom('a cd', 'ab d', ' bcd', 'abc ', 'a\u0001bc', 'ab\u0001c', 'true') },
  { weight: 2, arbitrary: fc.constantFrom('Ã©ab', 'aÃ©b', 'Ãxab', 'éabc', 'abcé', 'Ã©Ã¼') },
  { weight: 1, arbitrary: fc.constantFrom('', 'abcde', 'a\u0002bc', '12345') },
);
const step = fc.record({
  /** Another value for one of the properties. */
  property: fc.nat(5),
  value,
  queueOffset: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 90, max: 135 }) },
    { weight: 1, arbitrary: fc.constantFrom(0, 9_999, 2 ** 40) },
  ),
  physicalOffset: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 5_000_000, max: 6_000_000 }) },
    { weight: 1, arbitrary: fc.constantFrom(0, 9_999_999, 10_000_000) },
  ),
  bornTimestamp: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 1010, max: 1020 }) },
    { weight: 1, arbitrary: fc.constantFrom(0, 1000, 1_795_391_674_004) },
  ),
  storeTimestamp: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 1010, max: 1020 }) },
    { weight: 1, arbitrary: fc.constantFrom(0, 1001, 1300) },
  ),
  bodyBytes: fc.constantFrom(4, 4, 2, 0),
  rare: fc.oneof({ weight: 40, arbitrary: fc.constant(0) }, { weight: 6, arbitrary: fc.integer({ min: 1, max: 9 }) }),
});

const deliveryTerms = {
  kind: 'message',
  topicField: topicFieldOf({ name: 'orders' }),
  handlePrefix: '1234567890 1795391674004 60000 0 0 broker-a 3 ',
  deliveryAttempt: 1,
} as const;

describe('the head of a message that is made of that of the last one', () => {
  it('is what it would be by itself, whatever came before it', () => {
    const encoder = new DeliveredMessageEncoder();
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...names), { maxLength: 5 }),
        fc.array(value, { minLength: 6, maxLength: 6 }),
        fc.array(step, { minLength: 3, maxLength: 40 }),
        fc.constantFrom('short ', 'x'.repeat(70), 'x'.repeat(150)),
        (others, values, steps, handlePrefix) => {
          const form = ['UNIQ_KEY', ...others];
          for (const { property, value: next, rare, bodyBytes, ...facts } of steps) {
            values[property] = next;
            const delivery: Delivery = {
              kind: 'message',
              stored: stored(
                form.map((name, index) => [name, values[index] ?? '']),
                {
                  ...facts,
                  queueId: rare === 1 ? 0 : rare === 8 ? 300 : facts.queueOffset % 2 === 0 ? 3 : 127,
                  sysFlag: rare === 2 ? 1 : 0,
                  bornHost: hosts[rare === 3 ? 1 : 0],
                  storeHost: hosts[rare === 4 ? 0 : 1],
                },
                bodyBytes,
              ),
              topicField: Buffer.from(topicFields[rare === 5 ? 1 : 0] ?? []),
              handlePrefix: rare === 6 ? 'other ' : rare === 9 ? handlePrefix.replace(/^./, 'y') : handlePrefix,
              deliveryAttempt: rare === 7 ? 2 : 1,
            };
            expect(encode(encoder, delivery).equals(encode(new DeliveredMessageEncoder(), delivery))).toBe(true);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['a key that becomes two', 'KEYS', 'abcd', 'a cd'],
    ['a value that has become two properties', 'color', 'abcdef', 'a\u0002b\u0001c'],
    ['a name instead of another', 'color', 'ab\u0002TAGS\u0001cd', 'ab\u0002KEYS\u0001cd'],
    ['half a character', 'color', 'Ã©ab', 'Ãxab'],
    ['another half', 'color', 'Ã©ab', 'x©ab'],
    ['a time that is no number', 'BORN_TIMESTAMP', '1794', '17:4'],
    ['a time of another length', 'BORN_TIMESTAMP', '1794', '1000'],
    ['another type', 'DELAY', '0', '1'],
  ])('tells %s', (_, name, before, after) => {
    const encoder = new DeliveredMessageEncoder();
    const [first, second, third] = [before, before, after].map((text): Delivery => {
      const properties = [['UNIQ_KEY', 'M1'] as const, [name, text] as const];
      const message = stored(properties, {});
      return { ...deliveryTerms, stored: message };
    });
    for (const delivery of [first, second, third, first]) {
      if (delivery !== undefined) {
        expect(encode(encoder, delivery).equals(encode(new DeliveredMessageEncoder(), delivery))).toBe(true);
      }
    }
  });

  it('differs in all that messages of one producer differ in', () => {
    const encoder = new DeliveredMessageEncoder();
    const bytes = Array.from({ length: 40 }, (_, index) => {
      const digits = `${1000 + index}`;
      const properties = [
        ['UNIQ_KEY', `ID${digits}`],
        ['KEYS', `key${digits} other`],
        ['BORN_TIMESTAMP', `1795391674${100 + index}`],
        ['CLUSTER', `C${digits}`],
        ['color', `red ${digits}`],
      ] as const;
      const place = { queueOffset: 200 + index, physicalOffset: 5_000_000_000 + index, storeTimestamp: 3000 + index };
      return encode(encoder, {
        ...deliveryTerms,
        stored: stored(properties, place),
      });
    });
    for (const [index, message] of bytes.map((each) => v2.Message.decode(each)).entries()) {
      const digits = `${1000 + index}`;
      expect(message.userProperties).toEqual({ color: `red ${digits}` });
      expect(message.systemProperties).toMatchObject({
        messageId: `ID${digits}`,
        keys: [`key${digits}`, 'other'],
        bornTimestamp: { seconds: 1_795_391_674, nanos: (100 + index) * 1_000_000 },
        storeTimestamp: { seconds: 3, nanos: index * 1_000_000 },
        receiptHandle: `${deliveryTerms.handlePrefix}${200 + index} ${5_000_000_000 + index}`,
        queueOffset: 200 + index,
      });
    }
  });
});
