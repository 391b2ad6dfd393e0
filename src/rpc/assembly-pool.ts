/** Rooms have a multiple of so many bytes. */
const stepBytes = 16 * 1024;
/** Larger ones are not kept. */
const keptBytesMax = 1024 * 1024;
/** All that wait for their next use. */
const spareBytesMax = 8 * 1024 * 1024;

/**
 * Room for messages that come in pieces, lent again once their handler is done with them: memory of this size, new for each
 * message, makes the collector run every few hundred of them.
 */
export class AssemblyPool {
  /** By their size in steps. */
  readonly #spare: Buffer[][] = [];
  #spareBytes = 0;

  /** At least so many bytes. */
  take(byteCount: number): Buffer {
    const steps = Math.ceil(byteCount / stepBytes);
    const spare = this.#spare[steps]?.pop();
    if (spare === undefined) {
      return Buffer.allocUnsafeSlow(steps * stepBytes);
    }
    this.#spareBytes -= spare.length;
    return spare;
  }

  /** Nobody has a view of it any more. */
  give(room: Buffer): void {
    if (room.length > keptBytesMax || this.#spareBytes + room.length > spareBytesMax) {
      return;
    }
    const steps = room.length / stepBytes;
    const spare = this.#spare[steps];
    if (spare === undefined) {
      this.#spare[steps] = [room];
    } else {
      spare.push(room);
    }
    this.#spareBytes += room.length;
  }
}
