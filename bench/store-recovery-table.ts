import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { printTable, show } from './report.ts';
import { progress } from './rounds.ts';
import { get, noteMemory, printGoal, type StoreBench } from './store-bench.ts';
import { dropPageCache } from './store-read.ts';
import { recordBytes } from './store-recovery.ts';
import type { Figures, StepSettings } from './store-settings.ts';

const mib = 2 ** 20;
/** Log that a start after a kill has to read at most: what lies between two checkpoints is 256 MiB. */
const grownBytes = [64 * mib, 128 * mib, 250 * mib];
const cleanGoalMs = 500;
const killGoalMs = 5000;

/** Makes a large store, then opens it after a clean stop and after kills in the middle of appends. */
export async function compareRecovery(bench: StoreBench): Promise<void> {
  const { runner, recoveryBytes } = bench;
  const { runUntilKilled } = runner;
  const directory = mkdtempSync(join(bench.directory, 'recovery-'));
  const run = async (settings: StepSettings): Promise<Figures> => {
    const { figures } = await runner.run(settings, (text) => progress(`recovery: appended ${text}`));
    noteMemory(bench, settings.kind === 'open' ? 'recovery' : 'making the store to recover', figures);
    return figures;
  };
  const rows = [['start', 'messages', 'opens in ms', 'RSS MiB']];
  const open = async (name: string): Promise<number> => {
    progress(`recovery ${name}`);
    const figures = await run({ kind: 'open', directory });
    const openMs = get('openMs')(figures);
    rows.push([name, show(get('messages')(figures)), show(openMs), show(get('rssMaxMib')(figures))]);
    return openMs;
  };
  try {
    progress(`recovery: appends ${show(recoveryBytes / 2 ** 30, 2)} GiB`);
    const built = await run({ kind: 'build', directory, bytes: recoveryBytes });
    const clean = [await open('after a clean stop'), await open('after a clean stop, again')];
    const log = join(directory, 'commitlog');
    if (dropPageCache(log)) {
      clean.push(await open('after a clean stop, log not in the page cache'));
    }
    const killed: number[] = [];
    for (const bytes of runUntilKilled === undefined ? [] : grownBytes) {
      const wanted = Math.min(bytes, recoveryBytes);
      await runUntilKilled?.({ kind: 'grow', directory, bytes: wanted });
      killed.push(await open(`after kill -9, at least ${show(wanted / mib)} MiB appended`));
    }
    const megabytes = (get('messages')(built) * recordBytes) / 1e6;
    process.stdout.write(
      `\nrecovery: store of ${show(recoveryBytes / 2 ** 30, 2)} GiB in messages of 1 KiB with their keys, made at ${show(megabytes / get('seconds')(built))} MB/s, closed in ${show(get('closeMs')(built))} ms; time of opening until appends are taken\n`,
    );
    printTable(rows);
    const size = `${show(recoveryBytes / 1e9, 1)} GB`;
    const slowestClean = Math.max(...clean);
    printGoal(
      `<= 0.5 s until ready after a clean stop, ${size}`,
      slowestClean <= cleanGoalMs,
      `${show(slowestClean)} ms`,
    );
    if (killed.length > 0) {
      const slowest = Math.max(...killed);
      printGoal(`<= 5 s until ready after kill -9, ${size}`, slowest <= killGoalMs, `${show(slowest)} ms`);
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
