import {
  blockBytes,
  blocksAt,
  constantsAt,
  groupStateBytes,
  initialState,
  laneCount,
  lanesPerGroup,
  md5Program,
  statesAt,
  stepConstants,
} from './md5-program.ts';

/** The little of WebAssembly that is used here; Node's types know none of it. */
declare const WebAssembly:
  | {
      readonly Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
      readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
      readonly Instance: new (
        module: object,
        imports: object,
      ) => { readonly exports: Readonly<Record<string, unknown>> };
      validate(bytes: Uint8Array<ArrayBuffer>): boolean;
    }
  | undefined;

/** Longer texts take long enough by themselves. */
export const laneTextBytesMax = 8 * 1024 - 2 * blockBytes;
/** A text, the bit behind it, zeros, and its length. */
const laneBytes = 8 * 1024;
const lengthBytes = 8;
const pageBytes = 64 * 1024;
const memoryPages = Math.ceil((blocksAt + laneCount * laneBytes) / pageBytes);

const upperHex = Buffer.from('0123456789ABCDEF');

type Digest = (blockCount: number) => void;

function isDigest(value: unknown): value is Digest {
  return typeof value === 'function';
}

/**
 * Digests many texts, eight at a time; those of one go need not have the same length. Each digest is written as 32 upper-case
 * hexadecimal digits into `target` at the place that was given with its text, at the latest by `finish`.
 */
export class Md5Lanes {
  readonly #digest: Digest;
  readonly #bytes: Buffer;
  readonly #words: Int32Array;
  readonly #target: Buffer;
  /** Where the digits of each lane go. */
  readonly #places = new Float64Array(laneCount);
  /** Blocks that are left of each lane; 0: it is free. */
  readonly #blocksLeft = new Int32Array(laneCount);
  #busy = 0;

  /** Undefined where this machine or this way to run Node has no WebAssembly with vectors. */
  static open(target: Buffer): Md5Lanes | undefined {
    if (typeof WebAssembly === 'undefined') {
      return undefined;
    }
    const bytes = md5Program(memoryPages);
    if (!WebAssembly.validate(bytes)) {
      return undefined;
    }
    try {
      const memory = new WebAssembly.Memory({ initial: memoryPages, maximum: memoryPages });
      const { digest } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { host: { memory } }).exports;
      return isDigest(digest) ? new Md5Lanes(memory.buffer, digest, target) : undefined;
    } catch {
      // Its guard pages may be more address space than this process may have.
      return undefined;
    }
  }

  private constructor(memory: ArrayBuffer, digest: Digest, target: Buffer) {
    this.#bytes = Buffer.from(memory);
    this.#words = new Int32Array(memory);
    this.#digest = digest;
    this.#target = target;
    for (const [step, constant] of stepConstants.entries()) {
      this.#words.fill(constant, constantsAt / 4 + step * lanesPerGroup, constantsAt / 4 + (step + 1) * lanesPerGroup);
    }
  }

  /** Begins with the text source[start, end), of at most {@link laneTextBytesMax} bytes, which are copied. */
  add(source: Buffer, start: number, end: number, place: number): void {
    if (this.#busy === laneCount) {
      this.#run();
    }
    let lane = 0;
    while (this.#blocksLeft[lane] !== 0) {
      lane++;
    }
    const bytes = this.#bytes;
    const words = this.#words;
    const at = blocksAt + lane * laneBytes;
    const textEnd = at + end - start;
    source.copy(bytes, at, start, end);
    const blockCount = Math.ceil((end - start + 1 + lengthBytes) / blockBytes);
    const blocksEnd = at + blockCount * blockBytes;
    let zeroAt = textEnd;
    bytes[zeroAt++] = 0x80;
    while ((zeroAt & 3) !== 0) {
      bytes[zeroAt++] = 0;
    }
    for (let word = zeroAt >> 2; word < blocksEnd >> 2; word++) {
      words[word] = 0;
    }
    words[(blocksEnd - lengthBytes) >> 2] = (end - start) * 8;
    words[lane] = at;
    const stateAt = stateWord(lane);
    for (let index = 0; index < initialState.length; index++) {
      words[stateAt + index * lanesPerGroup] = initialState[index] as number;
    }
    this.#places[lane] = place;
    this.#blocksLeft[lane] = blockCount;
    this.#busy++;
  }

  /** All digests are written then. */
  finish(): void {
    while (this.#busy > 0) {
      this.#run();
    }
  }

  /** Up to the end of the shortest text. */
  #run(): void {
    const blocksLeft = this.#blocksLeft;
    let count = laneBytes / blockBytes;
    for (let lane = 0; lane < laneCount; lane++) {
      const left = blocksLeft[lane] as number;
      if (left === 0) {
        // What a free lane digests is nobody's; it must only lie in its own memory.
        this.#words[lane] = blocksAt + lane * laneBytes;
      } else if (left < count) {
        count = left;
      }
    }
    this.#digest(count);
    for (let lane = 0; lane < laneCount; lane++) {
      const left = blocksLeft[lane] as number;
      if (left > 0) {
        blocksLeft[lane] = left - count;
        if (left === count) {
          this.#putDigits(lane);
          this.#busy--;
        }
      }
    }
  }

  #putDigits(lane: number): void {
    const target = this.#target;
    let at = this.#places[lane] as number;
    for (let index = 0; index < 4; index++) {
      const word = this.#words[stateWord(lane) + index * lanesPerGroup] as number;
      for (let bits = 0; bits < 32; bits += 8) {
        target[at++] = upperHex[(word >>> (bits + 4)) & 15] as number;
        target[at++] = upperHex[(word >>> bits) & 15] as number;
      }
    }
  }
}

/** Where the state of a lane begins, in words; b, c and d follow at a distance of `lanesPerGroup`. */
function stateWord(lane: number): number {
  const group = Math.floor(lane / lanesPerGroup);
  return (statesAt + group * groupStateBytes) / 4 + (lane % lanesPerGroup);
}
