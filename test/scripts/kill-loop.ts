/**
 * Kills the built server again and again while messages are sent and received, and checks what each next one has:
 *
 *     npm run kill-loop -- [--rounds <number>] [--seed <number>]
 *
 * The seed decides flush modes and the moments of the kills; what the server does up to such a moment is its own. Prints
 * each failing round with the store that it leaves behind, at the end how long the restarts took. The last line is
 * "N passed, N failed"; exit code 1 when a round failed.
 */
import { parseArgs } from 'node:util';
import { runKillRounds } from './kill-rounds.ts';

const lineEveryRounds = 10;

async function loop(): Promise<number> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '1000' },
      seed: { type: 'string', default: String(Date.now() % 1e6) },
    },
  });
  const rounds = Number(values.rounds);
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(rounds) || rounds < 1 || !Number.isSafeInteger(seed)) {
    console.error('--rounds and --seed take whole numbers');
    return 2;
  }
  console.log(`seed ${seed}, ${rounds} rounds`);
  const starts: number[] = [];
  let failed = 0;
  let acknowledged = 0;
  await runKillRounds(seed, rounds, (result) => {
    starts.push(result.startMs);
    acknowledged += result.acknowledged;
    if (result.problem !== undefined) {
      failed++;
      console.log(`round ${result.round} of --seed ${seed}: ${result.problem}`);
    }
    if (result.round % lineEveryRounds === 0) {
      console.error(`${result.round} of ${rounds} rounds, ${acknowledged} messages acknowledged, ${failed} failed`);
    }
  });
  const sorted = starts.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
  console.log(`restart until it listens: median ${at(0.5)} ms, 99 % within ${at(0.99)} ms, longest ${at(1)} ms`);
  console.log(`${rounds - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await loop();
