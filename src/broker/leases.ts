import { type HeapItem, IndexedHeap } from '../runtime/indexed-heap.ts';
import type { GroupQueue } from './group-queue.ts';
import type { Chain } from './message-chains.ts';

/** All leases of one client, and when it was last seen; exists as long as there is a lease. */
interface Holder {
  readonly clientId: string;
  /** Monotonic. */
  lastSeenAt: number;
  /** The head of the list of its terms, the newest first. */
  newest: Term | undefined;
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

/** On which terms messages are leased. */
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

/**
 * What leases have in common that were granted together: they end together too, unless they end before. `heapKey` is the
 * monotonic time when their messages become visible again. Each change of the invisible duration begins a new generation
 * (popTime), in a term of its own; the holder's earlier handles, back to `popTimeOldest`, stay good.
 */
export class Term implements HeapItem {
  heapKey: number;
  heapIndex = -1;
  readonly queue: GroupQueue;
  readonly clientId: string;
  readonly popTime: number;
  readonly popTimeOldest: number;
  readonly invisibleMs: number;
  readonly autoRenew: boolean;
  /** Monotonic: when the message was handed out, whatever was changed since. */
  readonly grantedAt: number;
  /**
   * Each lease has a place, in the order in which they were granted. One that is bare is no more than two numbers; the
   * place of an object, and one that was left, has no physical offset here.
   */
  readonly offsets: number[] = [];
  readonly physicalOffsets: number[] = [];
  bareCount = 0;
  /** By place, those that are objects. */
  leases: (Lease | undefined)[] | undefined;
  /** Where the next lease that expires is looked for. */
  expired = 0;
  /** Leases that are not over, and those of them that are held. */
  live = 0;
  held = 0;
  /** While there is a lease that is not over: its place in the list of the holder. */
  holder: Holder | undefined;
  newer: Term | undefined;
  older: Term | undefined;

  constructor(terms: Omit<LeaseTerms, 'now'>, grantedAt: number, heapKey: number) {
    this.grantedAt = grantedAt;
    this.heapKey = heapKey;
    this.queue = terms.queue;
    this.clientId = terms.clientId;
    this.popTime = terms.popTime;
    this.popTimeOldest = terms.popTimeOldest;
    this.invisibleMs = terms.invisibleMs;
    this.autoRenew = terms.autoRenew;
  }
}

/** In place of a physical offset. */
export const nowhere = -1;

/** One message, held by one client. */
export class Lease {
  readonly offset: number;
  readonly physicalOffset: number;
  /** 1 for the first delivery. */
  readonly attempt: number;
  /** FIFO: what the message blocks. */
  readonly chain: Chain | undefined;
  term: Term;
  /** Its place in the term. */
  place: number;
  /** The coming expiry does not count as a failed attempt. */
  suspended = false;
  /** moving: a copy of the message is on its way to the retry or dead letter topic. over: the lease is history. */
  phase: 'held' | 'moving' | 'over' = 'held';
  batch: AttemptBatch | undefined;

  constructor(term: Term, place: number, offset: number, physicalOffset: number, attempt: number, chain?: Chain) {
    this.offset = offset;
    this.physicalOffset = physicalOffset;
    this.attempt = attempt;
    this.chain = chain;
    this.term = term;
    this.place = place;
  }

  get queue(): GroupQueue {
    return this.term.queue;
  }

  get popTime(): number {
    return this.term.popTime;
  }

  get popTimeOldest(): number {
    return this.term.popTimeOldest;
  }

  get invisibleMs(): number {
    return this.term.invisibleMs;
  }
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
  /** Terms with leases that are held. */
  readonly #expiries = new IndexedHeap<Term>();
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

  /** Terms for any number of leases, given in the order of their offsets. */
  term(terms: LeaseTerms): Term {
    return new Term(terms, terms.now, terms.now + terms.invisibleMs);
  }

  /** `attempt`: 1 for the first delivery. */
  grant(term: Term, offset: number, physicalOffset: number, attempt: number, chain: Chain | undefined): Lease {
    const lease = new Lease(term, 0, offset, physicalOffset, attempt, chain);
    this.#join(term, lease);
    term.queue.leases.add(lease);
    this.#count++;
    return lease;
  }

  /** The same for a first delivery outside FIFO groups, of which nothing but its acknowledgement is expected: see QueueLeases. */
  grantBare(term: Term, offset: number, physicalOffset: number): void {
    if (term.queue.leases.addBare(term, offset, physicalOffset)) {
      this.#count++;
      this.#hold(term);
    } else {
      this.grant(term, offset, physicalOffset, 1, undefined);
    }
  }

  endBare(term: Term, place: number): void {
    term.queue.leases.removeBare(term, place);
    this.#count--;
    this.#quit(term, true);
  }

  /** The lease lasts `invisibleMs` from now on, under a new generation, and is renewed no more. */
  change(lease: Lease, popTime: number, invisibleMs: number, suspend: boolean, now: number): void {
    const { queue, clientId, popTimeOldest, grantedAt } = lease.term;
    const terms = { queue, clientId, popTime, popTimeOldest, invisibleMs, autoRenew: false };
    lease.suspended = suspend;
    this.#moveTo(new Term(terms, grantedAt, now + invisibleMs), lease);
  }

  /** The same lease, counted from now again: its answer is repeated. */
  restart(lease: Lease, now: number): void {
    const { term } = lease;
    this.#moveTo(new Term(term, term.grantedAt, now + term.invisibleMs), lease);
  }

  /** The lease never expires by itself any more: its message is being moved. */
  startMove(lease: Lease): void {
    if (lease.phase === 'held') {
      this.#unhold(lease.term);
    }
    lease.phase = 'moving';
  }

  /** The move failed: the lease is held as before, until `retryAt`. */
  cancelMove(lease: Lease, retryAt: number): void {
    const { queue, clientId, popTime, popTimeOldest, invisibleMs, grantedAt } = lease.term;
    const terms = { queue, clientId, popTime, popTimeOldest, invisibleMs, autoRenew: false };
    this.#moveTo(new Term(terms, grantedAt, retryAt), lease);
  }

  end(lease: Lease): void {
    if (lease.phase === 'over') {
      return;
    }
    this.#leave(lease.term, lease.place);
    this.#quit(lease.term, lease.phase === 'held');
    lease.phase = 'over';
    this.#count--;
    lease.queue.leases.remove(lease);
    const batch = lease.batch;
    if (batch !== undefined && --batch.live === 0 && batch.batches.get(batch.attemptId) === batch) {
      batch.batches.delete(batch.attemptId);
    }
  }

  #moveTo(term: Term, lease: Lease): void {
    // The new term comes first, so that the holder stays.
    const { term: before, place } = lease;
    const wasHeld = lease.phase === 'held';
    lease.phase = 'held';
    lease.term = term;
    this.#join(term, lease);
    this.#leave(before, place);
    this.#quit(before, wasHeld);
  }

  #join(term: Term, lease: Lease): void {
    lease.place = term.offsets.length;
    term.offsets.push(lease.offset);
    term.physicalOffsets.push(nowhere);
    term.leases ??= [];
    term.leases[lease.place] = lease;
    this.#hold(term);
  }

  #hold(term: Term): void {
    if (term.live++ === 0) {
      this.#enter(term);
    }
    if (term.held++ === 0) {
      this.#expiries.add(term);
    }
  }

  /** A lease that is over must not be kept from being collected. */
  #leave(term: Term, place: number): void {
    if (term.leases !== undefined) {
      term.leases[place] = undefined;
    }
  }

  #quit(term: Term, wasHeld: boolean): void {
    if (wasHeld) {
      this.#unhold(term);
    }
    if (--term.live === 0) {
      this.#exit(term);
    }
  }

  #unhold(term: Term): void {
    if (--term.held === 0) {
      this.#expiries.remove(term);
    }
  }

  #enter(term: Term): void {
    const { clientId, grantedAt } = term;
    let holder = this.#holders.get(clientId);
    if (holder === undefined) {
      holder = { clientId, lastSeenAt: grantedAt, newest: undefined };
      this.#holders.set(clientId, holder);
    }
    holder.lastSeenAt = Math.max(holder.lastSeenAt, grantedAt);
    const older = holder.newest;
    term.holder = holder;
    term.older = older;
    if (older !== undefined) {
      older.newer = term;
    }
    holder.newest = term;
  }

  #exit(term: Term): void {
    const { holder, newer, older } = term;
    if (older !== undefined) {
      older.newer = newer;
    }
    if (newer !== undefined) {
      newer.older = older;
    } else if (holder !== undefined) {
      holder.newest = older;
      if (older === undefined) {
        this.#holders.delete(holder.clientId);
      }
    }
    term.holder = undefined;
    term.newer = undefined;
    term.older = undefined;
  }

  /** When `nextExpired` should be asked again; Infinity: never. */
  nextExpiryAt(): number {
    return this.#expiries.peek()?.heapKey ?? Number.POSITIVE_INFINITY;
  }

  /** The next lease whose time is over, after renewing those whose client is alive; it no longer expires by itself. */
  nextExpired(now: number): Lease | undefined {
    for (;;) {
      const term = this.#expiries.peek();
      if (term === undefined || term.heapKey > now) {
        return undefined;
      }
      const renewedUntil = this.#renewal(term, now);
      if (renewedUntil > now) {
        this.#expiries.move(term, renewedUntil);
        continue;
      }
      while (term.expired < term.offsets.length) {
        const lease = term.queue.leases.objectAt(term, term.expired++);
        if (lease?.phase === 'held') {
          return lease;
        }
      }
      this.#expiries.remove(term);
    }
  }

  #renewal(term: Term, now: number): number {
    if (!term.autoRenew || term.holder === undefined) {
      return 0;
    }
    const aliveUntil = term.holder.lastSeenAt + this.#limits.clientExpiryMs;
    return Math.min(now + this.#limits.autoRenewMs, aliveUntil, term.grantedAt + this.#limits.renewMsMax);
  }

  clientAlive(clientId: string, now: number): void {
    const holder = this.#holders.get(clientId);
    if (holder !== undefined) {
      holder.lastSeenAt = now;
    }
  }

  /** Those granted first come first. A copy: the caller may end leases while it walks. */
  ofClient(clientId: string): Lease[] {
    const terms: Term[] = [];
    for (let term = this.#holders.get(clientId)?.newest; term !== undefined; term = term.older) {
      terms.push(term);
    }
    return terms.reverse().flatMap(leasesOf);
  }
}

/** All of one term, as objects. */
export function leasesOf(term: Term): Lease[] {
  const leases: Lease[] = [];
  for (let place = 0; place < term.offsets.length; place++) {
    const lease = term.queue.leases.objectAt(term, place);
    if (lease !== undefined) {
      leases.push(lease);
    }
  }
  return leases;
}
