import { describe, expect, it } from 'vitest';
import { type RoundResult, runKillRounds } from '../scripts/kill-rounds.ts';

const rounds = 5;
const seed = 1;

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
