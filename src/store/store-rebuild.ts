import { join } from 'node:path';
import { Code, MqError } from '../model/errors.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Disk } from '../runtime/disk.ts';
import type { Logger } from '../runtime/log.ts';
import { CellFiles } from './cell-files.ts';
import { CellSearch } from './cell-search.ts';
import { CellWalk } from './cell-walk.ts';
import { CheckpointFile, encodeCheckpoint } from './checkpoint.ts';
import { ConsumeQueues } from './consume-queues.ts';
import { Findings } from './findings.ts';
import { KeyIndex } from './key-index.ts';
import type { LogRun } from './log-files.ts';
import { type Pass, scan } from './log-pass.ts';
import { OpenFiles } from './open-files.ts';
import { noteProgress, queueEntries } from './progress.ts';
import { noIndex, QueueTableFile } from './queue-table.ts';
import { verifyConfig } from './state-verifier.ts';
import {
  lockStore,
  markClosed,
  markInUse,
  refuseForeignStores,
  type StorePaths,
  wasClosedCleanly,
} from './store-directory.ts';
import { isIndexFile, type StoreSizes, type StoreView, viewStore } from './store-view.ts';
import { writeCells } from './write-cells.ts';

const openFilesMax = 64;
/** Cells that are looked at together when the end of a queue is searched. */
const stretchCells = 256;
/** RocketMQ's size, for a store that has no consumeQueue file to tell it. */
const consumeQueueFileBytesDefault = 6_000_000;

export interface RebuildOptions {
  readonly sizes?: StoreSizes;
  /** False: the store keeps no index, and gets none. */
  readonly index: boolean;
  /** Delays of the classic levels that the server runs with; RocketMQ's when left out. */
  readonly levelDelaysMs?: readonly number[] | undefined;
}

export interface Rebuilt {
  readonly queues: number;
  readonly cells: number;
  readonly indexFiles: number;
  /** False: the last process did not close the store, so the next start still checks the end of the log. */
  readonly clean: boolean;
}

interface Environment {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Makes the consumeQueues and the index again from the log, beside the old ones, and then takes their place. The log
 * and `config/` are only read. Killed at any moment, it can be run again, or the store started. MqError when a process
 * uses the store, or it is of a kind that is not served.
 */
export async function rebuildStore(
  environment: Environment,
  directory: string,
  options: RebuildOptions,
): Promise<Rebuilt> {
  const { disk } = environment;
  // Before the lock, which leaves a file: a directory that is no store stays as it is.
  await (await viewStore(disk, directory, options.sizes ?? {})).files.close();
  const lock = await lockStore(disk, directory);
  try {
    const view = await viewStore(disk, directory, options.sizes ?? {});
    const files = new OpenFiles(disk, openFilesMax);
    try {
      await refuseForeignStores(disk, view.paths);
      return await new Rebuild(environment, view, files, options).run();
    } finally {
      await files.close();
      await view.files.close();
    }
  } finally {
    await lock.release();
  }
}

class Rebuild {
  readonly #environment: Environment;
  readonly #view: StoreView;
  readonly #files: OpenFiles;
  readonly #paths: StorePaths;
  readonly #queues = new ConsumeQueues();
  readonly #cellFiles: CellFiles;
  readonly #keyIndex: KeyIndex | undefined;
  readonly #levelDelaysMs: readonly number[] | undefined;

  constructor(environment: Environment, view: StoreView, files: OpenFiles, options: RebuildOptions) {
    this.#environment = environment;
    this.#view = view;
    this.#files = files;
    this.#paths = view.paths;
    this.#levelDelaysMs = options.levelDelaysMs;
    const { disk } = environment;
    const known =
      options.sizes?.consumeQueueFileBytes !== undefined || view.queues?.some((one) => one.files.length > 0);
    const fileBytes = known === true ? view.cellFileBytes : consumeQueueFileBytesDefault;
    this.#cellFiles = new CellFiles(disk, fresh(view.paths.consumeQueue), fileBytes, files);
    this.#keyIndex = options.index
      ? new KeyIndex(disk, fresh(view.paths.index), files, view.indexLayout, environment)
      : undefined;
  }

  async run(): Promise<Rebuilt> {
    const { disk } = this.#environment;
    const log = this.#log();
    this.#checkIndexLayout();
    const clean = await wasClosedCleanly(disk, this.#paths);
    for (const path of [this.#paths.consumeQueue, this.#paths.index]) {
      await disk.removeDirectory(fresh(path));
      await disk.removeDirectory(old(path));
    }
    await disk.makeDirectory(fresh(this.#paths.consumeQueue));
    await disk.makeDirectory(fresh(this.#paths.index));
    const { checkpoint } = this.#view;
    const parts = {
      segments: log,
      cellFiles: this.#cellFiles,
      queues: this.#queues,
      keyIndex: this.#keyIndex,
      levelDelaysMs: this.#levelDelaysMs,
    };
    const trustedEnd = clean ? log.end : Math.max(checkpoint.flushedOffset, checkpoint.cellPhysicalOffset);
    const pass = await scan({ ...parts, logger: this.#environment.logger }, log.first, trustedEnd, true);
    if (pass.kind !== 'done') {
      throw new Error('a full pass over the log cannot lack cells');
    }
    await this.#forgetDeletedTopics();
    await this.#keepEnds(clean, pass.tail);
    await writeCells(this.#cellFiles, this.#queues, 1);
    await this.#cellFiles.sync();
    for (const queue of this.#queues.all()) {
      const search = new CellSearch(this.#cellFiles, queue.topic, queue.queueId);
      queue.minOffset = await search.firstFrom(log.first, queue.maxOffset);
    }
    await this.#keyIndex?.flush();
    await disk.syncDirectory(fresh(this.#paths.consumeQueue));
    await this.#takePlace(clean, pass);
    const entries = queueEntries(this.#queues);
    return {
      queues: entries.length,
      cells: entries.reduce((sum, entry) => sum + entry.maxOffset - entry.minOffset, 0),
      indexFiles: this.#keyIndex?.size ?? 0,
      clean,
    };
  }

  #log(): LogRun {
    const { runs, segments } = this.#view;
    const [run, ...more] = runs;
    if (run === undefined || more.length > 0 || segments.strays.length > 0) {
      const text =
        run === undefined
          ? 'has no segment to read from'
          : 'lacks segments between others, or holds files that are none; put them back, or move these elsewhere';
      throw new MqError(Code.INTERNAL_SERVER_ERROR, `'${this.#paths.commitLog}' ${text}`);
    }
    return run;
  }

  /** Files of other sizes would be replaced by those of the wrong one. */
  #checkIndexLayout(): void {
    const { indexEntries, indexLayout } = this.#view;
    const other = indexEntries.find((entry) => !isIndexFile(entry, indexLayout));
    if (this.#keyIndex !== undefined && other !== undefined) {
      throw new MqError(
        Code.INTERNAL_SERVER_ERROR,
        `'${join(this.#paths.index, other.name)}' is no index file of ${indexLayout.slots} slots and ${indexLayout.entries} entries; name the sizes that the store was made with by --set maxHashSlotNum=… --set maxIndexNum=…, or move the file elsewhere`,
      );
    }
  }

  /** Records of a deleted topic are still in the log; where the table of queues tells which topics are left, they stay there. */
  async #forgetDeletedTopics(): Promise<void> {
    const { table, queues = [] } = this.#view;
    const { topics } = await verifyConfig(this.#view, new Findings(0));
    if (table.kind !== 'good' || topics === undefined) {
      return;
    }
    const left = new Set([...topics, ...table.table.queues.map((one) => one.topic), ...queues.map((one) => one.topic)]);
    for (const topic of new Set([...this.#queues.all()].map((queue) => queue.topic))) {
      if (!left.has(topic)) {
        this.#queues.removeTopic(topic);
        await this.#cellFiles.removeTopic(topic);
      }
    }
  }

  /** Offsets that were given once are not given again, also when the log has lost or deleted their messages. */
  async #keepEnds(clean: boolean, tail: number): Promise<void> {
    const { queues = [], files, cellFileBytes, table, runs } = this.#view;
    const ends = new Map<string, { readonly topic: string; readonly queueId: number; maxOffset: number }>();
    for (const queue of queues) {
      const cells = new CellWalk(queue, files, cellFileBytes, stretchCells);
      await cells.findFirst();
      const { offset, physicalEnd } = await cells.findEnd();
      if (clean || physicalEnd <= (runs[0]?.first ?? 0)) {
        ends.set(`${queue.topic} ${queue.queueId}`, { topic: queue.topic, queueId: queue.queueId, maxOffset: offset });
      }
    }
    for (const { topic, queueId, maxOffset } of table.kind === 'good' ? table.table.queues : []) {
      ends.set(`${topic} ${queueId}`, { topic, queueId, maxOffset });
    }
    for (const { topic, queueId, maxOffset } of ends.values()) {
      const queue = this.#queues.get(topic, queueId);
      if (queue.maxOffset === 0 && maxOffset > 0) {
        queue.restore(maxOffset - 1, 0);
        queue.putBlank(0);
        this.#queues.noteCell(queue);
      }
      while (queue.maxOffset < maxOffset) {
        queue.putBlank(tail);
        this.#queues.noteCell(queue);
      }
    }
  }

  /** From the moment that the checkpoint says so, a start makes everything again; until then the old files count. */
  async #takePlace(clean: boolean, pass: Extract<Pass, { kind: 'done' }>): Promise<void> {
    const { disk } = this.#environment;
    const { root, consumeQueue, index } = this.#paths;
    const checkpointFile = new CheckpointFile(disk, root);
    const queueTableFile = new QueueTableFile(disk, root);
    const { checkpoint } = this.#view;
    await this.#files.close();
    await checkpointFile.read();
    await markInUse(disk, this.#paths);
    const queues = queueEntries(this.#queues);
    const note = () =>
      noteProgress({ checkpointFile, queueTableFile }, this.#keyIndex, {
        position: pass.start,
        queues,
        indexFiles: this.#keyIndex?.size ?? noIndex,
      });
    try {
      if (clean) {
        await note();
      }
      const flushedOffset = clean ? pass.start.offset : checkpoint.flushedOffset;
      const before = clean ? { ...this.#timesOf(pass), flushedOffset } : checkpoint;
      await checkpointFile.write(encodeCheckpoint({ ...before, cellPhysicalOffset: 0 }));
      await this.#swap(consumeQueue);
      if (this.#keyIndex !== undefined) {
        await this.#swap(index);
      }
      if (clean) {
        await note();
        await markClosed(disk, this.#paths);
      } else {
        await checkpointFile.write(this.#view.checkpointBytes ?? encodeCheckpoint(checkpoint));
      }
    } finally {
      await checkpointFile.close();
    }
    await disk.removeDirectory(old(consumeQueue));
    await disk.removeDirectory(old(index));
    await disk.removeDirectory(fresh(index));
    await disk.syncDirectory(root);
  }

  /** As noteProgress has them: the table of queues goes with no others. */
  #timesOf({ start: { lastStoreTimestamp } }: Extract<Pass, { kind: 'done' }>) {
    const indexTimestamp = this.#keyIndex?.fullTimestamp ?? 0;
    return { logTimestamp: lastStoreTimestamp, cellTimestamp: lastStoreTimestamp, indexTimestamp };
  }

  async #swap(path: string): Promise<void> {
    const { disk } = this.#environment;
    if ((await disk.stat(path)) !== undefined) {
      await disk.rename(path, old(path));
    }
    await disk.rename(fresh(path), path);
    await disk.syncDirectory(this.#paths.root);
  }
}

function fresh(path: string): string {
  return `${path}.new`;
}

function old(path: string): string {
  return `${path}.old`;
}
