import { cellBytes, cellPhysicalOffset, cellSize, preBlankSize, viewOf } from './cell.ts';
import type { CellFiles } from './cell-files.ts';
import type { ConsumeQueue } from './consume-queue.ts';
import type { ConsumeQueues } from './consume-queues.ts';

/** Cells read by one probe. */
const probeCells = 204;

export interface Cell {
  readonly offset: number;
  readonly physicalOffset: number;
  readonly size: number;
}

/** Questions about the cells of one queue as they are in its files. */
export class CellSearch {
  readonly #files: CellFiles;
  readonly #topic: string;
  readonly #queueId: number;
  /** Room for one cell, and for more as soon as more are looked at. */
  #probe = new Uint8Array(cellBytes);
  #view = viewOf(this.#probe);

  constructor(files: CellFiles, topic: string, queueId: number) {
    this.#files = files;
    this.#topic = topic;
    this.#queueId = queueId;
  }

  async cellAt(offset: number): Promise<Cell | undefined> {
    const target = this.#probe.subarray(0, cellBytes);
    if ((await this.#files.read(this.#topic, this.#queueId, offset, target)) < cellBytes) {
      return undefined;
    }
    return { offset, physicalOffset: cellPhysicalOffset(this.#view, 0), size: cellSize(this.#view, 0) };
  }

  /**
   * The offset behind the last cell of a record below `physicalLimit`; cells of such records come first in each queue,
   * so whatever follows them does not matter.
   */
  async endBelow(physicalLimit: number): Promise<number> {
    const bases = this.#files.basesOf(this.#topic, this.#queueId);
    const cellsOfFile = this.#files.fileBytes / cellBytes;
    for (let index = bases.length - 1; index >= 0; index--) {
      const first = (bases[index] ?? 0) / cellBytes;
      const end = await this.#endInFile(first, first + cellsOfFile, physicalLimit);
      if (end > first) {
        return end;
      }
    }
    return (bases[0] ?? 0) / cellBytes;
  }

  async #endInFile(first: number, stop: number, physicalLimit: number): Promise<number> {
    let low = first;
    let high = stop;
    // Most queues are short: look at the start before halving.
    let middle = first;
    while (low < high) {
      const cells = Math.min(probeCells, high - middle);
      const good = await this.#countGood(middle, cells, physicalLimit);
      if (good === cells) {
        low = middle + cells;
      } else if (good > 0) {
        return middle + good;
      } else {
        high = middle;
      }
      middle = low + Math.floor(Math.max(0, high - low - 1) / 2);
    }
    return low;
  }

  /** How many of these cells, from the first on, belong to records below the limit. */
  async #countGood(offset: number, cells: number, physicalLimit: number): Promise<number> {
    if (this.#probe.length === cellBytes) {
      this.#probe = new Uint8Array(probeCells * cellBytes);
      this.#view = viewOf(this.#probe);
    }
    const target = this.#probe.subarray(0, cells * cellBytes);
    const length = await this.#files.read(this.#topic, this.#queueId, offset, target);
    let good = 0;
    while ((good + 1) * cellBytes <= length) {
      const size = cellSize(this.#view, good * cellBytes);
      const physicalOffset = cellPhysicalOffset(this.#view, good * cellBytes);
      if (size <= 0 || physicalOffset < 0 || physicalOffset >= physicalLimit) {
        break;
      }
      good++;
    }
    return good;
  }

  /** The first offset below `end` whose record lies at or beyond the physical offset; `end` when there is none. */
  async firstFrom(physicalOffset: number, end: number): Promise<number> {
    let low = (this.#files.basesOf(this.#topic, this.#queueId)[0] ?? 0) / cellBytes;
    let high = Math.max(low, end);
    const first = await this.cellAt(low);
    if (first !== undefined && !liesBelow(first, physicalOffset)) {
      return this.#skipBlanks(low, end);
    }
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const cell = await this.cellAt(middle);
      if (cell !== undefined && !liesBelow(cell, physicalOffset)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return this.#skipBlanks(low, end);
  }

  /** What is missing at the beginning was deleted, so the queue begins behind it. */
  async #skipBlanks(offset: number, end: number): Promise<number> {
    for (let at = offset; at < end; at++) {
      if ((await this.cellAt(at))?.size !== preBlankSize) {
        return at;
      }
    }
    return Math.max(offset, end);
  }
}

/**
 * Pre-blanks stand at physical offset 0; a blank for a lost record carries the offset of the next one. A damaged cell
 * says nothing: who reads it mends it.
 */
function liesBelow(cell: Cell, physicalOffset: number): boolean {
  if (cell.size === preBlankSize && cell.physicalOffset === 0) {
    return true;
  }
  return cell.size > 0 && cell.physicalOffset >= 0 && cell.physicalOffset < physicalOffset;
}

/**
 * A queue that ends where a file does, or has none: it may have lost the next one, which without a table nobody knows.
 * Whole queues end so by chance, once in as many as a file has cells; the log is read for nothing then, once.
 */
export function findEndingWithFile(cellFiles: CellFiles, queues: ConsumeQueues): ConsumeQueue | undefined {
  for (const queue of queues.all()) {
    if ((queue.maxOffset * cellBytes) % cellFiles.fileBytes === 0) {
      return queue;
    }
  }
  return undefined;
}
