import { cellBytes, preBlankSize } from './cell.ts';
import { type CellPool, chunkCells } from './cell-pool.ts';
import { indexHashStart, indexTagHashStart } from './key-hash.ts';
import type { LogBuffer } from './record.ts';

/** Chunks of written cells that stay in memory for readers who are nearly caught up. */
const writtenChunksMax = 64;

/** What the queues of a topic have in common. */
export interface TopicNames {
  readonly topic: string;
  /** UTF-8 of the topic. */
  readonly topicBytes: Uint8Array;
  /** What the hashes of keys and of tags in the index begin with. */
  readonly keyHashStart: number;
  readonly tagHashStart: number;
}

export function topicNames(topic: string): TopicNames {
  const keyHashStart = indexHashStart(topic);
  const topicBytes = Buffer.from(topic, 'utf8');
  return { topic, topicBytes, keyHashStart, tagHashStart: indexTagHashStart(keyHashStart) };
}

/**
 * The cells of one queue: those that are not in its files yet, and some of the newest that are, lie in memory. They are
 * never changed there.
 */
export class ConsumeQueue {
  readonly topic: string;
  readonly queueId: number;
  readonly topicBytes: Uint8Array;
  readonly keyHashStart: number;
  readonly tagHashStart: number;
  /** Offset that the next record of the queue gets. */
  nextOffset = 0;
  /** First readable offset. */
  minOffset = 0;
  /** End of the last dispatched record in the log. */
  physicalEnd = 0;
  /** For the list of queues that have cells to write. */
  listedDirty = false;
  /** Its topic is being deleted: nothing may be appended. */
  beingDeleted = false;
  readonly #pool: CellPool;
  #maxOffset = 0;
  /** Cells below lie in the files. */
  #writtenOffset = 0;
  /** The topic was deleted; nothing of the queue is kept or written any more. */
  #removed = false;
  /** Offset of the first cell in memory, and the chunks of the pool that hold it and all that follow. */
  #start = 0;
  readonly #chunks: number[] = [];
  /** Place of the next cell in the last chunk, and how many more the chunk takes. */
  #place = 0;
  #room = 0;

  constructor(names: TopicNames, queueId: number, pool: CellPool) {
    this.topic = names.topic;
    this.queueId = queueId;
    this.topicBytes = names.topicBytes;
    this.keyHashStart = names.keyHashStart;
    this.tagHashStart = names.tagHashStart;
    this.#pool = pool;
  }

  /** Offset after the last cell. */
  get maxOffset(): number {
    return this.#maxOffset;
  }

  get writtenOffset(): number {
    return this.#writtenOffset;
  }

  get dirtyCells(): number {
    return this.#maxOffset - this.#writtenOffset;
  }

  get removed(): boolean {
    return this.#removed;
  }

  /** Where the queue stands when its files hold the cells below `maxOffset`. */
  restore(maxOffset: number, physicalEnd: number): void {
    this.#drop(this.#chunks.length);
    this.nextOffset = maxOffset;
    this.physicalEnd = physicalEnd;
    this.#maxOffset = maxOffset;
    this.#writtenOffset = maxOffset;
    this.#start = maxOffset;
  }

  /** Adds the cell of offset `maxOffset`. */
  put(physicalOffset: number, size: number, tagsCode: number): void {
    if (this.#room === 0 || !this.#pool.put(this.#place, physicalOffset, size, tagsCode)) {
      this.#putFirst(physicalOffset, size, tagsCode);
    }
    this.#place++;
    this.#room--;
    this.#maxOffset++;
    this.physicalEnd = physicalOffset + size;
  }

  /** Fills the places of records that are lost: readers skip such cells. */
  putBlank(physicalOffset: number): void {
    this.put(physicalOffset, preBlankSize, 0);
  }

  /** Where in the pool the cell of this offset lies, until the event loop goes on; -1 when it is not in memory. */
  placeOf(offset: number): number {
    if (offset < this.#start || offset >= this.#maxOffset) {
      return -1;
    }
    const index = this.#chunkOf(offset);
    const chunk = this.#chunks[index] ?? 0;
    return chunk * chunkCells + offset - this.#pool.offsetOf(chunk);
  }

  physicalOffsetAt(place: number): number {
    return this.#pool.physicalOffset(place);
  }

  sizeAt(place: number): number {
    return this.#pool.size(place);
  }

  tagsCodeAt(place: number): number {
    return this.#pool.tagsCode(place);
  }

  /** Puts the cells from this offset on, which lie in memory, into the buffer as they are in files. */
  encode(offset: number, count: number, target: LogBuffer): void {
    if (count === 0) {
      return;
    }
    let at = offset;
    for (let index = this.#chunkOf(offset); at < offset + count; index++) {
      const chunk = this.#chunks[index] ?? 0;
      const first = this.#pool.offsetOf(chunk);
      const end = Math.min(this.#endOfChunk(index), offset + count);
      this.#pool.encode(chunk * chunkCells + at - first, end - at, target, (at - offset) * cellBytes);
      at = end;
    }
  }

  /** The cells below this offset are in the files. `keep`: some may stay in memory as well. */
  noteWritten(offset: number, keep: boolean): void {
    this.#writtenOffset = offset;
    if (!keep && offset === this.#maxOffset) {
      this.release();
      return;
    }
    let written = 0;
    while (written < this.#chunks.length - 1 && this.#endOfChunk(written) <= offset) {
      written++;
    }
    this.#drop(keep ? Math.max(0, written - writtenChunksMax) : written);
  }

  /** Gives the memory back, if all cells are written. */
  release(): void {
    if (this.#writtenOffset === this.#maxOffset) {
      this.#drop(this.#chunks.length);
    }
  }

  remove(): void {
    this.#removed = true;
    this.#drop(this.#chunks.length);
  }

  #endOfChunk(index: number): number {
    const next = this.#chunks[index + 1];
    return next === undefined ? this.#maxOffset : this.#pool.offsetOf(next);
  }

  /** Index of the chunk that holds this cell, which is in memory. Chunks may have fewer cells than they have room for. */
  #chunkOf(offset: number): number {
    let index = Math.floor((offset - this.#start) / chunkCells);
    while (this.#endOfChunk(index) <= offset) {
      index++;
    }
    return index;
  }

  #putFirst(physicalOffset: number, size: number, tagsCode: number): void {
    if (this.#removed) {
      this.#start = this.#maxOffset + 1;
      this.#room = 1;
      return;
    }
    const chunk = this.#pool.take(this.#maxOffset, physicalOffset, tagsCode);
    this.#chunks.push(chunk);
    this.#place = chunk * chunkCells;
    this.#room = chunkCells;
    this.#pool.put(this.#place, physicalOffset, size, tagsCode);
  }

  /** Gives the oldest chunks back. */
  #drop(count: number): void {
    if (count === 0) {
      return;
    }
    for (let index = 0; index < count; index++) {
      this.#pool.free(this.#chunks[index] ?? 0);
    }
    if (count === this.#chunks.length) {
      this.#chunks.length = 0;
      this.#room = 0;
      this.#start = this.#maxOffset;
    } else {
      this.#chunks.splice(0, count);
      this.#start = this.#pool.offsetOf(this.#chunks[0] ?? 0);
    }
  }
}
