import { describe, expect, it } from 'vitest';
import { IndexTail, indexEntryBytes } from '../../src/store/index-tail.ts';

/** With 160 entries at most a write begins with every tenth. */
const entriesMax = 160;

function fault(code: string): Error {
  return Object.assign(new Error(code), { code });
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

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
    put(tail, 503);
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await turn();
    put(tail, 300);
    let flushed = false;
    const flushing = tail.flush().then(() => {
      flushed = true;
    });
    put(tail, 4);
    for (let end = 1; !flushed; end++) {
      await turn();
      put(tail, end % 3);
      ends[end]?.();
      await turn();
    }
    await flushing;
    expect(places.size).toBeGreaterThanOrEqual(803);
    expect(places).toEqual(new Map(Array.from({ length: places.size }, (_, index) => [index + 1, 1001 + index])));
  });

  it('use the memory of those that are in the file again', async () => {
    const memory = new Set<ArrayBufferLike>();
    const tail = new IndexTail(entriesMax, async (bytes) => void memory.add(bytes.buffer));
    for (let block = 0; block < 50; block++) {
      put(tail, 10);
      await tail.settled();
    }
    expect(memory.size).toBeLessThanOrEqual(2);
  });

  it('are found in memory until they are written and given back', async () => {
    const tail = new IndexTail(entriesMax, async () => undefined);
    put(tail, 5);
    const { view, at } = tail.find(3) ?? { view: undefined, at: 0 };
    expect(view?.getInt32(at)).toBe(1003);
    expect(tail.find(6)).toBeUndefined();
    await tail.flush();
    tail.release();
    expect(tail.find(5)).toBeUndefined();
    put(tail, 1);
    expect(tail.find(5)).toBeUndefined();
    expect(tail.find(6)).toBeDefined();
  });

  it('are written again after the disk was full', async () => {
    const { places, ends, write } = slowFile();
    const tail = new IndexTail(entriesMax, write);
    put(tail, 10);
    ends[0]?.(fault('ENOSPC'));
    await tail.settled();
    const flushed = tail.flush();
    await turn();
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
