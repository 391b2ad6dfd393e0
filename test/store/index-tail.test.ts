import { describe, expect, it } from 'vitest';
import { IndexTail, indexEntryBytes } from '../../src/store/index-tail.ts';

/** With 160 entries at most a write begins with every tenth. */
const entriesMax = 160;

function fault(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** A file whose writes end when the test says so, with the fault that it gives. */
function slowFile() {
  const places = new Map<number, number>();
  const ends: ((error?: Error) => void)[] = [];
  const write = async (bytes: Uint8Array, first: number) => {
    await new Promise<void>((resolve, reject) => {
      ends.push((error) => (error === undefined ? resolve() : reject(error)));
    });
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < bytes.length; at += indexEntryBytes) {
      places.set(first + at / indexEntryBytes, view.getInt32(at));
    }
  };
  return { places, ends, write };
}

function put(tail: IndexTail, count: number): void {
  for (let one = 0; one < count; one++) {
    tail.put(1000 + tail.count, 0, 0, 0);
  }
}

describe('the newest entries of an index file', () => {
  it('go to the file while more of them come, each to its place', async () => {
    const { places, ends, write } = slowFile();
    const tail = new IndexTail(entriesMax, write);
    put(tail, 500);
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await tail.settled();
    put(tail, 300);
    const flushed = tail.flush();
    for (let end = 1; end < 3; end++) {
      await new Promise((resolve) => setImmediate(resolve));
      ends[end]?.();
    }
    await flushed;
    expect(places).toEqual(new Map(Array.from({ length: 800 }, (_, index) => [index + 1, 1001 + index])));
  });

  it('are found in memory until they are written and given back', async () => {
    const tail = new IndexTail(entriesMax, async () => undefined);
    put(tail, 5);
    expect(tail.view.getInt32(tail.find(3) ?? -1)).toBe(1003);
    await tail.flush();
    tail.release();
    expect(tail.find(5)).toBeUndefined();
  });

  it('are written again after the disk was full', async () => {
    const { places, ends, write } = slowFile();
    const tail = new IndexTail(entriesMax, write);
    put(tail, 10);
    ends[0]?.(fault('ENOSPC'));
    await tail.settled();
    const flushed = tail.flush();
    await new Promise((resolve) => setImmediate(resolve));
    ends[1]?.();
    await flushed;
    expect(places.size).toBe(10);
  });

  it('fail the next flush when they could not be written for another reason', async () => {
    const { ends, write } = slowFile();
    const tail = new IndexTail(entriesMax, write);
    put(tail, 10);
    ends[0]?.(fault('EIO'));
    await tail.settled();
    await expect(tail.flush()).rejects.toThrow('EIO');
  });
});
