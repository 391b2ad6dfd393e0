import { describe, expect, it } from 'vitest';
import type { StoreOptions } from '../../src/store/message-store.ts';
import { seededRandom } from '../simulation/seeded-random.ts';
import { DelayedStore, startAt, testTimer } from './timer-fixture.ts';

const hour = 3_600_000;
/** A window of 100 s: what waits longer is stored anew before. */
const smallWheel = { wheelSlots: 700 };

const manyBodies = Array.from({ length: 600 }, (_, number) => `m${number}`);

/** A second with more messages than are delivered at a time, of which a full disk has taken one part. */
async function partlyDelivered(storeChanges: Partial<StoreOptions>): Promise<DelayedStore> {
  const delayed = await new DelayedStore({}, storeChanges).open();
  for (const body of manyBodies) {
    await delayed.send(body, startAt + 20_000);
  }
  await delayed.pass(19_000);
  delayed.logWritesLeft = 1;
  await delayed.pass(2000);
  return delayed;
}

describe('a message that was taken back', () => {
  it('never comes, whichever change of a file was the last before a crash', { timeout: 60_000 }, async () => {
    let ended = false;
    for (let changes = 0; !ended; changes++) {
      const delayed = await new DelayedStore(smallWheel).open();
      const deliverAt = startAt + 120_000;
      const key = await delayed.send('back', deliverAt);
      await delayed.pass(40_000, 10_000);
      // Its unit lies in an earlier slot than this one; it meets it as soon as it is stored anew.
      await delayed.cancel(key, deliverAt);
      await delayed.pass(2000);
      delayed.changesLeft = changes;
      delayed.clock.jumpWall(hour);
      await delayed.pass(20_000, 10_000);
      ended = delayed.changesLeft > 0;
      await delayed.kill();
      await delayed.pass(10_000, 5000);
      expect(await delayed.bodies(), `after ${changes} changes`).toEqual([]);
      expect(delayed.store.delayedCount).toBe(0);
    }
  });
});

describe('a clock that is set back', () => {
  const waits: [string, number | undefined][] = [
    ['for its time', undefined],
    ['by its level', 3],
  ];
  it.each(waits)('keeps a message waiting %s whose disk was full at its time', async (_how, level) => {
    const delayed = await new DelayedStore().open();
    if (level === undefined) {
      await delayed.send('m', startAt + 10_000);
    } else {
      await delayed.append(delayed.store.delayByLevel(delayed.message('m'), level));
    }
    await delayed.pass(8000);
    delayed.logWritesLeft = 0;
    await delayed.pass(3000);
    delayed.clock.jumpWall(-9000);
    delayed.logWritesLeft = Number.POSITIVE_INFINITY;
    await delayed.pass(7000);
    expect(await delayed.bodies()).toEqual([]);
    await delayed.pass(5000);
    expect(await delayed.bodies()).toEqual(['m']);
  });

  const endings: [string, (delayed: DelayedStore) => Promise<unknown>][] = [
    ['goes on', (delayed) => delayed.settle()],
    ['is killed', (delayed) => delayed.kill()],
    ['is stopped', (delayed) => delayed.close().then(() => delayed.open())],
  ];
  const cases = endings.flatMap(([how, end]) => [4096, 1_048_576].map((bytes) => [how, bytes, end] as const));
  it.each(cases)('amid a second has none of it twice when the process %s, segments of %i', async (_how, bytes, end) => {
    const delayed = await partlyDelivered({ commitLogSegmentBytes: bytes });
    const before = await delayed.bodies();
    expect(before.length).toBeGreaterThan(0);
    expect(before.length).toBeLessThan(manyBodies.length);
    delayed.clock.jumpWall(-16_000);
    delayed.logWritesLeft = Number.POSITIVE_INFINITY;
    await delayed.pass(2000);
    await delayed.send('other', startAt + 9000);
    await delayed.pass(3000);
    await end(delayed);
    expect((await delayed.bodies()).slice(before.length)).toEqual(['other']);
    await delayed.pass(20_000);
    expect((await delayed.bodies()).filter((body) => body !== 'other')).toEqual(manyBodies);
    expect(delayed.store.delayedCount).toBe(0);
  });
});

describe('a second that was begun before a crash', () => {
  it('has nothing twice of what was stored anew as the clock was set back', async () => {
    const delayed = await new DelayedStore().open();
    await delayed.send('m', startAt + 20_000);
    await delayed.send('n', startAt + 20_000);
    await delayed.pass(19_000);
    delayed.logWritesLeft = 0;
    delayed.endAt = '/timerwheel';
    await delayed.pass(1000);
    delayed.clock.jumpWall(-16_000);
    delayed.logWritesLeft = Number.POSITIVE_INFINITY;
    await delayed.pass(2000);
    await delayed.kill();
    expect(delayed.store.range('rmq_sys_wheel_timer', 0).maxOffset).toBe(4);
    await delayed.send('other', startAt + 9000);
    await delayed.pass(20_000);
    expect(await delayed.bodies()).toEqual(['other', 'm', 'n']);
  });

  it('goes on where it was left off when the clock is set back and others come before', async () => {
    // One write for each turn: a part is delivered, word of it left, and no more.
    const delayed = await partlyDelivered({ commitLogSegmentBytes: 1_048_576, writeAheadBytes: 1_048_576 });
    expect(await delayed.bodies()).toEqual(manyBodies.slice(0, 256));
    delayed.clock.jumpWall(-16_000);
    await delayed.kill();
    await delayed.send('other', startAt + 9000);
    await delayed.pass(5000);
    // The time comes again while no process runs.
    delayed.clock.jumpWall(hour);
    await delayed.kill();
    await delayed.pass(2000);
    const come = await delayed.bodies();
    expect(come.filter((body) => body !== 'other')).toEqual(manyBodies);
    expect(come).toHaveLength(601);
  });
});

describe('a clock that was set back during a crash', () => {
  it('delivers nothing again, whenever it is set forward', { timeout: 60_000 }, async () => {
    for (let turns = 0; turns < 8; turns++) {
      const delayed = await new DelayedStore().open();
      await delayed.send('m', startAt + 10_000);
      await delayed.pass(9000);
      delayed.endAt = '/timerwheel';
      await delayed.pass(1500, 500);
      delayed.clock.jumpWall(-8000);
      await delayed.kill();
      expect(await delayed.bodies()).toEqual(['m']);
      const sent = delayed.send('other', startAt + 5000);
      for (let turn = 0; turn < turns; turn++) {
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
      delayed.clock.jumpWall(20_000);
      await sent;
      await delayed.pass(5000);
      expect(await delayed.bodies(), `${turns} turns of the loop later`).toEqual(['m', 'other']);
    }
  });
});

describe('a timerlog whose end is wiped', () => {
  it('is complete for the next start, whichever change of a file was the last before a crash', {
    timeout: 60_000,
  }, async () => {
    let ended = false;
    for (let changes = 0; !ended; changes++) {
      const delayed = await new DelayedStore().open();
      await delayed.send('m', startAt + 60_000);
      await delayed.pass(2000);
      await delayed.send('n', startAt + 60_000);
      delayed.endAt = '/timercheck';
      await delayed.pass(2000);
      delayed.endAt = undefined;
      await delayed.killWithin(changes);
      ended = delayed.changesLeft > 0;
      const changed: string[] = [];
      delayed.warned = (text) => changed.push(text);
      await delayed.kill();
      expect(changed, `after ${changes} changes`).toEqual([]);
      expect(delayed.store.delayedCount).toBe(2);
    }
  });
});

describe('a wheel that is new', () => {
  it('is there after a power cut although the disk was full when it was made', async () => {
    const delayed = await new DelayedStore().open();
    delayed.refused = { path: '/timerwheel', writes: 1 };
    await delayed.send('m', startAt + 60_000);
    await delayed.pass(5000);
    const warnings: string[] = [];
    delayed.warned = (text) => warnings.push(text);
    await delayed.cutPower();
    expect(warnings).toEqual([]);
    expect(delayed.store.delayedCount).toBe(1);
  });

  it('is not made again when the power was cut before it was synced', async () => {
    const random = seededRandom(1);
    for (let run = 0; run < 20; run++) {
      const delayed = await new DelayedStore(smallWheel).open();
      await delayed.send('m', startAt + 60_000);
      delayed.endAfterWriteTo = '/timerwheel';
      await delayed.pass(2000);
      const warnings: string[] = [];
      delayed.warned = (text) => warnings.push(text);
      await delayed.cutPower(random);
      expect(warnings, `run ${run}`).toEqual([]);
    }
  });
});

describe('a config/timercheck that is half written', () => {
  it('has nothing come twice that was delivered before the clock was set back', async () => {
    const delayed = await new DelayedStore({}, { commitLogSegmentBytes: 8192 }).open();
    await delayed.send('m', startAt + 10_000);
    await delayed.pass(12_000);
    delayed.clock.jumpWall(-1000_000);
    for (let minute = 0; minute < 5; minute++) {
      await delayed.send('later', startAt + 60_000);
      for (let number = 0; number < 10; number++) {
        await delayed.append(delayed.message('x'.repeat(1000), { topic: 'other' }));
      }
      await delayed.pass(60_000, 5000);
    }
    const file = await delayed.disk.open('/store/config/timercheck', 'write');
    // The rest is what was there before.
    await file.write(new Uint8Array(20), 64 + 40);
    await file.close();
    await delayed.kill();
    await delayed.pass(900_000, 60_000);
    expect(await delayed.bodies()).toEqual(['m', ...Array.from({ length: 5 }, () => 'later')]);
  });
});

describe('times that share a slot of the wheel', () => {
  /** A turn of the small wheel. */
  const turnMs = 700_000;

  it('do not keep a cancel from its message when nothing ran for a turn', async () => {
    const delayed = await new DelayedStore(smallWheel).open();
    const deliverAt = startAt + 60_000 + turnMs;
    await delayed.send('first', startAt + 60_000);
    const key = await delayed.send('back', deliverAt);
    await delayed.pass(5000);
    delayed.endAt = '/timercheck';
    await delayed.cancel(key, deliverAt);
    await delayed.pass(2000);
    delayed.clock.jumpWall(turnMs + 100_000);
    await delayed.kill();
    await delayed.pass(10_000);
    expect(await delayed.bodies()).toEqual(['first']);
    expect(delayed.store.delayedCount).toBe(0);
  });

  it('do not keep a message waiting for another one after the clock was set back', async () => {
    const delayed = await new DelayedStore(smallWheel).open();
    const backMs = 5 * turnMs;
    delayed.clock.jumpWall(backMs);
    await delayed.send('far', startAt + backMs + 60_000);
    await delayed.pass(2000);
    delayed.clock.jumpWall(-backMs);
    await delayed.send('near', startAt + 60_000);
    const key = await delayed.send('back', startAt + 60_000);
    await delayed.pass(10_000);
    await delayed.cancel(key, startAt + 60_000);
    await delayed.pass(50_000);
    expect(await delayed.bodies()).toEqual(['near']);
    await delayed.pass(backMs, 50_000);
    expect(await delayed.bodies()).toEqual(['near', 'far']);
    // Three messages, a cancel, and 'far' every 100 s.
    expect(delayed.store.range('rmq_sys_wheel_timer', 0).maxOffset).toBeLessThan(100);
  });
});

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

  it('has a message that was stored after its time', async () => {
    const delayed = await new DelayedStore().open();
    const late = delayed.store.delayUntil(delayed.message('late'), startAt + 2000);
    await delayed.pass(10_500, 500);
    await delayed.send('waits', startAt + 60_000);
    await delayed.settle();
    await delayed.append(late);
    await delayed.settle();
    await delayed.close();
    await delayed.disk.remove('/store/timerwheel');
    await delayed.open();
    await delayed.pass(60_000, 5000);
    expect(await delayed.bodies()).toEqual(['late', 'waits']);
  });
});

describe('a store without config/timercheck', () => {
  it('looks through the log from its first delayed message on', async () => {
    const delayed = await new DelayedStore({}, { commitLogSegmentBytes: 8192 }).open();
    for (let number = 0; number < 40; number++) {
      await delayed.append(delayed.message('x'.repeat(1000), { topic: 'other' }));
    }
    await delayed.send('comes', startAt + 2000);
    await delayed.send('waits', startAt + 60_000);
    await delayed.pass(5000);
    await delayed.close();
    await delayed.disk.remove('/store/config/timercheck');
    delayed.readPaths.clear();
    await delayed.open();
    expect([...delayed.readPaths]).not.toContain('/store/commitlog/00000000000000008192');
    await delayed.pass(60_000, 5000);
    expect(await delayed.bodies()).toEqual(['comes', 'waits']);
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
