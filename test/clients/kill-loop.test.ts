import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type RoundResult, runKillRounds } from '../scripts/kill-rounds.ts';
import { sabotages } from '../scripts/kill-sabotage.ts';

const rounds = 5;
const seed = 1;
const script = fileURLToPath(new URL('../scripts/kill-loop.ts', import.meta.url));

describe('a server that is killed again and again', () => {
  it(`keeps all it has acknowledged through ${rounds} kills, in order and agreeing with its queues and index`, {
    timeout: 240_000,
  }, async () => {
    const results: RoundResult[] = [];
    await runKillRounds(seed, rounds, (result) => results.push(result));
    // The rest of such rounds: npm run kill-loop
    expect(results.flatMap(({ round, problem }) => (problem === undefined ? [] : [`${round}: ${problem}`]))).toEqual(
      [],
    );
    expect(results).toHaveLength(rounds);
    expect(results.reduce((sum, { acknowledged }) => sum + acknowledged, 0)).toBeGreaterThan(0);
  });
});

describe('the kill loop', () => {
  it.each(sabotages)(
    'ends with exit code 1, and keeps and names the store, after the damage %s',
    {
      timeout: 120_000,
    },
    async (sabotage) => {
      const directory = await mkdtemp(join(tmpdir(), 'pocketmq-kill-loop-test-'));
      onTestFinished(() => rm(directory, { recursive: true, force: true }));
      const flags = ['--rounds', '2', '--seed', '7', '--lanes', '1', '--sabotage', sabotage];
      const child = execFile(process.execPath, ['--import', 'tsx', script, ...flags], {
        env: { ...process.env, TMPDIR: directory },
      });
      let output = '';
      child.stdout?.on('data', (text: string) => {
        output += text;
      });
      const [code] = await once(child, 'close');
      expect(output).toMatch(/^seed 7, 2 rounds, 1 lanes$/m);
      expect(output).toMatch(/^round 2 of --seed 7 --rounds 2 --lanes 1: I1: .* was acknowledged as /m);
      expect(output).toMatch(/^1 passed, 1 failed$/m);
      // The loader of TypeScript keeps a directory of its own there.
      const kept = (await readdir(directory)).filter((name) => name.startsWith('pocketmq-'));
      expect(kept).toHaveLength(1);
      const store = join(directory, kept[0] ?? '');
      expect(output).toContain(`(store ${store})`);
      expect(await readdir(store)).toContain('commitlog');
      expect(code).toBe(1);
    },
  );
});
