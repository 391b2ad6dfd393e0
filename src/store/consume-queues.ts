import { ConsumeQueue } from './consume-queue.ts';

/** All queues, by topic and queue id, and which of them have cells that are not in their files. */
export class ConsumeQueues {
  readonly #topics = new Map<string, Map<number, ConsumeQueue>>();
  #dirty = new Set<ConsumeQueue>();

  find(topic: string, queueId: number): ConsumeQueue | undefined {
    return this.#topics.get(topic)?.get(queueId);
  }

  /** The queue, made when it is new. */
  get(topic: string, queueId: number): ConsumeQueue {
    let queues = this.#topics.get(topic);
    if (queues === undefined) {
      queues = new Map();
      this.#topics.set(topic, queues);
    }
    let queue = queues.get(queueId);
    if (queue === undefined) {
      queue = new ConsumeQueue(topic, queueId);
      queues.set(queueId, queue);
    }
    return queue;
  }

  *all(): Generator<ConsumeQueue> {
    for (const queues of this.#topics.values()) {
      yield* queues.values();
    }
  }

  clear(): void {
    this.#topics.clear();
    this.#dirty.clear();
  }

  noteDirty(queue: ConsumeQueue): void {
    if (!queue.listedDirty) {
      queue.listedDirty = true;
      this.#dirty.add(queue);
    }
  }

  get hasDirty(): boolean {
    return this.#dirty.size > 0;
  }

  /** Takes the queues with at least so many cells to write off the list. */
  takeDirty(leastCells: number): ConsumeQueue[] {
    const taken: ConsumeQueue[] = [];
    for (const queue of this.#dirty) {
      if (queue.dirtyCells >= leastCells) {
        queue.listedDirty = false;
        this.#dirty.delete(queue);
        taken.push(queue);
      }
    }
    return taken;
  }
}
