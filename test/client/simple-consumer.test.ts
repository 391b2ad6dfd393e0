import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimpleConsumer, type SimpleConsumerOptions } from '../../src/client/simple-consumer.ts';
import { Code } from '../../src/model/errors.ts';
import { v2 } from '../../src/protocol/messages.ts';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';
import { FixtureServer } from './fixture-server.ts';

let server: FixtureServer;
const consumers: SimpleConsumer[] = [];

beforeEach(async () => {
  server = await FixtureServer.start();
  server.broker.createTopic('orders', 2);
});

afterEach(async () => {
  await Promise.all(consumers.splice(0).map((consumer) => consumer.close()));
  server.stop();
});

async function connect(options: Partial<SimpleConsumerOptions> = {}): Promise<SimpleConsumer> {
  const consumer = await SimpleConsumer.connect({
    endpoint: server.endpoint,
    group: 'workers',
    subscriptions: { orders: '*' },
    ...options,
  });
  consumers.push(consumer);
  return consumer;
}

function put(topic: string, ...bodies: string[]): void {
  for (const body of bodies) {
    server.broker.send([{ topic: { name: topic }, body: Buffer.from(body), systemProperties: { messageId: body } }]);
  }
}

describe('SimpleConsumer', () => {
  it('tells the server its group and its subscriptions', async () => {
    await connect({ subscriptions: { orders: 'a || b' } });
    expect(server.callsOf('telemetry')[0]?.request).toMatchObject({
      settings: {
        clientType: v2.ClientType.SIMPLE_CONSUMER,
        subscription: {
          group: { name: 'workers' },
          subscriptions: [{ topic: { name: 'orders' }, expression: { type: v2.FilterType.TAG, expression: 'a || b' } }],
        },
      },
    });
  });

  it('receives what was sent, with all that it carries', async () => {
    server.broker.send([
      {
        topic: { name: 'orders' },
        body: Buffer.from('höllo'),
        userProperties: { color: 'red' },
        systemProperties: {
          messageId: 'A1',
          tag: 'new',
          keys: ['k'],
          messageGroup: 'g',
          messageType: v2.MessageType.FIFO,
          bornTimestamp: { seconds: 1, nanos: 5_000_000 },
          bornHost: 'box',
          deadLetterQueue: { topic: 'old', messageId: 'B2' },
        },
      },
    ]);
    const consumer = await connect();
    const [message] = await consumer.receive();
    expect(message).toMatchObject({
      topic: 'orders',
      messageId: 'A1',
      text: 'höllo',
      tag: 'new',
      keys: ['k'],
      properties: { color: 'red' },
      messageType: 'FIFO',
      messageGroup: 'g',
      deliveryAttempt: 1,
      bornTimestamp: 1005,
      bornHost: 'box',
      queueId: 1,
      queueOffset: 0,
      corrupted: false,
      deadLetterOf: { topic: 'old', messageId: 'B2' },
    });
  });

  it('waits for a message that comes later', async () => {
    const consumer = await connect();
    const received = consumer.receive();
    await server.until(() => server.callsOf('receiveMessage').length === 1);
    put('orders', 'late');
    expect((await received).map(({ text }) => text)).toEqual(['late']);
  });

  it('returns nothing when nothing comes in time', async () => {
    const consumer = await connect();
    expect(await consumer.receive({ awaitMs: 10 })).toEqual([]);
  });

  it('asks again when the server waits shorter than it should, but not in a tight loop', async () => {
    const consumer = await connect();
    const empty = { reply: { status: { code: Code.MESSAGE_NOT_FOUND } } };
    server.fail('receiveMessage', empty, empty);
    const received = consumer.receive();
    await server.until(() => server.callsOf('receiveMessage').length === 3);
    put('orders', 'late');
    expect((await received).map(({ text }) => text)).toEqual(['late']);
  });

  it('asks for no more than it was told, for all queues, and no longer than it waits', async () => {
    const consumer = await connect();
    put('orders', 'a', 'b', 'c');
    expect(await consumer.receive({ maxMessages: 2, invisibleDurationMs: 11_500, awaitMs: 700 })).toHaveLength(2);
    expect(server.callsOf('receiveMessage')[0]).toMatchObject({
      hasDeadline: true,
      request: {
        batchSize: 2,
        messageQueue: { id: -1, broker: { name: 'fixture' } },
        invisibleDuration: { seconds: 11, nanos: 500_000_000 },
        longPollingTimeout: { seconds: 0, nanos: 700_000_000 },
      },
    });
  });

  it('finds the messages of every topic without waiting for the others', async () => {
    server.broker.createTopic('payments', 1);
    const consumer = await connect({ subscriptions: { orders: '*', payments: '*' } });
    put('payments', 'p1');
    expect((await consumer.receive()).map(({ text }) => text)).toEqual(['p1']);
    const later = consumer.receive();
    await server.until(() => server.callsOf('receiveMessage').length >= 4);
    put('orders', 'o1');
    expect((await later).map(({ text }) => text)).toEqual(['o1']);
  });

  it('does not get a message again after the ack, and does get it after the loan is over', async () => {
    const consumer = await connect();
    put('orders', 'done', 'again');
    const [first, second] = await consumer.receive();
    if (first === undefined || second === undefined) {
      throw new Error('two messages were sent');
    }
    await consumer.ack(first);
    await consumer.changeInvisibleDuration(second, 0);
    const redelivered = await consumer.receive();
    expect(redelivered.map(({ text, deliveryAttempt }) => [text, deliveryAttempt])).toEqual([[second.text, 2]]);
    await expect(consumer.ack(second)).rejects.toMatchObject({ code: Code.INVALID_RECEIPT_HANDLE, retryable: false });
  });

  it('acknowledges with the handle that the last change of the duration gave', async () => {
    const consumer = await connect();
    put('orders', 'slow');
    const [message] = await consumer.receive();
    if (message === undefined) {
      throw new Error('a message was sent');
    }
    const handle = message.receiptHandle;
    await consumer.changeInvisibleDuration(message, 60_000);
    expect(message.receiptHandle).not.toBe(handle);
    await consumer.ack(message);
  });

  it('acknowledges many messages with one request, and says how many were refused', async () => {
    const consumer = await connect();
    put('orders', 'a', 'b', 'c');
    const messages = await consumer.receive();
    await consumer.changeInvisibleDuration({ ...(messages[0] ?? fail()) }, 0);
    await expect(consumer.ack(messages)).rejects.toThrow('1 of 3 messages were not acknowledged');
    expect(server.callsOf('ackMessage')).toHaveLength(1);
    await consumer.ack([]);
    expect(server.callsOf('ackMessage')).toHaveLength(1);
  });

  it('tries an ack again after failures that may pass', async () => {
    const consumer = await connect();
    put('orders', 'a');
    const messages = await consumer.receive();
    server.fail('ackMessage', { grpc: 'UNAVAILABLE' }, { reply: { status: { code: Code.INTERNAL_SERVER_ERROR } } });
    await consumer.ack(messages);
    expect(server.callsOf('ackMessage')).toHaveLength(3);
  });

  it.each([
    ['a wrong digest', { bodyDigest: { type: v2.DigestType.MD5, checksum: '00' } }],
    ['a wrong CRC', { bodyDigest: { type: v2.DigestType.CRC32, checksum: '0000ABCD' } }],
    ['gzip that is none', { bodyEncoding: v2.Encoding.GZIP }],
  ])('marks a body with %s as corrupted', async (_, systemProperties) => {
    server.broker.send([{ topic: { name: 'orders' }, body: Buffer.from('x'), systemProperties }]);
    const consumer = await connect();
    expect(await consumer.receive()).toMatchObject([{ corrupted: true, text: 'x' }]);
  });

  it.each([
    ['an MD5 digest', { type: v2.DigestType.MD5, checksum: '9DD4E461268C8034F5C8564E155C67A6' }],
    ['a SHA1 digest', { type: v2.DigestType.SHA1, checksum: '11F6AD8EC52A2984ABAAFD7C3B516503785C2072' }],
    ['a CRC32 digest', { type: v2.DigestType.CRC32, checksum: '8CDC1683' }],
  ])('takes a body with %s', async (_, bodyDigest) => {
    server.broker.send([{ topic: { name: 'orders' }, body: Buffer.from('x'), systemProperties: { bodyDigest } }]);
    const consumer = await connect();
    expect(await consumer.receive()).toMatchObject([{ corrupted: false, text: 'x' }]);
  });

  it('unpacks gzip', async () => {
    const body = gzipSync('packed');
    server.broker.send([{ topic: { name: 'orders' }, body, systemProperties: { bodyEncoding: v2.Encoding.GZIP } }]);
    const consumer = await connect();
    expect(await consumer.receive()).toMatchObject([{ text: 'packed', corrupted: false }]);
  });
});

describe('the end of a receive', () => {
  it('is the reason of its signal', async () => {
    const consumer = await connect();
    const controller = new AbortController();
    const received = consumer.receive({ signal: controller.signal }).catch((failure) => failure);
    await server.until(() => server.callsOf('receiveMessage').length === 1);
    controller.abort(new Error('enough'));
    expect(await received).toEqual(new Error('enough'));
  });

  it('is CLIENT_CLOSED when the consumer is closed meanwhile; the server hears it', async () => {
    const consumer = await connect();
    const received = consumer.receive().catch((failure) => failure);
    await server.until(() => server.callsOf('receiveMessage').length === 1);
    await consumer.close();
    expect(await received).toMatchObject({ code: Code.CLIENT_CLOSED });
    expect(server.callsOf('notifyClientTermination')[0]?.request).toMatchObject({ group: { name: 'workers' } });
    await expect(consumer.receive()).rejects.toMatchObject({ code: Code.CLIENT_CLOSED });
  });

  it('is REQUEST_TIMEOUT when a deadline was set, or when the server goes silent', async () => {
    const clock = new VirtualClock(1.7e12);
    const consumer = await connect({ clock });
    await expect(Promise.all([consumer.receive({ timeoutMs: 50 }), clock.advance(50)])).rejects.toMatchObject({
      code: Code.REQUEST_TIMEOUT,
    });
    server.fail('receiveMessage', { silent: true });
    const silent = consumer.receive({ awaitMs: 6000 }).catch((failure) => failure);
    await server.until(() => server.callsOf('receiveMessage').length === 1);
    await clock.advance(9000);
    expect(await silent).toMatchObject({ code: Code.REQUEST_TIMEOUT, retryable: true });
  });

  it.each([
    ['a gRPC error', { grpc: 'UNAVAILABLE' }, Code.SERVER_UNREACHABLE],
    [
      'a refusal',
      { reply: { status: { code: Code.TOO_MANY_REQUESTS, message: 'polling full' } } },
      Code.TOO_MANY_REQUESTS,
    ],
    ['a code that this client does not know', { reply: { status: { code: 50501 } } }, Code.INTERNAL_SERVER_ERROR],
    ['no status at all', { reply: { deliveryTimestamp: { seconds: 1 } } }, Code.INTERNAL_SERVER_ERROR],
  ] as const)('is the error of %s', async (_, fault, code) => {
    const consumer = await connect();
    server.fail('receiveMessage', fault);
    await expect(consumer.receive()).rejects.toMatchObject({ code });
  });

  it.each([
    ['awaitMs', { awaitMs: -1 }],
    ['maxMessages', { maxMessages: 0 }],
    ['invisibleDurationMs', { invisibleDurationMs: Number.NaN }],
    ['timeoutMs', { timeoutMs: 0 }],
  ])('comes before the start with a bad %s', async (name, options) => {
    const consumer = await connect();
    await expect(consumer.receive(options)).rejects.toThrow(`${name} is`);
  });

  it('needs a subscription to begin with', async () => {
    await expect(connect({ subscriptions: {} })).rejects.toMatchObject({ code: Code.ILLEGAL_TOPIC });
  });
});

describe('a loop over messages', () => {
  it('hands out everything in order and ends quietly by its signal', async () => {
    const consumer = await connect();
    put('orders', 'a', 'b', 'c');
    const controller = new AbortController();
    const texts: string[] = [];
    for await (const message of consumer.messages({ signal: controller.signal, maxMessages: 2 })) {
      texts.push(message.text);
      await consumer.ack(message);
      if (texts.length === 3) {
        controller.abort();
      }
    }
    expect(texts).toEqual(['a', 'c', 'b']);
  });

  it('ends quietly when the consumer is closed', async () => {
    const consumer = await connect();
    const loop = consumer.messages().next();
    await server.until(() => server.callsOf('receiveMessage').length === 1);
    await consumer.close();
    expect(await loop).toEqual({ done: true, value: undefined });
  });

  it('gives back what it received and no longer wants', async () => {
    const consumer = await connect();
    put('orders', 'a', 'b', 'c');
    for await (const message of consumer.messages()) {
      expect(message.text).toBe('a');
      break;
    }
    const rest = await consumer.receive();
    expect(rest.map(({ text }) => text)).toEqual(['c', 'b']);
  });

  it('goes on after failures that may pass, and ends with others', async () => {
    const consumer = await connect();
    put('orders', 'a');
    server.fail('receiveMessage', { grpc: 'UNAVAILABLE' }, { grpc: 'INTERNAL' });
    const messages = consumer.messages();
    expect(await messages.next()).toMatchObject({ value: { text: 'a' } });
    server.fail('receiveMessage', { reply: { status: { code: Code.ILLEGAL_FILTER_EXPRESSION } } });
    await expect(messages.next()).rejects.toMatchObject({ code: Code.ILLEGAL_FILTER_EXPRESSION });
  });

  it('leaves out messages whose loan was over before their turn', async () => {
    const clock = new VirtualClock(1.7e12);
    const consumer = await connect({ clock });
    put('orders', 'a', 'b');
    const messages = consumer.messages({ invisibleDurationMs: 10_000 });
    expect(await messages.next()).toMatchObject({ value: { text: 'a' } });
    await clock.advance(10_000);
    expect(await messages.next()).toMatchObject({ value: { text: 'b', deliveryAttempt: 2 } });
  });
});

function fail(): never {
  throw new Error('a message was expected');
}
