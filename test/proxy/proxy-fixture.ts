import { Broker, brokerDefaults } from '../../src/broker/broker.ts';
import { type ConsumerGroup, retryPolicyDefault } from '../../src/model/consumer-group.ts';
import { Permission, type Topic, type TopicType } from '../../src/model/topic.ts';
import { Nameserver, nameserverDefaults } from '../../src/nameserver/nameserver.ts';
import { v2 } from '../../src/protocol/messages.ts';
import { createProxy, type Proxy as FrontDoor } from '../../src/proxy/proxy.ts';
import type { ProxyOptions } from '../../src/proxy/proxy-options.ts';
import type { DuplexHandler, Method } from '../../src/rpc/service.ts';
import type { Logger } from '../../src/runtime/log.ts';
import { MemoryDisk } from '../../src/runtime/memory-disk.ts';
import { systemRandom } from '../../src/runtime/random.ts';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';
import { MessageStore } from '../../src/store/message-store.ts';
import { RecordedStreamCall, RecordedUnaryCall } from './recorded-calls.ts';
import { type MethodName, pathOf, type RequestOf, type ResponseOf, wire } from './wire.ts';

export interface CallOptions {
  /** Null: the header is not sent. */
  readonly clientId?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** From now; absent: no deadline. */
  readonly deadlineMs?: number;
}

export interface TelemetryUnderTest {
  readonly call: RecordedStreamCall<unknown>;
  /** What the server has written, as a client reads it. */
  commands(): v2.TelemetryCommand[];
  send(command: RequestOf<'Telemetry'>): void;
  halfClose(): void;
}

const proxyOptions: ProxyOptions = {
  limits: brokerDefaults.limits,
  receiveMessagesMax: 32,
  longPollingMsMax: 20_000,
  clientExpiryMs: 120_000,
  clientsMax: 100,
  telemetryStreamsPerClientMax: 4,
  producerMaxAttempts: 3,
  producerBackoffInitialMs: 10,
  producerBackoffMaxMs: 1000,
  producerBackoffMultiplier: 2,
  topicQueuesDefault: 4,
};

/** The front door over a real broker and a real store in memory, with time in the hand of the test. */
export class ProxyUnderTest {
  readonly clock: VirtualClock;
  readonly broker: Broker;
  readonly proxy: FrontDoor;
  readonly store: MessageStore;
  /** Texts that were logged as errors. */
  readonly errors: string[];
  readonly #methods: ReadonlyMap<string, Method>;
  #sent = 0;

  constructor(parts: {
    readonly clock: VirtualClock;
    readonly broker: Broker;
    readonly proxy: FrontDoor;
    readonly store: MessageStore;
    readonly errors: string[];
  }) {
    this.clock = parts.clock;
    this.broker = parts.broker;
    this.proxy = parts.proxy;
    this.store = parts.store;
    this.errors = parts.errors;
    this.#methods = new Map(parts.proxy.methods.map((method) => [method.path, method]));
  }

  async topic(name: string, type: TopicType = 'NORMAL', queues = 4, changes: Partial<Topic> = {}): Promise<void> {
    const permission = Permission.READ | Permission.WRITE;
    await this.broker.putTopic({ name, type, readQueues: queues, writeQueues: queues, permission, ...changes });
  }

  async group(name: string, changes: Partial<ConsumerGroup> = {}): Promise<void> {
    const defaults = { orderly: false, retryMax: 16, retryPolicy: retryPolicyDefault, consumeEnabled: true };
    await this.broker.putGroup({ name, ...defaults, ...changes });
  }

  /** Ends when the answer is there; time stands still. */
  async unary<Name extends MethodName>(
    name: Name,
    request: RequestOf<Name>,
    options: CallOptions = {},
  ): Promise<ResponseOf<Name>> {
    const method = this.#method(name, 'unary');
    const call = new RecordedUnaryCall<unknown>(this.#facts(name, options));
    const bytes = Buffer.from(this.#encode(name, request));
    void method.handle(method.read?.(bytes, 0, bytes.length) ?? method.decode(bytes), call);
    await this.settle(() => call.ended !== undefined);
    if (call.replies.length !== 1) {
      throw new Error(`${name} ended with ${JSON.stringify(call.ended)} and ${call.replies.length} replies`);
    }
    return this.#decode(name, method.encode(call.replies[0]));
  }

  receive(request: RequestOf<'ReceiveMessage'>, options: CallOptions = {}): RecordedStreamCall<unknown> {
    const method = this.#method('ReceiveMessage', 'serverStream');
    const call = new RecordedStreamCall<unknown>(this.#facts('ReceiveMessage', options));
    void method.handle(method.decode(this.#encode('ReceiveMessage', request)), call);
    return call;
  }

  /** Stores one message and waits until receives can find it. */
  async send(topic: string, body: string, system: v2.SystemProperties.$Properties = {}): Promise<void> {
    this.#sent += 1;
    const systemProperties = { messageId: `S${this.#sent}`, ...system };
    const message = { topic: { name: topic }, body: Buffer.from(body), systemProperties };
    const answer = await this.unary('SendMessage', { messages: [message] });
    if (answer.status?.code !== v2.Code.OK) {
      throw new Error(`${answer.status?.code} ${answer.status?.message}`);
    }
    await this.settle();
  }

  /** The messages that a receive gets without waiting. */
  async take(
    topic: string,
    group: string,
    changes: RequestOf<'ReceiveMessage'> = {},
    options: CallOptions = {},
  ): Promise<v2.Message.$Properties[]> {
    const call = this.receive(
      {
        group: { name: group },
        messageQueue: { topic: { name: topic }, id: -1 },
        batchSize: 32,
        invisibleDuration: { seconds: 30 },
        longPollingTimeout: {},
        ...changes,
      },
      options,
    );
    await this.settle(() => call.ended !== undefined);
    return this.answersOf(call).flatMap((answer) => (answer.message == null ? [] : [answer.message]));
  }

  /** What the server has written on a receive, as a client reads it. */
  answersOf(call: RecordedStreamCall<unknown>): v2.ReceiveMessageResponse[] {
    const method = this.#method('ReceiveMessage', 'serverStream');
    return call.written.map((response) => this.#decode('ReceiveMessage', method.encode(response)));
  }

  telemetry(options: CallOptions = {}): TelemetryUnderTest {
    const method = this.#method('Telemetry', 'duplex');
    const call = new RecordedStreamCall<unknown>(this.#facts('Telemetry', options));
    const handler: DuplexHandler<unknown> = method.open(call);
    return {
      call,
      commands: () => call.written.map((command) => this.#decode('Telemetry', method.encode(command))),
      send: (command) => void handler.message(method.decode(this.#encode('Telemetry', command))),
      halfClose: () => void handler.halfClosed(),
    };
  }

  /** Lets everything run that needs no time, until the condition holds. */
  async settle(until: () => boolean = () => false): Promise<void> {
    for (let turn = 0; turn < 200 && !until(); turn++) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  async close(): Promise<void> {
    this.proxy.drain();
    this.proxy.close();
    await this.broker.close();
    await this.store.close();
  }

  #method<Kind extends Method['kind']>(name: MethodName, kind: Kind): Extract<Method, { kind: Kind }> {
    const method = this.#methods.get(pathOf(name));
    if (method?.kind !== kind) {
      throw new Error(`${name} is ${method?.kind ?? 'not there'}, not ${kind}`);
    }
    return method as Extract<Method, { kind: Kind }>;
  }

  #facts(name: MethodName, { clientId = 'client-1', headers = {}, deadlineMs }: CallOptions) {
    const identity: Record<string, string> = clientId === null ? {} : { 'x-mq-client-id': clientId };
    const deadlineAt = deadlineMs === undefined ? Number.POSITIVE_INFINITY : this.clock.monotonic() + deadlineMs;
    return {
      path: pathOf(name),
      headers: { ...identity, ...headers },
      remainingMs: () => deadlineAt - this.clock.monotonic(),
    };
  }

  #encode<Name extends MethodName>(name: Name, request: RequestOf<Name>): Buffer {
    const encode: (request: RequestOf<Name>) => Uint8Array = wire[name].encode;
    return Buffer.from(encode(request));
  }

  #decode<Name extends MethodName>(name: Name, bytes: Uint8Array): ResponseOf<Name> {
    return wire[name].decode(bytes) as ResponseOf<Name>;
  }
}

function recordingLogger(errors: string[]): Logger {
  const silent = () => undefined;
  const logger: Logger = {
    debug: silent,
    info: silent,
    warn: silent,
    error: (fields, text) => errors.push(`${text} ${JSON.stringify(fields)}`),
    child: () => logger,
  };
  return logger;
}

export async function openProxy(changes: Partial<ProxyOptions> = {}): Promise<ProxyUnderTest> {
  const clock = new VirtualClock(1_700_000_000_000);
  const errors: string[] = [];
  const logger = recordingLogger(errors);
  const store = await MessageStore.open(
    {
      directory: '/store',
      flushMode: 'ASYNC_FLUSH',
      commitLogSegmentBytes: 64 << 20,
      consumeQueueFileBytes: 20 * 10_000,
      bodyBytesMax: brokerDefaults.limits.bodyBytesMax,
      flushIntervalMs: 500,
      flushLeastPages: 4,
      flushThoroughIntervalMs: 10_000,
      flushConsumeQueueIntervalMs: 1000,
      storeHost: { address: '127.0.0.1', port: 8081 },
      pendingBytesMax: 64 << 20,
      timer: {
        wheelEnabled: true,
        precisionMs: 1000,
        delayMsMax: brokerDefaults.limits.delayMsMax,
        levelDelaysMs: [1000],
      },
    },
    { disk: new MemoryDisk(), clock, logger },
  );
  const broker = await Broker.open(
    { ...brokerDefaults, autoCreateTopics: false },
    { store, clock, random: systemRandom, logger },
  );
  const nameserver = new Nameserver(nameserverDefaults, { clock, logger });
  const { brokerName, clusterName } = brokerDefaults;
  broker.onTopicsChanged(() => nameserver.register({ brokerName, clusterName, topics: broker.topics() }));
  const options = { ...proxyOptions, ...changes };
  const proxy = createProxy({
    broker,
    routes: nameserver,
    clock,
    logger,
    options,
    facts: {
      version: '1.2.3',
      flushMode: 'ASYNC_FLUSH',
      address: () => ({ address: '127.0.0.1', port: 8081 }),
      lossWindow: () => store.lossWindow(),
    },
  });
  return new ProxyUnderTest({ clock, broker, proxy, store, errors });
}
