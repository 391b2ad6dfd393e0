import type { wellKnown } from './messages.ts';

type Timestamp = wellKnown.Timestamp.$Properties;
type Duration = wellKnown.Duration.$Properties;

/** Years 1 to 9999, the range that protobuf gives timestamps; durations may be as long. */
const secondsMax = 315_576_000_000;
const nanosMax = 999_999_999;
const nanosPerMs = 1_000_000;

function inRange(seconds: number, nanos: number, nanosMin: number): boolean {
  return Math.abs(seconds) <= secondsMax && nanos >= nanosMin && nanos <= nanosMax;
}

/** Epoch milliseconds, rounded up, so that nothing timed by it comes too early. Undefined when seconds or nanos are out of range. */
export function epochMsOf(timestamp: Timestamp): number | undefined {
  const seconds = timestamp.seconds ?? 0;
  const nanos = timestamp.nanos ?? 0;
  return inRange(seconds, nanos, 0) ? seconds * 1000 + Math.ceil(nanos / nanosPerMs) : undefined;
}

export function timestampOf(epochMs: number): Timestamp {
  const seconds = Math.floor(epochMs / 1000);
  return { seconds, nanos: (epochMs - seconds * 1000) * nanosPerMs };
}

/**
 * Milliseconds, rounded up. Undefined when seconds or nanos are out of range, or when their signs differ.
 */
export function durationMsOf(duration: Duration): number | undefined {
  const seconds = duration.seconds ?? 0;
  const nanos = duration.nanos ?? 0;
  if (!inRange(seconds, nanos, -nanosMax) || seconds * nanos < 0) {
    return undefined;
  }
  // Adding 0 turns the -0 of a small negative duration into 0.
  return seconds * 1000 + Math.ceil(nanos / nanosPerMs) + 0;
}

/** Takes whole milliseconds, also negative ones. */
export function durationOf(milliseconds: number): Duration {
  const seconds = Math.trunc(milliseconds / 1000);
  return { seconds, nanos: (milliseconds - seconds * 1000) * nanosPerMs };
}
