import type { Cancel, Clock } from '../runtime/clock.ts';

/** One timer for any number of deadlines: the owner keeps them ordered and tells the earliest. */
export class DeadlineTimer {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #dueAt = Number.POSITIVE_INFINITY;
  #cancel: Cancel | undefined;
  #closed = false;

  /** `ring` looks at what is due and calls wakeAt again for what is left. */
  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Rings at the monotonic time `dueAt` or before; an earlier time that was already asked for stays. */
  wakeAt(dueAt: number): void {
    if (this.#closed || dueAt >= this.#dueAt) {
      return;
    }
    this.#cancel?.();
    this.#dueAt = dueAt;
    // Rounded up: a timer that fires early would only find nothing due and be set again.
    const delayMs = Math.max(0, Math.ceil(dueAt - this.#clock.monotonic()));
    this.#cancel = this.#clock.after(delayMs, () => {
      this.#dueAt = Number.POSITIVE_INFINITY;
      this.#cancel = undefined;
      this.#ring();
    });
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
