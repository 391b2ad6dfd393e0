import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Code } from '../../src/model/errors.ts';
import { Permission } from '../../src/model/topic.ts';
import { v2 } from '../../src/protocol/messages.ts';
import { openProxy, type ProxyUnderTest } from './proxy-fixture.ts';

type Message = v2.Message.$Properties;

let server: ProxyUnderTest;
beforeAll(async () => {
  server = await openProxy();
  await server.topic('orders', 'NORMAL', 4);
  await server.topic('ordered', 'FIFO', 4);
  await server.topic('mixed', 'MIXED', 4);
  await server.topic('delayed', 'DELAY', 1);
  await server.topic('half', 'TRANSACTION', 1);
  await server.topic('readonly', 'NORMAL', 1, { permission: Permission.READ });
});
afterAll(() => server.close());

let sequence = 0;
function message(changes: Message = {}, system: v2.SystemProperties.$Properties = {}): Message {
  sequence += 1;
  return {
    topic: { name: 'orders' },
    body: Buffer.from('hello'),
    ...changes,
    systemProperties: { messageId: `M${sequence}`, bornTimestamp: { seconds: 1_700_000_000 }, ...system },
  };
}

const send = (...messages: Message[]) => server.unary('SendMessage', { messages });

/** Messages of all topics. */
function storedCount(): number {
  return server.store.queues().reduce((sum, queue) => sum + queue.maxOffset - queue.minOffset, 0);
}

describe('a send', () => {
  it('T33 T37 gets one entry for each message, with its id, a transaction id and the offset in the queue', async () => {
    const first = await send(message({}, { messageId: 'FIRST' }));
    expect(first.status).toMatchObject({ code: Code.OK });
    expect(first.entries).toMatchObject([
      { status: { code: Code.OK }, messageId: 'FIRST', transactionId: 'FIRST', recallHandle: '' },
    ]);
    const batch = await send(
      message({}, { messageId: 'A' }),
      message({}, { messageId: 'B' }),
      message({}, { messageId: 'C' }),
    );
    expect(batch.entries.map((entry) => entry.messageId)).toEqual(['A', 'B', 'C']);
    const offsets = batch.entries.map((entry) => entry.offset);
    expect(offsets).toEqual([offsets[0], (offsets[0] ?? 0) + 1, (offsets[0] ?? 0) + 2]);
  });

  it('T28 T38 does not go by the queue id, the digest or the attempt that the client states', async () => {
    const answer = await send(
      message({}, { queueId: 999, deliveryAttempt: 77, bodyDigest: { type: v2.DigestType.CRC32, checksum: 'none' } }),
    );
    expect(answer.status?.code).toBe(Code.OK);
  });

  it('T38 may leave out when it was born', async () => {
    expect((await send(message({}, { bornTimestamp: null }))).status?.code).toBe(Code.OK);
  });

  it('T39 may say that its body is gzip without being it', async () => {
    expect((await send(message({}, { bodyEncoding: v2.Encoding.GZIP }))).status?.code).toBe(Code.OK);
  });

  it('T28 of one message group always lands in one queue', async () => {
    const before = new Map(server.store.queues().map((queue) => [`${queue.topic} ${queue.queueId}`, queue.maxOffset]));
    for (let index = 0; index < 10; index++) {
      const answer = await send(
        message({ topic: { name: 'ordered' } }, { messageGroup: 'customer-7', queueId: index % 4 }),
      );
      expect(answer.status?.code).toBe(Code.OK);
    }
    await server.settle();
    const grown = server.store
      .queues()
      .filter((queue) => queue.maxOffset > (before.get(`${queue.topic} ${queue.queueId}`) ?? 0));
    expect(grown).toMatchObject([{ topic: 'ordered', maxOffset: 10 }]);
  });

  it('of a message group may go to a MIXED topic, and so may one without', async () => {
    const topic = { name: 'mixed' };
    const answer = await send(message({ topic }, { messageGroup: 'g' }), message({ topic }));
    expect(answer.status?.code).toBe(Code.OK);
  });

  it('T34 of a bad message carries the code on top and in its entry', async () => {
    const answer = await send(message({ body: Buffer.alloc(0) }, { messageId: 'BAD' }));
    expect(answer.status?.code).toBe(Code.MESSAGE_BODY_EMPTY);
    expect(answer.entries).toMatchObject([{ messageId: 'BAD', status: { code: Code.MESSAGE_BODY_EMPTY } }]);
  });

  it('T33 has an entry for each message of a refused batch, and stores none of them', async () => {
    const before = storedCount();
    const answer = await send(message(), message({ body: Buffer.alloc(0) }), message());
    await server.settle();
    expect(answer.status?.code).toBe(Code.MESSAGE_BODY_EMPTY);
    expect(answer.entries.map((entry) => entry.status?.code)).toEqual(Array(3).fill(Code.MESSAGE_BODY_EMPTY));
    expect(storedCount()).toBe(before);
  });

  it('T65 without a client id is answered with a status', async () => {
    const answer = await server.unary('SendMessage', { messages: [message()] }, { clientId: null });
    expect(answer.status?.code).toBe(Code.CLIENT_ID_REQUIRED);
    const blank = await server.unary('SendMessage', { messages: [message()] }, { clientId: '  ' });
    expect(blank.status?.code).toBe(Code.CLIENT_ID_REQUIRED);
  });

  it.each([
    { name: 'garbage', authorization: 'garbage' },
    { name: 'an empty credential (Python)', authorization: 'MQv2-HMAC-SHA1 Credential=, SignedHeaders=x, Signature=' },
    { name: 'a path in the credential (Go)', authorization: 'MQv2-HMAC-SHA1 Credential=AK//Rocketmq, Signature=00' },
  ])('T63 T64 is not judged by $name in its authorization, nor by its date', async ({ authorization }) => {
    const headers = { authorization, 'x-mq-date-time': 'yesterday' };
    const answer = await server.unary('SendMessage', { messages: [message()] }, { headers });
    expect(answer.status?.code).toBe(Code.OK);
  });
});

const mib = 1 << 20;
const hour = 3600;
const properties = (count: number, value = 'v') =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, value]));

describe('a send that breaks a rule', () => {
  const now = 1_700_000_000;
  const rules: readonly { readonly rule: string; readonly messages: () => Message[]; readonly code: Code }[] = [
    { rule: 'at least one message', messages: () => [], code: Code.MESSAGE_CORRUPTED },
    { rule: 'a topic', messages: () => [message({ topic: null })], code: Code.ILLEGAL_TOPIC },
    { rule: 'a topic name', messages: () => [message({ topic: { name: '' } })], code: Code.ILLEGAL_TOPIC },
    {
      rule: 'a topic name that is not blank',
      messages: () => [message({ topic: { name: ' ' } })],
      code: Code.ILLEGAL_TOPIC,
    },
    { rule: 'topic characters', messages: () => [message({ topic: { name: 'a.b' } })], code: Code.ILLEGAL_TOPIC },
    {
      rule: 'a topic name of 127 characters',
      messages: () => [message({ topic: { name: 't'.repeat(128) } })],
      code: Code.ILLEGAL_TOPIC,
    },
    {
      rule: 'no system topic',
      messages: () => [message({ topic: { name: 'SCHEDULE_TOPIC_XXXX' } })],
      code: Code.ILLEGAL_TOPIC,
    },
    {
      rule: 'no system prefix',
      messages: () => [message({ topic: { name: 'rmq_sys_wheel_timer' } })],
      code: Code.ILLEGAL_TOPIC,
    },
    {
      rule: 'a topic that exists',
      messages: () => [message({ topic: { name: 'unknown' } })],
      code: Code.TOPIC_NOT_FOUND,
    },
    {
      rule: 'one topic for all',
      messages: () => [message(), message({ topic: { name: 'ordered' } })],
      code: Code.MESSAGE_CORRUPTED,
    },
    {
      rule: 'one namespace for all',
      messages: () => [message(), message({ topic: { name: 'orders', resourceNamespace: 'x' } })],
      code: Code.MESSAGE_CORRUPTED,
    },
    { rule: 'a body', messages: () => [message({ body: null })], code: Code.MESSAGE_BODY_EMPTY },
    {
      rule: 'a body of at least a byte',
      messages: () => [message({ body: Buffer.alloc(0) })],
      code: Code.MESSAGE_BODY_EMPTY,
    },
    {
      rule: 'a body of 4 MiB',
      messages: () => [message({ body: Buffer.alloc(4 * mib + 1) })],
      code: Code.MESSAGE_BODY_TOO_LARGE,
    },
    {
      rule: '128 user properties',
      messages: () => [message({ userProperties: properties(129) })],
      code: Code.MESSAGE_PROPERTIES_TOO_LARGE,
    },
    {
      rule: '16 KiB of properties',
      messages: () => [message({ userProperties: properties(16, 'v'.repeat(1024)) })],
      code: Code.MESSAGE_PROPERTIES_TOO_LARGE,
    },
    {
      rule: '16 KiB of properties, tag and keys together',
      messages: () => [message({ userProperties: { a: 'v'.repeat(16_380) } }, { tag: 'tt', keys: ['k', 'k'] })],
      code: Code.MESSAGE_PROPERTIES_TOO_LARGE,
    },
    ...['KEYS', 'TAGS', 'UNIQ_KEY', 'DELAY', 'POP_CK', '__SHARDINGKEY', 'INNER_MULTI_DISPATCH', 'TRACE_CONTEXT'].map(
      (name) => ({
        rule: `no reserved property ${name}`,
        messages: () => [message({ userProperties: { [name]: 'x' } })],
        code: Code.ILLEGAL_MESSAGE_PROPERTY_KEY,
      }),
    ),
    {
      rule: 'no control character in a name',
      messages: () => [message({ userProperties: { 'a\u0001': 'x' } })],
      code: Code.ILLEGAL_MESSAGE_PROPERTY_KEY,
    },
    {
      rule: 'no control character in a value',
      messages: () => [message({ userProperties: { a: 'x\u0002' } })],
      code: Code.ILLEGAL_MESSAGE_PROPERTY_KEY,
    },
    {
      rule: 'no NEL in a value',
      messages: () => [message({ userProperties: { a: '\u0085' } })],
      code: Code.ILLEGAL_MESSAGE_PROPERTY_KEY,
    },
    { rule: 'no blank tag', messages: () => [message({}, { tag: ' \t ' })], code: Code.ILLEGAL_MESSAGE_TAG },
    { rule: 'no bar in the tag', messages: () => [message({}, { tag: 'a|b' })], code: Code.ILLEGAL_MESSAGE_TAG },
    {
      rule: 'no control character in the tag',
      messages: () => [message({}, { tag: 'a\u007f' })],
      code: Code.ILLEGAL_MESSAGE_TAG,
    },
    { rule: 'no blank key', messages: () => [message({}, { keys: ['k', '  '] })], code: Code.ILLEGAL_MESSAGE_KEY },
    {
      rule: 'no control character in a key',
      messages: () => [message({}, { keys: ['k\n'] })],
      code: Code.ILLEGAL_MESSAGE_KEY,
    },
    { rule: 'a message id', messages: () => [message({}, { messageId: '' })], code: Code.ILLEGAL_MESSAGE_ID },
    {
      rule: 'a message id that is not blank',
      messages: () => [message({}, { messageId: '   ' })],
      code: Code.ILLEGAL_MESSAGE_ID,
    },
    {
      rule: 'system properties',
      messages: () => [{ topic: { name: 'orders' }, body: Buffer.from('x') }],
      code: Code.ILLEGAL_MESSAGE_ID,
    },
    {
      rule: 'a recovery duration of an hour',
      messages: () => [
        message(
          { topic: { name: 'half' } },
          { messageType: v2.MessageType.TRANSACTION, orphanedTransactionRecoveryDuration: { seconds: hour + 1 } },
        ),
      ],
      code: Code.BAD_REQUEST,
    },
    {
      rule: 'a delivery within 40 days',
      messages: () => [
        message(
          { topic: { name: 'delayed' } },
          { deliveryTimestamp: { seconds: now + 40 * 24 * hour, nanos: 1_000_000 } },
        ),
      ],
      code: Code.ILLEGAL_DELIVERY_TIME,
    },
    {
      rule: 'a delivery time that is one',
      messages: () => [message({ topic: { name: 'delayed' } }, { deliveryTimestamp: { seconds: now, nanos: -1 } })],
      code: Code.ILLEGAL_DELIVERY_TIME,
    },
    {
      rule: 'no blank message group',
      messages: () => [message({ topic: { name: 'ordered' } }, { messageGroup: '  ' })],
      code: Code.ILLEGAL_MESSAGE_GROUP,
    },
    {
      rule: 'a message group below 64 bytes',
      messages: () => [message({ topic: { name: 'ordered' } }, { messageGroup: 'g'.repeat(64) })],
      code: Code.ILLEGAL_MESSAGE_GROUP,
    },
    {
      rule: 'a message group below 64 UTF-8 bytes',
      messages: () => [message({ topic: { name: 'ordered' } }, { messageGroup: 'ü'.repeat(32) })],
      code: Code.ILLEGAL_MESSAGE_GROUP,
    },
    {
      rule: 'no control character in the message group',
      messages: () => [message({ topic: { name: 'ordered' } }, { messageGroup: 'g\u0000' })],
      code: Code.ILLEGAL_MESSAGE_GROUP,
    },
    { rule: 'a priority from 0 upwards', messages: () => [message({}, { priority: -1 })], code: Code.BAD_REQUEST },
    {
      rule: 'no message group on a NORMAL topic',
      messages: () => [message({}, { messageGroup: 'g' })],
      code: Code.MESSAGE_PROPERTY_CONFLICT_WITH_TYPE,
    },
    {
      rule: 'a message group on a FIFO topic',
      messages: () => [message({ topic: { name: 'ordered' } })],
      code: Code.MESSAGE_PROPERTY_CONFLICT_WITH_TYPE,
    },
    {
      rule: 'a matching type of every message',
      messages: () => [message({}), message({}, { messageGroup: 'g' })],
      code: Code.MESSAGE_PROPERTY_CONFLICT_WITH_TYPE,
    },
    {
      rule: 'no delivery time on a NORMAL topic',
      messages: () => [message({}, { deliveryTimestamp: { seconds: now } })],
      code: Code.MESSAGE_PROPERTY_CONFLICT_WITH_TYPE,
    },
    {
      rule: 'no half message on a NORMAL topic',
      messages: () => [message({}, { messageType: v2.MessageType.TRANSACTION })],
      code: Code.MESSAGE_PROPERTY_CONFLICT_WITH_TYPE,
    },
    {
      rule: 'no priority on a NORMAL topic',
      messages: () => [message({}, { priority: 0 })],
      code: Code.MESSAGE_PROPERTY_CONFLICT_WITH_TYPE,
    },
    { rule: 'a writable queue', messages: () => [message({ topic: { name: 'readonly' } })], code: Code.FORBIDDEN },
    {
      rule: '1024 messages at most',
      messages: () => Array.from({ length: 1025 }, () => message()),
      code: Code.BAD_REQUEST,
    },
  ];

  it.each(rules)('"$rule" gets $code and stores nothing', async ({ messages, code }) => {
    const before = storedCount();
    const answer = await send(...messages());
    await server.settle();
    expect(answer.status?.code).toBe(code);
    expect(answer.status?.message).not.toBe('');
    expect(storedCount()).toBe(before);
  });

  it('has the code of the first rule in the order of the protocol', async () => {
    const codeOf = async (changes: Message, system: v2.SystemProperties.$Properties) =>
      (await send(message(changes, system))).status?.code;
    const everything = { tag: '|', keys: [' '], messageId: '', messageGroup: ' ', deliveryTimestamp: { nanos: -1 } };
    const reserved = { userProperties: { KEYS: 'x' } };
    expect(await codeOf({ body: null, ...reserved }, everything)).toBe(Code.MESSAGE_BODY_EMPTY);
    expect(await codeOf({ ...reserved }, everything)).toBe(Code.ILLEGAL_MESSAGE_PROPERTY_KEY);
    expect(await codeOf({}, everything)).toBe(Code.ILLEGAL_MESSAGE_TAG);
    expect(await codeOf({}, { ...everything, tag: 'a' })).toBe(Code.ILLEGAL_MESSAGE_KEY);
    expect(await codeOf({}, { ...everything, tag: 'a', keys: [] })).toBe(Code.ILLEGAL_MESSAGE_ID);
    const named = { ...everything, tag: 'a', keys: [], messageId: 'M' };
    expect(await codeOf({}, named)).toBe(Code.ILLEGAL_DELIVERY_TIME);
    expect(await codeOf({}, { ...named, deliveryTimestamp: null })).toBe(Code.ILLEGAL_MESSAGE_GROUP);
  });

  it('is no error of the server', () => {
    expect(server.errors).toEqual([]);
  });
});

describe('a send at the limit', () => {
  it.each<{ limit: string; one: () => Message }>([
    { limit: 'a body of 4 MiB', one: () => message({ body: Buffer.alloc(4 * mib, 1) }) },
    { limit: '128 user properties', one: () => message({ userProperties: properties(128) }) },
    { limit: '16 KiB of properties', one: () => message({ userProperties: { a: 'v'.repeat(16_383) } }) },
    {
      limit: 'a message group of 63 bytes',
      one: () => message({ topic: { name: 'ordered' } }, { messageGroup: 'g'.repeat(63) }),
    },
    { limit: 'an empty tag and an empty key', one: () => message({}, { tag: '', keys: [''] }) },
    { limit: 'an empty property value', one: () => message({ userProperties: { a: '' } }) },
    { limit: 'a message id of 600 characters', one: () => message({}, { messageId: 'ü'.repeat(600) }) },
  ])('passes with $limit', async ({ one }) => {
    expect((await send(one())).status).toMatchObject({ code: Code.OK });
  });
});
