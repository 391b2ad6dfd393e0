import { describe, expect, it } from 'vitest';
import type { Disk } from '../../src/runtime/disk.ts';
import { verifyStore } from '../../src/store/offline-store.ts';
import { flip, overwrite, sizesOf, textsOf, truncate } from './store-files.ts';
import { DelayedStore, startAt } from './timer-fixture.ts';

const second = 1000;
const unit = 52;

function verifyDelayed({ disk, options }: DelayedStore) {
  const sizes = { ...sizesOf(options), timerLogFileBytes: options.timer?.logFileBytes };
  return verifyStore(disk, options.directory, { sizes });
}

/** 100 messages in 20 slots, some of them delivered, one taken back; three files of units. */
async function filled(): Promise<DelayedStore> {
  const store = await new DelayedStore().open();
  const keys: string[] = [];
  for (let number = 0; number < 100; number++) {
    keys.push(await store.send(`m${number}`, startAt + (5 + (number % 20)) * second + 500));
  }
  await store.pass(10 * second);
  await store.cancel(keys[19] ?? '', startAt + 24 * second + 500);
  await store.settle();
  return store;
}

async function closed(): Promise<DelayedStore> {
  const store = await filled();
  await store.close();
  return store;
}

/** Where the slot of a time lies in the wheel of the fixture. */
const slotAt = (time: number) => (time % 12_096) * 32;
const late = startAt / second + 24;

describe('verifying delayed messages', () => {
  it('finds nothing after a clean stop, and counts units and slots', async () => {
    const found = await verifyDelayed(await closed());
    expect(textsOf(found)).toEqual([]);
    expect(found.timer).toMatchObject({ good: 101, deleted: 0, pending: 0 });
    expect(found.timer.slots).toBeGreaterThanOrEqual(14);
    expect(found.timer.slots).toBeLessThanOrEqual(16);
  });

  it('finds nothing while the store is used, and where its process was killed', async () => {
    const store = await filled();
    await store.pass(3 * second);
    await store.send('last', startAt + 60 * second);
    await store.settle();
    expect(textsOf(await verifyDelayed(store))).toEqual([]);
    store.disk = store.disk.afterKill();
    expect(textsOf(await verifyDelayed(store))).toEqual([]);
  });

  it('finds nothing when all is delivered, nor without delayed messages', async () => {
    const store = await filled();
    await store.pass(60 * second);
    await store.close();
    const found = await verifyDelayed(store);
    expect(textsOf(found)).toEqual([]);
    expect(found.timer).toEqual({ good: 101, deleted: 0, pending: 0, slots: 0 });
    const empty = await new DelayedStore().open();
    await empty.close();
    expect(await verifyDelayed(empty)).toMatchObject({ findings: [], timer: { good: 0, pending: 0, slots: 0 } });
  });

  const log = '/store/timerlog/00000000000000000000';
  const damages: readonly (readonly [string, (disk: Disk) => Promise<void>, RegExp])[] = [
    ['the length of a unit', (disk) => flip(disk, log, 3 * unit + 3), /^timerlog: has no unit at 156$/],
    [
      'the log offset in a unit',
      (disk) => flip(disk, log, 3 * unit + 35),
      /^timerlog: the unit at 156 leads to \d+, where no delayed message lies$/,
    ],
    ['the size in a unit', (disk) => flip(disk, log, 39), /^timerlog: the unit at 0 says \d+ bytes, its message has/],
    ['the topic in a unit', (disk) => flip(disk, log, 43), /^timerlog: the unit at 0 has the hash of another topic/],
    ['the flags of a unit', (disk) => flip(disk, log, 15, 4), /^timerlog: the unit at 0 takes back, its message is to/],
    [
      'the unit before in a unit',
      (disk) => flip(disk, log, 30 * unit + 11),
      /^timerlog: the unit at 1560 names \d+ as the one before it, which is 520$/,
    ],
    [
      'the time of a unit',
      (disk) => flip(disk, log, 19 * unit + 26, 64),
      /^timerlog: the unit at 988 |its newest unit/,
    ],
    [
      'a missing file of the timerlog',
      (disk) => disk.remove('/store/timerlog/00000000000000004096'),
      /^timerlog: (has no unit at 4096|ends at 4096, config\/timercheck knows \d+ bytes of it)$/,
    ],
    ['a cut file of the timerlog', (disk) => truncate(disk, log, 1000), /^timerlog: has no unit at 988$/],
    [
      'the last unit in a slot',
      (disk) => flip(disk, '/store/timerwheel', slotAt(late) + 22),
      /^timerwheel: the slot \d+ \(\d+\) leads to \d+, (its newest unit is at \d+|the timerlog ends at)/,
    ],
    [
      'the count in a slot',
      (disk) => flip(disk, '/store/timerwheel', slotAt(late) + 27),
      /^timerwheel: the slot \d+ \(\d+\) counts 5, its units 4$/,
    ],
    [
      'the time of a slot',
      (disk) => flip(disk, '/store/timerwheel', slotAt(late) + 7),
      /^timerwheel: the slot \d+ has the time \d+, which belongs into \d+$/,
    ],
    [
      'a slot that is wiped',
      (disk) => overwrite(disk, '/store/timerwheel', slotAt(late), Buffer.alloc(32)),
      /^timerwheel: is not the one that config\/timercheck knows/,
    ],
    ['a missing wheel', (disk) => disk.remove('/store/timerwheel'), /^timerwheel: is missing or empty/],
    ['a missing timercheck', (disk) => disk.remove('/store/config/timercheck'), /^config\/timercheck: is missing/],
    [
      'a timercheck that counts more than the log has',
      (disk) => flip(disk, '/store/config/timercheck', 22),
      /^config\/timercheck: counts 357 delayed messages, their queue ends at 101$/,
    ],
  ];

  it.each(damages)('finds %s', async (_name, damage, text) => {
    const store = await closed();
    await damage(store.disk);
    const texts = textsOf(await verifyDelayed(store));
    expect(
      texts.filter((one) => text.test(one)),
      texts.join('\n'),
    ).not.toEqual([]);
  });

  it('finds levels that are delivered further than their queue goes', async () => {
    const store = await new DelayedStore().open();
    await store.append(store.store.delayByLevel(store.message('one'), 2));
    await store.pass(10 * second);
    await store.store.configFile('delayOffset.json').write({ offsetTable: { 2: 5 } });
    store.disk = store.disk.afterKill();
    expect(textsOf(await verifyDelayed(store))).toEqual([
      'config/delayOffset.json: level 2 is delivered up to 5, its queue ends at 1',
    ]);
  });
});
