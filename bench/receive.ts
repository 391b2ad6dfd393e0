import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ServerProcess, startServerProcess } from '../test/scripts/server-process.ts';
import { runLoad } from './load.ts';
import {
  ackBody,
  ackTarget,
  checkAcked,
  checkSent,
  makeTopic,
  messagesOf,
  type Received,
  receiveBody,
  receivedOf,
  receiveTarget,
  sendBody,
  sendTarget,
} from './messages.ts';
import { prefixed, type RawCall, RawConnection } from './raw-connection.ts';
import { cpuMicroseconds, percentile, printTable, show } from './report.ts';
import { streamedCount, streamPath } from './rpc-echo-workload.ts';

const topic = 'bench';
const group = 'bench-readers';
const bodyBytes = 1024;
const batch = streamedCount;
/** Receives under way at once; each is followed by one acknowledgement a message. */
const receivers = 8;
/** The hot rounds: so much is sent, then received, then acknowledged, all of it within the log that is in memory. */
const rounds = 20;
const roundSeconds = 0.15;
const load = { connections: 4, inFlight: 64 };

interface Consumed {
  readonly messages: number;
  readonly seconds: number;
  readonly receiveMs: Float64Array;
}

function call(connection: RawConnection, body: Buffer): Promise<RawCall> {
  return new Promise((resolve) => connection.call(body, resolve));
}

async function connect(target: ReturnType<typeof receiveTarget>): Promise<RawConnection> {
  const connection = new RawConnection(target.host, target.port, target.path, target.metadata);
  await connection.ready;
  return connection;
}

/** Notes the message; the same one twice ends the run. */
function note(seen: Set<string>, received: readonly Received[]): void {
  for (const { messageId } of received) {
    if (seen.has(messageId)) {
      throw new Error(`message ${messageId} was delivered twice`);
    }
    seen.add(messageId);
  }
}

/** Receives and acknowledges, one call a message, until nothing is left. */
async function consumeAll(server: ServerProcess): Promise<Consumed> {
  const receiving = await connect(receiveTarget(server.port));
  const acking = await connect(ackTarget(server.port));
  const request = prefixed(receiveBody(topic, group, batch, 0));
  const seen = new Set<string>();
  const times: number[] = [];
  const acknowledge = async (received: Received) =>
    checkAcked(await call(acking, prefixed(ackBody(topic, group, received))));
  const receive = async () => {
    const answer = await call(receiving, request);
    times.push(performance.now() - answer.startedAt);
    return receivedOf(answer);
  };
  const consume = async () => {
    for (let received = await receive(); received.length > 0; received = await receive()) {
      note(seen, received);
      await Promise.all(received.map(acknowledge));
    }
  };
  const begin = performance.now();
  await Promise.all(Array.from({ length: receivers }, consume));
  const seconds = (performance.now() - begin) / 1000;
  receiving.close();
  acking.close();
  return { messages: seen.size, seconds, receiveMs: Float64Array.from(times) };
}

/** Sends for so long; tells how many messages were acknowledged. */
async function fill(server: ServerProcess, next: () => Uint8Array, seconds: number): Promise<number> {
  const { calls } = await runLoad(sendTarget(server.port), { ...load, seconds }, next, checkSent);
  return calls;
}

/** Calls `receivers` at a time until answers are as short as `enough` allows; keeps the answers undecoded. */
async function stream(connection: RawConnection, request: Buffer, enough: (answer: RawCall) => boolean) {
  const answers: RawCall[] = [];
  const run = async () => {
    for (let more = true; more; ) {
      const answer = await call(connection, request);
      answers.push(answer);
      more = !enough(answer);
    }
  };
  const begin = performance.now();
  await Promise.all(Array.from({ length: receivers }, run));
  return { answers, seconds: (performance.now() - begin) / 1000 };
}

interface Phase {
  readonly name: string;
  messages: number;
  seconds: number;
  cpuUs: number | undefined;
}

function newPhase(name: string): Phase {
  return { name, messages: 0, seconds: 0, cpuUs: 0 };
}

async function add(phase: Phase, pid: number, run: () => Promise<{ messages: number; seconds: number }>) {
  const before = cpuMicroseconds(pid);
  const { messages, seconds } = await run();
  const after = cpuMicroseconds(pid);
  phase.messages += messages;
  phase.seconds += seconds;
  phase.cpuUs =
    before === undefined || after === undefined || phase.cpuUs === undefined ? undefined : phase.cpuUs + after - before;
}

/** Streams of as many messages as a receive has, from @grpc/grpc-js with nothing behind it. */
async function startPeer(): Promise<{ readonly process: ChildProcess; readonly port: number; readonly pid: number }> {
  const script = fileURLToPath(new URL('./rpc-echo-server.ts', import.meta.url));
  const child = fork(script, ['grpc-js', 'h2c'], { execArgv: process.execArgv });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { process: child, port, pid: child.pid ?? 0 };
}

/** What a receive costs without its acknowledgements, beside what grpc-js takes to stream as much, round by round. */
async function measureHot(server: ServerProcess, next: () => Uint8Array): Promise<void> {
  const peer = await startPeer();
  const receiving = await connect(receiveTarget(server.port));
  const acking = await connect(ackTarget(server.port));
  const streaming = await connect({ host: '127.0.0.1', port: peer.port, path: streamPath, metadata: [] });
  const request = prefixed(receiveBody(topic, group, batch, 0));
  const echo = prefixed(Buffer.alloc(bodyBytes, 'pocketmq '));
  const [received, acked, streamed] = ['receive', 'acknowledge', 'grpc-js stream'].map(newPhase) as [
    Phase,
    Phase,
    Phase,
  ];
  const seen = new Set<string>();
  let sent = 0;
  for (let round = 0; round < rounds; round++) {
    sent += await fill(server, next, roundSeconds);
    let delivered: Received[] = [];
    await add(received, server.pid, async () => {
      const { answers, seconds } = await stream(receiving, request, (answer) => messagesOf(answer).length < 3);
      delivered = answers.flatMap(receivedOf);
      return { messages: delivered.length, seconds };
    });
    note(seen, delivered);
    await add(acked, server.pid, async () => {
      const begin = performance.now();
      const bodies = delivered.map((one) => prefixed(ackBody(topic, group, one)));
      for (const answer of await Promise.all(bodies.map((body) => call(acking, body)))) {
        checkAcked(answer);
      }
      return { messages: delivered.length, seconds: (performance.now() - begin) / 1000 };
    });
    await add(streamed, peer.pid, async () => {
      let left = Math.ceil(delivered.length / batch / receivers) * receivers;
      const { answers, seconds } = await stream(streaming, echo, () => --left < receivers);
      return { messages: answers.length * batch, seconds };
    });
  }
  for (const connection of [receiving, acking, streaming]) {
    connection.close();
  }
  peer.process.kill();
  if (seen.size !== sent) {
    throw new Error(`${sent} messages were acknowledged to the sender, ${seen.size} were received`);
  }
  const rate = (phase: Phase) => phase.messages / phase.seconds;
  process.stdout.write(
    `\nreceive, hot: ${rounds} rounds of ${show(sent / rounds)} messages of ${bodyBytes} B from memory, ${receivers} calls of ${batch} messages at once; x: against grpc-js, which streams as much from nowhere\n`,
  );
  printTable([
    ['', 'messages/s', 'server CPU us/message', 'x messages/s', 'x CPU'],
    ...[received, acked, streamed].map((phase) => {
      const cpu = phase.cpuUs === undefined ? undefined : phase.cpuUs / phase.messages;
      const peerCpu = streamed.cpuUs === undefined ? undefined : streamed.cpuUs / streamed.messages;
      return [
        phase.name,
        show(rate(phase)),
        show(cpu, 2),
        show(rate(phase) / rate(streamed), 2),
        show(cpu === undefined || peerCpu === undefined ? undefined : peerCpu / cpu, 2),
      ];
    }),
  ]);
}

async function measureBacklog(server: ServerProcess, next: () => Uint8Array, seconds: number): Promise<void> {
  const sent = await fill(server, next, seconds);
  const before = cpuMicroseconds(server.pid);
  const consumed = await consumeAll(server);
  const after = cpuMicroseconds(server.pid);
  if (consumed.messages !== sent) {
    throw new Error(`${sent} messages were acknowledged to the sender, ${consumed.messages} were received`);
  }
  const cpuUs = before === undefined || after === undefined ? undefined : (after - before) / consumed.messages;
  process.stdout.write(
    `\nreceive: backlog of ${show(sent)} messages of ${bodyBytes} B, ${receivers} receives of ${batch} at once, one AckMessage call a message; every message received once\n`,
  );
  printTable([
    ['messages/s', 'receive p50 ms', 'receive p99 ms', 'server CPU us/message'],
    [
      show(consumed.messages / consumed.seconds),
      show(percentile(consumed.receiveMs, 0.5), 3),
      show(percentile(consumed.receiveMs, 0.99), 3),
      show(cpuUs, 1),
    ],
  ]);
}

/** Receives of 32 messages: of a backlog that has left memory for the most part, then of what has just been sent. */
export async function benchReceive(seconds: number): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'pocketmq-bench-'));
  const server = await startServerProcess(directory, 'logLevel=error');
  await makeTopic(server.port, topic);
  const next = sendBody(topic, bodyBytes);
  await measureBacklog(server, next, seconds);
  await measureHot(server, next);
  await server.stop('SIGTERM');
  await rm(directory, { recursive: true, force: true });
}
