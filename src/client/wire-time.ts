import type { wellKnown } from '../protocol/messages.ts';

/** Milliseconds as the wire's seconds and nanoseconds; for durations and timestamps alike. */
export function toWireTime(milliseconds: number): { seconds: number; nanos: number } {
  const seconds = Math.floor(milliseconds / 1000);
  return { seconds, nanos: Math.round((milliseconds - seconds * 1000) * 1_000_000) };
}

/** Milliseconds, rounded down to whole ones; undefined when absent. */
export function fromWireTime(time: wellKnown.IDuration | wellKnown.ITimestamp | null | undefined): number | undefined {
  if (time === null || time === undefined) {
    return undefined;
  }
  return (time.seconds ?? 0) * 1000 + Math.floor((time.nanos ?? 0) / 1_000_000);
}
