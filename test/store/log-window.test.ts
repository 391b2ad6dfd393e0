import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogWindow } from '../../src/store/log-window.ts';

const chunkBytes = 64;

/** Appends a record whose bytes all are `value`; returns the new tail. */
function append(window: LogWindow, tail: number, size: number, value: number): number {
  const chunk = window.room(tail, size);
  chunk.bytes.fill(value, chunk.used, chunk.used + size);
  chunk.used += size;
  chunk.next += size;
  return chunk.next;
}

describe('the window of the log', () => {
  it('uses the memory of what nobody was lent again', () => {
    const window = new LogWindow(chunkBytes, 2 * chunkBytes);
    const seen = new Set<Buffer>();
    let tail = 0;
    for (let count = 0; count < 100; count++) {
      seen.add(window.room(tail, chunkBytes).bytes);
      tail = append(window, tail, chunkBytes, 1);
      window.trim(tail);
    }
    expect(seen.size).toBeLessThan(5);
  });

  it('gives a record that is larger than a chunk the memory that another such record had', () => {
    const window = new LogWindow(chunkBytes, chunkBytes);
    const size = 2 * chunkBytes + 1;
    const { bytes } = window.room(0, size);
    let tail = append(window, 0, size, 1);
    tail = append(window, tail, chunkBytes, 1);
    window.trim(tail);
    expect(window.room(tail, size).bytes).toBe(bytes);
  });

  it('keeps what is not written yet, whatever its size', () => {
    const window = new LogWindow(chunkBytes, chunkBytes);
    for (let count = 0; count < 4; count++) {
      append(window, count * chunkBytes, chunkBytes, 1);
    }
    window.trim(2 * chunkBytes);
    expect(window.find(chunkBytes)).toBeUndefined();
    expect(window.find(2 * chunkBytes)?.base).toBe(2 * chunkBytes);
  });

  it('never changes what was lent, and finds what it holds', () => {
    const step = fc.record({
      size: fc.integer({ min: 1, max: 100 }),
      lends: fc.boolean(),
      back: fc.nat(8),
      trims: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const window = new LogWindow(chunkBytes, 3 * chunkBytes);
        const records: { readonly offset: number; readonly size: number; readonly value: number }[] = [];
        const lent: { readonly view: Buffer; readonly value: number }[] = [];
        let tail = 0;
        for (const [index, { size, lends, back, trims }] of steps.entries()) {
          const value = index % 256;
          records.push({ offset: tail, size, value });
          tail = append(window, tail, size, value);
          const record = records.at(-1 - back);
          const chunk = lends && record !== undefined ? window.lend(record.offset) : undefined;
          if (record !== undefined && chunk !== undefined) {
            const start = record.offset - chunk.base;
            lent.push({ view: chunk.bytes.subarray(start, start + record.size), value: record.value });
          }
          if (trims) {
            window.trim(tail);
          }
          for (const { view, value: expected } of lent) {
            expect(view.every((byte) => byte === expected)).toBe(true);
          }
        }
      }),
    );
  });
});
