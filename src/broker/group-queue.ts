import type { Lease } from './leases.ts';
import { insertSorted, MessageChains } from './message-chains.ts';
import type { Progress } from './progress.ts';
import { QueueLeases } from './queue-leases.ts';
import type { Subscription } from './subscription.ts';

export interface GroupQueueLimits {
  /** Leases of one group on one queue; at the limit the queue gives nothing until some end. */
  readonly leasesPerQueueMax: number;
  /** FIFO: messages of one queue that wait behind others of their message group; at the limit no more are looked at. */
  readonly waitingPerQueueMax: number;
}

/** One queue as one group consumes it. Offsets below `cursor` were looked at: they are acked, leased or wait again. */
export class GroupQueue {
  readonly subscription: Subscription;
  /** Where the messages lie: the topic of the subscription or its retry topic. */
  readonly topic: string;
  readonly queueId: number;
  readonly kind: 'normal' | 'retry';
  readonly progress: Progress;
  readonly leases = new QueueLeases();
  /** Originals whose copy went to the retry topic: their old handles are refused. Bounded by MovedMessages. */
  readonly movedOffsets = new Set<number>();
  /** In the subscription's ring of queues that may have something. */
  ready = false;
  cursor: number;
  /** Offset after the last readable message. */
  maxOffset: number;
  /** Ordinary groups: offsets to hand out again, lowest first. */
  readonly released: number[] = [];
  /** FIFO groups only. */
  chains: MessageChains | undefined;
  /** A read failed: the queue gives nothing until it is tried again. */
  paused = false;
  /** Changes when all leases are dropped, so that a read that was under way is not used. */
  epoch = 0;
  readonly #limits: GroupQueueLimits;
  #popTimeFloor: number;

  constructor(
    place: {
      readonly subscription: Subscription;
      readonly topic: string;
      readonly queueId: number;
      readonly kind: 'normal' | 'retry';
      readonly maxOffset: number;
      /** No handle of this run has an earlier pop time. */
      readonly popTimeFloor: number;
    },
    progress: Progress,
    limits: GroupQueueLimits,
  ) {
    this.subscription = place.subscription;
    this.topic = place.topic;
    this.queueId = place.queueId;
    this.kind = place.kind;
    this.progress = progress;
    this.maxOffset = place.maxOffset;
    this.cursor = progress.committed;
    this.#popTimeFloor = place.popTimeFloor;
    this.#limits = limits;
    this.chains = place.subscription.fifo ? new MessageChains() : undefined;
  }

  get hasRoom(): boolean {
    return this.leases.size < this.#limits.leasesPerQueueMax;
  }

  /** How many new messages may be looked at: each is leased or, in FIFO groups, may have to wait. */
  get lookAhead(): number {
    const leases = this.#limits.leasesPerQueueMax - this.leases.size;
    const waiting = this.chains === undefined ? leases : this.#limits.waitingPerQueueMax - this.chains.waitingCount;
    return Math.min(leases, waiting);
  }

  /** True when a receive may find something here. */
  get hasWork(): boolean {
    if (this.paused || !this.hasRoom) {
      return false;
    }
    if (this.chains === undefined ? this.released.length > 0 : this.chains.nextFree() !== undefined) {
      return true;
    }
    return this.cursor < this.maxOffset && this.lookAhead > 0;
  }

  /** A pop time that no earlier lease of any message of this queue had. */
  popTime(wallNow: number): number {
    return Math.max(wallNow, this.#popTimeFloor);
  }

  /** The lease ended without an acknowledgement: its message is handed out again, under a later pop time. */
  giveAgain(lease: Lease): void {
    this.#popTimeFloor = Math.max(this.#popTimeFloor, lease.popTime + 1);
    if (this.chains !== undefined && lease.chain !== undefined) {
      this.chains.release(lease.chain, lease.offset);
    } else {
      insertSorted(this.released, lease.offset);
    }
  }

  /** An acknowledged message that nobody holds is not handed out again. */
  forget(offset: number): void {
    const index = this.released.indexOf(offset);
    if (index !== -1) {
      this.released.splice(index, 1);
    }
    this.chains?.forget(offset);
  }

  /** All messages that are not acknowledged are visible again, by the rules of the group as it is now. */
  restart(popTimeFloor: number): void {
    this.epoch++;
    this.cursor = this.progress.committed;
    this.released.length = 0;
    this.chains = this.subscription.fifo ? new MessageChains() : undefined;
    this.#popTimeFloor = Math.max(this.#popTimeFloor, popTimeFloor);
  }
}
