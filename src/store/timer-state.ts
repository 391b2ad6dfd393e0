import type { HostAddress } from '../model/message.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/log.ts';
import type { Appender } from './appender.ts';
import type { CellFiles } from './cell-files.ts';
import type { CommitLog } from './commit-log.ts';
import type { ConfigFile } from './config-file.ts';
import type { ConsumeQueues } from './consume-queues.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { QueueReader } from './queue-reader.ts';
import type { TimerCheckFile } from './timer-check.ts';
import type { TimerLog } from './timer-log.ts';
import type { TimerSettings } from './timer-options.ts';
import type { KnownCopies } from './timer-records.ts';
import type { TimerWheel } from './timer-wheel.ts';

/** What the timer is made of, and what it uses of the store. */
export interface TimerParts {
  readonly settings: TimerSettings;
  readonly wheel: TimerWheel;
  readonly log: TimerLog;
  readonly checkFile: TimerCheckFile;
  /** `config/delayOffset.json` */
  readonly levelFile: ConfigFile;
  readonly commitLog: CommitLog;
  readonly queues: ConsumeQueues;
  readonly cellFiles: CellFiles;
  readonly dispatcher: Dispatcher;
  readonly reader: QueueReader;
  readonly appender: Appender;
  /** What records that the timer makes carry as the host of their birth. */
  readonly host: HostAddress;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The disk failed for good. */
  readonly failed: (what: string, error: unknown) => void;
}

/** How far the timer has come. Times of slots count units of the precision since 1970. */
export interface TimerState {
  /** Slots before it are delivered. */
  readTime: number;
  /**
   * The clock was set back, or a message came late: of the slots from `readTime` up to this one, what was there before is
   * delivered, too.
   */
  turnedBackFrom: number;
  /** Messages of the timer topic below it are in the timerlog. */
  queueOffset: number;
  /** End of the timerlog in the last check: units behind it are taken in anew after a crash. */
  checkedPosition: number;
  /** Slot that is delivered up to the unit at `partialPosition`; -1: none. */
  partialSlot: number;
  partialPosition: number;
  /** What the process before has delivered without leaving word of it, until everything it left is looked at. */
  copies: KnownCopies | undefined;
  /** Log offset behind which those copies lie. */
  copiesFrom: number;
  /** Log offset behind which are no records of the process before. */
  readonly recoveredTail: number;
  /** Set while the wheel is made again: messages below this offset whose slot lies before this time were delivered. */
  skip: { readonly readTime: number; readonly queueOffset: number } | undefined;
}

/** The files of the timer disagree with the log: they have to be made again from it. */
export class TimerDamage extends Error {}

/** Times on the wheel lie more than a turn apart: it has to be made again from the log, at the time that it is now. */
export class TimerSpread extends Error {}

/** The store is being closed, or takes nothing any more. */
export class TimerStopped extends Error {}

export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Slots from `time` on are looked at again, though some of them were delivered. */
export function noteTurnedBack(state: TimerState, time: number): void {
  state.turnedBackFrom = Math.max(state.turnedBackFrom, state.readTime);
  state.readTime = time;
}

/** A message whose slot lies before this one, which is the same for days, comes to it: so the wheel is not too small. */
export function oldestSlot(now: number, { wheelSlots }: TimerSettings): number {
  const step = Math.floor(wheelSlots / 4);
  return (Math.floor(now / step) - 1) * step;
}

/**
 * Whether slots that are used may share their places with slots of messages that come now: nothing was delivered for days,
 * or the clock was set back by days.
 */
export function isSpread({ readTime }: TimerState, { wheel, settings }: TimerParts, now: number): boolean {
  const first = Math.min(readTime, oldestSlot(now, settings));
  const last = Math.max(wheel.latest, now + settings.windowSlots);
  return wheel.usedSlots > 0 && last - first >= wheel.slots;
}

export function unitOf(timeMs: number, settings: TimerSettings): number {
  return Math.floor(timeMs / settings.precisionMs);
}
