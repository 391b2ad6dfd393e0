import type { Writable } from 'node:stream';

export const slabBytes = 64 * 1024;
/** A turn's output above this is handed to the socket at once, so that what waits is counted. */
export const turnBytesMax = 1024 * 1024;
/** Slabs that wait for their next use, of all connections of an engine. */
const spareSlabsMax = 192;
const none = Buffer.alloc(0);

/** Output buffers, which an idle connection does not need: they are lent for a turn and come back when written. */
export class SlabPool {
  readonly #spare: Buffer[] = [];

  take(): Buffer {
    return this.#spare.pop() ?? Buffer.allocUnsafeSlow(slabBytes);
  }

  give(slab: Buffer): void {
    if (slab.length === slabBytes && this.#spare.length < spareSlabsMax) {
      this.#spare.push(slab);
    }
  }
}

/**
 * What a connection writes in one turn. Writers reserve room, write into `buffer` from `length` on and move `length`;
 * `flush` hands all of it to the socket in one write.
 */
export class Output {
  buffer: Buffer = none;
  length = 0;
  readonly #socket: Writable;
  readonly #pool: SlabPool;
  /** Slabs of this turn that are full, as [slab, bytes used] pairs in two arrays. */
  readonly #full: Buffer[] = [];
  readonly #fullLengths: number[] = [];
  #fullBytes = 0;
  /** Slabs that the socket still holds, oldest first. */
  readonly #written: Buffer[] = [];
  /** Slabs that the socket has passed on. */
  releasedCount = 0;
  readonly #release = (error?: Error | null) => {
    this.releasedCount += 1;
    const slab = this.#written.shift();
    // After an error nobody knows whether the kernel still reads from it.
    if (slab !== undefined && (error === undefined || error === null)) {
      this.#pool.give(slab);
    }
  };

  constructor(socket: Writable, pool: SlabPool) {
    this.#socket = socket;
    this.#pool = pool;
  }

  get bytes(): number {
    return this.#fullBytes + this.length;
  }

  /** Makes `buffer` have room for so many bytes behind `length`. */
  reserve(byteCount: number): void {
    if (this.length + byteCount > this.buffer.length) {
      this.#renew(byteCount);
    }
  }

  flush(): void {
    if (this.#full.length > 0) {
      this.#socket.cork();
      for (let index = 0; index < this.#full.length; index++) {
        this.#write(this.#full[index] as Buffer, this.#fullLengths[index] as number);
      }
      this.#full.length = 0;
      this.#fullLengths.length = 0;
      this.#fullBytes = 0;
      this.#writeLast();
      this.#socket.uncork();
    } else {
      this.#writeLast();
    }
  }

  #renew(byteCount: number): void {
    if (this.length > 0) {
      this.#full.push(this.buffer);
      this.#fullLengths.push(this.length);
      this.#fullBytes += this.length;
    } else if (this.buffer !== none) {
      this.#pool.give(this.buffer);
    }
    this.buffer = byteCount <= slabBytes ? this.#pool.take() : Buffer.allocUnsafeSlow(byteCount);
    this.length = 0;
  }

  #writeLast(): void {
    const buffer = this.buffer;
    const length = this.length;
    this.buffer = none;
    this.length = 0;
    if (length > 0) {
      this.#write(buffer, length);
    }
  }

  #write(slab: Buffer, length: number): void {
    this.#written.push(slab);
    this.#socket.write(slab.subarray(0, length), this.#release);
  }
}
