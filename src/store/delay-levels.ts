/** The table of delays behind the levels 1 to 18 that a message can name (`DELAY`), as RocketMQ has it. */
export const delayLevelsDefault = '1s 5s 10s 30s 1m 2m 3m 4m 5m 6m 7m 8m 9m 10m 20m 30m 1h 2h';

const unitMs = new Map([
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** Milliseconds of each level, level 1 first; undefined when the text is no such table. */
export function parseDelayLevels(text: string): readonly number[] | undefined {
  const delays: number[] = [];
  for (const word of text.trim().split(/\s+/)) {
    const match = /^(\d{1,6})([smhd])$/.exec(word);
    const unit = unitMs.get(match?.[2] ?? '');
    if (match === null || unit === undefined) {
      return undefined;
    }
    delays.push(Number(match[1]) * unit);
  }
  return delays;
}

export const levelDelaysDefault: readonly number[] = parseDelayLevels(delayLevelsDefault) ?? [];

/** The delay of a level; levels beyond the last count as the last, a table without levels as one second. */
export function delayOfLevel(level: number, delaysMs: readonly number[]): number {
  return delaysMs[Math.min(Math.floor(level), delaysMs.length) - 1] ?? 1000;
}
