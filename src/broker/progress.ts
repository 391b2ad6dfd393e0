import { countUpTo } from './rising-numbers.ts';

/**
 * What a group has done with one queue: everything below `committed` is acknowledged, and so are the ranges above it.
 * A range is [start, end); ranges are sorted, disjoint, never touch each other and never touch `committed`.
 */
export class Progress {
  #committed: number;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  /** Failed deliveries of messages that stay in their queue (FIFO); gone with the acknowledgement. */
  readonly failedDeliveries = new Map<number, number>();

  constructor(committed: number) {
    this.#committed = committed;
  }

  get committed(): number {
    return this.#committed;
  }

  /** The acknowledged ranges above `committed`, as [start, end) pairs. */
  ranges(): [number, number][] {
    return this.#starts.map((start, index) => [start, this.#ends[index] ?? start]);
  }

  get rangeCount(): number {
    return this.#starts.length;
  }

  /** Index of the first range that ends after `offset`. */
  #rangeAfter(offset: number): number {
    return countUpTo(this.#ends, offset);
  }

  isAcked(offset: number): boolean {
    if (offset < this.#committed) {
      return true;
    }
    const index = this.#rangeAfter(offset);
    return (this.#starts[index] ?? Number.POSITIVE_INFINITY) <= offset;
  }

  /** The first offset at or above `offset` that is not acknowledged. */
  nextUnacked(offset: number): number {
    const from = Math.max(offset, this.#committed);
    const index = this.#rangeAfter(from);
    return (this.#starts[index] ?? Number.POSITIVE_INFINITY) <= from ? (this.#ends[index] ?? from) : from;
  }

  /** The first acknowledged offset above `offset`, which is not acknowledged itself; Infinity when there is none. */
  nextAcked(offset: number): number {
    return this.#starts[this.#rangeAfter(offset)] ?? Number.POSITIVE_INFINITY;
  }

  ack(offset: number): void {
    this.ackRange(offset, offset + 1);
  }

  /** Acknowledges [from, to); what was acknowledged before stays so. */
  ackRange(from: number, to: number): void {
    const start = Math.max(from, this.#committed);
    if (start >= to) {
      return;
    }
    this.#forgetFailures(from, to);
    if (start === this.#committed) {
      this.#commit(to);
      return;
    }
    // The ranges that overlap or touch [start, to) melt into one.
    const first = this.#rangeAfter(start - 1);
    let last = first;
    let mergedStart = start;
    let mergedEnd = to;
    while (last < this.#starts.length && (this.#starts[last] ?? 0) <= to) {
      mergedStart = Math.min(mergedStart, this.#starts[last] ?? mergedStart);
      mergedEnd = Math.max(mergedEnd, this.#ends[last] ?? mergedEnd);
      last++;
    }
    if (last === first + 1) {
      this.#starts[first] = mergedStart;
      this.#ends[first] = mergedEnd;
      return;
    }
    this.#starts.splice(first, last - first, mergedStart);
    this.#ends.splice(first, last - first, mergedEnd);
  }

  /** The log ends at `nextOffset`: acknowledgements beyond it belong to messages that were lost with the log's tail. */
  clip(nextOffset: number): void {
    while ((this.#ends.at(-1) ?? 0) > nextOffset) {
      const start = this.#starts.at(-1) ?? 0;
      if (start < nextOffset) {
        this.#ends[this.#ends.length - 1] = nextOffset;
      } else {
        this.#starts.pop();
        this.#ends.pop();
      }
    }
    this.#committed = Math.min(this.#committed, nextOffset);
    for (const offset of this.failedDeliveries.keys()) {
      if (offset >= nextOffset) {
        this.failedDeliveries.delete(offset);
      }
    }
  }

  #forgetFailures(from: number, to: number): void {
    if (this.failedDeliveries.size === 0) {
      return;
    }
    if (to - from === 1) {
      this.failedDeliveries.delete(from);
      return;
    }
    for (const offset of this.failedDeliveries.keys()) {
      if (offset >= from && offset < to) {
        this.failedDeliveries.delete(offset);
      }
    }
  }

  #commit(offset: number): void {
    let committed = offset;
    let swallowed = 0;
    while ((this.#starts[swallowed] ?? Number.POSITIVE_INFINITY) <= committed) {
      committed = Math.max(committed, this.#ends[swallowed] ?? committed);
      swallowed++;
    }
    if (swallowed > 0) {
      this.#starts.splice(0, swallowed);
      this.#ends.splice(0, swallowed);
    }
    this.#committed = committed;
  }
}
