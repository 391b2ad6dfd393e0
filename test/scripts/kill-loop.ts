/**
 * Kills the built server again and again while messages are sent and received, and checks what each next one has:
 *
 *     npm run kill-loop -- [--rounds <number>] [--seed <number>] [--lanes <number>] [--sabotage flip|cut]
 *
 * The rounds are shared by lanes that run beside each other, each with a store and a seed of its own. The seed decides
 * flush modes and the moments of the kills; what the server does up to such a moment is its own. `--sabotage` damages
 * the stores after the first kill, to see that the loop notices: `flip` changes the body of the last acknowledged
 * message, `cut` takes it away.
 *
 * Prints each failing round with the store that it leaves behind, at the end how long the restarts took. The last line
 * is "N passed, N failed"; exit code 1 when a round failed.
 */
import { parseArgs } from 'node:util';
import { type RoundResult, runKillRounds } from './kill-rounds.ts';
import { sabotages } from './kill-sabotage.ts';

const lineEveryRounds = 10;
const lanesMax = 16;
/** Between the seeds of lanes. */
const seedStep = 1_000_000;

async function loop(): Promise<number> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '1000' },
      seed: { type: 'string', default: String(Date.now() % seedStep) },
      lanes: { type: 'string', default: '2' },
      sabotage: { type: 'string' },
    },
  });
  const rounds = Number(values.rounds);
  const firstSeed = Number(values.seed);
  const lanes = Number(values.lanes);
  const sabotage = sabotages.find((one) => one === values.sabotage);
  const areNumbers = Number.isSafeInteger(rounds) && rounds >= 1 && Number.isSafeInteger(firstSeed);
  const areLanes = Number.isSafeInteger(lanes) && lanes >= 1 && lanes <= lanesMax;
  if (!areNumbers || !areLanes || (values.sabotage !== undefined && sabotage === undefined)) {
    const text = `--rounds and --seed take whole numbers, --lanes 1 to ${lanesMax}, --sabotage one of: ${sabotages.join(', ')}`;
    console.error(text);
    return 2;
  }
  console.log(`seed ${firstSeed}, ${rounds} rounds, ${lanes} lanes`);
  const starts: number[] = [];
  let failed = 0;
  let acknowledged = 0;
  const runLane = async (lane: number) => {
    const share = Math.floor(rounds / lanes) + (lane < rounds % lanes ? 1 : 0);
    const seed = firstSeed + lane * seedStep;
    const tell = (result: RoundResult) => {
      starts.push(result.startMs);
      acknowledged += result.acknowledged;
      if (result.problem !== undefined) {
        failed++;
        console.log(`round ${result.round} of --seed ${seed} --rounds ${share} --lanes 1: ${result.problem}`);
      }
      if (starts.length % lineEveryRounds === 0) {
        console.error(`${starts.length} of ${rounds} rounds, ${acknowledged} messages acknowledged, ${failed} failed`);
      }
    };
    await runKillRounds(seed, share, tell, sabotage && { round: 1, sabotage });
  };
  await Promise.all(Array.from({ length: lanes }, (_, lane) => runLane(lane)));
  const sorted = starts.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
  console.log(`restart until it listens: median ${at(0.5)} ms, 99 % within ${at(0.99)} ms, longest ${at(1)} ms`);
  console.log(`${rounds - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

// Not exitCode: what a failed round has left running must not keep the loop from ending.
process.exit(await loop());
