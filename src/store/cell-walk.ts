import { join } from 'node:path';
import { diskErrorCode } from '../runtime/disk.ts';
import { cellBytes, cellPhysicalOffset, cellSize, cellTagsCode, preBlankSize } from './cell.ts';
import { offsetFileName } from './file-name.ts';
import type { OpenFiles } from './open-files.ts';
import { type LogBuffer, newLogBuffer } from './record.ts';
import type { QueueFiles } from './store-view.ts';

const noBuffer = newLogBuffer(0);

/** Places before the first message of a queue. */
export function isPreBlank(size: number, physicalOffset: number): boolean {
  return size === preBlankSize && physicalOffset === 0;
}

/**
 * The cells of one queue, read forwards in stretches of `stretchCells`. What no file has reads as empty cells. After
 * `load(offset)` the cell of that offset is at hand.
 */
export class CellWalk {
  readonly topic: string;
  readonly queueId: number;
  /** `consumequeue/TOPIC/QUEUE_ID`. */
  readonly place: string;
  /** Offset behind the last cell that the files have room for, and of the first one. */
  readonly roomEnd: number;
  readonly roomStart: number;
  /** Cells below were compared with a record, or passed over. */
  next: number;
  /** The first cell that is no pre-blank, and its log offset; -1 when the queue has none. */
  first = -1;
  firstPhysicalOffset = -1;
  readonly #files: OpenFiles;
  readonly #fileBytes: number;
  readonly #directory: string;
  readonly #lengths: ReadonlyMap<number, number>;
  readonly #stretchCells: number;
  #buffer: LogBuffer = noBuffer;
  #start = 0;
  #end = 0;

  constructor(queue: QueueFiles, files: OpenFiles, fileBytes: number, stretchCells: number) {
    this.topic = queue.topic;
    this.queueId = queue.queueId;
    this.place = `consumequeue/${queue.topic}/${queue.queueId}`;
    this.#directory = queue.directory;
    this.#files = files;
    this.#fileBytes = fileBytes;
    this.#stretchCells = stretchCells;
    this.#lengths = new Map(queue.files.map((file) => [file.base, file.bytes]));
    const bases = queue.files.map((file) => file.base).filter((base) => base % fileBytes === 0);
    this.roomStart = (bases[0] ?? 0) / cellBytes;
    this.roomEnd = bases.length === 0 ? 0 : ((bases.at(-1) ?? 0) + fileBytes) / cellBytes;
    this.next = this.roomStart;
  }

  has(offset: number): boolean {
    return offset >= this.#start && offset < this.#end;
  }

  /** Log offset, size and tags code of a cell that is at hand. */
  physicalOffset(offset: number): number {
    return cellPhysicalOffset(this.#buffer.view, (offset - this.#start) * cellBytes);
  }

  size(offset: number): number {
    return cellSize(this.#buffer.view, (offset - this.#start) * cellBytes);
  }

  tagsCode(offset: number): number {
    return cellTagsCode(this.#buffer.view, (offset - this.#start) * cellBytes);
  }

  isEmpty(offset: number): boolean {
    const at = (offset - this.#start) * cellBytes;
    return isZero(this.#buffer.bytes.subarray(at, at + cellBytes));
  }

  /** True when all cells at hand from the offset on are empty. */
  isEmptyFrom(offset: number): boolean {
    return isZero(
      this.#buffer.bytes.subarray((offset - this.#start) * cellBytes, (this.#end - this.#start) * cellBytes),
    );
  }

  /** Offset behind the cells at hand. */
  get end(): number {
    return this.#end;
  }

  async load(offset: number): Promise<void> {
    const position = offset * cellBytes;
    const base = position - (position % this.#fileBytes);
    const count = Math.min(this.#stretchCells, (base + this.#fileBytes - position) / cellBytes);
    const bytes = count * cellBytes;
    if (this.#buffer.bytes.length < bytes) {
      this.#buffer = newLogBuffer(bytes);
    }
    const target = this.#buffer.bytes.subarray(0, bytes);
    let length = 0;
    if (this.#lengths.has(base)) {
      const path = join(this.#directory, offsetFileName(base));
      try {
        length = await this.#files.use(path, (file) => file.read(target, position - base));
      } catch (error) {
        // A process that uses the store may delete files that lead to deleted records only.
        if (diskErrorCode(error) !== 'ENOENT') {
          throw error;
        }
      }
    }
    target.fill(0, length);
    this.#start = offset;
    this.#end = offset + count;
  }

  /** Passes the pre-blanks and notes the first cell behind them. */
  async findFirst(): Promise<void> {
    for (let offset = this.roomStart; offset < this.roomEnd; offset++) {
      if (!this.has(offset)) {
        await this.load(offset);
      }
      if (!isPreBlank(this.size(offset), this.physicalOffset(offset))) {
        this.next = offset;
        if (!this.isEmpty(offset)) {
          this.first = offset;
          this.firstPhysicalOffset = this.physicalOffset(offset);
        }
        return;
      }
    }
    this.next = this.roomEnd;
  }

  /** Offset behind the last cell, and log offset where its record ends, by halving: a hint of how far both go. */
  async findEnd(): Promise<{ readonly offset: number; readonly physicalEnd: number }> {
    let low = this.next;
    let high = this.roomEnd;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      await this.load(middle);
      if (this.size(middle) > 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low === this.next) {
      return { offset: low, physicalEnd: 0 };
    }
    await this.load(low - 1);
    const size = this.size(low - 1);
    return { offset: low, physicalEnd: this.physicalOffset(low - 1) + (size === preBlankSize ? 0 : size) };
  }
}

const zeros = Buffer.alloc(64 * 1024);

function isZero(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at += zeros.length) {
    const length = Math.min(zeros.length, bytes.length - at);
    if (bytes.compare(zeros, 0, length, at, at + length) !== 0) {
      return false;
    }
  }
  return true;
}
