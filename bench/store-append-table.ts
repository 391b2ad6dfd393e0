import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { printTable, show } from './report.ts';
import { interleave, medianOf, progress, spreadPercent } from './rounds.ts';
import {
  appendDefaults,
  get,
  inBulkOf,
  inFlightOf,
  perSecond,
  printGoal,
  type StoreBench,
  step,
} from './store-bench.ts';
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

interface StoreCompetitor {
  readonly name: string;
  readonly index: boolean;
  /** As bytes, the way the broker has everyday messages, or as records of strings. */
  readonly plain: boolean;
  readonly inFlight: number;
}

type Competitor = StoreCompetitor | { readonly name: 'plain writes' | 'dd' | 'fio' };

function competitorsOf(bytes: number): readonly Competitor[] {
  const inFlight = inFlightOf(bytes);
  const stores: StoreCompetitor[] = [
    { name: 'store, index', index: true, plain: true, inFlight },
    { name: 'store, no index', index: false, plain: true, inFlight },
    { name: 'store, index, strings', index: true, plain: false, inFlight },
  ];
  const inBulk = inBulkOf(bytes);
  if (inBulk > inFlight) {
    stores.push({ name: 'store, index', index: true, plain: true, inFlight: inBulk });
    stores.push({ name: 'store, no index', index: false, plain: true, inFlight: inBulk });
  }
  const large = bytes >= 64 * 1024;
  return [...stores, { name: 'plain writes' }, ...(large ? [{ name: 'dd' } as const, { name: 'fio' } as const] : [])];
}

function run(bench: StoreBench, competitor: Competitor, bytes: number, count: number): Promise<Figures> {
  if ('plain' in competitor) {
    const { index, plain, inFlight } = competitor;
    return step(bench, plain ? 'appends' : 'appends of strings', (directory) => {
      return { ...appendDefaults, bodyBytes: bytes, count, directory, index, plain, inFlight };
    });
  }
  if (competitor.name === 'plain writes') {
    return step(bench, 'plain writes', (directory) => {
      return { kind: 'plain', directory, bytes, count, flushIntervalMs: 500 };
    });
  }
  const durable = outsideMbPerSecond(bench, competitor.name, bytes, count);
  return Promise.resolve(durable === undefined ? {} : { durableMbPerSecond: durable });
}

/** Appends beside programs that write as much to one file. */
export async function compareAppends(bench: StoreBench): Promise<void> {
  const rows = [
    ['appends', 'body', 'at once', 'appends/s', 'spread %', 'MB/s stored', 'MB/s durable', 'CPU us each', 'RSS MiB'],
  ];
  const goals: (() => void)[] = [];
  for (const { bytes, count } of bench.amounts.bodies) {
    progress(`appends of ${bytes} bytes`);
    const results = await interleave(competitorsOf(bytes), bench.amounts.rounds, (competitor) =>
      run(bench, competitor, bytes, count),
    );
    const spreadOf = get(bytes >= 64 * 1024 ? 'durableMbPerSecond' : 'perSecond');
    for (const [competitor, figures] of results) {
      if (figures.some((one) => one['durableMbPerSecond'] !== undefined)) {
        rows.push([
          competitor.name,
          show(bytes),
          'inFlight' in competitor ? show(competitor.inFlight) : '1',
          show(medianOf(figures, perSecond)),
          show(spreadPercent(figures, spreadOf)),
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
    '\nappends: at once: records that are not answered yet; MB/s of bodies; stored: until the last append was answered, durable: until all of it, with queues and index, was on the disk. Strings: records whose properties are strings, elsewhere they are bytes. Plain writes are positioned, of one body each, flushed as often as the store does when little comes; dd with conv=fdatasync\n',
  );
  printTable(rows);
  for (const goal of goals) {
    goal();
  }
}

function judgeAppends(bytes: number, results: Map<Competitor, Figures[]>): void {
  const median = (figures: readonly Figures[], name: string) => medianOf(figures, get(name));
  const ofOther = (name: string) => [...results].find(([competitor]) => competitor.name === name)?.[1] ?? [];
  for (const [competitor, figures] of results) {
    if (!('plain' in competitor && competitor.plain)) {
      continue;
    }
    const { name, inFlight } = competitor;
    if (bytes === 128) {
      const rate = median(figures, 'perSecond');
      printGoal(`>= 1,000,000 appends/s of 128 bytes (${name}, ${show(inFlight)} at once)`, rate >= 1e6, show(rate));
    }
    if (bytes === 64 * 1024) {
      for (const other of ['dd', 'fio']) {
        const theirs = median(ofOther(other), 'durableMbPerSecond');
        if (theirs > 0) {
          const share = (100 * median(figures, 'durableMbPerSecond')) / theirs;
          printGoal(`>= 80 % of ${other} at 64 KiB, durable (${name})`, share >= 80, `${show(share)} %`);
        }
      }
    }
  }
}
