import type { StoredMessage } from '../model/message.ts';
import { PropertyName } from '../model/properties.ts';
import { diskErrorCode } from '../runtime/disk.ts';
import type { Logger } from '../runtime/log.ts';
import { cellBytes, cellPhysicalOffset, cellSize, cellTagsCode, preBlankSize } from './cell.ts';
import type { CellFiles } from './cell-files.ts';
import type { CommitLog } from './commit-log.ts';
import type { ConsumeQueue } from './consume-queue.ts';
import type { KeyIndex, KeyQuery } from './key-index.ts';
import { decodeRecord, Finding, inspectRecord, type LogBuffer, newLogBuffer } from './record.ts';
import { propertyOf } from './tags-code.ts';

/** Cells that are read from a file at once. */
const cellBatch = 512;
/** A record that is not in memory is read with what follows it, up to this size, when the next one is near. */
const readAheadBytes = 256 * 1024;
const headBytes = 4096;
/** Before so much memory is taken on a cell's word, the record itself is asked for its size. */
const headFirstBytes = 8 * 1024 * 1024;

export interface ReadLimits {
  readonly messagesMax: number;
  /** At least one message is returned whatever its size. */
  readonly bytesMax: number;
  /** Cells looked at, matching or not. */
  readonly cellsMax: number;
}

/** Looks at the tag hash of a cell (Java hashCode of the tag, 0 without a tag) before the record is read. */
export type CellFilter = (tagHash: number) => boolean;

export interface QueueRead {
  readonly messages: readonly StoredMessage[];
  /** The first offset that was not looked at. */
  readonly nextOffset: number;
}

/** A stretch of cells, or of the log, that was read for one call. */
interface Stretch {
  readonly buffer: LogBuffer;
  readonly start: number;
  readonly end: number;
}

const nothing: Stretch = { buffer: newLogBuffer(0), start: 0, end: 0 };

/**
 * Reads messages by queue offset or place in the log. What is in memory is handed out as views of it, checked for its
 * place only; what comes from the disk is read by other threads and has its checksum verified.
 */
export class QueueReader {
  readonly #commitLog: CommitLog;
  readonly #cellFiles: CellFiles;
  readonly #logger: Logger;

  constructor(commitLog: CommitLog, cellFiles: CellFiles, logger: Logger) {
    this.#commitLog = commitLog;
    this.#cellFiles = cellFiles;
    this.#logger = logger;
  }

  async read(queue: ConsumeQueue, offset: number, limits: ReadLimits, filter?: CellFilter): Promise<QueueRead> {
    const messages: StoredMessage[] = [];
    let next = Math.max(offset, queue.minOffset);
    const stop = Math.min(queue.maxOffset, next + limits.cellsMax);
    let bytes = 0;
    let cells = nothing;
    let block = nothing;
    while (next < stop && messages.length < limits.messagesMax) {
      let buffer = queue.bufferOf(next);
      let position = 0;
      if (buffer === undefined) {
        if (next < cells.start || next >= cells.end) {
          cells = await this.#readCells(queue, next, Math.min(cellBatch, stop - next));
          if (cells.end <= next) {
            this.#logger.error(
              { topic: queue.topic, queueId: queue.queueId, offset: next },
              'a consumeQueue ends early',
            );
            break;
          }
        }
        buffer = cells.buffer;
        position = (next - cells.start) * cellBytes;
      } else {
        position = queue.cellPosition(next);
      }
      const size = cellSize(buffer.view, position);
      if (
        size <= 0 ||
        size === preBlankSize ||
        (filter !== undefined && !filter(cellTagsCode(buffer.view, position)))
      ) {
        next++;
        continue;
      }
      const physicalOffset = cellPhysicalOffset(buffer.view, position);
      if (messages.length > 0 && bytes + size > limits.bytesMax) {
        break;
      }
      let message = this.#fromMemory(physicalOffset, size);
      if (message === undefined) {
        if (physicalOffset < block.start || physicalOffset + size > block.end) {
          const near = next + 1 < stop && messages.length + 1 < limits.messagesMax;
          const wanted = near ? Math.max(size, readAheadBytes) : size;
          block =
            size > headFirstBytes && !(await this.#isSize(physicalOffset, size))
              ? nothing
              : await this.#readBlock(physicalOffset, wanted);
        }
        message = decodeChecked(block, physicalOffset, size);
      }
      if (message !== undefined && message.queueOffset === next && message.queueId === queue.queueId) {
        messages.push(message);
        bytes += size;
      } else {
        this.#reportDamage(queue, next, physicalOffset);
      }
      next++;
    }
    return { messages, nextOffset: next };
  }

  /** The record that begins at this place of the log, if a valid one does. */
  async readAt(physicalOffset: number): Promise<StoredMessage | undefined> {
    const { segments } = this.#commitLog;
    if (physicalOffset < segments.first || physicalOffset >= this.#commitLog.readable) {
      return undefined;
    }
    const chunk = this.#commitLog.hot(physicalOffset);
    if (chunk !== undefined) {
      const position = physicalOffset - chunk.base;
      const found = inspectRecord(chunk, position, chunk.used, physicalOffset, true);
      return found > 0 ? decodeRecord(chunk, position) : undefined;
    }
    let block = await this.#readBlock(physicalOffset, headBytes);
    const size = block.end - block.start < 8 ? 0 : block.buffer.view.getInt32(0);
    const left = segments.baseOf(physicalOffset) + segments.segmentBytes - physicalOffset;
    if (size > headBytes && size <= left) {
      block = await this.#readBlock(physicalOffset, size);
    }
    return decodeChecked(block, physicalOffset, size);
  }

  async query(keyIndex: KeyIndex, query: KeyQuery): Promise<readonly StoredMessage[]> {
    const found: StoredMessage[] = [];
    let before = Number.POSITIVE_INFINITY;
    for (const physicalOffset of await keyIndex.find(query, this.#commitLog.segments.first)) {
      if (found.length >= query.messagesMax) {
        break;
      }
      // One record can lead to itself more than once: by a key that is repeated.
      const message = physicalOffset === before ? undefined : await this.readAt(physicalOffset);
      before = physicalOffset;
      if (message !== undefined && matches(message, query)) {
        found.push(message);
      }
    }
    return found.reverse();
  }

  #fromMemory(physicalOffset: number, size: number): StoredMessage | undefined {
    const chunk = this.#commitLog.hot(physicalOffset);
    if (chunk === undefined) {
      return undefined;
    }
    const position = physicalOffset - chunk.base;
    const found = inspectRecord(chunk, position, chunk.used, physicalOffset, false);
    return found === size ? decodeRecord(chunk, position) : undefined;
  }

  async #readCells(queue: ConsumeQueue, offset: number, count: number): Promise<Stretch> {
    const buffer = newLogBuffer(count * cellBytes);
    const length = await this.#cellFiles.read(queue.topic, queue.queueId, offset, buffer.bytes);
    return { buffer, start: offset, end: offset + Math.floor(length / cellBytes) };
  }

  async #readBlock(physicalOffset: number, size: number): Promise<Stretch> {
    const { segments } = this.#commitLog;
    const left = segments.baseOf(physicalOffset) + segments.segmentBytes - physicalOffset;
    if (physicalOffset < segments.first || physicalOffset >= segments.end) {
      return nothing;
    }
    const buffer = newLogBuffer(Math.min(size, left));
    try {
      const length = await segments.read(buffer.bytes, physicalOffset);
      return { buffer, start: physicalOffset, end: physicalOffset + length };
    } catch (error) {
      // The segment was removed between the look at its cell and now.
      if (diskErrorCode(error) === 'ENOENT') {
        return nothing;
      }
      throw error;
    }
  }

  async #isSize(physicalOffset: number, size: number): Promise<boolean> {
    const block = await this.#readBlock(physicalOffset, headBytes);
    return block.end - block.start >= 8 && block.buffer.view.getInt32(0) === size;
  }

  #reportDamage(queue: ConsumeQueue, offset: number, physicalOffset: number): void {
    if (physicalOffset >= this.#commitLog.segments.first) {
      const { topic, queueId } = queue;
      this.#logger.error({ topic, queueId, offset, physicalOffset }, 'a message is damaged on disk and is passed over');
    }
  }
}

function decodeChecked(block: Stretch, physicalOffset: number, size: number): StoredMessage | undefined {
  const position = physicalOffset - block.start;
  const end = block.end - block.start;
  if (position < 0 || position >= end) {
    return undefined;
  }
  const found = inspectRecord(block.buffer, position, end, physicalOffset, true);
  return found === size && found > Finding.BLANK ? decodeRecord(block.buffer, position) : undefined;
}

function matches(message: StoredMessage, query: KeyQuery): boolean {
  const { properties, storeTimestamp, topic } = message;
  if (topic !== query.topic || storeTimestamp < query.beginTimestamp || storeTimestamp > query.endTimestamp) {
    return false;
  }
  switch (query.kind) {
    case 'uniqueKey':
      return propertyOf(properties, PropertyName.UNIQUE_KEY) === query.key;
    case 'key':
      return propertyOf(properties, PropertyName.KEYS).split(' ').includes(query.key);
    case 'tag':
      return propertyOf(properties, PropertyName.TAGS) === query.key;
  }
}
