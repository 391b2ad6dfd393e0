import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseBenchArguments } from '../../bench/options.ts';
import { runStoreBench } from '../../bench/store.ts';
import { quick, type StoreBench } from '../../bench/store-bench.ts';
import { runStep } from '../../bench/store-steps.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pocketmq-bench-test-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(directory, { recursive: true, force: true });
});

/** The steps in this process, at the least size; gives what they print. */
async function printed(...names: readonly string[]): Promise<string> {
  const bench: StoreBench = {
    runner: { run: runStep, runUntilKilled: undefined },
    amounts: { ...quick, bodies: [{ bytes: 64 * 1024, count: 8 }], queueCounts: [1], delaysMs: [0], measuredMs: 5 },
    directory,
    profile: false,
    recoveryBytes: 4 * 2 ** 20,
    memory: new Map(),
    compiled: undefined,
  };
  let text = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await runStoreBench(bench, names);
  return text;
}

describe('the store bench', () => {
  it('prints appends with their goals, and leaves no store', async () => {
    const text = await printed('append', 'lag');
    expect(text).toMatch(/^store, index, strings +65,536 +[\d,]+ /m);
    expect(text).toMatch(/^store, index +65,536 +[\d,]+ /m);
    expect(text).toMatch(/^store, no index +65,536 +[\d,]+ /m);
    expect(text).toMatch(/^plain writes +65,536 +[\d,]+ /m);
    expect(text).toMatch(/^goal (met|NOT MET) +>= 80 % of dd at 64 KiB, durable \(store, index\): [\d,]+ %$/m);
    expect(text).toMatch(/^128 bytes +[\d,]+ +\d/m);
    expect(await readdir(directory)).toEqual([]);
  });

  it('prints synced appends against their bound, and reads of each kind', async () => {
    const text = await printed('sync', 'read');
    expect(text).toMatch(/^64 writers +0 +[\d,]+ /m);
    expect(text).toMatch(/^hot, 1 reader +[\d,]+ /m);
    expect(text).toMatch(/^cold, page cache, 8 readers +[\d,]+ /m);
    expect(text).toMatch(/^by key +[\d,]+ /m);
    expect(await readdir(directory)).toEqual([]);
  });

  it('refuses a step that it does not know', async () => {
    await expect(printed('apend')).rejects.toThrow("there is no step 'apend'; there are append, sync, read");
  });
});

describe('the command line of the benchmarks', () => {
  it.each([
    [['rcp'], "there is no scenario 'rcp'; there are rpc, store"],
    [['rpc', '--rounds', '0'], "--rounds has '0'; it takes whole numbers above 0"],
    [['rpc', '--seconds', 'long'], "--seconds has 'long'; it takes a number above 0"],
    [['rpc', '--payloads', '128,1.5'], "--payloads has '1.5'; it takes whole numbers above 0"],
    [['rpc', '--transports', 'h2'], "--transports has 'h2'; it takes h2c, tls or both"],
  ])('refuses %j', (args, problem) => {
    expect(parseBenchArguments(args, ['rpc', 'store'])).toEqual({ kind: 'wrong', problem });
  });

  it('reads scenarios and options', () => {
    const args = ['store', '--recovery-gib', '0.5', '--steps', 'append,recovery', '--quick', '--rounds', '3'];
    expect(parseBenchArguments(args, ['rpc', 'store'])).toMatchObject({
      kind: 'run',
      scenarios: ['store'],
      options: { recoveryGib: 0.5, steps: ['append', 'recovery'], quick: true, rounds: 3, seconds: undefined },
    });
  });
});
