import { type Cancel, type Clock, localHour } from '../runtime/clock.ts';
import { type Disk, isDiskFull, isFailedSync } from '../runtime/disk.ts';
import type { Logger } from '../runtime/log.ts';
import type { CellFiles } from './cell-files.ts';
import type { CellFlusher } from './cell-flusher.ts';
import { CellSearch } from './cell-search.ts';
import type { CommitLog } from './commit-log.ts';
import type { ConsumeQueues } from './consume-queues.ts';
import type { KeyIndex } from './key-index.ts';
import type { QueueReader } from './queue-reader.ts';

/** What is kept, and how full the disk may get. Ratios are percentages of the file system that are in use. */
export interface RetentionOptions {
  /** Messages older than this may be deleted (`fileReservedTime`). */
  readonly reservedMs: number;
  /** Local hours, 0 to 23, in which expired segments are deleted while there is space (`deleteWhen`). */
  readonly deleteHours: readonly number[];
  /** Bytes of all segments together; 0: no limit. */
  readonly totalBytesMax: number;
  /** Above: expired segments are deleted at any hour (`diskMaxUsedSpaceRatio`). */
  readonly usedPercentMax: number;
  /** Above: the oldest segment is deleted, expired or not (`diskSpaceCleanForciblyRatio`). */
  readonly usedPercentForcibly: number;
  /** Above: appends are refused as well (`diskSpaceWarningLevelRatio`). */
  readonly usedPercentRefuse: number;
  /** Free bytes below which the oldest segment is deleted; below half of them appends are refused. */
  readonly freeBytesMin: number;
  readonly intervalMs: number;
}

export const retentionDefault: RetentionOptions = {
  reservedMs: 72 * 3_600_000,
  deleteHours: [4],
  totalBytesMax: 0,
  usedPercentMax: 75,
  usedPercentForcibly: 85,
  usedPercentRefuse: 90,
  freeBytesMin: 64 * 1024 * 1024,
  intervalMs: 10_000,
};

/** Segments deleted in one round, so that a round is short. */
const segmentsPerRound = 10;

export interface RetentionParts {
  readonly disk: Disk;
  readonly root: string;
  readonly commitLog: CommitLog;
  readonly queues: ConsumeQueues;
  readonly cellFiles: CellFiles;
  readonly keyIndex: KeyIndex | undefined;
  readonly reader: QueueReader;
  readonly cellFlusher: CellFlusher;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface DeletionReason {
  readonly kind: 'space' | 'limit';
  readonly text: string;
}

/** Space that a deleted segment has not given back yet. */
interface AwaitedSpace {
  readonly freeBytes: number;
  /** End of the log: what it has grown since was taken from the space. */
  readonly tail: number;
  /** By the monotonic clock; then the next segment goes all the same. */
  readonly until: number;
}

/** Deletes the oldest segments, and what leads to them, when they are old or space is short. */
export class Retention {
  readonly #parts: RetentionParts;
  readonly #options: RetentionOptions;
  #cancelTimer: Cancel | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;
  /** Why appends are refused, if so. */
  #shortage: string | undefined;
  /** End of the log at the last look at the free space. */
  #lookedAt: number;
  #awaited: AwaitedSpace | undefined;

  constructor(parts: RetentionParts, options: RetentionOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#lookedAt = parts.commitLog.tail;
    this.#arm();
  }

  get shortage(): string | undefined {
    return this.#shortage;
  }

  /**
   * The log is written up to this offset. A fast writer does not wait for the next look: after every quarter of the
   * least free space there is one, so that appends end while config files and consumeQueues still find room.
   */
  noteWritten(offset: number): void {
    const { freeBytesMin } = this.#options;
    const due = freeBytesMin > 0 && offset - this.#lookedAt >= freeBytesMin / 4;
    if (due && !this.#stopped && this.#running === undefined) {
      this.#lookedAt = offset;
      this.run().catch((error) => this.#parts.logger.error({ error }, 'old segments could not be deleted'));
    }
  }

  /** Looks at ages and space now, and deletes what has to go. */
  async run(): Promise<void> {
    this.#running ??= this.#round().finally(() => {
      this.#running = undefined;
    });
    await this.#running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer?.();
    await this.#running?.catch(() => undefined);
  }

  #arm(): void {
    if (this.#stopped) {
      return;
    }
    this.#cancelTimer = this.#parts.clock.after(this.#options.intervalMs, () => {
      this.run()
        .catch((error) => this.#parts.logger.error({ error }, 'old segments could not be deleted'))
        .finally(() => this.#arm());
    });
  }

  async #round(): Promise<void> {
    const { segments } = this.#parts.commitLog;
    let deleted = 0;
    try {
      while (deleted < segmentsPerRound && !this.#stopped) {
        const reason = await this.#reasonToDelete();
        if (reason === undefined || !(await this.#isCovered(segments.first + segments.segmentBytes))) {
          break;
        }
        const segment = segments.pathOf(segments.first);
        await (reason.kind === 'space' ? this.#deleteForSpace() : this.#deleteFirst());
        this.#parts.logger.info({ segment, reason: reason.text }, 'deleted the oldest segment');
        deleted++;
      }
    } finally {
      if (deleted > 0) {
        await this.#parts.cellFlusher.exclusively(() => this.#follow());
      }
    }
  }

  async #deleteFirst(): Promise<void> {
    const { commitLog } = this.#parts;
    try {
      await commitLog.segments.removeFirst();
    } catch (error) {
      if (isFailedSync(error)) {
        // After a power cut this segment may be back and a later one gone: a log with a gap.
        commitLog.fail('deleting the oldest segment', error);
      }
      throw error;
    }
  }

  /**
   * What leads to a segment has to be on disk before it goes, mostly since long. Without that a power cut takes the cells
   * of its records, which nothing can make again, and their queues give the same offsets once more: to messages that
   * consumers take for read. A disk that has no room for cells keeps the segment.
   */
  async #isCovered(end: number): Promise<boolean> {
    const { cellFlusher } = this.#parts;
    if (cellFlusher.coveredOffset < end) {
      try {
        await cellFlusher.exclusively(() => Promise.resolve());
      } catch (error) {
        if (!isDiskFull(error)) {
          throw error;
        }
      }
    }
    return cellFlusher.coveredOffset >= end;
  }

  /** Its space is asked for back, and waited for: see {@link #isSpaceAwaited}. */
  async #deleteForSpace(): Promise<void> {
    const { commitLog, disk, root, clock } = this.#parts;
    const { freeBytes } = await disk.space(root);
    this.#awaited = { freeBytes, tail: commitLog.tail, until: clock.monotonic() + this.#options.intervalMs };
    await this.#deleteFirst();
    disk.releaseViews();
  }

  /**
   * A file that someone has open or mapped keeps its space when it is deleted: a backup, a reader of ours. Deleting on
   * would take the whole log and gain nothing, so the next one waits.
   */
  #isSpaceAwaited(freeBytes: number): boolean {
    const awaited = this.#awaited;
    if (awaited === undefined) {
      return false;
    }
    const { commitLog, clock } = this.#parts;
    const given = freeBytes - awaited.freeBytes + commitLog.tail - awaited.tail;
    if (given < commitLog.segments.segmentBytes / 2 && clock.monotonic() < awaited.until) {
      return true;
    }
    this.#awaited = undefined;
    return false;
  }

  /** Why the oldest segment goes; undefined when it stays. The one that is written to always stays. */
  async #reasonToDelete(): Promise<DeletionReason | undefined> {
    const { commitLog, disk, root } = this.#parts;
    const { segments } = commitLog;
    this.#lookedAt = commitLog.tail;
    const { totalBytes, freeBytes } = await disk.space(root);
    const usedPercent = totalBytes === 0 ? 0 : ((totalBytes - freeBytes) / totalBytes) * 100;
    this.#noteShortage(usedPercent, freeBytes);
    const next = segments.first + segments.segmentBytes;
    if (next > segments.baseOf(commitLog.flushed) || segments.bases.length < 2) {
      return undefined;
    }
    const options = this.#options;
    if (!this.#isSpaceAwaited(freeBytes)) {
      if (usedPercent > options.usedPercentForcibly) {
        return { kind: 'space', text: `the disk is ${usedPercent.toFixed(0)} % full` };
      }
      if (freeBytes < options.freeBytesMin) {
        return { kind: 'space', text: `${freeBytes} bytes are free on the disk` };
      }
    }
    if (options.totalBytesMax > 0 && segments.bases.length * segments.segmentBytes > options.totalBytesMax) {
      return { kind: 'limit', text: `all segments together have more than ${options.totalBytesMax} bytes` };
    }
    const mayDelete =
      usedPercent > options.usedPercentMax || options.deleteHours.includes(localHour(this.#parts.clock.now()));
    return mayDelete && (await this.#isExpired(next))
      ? { kind: 'limit', text: `it is older than ${options.reservedMs} ms` }
      : undefined;
  }

  #noteShortage(usedPercent: number, freeBytes: number): void {
    const { usedPercentRefuse, freeBytesMin } = this.#options;
    const before = this.#shortage;
    if (usedPercent > usedPercentRefuse) {
      this.#shortage = `the disk is ${usedPercent.toFixed(0)} % full, and the limit is ${usedPercentRefuse} %`;
    } else if (freeBytes < freeBytesMin / 2) {
      this.#shortage = `${freeBytes} bytes are free on the disk, and ${freeBytesMin / 2} are needed`;
    } else {
      this.#shortage = undefined;
    }
    if ((before === undefined) !== (this.#shortage === undefined)) {
      this.#parts.logger.warn({ shortage: this.#shortage ?? 'none' }, 'appends are refused, or accepted again');
    }
  }

  /** All records of a segment are at least as old as the first of the next one. A clock that was set back keeps them longer. */
  async #isExpired(next: number): Promise<boolean> {
    const { reader, commitLog, disk, clock } = this.#parts;
    const first = await reader.readAt(next);
    const entry =
      first === undefined ? await disk.stat(commitLog.segments.pathOf(commitLog.segments.first)) : undefined;
    const storedAt = first?.storeTimestamp ?? entry?.modifiedAt ?? clock.now();
    return clock.now() - storedAt > this.#options.reservedMs;
  }

  /** Moves the first offsets of queues up, and deletes the files that lead to nothing any more. */
  async #follow(): Promise<void> {
    const { commitLog, queues, cellFiles, keyIndex } = this.#parts;
    const lowest = commitLog.segments.first;
    for (const queue of queues.all()) {
      const written = queue.writtenOffset;
      if (written > queue.minOffset) {
        const search = new CellSearch(cellFiles, queue.topic, queue.queueId);
        queue.minOffset = Math.max(queue.minOffset, await search.firstFrom(lowest, written));
        await cellFiles.removeBelow(queue.topic, queue.queueId, Math.min(queue.minOffset, written - 1));
      }
    }
    await keyIndex?.removeBelow(lowest);
    this.#parts.reader.forgetDeleted();
  }
}
