import { describe, expect, it } from 'vitest';
import { readWholeFile } from '../../src/runtime/disk.ts';
import { MemoryDisk } from '../../src/runtime/memory-disk.ts';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';
import { indexKeyHash, indexLayoutDefault, KeyIndex } from '../../src/store/key-index.ts';
import type { AppendRecord, KeyQuery, MessageStore } from '../../src/store/message-store.ts';
import { OpenFiles } from '../../src/store/open-files.ts';
import { append, openStore, record, silentLogger } from './store-fixture.ts';

const always = { beginTimestamp: 0, endTimestamp: Number.MAX_SAFE_INTEGER, messagesMax: 1000 };

function keyed(body: string, uniqueKey: string, keys: string, tag = ''): AppendRecord {
  let properties = `UNIQ_KEY\u0001${uniqueKey}\u0002`;
  properties += keys === '' ? '' : `KEYS\u0001${keys}\u0002`;
  properties += tag === '' ? '' : `TAGS\u0001${tag}\u0002`;
  return record('t', 0, body, { uniqueKey, keys, tag, properties });
}

async function query(
  store: MessageStore,
  kind: KeyQuery['kind'],
  key: string,
  changes: Partial<KeyQuery> = {},
): Promise<string[]> {
  const found = await store.query({ ...always, topic: 't', kind, key, ...changes });
  return found.map((message) => Buffer.from(message.body).toString());
}

describe('an index file', () => {
  it('has slot and entry of the golden vector where RocketMQ looks for them', async () => {
    const disk = new MemoryDisk();
    const files = new OpenFiles(disk, 4);
    const environment = { clock: new VirtualClock(1_700_000_000_000), logger: silentLogger };
    const index = new KeyIndex(disk, '/store/index', files, indexLayoutDefault, environment);
    index.put('TopicTest', 0, '', 'key1', '', 0x4000_0000, 1_700_000_000_123);
    await index.flush();
    const [entry] = await disk.list('/store/index');
    expect(entry?.name).toMatch(/^20231\d{12}$/);
    expect(entry?.size).toBe(420_000_040);
    const file = await disk.open(`/store/index/${entry?.name}`, 'read');
    const bytes = async (position: number, length: number) => {
      const target = Buffer.alloc(length);
      await file.read(target, position);
      return target.toString('hex');
    };
    expect(await bytes(3_937_880, 4)).toBe('00000001');
    expect(await bytes(20_000_060, 20)).toBe('62b4514c00000000400000000000000000000000');
    expect(await bytes(0, 40)).toBe('0000018bcfe5687b0000018bcfe5687b000000004000000000000000400000000000000100000002');
  });

  it.each([
    { key: 'UNIQ', topic: 'basic-orders', text: '7F0000000000416F6D4E0E2F2A6FB44BB0C00704', hash: undefined },
    { key: 'k14', topic: 'basic-orders', text: 'k14', hash: 0x044ab82f },
    { key: 'tag', topic: 'basic-orders', text: 'T#a||b', hash: 0x4b413baf },
    { key: 'key1', topic: 'TopicTest', text: 'key1', hash: 1_655_984_460 },
  ])('has the hash of RocketMQ for $key', ({ topic, text, hash }) => {
    if (hash !== undefined) {
      expect(indexKeyHash(topic, text)).toBe(hash);
    }
    expect(indexKeyHash(topic, text)).toBeGreaterThanOrEqual(0);
  });
});

describe('a query', () => {
  it('finds messages by key, unique key and tag, in many files, in memory and after restarts', async () => {
    let disk = new MemoryDisk();
    let store = await openStore(disk, { indexSlots: 7, indexEntries: 20 });
    for (let number = 0; number < 100; number++) {
      await append(store, [
        keyed(`body ${number}`, `id${number}`, `k${number % 10} all`, number % 2 === 0 ? 'even' : ''),
      ]);
    }
    for (let round = 0; round < 4; round++) {
      expect(await query(store, 'uniqueKey', 'id42')).toEqual(['body 42']);
      expect(await query(store, 'key', 'k3')).toEqual(
        [3, 13, 23, 33, 43, 53, 63, 73, 83, 93].map((number) => `body ${number}`),
      );
      expect((await query(store, 'key', 'all')).length).toBe(100);
      expect(await query(store, 'key', 'all', { messagesMax: 2 })).toEqual(['body 98', 'body 99']);
      expect((await query(store, 'tag', 'even')).length).toBe(50);
      expect(await query(store, 'key', 'id42')).toEqual([]);
      expect(await query(store, 'uniqueKey', 'none')).toEqual([]);
      expect(await query(store, 'uniqueKey', 'id42', { topic: 'other' })).toEqual([]);
      if (round % 2 === 0) {
        await store.close();
        if (round === 2) {
          await disk.removeDirectory('/store/index');
        }
      } else {
        disk = disk.afterKill();
      }
      store = await openStore(disk, { indexSlots: 7, indexEntries: 20 });
    }
    await store.close();
    for (const entry of await disk.list('/store/index')) {
      expect(entry.size).toBe(40 + 4 * 7 + 20 * 20);
      const head = await readWholeFile(disk, `/store/index/${entry.name}`);
      expect(head?.readInt32BE(36)).toBeLessThanOrEqual(20);
    }
  });

  it('looks only at the time that is asked for', async () => {
    const clock = new VirtualClock(1_700_000_000_000);
    const store = await openStore(new MemoryDisk(), { indexEntries: 10 }, clock);
    for (let number = 0; number < 20; number++) {
      await append(store, [keyed(`body ${number}`, `id${number}`, 'all')]);
      clock.jumpWall(700);
    }
    const found = await query(store, 'key', 'all', {
      beginTimestamp: 1_700_000_003_500,
      endTimestamp: 1_700_000_004_900,
    });
    expect(found).toEqual(['body 5', 'body 6', 'body 7']);
    await store.close();
  });

  it('leaves rolled-back messages out and finds prepared ones', async () => {
    const store = await openStore(new MemoryDisk());
    const half = { ...keyed('half', 'h', ''), sysFlag: 4 };
    const rollback = { ...keyed('rollback', 'r', ''), sysFlag: 12 };
    await append(store, [half, rollback]);
    expect(await query(store, 'uniqueKey', 'h')).toEqual(['half']);
    expect(await query(store, 'uniqueKey', 'r')).toEqual([]);
    await store.close();
  });

  it('is made anew when a power cut left it too short, with entries', async () => {
    const disk = new MemoryDisk();
    const store = await openStore(disk, { flushMode: 'SYNC_FLUSH' });
    await append(store, [keyed('one', 'id1', 'k'), keyed('two', 'id2', 'k')]);
    const killed = disk.afterKill();
    const layout = { slots: 100, entries: 200 };
    const index = new KeyIndex(killed, '/store/index', new OpenFiles(killed, 4), layout, {
      clock: new VirtualClock(1_700_000_000_000),
      logger: silentLogger,
    });
    index.put('t', 0, 'id1', 'k', '', 0, 1_700_000_000_000);
    await index.flush();
    const [entry] = await killed.list('/store/index');
    const path = `/store/index/${entry?.name}`;
    const file = await killed.open(path, 'write');
    await file.truncate((entry?.size ?? 0) - 100);
    await file.close();
    const next = await openStore(killed);
    expect(await query(next, 'key', 'k')).toEqual(['one', 'two']);
    await next.close();
    const size = 40 + 4 * layout.slots + 20 * layout.entries;
    expect((await killed.list('/store/index')).map((one) => one.size)).toEqual([size]);
  });

  it('finds nothing in a store without an index', async () => {
    const disk = new MemoryDisk();
    const store = await openStore(disk, { messageIndex: false });
    await append(store, [keyed('body', 'id', 'key')]);
    expect(await query(store, 'key', 'key')).toEqual([]);
    await store.close();
    expect(await disk.list('/store/index')).toEqual([]);
    const indexed = await openStore(disk);
    expect(await query(indexed, 'key', 'key')).toEqual(['body']);
    await indexed.close();
  });
});
