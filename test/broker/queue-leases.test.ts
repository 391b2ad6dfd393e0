import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Lease, LeaseTable, type Term } from '../../src/broker/leases.ts';
import { leaseLimits, newQueue } from './lease-fixture.ts';

const invisibleMs = 100;

/** What is leased, as a map, beside the table and its queue. */
class Model {
  readonly table = new LeaseTable(leaseLimits);
  readonly queue = newQueue();
  readonly live = new Map<
    number,
    { readonly physicalOffset: number; readonly popTime: number; readonly endsAt: number }
  >();
  #next = 0;
  #now = 0;
  #popTime = 0;

  /** A batch of bare leases; `gaps` lie before each of them. */
  grant(gaps: readonly number[], objectAt: number): void {
    const popTime = ++this.#popTime;
    const term = this.#term(popTime);
    for (const [index, gap] of gaps.entries()) {
      const offset = this.#next + gap;
      this.#next = offset + 1;
      if (index === objectAt) {
        this.table.grant(term, offset, offset * 100, 1, undefined);
      } else {
        this.table.grantBare(term, offset, offset * 100);
      }
      this.live.set(offset, { physicalOffset: offset * 100, popTime, endsAt: this.#now + invisibleMs });
    }
  }

  /** One that ended comes again, behind which others lie. */
  grantAgain(offset: number): void {
    if (offset < this.#next && !this.live.has(offset)) {
      const popTime = ++this.#popTime;
      this.table.grantBare(this.#term(popTime), offset, offset * 100);
      this.live.set(offset, { physicalOffset: offset * 100, popTime, endsAt: this.#now + invisibleMs });
    }
  }

  end(offset: number): void {
    const { leases } = this.queue;
    const term = leases.termOf(offset);
    if (term !== undefined) {
      this.table.endBare(term, leases.place);
    } else {
      const lease = leases.get(offset);
      expect(lease === undefined).toBe(!this.live.has(offset));
      if (lease !== undefined) {
        this.table.end(lease);
      }
    }
    this.live.delete(offset);
  }

  /** It becomes an object, and the same one when it is asked for again. */
  look(offset: number): void {
    const lease = this.queue.leases.get(offset);
    expect(this.queue.leases.get(offset)).toBe(lease);
    this.#same(offset, lease);
  }

  all(): void {
    const leases = this.queue.leases.all();
    expect(leases.map(({ offset }) => offset)).toEqual([...this.live.keys()].sort((a, b) => a - b));
    for (const lease of leases) {
      this.#same(lease.offset, lease);
    }
  }

  pass(milliseconds: number): void {
    this.#now += milliseconds;
    const due = [...this.live].filter(([, { endsAt }]) => endsAt <= this.#now).map(([offset]) => offset);
    const expired: number[] = [];
    for (
      let lease = this.table.nextExpired(this.#now);
      lease !== undefined;
      lease = this.table.nextExpired(this.#now)
    ) {
      expired.push(lease.offset);
      this.table.end(lease);
      this.live.delete(lease.offset);
    }
    expect(expired.sort((a, b) => a - b)).toEqual(due.sort((a, b) => a - b));
  }

  ofClient(): void {
    const offsets = this.table.ofClient('a').map(({ offset }) => offset);
    expect(offsets.sort((a, b) => a - b)).toEqual([...this.live.keys()].sort((a, b) => a - b));
  }

  check(): void {
    const { leases } = this.queue;
    expect([leases.size, this.table.count]).toEqual([this.live.size, this.live.size]);
    for (let offset = 0; offset <= this.#next; offset++) {
      expect(leases.has(offset)).toBe(this.live.has(offset));
      const term = leases.termOf(offset);
      if (term !== undefined) {
        expect(term.physicalOffsets[leases.place]).toBe(this.live.get(offset)?.physicalOffset);
        expect(term.popTime).toBe(this.live.get(offset)?.popTime);
      }
    }
    const next = Math.min(...[...this.live.values()].map(({ endsAt }) => endsAt));
    expect(this.table.nextExpiryAt()).toBe(next);
  }

  #term(popTime: number): Term {
    const { queue } = this;
    const terms = { queue, clientId: 'a', popTime, popTimeOldest: popTime, invisibleMs, autoRenew: false };
    return this.table.term({ ...terms, now: this.#now });
  }

  #same(offset: number, lease: Lease | undefined): void {
    const known = this.live.get(offset);
    expect(lease && [lease.physicalOffset, lease.popTime, lease.attempt, lease.phase]).toEqual(
      known && [known.physicalOffset, known.popTime, 1, 'held'],
    );
  }
}

const offset = fc.nat(80);
const step = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ gaps: fc.array(fc.constantFrom(0, 0, 0, 1, 5), { maxLength: 8 }), objectAt: fc.nat(40) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('end'), offset }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('look', 'again', 'all', 'ofClient'), offset }) },
  { weight: 1, arbitrary: fc.record({ milliseconds: fc.constantFrom(1, 50, 120) }) },
);

describe('the leases of a queue', () => {
  it('are found, ended and expired as if each were an object by itself', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const model = new Model();
        for (const one of steps) {
          if ('gaps' in one) {
            model.grant(one.gaps, one.objectAt);
          } else if ('milliseconds' in one) {
            model.pass(one.milliseconds);
          } else if (one.kind === 'end') {
            model.end(one.offset);
          } else if (one.kind === 'look') {
            model.look(one.offset);
          } else if (one.kind === 'again') {
            model.grantAgain(one.offset);
          } else if (one.kind === 'all') {
            model.all();
          } else {
            model.ofClient();
          }
          model.check();
        }
      }),
      { numRuns: 300 },
    );
  });

  it('that are over leave nothing behind, however they were mixed', () => {
    const model = new Model();
    for (let batch = 0; batch < 200; batch++) {
      model.grant([0, 0, 0, 0], -1);
    }
    // One of each batch stays: terms are kept for them alone, and found among them.
    for (let at = 0; at < 800; at++) {
      if (at % 4 !== 2) {
        model.end(at);
      }
    }
    model.check();
    for (let at = 2; at < 800; at += 8) {
      model.end(at);
    }
    model.check();
    model.pass(1000);
    model.check();
    expect(model.queue.leases.size).toBe(0);
  });
});
