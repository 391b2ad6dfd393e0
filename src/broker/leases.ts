import { type HeapItem, IndexedHeap } from '../runtime/indexed-heap.ts';
import type { GroupQueue } from './group-queue.ts';
import type { Chain } from './message-chains.ts';

/** All leases of one client, and when it was last seen; exists as long as there is a lease. */
export interface Holder {
  readonly clientId: string;
  /** Monotonic. */
  lastSeenAt: number;
  /** The head of the list of its leases, the newest first. */
  newest: Lease | undefined;
}

/** What one answer with an attempt id handed out; repeated when the client asks again with the same id. */
export interface AttemptBatch {
  readonly attemptId: string;
  readonly clientId: string;
  readonly leases: Lease[];
  /** Leases that are not over; the batch is forgotten with the last one. */
  live: number;
  readonly batches: Map<string, AttemptBatch>;
}

/**
 * One message, held by one client. `heapKey` is the monotonic time when it becomes visible again. Each change of the
 * invisible duration begins a new generation (popTime); the holder's earlier handles, back to `popTimeOldest`, stay good.
 */
export interface Lease extends HeapItem {
  readonly queue: GroupQueue;
  readonly offset: number;
  readonly physicalOffset: number;
  readonly holder: Holder;
  /** 1 for the first delivery. */
  readonly attempt: number;
  /** FIFO: what the message blocks. */
  readonly chain: Chain | undefined;
  readonly popTimeOldest: number;
  popTime: number;
  invisibleMs: number;
  autoRenew: boolean;
  /** Monotonic end of the renewals. */
  readonly renewUntil: number;
  /** The coming expiry does not count as a failed attempt. */
  suspended: boolean;
  /** moving: a copy of the message is on its way to the retry or dead letter topic. over: the lease is history. */
  phase: 'held' | 'moving' | 'over';
  batch: AttemptBatch | undefined;
  /** Neighbours in the list of the holder, while the lease is not over. */
  newer: Lease | undefined;
  older: Lease | undefined;
}

/** What the leases of one batch have in common. */
export interface LeaseTerms {
  readonly queue: GroupQueue;
  readonly clientId: string;
  readonly popTime: number;
  readonly popTimeOldest: number;
  readonly invisibleMs: number;
  readonly autoRenew: boolean;
  /** Monotonic. */
  readonly now: number;
}

export interface LeaseLimits {
  /** All leases of the broker together. */
  readonly leasesMax: number;
  /** An auto-renewed lease lasts this long at a time. */
  readonly autoRenewMs: number;
  /** A client that was not seen for so long has its leases renewed no more. */
  readonly clientExpiryMs: number;
  /** Longest life of an auto-renewed lease. */
  readonly renewMsMax: number;
}

/** Who holds which message until when. Pure: times come in as arguments, all of them monotonic milliseconds. */
export class LeaseTable {
  readonly #limits: LeaseLimits;
  readonly #expiries = new IndexedHeap<Lease>();
  readonly #holders = new Map<string, Holder>();
  #count = 0;

  constructor(limits: LeaseLimits) {
    this.#limits = limits;
  }

  get count(): number {
    return this.#count;
  }

  get full(): boolean {
    return this.#count >= this.#limits.leasesMax;
  }

  grant(terms: LeaseTerms, offset: number, physicalOffset: number, attempt: number, chain: Chain | undefined): Lease {
    const { now } = terms;
    let holder = this.#holders.get(terms.clientId);
    if (holder === undefined) {
      holder = { clientId: terms.clientId, lastSeenAt: now, newest: undefined };
      this.#holders.set(terms.clientId, holder);
    }
    const older = holder.newest;
    const lease: Lease = {
      heapKey: now + terms.invisibleMs,
      heapIndex: -1,
      queue: terms.queue,
      offset,
      physicalOffset,
      holder,
      attempt,
      chain,
      popTimeOldest: terms.popTimeOldest,
      popTime: terms.popTime,
      invisibleMs: terms.invisibleMs,
      autoRenew: terms.autoRenew,
      renewUntil: now + this.#limits.renewMsMax,
      suspended: false,
      phase: 'held',
      batch: undefined,
      newer: undefined,
      older,
    };
    holder.lastSeenAt = Math.max(holder.lastSeenAt, now);
    holder.newest = lease;
    if (older !== undefined) {
      older.newer = lease;
    }
    terms.queue.leases.set(offset, lease);
    this.#expiries.add(lease);
    this.#count++;
    return lease;
  }

  /** The lease lasts `invisibleMs` from now on, under a new generation, and is renewed no more. */
  change(lease: Lease, popTime: number, invisibleMs: number, suspend: boolean, now: number): void {
    lease.popTime = popTime;
    lease.invisibleMs = invisibleMs;
    lease.autoRenew = false;
    lease.suspended = suspend;
    this.#expiries.move(lease, now + invisibleMs);
  }

  /** The same lease, counted from now again: its answer is repeated. */
  restart(lease: Lease, now: number): void {
    this.#expiries.move(lease, now + lease.invisibleMs);
  }

  /** The lease never expires by itself any more: its message is being moved. */
  startMove(lease: Lease): void {
    lease.phase = 'moving';
    this.#expiries.remove(lease);
  }

  /** The move failed: the lease is held as before, until `retryAt`. */
  cancelMove(lease: Lease, retryAt: number): void {
    lease.phase = 'held';
    lease.autoRenew = false;
    this.#expiries.move(lease, retryAt);
  }

  end(lease: Lease): void {
    if (lease.phase === 'over') {
      return;
    }
    lease.phase = 'over';
    this.#count--;
    this.#expiries.remove(lease);
    lease.queue.leases.delete(lease.offset);
    this.#leaveHolder(lease);
    const batch = lease.batch;
    if (batch !== undefined && --batch.live === 0 && batch.batches.get(batch.attemptId) === batch) {
      batch.batches.delete(batch.attemptId);
    }
  }

  #leaveHolder(lease: Lease): void {
    const { holder, newer, older } = lease;
    if (newer === undefined) {
      holder.newest = older;
    } else {
      newer.older = older;
    }
    if (older !== undefined) {
      older.newer = newer;
    }
    // A lease that is over must not keep others from being collected.
    lease.newer = undefined;
    lease.older = undefined;
    if (holder.newest === undefined) {
      this.#holders.delete(holder.clientId);
    }
  }

  /** When `nextExpired` should be asked again; Infinity: never. */
  nextExpiryAt(): number {
    return this.#expiries.peek()?.heapKey ?? Number.POSITIVE_INFINITY;
  }

  /** The next lease whose time is over, after renewing those whose client is alive; it no longer expires by itself. */
  nextExpired(now: number): Lease | undefined {
    for (;;) {
      const lease = this.#expiries.peek();
      if (lease === undefined || lease.heapKey > now) {
        return undefined;
      }
      const renewedUntil = this.#renewal(lease, now);
      if (renewedUntil > now) {
        this.#expiries.move(lease, renewedUntil);
        continue;
      }
      this.#expiries.remove(lease);
      return lease;
    }
  }

  #renewal(lease: Lease, now: number): number {
    if (!lease.autoRenew) {
      return 0;
    }
    const aliveUntil = lease.holder.lastSeenAt + this.#limits.clientExpiryMs;
    return Math.min(now + this.#limits.autoRenewMs, aliveUntil, lease.renewUntil);
  }

  clientAlive(clientId: string, now: number): void {
    const holder = this.#holders.get(clientId);
    if (holder !== undefined) {
      holder.lastSeenAt = now;
    }
  }

  /** Oldest first. A copy: the caller may end leases while it walks. */
  ofClient(clientId: string): Lease[] {
    const leases: Lease[] = [];
    for (let lease = this.#holders.get(clientId)?.newest; lease !== undefined; lease = lease.older) {
      leases.push(lease);
    }
    return leases.reverse();
  }
}
