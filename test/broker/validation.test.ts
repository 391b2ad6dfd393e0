import { describe, expect, it } from 'vitest';
import { brokerDefaults } from '../../src/broker/broker.ts';
import { Code, MqError } from '../../src/model/errors.ts';
import type { OutgoingMessage } from '../../src/model/message.ts';
import { outgoing, Rig, startOfTime } from './broker-fixture.ts';

interface Row {
  readonly rule: string;
  readonly message: Partial<OutgoingMessage>;
  readonly code: Code;
  /** What the text must name. */
  readonly names: string;
}

const day = 86_400_000;
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, 'v']));

/** In the order in which the protocol checks. */
const rows: readonly Row[] = [
  { rule: 'empty body', message: { body: new Uint8Array(0) }, code: Code.MESSAGE_BODY_EMPTY, names: 'empty' },
  {
    rule: 'body over the limit',
    message: { body: new Uint8Array(4_194_305) },
    code: Code.MESSAGE_BODY_TOO_LARGE,
    names: '4194304',
  },
  {
    rule: 'too many properties',
    message: { userProperties: many(129) },
    code: Code.MESSAGE_PROPERTIES_TOO_LARGE,
    names: '128',
  },
  {
    rule: 'reserved property',
    message: { userProperties: { UNIQ_KEY: 'x' } },
    code: Code.ILLEGAL_MESSAGE_PROPERTY_KEY,
    names: 'UNIQ_KEY',
  },
  {
    rule: 'internal property',
    message: { userProperties: { __SHARDINGKEY: 'x' } },
    code: Code.ILLEGAL_MESSAGE_PROPERTY_KEY,
    names: '__SHARDINGKEY',
  },
  {
    rule: 'dispatching property',
    message: { userProperties: { INNER_MULTI_DISPATCH: 'x' } },
    code: Code.ILLEGAL_MESSAGE_PROPERTY_KEY,
    names: 'INNER_MULTI_DISPATCH',
  },
  {
    rule: 'empty property name',
    message: { userProperties: { '': 'x' } },
    code: Code.ILLEGAL_MESSAGE_PROPERTY_KEY,
    names: 'empty name',
  },
  {
    rule: 'control character in a property name',
    message: { userProperties: { 'a\u0001': 'x' } },
    code: Code.ILLEGAL_MESSAGE_PROPERTY_KEY,
    names: 'U+0001',
  },
  {
    rule: 'control character in a property value',
    message: { userProperties: { a: 'x\u0085' } },
    code: Code.ILLEGAL_MESSAGE_PROPERTY_KEY,
    names: 'U+0085',
  },
  { rule: 'blank tag', message: { tag: ' \t' }, code: Code.ILLEGAL_MESSAGE_TAG, names: 'blank' },
  { rule: 'tag with a bar', message: { tag: 'a|b' }, code: Code.ILLEGAL_MESSAGE_TAG, names: '|' },
  {
    rule: 'tag with a control character',
    message: { tag: 'a\u007f' },
    code: Code.ILLEGAL_MESSAGE_TAG,
    names: 'U+007F',
  },
  { rule: 'blank key', message: { keys: ['a', '  '] }, code: Code.ILLEGAL_MESSAGE_KEY, names: 'blank' },
  {
    rule: 'key with a control character',
    message: { keys: ['a\u009f'] },
    code: Code.ILLEGAL_MESSAGE_KEY,
    names: 'U+009F',
  },
  {
    rule: 'key with a blank inside',
    message: { keys: ['a b'] },
    code: Code.ILLEGAL_MESSAGE_KEY,
    names: 'several keys',
  },
  {
    rule: 'properties too large',
    message: { userProperties: { a: 'x'.repeat(16_384) } },
    code: Code.MESSAGE_PROPERTIES_TOO_LARGE,
    names: '16384',
  },
  {
    rule: 'tag and keys count as properties',
    message: { tag: 'x'.repeat(8000), keys: ['y'.repeat(8385)] },
    code: Code.MESSAGE_PROPERTIES_TOO_LARGE,
    names: '16385',
  },
  {
    rule: 'size counted in UTF-8',
    message: { userProperties: { a: '€'.repeat(5462) } },
    code: Code.MESSAGE_PROPERTIES_TOO_LARGE,
    names: '16387',
  },
  { rule: 'blank message id', message: { messageId: ' ' }, code: Code.ILLEGAL_MESSAGE_ID, names: 'blank' },
  {
    rule: 'message id that would forge a property',
    message: { messageId: 'a\u0002TAGS\u0001x' },
    code: Code.ILLEGAL_MESSAGE_ID,
    names: 'U+0002',
  },
  {
    rule: 'recovery duration',
    message: { transactional: true, recoverySeconds: 3601 },
    code: Code.BAD_REQUEST,
    names: '3600',
  },
  {
    rule: 'delivery time too far ahead',
    message: { deliveryTimestamp: startOfTime + 40 * day + 1 },
    code: Code.ILLEGAL_DELIVERY_TIME,
    names: '3456000000',
  },
  {
    rule: 'delivery time that is none',
    message: { deliveryTimestamp: Number.NaN },
    code: Code.ILLEGAL_DELIVERY_TIME,
    names: 'delivery timestamp',
  },
  {
    rule: 'born time that is none',
    message: { bornTimestamp: Number.NaN },
    code: Code.ILLEGAL_DELIVERY_TIME,
    names: 'born timestamp',
  },
  { rule: 'blank message group', message: { messageGroup: ' ' }, code: Code.ILLEGAL_MESSAGE_GROUP, names: 'blank' },
  {
    rule: 'message group of 64 bytes',
    message: { messageGroup: 'g'.repeat(64) },
    code: Code.ILLEGAL_MESSAGE_GROUP,
    names: '64',
  },
  {
    rule: 'message group with a control character',
    message: { messageGroup: 'g\u0000' },
    code: Code.ILLEGAL_MESSAGE_GROUP,
    names: 'U+0000',
  },
  { rule: 'negative priority', message: { priority: -1 }, code: Code.BAD_REQUEST, names: '-1' },
  {
    rule: 'control character in the trace context',
    message: { traceContext: 'a\u0002' },
    code: Code.BAD_REQUEST,
    names: 'trace context',
  },
  {
    rule: 'control character in the born host',
    message: { bornHost: 'a\u0001' },
    code: Code.BAD_REQUEST,
    names: 'born host',
  },
  {
    rule: 'a type that the topic does not take',
    message: { messageGroup: 'g' },
    code: Code.MESSAGE_PROPERTY_CONFLICT_WITH_TYPE,
    names: 'FIFO',
  },
];

async function refusal(rig: Rig, topic: string, messages: readonly OutgoingMessage[]): Promise<MqError> {
  const outcome = await rig.send(topic, messages).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(MqError);
  return outcome as MqError;
}

describe('a send with a bad field', () => {
  it.each(rows)('is refused and stores nothing: $rule', async ({ message, code, names }) => {
    const rig = await Rig.open();
    await rig.putTopic('topic');
    const alone = await refusal(rig, 'topic', [outgoing('bad', message)]);
    expect(alone.code).toBe(code);
    expect(alone.message).toContain(names);
    const last = await refusal(rig, 'topic', [outgoing('good'), outgoing('bad', message)]);
    expect(last.code).toBe(code);
    expect(last.message).toContain('message 2 of 2');
    expect(rig.store.nextQueueOffset('topic', 0)).toBe(0);
  });

  it('is answered with the first rule in the order of the protocol when several are broken', async () => {
    const rig = await Rig.open();
    await rig.putTopic('topic');
    // Rules that contradict each other in one field are left out of the pile.
    const pile = rows.filter((row) => !/over the limit|too far ahead|64 bytes|recovery|as properties/.test(row.rule));
    let message: Partial<OutgoingMessage> = {};
    for (const row of [...pile].reverse()) {
      message = { ...message, ...row.message };
      const error = await refusal(rig, 'topic', [outgoing('bad', message)]);
      expect([row.rule, error.code]).toEqual([row.rule, row.code]);
    }
  });

  const limits: readonly { readonly what: string; readonly message: Partial<OutgoingMessage> }[] = [
    { what: 'a body of exactly 4 MiB', message: { body: new Uint8Array(4_194_304) } },
    { what: '128 properties', message: { userProperties: many(128) } },
    { what: 'properties of exactly 16384 bytes', message: { userProperties: { a: 'x'.repeat(16_383) } } },
    { what: 'a message id of 600 characters in any script', message: { messageId: 'ü'.repeat(600) } },
    { what: 'an empty key beside others', message: { keys: ['', 'a'] } },
    { what: 'an absent born time', message: { bornTimestamp: 0 } },
  ];
  it.each(limits)('is told from one that just fits: $what', async ({ message }) => {
    const rig = await Rig.open();
    await rig.putTopic('topic');
    expect(await rig.send('topic', [outgoing('good', message)])).toHaveLength(1);
  });
});

describe('a send request', () => {
  it('needs a message', async () => {
    const rig = await Rig.open();
    expect((await refusal(rig, 'topic', [])).code).toBe(Code.MESSAGE_CORRUPTED);
  });

  it('has a limit on messages', async () => {
    const rig = await Rig.open({ limits: { ...brokerDefaults.limits, messagesPerSendMax: 2 } });
    await rig.putTopic('topic');
    const error = await refusal(rig, 'topic', [outgoing('a'), outgoing('b'), outgoing('c')]);
    expect([error.code, error.message]).toEqual([Code.BAD_REQUEST, expect.stringContaining('limit is 2')]);
  });

  it.each(['', ' ', 'a b', 'ü', 'x'.repeat(128), 'TBW102', 'SCHEDULE_TOPIC_XXXX', 'rmq_sys_anything'])(
    'cannot go to the topic name %j',
    async (topic) => {
      const rig = await Rig.open();
      expect((await refusal(rig, topic, [outgoing('a')])).code).toBe(Code.ILLEGAL_TOPIC);
    },
  );

  it('checks the messages before it looks for the topic', async () => {
    const rig = await Rig.open();
    expect((await refusal(rig, 'unknown', [outgoing('a', { body: new Uint8Array(0) })])).code).toBe(
      Code.MESSAGE_BODY_EMPTY,
    );
    const error = await refusal(rig, 'unknown', [outgoing('a')]);
    expect([error.code, error.message]).toEqual([
      Code.TOPIC_NOT_FOUND,
      expect.stringContaining('pocketmq topic create unknown'),
    ]);
  });

  it('cannot write to a topic without write permission', async () => {
    const rig = await Rig.open();
    await rig.broker.putTopic({ name: 'topic', type: 'NORMAL', readQueues: 1, writeQueues: 1, permission: 4 });
    expect((await refusal(rig, 'topic', [outgoing('a')])).code).toBe(Code.FORBIDDEN);
  });

  it('is refused when all properties together do not fit a record', async () => {
    const rig = await Rig.open();
    await rig.putTopic('topic');
    const error = await refusal(rig, 'topic', [outgoing('a', { traceContext: 'x'.repeat(32_768) })]);
    expect([error.code, error.message]).toEqual([Code.MESSAGE_PROPERTIES_TOO_LARGE, expect.stringContaining('32767')]);
    expect(rig.store.nextQueueOffset('topic', 0)).toBe(0);
  });

  it('is refused while the server drains', async () => {
    const rig = await Rig.open();
    await rig.putTopic('topic');
    rig.broker.drain();
    const error = await refusal(rig, 'topic', [outgoing('a')]);
    expect([error.code, error.message]).toEqual([Code.TOO_MANY_REQUESTS, expect.stringContaining('shutting down')]);
  });
});

describe('message types', () => {
  const types = [
    { type: 'TRANSACTION', message: { transactional: true } },
    { type: 'PRIORITY', message: { priority: 3 } },
    { type: 'LITE', message: { liteTopic: 'lite' } },
  ] as const;
  it.each(types)(
    '$type is refused as unsupported by topics that take it, and as a conflict by others',
    async ({ type, message }) => {
      const rig = await Rig.open();
      await rig.putTopic('own', type);
      await rig.putTopic('mixed', 'MIXED');
      await rig.putTopic('normal');
      for (const topic of ['own', 'mixed']) {
        const error = await refusal(rig, topic, [outgoing('a', message)]);
        expect([error.code, error.message]).toEqual([Code.UNSUPPORTED, expect.stringContaining(type)]);
      }
      expect((await refusal(rig, 'normal', [outgoing('a', message)])).code).toBe(
        Code.MESSAGE_PROPERTY_CONFLICT_WITH_TYPE,
      );
      expect((await refusal(rig, 'own', [outgoing('a')])).code).toBe(Code.MESSAGE_PROPERTY_CONFLICT_WITH_TYPE);
    },
  );

  it('a later type conflict in a batch wins over an unsupported type', async () => {
    const rig = await Rig.open();
    await rig.putTopic('topic', 'PRIORITY');
    const error = await refusal(rig, 'topic', [outgoing('a', { priority: 1 }), outgoing('b')]);
    expect([error.code, error.message]).toEqual([
      Code.MESSAGE_PROPERTY_CONFLICT_WITH_TYPE,
      expect.stringContaining('message 2 of 2'),
    ]);
  });

  it('a MIXED topic takes NORMAL and FIFO', async () => {
    const rig = await Rig.open();
    await rig.putTopic('topic', 'MIXED');
    expect(await rig.send('topic', [outgoing('a'), outgoing('b', { messageGroup: 'g' })])).toHaveLength(2);
  });
});
