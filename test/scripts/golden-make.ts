import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packStore, unpackStore } from './golden-archive.ts';
import { cases } from './golden-cases.ts';
import { formatManifest, type GoldenManifest } from './golden-manifest.ts';
import { readLog, readQueues } from './golden-reader.ts';
import { fetchRocketmq, Rocketmq, rocketmqVersion } from './golden-rocketmq.ts';
import { type GoldenCase, Workload } from './golden-workload.ts';

/**
 * Makes the golden stores: lets a real RocketMQ write them and keeps what it was sent and what it answered.
 *
 *   tsx test/scripts/golden-make.ts [case ...]
 *
 * Needs Java 17 and Maven. ROCKETMQ_HOME (default: a directory in the temporary one) holds jars, logs and the live store;
 * ROCKETMQ_PORT (default 18081) is the first of the twelve ports that RocketMQ takes.
 */
const { ROCKETMQ_HOME, ROCKETMQ_PORT } = process.env;
const home = ROCKETMQ_HOME ?? join(tmpdir(), 'pocketmq-golden');
const port = Number(ROCKETMQ_PORT ?? 18081);
const golden = fileURLToPath(new URL('../golden', import.meta.url));

/** Files of RocksDB that hold the name of the machine and its paths; the rest shows what its directories look like. */
const leftOut = (path: string) => /(^|\/)(LOG(\.old\.\d+)?|OPTIONS-\d+|\d+\.sst)$/.test(path);

async function make(one: GoldenCase): Promise<void> {
  const store = join(home, 'store');
  rmSync(store, { recursive: true, force: true });
  if (one.from !== undefined) {
    unpackStore(join(golden, one.from, 'store.gz'), store);
  }
  const rocketmq = await Rocketmq.start({ home, port, settings: one.settings });
  const work = await Workload.open(rocketmq).catch(async (error: unknown) => {
    await rocketmq.kill();
    throw error;
  });
  let manifest: GoldenManifest;
  try {
    const facts = await one.fill(work);
    const queues = one.quiet ? await work.ranges() : [];
    await (one.end === 'stop' ? rocketmq.stop() : rocketmq.kill());
    manifest = {
      rocketmq: rocketmqVersion,
      case: one.name,
      about: one.about,
      end: one.end,
      ...(one.from === undefined ? {} : { continues: one.from }),
      settings: one.settings,
      queries: [],
      times: [],
      progress: [],
      ...facts,
      queues,
      messages: work.messages,
    };
  } finally {
    work.close();
    await rocketmq.kill();
  }
  const directory = join(golden, one.name);
  packStore(store, join(directory, 'store.gz'), leftOut);
  writeFileSync(join(directory, 'manifest.json'), formatManifest(manifest));
  const log = readLog(store);
  const cells = readQueues(store).reduce((sum, queue) => sum + queue.cells.length, 0);
  const kib = (file: string) => `${(statSync(join(directory, file)).size / 1024).toFixed(0)} KiB`;
  process.stdout.write(
    `${one.name}: ${manifest.messages.length} messages sent, ${log.records.length} records in ${log.files.length} files, ` +
      `${cells} cells; ${kib('store.gz')} and ${kib('manifest.json')}\n`,
  );
}

function total(): number {
  const sizes = readdirSync(golden, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)).length);
  return sizes.reduce((sum, size) => sum + size, 0);
}

const names = process.argv.slice(2);
const unknown = names.filter((name) => cases.every((one) => one.name !== name));
if (unknown.length > 0) {
  throw new Error(`no case ${unknown.join(', ')}; there are ${cases.map((one) => one.name).join(', ')}`);
}
await fetchRocketmq(home);
for (const one of cases.filter(({ name }) => names.length === 0 || names.includes(name))) {
  const begin = Date.now();
  process.stdout.write(`${one.name} ...\n`);
  await make(one);
  process.stdout.write(`${one.name} took ${((Date.now() - begin) / 1000).toFixed(0)} s\n`);
}
process.stdout.write(`all cases together: ${(total() / 1024).toFixed(0)} KiB\n`);
process.exit(0);
