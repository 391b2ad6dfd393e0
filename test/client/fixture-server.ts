import {
  type Deadline,
  type Metadata,
  type MethodDefinition,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
  type UntypedHandleCall,
} from '@grpc/grpc-js';
import { v2 } from '../../src/protocol/messages.ts';
import { adminMethods, messagingMethods } from '../../src/protocol/methods.ts';
import { durationMsOf } from '../../src/protocol/time.ts';
import { type Clock, systemClock } from '../../src/runtime/clock.ts';
import { FixtureAdmin } from './fixture-admin.ts';
import { FixtureBroker } from './fixture-broker.ts';

/** What the next call of a method meets instead of the broker. */
export type Fault =
  /** The call fails with a gRPC status. */
  | { readonly grpc: keyof typeof status; readonly details?: string }
  /** Nothing comes back until the client gives up. */
  | { readonly silent: true }
  /** This message is the answer. */
  | { readonly reply: object };

export interface RecordedCall {
  readonly name: string;
  readonly request: unknown;
  readonly headers: Record<string, string>;
  /** True: the client sent a deadline. */
  readonly hasDeadline: boolean;
}

interface CallFacts {
  readonly metadata: Metadata;
  getDeadline(): Deadline;
}

const ok = { code: v2.Code.OK, message: 'OK' };

const codecs = {
  ...messagingMethods,
  ...adminMethods,
  // The server writes what lies in its store; a fixture has no store.
  receiveMessage: {
    ...messagingMethods.receiveMessage,
    encode: (response: v2.ReceiveMessageResponse.$Properties) => v2.ReceiveMessageResponse.encode(response).finish(),
  },
};
type Codecs = typeof codecs;
type MethodName = keyof Codecs;
type RequestOf<Name extends MethodName> = ReturnType<Codecs[Name]['decode']>;
type ResponseOf<Name extends MethodName> = Parameters<Codecs[Name]['encode']>[0];

/** A double of the wire: a gRPC server that speaks the protocol, records what it is asked and fails when told to. */
export class FixtureServer {
  readonly calls: RecordedCall[] = [];
  readonly broker: FixtureBroker;
  readonly streams = new Set<ServerDuplexStream<v2.TelemetryCommand, v2.TelemetryCommand.$Properties>>();
  /** Overwrites fields of the settings that are echoed. */
  settings: v2.ISettings = {};
  port = 0;
  readonly #faults = new Map<string, Fault[]>();
  readonly #watchers = new Set<() => void>();
  #server = new Server();

  private constructor(clock: Clock) {
    this.broker = new FixtureBroker(clock);
  }

  static async start(options: { clock?: Clock; credentials?: ServerCredentials } = {}): Promise<FixtureServer> {
    const fixture = new FixtureServer(options.clock ?? systemClock);
    await fixture.listen(options.credentials);
    return fixture;
  }

  /** Also after `stop`, on the same port. */
  async listen(credentials = ServerCredentials.createInsecure()): Promise<void> {
    this.#server = new Server({ 'grpc.max_receive_message_length': -1 });
    this.#serve();
    this.port = await new Promise<number>((resolve, reject) => {
      this.#server.bindAsync(`127.0.0.1:${this.port}`, credentials, (error, port) => {
        if (error === null) {
          resolve(port);
        } else {
          reject(error);
        }
      });
    });
  }

  get endpoint(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** At once, as a crash does: every connection breaks. */
  stop(): void {
    this.#server.forceShutdown();
    this.streams.clear();
  }

  fail(name: MethodName, ...faults: readonly Fault[]): void {
    this.#faults.set(name, [...(this.#faults.get(name) ?? []), ...faults]);
  }

  callsOf(name: MethodName): RecordedCall[] {
    return this.calls.filter((call) => call.name === name);
  }

  /** Resolves once the condition holds; looked at whenever a call comes or goes. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        const watcher = () => {
          this.#watchers.delete(watcher);
          resolve();
        };
        this.#watchers.add(watcher);
      });
    }
  }

  #record(name: string, request: unknown, call: CallFacts): Fault | undefined {
    const headers = Object.fromEntries(
      Object.entries(call.metadata.getMap()).map(([key, value]) => [key, String(value)]),
    );
    this.calls.push({ name, request, headers, hasDeadline: call.getDeadline() !== Number.POSITIVE_INFINITY });
    this.changed();
    return this.#faults.get(name)?.shift();
  }

  changed(): void {
    for (const watcher of [...this.#watchers]) {
      watcher();
    }
  }

  #serve(): void {
    const admin = new FixtureAdmin(this.broker);
    this.#unary('queryRoute', (request) => this.#route(request));
    this.#unary('heartbeat', () => ({ status: ok }));
    this.#unary('sendMessage', ({ messages }) => this.broker.send(messages));
    this.#unary('notifyClientTermination', () => ({ status: ok }));
    this.#unary('ackMessage', ({ group, topic, entries }) => {
      const results = entries.map(({ messageId, receiptHandle }) => ({
        messageId: messageId ?? '',
        receiptHandle: receiptHandle ?? '',
        status: this.broker.ack(group?.name ?? '', topic?.name ?? '', receiptHandle ?? ''),
      }));
      return { status: results[0]?.status ?? ok, entries: results };
    });
    this.#unary('changeInvisibleDuration', ({ group, topic, receiptHandle, invisibleDuration }) => {
      const durationMs = durationMsOf(invisibleDuration ?? {}) ?? 0;
      const change = this.broker.changeInvisible(group?.name ?? '', topic?.name ?? '', receiptHandle, durationMs);
      return { status: change.status, receiptHandle: change.handle };
    });
    this.#unary('createTopic', (request) => admin.createTopic(request));
    this.#unary('listTopics', () => admin.listTopics());
    this.#unary('describeTopic', (request) => admin.describeTopic(request));
    this.#unary('createGroup', (request) => admin.createGroup(request));
    this.#unary('listGroups', () => admin.listGroups());
    this.#unary('describeGroup', (request) => admin.describeGroup(request));
    this.#add('receiveMessage', true, false, (call: ServerWritableStream<v2.ReceiveMessageRequest, object>) =>
      this.#receive(call),
    );
    this.#add(
      'telemetry',
      true,
      true,
      (call: ServerDuplexStream<v2.TelemetryCommand, v2.TelemetryCommand.$Properties>) => this.#telemetry(call),
    );
  }

  #route(request: v2.QueryRouteRequest): v2.QueryRouteResponse.$Properties {
    const topic = this.broker.topics.get(request.topic?.name ?? '');
    if (topic === undefined) {
      return { status: { code: v2.Code.TOPIC_NOT_FOUND, message: `no topic ${request.topic?.name}` } };
    }
    const messageQueues = topic.queues.map((_, id) => ({
      topic: request.topic ?? {},
      id,
      permission: v2.Permission.READ_WRITE,
      broker: { name: 'fixture', id: 0, endpoints: request.endpoints ?? {} },
      acceptMessageTypes: topic.type,
    }));
    return { status: ok, messageQueues };
  }

  #receive(call: ServerWritableStream<v2.ReceiveMessageRequest, object>): void {
    const fault = this.#record('receiveMessage', call.request, call);
    if (fault !== undefined) {
      if ('grpc' in fault) {
        call.emit('error', { code: status[fault.grpc], details: fault.details ?? 'told to fail' });
      } else if ('reply' in fault) {
        call.write(fault.reply);
        call.end();
      }
      return;
    }
    const cancel = this.broker.receive(call.request, (messages) => {
      const found = messages.length > 0;
      call.write({ status: found ? ok : { code: v2.Code.MESSAGE_NOT_FOUND, message: 'no new message' } });
      for (const message of messages) {
        call.write({ message });
      }
      call.write({ deliveryTimestamp: { seconds: 1, nanos: 0 } });
      call.end();
    });
    call.on('cancelled', cancel);
  }

  #telemetry(call: ServerDuplexStream<v2.TelemetryCommand, v2.TelemetryCommand.$Properties>): void {
    this.streams.add(call);
    call.on('data', (command: v2.TelemetryCommand) => {
      const fault = this.#record('telemetry', command, call);
      if (fault === undefined && command.settings) {
        call.write({ status: ok, settings: { ...command.settings, ...this.settings } });
      } else if (fault !== undefined && 'reply' in fault) {
        call.write(fault.reply);
      } else if (fault !== undefined && 'grpc' in fault) {
        call.emit('error', { code: status[fault.grpc], details: fault.details ?? 'told to fail' });
      }
    });
    call.on('end', () => {
      this.streams.delete(call);
      call.end();
      this.changed();
    });
  }

  #unary<Name extends MethodName>(name: Name, answer: (request: RequestOf<Name>) => ResponseOf<Name>): void {
    const handle = (call: ServerUnaryCall<RequestOf<Name>, object>, reply: sendUnaryData<object>) => {
      const fault = this.#record(name, call.request, call);
      if (fault === undefined) {
        reply(null, answer(call.request));
      } else if ('grpc' in fault) {
        reply({ code: status[fault.grpc], details: fault.details ?? 'told to fail' });
      } else if ('reply' in fault) {
        reply(null, fault.reply);
      }
    };
    this.#add(name, false, false, handle);
  }

  #add(name: MethodName, responseStream: boolean, requestStream: boolean, handle: UntypedHandleCall): void {
    const { path, decode, encode } = codecs[name];
    const definition: MethodDefinition<object, object> = {
      path,
      requestStream,
      responseStream,
      requestSerialize: () => Buffer.alloc(0),
      requestDeserialize: (bytes) => decode(bytes),
      responseSerialize: (response) => Buffer.from(encode(response)),
      responseDeserialize: () => ({}),
    };
    this.#server.addService({ [name]: definition }, { [name]: handle });
  }
}
