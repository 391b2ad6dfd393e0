import { basename, join } from 'node:path';
import { Code, MqError } from '../model/errors.ts';
import type { Disk, DiskEntry } from '../runtime/disk.ts';
import { readWholeFile } from '../runtime/disk.ts';
import { cellBytes } from './cell.ts';
import type { Checkpoint } from './checkpoint.ts';
import { parseQueueId } from './file-name.ts';
import { type IndexLayout, indexFileBytes } from './index-file.ts';
import { indexLayoutDefault } from './key-index.ts';
import { type LogRun, type OffsetFiles, offsetFilesOf, runsOf } from './log-files.ts';
import { OpenFiles } from './open-files.ts';
import { checkpointBeside, decodeQueueTable, type QueueTable, tableBelongs } from './queue-table.ts';
import { type StorePaths, storePaths, wasClosedCleanly } from './store-directory.ts';

/** Files that are open at once. */
const openFilesMax = 64;

/** Sizes that the store was made with; what is left out is told from the files, or RocketMQ's default. */
export interface StoreSizes {
  readonly commitLogSegmentBytes?: number | undefined;
  readonly consumeQueueFileBytes?: number | undefined;
  readonly indexSlots?: number | undefined;
  readonly indexEntries?: number | undefined;
  readonly timerLogFileBytes?: number | undefined;
  /** Milliseconds of a slot of the timer wheel. */
  readonly timerPrecisionMs?: number | undefined;
}

/** The files of one queue, as they are. */
export interface QueueFiles extends OffsetFiles {
  readonly topic: string;
  readonly queueId: number;
  readonly directory: string;
}

/**
 * A store that is looked at without being used: nothing is locked, repaired or written. `settledEnd` is the log offset
 * below which queues and index have to agree with the log; what lies behind it may be on its way, or is made again by
 * the next start.
 */
export interface StoreView {
  readonly disk: Disk;
  readonly paths: StorePaths;
  readonly files: OpenFiles;
  /** As they were given. */
  readonly sizes: StoreSizes;
  readonly segmentBytes: number;
  readonly segments: OffsetFiles;
  readonly runs: readonly LogRun[];
  /** Undefined: the consumeQueues are of a kind that is not read. */
  readonly queues: readonly QueueFiles[] | undefined;
  readonly cellFileBytes: number;
  readonly indexLayout: IndexLayout;
  readonly indexEntries: readonly DiskEntry[];
  readonly checkpointBytes: Uint8Array | undefined;
  readonly checkpoint: Checkpoint;
  /** The table of queues: not there, damaged, of another state of the store, or good. */
  readonly table:
    | { readonly kind: 'missing' | 'damaged' | 'other' }
    | { readonly kind: 'good'; readonly table: QueueTable };
  /** The last process closed the store, and none uses it. */
  readonly clean: boolean;
  /** Who uses it, in words. */
  readonly holder: string | undefined;
  readonly settledEnd: number;
  /** Parts that are there and are not looked at. */
  readonly unread: readonly string[];
}

function refuse(root: string, what: string): never {
  throw new MqError(Code.BAD_REQUEST, `'${root}' ${what}`);
}

/** Looks at a store; an MqError when it is none, or its log is of a kind that is not read. */
export async function viewStore(disk: Disk, directory: string, sizes: StoreSizes): Promise<StoreView> {
  const paths = storePaths(directory);
  if ((await disk.stat(directory))?.kind !== 'directory') {
    refuse(directory, 'is no directory; name the directory of a store');
  }
  // In this order: a process that begins or ends meanwhile is noticed at one of the two looks.
  const holder = await disk.lockHolder(directory);
  const entries = await disk.list(directory);
  const dledger = entries.find((entry) => entry.kind === 'directory' && entry.name.startsWith('dledger-'));
  if (dledger !== undefined) {
    refuse(
      directory,
      `keeps its log in DLedger ('${dledger.name}'), which PocketMQ does not read; copy its messages by a consumer`,
    );
  }
  if (!entries.some((entry) => entry.name === basename(paths.commitLog))) {
    refuse(directory, "is no store: it has no directory 'commitlog'");
  }
  const files = new OpenFiles(disk, openFilesMax, 'read');
  const segments = offsetFilesOf(await disk.list(paths.commitLog));
  const segmentBytes = segmentBytesOf(paths, segments, sizes);
  const unread: string[] = [];
  const queues = await listQueues(disk, paths, unread);
  const clean = (await wasClosedCleanly(disk, paths)) && holder === undefined;
  const checkpointBytes = await readWholeFile(disk, join(directory, 'checkpoint'));
  const table = await readTable(disk, directory, checkpointBytes ?? new Uint8Array(), clean);
  const known = table.kind === 'good' ? table.table : undefined;
  const checkpoint = checkpointBeside(known, checkpointBytes ?? new Uint8Array(), clean);
  const largest = largestOf((queues ?? []).flatMap((queue) => queue.files));
  return {
    disk,
    paths,
    files,
    sizes,
    segmentBytes,
    segments,
    runs: runsOf(paths.commitLog, files, segmentBytes, segments),
    queues,
    cellFileBytes: sizes.consumeQueueFileBytes ?? Math.max(cellBytes, Math.ceil(largest / cellBytes) * cellBytes),
    indexLayout: {
      slots: sizes.indexSlots ?? indexLayoutDefault.slots,
      entries: sizes.indexEntries ?? indexLayoutDefault.entries,
    },
    indexEntries: await disk.list(paths.index),
    checkpointBytes,
    checkpoint,
    table,
    clean,
    holder,
    settledEnd: clean ? Number.POSITIVE_INFINITY : checkpoint.cellPhysicalOffset,
    unread,
  };
}

function largestOf(files: OffsetFiles['files']): number {
  return files.reduce((largest, file) => Math.max(largest, file.bytes), 0);
}

/** As given, else the largest size of a segment that fits all names: some may be cut, or have too much at their end. */
function segmentBytesOf(paths: StorePaths, { files }: OffsetFiles, sizes: StoreSizes): number {
  const fits = (bytes: number) => bytes > 0 && files.every((file) => file.base % bytes === 0);
  const found = files.reduce((largest, { bytes }) => (bytes > largest && fits(bytes) ? bytes : largest), 0);
  const bytes = sizes.commitLogSegmentBytes ?? (found === 0 ? largestOf(files) : found);
  if (bytes > 0 && !fits(bytes)) {
    refuse(
      paths.commitLog,
      `has segments whose names are no multiples of ${bytes}; name the size that the store was made with by --set mappedFileSizeCommitLog=…`,
    );
  }
  return Math.max(1, bytes);
}

async function listQueues(disk: Disk, paths: StorePaths, unread: string[]): Promise<QueueFiles[] | undefined> {
  for (const name of ['batchconsumequeue', 'consumequeue_ext']) {
    if ((await disk.list(join(paths.root, name))).length > 0) {
      unread.push(`${name}/`);
    }
  }
  if ((await disk.stat(join(paths.consumeQueue, 'CURRENT'))) !== undefined) {
    unread.push('consumequeue/ (RocksDB)');
    return undefined;
  }
  const queues: QueueFiles[] = [];
  for (const topic of await disk.list(paths.consumeQueue)) {
    if (topic.kind !== 'directory') {
      continue;
    }
    for (const queue of await disk.list(join(paths.consumeQueue, topic.name))) {
      const queueId = queue.kind === 'directory' ? parseQueueId(queue.name) : undefined;
      if (queueId !== undefined) {
        const directory = join(paths.consumeQueue, topic.name, queue.name);
        const found = offsetFilesOf(await disk.list(directory));
        queues.push({ topic: topic.name, queueId, directory, ...found });
      }
    }
  }
  return queues;
}

async function readTable(
  disk: Disk,
  directory: string,
  checkpoint: Uint8Array,
  clean: boolean,
): Promise<StoreView['table']> {
  const bytes = await readWholeFile(disk, join(directory, 'pocketmq.queues'));
  if (bytes === undefined) {
    return { kind: 'missing' };
  }
  const table = decodeQueueTable(bytes);
  if (table === undefined) {
    return { kind: 'damaged' };
  }
  return tableBelongs(table, checkpoint, clean) ? { kind: 'good', table } : { kind: 'other' };
}

/** True when index files of this layout have this size. */
export function isIndexFile(entry: DiskEntry, layout: IndexLayout): boolean {
  return entry.kind === 'file' && /^\d{17}$/.test(entry.name) && entry.size === indexFileBytes(layout);
}
