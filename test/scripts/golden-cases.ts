import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { groupCase, propertyCrcCase } from './golden-cases-grpc.ts';
import { bodyOf, pick, smallFiles, tinyFiles } from './golden-text.ts';
import type { GoldenCase, MessagePlan, Workload } from './golden-workload.ts';

const tags = [undefined, 'red', 'green', 'a||b', 'метка', '标签'];
const properties: readonly (Readonly<Record<string, string>> | undefined)[] = [
  undefined,
  { color: 'blue', size: '17' },
  { город: 'Владивосток', 数: '四', emoji: '🚀' },
];

/** Message `i` of a mix: every third with keys, tags and properties in turn, bodies from 1 byte to 3 KiB. */
function mixed(topic: string, i: number, more: Partial<MessagePlan> = {}): MessagePlan {
  const tag = pick(tags, i);
  const extra = pick(properties, i);
  return {
    topic,
    body: bodyOf(i, 1 + ((i * 97) % 700) + (i % 19 === 0 ? 2300 : 0)),
    ...(tag === undefined ? {} : { tag }),
    ...(i % 3 === 0 ? { keys: i % 2 === 0 ? [`k${i}`] : [`k${i}`, `shared-${i % 5}`, 'clé'] } : {}),
    ...(extra === undefined ? {} : { properties: extra }),
    ...(i % 7 === 0 ? { flag: i * 1000 - 9 } : {}),
    ...more,
  };
}

async function fillBasic(work: Workload) {
  for (const [topic, queues] of [
    ['basic-normal', 4],
    ['basic-one', 1],
    ['basic-batch', 2],
    ['basic-later', 2],
  ] as const) {
    await work.topic(topic, queues);
  }
  await work.topic('basic-half', 2, { 'message.type': 'TRANSACTION' });
  await work.topic('basic-retry', 2);
  await work.group('basic-retrying', { retryMaxTimes: 16 });
  await work.group('basic-failing', { retryMaxTimes: 1 });
  for (let i = 0; i < 4; i++) {
    await work.send(mixed('basic-later', i, { delayLevel: 1 }));
    await work.send(mixed('basic-later', i, { deliverMs: Date.now() + 2500 }));
  }
  for (let i = 0; i < 120; i++) {
    await work.send(mixed('basic-normal', i, { queueId: i % 4, wait: i % 11 !== 0 }));
  }
  for (let i = 0; i < 250; i++) {
    await work.send({ topic: 'basic-one', queueId: 0, body: bodyOf(i, 20), ...(i % 2 === 0 ? { tag: 'even' } : {}) });
  }
  for (const count of [1, 2, 17, 5]) {
    await work.sendBatch(
      Array.from({ length: count }, (_, i) => mixed('basic-batch', i + count)),
      count % 2,
    );
  }
  for (let i = 0; i < 4; i++) {
    await work.send({ topic: 'basic-normal', queueId: i, body: bodyOf(i, 9000 + i), tag: 'compressed' });
    await work.send({ topic: 'basic-normal', queueId: i, body: bodyOf(i, 12000), compressOver: 1 << 30, tag: 'whole' });
  }
  for (let i = 0; i < 12; i++) {
    await work.transaction(mixed('basic-half', i), pick(['COMMIT', 'ROLLBACK', 'COMMIT', 'UNKNOWN'] as const, i));
  }
  for (let i = 0; i < 8; i++) {
    await work.send(mixed('basic-retry', i, { queueId: i % 2, tag: 'retry' }));
  }
  await work.driver.call(consuming('basic-retrying', { failures: 1, deliveries: 16 }));
  await work.driver.call(consuming('basic-failing', { failures: 99, deliveries: 16, reconsumeMax: 1 }));
  for (let i = 0; i < 3; i++) {
    await work.send(mixed('basic-later', i, { delayLevel: 18 }));
    await work.send(mixed('basic-later', i, { deliverMs: Date.now() + 3_600_000 + i * 1000 }));
  }
  const recalled = await work.send(mixed('basic-later', 9, { deliverMs: Date.now() + 7_200_000 }));
  await work.driver.call({ op: 'recall', topic: 'basic-later', recallHandle: recalled.recallHandle });
  await sleep(6000); // Delayed messages arrive, and the half messages that are done are written down (every 3 s).
  return {
    queries: await work.queries(work.sampleQueries(16)),
    times: [...(await work.times('basic-one', 0)), ...(await work.times('basic-normal', 1))],
    progress: [
      ...(await work.progress('basic-retrying', 'basic-retry')),
      ...(await work.progress('basic-failing', 'basic-retry')),
    ],
  };
}

function consuming(group: string, more: Record<string, unknown>) {
  return { op: 'consume', group, topic: 'basic-retry', expression: '*', timeoutMs: 30_000, ...more };
}

/** Fills more than ten segments, so that RocketMQ's own recovery (its newest ten) is not enough to rebuild everything. */
async function fillMany(work: Workload, prefix: string, messages: number): Promise<void> {
  await work.topic(`${prefix}-a`, 2);
  await work.topic(`${prefix}-b`, 3);
  for (let i = 0; i < messages; i++) {
    const topic = i % 3 === 0 ? `${prefix}-a` : `${prefix}-b`;
    await work.send(mixed(topic, i, { queueId: Math.floor(i / 3) % (i % 3 === 0 ? 2 : 3) }));
  }
}

async function fillKilled(work: Workload) {
  await fillMany(work, 'killed', 420);
  await work.send(mixed('killed-a', 1, { delayLevel: 18 }));
  const queries = await work.queries(work.sampleQueries(8));
  await sleep(3500); // Past a thorough flush, so that the checkpoint knows something.
  // Many calls under way at once when the end comes.
  const connection = await work.producer(['killed-a', 'killed-b']);
  const until = Date.now() + 400;
  const load = async (sender: number) => {
    for (let i = 0; Date.now() < until + 60_000; i++) {
      const plan = mixed(i % 2 === 0 ? 'killed-a' : 'killed-b', i * 8 + sender, { keys: [`load-${i}`] });
      await work.sendGrpc(connection, [plan]);
    }
  };
  for (let sender = 0; sender < 8; sender++) {
    load(sender).catch(() => undefined);
  }
  while (Date.now() < until) {
    await sleep(10);
  }
  return { queries };
}

async function fillRecovered(work: Workload) {
  await fillMany(work, 'recovered', 40);
  for (let i = 0; i < 20; i++) {
    await work.send(mixed('killed-a', 1000 + i, { queueId: i % 2 }));
  }
  return { queries: await work.queries(work.sampleQueries(8)), times: await work.times('killed-a', 1) };
}

async function fillTrimmed(work: Workload) {
  await work.topic('trimmed-early', 2);
  for (let i = 0; i < 30; i++) {
    await work.send(mixed('trimmed-early', i, { queueId: i % 2 }));
  }
  await fillMany(work, 'trimmed', 260);
  // Retention goes by the time of the file; all but the newest ten become old.
  const directory = join(work.rocketmq.home, 'store', 'commitlog');
  const old = Date.now() / 1000 - 100 * 3600;
  for (const name of readdirSync(directory).sort().slice(0, -10)) {
    utimesSync(join(directory, name), old, old);
  }
  const before = readdirSync(directory).length;
  await work.driver.call({ op: 'deleteExpired' });
  for (const end = Date.now() + 60_000; readdirSync(directory).length > 11 && Date.now() < end; ) {
    await work.driver.call({ op: 'deleteExpired' });
    await sleep(1000);
  }
  if (readdirSync(directory).length >= before) {
    throw new Error('RocketMQ deleted no log file');
  }
  await sleep(15_000); // The queues follow within ten seconds.
  return { queries: await work.queries(work.sampleQueries(16)) };
}

async function fillDeleted(work: Workload) {
  await fillMany(work, 'deleted', 60);
  await work.topic('deleted-gone', 2);
  for (let i = 0; i < 30; i++) {
    await work.send(mixed('deleted-gone', i, { queueId: i % 2 }));
  }
  await work.driver.call({ op: 'deleteTopic', topic: 'deleted-gone' });
  await fillMany(work, 'deleted', 30);
  await sleep(1000);
  return {};
}

async function fillFew(work: Workload, prefix: string) {
  await work.topic(`${prefix}-few`, 2);
  for (let i = 0; i < 24; i++) {
    await work.send(mixed(`${prefix}-few`, i, { queueId: i % 2 }));
  }
  await work.send(mixed(`${prefix}-few`, 24, { delayLevel: 18 }));
  await sleep(500);
  return { queries: await work.queries(work.sampleQueries(8)), times: await work.times(`${prefix}-few`, 0) };
}

async function fillInnerBatch(work: Workload) {
  await work.topic('inner-batch', 2, { 'queue.type': 'BatchCQ' });
  for (const count of [1, 3, 10]) {
    await work.sendBatch(
      Array.from({ length: count }, (_, i) => mixed('inner-batch', i + count)),
      count % 2,
      true,
    );
  }
  return {};
}

export const cases: readonly GoldenCase[] = [
  {
    name: 'basic',
    about:
      'Every kind of message through the remoting client: keys, tags, batches, compression, delays, transactions, retries.',
    settings: smallFiles,
    end: 'stop',
    quiet: true,
    fill: fillBasic,
  },
  groupCase,
  {
    name: 'killed',
    about: 'kill -9 while eight senders wait for answers; many small segments, a checkpoint that knows something.',
    settings: { ...tinyFiles, flushConsumeQueueThoroughInterval: '2000' },
    end: 'kill',
    quiet: false,
    fill: fillKilled,
  },
  {
    name: 'recovered',
    about: 'The killed store after RocketMQ recovered it (of all files), appended to it and was stopped.',
    settings: { ...tinyFiles, commitLogRecoverMaxNum: '1000' },
    end: 'stop',
    from: 'killed',
    quiet: true,
    fill: fillRecovered,
  },
  {
    name: 'killed-early',
    about: 'kill -9 seconds after the start: hardly any config file, a checkpoint without logics position.',
    settings: tinyFiles,
    end: 'kill',
    quiet: true,
    fill: (work) => fillFew(work, 'early'),
  },
  {
    name: 'trimmed',
    about: 'The oldest segments are deleted: queues begin inside a file, one queue has nothing left.',
    settings: { ...tinyFiles, fileReservedTime: '72', deleteFileBatchMax: '50' },
    end: 'stop',
    quiet: true,
    fill: fillTrimmed,
  },
  {
    name: 'deleted',
    about: 'A topic was deleted: its records are still in the log.',
    settings: tinyFiles,
    end: 'stop',
    quiet: true,
    fill: fillDeleted,
  },
  {
    name: 'ipv6',
    about: 'The broker stores under an IPv6 address, clients connect over IPv6.',
    settings: { ...smallFiles, brokerIP1: '[::1]', bindAddress: '::' },
    end: 'stop',
    quiet: true,
    fill: (work) => fillFew(work, 'ipv6'),
  },
  propertyCrcCase,
  {
    name: 'default-sizes',
    about: 'File sizes as RocketMQ has them without configuration.',
    settings: {},
    end: 'stop',
    quiet: true,
    fill: (work) => fillFew(work, 'default'),
  },
  {
    name: 'sync-flush',
    about: 'SYNC_FLUSH, killed.',
    settings: { ...smallFiles, flushDiskType: 'SYNC_FLUSH' },
    end: 'kill',
    quiet: true,
    fill: (work) => fillFew(work, 'sync'),
  },
  {
    name: 'inner-batch',
    about: 'A topic with batch consume queues: one record holds a whole batch.',
    settings: smallFiles,
    end: 'stop',
    quiet: true,
    fill: fillInnerBatch,
  },
  {
    name: 'rocksdb-queues',
    about: 'The consume queues are in RocksDB, which PocketMQ refuses.',
    settings: { ...smallFiles, storeType: 'defaultRocksDB' },
    end: 'stop',
    quiet: false,
    fill: async (work) => {
      await work.topic('rocksdb-few', 1);
      await work.send(mixed('rocksdb-few', 0, { queueId: 0 }));
      return {};
    },
  },
  {
    name: 'dledger',
    about: 'The log is kept by DLedger, which PocketMQ refuses.',
    settings: {
      ...smallFiles,
      enableDLegerCommitLog: 'true',
      dLegerGroup: 'broker-a',
      dLegerPeers: 'n0-127.0.0.1:18099',
      dLegerSelfId: 'n0',
    },
    end: 'stop',
    quiet: false,
    fill: async (work) => {
      await work.topic('dledger-few', 1);
      await work.send(mixed('dledger-few', 0, { queueId: 0 }));
      return {};
    },
  },
  {
    name: 'empty',
    about: 'Started and stopped, nothing sent.',
    settings: smallFiles,
    end: 'stop',
    quiet: true,
    fill: async () => ({}),
  },
];
