import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutgoingMessage } from '../../src/client/outgoing-message.ts';
import { Producer } from '../../src/client/producer.ts';
import { Code } from '../../src/model/errors.ts';
import { v2 } from '../../src/protocol/messages.ts';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';
import { FixtureServer } from './fixture-server.ts';

let server: FixtureServer;
const closers: (() => unknown)[] = [];

beforeEach(async () => {
  server = await FixtureServer.start();
  server.broker.createTopic('orders', 4);
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) {
    await close();
  }
  server.stop();
});

async function connect(options: Partial<Parameters<typeof Producer.connect>[0]> = {}): Promise<Producer> {
  const producer = await Producer.connect({ endpoint: server.endpoint, ...options });
  closers.push(() => producer.close());
  return producer;
}

const message = { topic: 'orders', body: 'hello' };

describe('Producer', () => {
  it('sends a message with all that it carries and returns where it lies', async () => {
    const producer = await connect();
    const receipt = await producer.send({
      topic: 'orders',
      body: 'höllo',
      tag: 'new',
      keys: ['a', 'b'],
      properties: { color: 'red' },
      messageGroup: 'customer-7',
      traceContext: '00-abc',
    });
    expect(receipt).toEqual({
      messageId: expect.stringMatching(/^01[0-9A-F]{32}$/),
      topic: 'orders',
      brokerName: 'fixture',
      offset: 0,
      recallHandle: undefined,
    });
    const [stored] = server.broker.messages('orders');
    expect(Buffer.from(stored?.body ?? []).toString()).toBe('höllo');
    expect(stored?.userProperties).toEqual({ color: 'red' });
    expect(stored?.systemProperties).toMatchObject({
      messageId: receipt.messageId,
      tag: 'new',
      keys: ['a', 'b'],
      messageGroup: 'customer-7',
      messageType: v2.MessageType.FIFO,
      bodyEncoding: v2.Encoding.IDENTITY,
      traceContext: '00-abc',
    });
  });

  it('tells the server who it is on every call', async () => {
    const producer = await connect();
    await producer.send(message);
    const [call] = server.callsOf('sendMessage');
    expect(call?.headers).toMatchObject({
      'x-mq-client-id': expect.stringMatching(new RegExp(`^.+@${process.pid}@\\d+@[0-9a-z]+$`)),
      'x-mq-language': 'NODE_JS',
      'x-mq-protocol': 'v2',
      'x-mq-request-id': expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(new Set(server.calls.map(({ headers }) => headers['x-mq-client-id'])).size).toBe(1);
  });

  it('sends a batch in one request and gives a receipt for each message, in order', async () => {
    const producer = await connect();
    const receipts = await producer.send([0, 1, 2].map((index) => ({ topic: 'orders', body: `line ${index}` })));
    expect(receipts.map(({ offset }) => offset)).toEqual([0, 1, 2]);
    expect(server.callsOf('sendMessage')).toHaveLength(1);
    const ids = server.broker.messages('orders').map(({ systemProperties }) => systemProperties?.messageId);
    expect(receipts.map(({ messageId }) => messageId)).toEqual(ids);
  });

  it('reads the single result that RocketMQ gives for a whole batch', async () => {
    const producer = await connect();
    server.fail('sendMessage', {
      reply: { status: { code: Code.OK }, entries: [{ status: { code: Code.OK }, messageId: 'A,B', offset: 40 }] },
    });
    const receipts = await producer.send([message, message]);
    expect(receipts.map(({ offset }) => offset)).toEqual([40, 41]);
  });

  it.each([
    ['UNAVAILABLE', 'SERVER_UNREACHABLE'],
    ['DEADLINE_EXCEEDED', 'REQUEST_TIMEOUT'],
    ['INTERNAL', 'INTERNAL_SERVER_ERROR'],
    ['RESOURCE_EXHAUSTED', 'TOO_MANY_REQUESTS'],
  ] as const)(
    'tries again with the same message id after %s, and gives up after the third try with %s',
    async (grpc, code) => {
      const producer = await connect();
      server.fail('sendMessage', { grpc }, { grpc });
      const receipt = await producer.send(message);
      const ids = server.callsOf('sendMessage').map(({ request }) => {
        const { messages } = v2.SendMessageRequest.decode(
          v2.SendMessageRequest.encode(request as v2.SendMessageRequest).finish(),
        );
        return messages[0]?.systemProperties?.messageId;
      });
      expect(ids).toEqual([receipt.messageId, receipt.messageId, receipt.messageId]);
      server.fail('sendMessage', { grpc }, { grpc }, { grpc });
      await expect(producer.send(message)).rejects.toMatchObject({
        name: 'MqError',
        code: Code[code],
        retryable: true,
      });
    },
  );

  it.each([
    ['UNIMPLEMENTED', 'NOT_IMPLEMENTED'],
    ['INVALID_ARGUMENT', 'BAD_REQUEST'],
    ['UNAUTHENTICATED', 'UNAUTHORIZED'],
    ['PERMISSION_DENIED', 'UNAUTHORIZED'],
  ] as const)('does not try again after %s', async (grpc, code) => {
    const producer = await connect();
    server.fail('sendMessage', { grpc, details: 'two\nlines' });
    const error = await producer.send(message).catch((failure) => failure);
    expect(error).toMatchObject({ name: 'MqError', code: Code[code], retryable: false });
    expect(error.message).toContain('two lines');
    expect(server.callsOf('sendMessage')).toHaveLength(1);
  });

  it('follows the number of tries of the settings', async () => {
    server.settings = {
      backoffPolicy: { maxAttempts: 5, customizedBackoff: { next: [{ seconds: 0, nanos: 1_000_000 }] } },
      publishing: { maxBodySize: 77 },
    };
    const producer = await connect();
    expect(producer.bodyBytesMax).toBe(77);
    const busy = { reply: { status: { code: Code.TOO_MANY_REQUESTS, message: 'flow limit' } } };
    server.fail('sendMessage', busy, busy, busy, busy);
    await expect(producer.send(message)).resolves.toMatchObject({ offset: 0 });
    server.fail('sendMessage', busy, busy, busy, busy, busy);
    await expect(producer.send(message)).rejects.toMatchObject({ code: Code.TOO_MANY_REQUESTS });
    expect(server.callsOf('sendMessage')).toHaveLength(10);
  });

  it('tries as often as its own option says, if there is one', async () => {
    const producer = await connect({ maxAttempts: 1 });
    server.fail('sendMessage', { grpc: 'UNAVAILABLE' });
    await expect(producer.send(message)).rejects.toMatchObject({ code: Code.SERVER_UNREACHABLE });
    expect(server.callsOf('sendMessage')).toHaveLength(1);
    await expect(connect({ maxAttempts: 0 })).rejects.toThrow('maxAttempts is 0');
  });

  it('names the last failure when the deadline ends a pause between two tries', async () => {
    server.settings = { backoffPolicy: { maxAttempts: 3, customizedBackoff: { next: [{ seconds: 60 }] } } };
    const producer = await connect();
    server.fail('sendMessage', { grpc: 'UNAVAILABLE', details: 'gone fishing' });
    await expect(producer.send(message, { timeoutMs: 100 })).rejects.toMatchObject({
      code: Code.REQUEST_TIMEOUT,
      message: expect.stringContaining('gone fishing'),
    });
  });

  it('rejects what the server refuses with the code and the text of the server', async () => {
    const producer = await connect();
    await expect(producer.send({ topic: 'orders', body: '' })).rejects.toMatchObject({
      code: Code.MESSAGE_BODY_EMPTY,
      message: expect.stringContaining('the body is empty (MESSAGE_BODY_EMPTY)'),
    });
    await expect(producer.send({ topic: 'nowhere', body: 'x' })).rejects.toMatchObject({ code: Code.TOPIC_NOT_FOUND });
  });

  it.each([
    ['a body that is a number', { topic: 'orders', body: 7 }, 'the body of a message is a string or a Uint8Array'],
    ['a topic that is none', { body: 'x' }, 'the topic of a message is a string, not undefined'],
    ['one key without a list', { ...message, keys: 'abc' }, 'an array of strings'],
    ['a key that is a number', { ...message, keys: [7] }, 'each of the keys'],
    ['a property that is a number', { ...message, properties: { size: 7 } }, "the property 'size'"],
    ['a tag that is a number', { ...message, tag: 7 }, 'the tag'],
    ['a delivery time that is none', { ...message, deliveryTimestamp: Number.NaN }, 'deliveryTimestamp'],
    ['half a priority', { ...message, priority: 0.5 }, 'a whole number'],
  ])('refuses %s, from callers without a type checker', async (_, wrong, text) => {
    const producer = await connect();
    await expect(producer.send(wrong as unknown as OutgoingMessage)).rejects.toThrow(text);
    expect(server.callsOf('sendMessage')).toHaveLength(0);
  });

  it.each([
    ['an empty batch', [], 'empty'],
    ['a batch of two topics', [message, { topic: 'other', body: 'x' }], 'the same topic'],
    ['a batch of two groups', [message, { ...message, messageGroup: 'g' }], 'the same message group'],
  ])('refuses %s by itself', async (_, batch, text) => {
    const producer = await connect();
    await expect(producer.send(batch)).rejects.toThrow(text);
    expect(server.callsOf('sendMessage')).toHaveLength(0);
  });

  it('rejects with REQUEST_TIMEOUT when the deadline passes, and tells the server the deadline', async () => {
    const clock = new VirtualClock(1.7e12);
    const producer = await connect({ clock });
    server.fail('sendMessage', { silent: true });
    const sent = producer.send(message, { timeoutMs: 1234 }).catch((failure) => failure);
    await server.until(() => server.callsOf('sendMessage').length === 1);
    expect(server.callsOf('sendMessage')[0]?.hasDeadline).toBe(true);
    await clock.advance(1234);
    expect(await sent).toMatchObject({ code: Code.REQUEST_TIMEOUT, retryable: true });
  });

  it('rejects with the reason of the signal, and shares one signal among many sends', async () => {
    const warnings: Error[] = [];
    const watch = (warning: Error) => warnings.push(warning);
    process.on('warning', watch);
    const producer = await connect();
    const controller = new AbortController();
    server.fail('sendMessage', ...new Array(20).fill({ silent: true }));
    const sends = Array.from({ length: 20 }, () => producer.send(message, { signal: controller.signal }));
    await server.until(() => server.callsOf('sendMessage').length === 20);
    const reason = new Error('enough');
    controller.abort(reason);
    for (const outcome of await Promise.allSettled(sends)) {
      expect(outcome).toEqual({ status: 'rejected', reason });
    }
    await expect(producer.send(message, { signal: controller.signal })).rejects.toBe(reason);
    process.off('warning', watch);
    expect(warnings).toEqual([]);
  });

  it('refuses a send past the limit of calls under way at once', async () => {
    const producer = await connect();
    server.fail('queryRoute', { silent: true });
    const controller = new AbortController();
    const pending = Array.from({ length: 10_000 }, () => producer.send(message, { signal: controller.signal }));
    const settled = Promise.allSettled(pending);
    await expect(producer.send(message)).rejects.toMatchObject({ code: Code.TOO_MANY_REQUESTS });
    controller.abort();
    await settled;
  });
});

describe('a producer and its server', () => {
  it('says goodbye, ends its stream and refuses later sends when closed, as often as it is closed', async () => {
    const producer = await connect();
    const sent = producer.send(message);
    await Promise.all([producer.close(), producer.close()]);
    await expect(sent).resolves.toMatchObject({ offset: 0 });
    expect(server.callsOf('notifyClientTermination')).toHaveLength(1);
    expect(server.streams.size).toBe(0);
    await expect(producer.send(message)).rejects.toMatchObject({ code: Code.CLIENT_CLOSED });
  });

  it('cannot connect where nobody listens', async () => {
    server.stop();
    const error = await Producer.connect({ endpoint: server.endpoint }).catch((failure) => failure);
    expect(error).toMatchObject({ code: Code.SERVER_UNREACHABLE, retryable: true });
    expect(error.message).toContain(`cannot reach ${server.endpoint}: connect ECONNREFUSED`);
  });

  it.each([
    ['a silent server, by the deadline', { silent: true }, Code.REQUEST_TIMEOUT],
    [
      'a refusal inside the stream',
      { reply: { status: { code: Code.UNAUTHORIZED, message: 'who?' } } },
      Code.UNAUTHORIZED,
    ],
    ['a refusal of the stream', { grpc: 'INVALID_ARGUMENT' }, Code.BAD_REQUEST],
  ] as const)('does not connect to %s', async (_, fault, code) => {
    server.fail('telemetry', fault);
    await expect(Producer.connect({ endpoint: server.endpoint, timeoutMs: 200 })).rejects.toMatchObject({ code });
  });

  it('checks the declared topics when connecting', async () => {
    await expect(connect({ topics: ['orders', 'nowhere'] })).rejects.toMatchObject({ code: Code.TOPIC_NOT_FOUND });
  });

  it('asks for a route once, however many sends wait for it', async () => {
    const producer = await connect();
    await Promise.all(Array.from({ length: 50 }, () => producer.send(message)));
    expect(server.callsOf('queryRoute')).toHaveLength(1);
    expect(server.broker.messages('orders')).toHaveLength(50);
  });

  it('beats, refreshes its routes and repeats its settings', async () => {
    const clock = new VirtualClock(1.7e12);
    const producer = await connect({ clock });
    await producer.send(message);
    await clock.advance(10_000);
    await server.until(() => server.callsOf('heartbeat').length === 1);
    expect(server.callsOf('heartbeat')[0]?.request).toMatchObject({ clientType: v2.ClientType.PRODUCER });
    await clock.advance(20_000);
    await server.until(() => server.callsOf('queryRoute').length === 2);
    await clock.advance(270_000);
    await server.until(() => server.callsOf('telemetry').length === 2);
  });

  it('sends its settings again when a heartbeat shows that the server has forgotten it', async () => {
    const clock = new VirtualClock(1.7e12);
    await connect({ clock });
    server.fail('heartbeat', { reply: { status: { code: Code.UNRECOGNIZED_CLIENT_TYPE } } });
    await clock.advance(10_000);
    await server.until(() => server.callsOf('telemetry').length === 2);
  });

  it('comes back to a server that was restarted, and sends on', async () => {
    const producer = await connect();
    await producer.send(message);
    server.stop();
    await expect(producer.send(message)).rejects.toMatchObject({ retryable: true });
    await server.listen();
    await server.until(() => server.callsOf('telemetry').length === 2);
    await expect(producer.send(message)).resolves.toMatchObject({ topic: 'orders' });
  });

  it('answers the commands of the server that it cannot carry out', async () => {
    await connect();
    const [stream] = server.streams;
    stream?.write({ printThreadStackTraceCommand: { nonce: 'n1' } });
    stream?.write({ verifyMessageCommand: { nonce: 'n2', message: {} } });
    await server.until(() => server.callsOf('telemetry').length === 3);
    expect(server.callsOf('telemetry')[1]?.request).toMatchObject({
      status: { code: Code.NOT_IMPLEMENTED },
      threadStackTrace: { nonce: 'n1' },
    });
    expect(server.callsOf('telemetry')[2]?.request).toMatchObject({
      status: { code: Code.UNSUPPORTED },
      verifyMessageResult: { nonce: 'n2' },
    });
  });

  it('opens the stream anew when the server asks for it', async () => {
    const clock = new VirtualClock(1.7e12);
    await connect({ clock });
    const [stream] = server.streams;
    stream?.write({ reconnectEndpointsCommand: { nonce: 'n' } });
    while (server.callsOf('telemetry').length < 2) {
      await clock.advance(100);
    }
  });
});

describe('a cluster of two brokers', () => {
  it('takes the messages of a broker that is down on the other one', async () => {
    const other = await FixtureServer.start();
    other.broker.createTopic('orders', 1);
    const queueAt = (name: string, port: number) => ({
      id: 0,
      topic: { name: 'orders' },
      permission: v2.Permission.READ_WRITE,
      broker: {
        name,
        id: 0,
        endpoints: { scheme: v2.AddressScheme.IPv4, addresses: [{ host: '127.0.0.1', port }] },
      },
      acceptMessageTypes: [v2.MessageType.NORMAL],
    });
    const messageQueues = [queueAt('here', server.port), queueAt('there', other.port)];
    server.fail('queryRoute', { reply: { status: { code: Code.OK }, messageQueues } });
    const producer = await connect({ topics: ['orders'] });
    const brokers = [await producer.send(message), await producer.send(message)].map(({ brokerName }) => brokerName);
    expect(brokers.sort()).toEqual(['here', 'there']);
    expect(other.callsOf('telemetry')).toHaveLength(1);
    other.stop();
    const receipts = await Promise.all([1, 2, 3, 4].map(() => producer.send(message)));
    expect(receipts.map(({ brokerName }) => brokerName)).toEqual(['here', 'here', 'here', 'here']);
  });
});
