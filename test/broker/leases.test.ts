import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Lease, LeaseTable } from '../../src/broker/leases.ts';
import { leaseLimits, newQueue } from './lease-fixture.ts';

/** What is known of a lease, each by itself. */
interface Known {
  readonly lease: Lease;
  readonly clientId: string;
  readonly grantedAt: number;
  autoRenew: boolean;
  popTime: number;
  invisibleMs: number;
  endsAt: number;
  phase: 'held' | 'moving' | 'over';
}

/** Leases one by one, as simple as can be, beside the table. */
class Model {
  readonly table = new LeaseTable(leaseLimits);
  readonly queue = newQueue();
  readonly known: Known[] = [];
  readonly seenAt = new Map<string, number>();
  now = 0;
  #popTime = 0;

  grant(clientId: string, count: number, invisibleMs: number, autoRenew: boolean): void {
    const popTime = ++this.#popTime;
    const { now, queue, table } = this;
    const term = table.term({ queue, clientId, popTime, popTimeOldest: popTime, invisibleMs, autoRenew, now });
    for (let index = 0; index < count; index++) {
      const offset = this.known.length;
      const lease = table.grant(term, offset, offset * 100, 1, undefined);
      const endsAt = now + invisibleMs;
      this.known.push({ lease, clientId, grantedAt: now, autoRenew, popTime, invisibleMs, endsAt, phase: 'held' });
    }
    if (count > 0) {
      this.#see(clientId);
    }
  }

  alive(clientId: string): void {
    this.table.clientAlive(clientId, this.now);
    if (this.#holds(clientId)) {
      this.seenAt.set(clientId, this.now);
    }
  }

  change(known: Known, invisibleMs: number, suspend: boolean): void {
    this.table.change(known.lease, ++this.#popTime, invisibleMs, suspend, this.now);
    known.popTime = this.#popTime;
    known.autoRenew = false;
    this.#held(known, invisibleMs, this.now + invisibleMs);
    expect(known.lease.suspended).toBe(suspend);
  }

  restart(known: Known): void {
    this.table.restart(known.lease, this.now);
    this.#held(known, known.invisibleMs, this.now + known.invisibleMs);
  }

  move(known: Known): void {
    this.table.startMove(known.lease);
    known.phase = 'moving';
  }

  cancelMove(known: Known, retryMs: number): void {
    this.table.cancelMove(known.lease, this.now + retryMs);
    known.autoRenew = false;
    this.#held(known, known.invisibleMs, this.now + retryMs);
  }

  end(known: Known): void {
    this.table.end(known.lease);
    known.phase = 'over';
    if (!this.#holds(known.clientId)) {
      this.seenAt.delete(known.clientId);
    }
  }

  /** All that is due expires: each is moved, or ends. */
  pass(milliseconds: number, moved: boolean): void {
    this.now += milliseconds;
    const due = this.known.filter((known) => known.phase === 'held' && this.#endOf(known) <= this.now);
    const expired: Lease[] = [];
    for (let lease = this.table.nextExpired(this.now); lease !== undefined; lease = this.table.nextExpired(this.now)) {
      expired.push(lease);
      const known = this.known[lease.offset];
      if (known !== undefined) {
        moved ? this.move(known) : this.end(known);
      }
    }
    expect(expired.map(({ offset }) => offset).sort((a, b) => a - b)).toEqual(due.map(({ lease }) => lease.offset));
  }

  check(): void {
    const live = this.known.filter(({ phase }) => phase !== 'over');
    expect(this.table.count).toBe(live.length);
    expect(this.queue.leases.all()).toEqual(live.map(({ lease }) => lease));
    for (const clientId of ['a', 'b']) {
      const own = live.filter((known) => known.clientId === clientId).map(({ lease }) => lease);
      expect(new Set(this.table.ofClient(clientId))).toEqual(new Set(own));
    }
    for (const { lease, popTime, invisibleMs, phase } of this.known) {
      expect([lease.popTime, lease.invisibleMs, lease.phase]).toEqual([popTime, invisibleMs, phase]);
    }
    const next = Math.min(...live.filter(({ phase }) => phase === 'held').map(({ endsAt }) => endsAt));
    expect(this.table.nextExpiryAt()).toBe(next);
  }

  of(phase: Known['phase'], index: number): Known | undefined {
    const some = this.known.filter((known) => known.phase === phase);
    return some[index % Math.max(1, some.length)];
  }

  #held(known: Known, invisibleMs: number, endsAt: number): void {
    known.invisibleMs = invisibleMs;
    known.endsAt = endsAt;
    known.phase = 'held';
  }

  /** When it ends if nothing happens: renewed, step by step, as long as its client is alive. */
  #endOf(known: Known): number {
    if (known.autoRenew && known.endsAt <= this.now) {
      const aliveUntil = (this.seenAt.get(known.clientId) ?? 0) + leaseLimits.clientExpiryMs;
      const renewed = Math.min(
        this.now + leaseLimits.autoRenewMs,
        aliveUntil,
        known.grantedAt + leaseLimits.renewMsMax,
      );
      known.endsAt = renewed > this.now ? renewed : known.endsAt;
    }
    return known.endsAt;
  }

  #holds(clientId: string): boolean {
    return this.known.some((known) => known.phase !== 'over' && known.clientId === clientId);
  }

  #see(clientId: string): void {
    this.seenAt.set(clientId, Math.max(this.seenAt.get(clientId) ?? 0, this.now));
  }
}

const client = fc.constantFrom('a', 'b');
const milliseconds = fc.constantFrom(0, 1, 10, 50, 60, 150, 300);
const index = fc.nat(20);
const step = fc.oneof(
  fc.record({ kind: fc.constant('grant'), client, count: fc.nat(5), milliseconds, autoRenew: fc.boolean() }),
  fc.record({ kind: fc.constant('pass'), milliseconds, moved: fc.boolean() }),
  fc.record({ kind: fc.constant('end'), index }),
  fc.record({ kind: fc.constant('change'), index, milliseconds, suspend: fc.boolean() }),
  fc.record({ kind: fc.constantFrom('restart', 'move', 'endMoving'), index }),
  fc.record({ kind: fc.constant('cancelMove'), index, milliseconds }),
  fc.record({ kind: fc.constant('alive'), client }),
);

describe('leases that are granted together', () => {
  it('end, change, move and expire each as if it were by itself', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const model = new Model();
        for (const one of steps) {
          const held = 'index' in one ? model.of('held', one.index) : undefined;
          const moving = 'index' in one ? model.of('moving', one.index) : undefined;
          if ('autoRenew' in one) {
            model.grant(one.client, one.count, one.milliseconds, one.autoRenew);
          } else if ('moved' in one) {
            model.pass(one.milliseconds, one.moved);
          } else if ('client' in one) {
            model.alive(one.client);
          } else if ('suspend' in one && held !== undefined) {
            model.change(held, one.milliseconds, one.suspend);
          } else if (one.kind === 'end' && held !== undefined) {
            model.end(held);
          } else if (one.kind === 'restart' && held !== undefined) {
            model.restart(held);
          } else if (one.kind === 'move' && held !== undefined) {
            model.move(held);
          } else if (one.kind === 'endMoving' && moving !== undefined) {
            model.end(moving);
          } else if ('milliseconds' in one && one.kind === 'cancelMove' && moving !== undefined) {
            model.cancelMove(moving, one.milliseconds);
          }
          model.check();
        }
      }),
      { numRuns: 300 },
    );
  });
});
