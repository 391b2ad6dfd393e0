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
import { recordBytesOf } from './store-source.ts';

export async function compareSyncs(bench: StoreBench): Promise<void> {
  const rows = [
    ['SYNC_FLUSH', 'delay ms', 'appends/s', 'spread %', 'p50 ms', 'p99 ms', 'ms a sync', 'each sync', 'bound/s', '%'],
  ];
  for (const delayMs of bench.amounts.delaysMs) {
    progress(`SYNC_FLUSH with ${delayMs} ms more`);
    const { measuredMs } = bench.amounts;
    const results = await interleave([1, 64], Math.min(3, bench.amounts.rounds), (writers) =>
      step(bench, 'SYNC_FLUSH', (directory) => ({ kind: 'sync', directory, writers, delayMs, measuredMs })),
    );
    for (const [writers, figures] of results) {
      rows.push([
        `${writers} writer${writers === 1 ? '' : 's'}`,
        show(delayMs),
        show(medianOf(figures, perSecond)),
        show(spreadPercent(figures, perSecond)),
        show(medianOf(figures, get('p50Ms')), 2),
        show(medianOf(figures, get('p99Ms')), 2),
        show(medianOf(figures, get('syncMs')), 2),
        show(medianOf(figures, get('perSync')), 1),
        show(medianOf(figures, get('boundPerSecond'))),
        show(100 * medianOf(figures, (one) => perSecond(one) / get('boundPerSecond')(one))),
      ]);
    }
  }
  process.stdout.write(
    '\nsync: 128 bytes, closed loop; each fdatasync delayed by so much; bound: writers / time of a sync as measured, delay included\n',
  );
  printTable(rows);
}

export async function compareReads(bench: StoreBench): Promise<void> {
  progress('reads');
  const { readRecords: count, measuredMs, keyQueries } = bench.amounts;
  const results = await interleave(['reads'], Math.min(3, bench.amounts.rounds), (name) =>
    step(bench, name, (directory) => ({ kind: 'read', directory, count, measuredMs, keyQueries })),
  );
  const figures = results.get('reads') ?? [];
  const rows = [['reads', 'per s', 'spread %', 'p50 us', 'p99 us']];
  for (const [label, name] of [
    ['hot, 1 reader', 'hot1'],
    ['hot, 8 readers', 'hot8'],
    ['cold, page cache, 1 reader', 'cold1'],
    ['cold, page cache, 8 readers', 'cold8'],
    ['cold, disk, 1 reader', 'disk1'],
    ['cold, disk, 8 readers', 'disk8'],
    ['by key', 'key'],
  ] as const) {
    const rate = get(`${name}PerSecond`);
    rows.push([
      label,
      show(medianOf(figures, rate)),
      show(spreadPercent(figures, rate)),
      show(medianOf(figures, get(`${name}P50Us`))),
      show(medianOf(figures, get(`${name}P99Us`))),
    ]);
  }
  process.stdout.write(
    '\nreads: messages of 1 KiB, 32 a call, 8 queues; times are of a call. Hot: in the store’s memory. Cold: further back; with the log in the page cache, or (disk) after the system was asked to drop it. By key: one message by its unique key\n',
  );
  printTable(rows);
}

export async function compareQueues(bench: StoreBench): Promise<void> {
  const rows = [['queues', 'appends/s', 'spread %', 'CPU us each', 'RSS MiB', '% of one queue']];
  progress('queues');
  const { queueCounts, queueRecords: count } = bench.amounts;
  const results = await interleave(queueCounts, bench.amounts.rounds, (queues) =>
    step(bench, `${queues} queues`, (directory) => ({
      ...appendDefaults,
      bodyBytes: 128,
      inFlight: inBulkOf(128),
      directory,
      queues,
      count,
      reopen: true,
    })),
  );
  const one = medianOf(results.get(1) ?? [], perSecond);
  const goals: (() => void)[] = [];
  for (const [queues, figures] of results) {
    const share = (100 * medianOf(figures, perSecond)) / one;
    rows.push([
      show(queues),
      show(medianOf(figures, perSecond)),
      show(spreadPercent(figures, perSecond)),
      show(medianOf(figures, get('cpuUs')), 2),
      show(Math.max(...figures.map(get('rssMaxMib')))),
      show(share),
    ]);
    if (queues > 1) {
      goals.push(() => printGoal(`>= 90 % of one queue with ${show(queues)}`, share >= 90, `${show(share)} %`));
    }
  }
  process.stdout.write(
    '\nqueues: appends of 128 bytes, 2,048 at once, with the index, round robin over queues that are there already\n',
  );
  printTable(rows);
  for (const goal of goals) {
    goal();
  }
}

/** Records on their way in bulk: several megabytes a turn of the event loop. */
const inBulk = 16_384;

export async function measureLag(bench: StoreBench): Promise<void> {
  const rows = [
    ['dispatcher', 'in flight', 'appends/s', 'max records', 'p99', 'max KiB', 'p99 KiB', 'catches up in ms'],
  ];
  progress('dispatcher');
  for (const [bodyBytes, share, inFlight] of [
    [128, 1, inFlightOf(128)],
    [128, 1, inBulk],
    [1024, 0.25, inFlightOf(1024)],
    [64 * 1024, 0.005, inFlightOf(64 * 1024)],
  ] as const) {
    const count = Math.floor(bench.amounts.lagRecords * share);
    const figures = await step(bench, `dispatcher, ${bodyBytes} bytes`, (directory) => {
      return { ...appendDefaults, bodyBytes, inFlight, directory, count, lag: true, profile: bench.profile };
    });
    const kib = (name: string) => show((get(name)(figures) * recordBytesOf(bodyBytes)) / 1024);
    rows.push([
      `${bodyBytes} bytes`,
      show(inFlight),
      show(perSecond(figures)),
      show(get('lagMax')(figures)),
      show(get('lagP99')(figures)),
      kib('lagMax'),
      kib('lagP99'),
      show(get('catchUpMs')(figures), 2),
    ]);
  }
  process.stdout.write(
    '\nlag: appended and answered, but not yet in its queue; looked at whenever a record gets its place, at full load\n',
  );
  printTable(rows);
}
