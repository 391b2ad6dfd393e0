import type { Cancel, Clock } from '../runtime/clock.ts';
import { type HeapItem, IndexedHeap } from '../runtime/indexed-heap.ts';

/** Something that ends by itself: `heapKey` is when, on the monotonic clock. */
export interface Timed extends HeapItem {
  expire(): void;
}

/**
 * All deadlines of a server on one timer, earliest first. Most calls end long before their deadline, and adding and removing
 * one here costs neither a timer nor a closure.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #heap = new IndexedHeap<Timed>();
  #armedFor = Number.POSITIVE_INFINITY;
  #disarm: Cancel | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#heap.size;
  }

  /** Infinity is no deadline and is not kept. */
  add(timed: Timed): void {
    if (timed.heapKey === Number.POSITIVE_INFINITY) {
      return;
    }
    this.#heap.add(timed);
    if (timed.heapKey < this.#armedFor) {
      this.#arm();
    }
  }

  /** The timer stays: it finds nothing and rests, which is cheaper than to arm it anew for each lone call. */
  remove(timed: Timed): void {
    this.#heap.remove(timed);
  }

  #arm(): void {
    this.#rest();
    const first = this.#heap.peek();
    if (first === undefined) {
      return;
    }
    this.#armedFor = first.heapKey;
    this.#disarm = this.#clock.after(first.heapKey - this.#clock.monotonic(), () => this.#expireDue());
  }

  #rest(): void {
    this.#disarm?.();
    this.#disarm = undefined;
    this.#armedFor = Number.POSITIVE_INFINITY;
  }

  #expireDue(): void {
    const now = this.#clock.monotonic();
    for (let first = this.#heap.peek(); first !== undefined && first.heapKey <= now; first = this.#heap.peek()) {
      this.#heap.remove(first);
      first.expire();
    }
    this.#arm();
  }
}
