import type { Clock } from '../runtime/clock.ts';
import { type HeapItem, IndexedHeap } from '../runtime/indexed-heap.ts';
import type { CellFilter } from '../store/message-store.ts';
import { DeadlineTimer } from './deadline-timer.ts';
import type { GroupQueue } from './group-queue.ts';
import type { ReceiveOutcome, ReceiveRequest } from './requests.ts';
import type { Subscription } from './subscription.ts';

/** A receive that has no answer yet. `heapKey` is the monotonic time when it is answered empty. */
export class WaitingReceive implements HeapItem {
  heapKey: number;
  heapIndex = -1;
  readonly subscription: Subscription;
  readonly request: ReceiveRequest;
  /** FIFO groups may ask for one queue. */
  readonly queue: GroupQueue | undefined;
  readonly cellFilter: CellFilter | undefined;
  readonly outcome: Promise<ReceiveOutcome>;
  settled = false;
  #resolve: (outcome: ReceiveOutcome) => void = () => undefined;

  constructor(
    subscription: Subscription,
    request: ReceiveRequest,
    place: { readonly queue: GroupQueue | undefined; readonly cellFilter: CellFilter | undefined },
    dueAt: number,
  ) {
    this.subscription = subscription;
    this.request = request;
    this.queue = place.queue;
    this.cellFilter = place.cellFilter;
    this.heapKey = dueAt;
    this.outcome = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** True when the receive, once looked at, is answered even without a message. */
  get immediate(): boolean {
    return this.request.waitMs <= 0;
  }

  settle(outcome: ReceiveOutcome): void {
    this.settled = true;
    this.#resolve(outcome);
  }
}

/** The waiting receives of one subscription, oldest first. */
export class ParkedReceives {
  readonly #receives = new Set<WaitingReceive>();
  immediateCount = 0;

  get size(): number {
    return this.#receives.size;
  }

  /** Oldest first; receives may be removed during the walk. */
  oldestFirst(): Iterable<WaitingReceive> {
    return this.#receives;
  }

  add(receive: WaitingReceive): void {
    this.#receives.add(receive);
    this.immediateCount += receive.immediate ? 1 : 0;
  }

  remove(receive: WaitingReceive): void {
    if (this.#receives.delete(receive)) {
      this.immediateCount -= receive.immediate ? 1 : 0;
    }
  }
}

export interface LongPollingLimits {
  readonly parkedPerSubscriptionMax: number;
  readonly parkedMax: number;
}

const empty: ReceiveOutcome = { kind: 'empty' };

/** All waiting receives: one timer ends those whose time is over. */
export class LongPolling {
  readonly #clock: Clock;
  readonly #limits: LongPollingLimits;
  readonly #deadlines = new IndexedHeap<WaitingReceive>();
  readonly #all = new Set<WaitingReceive>();
  readonly #timer: DeadlineTimer;

  constructor(clock: Clock, limits: LongPollingLimits) {
    this.#clock = clock;
    this.#limits = limits;
    this.#timer = new DeadlineTimer(clock, () => this.#endLate());
  }

  get count(): number {
    return this.#all.size;
  }

  /** Why no more receives may wait, or undefined when they may. */
  fullReason(subscription: Subscription): string | undefined {
    if (subscription.parked.size >= this.#limits.parkedPerSubscriptionMax) {
      return `polling full: ${subscription.parked.size} receives of group '${subscription.group}' wait on topic '${subscription.topic}', the limit (popPollingSize) is ${this.#limits.parkedPerSubscriptionMax}; use fewer consumers or raise it`;
    }
    if (this.#all.size >= this.#limits.parkedMax) {
      return `polling full: ${this.#all.size} receives wait, the limit (maxPopPollingSize) is ${this.#limits.parkedMax}; use fewer consumers or raise it`;
    }
    return undefined;
  }

  park(receive: WaitingReceive): void {
    this.#all.add(receive);
    receive.subscription.parked.add(receive);
    if (!receive.immediate) {
      this.#deadlines.add(receive);
      this.#timer.wakeAt(receive.heapKey);
    }
  }

  settle(receive: WaitingReceive, outcome: ReceiveOutcome): void {
    if (receive.settled) {
      return;
    }
    this.#all.delete(receive);
    this.#deadlines.remove(receive);
    receive.subscription.parked.remove(receive);
    receive.settle(outcome);
  }

  endAll(): void {
    for (const receive of this.#all) {
      this.settle(receive, empty);
    }
  }

  close(): void {
    this.endAll();
    this.#timer.close();
  }

  #endLate(): void {
    const now = this.#clock.monotonic();
    for (let receive = this.#deadlines.peek(); receive !== undefined; receive = this.#deadlines.peek()) {
      if (receive.heapKey > now) {
        this.#timer.wakeAt(receive.heapKey);
        return;
      }
      this.settle(receive, empty);
    }
  }
}
