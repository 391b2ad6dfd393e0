import type { Logger } from '../runtime/log.ts';
import type { ConsumeQueue } from './consume-queue.ts';
import type { DispatchListener } from './dispatch-listener.ts';
import { HashRing } from './hash-ring.ts';
import { isIndexed, type KeyIndex } from './key-index.ts';
import { hasCell } from './tags-code.ts';

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
  readonly #keyIndex: KeyIndex | undefined;
  readonly #listeners: DispatchListener[] = [];
  #mask = capacityAtFirst - 1;
  #queues: (ConsumeQueue | undefined)[] = new Array(capacityAtFirst).fill(undefined);
  #sysFlags = new Int32Array(capacityAtFirst);
  /** Of keys and tag, in the order of the records; so many of them belong to each. */
  readonly #keyHashes = new HashRing();
  #keyCounts = new Int32Array(capacityAtFirst);
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

  constructor(
    logger: Logger,
    start: DispatchStart,
    keyIndex: KeyIndex | undefined,
    dirty: (queue: ConsumeQueue) => void,
  ) {
    this.#logger = logger;
    this.#keyIndex = keyIndex;
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

  /** Notes an appended record of the queue. */
  push(
    queue: ConsumeQueue,
    physicalOffset: number,
    size: number,
    tagsCode: number,
    storeTimestamp: number,
    sysFlag: number,
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
    this.#sysFlags[slot] = sysFlag;
    this.#keyCounts[slot] = 0;
    this.#tail++;
  }

  /** True when keys of such records are to be noted. */
  indexes(sysFlag: number): boolean {
    return this.#keyIndex !== undefined && isIndexed(sysFlag);
  }

  /** Notes a key of the last record, by its hash (key-hash.ts). */
  pushKey(hash: number): void {
    const slot = (this.#tail - 1) & this.#mask;
    this.#keyCounts[slot] = (this.#keyCounts[slot] ?? 0) + 1;
    this.#keyHashes.push(hash);
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
      if (queue !== undefined && hasCell(this.#sysFlags[slot] ?? 0)) {
        queue.nextOffset--;
      }
      this.#queues[slot] = undefined;
      this.#keyHashes.dropLast(this.#keyCounts[slot] ?? 0);
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
    this.#keyIndex?.expect(this.#keyHashes);
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
    const keyCount = this.#keyCounts[slot] ?? 0;
    if (queue === undefined) {
      this.#keyHashes.dropFirst(keyCount);
      return;
    }
    const sysFlag = this.#sysFlags[slot] ?? 0;
    const queueOffset = queue.maxOffset;
    const visible = hasCell(sysFlag);
    if (visible) {
      queue.put(physicalOffset, size, tagsCode);
      this.#dirty(queue);
    }
    for (let index = 0; index < keyCount; index++) {
      this.#keyIndex?.putHash(this.#keyHashes.shift(), physicalOffset, this.#lastStoreTimestamp);
    }
    if (visible) {
      this.#tell(queue, queueOffset, tagsCode);
    }
  }

  #tell(queue: ConsumeQueue, queueOffset: number, tagsCode: number): void {
    for (const listener of this.#listeners) {
      try {
        listener(queue.topic, queue.queueId, queueOffset, tagsCode);
      } catch (error) {
        this.#logger.error({ error, topic: queue.topic }, 'a dispatch listener threw');
      }
    }
  }

  /** Twice the room, the oldest record first. */
  #grow(): void {
    const capacity = (this.#mask + 1) * 2;
    const turn = this.#head & this.#mask;
    const numbers = <T extends Float64Array | Int32Array>(old: T, grown: T): T => {
      grown.set(old.subarray(turn));
      grown.set(old.subarray(0, turn), old.length - turn);
      return grown;
    };
    const queues = this.#queues;
    this.#queues = [
      ...queues.slice(turn),
      ...queues.slice(0, turn),
      ...new Array<undefined>(queues.length).fill(undefined),
    ];
    this.#keyCounts = numbers(this.#keyCounts, new Int32Array(capacity));
    this.#sysFlags = numbers(this.#sysFlags, new Int32Array(capacity));
    this.#sizes = numbers(this.#sizes, new Int32Array(capacity));
    this.#physicalOffsets = numbers(this.#physicalOffsets, new Float64Array(capacity));
    this.#tagsCodes = numbers(this.#tagsCodes, new Float64Array(capacity));
    this.#storeTimestamps = numbers(this.#storeTimestamps, new Float64Array(capacity));
    this.#tail -= this.#head;
    this.#head = 0;
    this.#mask = capacity - 1;
  }
}

export interface DispatchStart {
  /** Log offset behind the last dispatched record. */
  readonly offset: number;
  /** Log offset of the last dispatched record; equals `offset` when there is none. */
  readonly lastOffset: number;
  readonly lastStoreTimestamp: number;
}
