import type { Cancel } from './clock.ts';

const dayMs = 86_400_000;

/**
 * Keeps the process alive until released. Timers of the Clock do not, so whoever promises to go on by itself (an open
 * client between two attempts to connect) holds the process, as an open socket would.
 */
export function holdProcess(): Cancel {
  const timer = setInterval(() => undefined, dayMs);
  return () => clearInterval(timer);
}
