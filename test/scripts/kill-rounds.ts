import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Producer, SimpleConsumer } from '../../src/index.ts';
import { pick, seededRandom } from '../simulation/seeded-random.ts';
import { Broken, checkLog, type Life, newLife, noteReceived, segmentBytes, topic, verifySound } from './kill-life.ts';
import { damageStore, type Sabotage } from './kill-sabotage.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';

/* The built server is killed at random moments while this process sends to it and receives from it. */
const groups = 128;
const receivers = 2;
const killMsMax = 1000;
/** Messages of one send of every other message group; the rest sends them one by one. */
const batchMessages = 8;
/** A new store after so many rounds, so that reading everything stays short. */
const roundsPerStore = 5;
/** A round sends no more than that: enough to be killed in the middle of. */
const sendsPerRoundMax = 20_000;
const group = 'readers';

/** A server that has not stopped by then hangs. */
const serverMs = 60_000;
/** A group that has not got a message that is there by then has lost it; so it has when so many receives are empty. */
const drainMs = 60_000;
const emptyReceivesMax = 5;
/** Reading a store takes well under a second. */
const readMs = 60_000;
/** Clients of a dead server have nothing to wait for. */
const clientMs = 15_000;

export interface RoundResult {
  readonly round: number;
  /** Undefined: all invariants hold. */
  readonly problem: string | undefined;
  /** Milliseconds from the start of the process until it listens. */
  readonly startMs: number;
  readonly acknowledged: number;
}

/** Damage after the kill of a round, to see that it is noticed. */
export interface SabotagePlan {
  readonly round: number;
  readonly sabotage: Sabotage;
}

/** Runs rounds one after the other; `tell` hears of each. */
export async function runKillRounds(
  seed: number,
  rounds: number,
  tell: (result: RoundResult) => void,
  plan?: SabotagePlan,
): Promise<void> {
  const random = seededRandom(seed);
  let life: Life | undefined;
  for (let round = 1; round <= rounds; round++) {
    life ??= await newLife(random);
    const last = round === rounds || life.rounds + 1 === roundsPerStore;
    const sabotage = plan?.round === round ? plan.sabotage : undefined;
    const outcome = await runRound(life, round, { killMs: pick(random, killMsMax), last, sabotage });
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

interface RoundPlan {
  readonly killMs: number;
  readonly last: boolean;
  readonly sabotage: Sabotage | undefined;
}

async function runRound(life: Life, round: number, plan: RoundPlan): Promise<Omit<RoundResult, 'round'>> {
  const before = life.acknowledged.size;
  let startMs = 0;
  let problem: string | undefined;
  try {
    life.rounds++;
    await withServer(life, async (server, tookMs) => {
      startMs = tookMs;
      await workUntilKilled(life, server, round, plan);
    });
    if (plan.sabotage !== undefined) {
      const ids = new Set([...life.acknowledged.values()].map(({ messageId }) => messageId));
      await damageStore(life.directory, segmentBytes, topic, ids, plan.sabotage);
    }
    await within(readMs, 'verifying the store', verifySound(life, 'as the kill left it'));
    if (plan.last) {
      await withServer(life, (server) => finish(life, server));
      await within(readMs, 'verifying the store', verifyStopped(life));
    }
  } catch (error) {
    problem = `${error instanceof Broken ? error.message : String(error)} (store ${life.directory})`;
  }
  return { problem, startMs, acknowledged: life.acknowledged.size - before };
}

/** What takes longer has failed; it is left to itself, and whoever calls ends what it works on. */
async function within<T>(milliseconds: number, what: string, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = sleep(milliseconds, undefined, { signal: timer.signal }).then(() => {
    throw new Broken(`${what} takes longer than ${milliseconds / 1000} s`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    late.catch(() => undefined);
    timer.abort();
  }
}

/** Starts a server, looks whether it has all that was acknowledged, and sees to it that it does not outlive the work. */
async function withServer(life: Life, work: (server: ServerProcess, startMs: number) => Promise<void>): Promise<void> {
  const startedAt = performance.now();
  const server = await startServerProcess(life.directory, ...life.settings);
  const startMs = performance.now() - startedAt;
  try {
    await within(readMs, 'reading the log', checkLog(life));
    await work(server, startMs);
  } finally {
    await server.stop('SIGKILL');
  }
}

/** Sends and receives until the server is gone; calls that are under way then may have happened or not. */
async function workUntilKilled(life: Life, server: ServerProcess, round: number, plan: RoundPlan): Promise<void> {
  const dead = new AbortController();
  const ended = server.ended.then(() => dead.abort());
  const producer = await Producer.connect({ endpoint: server.endpoint });
  const consumer = await connectConsumer(server);
  let killed = false;
  let sends = 0;
  let failure: unknown;
  let tellAnswered: () => void = () => undefined;
  const answered = new Promise<void>((resolve) => {
    tellAnswered = resolve;
  });
  const untilKilled = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      if (!killed) {
        failure ??= error;
        killed = true;
      }
    }
  };
  const send = async (messageGroup: number) => {
    const count = messageGroup % 2 === 0 ? 1 : batchMessages;
    for (let number = 0; !killed && sends < sendsPerRoundMax; number += count) {
      sends += count;
      const messages = messagesOf(messageGroup, round, number, count);
      for (const { body } of messages) {
        life.sent.add(body.toString());
      }
      const receipts = await producer.send(messages, { signal: dead.signal });
      for (const [index, { messageId, offset }] of receipts.entries()) {
        life.acknowledged.set(messages[index]?.body.toString() ?? '', { messageId, offset });
      }
      tellAnswered();
    }
  };
  const receive = async () => {
    while (!killed) {
      const messages = await consumer.receive({ maxMessages: 32, awaitMs: 1000, signal: dead.signal });
      noteReceived(life, messages);
      await consumer.ack(messages, { signal: dead.signal });
    }
  };
  const works = [
    ...Array.from({ length: groups }, (_, messageGroup) => untilKilled(() => send(messageGroup))),
    ...Array.from({ length: receivers }, () => untilKilled(receive)),
  ];
  if (plan.sabotage !== undefined) {
    // There has to be something to damage.
    await within(clientMs, 'the first answer', answered);
  }
  await sleep(plan.killMs);
  killed = true;
  server.signal('SIGKILL');
  await within(serverMs, 'being killed', ended);
  const closed = Promise.allSettled([producer.close(), consumer.close()]);
  await within(clientMs, 'closing the clients of the killed server', closed);
  await within(clientMs, 'the end of calls to the killed server', Promise.all(works));
  if (failure !== undefined) {
    throw failure;
  }
}

function messagesOf(messageGroup: number, round: number, first: number, count: number) {
  return Array.from({ length: count }, (_, index) => ({
    topic,
    messageGroup: `group-${messageGroup}`,
    body: Buffer.from(`${messageGroup} ${round} ${first + index}`),
    keys: [`key-${messageGroup}-${(first + index) % 7}`],
    tag: 'tag',
  }));
}

function connectConsumer(server: ServerProcess): Promise<SimpleConsumer> {
  return SimpleConsumer.connect({ endpoint: server.endpoint, group, subscriptions: { [topic]: '*' } });
}

/** The group gets all that it has not got yet. */
async function drain(life: Life, consumer: SimpleConsumer): Promise<void> {
  const missing = new Set([...life.acknowledged.keys()].filter((body) => !life.received.has(body)));
  const until = performance.now() + drainMs;
  let empty = 0;
  const receive = async () => {
    while (missing.size > 0) {
      const messages = await consumer.receive({ maxMessages: 32, awaitMs: 2000 });
      noteReceived(life, messages);
      for (const { text } of messages) {
        missing.delete(text);
      }
      if (messages.length > 0) {
        empty = 0;
        await consumer.ack(messages);
      } else {
        empty++;
      }
      if (missing.size > 0 && (empty >= emptyReceivesMax * receivers || performance.now() > until)) {
        const [first = ''] = missing;
        throw new Broken(`I5: '${first}' and ${missing.size - 1} more acknowledged messages are not delivered`);
      }
    }
  };
  await Promise.all(Array.from({ length: receivers }, receive));
}

/** The end of a store: everything is received, and the server stops in order. */
async function finish(life: Life, server: ServerProcess): Promise<void> {
  const consumer = await connectConsumer(server);
  try {
    await within(drainMs + clientMs, 'receiving what is left', drain(life, consumer));
  } finally {
    await within(clientMs, 'closing a client', consumer.close());
  }
  const code = await within(serverMs, 'a clean stop', server.stop('SIGTERM'));
  if (code !== 0 || server.errorOutput().includes('"level":50')) {
    throw new Broken(`the server ended with ${code}: ${server.errorOutput()}`);
  }
}

async function verifyStopped(life: Life): Promise<void> {
  const { clean, cells, index } = await verifySound(life, 'after a clean stop');
  if (!clean || cells.pending + index.pending > 0) {
    throw new Broken(`I4: a clean stop left ${JSON.stringify({ clean, cells, index })}`);
  }
  await checkLog(life);
}
