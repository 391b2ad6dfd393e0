const capacityAtFirst = 4096;

/** 32-bit numbers, first in first out. */
export class HashRing {
  #numbers = new Int32Array(capacityAtFirst);
  #mask = capacityAtFirst - 1;
  /** Counters of numbers put in and taken out. */
  #head = 0;
  #tail = 0;
  #seen = 0;

  push(value: number): void {
    if (this.#tail - this.#head > this.#mask) {
      this.#grow();
    }
    this.#numbers[this.#tail & this.#mask] = value;
    this.#tail++;
  }

  /** Takes the oldest number out; there is one. */
  shift(): number {
    const value = this.#numbers[this.#head & this.#mask] ?? 0;
    this.#head++;
    return value;
  }

  /** The oldest number that this has not given before; undefined when there is none. */
  peekNext(): number | undefined {
    if (this.#seen < this.#head) {
      this.#seen = this.#head;
    }
    return this.#seen < this.#tail ? this.#numbers[this.#seen++ & this.#mask] : undefined;
  }

  dropFirst(count: number): void {
    this.#head += count;
  }

  dropLast(count: number): void {
    this.#tail -= count;
    this.#seen = Math.min(this.#seen, this.#tail);
  }

  #grow(): void {
    const old = this.#numbers;
    const turn = this.#head & this.#mask;
    this.#numbers = new Int32Array(2 * old.length);
    this.#numbers.set(old.subarray(turn));
    this.#numbers.set(old.subarray(0, turn), old.length - turn);
    this.#tail -= this.#head;
    this.#seen -= this.#head;
    this.#head = 0;
    this.#mask = this.#numbers.length - 1;
  }
}
