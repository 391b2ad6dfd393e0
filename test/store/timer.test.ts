import { describe, expect, it } from 'vitest';
import { MqError } from '../../src/model/errors.ts';
import { retentionDefault } from '../../src/store/message-store.ts';
import { DelayedStore, startAt, testTimer } from './timer-fixture.ts';

const second = 1000;
const hour = 3600 * second;

describe('a delayed message', () => {
  it('comes in the second after its time, not before', async () => {
    const delayed = await new DelayedStore().open();
    await delayed.send('whole', startAt + 3000);
    await delayed.send('part', startAt + 3001);
    await delayed.pass(2999, 999);
    expect(await delayed.delivered()).toEqual([]);
    await delayed.pass(1);
    expect(await delayed.delivered()).toEqual(['whole +3000']);
    await delayed.pass(1000);
    expect(await delayed.delivered()).toEqual(['whole +3000', 'part +4000']);
    expect(delayed.store.delayedCount).toBe(0);
  });

  it('comes at once when its time is over', async () => {
    const delayed = await new DelayedStore().open();
    await delayed.send('past', startAt - 5);
    await delayed.send('now', startAt);
    expect(await delayed.bodies()).toEqual(['past', 'now']);
  });

  it('keeps its order within a second, and everything that it had', async () => {
    const delayed = await new DelayedStore().open();
    for (let number = 0; number < 1000; number++) {
      await delayed.send(`m${number}`, startAt + 5000);
    }
    expect(delayed.store.delayedCount).toBe(1000);
    await delayed.pass(6000);
    expect(await delayed.bodies()).toEqual(Array.from({ length: 1000 }, (_, number) => `m${number}`));
  });

  it('is refused beyond the longest delay', async () => {
    const delayed = await new DelayedStore({ delayMsMax: hour }).open();
    const refused = delayed.store.delayUntil(delayed.message('far'), startAt + hour + 1);
    expect(refused).toBeInstanceOf(MqError);
    expect(refused instanceof MqError && refused.message).toContain('timerMaxDelaySec');
  });

  it('goes round on the wheel when its time is further away than the wheel reaches', async () => {
    const delayed = await new DelayedStore({ wheelSlots: 700 }).open();
    const deliverAt = startAt + 1_000_000;
    const cancelled = await delayed.send('cancelled', deliverAt);
    await delayed.send('far', deliverAt);
    await delayed.send('further', deliverAt + 300_000);
    await delayed.pass(250_000, 10_000);
    await delayed.cancel(cancelled, deliverAt);
    await delayed.pass(749_000, 10_000);
    expect(await delayed.bodies()).toEqual([]);
    await delayed.pass(1000);
    expect(await delayed.delivered()).toEqual(['far +1000000']);
    await delayed.pass(300_000, 10_000);
    expect(await delayed.bodies()).toEqual(['far', 'further']);
    expect(delayed.store.delayedCount).toBe(0);
  });

  it('never comes once it is cancelled', async () => {
    const delayed = await new DelayedStore().open();
    const deliverAt = startAt + 10_000;
    const first = await delayed.send('first', deliverAt);
    await delayed.send('second', deliverAt);
    await delayed.cancel(first, deliverAt);
    await delayed.pass(1000);
    expect(delayed.store.delayedCount).toBe(1);
    await delayed.pass(20_000);
    expect(await delayed.bodies()).toEqual(['second']);
  });

  it('never comes when it was cancelled and the time passed while no process ran', async () => {
    const delayed = await new DelayedStore().open();
    const deliverAt = startAt + 10_000;
    const first = await delayed.send('first', deliverAt);
    await delayed.send('second', deliverAt);
    await delayed.cancel(first, deliverAt);
    delayed.clock.jumpWall(hour);
    await delayed.kill();
    await delayed.settle();
    expect(await delayed.bodies()).toEqual(['second']);
  });
});

describe('a store with the wheel switched off', () => {
  it('refuses new times, serves the levels, and goes on when it is switched on again', async () => {
    const delayed = await new DelayedStore().open();
    await delayed.send('waits', startAt + 5000);
    await delayed.pass(2000);
    await delayed.close();
    delayed.options = { ...delayed.options, timer: { ...testTimer, wheelEnabled: false } };
    await delayed.open();
    const refused = delayed.store.delayUntil(delayed.message('new'), startAt + 20_000);
    expect(refused instanceof MqError && refused.message).toContain('timerWheelEnable');
    await delayed.append(delayed.store.delayByLevel(delayed.message('level'), 1));
    await delayed.pass(10_000);
    expect(await delayed.bodies()).toEqual(['level']);
    await delayed.close();
    delayed.options = { ...delayed.options, timer: testTimer };
    await delayed.open();
    expect(await delayed.bodies()).toEqual(['level', 'waits']);
    await delayed.kill();
    await delayed.pass(2000);
    expect(await delayed.bodies()).toEqual(['level', 'waits']);
  });
});

describe('retention', () => {
  it('deletes no segment that holds a message which waits longer than records are kept', async () => {
    const reservedMs = 600_000;
    const retention = { ...retentionDefault, reservedMs, deleteHours: [...Array(24).keys()], freeBytesMin: 0 };
    const delayed = await new DelayedStore({}, { retention }).open();
    const deliverAt = startAt + 10 * reservedMs;
    await delayed.send('waits', deliverAt);
    for (let step = 0; step < 120; step++) {
      await delayed.append(delayed.message('x'.repeat(1000), { topic: 'other' }));
      await delayed.pass(50_000, 10_000);
    }
    expect(delayed.store.range('rmq_sys_wheel_timer', 0).minOffset).toBeGreaterThan(0);
    expect(await delayed.delivered()).toEqual([`waits +${deliverAt - startAt}`]);
  });
});

describe('the clock', () => {
  it('costs nothing while nothing waits', async () => {
    const delayed = await new DelayedStore().open();
    await delayed.send('one', startAt + 2000);
    await delayed.pass(15_000);
    let calls = 0;
    const now = delayed.clock.now.bind(delayed.clock);
    delayed.clock.now = () => {
      calls++;
      return now();
    };
    await delayed.pass(600_000, 60_000);
    expect(calls).toBe(0);
  });

  it.each([3600_000, 86_400_000, 10 * 365 * 86_400_000])('may jump by %i ms both ways', async (jump) => {
    const delayed = await new DelayedStore().open();
    await delayed.send('before', startAt + 100_000);
    delayed.clock.jumpWall(-jump);
    await delayed.pass(200_000, 10_000);
    expect(await delayed.bodies()).toEqual([]);
    const back = delayed.clock.now();
    await delayed.send('back', back + 5000);
    await delayed.pass(10_000);
    expect(await delayed.bodies()).toEqual(['back']);
    delayed.clock.jumpWall(2 * jump);
    await delayed.pass(120_000, 10_000);
    expect(await delayed.bodies()).toEqual(['back', 'before']);
    const ahead = delayed.clock.now();
    await delayed.send('ahead', ahead + 50_000);
    delayed.clock.jumpWall(-jump);
    const again = delayed.clock.now();
    await delayed.send('again', again + 5000);
    await delayed.pass(10_000);
    expect(await delayed.bodies()).toEqual(['back', 'before', 'again']);
    delayed.clock.jumpWall(jump);
    await delayed.pass(120_000, 10_000);
    expect(await delayed.bodies()).toEqual(['back', 'before', 'again', 'ahead']);
  });
});

describe('a classic level', () => {
  it('delays by its time of the table, and levels beyond the last by that', async () => {
    const delayed = await new DelayedStore({ levelDelaysMs: [1000, 5000] }).open();
    await delayed.append(delayed.store.delayByLevel(delayed.message('five'), 2));
    await delayed.append(delayed.store.delayByLevel(delayed.message('beyond'), 7));
    await delayed.append(delayed.store.delayByLevel(delayed.message('one'), 1));
    expect(delayed.store.delayedCount).toBe(3);
    await delayed.pass(999);
    expect(await delayed.bodies()).toEqual([]);
    await delayed.pass(1);
    expect(await delayed.bodies()).toEqual(['one']);
    await delayed.pass(4000);
    expect(await delayed.bodies()).toEqual(['one', 'five', 'beyond']);
    await delayed.pass(2000);
    await delayed.kill();
    await delayed.pass(20_000);
    expect(await delayed.bodies()).toEqual(['one', 'five', 'beyond']);
  });

  it('does not wait longer than its delay when the clock was set back', async () => {
    const delayed = await new DelayedStore().open();
    await delayed.append(delayed.store.delayByLevel(delayed.message('m'), 3));
    delayed.clock.jumpWall(-10 * hour);
    await delayed.pass(1000);
    expect(await delayed.bodies()).toEqual([]);
    await delayed.pass(9000 + 60_000, 10_000);
    expect(await delayed.bodies()).toEqual(['m']);
  });
});
