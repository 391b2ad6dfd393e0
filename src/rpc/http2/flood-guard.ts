import type { Allowance, Http2Limits } from './http2-limits.ts';

/** Counts one kind of frame against its allowance. */
export class FloodGuard {
  readonly #allowance: Allowance;
  #left: number;
  #countedAt: number;

  constructor(allowance: Allowance, now: number) {
    this.#allowance = allowance;
    this.#left = allowance.burst;
    this.#countedAt = now;
  }

  /** One frame more; `now` in milliseconds. False: there are too many. */
  take(now: number): boolean {
    if (this.#left < 1) {
      const { burst, perSecond } = this.#allowance;
      this.#left = Math.min(burst, this.#left + ((now - this.#countedAt) * perSecond) / 1000);
      this.#countedAt = now;
      if (this.#left < 1) {
        return false;
      }
    }
    this.#left -= 1;
    return true;
  }

  /** Useful work calls for so many frames. */
  earn(frameCount: number): void {
    this.#left = Math.min(this.#allowance.burst, this.#left + frameCount);
  }
}

/** The guards of one connection. */
export interface FloodGuards {
  readonly resets: FloodGuard;
  readonly pings: FloodGuard;
  readonly settings: FloodGuard;
  readonly emptyFrames: FloodGuard;
  readonly windowUpdates: FloodGuard;
  readonly ignoredFrames: FloodGuard;
}

export function createGuards(limits: Http2Limits, now: number): FloodGuards {
  return {
    resets: new FloodGuard(limits.resets, now),
    pings: new FloodGuard(limits.pings, now),
    settings: new FloodGuard(limits.settings, now),
    emptyFrames: new FloodGuard(limits.emptyFrames, now),
    windowUpdates: new FloodGuard(limits.windowUpdates, now),
    ignoredFrames: new FloodGuard(limits.ignoredFrames, now),
  };
}
