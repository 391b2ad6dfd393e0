import type { DiskFile } from '../runtime/disk.ts';
import type { Logger } from '../runtime/log.ts';
import type { LogBuffer } from './record.ts';
import type { Segments } from './segments.ts';

/** What is written ahead of the tail; appends that overtake it are written as without a mapping. */
const reserveAheadBytes = 8 * 1024 * 1024;
/** Zeros of one write. */
const stepBytes = 1024 * 1024;

const zeros = new Uint8Array(stepBytes);

/**
 * The part of the log behind its end that holds zeros on disk already, so that memory mapped onto it can be written
 * without asking for space: a hole in a full file system would end the process with SIGBUS. It is one stretch of log
 * offsets, which may go on in the next segment.
 */
export class MappedEnd {
  readonly #segments: Segments;
  readonly #logger: Logger;
  #from = 0;
  #end = 0;
  #running: Promise<void> | undefined;
  /** Before the log has come so far, nothing is tried again. */
  #retryAt = 0;

  constructor(segments: Segments, logger: Logger) {
    this.#segments = segments;
    this.#logger = logger;
  }

  /** Zeros are being written: whatever else is written behind this offset has to wait for `settled`. */
  get busyFrom(): number {
    return this.#running === undefined ? Number.POSITIVE_INFINITY : this.#end;
  }

  async settled(): Promise<void> {
    await this.#running;
  }

  /** Memory that is the file from the tail on, at least `size` bytes of one segment; undefined when none is reserved. */
  memory(tail: number, size: number): LogBuffer | undefined {
    const base = this.#segments.baseOf(tail);
    const end = Math.min(this.#end, base + this.#segments.segmentBytes, tail + Math.max(size, stepBytes));
    const file = tail >= this.#from && tail + size <= end ? this.#segments.writer(base) : undefined;
    const bytes = file === undefined ? undefined : this.#view(file, tail - base, end - tail);
    return bytes === undefined
      ? undefined
      : { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length) };
  }

  /** A system that is out of mappings is no reason to refuse an append. */
  #view(file: DiskFile, position: number, length: number): Buffer | undefined {
    try {
      return file.view(position, length);
    } catch (error) {
      this.#retryAt = this.#end + reserveAheadBytes;
      this.forget();
      this.#logger.warn({ error }, 'the end of the log could not be mapped, appends go on without');
      return undefined;
    }
  }

  /** The log goes up to the tail now: reserves more when little is left. */
  advance(tail: number): void {
    if (this.#running !== undefined || tail < this.#retryAt || this.#end - tail > reserveAheadBytes / 2) {
      return;
    }
    if (this.#end < tail) {
      this.#from = tail;
      this.#end = tail;
    }
    this.#running = this.#reserve(tail + reserveAheadBytes)
      .catch((error) => {
        this.#retryAt = tail + stepBytes;
        this.#logger.warn({ error, offset: this.#end }, 'space could not be reserved, appends go on without a mapping');
      })
      .then(() => {
        this.#running = undefined;
      });
  }

  /** What is behind the end of the log was cut off, or will be. Until it is settled the files must stay as they are. */
  forget(): void {
    this.#from = 0;
    this.#end = 0;
  }

  async #reserve(end: number): Promise<void> {
    while (this.#end > 0 && this.#end < end) {
      const start = this.#end;
      const base = this.#segments.baseOf(start);
      const file = this.#segments.writer(base);
      if (file === undefined) {
        return;
      }
      const length = Math.min(stepBytes, base + this.#segments.segmentBytes - start, end - start);
      await file.write(zeros.subarray(0, length), start - base);
      if (this.#end !== start) {
        return;
      }
      this.#end = start + length;
    }
  }
}
