import {
  ackBody,
  ackTarget,
  checkAcked,
  checkSent,
  clientMetadata,
  messagesOf,
  type Received,
  receiveBody,
  receivedOf,
  receiveTarget,
  sendBody,
  sendTarget,
} from './messages.ts';
import type { BenchOptions } from './options.ts';
import { prefixed, type RawCall, RawConnection } from './raw-connection.ts';
import { fineCpuMicroseconds, percentile, printTable, show } from './report.ts';
import { interleave, medianOf, progress, spreadPercent } from './rounds.ts';
import { type Peer, receivePlans, topic } from './rpc-peers.ts';
import { streamPath } from './rpc-workload.ts';

const bodyBytes = 1024;
const batch = 32;
/** Of one round. Few enough to lie in the store's memory as a whole, as messages do that are received soon after they came. */
const roundMessages = 8192;
const roundsDefault = 20;
const warmUpRounds = 5;
const connections = 4;
const receivesInFlight = 32;
const callsInFlight = 256;
/** Answers of fewer bytes hold a status alone. */
const emptyBytesMax = 500;

/** One row in one round. */
interface Sample {
  readonly messages: number;
  readonly seconds: number;
  readonly serverUs: number;
  readonly generatorUs: number;
  readonly callMs: readonly number[];
}

type Samples = Map<string, Sample[]>;

/** A closed loop of calls over some connections: `next` gives the next prefixed request, undefined at the end. */
class Caller {
  readonly #connections: readonly RawConnection[];

  private constructor(connections: readonly RawConnection[]) {
    this.#connections = connections;
  }

  static async connect(port: number, path: string): Promise<Caller> {
    const all = Array.from({ length: connections }, () => new RawConnection('127.0.0.1', port, path, clientMetadata));
    await Promise.all(all.map(({ ready }) => ready));
    return new Caller(all);
  }

  run(inFlight: number, next: () => Uint8Array | undefined, answered: (call: RawCall) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      let open = inFlight;
      const one = (connection: RawConnection) => {
        const request = next();
        if (request === undefined) {
          open -= 1;
          if (open === 0) {
            resolve();
          }
          return;
        }
        connection.call(request, (call) => {
          try {
            answered(call);
            one(connection);
          } catch (error) {
            reject(error);
          }
        });
      };
      for (let index = 0; index < inFlight; index++) {
        const connection = this.#connections[index % this.#connections.length];
        if (connection !== undefined) {
          one(connection);
        }
      }
    });
  }

  close(): void {
    for (const connection of this.#connections) {
      connection.close();
    }
  }
}

/** Calls `work`, which tells how many messages it was about, and notes what that took. */
async function measured(samples: Samples, row: string, peer: Peer, calls: RawCall[], work: () => Promise<number>) {
  const serverBefore = fineCpuMicroseconds(peer.pid) ?? Number.NaN;
  const generatorBefore = process.cpuUsage();
  const startedAt = performance.now();
  const messages = await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(generatorBefore);
  const serverUs = (fineCpuMicroseconds(peer.pid) ?? Number.NaN) - serverBefore;
  const callMs = calls.map((call) => call.endedAt - call.startedAt);
  const known = samples.get(row) ?? [];
  known.push({ messages, seconds, serverUs, generatorUs: user + system, callMs });
  samples.set(row, known);
}

function answerBytes(call: RawCall): number {
  return call.chunks.reduce((sum, { length }) => sum + length, 0);
}

/** A server that answers each call with the same recorded messages. */
async function streamRound(samples: Samples, peer: Peer, caller: Caller): Promise<void> {
  const request = prefixed(receiveBody(topic, 'streamed', batch, 0));
  const answers: RawCall[] = [];
  await measured(samples, peer.name, peer, answers, async () => {
    let calls = roundMessages / batch;
    await caller.run(
      receivesInFlight,
      () => (calls-- > 0 ? request : undefined),
      (call) => void answers.push(call),
    );
    return roundMessages;
  });
  const received = answers.reduce((sum, call) => sum + receivedOf(messagesOf(call)).length, 0);
  if (received !== roundMessages) {
    throw new Error(`${peer.name} streamed ${received} messages instead of ${roundMessages}`);
  }
}

/** The broker, and what its clients do. */
class BrokerRound {
  readonly #peer: Peer;
  readonly #send: Caller;
  readonly #receive: Caller;
  readonly #ack: Caller;
  readonly #nextSend = sendBody(topic, bodyBytes);

  private constructor(peer: Peer, send: Caller, receive: Caller, ack: Caller) {
    this.#peer = peer;
    this.#send = send;
    this.#receive = receive;
    this.#ack = ack;
  }

  static async open(peer: Peer): Promise<BrokerRound> {
    const caller = (target: typeof sendTarget) => Caller.connect(peer.port, target(peer.port).path);
    return new BrokerRound(peer, await caller(sendTarget), await caller(receiveTarget), await caller(ackTarget));
  }

  /**
   * Each message is new to the first group, whose acknowledgements come one by one, and not to the second. Gives the
   * messages of one full answer, as a stream server is to send them.
   */
  async run(samples: Samples): Promise<Buffer[]> {
    await this.#fill(roundMessages);
    const first = await this.#receiveRow(samples, 'ReceiveMessage, new messages', 'first');
    const ofFirst = first.flatMap(receivedOf);
    await this.#ackRow(
      samples,
      'AckMessage, one a call',
      'first',
      ofFirst.map((one) => [one]),
    );
    const second = await this.#receiveRow(samples, 'ReceiveMessage, another group', 'second');
    await this.#ackRow(samples, `AckMessage, up to ${batch} a call`, 'second', second.map(receivedOf));
    const full = first.find((messages) => receivedOf(messages).length === batch);
    if (full === undefined) {
      throw new Error(`no answer to ReceiveMessage has ${batch} messages`);
    }
    return full;
  }

  close(): void {
    for (const caller of [this.#send, this.#receive, this.#ack]) {
      caller.close();
    }
  }

  async #fill(messages: number): Promise<void> {
    let left = messages;
    await this.#send.run(callsInFlight, () => (left-- > 0 ? this.#nextSend() : undefined), checkSent);
  }

  /** All that there is for the group. */
  async #receiveAll(group: string, answers: RawCall[]): Promise<void> {
    const request = prefixed(receiveBody(topic, group, batch, 0));
    let empty = false;
    await this.#receive.run(
      receivesInFlight,
      () => (empty ? undefined : request),
      (call) => {
        const isEmpty = answerBytes(call) < emptyBytesMax;
        empty ||= isEmpty;
        if (!isEmpty) {
          answers.push(call);
        }
      },
    );
  }

  async #receiveRow(samples: Samples, row: string, group: string): Promise<Buffer[][]> {
    const answers: RawCall[] = [];
    await measured(samples, row, this.#peer, answers, async () => {
      await this.#receiveAll(group, answers);
      return roundMessages;
    });
    const messages = answers.map(messagesOf);
    const received = messages.flatMap(receivedOf);
    const ids = new Set(received.map(({ messageId }) => messageId));
    if (ids.size !== roundMessages || received.length !== roundMessages) {
      throw new Error(`${roundMessages} messages were sent, ${received.length} received, ${ids.size} different`);
    }
    return messages;
  }

  async #ackRow(samples: Samples, row: string, group: string, acks: readonly (readonly Received[])[]): Promise<void> {
    const requests = acks.map((received) => prefixed(ackBody(topic, group, received)));
    const calls: RawCall[] = [];
    await measured(samples, row, this.#peer, calls, async () => {
      let next = 0;
      await this.#ack.run(
        callsInFlight,
        () => requests[next++],
        (call) => {
          checkAcked(call);
          calls.push(call);
        },
      );
      return roundMessages;
    });
  }
}

function printSamples(samples: Samples): void {
  const rows = [
    [
      '',
      'messages/s',
      'spread %',
      'call p50 ms',
      'p99',
      'server CPU us/message',
      'x messages/s',
      'x CPU',
      'generator CPU %',
    ],
  ];
  const rate = ({ messages, seconds }: Sample) => messages / seconds;
  const cpu = ({ messages, serverUs }: Sample) => serverUs / messages;
  const [base = []] = samples.values();
  for (const [name, own] of samples) {
    const times = Float64Array.from(own.flatMap(({ callMs }) => callMs));
    rows.push([
      name,
      show(medianOf(own, rate)),
      show(spreadPercent(own, rate)),
      show(percentile(times, 0.5), 2),
      show(percentile(times, 0.99), 2),
      show(medianOf(own, cpu), 2),
      show(medianOf(own, rate) / medianOf(base, rate), 1),
      show(medianOf(base, cpu) / medianOf(own, cpu), 1),
      show(medianOf(own, ({ generatorUs, seconds }) => generatorUs / seconds / 10_000)),
    ]);
  }
  printTable(rows);
}

/** Streamed answers of 32 messages: the same bytes from other servers, the broker with its store, and acknowledgements. */
export async function benchReceive(options: BenchOptions): Promise<void> {
  const rounds = options.rounds ?? roundsDefault;
  const brokerPlan = receivePlans.find(({ kind }) => kind === 'broker');
  const peers: Peer[] = [];
  const callers: { close(): void }[] = [];
  const samples: Samples = new Map();
  try {
    const tasks: ((samples: Samples) => Promise<unknown>)[] = [];
    const broker = await brokerPlan?.start('h2c', []);
    const round = broker === undefined ? undefined : await BrokerRound.open(broker);
    if (broker === undefined || round === undefined) {
      throw new Error('there is no broker to measure');
    }
    peers.push(broker);
    callers.push(round);
    const recorded = await round.run(new Map());
    for (const plan of receivePlans.filter(({ kind }) => kind === 'echo')) {
      const peer = await plan.start('h2c', recorded);
      const caller = await Caller.connect(peer.port, streamPath);
      peers.push(peer);
      callers.push(caller);
      tasks.push((target) => streamRound(target, peer, caller));
    }
    tasks.push((target) => round.run(target));
    progress(`warming up, ${warmUpRounds} rounds`);
    await interleave(tasks, warmUpRounds, (task) => task(new Map()));
    await interleave(tasks, rounds, (task) => task(samples));
  } finally {
    for (const caller of callers) {
      caller.close();
    }
    await Promise.all(peers.map((peer) => peer.stop()));
  }
  process.stdout.write(
    `\nreceive: ${rounds} rounds, interleaved, of ${show(roundMessages)} messages of ${bodyBytes} B in answers of up to ${batch}, ${receivesInFlight} calls at once over ${connections} connections,\none client process for all; stream servers send one recorded answer again and again. Every message received once.\n`,
  );
  printSamples(samples);
}
