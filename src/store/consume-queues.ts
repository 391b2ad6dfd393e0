import { CellPool } from './cell-pool.ts';
import { ConsumeQueue, type TopicNames, topicNames } from './consume-queue.ts';

interface Topic {
  readonly names: TopicNames;
  readonly queues: Map<number, ConsumeQueue>;
}

/** All queues, by topic and queue id, and which of them have cells that are not in their files. */
export class ConsumeQueues {
  readonly #topics = new Map<string, Topic>();
  readonly #pool = new CellPool();
  readonly #beingDeleted = new Set<string>();
  readonly #dirty = new Set<ConsumeQueue>();
  #dirtyCells = 0;

  find(topic: string, queueId: number): ConsumeQueue | undefined {
    return this.#topics.get(topic)?.queues.get(queueId);
  }

  /** The queue, made when it is new. */
  get(topic: string, queueId: number): ConsumeQueue {
    let known = this.#topics.get(topic);
    if (known === undefined) {
      known = { names: topicNames(topic), queues: new Map() };
      this.#topics.set(topic, known);
    }
    let queue = known.queues.get(queueId);
    if (queue === undefined) {
      queue = new ConsumeQueue(known.names, queueId, this.#pool);
      queue.beingDeleted = this.#beingDeleted.has(topic);
      known.queues.set(queueId, queue);
    }
    return queue;
  }

  /** From here to the end of the deletion nothing may be appended to queues of the topic, new ones among them. */
  beginDeletion(topic: string): void {
    this.#beingDeleted.add(topic);
    for (const queue of this.ofTopic(topic)) {
      queue.beingDeleted = true;
    }
  }

  endDeletion(topic: string): void {
    this.#beingDeleted.delete(topic);
    for (const queue of this.ofTopic(topic)) {
      queue.beingDeleted = false;
    }
  }

  /** Forgets the queues of a topic; cells that are still on their way to one of them go nowhere. */
  removeTopic(topic: string): void {
    for (const queue of this.#topics.get(topic)?.queues.values() ?? []) {
      this.#dirtyCells -= queue.dirtyCells;
      this.#dirty.delete(queue);
      queue.remove();
    }
    this.#topics.delete(topic);
  }

  *all(): Generator<ConsumeQueue> {
    for (const { queues } of this.#topics.values()) {
      yield* queues.values();
    }
  }

  ofTopic(topic: string): ConsumeQueue[] {
    return [...(this.#topics.get(topic)?.queues.values() ?? [])];
  }

  /** Memory that cells of all queues take. */
  get cellMemoryBytes(): number {
    return this.#pool.bytes;
  }

  /** Cells of all queues that are not in their files. */
  get dirtyCells(): number {
    return this.#dirtyCells;
  }

  /** The queue has got one more cell. */
  noteCell(queue: ConsumeQueue): void {
    if (!queue.removed) {
      this.#dirtyCells++;
      this.#list(queue);
    }
  }

  noteWritten(cells: number): void {
    this.#dirtyCells -= cells;
  }

  /** Puts those of the queues back on the list that still have, or have again, cells to write. */
  relist(queues: readonly ConsumeQueue[]): void {
    for (const queue of queues) {
      if (queue.dirtyCells > 0 && !queue.removed) {
        this.#list(queue);
      }
    }
  }

  /** Takes all queues for what their files hold: what was noted before does not count any more. */
  forgetDirty(): void {
    for (const queue of this.#dirty) {
      queue.listedDirty = false;
    }
    this.#dirty.clear();
    this.#dirtyCells = 0;
  }

  #list(queue: ConsumeQueue): void {
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
