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
