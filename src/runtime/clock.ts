export type Cancel = () => void;

/** Time, the only way to it outside runtime/ and rpc/. */
export interface Clock {
  /** Wall clock, epoch milliseconds; may jump. */
  now(): number;
  /** Milliseconds since some fixed point; never goes back. */
  monotonic(): number;
  /** Runs the task once after at least `delayMs` (any size, also beyond 2^31); the timer does not keep the process alive. */
  after(delayMs: number, task: () => void): Cancel;
}

const timerMsMax = 0x7fffffff;

function systemAfter(delayMs: number, task: () => void): Cancel {
  let remainingMs = Math.max(0, delayMs);
  let timer: NodeJS.Timeout;
  const arm = () => {
    const stepMs = Math.min(remainingMs, timerMsMax);
    remainingMs -= stepMs;
    timer = setTimeout(() => (remainingMs > 0 ? arm() : task()), stepMs);
    timer.unref();
  };
  arm();
  return () => clearTimeout(timer);
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: systemAfter,
};

/** Epoch milliseconds of a date and time in ISO 8601; without a zone it is local time. Undefined when it is none. */
export function timeOf(text: string): number | undefined {
  const milliseconds = /^\d{4}-\d{2}-\d{2}(T.*)?$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

/**
 * Local time as yyyyMMddHHmmssSSS, years of four digits. Not by `Intl`, whose tables take 10 MB of memory.
 */
export function localTimeDigits(milliseconds: number): string {
  const time = new Date(milliseconds);
  const parts = [time.getMonth() + 1, time.getDate(), time.getHours(), time.getMinutes(), time.getSeconds()];
  const digits = (part: number, count: number) => String(part).padStart(count, '0');
  return `${digits(time.getFullYear(), 4)}${parts.map((part) => digits(part, 2)).join('')}${digits(time.getMilliseconds(), 3)}`;
}

/** Hour of the local day, 0 to 23. */
export function localHour(milliseconds: number): number {
  return new Date(milliseconds).getHours();
}
