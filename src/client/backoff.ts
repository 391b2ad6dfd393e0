import type { v2, wellKnown } from '../protocol/messages.ts';
import { durationMsOf } from '../protocol/time.ts';

function milliseconds(duration: wellKnown.IDuration | null | undefined): number {
  return duration ? (durationMsOf(duration) ?? 0) : 0;
}

/** How often a call is tried, and how long to wait in between. */
export interface Backoff {
  /** Tries in all, the first included. */
  readonly attemptsMax: number;
  /** Milliseconds to wait after the given try, counted from 1. */
  delayMs(attempt: number): number;
}

function exponentialBackoff(attemptsMax: number, initialMs: number, maxMs: number, multiplier: number): Backoff {
  return { attemptsMax, delayMs: (attempt) => Math.min(maxMs, initialMs * multiplier ** (attempt - 1)) };
}

/** What servers answer by default; holds until their settings arrive. */
export const backoffDefault = exponentialBackoff(3, 10, 1000, 2);

/** Undefined when the server's settings hold no policy that can be followed. */
export function fromWireBackoff(policy: v2.IRetryPolicy | null | undefined): Backoff | undefined {
  const attemptsMax = policy?.maxAttempts ?? 0;
  if (attemptsMax < 1) {
    return undefined;
  }
  const exponential = policy?.exponentialBackoff;
  if (exponential) {
    const initialMs = milliseconds(exponential.initial);
    const multiplier = Math.max(1, exponential.multiplier ?? 1);
    return exponentialBackoff(attemptsMax, initialMs, milliseconds(exponential.max) || initialMs, multiplier);
  }
  const delays = (policy?.customizedBackoff?.next ?? []).map(milliseconds);
  const last = delays.at(-1);
  return last === undefined ? undefined : { attemptsMax, delayMs: (attempt) => delays[attempt - 1] ?? last };
}
