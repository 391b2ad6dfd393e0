/** The bytes of a file in memory; ranges that nobody wrote read as zeros and take no space. */
export class SparseBytes {
  readonly #pages = new Map<number, Uint8Array>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get allocatedBytes(): number {
    return this.#pages.size * pageBytes;
  }

  /** Bytes that a write would take from the free space. */
  neededBytes(length: number, position: number): number {
    let pages = 0;
    for (let page = Math.floor(position / pageBytes); page * pageBytes < position + length; page++) {
      pages += this.#pages.has(page) ? 0 : 1;
    }
    return pages * pageBytes;
  }

  write(bytes: Uint8Array, position: number): void {
    let done = 0;
    while (done < bytes.length) {
      const number = Math.floor((position + done) / pageBytes);
      const start = (position + done) % pageBytes;
      const count = Math.min(bytes.length - done, pageBytes - start);
      let page = this.#pages.get(number);
      if (page === undefined) {
        page = new Uint8Array(pageBytes);
        this.#pages.set(number, page);
      }
      page.set(bytes.subarray(done, done + count), start);
      done += count;
    }
    this.#size = Math.max(this.#size, position + bytes.length);
  }

  read(target: Uint8Array, position: number): number {
    const length = Math.max(0, Math.min(target.length, this.#size - position));
    let done = 0;
    while (done < length) {
      const page = this.#pages.get(Math.floor((position + done) / pageBytes));
      const start = (position + done) % pageBytes;
      const count = Math.min(length - done, pageBytes - start);
      if (page === undefined) {
        target.fill(0, done, done + count);
      } else {
        target.set(page.subarray(start, start + count), done);
      }
      done += count;
    }
    return length;
  }

  truncate(size: number): void {
    const last = Math.floor(size / pageBytes);
    for (const number of [...this.#pages.keys()]) {
      if (number > last || (number === last && size % pageBytes === 0)) {
        this.#pages.delete(number);
      }
    }
    this.#pages.get(last)?.fill(0, size % pageBytes);
    this.#size = size;
  }

  clone(): SparseBytes {
    const copy = new SparseBytes();
    for (const [number, page] of this.#pages) {
      copy.#pages.set(number, page.slice());
    }
    copy.#size = this.#size;
    return copy;
  }
}

const pageBytes = 16 * 1024;
/** A write that was not synced reaches the disk in pieces of this size, each or none. */
const sectorBytes = 512;

export type Change =
  | { readonly kind: 'write'; readonly bytes: Uint8Array; readonly position: number }
  | { readonly kind: 'truncate'; readonly size: number };

export function applyChange(content: SparseBytes, change: Change): void {
  if (change.kind === 'write') {
    content.write(change.bytes, change.position);
  } else {
    content.truncate(change.size);
  }
}

/** What a power cut may leave of a change: all, nothing, or some of its sectors. `next` gives numbers in [0, 1). */
export function applyTorn(content: SparseBytes, change: Change, next: () => number): void {
  const fate = next();
  if (fate < 0.35) {
    return;
  }
  if (fate < 0.7 || change.kind === 'truncate') {
    applyChange(content, change);
    return;
  }
  const end = change.position + change.bytes.length;
  let start = change.position;
  while (start < end) {
    const stop = Math.min(end, (Math.floor(start / sectorBytes) + 1) * sectorBytes);
    if (next() < 0.5) {
      content.write(change.bytes.subarray(start - change.position, stop - change.position), start);
    }
    start = stop;
  }
}
