import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Code } from '../../src/model/errors.ts';
import { v2 } from '../../src/protocol/messages.ts';
import { GrpcCode } from '../../src/rpc/service.ts';
import { openProxy, type ProxyUnderTest } from './proxy-fixture.ts';

const { PRODUCER, PUSH_CONSUMER, SIMPLE_CONSUMER, PULL_CONSUMER, LITE_PUSH_CONSUMER, LITE_SIMPLE_CONSUMER } =
  v2.ClientType;

type Settings = v2.Settings.$Properties;

const producer: Settings = {
  clientType: PRODUCER,
  accessPoint: { scheme: v2.AddressScheme.DOMAIN_NAME, addresses: [{ host: 'mq.example', port: 8081 }] },
  requestTimeout: { seconds: 3 },
  publishing: { topics: [{ name: 'orders', resourceNamespace: 'tenant' }] },
  userAgent: { language: v2.Language.JAVA, version: '5.2.1', platform: 'Linux', hostname: 'box' },
};

const pushConsumer: Settings = {
  clientType: PUSH_CONSUMER,
  subscription: {
    group: { name: 'g', resourceNamespace: 'tenant' },
    subscriptions: [
      {
        topic: { name: 'orders', resourceNamespace: 'tenant' },
        expression: { type: v2.FilterType.TAG, expression: 'a' },
      },
    ],
  },
  userAgent: { language: v2.Language.JAVA },
};

const nodeAgent = { userAgent: { language: v2.Language.NODE_JS, version: '1.0.8' } };

let server: ProxyUnderTest;
beforeEach(async () => {
  server = await openProxy();
});
afterEach(() => server.close());

describe('the telemetry stream', () => {
  it('T4 has its headers before the client says anything', () => {
    expect(server.telemetry().call.headersSent).toBe(true);
  });

  it('T6 ends with OK after the client half-closes, also when nothing was said', () => {
    const stream = server.telemetry();
    stream.halfClose();
    expect(stream.call.ended).toEqual({ kind: 'ok' });
    const talkative = server.telemetry();
    talkative.send({ settings: producer });
    talkative.halfClose();
    expect(talkative.call.ended).toEqual({ kind: 'ok' });
  });

  it('T10 T11 answers every settings at once, with status 20000', () => {
    const stream = server.telemetry();
    stream.send({ settings: producer });
    stream.send({ settings: producer });
    const commands = stream.commands();
    expect(commands).toHaveLength(2);
    for (const command of commands) {
      expect(command.status).toMatchObject({ code: Code.OK, message: 'OK' });
      expect(command.settings).not.toBeNull();
    }
  });

  it('T12 T14 tells producers an exponential backoff with both ends and a body limit', () => {
    const stream = server.telemetry();
    stream.send({ settings: producer });
    const settings = stream.commands()[0]?.settings;
    expect(settings?.backoffPolicy).toMatchObject({
      maxAttempts: 3,
      exponentialBackoff: { initial: { nanos: 10_000_000 }, max: { seconds: 1 }, multiplier: 2 },
    });
    expect(settings?.publishing).toMatchObject({ maxBodySize: 4_194_304, validateMessageType: true });
  });

  it('T13 tells push consumers a list of delays, a batch size and a poll time', () => {
    const stream = server.telemetry();
    stream.send({ settings: pushConsumer });
    const settings = stream.commands()[0]?.settings;
    expect(settings?.backoffPolicy?.maxAttempts).toBe(17);
    expect(settings?.backoffPolicy?.customizedBackoff?.next).toHaveLength(18);
    expect(settings?.subscription).toMatchObject({ receiveBatchSize: 32, longPollingTimeout: { seconds: 20 } });
  });

  it('tells consumers what their group is configured for', async () => {
    await server.group('ordered', { orderly: true, retryMax: 4 });
    const stream = server.telemetry();
    stream.send({ settings: { ...pushConsumer, subscription: { group: { name: 'ordered' } } } });
    const settings = stream.commands()[0]?.settings;
    expect(settings?.subscription?.fifo).toBe(true);
    expect(settings?.backoffPolicy?.maxAttempts).toBe(5);
  });

  it.each([
    { client: 'with the language NODE_JS', settings: nodeAgent, headers: {} },
    { client: 'with the header HTTP', settings: {}, headers: { 'x-mq-language': 'HTTP' } },
  ])('T15 T62 gives push consumers $client an exponential backoff in milliseconds', ({ settings, headers }) => {
    const stream = server.telemetry({ headers });
    stream.send({ settings: { ...pushConsumer, ...settings } });
    expect(stream.commands()[0]?.settings?.backoffPolicy).toMatchObject({
      maxAttempts: 17,
      exponentialBackoff: { initial: { seconds: 1000 }, max: { seconds: 7_200_000 }, multiplier: 2 },
    });
  });

  it.each(['JAVA', 'RUST', 'COBOL', ''])(
    'T62 takes the language header "%s" and gives a list of delays',
    (language) => {
      const stream = server.telemetry({ headers: { 'x-mq-language': language } });
      stream.send({ settings: pushConsumer });
      expect(stream.commands()[0]?.settings?.backoffPolicy?.customizedBackoff?.next).toHaveLength(18);
    },
  );

  it('T16 gives everything else back as it came, namespaces included', () => {
    const stream = server.telemetry();
    stream.send({ settings: producer });
    stream.send({ settings: pushConsumer });
    const [first, second] = stream.commands().map((command) => command.settings);
    expect(first).toMatchObject({
      clientType: PRODUCER,
      accessPoint: producer.accessPoint,
      requestTimeout: { seconds: 3 },
      userAgent: producer.userAgent,
    });
    expect(first?.publishing?.topics).toEqual([
      expect.objectContaining({ name: 'orders', resourceNamespace: 'tenant' }),
    ]);
    expect(second?.subscription).toMatchObject(pushConsumer.subscription ?? {});
    expect(second?.publishing ?? undefined).toBeUndefined();
  });

  it('T22 keeps the metrics of clients off', () => {
    const stream = server.telemetry();
    stream.send({ settings: { ...producer, metric: { on: true } } });
    expect(stream.commands()[0]?.settings?.metric).toMatchObject({});
    expect(stream.commands()[0]?.settings?.metric?.on ?? false).toBe(false);
  });
});

describe('T9 the first settings of a Node.js client', () => {
  it('are said again after one and after five seconds', async () => {
    const stream = server.telemetry({ headers: { 'x-mq-language': 'HTTP' } });
    stream.send({ settings: { ...producer, ...nodeAgent } });
    await server.clock.advance(999);
    expect(stream.commands()).toHaveLength(1);
    await server.clock.advance(2);
    expect(stream.commands()).toHaveLength(2);
    await server.clock.advance(3998);
    expect(stream.commands()).toHaveLength(2);
    await server.clock.advance(2);
    const commands = stream.commands();
    expect(commands).toHaveLength(3);
    expect(commands[2]).toEqual(commands[0]);
    await server.clock.advance(60_000);
    expect(stream.commands()).toHaveLength(3);
  });

  it('are said once to every other client', async () => {
    const stream = server.telemetry();
    stream.send({ settings: producer });
    await server.clock.advance(10_000);
    expect(stream.commands()).toHaveLength(1);
  });

  it('are not said again once the stream is over', async () => {
    const stream = server.telemetry();
    stream.send({ settings: { ...producer, ...nodeAgent } });
    stream.halfClose();
    await server.clock.advance(10_000);
    expect(stream.commands()).toHaveLength(1);
  });
});

describe('T17 several streams of one client', () => {
  it('are answered each on its own, without any route asked for before', () => {
    const first = server.telemetry();
    const second = server.telemetry();
    first.send({ settings: producer });
    second.send({ settings: producer });
    expect(first.commands()).toHaveLength(1);
    expect(second.commands()).toHaveLength(1);
  });

  it('are limited in number, and a closed one makes room', () => {
    const streams = Array.from({ length: 4 }, () => server.telemetry());
    for (const stream of streams) {
      stream.send({ settings: producer });
    }
    const fifth = server.telemetry();
    fifth.send({ settings: producer });
    expect(fifth.commands()[0]?.status?.code).toBe(Code.TOO_MANY_REQUESTS);
    expect(fifth.call.ended).toEqual({ kind: 'ok' });
    streams[0]?.call.cancel();
    const sixth = server.telemetry();
    sixth.send({ settings: producer });
    expect(sixth.commands()[0]?.status?.code).toBe(Code.OK);
  });

  it('of too many clients are refused with TOO_MANY_REQUESTS', async () => {
    const small = await openProxy({ clientsMax: 1 });
    small.telemetry({ clientId: 'a' }).send({ settings: producer });
    const refused = small.telemetry({ clientId: 'b' });
    refused.send({ settings: producer });
    expect(refused.commands()).toMatchObject([{ status: { code: Code.TOO_MANY_REQUESTS } }]);
    expect(refused.call.ended).toEqual({ kind: 'ok' });
    await small.close();
  });

  it('T19 may break without the client being forgotten', async () => {
    const stream = server.telemetry();
    stream.send({ settings: pushConsumer });
    stream.call.cancel();
    const answer = await server.unary('DescribeGroup', { name: 'g' });
    expect(answer.clients).toMatchObject([{ id: 'client-1', type: 'PUSH_CONSUMER' }]);
  });
});

describe('T18 what the client cannot mend', () => {
  it('T65 a missing client id is refused by a status, and the stream ends with OK', () => {
    const stream = server.telemetry({ clientId: null });
    stream.send({ settings: producer });
    expect(stream.commands()).toMatchObject([{ status: { code: Code.CLIENT_ID_REQUIRED } }]);
    expect(stream.commands()[0]?.settings ?? undefined).toBeUndefined();
    expect(stream.call.ended).toEqual({ kind: 'ok' });
  });

  it.each([PULL_CONSUMER, LITE_PUSH_CONSUMER, LITE_SIMPLE_CONSUMER])(
    'client type %i is refused by a status UNSUPPORTED, and the stream ends with OK',
    (clientType) => {
      const stream = server.telemetry();
      stream.send({ settings: { ...pushConsumer, clientType } });
      expect(stream.commands()).toMatchObject([{ status: { code: Code.UNSUPPORTED } }]);
      expect(stream.call.ended).toEqual({ kind: 'ok' });
    },
  );

  it('bad client properties are refused by a status, and the stream ends with OK', () => {
    const stream = server.telemetry();
    stream.send({ settings: { ...producer, clientProperties: { 'rocketmq.x': '1' } } });
    expect(stream.commands()).toMatchObject([{ status: { code: Code.INVALID_CLIENT_PROPERTIES } }]);
    expect(stream.call.ended).toEqual({ kind: 'ok' });
  });

  it('what follows a refusal is ignored', () => {
    const stream = server.telemetry({ clientId: null });
    stream.send({ settings: producer });
    stream.send({ settings: producer });
    stream.halfClose();
    expect(stream.commands()).toHaveLength(1);
  });
});

describe('settings that make no sense', () => {
  const subscribed = (subscription: v2.Subscription.$Properties): Settings => ({ ...pushConsumer, subscription });
  const filtered = (expression: v2.FilterExpression.$Properties): Settings =>
    subscribed({ group: { name: 'g' }, subscriptions: [{ topic: { name: 't' }, expression }] });

  it.each<{ name: string; settings: Settings }>([
    { name: 'T20 neither publishing nor subscription', settings: { clientType: PRODUCER } },
    { name: 'a bad topic name', settings: { ...producer, publishing: { topics: [{ name: 'no blanks' }] } } },
    { name: 'a system topic', settings: { ...producer, publishing: { topics: [{ name: 'TBW102' }] } } },
    { name: 'a bad group name', settings: subscribed({ group: { name: 'no blanks' } }) },
    { name: 'no group', settings: subscribed({}) },
    { name: 'a subscription of a producer', settings: { ...pushConsumer, clientType: PRODUCER } },
    { name: 'no client type', settings: { subscription: { group: { name: 'g' } } } },
    { name: 'a tag list without a tag', settings: filtered({ type: v2.FilterType.TAG, expression: '||' }) },
    { name: 'an empty SQL text', settings: filtered({ type: v2.FilterType.SQL, expression: '' }) },
    {
      name: 'too many topics',
      settings: { ...producer, publishing: { topics: Array.from({ length: 4097 }, () => ({ name: 't' })) } },
    },
  ])('with $name end the stream with INVALID_ARGUMENT', ({ settings }) => {
    const stream = server.telemetry();
    stream.send({ settings });
    expect(stream.call.ended).toMatchObject({ kind: 'failed', code: GrpcCode.INVALID_ARGUMENT });
    expect(stream.commands()).toEqual([]);
  });

  it('do not harm the other streams of the client', () => {
    const good = server.telemetry();
    good.send({ settings: producer });
    const bad = server.telemetry();
    bad.send({ settings: { clientType: PRODUCER } });
    good.send({ settings: producer });
    expect(good.commands()).toHaveLength(2);
  });
});

describe('settings that are fine', () => {
  it.each<{ name: string; settings: Settings }>([
    { name: 'topics that do not exist', settings: producer },
    { name: '300 topics', settings: { ...producer, publishing: { topics: Array(300).fill({ name: 't' }) } } },
    { name: 'no topics', settings: { ...producer, publishing: {} } },
    {
      name: 'no subscriptions (Rust)',
      settings: { clientType: SIMPLE_CONSUMER, subscription: { group: { name: 'g' } } },
    },
    { name: 'any client type with publishing', settings: { ...producer, clientType: PULL_CONSUMER } },
    {
      name: 'an SQL text',
      settings: {
        ...pushConsumer,
        subscription: {
          group: { name: 'g' },
          subscriptions: [{ expression: { type: v2.FilterType.SQL, expression: 'a > 1' } }],
        },
      },
    },
    { name: 'T68 client properties', settings: { ...producer, clientProperties: { zone: 'a' } } },
  ])('have $name', ({ settings }) => {
    const stream = server.telemetry();
    stream.send({ settings });
    expect(stream.commands()).toMatchObject([{ status: { code: Code.OK } }]);
    expect(stream.call.ended).toBeUndefined();
  });

  it('T68 come back with their client properties', () => {
    const stream = server.telemetry();
    stream.send({ settings: { ...producer, clientProperties: { zone: 'a' } } });
    expect(stream.commands()[0]?.settings?.clientProperties).toEqual({ zone: 'a' });
  });
});

describe('commands that nobody asked for', () => {
  it.each<v2.TelemetryCommand.$Properties>([
    {},
    { status: { code: Code.OK } },
    { threadStackTrace: { nonce: 'n' } },
    { verifyMessageResult: { nonce: 'n' } },
    { recoverOrphanedTransactionCommand: {} },
  ])('%j is ignored', (command) => {
    const stream = server.telemetry();
    stream.send(command);
    expect(stream.commands()).toEqual([]);
    expect(stream.call.ended).toBeUndefined();
  });
});

describe('a client that reads slowly', () => {
  it('gets its newest settings when it reads again, and costs no more memory until then', async () => {
    const stream = server.telemetry();
    stream.call.roomFor = 1;
    for (let version = 0; version < 100; version++) {
      stream.send({ settings: { ...producer, userAgent: { version: String(version) } } });
    }
    expect(stream.commands()).toHaveLength(1);
    stream.call.read();
    await server.settle(() => stream.call.written.length > 1);
    expect(stream.commands().map((command) => command.settings?.userAgent?.version)).toEqual(['0', '99']);
  });
});

describe('draining', () => {
  it('T8 ends all streams with OK, later ones too', () => {
    const stream = server.telemetry();
    stream.send({ settings: producer });
    const silent = server.telemetry();
    server.proxy.drain();
    expect(stream.call.ended).toEqual({ kind: 'ok' });
    expect(silent.call.ended).toEqual({ kind: 'ok' });
    expect(server.telemetry().call.ended).toEqual({ kind: 'ok' });
  });
});
