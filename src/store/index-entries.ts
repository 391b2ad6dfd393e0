import { viewOf } from './cell.ts';
import { type IndexLayout, indexEntryBytes, indexHeadBytes } from './index-file.ts';
import type { OpenFiles } from './open-files.ts';
import { readInt64 } from './record.ts';

/** Entries that are read at once, and slots. */
const blockEntries = 8192;
const blockSlots = 256 * 1024;
/** So many of the entries behind one tell whether it is out of order. */
const neighbours = 8;

/** The head of an index file, unchanged. */
export interface IndexHead {
  readonly beginTimestamp: number;
  readonly endTimestamp: number;
  readonly beginOffset: number;
  readonly endOffset: number;
  readonly slotsUsed: number;
  readonly count: number;
}

/**
 * The entries of one index file in their order, and what its slots should hold after them. Only one file at a time has
 * its slots in memory.
 */
export class IndexEntries {
  readonly name: string;
  readonly head: IndexHead;
  /** Number of the entry at hand. */
  number = 1;
  /** Store times of the records that the entries were compared with: the last one and the latest. */
  lastStoreTimestamp = 0;
  newestStoreTimestamp = 0;
  /** Slots that lead to an entry. */
  slotsUsed = 0;
  readonly #path: string;
  readonly #layout: IndexLayout;
  readonly #files: OpenFiles;
  #slots: Int32Array | undefined;
  #bytes = new Uint8Array();
  #block: DataView = viewOf(new Uint8Array());
  #blockStart = 1;

  private constructor(name: string, path: string, layout: IndexLayout, files: OpenFiles, head: IndexHead) {
    this.name = name;
    this.#path = path;
    this.#layout = layout;
    this.#files = files;
    this.head = head;
  }

  static async open(name: string, path: string, layout: IndexLayout, files: OpenFiles): Promise<IndexEntries> {
    const bytes = new Uint8Array(indexHeadBytes);
    await files.use(path, (file) => file.read(bytes, 0));
    const view = viewOf(bytes);
    const head = {
      beginTimestamp: readInt64(view, 0),
      endTimestamp: readInt64(view, 8),
      beginOffset: readInt64(view, 16),
      endOffset: readInt64(view, 24),
      slotsUsed: view.getInt32(32),
      // RocketMQ begins with 1, and so counts an empty head.
      count: Math.max(1, view.getInt32(36)),
    };
    return new IndexEntries(name, path, layout, files, head);
  }

  /** Numbers of entries are below. */
  get end(): number {
    return Math.min(this.head.count, this.#layout.entries);
  }

  get entriesMax(): number {
    return this.#layout.entries;
  }

  get keyHash(): number {
    return this.#block.getInt32(this.#at(this.number));
  }

  get physicalOffset(): number {
    return readInt64(this.#block, this.#at(this.number) + 4);
  }

  get seconds(): number {
    return this.#block.getInt32(this.#at(this.number) + 12);
  }

  get previous(): number {
    return this.#block.getInt32(this.#at(this.number) + 16);
  }

  get isEmpty(): boolean {
    const at = this.#at(this.number);
    return [0, 4, 8, 12, 16].every((field) => this.#block.getInt32(at + field) === 0);
  }

  #at(number: number): number {
    return (number - this.#blockStart) * indexEntryBytes;
  }

  /** True when the entries from the one at hand on are those of a record with these hashes, and of no other. */
  areOf(physicalOffset: number, hashes: readonly number[]): boolean {
    const after = this.number + hashes.length;
    if (after >= this.end || this.number < this.#blockStart || this.#at(after + 1) > this.#block.byteLength) {
      return false;
    }
    for (let index = 0; index < hashes.length; index++) {
      const at = this.#at(this.number + index);
      if (this.#block.getInt32(at) !== hashes[index] || readInt64(this.#block, at + 4) !== physicalOffset) {
        return false;
      }
    }
    return readInt64(this.#block, this.#at(after) + 4) > physicalOffset;
  }

  /** Brings the entry `number` to hand, with the next few behind it. */
  async load(): Promise<void> {
    const wanted = Math.min(this.number + neighbours, this.#layout.entries - 1);
    if (this.number >= this.#blockStart && this.#at(wanted + 1) <= this.#block.byteLength) {
      return;
    }
    const count = Math.min(blockEntries, this.#layout.entries - this.number);
    if (this.#bytes.length < count * indexEntryBytes) {
      this.#bytes = new Uint8Array(count * indexEntryBytes);
    }
    const bytes = this.#bytes.subarray(0, count * indexEntryBytes).fill(0);
    const position = indexHeadBytes + 4 * this.#layout.slots + this.number * indexEntryBytes;
    await this.#files.use(this.#path, (file) => file.read(bytes, position));
    this.#block = viewOf(bytes);
    this.#blockStart = this.number;
  }

  /** True when most of the entries behind this one lead to places before it. */
  get isAhead(): boolean {
    const own = this.physicalOffset;
    let seen = 0;
    let lower = 0;
    for (let number = this.number + 1; number < this.end && seen < neighbours; number++) {
      seen++;
      lower += readInt64(this.#block, this.#at(number) + 4) < own ? 1 : 0;
    }
    return lower * 2 > seen;
  }

  /** The number that the entry at hand should have as the one before it; notes it as the newest of its slot. */
  follow(): number {
    this.#slots ??= new Int32Array(this.#layout.slots);
    const slot = (this.keyHash & 0x7fffffff) % this.#layout.slots;
    const previous = this.#slots[slot] ?? 0;
    this.slotsUsed += previous === 0 ? 1 : 0;
    this.#slots[slot] = this.number;
    return previous;
  }

  /** Slots of the file that are not as the entries say: how many, and the first; gives the memory back. */
  async compareSlots(): Promise<{ readonly wrong: number; readonly first: number }> {
    const slots = this.#slots ?? new Int32Array(this.#layout.slots);
    this.#slots = undefined;
    let wrong = 0;
    let first = -1;
    const bytes = new Uint8Array(4 * Math.min(blockSlots, slots.length));
    for (let start = 0; start < slots.length; start += blockSlots) {
      const count = Math.min(blockSlots, slots.length - start);
      bytes.fill(0);
      await this.#files.use(this.#path, (file) => file.read(bytes.subarray(0, 4 * count), indexHeadBytes + 4 * start));
      const view = viewOf(bytes);
      for (let slot = 0; slot < count; slot++) {
        if (view.getInt32(4 * slot) !== slots[start + slot]) {
          wrong++;
          first = first === -1 ? start + slot : first;
        }
      }
    }
    return { wrong, first };
  }
}
