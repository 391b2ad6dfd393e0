import { strict as assert } from 'node:assert';

/** A queue's own part: offsets of originals whose copy went to the retry topic. */
export interface MovedOffsets {
  readonly movedOffsets: Set<number>;
}

const firstCapacity = 1024;

/**
 * The last so many messages that were moved, over all queues: old handles of the originals are refused, because the copy is
 * delivered again. The oldest is forgotten for a new one. Numbers lie in a typed array, since a group that never
 * acknowledges fills this table to its limit.
 */
export class MovedMessages {
  readonly #countMax: number;
  #queues: MovedOffsets[] = [];
  #offsets = new Float64Array(0);
  /** Where the next one goes, once the table is full: the place of the oldest. */
  #next = 0;

  constructor(countMax: number) {
    assert(countMax > 0);
    this.#countMax = countMax;
  }

  get count(): number {
    return this.#queues.length;
  }

  remember(queue: MovedOffsets, offset: number): void {
    if (queue.movedOffsets.has(offset)) {
      return;
    }
    if (this.#queues.length < this.#countMax) {
      this.#grow();
      this.#offsets[this.#queues.length] = offset;
      this.#queues.push(queue);
    } else {
      this.#queues[this.#next]?.movedOffsets.delete(this.#offsets[this.#next] ?? -1);
      this.#queues[this.#next] = queue;
      this.#offsets[this.#next] = offset;
      this.#next = (this.#next + 1) % this.#countMax;
    }
    queue.movedOffsets.add(offset);
  }

  #grow(): void {
    if (this.#queues.length === this.#offsets.length) {
      const offsets = new Float64Array(Math.min(this.#countMax, Math.max(firstCapacity, this.#offsets.length * 2)));
      offsets.set(this.#offsets);
      this.#offsets = offsets;
    }
  }
}
