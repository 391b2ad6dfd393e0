import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellBytes, cellPhysicalOffset, cellSize, cellTagsCode } from '../../src/store/cell.ts';
import { CellPool } from '../../src/store/cell-pool.ts';
import { ConsumeQueue, topicNames } from '../../src/store/consume-queue.ts';
import { newLogBuffer } from '../../src/store/record.ts';

type Cell = readonly [physicalOffset: number, size: number, tagsCode: number];

function inMemory(queue: ConsumeQueue, offset: number): Cell | undefined {
  const place = queue.placeOf(offset);
  return place === -1 ? undefined : [queue.physicalOffsetAt(place), queue.sizeAt(place), queue.tagsCodeAt(place)];
}

function encoded(queue: ConsumeQueue, offset: number, count: number): Cell[] {
  const buffer = newLogBuffer(count * cellBytes);
  queue.encode(offset, count, buffer);
  return Array.from({ length: count }, (_, index) => {
    const at = index * cellBytes;
    return [cellPhysicalOffset(buffer.view, at), cellSize(buffer.view, at), cellTagsCode(buffer.view, at)];
  });
}

const cell: fc.Arbitrary<Cell> = fc.tuple(
  // Steps between records: small ones as a rule, and some that a cell of 12 bytes cannot tell.
  fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: 1, max: 5000 }) },
    fc.integer({ min: 2 ** 31, max: 2 ** 40 }),
    fc.integer({ min: -(2 ** 20), max: 0 }),
  ),
  fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }) },
    fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 }),
    fc.maxSafeInteger(),
  ),
);

type Step =
  | { readonly kind: 'put'; readonly queue: number; readonly cells: readonly Cell[] }
  /** Such a part of what is not written. */
  | { readonly kind: 'write'; readonly queue: number; readonly part: number; readonly keep: boolean }
  | { readonly kind: 'restore'; readonly queue: number; readonly offset: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      queue: fc.integer({ min: 0, max: 2 }),
      cells: fc.array(cell, { maxLength: 100 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      queue: fc.integer({ min: 0, max: 2 }),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
      keep: fc.boolean(),
    }),
  },
  fc.record({
    kind: fc.constant('restore' as const),
    queue: fc.integer({ min: 0, max: 2 }),
    offset: fc.nat(1000),
  }),
);

/** A queue and what it should hold. */
class Model {
  readonly queue: ConsumeQueue;
  first = 0;
  readonly cells: Cell[] = [];
  #physicalOffset = 2 ** 33;

  constructor(pool: CellPool) {
    this.queue = new ConsumeQueue(topicNames('t'), 0, pool);
  }

  run(one: Step): void {
    const { queue } = this;
    if (one.kind === 'put') {
      for (const [distance, size, tagsCode] of one.cells) {
        this.#physicalOffset += distance;
        queue.put(this.#physicalOffset, size, tagsCode);
        this.cells.push([this.#physicalOffset, size, tagsCode]);
      }
    } else if (one.kind === 'write') {
      const count = Math.floor(queue.dirtyCells * one.part);
      const start = queue.writtenOffset;
      expect(encoded(queue, start, count)).toEqual(this.cells.slice(start - this.first, start - this.first + count));
      queue.noteWritten(start + count, one.keep);
    } else {
      queue.restore(one.offset, 7);
      this.first = one.offset;
      this.cells.length = 0;
    }
  }

  check(): void {
    const { queue } = this;
    expect(queue.maxOffset).toBe(this.first + this.cells.length);
    for (const [index, expected] of this.cells.entries()) {
      const offset = this.first + index;
      const found = inMemory(queue, offset);
      if (found !== undefined || offset >= queue.writtenOffset) {
        expect(found).toEqual(expected);
      }
    }
    expect(inMemory(queue, queue.maxOffset)).toBeUndefined();
  }
}

describe('the cells of queues in memory', () => {
  it('are what was put, until they are written at least', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const pool = new CellPool();
        const models = [new Model(pool), new Model(pool), new Model(pool)];
        for (const one of steps) {
          models[one.queue]?.run(one);
        }
        for (const model of models) {
          model.check();
          model.queue.noteWritten(model.queue.maxOffset, false);
        }
        expect(pool.bytes).toBe(0);
      }),
    );
  });

  it('stay a while when they are written, so that who is nearly caught up reads no file', () => {
    const pool = new CellPool();
    const queue = new ConsumeQueue(topicNames('t'), 0, pool);
    for (let offset = 0; offset < 5000; offset++) {
      queue.put(offset * 100, 100, 0);
    }
    queue.noteWritten(5000, true);
    expect(inMemory(queue, 4000)).toEqual([400_000, 100, 0]);
    expect(inMemory(queue, 3000)).toBeUndefined();
    queue.put(500_000, 100, 5);
    expect(inMemory(queue, 5000)).toEqual([500_000, 100, 5]);
    expect(encoded(queue, 5000, 1)).toEqual([[500_000, 100, 5]]);
  });

  it('take 12 bytes each, and little more, in few and in many queues', () => {
    const bytesOf = (queues: number, cellsOfEach: number) => {
      const pool = new CellPool();
      for (let id = 0; id < queues; id++) {
        const queue = new ConsumeQueue(topicNames('t'), id, pool);
        for (let offset = 0; offset < cellsOfEach; offset++) {
          queue.put(offset * 300, 300, -12_345);
        }
      }
      return pool.bytes / queues / cellsOfEach;
    };
    expect(bytesOf(1, 100_000)).toBeLessThan(13.6);
    expect(bytesOf(1000, 100)).toBeLessThan(15.2);
  });

  it('take no memory any more once their topic is deleted', () => {
    const pool = new CellPool();
    const queue = new ConsumeQueue(topicNames('t'), 0, pool);
    for (let offset = 0; offset < 100; offset++) {
      queue.put(offset, 1, 0);
    }
    queue.remove();
    for (let offset = 100; offset < 200; offset++) {
      queue.put(offset, 1, 0);
      expect(inMemory(queue, offset)).toBeUndefined();
    }
    expect(queue.maxOffset).toBe(200);
    expect(pool.bytes).toBe(0);
  });
});
