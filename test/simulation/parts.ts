import type { Mutation } from './broken-disk.ts';
import { StoreSimulation } from './store-simulation.ts';
import { TimerSimulation } from './timer-simulation.ts';

/** What is simulated: a store, and one with delayed messages. */
export const simulationParts = ['store', 'timer'] as const;
export type SimulationPart = (typeof simulationParts)[number];

export interface SimulationResult {
  readonly problem: string | undefined;
  readonly crashes: number;
}

/** One run of a part; everything in it follows from the seed. */
export function runSimulation(part: SimulationPart, seed: number, mutation?: Mutation): Promise<SimulationResult> {
  return part === 'store' ? new StoreSimulation(seed, mutation).run() : new TimerSimulation(seed, mutation).run();
}

/** What to type to see that run again. */
export function repeatCommand(part: SimulationPart, seed: number, mutation?: Mutation): string {
  const broken = mutation === undefined ? '' : ` --mutation '${mutation}'`;
  return `npm run simulate -- --seed ${seed} --runs 1 --part ${part}${broken}`;
}
