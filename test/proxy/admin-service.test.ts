import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Code } from '../../src/model/errors.ts';
import { v2 } from '../../src/protocol/messages.ts';
import { openProxy, type ProxyUnderTest } from './proxy-fixture.ts';

let server: ProxyUnderTest;
beforeEach(async () => {
  server = await openProxy();
});
afterEach(() => server.close());

/** The command line has no client id. */
const asCommandLine = { clientId: null };

describe('topics', () => {
  it('are created with the type and the queues that are asked for', async () => {
    const answer = await server.unary('CreateTopic', { name: 'orders', type: 'FIFO', queues: 3 }, asCommandLine);
    expect(answer).toMatchObject({
      status: { code: Code.OK },
      created: true,
      topic: { name: 'orders', type: 'FIFO', readQueues: 3, writeQueues: 3, readable: true, writable: true },
    });
    expect(server.broker.topic('orders')).toMatchObject({ type: 'FIFO', writeQueues: 3 });
  });

  it('are NORMAL and have the default number of queues when nothing is said', async () => {
    const answer = await server.unary('CreateTopic', { name: 'orders' }, asCommandLine);
    expect(answer.topic).toMatchObject({ type: 'NORMAL', writeQueues: 4 });
  });

  it('that are there already are OK when they are the same, and refused when they differ', async () => {
    await server.unary('CreateTopic', { name: 'orders', queues: 2 }, asCommandLine);
    const same = await server.unary('CreateTopic', { name: 'orders', queues: 2 }, asCommandLine);
    expect(same.status?.code).toBe(Code.OK);
    expect(same.created).toBe(false);
    const other = await server.unary('CreateTopic', { name: 'orders', queues: 3 }, asCommandLine);
    expect(other.status).toMatchObject({
      code: Code.BAD_REQUEST,
      message: expect.stringContaining('type NORMAL and 2 queues'),
    });
    expect(server.broker.topic('orders')?.writeQueues).toBe(2);
  });

  it.each([
    { name: 'a bad name', request: { name: 'no blanks' }, code: Code.ILLEGAL_TOPIC },
    { name: 'a system name', request: { name: 'TBW102' }, code: Code.ILLEGAL_TOPIC },
    { name: 'an unknown type', request: { name: 'orders', type: 'fifo' }, code: Code.BAD_REQUEST },
    { name: 'no queue', request: { name: 'orders', queues: 0 }, code: Code.BAD_REQUEST },
    { name: 'more queues than the limit', request: { name: 'orders', queues: 1_000_000 }, code: Code.BAD_REQUEST },
  ])('with $name are refused', async ({ request, code }) => {
    const answer = await server.unary('CreateTopic', request, asCommandLine);
    expect(answer.status?.code).toBe(code);
    expect(server.broker.topic('orders')).toBeUndefined();
  });

  it('are listed by name, those of the server only when asked for', async () => {
    await server.topic('b', 'NORMAL', 1);
    await server.topic('a');
    await server.send('b', 'one');
    const [message] = await server.take('b', 'g');
    const receiptHandle = message?.systemProperties?.receiptHandle ?? '';
    await server.unary('ForwardMessageToDeadLetterQueue', {
      topic: { name: 'b' },
      group: { name: 'g' },
      receiptHandle,
    });
    await server.settle();
    const plain = await server.unary('ListTopics', {}, asCommandLine);
    expect(plain.topics.map((topic) => topic.name)).toEqual(['a', 'b']);
    const all = await server.unary('ListTopics', { includeInternal: true }, asCommandLine);
    expect(all.topics.map((topic) => topic.name)).toEqual(['%DLQ%g', 'a', 'b']);
  });

  it('are described with the offsets of their queues', async () => {
    await server.topic('orders', 'NORMAL', 2);
    for (let index = 0; index < 4; index++) {
      await server.send('orders', `m${index}`);
    }
    const answer = await server.unary('DescribeTopic', { name: 'orders' }, asCommandLine);
    expect(answer.topic).toMatchObject({ name: 'orders', writeQueues: 2 });
    expect(answer.queues.map((queue) => queue.id)).toEqual([0, 1]);
    expect(answer.queues.reduce((sum, queue) => sum + (queue.maxOffset ?? 0), 0)).toBe(4);
    const unknown = await server.unary('DescribeTopic', { name: 'unknown' }, asCommandLine);
    expect(unknown.status?.code).toBe(Code.TOPIC_NOT_FOUND);
  });
});

describe('groups', () => {
  it('are created in order or not, with the attempts that are asked for', async () => {
    const plain = await server.unary('CreateGroup', { name: 'g' }, asCommandLine);
    expect(plain).toMatchObject({ status: { code: Code.OK }, created: true, group: { name: 'g', maxAttempts: 17 } });
    expect(plain.group?.orderly ?? false).toBe(false);
    const ordered = await server.unary('CreateGroup', { name: 'h', orderly: true, maxAttempts: 3 }, asCommandLine);
    expect(ordered.group).toMatchObject({ orderly: true, maxAttempts: 3, consumeEnabled: true });
    expect(server.broker.group('h')).toMatchObject({ orderly: true, retryMax: 2 });
  });

  it('that are there already are OK when they are the same, and refused when they differ', async () => {
    await server.unary('CreateGroup', { name: 'g', maxAttempts: 3 }, asCommandLine);
    const same = await server.unary('CreateGroup', { name: 'g', maxAttempts: 3 }, asCommandLine);
    expect(same.status?.code).toBe(Code.OK);
    expect(same.created).toBe(false);
    const other = await server.unary('CreateGroup', { name: 'g', orderly: true, maxAttempts: 3 }, asCommandLine);
    expect(other.status?.code).toBe(Code.BAD_REQUEST);
  });

  it.each([
    { name: 'a bad name', request: { name: 'no blanks' }, code: Code.ILLEGAL_CONSUMER_GROUP },
    { name: 'no attempt', request: { name: 'g', maxAttempts: 0 }, code: Code.BAD_REQUEST },
  ])('with $name are refused', async ({ request, code }) => {
    expect((await server.unary('CreateGroup', request, asCommandLine)).status?.code).toBe(code);
    expect(server.broker.groups()).toEqual([]);
  });

  it('are listed by name', async () => {
    await server.group('b');
    await server.group('a');
    const answer = await server.unary('ListGroups', {}, asCommandLine);
    expect(answer.groups.map((group) => group.name)).toEqual(['a', 'b']);
  });

  it('are described with progress, lag, what is in flight, and their clients', async () => {
    await server.topic('orders', 'NORMAL', 1);
    for (let index = 0; index < 3; index++) {
      await server.send('orders', `m${index}`);
    }
    const agent = { language: v2.Language.JAVA, version: '5.2.1' };
    const subscription = { group: { name: 'g' } };
    server
      .telemetry()
      .send({ settings: { clientType: v2.ClientType.SIMPLE_CONSUMER, subscription, userAgent: agent } });
    const [first] = await server.take('orders', 'g', { batchSize: 2 });
    const { messageId, receiptHandle } = first?.systemProperties ?? {};
    const entries = [{ messageId: messageId ?? '', receiptHandle: receiptHandle ?? '' }];
    await server.unary('AckMessage', { topic: { name: 'orders' }, group: { name: 'g' }, entries });
    await server.clock.advance(2000);
    const answer = await server.unary('DescribeGroup', { name: 'g' }, asCommandLine);
    expect(answer.status?.code).toBe(Code.OK);
    expect(answer.queues.filter((queue) => queue.topic === 'orders')).toMatchObject([
      { topic: 'orders', committedOffset: 1, maxOffset: 3, lag: 2, inFlight: 1 },
    ]);
    expect(answer.clients).toMatchObject([
      { id: 'client-1', type: 'SIMPLE_CONSUMER', language: 'JAVA', version: '5.2.1', lastSeenMsAgo: 2000 },
    ]);
  });

  it('that are not there are CONSUMER_GROUP_NOT_FOUND', async () => {
    const answer = await server.unary('DescribeGroup', { name: 'unknown' }, asCommandLine);
    expect(answer.status?.code).toBe(Code.CONSUMER_GROUP_NOT_FOUND);
  });
});

describe('the server', () => {
  it('says what it is and how much a loss of power would cost', async () => {
    await server.topic('orders', 'NORMAL', 1);
    await server.send('orders', 'one');
    await server.clock.advance(100);
    const answer = await server.unary('GetServerInfo', {}, asCommandLine);
    expect(answer).toMatchObject({
      status: { code: Code.OK },
      version: '1.2.3',
      brokerName: server.broker.brokerName,
      flushMode: 'ASYNC_FLUSH',
      unflushedMessages: 1,
      clients: 0,
      uptimeMs: 100,
    });
    expect(answer.unflushedBytes).toBeGreaterThan(0);
    expect(answer.topics).toBe(server.broker.topics().length);
  });
});
