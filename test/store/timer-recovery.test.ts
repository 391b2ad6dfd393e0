import { describe, expect, it } from 'vitest';
import { decodeTimerCheck, encodeTimerCheck, type TimerCheck } from '../../src/store/timer-check.ts';
import { DelayedStore, startAt } from './timer-fixture.ts';

const files = ['/store/timerwheel', '/store/timerlog/00000000000000000000', '/store/config/timercheck'];

async function change(delayed: DelayedStore, path: string, how: (bytes: Buffer) => Buffer | undefined): Promise<void> {
  const file = await delayed.disk.open(path, 'write');
  const bytes = Buffer.alloc(await file.size());
  await file.read(bytes, 0);
  const changed = how(bytes);
  await file.truncate(0);
  if (changed !== undefined) {
    await file.write(changed, 0);
  }
  await file.close();
  if (changed === undefined) {
    await delayed.disk.remove(path);
  }
}

async function checkOf(delayed: DelayedStore): Promise<TimerCheck> {
  const file = await delayed.disk.open('/store/config/timercheck', 'read');
  const bytes = Buffer.alloc(4096);
  await file.read(bytes, 0);
  await file.close();
  const check = decodeTimerCheck(bytes);
  if (check === undefined) {
    throw new Error('no check');
  }
  return check;
}

/** Delivered: a. Cancelled: b. Waiting: c for 100 s, d beyond the window (it went round once), e for 200 s. */
async function prepare(): Promise<DelayedStore> {
  const delayed = await new DelayedStore({ wheelSlots: 700 }).open();
  await delayed.send('a', startAt + 2000);
  const b = await delayed.send('b', startAt + 100_000);
  await delayed.send('c', startAt + 100_000);
  await delayed.send('d', startAt + 220_000);
  await delayed.cancel(b, startAt + 100_000);
  await delayed.pass(5000);
  await delayed.send('e', startAt + 200_000);
  await delayed.pass(60_000, 5000);
  return delayed;
}

async function expectRest(delayed: DelayedStore): Promise<void> {
  await delayed.pass(100_000 - 65_000 - 1, 5000);
  expect(await delayed.bodies()).toEqual(['a']);
  await delayed.pass(1);
  await delayed.pass(200_000, 5000);
  expect(await delayed.delivered()).toEqual(['a +2000', 'c +100000', 'e +200000', 'd +220000']);
}

describe('a store with delayed messages', () => {
  it('goes on after a clean stop and after a kill', async () => {
    const delayed = await prepare();
    await delayed.close();
    await delayed.open();
    await delayed.kill();
    await expectRest(delayed);
  });

  const damages: [string, (bytes: Buffer) => Buffer | undefined][] = [
    ['missing', () => undefined],
    ['empty', () => Buffer.alloc(0)],
    ['a byte short', (bytes) => bytes.subarray(0, -1)],
    ['cut in half', (bytes) => bytes.subarray(0, bytes.length / 2)],
    ['all zeros', (bytes) => Buffer.alloc(bytes.length)],
    ['longer', (bytes) => Buffer.concat([bytes, Buffer.alloc(100, 7)])],
    ['noise', (bytes) => Buffer.from(bytes.map((_, index) => (index * 131 + 17) & 0xff))],
  ];
  describe.each(files)('makes %s again', (path) => {
    it.each(damages)('when it is %s', async (_name, how) => {
      const delayed = await prepare();
      await delayed.close();
      await change(delayed, path, how);
      await delayed.open();
      expect(delayed.store.delayedCount).toBe(3);
      await delayed.kill();
      await expectRest(delayed);
    });
  });

  it('makes everything again when all three files are gone', async () => {
    const delayed = await prepare();
    await delayed.close();
    for (const path of files) {
      await delayed.disk.remove(path);
    }
    await delayed.open();
    await expectRest(delayed);
  });

  it('makes everything again when the wheel is an older one', async () => {
    const delayed = await new DelayedStore({ wheelSlots: 700 }).open();
    await delayed.send('first', startAt + 50_000);
    await delayed.pass(2000);
    await delayed.close();
    let old: Buffer = Buffer.alloc(0);
    await change(delayed, '/store/timerwheel', (bytes) => {
      old = bytes;
      return bytes;
    });
    await delayed.open();
    await delayed.send('second', startAt + 50_000);
    await delayed.pass(2000);
    await delayed.close();
    await change(delayed, '/store/timerwheel', () => old);
    await delayed.open();
    await delayed.pass(60_000, 5000);
    expect(await delayed.bodies()).toEqual(['first', 'second']);
  });

  it('notices a damaged unit when its slot is due, and makes everything again', async () => {
    const delayed = await prepare();
    await delayed.close();
    await change(delayed, '/store/timerlog/00000000000000000000', (bytes) => {
      // The unit of b, which c leads to.
      bytes.writeInt32BE(99, 52);
      return bytes;
    });
    await delayed.open();
    await expectRest(delayed);
  });

  it('has what RocketMQ took in after the last flush of its timerlog before it stopped', async () => {
    const delayed = await prepare();
    await delayed.close();
    const check = await checkOf(delayed);
    // Its word counts messages whose units lie behind the position that it names.
    const word = encodeTimerCheck({ ...check, logPosition: check.logPosition - 52, own: undefined });
    await change(delayed, '/store/config/timercheck', () => Buffer.from(word));
    await delayed.open();
    await expectRest(delayed);
  });

  it('corrects a timer checkpoint beyond a truncated log (RocketMQ issue #7480)', async () => {
    const delayed = await prepare();
    await delayed.close();
    const check = await checkOf(delayed);
    // What the log had behind its end is gone, and with it messages that the checkpoint counts.
    await change(delayed, '/store/config/timercheck', () =>
      Buffer.from(
        encodeTimerCheck({ ...check, queueOffset: check.queueOffset + 5, logPosition: check.logPosition + 260 }),
      ),
    );
    await delayed.open();
    await delayed.send('f', startAt + 110_000);
    await delayed.pass(35_000 + 1, 5000);
    await delayed.pass(150_000, 5000);
    expect(await delayed.bodies()).toEqual(['a', 'c', 'f', 'e', 'd']);
  });

  it.each(['/timercheck', '/timerwheel', '/timerlog/'])(
    'delivers nothing twice when it is killed before %s is written',
    async (path) => {
      const delayed = await new DelayedStore().open();
      for (let number = 0; number < 20; number++) {
        await delayed.send(`m${number}`, startAt + 3000);
      }
      await delayed.send('later', startAt + 9000);
      await delayed.pass(2500, 500);
      await delayed.send('first', startAt + 7000);
      await delayed.settle();
      delayed.endAt = path;
      // Something for each of the files.
      await delayed.send('last', startAt + 6000);
      await delayed.pass(500);
      expect(await delayed.bodies()).toHaveLength(20);
      await delayed.pass(1000);
      await delayed.kill();
      await delayed.pass(1000);
      expect(await delayed.bodies()).toHaveLength(20);
      await delayed.kill();
      await delayed.pass(10_000);
      expect((await delayed.bodies()).slice(20)).toEqual(['last', 'first', 'later']);
    },
  );
});
