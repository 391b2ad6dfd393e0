import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Code } from '../../src/model/errors.ts';
import { Permission } from '../../src/model/topic.ts';
import { v2 } from '../../src/protocol/messages.ts';
import { openProxy, type ProxyUnderTest } from './proxy-fixture.ts';

const { READ, WRITE, READ_WRITE, NONE } = v2.Permission;
const endpoints = { scheme: v2.AddressScheme.DOMAIN_NAME, addresses: [{ host: 'mq.example', port: 18_081 }] };

let server: ProxyUnderTest;
beforeEach(async () => {
  server = await openProxy();
});
afterEach(() => server.close());

const route = (name: string) => server.unary('QueryRoute', { topic: { name }, endpoints });
const assignment = (name: string, group = 'g') =>
  server.unary('QueryAssignment', { topic: { name }, group: { name: group }, endpoints });

describe('routes', () => {
  it('T24 list queues from id 0 on, read and written, at broker id 0', async () => {
    await server.topic('orders', 'NORMAL', 3);
    const { status, messageQueues } = await route('orders');
    expect(status?.code).toBe(Code.OK);
    expect(messageQueues.map((queue) => queue.id)).toEqual([0, 1, 2]);
    for (const queue of messageQueues) {
      expect(queue.permission).toBe(READ_WRITE);
      expect(queue.broker?.id).toBe(0);
      expect(queue.broker?.name).toBe(server.broker.brokerName);
    }
  });

  it('T24 begin with the queues that are both read and written', async () => {
    await server.topic('wide', 'NORMAL', 1, { readQueues: 3, writeQueues: 1 });
    expect((await route('wide')).messageQueues.map((queue) => queue.permission)).toEqual([READ_WRITE, READ, READ]);
  });

  it.each([
    { permission: Permission.READ, shown: READ },
    { permission: Permission.WRITE, shown: WRITE },
    { permission: 0, shown: NONE },
  ])('T25 say permission $shown for a topic with the bits $permission', async ({ permission, shown }) => {
    await server.topic('orders', 'NORMAL', 2, { permission });
    expect((await route('orders')).messageQueues.map((queue) => queue.permission)).toEqual([shown, shown]);
  });

  it('T25 T27 carry the endpoints of the request, port included', async () => {
    await server.topic('orders');
    const { messageQueues } = await route('orders');
    expect(messageQueues[0]?.broker?.endpoints).toMatchObject(endpoints);
    expect(messageQueues.every((queue) => queue.broker?.endpoints?.addresses?.[0]?.port === 18_081)).toBe(true);
  });

  it('T25 carry the own address when the request has none', async () => {
    await server.topic('orders');
    const { messageQueues } = await server.unary('QueryRoute', { topic: { name: 'orders' } });
    expect(messageQueues[0]?.broker?.endpoints).toMatchObject({
      scheme: v2.AddressScheme.IPv4,
      addresses: [{ host: '127.0.0.1', port: 8081 }],
    });
  });

  it('T26 T32 name the topic as the client did, with its namespace', async () => {
    await server.topic('orders');
    const topic = { name: 'orders', resourceNamespace: 'tenant' };
    const { messageQueues } = await server.unary('QueryRoute', { topic, endpoints });
    expect(messageQueues[0]?.topic).toMatchObject(topic);
    const plain = await route('orders');
    expect(plain.messageQueues).toHaveLength(messageQueues.length);
  });

  it.each([
    { type: 'NORMAL', accepted: ['NORMAL'] },
    { type: 'FIFO', accepted: ['FIFO'] },
    { type: 'DELAY', accepted: ['DELAY'] },
    { type: 'TRANSACTION', accepted: ['TRANSACTION'] },
    { type: 'PRIORITY', accepted: ['PRIORITY'] },
    { type: 'LITE', accepted: ['LITE'] },
    { type: 'MIXED', accepted: ['NORMAL', 'FIFO', 'DELAY'] },
  ] as const)('T25 T31 say that a topic of type $type takes $accepted', async ({ type, accepted }) => {
    await server.topic('orders', type, 1);
    const { messageQueues } = await route('orders');
    expect(messageQueues[0]?.acceptMessageTypes).toEqual(accepted.map((name) => v2.MessageType[name]));
  });

  it('T29 of an unknown topic are TOPIC_NOT_FOUND without queues', async () => {
    const answer = await route('unknown');
    expect(answer.status?.code).toBe(Code.TOPIC_NOT_FOUND);
    expect(answer.messageQueues).toEqual([]);
  });

  it.each(['', '  ', 'no blanks', 'a'.repeat(128), 'TBW102', 'rmq_sys_x'])(
    'of the topic name "%s" are ILLEGAL_TOPIC',
    async (name) => {
      expect((await route(name)).status?.code).toBe(Code.ILLEGAL_TOPIC);
    },
  );

  it('of unusable endpoints are ILLEGAL_ACCESS_POINT', async () => {
    await server.topic('orders');
    const bad = { addresses: [{ host: '', port: 1 }] };
    const answer = await server.unary('QueryRoute', { topic: { name: 'orders' }, endpoints: bad });
    expect(answer.status?.code).toBe(Code.ILLEGAL_ACCESS_POINT);
  });

  it('T27 T30 stay the same from call to call', async () => {
    await server.topic('orders');
    expect(await route('orders')).toEqual(await route('orders'));
  });

  it('follow a topic that changes', async () => {
    await server.topic('orders', 'NORMAL', 1);
    expect((await route('orders')).messageQueues).toHaveLength(1);
    await server.topic('orders', 'NORMAL', 3);
    expect((await route('orders')).messageQueues).toHaveLength(3);
  });
});

describe('assignments', () => {
  it('T30 of an ordinary group are one for all queues, readable and with endpoints', async () => {
    await server.topic('orders', 'NORMAL', 4);
    const { status, assignments } = await assignment('orders');
    expect(status?.code).toBe(Code.OK);
    expect(assignments).toHaveLength(1);
    expect(assignments[0]?.messageQueue).toMatchObject({
      id: -1,
      permission: READ_WRITE,
      topic: { name: 'orders' },
      broker: { name: server.broker.brokerName, endpoints },
    });
  });

  it('T30 of a FIFO group are one for each queue, in order', async () => {
    await server.topic('orders', 'NORMAL', 3);
    await server.group('ordered', { orderly: true });
    const { assignments } = await assignment('orders', 'ordered');
    expect(assignments.map((each) => each.messageQueue?.id)).toEqual([0, 1, 2]);
  });

  it('T30 stay the same from call to call', async () => {
    await server.topic('orders');
    expect(await assignment('orders')).toEqual(await assignment('orders'));
  });

  it.each([
    { name: 'an unknown topic', topic: 'unknown', group: 'g', code: Code.TOPIC_NOT_FOUND },
    { name: 'a bad topic name', topic: 'no blanks', group: 'g', code: Code.ILLEGAL_TOPIC },
    { name: 'a bad group name', topic: 'orders', group: 'no blanks', code: Code.ILLEGAL_CONSUMER_GROUP },
    { name: 'a system group', topic: 'orders', group: 'CID_RMQ_SYS_x', code: Code.ILLEGAL_CONSUMER_GROUP },
    { name: 'a topic that nobody may read', topic: 'writeonly', group: 'g', code: Code.FORBIDDEN },
  ])('of $name are $code', async ({ topic, group, code }) => {
    await server.topic('orders');
    await server.topic('writeonly', 'NORMAL', 1, { permission: Permission.WRITE });
    const answer = await assignment(topic, group);
    expect(answer.status?.code).toBe(code);
    expect(answer.assignments).toEqual([]);
  });
});
