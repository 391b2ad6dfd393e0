import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { profileLines, profileRows } from './cpu-profile.ts';
import { printTable, show } from './report.ts';
import type { StepRunner } from './store-runner.ts';
import type { Figures, StepSettings } from './store-settings.ts';

const mib = 2 ** 20;

/** How much is done; `quick` looks only whether everything works. */
export interface Amounts {
  readonly rounds: number;
  readonly bodies: readonly { readonly bytes: number; readonly count: number }[];
  readonly queueCounts: readonly number[];
  readonly queueRecords: number;
  readonly lagRecords: number;
  readonly readRecords: number;
  readonly keyQueries: number;
  readonly delaysMs: readonly number[];
  readonly measuredMs: number;
}

export const thorough: Amounts = {
  rounds: 5,
  bodies: [
    { bytes: 128, count: 2_000_000 },
    { bytes: 1024, count: 500_000 },
    { bytes: 64 * 1024, count: 8192 },
    { bytes: 4 * mib, count: 128 },
  ],
  queueCounts: [1, 64, 1024, 10_000],
  queueRecords: 1_000_000,
  lagRecords: 2_000_000,
  readRecords: 500_000,
  keyQueries: 5000,
  delaysMs: [0, 1, 5, 10],
  measuredMs: 1500,
};

export const quick: Amounts = {
  rounds: 1,
  bodies: [
    { bytes: 128, count: 2000 },
    { bytes: 64 * 1024, count: 32 },
  ],
  queueCounts: [1, 64],
  queueRecords: 2000,
  lagRecords: 2000,
  readRecords: 4000,
  keyQueries: 20,
  delaysMs: [0, 1],
  measuredMs: 30,
};

/** In MiB. */
export interface Memory {
  readonly atStart: number;
  readonly rss: number;
  /** JavaScript objects, and what Buffers hold beside them; seen ten times a second. */
  readonly heap: number;
  readonly buffers: number;
}

export interface StoreBench {
  readonly runner: StepRunner;
  readonly amounts: Amounts;
  /** Stores are made below and deleted when their step is over. */
  readonly directory: string;
  readonly profile: boolean;
  readonly recoveryBytes: number;
  /** Most memory that any process of a step took. */
  readonly memory: Map<string, Memory>;
  /** Where compiled code lies, to show lines of it. */
  readonly compiled: string | undefined;
}

/** One line for each goal: met or not, with the figure. */
export function printGoal(goal: string, met: boolean, figure: string): void {
  process.stdout.write(`goal ${met ? 'met    ' : 'NOT MET'}  ${goal}: ${figure}\n`);
}

export function noteMemory(bench: StoreBench, step: string, figures: Figures): void {
  const before = bench.memory.get(step);
  const most = (name: string, known: number | undefined) => Math.max(figures[name] ?? 0, known ?? 0);
  if (figures['rssMaxMib'] !== undefined) {
    bench.memory.set(step, {
      atStart: most('rssAtStartMib', before?.atStart),
      rss: most('rssMaxMib', before?.rss),
      heap: most('heapMaxMib', before?.heap),
      buffers: most('buffersMaxMib', before?.buffers),
    });
  }
}

/** Runs a step on an empty directory that is deleted afterwards. */
export async function step(
  bench: StoreBench,
  name: string,
  settings: (directory: string) => StepSettings,
): Promise<Figures> {
  const directory = mkdtempSync(join(bench.directory, 'step-'));
  try {
    const { figures, profile } = await bench.runner.run(settings(directory), () => undefined);
    noteMemory(bench, name, figures);
    if (profile !== undefined) {
      const count = figures['count'] ?? 1;
      process.stdout.write(`\nself time of ${name}, ${show(count)} records under the profiler\n`);
      printTable(profileRows(profile, count, 'record'), true);
      process.stdout.write('\nlines (compiled)\n');
      printTable(profileLines(profile, count, bench.compiled), true);
    }
    return figures;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Reads one figure. */
export function get(name: string): (figures: Figures) => number {
  return (figures) => figures[name] ?? Number.NaN;
}

export const perSecond = get('perSecond');

/** As many as a busy server has calls in flight, and no more memory than this. */
const inFlightRecords = 512;
const inFlightBytes = 8 * mib;

export function inFlightOf(bodyBytes: number): number {
  return Math.max(2, Math.min(inFlightRecords, Math.floor(inFlightBytes / bodyBytes)));
}

/** As many as several senders of batches have, where they fit. */
const inBulkRecords = 2048;

export function inBulkOf(bodyBytes: number): number {
  return Math.max(2, Math.min(inBulkRecords, Math.floor(inFlightBytes / bodyBytes)));
}

export const appendDefaults = {
  kind: 'append',
  queues: 8,
  index: true,
  plain: true,
  reopen: false,
  lag: false,
  profile: false,
} as const;
