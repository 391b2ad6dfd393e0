import type { MqError } from '../model/errors.ts';
import type { Logger } from '../runtime/log.ts';
import type { AppendWaiter } from './append.ts';

/** Room at first, which is a power of two. */
const capacityAtFirst = 1024;
/** More room than this is given back when nobody waits any more. */
const capacityKeptMax = 16_384;

/**
 * Who waits for which offset of the log, first come first told. A ring, of numbers and of waiters: nothing is allocated
 * for one more of them.
 */
export class WaitingAppends {
  readonly #logger: Logger;
  #mask = capacityAtFirst - 1;
  #waiters: (AppendWaiter | undefined)[] = emptyRing(capacityAtFirst);
  /** Log offset that has to be reached, for each waiter. */
  #ends = new Float64Array(capacityAtFirst);
  /** Counters of waiters taken out and put in. */
  #head = 0;
  #tail = 0;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  push(waiter: AppendWaiter, end: number): void {
    if (this.#tail - this.#head > this.#mask) {
      this.#resize((this.#mask + 1) * 2);
    }
    const slot = this.#tail & this.#mask;
    this.#waiters[slot] = waiter;
    this.#ends[slot] = end;
    this.#tail++;
  }

  /** Tells everybody whose records end at or before the offset. */
  tellStored(offset: number): void {
    while (this.#head < this.#tail && (this.#ends[this.#head & this.#mask] ?? 0) <= offset) {
      const slot = this.#head & this.#mask;
      const waiter = this.#waiters[slot];
      this.#waiters[slot] = undefined;
      this.#head++;
      try {
        waiter?.stored();
      } catch (error) {
        this.#logger.error({ error }, 'a waiter of an append threw');
      }
    }
    this.#shrink();
  }

  /** Takes out everybody whose records end beyond the offset. */
  take(offset: number): readonly AppendWaiter[] {
    let keep = this.#head;
    while (keep < this.#tail && (this.#ends[keep & this.#mask] ?? 0) <= offset) {
      keep++;
    }
    const taken: AppendWaiter[] = [];
    for (let number = keep; number < this.#tail; number++) {
      const slot = number & this.#mask;
      const waiter = this.#waiters[slot];
      this.#waiters[slot] = undefined;
      if (waiter !== undefined) {
        taken.push(waiter);
      }
    }
    this.#tail = keep;
    this.#shrink();
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

  #shrink(): void {
    if (this.#head === this.#tail) {
      this.#head = 0;
      this.#tail = 0;
      if (this.#mask >= capacityKeptMax) {
        this.#resize(capacityAtFirst);
      }
    }
  }

  /** The oldest waiter comes first. */
  #resize(capacity: number): void {
    const waiters = emptyRing(capacity);
    const ends = new Float64Array(capacity);
    const count = this.#tail - this.#head;
    for (let index = 0; index < count; index++) {
      const slot = (this.#head + index) & this.#mask;
      waiters[index] = this.#waiters[slot];
      ends[index] = this.#ends[slot] ?? 0;
    }
    this.#waiters = waiters;
    this.#ends = ends;
    this.#mask = capacity - 1;
    this.#head = 0;
    this.#tail = count;
  }
}

function emptyRing(capacity: number): (AppendWaiter | undefined)[] {
  return new Array<AppendWaiter | undefined>(capacity).fill(undefined);
}
