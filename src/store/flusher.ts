import type { Cancel, Clock } from '../runtime/clock.ts';

export interface FlushSettings {
  /** True: every write is made durable at once, and waiters wait for that. */
  readonly immediate: boolean;
  readonly intervalMs: number;
  readonly leastBytes: number;
  readonly thoroughIntervalMs: number;
  /** Without waiting for the interval once so many bytes are not durable. */
  readonly earlyBytes: number;
}

/**
 * With ASYNC_FLUSH so much waits for the interval: little enough that the disk works while the rest is still written, and
 * that a power cut takes little; enough that a sync is not dear for a byte.
 */
export const flushEarlyBytesDefault = 16 * 1024 * 1024;

/** A sync waits for so much of the time of the last one, for those who were just told and send again. */
const pauseShare = 0.1;
const pauseMsMax = 1;
/** The pause passes in turns of the event loop, at most so many. */
const pauseTurnsMax = 1000;

export interface FlushTarget {
  /** Makes the log between two offsets durable. */
  sync(from: number, to: number): Promise<void>;
  /** The log is durable up to this offset. */
  flushed(offset: number): void;
  /** A sync failed: nothing between the last flushed offset and the end of the log is known to be durable, ever. */
  syncFailed(error: unknown): void;
}

/**
 * Brings the log from the page cache to the disk, one sync at a time. What is written while a sync runs shares the
 * next one: with SYNC_FLUSH that is the group commit. A failed sync is never repeated, since the system has already
 * forgotten which pages it could not write.
 *
 * Clients that wait for an answer before they send again would fall into two halves, one of which waits while the other
 * is synced. So the next sync begins when as many messages wait as there were when the last one ended, told and waiting
 * together, or after a pause that is short against the sync itself. A single client is never kept waiting.
 */
export class Flusher {
  readonly #settings: FlushSettings;
  readonly #target: FlushTarget;
  readonly #clock: Clock;
  #written: number;
  #flushed: number;
  #messagesWritten = 0;
  #messagesFlushed = 0;
  /** Monotonic time of the oldest write that is not durable. */
  #dirtySince = 0;
  #lastFlushAt: number;
  #running: Promise<void> | undefined;
  /** Messages that share the next sync if all who were told send again, and until when it waits for them. */
  #expected = 0;
  #pauseUntil = 0;
  #pauseTurns = 0;
  #pausing = false;
  #cancelTimer: Cancel | undefined;
  #stopped = false;

  constructor(settings: FlushSettings, target: FlushTarget, clock: Clock, tail: number) {
    this.#settings = settings;
    this.#target = target;
    this.#clock = clock;
    this.#written = tail;
    this.#flushed = tail;
    this.#lastFlushAt = clock.monotonic();
  }

  get flushed(): number {
    return this.#flushed;
  }

  /** True while a sync runs, when even small writes may have to wait for the disk. */
  get busy(): boolean {
    return this.#running !== undefined;
  }

  get unflushedMessages(): number {
    return this.#messagesWritten - this.#messagesFlushed;
  }

  get dirtyMs(): number {
    return this.#written === this.#flushed ? 0 : Math.max(0, this.#clock.monotonic() - this.#dirtySince);
  }

  /** The page cache holds the log up to this offset, with so many messages more than before. */
  noteWritten(offset: number, messages: number): void {
    if (this.#written === this.#flushed) {
      this.#dirtySince = this.#clock.monotonic();
    }
    this.#written = offset;
    this.#messagesWritten += messages;
    if (this.#stopped || this.#running !== undefined) {
      return;
    }
    this.#plan();
  }

  /** Flushes all that is written now; false when that failed, now or before. */
  async flush(): Promise<boolean> {
    const end = this.#written;
    while (!this.#stopped && this.#flushed < end) {
      if (this.#running === undefined) {
        this.#start();
      }
      await this.#running;
    }
    return this.#flushed >= end;
  }

  /** No sync begins any more; a running one is awaited. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    await this.#running;
  }

  #plan(): void {
    if (this.#settings.immediate) {
      this.#startSoon();
    } else if (this.#written - this.#flushed >= this.#settings.earlyBytes) {
      this.#start();
    } else {
      this.#arm();
    }
  }

  /** A timer only while there is something to flush: an idle store does nothing. */
  #arm(): void {
    if (this.#cancelTimer !== undefined || this.#stopped) {
      return;
    }
    this.#cancelTimer = this.#clock.after(this.#settings.intervalMs, () => {
      this.#cancelTimer = undefined;
      const age = this.#clock.monotonic() - this.#lastFlushAt;
      const dirtyBytes = this.#written - this.#flushed;
      if (dirtyBytes >= this.#settings.leastBytes || age >= this.#settings.thoroughIntervalMs) {
        this.#start();
      } else {
        this.#arm();
      }
    });
  }

  #startSoon(): void {
    const waiting = this.#messagesWritten - this.#messagesFlushed;
    if (waiting >= this.#expected || this.#clock.monotonic() >= this.#pauseUntil) {
      this.#start();
    } else if (!this.#pausing) {
      this.#pausing = true;
      setImmediate(this.#pauseTurn);
    }
  }

  readonly #pauseTurn = (): void => {
    this.#pausing = false;
    this.#pauseTurns++;
    if (this.#pauseTurns >= pauseTurnsMax) {
      this.#start();
    } else {
      this.#startSoon();
    }
  };

  #start(): void {
    if (this.#running === undefined && !this.#stopped && this.#flushed < this.#written) {
      this.#running = this.#run();
    }
  }

  async #run(): Promise<void> {
    const end = this.#written;
    const messages = this.#messagesWritten;
    const startedAt = this.#clock.monotonic();
    let failure: { readonly error: unknown } | undefined;
    try {
      await this.#target.sync(this.#flushed, end);
    } catch (error) {
      failure = { error };
    }
    this.#running = undefined;
    if (failure !== undefined) {
      this.#stopped = true;
      this.#target.syncFailed(failure.error);
      return;
    }
    const now = this.#clock.monotonic();
    this.#expected = this.#messagesWritten - this.#messagesFlushed;
    this.#pauseUntil = now + Math.min(pauseMsMax, pauseShare * (now - startedAt));
    this.#pauseTurns = 0;
    this.#flushed = end;
    this.#messagesFlushed = messages;
    this.#dirtySince = startedAt;
    this.#lastFlushAt = startedAt;
    this.#target.flushed(end);
    if (this.#written > end) {
      this.#plan();
    }
  }
}
