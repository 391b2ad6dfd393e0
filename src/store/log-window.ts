import { type LogBuffer, newLogBuffer } from './record.ts';

/** A stretch of the log in memory. Bytes below `used` never change while somebody may read them. */
export interface LogChunk extends LogBuffer {
  /** Log offset of the first byte. */
  readonly base: number;
  /** Bytes that hold records. */
  used: number;
  /** Log offset of what follows: `base + used`, or the next segment when a blank closed this one. */
  next: number;
  /** Somebody may have a view of it. */
  lent: boolean;
  /** Its memory is the file. */
  readonly mapped: boolean;
  /** Nothing more goes into it. */
  closed: boolean;
}

/** Memory that is the file, where there is some for a record at the tail of the log. */
export interface MappedMemory {
  memory(tail: number, size: number): LogBuffer | undefined;
}

/** Memory of chunks that are used again. */
const spareBytesMax = 8 * 1024 * 1024;

/**
 * The end of the log in memory, as chunks: appends encode into the last one, fresh reads are served from all of them.
 * Messages that were handed out are views of chunks, so those that were lent are not used again. The others are: left to
 * the collector they would make it mark the whole heap for every few megabytes of log.
 */
export class LogWindow {
  readonly #chunkBytes: number;
  readonly #bytesMax: number;
  readonly #chunks: LogChunk[] = [];
  #bytes = 0;
  readonly #spare: LogBuffer[] = [];
  #spareBytes = 0;

  readonly #mapped: MappedMemory | undefined;

  constructor(chunkBytes: number, bytesMax: number, mapped?: MappedMemory) {
    this.#mapped = mapped;
    this.#chunkBytes = chunkBytes;
    this.#bytesMax = bytesMax;
  }

  /** The chunk where `size` bytes at log offset `tail` go, all in one segment. */
  room(tail: number, size: number): LogChunk {
    const last = this.#chunks.at(-1);
    if (last !== undefined && !last.closed && last.next === tail && last.base + last.used === tail) {
      if (last.used + size <= last.bytes.length) {
        return last;
      }
    }
    const mapping = this.#mapped?.memory(tail, size);
    const { bytes, view } = mapping ?? this.#buffer(this.#chunkBytes * Math.ceil(size / this.#chunkBytes));
    const mapped = mapping !== undefined;
    const chunk: LogChunk = { bytes, view, base: tail, used: 0, next: tail, lent: false, mapped, closed: false };
    this.#chunks.push(chunk);
    this.#bytes += chunk.bytes.length;
    return chunk;
  }

  /** The chunk that holds or begins with this offset. */
  find(offset: number): LogChunk | undefined {
    for (let index = this.#chunks.length - 1; index >= 0; index--) {
      const chunk = this.#chunks[index];
      if (chunk !== undefined && chunk.base <= offset) {
        return offset < chunk.base + chunk.used ? chunk : undefined;
      }
    }
    return undefined;
  }

  /** The same for somebody who may keep views of it. */
  lend(offset: number): LogChunk | undefined {
    const chunk = this.find(offset);
    if (chunk !== undefined) {
      chunk.lent = true;
    }
    return chunk;
  }

  /** Forgets the oldest chunks beyond the limit, as far as they end at or before `written`. */
  trim(written: number): void {
    let count = 0;
    for (const chunk of this.#chunks) {
      if (this.#bytes <= this.#bytesMax || chunk.next > written || count === this.#chunks.length - 1) {
        break;
      }
      this.#bytes -= chunk.bytes.length;
      if (!chunk.lent && !chunk.mapped && this.#spareBytes + chunk.bytes.length <= spareBytesMax) {
        this.#spare.push({ bytes: chunk.bytes, view: chunk.view });
        this.#spareBytes += chunk.bytes.length;
      }
      count++;
    }
    if (count > 0) {
      this.#chunks.splice(0, count);
    }
  }

  /** Forgets everything from this offset on, which nobody has read. */
  rewind(offset: number): void {
    for (let last = this.#chunks.at(-1); last !== undefined && last.next > offset; last = this.#chunks.at(-1)) {
      if (last.base < offset) {
        last.used = offset - last.base;
        last.next = offset;
        last.closed = last.mapped;
        return;
      }
      this.#bytes -= last.bytes.length;
      this.#chunks.pop();
    }
  }

  #buffer(size: number): LogBuffer {
    const found = this.#spare.findIndex((buffer) => buffer.bytes.length === size);
    const [buffer = newLogBuffer(size)] = found === -1 ? [] : this.#spare.splice(found, 1);
    if (found !== -1) {
      this.#spareBytes -= size;
    } else if (size > this.#chunkBytes) {
      // Memory of other sizes would stay for nothing.
      this.#spare.length = 0;
      this.#spareBytes = 0;
    }
    return buffer;
  }
}
