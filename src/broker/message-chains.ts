import { type HeapItem, IndexedHeap } from '../runtime/indexed-heap.ts';

/**
 * Messages of one queue that must be processed one after the other: those of one message group, or all without a group.
 * `leased` counts those somebody holds; `waiting` lists the known others, lowest offset first.
 */
export interface Chain extends HeapItem {
  readonly key: string;
  readonly waiting: number[];
  leased: number;
  /** The answer that holds the chain's leases: it may take more of the chain while it is still being put together. */
  takenBy: object | undefined;
}

/**
 * Which messages of a FIFO group's queue may be handed out. A chain gives messages only while nobody holds any of it;
 * one answer may take several of its messages, in order. Pure: knows offsets and keys alone.
 */
export class MessageChains {
  readonly #chains = new Map<string, Chain>();
  /** Chains that nobody holds and that have something waiting; ordered by their first waiting offset. */
  readonly #free = new IndexedHeap<Chain>();
  #waitingCount = 0;

  /** Messages that were seen but are neither leased nor acknowledged. */
  get waitingCount(): number {
    return this.#waitingCount;
  }

  /** The free chain whose first waiting message is the oldest. */
  nextFree(): Chain | undefined {
    return this.#free.peek();
  }

  /** The chain of a message that is met for the first time; it starts to wait unless `takeNew` takes it at once. */
  chainOf(key: string): Chain {
    let chain = this.#chains.get(key);
    if (chain === undefined) {
      chain = { key, waiting: [], leased: 0, takenBy: undefined, heapKey: 0, heapIndex: -1 };
      this.#chains.set(key, chain);
    }
    return chain;
  }

  /** True when the answer may take a message that comes behind all known ones of the chain. */
  mayTakeNew(chain: Chain, answer: object): boolean {
    return chain.waiting.length === 0 && (chain.leased === 0 || chain.takenBy === answer);
  }

  /** The message, not known before, is leased for the answer; undefined: it blocks the chain for everybody. */
  takeNew(chain: Chain, answer: object | undefined): void {
    chain.leased++;
    chain.takenBy = answer;
    this.#settle(chain);
  }

  /** The message, not known before, has to wait. */
  wait(chain: Chain, offset: number): void {
    insertSorted(chain.waiting, offset);
    this.#waitingCount++;
    this.#settle(chain);
  }

  /** The chain's first waiting message is leased for the answer; undefined: it blocks the chain for everybody. */
  takeFirst(chain: Chain, answer: object | undefined): void {
    if (chain.waiting.shift() !== undefined) {
      this.#waitingCount--;
    }
    chain.leased++;
    chain.takenBy = answer;
    this.#settle(chain);
  }

  /** The message is leased no more and has to be handed out again. */
  release(chain: Chain, offset: number): void {
    chain.leased--;
    this.wait(chain, offset);
  }

  /** The leased message is done with. */
  finish(chain: Chain): void {
    chain.leased--;
    this.#settle(chain);
  }

  /** A waiting message is done with; nothing happens when it does not wait. */
  forget(offset: number): void {
    for (const chain of this.#chains.values()) {
      const index = chain.waiting.indexOf(offset);
      if (index !== -1) {
        chain.waiting.splice(index, 1);
        this.#waitingCount--;
        this.#settle(chain);
        return;
      }
    }
  }

  #settle(chain: Chain): void {
    const first = chain.waiting[0];
    if (chain.leased === 0) {
      chain.takenBy = undefined;
      if (first === undefined) {
        this.#free.remove(chain);
        this.#chains.delete(chain.key);
        return;
      }
      this.#free.move(chain, first);
      return;
    }
    this.#free.remove(chain);
  }
}

/** Keeps the list sorted; new offsets mostly belong at the end. An offset that is there already stays single. */
export function insertSorted(list: number[], offset: number): void {
  let index = list.length;
  while (index > 0 && (list[index - 1] ?? 0) > offset) {
    index--;
  }
  if (list[index - 1] !== offset) {
    list.splice(index, 0, offset);
  }
}
