import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { javaHash } from '../../src/model/java-hash.ts';
import { type DiskOperation, MemoryDisk } from '../../src/runtime/memory-disk.ts';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';
import { MessageStore, retentionDefault, type StoreOptions } from '../../src/store/message-store.ts';
import { append, openStore, readAll, record, silentLogger, testOptions } from './store-fixture.ts';

const tags = ['a', 'b', ''];

/** A closed store with messages 0, 1, … of topic t, spread over the queues. */
async function filled(count: number, queues: number, changes: Partial<StoreOptions> = {}): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  const store = await openStore(disk, changes, new VirtualClock(1_700_000_000_000));
  for (let number = 0; number < count; number++) {
    await append(store, [record('t', number % queues, bodyOf(number), { tag: tags[number % 3] ?? '' })]);
  }
  await store.close();
  return disk;
}

function bodyOf(number: number): string {
  return `message ${number} ${'.'.repeat((number * 37) % 300)}`;
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

/** The disk again, with a hook before each of its slow calls. */
function watched(disk: MemoryDisk, called: (operation: DiskOperation, path: string) => void): MemoryDisk {
  return disk.afterKill({
    beforeCall: (operation, path) => {
      called(operation, path);
      return undefined;
    },
  });
}

describe('reads of what is no longer in memory', () => {
  const options = { commitLogSegmentBytes: 4 << 20, consumeQueueFileBytes: 60_000 };

  async function countReads(readCacheBytes: number): Promise<{ log: number; cells: number }> {
    const disk = await filled(3000, 4, options);
    const count = { log: 0, cells: 0 };
    let counting = false;
    const store = await openStore(
      watched(disk, (operation, path) => {
        if (counting && operation === 'read') {
          count[path.includes('/commitlog/') ? 'log' : 'cells']++;
        }
      }),
      { ...options, readCacheBytes },
    );
    counting = true;
    for (let offset = 0; offset < 750; offset += 25) {
      for (let queueId = 0; queueId < 4; queueId++) {
        const { messages } = await store.read('t', queueId, offset, { ...readAll, messagesMax: 25 });
        expect(messages.map((message) => Buffer.from(message.body).toString())).toEqual(
          Array.from({ length: 25 }, (_, index) => bodyOf((offset + index) * 4 + queueId)),
        );
      }
    }
    counting = false;
    await store.close();
    return count;
  }

  it('read each block of the log once for all queues, and the cells of many messages at once', async () => {
    // Three blocks of records; 750 cells a queue.
    expect(await countReads(16 << 20)).toEqual({ log: 3, cells: 8 });
  });

  it('give the same with no memory for blocks', async () => {
    expect((await countReads(0)).log).toBeGreaterThan(100);
  });

  it('find a record that lies in two blocks, and one that is larger than a block', async () => {
    const changes = { ...options, bodyBytesMax: 1 << 20 };
    const disk = new MemoryDisk();
    let store = await openStore(disk, changes);
    const sizes = [200_000, 100_000, 600_000, 10, 200_000];
    for (const size of sizes) {
      await append(store, [record('t', 0, 'x'.repeat(size))]);
    }
    await store.close();
    store = await openStore(disk, changes);
    const { messages } = await store.read('t', 0, 0, readAll);
    expect(messages.map(({ body }) => body.length)).toEqual(sizes);
    for (const message of messages) {
      const direct = await store.readAt(message.physicalOffset);
      expect(Buffer.compare(direct?.body ?? new Uint8Array(), message.body)).toBe(0);
    }
    await store.close();
  });

  it('see what was appended behind a block that is remembered', async () => {
    const changes = { ...options, bodyBytesMax: 2 << 20 };
    const disk = await filled(10, 1, changes);
    const store = await openStore(disk, changes);
    expect((await store.read('t', 0, 0, readAll)).messages.length).toBe(10);
    const more = Array.from({ length: 40 }, (_, index) => record('t', 0, `${index}`.repeat(1_000_000)));
    for (const one of more) {
      // 40 MB: the first of them leave the part of the log that is in memory.
      await append(store, [one]);
    }
    const { messages } = await store.read('t', 0, 0, { ...readAll, messagesMax: 14 });
    expect(messages.map(({ queueOffset }) => queueOffset)).toEqual(Array.from({ length: 14 }, (_, index) => index));
    await store.close();
  });
});

describe('a read backwards', () => {
  const limits = fc.record({
    messagesMax: fc.integer({ min: 1, max: 40 }),
    bytesMax: fc.constantFrom(1, 500, 3000, 1e9),
    cellsMax: fc.constantFrom(1, 2, 7, 1000),
  });

  it('gives what reads forwards give, the other way round, under any limits and filter', async () => {
    const disk = await filled(120, 1, { consumeQueueFileBytes: 400 });
    const store = await openStore(disk, { consumeQueueFileBytes: 400 });
    const all = (await store.read('t', 0, 0, readAll)).messages;
    for (let number = 120; number < 150; number++) {
      await append(store, [record('t', 0, bodyOf(number), { tag: tags[number % 3] ?? '' })]);
    }
    const whole = [...all, ...(await store.read('t', 0, 120, readAll)).messages];
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 200 }), limits, fc.constantFrom('', 'a'), async (from, limit, tag) => {
        const filter = tag === '' ? undefined : (hash: number) => hash === javaHash(tag);
        const found: number[] = [];
        let next = from;
        while (next >= 0) {
          const read = await store.readBackwards('t', 0, next, limit, filter);
          expect(read.outcome).toBe('read');
          expect(read.nextOffset).toBeLessThan(Math.min(next, 150));
          expect(read.messages.length).toBeLessThanOrEqual(limit.messagesMax);
          for (const message of read.messages) {
            // As strict as toEqual, which looks at each byte by itself and takes fifty times as long.
            deepStrictEqual(message, whole[message.queueOffset]);
          }
          found.push(...read.messages.map(({ queueOffset }) => queueOffset));
          next = read.nextOffset;
        }
        const wanted = whole.filter(({ queueOffset }) => queueOffset <= from && (tag === '' || queueOffset % 3 === 0));
        expect(found).toEqual(wanted.map(({ queueOffset }) => queueOffset).reverse());
      }),
      { numRuns: 60 },
    );
    await store.close();
  });

  it('of an empty queue is empty', async () => {
    const store = await openStore(new MemoryDisk());
    expect(await store.readBackwards('t', 0, 5, readAll)).toEqual({ outcome: 'read', messages: [], nextOffset: -1 });
    await store.close();
  });
});

describe('an offset by time where the clock was set back', () => {
  it('is a place where the times pass the wanted one, in the first file that ends at or after it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(1, 5, 20, 20, 20, -3, -30, -150), { minLength: 1, maxLength: 90 }),
        fc.integer({ min: -100, max: 1500 }),
        async (steps, wanted) => {
          const clock = new VirtualClock(1_700_000_000_000);
          const store = await openStore(new MemoryDisk(), { consumeQueueFileBytes: 400 }, clock);
          const times: number[] = [];
          for (const step of steps) {
            const one = record('t', 0, '');
            await append(store, [one]);
            times.push(one.storeTimestamp);
            clock.jumpWall(step);
          }
          const timestamp = 1_700_000_000_000 + wanted;
          const offset = await store.offsetByTime('t', 0, timestamp);
          await store.close();
          const at = (index: number) => times[index] ?? Number.NaN;
          // 20 cells a file: no file before that of the answer ends at or after the time.
          for (let last = 19; last < Math.min(offset, times.length - 1); last += 20) {
            expect(at(last)).toBeLessThan(timestamp);
          }
          expect(offset === times.length || at(offset) >= timestamp).toBe(true);
          expect(offset === 0 || at(offset - 1) < timestamp).toBe(true);
          const first = times.findIndex((time) => time >= timestamp);
          if (offset - first <= 64) {
            expect(offset).toBe(first === -1 ? times.length : first);
          }
        },
      ),
      { numRuns: 80 },
    );
  });
});

describe('a read while retention deletes what it reads (T21)', () => {
  const kept: Partial<StoreOptions> = {
    commitLogSegmentBytes: 1024,
    consumeQueueFileBytes: 60,
    indexEntries: 20,
    readCacheBytes: 1 << 20,
  };
  const changes: Partial<StoreOptions> = {
    ...kept,
    retention: { ...retentionDefault, freeBytesMin: 0, totalBytesMax: 3000, deleteHours: [], intervalMs: 86_400_000 },
  };
  const count = 60;

  /** Deletes at the call `at` of the disk that the read makes; tells whether it came to that. */
  async function readWithDeletion(disk: MemoryDisk, direction: 'forwards' | 'backwards', offset: number, at: number) {
    let reading = false;
    let calls = 0;
    let deletion: Promise<void> | undefined;
    const slow = disk.afterKill({
      delay: async () => {
        if (reading && deletion === undefined && ++calls === at) {
          // It may need the very file that this call opens.
          deletion = store.deleteExpired();
          await Promise.race([deletion, turns(100)]);
        }
      },
    });
    const clock = new VirtualClock(1_700_000_000_000);
    const store: MessageStore = await openStore(slow, changes, clock);
    reading = true;
    const limits = { ...readAll, messagesMax: 7 };
    const read =
      direction === 'forwards'
        ? await store.read('t', 0, offset, limits)
        : await store.readBackwards('t', 0, offset, limits);
    const follow = direction === 'forwards' ? await store.read('t', 0, read.nextOffset, limits) : undefined;
    reading = false;
    await deletion;
    const { minOffset } = store.range('t', 0);
    await store.close();
    return { read, follow, minOffset, deleted: deletion !== undefined };
  }

  it.each(['forwards', 'backwards'] as const)(
    'gives true messages or says where the queue begins (%s)',
    async (direction) => {
      const disk = await filled(count, 1, kept);
      const outcomes = new Set<string>();
      for (const offset of [0, 4, 20, 40]) {
        for (let at = 1; ; at++) {
          const { read, follow, minOffset, deleted } = await readWithDeletion(disk, direction, offset, at);
          const step = direction === 'forwards' ? 1 : -1;
          for (const [index, message] of read.messages.entries()) {
            expect(message.queueOffset).toBe(offset + index * step);
            expect(Buffer.from(message.body).toString()).toBe(bodyOf(message.queueOffset));
          }
          outcomes.add(`${read.outcome} ${read.messages.length > 0}`);
          if (!deleted) {
            break;
          }
          expect(minOffset).toBeGreaterThan(20);
          if (read.outcome === 'offsetMoved') {
            expect(read.nextOffset).toBeGreaterThan(offset);
            expect(read.nextOffset).toBeLessThanOrEqual(minOffset);
          }
          const first = follow?.messages[0];
          if (follow?.outcome === 'read' && first !== undefined) {
            expect(first.queueOffset).toBe(read.nextOffset);
          }
        }
      }
      expect([...outcomes]).toEqual(expect.arrayContaining(['read true']));
      expect(outcomes.has('offsetMoved false')).toBe(direction === 'forwards');
    },
  );

  it('says so, too, when it begins after the deletion', async () => {
    const disk = await filled(count, 1, kept);
    const store = await openStore(disk, changes, new VirtualClock(1_700_000_000_000));
    expect((await store.read('t', 0, 0, readAll)).messages.length).toBe(count);
    await store.deleteExpired();
    const { minOffset } = store.range('t', 0);
    expect(minOffset).toBeGreaterThan(20);
    const moved = { outcome: 'offsetMoved', messages: [], nextOffset: minOffset };
    expect(await store.read('t', 0, 0, readAll)).toEqual(moved);
    expect(await store.readBackwards('t', 0, minOffset - 1, readAll)).toEqual(moved);
    const { messages, nextOffset } = await store.readBackwards('t', 0, count - 1, readAll);
    expect(messages.at(-1)?.queueOffset).toBe(minOffset);
    expect(nextOffset).toBe(minOffset - 1);
    await store.close();
  });
});

describe('a damaged cell in the middle of a queue', () => {
  const options: Partial<StoreOptions> = { commitLogSegmentBytes: 4096, consumeQueueFileBytes: 400 };
  const queues = 3;
  const perQueue = 30;

  async function openLogged(disk: MemoryDisk) {
    const lines: string[] = [];
    const logger = {
      ...silentLogger,
      warn: (_: object, text: string) => lines.push(`warn ${text}`),
      error: (_: object, text: string) => lines.push(`error ${text}`),
      child: () => logger,
    };
    const store = await MessageStore.open(testOptions(options), {
      disk,
      clock: new VirtualClock(1_700_000_000_000),
      logger: logger as typeof silentLogger,
    });
    lines.length = 0;
    return { store, lines };
  }

  async function cellAt(disk: MemoryDisk, queueId: number, offset: number) {
    const position = offset * 20;
    const base = position - (position % 400);
    const path = `/store/consumequeue/t/${queueId}/${String(base).padStart(20, '0')}`;
    const file = await disk.open(path, 'write');
    const bytes = Buffer.alloc(20);
    await file.read(bytes, position - base);
    return { file, bytes, position: position - base };
  }

  async function offsetsOf(store: MessageStore, filter?: (hash: number) => boolean): Promise<number[]> {
    const { messages } = await store.read('t', 1, 0, readAll, filter);
    for (const message of messages) {
      expect(message).toMatchObject({ topic: 't', queueId: 1 });
      expect(Buffer.from(message.body).toString()).toBe(bodyOf(message.queueOffset * queues + 1));
    }
    return messages.map(({ queueOffset }) => queueOffset);
  }

  const everything = Array.from({ length: perQueue }, (_, index) => index);

  it.each<{ name: string; change: (cell: Buffer, other: Buffer, later: Buffer) => void }>([
    { name: 'leads to a record of another queue', change: (cell, other) => cell.set(other) },
    { name: 'leads to another message of its queue', change: (cell, _, later) => cell.set(later) },
    { name: 'leads into the middle of a record', change: (cell) => cell.writeBigInt64BE(cell.readBigInt64BE(0) + 9n) },
    { name: 'is all zeros', change: (cell) => cell.fill(0) },
    { name: 'leads below the log', change: (cell) => cell.writeBigInt64BE(-5n) },
    { name: 'leads beyond the log', change: (cell) => cell.writeBigInt64BE(1n << 40n) },
    { name: 'has another size', change: (cell) => cell.writeInt32BE(cell.readInt32BE(8) + 1, 8) },
    { name: 'has an enormous size', change: (cell) => cell.writeInt32BE(0x7ffffffe, 8) },
  ])('that $name is made again from the log', async ({ change }) => {
    const disk = await filled(queues * perQueue, queues, options);
    const damaged = [0, 7, 8, 19, 20];
    const originals: string[] = [];
    for (const offset of damaged) {
      const { file, bytes, position } = await cellAt(disk, 1, offset);
      originals.push(bytes.toString('hex'));
      const other = await cellAt(disk, 2, offset);
      const later = await cellAt(disk, 1, offset + 5);
      change(bytes, other.bytes, later.bytes);
      await file.write(bytes, position);
    }
    const { store, lines } = await openLogged(disk);
    expect(await offsetsOf(store)).toEqual(everything);
    expect(lines).toEqual(damaged.map(() => expect.stringMatching(/^warn .*made again from the log/)));
    lines.length = 0;
    expect(await offsetsOf(store)).toEqual(everything);
    expect(lines).toEqual([]);
    await store.close();
    for (const [index, offset] of damaged.entries()) {
      expect((await cellAt(disk, 1, offset)).bytes.toString('hex')).toBe(originals[index]);
    }
  });

  it('whose record is damaged is passed over, with one line in the log', async () => {
    const disk = await filled(queues * perQueue, queues, options);
    const { bytes } = await cellAt(disk, 1, 9);
    const physicalOffset = Number(bytes.readBigInt64BE());
    const base = physicalOffset - (physicalOffset % 4096);
    const segment = await disk.open(`/store/commitlog/${String(base).padStart(20, '0')}`, 'write');
    await segment.write(Buffer.from('?'), physicalOffset - base + 90);
    const { store, lines } = await openLogged(disk);
    for (let round = 0; round < 3; round++) {
      expect(await offsetsOf(store)).toEqual(everything.filter((offset) => offset !== 9));
    }
    expect(lines).toEqual([expect.stringMatching(/^error .*passed over/)]);
    await store.close();
    expect((await cellAt(disk, 1, 9)).bytes).toEqual(bytes);
  });

  it('is passed over by a filter that its record does not meet', async () => {
    const disk = await filled(queues * perQueue, queues, options);
    const { file, bytes, position } = await cellAt(disk, 1, 9);
    bytes.fill(0);
    await file.write(bytes, position);
    const { store } = await openLogged(disk);
    // Every message of queue 1 has the tag b.
    expect(await offsetsOf(store, (hash) => hash === javaHash('a'))).toEqual([]);
    expect(await offsetsOf(store, (hash) => hash === javaHash('b'))).toEqual(everything);
    await store.close();
  });
});
