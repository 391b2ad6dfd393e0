import { describe, expect, it } from 'vitest';
import { localHour, localTimeDigits, systemClock } from '../../src/runtime/clock.ts';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';

describe('the system clock', () => {
  it('runs a task once, and never one that was cancelled', async () => {
    let cancelled = 0;
    const cancel = systemClock.after(0, () => cancelled++);
    cancel();
    await new Promise<void>((resolve) => {
      const keepAlive = setTimeout(() => undefined, 10_000);
      systemClock.after(5, () => {
        clearTimeout(keepAlive);
        resolve();
      });
    });
    expect(cancelled).toBe(0);
  });

  it('does not fire at once when asked for more than 2^31 milliseconds', async () => {
    let fired = false;
    const cancel = systemClock.after(60 * 365 * 24 * 3600 * 1000, () => {
      fired = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    cancel();
    expect(fired).toBe(false);
  });
});

describe('local time', () => {
  it.each([
    [[2026, 0, 2, 3, 4, 5, 6], '20260102030405006'],
    [[2026, 10, 23, 0, 0, 0, 0], '20261123000000000'],
    [[1999, 11, 31, 23, 59, 59, 999], '19991231235959999'],
  ] as const)('of %j is %s', ([year, month, day, hour, minute, second, millisecond], digits) => {
    const time = new Date(year, month, day, hour, minute, second, millisecond).getTime();
    expect(localTimeDigits(time)).toBe(digits);
    expect(localHour(time)).toBe(hour);
  });
});

describe('the virtual clock', () => {
  it('runs tasks in the order of their times, those of one time in the order they were asked for', async () => {
    const clock = new VirtualClock(1000);
    const seen: string[] = [];
    clock.after(20, () => seen.push(`b@${clock.now()}`));
    clock.after(10, () => {
      seen.push(`a@${clock.now()}`);
      clock.after(10, () => seen.push(`c@${clock.now()}`));
    });
    await clock.advance(19);
    expect(seen).toEqual(['a@1010']);
    await clock.advance(1);
    expect(seen).toEqual(['a@1010', 'b@1020', 'c@1020']);
  });

  it('jumps its wall clock without moving the monotonic one', async () => {
    const clock = new VirtualClock(1000);
    clock.jumpWall(-500);
    await clock.advance(10);
    expect([clock.now(), clock.monotonic()]).toEqual([510, 10]);
  });
});
