import { Lease, nowhere, type Term } from './leases.ts';
import { countUpTo } from './rising-numbers.ts';

/** Terms without bare leases that are kept until as many as half of the others have gone the same way. */
const finishedMin = 16;

/**
 * The leases of one group on one queue, by offset. Most are bare: two numbers in their term, found by halving among the
 * terms, which such leases enter in the order of their offsets. Millions of them are nothing for the collector to walk
 * over. The others, and those to which more happens than their acknowledgement, are objects. A lease that stays keeps its
 * term, with the numbers of all that were granted together: those of one answer at most.
 */
export class QueueLeases {
  /** Of the lease that `termOf` found last, in its term. */
  place = -1;
  readonly #objects = new Map<number, Lease>();
  /** Those that have had bare leases, lowest offsets first, and their first offsets. */
  #terms: Term[] = [];
  #firstOffsets: number[] = [];
  /** Terms that have no bare lease any more. */
  #finished = 0;
  #bareCount = 0;
  #lastBareOffset = -1;

  get size(): number {
    return this.#objects.size + this.#bareCount;
  }

  has(offset: number): boolean {
    return (
      (this.#objects.size > 0 && this.#objects.has(offset)) ||
      (offset <= this.#lastBareOffset && this.termOf(offset) !== undefined)
    );
  }

  /** As an object, which a bare lease becomes. */
  get(offset: number): Lease | undefined {
    const term = this.termOf(offset);
    return term === undefined ? this.#objects.get(offset) : this.objectAt(term, this.place);
  }

  /** All as objects, lowest offset first. */
  all(): Lease[] {
    for (const term of [...this.#terms]) {
      for (let place = 0; place < term.offsets.length; place++) {
        this.objectAt(term, place);
      }
    }
    return [...this.#objects.values()].sort((a, b) => a.offset - b.offset);
  }

  /** The term of a bare lease, whose `place` is noted. */
  termOf(offset: number): Term | undefined {
    if (this.#bareCount === 0 || offset > this.#lastBareOffset) {
      return undefined;
    }
    const before = countUpTo(this.#firstOffsets, offset);
    const term = this.#terms[before - 1];
    if (term === undefined) {
      return undefined;
    }
    const { offsets, physicalOffsets } = term;
    // Nearly always they follow each other.
    let place = offset - (this.#firstOffsets[before - 1] ?? 0);
    if (offsets[place] !== offset) {
      place = countUpTo(offsets, offset) - 1;
    }
    if (offsets[place] !== offset || physicalOffsets[place] === nowhere) {
      return undefined;
    }
    this.place = place;
    return term;
  }

  add(lease: Lease): void {
    this.#objects.set(lease.offset, lease);
  }

  remove(lease: Lease): void {
    this.#objects.delete(lease.offset);
  }

  /** False when the lease has to be an object, since it is not the last one of the last term. */
  addBare(term: Term, offset: number, physicalOffset: number): boolean {
    if (offset <= this.#lastBareOffset) {
      return false;
    }
    if (term.offsets.length === 0) {
      this.#terms.push(term);
      this.#firstOffsets.push(offset);
    } else if (this.#terms.at(-1) !== term) {
      return false;
    } else if (term.bareCount === 0) {
      this.#finished--;
    }
    term.offsets.push(offset);
    term.physicalOffsets.push(physicalOffset);
    term.bareCount++;
    this.#bareCount++;
    this.#lastBareOffset = offset;
    return true;
  }

  removeBare(term: Term, place: number): void {
    term.physicalOffsets[place] = nowhere;
    this.#bareCount--;
    if (--term.bareCount === 0) {
      this.#finished++;
      this.#tidy();
    }
  }

  /** The lease at a place of a term of this queue as an object; undefined when it has left. */
  objectAt(term: Term, place: number): Lease | undefined {
    const physicalOffset = term.physicalOffsets[place] ?? nowhere;
    if (physicalOffset === nowhere) {
      return term.leases?.[place];
    }
    const lease = new Lease(term, place, term.offsets[place] ?? 0, physicalOffset, 1);
    term.leases ??= [];
    term.leases[place] = lease;
    this.#objects.set(lease.offset, lease);
    this.removeBare(term, place);
    return lease;
  }

  #tidy(): void {
    if (this.#bareCount === 0) {
      this.#terms = [];
      this.#firstOffsets = [];
      this.#finished = 0;
      this.#lastBareOffset = -1;
    } else if (this.#finished >= finishedMin && this.#finished * 2 >= this.#terms.length) {
      const firstOffsets = this.#firstOffsets;
      this.#firstOffsets = firstOffsets.filter((_, index) => (this.#terms[index]?.bareCount ?? 0) > 0);
      this.#terms = this.#terms.filter(({ bareCount }) => bareCount > 0);
      this.#finished = 0;
    }
  }
}
