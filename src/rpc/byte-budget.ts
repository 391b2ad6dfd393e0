/** A count of bytes that many holders share; each gives back what it took. */
export class ByteBudget {
  readonly bytesMax: number;
  #taken = 0;

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax;
  }

  get taken(): number {
    return this.#taken;
  }

  /** False, and nothing taken, when that would exceed the maximum. */
  take(byteCount: number): boolean {
    if (this.#taken + byteCount > this.bytesMax) {
      return false;
    }
    this.#taken += byteCount;
    return true;
  }

  give(byteCount: number): void {
    this.#taken -= byteCount;
  }
}
