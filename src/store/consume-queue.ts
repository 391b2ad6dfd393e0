import { cellBytes, encodeCell, preBlankSize } from './cell.ts';
import { indexHashStart, indexTagHashStart } from './key-hash.ts';
import { type LogBuffer, newLogBuffer } from './record.ts';

const cellsAtFirst = 16;
/** A buffer of this many cells drops written ones before it grows. */
const cellsKeptMax = 1024;

const noBuffer: LogBuffer = newLogBuffer(0);

/**
 * The cells of one queue: those that are not in its files yet, and some of the newest that are, lie in memory. Bytes
 * of the buffer never change once they hold a cell, so that they can be written while more cells come.
 */
export class ConsumeQueue {
  readonly topic: string;
  readonly queueId: number;
  /** UTF-8 of the topic. */
  readonly topicBytes: Uint8Array;
  /** What the hashes of keys and of tags in the index begin with. */
  readonly keyHashStart: number;
  readonly tagHashStart: number;
  /** Offset that the next record of the queue gets. */
  nextOffset = 0;
  /** First readable offset. */
  minOffset = 0;
  /** Cells below lie in the files. */
  writtenOffset = 0;
  /** End of the last dispatched record in the log. */
  physicalEnd = 0;
  /** For the list of queues that have cells to write. */
  listedDirty = false;
  /** Its topic is being deleted: nothing may be appended. */
  beingDeleted = false;
  /** The topic was deleted; nothing of the queue is written any more. */
  removed = false;
  #maxOffset = 0;
  #buffer = noBuffer;
  /** Queue offset of the first cell in the buffer. */
  #start = 0;

  constructor(topic: string, queueId: number) {
    this.topic = topic;
    this.queueId = queueId;
    this.topicBytes = Buffer.from(topic, 'utf8');
    this.keyHashStart = indexHashStart(topic);
    this.tagHashStart = indexTagHashStart(this.keyHashStart);
  }

  /** Offset after the last cell. */
  get maxOffset(): number {
    return this.#maxOffset;
  }

  get bufferBytes(): number {
    return this.#buffer.bytes.length;
  }

  get dirtyCells(): number {
    return this.#maxOffset - this.writtenOffset;
  }

  /** Where the queue stands when its files hold the cells below `maxOffset`. */
  restore(maxOffset: number, physicalEnd: number): void {
    this.nextOffset = maxOffset;
    this.writtenOffset = maxOffset;
    this.physicalEnd = physicalEnd;
    this.#maxOffset = maxOffset;
    this.#start = maxOffset;
    this.#buffer = noBuffer;
  }

  /** Adds the cell of offset `maxOffset`. */
  put(physicalOffset: number, size: number, tagsCode: number): void {
    const used = (this.#maxOffset - this.#start) * cellBytes;
    if (used === this.#buffer.bytes.length) {
      this.#grow();
    }
    encodeCell(this.#buffer.view, (this.#maxOffset - this.#start) * cellBytes, physicalOffset, size, tagsCode);
    this.#maxOffset++;
    this.physicalEnd = physicalOffset + size;
  }

  /** The buffer, if the cell of this offset is in it; its place is `cellPosition`. */
  bufferOf(offset: number): LogBuffer | undefined {
    return offset >= this.#start && offset < this.#maxOffset ? this.#buffer : undefined;
  }

  cellPosition(offset: number): number {
    return (offset - this.#start) * cellBytes;
  }

  /** The cells that are not in the files. */
  dirtyBytes(): Uint8Array {
    return this.#buffer.bytes.subarray(this.cellPosition(this.writtenOffset), this.cellPosition(this.#maxOffset));
  }

  /** Fills the places of records that are lost: readers skip such cells. */
  putBlank(physicalOffset: number): void {
    this.put(physicalOffset, preBlankSize, 0);
  }

  /** Gives the memory back, if all cells are written. */
  release(): void {
    if (this.writtenOffset === this.#maxOffset) {
      this.#buffer = noBuffer;
      this.#start = this.#maxOffset;
    }
  }

  #grow(): void {
    const cells = this.#maxOffset - this.#start;
    const dirty = this.dirtyCells;
    const drop = dirty <= cells / 2 && cells >= cellsKeptMax;
    // Less again after a time when the disk was slow.
    const room = drop ? Math.min(cells, Math.max(cellsKeptMax, 4 * dirty)) : Math.max(cellsAtFirst, 2 * cells);
    const buffer = newLogBuffer(room * cellBytes);
    const keptFrom = drop ? this.writtenOffset : this.#start;
    this.#buffer.bytes.copy(buffer.bytes, 0, this.cellPosition(keptFrom), this.cellPosition(this.#maxOffset));
    this.#buffer = buffer;
    this.#start = keptFrom;
  }
}
