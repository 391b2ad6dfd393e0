/** Middle value and the distance between the quartiles of what the rounds gave. */
export interface Spread {
  readonly median: number;
  readonly quartiles: number;
}

function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), quartiles: quantile(sorted, 0.75) - quantile(sorted, 0.25) };
}

/** The middle value of a figure over the rounds, and the quartiles' distance in percent of it. */
export function medianOf<T>(results: readonly T[], figure: (result: T) => number): number {
  return spreadOf(results.map(figure)).median;
}

export function spreadPercent<T>(results: readonly T[], figure: (result: T) => number): number {
  const { median, quartiles } = spreadOf(results.map(figure));
  return (100 * quartiles) / median;
}

/**
 * Each competitor once, then each once again, `rounds` times (A B C A B C): what slows the machine down for a while
 * hits all of them, not one. Results by competitor.
 */
export async function interleave<C, R>(
  competitors: readonly C[],
  rounds: number,
  measure: (competitor: C, round: number) => Promise<R>,
): Promise<Map<C, R[]>> {
  const results = new Map<C, R[]>(competitors.map((competitor) => [competitor, []]));
  for (let round = 0; round < rounds; round++) {
    if (round > 0) {
      progress(`  round ${round + 1} of ${rounds}`);
    }
    for (const competitor of competitors) {
      results.get(competitor)?.push(await measure(competitor, round));
    }
  }
  return results;
}

/** A line that says how far a long run is; to standard error, so that the tables stay alone on standard output. */
export function progress(text: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
}
