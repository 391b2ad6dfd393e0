import type { GroupQueue } from './group-queue.ts';
import type { AttemptBatch } from './leases.ts';
import type { ParkedReceives } from './long-polling.ts';

/** Queues that may have something to hand out, each at most once, in the order in which they turn up. */
class ReadyRing {
  #queues: GroupQueue[] = [];
  #head = 0;

  get isEmpty(): boolean {
    return this.#head === this.#queues.length;
  }

  add(queue: GroupQueue): void {
    if (!queue.ready) {
      queue.ready = true;
      this.#queues.push(queue);
    }
  }

  take(): GroupQueue | undefined {
    const queue = this.#queues[this.#head];
    if (queue === undefined) {
      return undefined;
    }
    this.#head++;
    queue.ready = false;
    if (this.#head >= 1024 || this.#head === this.#queues.length) {
      this.#queues = this.#queues.slice(this.#head);
      this.#head = 0;
    }
    return queue;
  }
}

/** One group on one topic: its queues, those of its retry topic, and the receives that wait for them. */
export class Subscription {
  readonly topic: string;
  readonly group: string;
  /** Hash of topic and group, part of each handle. */
  readonly scope: number;
  fifo: boolean;
  /** By queue id. */
  readonly queues: GroupQueue[] = [];
  readonly retryQueues: GroupQueue[] = [];
  readonly ready = new ReadyRing();
  readonly readyRetry = new ReadyRing();
  readonly parked: ParkedReceives;
  /** FIFO answers in flight that carried an attempt id. */
  readonly batches = new Map<string, AttemptBatch>();
  /** One receive after the other is served; true while that goes on. */
  serving = false;

  constructor(
    topic: string,
    group: string,
    settings: { readonly fifo: boolean; readonly parked: ParkedReceives; readonly scope: number },
  ) {
    this.topic = topic;
    this.group = group;
    this.fifo = settings.fifo;
    this.parked = settings.parked;
    this.scope = settings.scope;
  }

  /** Puts the queue into its ring when it may have something. */
  refresh(queue: GroupQueue): void {
    if (!queue.ready && queue.hasWork) {
      (queue.kind === 'retry' ? this.readyRetry : this.ready).add(queue);
    }
  }
}
