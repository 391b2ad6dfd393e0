import { statfs } from 'node:fs/promises';
import { loadavg } from 'node:os';
import type { BenchOptions } from './options.ts';
import { printTable, show } from './report.ts';
import { makeScratch, removeScratch } from './scratch.ts';
import { compareAppends } from './store-append-table.ts';
import { printGoal, quick, type StoreBench, thorough } from './store-bench.ts';
import { compareRecovery } from './store-recovery-table.ts';
import { processRunner } from './store-runner.ts';
import { compareQueues, compareReads, compareSyncs, measureLag } from './store-tables.ts';

const mib = 2 ** 20;
const rssGoalMb = 150;

const steps: Readonly<Record<string, (bench: StoreBench) => Promise<void>>> = {
  append: compareAppends,
  sync: compareSyncs,
  read: compareReads,
  queues: compareQueues,
  lag: measureLag,
  recovery: compareRecovery,
};

function printMemory(bench: StoreBench): void {
  if (bench.memory.size > 0) {
    process.stdout.write(
      '\nmemory: most that a process of the step ever had, MiB. RSS by the kernel; buffers and heap as seen ten times a second, garbage included\n',
    );
    const rows = Array.from(bench.memory, ([name, { atStart, rss, buffers, heap }]) => [
      name,
      show(rss),
      show(atStart),
      show(buffers),
      show(heap),
    ]);
    printTable([['step', 'RSS', 'RSS at start', 'buffers', 'heap'], ...rows]);
  }
  for (const [name, { rss }] of bench.memory) {
    if (name !== 'plain writes') {
      printGoal(`<= ${rssGoalMb} MB RSS in ${name}`, (rss * mib) / 1e6 <= rssGoalMb, `${show((rss * mib) / 1e6)} MB`);
    }
  }
}

/** The steps of the given names, one after the other. */
export async function runStoreBench(bench: StoreBench, names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !Object.hasOwn(steps, name));
  if (unknown !== undefined) {
    throw new Error(`there is no step '${unknown}'; there are ${Object.keys(steps).join(', ')}`);
  }
  for (const name of names) {
    await steps[name]?.(bench);
  }
  printMemory(bench);
}

/** The store without a network. */
export async function benchStore(options: BenchOptions): Promise<void> {
  const runner = await processRunner();
  const directory = await makeScratch(options.directory);
  const { bavail, bsize, type } = await statfs(directory);
  const basis = options.quick ? quick : thorough;
  const amounts = {
    ...basis,
    rounds: options.rounds ?? basis.rounds,
    measuredMs: options.seconds === undefined ? basis.measuredMs : options.seconds * 1000,
  };
  // Half as much again for what is appended after a kill, queues and index, and some to leave for others.
  const recoveryBytesMax = Math.max(0, (bavail * bsize - 8 * 2 ** 30) / 1.5);
  const wanted = (options.quick ? Math.min(options.recoveryGib, 0.05) : options.recoveryGib) * 2 ** 30;
  const recoveryBytes = Math.min(wanted, recoveryBytesMax);
  process.stdout.write(
    `\nstore: no network; rounds interleaved, medians, spread is the distance of the quartiles in % of the median. ${directory}, file system type ${type.toString(16)}, ${show((bavail * bsize) / 2 ** 30)} GiB free. Load average at the start: ${loadavg()
      .map((load) => load.toFixed(2))
      .join(' ')}\n`,
  );
  if (options.quick) {
    process.stdout.write(
      'Quick: amounts are too small for figures that mean something, and what is cold elsewhere is hot here.\n',
    );
  }
  if (recoveryBytes < wanted) {
    process.stdout.write(
      `The disk has room for a store of ${show(recoveryBytes / 2 ** 30, 1)} GiB to recover, no more.\n`,
    );
  }
  try {
    const { profile } = options;
    const bench = { runner, amounts, directory, profile, recoveryBytes, memory: new Map(), compiled: runner.compiled };
    await runStoreBench(bench, options.steps);
  } finally {
    removeScratch(directory);
    runner.close();
  }
}
