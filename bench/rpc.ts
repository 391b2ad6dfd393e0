import { stat } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { v2 } from '../src/protocol/messages.ts';
import { profileRows, readProfile } from './cpu-profile.ts';
import {
  clientMetadata,
  messagesOf,
  receiveBody,
  receiveTarget,
  sendBody,
  sendRequest,
  sendTarget,
} from './messages.ts';
import type { BenchOptions } from './options.ts';
import { prefixed, type RawCall, RawConnection } from './raw-connection.ts';
import { cpuMicroseconds, machineCpuMicroseconds, printTable, show } from './report.ts';
import { interleave, medianOf, progress, spreadPercent } from './rounds.ts';
import { LoadProcess, type Peer, type PeerPlan, peerPlans, pin, receivePlans, topic } from './rpc-peers.ts';
import { echoPath, streamPath, type Transport, type Workload } from './rpc-workload.ts';
import { makeScratch, removeScratch } from './scratch.ts';

const roundsDefault = 5;
const secondsDefault = 1;
const warmUpMs = 300;
/** Until a server’s JavaScript is compiled for what it meets; a store meets more than an echo. */
const firstWarmUpMs = 4000;
const connectionsMax = 4;
/** A generator that is busier than this may be what limits a row. */
const saturatedPercent = 90;
/** Twelve characters that no other part of a request has. */
const counterText = 'C0FFEE000000';
const receivePayloadBytes = 1024;
const receiveBatch = 32;
/** Few enough to lie in the store's memory as a whole, as messages do that are received soon after they were sent. */
const backlogMessages = 10_000;

interface Row {
  readonly callsPerSecond: number;
  readonly messagesPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly serverUs: number;
  readonly generatorPercent: number;
  readonly othersPercent: number;
}

type Shape = Omit<Workload, 'port' | 'path' | 'warmUpMs' | 'measuredMs' | 'answer' | 'bare'>;

interface Run {
  readonly load: LoadProcess;
  readonly options: BenchOptions;
  readonly rounds: number;
  readonly measuredMs: number;
  readonly profiles: string;
}

function workloadFor(peer: Peer, shape: Shape, streaming: boolean): Omit<Workload, 'warmUpMs' | 'measuredMs'> {
  const path = streaming
    ? { echo: streamPath, broker: receiveTarget(0).path, net: '' }
    : { echo: echoPath, broker: sendTarget(0).path, net: echoPath };
  const answer = streaming ? 'stream' : peer.kind === 'broker' ? 'sent' : 'echo';
  return { ...shape, port: peer.port, path: path[peer.kind], answer, bare: peer.kind === 'net' };
}

async function measureOnce(run: Run, peer: Peer, shape: Shape, streaming: boolean, warmUp: number): Promise<Row> {
  let serverBefore = 0;
  let machineBefore = 0;
  const workload = { ...workloadFor(peer, shape, streaming), warmUpMs: warmUp, measuredMs: run.measuredMs };
  const result = await run.load.run(workload, () => {
    serverBefore = cpuMicroseconds(peer.pid) ?? Number.NaN;
    machineBefore = machineCpuMicroseconds() ?? Number.NaN;
  });
  const server = (cpuMicroseconds(peer.pid) ?? Number.NaN) - serverBefore;
  const machine = (machineCpuMicroseconds() ?? Number.NaN) - machineBefore;
  const wholeUs = result.seconds * 1e6;
  return {
    callsPerSecond: result.calls / result.seconds,
    messagesPerSecond: result.messages / result.seconds,
    p50: result.p50,
    p99: result.p99,
    serverUs: server / Math.max(1, streaming ? result.messages : result.calls),
    generatorPercent: (100 * result.cpuUs) / wholeUs,
    othersPercent: Math.max(0, (100 * (machine - server - result.cpuUs)) / wholeUs),
  };
}

async function profileOnce(run: Run, peer: Peer, shape: Shape, streaming: boolean): Promise<void> {
  const toggle = () => void process.kill(peer.pid, 'SIGUSR2');
  const workload = { ...workloadFor(peer, shape, streaming), warmUpMs, measuredMs: run.measuredMs };
  const result = await run.load.run(workload, toggle);
  toggle();
  const path = join(run.profiles, `${peer.pid}.cpuprofile`);
  for (let waits = 0; (await stat(path).catch(() => undefined)) === undefined; waits++) {
    if (waits > 200) {
      throw new Error(`the server ${peer.name} wrote no CPU profile`);
    }
    await sleep(50);
  }
  const [units, unit] = streaming ? [result.messages, 'message'] : [result.calls, 'call'];
  process.stdout.write(`\nself time of ${peer.name}, ${show(units)} ${unit}s under the profiler\n`);
  printTable(profileRows(await readProfile(path), units, unit), true);
}

function rowsOf(results: Map<Peer, Row[]>, streaming: boolean, floor: boolean): string[][] {
  const unit = streaming ? 'message' : 'call';
  const heading = ['server', `${unit}s/s`, 'spread %', 'p50 us', 'p99 us', `server CPU us/${unit}`];
  heading.push(`x ${unit}s/s`, 'x CPU', 'generator CPU %');
  const rows = [floor ? [...heading, 'p50 over node:net us'] : heading];
  const rate = (row: Row) => (streaming ? row.messagesPerSecond : row.callsPerSecond);
  const [[, base] = []] = results;
  const floorRows = Array.from(results).find(([peer]) => peer.kind === 'net')?.[1];
  for (const [peer, own] of results) {
    const p50 = medianOf(own, (row) => row.p50);
    const generator = medianOf(own, (row) => row.generatorPercent);
    const cells = [
      peer.name,
      show(medianOf(own, rate)),
      show(spreadPercent(own, rate), 0),
      show(p50),
      show(medianOf(own, (row) => row.p99)),
      show(
        medianOf(own, (row) => row.serverUs),
        2,
      ),
      show(medianOf(own, rate) / medianOf(base ?? [], rate), 1),
      show(medianOf(base ?? [], (row) => row.serverUs) / medianOf(own, (row) => row.serverUs), 1),
      `${show(generator)}${generator >= saturatedPercent ? ' saturated' : ''}`,
    ];
    rows.push(floorRows === undefined ? cells : [...cells, show(p50 - medianOf(floorRows, (row) => row.p50))]);
  }
  return rows;
}

async function compare(
  run: Run,
  title: string,
  peers: readonly Peer[],
  shape: Shape,
  streaming: boolean,
): Promise<void> {
  progress(title);
  const results = await interleave(peers, run.rounds, (peer, round) =>
    measureOnce(run, peer, shape, streaming, round === 0 ? firstWarmUpMs : warmUpMs),
  );
  const others = medianOf(Array.from(results.values()).flat(), (row) => row.othersPercent);
  process.stdout.write(`\n${title}; other processes took ${show(others)} % of one core\n`);
  printTable(
    rowsOf(
      results,
      streaming,
      peers.some((peer) => peer.kind === 'net'),
    ),
  );
  if (run.options.profile) {
    for (const peer of peers.filter(({ kind }) => kind !== 'net')) {
      await profileOnce(run, peer, shape, streaming);
    }
  }
}

async function withPeers(
  run: Run,
  plans: readonly PeerPlan[],
  transport: Transport,
  streamed: readonly Buffer[],
  work: (peers: readonly Peer[]) => Promise<void>,
): Promise<void> {
  const peers: Peer[] = [];
  try {
    for (const plan of plans) {
      const peer = await plan.start(transport, streamed);
      peers.push(peer);
      if (run.options.pin) {
        pin(peer.pid, 0);
      }
    }
    await work(peers);
  } finally {
    await Promise.all(peers.map((peer) => peer.stop()));
  }
}

function base64(message: Uint8Array): string {
  return Buffer.from(message).toString('base64');
}

async function compareCalls(run: Run, transport: Transport, payloadBytes: number, inFlight: number): Promise<void> {
  const connections = Math.min(connectionsMax, inFlight);
  const shape: Shape = {
    transport,
    metadata: clientMetadata,
    request: base64(sendRequest(topic, payloadBytes, `01${'0'.repeat(20)}${counterText}`)),
    counter: counterText,
    counterEvery: 1,
    countedBytesMin: 0,
    connections,
    inFlightPerConnection: Math.ceil(inFlight / connections),
  };
  const plans = inFlight === 1 ? peerPlans : peerPlans.filter(({ kind }) => kind !== 'net');
  const title = `calls, ${transport}, body of ${payloadBytes} bytes, ${inFlight} in flight`;
  await withPeers(run, plans, transport, [], (peers) => compare(run, title, peers, shape, false));
}

async function fill(run: Run, peer: Peer, bodyBytes: number): Promise<void> {
  const next = sendBody(topic, bodyBytes);
  const target = sendTarget(peer.port);
  const connection = new RawConnection(target.host, target.port, target.path, target.metadata);
  await connection.ready;
  for (let sent = 0; sent < backlogMessages; sent += 500) {
    const one = () => new Promise((resolve) => connection.call(next(), resolve));
    await Promise.all(Array.from({ length: Math.min(500, backlogMessages - sent) }, one));
  }
  connection.close();
  progress(`${peer.name}: ${backlogMessages} messages to receive in round ${run.rounds}`);
}

/** One real answer to ReceiveMessage, message by message: what the other servers stream. */
async function recordAnswer(run: Run): Promise<Buffer[]> {
  const plan = receivePlans.find(({ kind }) => kind === 'broker');
  let messages: Buffer[] = [];
  await withPeers(run, plan === undefined ? [] : [plan], 'h2c', [], async ([peer]) => {
    if (peer === undefined) {
      return;
    }
    await fill(run, peer, receivePayloadBytes);
    const target = receiveTarget(peer.port);
    const connection = new RawConnection(target.host, target.port, target.path, target.metadata);
    await connection.ready;
    const request = prefixed(receiveBody(topic, 'recorded', receiveBatch, 0));
    const call = await new Promise<RawCall>((resolve) => connection.call(request, resolve));
    messages = messagesOf(call);
    connection.close();
  });
  const received = messages.filter((bytes) => v2.ReceiveMessageResponse.decode(bytes).message != null).length;
  if (received !== receiveBatch) {
    throw new Error(`an answer to ReceiveMessage has ${received} messages instead of ${receiveBatch}`);
  }
  return messages;
}

/** Every connection reads the backlog as a group of its own, and as another one when it must have read all. */
async function compareReceives(run: Run, transport: Transport, streamed: readonly Buffer[]): Promise<void> {
  const inFlightPerConnection = 8;
  const shape: Shape = {
    transport,
    metadata: clientMetadata,
    request: base64(receiveBody(topic, `bench-${counterText}`, receiveBatch, 0)),
    counter: counterText,
    counterEvery: Math.floor(backlogMessages / receiveBatch),
    countedBytesMin: receivePayloadBytes,
    connections: connectionsMax,
    inFlightPerConnection,
  };
  const inFlight = connectionsMax * inFlightPerConnection;
  const title = `receives, ${transport}, ${receiveBatch} messages of ${receivePayloadBytes} bytes a call, ${inFlight} calls in flight, figures by message`;
  await withPeers(run, receivePlans, transport, streamed, async (peers) => {
    for (const peer of peers.filter(({ kind }) => kind === 'broker')) {
      await fill(run, peer, receivePayloadBytes);
    }
    await compare(run, title, peers, shape, true);
  });
}

function introduce(run: Run): void {
  const { rounds, measuredMs, options } = run;
  process.stdout.write(`
rpc: ${rounds} rounds, interleaved, of ${measuredMs / 1000} s each; medians, spread is the distance of the quartiles in % of the median.
Closed loop over at most ${connectionsMax} connections, one load process for all servers, requests are equal SendMessageRequests with ids of
their own. Echo servers give them back, SendMessage stores them (flushed behind the answer, SYNC: before it). x is the gain over the first row.
A generator at ${saturatedPercent} % of a core or more limits its row: the server could do more; CPU us/call still holds. ${
    options.pin ? 'Servers run on core 0, the load on core 1.' : 'Nothing is pinned to a core.'
  } Load average at the start: ${loadavg()
    .map((load) => load.toFixed(2))
    .join(' ')}.
`);
}

async function withRun(options: BenchOptions, work: (run: Run) => Promise<void>): Promise<void> {
  const profiles = await makeScratch();
  const load = new LoadProcess();
  if (options.profile) {
    // Inherited by the servers that are started from here on.
    process.env['POCKETMQ_BENCH_PROFILES'] = profiles;
    process.env['NODE_OPTIONS'] = `--import=${new URL('./profile-probe.mjs', import.meta.url).href}`;
  }
  if (options.pin && !pin(load.pid, 1)) {
    throw new Error('--pin needs the program taskset and a second core');
  }
  try {
    const measuredMs = (options.seconds ?? secondsDefault) * 1000;
    const run = { load, options, rounds: options.rounds ?? roundsDefault, measuredMs, profiles };
    introduce(run);
    await work(run);
  } finally {
    load.stop();
    removeScratch(profiles);
  }
}

/** The engines beside each other with one echo handler and with the whole broker behind them, against grpc-js. */
export function benchRpc(options: BenchOptions): Promise<void> {
  return withRun(options, async (run) => {
    for (const transport of options.transports) {
      for (const payloadBytes of options.payloads) {
        for (const inFlight of options.inFlight) {
          await compareCalls(run, transport, payloadBytes, inFlight);
        }
      }
    }
    const streamed = await recordAnswer(run);
    for (const transport of options.transports) {
      await compareReceives(run, transport, streamed);
    }
  });
}

/** The part of rpc that says most in least time. */
export function benchSend(options: BenchOptions): Promise<void> {
  return withRun(options, async (run) => {
    for (const inFlight of [1, 64, 512]) {
      await compareCalls(run, 'h2c', 1024, inFlight);
    }
  });
}
