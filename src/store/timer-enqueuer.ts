import { javaHash } from '../model/java-hash.ts';
import type { StoredMessage } from '../model/message.ts';
import { PropertyName } from '../model/properties.ts';
import { propertyOf } from './tags-code.ts';
import { UnitFlag } from './timer-log.ts';
import { slotTimeOf, timerTopic } from './timer-records.ts';
import {
  noteTurnedBack,
  oldestSlot,
  TimerDamage,
  type TimerParts,
  type TimerState,
  turn,
  unitOf,
} from './timer-state.ts';

const limits = { messagesMax: 512, bytesMax: 4 * 1024 * 1024, cellsMax: 512 };

/** Takes messages of the timer topic, in their order, to the timerlog and the wheel. */
export class TimerEnqueuer {
  readonly #parts: TimerParts;
  readonly #state: TimerState;

  constructor(parts: TimerParts, state: TimerState) {
    this.#parts = parts;
    this.#state = state;
  }

  /** Offset behind the last message that can be taken now. */
  get target(): number {
    return this.#parts.queues.find(timerTopic, 0)?.maxOffset ?? 0;
  }

  /** One batch of the messages below the target; `now` stays the same until the target is reached. */
  async step(target: number, now: number): Promise<void> {
    const { queues, reader } = this.#parts;
    const state = this.#state;
    const queue = queues.find(timerTopic, 0);
    if (queue === undefined || state.queueOffset >= target) {
      state.queueOffset = Math.max(state.queueOffset, target);
      return;
    }
    const read = await reader.read(queue, state.queueOffset, limits);
    if (read.nextOffset <= state.queueOffset) {
      throw new Error(`the queue of ${timerTopic} cannot be read from offset ${state.queueOffset} on`);
    }
    for (const message of read.messages) {
      await this.#take(message, now);
      state.queueOffset = message.queueOffset + 1;
    }
    state.queueOffset = read.nextOffset;
    await turn();
  }

  async #take(message: StoredMessage, now: number): Promise<void> {
    const { log, wheel, settings, logger } = this.#parts;
    const state = this.#state;
    const slotMs = slotTimeOf(message);
    if (slotMs < 0) {
      const { queueOffset, physicalOffset } = message;
      logger.error({ queueOffset, physicalOffset }, 'a delayed message says no time, it is not delivered');
      return;
    }
    const wanted = unitOf(slotMs, settings);
    if (this.#isDone(message, wanted)) {
      return;
    }
    const { time, roll } = this.#place(wanted, now);
    const slot = await wheel.find(time);
    if (slot !== undefined && slot.time !== time) {
      throw new TimerDamage(`the slot of ${time} has messages of ${slot.time}`);
    }
    const cancels = propertyOf(message.properties, PropertyName.TIMER_CANCEL_KEY) !== '';
    if (time < state.readTime) {
      noteTurnedBack(state, time);
    }
    if (!log.hasRoom()) {
      await log.makeRoom();
    }
    // A slot that was over long ago: the difference has 32 bits only.
    const writtenAt = Math.min(now, time);
    const position = log.append({
      previous: slot?.lastPosition ?? -1,
      flags: UnitFlag.DEFAULT | (roll ? UnitFlag.ROLL : 0) | (cancels ? UnitFlag.CANCEL : 0),
      writeTimeMs: writtenAt * settings.precisionMs,
      delayMs: (time - writtenAt) * settings.precisionMs,
      physicalOffset: message.physicalOffset,
      size: message.size,
      topicHash: javaHash(propertyOf(message.properties, PropertyName.REAL_TOPIC)),
    });
    await wheel.put(time, position, cancels ? -1 : 1);
  }

  /** Whether the process before has dealt with the message already. */
  #isDone(message: StoredMessage, wanted: number): boolean {
    const { skip, copies, recoveredTail } = this.#state;
    if (skip !== undefined && message.queueOffset < skip.queueOffset && wanted < skip.readTime) {
      return true;
    }
    return copies !== undefined && message.physicalOffset < recoveredTail && copies.takeSource(message);
  }

  /**
   * The slot of a message: its own, even if that is over, so that it meets what takes it back. Unless it is too far away:
   * then it goes to an earlier one, from where it is stored anew.
   */
  #place(wanted: number, now: number): { readonly time: number; readonly roll: boolean } {
    const { settings } = this.#parts;
    const { windowSlots } = settings;
    let time = Math.max(wanted, Math.min(this.#state.readTime, oldestSlot(now, settings)));
    let roll = false;
    if (wanted - now >= windowSlots) {
      const nearlyOver = wanted - now - windowSlots < Math.floor(windowSlots / 3);
      time = now + (nearlyOver ? Math.floor(windowSlots / 2) : windowSlots);
      roll = true;
    }
    return { time, roll };
  }
}
