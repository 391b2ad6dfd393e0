import { describe, expect, it } from 'vitest';
import { continueJavaHash } from '../../src/model/java-hash.ts';
import { MemoryDisk } from '../../src/runtime/memory-disk.ts';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';
import type { MessageStore, PlainAppend } from '../../src/store/message-store.ts';
import { append, bodies, openStore, record } from './store-fixture.ts';

const startMs = 1_700_000_000_000;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A record without tag and key; its unique key is the body. */
function plain(topic: string, queueId: number, body: string): PlainAppend {
  const properties = Buffer.from(`UNIQ_KEY\u0001${body}\u0002`);
  return {
    topic,
    queueId,
    flag: 0,
    sysFlag: 0,
    bornTimestamp: startMs,
    bornHost: { address: '10.1.2.3', port: 5555 },
    reconsumeTimes: 0,
    preparedTransactionOffset: 0,
    body: Buffer.from(body),
    tagged: false,
    keyed: false,
    propertiesBytes: properties.length,
    queueOffset: -1,
    physicalOffset: -1,
    storeTimestamp: -1,
    writeProperties: (target, at) => void properties.copy(target, at),
    hashOfUniqueKey: (start) => continueJavaHash(start, body),
    hashOfKey: (start) => start,
    hashOfTag: (start) => start,
  };
}

function send(store: MessageStore, one: PlainAppend): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!store.appendPlain(one, { stored: resolve, notStored: reject })) {
      reject(new Error('not taken'));
    }
  });
}

describe('an everyday record', () => {
  it('has the time of its turn, which is never before that of the record in front of it', async () => {
    const clock = new VirtualClock(startMs);
    const store = await openStore(new MemoryDisk(), {}, clock);
    await append(store, [record('t', 0, 'makes the queue')]);
    await turn();
    const turnOf = [plain('t', 0, 'a'), plain('t', 0, 'b'), plain('t', 0, 'd')];
    const [first, second, last] = turnOf as [PlainAppend, PlainAppend, PlainAppend];
    const sent = [send(store, first)];
    clock.jumpWall(5);
    sent.push(send(store, second));
    const other = record('t', 0, 'c');
    sent.push(append(store, [other]), send(store, last));
    await Promise.all(sent);
    clock.jumpWall(5);
    const next = plain('t', 0, 'e');
    await send(store, next);
    expect([first, second, other, last, next].map(({ storeTimestamp }) => storeTimestamp - startMs)).toEqual([
      0, 0, 5, 5, 10,
    ]);
    expect(await bodies(store, 't', 0)).toEqual(['makes the queue', 'a', 'b', 'c', 'd', 'e']);
    await store.close();
  });

  it('goes to the queue that it names, whichever was used last', async () => {
    const store = await openStore(new MemoryDisk());
    await append(store, [record('t', 0, '-'), record('t', 1, '-'), record('u', 1, '-')]);
    const places = [
      ['t', 0],
      ['t', 0],
      ['t', 1],
      ['u', 1],
      ['t', 1],
    ] as const;
    await Promise.all(places.map(([topic, queueId], index) => send(store, plain(topic, queueId, `${index}`))));
    expect(await bodies(store, 't', 0)).toEqual(['-', '0', '1']);
    expect(await bodies(store, 't', 1)).toEqual(['-', '2', '4']);
    expect(await bodies(store, 'u', 1)).toEqual(['-', '3']);
    await store.close();
  });

  it('is not taken by a queue whose topic was deleted since', async () => {
    const store = await openStore(new MemoryDisk());
    await append(store, [record('t', 0, 'old')]);
    await send(store, plain('t', 0, 'old, too'));
    await store.deleteTopic('t');
    expect(store.appendPlain(plain('t', 0, 'new'), { stored: () => undefined, notStored: () => undefined })).toBe(
      false,
    );
    await append(store, [record('t', 0, 'made anew')]);
    await send(store, plain('t', 0, 'new'));
    expect(await bodies(store, 't', 0)).toEqual(['made anew', 'new']);
    await store.close();
  });
});
