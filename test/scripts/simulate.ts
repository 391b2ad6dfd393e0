/**
 * Runs the store simulation over many seeds: `npm run simulate -- --seed 1 --runs 100000 [--mutation NAME]`. Prints each
 * failing seed with what went wrong, and ends with exit code 1 when there was one.
 */
import { parseArgs } from 'node:util';
import { mutations } from '../simulation/broken-disk.ts';
import { StoreSimulation } from '../simulation/store-simulation.ts';

async function simulate(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      runs: { type: 'string', default: '10000' },
      mutation: { type: 'string' },
    },
  });
  const first = Number(values.seed);
  const runs = Number(values.runs);
  const mutation = mutations.find((one) => one === values.mutation);
  if (
    !Number.isSafeInteger(first) ||
    !Number.isSafeInteger(runs) ||
    (values.mutation !== undefined && mutation === undefined)
  ) {
    console.error(`--seed and --runs take whole numbers, --mutation one of: ${mutations.join('; ')}`);
    return 2;
  }
  let failures = 0;
  const totals = { crashes: 0, faults: 0, messages: 0 };
  for (let seed = first; seed < first + runs; seed++) {
    const result = await new StoreSimulation(seed, mutation).run();
    totals.crashes += result.crashes;
    totals.faults += result.faults;
    totals.messages += result.messages;
    if (result.problem !== undefined) {
      failures++;
      console.log(`seed ${seed}: ${result.problem}`);
    }
    if ((seed - first + 1) % 1000 === 0) {
      console.error(`${seed - first + 1} of ${runs} runs, ${failures} failed`);
    }
  }
  console.log(
    `${runs} runs, ${totals.crashes} crashes, ${totals.faults} faults, ${totals.messages} messages: ${failures} failed`,
  );
  return failures === 0 ? 0 : 1;
}

process.exitCode = await simulate();
