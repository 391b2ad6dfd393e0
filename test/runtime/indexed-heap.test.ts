import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type HeapItem, IndexedHeap } from '../../src/runtime/indexed-heap.ts';

it('a heap always shows the smallest key, whatever enters, moves and leaves', () => {
  const step = fc.record({ kind: fc.constantFrom('move', 'remove'), item: fc.nat(19), key: fc.nat(100) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const heap = new IndexedHeap<HeapItem>();
      const items = Array.from({ length: 20 }, (): HeapItem => ({ heapKey: 0, heapIndex: -1 }));
      const inside = new Set<HeapItem>();
      for (const { kind, item: index, key } of steps) {
        const item = items[index];
        if (item === undefined) {
          continue;
        }
        if (kind === 'move') {
          heap.move(item, key);
          inside.add(item);
        } else {
          heap.remove(item);
          inside.delete(item);
        }
        expect(heap.size).toBe(inside.size);
        expect(heap.peek()?.heapKey).toBe(
          inside.size === 0 ? undefined : Math.min(...[...inside].map((each) => each.heapKey)),
        );
      }
    }),
  );
});
