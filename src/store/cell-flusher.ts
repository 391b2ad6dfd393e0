import type { Cancel, Clock } from '../runtime/clock.ts';
import { isDiskFull } from '../runtime/disk.ts';
import type { Logger } from '../runtime/log.ts';
import { cellBytes, encodeCell, viewOf } from './cell.ts';
import { type CellFiles, filesAtOnce, filesAtOnceAlone } from './cell-files.ts';
import type { CommitLog } from './commit-log.ts';
import type { ConsumeQueue } from './consume-queue.ts';
import type { ConsumeQueues } from './consume-queues.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { KeyIndex } from './key-index.ts';
import { forgetTopic, noteProgress, type ProgressFiles, queueEntries } from './progress.ts';
import type { CellContent } from './queue-cells.ts';
import { noIndex, type QueueTable } from './queue-table.ts';
import { type WriteManner, writeCells } from './write-cells.ts';

/** A queue with so many cells to write (two pages) is written at the next look, others at the next checkpoint. */
const leastCells = 410;
/** After so many cells the next look comes at once, so that little memory waits for it. */
const cellsPerLook = 65_536;
/** With so many cells to write in all queues together, even those with few are written. */
const dirtyCellsKick = 500_000;
/** Appends are refused beyond: the disk takes no cells. 20 bytes each. */
export const dirtyCellsMax = 4_000_000;
/** A checkpoint is made after so much log, or after so much time; recovery reads at most about this much. */
const checkpointLogBytes = 256 * 1024 * 1024;
const checkpointIntervalMs = 60_000;
/** Mended cells that wait to be written; further ones are found and mended again. */
const mendedMax = 10_000;

export interface CellFlusherParts extends ProgressFiles {
  readonly queues: ConsumeQueues;
  readonly files: CellFiles;
  readonly keyIndex: KeyIndex | undefined;
  readonly commitLog: CommitLog;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The disk failed for good. */
  readonly failed: (what: string, error: unknown) => void;
}

/** Brings cells to their files in the background, and notes in the checkpoint how far that has come. */
export class CellFlusher {
  readonly #parts: CellFlusherParts;
  readonly #intervalMs: number;
  #checkpointOffset: number;
  #coveredOffset: number;
  #checkpointAt: number;
  #cancelTimer: Cancel | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;
  #failed = false;
  /** The checkpoint that is being made is done with cells: others may be written meanwhile. */
  #cellsFree = false;
  #looking: Promise<void> | undefined;
  /** Cells since the last look began. */
  #cellsNoted = 0;
  #mended: { readonly queue: ConsumeQueue; readonly offset: number; readonly cell: CellContent }[] = [];

  constructor(parts: CellFlusherParts, intervalMs: number) {
    this.#parts = parts;
    this.#intervalMs = intervalMs;
    this.#checkpointOffset = parts.dispatcher.position.offset;
    this.#coveredOffset = this.#checkpointOffset;
    this.#checkpointAt = parts.clock.monotonic();
  }

  /** Of all records below, the cells are on disk, and so is word of them. */
  get coveredOffset(): number {
    return this.#coveredOffset;
  }

  /** The queue has got one more cell. */
  noteCell(queue: ConsumeQueue): void {
    const { queues } = this.#parts;
    queues.noteCell(queue);
    this.#cellsNoted++;
    if (this.#cellsNoted >= cellsPerLook) {
      this.#start();
    } else if (this.#cancelTimer === undefined && this.#running === undefined) {
      this.#arm();
    }
  }

  /** A cell in the files is damaged, and this is what it should be. */
  noteMended(queue: ConsumeQueue, offset: number, cell: CellContent): void {
    if (this.#mended.length < mendedMax) {
      this.#mended.push({ queue, offset, cell });
    }
    if (this.#cancelTimer === undefined && this.#running === undefined) {
      this.#arm();
    }
  }

  /**
   * Runs the task when all cells are in their files and none is being written, and makes a checkpoint after it. False when
   * that is not made, since the store is closed or has failed.
   */
  exclusively(task: () => Promise<void>): Promise<boolean> {
    return this.#alone(async () => {
      await this.#write(1);
      await task();
      return (await this.#checkpoint()) !== undefined;
    });
  }

  /**
   * Forgets the queues of a topic and removes their files. The table of queues decides: until the topic is out of it,
   * nothing has happened; from then on a start ends what was left undone. False when nothing has happened, since the store is closed
   * or has failed. After an error of a full disk nothing has happened either, after others nobody knows.
   */
  deleteTopic(topic: string): Promise<boolean> {
    const { queues, files } = this.#parts;
    return this.#alone(async () => {
      const table = await this.#checkpoint();
      if (table === undefined) {
        return false;
      }
      await forgetTopic(this.#parts, table, topic);
      queues.removeTopic(topic);
      try {
        await files.removeTopic(topic);
      } catch (error) {
        // New cells of the topic would come between the old ones that are left.
        this.#fail(error);
        throw error;
      }
      return true;
    });
  }

  async #alone(task: () => Promise<boolean>): Promise<boolean> {
    while (this.#running !== undefined) {
      await this.#running;
    }
    if (this.#stopped) {
      return false;
    }
    const work = task();
    this.#running = work
      .catch((error) => this.#note(error))
      .then(() => {
        this.#running = undefined;
      });
    return await work;
  }

  /** Writes everything and the checkpoint. False when that is not durable, since the disk failed, now or before. */
  async finish(): Promise<boolean> {
    await this.stop();
    // What a failed sync has lost is on no list any more.
    return !this.#failed && (await this.#checkpoint(filesAtOnceAlone)) !== undefined;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    await this.#running;
    await this.#parts.keyIndex?.settled();
  }

  #arm(): void {
    if (!this.#stopped) {
      this.#cancelTimer = this.#parts.clock.after(this.#intervalMs, () => {
        this.#cancelTimer = undefined;
        this.#start();
      });
    }
  }

  #start(): void {
    if (this.#stopped) {
      return;
    }
    if (this.#running === undefined) {
      this.#running = this.#run();
    } else if (this.#cellsFree && this.#looking === undefined) {
      this.#looking = this.#look()
        .catch((error) => this.#note(error))
        .then(() => {
          this.#looking = undefined;
        });
    }
  }

  async #look(): Promise<void> {
    this.#cellsNoted = 0;
    await this.#write(this.#parts.queues.dirtyCells >= dirtyCellsKick ? 1 : leastCells);
  }

  async #run(): Promise<void> {
    const { clock, dispatcher } = this.#parts;
    try {
      const grown = dispatcher.position.offset - this.#checkpointOffset;
      const age = clock.monotonic() - this.#checkpointAt;
      if (grown >= checkpointLogBytes || age >= checkpointIntervalMs) {
        await this.#checkpoint();
      } else {
        await this.#look();
      }
    } catch (error) {
      this.#note(error);
    }
    this.#running = undefined;
    if ((this.#parts.queues.hasDirty || this.#mended.length > 0) && this.#cancelTimer === undefined) {
      this.#arm();
    }
  }

  #note(error: unknown): void {
    if (isDiskFull(error)) {
      this.#parts.logger.error({ error }, 'the disk is full, consumeQueues are kept in memory until there is room');
    } else {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#parts.failed('writing the consumeQueues', error);
    this.#stopped = true;
    this.#failed = true;
  }

  async #write(least: number, manner?: WriteManner): Promise<void> {
    const { queues, files } = this.#parts;
    await writeCells(files, queues, least, manner);
    await this.#writeMended();
  }

  /** Nothing deletes files meanwhile: that happens between two writes. */
  async #writeMended(): Promise<void> {
    const mended = this.#mended;
    this.#mended = [];
    for (const { queue, offset, cell } of mended) {
      if (!queue.removed && offset >= queue.minOffset && offset < queue.writtenOffset) {
        const bytes = new Uint8Array(cellBytes);
        encodeCell(viewOf(bytes), 0, cell.physicalOffset, cell.size, cell.tagsCode);
        await this.#parts.files.write(queue.topic, queue.queueId, offset, bytes);
      }
    }
  }

  /** First the cells, then the log below them, then the notes that both are on disk. Nothing when the log has failed. */
  async #checkpoint(atOnce = filesAtOnce): Promise<QueueTable | undefined> {
    const { files, dispatcher, commitLog, keyIndex, clock } = this.#parts;
    const position = dispatcher.position;
    // The blank that ends a segment has no cell and need not wait for the next record.
    const covered = dispatcher.pending === 0 ? Math.max(position.offset, commitLog.readable) : position.offset;
    const queues = queueEntries(this.#parts.queues);
    const startedAt = clock.monotonic();
    this.#cellsNoted = 0;
    await this.#write(1, { durable: true, atOnce });
    await files.sync(atOnce);
    this.#cellsFree = true;
    try {
      await keyIndex?.flush();
      if (!(await commitLog.flush())) {
        return undefined;
      }
    } finally {
      this.#cellsFree = false;
      await this.#looking;
    }
    const indexFiles = keyIndex?.size ?? noIndex;
    const table = await noteProgress(this.#parts, keyIndex, { position, queues, indexFiles });
    this.#checkpointOffset = position.offset;
    this.#coveredOffset = covered;
    this.#checkpointAt = startedAt;
    return table;
  }
}
