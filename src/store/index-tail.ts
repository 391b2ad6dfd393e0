import { isDiskFull } from '../runtime/disk.ts';
import { type LogBuffer, newLogBuffer, writeInt64 } from './record.ts';

/** Layout: index-file.ts. */
export const indexEntryBytes = 20;
const entriesAtFirst = 256;
/** Entries that come to memory, at most, before the next write begins. */
const entriesPerWriteMax = 65_536;

const noBuffer = newLogBuffer(0);

/** Writes entries to their places in the file, the first of which has this number. */
export type WriteEntries = (bytes: Uint8Array, first: number) => Promise<void>;

/**
 * The newest entries of an index file, in memory. They go to the file in the background as they come, so that few wait for
 * the next flush.
 */
export class IndexTail {
  readonly #write: WriteEntries;
  readonly #entriesPerWrite: number;
  /** Entries from `#written` on, and some before. */
  #buffer: LogBuffer = noBuffer;
  #start = 1;
  #count = 1;
  /** Entries below are in the file. */
  #written = 1;
  /** With so many entries the next write begins. */
  #writeAt: number;
  #writing: Promise<void> | undefined;
  /** Bytes of the buffer are being written. */
  #lent = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(entriesMax: number, write: WriteEntries) {
    this.#write = write;
    this.#entriesPerWrite = Math.min(entriesPerWriteMax, Math.ceil(entriesMax / 16));
    this.#writeAt = this.#entriesPerWrite;
  }

  /** Number of the next entry. */
  get count(): number {
    return this.#count;
  }

  get view(): DataView {
    return this.#buffer.view;
  }

  /** All entries below this number are in the file. */
  restart(count: number): void {
    this.#count = count;
    this.#written = count;
    this.#start = count;
    this.#buffer = noBuffer;
    this.#writeAt = count + this.#entriesPerWrite;
  }

  put(keyHash: number, physicalOffset: number, seconds: number, previous: number): void {
    const at = this.#room();
    const { view } = this.#buffer;
    view.setInt32(at, keyHash);
    writeInt64(view, at + 4, physicalOffset);
    view.setInt32(at + 12, seconds);
    view.setInt32(at + 16, previous);
    this.#count++;
    if (this.#count >= this.#writeAt) {
      this.#writeAt = this.#count + this.#entriesPerWrite;
      this.#writeSoon();
    }
  }

  /** Place of the entry in `view`, undefined when it is only in the file. */
  find(number: number): number | undefined {
    return number >= this.#start ? (number - this.#start) * indexEntryBytes : undefined;
  }

  /** Nothing is being written when it resolves. */
  async settled(): Promise<void> {
    while (this.#writing !== undefined) {
      await this.#writing;
    }
  }

  /** All entries that were put before the call are in the file, not yet durable, when it resolves. */
  async flush(): Promise<void> {
    await this.settled();
    if (this.#failure !== undefined) {
      throw this.#failure.error;
    }
    if (this.#written < this.#count) {
      const writing = this.#writeAll();
      this.#writing = writing.catch(() => undefined);
      await writing;
    }
  }

  /** Gives the memory back, if all is in the file. */
  release(): void {
    if (this.#written === this.#count && !this.#lent) {
      this.#buffer = noBuffer;
      this.#start = this.#count;
    }
  }

  /** A full disk is tried again later, any other failure is the next flush's. */
  #writeSoon(): void {
    this.#writing ??= this.#writeAll().catch((error) => {
      this.#failure = isDiskFull(error) ? undefined : { error };
    });
  }

  async #writeAll(): Promise<void> {
    const first = this.#written;
    const end = this.#count;
    const from = (first - this.#start) * indexEntryBytes;
    this.#lent = true;
    try {
      await this.#write(this.#buffer.bytes.subarray(from, from + (end - first) * indexEntryBytes), first);
      this.#written = end;
    } finally {
      this.#lent = false;
      this.#writing = undefined;
    }
  }

  /** Place of the next entry in the buffer; bytes that are being written never move. */
  #room(): number {
    const used = (this.#count - this.#start) * indexEntryBytes;
    const { length } = this.#buffer.bytes;
    if (used < length) {
      return used;
    }
    const kept = (this.#count - this.#written) * indexEntryBytes;
    if (this.#lent || 2 * kept > length || length === 0) {
      const buffer = newLogBuffer(Math.max(entriesAtFirst * indexEntryBytes, 2 * kept));
      this.#buffer.bytes.copy(buffer.bytes, 0, used - kept, used);
      this.#buffer = buffer;
    } else {
      this.#buffer.bytes.copyWithin(0, used - kept, used);
    }
    this.#start = this.#written;
    return kept;
  }
}
