import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Code } from '../../src/model/errors.ts';
import { v2 } from '../../src/protocol/messages.ts';
import { openProxy, type ProxyUnderTest } from './proxy-fixture.ts';
import { pathOf } from './wire.ts';

const { PRODUCER, PUSH_CONSUMER, SIMPLE_CONSUMER, PULL_CONSUMER, LITE_PUSH_CONSUMER, CLIENT_TYPE_UNSPECIFIED } =
  v2.ClientType;

let server: ProxyUnderTest;
beforeEach(async () => {
  server = await openProxy();
  await server.topic('orders', 'NORMAL', 1);
});
afterEach(() => server.close());

async function clientsOf(group: string): Promise<string[]> {
  return (await server.unary('DescribeGroup', { name: group })).clients.map((client) => client.id ?? '');
}

describe('a heartbeat', () => {
  it.each([
    { name: 'a producer', request: { clientType: PRODUCER } },
    { name: 'a producer with an empty group (Go)', request: { clientType: PRODUCER, group: { name: '' } } },
    { name: 'a push consumer', request: { clientType: PUSH_CONSUMER, group: { name: 'g' } } },
    { name: 'a simple consumer', request: { clientType: SIMPLE_CONSUMER, group: { name: 'g' } } },
  ])('T60 of $name that the server does not know is OK', async ({ request }) => {
    expect((await server.unary('Heartbeat', request)).status?.code).toBe(Code.OK);
  });

  it('T19 T60 makes a client known that came before the server restarted', async () => {
    await server.group('g');
    await server.unary('Heartbeat', { clientType: PUSH_CONSUMER, group: { name: 'g' } }, { clientId: 'survivor' });
    expect(await clientsOf('g')).toEqual(['survivor']);
  });

  it('of a client with settings is OK whatever it says', async () => {
    server.telemetry().send({ settings: { clientType: PRODUCER, publishing: {} } });
    const answer = await server.unary('Heartbeat', { clientType: CLIENT_TYPE_UNSPECIFIED });
    expect(answer.status?.code).toBe(Code.OK);
  });

  it.each([
    { name: 'a consumer without a group', request: { clientType: PUSH_CONSUMER }, code: Code.ILLEGAL_CONSUMER_GROUP },
    {
      name: 'a consumer with a bad group',
      request: { clientType: SIMPLE_CONSUMER, group: { name: 'no blanks' } },
      code: Code.ILLEGAL_CONSUMER_GROUP,
    },
    { name: 'no client type', request: {}, code: Code.UNRECOGNIZED_CLIENT_TYPE },
    { name: 'a pull consumer', request: { clientType: PULL_CONSUMER }, code: Code.UNRECOGNIZED_CLIENT_TYPE },
    { name: 'a lite consumer', request: { clientType: LITE_PUSH_CONSUMER }, code: Code.UNRECOGNIZED_CLIENT_TYPE },
  ])('of a stranger that is $name is refused with $code', async ({ request, code }) => {
    expect((await server.unary('Heartbeat', request)).status?.code).toBe(code);
  });

  it('T65 without a client id is a plain status', async () => {
    const answer = await server.unary('Heartbeat', { clientType: PRODUCER }, { clientId: null });
    expect(answer.status?.code).toBe(Code.CLIENT_ID_REQUIRED);
  });

  it('of one client too many is TOO_MANY_REQUESTS', async () => {
    const small = await openProxy({ clientsMax: 1 });
    const beat = (clientId: string) => small.unary('Heartbeat', { clientType: PRODUCER }, { clientId });
    expect((await beat('a')).status?.code).toBe(Code.OK);
    expect((await beat('b')).status?.code).toBe(Code.TOO_MANY_REQUESTS);
    expect((await beat('a')).status?.code).toBe(Code.OK);
    await small.close();
  });

  it('T62 T63 T64 is not judged by its language, authorization or date', async () => {
    const headers = { 'x-mq-language': 'KLINGON', authorization: '=', 'x-mq-date-time': 'never' };
    expect((await server.unary('Heartbeat', { clientType: PRODUCER }, { headers })).status?.code).toBe(Code.OK);
  });
});

describe('clients', () => {
  it('T61 are forgotten after 120 s without a sign, and not before', async () => {
    await server.group('g');
    server.telemetry().send({ settings: { clientType: SIMPLE_CONSUMER, subscription: { group: { name: 'g' } } } });
    await server.clock.advance(115_000);
    expect(await clientsOf('g')).toEqual(['client-1']);
    await server.clock.advance(16_000);
    expect(await clientsOf('g')).toEqual([]);
  });

  it('T61 live on heartbeats each 30 s, as Rust sends them', async () => {
    await server.group('g');
    server.telemetry().send({ settings: { clientType: SIMPLE_CONSUMER, subscription: { group: { name: 'g' } } } });
    for (let beat = 0; beat < 10; beat++) {
      await server.clock.advance(30_000);
      await server.unary('Heartbeat', { clientType: SIMPLE_CONSUMER, group: { name: 'g' } });
    }
    expect(await clientsOf('g')).toEqual(['client-1']);
  });

  it('T19 are known by their receives alone', async () => {
    await server.take('orders', 'g', {}, { clientId: 'quiet' });
    expect(await clientsOf('g')).toEqual(['quiet']);
  });
});

describe('a goodbye', () => {
  const bye = (clientId: string | null, group?: v2.Resource.$Properties) =>
    server.unary('NotifyClientTermination', group === undefined ? {} : { group }, { clientId });

  it('T66 is OK, a second time and from strangers too', async () => {
    server.telemetry().send({ settings: { clientType: PRODUCER, publishing: {} } });
    expect((await bye('client-1')).status?.code).toBe(Code.OK);
    expect((await bye('client-1')).status?.code).toBe(Code.OK);
    expect((await bye('stranger', { name: '' })).status?.code).toBe(Code.OK);
    expect((await bye('stranger', { name: 'no blanks' })).status?.code).toBe(Code.OK);
  });

  it('T65 without a client id is a plain status', async () => {
    expect((await bye(null)).status?.code).toBe(Code.CLIENT_ID_REQUIRED);
  });

  it('makes what the client held visible at once; the attempt counts', async () => {
    await server.send('orders', 'one');
    await server.take('orders', 'g', { autoRenew: true, invisibleDuration: null }, { clientId: 'worker' });
    await bye('worker', { name: 'g' });
    await server.clock.advance(100);
    await server.settle();
    const messages = await server.take('orders', 'g', {}, { clientId: 'other' });
    expect(messages.map((message) => message.systemProperties?.deliveryAttempt)).toEqual([2]);
  });

  it('ends the waiting receives of the client', async () => {
    const call = server.receive(
      {
        group: { name: 'g' },
        messageQueue: { topic: { name: 'orders' } },
        batchSize: 1,
        autoRenew: true,
        longPollingTimeout: { seconds: 20 },
      },
      { clientId: 'worker' },
    );
    await server.settle();
    expect(call.ended).toBeUndefined();
    await bye('worker');
    await server.settle(() => call.ended !== undefined);
    expect(server.answersOf(call)[0]?.status?.code).toBe(Code.MESSAGE_NOT_FOUND);
  });

  it('leaves the telemetry stream open', async () => {
    const stream = server.telemetry();
    stream.send({ settings: { clientType: PRODUCER, publishing: {} } });
    await bye('client-1');
    expect(stream.call.ended).toBeUndefined();
    stream.halfClose();
    expect(stream.call.ended).toEqual({ kind: 'ok' });
  });
});

describe('T67 a client of an older protocol without a client id (PHP)', () => {
  it('gets a status for its route', async () => {
    const answer = await server.unary('QueryRoute', { topic: { name: 'orders' } }, { clientId: null });
    expect(answer.status?.code).toBe(Code.CLIENT_ID_REQUIRED);
  });
});

describe('the table of methods', () => {
  it('has none of the calls that are not built, so that they are UNIMPLEMENTED', () => {
    const messaging = server.proxy.methods
      .map((method) => method.path)
      .filter((path) => path.startsWith('/apache.rocketmq.v2.MessagingService/'));
    expect(messaging.sort()).toEqual(
      (
        [
          'AckMessage',
          'ChangeInvisibleDuration',
          'ForwardMessageToDeadLetterQueue',
          'Heartbeat',
          'NotifyClientTermination',
          'QueryAssignment',
          'QueryRoute',
          'RecallMessage',
          'ReceiveMessage',
          'SendMessage',
          'Telemetry',
        ] as const
      ).map(pathOf),
    );
  });
});
