/**
 * Runs the simulations of the store and of its delayed messages over many seeds:
 *
 *     npm run simulate -- [--seed 1] [--runs 10000] [--part store|timer] [--mutation NAME]
 *
 * Without --part each seed is run by both. Prints the command that repeats each failing run, with what went wrong, and
 * ends with exit code 1 when there was one.
 */
import { parseArgs } from 'node:util';
import { mutations, timerMutations } from '../simulation/broken-disk.ts';
import { repeatCommand, runSimulation, type SimulationPart, simulationParts } from '../simulation/parts.ts';

const lineEverySeeds = 1000;

async function simulate(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      runs: { type: 'string', default: '10000' },
      part: { type: 'string' },
      mutation: { type: 'string' },
    },
  });
  const first = Number(values.seed);
  const runs = Number(values.runs);
  const part = simulationParts.find((one) => one === values.part);
  const names = [...new Set([...mutations, ...timerMutations])];
  const mutation = names.find((one) => one === values.mutation);
  if (
    !Number.isSafeInteger(first) ||
    !Number.isSafeInteger(runs) ||
    runs < 1 ||
    (values.part !== undefined && part === undefined) ||
    (values.mutation !== undefined && mutation === undefined)
  ) {
    const text = `--seed and --runs take whole numbers, --part one of ${simulationParts.join(', ')}, --mutation one of: ${names.join('; ')}`;
    console.error(text);
    return 2;
  }
  const parts: readonly SimulationPart[] = part === undefined ? simulationParts : [part];
  let failures = 0;
  let crashes = 0;
  for (let seed = first; seed < first + runs; seed++) {
    for (const one of parts) {
      const result = await runSimulation(one, seed, mutation);
      crashes += result.crashes;
      if (result.problem !== undefined) {
        failures++;
        console.log(`${repeatCommand(one, seed, mutation)}: ${result.problem}`);
      }
    }
    if ((seed - first + 1) % lineEverySeeds === 0) {
      console.error(`${seed - first + 1} of ${runs} seeds, ${failures} failed`);
    }
  }
  console.log(`${runs} seeds of ${parts.join(' and ')}, ${crashes} crashes: ${failures} failed`);
  return failures === 0 ? 0 : 1;
}

process.exitCode = await simulate();
