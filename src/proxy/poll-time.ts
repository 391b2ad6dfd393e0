import { Code, MqError } from '../model/errors.ts';
import type { wellKnown } from '../protocol/messages.ts';
import { durationMsOf } from '../protocol/time.ts';

/** An empty answer leaves this much before the client's deadline, so that it gets there in time. */
const answerSlackMs = 500;

export interface PollBounds {
  /** To the deadline of the call; Infinity without one. */
  readonly remainingMs: number;
  /** What the client allows its calls without a wait. */
  readonly requestTimeoutMs: number;
  readonly longPollingMsMax: number;
}

/**
 * How long a receive may wait. Clients that name no time mean the deadline less half of their request time-out; short
 * waits are kept as they are, long ones end before the deadline, also where a client's deadline equals its wait (Rust).
 */
export function pollMsOf(
  asked: wellKnown.Duration.$Properties | null | undefined,
  bounds: PollBounds,
): number | MqError {
  const { remainingMs, requestTimeoutMs, longPollingMsMax } = bounds;
  const wantedMs =
    asked === null || asked === undefined ? remainingMs - requestTimeoutMs / 2 : (durationMsOf(asked) ?? -1);
  if (wantedMs < 0 && asked !== null && asked !== undefined) {
    return new MqError(
      Code.ILLEGAL_POLLING_TIME,
      'long_polling_timeout is negative or no duration; give 0 for no wait, or leave it out',
    );
  }
  return Math.max(0, Math.min(wantedMs, longPollingMsMax, remainingMs - answerSlackMs));
}
