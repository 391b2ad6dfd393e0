import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Disk } from '../../src/runtime/disk.ts';
import { MemoryDisk } from '../../src/runtime/memory-disk.ts';
import { nodeDisk } from '../../src/runtime/node-disk.ts';
import type { StoreOptions } from '../../src/store/message-store.ts';
import { append, bodies, openStore, readAll, record } from './store-fixture.ts';

const directories: string[] = [];

afterEach(async () => {
  for (const directory of directories.splice(0)) {
    await rm(directory, { recursive: true });
  }
});

async function memory(): Promise<{ disk: Disk; directory: string }> {
  return { disk: new MemoryDisk(), directory: '/store' };
}

async function real(): Promise<{ disk: Disk; directory: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'pocketmq-store-'));
  directories.push(directory);
  return { disk: nodeDisk, directory: join(directory, 'a', 'b') };
}

const combinations = [
  { name: 'memory disk, ASYNC_FLUSH', make: memory, flushMode: 'ASYNC_FLUSH' },
  { name: 'memory disk, SYNC_FLUSH', make: memory, flushMode: 'SYNC_FLUSH' },
  { name: 'real disk, ASYNC_FLUSH', make: real, flushMode: 'ASYNC_FLUSH' },
  { name: 'real disk, SYNC_FLUSH', make: real, flushMode: 'SYNC_FLUSH' },
] as const;

describe.each(combinations)('a message store on a $name', ({ make, flushMode }) => {
  async function open(disk: Disk, directory: string, changes: Partial<StoreOptions> = {}) {
    return openStore(disk, { directory, flushMode, ...changes });
  }

  it('hands out what was appended, in order for each queue, and again after a clean restart', async () => {
    const { disk, directory } = await make();
    let store = await open(disk, directory);
    const expected = new Map<string, string[]>();
    for (let round = 0; round < 3; round++) {
      const waits: Promise<void>[] = [];
      for (let number = 0; number < 200; number++) {
        const topic = `topic-${number % 3}`;
        const queueId = number % 4;
        const body = `round ${round} number ${number} ${'x'.repeat(number)}`;
        expected.set(`${topic} ${queueId}`, [...(expected.get(`${topic} ${queueId}`) ?? []), body]);
        waits.push(append(store, [record(topic, queueId, body, { tag: `tag-${number % 5}` })]));
      }
      await Promise.all(waits);
      for (const [key, texts] of expected) {
        const [topic = '', queueId] = key.split(' ');
        expect(await bodies(store, topic, Number(queueId))).toEqual(texts);
        expect(store.nextQueueOffset(topic, Number(queueId))).toBe(texts.length);
      }
      await store.close();
      store = await open(disk, directory);
    }
    expect(store.queues().length).toBe(12);
    for (const [key, texts] of expected) {
      const [topic = '', queueId] = key.split(' ');
      expect(await bodies(store, topic, Number(queueId))).toEqual(texts);
    }
    expect(store.lossWindow()).toEqual({ unflushedBytes: 0, unflushedMessages: 0, ageMs: 0 });
    await store.close();
  });

  it('gives every field of a record back', async () => {
    const { disk, directory } = await make();
    const store = await open(disk, directory);
    const sent = record('fields', 7, 'body', {
      flag: 77,
      sysFlag: 1,
      bornTimestamp: 1_699_999_999_999,
      bornHost: { address: '2001:db8::1', port: 65_535 },
      reconsumeTimes: 3,
      preparedTransactionOffset: 123_456_789_012,
      tag: '标签',
    });
    await append(store, [sent]);
    const { messages } = await store.read('fields', 7, 0, readAll);
    expect(messages[0]).toMatchObject({
      topic: 'fields',
      queueId: 7,
      queueOffset: 0,
      physicalOffset: sent.physicalOffset,
      size: 91 + 12 + 4 + 6 + Buffer.byteLength(sent.properties),
      flag: 77,
      sysFlag: 1 | 0x10,
      bornTimestamp: 1_699_999_999_999,
      bornHost: { address: '2001:db8::1', port: 65_535 },
      storeTimestamp: sent.storeTimestamp,
      storeHost: { address: '127.0.0.1', port: 10_911 },
      reconsumeTimes: 3,
      preparedTransactionOffset: 123_456_789_012,
      body: Buffer.from('body'),
      properties: sent.properties,
    });
    expect(messages[0]).toMatchObject((await store.readAt(sent.physicalOffset)) ?? {});
    expect(await store.readAt(sent.physicalOffset + 1)).toBeUndefined();
    await store.close();
  });

  it('refuses a second store on the same directory and lets it in after the close', async () => {
    const { disk, directory } = await make();
    const store = await open(disk, directory);
    await expect(open(disk, directory)).rejects.toThrow(/is in use by/);
    await store.close();
    await (await open(disk, directory)).close();
  });
});
