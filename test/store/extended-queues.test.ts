import { describe, expect, it } from 'vitest';
import { javaHash } from '../../src/model/java-hash.ts';
import { MemoryDisk } from '../../src/runtime/memory-disk.ts';
import { contentsBelow, overwrite, textsOf, verify } from './store-files.ts';
import { append, openStore, readAll, record } from './store-fixture.ts';

const cellsPath = `/store/consumequeue/t/0/${'0'.repeat(20)}`;
const extendedPath = `/store/consumequeue_ext/t/0/${'0'.repeat(20)}`;

/** Eight messages, the tags of which lie in the extended consumeQueue for the first four, as RocketMQ leaves them. */
async function extendedDisk(): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  const store = await openStore(disk);
  for (let number = 0; number < 8; number++) {
    await append(store, [record('t', 0, `body ${number}`, { tag: number % 2 === 0 ? 'even' : 'odd' })]);
  }
  await store.close();
  await disk.makeDirectory('/store/consumequeue_ext/t/0');
  await (await disk.open(extendedPath, 'create')).close();
  for (let number = 0; number < 4; number++) {
    const address = Buffer.alloc(8);
    address.writeBigInt64BE(BigInt(20 * number) - (1n << 63n));
    await overwrite(disk, cellsPath, 20 * number + 12, address);
    const unit = Buffer.alloc(20);
    unit.writeInt16BE(20);
    unit.writeBigInt64BE(BigInt(javaHash(number % 2 === 0 ? 'even' : 'odd')), 2);
    await overwrite(disk, extendedPath, 20 * number, unit);
  }
  return disk;
}

async function read(disk: MemoryDisk, tag: string): Promise<string[]> {
  const store = await openStore(disk);
  const { messages } = await store.read('t', 0, 0, readAll, (tagHash) => tagHash === javaHash(tag));
  await store.close();
  return messages.map((message) => Buffer.from(message.body).toString());
}

describe('a store with extended consumeQueues', () => {
  it('gives each message whose tag its cell does not tell, and those that the filter takes', async () => {
    const disk = await extendedDisk();
    const first = ['body 0', 'body 1', 'body 2', 'body 3'];
    expect(await read(disk, 'odd')).toEqual([...first, 'body 5', 'body 7']);
    expect(await read(disk, 'even')).toEqual([...first, 'body 4', 'body 6']);
  });

  it('keeps them as they are, through appends, a clean stop, a crash and a rebuilding start', async () => {
    const disk = await extendedDisk();
    const before = await contentsBelow(disk, '/store/consumequeue_ext');
    const store = await openStore(disk);
    await append(store, [record('t', 0, 'body 8', { tag: 'even' })]);
    const killed = disk.afterKill();
    await store.close();
    const check = async () => {
      expect((await read(killed, 'even')).slice(-3)).toEqual(['body 4', 'body 6', 'body 8']);
      expect(await contentsBelow(killed, '/store/consumequeue_ext')).toEqual(before);
      expect(textsOf(await verify(killed))).toEqual([]);
    };
    await check();
    await check();
    await killed.removeDirectory('/store/consumequeue');
    await check();
    expect(await read(killed, 'odd')).toEqual(['body 1', 'body 3', 'body 5', 'body 7']);
  });
});
