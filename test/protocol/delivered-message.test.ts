import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type StoredMessage, SysFlag } from '../../src/model/message.ts';
import { decodeProperties, encodeProperties, reservedPropertyNames } from '../../src/model/properties.ts';
import { BodyDigests } from '../../src/protocol/body-digests.ts';
import { topicFieldOf } from '../../src/protocol/delivered-message.ts';
import { v2 } from '../../src/protocol/messages.ts';
import { messagingMethods } from '../../src/protocol/methods.ts';
import { receiveMessageWriterOfLog } from '../../src/protocol/receive-message-writer.ts';
import { messageView } from './message-views.ts';

function stored(properties: Readonly<Record<string, string>>, more: Partial<StoredMessage> = {}): StoredMessage {
  return {
    topic: '%RETRY%g_orders',
    queueId: 3,
    queueOffset: 41,
    physicalOffset: 0x1_0000_0002,
    size: 200,
    flag: 0,
    sysFlag: 0,
    bornTimestamp: 1000,
    bornHost: { address: '10.0.0.9', port: 4711 },
    storeTimestamp: 2000,
    storeHost: { address: '127.0.0.1', port: 8081 },
    reconsumeTimes: 1,
    preparedTransactionOffset: 0,
    body: Buffer.from('hello'),
    properties: encodeProperties(new Map(Object.entries(properties))),
    ...more,
  };
}

/** As UTF-8 has it: half a pair of surrogates is replaced. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

function messageBytes(message: StoredMessage): Uint8Array & Buffer {
  const topicField = topicFieldOf({ name: 'orders' });
  return Buffer.from(
    messagingMethods.receiveMessage.encode({
      kind: 'message',
      stored: message,
      topicField,
      handlePrefix: 'handle ',
      deliveryAttempt: 1,
    }),
  );
}

/** The message as a client reads it. */
function delivered(
  message: StoredMessage,
  topic: v2.Resource.$Properties = { name: 'orders' },
  handlePrefix = 'handle ',
): v2.Message.$Properties {
  const answer = {
    kind: 'message',
    stored: message,
    topicField: topicFieldOf(topic),
    handlePrefix,
    deliveryAttempt: 2,
  } as const;
  const bytes = messagingMethods.receiveMessage.encode(answer);
  const response = v2.ReceiveMessageResponse.decode(bytes);
  // One message and nothing beside it.
  expect([response.status ?? undefined, response.deliveryTimestamp ?? undefined]).toEqual([undefined, undefined]);
  return response.message ?? {};
}

function systemOf(message: StoredMessage): v2.SystemProperties.$Properties {
  return delivered(message).systemProperties ?? {};
}

describe('a message on its way out', () => {
  it('T26 carries the topic as the client wrote it, namespace included', () => {
    const resource = { name: 'orders', resourceNamespace: 'tenant' };
    expect(delivered(stored({}), resource).topic).toEqual(resource);
  });

  it('T44 has everything that clients rely on, also when it was stored with nothing', () => {
    expect(systemOf(stored({}))).toMatchObject({
      // Address, port and physical offset of the record.
      messageId: '7F00000100001F910000000100000002',
      bodyDigest: { type: v2.DigestType.MD5, checksum: '5D41402ABC4B2A76B9719D911017C592' },
      bodyEncoding: v2.Encoding.IDENTITY,
      messageType: v2.MessageType.NORMAL,
      bornTimestamp: { seconds: 1, nanos: 0 },
      bornHost: '10.0.0.9:4711',
      storeTimestamp: { seconds: 2, nanos: 0 },
      storeHost: '127.0.0.1:8081',
      receiptHandle: 'handle 41 4294967298',
      deliveryAttempt: 2,
      queueId: 3,
      queueOffset: 41,
    });
  });

  it('T44 has the digest of an empty body too', () => {
    expect(systemOf(stored({}, { body: new Uint8Array() })).bodyDigest?.checksum).toBe(
      'D41D8CD98F00B204E9800998ECF8427E',
    );
  });

  it('gives back what the producer said', () => {
    const message = stored({
      TAGS: 'a',
      KEYS: 'k1 k2',
      UNIQ_KEY: 'M1',
      __SHARDINGKEY: 'group',
      TRACE_CONTEXT: 'trace',
      __BORNHOST: 'box',
      BORN_TIMESTAMP: '12034',
    });
    expect(systemOf(message)).toMatchObject({
      tag: 'a',
      keys: ['k1', 'k2'],
      messageId: 'M1',
      messageGroup: 'group',
      traceContext: 'trace',
      bornHost: 'box',
      bornTimestamp: { seconds: 12, nanos: 34_000_000 },
      messageType: v2.MessageType.FIFO,
    });
  });

  it('has none of the optional fields when nothing was said', () => {
    const decoded = systemOf(stored({}));
    const absent = [
      'tag',
      'deliveryTimestamp',
      'messageGroup',
      'traceContext',
      'deadLetterQueue',
      'liteTopic',
    ] as const;
    for (const name of [...absent, 'priority', 'invisibleDuration'] as const) {
      expect(decoded[name] ?? undefined, name).toBeUndefined();
    }
    expect(decoded.keys).toEqual([]);
  });

  it('says gzip where the producer said so, and never leaves the encoding open', () => {
    expect(systemOf(stored({}, { sysFlag: SysFlag.COMPRESSED })).bodyEncoding).toBe(v2.Encoding.GZIP);
  });

  it.each([
    { properties: { TRAN_MSG: 'true', __SHARDINGKEY: 'g' }, type: 'TRANSACTION' },
    { properties: { TRAN_MSG: 'false' }, type: 'NORMAL' },
    { properties: { TIMER_DELIVER_MS: '5000', __SHARDINGKEY: 'g' }, type: 'DELAY' },
    { properties: { TIMER_DELAY_SEC: '5' }, type: 'DELAY' },
    { properties: { TIMER_DELAY_MS: '5' }, type: 'DELAY' },
    { properties: { DELAY: '3' }, type: 'DELAY' },
    { properties: { DELAY: '0' }, type: 'NORMAL' },
    { properties: { __SHARDINGKEY: 'g', _SYS_MSG_PRIORITY_: '3' }, type: 'FIFO' },
    { properties: { _SYS_MSG_PRIORITY_: '3', __LITE_TOPIC: 'l' }, type: 'PRIORITY' },
    { properties: { __LITE_TOPIC: 'l' }, type: 'LITE' },
  ] as const)('with $properties is of type $type', ({ properties, type }) => {
    expect(systemOf(stored(properties)).messageType).toBe(v2.MessageType[type]);
  });

  it('tells from where a dead letter came', () => {
    const message = stored({ DLQ_ORIGIN_TOPIC: 'orders', DLQ_ORIGIN_MESSAGE_ID: 'M1' });
    expect(systemOf(message).deadLetterQueue).toEqual({ topic: 'orders', messageId: 'M1' });
  });

  it('leaves out numbers that are none', () => {
    const message = stored({ TIMER_DELIVER_MS: 'soon', _SYS_MSG_PRIORITY_: '-1', BORN_TIMESTAMP: '' });
    const system = systemOf(message);
    expect(system.deliveryTimestamp ?? undefined).toBeUndefined();
    expect(system.priority ?? undefined).toBeUndefined();
    expect(system.bornTimestamp).toMatchObject({ seconds: 1, nanos: 0 });
  });

  it('shows users their own properties and none of the server', () => {
    const message = stored({ color: 'red', CLUSTER: 'c', UNIQ_KEY: 'M1', POP_CK: 'x', '1ST_POP_TIME': '3' });
    expect(Object.entries(delivered(message).userProperties ?? {})).toEqual([['color', 'red']]);
  });

  it('keeps a property called __proto__', () => {
    const properties = encodeProperties(new Map([['__proto__', 'x']]));
    const { userProperties } = delivered(stored({}, { properties }));
    expect(Object.entries(userProperties ?? {})).toEqual([['__proto__', 'x']]);
  });

  it('comes out as it lies in the store, whatever its properties hold', () => {
    const reservedNames = [...reservedPropertyNames];
    const text = fc.oneof(
      fc.string({ unit: 'binary-ascii', maxLength: 200 }),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.constantFrom(
        '',
        '1',
        '0',
        'true',
        'k1 k2  k3',
        'é',
        'x'.repeat(127),
        'x'.repeat(128),
        'é'.repeat(64),
        '字'.repeat(9000),
      ),
    );
    const name = fc.oneof(
      text,
      fc.constantFrom(...reservedNames),
      fc.constantFrom('TAGS', 'KEYS', 'UNIQ_KEY', 'TAGSX', 'TAG'),
    );
    // With lost ends, empty entries and repeated names, as other writers may leave them.
    const entry = fc.tuple(
      name,
      fc.constantFrom('\u0001', '\u0001', '\u0001', ''),
      text,
      fc.constantFrom('\u0002', '\u0002', ''),
    );
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 12 }).map((entries) => entries.flat().join('')),
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('handle ', 'h'.repeat(114), 'h'.repeat(115), 'h'.repeat(20_000)),
        (properties, body, handle) => {
          const message = delivered(stored({}, { properties, body }), { name: 'orders' }, handle);
          const known = decodeProperties(properties);
          const system = message.systemProperties ?? {};
          expect(new Map(Object.entries(message.userProperties ?? {}))).toEqual(
            new Map(
              [...known]
                .filter(([key]) => !reservedPropertyNames.has(key))
                .map(([key, value]) => [wellFormed(key), wellFormed(value)]),
            ),
          );
          const textOf = (key: string) => (known.has(key) ? wellFormed(known.get(key) ?? '') : undefined);
          expect(system.tag ?? undefined).toBe(textOf('TAGS'));
          expect(system.keys).toEqual((textOf('KEYS') ?? '').split(' ').filter((key) => key !== ''));
          expect(system.messageId).toBe(textOf('UNIQ_KEY') ?? '7F00000100001F910000000100000002');
          expect(system.messageGroup ?? undefined).toBe(textOf('__SHARDINGKEY'));
          expect(system.bornHost).toBe(textOf('__BORNHOST') ?? '10.0.0.9:4711');
          expect(system.receiptHandle).toBe(`${handle}41 4294967298`);
          expect(system.bodyDigest?.checksum).toBe(createHash('md5').update(body).digest('hex').toUpperCase());
          expect(Buffer.from(message.body ?? [])).toEqual(Buffer.from(body));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('comes out of the bytes of the log as it does out of texts, whatever they are', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes)),
      fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => Buffer.from(text)),
      fc
        .constantFrom(...reservedPropertyNames, 'k1 k2  k3', '123', '0', 'true', '\u0001', '\u0001', '\u0002')
        .map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }).map((pieces) => Buffer.concat(pieces)),
        fc.uint8Array({ maxLength: 300 }),
        fc.nat(500),
        fc.maxSafeInteger().map(Math.abs),
        (properties, body, before, queueOffset) => {
          const bytes = Buffer.concat([
            Buffer.alloc(before, 0xff),
            body,
            Buffer.alloc(5),
            properties,
            Buffer.alloc(9, 1),
          ]);
          const text = stored({}, { properties: properties.toString(), body, queueOffset });
          const propertiesStart = before + body.length + 5;
          const places = { bytes, bodyStart: before, bodyEnd: before + body.length, propertiesStart };
          const view = messageView({ ...places, propertiesEnd: propertiesStart + properties.length }, text);
          expect(messageBytes(view).equals(messageBytes(text))).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is the same with digests that are remembered, as long as its place in the log tells what it is', () => {
    const writer = receiveMessageWriterOfLog(new BodyDigests());
    const topicField = topicFieldOf({ name: 'orders' });
    // Many more places than are kept, far apart and close, and each of them again.
    const place = fc.oneof(
      fc.nat(3_000_000),
      fc.maxSafeInteger().map((number) => Math.floor(Math.abs(number) / 2)),
    );
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 400 }), (places) => {
        for (const physicalOffset of [...places, ...places]) {
          const message = stored({}, { physicalOffset, body: Buffer.from(`body of ${physicalOffset}`) });
          const answer = {
            kind: 'message',
            stored: message,
            topicField,
            handlePrefix: 'handle ',
            deliveryAttempt: 1,
          } as const;
          const bytes = Buffer.alloc(writer.byteLength(answer));
          writer.write(answer, bytes, 0);
          expect(bytes.equals(messageBytes(message))).toBe(true);
        }
      }),
    );
  });

  it.each([0, 9, 10, 999_999_999, 1_000_000_000, 2 ** 31, 2 ** 32 + 1, 10 ** 15, Number.MAX_SAFE_INTEGER])(
    'ends its handle with the queue offset %d',
    (queueOffset) => {
      expect(systemOf(stored({}, { queueOffset })).receiptHandle).toBe(`handle ${queueOffset} 4294967298`);
    },
  );
});
