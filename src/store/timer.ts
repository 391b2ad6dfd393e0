import { Code, MqError } from '../model/errors.ts';
import type { StoredMessage } from '../model/message.ts';
import type { Cancel } from '../runtime/clock.ts';
import { isDiskFull } from '../runtime/disk.ts';
import type { AppendRecord } from './append.ts';
import { DelayQueues } from './delay-queues.ts';
import { scheduleTopic } from './tags-code.ts';
import { TimerDelivery } from './timer-delivery.ts';
import { TimerEnqueuer } from './timer-enqueuer.ts';
import { isDelayed, recordForLevel, recordForTime, recordOfCancel, slotTimeMs, timerTopic } from './timer-records.ts';
import { recoverTimer } from './timer-recovery.ts';
import {
  isSpread,
  noteTurnedBack,
  TimerDamage,
  type TimerParts,
  TimerSpread,
  type TimerState,
  TimerStopped,
  turn,
  unitOf,
} from './timer-state.ts';

/** Between two checkpoints; a crash makes the next start look through what the log got since the last one. */
const checkpointMs = 1000;
/** The wall clock may jump, so it is looked at again after so long at the latest. */
const sleepMsMax = 60_000;
/** After a fault that may pass. */
const retryMs = 1000;
/** Files that are damaged again so soon are not made again at once. */
const rebuildPauseMs = 60_000;

/**
 * Delivers delayed messages: those of the timer topic by timerlog and wheel, those of the classic levels by their
 * queues. One thing at a time happens, in passes: take in what the timer topic got, deliver what is due, note how far
 * that has come. Between passes there is at most one timer, and none when nothing waits.
 *
 * A slot is delivered only after everything that was stored before it was over is taken in, cancels among it.
 */
export class Timer {
  readonly #parts: TimerParts;
  readonly #state: TimerState;
  readonly #enqueuer: TimerEnqueuer;
  readonly #delivery: TimerDelivery;
  readonly #levels: DelayQueues;
  readonly #checkpoints = { ifDue: () => this.#checkpointIfDue(), write: () => this.#checkpoint() };
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = false;
  #cancelTimer: Cancel | undefined;
  /** Wall clock of the next message; undefined: none waits. */
  #dueAt: number | undefined;
  #counter: number;
  #checkpointAt: number;
  #notedOffset: number;
  #notedPartial: number;
  #notedCopiesFrom: number;
  #rebuiltAt = Number.NEGATIVE_INFINITY;

  private constructor(parts: TimerParts, state: TimerState, counter: number) {
    this.#parts = parts;
    this.#state = state;
    this.#counter = counter;
    this.#enqueuer = new TimerEnqueuer(parts, state);
    this.#delivery = new TimerDelivery(parts, state);
    this.#levels = new DelayQueues(parts, state, this.#delivery);
    this.#checkpointAt = parts.clock.monotonic();
    this.#notedOffset = state.queueOffset;
    this.#notedPartial = state.partialPosition;
    this.#notedCopiesFrom = state.copiesFrom;
  }

  /** Brings the files into agreement with the log, and begins. */
  static async open(parts: TimerParts, clean: boolean): Promise<Timer> {
    const before = await parts.checkFile.read();
    const state = await recoverTimer(parts, clean);
    const timer = new Timer(parts, state, before?.counter ?? 0);
    await timer.#levels.load();
    await timer.#levels.skipDelivered();
    if (before === undefined && state.skip === undefined) {
      await timer.#checkpoint();
    }
    parts.dispatcher.listen((topic) => {
      if (topic === timerTopic || topic === scheduleTopic) {
        timer.#wake();
      }
    });
    timer.#wake();
    return timer;
  }

  /** Delayed messages that wait, as far as they are taken in. */
  get pending(): number {
    const waiting = Math.max(0, this.#enqueuer.target - this.#state.queueOffset);
    return (this.#parts.settings.wheelEnabled ? this.#parts.wheel.pending + waiting : 0) + this.#levels.pending;
  }

  delayUntil(record: AppendRecord, deliverAt: number): AppendRecord | MqError {
    const { settings, clock } = this.#parts;
    const delayMs = deliverAt - clock.now();
    if (delayMs <= 0) {
      return record;
    }
    if (!Number.isSafeInteger(deliverAt) || delayMs > settings.delayMsMax) {
      return new MqError(
        Code.ILLEGAL_DELIVERY_TIME,
        `the time of delivery is ${delayMs} ms ahead; the limit (timerMaxDelaySec) is ${settings.delayMsMax} ms`,
      );
    }
    return settings.wheelEnabled ? recordForTime(record, deliverAt, settings.precisionMs) : wheelIsOff();
  }

  delayByLevel(record: AppendRecord, level: number): AppendRecord | MqError {
    return recordForLevel(record, Math.min(level, this.#parts.settings.levelDelaysMs.length));
  }

  cancelRecord(topic: string, uniqueKey: string, deliverAt: number): AppendRecord | MqError {
    const { settings, clock, host } = this.#parts;
    return settings.wheelEnabled
      ? recordOfCancel(topic, uniqueKey, deliverAt, clock.now(), host, settings.precisionMs)
      : wheelIsOff();
  }

  slotTimeMs(deliverAt: number): number {
    return slotTimeMs(deliverAt, this.#parts.settings.precisionMs);
  }

  slotEndMs(deliverAt: number): number {
    return this.slotTimeMs(deliverAt) + this.#parts.settings.precisionMs;
  }

  /** Whether the record of the timer topic is a message of that topic, to be delivered then. */
  isSource({ properties }: StoredMessage, topic: string, deliverAt: number): boolean {
    return isDelayed(properties, topic, this.slotTimeMs(deliverAt));
  }

  /** Ends deliveries; what was begun is told to its end. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer?.();
    this.#delivery.stop();
    await this.#running;
  }

  /** After stop, with the log closed and durable: leaves word of everything. */
  async finish(): Promise<void> {
    await this.#checkpoint();
  }

  async close(): Promise<void> {
    await this.stop();
    await this.#parts.checkFile.close();
  }

  #wake(): void {
    this.#again = true;
    if (this.#running === undefined && !this.#stopped) {
      this.#cancelTimer?.();
      this.#cancelTimer = undefined;
      this.#running = this.#run();
    }
  }

  async #run(): Promise<void> {
    let pauseMs: number | undefined;
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false;
        await turn();
        await this.#pass();
        await this.#checkpointIfDue();
      }
    } catch (error) {
      pauseMs = await this.#note(error);
    }
    this.#running = undefined;
    if (pauseMs === 0) {
      this.#wake();
    } else {
      this.#arm(pauseMs);
    }
  }

  async #pass(): Promise<void> {
    const { wheel, dispatcher, clock, settings } = this.#parts;
    const state = this.#state;
    this.#dueAt = undefined;
    let idle = true;
    const nowMs = clock.now();
    if (settings.wheelEnabled) {
      const now = unitOf(nowMs, settings);
      if (now < state.readTime) {
        // The clock was set back: slots that were over are not.
        noteTurnedBack(state, now);
      }
      await this.#endPartialSlot();
      if (isSpread(state, this.#parts, now)) {
        throw new TimerSpread('its times lie more than a turn of the wheel apart');
      }
      await dispatcher.idle();
      const target = this.#enqueuer.target;
      while (state.queueOffset < target && !this.#stopped) {
        await this.#enqueuer.step(target, now);
        await this.#checkpointIfDue();
      }
      if (this.#stopped) {
        return;
      }
      const slot = await wheel.next(state.readTime);
      // What came meanwhile may cancel something of a slot that ended meanwhile.
      if (slot !== undefined && slot.time < now) {
        idle = false;
        if (await this.#delivery.deliver(slot, this.#checkpoints)) {
          state.readTime = Math.max(state.readTime, slot.time + 1);
        }
        this.#again = true;
      } else {
        state.readTime = Math.max(state.readTime, now);
        this.#dueAt = slot === undefined ? undefined : (slot.time + 1) * settings.precisionMs;
      }
    }
    const levelDueAt = await this.#levels.pass();
    if (levelDueAt !== undefined && (this.#dueAt === undefined || levelDueAt < this.#dueAt)) {
      this.#dueAt = levelDueAt;
    }
    if (idle) {
      this.#endRecovery(nowMs);
    }
  }

  /** The slot that was begun comes first: where another one is left off could not be told besides. */
  async #endPartialSlot(): Promise<void> {
    const { wheel } = this.#parts;
    const { partialSlot } = this.#state;
    if (partialSlot >= 0) {
      const slot = await wheel.find(partialSlot);
      if (slot?.time === partialSlot) {
        await this.#delivery.deliver(slot, this.#checkpoints);
      }
      this.#state.partialSlot = -1;
    }
  }

  /** Everything that the process before has left is looked at, as far as it was due then; the clock may have moved on. */
  #endRecovery(nowMs: number): void {
    const state = this.#state;
    state.skip = undefined;
    if (state.copies !== undefined) {
      const until = state.copies.latestMs + this.#parts.settings.precisionMs;
      if (nowMs < until) {
        // The clock was set back since: what came then counts as waiting again.
        this.#dueAt = Math.min(this.#dueAt ?? until, until);
        return;
      }
      state.copies = undefined;
      // The next start need not look at the same part of the log again.
      this.#notedOffset = -1;
    }
  }

  get #isDirty(): boolean {
    const { log, wheel } = this.#parts;
    const { queueOffset, partialPosition } = this.#state;
    return (
      log.isDirty ||
      wheel.isDirty ||
      this.#levels.isDirty ||
      queueOffset !== this.#notedOffset ||
      partialPosition !== this.#notedPartial
    );
  }

  async #checkpointIfDue(): Promise<void> {
    const { clock, wheel } = this.#parts;
    const isDue = clock.monotonic() - this.#checkpointAt >= checkpointMs;
    if ((isDue || wheel.wantsFlush) && this.#isDirty) {
      await this.#checkpoint();
    }
  }

  /**
   * First the log, with every copy that was delivered, then the units, then the slots that lead to them, then the word
   * of it all. Nothing is delivered or taken in meanwhile.
   */
  async #checkpoint(): Promise<void> {
    const { commitLog, log, wheel, checkFile, settings, clock } = this.#parts;
    const state = this.#state;
    if (state.skip !== undefined) {
      // Half a wheel is no wheel: until it is whole, a crash begins again.
      return;
    }
    const delivered =
      state.copies === undefined && !this.#delivery.interrupted ? commitLog.tail : this.#notedCopiesFrom;
    if (!(await commitLog.flush())) {
      throw new TimerStopped();
    }
    if (!settings.wheelEnabled) {
      // The wheel and its word stay as they are for whoever serves them.
      await this.#levels.flush();
      this.#noteCheckpoint(delivered);
      return;
    }
    await log.flush();
    await wheel.flush();
    await this.#levels.flush();
    this.#counter++;
    await checkFile.write({
      readTimeMs: Math.max(1, state.readTime * settings.precisionMs),
      logPosition: log.tail,
      queueOffset: state.queueOffset,
      timestamp: Math.max(0, clock.now()),
      counter: this.#counter,
      own: {
        rebuilding: false,
        turnedBackFrom: state.readTime < state.turnedBackFrom ? state.turnedBackFrom : 0,
        copiesFrom: delivered,
        partialSlot: state.partialSlot,
        partialPosition: state.partialPosition,
        wheelSlots: wheel.usedSlots,
        wheelSum: wheel.sum,
      },
    });
    this.#noteCheckpoint(delivered);
    await log.removeBelow(commitLog.segments.first);
  }

  #noteCheckpoint(delivered: number): void {
    this.#state.checkedPosition = this.#parts.log.tail;
    this.#notedCopiesFrom = delivered;
    this.#notedOffset = this.#state.queueOffset;
    this.#notedPartial = this.#state.partialPosition;
    this.#checkpointAt = this.#parts.clock.monotonic();
  }

  /** What a fault leads to: milliseconds until the next try, undefined for none. */
  async #note(error: unknown): Promise<number | undefined> {
    const { logger, failed, clock } = this.#parts;
    if (error instanceof TimerStopped) {
      this.#stopped = true;
      return undefined;
    }
    if (error instanceof TimerDamage) {
      return await this.#mend(error);
    }
    if (error instanceof TimerSpread) {
      return await this.#rebuild(error.message);
    }
    if (isDiskFull(error)) {
      logger.error({ error }, 'the disk is full, delayed messages are taken in when there is room');
      return retryMs;
    }
    logger.error({ error, at: clock.now() }, 'delayed messages cannot be kept');
    failed('writing the files of the timer', error);
    this.#stopped = true;
    return undefined;
  }

  async #mend(error: TimerDamage): Promise<number | undefined> {
    const { logger, clock } = this.#parts;
    logger.error({ error }, 'the files of the timer are damaged');
    const now = clock.monotonic();
    if (now - this.#rebuiltAt < rebuildPauseMs) {
      return rebuildPauseMs;
    }
    this.#rebuiltAt = now;
    return await this.#rebuild(error.message);
  }

  /** Does what a start does after a crash, everything being made again. */
  async #rebuild(reason: string): Promise<number | undefined> {
    try {
      await this.#parts.commitLog.flush();
      Object.assign(this.#state, await recoverTimer(this.#parts, false, reason));
      this.#notedCopiesFrom = this.#state.copiesFrom;
    } catch (fault) {
      return await this.#note(fault instanceof TimerDamage ? new TimerStopped() : fault);
    }
    return 0;
  }

  /** The one timer: for the next message, or the next checkpoint. */
  #arm(pauseMs: number | undefined): void {
    if (this.#stopped) {
      return;
    }
    const { clock } = this.#parts;
    let waitMs = pauseMs;
    if (waitMs === undefined && this.#dueAt !== undefined) {
      waitMs = Math.min(sleepMsMax, Math.max(0, this.#dueAt - clock.now()));
    }
    if (pauseMs === undefined && this.#isDirty) {
      const untilCheckpoint = Math.max(0, this.#checkpointAt + checkpointMs - clock.monotonic());
      waitMs = Math.min(waitMs ?? untilCheckpoint, untilCheckpoint);
    }
    if (this.#again && pauseMs === undefined) {
      waitMs = 0;
    }
    if (waitMs !== undefined) {
      this.#cancelTimer = clock.after(waitMs, () => this.#wake());
    }
  }
}

function wheelIsOff(): MqError {
  return new MqError(Code.UNSUPPORTED, 'messages with a time of delivery are switched off; set timerWheelEnable=true');
}
