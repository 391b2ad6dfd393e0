import { expect, it } from 'vitest';
import { MemoryDisk } from '../../src/runtime/memory-disk.ts';
import { openStore, record } from './store-fixture.ts';

it('many records that are stored at once are dispatched in order and in several turns of the event loop', async () => {
  const count = 30_000;
  const store = await openStore(new MemoryDisk(), { commitLogSegmentBytes: 16 * 1024 * 1024 });
  const offsets: number[] = [];
  store.onDispatch((_topic, _queueId, queueOffset) => offsets.push(queueOffset));
  for (let number = 0; number < count; number += 100) {
    const records = Array.from({ length: 100 }, () => record('t', 0, 'x'));
    store.append(records, { stored: () => undefined, notStored: (error) => expect(error).toBeUndefined() });
  }
  expect(offsets).toEqual([]);
  const perTurn: number[] = [];
  while (offsets.length < count) {
    const before = offsets.length;
    await new Promise<void>((resolve) => setImmediate(resolve));
    perTurn.push(offsets.length - before);
  }
  expect(Math.max(...perTurn)).toBeLessThan(count / 2);
  expect(offsets).toEqual(Array.from({ length: count }, (_, offset) => offset));
  await store.close();
});
