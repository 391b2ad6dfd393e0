import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unpackStore } from '../scripts/golden-archive.ts';
import {
  archiveOf,
  commitLogBytes,
  goldenCases,
  indexed,
  indexHash,
  indexKeysOf,
  isRefusedCase,
  isSystemTopic,
  manifestOf,
  recordFinder,
  sentFacts,
  setting,
  storedFacts,
} from '../scripts/golden-facts.ts';
import { javaHash, propertiesOf, readIndex, readLog, readQueues } from '../scripts/golden-reader.ts';

/** Shows that the fixtures are what they claim to be, without a line of src: the ground that golden.test.ts stands on. */
describe.each(goldenCases().filter((name) => !isRefusedCase(name)))('the golden store %s', (name) => {
  const manifest = manifestOf(name);
  const slots = setting(manifest, 'maxHashSlotNum', 5_000_000);
  let store = '';
  beforeAll(() => {
    store = mkdtempSync(join(tmpdir(), 'golden-'));
    unpackStore(archiveOf(name), store);
  });
  afterAll(() => rmSync(store, { recursive: true, force: true }));

  it('holds every message that was answered, as it was sent', () => {
    const { records, begin } = readLog(store);
    const recordOf = recordFinder(records);
    const wrong: unknown[] = [];
    for (const message of manifest.messages.filter(({ answered }) => answered)) {
      const record = recordOf(message);
      if (record === undefined) {
        if (message.physicalOffset === undefined || message.physicalOffset >= begin) {
          wrong.push(message);
        }
        continue;
      }
      expect(storedFacts(record, message)).toEqual(sentFacts(message));
      expect(record.physicalOffset).toBe(message.physicalOffset ?? record.physicalOffset);
      expect(record.queueOffset).toBe(message.queueOffset);
    }
    expect(wrong).toEqual([]);
  });

  it('has one cell for each record of each queue, in order, with the tag of the record', () => {
    const { records, begin, end } = readLog(store);
    const byPlace = new Map(records.map((record) => [record.physicalOffset, record]));
    for (const { topic, queueId, cells } of readQueues(store)) {
      cells.forEach((cell, i) => {
        expect(cell.queueOffset).toBe((cells[0]?.queueOffset ?? 0) + i);
        const record = byPlace.get(cell.physicalOffset);
        if (record === undefined) {
          expect(cell.physicalOffset < begin || cell.physicalOffset >= end).toBe(true);
          return;
        }
        const tag = propertiesOf(record.properties).get('TAGS');
        const code = topic === 'SCHEDULE_TOPIC_XXXX' ? cell.tagsCode : BigInt(tag === undefined ? 0 : javaHash(tag));
        expect({ topic, queueId, ...cell }).toEqual({
          topic: record.topic,
          queueId: record.queueId,
          queueOffset: record.queueOffset,
          physicalOffset: record.physicalOffset,
          size: record.size,
          tagsCode: code,
        });
      });
    }
  });

  it('has the queue ranges that RocketMQ stated', () => {
    const { begin } = readLog(store);
    const queues = readQueues(store);
    for (const range of manifest.queues) {
      const cells =
        queues.find(({ topic, queueId }) => topic === range.topic && queueId === range.queueId)?.cells ?? [];
      const alive = cells.filter((cell) => cell.physicalOffset >= begin);
      const maxOffset = (cells.at(-1)?.queueOffset ?? -1) + 1;
      const found = { ...range, maxOffset, minOffset: alive[0]?.queueOffset ?? maxOffset };
      // RocketMQ itself appends to its own topics up to its end.
      expect(found).toEqual(isSystemTopic(range.topic) ? { ...range, maxOffset: expect.any(Number) } : range);
      expect(maxOffset).toBeGreaterThanOrEqual(range.maxOffset);
    }
  });

  it('closes every segment but the last with a blank', () => {
    const { files, blanks } = readLog(store);
    const size = commitLogBytes(manifest);
    const used = Math.max(0, files.length - blanks.length);
    expect(used).toBeLessThanOrEqual(2);
    expect(blanks.map((offset) => Math.floor(offset / size))).toEqual(
      files.slice(0, blanks.length).map((file) => Number(file) / size),
    );
  });

  it('has an index that leads to what RocketMQ found', () => {
    const files = readIndex(store, slots);
    const { records } = readLog(store);
    const byPlace = new Map(records.map((record) => [record.physicalOffset, record]));
    for (const { topic, key, unique, physicalOffsets } of manifest.queries) {
      const found = indexed(files, `${topic}#${key}`).filter((offset) => {
        const properties = propertiesOf(byPlace.get(offset)?.properties ?? '');
        const record = byPlace.get(offset);
        return record?.topic === topic && (unique ? properties.get('UNIQ_KEY') === key : hasKey(properties, key));
      });
      expect({ topic, key, found }).toEqual({ topic, key, found: physicalOffsets });
    }
  });

  it('indexes the id, the keys and the tag of every record, in the order of the log', () => {
    const files = readIndex(store, slots);
    const { records } = readLog(store);
    const first = files[0]?.beginPhysicalOffset ?? 0;
    const wanted = records
      .filter((record) => record.physicalOffset >= first)
      .flatMap((record) => indexKeysOf(record).map((key) => `${record.physicalOffset} ${indexHash(key)}`));
    const kept = files.flatMap((file) =>
      file.entries.flatMap((entry) => (entry === undefined ? [] : [`${entry.physicalOffset} ${entry.hash}`])),
    );
    if (manifest.continues === undefined) {
      expect(kept.slice(-wanted.length)).toEqual(wanted);
    } else {
      expect(wanted).toEqual(expect.arrayContaining(kept));
    }
  });
});

function hasKey(properties: ReadonlyMap<string, string>, key: string): boolean {
  return (properties.get('KEYS') ?? '').split(' ').includes(key);
}
