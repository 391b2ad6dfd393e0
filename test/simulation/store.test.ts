import { describe, expect, it } from 'vitest';
import { mutations } from './broken-disk.ts';
import { repeatCommand } from './parts.ts';
import { StoreSimulation } from './store-simulation.ts';

const runs = 2000;
/** A broken store has to be found out within so many runs. */
const runsOfMutation = 1500;

describe('the simulated store', () => {
  it(`keeps its promises in ${runs} lives with crashes and faults`, { timeout: 300_000 }, async () => {
    let crashes = 0;
    let faults = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const result = await new StoreSimulation(seed).run();
      expect(result.problem, repeatCommand('store', seed)).toBeUndefined();
      crashes += result.crashes;
      faults += result.faults;
    }
    expect(crashes).toBeGreaterThan(runs);
    expect(faults).toBeGreaterThan(runs / 10);
  });

  it('does the same again for the same seed', async () => {
    const once = await new StoreSimulation(7).run();
    expect(await new StoreSimulation(7).run()).toEqual(once);
  });

  it.each(mutations)('is found out when %s', { timeout: 300_000 }, async (mutation) => {
    let problem: string | undefined;
    for (let seed = 1; seed <= runsOfMutation && problem === undefined; seed++) {
      problem = (await new StoreSimulation(seed, mutation).run()).problem;
    }
    expect(problem).toBeDefined();
  });
});
