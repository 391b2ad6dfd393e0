import type { StoredMessage } from '../model/message.ts';
import { PropertyName } from '../model/properties.ts';
import type { Logger } from '../runtime/log.ts';
import type { CellFiles } from './cell-files.ts';
import type { CommitLog } from './commit-log.ts';
import type { ConsumeQueue } from './consume-queue.ts';
import type { KeyIndex, KeyQuery } from './key-index.ts';
import { LogBlocks, type LogStretch } from './log-blocks.ts';
import { findLostRecord } from './lost-record-search.ts';
import { type CellContent, QueueCells } from './queue-cells.ts';
import { type CellFilter, type Look, QueueReading, type ReadLimits } from './queue-reading.ts';
import { blankBytes, decodeRecord, inspectRecord } from './record.ts';
import { propertyOf } from './tags-code.ts';

/** What is read of a record before its size is known. */
const headBytes = 4096;
/** Places of damaged cells that are remembered, so that each is searched for and reported once. */
const passedOverMax = 4096;

const one: ReadLimits = { messagesMax: 1, bytesMax: 1, cellsMax: 1 };

export interface QueueRead {
  /**
   * `offsetMoved`: retention has deleted what was asked for. There are no messages then, and `nextOffset` is the first
   * offset that is left.
   */
  readonly outcome: 'read' | 'offsetMoved';
  readonly messages: readonly StoredMessage[];
  /** The next offset to look at, in the direction of the read. */
  readonly nextOffset: number;
}

/** A damaged cell of a queue was found out; what belongs there is to be written into its file. */
export type NoteMended = (queue: ConsumeQueue, offset: number, cell: CellContent) => void;

/**
 * Reads messages by queue offset or place in the log. What is in memory is handed out as views of it, checked for its
 * place only; what comes from the disk is read by other threads and has its checksum verified.
 */
export class QueueReader {
  readonly #commitLog: CommitLog;
  readonly #cells: QueueCells;
  readonly #blocks: LogBlocks;
  readonly #logger: Logger;
  readonly #noteMended: NoteMended;
  readonly #parts: { readonly commitLog: CommitLog; readonly cells: QueueCells; readonly blocks: LogBlocks };
  #passedOver = new Map<ConsumeQueue, Set<number>>();
  #passedOverCount = 0;

  constructor(
    parts: { readonly commitLog: CommitLog; readonly cellFiles: CellFiles; readonly logger: Logger },
    readCacheBytes: number,
    noteMended: NoteMended,
  ) {
    this.#commitLog = parts.commitLog;
    this.#cells = new QueueCells(parts.cellFiles);
    this.#blocks = new LogBlocks(parts.commitLog, readCacheBytes);
    this.#logger = parts.logger;
    this.#noteMended = noteMended;
    this.#parts = { commitLog: parts.commitLog, cells: this.#cells, blocks: this.#blocks };
  }

  /** Messages from `offset` on. */
  read(queue: ConsumeQueue, offset: number, limits: ReadLimits, filter?: CellFilter): Promise<QueueRead> {
    const stop = Math.min(queue.maxOffset, offset + limits.cellsMax);
    return this.#run(queue, offset, stop, 1, limits, filter);
  }

  /** Messages from `offset` down, the newest first. */
  readBackwards(queue: ConsumeQueue, offset: number, limits: ReadLimits, filter?: CellFilter): Promise<QueueRead> {
    const from = Math.min(offset, queue.maxOffset - 1);
    if (from < queue.minOffset && offset >= queue.minOffset) {
      return Promise.resolve({ outcome: 'read', messages: [], nextOffset: from });
    }
    const stop = Math.max(queue.minOffset - 1, from - limits.cellsMax);
    return this.#run(queue, from, stop, -1, limits, filter);
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
    const head =
      this.#blocks.find(physicalOffset, blankBytes) ?? (await this.#blocks.load(physicalOffset, headBytes, false));
    const position = physicalOffset - head.start;
    const size = head.end - physicalOffset < blankBytes ? 0 : head.buffer.view.getInt32(position);
    const left = segments.baseOf(physicalOffset) + segments.segmentBytes - physicalOffset;
    const whole =
      size <= head.end - physicalOffset || size > left
        ? head
        : (this.#blocks.find(physicalOffset, size) ?? (await this.#blocks.load(physicalOffset, size, false)));
    return decodeChecked(whole, physicalOffset);
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
      if (message === undefined && physicalOffset !== before && physicalOffset < this.#commitLog.readable) {
        this.#logger.error({ physicalOffset, key: query.key }, 'a message or its index entry is damaged on disk');
      }
      before = physicalOffset;
      if (message !== undefined && matches(message, query)) {
        found.push(message);
      }
    }
    return found.reverse();
  }

  /** First offset of the file of cells behind the one that has this offset. */
  nextFile(offset: number): number {
    return this.#cells.nextFile(offset);
  }

  /** Segments were deleted: what was remembered of them goes. */
  forgetDeleted(): void {
    this.#blocks.forgetDeleted();
  }

  close(): Promise<void> {
    return this.#blocks.close();
  }

  async #run(
    queue: ConsumeQueue,
    from: number,
    stop: number,
    step: 1 | -1,
    limits: ReadLimits,
    filter: CellFilter | undefined,
  ): Promise<QueueRead> {
    if (from < queue.minOffset) {
      return { outcome: 'offsetMoved', messages: [], nextOffset: queue.minOffset };
    }
    const reading = new QueueReading(this.#parts, queue, limits, filter);
    const { messages } = reading;
    let mended = -1;
    let next = from;
    while ((stop - next) * step > 0 && messages.length < limits.messagesMax) {
      const look = reading.look(next);
      if (look === 'taken' || look === 'skipped') {
        next += step;
      } else if (look === 'cells') {
        await reading.loadCells(next, step);
      } else if (look === 'record') {
        await reading.loadRecord((stop - next) * step > 1 && messages.length + 1 < limits.messagesMax);
      } else if (look === 'full') {
        break;
      } else if (look !== 'damaged' && (await this.#isDeleted(queue, next, look))) {
        return await this.#moved(queue, next, step, messages);
      } else if (queue.removed || look === 'unreadable') {
        this.#reportUnreadable(queue, next);
        break;
      } else {
        const cell = mended === next ? undefined : await this.#mend(queue, next);
        if (cell === undefined) {
          next += step;
        } else {
          mended = next;
          this.#cells.mend(queue, reading.cells, next, cell);
        }
      }
    }
    return { outcome: 'read', messages, nextOffset: next };
  }

  /** What lies before the message is deleted as well; a cell that alone leads below the log is damaged. */
  async #isDeleted(queue: ConsumeQueue, offset: number, look: Look): Promise<boolean> {
    if (offset < queue.minOffset) {
      return true;
    }
    if (look === 'unreadable') {
      return false;
    }
    const before = offset === queue.minOffset ? undefined : await this.#cells.physicalOffset(queue, offset - 1);
    return before === undefined || before < this.#commitLog.segments.first;
  }

  async #moved(
    queue: ConsumeQueue,
    offset: number,
    step: 1 | -1,
    messages: readonly StoredMessage[],
  ): Promise<QueueRead> {
    if (step === -1) {
      // Everything below is gone too.
      return { outcome: 'read', messages, nextOffset: Math.min(offset, queue.minOffset - 1) };
    }
    return messages.length > 0
      ? { outcome: 'read', messages, nextOffset: offset }
      : { outcome: 'offsetMoved', messages, nextOffset: await this.#firstStored(queue, offset) };
  }

  /** The first offset behind a deleted one whose record is still in the log, by halving. */
  async #firstStored(queue: ConsumeQueue, deleted: number): Promise<number> {
    let low = Math.max(queue.minOffset, deleted + 1);
    let high = Math.max(low, queue.maxOffset);
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const physicalOffset = await this.#cells.physicalOffset(queue, middle);
      if (physicalOffset !== undefined && (physicalOffset < 0 || physicalOffset >= this.#commitLog.segments.first)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return Math.max(low, queue.minOffset);
  }

  /** The cell that belongs at this offset; undefined when its message has to be passed over. */
  async #mend(queue: ConsumeQueue, offset: number): Promise<CellContent | undefined> {
    if (this.#passedOver.get(queue)?.has(offset)) {
      return undefined;
    }
    const { topic, queueId } = queue;
    const cell =
      queue.placeOf(offset) === -1
        ? await findLostRecord(this.#commitLog, queue, offset, (at) => this.#readOne(queue, at))
        : undefined;
    if (cell === undefined) {
      this.#passOver(queue, offset);
      this.#logger.error({ topic, queueId, offset }, 'a message is damaged or lost on disk and is passed over');
      return undefined;
    }
    this.#logger.warn(
      { topic, queueId, offset, physicalOffset: cell.physicalOffset },
      'a consumeQueue entry was damaged and is made again from the log',
    );
    this.#noteMended(queue, offset, cell);
    return cell;
  }

  /** The message of this offset if its cell leads to it. */
  async #readOne(queue: ConsumeQueue, offset: number): Promise<StoredMessage | undefined> {
    const reading = new QueueReading(this.#parts, queue, one, undefined);
    for (;;) {
      const look = reading.look(offset);
      if (look === 'cells') {
        await reading.loadCells(offset, 1);
      } else if (look === 'record') {
        await reading.loadRecord(false);
      } else {
        return reading.messages[0];
      }
    }
  }

  #passOver(queue: ConsumeQueue, offset: number): void {
    if (this.#passedOverCount >= passedOverMax) {
      this.#passedOver = new Map();
      this.#passedOverCount = 0;
    }
    const offsets = this.#passedOver.get(queue) ?? new Set();
    this.#passedOver.set(queue, offsets.add(offset));
    this.#passedOverCount++;
  }

  #reportUnreadable(queue: ConsumeQueue, offset: number): void {
    if (!queue.removed) {
      const { topic, queueId } = queue;
      this.#logger.error({ topic, queueId, offset }, 'a consumeQueue ends early');
    }
  }
}

function decodeChecked(block: LogStretch, physicalOffset: number): StoredMessage | undefined {
  const position = physicalOffset - block.start;
  const found = inspectRecord(block.buffer, position, block.end - block.start, physicalOffset, true);
  return found > 0 ? decodeRecord(block.buffer, position) : undefined;
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
