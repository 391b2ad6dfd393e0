import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import * as remote from '../../src/client/remote-methods.ts';
import type { RemoteMethod } from '../../src/client/transport.ts';
import { v2 } from '../../src/protocol/messages.ts';
import { clientPreface } from '../../src/rpc/http2/frame.ts';

/** The mixed traffic of the soak: every worker is a loop that runs until it is stopped. */
export const topics = { normal: 'soak-normal', fifo: 'soak-fifo' } as const;
export const groups = { normal: 'soak-readers', fifo: 'soak-fifo-readers' } as const;

const invisibleSeconds = 2;
const pollSeconds = 1;
const orderedGroups = 50;

export class Tally {
  /** By what was called and how it ended. */
  readonly calls = new Map<string, number>();
  total = 0;
  errors = 0;
  readonly firstErrors: string[] = [];

  add(what: string): void {
    this.total += 1;
    this.calls.set(what, (this.calls.get(what) ?? 0) + 1);
  }

  error(what: string, problem: unknown): void {
    this.add(`${what}: unexpected`);
    this.errors += 1;
    if (this.firstErrors.length < 10) {
      this.firstErrors.push(`${what}: ${problem instanceof Error ? problem.message : JSON.stringify(problem)}`);
    }
  }
}

export interface Traffic {
  readonly port: number;
  readonly tally: Tally;
  readonly stop: AbortSignal;
}

let clients = 0;

/** A client id, its metadata and a connection of its own. */
class Session {
  readonly client: Client;
  readonly metadata = new Metadata();

  constructor(port: number) {
    clients += 1;
    this.client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
      'grpc.use_local_subchannel_pool': 1,
    });
    this.metadata.set('x-mq-client-id', `soak@${process.pid}@${clients}`);
    this.metadata.set('x-mq-language', 'HTTP');
    this.metadata.set('x-mq-protocol', 'v2');
  }

  call<Request, Response>(method: RemoteMethod<Request, Response>, request: Request): Promise<Response> {
    return new Promise((resolve, reject) => {
      this.client.makeUnaryRequest(
        method.path,
        (message: Request) => Buffer.from(method.encode(message)),
        (bytes: Buffer) => method.decode(bytes),
        request,
        this.metadata,
        { deadline: Date.now() + 30_000 },
        (error, response) => (error === null ? resolve(response as Response) : reject(error)),
      );
    });
  }

  receive(request: v2.IReceiveMessageRequest) {
    return this.client.makeServerStreamRequest(
      remote.receiveMessage.path,
      (message: v2.IReceiveMessageRequest) => Buffer.from(remote.receiveMessage.encode(message)),
      (bytes: Buffer) => remote.receiveMessage.decode(bytes),
      request,
      this.metadata,
      { deadline: Date.now() + 30_000 },
    );
  }

  close(): void {
    this.client.close();
  }
}

function receiveRequest(topic: string, group: string): v2.IReceiveMessageRequest {
  return {
    group: { name: group },
    messageQueue: { topic: { name: topic }, id: -1, broker: { name: 'broker-a' } },
    filterExpression: { type: 1, expression: '*' },
    batchSize: 32,
    invisibleDuration: { seconds: invisibleSeconds },
    longPollingTimeout: { seconds: pollSeconds },
  };
}

async function until({ stop, tally }: Traffic, what: string, round: () => Promise<void>): Promise<void> {
  while (!stop.aborted) {
    try {
      await round();
    } catch (error) {
      if (!stop.aborted) {
        tally.error(what, error);
        await sleep(100);
      }
    }
  }
}

function message(topic: string, sequence: number, fields: v2.ISystemProperties): v2.IMessage {
  const messageId = `01${process.pid.toString(16).padStart(12, '0')}${sequence.toString(16).padStart(20, '0')}`;
  return {
    topic: { name: topic },
    body: Buffer.alloc(50 + ((sequence * 7919) % 2000), 'soak '),
    systemProperties: { messageId: messageId.toUpperCase(), tag: 'soak', bodyEncoding: 1, messageType: 1, ...fields },
  };
}

let sequence = 0;

/** NORMAL, one or ten in a call, or FIFO. */
async function send(traffic: Traffic, kind: 'single' | 'batch' | 'fifo', pauseMs: number): Promise<void> {
  const session = new Session(traffic.port);
  const what = `send ${kind}`;
  await until(traffic, what, async () => {
    const topic = kind === 'fifo' ? topics.fifo : topics.normal;
    const messages = Array.from({ length: kind === 'batch' ? 10 : 1 }, () => {
      sequence += 1;
      const ordered = { messageType: 2, messageGroup: `group-${sequence % orderedGroups}` };
      return message(topic, sequence, kind === 'fifo' ? ordered : { keys: [`key-${sequence}`] });
    });
    const response = await session.call(remote.sendMessage, { messages });
    if (response.status?.code === v2.Code.OK && response.entries.length === messages.length) {
      traffic.tally.add(what);
    } else {
      traffic.tally.error(what, response.status);
    }
    await sleep(pauseMs);
  });
  session.close();
}

async function acknowledge(
  traffic: Traffic,
  session: Session,
  names: { readonly topic: string; readonly group: string },
  received: readonly v2.IMessage[],
): Promise<void> {
  const entries = received.map(({ systemProperties }) => ({
    messageId: systemProperties?.messageId ?? '',
    receiptHandle: systemProperties?.receiptHandle ?? '',
  }));
  const response = await session.call(remote.ackMessage, {
    group: { name: names.group },
    topic: { name: names.topic },
    entries,
  });
  for (const { status: one } of response.entries) {
    if (one?.code === v2.Code.OK) {
      traffic.tally.add('ack');
    } else if (one?.code === v2.Code.INVALID_RECEIPT_HANDLE) {
      traffic.tally.add('ack: too late');
    } else {
      traffic.tally.error('ack', one);
    }
  }
}

/** Asks for one message to be offered again soon. */
async function refuse(traffic: Traffic, session: Session, names: { topic: string; group: string }, one: v2.IMessage) {
  const { status: answer } = await session.call(remote.changeInvisibleDuration, {
    group: { name: names.group },
    topic: { name: names.topic },
    receiptHandle: one.systemProperties?.receiptHandle ?? '',
    messageId: one.systemProperties?.messageId ?? '',
    invisibleDuration: { seconds: 1 },
  });
  if (answer?.code === v2.Code.OK || answer?.code === v2.Code.INVALID_RECEIPT_HANDLE) {
    traffic.tally.add('nack');
  } else {
    traffic.tally.error('nack', answer);
  }
}

/** Most messages are acknowledged, some come again soon, some are never answered for. */
async function receive(traffic: Traffic, topic: string, group: string): Promise<void> {
  const session = new Session(traffic.port);
  const names = { topic, group };
  let rounds = 0;
  await until(traffic, 'receive', async () => {
    rounds += 1;
    const received: v2.IMessage[] = [];
    const stream = session.receive(receiveRequest(topic, group));
    for await (const answer of stream as AsyncIterable<v2.ReceiveMessageResponse>) {
      if (answer.message != null) {
        received.push(answer.message);
      }
      const code = answer.status?.code;
      if (code !== undefined && code !== v2.Code.OK && code !== v2.Code.MESSAGE_NOT_FOUND) {
        traffic.tally.error('receive', answer.status);
      }
    }
    traffic.tally.add(received.length > 0 ? 'receive' : 'receive: nothing');
    const [first, ...rest] = received;
    if (first !== undefined && rounds % 7 === 0) {
      await refuse(traffic, session, names, first);
      received.shift();
    } else if (rounds % 11 === 0) {
      received.splice(0, rest.length > 4 ? 4 : received.length);
    }
    if (received.length > 0) {
      await acknowledge(traffic, session, names, received);
    }
  });
  session.close();
}

/** Receives whose client does not wait for the answer; what was on its way comes again after its invisible duration. */
async function abandon(traffic: Traffic): Promise<void> {
  const session = new Session(traffic.port);
  let rounds = 0;
  await until(traffic, 'abandoned receive', async () => {
    rounds += 1;
    const stream = session.receive(receiveRequest(topics.normal, rounds % 2 === 0 ? groups.normal : 'soak-idle'));
    stream.on('error', () => undefined);
    stream.on('data', () => undefined);
    await sleep((rounds % 20) + 1);
    stream.cancel();
    traffic.tally.add('abandoned receive');
    await sleep(100);
  });
  session.close();
}

/** Unary calls that are cancelled while they are on their way, or a little later. */
async function cancel(traffic: Traffic): Promise<void> {
  const session = new Session(traffic.port);
  await until(traffic, 'cancelled call', async () => {
    sequence += 1;
    const request = { messages: [message(topics.normal, sequence, {})] };
    const failure = new Promise<ServiceError | null>((resolve) => {
      const call = session.client.makeUnaryRequest(
        remote.sendMessage.path,
        (one: v2.ISendMessageRequest) => Buffer.from(remote.sendMessage.encode(one)),
        (bytes: Buffer) => bytes,
        request,
        session.metadata,
        (error) => resolve(error),
      );
      if (sequence % 2 === 0) {
        call.cancel();
      } else {
        setImmediate(() => call.cancel());
      }
    });
    const error = await failure;
    if (error !== null && error.code !== status.CANCELLED) {
      throw error;
    }
    traffic.tally.add(error === null ? 'cancelled call: too late' : 'cancelled call');
    await sleep(20);
  });
  session.close();
}

const settings: v2.ITelemetryCommand = {
  settings: {
    clientType: v2.ClientType.SIMPLE_CONSUMER,
    userAgent: { language: v2.Language.NODE_JS, version: '1.0.0', platform: 'soak', hostname: 'soak' },
    requestTimeout: { seconds: 3 },
    subscription: {
      group: { name: groups.normal },
      subscriptions: [{ topic: { name: topics.normal }, expression: { type: 1, expression: '*' } }],
      longPollingTimeout: { seconds: 1 },
    },
  },
};

/** New clients all the time: settings, a heartbeat, and an end that is polite or not. */
async function comeAndGo(traffic: Traffic): Promise<void> {
  let rounds = 0;
  await until(traffic, 'telemetry', async () => {
    rounds += 1;
    const session = new Session(traffic.port);
    try {
      const stream = session.client.makeBidiStreamRequest(
        remote.telemetry.path,
        (one: v2.ITelemetryCommand) => Buffer.from(remote.telemetry.encode(one)),
        (bytes: Buffer) => remote.telemetry.decode(bytes),
        session.metadata,
      );
      const answered = once(stream, 'data') as Promise<[v2.TelemetryCommand]>;
      stream.on('error', () => undefined);
      stream.write(settings);
      const [{ settings: answer, status: outcome }] = await answered;
      if (answer == null || (outcome != null && outcome.code !== v2.Code.OK)) {
        traffic.tally.error('telemetry', outcome);
      }
      await session.call(remote.heartbeat, {
        clientType: v2.ClientType.SIMPLE_CONSUMER,
        group: { name: groups.normal },
      });
      await session.call(remote.queryRoute, { topic: { name: topics.normal } });
      if (rounds % 3 !== 0) {
        await session.call(remote.notifyClientTermination, { group: { name: groups.normal } });
        stream.end();
        await once(stream, 'end').catch(() => undefined);
      }
      stream.cancel();
      traffic.tally.add('telemetry session');
    } finally {
      session.close();
    }
    await sleep(50);
  });
}

async function closed(socket: Socket, withinMs: number): Promise<boolean> {
  if (socket.destroyed) {
    return true;
  }
  return Promise.race([once(socket, 'close').then(() => true), sleep(withinMs, false)]);
}

const http2Greeting = Buffer.concat([clientPreface, Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])]);

/** Connections that are no RocketMQ client: nothing, half a greeting, noise before it or after it, a closed TLS session. */
async function disturb(traffic: Traffic): Promise<void> {
  let rounds = 0;
  await until(traffic, 'garbage', async () => {
    rounds += 1;
    const noise = Buffer.from(Array.from({ length: 300 }, (_, index) => (index * rounds * 31 + 7) % 256));
    const kinds: readonly [string, Buffer, boolean][] = [
      ['connect and leave', Buffer.alloc(0), false],
      ['half a greeting', http2Greeting.subarray(0, 1 + (rounds % 30)), false],
      ['noise', Buffer.concat([Buffer.from([0xff]), noise]), true],
      ['noise after the greeting', Buffer.concat([http2Greeting, noise, Buffer.alloc(20_000, 0xff)]), true],
    ];
    const [what, bytes, ends] = kinds[rounds % kinds.length] ?? ['connect and leave', Buffer.alloc(0), false];
    const socket = connect(traffic.port, '127.0.0.1');
    socket.on('error', () => undefined).resume();
    await once(socket, 'connect');
    socket.write(bytes);
    if (ends && !(await closed(socket, 15_000))) {
      traffic.tally.error(`garbage: ${what}`, 'the server keeps the connection');
    }
    socket.destroy();
    if (rounds % 10 === 0) {
      const secure = connectTls({
        port: traffic.port,
        host: '127.0.0.1',
        rejectUnauthorized: false,
        ALPNProtocols: ['h2'],
      });
      secure.on('error', () => undefined);
      await once(secure, 'secureConnect');
      secure.write(http2Greeting);
      secure.destroy();
    }
    traffic.tally.add(`garbage: ${what}`);
    await sleep(25);
  });
}

/** Runs until it is stopped; then all connections of the traffic are closed. */
export async function runTraffic(traffic: Traffic): Promise<void> {
  await Promise.all([
    send(traffic, 'single', 2),
    send(traffic, 'single', 5),
    send(traffic, 'batch', 50),
    send(traffic, 'fifo', 10),
    receive(traffic, topics.normal, groups.normal),
    receive(traffic, topics.normal, groups.normal),
    receive(traffic, topics.normal, groups.normal),
    receive(traffic, topics.fifo, groups.fifo),
    receive(traffic, topics.fifo, groups.fifo),
    abandon(traffic),
    cancel(traffic),
    comeAndGo(traffic),
    comeAndGo(traffic),
    disturb(traffic),
    disturb(traffic),
  ]);
}
