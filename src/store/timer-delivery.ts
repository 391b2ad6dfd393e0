import type { MqError } from '../model/errors.ts';
import { Code } from '../model/errors.ts';
import type { StoredMessage } from '../model/message.ts';
import { PropertyName } from '../model/properties.ts';
import type { Cancel } from '../runtime/clock.ts';
import { diskErrorCode } from '../runtime/disk.ts';
import { decodeRecord, inspectRecord, type LogBuffer, newLogBuffer } from './record.ts';
import { propertyOf } from './tags-code.ts';
import { UnitFlag } from './timer-log.ts';
import {
  type DelayedCopy,
  DeliveryBatch,
  deliveredCopy,
  realPlaceOf,
  rolledCopy,
  slotTimeOf,
  timerTopic,
} from './timer-records.ts';
import { TimerDamage, type TimerParts, type TimerState, TimerStopped, turn, unitOf } from './timer-state.ts';
import type { TimerSlot } from './timer-wheel.ts';

/** Messages that are delivered before other work of the event loop gets its chance. */
const messagesPerTurn = 256;
/** Units of one slot whose positions are in memory at once. */
const unitsAtOnce = 32_768;
/** Log that is read at once when the next record is near. */
const readAheadBytes = 256 * 1024;
/** Pause before what could not be appended is tried again. */
const retryMs = 1000;

const hopelessCodes: ReadonlySet<number> = new Set([
  Code.ILLEGAL_TOPIC,
  Code.BAD_REQUEST,
  Code.MESSAGE_BODY_TOO_LARGE,
  Code.MESSAGE_PROPERTIES_TOO_LARGE,
  Code.ILLEGAL_MESSAGE_PROPERTY_KEY,
  Code.PAYLOAD_TOO_LARGE,
]);

/** A stretch of the log that was read. */
interface LogBlock {
  readonly buffer: LogBuffer;
  readonly start: number;
  readonly end: number;
}

/** Units of a slot, oldest last. */
class UnitList {
  readonly positions = new Float64Array(unitsAtOnce);
  readonly physicalOffsets = new Float64Array(unitsAtOnce);
  readonly writeTimes = new Float64Array(unitsAtOnce);
  readonly sizes = new Int32Array(unitsAtOnce);
  readonly flags = new Int32Array(unitsAtOnce);
  count = 0;
}

/** What is known of a slot before it is delivered. */
interface Survey {
  /** Every so many units the position of one, newest first. */
  readonly marks: readonly number[];
  /** Keys of the messages that were taken back. */
  readonly cancelled: ReadonlySet<string>;
  /** Positions of the first unit that takes back and of the last one that does not. */
  readonly firstCancel: number;
  readonly lastMessage: number;
}

/** Leaves word of what was done so far. */
interface Checkpoints {
  readonly ifDue: () => Promise<void>;
  readonly write: () => Promise<void>;
}

/** Takes messages whose time has come to where they belong. */
export class TimerDelivery {
  readonly #parts: TimerParts;
  readonly #state: TimerState;
  #list: UnitList | undefined;
  #block: LogBlock | undefined;
  #stopped = false;
  #wakeUp: (() => void) | undefined;
  /** A part of the last messages was delivered and not counted, when the store stopped. */
  interrupted = false;

  constructor(parts: TimerParts, state: TimerState) {
    this.#parts = parts;
    this.#state = state;
  }

  stop(): void {
    this.#stopped = true;
    this.#wakeUp?.();
  }

  /**
   * Delivers all of a slot that is over, the oldest message first, and frees it. When the clock is set back to before its
   * end, what is left of it goes round once more; false when nothing was delivered until then.
   */
  async deliver(slot: TimerSlot, checkpoints: Checkpoints): Promise<boolean> {
    const state = this.#state;
    const { marks, cancelled, firstCancel, lastMessage } = await this.#survey(slot);
    let rolls = false;
    for (let index = marks.length - 1; index >= 0; index--) {
      const list = await this.#listUnits(marks[index] ?? -1, marks[index + 1] ?? -1);
      for (let end = list.count; end > 0; end -= messagesPerTurn) {
        rolls ||= !this.#isOver(slot);
        if (rolls && state.partialSlot !== slot.time) {
          return false;
        }
        await this.#deliverUnits(slot, list, Math.max(0, end - messagesPerTurn), end, cancelled, rolls);
        await turn();
        if (index > 0 || end > messagesPerTurn) {
          await checkpoints.ifDue();
        }
      }
    }
    this.#list = undefined;
    this.#block = undefined;
    if (firstCancel < state.checkedPosition && lastMessage >= state.checkedPosition) {
      // A crash would have the message taken in anew, and nothing that takes it back if the slot on disk is free.
      await checkpoints.write();
    }
    await this.#parts.wheel.clear(slot.time);
    state.partialSlot = -1;
    return true;
  }

  #endOf(slot: TimerSlot): number {
    return (slot.time + 1) * this.#parts.settings.precisionMs;
  }

  #isOver(slot: TimerSlot): boolean {
    return slot.time < unitOf(this.#parts.clock.now(), this.#parts.settings);
  }

  async #survey(slot: TimerSlot): Promise<Survey> {
    const { log, settings, logger } = this.#parts;
    const marks: number[] = [];
    const cancelled = new Set<string>();
    let firstCancel = Number.POSITIVE_INFINITY;
    let lastMessage = -1;
    let count = 0;
    for (let position = slot.lastPosition; position >= 0; ) {
      const unit = await log.unitAt(position);
      if (unit === undefined && position < log.first) {
        logger.error({ slot: slot.time }, 'delayed messages are lost: their segments were deleted before their time');
        break;
      }
      const time = unit === undefined ? -1 : unitOf(unit.writeTimeMs + unit.delayMs, settings);
      if (unit === undefined || time !== slot.time || unit.previous >= position) {
        throw new TimerDamage(`the timerlog has no unit of slot ${slot.time} at ${position}`);
      }
      if (count % unitsAtOnce === 0) {
        marks.push(position);
      }
      if ((unit.flags & UnitFlag.CANCEL) === 0) {
        lastMessage = Math.max(lastMessage, position);
      } else {
        firstCancel = position;
        const message = await this.#messageAt(unit.physicalOffset, unit.size);
        const key = message === undefined ? '' : propertyOf(message.properties, PropertyName.TIMER_CANCEL_KEY);
        if (key !== '') {
          cancelled.add(key);
        }
      }
      count++;
      position = unit.previous;
      if (count % 4096 === 0) {
        await turn();
      }
    }
    return { marks, cancelled, firstCancel, lastMessage };
  }

  async #listUnits(from: number, until: number): Promise<UnitList> {
    const { log } = this.#parts;
    this.#list ??= new UnitList();
    const list = this.#list;
    list.count = 0;
    for (let position = from; position > until; ) {
      const unit = await log.unitAt(position);
      if (unit === undefined) {
        break;
      }
      const { count } = list;
      list.positions[count] = position;
      list.physicalOffsets[count] = unit.physicalOffset;
      list.writeTimes[count] = unit.writeTimeMs;
      list.sizes[count] = unit.size;
      list.flags[count] = unit.flags;
      list.count++;
      position = unit.previous;
    }
    return list;
  }

  /** Delivers the units from `end` - 1 down to `start`; `rolls`: they are stored anew, for the same time, instead. */
  async #deliverUnits(
    slot: TimerSlot,
    list: UnitList,
    start: number,
    end: number,
    cancelled: ReadonlySet<string>,
    rolls: boolean,
  ): Promise<void> {
    const state = this.#state;
    const copies: DelayedCopy[] = [];
    const slotEndMs = rolls ? this.#endOf(slot) : undefined;
    for (let index = end - 1; index >= start; index--) {
      const isPast = state.partialSlot === slot.time && (list.positions[index] ?? 0) <= state.partialPosition;
      const message = isPast ? undefined : await this.#sourceOf(slot, list, index);
      const copy = message === undefined ? undefined : this.#copyOf(message, list, index, cancelled, slotEndMs);
      const wasDelivered =
        copy !== undefined &&
        copy.source.physicalOffset < state.recoveredTail &&
        state.copies?.takeSource(copy.source) === true;
      if (copy !== undefined && !wasDelivered) {
        copies.push(copy);
      }
    }
    const early = await this.append(copies, () => rolls || this.#isOver(slot));
    if (early.length > 0) {
      await this.append(early.map((copy) => rolledCopy(copy.source, this.#endOf(slot))));
    }
    const before = state.partialSlot === slot.time ? state.partialPosition : -1;
    state.partialSlot = slot.time;
    state.partialPosition = Math.max(before, list.positions[start] ?? -1);
  }

  async #sourceOf(slot: TimerSlot, list: UnitList, index: number): Promise<StoredMessage | undefined> {
    const { commitLog, logger, settings } = this.#parts;
    const physicalOffset = list.physicalOffsets[index] ?? 0;
    const message = await this.#messageAt(physicalOffset, list.sizes[index] ?? 0);
    if (message === undefined) {
      const gone = physicalOffset < commitLog.segments.first;
      logger.error(
        { physicalOffset },
        gone
          ? 'a delayed message is lost: its segment was deleted before its time, for want of space'
          : 'a delayed message is damaged on disk and is not delivered',
      );
      return undefined;
    }
    const rolls = ((list.flags[index] ?? 0) & UnitFlag.ROLL) !== 0;
    if (message.topic !== timerTopic || (!rolls && unitOf(slotTimeOf(message), settings) > slot.time)) {
      throw new TimerDamage(`the timerlog names the record at ${physicalOffset}, which is not of slot ${slot.time}`);
    }
    return message;
  }

  /**
   * What to append for a message; undefined when it was cancelled or has nowhere to go. `slotEndMs`: the slot is not over
   * before, so everything goes round.
   */
  #copyOf(
    message: StoredMessage,
    list: UnitList,
    index: number,
    cancelled: ReadonlySet<string>,
    slotEndMs: number | undefined,
  ): DelayedCopy | undefined {
    const { clock, logger } = this.#parts;
    const flags = list.flags[index] ?? 0;
    const goesRound = slotEndMs !== undefined || (flags & UnitFlag.ROLL) !== 0;
    if ((flags & UnitFlag.CANCEL) !== 0) {
      return goesRound ? rolledCopy(message, slotEndMs) : undefined;
    }
    const place = realPlaceOf(message.properties);
    if (place === undefined) {
      logger.error({ physicalOffset: message.physicalOffset }, 'a delayed message names no topic, it is not delivered');
      return undefined;
    }
    if (cancelled.size > 0) {
      const key = propertyOf(message.properties, PropertyName.UNIQUE_KEY);
      // RocketMQ can be told to put the topic before the key.
      if (cancelled.has(key) || cancelled.has(`${place.topic}+${key}`)) {
        return undefined;
      }
    }
    return goesRound
      ? rolledCopy(message, slotEndMs)
      : deliveredCopy(message, place, list.writeTimes[index] ?? 0, clock.now());
  }

  /**
   * Appends all of them in their order, again and again until they are stored; TimerStopped when that will not happen. Tells
   * those at the end that are not, as their time is not over any more.
   */
  async append(copies: readonly DelayedCopy[], isOver = () => true): Promise<readonly DelayedCopy[]> {
    const { appender, commitLog, logger } = this.#parts;
    let waiting = copies;
    while (waiting.length > 0 && isOver()) {
      const batch = new DeliveryBatch();
      let failure: MqError | undefined;
      for (const copy of waiting) {
        copy.batch = batch;
        copy.error = undefined;
        batch.noteStarted();
        // What comes behind one that has to wait waits, too.
        const refusal = failure ?? appender.append([copy], copy);
        if (refusal !== undefined) {
          copy.notStored(refusal);
          failure = hopelessCodes.has(refusal.code) ? failure : refusal;
        }
      }
      await batch.ended();
      waiting = waiting.filter((copy) => copy.error !== undefined && !this.#isHopeless(copy.error, copy));
      if (waiting.length > 0) {
        if (this.#stopped || commitLog.refusal !== undefined) {
          this.interrupted = true;
          throw new TimerStopped();
        }
        logger.warn({ error: waiting[0]?.error, count: waiting.length }, 'delayed messages cannot be delivered now');
        await this.#pause();
      }
    }
    return waiting;
  }

  #isHopeless(error: MqError, copy: DelayedCopy): boolean {
    const hopeless = hopelessCodes.has(error.code);
    if (hopeless) {
      const { topic, uniqueKey } = copy;
      this.#parts.logger.error({ error, topic, uniqueKey }, 'a delayed message cannot be stored, it is not delivered');
    }
    return hopeless;
  }

  async #pause(): Promise<void> {
    let cancel: Cancel = () => undefined;
    await new Promise<void>((resolve) => {
      this.#wakeUp = resolve;
      cancel = this.#parts.clock.after(retryMs, resolve);
    });
    cancel();
    this.#wakeUp = undefined;
  }

  async #messageAt(physicalOffset: number, size: number): Promise<StoredMessage | undefined> {
    const { commitLog } = this.#parts;
    const { segments } = commitLog;
    if (physicalOffset < segments.first || physicalOffset + size > commitLog.readable) {
      return undefined;
    }
    const chunk = commitLog.hot(physicalOffset);
    if (chunk !== undefined) {
      const position = physicalOffset - chunk.base;
      const found = inspectRecord(chunk, position, chunk.used, physicalOffset, false);
      return found === size ? decodeRecord(chunk, position) : undefined;
    }
    const block =
      this.#block !== undefined && physicalOffset >= this.#block.start && physicalOffset + size <= this.#block.end
        ? this.#block
        : await this.#readBlock(physicalOffset, size);
    const position = physicalOffset - block.start;
    const found = inspectRecord(block.buffer, position, block.end - block.start, physicalOffset, true);
    return found === size ? decodeRecord(block.buffer, position) : undefined;
  }

  async #readBlock(physicalOffset: number, size: number): Promise<LogBlock> {
    const { segments, readable } = this.#parts.commitLog;
    const left = segments.baseOf(physicalOffset) + segments.segmentBytes - physicalOffset;
    const buffer = newLogBuffer(Math.min(left, Math.max(size, readAheadBytes)));
    let length = 0;
    try {
      length = await segments.read(buffer.bytes, physicalOffset);
    } catch (error) {
      // The segment was removed between the look at its first offset and now.
      if (diskErrorCode(error) !== 'ENOENT') {
        throw error;
      }
    }
    const block = { buffer, start: physicalOffset, end: Math.min(physicalOffset + length, readable) };
    this.#block = block;
    return block;
  }
}
