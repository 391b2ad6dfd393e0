import type { StoredMessage } from '../model/message.ts';
import { decodeRecord, Finding, hasLostText, inspectRecord, type LogBuffer, newLogBuffer } from './record.ts';

/** What is read at once; grows to the size of a record that is larger. */
const blockBytes = 1024 * 1024;

export interface LogVisitor {
  /** A valid record. The body is a view that the next block overwrites. */
  record(message: StoredMessage): void;
  /** Bytes that are no records although what follows them is; end is exclusive. */
  damaged(from: number, end: number): void;
  /** Called now and then, to write down what has piled up. */
  pause(): Promise<void>;
}

/** The bytes of a log without gaps, in segments of one size. */
export interface LogBytes {
  readonly segmentBytes: number;
  /** First offset, and the one behind the last segment. */
  readonly first: number;
  readonly end: number;
  baseOf(offset: number): number;
  /** Tells how many bytes it got; stays within one segment. */
  read(target: Uint8Array, offset: number): Promise<number>;
}

/** Reads the log forwards from a place where a record begins. */
export class LogScanner {
  readonly #segments: LogBytes;
  #block: LogBuffer;
  /** Log offset and length of what the block holds. */
  #base = 0;
  #length = 0;

  constructor(segments: LogBytes) {
    this.#segments = segments;
    // Reads stay within one segment.
    this.#block = newLogBuffer(Math.min(blockBytes, segments.segmentBytes));
  }

  /** Size of the valid record at this offset, or a Finding. */
  async inspect(offset: number): Promise<number> {
    if (offset >= this.#segments.end || offset < this.#segments.first) {
      return Finding.NOTHING;
    }
    const left = this.#segments.baseOf(offset) + this.#segments.segmentBytes - offset;
    for (let need = Math.min(left, 4096); ; need = Math.min(left, need * 8)) {
      await this.#load(offset, need);
      const found = inspectRecord(this.#block, offset - this.#base, this.#length, offset, true);
      if (found > 0) {
        const torn = hasLostText(this.#block, offset - this.#base, offset % this.#segments.segmentBytes);
        return torn ? Finding.BAD : found;
      }
      if (found !== Finding.INCOMPLETE || need === left) {
        return found;
      }
    }
  }

  /**
   * Visits record after record until the log ends, and tells where that is. Damage below `trustedEnd`, where everything
   * was on disk once, is passed over; from there on the first thing that is no record is the end. Records from `stop` on
   * are not visited.
   */
  async scan(
    from: number,
    trustedEnd: number,
    visitor: LogVisitor,
    stop: number = Number.POSITIVE_INFINITY,
  ): Promise<number> {
    let offset = from;
    let nextPause = offset + blockBytes;
    while (offset < this.#segments.end && offset < stop) {
      const found = await this.inspect(offset);
      if (found > 0) {
        visitor.record(decodeRecord(this.#block, offset - this.#base));
        offset += found;
      } else if (found === Finding.BLANK) {
        offset = this.#nextSegment(offset);
      } else if (offset < trustedEnd) {
        const next = await this.#findRecord(offset + 1, Math.min(trustedEnd, this.#segments.end));
        if (next === undefined) {
          return offset;
        }
        visitor.damaged(offset, next);
        offset = next;
      } else {
        return offset;
      }
      if (offset >= nextPause) {
        await visitor.pause();
        nextPause = offset + blockBytes;
      }
    }
    return offset;
  }

  #nextSegment(offset: number): number {
    return this.#segments.baseOf(offset) + this.#segments.segmentBytes;
  }

  /** The first valid record from this offset on that begins below the end. */
  async #findRecord(from: number, end: number): Promise<number | undefined> {
    let offset = from;
    while (offset < end) {
      const base = this.#segments.baseOf(offset);
      const left = base + this.#segments.segmentBytes - offset;
      await this.#load(offset, Math.min(left, blockBytes));
      const candidate = findMagic(this.#block.bytes, offset - this.#base, this.#length);
      if (candidate === -1) {
        offset = Math.min(base + this.#segments.segmentBytes, Math.max(offset + 1, this.#base + this.#length - 8));
        if (base + this.#segments.segmentBytes - offset < 16) {
          offset = base + this.#segments.segmentBytes;
        }
      } else {
        offset = this.#base + candidate;
        if (offset >= end) {
          return undefined;
        }
        if ((await this.inspect(offset)) > 0) {
          return offset;
        }
        offset++;
      }
      if (offset % this.#segments.segmentBytes === 0 && offset < end && (await this.inspect(offset)) > 0) {
        return offset;
      }
    }
    return undefined;
  }

  /** Makes the block hold at least `need` bytes from the offset on, as far as the segment goes. */
  async #load(offset: number, need: number): Promise<void> {
    const position = offset - this.#base;
    if (position >= 0 && position + need <= this.#length) {
      return;
    }
    const left = this.#segments.baseOf(offset) + this.#segments.segmentBytes - offset;
    const wanted = Math.min(left, Math.max(need, blockBytes));
    if (this.#block.bytes.length < wanted) {
      this.#block = newLogBuffer(wanted);
    }
    this.#base = offset;
    this.#length = await this.#segments.read(this.#block.bytes.subarray(0, wanted), offset);
  }
}

const magicStart = Buffer.from([0xda, 0xa3, 0x20]);

/** Position where a record may begin, whose magic lies 4 bytes further on; -1 when there is none. */
function findMagic(bytes: Buffer, start: number, end: number): number {
  const found = bytes.subarray(0, end).indexOf(magicStart, start + 4);
  return found === -1 ? -1 : found - 4;
}
