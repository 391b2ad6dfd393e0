import type { Cancel, Clock } from '../runtime/clock.ts';

/** Something that ends by itself at a time of the monotonic clock. */
export interface Timed {
  readonly deadlineAt: number;
  /** Its place in the heap of Deadlines, which alone writes it; -1 outside. */
  heapIndex: number;
  expire(): void;
}

/**
 * All deadlines of a server on one timer: a binary heap, earliest first. Most calls end long before their deadline, and
 * adding and removing one here costs neither a timer nor a closure.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #heap: Timed[] = [];
  #armedFor = Number.POSITIVE_INFINITY;
  #disarm: Cancel | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#heap.length;
  }

  /** Infinity is no deadline and is not kept. */
  add(timed: Timed): void {
    if (timed.deadlineAt === Number.POSITIVE_INFINITY) {
      return;
    }
    this.#place(timed, this.#heap.length);
    this.#rise(timed);
    if (timed.deadlineAt < this.#armedFor) {
      this.#arm();
    }
  }

  remove(timed: Timed): void {
    const index = timed.heapIndex;
    if (index < 0) {
      return;
    }
    timed.heapIndex = -1;
    const last = this.#heap.pop();
    if (last !== undefined && last !== timed) {
      this.#place(last, index);
      this.#rise(last);
      this.#sink(last);
    }
    // The timer stays: it finds nothing and rests, which is cheaper than to arm it anew for each lone call.
  }

  #place(timed: Timed, index: number): void {
    this.#heap[index] = timed;
    timed.heapIndex = index;
  }

  #rise(timed: Timed): void {
    while (timed.heapIndex > 0) {
      const index = timed.heapIndex;
      const parent = this.#heap[(index - 1) >> 1];
      if (parent === undefined || parent.deadlineAt <= timed.deadlineAt) {
        return;
      }
      this.#place(timed, parent.heapIndex);
      this.#place(parent, index);
    }
  }

  #sink(timed: Timed): void {
    for (;;) {
      const index = timed.heapIndex;
      const left = this.#heap[2 * index + 1];
      const right = this.#heap[2 * index + 2];
      const child = right !== undefined && left !== undefined && right.deadlineAt < left.deadlineAt ? right : left;
      if (child === undefined || child.deadlineAt >= timed.deadlineAt) {
        return;
      }
      this.#place(timed, child.heapIndex);
      this.#place(child, index);
    }
  }

  #arm(): void {
    this.#rest();
    const first = this.#heap[0];
    if (first === undefined) {
      return;
    }
    this.#armedFor = first.deadlineAt;
    this.#disarm = this.#clock.after(first.deadlineAt - this.#clock.monotonic(), () => this.#expireDue());
  }

  #rest(): void {
    this.#disarm?.();
    this.#disarm = undefined;
    this.#armedFor = Number.POSITIVE_INFINITY;
  }

  #expireDue(): void {
    const now = this.#clock.monotonic();
    for (let first = this.#heap[0]; first !== undefined && first.deadlineAt <= now; first = this.#heap[0]) {
      this.remove(first);
      first.expire();
    }
    this.#arm();
  }
}
