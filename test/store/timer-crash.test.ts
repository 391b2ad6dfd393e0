import { describe, expect, it } from 'vitest';
import { DelayedStore, startAt, testTimer } from './timer-fixture.ts';

const hour = 3_600_000;
/** A window of 100 s: what waits longer is stored anew before. */
const smallWheel = { wheelSlots: 700 };

describe('a wheel that is made again', () => {
  it('has a message once that went round and was not yet taken in again', async () => {
    const delayed = await new DelayedStore(smallWheel).open();
    await delayed.send('m', startAt + 120_000);
    await delayed.pass(50_000, 5000);
    // Written right after the round began.
    await delayed.pass(1000);
    await delayed.disk.remove('/store/timerwheel');
    await delayed.kill();
    expect(delayed.store.delayedCount).toBe(1);
    await delayed.pass(80_000, 5000);
    expect(await delayed.bodies()).toEqual(['m']);
  });
});

describe('a level', () => {
  it('has nothing twice when the wheel is off and the process comes back an hour after a crash', async () => {
    const timer = { ...testTimer, wheelEnabled: false };
    const delayed = await new DelayedStore({}, { timer, commitLogSegmentBytes: 8192 }).open();
    const bodies = Array.from({ length: 20 }, (_, number) => `${number}`.padEnd(1000, '.'));
    for (const body of bodies) {
      await delayed.append(delayed.store.delayByLevel(delayed.message(body), 1));
    }
    delayed.endAt = '/delayOffset';
    await delayed.pass(1000);
    await delayed.pass(2000);
    delayed.clock.jumpWall(hour);
    await delayed.kill();
    await delayed.pass(5000);
    expect(await delayed.bodies()).toEqual(bodies);
  });
});
