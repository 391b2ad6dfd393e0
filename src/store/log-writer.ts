import type { LogChunk, LogWindow } from './log-window.ts';
import type { MappedEnd } from './mapped-end.ts';
import type { Segments } from './segments.ts';

/** A turn with more bytes is written by another thread. */
const syncWriteBytesMax = 1024 * 1024;
/**
 * ASYNC_FLUSH: with so much appended in one turn, and with that share of what the last turn had, another thread begins to
 * write it before the turn is over. Waiting for that thread costs more than writing less than this.
 */
const writeAheadBytesDefault = syncWriteBytesMax;
const writeAheadShare = 0.75;
/**
 * While a sync runs another thread writes everything. Half a turn goes first: who is told of it sends again while the
 * other half is written.
 */
const writeAheadBytesInSync = 32 * 1024;
const writeAheadShareInSync = 0.5;

export interface LogWriterParts {
  readonly segments: Segments;
  readonly window: LogWindow;
  /** Undefined: all is written by positioned writes. */
  readonly mappedEnd: MappedEnd | undefined;
  /** True while a sync runs, when even small writes may have to wait for the disk. */
  readonly syncing: () => boolean;
  /** The turn is over; what it has appended will be written now. */
  readonly turnEnds: () => void;
  /** `written` has moved; never called once the writer is stopped. */
  readonly wrote: () => void;
  /** A write failed: nothing is written until this resolves. */
  readonly failed: (error: unknown) => Promise<void>;
}

export interface LogWriterSettings {
  /** SYNC_FLUSH: a turn stays whole, since a write that is done begins a sync, which would leave out the rest. */
  readonly wholeTurns: boolean;
  /** See {@link writeAheadBytesDefault}. */
  readonly writeAheadBytes: number | undefined;
}

/**
 * Brings what is encoded in memory to the page cache, in the order of the log, one positioned write at a time: when the
 * process is killed, what is in the files is all up to some place.
 */
export class LogWriter {
  readonly #parts: LogWriterParts;
  readonly #wholeTurns: boolean;
  readonly #writeAheadBytes: number;
  /** Of both cases: with a sync, and without one. */
  readonly #writeAheadLeast: number;
  /** End of what is encoded. */
  tail: number;
  /** Turns that are over. */
  turns = 0;
  #written: number;
  /** Of `written`, what the owner knows. */
  #told: number;
  /** The tail when the last turn ended, and what was appended in it. */
  #turnEnd: number;
  #turnBytes = 0;
  #turnScheduled = false;
  #stopped = false;
  /** Set while a write happens on another thread, or waits for a segment, and after one that failed. */
  #writing: Promise<void> | undefined;

  constructor(parts: LogWriterParts, settings: LogWriterSettings, tail: number) {
    this.#parts = parts;
    const { wholeTurns, writeAheadBytes = writeAheadBytesDefault } = settings;
    this.#wholeTurns = wholeTurns;
    this.#writeAheadBytes = writeAheadBytes;
    this.#writeAheadLeast = wholeTurns ? Number.POSITIVE_INFINITY : Math.min(writeAheadBytes, writeAheadBytesInSync);
    this.tail = tail;
    this.#written = tail;
    this.#told = tail;
    this.#turnEnd = tail;
  }

  /** The page cache holds the log up to here. */
  get written(): number {
    return this.#written;
  }

  /** More is encoded, this chunk the last of it. */
  appended(chunk: LogChunk): void {
    this.schedule();
    if (this.#writing === undefined && !chunk.mapped && this.#muchToWrite()) {
      this.#track(this.#writeElsewhere());
    }
  }

  /** A turn has something to do at its end. */
  schedule(): void {
    if (!this.#turnScheduled) {
      this.#turnScheduled = true;
      setImmediate(this.#turn);
    }
  }

  /** What is not written is given up; only after a write that failed. */
  rewind(): void {
    this.tail = this.#written;
    this.#turnEnd = this.#written;
  }

  /** Nothing is written from now on, but for a write that another thread has begun. */
  stop(): void {
    this.#stopped = true;
  }

  /** Everything that was appended is written when it resolves, if it can be. */
  async drain(): Promise<void> {
    while (this.#turnScheduled || this.#writing !== undefined) {
      await (this.#writing ?? new Promise<void>((resolve) => setImmediate(resolve)));
    }
  }

  readonly #turn = (): void => {
    this.#turnScheduled = false;
    this.turns++;
    this.#parts.turnEnds();
    this.#turnBytes = this.tail - this.#turnEnd;
    this.#turnEnd = this.tail;
    if (this.#writing === undefined) {
      this.#write();
    }
  };

  #muchToWrite(): boolean {
    const bytes = this.tail - this.#written;
    if (bytes < this.#writeAheadLeast) {
      return false;
    }
    return this.#parts.syncing()
      ? bytes >= writeAheadShareInSync * this.#turnBytes
      : bytes >= this.#writeAheadBytes && bytes >= writeAheadShare * this.#turnBytes;
  }

  /** Writes what there is, at once if it may: the page cache has taken it before another thread would begin. */
  #write(): void {
    const { segments, window, mappedEnd } = this.#parts;
    while (this.#written < this.tail && !this.#stopped) {
      const chunk = window.find(this.#written);
      const file = segments.writer(segments.baseOf(this.#written));
      if (
        chunk === undefined ||
        file === undefined ||
        (!chunk.mapped && (this.#parts.syncing() || this.tail - this.#written > syncWriteBytesMax)) ||
        (mappedEnd !== undefined && chunk.next > mappedEnd.busyFrom)
      ) {
        this.#tell();
        this.#track(this.#writeElsewhere());
        return;
      }
      const from = this.#written - chunk.base;
      try {
        if (!chunk.mapped) {
          file.writeSync(chunk.bytes.subarray(from, chunk.used), this.#written % segments.segmentBytes);
        }
      } catch (error) {
        this.#track(this.#fail(error));
        return;
      }
      this.#written = chunk.next;
    }
    this.#tell();
  }

  /** Until the work is done nothing else is written; it tells whether it has written something. */
  #track(work: Promise<boolean>): void {
    this.#writing = work.then((wrote) => {
      this.#writing = undefined;
      if (wrote) {
        this.#writeRest();
      }
    });
  }

  /** One write on another thread, up to the end of a chunk. */
  async #writeElsewhere(): Promise<boolean> {
    const { segments, window, mappedEnd } = this.#parts;
    try {
      const chunk = window.find(this.#written);
      const base = segments.baseOf(this.#written);
      const file = segments.writer(base) ?? (await segments.prepare(base));
      if (chunk === undefined) {
        throw new Error(`no chunk in memory for log offset ${this.#written}`);
      }
      if (mappedEnd !== undefined) {
        await mappedEnd.settled();
      }
      const used = chunk.used;
      if (!chunk.mapped) {
        await file.write(chunk.bytes.subarray(this.#written - chunk.base, used), this.#written - base);
      }
      this.#written = used === chunk.used ? chunk.next : chunk.base + used;
      return true;
    } catch (error) {
      return await this.#fail(error);
    }
  }

  /** What came while another thread was writing is left to the end of its turn, unless it is much. */
  #writeRest(): void {
    if (!this.#turnScheduled || this.#wholeTurns) {
      this.#write();
      return;
    }
    this.#tell();
    if (this.#muchToWrite() && !this.#stopped) {
      this.#track(this.#writeElsewhere());
    }
  }

  async #fail(error: unknown): Promise<boolean> {
    await this.#parts.failed(error);
    return false;
  }

  #tell(): void {
    if (this.#told !== this.#written && !this.#stopped) {
      this.#told = this.#written;
      this.#parts.wrote();
    }
  }
}
