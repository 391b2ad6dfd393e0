import { describe, expect, it } from 'vitest';
import type { MemoryDisk } from '../../src/runtime/memory-disk.ts';
import { dumpStore } from '../../src/store/offline-store.ts';
import { readPlaces } from '../simulation/store-checker.ts';
import { filledDisk, keyed, overwrite, readBytes, textsOf, truncate, verify } from './store-files.ts';
import { append, openStore } from './store-fixture.ts';

/* What made RocketMQ lose or hide messages, or not start, by the numbers of its issues: the same files, our start. */

const messages = 120;
const segmentBytes = 4096;
const cellFileBytes = 400;

interface Place {
  readonly physicalOffset: number;
  readonly size: number;
  readonly topic: string;
  readonly queueId: number;
  readonly queueOffset: number;
  readonly storeTimestamp: number;
}

function offsetName(offset: number): string {
  return String(offset).padStart(20, '0');
}

/** Where the records are, in the order of the log, which is that of their numbers. */
async function placesOf(disk: MemoryDisk): Promise<Place[]> {
  const places: Place[] = [];
  await dumpStore(disk, '/store', { body: 'none' }, async (text) => {
    places.push(
      ...text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Place),
    );
  });
  return places;
}

interface Words {
  /** RocketMQ's fields of the checkpoint; 0 when left out. */
  readonly timestamp?: number;
  readonly confirmed?: number;
  readonly cellOffset?: number;
  /** The process closed the store. */
  readonly clean?: boolean;
}

/** Takes away what RocketMQ does not write, and leaves word as it does. */
async function leaveAsRocketMq(
  disk: MemoryDisk,
  { timestamp = 0, confirmed = 0, cellOffset = 0, clean = false }: Words,
) {
  await disk.remove('/store/pocketmq.queues');
  await disk.remove('/store/pocketmq.lock');
  const checkpoint = Buffer.alloc(4096);
  checkpoint.writeBigInt64BE(BigInt(timestamp), 0);
  checkpoint.writeBigInt64BE(BigInt(timestamp), 8);
  checkpoint.writeBigInt64BE(BigInt(confirmed), 32);
  checkpoint.writeBigInt64BE(BigInt(cellOffset), 40);
  await overwrite(disk, '/store/checkpoint', 0, checkpoint);
  if (!clean) {
    await (await disk.open('/store/abort', 'create')).close();
  }
}

/** Cells that were never written. */
async function wipeCells(disk: MemoryDisk, places: readonly Place[]): Promise<void> {
  for (const { topic, queueId, queueOffset } of places) {
    const position = 20 * queueOffset;
    const base = position - (position % cellFileBytes);
    await overwrite(
      disk,
      `/store/consumequeue/${topic}/${queueId}/${offsetName(base)}`,
      position - base,
      Buffer.alloc(20),
    );
  }
}

/** Bytes of the log that never reached the disk, from this place on. */
async function wipeLog(disk: MemoryDisk, from: number): Promise<void> {
  for (const { name } of await disk.list('/store/commitlog')) {
    const keep = Math.max(0, from - Number(name));
    if (keep < segmentBytes) {
      await truncate(disk, `/store/commitlog/${name}`, keep);
      await truncate(disk, `/store/commitlog/${name}`, segmentBytes);
    }
  }
}

function textOf(number: number): string {
  return Buffer.from(keyed(number).body).toString();
}

function textsUpTo(count: number): string[] {
  return Array.from({ length: count }, (_, number) => textOf(number)).sort();
}

async function bodiesOf(disk: MemoryDisk): Promise<string[]> {
  const store = await openStore(disk);
  // Fails where offsets have a gap, or a cell leads to another record.
  const places = await readPlaces(store, 'after the start');
  await store.close();
  return [...places.values()].sort();
}

/** The store gives the first messages, takes more, and is sound. */
async function expectServed(disk: MemoryDisk, count: number): Promise<void> {
  expect(await bodiesOf(disk)).toEqual(textsUpTo(count));
  const store = await openStore(disk);
  for (let number = count; number < count + 20; number++) {
    await append(store, [keyed(number)]);
  }
  await store.close();
  expect(textsOf(await verify(disk))).toEqual([]);
  expect(await bodiesOf(disk)).toEqual(textsUpTo(count + 20));
}

describe('what went wrong in RocketMQ', () => {
  it.each([
    ['a kill', false, 1],
    ['a kill that left several behind', false, 9],
    ['a stop that gave up waiting', true, 1],
  ])('#467: messages that were stored and had no cell yet are there after %s', async (_name, clean, behind) => {
    const disk = await filledDisk(messages);
    const places = await placesOf(disk);
    await wipeCells(disk, places.slice(-behind));
    const known = places.at(-behind - 5);
    await leaveAsRocketMq(disk, {
      clean,
      timestamp: known?.storeTimestamp ?? 0,
      cellOffset: known?.physicalOffset ?? 0,
    });
    await expectServed(disk, messages);
  });

  it('#467: a half-written message at the end hides nothing before it, and is overwritten', async () => {
    const disk = await filledDisk(messages);
    const places = await placesOf(disk);
    const last = places.at(-1);
    await wipeLog(disk, (last?.physicalOffset ?? 0) + (last?.size ?? 0) / 2);
    await wipeCells(disk, places.slice(-3));
    await leaveAsRocketMq(disk, { cellOffset: places[50]?.physicalOffset ?? 0 });
    await expectServed(disk, messages - 1);
  });

  it('#495: cells and log agree after two crashes, the first of which took the end of the log', async () => {
    const disk = await filledDisk(messages);
    const places = await placesOf(disk);
    const kept = 90;
    await wipeLog(disk, places[kept]?.physicalOffset ?? 0);
    await leaveAsRocketMq(disk, { cellOffset: places[50]?.physicalOffset ?? 0 });
    const store = await openStore(disk);
    for (let number = kept; number < kept + 15; number++) {
      await append(store, [keyed(number)]);
    }
    const killed = disk.afterKill();
    await store.close();
    expect(textsOf(await verify(killed))).toEqual([]);
    await expectServed(killed, kept + 15);
  });

  it.each([
    ['nothing', () => ({})],
    [
      'the time of the newest message',
      (places: readonly Place[]) => ({ timestamp: places.at(-1)?.storeTimestamp ?? 0 }),
    ],
    [
      'a message of the newest segment',
      (places: readonly Place[]) => ({ cellOffset: places.at(-1)?.physicalOffset ?? 0 }),
    ],
  ])(
    '#1434: the last messages of the segment before have their cells made again, the checkpoint naming %s',
    async (_name, words) => {
      const disk = await filledDisk(messages);
      const places = await placesOf(disk);
      const newest = (places.at(-1)?.physicalOffset ?? 0) - ((places.at(-1)?.physicalOffset ?? 0) % segmentBytes);
      const firstOfNewest = places.findIndex((place) => place.physicalOffset >= newest);
      expect(firstOfNewest).toBeGreaterThan(10);
      await wipeCells(disk, places.slice(firstOfNewest - 4));
      await leaveAsRocketMq(disk, words(places));
      await expectServed(disk, messages);
    },
  );

  it('#6703: an offset that was confirmed beyond what the log has kept is not believed', async () => {
    const disk = await filledDisk(messages);
    const places = await placesOf(disk);
    const kept = 70;
    await wipeLog(disk, places[kept]?.physicalOffset ?? 0);
    const beyond = places[110]?.physicalOffset ?? 0;
    await leaveAsRocketMq(disk, { confirmed: beyond, cellOffset: beyond });
    await expectServed(disk, kept);
    const checkpoint = await readBytes(disk, '/store/checkpoint', 0, 48);
    const end = (await verify(disk)).tail;
    expect(Number(checkpoint.readBigInt64BE(32))).toBeLessThanOrEqual(end);
    expect(Number(checkpoint.readBigInt64BE(40))).toBeLessThan(end);
  });

  it.each([
    ['a clean stop', true],
    ['a crash', false],
  ])('#7355: a queue that has lost its last file gets it again after %s', async (_name, clean) => {
    const disk = await filledDisk(messages);
    const places = await placesOf(disk);
    const files = await disk.list('/store/consumequeue/b/0');
    expect(files.length).toBeGreaterThan(1);
    await disk.remove(`/store/consumequeue/b/0/${files.at(-1)?.name}`);
    const last = places.at(-1);
    await leaveAsRocketMq(disk, { clean, timestamp: last?.storeTimestamp ?? 0, cellOffset: last?.physicalOffset ?? 0 });
    await expectServed(disk, messages);
  });

  it.each([
    ['all zero', cellFileBytes],
    ['of no length', 0],
    ['cut', 30],
  ])('#9728: a last consumeQueue file that is %s does not keep a store from starting', async (_name, bytes) => {
    const disk = await filledDisk(messages);
    const places = await placesOf(disk);
    // The log lost the messages whose cells would be in that file.
    const first = places.findIndex((place) => place.topic === 'b' && place.queueId === 0 && place.queueOffset === 20);
    await wipeLog(disk, places[first]?.physicalOffset ?? 0);
    const path = `/store/consumequeue/b/0/${offsetName(cellFileBytes)}`;
    await truncate(disk, path, 0);
    await truncate(disk, path, bytes);
    await leaveAsRocketMq(disk, { cellOffset: places[10]?.physicalOffset ?? 0 });
    await expectServed(disk, first);
  });
});
