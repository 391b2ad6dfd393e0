import type { MqError } from '../model/errors.ts';
import type { Logger } from '../runtime/log.ts';
import type { AppendWaiter } from './append.ts';

/** Who waits for which offset of the log, first come first told. */
export class WaitingAppends {
  readonly #logger: Logger;
  #waiters: (AppendWaiter | undefined)[] = [];
  /** Log offset that has to be reached, for each waiter. */
  #ends: number[] = [];
  #head = 0;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  push(waiter: AppendWaiter, end: number): void {
    this.#waiters.push(waiter);
    this.#ends.push(end);
  }

  /** Tells everybody whose records end at or before the offset. */
  tellStored(offset: number): void {
    while (this.#head < this.#ends.length && (this.#ends[this.#head] ?? 0) <= offset) {
      const waiter = this.#waiters[this.#head];
      this.#waiters[this.#head] = undefined;
      this.#head++;
      try {
        waiter?.stored();
      } catch (error) {
        this.#logger.error({ error }, 'a waiter of an append threw');
      }
    }
    this.#compact();
  }

  /** Takes out everybody whose records end beyond the offset. */
  take(offset: number): readonly AppendWaiter[] {
    let keep = this.#head;
    while (keep < this.#ends.length && (this.#ends[keep] ?? 0) <= offset) {
      keep++;
    }
    const taken = this.#waiters.splice(keep).filter((waiter) => waiter !== undefined);
    this.#ends.length = keep;
    this.#compact();
    return taken;
  }

  /** Tells those who were taken out why nothing of theirs is stored. */
  tellNotStored(waiters: readonly AppendWaiter[], failure: MqError): void {
    for (const waiter of waiters) {
      try {
        waiter.notStored(failure);
      } catch (error) {
        this.#logger.error({ error }, 'a waiter of an append threw');
      }
    }
  }

  #compact(): void {
    if (this.#head === this.#ends.length) {
      this.#waiters.length = 0;
      this.#ends.length = 0;
      this.#head = 0;
    } else if (this.#head > 1024 && this.#head * 2 > this.#ends.length) {
      this.#waiters = this.#waiters.slice(this.#head);
      this.#ends = this.#ends.slice(this.#head);
      this.#head = 0;
    }
  }
}
