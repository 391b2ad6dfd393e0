import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Code } from '../../src/model/errors.ts';
import { Permission } from '../../src/model/topic.ts';
import { v2 } from '../../src/protocol/messages.ts';
import { openProxy, type ProxyUnderTest } from './proxy-fixture.ts';
import type { RequestOf } from './wire.ts';

type Request = RequestOf<'ReceiveMessage'>;

let server: ProxyUnderTest;
beforeEach(async () => {
  server = await openProxy();
  await server.topic('orders', 'NORMAL', 1);
});
afterEach(() => server.close());

const request: Request = {
  group: { name: 'g' },
  messageQueue: { topic: { name: 'orders', resourceNamespace: 'tenant' }, id: 0 },
  batchSize: 10,
  invisibleDuration: { seconds: 30 },
};

/** The elements of an answer by their kind, or the code of a status. */
function shapeOf(answers: readonly v2.ReceiveMessageResponse[]): (string | number)[] {
  return answers.map((answer) => answer.status?.code ?? (answer.message == null ? 'time' : 'message'));
}

async function answersTo(changes: Request, clientId: string | null = 'client-1') {
  const call = server.receive({ ...request, longPollingTimeout: {}, ...changes }, { clientId });
  await server.settle(() => call.ended !== undefined);
  expect(call.ended).toEqual({ kind: 'ok' });
  return server.answersOf(call);
}

describe('an answer with messages', () => {
  it('T40 T45 is a status, the messages, and the time', async () => {
    await server.send('orders', 'one');
    await server.send('orders', 'two');
    const answers = await answersTo({});
    expect(shapeOf(answers)).toEqual([Code.OK, 'message', 'message', 'time']);
    expect(answers.slice(1, 3).map(({ message }) => Buffer.from(message?.body ?? []).toString())).toEqual([
      'one',
      'two',
    ]);
    expect(answers[3]?.deliveryTimestamp).toMatchObject({ seconds: Math.floor(server.clock.now() / 1000) });
  });

  it('T26 T44 has messages with all that clients rely on', async () => {
    await server.send('orders', 'hello', {
      messageId: 'M1',
      tag: 'a',
      keys: ['k'],
      bornTimestamp: { seconds: 12 },
      bornHost: 'box',
    });
    const [, answer] = await answersTo({});
    expect(answer?.message?.topic).toMatchObject({ name: 'orders', resourceNamespace: 'tenant' });
    expect(answer?.message?.systemProperties).toMatchObject({
      messageId: 'M1',
      tag: 'a',
      keys: ['k'],
      bodyDigest: { type: v2.DigestType.MD5, checksum: '5D41402ABC4B2A76B9719D911017C592' },
      bodyEncoding: v2.Encoding.IDENTITY,
      messageType: v2.MessageType.NORMAL,
      bornTimestamp: { seconds: 12 },
      bornHost: 'box',
      receiptHandle: expect.stringMatching(/./),
      deliveryAttempt: 1,
      queueOffset: 0,
    });
  });

  it('T38 T44 has the time of arrival for a message that was born at no stated time, and the peer as its host', async () => {
    await server.send('orders', 'hello');
    const [, answer] = await answersTo({});
    expect(answer?.message?.systemProperties).toMatchObject({
      bornTimestamp: { seconds: 1_700_000_000 },
      bornHost: expect.stringContaining('10.0.0.7'),
    });
  });

  it('T39 passes a body marked gzip through, mark and bytes', async () => {
    await server.send('orders', 'no gzip at all', { bodyEncoding: v2.Encoding.GZIP });
    const [, answer] = await answersTo({});
    expect(answer?.message?.systemProperties?.bodyEncoding).toBe(v2.Encoding.GZIP);
    expect(Buffer.from(answer?.message?.body ?? []).toString()).toBe('no gzip at all');
  });

  it('T50 has at most 32 messages, however many are asked for', async () => {
    for (let index = 0; index < 40; index++) {
      await server.send('orders', `m${index}`);
    }
    const answers = await answersTo({ batchSize: 1024 });
    expect(shapeOf(answers).filter((part) => part === 'message')).toHaveLength(32);
  });

  it('comes as soon as a message arrives', async () => {
    const call = server.receive({ ...request, longPollingTimeout: { seconds: 20 } });
    await server.clock.advance(3000);
    expect(call.written).toEqual([]);
    await server.send('orders', 'late');
    await server.settle(() => call.ended !== undefined);
    expect(shapeOf(server.answersOf(call))).toEqual([Code.OK, 'message', 'time']);
  });
});

describe('an answer without messages', () => {
  it('T40 is MESSAGE_NOT_FOUND, the time, and a good end', async () => {
    expect(shapeOf(await answersTo({}))).toEqual([Code.MESSAGE_NOT_FOUND, 'time']);
  });

  it('T4 has its headers long before', async () => {
    const call = server.receive({ ...request, longPollingTimeout: { seconds: 20 } });
    await server.settle(() => call.headersSent);
    expect(call.headersSent).toBe(true);
    expect(call.ended).toBeUndefined();
  });

  it('T42 comes only when the poll time is over', async () => {
    const call = server.receive({ ...request, longPollingTimeout: { seconds: 15 } }, { deadlineMs: 18_000 });
    await server.clock.advance(14_999);
    expect(call.ended).toBeUndefined();
    await server.clock.advance(2);
    expect(shapeOf(server.answersOf(call))).toEqual([Code.MESSAGE_NOT_FOUND, 'time']);
  });

  it.each([
    { client: 'Rust, whose deadline is its poll time', longPollingTimeout: { seconds: 10 }, deadlineMs: 10_000 },
    { client: 'Go, which states no poll time', longPollingTimeout: null, deadlineMs: 8000 },
    { client: 'one in a hurry', longPollingTimeout: { seconds: 5 }, deadlineMs: 1000 },
  ])('T43 comes before the deadline of $client', async ({ longPollingTimeout, deadlineMs }) => {
    const call = server.receive({ ...request, longPollingTimeout }, { deadlineMs });
    await server.clock.advance(deadlineMs - 400);
    expect(shapeOf(server.answersOf(call))).toEqual([Code.MESSAGE_NOT_FOUND, 'time']);
  });

  it('T43 comes half a request time-out before the deadline when the client names no poll time', async () => {
    const settings = { clientType: v2.ClientType.SIMPLE_CONSUMER, subscription: { group: { name: 'g' } } };
    server.telemetry().send({ settings: { ...settings, requestTimeout: { seconds: 10 } } });
    const call = server.receive({ ...request, longPollingTimeout: null }, { deadlineMs: 15_000 });
    await server.clock.advance(9999);
    expect(call.ended).toBeUndefined();
    await server.clock.advance(2);
    expect(call.ended).toEqual({ kind: 'ok' });
  });

  it('is what a batch of no messages gets', async () => {
    await server.send('orders', 'one');
    expect(shapeOf(await answersTo({ batchSize: 0 }))).toEqual([Code.MESSAGE_NOT_FOUND, 'time']);
  });
});

describe('a refused receive', () => {
  it.each<{ name: string; changes: Request; code: Code; text?: string }>([
    { name: 'a bad topic name', changes: { messageQueue: { topic: { name: 'no blanks' } } }, code: Code.ILLEGAL_TOPIC },
    { name: 'no topic', changes: { messageQueue: null }, code: Code.ILLEGAL_TOPIC },
    { name: 'a bad group name', changes: { group: { name: 'no blanks' } }, code: Code.ILLEGAL_CONSUMER_GROUP },
    { name: 'no group', changes: { group: null }, code: Code.ILLEGAL_CONSUMER_GROUP },
    { name: 'an unknown topic', changes: { messageQueue: { topic: { name: 'unknown' } } }, code: Code.TOPIC_NOT_FOUND },
    {
      name: 'a topic that nobody may read',
      changes: { messageQueue: { topic: { name: 'writeonly' } } },
      code: Code.FORBIDDEN,
    },
    {
      name: 'no invisible duration',
      changes: { invisibleDuration: null },
      code: Code.ILLEGAL_INVISIBLE_TIME,
      text: 'the invisibleTime is too small',
    },
    {
      name: '9.999 s invisible',
      changes: { invisibleDuration: { seconds: 9, nanos: 999_000_000 } },
      code: Code.ILLEGAL_INVISIBLE_TIME,
      text: 'the invisibleTime is too small',
    },
    {
      name: 'more than 12 h invisible',
      changes: { invisibleDuration: { seconds: 43_200, nanos: 1 } },
      code: Code.ILLEGAL_INVISIBLE_TIME,
      text: 'the invisibleTime is too large',
    },
    {
      name: 'an invisible duration that is none',
      changes: { invisibleDuration: { seconds: 30, nanos: -1 } },
      code: Code.ILLEGAL_INVISIBLE_TIME,
    },
    { name: 'a negative poll time', changes: { longPollingTimeout: { seconds: -1 } }, code: Code.ILLEGAL_POLLING_TIME },
    {
      name: 'an SQL filter with text behind its end',
      changes: { filterExpression: { type: v2.FilterType.SQL, expression: 'a > 1 b' } },
      code: Code.ILLEGAL_FILTER_EXPRESSION,
      text: 'the SQL92 filter expression cannot be used',
    },
    {
      name: 'an empty SQL filter',
      changes: { filterExpression: { type: v2.FilterType.SQL } },
      code: Code.ILLEGAL_FILTER_EXPRESSION,
    },
    {
      name: 'a filter without a tag',
      changes: { filterExpression: { type: v2.FilterType.TAG, expression: '||' } },
      code: Code.ILLEGAL_FILTER_EXPRESSION,
    },
    { name: 'a negative batch size', changes: { batchSize: -1 }, code: Code.BAD_REQUEST },
    { name: 'an endless attempt id', changes: { attemptId: 'x'.repeat(257) }, code: Code.BAD_REQUEST },
  ])('for $name is one status, the time, and a good end', async ({ changes, code, text }) => {
    await server.topic('writeonly', 'NORMAL', 1, { permission: Permission.WRITE });
    await server.send('orders', 'one');
    const answers = await answersTo(changes);
    expect(shapeOf(answers)).toEqual([code, 'time']);
    expect(answers[0]?.status?.message).toContain(text ?? '');
    expect(server.errors).toEqual([]);
  });

  it.each([null, '', '  '])('T65 for the client id %j is the status alone', async (clientId) => {
    expect(shapeOf(await answersTo({}, clientId))).toEqual([Code.CLIENT_ID_REQUIRED]);
  });
});

describe('the queue that a receive names', () => {
  it.each([
    { group: 'an ordinary group', orderly: false, autoRenew: true, seen: 4 },
    { group: 'an ordinary group of simple consumers', orderly: false, autoRenew: false, seen: 4 },
    { group: 'a FIFO group', orderly: true, autoRenew: true, seen: 1 },
    { group: 'a FIFO group of simple consumers', orderly: true, autoRenew: false, seen: 4 },
  ])('T24 lets $group see $seen of 4 queues', async ({ orderly, autoRenew, seen }) => {
    await server.topic('wide', 'NORMAL', 4);
    await server.group('g', { orderly });
    for (let index = 0; index < 4; index++) {
      await server.send('wide', `m${index}`);
    }
    const messages = await server.take('wide', 'g', { autoRenew, messageQueue: { topic: { name: 'wide' }, id: 0 } });
    expect(new Set(messages.map((message) => message.systemProperties?.queueId)).size).toBe(seen);
  });

  it('may be one that is not there: then it is every queue', async () => {
    await server.topic('wide', 'NORMAL', 4);
    await server.group('g', { orderly: true });
    await server.send('wide', 'one');
    for (const id of [77, -5]) {
      const messageQueue = { topic: { name: 'wide' }, id };
      const messages = await server.take('wide', 'g', { autoRenew: true, messageQueue }, { clientId: `c${id}` });
      expect(messages).toHaveLength(1);
      await server.unary('NotifyClientTermination', {}, { clientId: `c${id}` });
      await server.clock.advance(100);
    }
  });
});

describe('filters', () => {
  it('let the right messages through, in the order in which they came', async () => {
    await server.send('orders', 'first', { tag: 'a' });
    await server.send('orders', 'second', { tag: 'b' });
    await server.send('orders', 'third', { tag: 'c' });
    await server.send('orders', 'fourth');
    const filterExpression = { type: v2.FilterType.TAG, expression: 'a || c' };
    const messages = await server.take('orders', 'g', { filterExpression });
    expect(messages.map((message) => Buffer.from(message.body ?? []).toString())).toEqual(['first', 'third']);
  });
});

describe('leases of receives', () => {
  const autoRenewed: Request = { autoRenew: true, invisibleDuration: null };

  it('T46 need no invisible duration when the server renews them', async () => {
    await server.send('orders', 'one');
    expect(shapeOf(await answersTo(autoRenewed))).toEqual([Code.OK, 'message', 'time']);
  });

  it('T46 last longer than a minute while the client lives', async () => {
    await server.send('orders', 'one');
    await server.take('orders', 'g', autoRenewed, { clientId: 'worker' });
    for (let minute = 0; minute < 5; minute++) {
      await server.unary(
        'Heartbeat',
        { clientType: v2.ClientType.PUSH_CONSUMER, group: { name: 'g' } },
        { clientId: 'worker' },
      );
      await server.clock.advance(60_000);
      await server.settle();
      expect(await server.take('orders', 'g', {}, { clientId: 'other' })).toEqual([]);
    }
  });

  it.each<{ sign: string; give: () => unknown }>([
    {
      sign: 'further receives',
      give: async () => expect(await server.take('orders', 'g', autoRenewed, { clientId: 'worker' })).toEqual([]),
    },
    {
      sign: 'settings (Rust sends them each 30 s)',
      give: () => {
        const stream = server.telemetry({ clientId: 'worker' });
        stream.send({ settings: { clientType: v2.ClientType.PUSH_CONSUMER, subscription: { group: { name: 'g' } } } });
        stream.halfClose();
      },
    },
  ])('T46 last while the client shows itself by $sign alone', async ({ give }) => {
    await server.send('orders', 'one');
    expect(await server.take('orders', 'g', autoRenewed, { clientId: 'worker' })).toHaveLength(1);
    for (let sign = 0; sign < 10; sign++) {
      await server.clock.advance(30_000);
      await give();
    }
    expect(await server.take('orders', 'g', {}, { clientId: 'other' })).toEqual([]);
  });

  it('end soon after a client has been silent for 120 s', async () => {
    await server.send('orders', 'one');
    await server.take('orders', 'g', autoRenewed, { clientId: 'dead' });
    await server.clock.advance(240_000);
    await server.settle();
    const messages = await server.take('orders', 'g', {}, { clientId: 'other' });
    expect(messages.map((message) => message.systemProperties?.deliveryAttempt)).toEqual([2]);
  });

  it('T47 of a cancelled receive that waits do not come into being', async () => {
    const call = server.receive({ ...request, longPollingTimeout: { seconds: 20 } }, { clientId: 'left' });
    await server.clock.advance(1000);
    call.cancel();
    await server.send('orders', 'one');
    expect(call.written).toEqual([]);
    expect(await server.take('orders', 'g')).toHaveLength(1);
  });

  it('T47 of cancelled receives leave no waiting place taken', async () => {
    for (let index = 0; index < 1100; index++) {
      const call = server.receive({ ...request, longPollingTimeout: { seconds: 20 } });
      await server.settle(() => call.headersSent);
      call.cancel();
    }
    const call = server.receive({ ...request, longPollingTimeout: { seconds: 20 } });
    await server.settle();
    expect(call.ended).toBeUndefined();
  });

  it('T47 of a receive that is cancelled between messages are given back, uncounted', async () => {
    for (const body of ['one', 'two', 'three']) {
      await server.send('orders', body);
    }
    const call = server.receive({ ...request, ...autoRenewed, longPollingTimeout: {} }, { clientId: 'left' });
    // The status and one message fit; the client leaves while the server waits for room.
    call.roomFor = 2;
    await server.settle(() => call.written.length >= 2);
    call.cancel();
    await server.settle();
    const messages = await server.take('orders', 'g', {}, { clientId: 'other' });
    expect(messages.map((message) => Buffer.from(message.body ?? []).toString()).sort()).toEqual([
      'one',
      'three',
      'two',
    ]);
    expect(messages.every((message) => message.systemProperties?.deliveryAttempt === 1)).toBe(true);
  });

  it('T47 of a client that leaves just when its messages are there are given back', async () => {
    await server.send('orders', 'one');
    const call = server.receive({ ...request, longPollingTimeout: {} }, { clientId: 'left' });
    call.cancel();
    await server.settle();
    expect(await server.take('orders', 'g', {}, { clientId: 'other' })).toHaveLength(1);
  });

  it('wait for a client that reads slowly', async () => {
    for (const body of ['one', 'two', 'three']) {
      await server.send('orders', body);
    }
    const call = server.receive({ ...request, longPollingTimeout: {} });
    call.roomFor = 2;
    await server.settle(() => call.written.length >= 2);
    await server.settle();
    expect(call.written).toHaveLength(2);
    call.read();
    await server.settle(() => call.ended !== undefined);
    expect(shapeOf(server.answersOf(call))).toEqual([Code.OK, 'message', 'message', 'message', 'time']);
  });
});

describe('draining', () => {
  it('T8 ends waiting receives with MESSAGE_NOT_FOUND, later ones at once', async () => {
    const call = server.receive({ ...request, longPollingTimeout: { seconds: 20 } });
    await server.settle();
    server.proxy.drain();
    await server.settle(() => call.ended !== undefined);
    expect(shapeOf(server.answersOf(call))).toEqual([Code.MESSAGE_NOT_FOUND, 'time']);
    expect(shapeOf(await answersTo({ longPollingTimeout: { seconds: 20 } }))).toEqual([Code.MESSAGE_NOT_FOUND, 'time']);
  });
});
