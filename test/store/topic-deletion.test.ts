import { describe, expect, it } from 'vitest';
import { MemoryDisk } from '../../src/runtime/memory-disk.ts';
import type { MessageStore, PlainAppend, StoreOptions } from '../../src/store/message-store.ts';
import { verifyStore } from '../../src/store/offline-store.ts';
import { seededRandom } from '../simulation/seeded-random.ts';
import { append, bodies, openStore, record } from './store-fixture.ts';
import { TroubledDisk } from './troubled-disk.ts';

/** Three cells a file, so that each queue has several. */
const small: Partial<StoreOptions> = {
  flushMode: 'SYNC_FLUSH',
  commitLogSegmentBytes: 1024,
  consumeQueueFileBytes: 60,
};
const queues = 2;
const messagesPerQueue = 8;

async function filled(disk: MemoryDisk): Promise<MessageStore> {
  const store = await openStore(disk, small);
  for (let number = 0; number < messagesPerQueue; number++) {
    for (let queueId = 0; queueId < queues; queueId++) {
      await append(store, [
        record('gone', queueId, `${queueId} ${number}`),
        record('stays', queueId, `stays ${number}`),
      ]);
    }
  }
  return store;
}

/** Messages of the topic; each queue has all of its own, or none. */
async function countOf(store: MessageStore, topic: string): Promise<number> {
  let count = 0;
  for (let queueId = 0; queueId < queues; queueId++) {
    const texts = await bodies(store, topic, queueId);
    expect([0, messagesPerQueue]).toContain(texts.length);
    count += texts.length;
  }
  return count;
}

async function findings(disk: MemoryDisk): Promise<readonly unknown[]> {
  const sizes = { commitLogSegmentBytes: 1024, consumeQueueFileBytes: 60, indexSlots: 100, indexEntries: 200 };
  return (await verifyStore(disk, '/store', { sizes })).findings;
}

function plainRecord(topic: string, queueId: number): PlainAppend {
  const { keys, uniqueKey, properties, tag, ...fields } = record(topic, queueId, 'plain');
  const noHash = { hashOfUniqueKey: () => 0, hashOfKey: () => 0, hashOfTag: () => 0 };
  return { ...fields, ...noHash, tagged: false, keyed: false, propertiesBytes: 0, writeProperties: () => undefined };
}

function fail(): never {
  throw new Error('nobody is to be told');
}

describe('a deleted topic', () => {
  it('is gone, also after restarts, and begins anew when it is used again', async () => {
    let disk = new MemoryDisk();
    let store = await openStore(disk);
    for (let number = 0; number < 30; number++) {
      await append(store, [record('gone', number % 3, `old ${number}`), record('stays', 0, `stays ${number}`)]);
    }
    await store.deleteTopic('gone');
    expect(store.queues().map((queue) => queue.topic)).toEqual(['stays']);
    disk = disk.afterKill();
    store = await openStore(disk);
    expect(store.queues().map((queue) => queue.topic)).toEqual(['stays']);
    await append(store, [record('gone', 1, 'new')]);
    expect(await bodies(store, 'gone', 1)).toEqual(['new']);
    await store.close();
    await disk.removeDirectory('/store/consumequeue');
    store = await openStore(disk);
    expect(await bodies(store, 'gone', 1)).toEqual(['new']);
    expect((await bodies(store, 'stays', 0)).length).toBe(30);
    await store.close();
    store = await openStore(disk);
    expect(await bodies(store, 'gone', 1)).toEqual(['new']);
    await store.close();
  });

  it.each([1, 5])('is gone after restarts, too, when its messages are the last of the log (%i)', async (count) => {
    let disk = new MemoryDisk();
    let store = await openStore(disk);
    await append(store, [record('stays', 0, 'stays')]);
    for (let number = 0; number < count; number++) {
      await append(store, [record('gone', 0, `old ${number}`)]);
    }
    await store.deleteTopic('gone');
    for (const clean of [false, true, false]) {
      if (clean) {
        await store.close();
      }
      disk = disk.afterKill();
      store = await openStore(disk);
      expect(store.queues()).toEqual([{ topic: 'stays', queueId: 0, minOffset: 0, maxOffset: 1 }]);
    }
    await append(store, [record('gone', 0, 'new')]);
    store = await openStore(disk.afterKill());
    expect(await bodies(store, 'gone', 0)).toEqual(['new']);
    await store.close();
  });

  it('is not said to be gone by a store that has failed, and is there after a restart', async () => {
    const troubled = new TroubledDisk();
    const store = await filled(troubled.disk);
    store.append([record('stays', 0, 'not flushed')], { stored: () => undefined, notStored: () => undefined });
    troubled.begin((_, operation, path) =>
      operation === 'sync' && path.includes('/commitlog/') ? { code: 'EIO' } : undefined,
    );
    await expect(store.deleteTopic('gone')).rejects.toThrow(/'gone' was not deleted, since the store .* has failed/);
    troubled.end();
    await store.close();
    const next = await openStore(troubled.disk.afterKill(), small);
    expect(await countOf(next, 'gone')).toBe(queues * messagesPerQueue);
    await next.close();
  });

  it('is gone with the messages whose appends did not wait for the flush', async () => {
    const disk = new MemoryDisk({ delay: () => new Promise<void>((resolve) => setImmediate(resolve)) });
    const store = await openStore(disk, small);
    await new Promise<void>((resolve, reject) => {
      store.append([record('gone', 0, 'hasty')], { waitsForFlush: false, stored: resolve, notStored: reject });
    });
    await store.deleteTopic('gone');
    const next = await openStore(disk.afterKill(), small);
    expect(next.queues()).toEqual([]);
    await next.close();
  });

  it('stays deleted when all cells have to be made again from the log', async () => {
    let disk = new MemoryDisk();
    const store = await filled(disk);
    await store.deleteTopic('gone');
    disk = disk.afterKill();
    await disk.remove('/store/consumequeue/stays/0/00000000000000000000');
    const next = await openStore(disk, small);
    expect(await countOf(next, 'gone')).toBe(0);
    expect(await countOf(next, 'stays')).toBe(queues * messagesPerQueue);
    await next.close();
  });
});

describe('the deletion of a topic', () => {
  it('refuses appends to it, to all others not, and lets them in when it has ended', async () => {
    const disk = new MemoryDisk({ delay: () => new Promise<void>((resolve) => setImmediate(resolve)) });
    const store = await filled(disk);
    const ended: string[] = [];
    const deletion = store.deleteTopic('gone').then(() => ended.push('deletion'));
    const again = store.deleteTopic('gone').then(() => ended.push('the same one'));
    for (const queueId of [0, queues]) {
      const refused = append(store, [record('stays', 0, 'with it'), record('gone', queueId, 'late')]);
      await expect(refused).rejects.toThrow(
        "the topic 'gone' is being deleted; nothing of this send was stored; send it again when there is such a topic",
      );
    }
    expect(store.appendPlain(plainRecord('gone', 0), { stored: fail, notStored: fail })).toBe(false);
    await append(store, [record('stays', 0, 'stays, too')]);
    expect(ended).toEqual([]);
    await Promise.all([deletion, again]);
    expect(ended).toEqual(['deletion', 'the same one']);
    await append(store, [record('gone', 0, 'new'), record('gone', queues, 'new')]);
    const next = await openStore(disk.afterKill(), small);
    expect(await bodies(next, 'gone', 0)).toEqual(['new']);
    expect(await bodies(next, 'gone', queues)).toEqual(['new']);
    expect((await bodies(next, 'stays', 0)).at(-1)).toBe('stays, too');
    await next.close();
  });

  it.each(['rmq_sys_wheel_timer', 'SCHEDULE_TOPIC_XXXX'])('is refused for %s, which the timer needs', async (topic) => {
    const store = await openStore(new MemoryDisk());
    await expect(store.deleteTopic(topic)).rejects.toThrow(/holds delayed messages of all topics/);
    await append(store, [record('any', 0, 'goes on')]);
    await store.close();
  });

  it.each(['the process ends', 'the power goes'])('takes all or nothing when %s at any of its calls', async (what) => {
    const outcomes = new Set<number>();
    let deleted = false;
    for (let last = 1; !deleted; last++) {
      const troubled = new TroubledDisk();
      const store = await filled(troubled.disk);
      troubled.crashAt(last);
      deleted = await store.deleteTopic('gone').then(
        () => true,
        () => false,
      );
      let disk =
        what === 'the power goes' ? troubled.disk.afterPowerCut(seededRandom(last), {}) : troubled.disk.afterKill();
      expect(await findings(disk), `as call ${last} left it`).toEqual([]);
      let next = await openStore(disk, small);
      const count = await countOf(next, 'gone');
      outcomes.add(count);
      expect(deleted && count > 0).toBe(false);
      expect(await disk.stat('/store/consumequeue/gone')).toEqual(count === 0 ? undefined : expect.anything());
      await append(next, [record('gone', 0, 'new')]);
      expect(next.range('gone', 0).maxOffset).toBe(count === 0 ? 1 : messagesPerQueue + 1);
      disk = disk.afterKill();
      next = await openStore(disk, small);
      expect((await bodies(next, 'gone', 0)).at(-1)).toBe('new');
      expect(next.range('gone', 0).maxOffset).toBe(count === 0 ? 1 : messagesPerQueue + 1);
      expect(await countOf(next, 'stays')).toBe(queues * messagesPerQueue);
      await next.close();
      expect(await findings(disk), `after a clean stop, call ${last}`).toEqual([]);
    }
    expect([...outcomes].sort((a, b) => a - b)).toEqual([0, queues * messagesPerQueue]);
  });

  it('leaves nothing to find when the start after it is cut short at any of its calls', async () => {
    let opened = false;
    for (let last = 1; !opened; last++) {
      const troubled = new TroubledDisk();
      const store = await filled(troubled.disk);
      await store.deleteTopic('gone');
      await append(store, [record('gone', 0, 'new')]);
      await store.deleteTopic('of nobody');
      const second = new TroubledDisk(troubled.disk);
      second.crashAt(last);
      opened = await openStore(second.disk, small).then(
        () => true,
        () => false,
      );
      const disk = second.disk.afterKill();
      expect(await findings(disk), `as call ${last} left it`).toEqual([]);
      const next = await openStore(disk, small);
      expect(await bodies(next, 'gone', 0)).toEqual(['new']);
      expect(next.range('gone', 1).maxOffset).toBe(0);
      await next.close();
    }
  });

  it('takes nothing when the disk is full at any of its calls, and can be repeated', async () => {
    let refused = 0;
    for (let full = 1, deleted = false; !deleted; full++) {
      const troubled = new TroubledDisk();
      const store = await filled(troubled.disk);
      troubled.begin((call, operation) => {
        const writes = operation === 'write' || operation === 'truncate' || operation === 'makeDirectory';
        return writes && call >= full ? { code: 'ENOSPC', bytesWritten: 45 } : undefined;
      });
      const problem = await store.deleteTopic('gone').then(
        () => undefined,
        (error: Error) => error.message,
      );
      troubled.end();
      deleted = problem === undefined;
      if (problem !== undefined) {
        refused++;
        expect(problem).toMatch(/'gone' was not deleted, since the disk is full/);
        expect(await countOf(store, 'gone')).toBe(queues * messagesPerQueue);
        await append(store, [record('gone', 1, 'more')]);
        const disk = troubled.disk.afterKill();
        expect(await findings(disk), `full at call ${full}`).toEqual([]);
        const next = await openStore(disk, small);
        expect(await bodies(next, 'gone', 0)).toHaveLength(messagesPerQueue);
        expect(await bodies(next, 'gone', 1)).toHaveLength(messagesPerQueue + 1);
        await next.deleteTopic('gone');
        expect(next.queues().map(({ topic }) => topic)).toEqual(['stays', 'stays']);
        await next.close();
      }
    }
    expect(refused).toBeGreaterThan(5);
  });

  it.each(['remove', 'removeDirectory'] as const)(
    'is ended by the next start when the call %s fails',
    async (failing) => {
      const troubled = new TroubledDisk();
      const store = await filled(troubled.disk);
      let left = failing === 'remove' ? 3 : 1;
      troubled.begin((_, operation, path) =>
        operation === failing && path.includes('/consumequeue/gone') && --left === 0 ? { code: 'EIO' } : undefined,
      );
      await expect(store.deleteTopic('gone')).rejects.toThrow(/failed while the topic 'gone' was being deleted/);
      await expect(append(store, [record('gone', 0, 'new')])).rejects.toThrow(/the store is read-only now/);
      troubled.end();
      await store.close();
      const disk = troubled.disk.afterKill();
      expect(await findings(disk)).toEqual([]);
      const next = await openStore(disk, small);
      expect(await countOf(next, 'gone')).toBe(0);
      expect(await disk.stat('/store/consumequeue/gone')).toBeUndefined();
      await append(next, [record('gone', 0, 'new')]);
      expect(await bodies(next, 'gone', 0)).toEqual(['new']);
      await next.close();
      expect(await findings(disk)).toEqual([]);
    },
  );
});
