import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { timeOf } from '../../src/runtime/clock.ts';
import type { MemoryDisk } from '../../src/runtime/memory-disk.ts';
import { nodeDisk } from '../../src/runtime/node-disk.ts';
import { type DumpOptions, dumpStore, parseLogPlace } from '../../src/store/offline-store.ts';
import { unpackStore } from '../scripts/golden-archive.ts';
import { archiveOf, goldenCases } from '../scripts/golden-facts.ts';
import { readLog } from '../scripts/golden-reader.ts';
import { contentsBelow, filledDisk, flip } from './store-files.ts';
import { append, openStore, record } from './store-fixture.ts';

type Line = Readonly<Record<string, unknown>> & { readonly physicalOffset: number; readonly storeTimestamp: number };

async function dump(disk: MemoryDisk, options: Partial<DumpOptions> = {}) {
  let text = '';
  const outcome = await dumpStore(disk, '/store', { body: 'base64', ...options }, async (piece) => {
    text += piece;
  });
  const lines = text.split('\n').slice(0, -1);
  return { ...outcome, lines: lines.map((line) => JSON.parse(line) as Line) };
}

describe('dumping a store', () => {
  it('gives every record in the order of the log, and changes nothing', async () => {
    const disk = await filledDisk(100);
    const before = await contentsBelow(disk, '/store');
    const { records, lines, damaged, holder } = await dump(disk);
    expect({ records, damaged, holder }).toEqual({ records: 100, damaged: [], holder: undefined });
    expect(lines.map((line) => line['messageId'])).toEqual(Array.from({ length: 100 }, (_, number) => `id-${number}`));
    expect(lines[4]).toEqual({
      ...lines[4],
      topic: 'b',
      queueId: 0,
      keys: ['k-4', 'shared'],
      tag: 'tag-4',
      properties: { UNIQ_KEY: 'id-4', KEYS: 'k-4 shared', TAGS: 'tag-4' },
      bodyBase64: Buffer.from('body 4 '.repeat(5)).toString('base64'),
      bornTimestamp: 1_700_000_000_000,
      bornHost: '10.1.2.3:5555',
      sysFlag: 0,
    });
    expect(await contentsBelow(disk, '/store')).toEqual(before);
  });

  it('gives bodies as text where they are text', async () => {
    const disk = await filledDisk(1);
    const store = await openStore(disk);
    await append(store, [record('a', 0, '', { body: Uint8Array.of(0xff, 0xfe) })]);
    await store.close();
    const text = await dump(disk, { body: 'text' });
    expect(text.lines.map(({ body, bodyBase64 }) => [body, bodyBase64])).toEqual([
      ['body 0 ', undefined],
      [undefined, '//4='],
    ]);
    const none = await dump(disk, { body: 'none' });
    expect(none.lines.every((line) => !('body' in line) && !('bodyBase64' in line))).toBe(true);
  });

  it('chooses by topic and by place', async () => {
    const disk = await filledDisk(100);
    const all = (await dump(disk)).lines;
    const [from = 0, to = 0] = [all[30]?.physicalOffset, all[60]?.physicalOffset];
    const offsets = async (options: Partial<DumpOptions>) =>
      (await dump(disk, options)).lines.map((line) => line.physicalOffset);
    const wanted = all.slice(30, 60).map((line) => line.physicalOffset);
    const place = (offset: number) => ({ kind: 'offset', offset }) as const;
    expect(await offsets({ from: place(from), to: place(to) })).toEqual(wanted);
    // In the middle of a record: the next one is the first.
    expect(await offsets({ from: place((all[29]?.physicalOffset ?? 0) + 1), to: place(to) })).toEqual(wanted);
    expect(await offsets({ from: place(1e12) })).toEqual([]);
    const time = all[50]?.storeTimestamp ?? 0;
    expect(await offsets({ from: { kind: 'time', timestamp: time } })).toEqual(
      all.filter((line) => line.storeTimestamp >= time).map((line) => line.physicalOffset),
    );
    expect(await offsets({ to: { kind: 'time', timestamp: time } })).toEqual(
      all.filter((line) => line.storeTimestamp < time).map((line) => line.physicalOffset),
    );
    expect(await offsets({ topic: 'a' })).toEqual(
      all.filter((line) => line['topic'] === 'a').map((line) => line.physicalOffset),
    );
  });

  it.each([
    ['an offset', { kind: 'offset', offset: 501 }, { kind: 'offset', offset: 500 }, 'the end (500)'],
    ['a time', { kind: 'time', timestamp: 2 }, { kind: 'time', timestamp: 1 }, 'the first place (2)'],
  ] as const)('is refused when it is to end before it begins, at %s', async (_name, from, to, text) => {
    const disk = await filledDisk(1);
    await expect(dump(disk, { from, to })).rejects.toThrow(text);
    expect((await dump(disk, { from, to: from })).records).toBe(0);
  });

  it('waits for its reader and ends when that is gone', async () => {
    const disk = await filledDisk(100);
    const gone = new Error('the reader is gone');
    const calls: number[] = [];
    const write = async (text: string) => {
      calls.push(text.length);
      throw gone;
    };
    await expect(dumpStore(disk, '/store', { body: 'none' }, write)).rejects.toBe(gone);
    expect(calls).toHaveLength(1);
  });

  it('passes over damage and says where', async () => {
    const disk = await filledDisk(100);
    const all = (await dump(disk)).lines;
    await flip(disk, '/store/commitlog/00000000000000000000', (all[3]?.physicalOffset ?? 0) + 90);
    const { lines, damaged } = await dump(disk);
    expect(lines).toEqual([...all.slice(0, 3), ...all.slice(4)]);
    expect(damaged).toEqual([{ from: all[3]?.physicalOffset, end: all[4]?.physicalOffset }]);
  });

  it.each(goldenCases().filter((name) => name !== 'dledger'))('reads the log of RocketMQ (%s)', async (name) => {
    const directory = mkdtempSync(join(tmpdir(), 'golden-'));
    try {
      unpackStore(archiveOf(name), directory);
      const found: unknown[] = [];
      await dumpStore(nodeDisk, directory, { body: 'base64' }, async (text) => {
        found.push(
          ...text
            .trimEnd()
            .split('\n')
            .map((line): unknown => JSON.parse(line)),
        );
      });
      expect(found).toEqual(
        readLog(directory).records.map(({ physicalOffset, topic, queueOffset, body, sysFlag }) =>
          expect.objectContaining({ physicalOffset, topic, queueOffset, sysFlag, bodyBase64: body.toString('base64') }),
        ),
      );
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

describe('a place in the log', () => {
  it.each([
    ['123456', { kind: 'offset', offset: 123456 }],
    ['1769860800000ms', { kind: 'time', timestamp: 1769860800000 }],
    ['2026-01-31T12:00:00Z', { kind: 'time', timestamp: 1769860800000 }],
    ['2026-01-31', { kind: 'time', timestamp: 1769817600000 }],
  ])('is read from %s', (text, place) => {
    expect(parseLogPlace(text, timeOf)).toEqual(place);
  });

  it.each(['', 'yesterday', '-5', '2026-13-31', '12 ms'])("is not read from '%s'", (text) => {
    expect(() => parseLogPlace(text, timeOf)).toThrow(/is no place in a log: give a log offset/);
  });
});
