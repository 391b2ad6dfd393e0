import { retryMaxDefault } from '../model/consumer-group.ts';
import type { Clock } from '../runtime/clock.ts';
import type { BrokerTables } from './broker-parts.ts';
import type { ConsumerOffsets } from './consumer-offsets.ts';
import { DeadlineTimer } from './deadline-timer.ts';
import type { BrokerEnvironment } from './environment.ts';
import type { GroupQueue } from './group-queue.ts';
import type { GroupTable } from './groups.ts';
import { type Lease, LeaseTable, type LeaseTerms, type Term } from './leases.ts';
import type { Chain } from './message-chains.ts';
import { Mover, type MoveWaiter } from './mover.ts';
import type { BrokerOptions } from './options.ts';
import type { MoveTarget } from './retry.ts';
import type { Subscription } from './subscription.ts';

/** Expired leases handled in one go; more wait a turn, so that a burst does not hold up everything else. */
const expiriesPerTurnMax = 1000;

/**
 * The life of a lease from grant to its end: acknowledged, expired, given back or moved. Everything that changes what a
 * receive may find passes here, and tells `wake`.
 */
export class Consumption {
  readonly #clock: Clock;
  readonly #groups: GroupTable;
  readonly #offsets: ConsumerOffsets;
  readonly #leases: LeaseTable;
  readonly #mover: Mover;
  readonly #expiryTimer: DeadlineTimer;
  readonly #faultRetryMs: number;
  /** The subscription may have something for a receive that waits. */
  readonly #wake: (subscription: Subscription) => void;

  constructor(
    environment: BrokerEnvironment,
    options: BrokerOptions,
    tables: BrokerTables,
    wake: (subscription: Subscription) => void,
  ) {
    this.#clock = environment.clock;
    this.#groups = tables.groups;
    this.#offsets = tables.offsets;
    this.#leases = new LeaseTable(options);
    this.#expiryTimer = new DeadlineTimer(environment.clock, () => this.#expireDue());
    this.#faultRetryMs = options.faultRetryMs;
    this.#wake = wake;
    this.#mover = new Mover(environment, options, {
      topicForServer: (name) => tables.topics.forServer(name),
      startMove: (lease) => this.#leases.startMove(lease),
      moved: (lease) => this.acknowledge(lease),
      moveFailed: (lease) => this.#moveFailed(lease),
    });
  }

  /** No more leases may be granted. */
  get full(): boolean {
    return this.#leases.full;
  }

  /** What is leased now, in one go, has these terms. */
  term(terms: LeaseTerms): Term {
    return this.#leases.term(terms);
  }

  /** `attempt`: 1 for the first delivery. `chain`: FIFO, what the message blocks. */
  grant(term: Term, offset: number, physicalOffset: number, attempt: number, chain: Chain | undefined): Lease {
    const lease = this.#leases.grant(term, offset, physicalOffset, attempt, chain);
    this.#expiryTimer.wakeAt(term.heapKey);
    return lease;
  }

  /** See LeaseTable.grantBare. */
  grantBare(term: Term, offset: number, physicalOffset: number): void {
    this.#leases.grantBare(term, offset, physicalOffset);
    this.#expiryTimer.wakeAt(term.heapKey);
  }

  /** The message of the bare lease at this place of the term is done with. */
  acknowledgeBare(term: Term, place: number): void {
    const offset = term.offsets[place] ?? 0;
    this.#leases.endBare(term, place);
    this.acknowledgeUnleased(term.queue, offset);
  }

  /** The message of a lease is done with. */
  acknowledge(lease: Lease): void {
    const { queue } = lease;
    // After a change of the group's order the lease is over already; the message still is done with.
    if (lease.phase !== 'over') {
      this.#leases.end(lease);
      if (lease.chain !== undefined) {
        queue.chains?.finish(lease.chain);
      }
    }
    this.acknowledgeUnleased(queue, lease.offset);
  }

  /** The message, which nobody holds, is done with: filtered out, or acknowledged with a handle from before the start. */
  acknowledgeUnleased(queue: GroupQueue, offset: number): void {
    queue.progress.ack(offset);
    this.progressed(queue);
  }

  /** The queue's progress has changed. */
  progressed(queue: GroupQueue): void {
    this.#offsets.changed();
    this.refresh(queue);
  }

  /** The message is visible at once; the attempt does not count. */
  giveBack(lease: Lease): void {
    this.#leases.end(lease);
    lease.queue.giveAgain(lease);
    this.refresh(lease.queue);
  }

  change(lease: Lease, popTime: number, invisibleMs: number, suspend: boolean): void {
    this.#leases.change(lease, popTime, invisibleMs, suspend, this.#clock.monotonic());
    this.#expiryTimer.wakeAt(lease.term.heapKey);
  }

  /** The lease begins anew under the same handle. */
  restart(lease: Lease): void {
    this.#leases.restart(lease, this.#clock.monotonic());
    this.#expiryTimer.wakeAt(lease.term.heapKey);
  }

  move(lease: Lease, target: MoveTarget, waiter?: MoveWaiter): void {
    this.#mover.move(lease, target, waiter);
  }

  /** Where the lease's message is being moved to. */
  moveTarget(lease: Lease): MoveTarget | undefined {
    return this.#mover.target(lease);
  }

  /** See Mover.join. */
  joinMove(lease: Lease, waiter: MoveWaiter): MoveTarget | undefined {
    return this.#mover.join(lease, waiter);
  }

  clientAlive(clientId: string): void {
    this.#leases.clientAlive(clientId, this.#clock.monotonic());
  }

  clientGone(clientId: string): void {
    for (const lease of this.#leases.ofClient(clientId)) {
      if (lease.phase === 'held') {
        this.#expire(lease);
      }
    }
  }

  leasesOf(clientId: string): Lease[] {
    return this.#leases.ofClient(clientId);
  }

  /** The group became orderly or ceased to be: all of its leases end, and its queues start over. */
  reorder(subscription: Subscription, fifo: boolean): void {
    if (subscription.fifo === fifo) {
      return;
    }
    subscription.fifo = fifo;
    for (const queue of [...subscription.queues, ...subscription.retryQueues]) {
      for (const lease of queue.leases.all()) {
        this.#leases.end(lease);
      }
      queue.restart(this.#clock.now() + 1);
      this.refresh(queue);
    }
  }

  /** The highest number of deliveries of one message. */
  attemptsMax(group: string): number {
    return (this.#groups.get(group)?.retryMax ?? retryMaxDefault) + 1;
  }

  async close(): Promise<void> {
    this.#expiryTimer.close();
    await this.#mover.close();
  }

  /** The queue may have something: those who wait for it are told. */
  refresh(queue: GroupQueue): void {
    const { subscription } = queue;
    subscription.refresh(queue);
    if (subscription.parked.size > 0 && queue.hasWork) {
      this.#wake(subscription);
    }
  }

  #expireDue(): void {
    const now = this.#clock.monotonic();
    for (let count = 0; count < expiriesPerTurnMax; count++) {
      const lease = this.#leases.nextExpired(now);
      if (lease === undefined) {
        break;
      }
      this.#expire(lease);
    }
    const next = this.#leases.nextExpiryAt();
    if (next < Number.POSITIVE_INFINITY) {
      this.#expiryTimer.wakeAt(next);
    }
  }

  #expire(lease: Lease): void {
    const { queue } = lease;
    if (queue.progress.isAcked(lease.offset)) {
      this.acknowledge(lease);
    } else if (lease.suspended) {
      this.giveBack(lease);
    } else if (lease.attempt >= this.attemptsMax(queue.subscription.group)) {
      this.#mover.move(lease, 'deadLetter');
    } else if (queue.chains === undefined) {
      this.#mover.move(lease, 'retry');
    } else {
      queue.progress.failedDeliveries.set(lease.offset, lease.attempt);
      this.#offsets.changed();
      this.giveBack(lease);
    }
  }

  #moveFailed(lease: Lease): void {
    if (lease.phase === 'over') {
      return;
    }
    this.#leases.cancelMove(lease, this.#clock.monotonic() + this.#faultRetryMs);
    this.#expiryTimer.wakeAt(lease.term.heapKey);
  }
}
