import { timerLogFileBytesDefault } from './timer-log.ts';
import { wheelSlotsDefault } from './timer-wheel.ts';

/** How delayed messages are kept and delivered. */
export interface TimerOptions {
  /** False: only the classic levels are served (`timerWheelEnable`). */
  readonly wheelEnabled: boolean;
  /** Messages are delivered at most this long after their time (`timerPrecisionMs`); fixed once a store has the wheel. */
  readonly precisionMs: number;
  /** Longest delay that is accepted (`timerMaxDelaySec`). */
  readonly delayMsMax: number;
  /** Delays of the classic levels, level 1 first (`messageDelayLevel`). */
  readonly levelDelaysMs: readonly number[];
  /** Bytes of one timerlog file (`mappedFileSizeTimerLog`); RocketMQ's default when left out. */
  readonly logFileBytes?: number;
  /** Slots of the wheel; RocketMQ opens a store only with its own number, the default. */
  readonly wheelSlots?: number;
}

/** The options with everything that follows from them. Times of slots count units of the precision. */
export interface TimerSettings {
  readonly wheelEnabled: boolean;
  readonly precisionMs: number;
  readonly delayMsMax: number;
  readonly levelDelaysMs: readonly number[];
  readonly logFileBytes: number;
  readonly wheelSlots: number;
  /** A message that waits longer goes round: it is stored again after at most so many slots. */
  readonly windowSlots: number;
}

const dayMs = 86_400_000;
const windowSlotsMin = 6;

/**
 * A message is stored anew before two thirds of the time that records are kept have passed, so that no segment expires
 * while a message in it waits; with RocketMQ's three days that is its window of two days.
 */
export function timerSettingsOf(options: TimerOptions, reservedMs: number | undefined): TimerSettings {
  const wheelSlots = options.wheelSlots ?? wheelSlotsDefault;
  const kept = reservedMs === undefined ? wheelSlots : Math.floor((reservedMs * 2) / 3 / options.precisionMs);
  return {
    wheelEnabled: options.wheelEnabled,
    precisionMs: options.precisionMs,
    delayMsMax: options.delayMsMax,
    levelDelaysMs: options.levelDelaysMs,
    logFileBytes: options.logFileBytes ?? timerLogFileBytesDefault,
    wheelSlots,
    windowSlots: Math.max(
      windowSlotsMin,
      Math.min(Math.floor(wheelSlots / 7), Math.floor(0x7fff_ffff / options.precisionMs), kept),
    ),
  };
}

function problemOf(name: string, value: number, min: number, max: number): string | undefined {
  return Number.isSafeInteger(value) && value >= min && value <= max
    ? undefined
    : `${name} is ${value}; it must be a whole number from ${min} to ${max}`;
}

export function findTimerProblem(options: TimerOptions): string | undefined {
  const { levelDelaysMs } = options;
  if (levelDelaysMs.length === 0 || levelDelaysMs.some((delay) => !Number.isSafeInteger(delay) || delay < 0)) {
    return 'messageDelayLevel has no levels; give delays such as 1s 5s 10m 2h, separated by blanks';
  }
  return (
    problemOf('timerPrecisionMs', options.precisionMs, 10, 60_000) ??
    problemOf('timerMaxDelaySec in ms', options.delayMsMax, 0, 3650 * dayMs) ??
    problemOf('mappedFileSizeTimerLog', options.logFileBytes ?? timerLogFileBytesDefault, 1024, 0x7fff_ffff) ??
    problemOf('the number of slots of the timer wheel', options.wheelSlots ?? wheelSlotsDefault, 64, wheelSlotsDefault)
  );
}
