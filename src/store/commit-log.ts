import { Code, MqError } from '../model/errors.ts';
import type { Clock } from '../runtime/clock.ts';
import { diskErrorCode, isDiskFull } from '../runtime/disk.ts';
import type { Logger } from '../runtime/log.ts';
import type { AppendWaiter } from './append.ts';
import { Flusher, type FlushSettings } from './flusher.ts';
import { type LogChunk, LogWindow } from './log-window.ts';
import { LogWriter } from './log-writer.ts';
import { MappedEnd } from './mapped-end.ts';
import { blankBytes, encodeBlank } from './record.ts';
import type { Segments } from './segments.ts';
import { WaitingAppends } from './waiting-appends.ts';

/** Size of the pieces that the end of the log is kept in memory in. */
const chunkBytes = 1024 * 1024;
/** Newest bytes of the log that stay in memory. */
export const hotBytesMax = 16 * 1024 * 1024;
/** The next segment is made when fewer bytes than this (or than half a segment) are left. */
const prepareAheadBytes = 64 * 1024 * 1024;

export interface CommitLogOwner {
  /** Records below the offset may be shown: written, or flushed with SYNC_FLUSH. */
  confirmed(offset: number): void;
  /** Records from the offset on were refused and will be overwritten. */
  rewound(offset: number): void;
  /** The disk failed; nothing is written any more. */
  failed(error: MqError): void;
}

type State =
  | { readonly kind: 'open' }
  | { readonly kind: 'closing' }
  | { readonly kind: 'failed'; readonly error: MqError };

/**
 * The log. Three offsets tell how far it has come: `tail` (encoded in memory), `written` (in the page cache, survives
 * the process) and `flushed` (on the disk, survives the machine). One positioned write for each event-loop turn, or
 * two when much comes in it, moves `written`; the flusher moves `flushed`.
 */
export class CommitLog {
  readonly segments: Segments;
  readonly #window: LogWindow;
  /** Undefined: all is written by positioned writes. */
  readonly #mappedEnd: MappedEnd | undefined;
  readonly #flusher: Flusher;
  readonly #owner: CommitLogOwner;
  readonly #logger: Logger;
  /** Who waits until records can be read, and who only until they are written. */
  readonly #waiting: WaitingAppends;
  readonly #hasty: WaitingAppends;
  readonly #immediate: boolean;
  readonly #writer: LogWriter;
  #refused: { readonly waiter: AppendWaiter; readonly error: MqError }[] = [];
  #state: State = { kind: 'open' };
  /** Records encoded but not written. */
  #messagesPending = 0;

  constructor(
    segments: Segments,
    tail: number,
    settings: FlushSettings,
    owner: CommitLogOwner,
    environment: {
      readonly clock: Clock;
      readonly logger: Logger;
      readonly mapped?: boolean;
      readonly writeAheadBytes?: number | undefined;
    },
  ) {
    this.segments = segments;
    this.#owner = owner;
    this.#logger = environment.logger;
    this.#immediate = settings.immediate;
    this.#waiting = new WaitingAppends(environment.logger);
    this.#hasty = new WaitingAppends(environment.logger);
    this.#mappedEnd = environment.mapped === true ? new MappedEnd(segments, environment.logger) : undefined;
    this.#window = new LogWindow(Math.min(chunkBytes, segments.segmentBytes), hotBytesMax, this.#mappedEnd);
    const target = {
      sync: (from: number, to: number) => segments.sync(from, to),
      flushed: (offset: number) => this.#flushed(offset),
      syncFailed: (error: unknown) => this.fail('flushing the commitLog', error),
    };
    const flusher = new Flusher(settings, target, environment.clock, tail);
    this.#flusher = flusher;
    this.#writer = new LogWriter(
      {
        segments,
        window: this.#window,
        mappedEnd: this.#mappedEnd,
        syncing: () => flusher.busy,
        turnEnds: () => this.#tellRefused(),
        wrote: () => this.#wrote(),
        failed: (error) => this.#recoverFromWrite(error),
      },
      { wholeTurns: settings.immediate, writeAheadBytes: environment.writeAheadBytes },
      tail,
    );
  }

  get tail(): number {
    return this.#writer.tail;
  }

  /** Turns with appends that are over: what is appended while this stays the same is written together. */
  get turns(): number {
    return this.#writer.turns;
  }

  get flushed(): number {
    return this.#flusher.flushed;
  }

  /** Below this offset records may be read. */
  get readable(): number {
    return this.#immediate ? this.#flusher.flushed : this.#writer.written;
  }

  /** Bytes that no waiter has been told about. */
  get pendingBytes(): number {
    return this.#writer.tail - this.readable;
  }

  get unflushedMessages(): number {
    return this.#flusher.unflushedMessages + this.#messagesPending;
  }

  get dirtyMs(): number {
    return this.#flusher.dirtyMs;
  }

  /** Why nothing can be appended, if so. */
  get refusal(): MqError | undefined {
    if (this.#state.kind === 'closing') {
      return new MqError(Code.INTERNAL_SERVER_ERROR, 'the store is being closed; send to another broker or later');
    }
    return this.#state.kind === 'failed' ? this.#state.error : undefined;
  }

  /** The largest `size` that reserve takes. */
  get reserveBytesMax(): number {
    return this.segments.segmentBytes - blankBytes;
  }

  /** Memory for `size` bytes at the tail, all in one segment; a blank ends the segment before when it has no room. */
  reserve(size: number): LogChunk {
    const { segmentBytes } = this.segments;
    const left = segmentBytes - (this.#writer.tail % segmentBytes);
    if (size + blankBytes > left) {
      const chunk = this.#window.room(this.#writer.tail, blankBytes);
      encodeBlank(chunk, chunk.used, left);
      chunk.used += blankBytes;
      chunk.next = this.#writer.tail + left;
      // A blank of 8 bytes ends where the next segment begins, which is another file.
      chunk.closed = true;
      this.#writer.tail = chunk.next;
    }
    return this.#window.room(this.#writer.tail, size);
  }

  /** The reserved memory holds these records now. */
  commit(chunk: LogChunk, size: number, messages: number, waiter: AppendWaiter): void {
    chunk.used += size;
    chunk.next += size;
    this.#writer.tail = chunk.next;
    this.#messagesPending += messages;
    const hasty = this.#immediate && waiter.waitsForFlush === false;
    (hasty ? this.#hasty : this.#waiting).push(waiter, this.#writer.tail);
    this.#writer.appended(chunk);
  }

  /** Tells the waiter at the end of the turn. */
  refuse(waiter: AppendWaiter, error: MqError): void {
    this.#refused.push({ waiter, error });
    this.#writer.schedule();
  }

  /** The chunk in memory that holds this readable offset; views of it stay as they are. */
  hot(offset: number): LogChunk | undefined {
    return offset < this.readable && offset >= this.segments.first ? this.#window.lend(offset) : undefined;
  }

  /** Everything appended so far is durable when it resolves with true. */
  async flush(): Promise<boolean> {
    await this.#writer.drain();
    // A log that has failed may have left appends unwritten, of which the flusher knows nothing.
    return (await this.#flusher.flush()) && this.#state.kind !== 'failed';
  }

  /** No appends any more; writes and flushes what is there. True when all of it is durable. */
  async close(): Promise<boolean> {
    if (this.#state.kind === 'open') {
      this.#state = { kind: 'closing' };
    }
    const durable = (await this.flush()) && this.#state.kind === 'closing';
    await this.#flusher.stop();
    await this.#mappedEnd?.settled();
    await this.segments.close();
    return durable;
  }

  #tellRefused(): void {
    if (this.#refused.length > 0) {
      const refused = this.#refused;
      this.#refused = [];
      for (const { waiter, error } of refused) {
        waiter.notStored(error);
      }
    }
  }

  #wrote(): void {
    if (this.#writer.written === this.#writer.tail) {
      this.#flusher.noteWritten(this.#writer.written, this.#messagesPending);
      this.#messagesPending = 0;
    } else {
      this.#flusher.noteWritten(this.#writer.written, 0);
    }
    this.#window.trim(this.readable);
    this.#prepareAhead();
    this.#mappedEnd?.advance(this.#writer.tail);
    if (this.#immediate) {
      this.#hasty.tellStored(this.#writer.written);
    } else {
      this.#confirm(this.#writer.written);
    }
  }

  #flushed(offset: number): void {
    if (this.#immediate) {
      this.#confirm(offset);
    }
  }

  #confirm(offset: number): void {
    this.#waiting.tellStored(offset);
    this.#owner.confirmed(offset);
  }

  #prepareAhead(): void {
    const { segments } = this;
    const end = segments.baseOf(this.#writer.written) + segments.segmentBytes;
    if (end - this.#writer.written < Math.min(prepareAheadBytes, segments.segmentBytes / 2) && segments.end <= end) {
      // A failure shows again, and is treated, when the segment is needed.
      segments.prepare(end).catch((error) => this.#logger.warn({ error }, 'the next segment could not be made ahead'));
    }
  }

  /**
   * A full disk refuses what was not written and stays open. The refused bytes are wiped before anybody is told, so that
   * a crash cannot bring them back. Any other fault is the end.
   */
  async #recoverFromWrite(error: unknown): Promise<void> {
    if (!isDiskFull(error)) {
      this.fail('writing the commitLog', error);
      return;
    }
    const refused = [...this.#waiting.take(this.#writer.written), ...this.#hasty.take(this.#writer.written)];
    this.#mappedEnd?.forget();
    this.#window.rewind(this.#writer.written);
    this.#writer.rewind();
    this.#messagesPending = 0;
    this.#owner.rewound(this.#writer.written);
    try {
      await this.#mappedEnd?.settled();
      await this.segments.wipe(this.#writer.written);
    } catch (wipeError) {
      this.#waiting.tellNotStored(refused, this.fail('cutting the commitLog after a full disk', wipeError));
      return;
    }
    this.#logger.error({ error, offset: this.#writer.written }, 'the disk is full, appends are refused');
    const refusal = new MqError(
      Code.INTERNAL_SERVER_ERROR,
      `the disk of the store is full (${diskErrorCode(error)}); nothing of this send was stored; free space or lower fileReservedTime`,
      { cause: error, retryable: true },
    );
    this.#waiting.tellNotStored(refused, refusal);
    // What was appended during the wipe.
    this.#writer.schedule();
  }

  /** The disk cannot be trusted any more: everybody who waits gets this error, and nothing is written from now on. */
  fail(what: string, cause: unknown): MqError {
    if (this.#state.kind === 'failed') {
      return this.#state.error;
    }
    const code = diskErrorCode(cause) ?? String(cause);
    const error = new MqError(
      Code.INTERNAL_SERVER_ERROR,
      `${what} failed (${code}); the store is read-only now, and messages that were not acknowledged may or may not be there after a restart`,
      { cause, retryable: false },
    );
    this.#state = { kind: 'failed', error };
    this.#writer.stop();
    this.#logger.error({ error: cause, what }, 'the store failed and takes no more appends');
    this.#waiting.tellNotStored(this.#waiting.take(this.readable), error);
    this.#hasty.tellNotStored(this.#hasty.take(this.#writer.written), error);
    this.#owner.failed(error);
    return error;
  }
}
