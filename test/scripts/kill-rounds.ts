import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Producer, type ReceivedMessage, SimpleConsumer } from '../../src/index.ts';
import { nodeDisk } from '../../src/runtime/node-disk.ts';
import { dumpStore, type Verification, verifyStore } from '../../src/store/offline-store.ts';
import { pick, seededRandom } from '../simulation/seeded-random.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';

/*
 * The built server is killed at random moments while this process sends to it and receives from it. What this process
 * was told, and what it got, is then held against what the next server has, by the invariants:
 *
 *   I1 what was acknowledged is there   I2 what is there was sent   I3 queue offsets are dense and never given twice
 *   I4 cells and index agree with the log   I5 a group gets every message, whatever became of its receives and acks
 */
const groups = 128;
const killMsMax = 2000;
/** A new store after so many rounds, so that reading everything stays short. */
const roundsPerStore = 10;
/** A round ends early when it has sent so many: 5000 a second are enough to be killed in the middle of. */
const sendsPerRoundMax = 10_000;
/** A group that has not got a message that is there by then has lost it. */
const drainMs = 60_000;
const topic = 'killed';
const group = 'readers';
const sizes = { mappedFileSizeConsumeQueue: 20_000, maxHashSlotNum: 500, maxIndexNum: 3000 };

export interface RoundResult {
  readonly round: number;
  /** Undefined: all invariants hold. */
  readonly problem: string | undefined;
  /** Milliseconds from the start of the process until it listens. */
  readonly startMs: number;
  readonly acknowledged: number;
}

class Broken extends Error {}

/** One store, and what this process knows of it. */
interface Life {
  readonly directory: string;
  readonly settings: readonly string[];
  /** Bodies on the way, and those of answered sends with the offset that was answered. */
  readonly sent: Set<string>;
  readonly acknowledged: Map<string, { readonly messageId: string; readonly offset: number }>;
  readonly received: Set<string>;
  /** Body by place: what a place once gave it gives for ever. */
  readonly places: Map<string, string>;
  rounds: number;
}

/** Runs rounds one after the other; `tell` hears of each. */
export async function runKillRounds(seed: number, rounds: number, tell: (result: RoundResult) => void): Promise<void> {
  const random = seededRandom(seed);
  let life: Life | undefined;
  for (let round = 1; round <= rounds; round++) {
    life ??= await newLife(random);
    const last = round === rounds || life.rounds + 1 === roundsPerStore;
    const outcome = await runRound(life, round, pick(random, killMsMax), last);
    tell({ round, ...outcome });
    if (outcome.problem !== undefined) {
      // The store stays, to be looked at.
      life = undefined;
    } else if (last) {
      await rm(life.directory, { recursive: true, force: true });
      life = undefined;
    }
  }
}

async function newLife(random: () => number): Promise<Life> {
  const flush = random() < 0.5 ? 'ASYNC_FLUSH' : 'SYNC_FLUSH';
  return {
    directory: await mkdtemp(join(tmpdir(), 'pocketmq-kill-loop-')),
    settings: [
      `flushDiskType=${flush}`,
      'mappedFileSizeCommitLog=4400000',
      'logLevel=warn',
      ...Object.entries(sizes).map(([key, value]) => `${key}=${value}`),
    ],
    sent: new Set(),
    acknowledged: new Map(),
    received: new Set(),
    places: new Map(),
    rounds: 0,
  };
}

async function runRound(life: Life, round: number, killMs: number, last: boolean): Promise<Omit<RoundResult, 'round'>> {
  const before = life.acknowledged.size;
  let startMs = 0;
  let problem: string | undefined;
  try {
    life.rounds++;
    const server = await start(life, (ms) => {
      startMs = ms;
    });
    await drain(life, server);
    await workUntilKilled(life, server, round, killMs);
    await verifySound(life, 'as the kill left it');
    if (last) {
      await finish(life, await start(life, () => undefined));
    }
  } catch (error) {
    problem = `${error instanceof Broken ? error.message : String(error)} (store ${life.directory})`;
  }
  return { problem, startMs, acknowledged: life.acknowledged.size - before };
}

async function start(life: Life, tell: (ms: number) => void): Promise<ServerProcess> {
  const startedAt = performance.now();
  const server = await startServerProcess(life.directory, ...life.settings);
  tell(performance.now() - startedAt);
  return server;
}

/** Sends and receives until the server is gone; calls that are under way then may have happened or not. */
async function workUntilKilled(life: Life, server: ServerProcess, round: number, killMs: number): Promise<void> {
  const dead = new AbortController();
  const ended = server.ended.then(() => dead.abort());
  const producer = await Producer.connect({ endpoint: server.endpoint });
  const consumer = await connectConsumer(server);
  let killed = false;
  let sends = 0;
  const orAfterKill = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      if (!killed) {
        throw error;
      }
    }
  };
  const send = async (messageGroup: number) => {
    for (let number = 0; !killed && sends++ < sendsPerRoundMax; number++) {
      const body = `${messageGroup} ${round} ${number}`;
      life.sent.add(body);
      const key = `key-${messageGroup}-${number % 7}`;
      const message = {
        topic,
        messageGroup: `group-${messageGroup}`,
        body: Buffer.from(body),
        keys: [key],
        tag: 'tag',
      };
      const receipt = await producer.send(message, { signal: dead.signal });
      life.acknowledged.set(body, { messageId: receipt.messageId, offset: receipt.offset });
    }
  };
  const receive = async () => {
    while (!killed) {
      const messages = await consumer.receive({ maxMessages: 32, awaitMs: 1000, signal: dead.signal });
      noteReceived(life, messages);
      await consumer.ack(messages, { signal: dead.signal });
    }
  };
  const kill = async () => {
    await sleep(killMs);
    killed = true;
    server.signal('SIGKILL');
    await ended;
  };
  const senders = Array.from({ length: groups }, (_, messageGroup) => orAfterKill(() => send(messageGroup)));
  const receiver = orAfterKill(receive);
  await kill();
  // Both end what is under way.
  await Promise.allSettled([producer.close(), consumer.close()]);
  await Promise.all([...senders, receiver]);
}

function connectConsumer(server: ServerProcess): Promise<SimpleConsumer> {
  return SimpleConsumer.connect({ endpoint: server.endpoint, group, subscriptions: { [topic]: '*' } });
}

function noteReceived(life: Life, messages: readonly ReceivedMessage[]): void {
  for (const { text, queueId, queueOffset, corrupted } of messages) {
    if (corrupted || !life.sent.has(text)) {
      throw new Broken(`I2: received '${text}', which was not sent`);
    }
    notePlace(life, queueId, queueOffset, text);
    life.received.add(text);
  }
}

function notePlace(life: Life, queueId: number, queueOffset: number, body: string): void {
  const place = `${queueId} ${queueOffset}`;
  const known = life.places.get(place);
  if (known !== undefined && known !== body) {
    throw new Broken(`I3: queue and offset ${place} held '${known}', now they hold '${body}'`);
  }
  life.places.set(place, body);
}

/** After a restart the group gets all that it has not got yet. */
async function drain(life: Life, server: ServerProcess): Promise<void> {
  const missing = () => [...life.acknowledged.keys()].filter((body) => !life.received.has(body));
  if (missing().length === 0) {
    return;
  }
  const consumer = await connectConsumer(server);
  const until = performance.now() + drainMs;
  while (missing().length > 0) {
    const messages = await consumer.receive({ maxMessages: 32, awaitMs: 2000 });
    noteReceived(life, messages);
    if (messages.length > 0) {
      await consumer.ack(messages);
    } else if (performance.now() > until) {
      const [first = '', ...more] = missing();
      throw new Broken(`I5: '${first}' and ${more.length} more acknowledged messages are not delivered`);
    }
  }
  await consumer.close();
}

async function verifySound(life: Life, when: string): Promise<Verification> {
  const verification = await verifyStore(nodeDisk, life.directory, {
    sizes: {
      commitLogSegmentBytes: 4_400_000,
      consumeQueueFileBytes: sizes.mappedFileSizeConsumeQueue,
      indexSlots: sizes.maxHashSlotNum,
      indexEntries: sizes.maxIndexNum,
    },
  });
  const { findings, cells } = verification;
  if (findings.length > 0 || cells.lost > 0) {
    const texts = findings.map(({ place, text }) => `${place}: ${text}`);
    throw new Broken(`I4 ${when}: ${[...texts, ...(cells.lost > 0 ? [`${cells.lost} lost`] : [])].join('; ')}`);
  }
  return verification;
}

/** The end of a store: the server stops in order, everything that it leaves is read. */
async function finish(life: Life, server: ServerProcess): Promise<void> {
  await drain(life, server);
  const code = await server.stop('SIGTERM');
  if (code !== 0 || server.errorOutput().includes('"level":50')) {
    throw new Broken(`the server ended with ${code}: ${server.errorOutput()}`);
  }
  const verification = await verifySound(life, 'after a clean stop');
  const { clean, cells, index } = verification;
  if (!clean || cells.pending + index.pending > 0) {
    throw new Broken(`I4: a clean stop left ${JSON.stringify({ clean, cells, index })}`);
  }
  await checkLog(life);
}

interface Line {
  readonly queueId: number;
  readonly queueOffset: number;
  readonly messageId: string;
  readonly body: string;
}

async function checkLog(life: Life): Promise<void> {
  const bodies = new Map<string, Line>();
  const ends = new Map<number, number>();
  const order = new Map<string, readonly [number, number]>();
  await dumpStore(nodeDisk, life.directory, { topic, body: 'text' }, async (text) => {
    for (const json of text.trimEnd().split('\n')) {
      const line = JSON.parse(json) as Line;
      const expected = ends.get(line.queueId) ?? 0;
      if (line.queueOffset !== expected) {
        throw new Broken(`I3: queue ${line.queueId} has ${line.queueOffset} instead of ${expected}`);
      }
      ends.set(line.queueId, expected + 1);
      if (!life.sent.has(line.body)) {
        throw new Broken(`I2: '${line.body}' is there and was not sent`);
      }
      notePlace(life, line.queueId, line.queueOffset, line.body);
      const before = bodies.get(line.body);
      if (before === undefined) {
        bodies.set(line.body, line);
        checkOrder(order, line.body);
      } else if (before.messageId !== line.messageId) {
        throw new Broken(`I3: '${line.body}' is there as ${before.messageId} and as ${line.messageId}`);
      }
    }
  });
  for (const [body, { messageId }] of life.acknowledged) {
    const found = bodies.get(body);
    if (found?.messageId !== messageId) {
      throw new Broken(`I1: '${body}' was acknowledged as ${messageId}, there is ${found?.messageId}`);
    }
  }
}

/** Messages of one group lie in the order in which they were sent; a repeated one counts where it was first. */
function checkOrder(order: Map<string, readonly [number, number]>, body: string): void {
  const [messageGroup = '', round = '', number = ''] = body.split(' ');
  const [lastRound, lastNumber] = order.get(messageGroup) ?? [0, -1];
  const [thisRound, thisNumber] = [Number(round), Number(number)];
  if (thisRound < lastRound || (thisRound === lastRound && thisNumber <= lastNumber)) {
    throw new Broken(`I3: '${body}' comes after '${messageGroup} ${lastRound} ${lastNumber}'`);
  }
  order.set(messageGroup, [thisRound, thisNumber]);
}
