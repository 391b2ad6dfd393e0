import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { RocketmqDriver } from './golden-driver.ts';
import { fetchRocketmq, Rocketmq } from './golden-rocketmq.ts';
import { tinyFiles } from './golden-text.ts';
import { checkIds, checkKeys, checkOffsets, checkStore, type Placed } from './interop-check.ts';
import { append } from './interop-engine.ts';
import { openInteropStore } from './interop-open.ts';
import { type PlannedMessage, planned, plannedTopics } from './interop-plan.ts';

/**
 * Shows that a real RocketMQ opens what PocketMQ's store wrote, and the other way round, in turns on one directory:
 *
 *   tsx test/scripts/interop-rocketmq.ts
 *
 * Needs Java 17 and Maven. ROCKETMQ_HOME (default: a directory in the temporary one) holds jars, logs and the store;
 * ROCKETMQ_PORT (default 18081) is the first of the twelve ports that RocketMQ takes. Exit code 0: no difference found.
 */
const { ROCKETMQ_HOME, ROCKETMQ_PORT } = process.env;
const home = ROCKETMQ_HOME ?? join(tmpdir(), 'pocketmq-golden');
const port = Number(ROCKETMQ_PORT ?? 18081);
const brokerPort = port + 10;
const directory = join(home, 'store');
const messagesPerTurn = 320;
const turns = 2;
const problemsShown = 10;

let problemCount = 0;
const placed: Placed[] = [];
/** Numbers below are used up, also those of messages that were under way at a kill. */
let nextNumber = 0;
let indexed = false;
/** Messages before this one in `placed` may be missing from the index: RocketMQ's recovery leaves holes in it. */
let indexedFrom = 0;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function report(what: string, problems: readonly string[]): void {
  problemCount += problems.length;
  say(`  ${problems.length === 0 ? 'ok  ' : 'FAIL'} ${what}`);
  for (const problem of problems.slice(0, problemsShown)) {
    say(`       ${problem}`);
  }
  if (problems.length > problemsShown) {
    say(`       and ${problems.length - problemsShown} more`);
  }
}

async function pocketWrites(count: number): Promise<void> {
  const store = await openInteropStore(directory, brokerPort);
  try {
    await append(store, nextNumber, nextNumber + count, (one) => placed.push(one));
    nextNumber += count;
  } finally {
    await store.close();
  }
}

async function pocketReads(exact: boolean): Promise<void> {
  const store = await openInteropStore(directory, brokerPort);
  try {
    report(
      `PocketMQ reads ${placed.length} messages by queue offset and place`,
      await checkStore(store, placed, exact),
    );
  } finally {
    await store.close();
  }
}

/** A process of ours writes until it is killed in the middle of it. What it said is stored must be there. */
async function pocketIsKilled(): Promise<void> {
  const script = fileURLToPath(new URL('interop-writer.ts', import.meta.url));
  const arguments_ = ['--import', 'tsx', script, directory, String(brokerPort), String(nextNumber)];
  const child = spawn(process.execPath, arguments_, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const lines: string[] = [];
  const reading = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (lines.length === messagesPerTurn) {
        child.kill('SIGKILL');
      }
    }
  })();
  await exited;
  await reading;
  if (lines.length < messagesPerTurn) {
    throw new Error(`the writer ended by itself after ${lines.length} messages`);
  }
  for (const line of lines) {
    const [number = 0, queueOffset = 0, physicalOffset = 0] = line.split(' ').map(Number);
    placed.push({ message: planned(number), queueOffset, physicalOffset });
    nextNumber = Math.max(nextNumber, number + 1);
  }
  // The last appends of the writer may be stored and were not told of.
  nextNumber += 100;
}

async function withRocketmq(
  settings: Readonly<Record<string, string>>,
  work: (driver: RocketmqDriver) => Promise<void>,
): Promise<void> {
  const rocketmq = await Rocketmq.start({ home, port, settings: { ...tinyFiles, ...settings } });
  let driver: RocketmqDriver | undefined;
  try {
    driver = await RocketmqDriver.start(rocketmq);
    await work(driver);
    await rocketmq.stop();
  } finally {
    driver?.close();
    await rocketmq.kill();
  }
}

/** Whether PocketMQ wrote index files; looked at before RocketMQ adds its own. */
function isIndexed(): boolean {
  const index = join(directory, 'index');
  return existsSync(index) && readdirSync(index).length > 0;
}

async function rocketmqReads(driver: RocketmqDriver, exact: boolean): Promise<void> {
  report(`RocketMQ reads ${placed.length} messages by queue offset`, await checkOffsets(driver, placed, exact));
  report(`RocketMQ finds ${placed.length} messages by offset message id`, await checkIds(driver, placed, brokerPort));
  if (indexed) {
    const keyed = placed.slice(indexedFrom);
    report(`RocketMQ finds ${keyed.length} messages by unique id, key and tag`, await checkKeys(driver, keyed));
  } else {
    say('  --   PocketMQ wrote no index: nothing to find by key');
  }
}

async function rocketmqWrites(driver: RocketmqDriver, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const plan = planned(nextNumber++);
    const { topic, queueId, flag, body, tag, keys, userProperties } = plan;
    // Its clients refuse to send to a retry topic of a group that is unknown.
    if (topic.startsWith('%RETRY%')) {
      continue;
    }
    const answer = await driver.send({
      topic,
      queueId,
      flag,
      body: body.toString('base64'),
      properties: userProperties,
      ...(tag === '' ? {} : { tag }),
      ...(keys.length === 0 ? {} : { keys: keys.join(' ') }),
    });
    const message: PlannedMessage = { ...plan, messageId: answer.messageId };
    const physicalOffset = Number.parseInt((answer.offsetMessageId ?? '').slice(-16), 16);
    placed.push({ message, queueOffset: answer.queueOffset, physicalOffset });
  }
}

async function turn(number: number, exact: boolean): Promise<void> {
  say(`turn ${number}: PocketMQ appends, RocketMQ reads and appends, PocketMQ reads`);
  await pocketWrites(messagesPerTurn);
  await pocketReads(exact);
  indexed ||= number === 1 && isIndexed();
  await withRocketmq({}, async (driver) => {
    await rocketmqReads(driver, exact);
    await rocketmqWrites(driver, messagesPerTurn);
    await rocketmqReads(driver, exact);
  });
  await pocketReads(exact);
}

await fetchRocketmq(home);
rmSync(directory, { recursive: true, force: true });
for (let i = 1; i <= turns; i++) {
  await turn(i, true);
}
say('kill -9: PocketMQ is killed while it writes, recovers, and RocketMQ reads');
await pocketIsKilled();
await pocketReads(false);
await withRocketmq({}, (driver) => rocketmqReads(driver, false));
say('kill -9: PocketMQ is killed while it writes, and RocketMQ recovers');
await pocketIsKilled();
// By default RocketMQ looks at its newest ten segments only.
await withRocketmq({ commitLogRecoverMaxNum: '100000' }, async (driver) => {
  report(`RocketMQ reads ${placed.length} messages by queue offset`, await checkOffsets(driver, placed, false));
});
indexedFrom = placed.length;
await turn(turns + 1, false);
const segments = readdirSync(join(directory, 'commitlog')).length;
say(
  problemCount === 0
    ? `no difference: ${placed.length} messages in ${segments} segments and ${plannedTopics.length} topics`
    : `${problemCount} differences`,
);
process.exit(problemCount === 0 ? 0 : 1);
