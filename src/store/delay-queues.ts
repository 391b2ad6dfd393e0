import { cellBytes, cellSize, cellTagsCode, preBlankSize } from './cell.ts';
import type { ConsumeQueue } from './consume-queue.ts';
import { delayOfLevel } from './delay-levels.ts';
import { type LogBuffer, newLogBuffer } from './record.ts';
import { scheduleTopic } from './tags-code.ts';
import type { TimerDelivery } from './timer-delivery.ts';
import { type DelayedCopy, deliveredCopy, realPlaceOf } from './timer-records.ts';
import { type TimerParts, type TimerState, turn } from './timer-state.ts';

const limits = { messagesMax: 256, bytesMax: 4 * 1024 * 1024, cellsMax: 256 };

interface Level {
  readonly queueId: number;
  /** Next offset to deliver. */
  offset: number;
  /** Messages below this offset whose time lies too far ahead are delivered at `farDueAt` instead. */
  farEnd: number;
  farDueAt: number;
}

/**
 * The classic levels: queue n - 1 of SCHEDULE_TOPIC_XXXX holds the messages of level n in the order of their times, so
 * looking at its head is enough. How far each has come is kept in `config/delayOffset.json`.
 */
export class DelayQueues {
  readonly #parts: TimerParts;
  readonly #state: TimerState;
  readonly #delivery: TimerDelivery;
  readonly #levels = new Map<number, Level>();
  #content: Record<string, unknown> = {};
  #changed = false;
  /** Cells of a queue that were read from its files. */
  #cells:
    | { readonly queue: ConsumeQueue; readonly buffer: LogBuffer; readonly start: number; readonly end: number }
    | undefined;

  constructor(parts: TimerParts, state: TimerState, delivery: TimerDelivery) {
    this.#parts = parts;
    this.#state = state;
    this.#delivery = delivery;
  }

  get isDirty(): boolean {
    return this.#changed;
  }

  /** Messages of all levels that wait. */
  get pending(): number {
    let count = 0;
    for (const queue of this.#queues()) {
      count += queue.maxOffset - Math.max(queue.minOffset, this.#levels.get(queue.queueId)?.offset ?? 0);
    }
    return Math.max(0, count);
  }

  async load(): Promise<void> {
    const content = await this.#parts.levelFile.read();
    if (typeof content !== 'object' || content === null) {
      return;
    }
    this.#content = { ...content };
    const table = 'offsetTable' in content ? content.offsetTable : undefined;
    for (const [level, offset] of Object.entries(typeof table === 'object' && table !== null ? table : {})) {
      const queueId = Number(level) - 1;
      if (Number.isInteger(queueId) && queueId >= 0 && Number.isSafeInteger(offset) && offset >= 0) {
        this.#levels.set(queueId, { queueId, offset, farEnd: 0, farDueAt: 0 });
      }
    }
  }

  /** Passes over what the process before has delivered without leaving word of it, whatever the clock says now. */
  async skipDelivered(): Promise<void> {
    const { copies, recoveredTail } = this.#state;
    for (const queue of copies === undefined ? [] : this.#queues()) {
      const level = this.#levelOf(queue);
      for (let going = true; going && level.offset < queue.maxOffset; ) {
        const { messages } = await this.#parts.reader.read(queue, level.offset, limits);
        going = messages.length > 0;
        for (const message of messages) {
          const place = realPlaceOf(message.properties);
          going &&= place !== undefined && message.physicalOffset < recoveredTail;
          going &&= place !== undefined && copies?.takeCopy(deliveredCopy(message, place, -1, 0)) === true;
          if (going) {
            level.offset = message.queueOffset + 1;
            this.#changed = true;
          }
        }
      }
    }
  }

  /** Delivers what is due, and tells when the next message is, if there is one. */
  async pass(): Promise<number | undefined> {
    let next: number | undefined;
    for (const queue of this.#queues()) {
      const due = await this.#passLevel(queue);
      if (due !== undefined && (next === undefined || due < next)) {
        next = due;
      }
    }
    return next;
  }

  async flush(): Promise<void> {
    if (!this.#changed) {
      return;
    }
    const offsetTable = Object.fromEntries(
      [...this.#levels.values()].map((level) => [level.queueId + 1, level.offset]),
    );
    const now = this.#parts.clock.now();
    const dataVersion = this.#content['dataVersion'] ?? { counter: 0, stateVersion: 0, timestamp: now };
    await this.#parts.levelFile.write({ ...this.#content, dataVersion, offsetTable });
    this.#changed = false;
  }

  #queues(): ConsumeQueue[] {
    return this.#parts.queues.ofTopic(scheduleTopic).filter((queue) => queue.maxOffset > 0);
  }

  #levelOf({ queueId }: ConsumeQueue): Level {
    let level = this.#levels.get(queueId);
    if (level === undefined) {
      level = { queueId, offset: 0, farEnd: 0, farDueAt: 0 };
      this.#levels.set(queueId, level);
    }
    return level;
  }

  /** When the head of the queue is due, with everything before it delivered; undefined when nothing is left. */
  async #passLevel(queue: ConsumeQueue): Promise<number | undefined> {
    const { reader, clock } = this.#parts;
    const level = this.#levelOf(queue);
    if (level.offset > queue.maxOffset || level.offset < queue.minOffset) {
      level.offset = Math.min(Math.max(level.offset, queue.minOffset), queue.maxOffset);
      this.#changed = true;
    }
    while (level.offset < queue.maxOffset) {
      const head = await this.#dueAt(queue, level, level.offset);
      const now = clock.now();
      if (head > now) {
        return head;
      }
      // As many as are due: the tags codes tell, without their records being read.
      let end = level.offset + 1;
      const stop = Math.min(queue.maxOffset, level.offset + limits.messagesMax);
      let latest = head;
      for (let due = 0; end < stop && due <= now; end += due <= now ? 1 : 0) {
        due = await this.#dueAt(queue, level, end);
        latest = due <= now ? Math.max(latest, due) : latest;
      }
      const read = await reader.read(queue, level.offset, { ...limits, cellsMax: end - level.offset });
      const [early] = await this.#delivery.append(this.#copiesOf(read.messages), () => latest <= clock.now());
      level.offset = early?.source.queueOffset ?? Math.max(level.offset + 1, read.nextOffset);
      this.#changed = true;
      await turn();
    }
    return undefined;
  }

  #copiesOf(messages: Awaited<ReturnType<TimerParts['reader']['read']>>['messages']): DelayedCopy[] {
    const { clock, logger } = this.#parts;
    const { copies: known, recoveredTail } = this.#state;
    const copies: DelayedCopy[] = [];
    for (const message of messages) {
      const place = realPlaceOf(message.properties);
      if (place === undefined) {
        const { physicalOffset } = message;
        logger.error({ physicalOffset }, 'a delayed message names no topic, it is not delivered');
        continue;
      }
      const copy = deliveredCopy(message, place, -1, clock.now());
      if (known === undefined || message.physicalOffset >= recoveredTail || !known.takeCopy(copy)) {
        copies.push(copy);
      }
    }
    return copies;
  }

  /** The time in the cell. One that is further ahead than the level's delay comes from a clock that was set back since. */
  async #dueAt(queue: ConsumeQueue, level: Level, offset: number): Promise<number> {
    const { clock, settings } = this.#parts;
    const dueAt = await this.#timeInCell(queue, offset);
    const latest = clock.now() + delayOfLevel(level.queueId + 1, settings.levelDelaysMs);
    if (dueAt <= latest) {
      return dueAt;
    }
    if (offset >= level.farEnd || level.farDueAt > latest) {
      level.farEnd = queue.maxOffset;
      level.farDueAt = latest;
    }
    return level.farDueAt;
  }

  /** 0 for a place without a record. */
  async #timeInCell(queue: ConsumeQueue, offset: number): Promise<number> {
    const place = queue.placeOf(offset);
    if (place !== -1) {
      return queue.sizeAt(place) === preBlankSize ? 0 : queue.tagsCodeAt(place);
    }
    if (
      this.#cells === undefined ||
      this.#cells.queue !== queue ||
      !(offset >= this.#cells.start && offset < this.#cells.end)
    ) {
      const buffer = newLogBuffer(limits.cellsMax * cellBytes);
      const length = await this.#parts.cellFiles.read(queue.topic, queue.queueId, offset, buffer.bytes);
      this.#cells = { queue, buffer, start: offset, end: offset + Math.floor(length / cellBytes) };
    }
    const { buffer, start, end } = this.#cells;
    return offset < end ? timeOf(buffer, (offset - start) * cellBytes) : 0;
  }
}

function timeOf({ view }: LogBuffer, position: number): number {
  return cellSize(view, position) === preBlankSize ? 0 : cellTagsCode(view, position);
}
