import type { Disk, DiskFile } from '../runtime/disk.ts';
import { viewOf } from './cell.ts';
import type { OpenFiles } from './open-files.ts';
import { type LogBuffer, newLogBuffer, readInt64, writeInt64 } from './record.ts';

/**
 * A hash table from keys to places in the log, in one file of fixed size, big-endian:
 *
 *   @0  i64 store time of the first entry, i64 of the last; @16 i64 log offset of the first, i64 of the last
 *   @32 i32 slots in use; @36 i32 number of the next entry (the first is 1: entry 0 stays empty)
 *   @40 i32 for each slot: number of its newest entry, 0 for none
 *   then 20 bytes for each entry:
 *       @0 i32 hash of the key   @4 i64 log offset   @12 i32 seconds after the first time   @16 i32 entry before in the slot
 */
export const indexHeadBytes = 40;
export const indexEntryBytes = 20;
/** Slots are written in pieces of this size. */
const pageBytes = 4096;
/** Entries that are read at once when the slots are made again. */
const scanEntries = 50_000;
const entriesAtFirst = 256;

export interface IndexLayout {
  readonly slots: number;
  /** Entry numbers are below. */
  readonly entries: number;
}

export function indexFileBytes(layout: IndexLayout): number {
  return indexHeadBytes + 4 * layout.slots + indexEntryBytes * layout.entries;
}

export interface IndexEntry {
  readonly keyHash: number;
  readonly physicalOffset: number;
  readonly seconds: number;
  readonly previous: number;
}

const noBuffer = newLogBuffer(0);

/** One index file; the last one also lies in memory, as far as it has slots and entries that are not written. */
export class IndexFile {
  readonly path: string;
  readonly #layout: IndexLayout;
  readonly #disk: Disk;
  readonly #files: OpenFiles;
  beginTimestamp = 0;
  endTimestamp = 0;
  beginOffset = 0;
  endOffset = 0;
  #slotsUsed = 0;
  #count = 1;
  /** Slots as they are in the file or will be; undefined once the file is full and written. */
  #slots: DataView | undefined;
  #dirtyPages = new Set<number>();
  #headChanged = false;
  /** Entries from `#written` on, and some before. */
  #buffer: LogBuffer = noBuffer;
  #bufferStart = 1;
  #written = 1;
  #exists: boolean;

  constructor(path: string, layout: IndexLayout, disk: Disk, files: OpenFiles, exists: boolean) {
    this.path = path;
    this.#layout = layout;
    this.#disk = disk;
    this.#files = files;
    this.#exists = exists;
  }

  get count(): number {
    return this.#count;
  }

  get full(): boolean {
    return this.#count >= this.#layout.entries;
  }

  get dirtyEntries(): number {
    return this.#count - this.#written;
  }

  get fileBytes(): number {
    return indexFileBytes(this.#layout);
  }

  /** An empty file takes over the end of the one before, as RocketMQ has it. */
  begin(before: IndexFile | undefined): void {
    this.#slots = new DataView(new ArrayBuffer(4 * this.#layout.slots));
    this.beginTimestamp = before?.endTimestamp ?? 0;
    this.endTimestamp = this.beginTimestamp;
    this.beginOffset = before?.endOffset ?? 0;
    this.endOffset = this.beginOffset;
  }

  async loadHeader(): Promise<void> {
    const head = viewOf(await this.#read(0, indexHeadBytes));
    this.beginTimestamp = readInt64(head, 0);
    this.endTimestamp = readInt64(head, 8);
    this.beginOffset = readInt64(head, 16);
    this.endOffset = readInt64(head, 24);
    this.#slotsUsed = head.getInt32(32);
    this.#count = Math.min(Math.max(1, head.getInt32(36)), this.#layout.entries);
    this.#written = this.#count;
    this.#bufferStart = this.#count;
  }

  /** Brings the slots to memory, as they were when the file was closed in order. */
  async loadSlots(): Promise<void> {
    const bytes = await this.#read(indexHeadBytes, 4 * this.#layout.slots);
    this.#slots = viewOf(bytes);
  }

  /**
   * Keeps the entries of records below the log offset, which are on disk, forgets the others, and makes the slots again
   * from what is kept: those in the file may lead to entries that were never written. False when entries that were on
   * disk are damaged.
   */
  async cut(physicalLimit: number): Promise<boolean> {
    const slots = new DataView(new ArrayBuffer(4 * this.#layout.slots));
    const countBefore = this.#count;
    const allOnDisk = this.endOffset <= physicalLimit;
    let whole = true;
    this.#slots = slots;
    this.#slotsUsed = 0;
    this.#count = 1;
    this.endTimestamp = this.beginTimestamp;
    this.endOffset = this.beginOffset;
    let last = -1;
    for (let start = 1; start < this.#layout.entries; start += scanEntries) {
      const wanted = Math.min(scanEntries, this.#layout.entries - start);
      const view = viewOf(await this.#read(this.#entryPosition(start), wanted * indexEntryBytes));
      for (let at = 0; at + indexEntryBytes <= view.byteLength; at += indexEntryBytes) {
        const keyHash = view.getInt32(at);
        const physicalOffset = readInt64(view, at + 4);
        const empty = keyHash === 0 && physicalOffset === 0;
        const bad = empty || keyHash < 0 || physicalOffset < last;
        if (bad || physicalOffset >= physicalLimit) {
          await this.#finishCut(slots);
          const lacking = bad && allOnDisk && this.#count < countBefore;
          return whole && !lacking && !(await this.#hasEntryBetween(last, physicalLimit, countBefore));
        }
        last = physicalOffset;
        whole &&= view.getInt32(at + 16) === slots.getInt32(4 * (keyHash % this.#layout.slots));
        this.endOffset = physicalOffset;
        // Entries have whole seconds; too early an end would hide the file from queries of its last second. The first one
        // counts from the beginning of the file before.
        const seconds = this.#count === 1 ? 0 : view.getInt32(at + 12);
        this.endTimestamp = Math.max(this.endTimestamp, this.beginTimestamp + 1000 * seconds + 999);
        const slot = 4 * (keyHash % this.#layout.slots);
        this.#slotsUsed += slots.getInt32(slot) === 0 ? 1 : 0;
        slots.setInt32(slot, this.#count);
        this.#count++;
      }
    }
    await this.#finishCut(slots);
    return whole;
  }

  /** An entry of a record between these log offsets, of which the first is that of the last entry that was kept. */
  async #hasEntryBetween(last: number, physicalLimit: number, countBefore: number): Promise<boolean> {
    for (let start = this.#count + 1; start < countBefore; start += scanEntries) {
      const wanted = Math.min(scanEntries, countBefore - start);
      const view = viewOf(await this.#read(this.#entryPosition(start), wanted * indexEntryBytes));
      for (let at = 0; at + indexEntryBytes <= view.byteLength; at += indexEntryBytes) {
        const physicalOffset = readInt64(view, at + 4);
        if (view.getInt32(at) >= 0 && physicalOffset > last && physicalOffset < physicalLimit) {
          return true;
        }
      }
    }
    return false;
  }

  /** Notes which slots the file has otherwise. */
  async #finishCut(slots: DataView): Promise<void> {
    this.#written = this.#count;
    this.#bufferStart = this.#count;
    this.#buffer = noBuffer;
    this.#headChanged = true;
    const made = Buffer.from(slots.buffer);
    const found = await this.#read(indexHeadBytes, made.length);
    this.#dirtyPages = new Set();
    for (let start = 0; start < made.length; start += pageBytes) {
      const end = Math.min(start + pageBytes, made.length);
      if (made.compare(found, start, end, start, end) !== 0) {
        this.#dirtyPages.add(start / pageBytes);
      }
    }
  }

  /** Adds an entry; the file is not full. */
  put(keyHash: number, physicalOffset: number, storeTimestamp: number): void {
    const slots = this.#slots;
    if (slots === undefined) {
      return;
    }
    const slot = 4 * (keyHash % this.#layout.slots);
    const previous = slots.getInt32(slot);
    const seconds = this.beginTimestamp <= 0 ? 0 : Math.floor((storeTimestamp - this.beginTimestamp) / 1000);
    const at = this.#room();
    const { view } = this.#buffer;
    view.setInt32(at, keyHash);
    writeInt64(view, at + 4, physicalOffset);
    view.setInt32(at + 12, Math.min(Math.max(0, seconds), 0x7fffffff));
    view.setInt32(at + 16, previous > 0 && previous < this.#count ? previous : 0);
    slots.setInt32(slot, this.#count);
    this.#dirtyPages.add(Math.floor(slot / pageBytes));
    if (this.#count <= 1) {
      this.beginTimestamp = storeTimestamp;
      this.beginOffset = physicalOffset;
    }
    this.#slotsUsed += previous === 0 ? 1 : 0;
    this.#count++;
    this.endTimestamp = storeTimestamp;
    this.endOffset = physicalOffset;
  }

  /** The number of the newest entry in the slot of this hash, 0 for none. */
  async newest(keyHash: number): Promise<number> {
    const slot = 4 * (keyHash % this.#layout.slots);
    const value = this.#slots?.getInt32(slot) ?? viewOf(await this.#read(indexHeadBytes + slot, 4)).getInt32(0);
    return value > 0 && value < this.#count ? value : 0;
  }

  async entry(number: number): Promise<IndexEntry> {
    const inMemory = number >= this.#bufferStart;
    const view = inMemory ? this.#buffer.view : viewOf(await this.#read(this.#entryPosition(number), indexEntryBytes));
    const at = inMemory ? (number - this.#bufferStart) * indexEntryBytes : 0;
    return {
      keyHash: view.getInt32(at),
      physicalOffset: readInt64(view, at + 4),
      seconds: view.getInt32(at + 12),
      previous: view.getInt32(at + 16),
    };
  }

  /** False when the entry of this number cannot be one of a key with this hash. */
  holds(entry: IndexEntry, number: number, keyHash: number): boolean {
    const { slots } = this.#layout;
    return (
      entry.keyHash >= 0 &&
      entry.keyHash % slots === keyHash % slots &&
      entry.previous >= 0 &&
      entry.previous < number &&
      entry.physicalOffset >= this.beginOffset &&
      entry.physicalOffset <= this.endOffset &&
      entry.seconds >= 0
    );
  }

  /** Writes what is only in memory; durable when it resolves, apart from the name of a new file. */
  async flush(): Promise<void> {
    const pages = this.#dirtyPages;
    const count = this.#count;
    const slots = this.#slots;
    if (slots === undefined || (pages.size === 0 && count === this.#written && !this.#headChanged)) {
      return;
    }
    const head = this.#encodeHead();
    await this.#make();
    this.#dirtyPages = new Set();
    try {
      await this.#files.use(this.path, (file) => this.#writeTo(file, count, slots, pages, head));
    } catch (error) {
      for (const page of pages) {
        this.#dirtyPages.add(page);
      }
      throw error;
    }
    this.#written = count;
    this.#headChanged = false;
    if (this.#written === this.#count) {
      this.#buffer = noBuffer;
      this.#bufferStart = this.#count;
      this.#slots = this.full ? undefined : this.#slots;
    }
  }

  async #make(): Promise<void> {
    if (!this.#exists) {
      // What a failed try left holds no entry.
      await this.#disk.remove(this.path);
      const file = await this.#disk.open(this.path, 'create');
      try {
        await file.truncate(this.fileBytes);
      } finally {
        await file.close();
      }
      this.#exists = true;
    }
  }

  async #writeTo(file: DiskFile, count: number, slots: DataView, pages: Set<number>, head: Uint8Array): Promise<void> {
    const from = this.#written;
    const start = (from - this.#bufferStart) * indexEntryBytes;
    const entries = this.#buffer.bytes.subarray(start, start + (count - from) * indexEntryBytes);
    await file.write(entries, this.#entryPosition(from));
    const sorted = [...pages].sort((a, b) => a - b);
    for (let first = 0; first < sorted.length; ) {
      // Neighbours go together.
      let next = first + 1;
      while (sorted[next] === (sorted[first] ?? 0) + next - first) {
        next++;
      }
      const position = (sorted[first] ?? 0) * pageBytes;
      const length = Math.min((next - first) * pageBytes, slots.byteLength - position);
      await file.write(new Uint8Array(slots.buffer, slots.byteOffset + position, length), indexHeadBytes + position);
      first = next;
    }
    await file.write(head, 0);
    await file.sync();
  }

  #encodeHead(): Uint8Array {
    const bytes = new Uint8Array(indexHeadBytes);
    const view = viewOf(bytes);
    writeInt64(view, 0, this.beginTimestamp);
    writeInt64(view, 8, this.endTimestamp);
    writeInt64(view, 16, this.beginOffset);
    writeInt64(view, 24, this.endOffset);
    view.setInt32(32, this.#slotsUsed);
    view.setInt32(36, this.#count);
    return bytes;
  }

  #entryPosition(number: number): number {
    return indexHeadBytes + 4 * this.#layout.slots + number * indexEntryBytes;
  }

  /** Place of the next entry in the buffer; bytes that may be being written never move. */
  #room(): number {
    const used = (this.#count - this.#bufferStart) * indexEntryBytes;
    if (used === this.#buffer.bytes.length) {
      const kept = (this.#count - this.#written) * indexEntryBytes;
      const buffer = newLogBuffer(Math.max(entriesAtFirst * indexEntryBytes, 2 * kept));
      this.#buffer.bytes.copy(buffer.bytes, 0, used - kept, used);
      this.#buffer = buffer;
      this.#bufferStart = this.#written;
      return kept;
    }
    return used;
  }

  async #read(position: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    if (this.#exists) {
      await this.#files.use(this.path, (file) => file.read(bytes, position));
    }
    return bytes;
  }
}
