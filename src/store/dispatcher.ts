import type { Logger } from '../runtime/log.ts';
import type { ConsumeQueue } from './consume-queue.ts';
import type { DispatchListener } from './dispatch-listener.ts';

/** Records dispatched before other work of the event loop gets its chance. */
const recordsPerTurn = 4096;
/** Records that wait to be dispatched; appends are refused beyond. */
export const dispatchPendingMax = 1 << 20;
const capacityAtFirst = 1024;

/**
 * Follows the log: gives each confirmed record its cell, in the order of the log, then tells the listeners. What it needs
 * of a record is noted when the record is appended, in arrays used as a ring, so it reads nothing back.
 */
export class Dispatcher {
  readonly #logger: Logger;
  readonly #dirty: (queue: ConsumeQueue) => void;
  readonly #listeners: DispatchListener[] = [];
  #mask = capacityAtFirst - 1;
  /** Undefined: the record gets no cell (prepared or rolled-back transactions). */
  #queues: (ConsumeQueue | undefined)[] = new Array(capacityAtFirst).fill(undefined);
  #physicalOffsets = new Float64Array(capacityAtFirst);
  #sizes = new Int32Array(capacityAtFirst);
  #tagsCodes = new Float64Array(capacityAtFirst);
  #storeTimestamps = new Float64Array(capacityAtFirst);
  /** Counters of records put in and taken out. */
  #head = 0;
  #tail = 0;
  #limit = 0;
  #scheduled = false;
  #idleWaiters: (() => void)[] = [];
  /** Where the last dispatched record begins and ends, and when it was stored. */
  #lastOffset: number;
  #dispatched: number;
  #lastStoreTimestamp: number;

  constructor(logger: Logger, start: DispatchStart, dirty: (queue: ConsumeQueue) => void) {
    this.#logger = logger;
    this.#dirty = dirty;
    this.#lastOffset = start.lastOffset;
    this.#dispatched = start.offset;
    this.#lastStoreTimestamp = start.lastStoreTimestamp;
  }

  get pending(): number {
    return this.#tail - this.#head;
  }

  /** All records below have their cells; also where the last of them begins. */
  get position(): DispatchStart {
    return { offset: this.#dispatched, lastOffset: this.#lastOffset, lastStoreTimestamp: this.#lastStoreTimestamp };
  }

  listen(listener: DispatchListener): void {
    this.#listeners.push(listener);
  }

  /** Notes an appended record; the queue's next cell is its. */
  push(
    queue: ConsumeQueue | undefined,
    physicalOffset: number,
    size: number,
    tagsCode: number,
    storeTimestamp: number,
  ): void {
    if (this.#tail - this.#head > this.#mask) {
      this.#grow();
    }
    const slot = this.#tail & this.#mask;
    this.#queues[slot] = queue;
    this.#physicalOffsets[slot] = physicalOffset;
    this.#sizes[slot] = size;
    this.#tagsCodes[slot] = tagsCode;
    this.#storeTimestamps[slot] = storeTimestamp;
    this.#tail++;
  }

  /** Records below the log offset may be dispatched. */
  confirmed(offset: number): void {
    this.#limit = offset;
    if (!this.#scheduled) {
      this.#run();
    }
  }

  /** Records from the log offset on are given up: their queue offsets are free again. */
  rewind(offset: number): void {
    while (this.#tail > this.#head) {
      const slot = (this.#tail - 1) & this.#mask;
      if ((this.#physicalOffsets[slot] ?? 0) < offset) {
        return;
      }
      const queue = this.#queues[slot];
      if (queue !== undefined) {
        queue.nextOffset--;
      }
      this.#queues[slot] = undefined;
      this.#tail--;
    }
  }

  /** Resolves once everything confirmed is dispatched. */
  async idle(): Promise<void> {
    if (this.#scheduled) {
      await new Promise<void>((resolve) => this.#idleWaiters.push(resolve));
    }
  }

  readonly #run = (): void => {
    this.#scheduled = false;
    const stop = Math.min(this.#tail, this.#head + recordsPerTurn);
    while (this.#head < stop && (this.#physicalOffsets[this.#head & this.#mask] ?? 0) < this.#limit) {
      this.#dispatchNext();
    }
    if (this.#head < this.#tail && (this.#physicalOffsets[this.#head & this.#mask] ?? 0) < this.#limit) {
      this.#scheduled = true;
      setImmediate(this.#run);
      return;
    }
    const waiters = this.#idleWaiters;
    if (waiters.length > 0) {
      this.#idleWaiters = [];
      for (const resolve of waiters) {
        resolve();
      }
    }
  };

  #dispatchNext(): void {
    const slot = this.#head & this.#mask;
    const physicalOffset = this.#physicalOffsets[slot] ?? 0;
    const size = this.#sizes[slot] ?? 0;
    const tagsCode = this.#tagsCodes[slot] ?? 0;
    const queue = this.#queues[slot];
    this.#queues[slot] = undefined;
    this.#head++;
    this.#lastOffset = physicalOffset;
    this.#dispatched = physicalOffset + size;
    this.#lastStoreTimestamp = this.#storeTimestamps[slot] ?? 0;
    if (queue === undefined) {
      return;
    }
    const queueOffset = queue.maxOffset;
    queue.put(physicalOffset, size, tagsCode);
    this.#dirty(queue);
    for (const listener of this.#listeners) {
      try {
        listener(queue.topic, queue.queueId, queueOffset, tagsCode);
      } catch (error) {
        this.#logger.error({ error, topic: queue.topic }, 'a dispatch listener threw');
      }
    }
  }

  #grow(): void {
    const capacity = (this.#mask + 1) * 2;
    const order = (index: number) => (this.#head + index) & this.#mask;
    const count = this.#tail - this.#head;
    const queues: (ConsumeQueue | undefined)[] = new Array(capacity).fill(undefined);
    const grown = [new Float64Array(capacity), new Float64Array(capacity), new Float64Array(capacity)] as const;
    const sizes = new Int32Array(capacity);
    for (let index = 0; index < count; index++) {
      const from = order(index);
      queues[index] = this.#queues[from];
      sizes[index] = this.#sizes[from] ?? 0;
      grown[0][index] = this.#physicalOffsets[from] ?? 0;
      grown[1][index] = this.#tagsCodes[from] ?? 0;
      grown[2][index] = this.#storeTimestamps[from] ?? 0;
    }
    this.#queues = queues;
    this.#sizes = sizes;
    [this.#physicalOffsets, this.#tagsCodes, this.#storeTimestamps] = grown;
    this.#mask = capacity - 1;
    this.#head = 0;
    this.#tail = count;
  }
}

export interface DispatchStart {
  /** Log offset behind the last dispatched record. */
  readonly offset: number;
  /** Log offset of the last dispatched record; equals `offset` when there is none. */
  readonly lastOffset: number;
  readonly lastStoreTimestamp: number;
}
