import { describe, expect, it } from 'vitest';
import { MqError } from '../../src/model/errors.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { type Disk, readWholeFile } from '../../src/runtime/disk.ts';
import type { Logger } from '../../src/runtime/log.ts';
import { MemoryDisk } from '../../src/runtime/memory-disk.ts';
import { decodeCheckpoint } from '../../src/store/checkpoint.ts';
import { type AppendRecord, MessageStore, type StoreOptions } from '../../src/store/message-store.ts';
import { append, readAll, record, silentLogger, testOptions } from './store-fixture.ts';

const options: StoreOptions = testOptions({
  commitLogSegmentBytes: 16_384,
  consumeQueueFileBytes: 400,
  indexSlots: 50,
  indexEntries: 100,
});
const messages = 300;
const queues = 4;

interface Sent {
  readonly queueId: number;
  readonly queueOffset: number;
  readonly physicalOffset: number;
  readonly bytes: Uint8Array;
  readonly body: string;
  readonly key: string;
}

interface Image {
  readonly disk: MemoryDisk;
  readonly sent: readonly Sent[];
}

const paths = {
  firstSegment: '/store/commitlog/00000000000000000000',
  secondSegment: '/store/commitlog/00000000000000016384',
  lastSegment: '/store/commitlog/00000000000000049152',
  firstCells: '/store/consumequeue/t/1/00000000000000000000',
  secondCells: '/store/consumequeue/t/1/00000000000000000400',
  lastCells: '/store/consumequeue/t/1/00000000000000001200',
  checkpoint: '/store/checkpoint',
  abort: '/store/abort',
  table: '/store/pocketmq.queues',
  config: '/store/config/topics.json',
  configBackup: '/store/config/topics.json.bak',
};

function bodyOf(number: number): string {
  return `body ${number} ${'.'.repeat(40 + (number % 60))}`;
}

/** A store of several files of each kind, as the process leaves it that closes it or is killed. */
async function makeImage(ending: 'closed' | 'killed'): Promise<Image> {
  let disk = new MemoryDisk();
  const store = await MessageStore.open(options, { disk, clock: systemClock, logger: silentLogger });
  for (const version of [1, 2]) {
    await store.configFile('topics.json').write({ version, text: 'x'.repeat(100) });
  }
  const records: AppendRecord[] = [];
  const appendMore = async (target: MessageStore, count: number) => {
    for (let more = 0; more < count; more++) {
      const number = records.length;
      const uniqueKey = `key${number}`;
      const one = record('t', number % queues, bodyOf(number), {
        uniqueKey,
        properties: `UNIQ_KEY\u0001${uniqueKey}\u0002`,
      });
      await append(target, [one]);
      records.push(one);
    }
  };
  await appendMore(store, messages - 40);
  await store.close();
  const again = await MessageStore.open(options, { disk, clock: systemClock, logger: silentLogger });
  await appendMore(again, 40);
  if (ending === 'closed') {
    await again.close();
  } else {
    disk = disk.afterKill();
  }
  const sent: Sent[] = [];
  for (const [number, one] of records.entries()) {
    const size = 91 + 1 + one.body.length + Buffer.byteLength(one.properties);
    sent.push({
      queueId: one.queueId,
      queueOffset: one.queueOffset,
      physicalOffset: one.physicalOffset,
      bytes: (await logBytes(disk, one.physicalOffset, size)) ?? new Uint8Array(),
      body: bodyOf(number),
      key: one.uniqueKey,
    });
  }
  return { disk, sent };
}

async function logBytes(disk: Disk, offset: number, size: number): Promise<Uint8Array | undefined> {
  const base = offset - (offset % options.commitLogSegmentBytes);
  const content = await readWholeFile(disk, `/store/commitlog/${String(base).padStart(20, '0')}`);
  return content?.subarray(offset - base, offset - base + size);
}

async function rewrite(disk: Disk, path: string, content: Uint8Array | undefined): Promise<void> {
  await disk.remove(path);
  if (content !== undefined) {
    const file = await disk.open(path, 'create');
    await file.write(content, 0);
    await file.close();
  }
}

/** The log below was durable; a power cut may take the rest, which a damaged end of the log cannot be told from. */
async function flushedOffset(disk: Disk): Promise<number> {
  return decodeCheckpoint((await readWholeFile(disk, '/store/checkpoint')) ?? new Uint8Array()).flushedOffset;
}

interface Damage {
  readonly name: string;
  /** The file's new content; undefined removes it. `other` is another file of its kind. */
  change(content: Buffer, other: Buffer): Uint8Array | undefined;
  readonly swaps?: boolean;
  /** The size stays, so only a look at the content can show it. */
  readonly content?: boolean;
}

const damages: readonly Damage[] = [
  { name: 'has 0 bytes', change: () => new Uint8Array() },
  { name: 'lacks its last byte', change: (content) => content.subarray(0, Math.max(0, content.length - 1)) },
  { name: 'is cut in half', change: (content) => content.subarray(0, content.length >> 1) },
  {
    name: 'has zeros in its middle',
    content: true,
    change: (content) => {
      const changed = Buffer.from(content);
      const length = Math.min(4096, content.length >> 2);
      return changed.fill(0, content.length >> 1, (content.length >> 1) + length);
    },
  },
  { name: 'is missing', change: () => undefined },
  { name: 'has garbage behind its end', change: (content) => Buffer.concat([content, Buffer.alloc(33, 0xa5)]) },
  { name: 'is swapped with another of its kind', change: (_content, other) => other, swaps: true, content: true },
  {
    name: 'has one flipped bit',
    content: true,
    change: (content) => {
      const changed = Buffer.from(content);
      // In a segment this is a dot of a body: names of topics and numbers have no checksum.
      const at = Math.max(0, changed.indexOf('..........', content.length >> 1));
      const place = content.includes('..........') ? at : content.length >> 1;
      changed[place] = (changed[place] ?? 0) ^ 0x10;
      return changed;
    },
  },
];

interface Finding {
  readonly refused: string | undefined;
  /** Bodies by `queue-offset`, and keys that lead to their message. */
  readonly found: ReadonlyMap<string, string>;
  readonly keys: number;
  readonly config: string;
  /** Warnings and errors with what they name. */
  readonly reports: readonly string[];
}

function reportingLogger(reports: string[]): Logger {
  const note = (fields: unknown, text?: string) => {
    reports.push(`${JSON.stringify(fields)} ${text ?? ''}`);
  };
  return { ...silentLogger, warn: note, error: note };
}

async function look(disk: Disk, sent: readonly Sent[]): Promise<Finding> {
  const reports: string[] = [];
  const found = new Map<string, string>();
  let store: MessageStore;
  try {
    store = await MessageStore.open(options, { disk, clock: systemClock, logger: reportingLogger(reports) });
  } catch (error) {
    expect(error).toBeInstanceOf(MqError);
    return { refused: String(error), found, keys: 0, config: '', reports };
  }
  for (let queueId = 0; queueId < queues; queueId++) {
    const { minOffset, maxOffset } = store.range('t', queueId);
    for (let next = minOffset; next < maxOffset; ) {
      const read = await store.read('t', queueId, next, readAll);
      for (const message of read.messages) {
        found.set(`${queueId}-${message.queueOffset}`, Buffer.from(message.body).toString());
      }
      expect(read.nextOffset).toBeGreaterThan(next);
      next = read.nextOffset;
    }
  }
  let keys = 0;
  for (const { key, body } of sent) {
    const query = {
      topic: 't',
      kind: 'uniqueKey',
      key,
      beginTimestamp: 0,
      endTimestamp: 1e14,
      messagesMax: 4,
    } as const;
    const answers = await store.query(query);
    expect(answers.every((message) => Buffer.from(message.body).toString() === body)).toBe(true);
    keys += answers.length > 0 ? 1 : 0;
  }
  const config = await store
    .configFile('topics.json')
    .read()
    .then(
      (value) => JSON.stringify(value).slice(0, 12),
      (error) => String(error),
    );
  await store.close();
  return { refused: undefined, found, keys, config, reports };
}

/** Appends one message to the store and reads it back, also after it is opened again. */
async function use(disk: Disk): Promise<void> {
  const environment = { disk, clock: systemClock, logger: silentLogger };
  for (const round of [1, 2]) {
    const store = await MessageStore.open(options, environment);
    if (round === 1) {
      await append(store, [record('new', 0, 'new')]);
    }
    const { messages: read } = await store.read('new', 0, 0, readAll);
    expect(read.map((message) => Buffer.from(message.body).toString())).toEqual(['new']);
    await store.close();
  }
}

const kinds: readonly { readonly name: string; readonly path: string; readonly other: string }[] = [
  { name: 'the first segment', path: paths.firstSegment, other: paths.secondSegment },
  { name: 'a segment in the middle', path: paths.secondSegment, other: paths.firstSegment },
  { name: 'the last segment', path: paths.lastSegment, other: paths.secondSegment },
  {
    name: 'the first file of a consumeQueue',
    path: paths.firstCells,
    other: '/store/consumequeue/t/2/00000000000000000000',
  },
  { name: 'a file in the middle of a consumeQueue', path: paths.secondCells, other: paths.firstCells },
  { name: 'the last file of a consumeQueue', path: paths.lastCells, other: paths.firstCells },
  { name: 'the first index file', path: 'index 0', other: 'index 1' },
  { name: 'the last index file', path: 'index -1', other: 'index 0' },
  { name: 'the checkpoint', path: paths.checkpoint, other: paths.table },
  { name: 'the mark of a store in use', path: paths.abort, other: paths.checkpoint },
  { name: 'the table of queues', path: paths.table, other: paths.checkpoint },
  { name: 'a config file', path: paths.config, other: paths.configBackup },
  { name: 'the .bak of a config file', path: paths.configBackup, other: paths.config },
];

async function pathOf(disk: Disk, path: string): Promise<string> {
  const [, number] = /^index (-?\d)$/.exec(path) ?? [];
  if (number === undefined) {
    return path;
  }
  const entry = (await disk.list('/store/index')).at(Number(number));
  return `/store/index/${entry?.name}`;
}

describe.each(['closed', 'killed'] as const)('a store that was %s', (ending) => {
  const cases = kinds.flatMap((kind) =>
    damages.map((damage) => ({ ...kind, kind: kind.name, damage, what: damage.name })),
  );
  it.each(cases)('repairs or names it when $kind $what', async ({ path, other, damage }) => {
    const { disk, sent } = await makeImage(ending);
    const damagedPath = await pathOf(disk, path);
    const otherPath = await pathOf(disk, other);
    const before = await readWholeFile(disk, damagedPath);
    const otherBefore = await readWholeFile(disk, otherPath);
    if (before === undefined) {
      // Only the mark of a store in use is not there, when the store was closed.
      expect(path).toBe(paths.abort);
    }
    const flushed = ending === 'closed' ? Number.POSITIVE_INFINITY : await flushedOffset(disk);
    await rewrite(disk, damagedPath, damage.change(before ?? Buffer.alloc(0), otherBefore ?? Buffer.alloc(0)));
    if (damage.swaps) {
      await rewrite(disk, otherPath, before);
    }
    const intact: Sent[] = [];
    for (const one of sent) {
      const now = await logBytes(disk, one.physicalOffset, one.bytes.length);
      if (now !== undefined && Buffer.compare(now, one.bytes) === 0) {
        intact.push(one);
      }
    }
    const first = await look(disk, sent);
    const second = await look(disk, sent);
    expect(second.refused).toBe(first.refused);
    if (first.refused !== undefined) {
      expect(first.refused).toContain('/store');
      return;
    }
    const bodies = new Map(sent.map((one) => [`${one.queueId}-${one.queueOffset}`, one.body]));
    for (const [place, body] of first.found) {
      expect(body).toBe(bodies.get(place));
    }
    const missing = intact.filter((one) => !first.found.has(`${one.queueId}-${one.queueOffset}`));
    const lost = sent.filter((one) => one.physicalOffset < flushed && !intact.includes(one));
    if (missing.length > 0 || lost.length > 0 || first.keys !== first.found.size) {
      expect(first.reports.join('\n')).toMatch(damage.content ? /damaged|not whole|not usable/ : /lost|gone/);
    }
    // Without bytes missing at an end or in a whole file, nothing shows at the start that a read will.
    expect(damage.content === true || missing.length === 0).toBe(true);
    expect(second.found).toEqual(first.found);
    expect(second.keys).toBe(first.keys);
    expect(second.config).toBe(first.config);
    expect(first.config).toMatch(/^\{"version":[12]|^MqError.*topics\.json/);
    await use(disk);
  });
});
