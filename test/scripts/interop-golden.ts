import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { QueueRange } from '../../src/store/message-store.ts';
import { unpackStore } from './golden-archive.ts';
import { RocketmqDriver } from './golden-driver.ts';
import { archiveOf, goldenCases, isRefusedCase, isSystemTopic, manifestOf } from './golden-facts.ts';
import type { GoldenManifest } from './golden-manifest.ts';
import { propertiesOf } from './golden-reader.ts';
import { fetchRocketmq, Rocketmq } from './golden-rocketmq.ts';
import { openInteropStore } from './interop-open.ts';
import { planned, recordOf } from './interop-plan.ts';

/**
 * Gives golden stores, which RocketMQ wrote, back to RocketMQ after our store opened, appended to and closed them:
 *
 *   tsx test/scripts/interop-golden.ts [case ...]
 *
 * Needs what interop-rocketmq.ts needs. Exit code 0: no difference found.
 */
const { ROCKETMQ_HOME, ROCKETMQ_PORT } = process.env;
const home = ROCKETMQ_HOME ?? join(tmpdir(), 'pocketmq-golden');
const port = Number(ROCKETMQ_PORT ?? 18081);
const directory = join(home, 'store');
const appendsPerQueue = 5;
const limits = { messagesMax: 1000, bytesMax: 1 << 26, cellsMax: 10_000 };

interface Expected {
  readonly range: QueueRange;
  /** Queue offset, then `physical offset, message id`. */
  readonly messages: ReadonlyMap<number, string>;
  /** Physical offsets of those that we appended, by message id. */
  readonly appended: ReadonlyMap<string, number>;
}

/** Appends to every queue that clients use, and tells what is then in them. */
async function throughPocketmq(manifest: GoldenManifest): Promise<Expected[]> {
  const store = await openInteropStore(directory, port + 10, manifest.settings);
  try {
    const queues = store.queues().filter(({ topic }) => !isSystemTopic(topic));
    let number = 0;
    const appended = new Map<string, Map<string, number>>();
    for (let round = 0; round < appendsPerQueue; round++) {
      const records = queues.map(({ topic, queueId }) => ({ ...recordOf(planned(number++)), topic, queueId }));
      for (const record of records) {
        await new Promise<void>((resolve, reject) => {
          store.append([record], { stored: resolve, notStored: reject });
        });
        const queue = `${record.topic} ${record.queueId}`;
        appended.set(queue, (appended.get(queue) ?? new Map()).set(record.uniqueKey, record.physicalOffset));
      }
    }
    const expected: Expected[] = [];
    for (const { topic, queueId } of queues) {
      const range = store.range(topic, queueId);
      const { messages } = await store.read(topic, queueId, range.minOffset, limits);
      const facts = messages.map((message) => {
        const id = propertiesOf(message.properties).get('UNIQ_KEY') ?? '';
        return [message.queueOffset, `${message.physicalOffset}, ${id}`] as const;
      });
      const ours = appended.get(`${topic} ${queueId}`) ?? new Map<string, number>();
      expected.push({ range, messages: new Map(facts), appended: ours });
    }
    return expected;
  } finally {
    await store.close();
  }
}

async function compare(driver: RocketmqDriver, { range, messages, appended }: Expected): Promise<string[]> {
  const { topic, queueId, minOffset, maxOffset } = range;
  const found = await driver.range(topic, queueId);
  const problems: string[] = [];
  if (found.minOffset !== minOffset || found.maxOffset < maxOffset) {
    problems.push(
      `${topic}-${queueId}: from ${found.minOffset} to ${found.maxOffset}, not ${minOffset} to ${maxOffset}`,
    );
  }
  const seen = new Map(
    (await driver.pull(topic, queueId, minOffset)).map(({ queueOffset, physicalOffset, properties }) => {
      const { UNIQ_KEY = '' } = properties;
      return [queueOffset, `${physicalOffset}, ${UNIQ_KEY}`];
    }),
  );
  for (const [offset, wanted] of messages) {
    if (seen.get(offset) !== wanted) {
      problems.push(`${topic}-${queueId} @${offset} is ${seen.get(offset)}, not ${wanted}`);
    }
  }
  for (const [id, place] of appended) {
    const byId = await driver.query(topic, id, true);
    if (!byId.some(({ physicalOffset }) => physicalOffset === place)) {
      problems.push(`${topic}-${queueId}: the message ${id} is not found by its id`);
    }
  }
  return problems;
}

async function check(name: string): Promise<readonly string[]> {
  const manifest = manifestOf(name);
  rmSync(directory, { recursive: true, force: true });
  unpackStore(archiveOf(name), directory);
  const expected = await throughPocketmq(manifest);
  const rocketmq = await Rocketmq.start({ home, port, settings: manifest.settings });
  const problems: string[] = [];
  let driver: RocketmqDriver | undefined;
  try {
    driver = await RocketmqDriver.start(rocketmq);
    for (const one of expected) {
      problems.push(...(await compare(driver, one)));
    }
  } finally {
    driver?.close();
    await rocketmq.kill();
  }
  const count = expected.reduce((sum, { messages }) => sum + messages.size, 0);
  process.stdout.write(
    `${problems.length === 0 ? 'ok  ' : 'FAIL'} ${name}: ${expected.length} queues, ${count} messages\n`,
  );
  for (const problem of problems.slice(0, 10)) {
    process.stdout.write(`     ${problem}\n`);
  }
  return problems;
}

const asked = process.argv.slice(2);
// Queues of inner batches are of a kind that our store does not serve.
const served = goldenCases().filter((name) => !isRefusedCase(name) && name !== 'inner-batch');
await fetchRocketmq(home);
let problemCount = 0;
for (const name of asked.length > 0 ? asked : served) {
  problemCount += (await check(name)).length;
}
process.stdout.write(problemCount === 0 ? 'no difference\n' : `${problemCount} differences\n`);
process.exit(problemCount === 0 ? 0 : 1);
