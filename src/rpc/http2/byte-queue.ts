/** Consumed chunks at the front that are kept before the array is cut. */
const consumedMax = 64;

/** Bytes in order: chunks in, any number of bytes out, copied once, into their place. */
export class ByteQueue {
  #bytes = 0;
  #chunks: Buffer[] = [];
  #first = 0;
  /** Bytes of the first chunk that are gone. */
  #offset = 0;

  get bytes(): number {
    return this.#bytes;
  }

  /** The chunk belongs to the queue from here on. */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
  }

  /** Moves `byteCount` bytes, which the queue has, to `target`. */
  take(target: Buffer, at: number, byteCount: number): void {
    let left = byteCount;
    while (left > 0) {
      const first = this.#chunks[this.#first] as Buffer;
      const end = Math.min(first.length, this.#offset + left);
      first.copy(target, at + byteCount - left, this.#offset, end);
      left -= end - this.#offset;
      this.#offset = end;
      if (end === first.length) {
        this.#first += 1;
        this.#offset = 0;
      }
    }
    this.#bytes -= byteCount;
    if (this.#bytes === 0) {
      this.#chunks = [];
      this.#first = 0;
    } else if (this.#first >= consumedMax && this.#first * 2 >= this.#chunks.length) {
      this.#chunks = this.#chunks.slice(this.#first);
      this.#first = 0;
    }
  }
}
