import { Code, MqError } from '../model/errors.ts';

/** Why a lease may not last so long, or undefined when it may. */
export function invisibleProblem(invisibleMs: number, leastMs: number, mostMs: number): MqError | undefined {
  if (Number.isFinite(invisibleMs) && invisibleMs >= leastMs && invisibleMs <= mostMs) {
    return undefined;
  }
  return new MqError(
    Code.ILLEGAL_INVISIBLE_TIME,
    `the invisible duration is ${invisibleMs} ms; it must be from ${leastMs} ms to ${mostMs} ms`,
  );
}
