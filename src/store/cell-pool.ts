import { cellBytes, encodeCell } from './cell.ts';
import type { LogBuffer } from './record.ts';

/** Cells of one chunk. */
export const chunkCells = 16;
const cellWords = 3;
/** Queue offset of the first cell, and what physical offsets and tags codes of the chunk are counted from. */
const headDoubles = 3;
const chunkDoubles = headDoubles + (chunkCells * cellWords) / 2;
const chunkWords = 2 * chunkDoubles;
const chunkBytes = 8 * chunkDoubles;
const headWords = 2 * headDoubles;
/** Chunks of one slab, 216 KiB: a power of two, so that a number tells slab and place. */
const slabShift = 10;
const slabChunks = 1 << slabShift;
const slabMask = slabChunks - 1;
const placeShift = 4;
const placeMask = chunkCells - 1;

/** Memory of many chunks, as whole numbers and as fractions of the same bytes. */
interface Slab {
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  used: number;
  /** Of the first free chunk, the next one in its first word; -1: none. */
  free: number;
}

/**
 * Memory for the newest cells of all queues, given out in chunks of 16 cells: a queue with few cells takes little, and none
 * of it is moved when a queue grows. A cell takes 12 bytes instead of 20: offset and tags code are kept as distances from
 * those of the first cell of the chunk. Cells that lie too far from it begin another chunk.
 *
 * A place is the number of a chunk times 16 and the number of the cell in it.
 */
export class CellPool {
  readonly #slabs: (Slab | undefined)[] = [];
  #chunks = 0;
  #emptySlabs = 0;
  /** The slab that chunks are taken from as long as it has some. */
  #current = 0;

  /** Memory that is given out. */
  get bytes(): number {
    return this.#chunks * chunkBytes;
  }

  /** A chunk for cells from this offset on; the first will be this one. */
  take(offset: number, physicalOffset: number, tagsCode: number): number {
    if ((this.#slabs[this.#current]?.free ?? -1) === -1) {
      this.#current = this.#findRoom();
    }
    const number = this.#current;
    const slab = this.#slabs[number] ?? this.#makeSlab(number);
    if (slab.used === 0) {
      this.#emptySlabs--;
    }
    const index = slab.free;
    slab.free = slab.words[index * chunkWords] ?? -1;
    slab.used++;
    this.#chunks++;
    const head = index * chunkDoubles;
    slab.doubles[head] = offset;
    slab.doubles[head + 1] = physicalOffset;
    // Hashes are near to 0, times are not.
    slab.doubles[head + 2] = tagsCode === (tagsCode | 0) ? 0 : tagsCode;
    return (number << slabShift) | index;
  }

  free(chunk: number): void {
    const slab = this.#slabOf(chunk);
    const index = chunk & slabMask;
    slab.words[index * chunkWords] = slab.free;
    slab.free = index;
    slab.used--;
    this.#chunks--;
    if (slab.used === 0) {
      this.#emptySlabs++;
      if (this.#emptySlabs > 1) {
        this.#slabs[chunk >> slabShift] = undefined;
        this.#emptySlabs--;
      }
    }
  }

  /** The slab of a chunk that is taken. */
  #slabOf(chunk: number): Slab {
    const slab = this.#slabs[chunk >> slabShift];
    if (slab === undefined) {
      throw new Error(`there is no chunk ${chunk} of cells`);
    }
    return slab;
  }

  offsetOf(chunk: number): number {
    return this.#slabOf(chunk).doubles[(chunk & slabMask) * chunkDoubles] ?? 0;
  }

  physicalOffset(place: number): number {
    const { words, doubles } = this.#slabOf(place >> placeShift);
    return (doubles[headOf(place) + 1] ?? 0) + (words[wordOf(place)] ?? 0);
  }

  size(place: number): number {
    return this.#slabOf(place >> placeShift).words[wordOf(place) + 1] ?? 0;
  }

  tagsCode(place: number): number {
    const { words, doubles } = this.#slabOf(place >> placeShift);
    return (doubles[headOf(place) + 2] ?? 0) + (words[wordOf(place) + 2] ?? 0);
  }

  /** Puts some cells of a chunk, from this place on, into the buffer as they are in files. */
  encode(place: number, count: number, target: LogBuffer, position: number): void {
    const { words, doubles } = this.#slabOf(place >> placeShift);
    const head = headOf(place);
    const physicalBase = doubles[head + 1] ?? 0;
    const tagsBase = doubles[head + 2] ?? 0;
    let word = wordOf(place);
    for (let at = position; at < position + count * cellBytes; at += cellBytes) {
      const size = words[word + 1] ?? 0;
      encodeCell(target.view, at, physicalBase + (words[word] ?? 0), size, tagsBase + (words[word + 2] ?? 0));
      word += cellWords;
    }
  }

  /** Puts a cell into its place in a taken chunk; false when it lies too far from the chunk's first. */
  put(place: number, physicalOffset: number, size: number, tagsCode: number): boolean {
    const { words, doubles } = this.#slabOf(place >> placeShift);
    const head = headOf(place);
    const distance = physicalOffset - (doubles[head + 1] ?? 0);
    const code = tagsCode - (doubles[head + 2] ?? 0);
    if (distance !== (distance | 0) || code !== (code | 0)) {
      return false;
    }
    const word = wordOf(place);
    words[word] = distance;
    words[word + 1] = size;
    words[word + 2] = code;
    return true;
  }

  /** A low slab rather than a high one, so that high ones become empty; a new one when all are full. */
  #findRoom(): number {
    const found = this.#slabs.findIndex((slab) => slab !== undefined && slab.free !== -1);
    const hole = this.#slabs.indexOf(undefined);
    return found !== -1 ? found : hole !== -1 ? hole : this.#slabs.length;
  }

  #makeSlab(number: number): Slab {
    const bytes = new ArrayBuffer(slabChunks * chunkBytes);
    const words = new Int32Array(bytes);
    for (let index = 0; index < slabChunks; index++) {
      words[index * chunkWords] = index + 1 < slabChunks ? index + 1 : -1;
    }
    const slab: Slab = { words, doubles: new Float64Array(bytes), used: 0, free: 0 };
    this.#slabs[number] = slab;
    this.#emptySlabs++;
    return slab;
  }
}

function headOf(place: number): number {
  return ((place >> placeShift) & slabMask) * chunkDoubles;
}

function wordOf(place: number): number {
  return ((place >> placeShift) & slabMask) * chunkWords + headWords + (place & placeMask) * cellWords;
}
