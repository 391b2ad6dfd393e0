import { isDiskFull } from '../runtime/disk.ts';
import { type LogBuffer, newLogBuffer, writeInt64 } from './record.ts';

/** Layout: index-file.ts. */
export const indexEntryBytes = 20;
/** Entries of one piece of memory, which are written together. */
const entriesPerBlockMax = 16_384;

/** Some entries that follow each other; bytes that hold one never change. */
interface Block {
  readonly buffer: LogBuffer;
  /** Number of the first entry. */
  readonly start: number;
}

const noBlock: Block = { buffer: newLogBuffer(0), start: 0 };

/** Writes entries to their places in the file, the first of which has this number. */
export type WriteEntries = (bytes: Uint8Array, first: number) => Promise<void>;

/**
 * The newest entries of an index file, in memory. They go to the file in the background as they come, a block at a time,
 * so that few wait for the next flush.
 */
export class IndexTail {
  readonly #write: WriteEntries;
  readonly #entriesPerBlock: number;
  /** Blocks that are full and not in the file as a whole, the oldest first. */
  #full: Block[] = [];
  /** The block that entries are put into, as long as there are fewer than `#end`. */
  #block = noBlock;
  #view = noBlock.buffer.view;
  #start = 1;
  #end = 1;
  #count = 1;
  /** Entries below are in the file. */
  #written = 1;
  /** Memory of a block that is in the file. */
  #spare: LogBuffer | undefined;
  #writing: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(entriesMax: number, write: WriteEntries) {
    this.#write = write;
    this.#entriesPerBlock = Math.min(entriesPerBlockMax, Math.ceil(entriesMax / 16));
  }

  /** Number of the next entry. */
  get count(): number {
    return this.#count;
  }

  /** All entries below this number are in the file, and nothing is being written. */
  restart(count: number): void {
    this.#count = count;
    this.#written = count;
    this.#full = [];
    this.#begin(noBlock);
  }

  put(keyHash: number, physicalOffset: number, seconds: number, previous: number): void {
    if (this.#count === this.#end) {
      const buffer = this.#spare ?? newLogBuffer(this.#entriesPerBlock * indexEntryBytes);
      this.#spare = undefined;
      this.#begin({ buffer, start: this.#count });
    }
    const view = this.#view;
    const at = (this.#count - this.#start) * indexEntryBytes;
    view.setInt32(at, keyHash);
    writeInt64(view, at + 4, physicalOffset);
    view.setInt32(at + 12, seconds);
    view.setInt32(at + 16, previous);
    this.#count++;
    if (this.#count === this.#end) {
      this.#full.push(this.#block);
      this.#begin(noBlock);
      this.#writeSoon();
    }
  }

  /** Memory that holds the entry, and its place there; undefined when it is only in the file. */
  find(number: number): { readonly view: DataView; readonly at: number } | undefined {
    for (const { buffer, start } of [...this.#full, this.#block]) {
      const at = (number - start) * indexEntryBytes;
      if (at >= 0 && at < buffer.bytes.length && number < this.#count) {
        return { view: buffer.view, at };
      }
    }
    return undefined;
  }

  /** Nothing is being written when it resolves. */
  async settled(): Promise<void> {
    while (this.#writing !== undefined) {
      await this.#writing;
    }
  }

  /** All entries that were put before the call are in the file, not yet durable, when it resolves. */
  async flush(): Promise<void> {
    // Looked at right before the write begins: there must never be two at once.
    while (this.#writing !== undefined) {
      await this.#writing;
    }
    if (this.#failure !== undefined) {
      throw this.#failure.error;
    }
    const writing = this.#writeAll();
    this.#writing = writing.catch(() => undefined);
    await writing;
  }

  /** Gives the memory back, if all is in the file. */
  release(): void {
    if (this.#written === this.#count && this.#writing === undefined) {
      this.#begin(noBlock);
      this.#spare = undefined;
    }
  }

  #begin(block: Block): void {
    this.#block = block;
    this.#view = block.buffer.view;
    this.#start = block === noBlock ? this.#count : block.start;
    this.#end = this.#start + block.buffer.bytes.length / indexEntryBytes;
  }

  /** A full disk is tried again later, any other failure is the next flush's. */
  #writeSoon(): void {
    this.#writing ??= this.#writeFull()
      .catch((error) => {
        this.#failure = isDiskFull(error) ? undefined : { error };
      })
      .then(() => {
        this.#writing = undefined;
      });
  }

  async #writeFull(): Promise<void> {
    while (this.#full.length > 0) {
      await this.#writeUpTo(this.#start);
    }
  }

  async #writeAll(): Promise<void> {
    try {
      await this.#writeUpTo(this.#count);
    } finally {
      this.#writing = undefined;
    }
  }

  /** Writes the entries below this number in their order, and perhaps some that follow them. */
  async #writeUpTo(number: number): Promise<void> {
    while (this.#written < number) {
      const first = this.#written;
      const block = this.#full[0] ?? this.#block;
      const blockEnd = block.start + this.#entriesPerBlock;
      const end = Math.min(this.#count, blockEnd);
      const place = (entry: number) => (entry - block.start) * indexEntryBytes;
      await this.#write(block.buffer.bytes.subarray(place(first), place(end)), first);
      this.#written = end;
      if (end === blockEnd) {
        this.#full.shift();
        this.#spare = block.buffer;
      }
    }
  }
}
