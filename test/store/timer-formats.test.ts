import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { javaHash } from '../../src/model/java-hash.ts';
import { nodeDisk } from '../../src/runtime/node-disk.ts';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';
import { levelDelaysDefault, parseDelayLevels } from '../../src/store/delay-levels.ts';
import { MessageStore } from '../../src/store/message-store.ts';
import { decodeTimerCheck, encodeTimerCheck, type TimerCheck } from '../../src/store/timer-check.ts';
import {
  decodeUnit,
  encodeUnit,
  lastUnitPosition,
  timerLogFileBytesDefault,
  unitBytes,
} from '../../src/store/timer-log.ts';
import { slotTimeMs } from '../../src/store/timer-records.ts';
import { decodeSlot, encodeSlot, slotBytes, wheelSlotsDefault } from '../../src/store/timer-wheel.ts';
import { unpackStore } from '../scripts/golden-archive.ts';
import { archiveOf, commitLogBytes, consumeQueueBytes, manifestOf } from '../scripts/golden-facts.ts';
import { propertiesOf, readLog } from '../scripts/golden-reader.ts';
import { readAll, silentLogger, testOptions } from './store-fixture.ts';
import { testTimer } from './timer-fixture.ts';

describe('formats of the timer', () => {
  it('place a slot and the last unit of a file where RocketMQ does', () => {
    expect((1_700_000_000 % wheelSlotsDefault) * slotBytes).toBe(16_384_000);
    expect(lastUnitPosition(timerLogFileBytesDefault)).toBe(104_857_532);
    expect((timerLogFileBytesDefault - 16 - ((timerLogFileBytesDefault - 16) % unitBytes)) / unitBytes).toBe(2_016_492);
  });

  it('floor a time to its slot, which is over when the time is reached', () => {
    expect(slotTimeMs(1_700_000_001_832, 1000)).toBe(1_700_000_001_000);
    expect(slotTimeMs(1_700_000_001_000, 1000)).toBe(1_700_000_000_000);
    expect(slotTimeMs(1_700_000_000_001, 100)).toBe(1_700_000_000_000);
  });

  it('read tables of delay levels', () => {
    expect(parseDelayLevels('1s 5m 2h 1d')).toEqual([1000, 300_000, 7_200_000, 86_400_000]);
    expect(levelDelaysDefault).toHaveLength(18);
    expect(parseDelayLevels('1s soon')).toBeUndefined();
    expect(parseDelayLevels('')).toBeUndefined();
  });

  const check: TimerCheck = {
    readTimeMs: 1_795_372_515_000,
    logPosition: 468,
    queueOffset: 9,
    timestamp: 1_795_372_515_204,
    counter: 32,
    own: {
      rebuilding: true,
      turnedBackFrom: 1_795_372_600,
      copiesFrom: 77,
      partialSlot: -1,
      partialPosition: 5,
      wheelSlots: 3,
      wheelSum: -9,
    },
  };

  it('keep a checkpoint, with what RocketMQ does not know in a part of its own', () => {
    const bytes = Buffer.from(encodeTimerCheck(check));
    expect(bytes.subarray(0, 56).toString('hex')).toBe(
      '000001a2048a7eb800000000000001d4000000000000000900000000000000090000000000000000000001a2048a7f840000000000000020',
    );
    expect(decodeTimerCheck(bytes)).toEqual({ ...check, torn: false });
    // RocketMQ writes the first fields and leaves the rest.
    bytes.writeInt32BE(7, 12);
    expect(decodeTimerCheck(bytes)).toEqual({ ...check, logPosition: 7, own: undefined, torn: true });
    expect(decodeTimerCheck(Buffer.alloc(4096))).toBeUndefined();
    expect(decodeTimerCheck(Buffer.alloc(4096, 0xff))).toBeUndefined();
    expect(decodeTimerCheck(Buffer.alloc(10))).toBeUndefined();
  });
});

/** All units and slots of golden stores, byte by byte, and what their waiting messages become. */
describe.each(['basic', 'grpc'])('the timer of the golden store %s', (name) => {
  const manifest = manifestOf(name);
  let directory = '';
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'golden-timer-'));
    unpackStore(archiveOf(name), directory);
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const check = () => {
    const found = decodeTimerCheck(readFileSync(join(directory, 'config/timercheck')));
    if (found === undefined) {
      throw new Error('no timercheck');
    }
    return found;
  };

  it('has units and slots as ours', () => {
    const units = readFileSync(join(directory, 'timerlog/00000000000000000000'));
    const wheel = readFileSync(join(directory, 'timerwheel'));
    const records = new Map(readLog(directory).records.map((record) => [record.physicalOffset, record]));
    const copy = Buffer.alloc(units.length);
    const slots = new Map<number, { first: number; last: number; count: number }>();
    for (let position = 0; position < check().logPosition; position += unitBytes) {
      const unit = decodeUnit(new DataView(units.buffer, units.byteOffset), position);
      if (unit === undefined) {
        throw new Error(`no unit at ${position}`);
      }
      encodeUnit(new DataView(copy.buffer, copy.byteOffset), position, unit);
      const record = records.get(unit.physicalOffset);
      const properties = propertiesOf(record?.properties ?? '');
      const time = (unit.writeTimeMs + unit.delayMs) / 1000;
      const slot = slots.get(time);
      expect(unit).toMatchObject({
        previous: slot?.last ?? -1,
        size: record?.size,
        topicHash: javaHash(properties.get('REAL_TOPIC') ?? ''),
        delayMs: Number(properties.get('TIMER_OUT_MS')) - unit.writeTimeMs,
        flags: properties.has('TIMER_DEL_UNIQKEY') ? 5 : 1,
      });
      expect(slotTimeMs(Number(properties.get('TIMER_DELIVER_MS')), 1000)).toBe(time * 1000);
      const count = (slot?.count ?? 0) + (properties.has('TIMER_DEL_UNIQKEY') ? -1 : 1);
      slots.set(time, { first: slot?.first ?? position, last: position, count });
    }
    expect(copy.equals(units)).toBe(true);
    const wheelCopy = Buffer.alloc(wheel.length);
    const view = new DataView(wheelCopy.buffer, wheelCopy.byteOffset);
    for (const [time, { first, last, count }] of slots) {
      encodeSlot(view, (time % wheelSlotsDefault) * slotBytes, { time, lastPosition: last, count }, first);
      expect(decodeSlot(view, (time % wheelSlotsDefault) * slotBytes)).toEqual({ time, lastPosition: last, count });
    }
    expect(wheelCopy.equals(wheel)).toBe(true);
  });

  it('delivers what waits, and nothing that came already or was recalled', { timeout: 60_000 }, async () => {
    const { records } = readLog(directory);
    const came = new Set<string>();
    const waiting: string[] = [];
    const recalled = new Set<string>();
    for (const record of records) {
      const properties = propertiesOf(record.properties);
      const what = `${properties.get('UNIQ_KEY')} ${properties.get('REAL_TOPIC')} ${properties.get('DELAY')}`;
      if (properties.has('TIMER_DEL_UNIQKEY')) {
        recalled.add(properties.get('TIMER_DEL_UNIQKEY') ?? '');
      } else if (record.topic === 'rmq_sys_wheel_timer' || record.topic === 'SCHEDULE_TOPIC_XXXX') {
        waiting.push(what);
      } else if (record.topic === properties.get('REAL_TOPIC')) {
        came.add(what);
      }
    }
    const wanted = waiting.filter((what) => !came.has(what) && !recalled.has(what.split(' ')[0] ?? ''));
    const before = records.at(-1)?.physicalOffset ?? 0;
    const clock = new VirtualClock(check().timestamp + 3 * 86_400_000);
    const store = await MessageStore.open(
      testOptions({
        directory,
        commitLogSegmentBytes: commitLogBytes(manifest),
        consumeQueueFileBytes: consumeQueueBytes(manifest),
        bodyBytesMax: 4 * 1024 * 1024,
        messageIndex: false,
        timer: { ...testTimer, logFileBytes: 8192, wheelSlots: wheelSlotsDefault },
      }),
      { disk: nodeDisk, clock, logger: silentLogger },
    );
    const found: string[] = [];
    await expect
      .poll(async () => {
        found.length = 0;
        for (const { topic, queueId, minOffset } of store.queues()) {
          const { messages } = await store.read(topic, queueId, minOffset, readAll);
          for (const message of messages.filter(({ physicalOffset }) => physicalOffset > before)) {
            const properties = propertiesOf(message.properties);
            expect(properties.get('REAL_TOPIC')).toBe(message.topic);
            found.push(`${properties.get('UNIQ_KEY')} ${properties.get('REAL_TOPIC')} ${properties.get('DELAY')}`);
          }
        }
        return found.length;
      })
      .toBe(wanted.length);
    expect(store.delayedCount).toBe(0);
    await store.close();
    expect(found.sort()).toEqual(wanted.sort());
    expect(wanted.length).toBeGreaterThan(2);
  });
});
