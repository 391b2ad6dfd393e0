import { describe, expect, it } from 'vitest';
import { timerMutations } from './broken-disk.ts';
import { repeatCommand } from './parts.ts';
import { TimerSimulation } from './timer-simulation.ts';

const runs = 250;
/** Lives that found faults. */
const seedsOfFaults = [367, 2089, 5692, 10_811, 20_223];
/** A broken store has to be found out within so many runs. */
const runsOfMutation = 1500;

describe('the simulated timer', () => {
  it(`delivers everything once, nothing early or cancelled, in ${runs} lives`, { timeout: 300_000 }, async () => {
    let crashes = 0;
    let delivered = 0;
    const seeds = Array.from({ length: runs }, (_, index) => index + 1);
    for (const seed of [...seeds, ...seedsOfFaults]) {
      const result = await new TimerSimulation(seed).run();
      expect(result.problem, repeatCommand('timer', seed)).toBeUndefined();
      crashes += result.crashes;
      delivered += result.delivered;
    }
    expect(crashes).toBeGreaterThan(runs);
    expect(delivered).toBeGreaterThan(runs);
  });

  it('does the same again for the same seed', async () => {
    const once = await new TimerSimulation(7).run();
    expect(await new TimerSimulation(7).run()).toEqual(once);
  });

  it.each(timerMutations)('is found out when %s', { timeout: 300_000 }, async (mutation) => {
    let problem: string | undefined;
    for (let seed = 1; seed <= runsOfMutation && problem === undefined; seed++) {
      problem = (await new TimerSimulation(seed, mutation).run()).problem;
    }
    expect(problem).toBeDefined();
  });
});
