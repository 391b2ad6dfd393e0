import type { StoredMessage } from '../model/message.ts';
import { cellBytes, cellPhysicalOffset, cellSize, cellTagsCode, preBlankSize, tellsTag } from './cell.ts';
import type { CommitLog } from './commit-log.ts';
import type { ConsumeQueue } from './consume-queue.ts';
import { emptyStretch, type LogBlocks, type LogStretch } from './log-blocks.ts';
import { type CellStretch, noCells, type QueueCells } from './queue-cells.ts';
import { inspectRecord, isRecordOf, type LogBuffer, viewRecord } from './record.ts';

/** Before so much memory is taken on a cell's word, the record itself is asked for its size. */
const headFirstBytes = 8 * 1024 * 1024;
const headBytes = 4096;

export interface ReadLimits {
  readonly messagesMax: number;
  /** At least one message is returned whatever its size. */
  readonly bytesMax: number;
  /** Cells looked at, matching or not. */
  readonly cellsMax: number;
}

/** Looks at the tag hash of a cell (Java hashCode of the tag, 0 without a tag) before the record is read. */
export type CellFilter = (tagHash: number) => boolean;

/** What a look at one offset of a queue has come to. */
export type Look =
  /** Its message was taken. */
  | 'taken'
  /** A place without a message, or the filter refuses it. */
  | 'skipped'
  /** The message would burst the answer. */
  | 'full'
  /** To be loaded first. */
  | 'cells'
  | 'record'
  /** The record lies below the log. */
  | 'gone'
  /** The cell cannot be read although the queue has it. */
  | 'unreadable'
  /** The cell does not lead to the message of this place. */
  | 'damaged';

export interface ReadingParts {
  readonly commitLog: CommitLog;
  readonly cells: QueueCells;
  readonly blocks: LogBlocks;
}

/**
 * One read of a queue, offset by offset. What is in memory is looked at without a promise; for the rest `look` says what
 * has to be loaded before it is called again.
 */
export class QueueReading {
  readonly messages: StoredMessage[] = [];
  readonly #parts: ReadingParts;
  readonly #queue: ConsumeQueue;
  readonly #limits: ReadLimits;
  readonly #filter: CellFilter | undefined;
  #bytes = 0;
  #cells: CellStretch = noCells;
  #block: LogStretch = emptyStretch;
  /** What was loaded last, so that what is still missing then counts as not there. */
  #cellsLoadedFor = -1;
  #recordLoadedFor = -1;
  /** Of the cell that was looked at last. */
  #physicalOffset = 0;
  #size = 0;

  constructor(parts: ReadingParts, queue: ConsumeQueue, limits: ReadLimits, filter: CellFilter | undefined) {
    this.#parts = parts;
    this.#queue = queue;
    this.#limits = limits;
    this.#filter = filter;
  }

  /** The stretch of cells that the last look used. */
  get cells(): CellStretch {
    return this.#cells;
  }

  look(offset: number): Look {
    const queue = this.#queue;
    const place = queue.placeOf(offset);
    let tagsCode = 0;
    if (place !== -1) {
      this.#size = queue.sizeAt(place);
      this.#physicalOffset = queue.physicalOffsetAt(place);
      tagsCode = queue.tagsCodeAt(place);
    } else {
      if (offset < this.#cells.start || offset >= this.#cells.end) {
        const known = this.#parts.cells.find(queue, offset);
        if (known === undefined) {
          return this.#cellsLoadedFor === offset ? 'unreadable' : 'cells';
        }
        this.#cells = known;
      }
      const { view } = this.#cells.buffer;
      const position = (offset - this.#cells.start) * cellBytes;
      this.#size = cellSize(view, position);
      this.#physicalOffset = cellPhysicalOffset(view, position);
      tagsCode = cellTagsCode(view, position);
    }
    if (this.#size === preBlankSize) {
      return 'skipped';
    }
    if (this.#size <= 0 || this.#physicalOffset < 0) {
      return 'damaged';
    }
    if (this.#filter !== undefined && tellsTag(tagsCode) && !this.#filter(tagsCode)) {
      return 'skipped';
    }
    return this.#lookAtRecord(offset);
  }

  /** After `cells`. */
  async loadCells(offset: number, direction: 1 | -1): Promise<void> {
    this.#cells = await this.#parts.cells.load(this.#queue, offset, direction);
    this.#cellsLoadedFor = offset;
  }

  /** After `record`. `sequel`: more records near it are wanted. */
  async loadRecord(sequel: boolean): Promise<void> {
    const { blocks } = this.#parts;
    const physicalOffset = this.#physicalOffset;
    const size = this.#size;
    this.#recordLoadedFor = physicalOffset;
    if (size > headFirstBytes) {
      const head = await blocks.load(physicalOffset, headBytes, false);
      const position = physicalOffset - head.start;
      if (head.end - physicalOffset < 4 || head.buffer.view.getInt32(position) !== size) {
        this.#block = emptyStretch;
        return;
      }
    }
    this.#block = await blocks.load(physicalOffset, size, sequel);
  }

  #lookAtRecord(offset: number): Look {
    const physicalOffset = this.#physicalOffset;
    const size = this.#size;
    const { commitLog, blocks } = this.#parts;
    if (physicalOffset < commitLog.segments.first) {
      return 'gone';
    }
    if (physicalOffset + size > commitLog.readable) {
      return 'damaged';
    }
    if (this.messages.length > 0 && this.#bytes + size > this.#limits.bytesMax) {
      return 'full';
    }
    const chunk = commitLog.hot(physicalOffset);
    if (chunk !== undefined) {
      // Nothing but our own process has had it in hand: no checksum.
      return this.#take(chunk, physicalOffset - chunk.base, chunk.used, offset, false);
    }
    let block = this.#block;
    if (physicalOffset < block.start || physicalOffset + size > block.end) {
      const known = blocks.find(physicalOffset, size);
      if (known === undefined) {
        return this.#recordLoadedFor === physicalOffset ? 'damaged' : 'record';
      }
      block = known;
      this.#block = known;
    }
    return this.#take(block.buffer, physicalOffset - block.start, block.end - block.start, offset, true);
  }

  #take(buffer: LogBuffer, position: number, end: number, offset: number, checkBody: boolean): Look {
    const queue = this.#queue;
    if (
      inspectRecord(buffer, position, end, this.#physicalOffset, checkBody) !== this.#size ||
      !isRecordOf(buffer, position, queue.topicBytes, queue.queueId, offset)
    ) {
      return 'damaged';
    }
    this.messages.push(viewRecord(buffer, position, queue.topic));
    this.#bytes += this.#size;
    return 'taken';
  }
}
