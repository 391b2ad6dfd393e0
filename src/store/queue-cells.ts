import { diskErrorCode } from '../runtime/disk.ts';
import { cellBytes, cellPhysicalOffset, encodeCell } from './cell.ts';
import type { CellFiles } from './cell-files.ts';
import type { ConsumeQueue } from './consume-queue.ts';
import { type LogBuffer, newLogBuffer } from './record.ts';

/** Cells that are read from a file at once. */
const cellBatch = 512;
/** Mended cells that are remembered until their files can be expected to hold them; more than that are found anew. */
const mendedMax = 4096;
/** Queues whose last read cells are remembered, 10 KiB each. */
const stretchesMax = 512;

/** Cells of the offsets [start, end) of a queue, read from its files. */
export interface CellStretch {
  readonly buffer: LogBuffer;
  readonly start: number;
  readonly end: number;
}

/** What a cell says. */
export interface CellContent {
  readonly physicalOffset: number;
  readonly size: number;
  readonly tagsCode: number;
}

const noneMended: ReadonlyMap<number, CellContent> = new Map();

export const noCells: CellStretch = { buffer: newLogBuffer(0), start: 0, end: 0 };

/** Reads cells that are no longer in memory; each queue's last ones are kept for who reads on. */
export class QueueCells {
  readonly #files: CellFiles;
  /** In the order of use. */
  readonly #stretches = new Map<ConsumeQueue, CellStretch>();
  #mended = new Map<ConsumeQueue, Map<number, CellContent>>();
  #mendedCount = 0;

  constructor(files: CellFiles) {
    this.#files = files;
  }

  find(queue: ConsumeQueue, offset: number): CellStretch | undefined {
    const stretch = this.#stretches.get(queue);
    return stretch !== undefined && offset >= stretch.start && offset < stretch.end ? stretch : undefined;
  }

  /** Reads cells around `offset`: those behind it, or those before it. No cells when their file is gone. */
  async load(queue: ConsumeQueue, offset: number, direction: 1 | -1): Promise<CellStretch> {
    const cellsOfFile = this.#files.fileBytes / cellBytes;
    const firstOfFile = offset - (offset % cellsOfFile);
    const start = direction === 1 ? offset : Math.max(firstOfFile, offset - cellBatch + 1);
    // Cells that are still on their way to the file read as zeros, which must not be remembered.
    const stop = direction === 1 ? Math.min(firstOfFile + cellsOfFile, offset + cellBatch) : offset + 1;
    const count = Math.min(stop, queue.writtenOffset) - start;
    if (count <= 0) {
      return noCells;
    }
    const buffer = newLogBuffer(count * cellBytes);
    let length = 0;
    try {
      length = await this.#files.read(queue.topic, queue.queueId, start, buffer.bytes);
    } catch (error) {
      if (diskErrorCode(error) !== 'ENOENT') {
        throw error;
      }
    }
    const stretch = { buffer, start, end: start + Math.floor(length / cellBytes) };
    for (const [at, cell] of this.#mended.get(queue) ?? noneMended) {
      mend(stretch, at, cell);
    }
    this.#keep(queue, stretch);
    return stretch;
  }

  /** From now on the cell of this offset is this one, whatever its file says; the stretch was read before. */
  mend(queue: ConsumeQueue, stretch: CellStretch, offset: number, cell: CellContent): void {
    if (this.#mendedCount >= mendedMax) {
      this.#mended = new Map();
      this.#mendedCount = 0;
    }
    const cells = this.#mended.get(queue) ?? new Map<number, CellContent>();
    this.#mended.set(queue, cells.set(offset, cell));
    this.#mendedCount++;
    mend(stretch, offset, cell);
    mend(this.#stretches.get(queue) ?? noCells, offset, cell);
  }

  /** The log offset of one cell, from memory or from its file; undefined when it cannot be read. */
  async physicalOffset(queue: ConsumeQueue, offset: number): Promise<number | undefined> {
    const place = queue.placeOf(offset);
    if (place !== -1) {
      return queue.physicalOffsetAt(place);
    }
    const one = newLogBuffer(cellBytes);
    try {
      const length = await this.#files.read(queue.topic, queue.queueId, offset, one.bytes);
      return length < cellBytes ? undefined : cellPhysicalOffset(one.view, 0);
    } catch (error) {
      if (diskErrorCode(error) === 'ENOENT') {
        return undefined;
      }
      throw error;
    }
  }

  /** First cell of the next file. */
  nextFile(offset: number): number {
    const cellsOfFile = this.#files.fileBytes / cellBytes;
    return offset - (offset % cellsOfFile) + cellsOfFile;
  }

  #keep(queue: ConsumeQueue, stretch: CellStretch): void {
    this.#stretches.delete(queue);
    for (const oldest of this.#stretches.keys()) {
      if (this.#stretches.size < stretchesMax) {
        break;
      }
      this.#stretches.delete(oldest);
    }
    if (!queue.removed) {
      this.#stretches.set(queue, stretch);
    }
  }
}

function mend(stretch: CellStretch, offset: number, cell: CellContent): void {
  if (offset >= stretch.start && offset < stretch.end) {
    const position = (offset - stretch.start) * cellBytes;
    encodeCell(stretch.buffer.view, position, cell.physicalOffset, cell.size, cell.tagsCode);
  }
}
