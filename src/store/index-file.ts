import { dirname } from 'node:path';
import type { Disk, DiskFile } from '../runtime/disk.ts';
import { viewOf } from './cell.ts';
import { IndexTail, indexEntryBytes } from './index-tail.ts';
import type { OpenFiles } from './open-files.ts';
import { readInt64, writeInt64 } from './record.ts';

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
export { indexEntryBytes } from './index-tail.ts';

/** Slots are written in pieces of this size. */
const pageShift = 12;
const pageBytes = 1 << pageShift;
/** So many unchanged pages between two changed ones are written with them: a call costs more than they do. */
const pagesBetweenMax = 7;
/** Entries that are read at once when the slots are made again. */
const scanEntries = 50_000;

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

const noWords: Int32Array = new Int32Array(0);

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
  /** Slots as they are in the file or will be; undefined once the file is full and written. */
  #slots: DataView | undefined;
  /** The same memory, for `touch`. */
  #words = noWords;
  /** 1 for each page of the slots that the file has otherwise. */
  #dirtyPages: Uint8Array = new Uint8Array(0);
  #headChanged = false;
  readonly #tail: IndexTail;
  /** Entries below are durable, with the slots that lead to them. */
  #flushed = 1;
  #exists: boolean;
  #making: Promise<void> | undefined;

  constructor(path: string, layout: IndexLayout, disk: Disk, files: OpenFiles, exists: boolean) {
    this.path = path;
    this.#layout = layout;
    this.#disk = disk;
    this.#files = files;
    this.#exists = exists;
    this.#tail = new IndexTail(layout.entries, (bytes, first) => this.#writeEntries(bytes, first));
  }

  get count(): number {
    return this.#tail.count;
  }

  get full(): boolean {
    return this.#tail.count >= this.#layout.entries;
  }

  /** Entries that are not durable. */
  get dirtyEntries(): number {
    return this.#tail.count - this.#flushed;
  }

  get fileBytes(): number {
    return indexFileBytes(this.#layout);
  }

  /** An empty file takes over the end of the one before, as RocketMQ has it. */
  begin(before: IndexFile | undefined): void {
    this.#useSlots(new DataView(new ArrayBuffer(4 * this.#layout.slots)));
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
    this.#restart(Math.min(Math.max(1, head.getInt32(36)), this.#layout.entries));
  }

  /** Brings the slots to memory, as they were when the file was closed in order. */
  async loadSlots(): Promise<void> {
    const bytes = await this.#read(indexHeadBytes, 4 * this.#layout.slots);
    this.#useSlots(viewOf(bytes));
  }

  #useSlots(slots: DataView): void {
    this.#slots = slots;
    this.#words = new Int32Array(slots.buffer, slots.byteOffset, this.#layout.slots);
    this.#dirtyPages = new Uint8Array(Math.ceil(slots.byteLength / pageBytes));
  }

  /**
   * Keeps the entries of records below the log offset, which are on disk, forgets the others, and makes the slots again
   * from what is kept: those in the file may lead to entries that were never written. False when entries that were on
   * disk are damaged.
   */
  async cut(physicalLimit: number): Promise<boolean> {
    await this.#tail.settled();
    const slots = new DataView(new ArrayBuffer(4 * this.#layout.slots));
    const countBefore = this.#tail.count;
    const allOnDisk = this.endOffset <= physicalLimit;
    let whole = true;
    this.#useSlots(slots);
    this.#slotsUsed = 0;
    let count = 1;
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
          await this.#finishCut(slots, count);
          const lacking = bad && allOnDisk && count < countBefore;
          return whole && !lacking && !(await this.#hasEntryBetween(last, physicalLimit, countBefore));
        }
        last = physicalOffset;
        whole &&= view.getInt32(at + 16) === slots.getInt32(4 * (keyHash % this.#layout.slots));
        this.endOffset = physicalOffset;
        // Entries have whole seconds; too early an end would hide the file from queries of its last second. The first one
        // counts from the beginning of the file before.
        const seconds = count === 1 ? 0 : view.getInt32(at + 12);
        this.endTimestamp = Math.max(this.endTimestamp, this.beginTimestamp + 1000 * seconds + 999);
        const slot = 4 * (keyHash % this.#layout.slots);
        this.#slotsUsed += slots.getInt32(slot) === 0 ? 1 : 0;
        slots.setInt32(slot, count);
        count++;
      }
    }
    await this.#finishCut(slots, count);
    return whole;
  }

  /** An entry of a record between these log offsets, of which the first is that of the last entry that was kept. */
  async #hasEntryBetween(last: number, physicalLimit: number, countBefore: number): Promise<boolean> {
    for (let start = this.#tail.count + 1; start < countBefore; start += scanEntries) {
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
  async #finishCut(slots: DataView, count: number): Promise<void> {
    this.#restart(count);
    this.#headChanged = true;
    const made = Buffer.from(slots.buffer);
    const found = await this.#read(indexHeadBytes, made.length);
    for (let start = 0; start < made.length; start += pageBytes) {
      const end = Math.min(start + pageBytes, made.length);
      if (made.compare(found, start, end, start, end) !== 0) {
        this.#dirtyPages[start / pageBytes] = 1;
      }
    }
  }

  /**
   * Reads the slot of a hash that is going to be put. Slots are as good as random places of 20 MB: reads that nothing
   * waits for reach the memory side by side, those of `put` one after the other.
   */
  touch(keyHash: number): number {
    return this.#words[keyHash % this.#layout.slots] ?? 0;
  }

  /** Adds an entry; the file is not full. */
  put(keyHash: number, physicalOffset: number, storeTimestamp: number): void {
    const slots = this.#slots;
    if (slots === undefined) {
      return;
    }
    const { count } = this.#tail;
    const slot = 4 * (keyHash % this.#layout.slots);
    const previous = slots.getInt32(slot);
    const passed = this.beginTimestamp <= 0 ? 0 : Math.floor((storeTimestamp - this.beginTimestamp) / 1000);
    const seconds = Math.min(Math.max(0, passed), 0x7fffffff);
    this.#tail.put(keyHash, physicalOffset, seconds, previous > 0 && previous < count ? previous : 0);
    slots.setInt32(slot, count);
    this.#dirtyPages[slot >>> pageShift] = 1;
    if (count <= 1) {
      this.beginTimestamp = storeTimestamp;
      this.beginOffset = physicalOffset;
    }
    this.#slotsUsed += previous === 0 ? 1 : 0;
    this.endTimestamp = storeTimestamp;
    this.endOffset = physicalOffset;
  }

  /** The number of the newest entry in the slot of this hash, 0 for none. */
  async newest(keyHash: number): Promise<number> {
    const slot = 4 * (keyHash % this.#layout.slots);
    const value = this.#slots?.getInt32(slot) ?? viewOf(await this.#read(indexHeadBytes + slot, 4)).getInt32(0);
    return value > 0 && value < this.#tail.count ? value : 0;
  }

  async entry(number: number): Promise<IndexEntry> {
    const { view, at } = this.#tail.find(number) ?? {
      view: viewOf(await this.#read(this.#entryPosition(number), indexEntryBytes)),
      at: 0,
    };
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

  #restart(count: number): void {
    this.#tail.restart(count);
    this.#flushed = count;
  }

  /** No entries are being written when it resolves. */
  settled(): Promise<void> {
    return this.#tail.settled();
  }

  /** Writes what is only in memory; durable when it resolves, apart from the name of a new file. */
  async flush(): Promise<void> {
    const count = this.#tail.count;
    const slots = this.#slots;
    if (slots === undefined || (count === this.#flushed && !this.#headChanged)) {
      return;
    }
    const head = this.#encodeHead();
    await this.#make();
    await this.#tail.flush();
    const pages = this.#dirtyPages;
    this.#dirtyPages = new Uint8Array(pages.length);
    try {
      await this.#files.use(this.path, (file) => this.#writeTo(file, slots, pages, head));
    } catch (error) {
      for (let page = 0; page < pages.length; page++) {
        this.#dirtyPages[page] = (this.#dirtyPages[page] ?? 0) | (pages[page] ?? 0);
      }
      throw error;
    }
    this.#flushed = count;
    this.#headChanged = false;
    if (this.#flushed === this.#tail.count) {
      this.#tail.release();
      if (this.full) {
        this.#slots = undefined;
        this.#words = noWords;
        this.#dirtyPages = new Uint8Array(0);
      }
    }
  }

  async #writeEntries(bytes: Uint8Array, first: number): Promise<void> {
    await this.#make();
    await this.#files.use(this.path, (file) => file.write(bytes, this.#entryPosition(first)));
  }

  async #make(): Promise<void> {
    if (!this.#exists) {
      this.#making ??= this.#create().finally(() => {
        this.#making = undefined;
      });
      await this.#making;
    }
  }

  async #create(): Promise<void> {
    await this.#disk.makeDirectory(dirname(this.path));
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

  async #writeTo(file: DiskFile, slots: DataView, pages: Uint8Array, head: Uint8Array): Promise<void> {
    for (let first = pages.indexOf(1); first !== -1; ) {
      let last = first;
      let next = pages.indexOf(1, first + 1);
      while (next !== -1 && next - last - 1 <= pagesBetweenMax) {
        last = next;
        next = pages.indexOf(1, last + 1);
      }
      const position = first * pageBytes;
      const length = Math.min((last + 1 - first) * pageBytes, slots.byteLength - position);
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
    view.setInt32(36, this.#tail.count);
    return bytes;
  }

  #entryPosition(number: number): number {
    return indexHeadBytes + 4 * this.#layout.slots + number * indexEntryBytes;
  }

  async #read(position: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    if (this.#exists) {
      await this.#files.use(this.path, (file) => file.read(bytes, position));
    }
    return bytes;
  }
}
