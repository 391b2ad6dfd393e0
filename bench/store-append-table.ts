import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { printTable, show } from './report.ts';
import { interleave, medianOf, progress, spreadPercent } from './rounds.ts';
import { appendDefaults, get, inFlightOf, perSecond, printGoal, type StoreBench, step } from './store-bench.ts';
import type { Figures } from './store-settings.ts';

/** MB/s of a program that writes the same bytes and ends with fdatasync; undefined where it is not installed. */
function outsideMbPerSecond(
  bench: StoreBench,
  program: 'dd' | 'fio',
  bytes: number,
  count: number,
): number | undefined {
  const directory = mkdtempSync(join(bench.directory, 'step-'));
  const path = join(directory, 'file');
  const dd = ['if=/dev/zero', `of=${path}`, `bs=${bytes}`, `count=${count}`, 'conv=fdatasync'];
  const fio = ['--name=write', `--filename=${path}`, '--rw=write', `--bs=${bytes}`, `--size=${bytes * count}`];
  fio.push('--ioengine=psync', '--end_fsync=1', '--fallocate=none');
  const startedAt = performance.now();
  const { status } = spawnSync(program, program === 'dd' ? dd : fio, { stdio: 'ignore' });
  const seconds = (performance.now() - startedAt) / 1000;
  rmSync(directory, { recursive: true, force: true });
  return status === 0 ? (bytes * count) / seconds / 1e6 : undefined;
}

type Competitor = 'store, index, as the broker' | 'store, index' | 'store, no index' | 'plain writes' | 'dd' | 'fio';

/** Appends beside programs that write as much to one file. */
export async function compareAppends(bench: StoreBench): Promise<void> {
  const rows = [['appends', 'body', 'appends/s', 'spread %', 'MB/s stored', 'MB/s durable', 'CPU us each', 'RSS MiB']];
  const goals: (() => void)[] = [];
  for (const { bytes, count } of bench.amounts.bodies) {
    progress(`appends of ${bytes} bytes`);
    const settings = { ...appendDefaults, bodyBytes: bytes, count, inFlight: inFlightOf(bytes) };
    const large = bytes >= 64 * 1024;
    const competitors: Competitor[] = [
      'store, index, as the broker',
      'store, index',
      'store, no index',
      'plain writes',
    ];
    const results = await interleave(
      large ? [...competitors, 'dd' as const, 'fio' as const] : competitors,
      bench.amounts.rounds,
      (competitor): Promise<Figures> => {
        switch (competitor) {
          case 'store, index, as the broker':
          case 'store, index':
          case 'store, no index': {
            const index = competitor !== 'store, no index';
            const plain = competitor === 'store, index, as the broker';
            const name = plain ? 'appends as the broker' : 'appends';
            return step(bench, name, (directory) => ({ ...settings, directory, index, plain }));
          }
          case 'plain writes':
            return step(bench, 'plain writes', (directory) => {
              return { kind: 'plain', directory, bytes, count, flushIntervalMs: 500 };
            });
          default: {
            const durable = outsideMbPerSecond(bench, competitor, bytes, count);
            return Promise.resolve(durable === undefined ? {} : { durableMbPerSecond: durable });
          }
        }
      },
    );
    for (const [competitor, figures] of results) {
      if (figures.some((one) => one['durableMbPerSecond'] !== undefined)) {
        rows.push([
          competitor,
          show(bytes),
          show(medianOf(figures, perSecond)),
          show(spreadPercent(figures, get(large ? 'durableMbPerSecond' : 'perSecond'))),
          show(medianOf(figures, get('mbPerSecond'))),
          show(medianOf(figures, get('durableMbPerSecond'))),
          show(medianOf(figures, get('cpuUs')), 2),
          show(Math.max(...figures.map(get('rssMaxMib')))),
        ]);
      }
    }
    goals.push(() => judgeAppends(bytes, results));
  }
  process.stdout.write(
    '\nappends: MB/s of bodies; stored: until the last append was answered, durable: until all of it, with queues and index, was on the disk. As the broker: everyday messages whose properties are bytes, elsewhere they are strings. Plain writes are positioned, of one body each, flushed as often as the store does; dd with conv=fdatasync\n',
  );
  printTable(rows);
  for (const goal of goals) {
    goal();
  }
}

function judgeAppends(bytes: number, results: Map<Competitor, Figures[]>): void {
  const median = (competitor: Competitor, name: string) => medianOf(results.get(competitor) ?? [], get(name));
  if (bytes === 128) {
    for (const competitor of ['store, index, as the broker', 'store, index', 'store, no index'] as const) {
      const rate = median(competitor, 'perSecond');
      printGoal(`>= 1,000,000 appends/s of 128 bytes (${competitor})`, rate >= 1e6, show(rate));
    }
  }
  if (bytes === 64 * 1024) {
    for (const competitor of ['store, index', 'store, no index'] as const) {
      for (const other of ['dd', 'plain writes'] as const) {
        const share = (100 * median(competitor, 'durableMbPerSecond')) / median(other, 'durableMbPerSecond');
        printGoal(`>= 80 % of ${other} at 64 KiB, durable (${competitor})`, share >= 80, `${show(share)} %`);
      }
      const share = (100 * median(competitor, 'mbPerSecond')) / median('plain writes', 'mbPerSecond');
      printGoal(`>= 80 % of plain writes at 64 KiB, stored (${competitor})`, share >= 80, `${show(share)} %`);
    }
  }
}
