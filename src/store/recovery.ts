import type { StoredMessage } from '../model/message.ts';
import { PropertyName } from '../model/properties.ts';
import type { Logger } from '../runtime/log.ts';
import { topicProblem } from './append.ts';
import { preBlankSize } from './cell.ts';
import type { CellFiles } from './cell-files.ts';
import { type Cell, CellSearch } from './cell-search.ts';
import { type Checkpoint, encodeCheckpoint } from './checkpoint.ts';
import type { ConsumeQueue } from './consume-queue.ts';
import type { ConsumeQueues } from './consume-queues.ts';
import type { DispatchStart } from './dispatcher.ts';
import type { KeyIndex } from './key-index.ts';
import { LogScanner } from './log-scanner.ts';
import { inParallel } from './parallel.ts';
import { noteProgress, type ProgressFiles, queueEntries } from './progress.ts';
import { noIndex, type QueueEntry, type QueueTable } from './queue-table.ts';
import { Finding, recordBytesMin } from './record.ts';
import type { Segments } from './segments.ts';
import { hasCell, propertyOf, tagsCodeOf } from './tags-code.ts';

/** Cells that recovery keeps in memory before it writes them. */
const dirtyCellsMax = 500_000;

export interface RecoveryParts extends ProgressFiles {
  readonly segments: Segments;
  readonly cellFiles: CellFiles;
  readonly queues: ConsumeQueues;
  /** Undefined: the store keeps no index. */
  readonly keyIndex: KeyIndex | undefined;
  /** Delays of the classic levels; RocketMQ's when left out. */
  readonly levelDelaysMs?: readonly number[] | undefined;
  readonly logger: Logger;
}

export interface Recovered {
  /** Where the next record goes; everything before is on disk. */
  readonly tail: number;
  readonly start: DispatchStart;
}

type Pass =
  | { readonly kind: 'done'; readonly tail: number; readonly start: DispatchStart }
  /** A record's queue offset lies beyond what its queue has, or no queue reaches as far as it should. */
  | { readonly kind: 'cells missing'; readonly queue: ConsumeQueue | undefined };

/** What the last process has left word of. */
export interface LastWords {
  /** It closed the store. */
  readonly clean: boolean;
  readonly checkpoint: Checkpoint;
  readonly table: QueueTable | undefined;
}

/**
 * Brings log and consumeQueues into agreement, the log being right. After a clean stop the cells lead to the last
 * record, and nothing is scanned. Otherwise the checkpoint names a record up to which all cells are on disk: cells of
 * later records are cut off, then made again from the log, which ends at the first place that holds no valid record.
 * Nothing that is done here has to be done only once.
 */
export async function recover(parts: RecoveryParts, words: LastWords): Promise<Recovered> {
  const { segments, cellFiles, queues, keyIndex, logger } = parts;
  const { checkpoint, table } = words;
  const damaged = areCellsDamaged(cellFiles, words);
  const indexDamaged = isIndexDamaged(keyIndex, table);
  await segments.finish();
  await cellFiles.finish();
  if (words.clean && !damaged && !indexDamaged) {
    await keyIndex?.resume();
  }
  const followed = words.clean && !damaged ? await followCells(parts, words) : undefined;
  let pass = followed;
  if (pass === undefined) {
    const from = damaged ? segments.first : await findStart(segments, checkpoint);
    logger.info({ from, end: segments.end }, 'the store was not closed cleanly, the end of the log is being checked');
    pass = await rebuild(parts, from, words);
  }
  const lacking = pass.kind === 'cells missing' ? pass.queue : findLacking(queues, table);
  if (pass.kind === 'cells missing' || lacking !== undefined) {
    const { topic = '', queueId = 0 } = lacking ?? {};
    logger.warn({ topic, queueId }, 'cells of a consumeQueue are missing, all are made again from the log');
    pass = await rebuild(parts, segments.first, words);
  }
  if (pass.kind === 'cells missing') {
    throw new Error('a full pass over the log cannot lack cells');
  }
  if (pass.tail < checkpoint.flushedOffset) {
    logger.error({ end: pass.tail, flushed: checkpoint.flushedOffset }, 'the log has lost messages that were on disk');
  }
  keepOffsets(queues, table, pass.tail);
  await writeCells(cellFiles, queues, 1);
  queues.forgetDirty();
  await cellFiles.sync();
  for (const queue of queues.all()) {
    const search = new CellSearch(cellFiles, queue.topic, queue.queueId);
    queue.minOffset = await search.firstFrom(segments.first, queue.maxOffset);
    queue.release();
  }
  const position = {
    ...pass.start,
    lastStoreTimestamp: pass.start.lastStoreTimestamp === 0 ? checkpoint.cellTimestamp : pass.start.lastStoreTimestamp,
  };
  if (keyIndex !== undefined && indexDamaged) {
    // Until it is whole again, the index counts as none.
    await noteProgress(parts, keyIndex, { position, queues: queueEntries(queues), indexFiles: noIndex });
    await rebuildIndex(segments, keyIndex, pass.tail, logger);
  }
  await keyIndex?.flush();
  if (pass !== followed || indexDamaged) {
    const indexFiles = keyIndex?.size ?? noIndex;
    await noteProgress(parts, keyIndex, { position, queues: queueEntries(queues), indexFiles });
  }
  return { tail: pass.tail, start: position };
}

/** Files of consumeQueues are lost or cut. */
function areCellsDamaged(cellFiles: CellFiles, words: LastWords): boolean {
  const lost = words.table?.queues.some(
    (entry) => !cellFiles.covers(entry.topic, entry.queueId, entry.minOffset, entry.maxOffset),
  );
  return lost === true || (words.clean && cellFiles.unfinished);
}

/** Files of the index are lost, or it was switched off for a time. Without a table nobody knows. */
function isIndexDamaged(keyIndex: KeyIndex | undefined, table: QueueTable | undefined): boolean {
  if (keyIndex === undefined) {
    return false;
  }
  return table === undefined
    ? keyIndex.size === 0 && !keyIndex.hasStrays
    : table.indexFiles === noIndex || keyIndex.size < table.indexFiles;
}

/** Makes the index again from all of the log; queues stay as they are, so deleted topics stay deleted. */
async function rebuildIndex(segments: Segments, keyIndex: KeyIndex, tail: number, logger: Logger): Promise<void> {
  if (tail > segments.first) {
    logger.warn(
      { from: segments.first, end: tail },
      'the index of keys is not complete, it is made again from the log',
    );
  }
  await keyIndex.cut(segments.first);
  await new LogScanner(segments).scan(segments.first, tail, {
    record: (message) => keyIndex.putStored(message),
    damaged: () => undefined,
    pause: async () => {
      if (keyIndex.dirtyEntries >= dirtyCellsMax) {
        await keyIndex.flush();
      }
    },
  });
}

/** A queue that has fewer cells than it once had on disk. */
function findLacking(queues: ConsumeQueues, table: QueueTable | undefined): QueueEntry | undefined {
  return table?.queues.find((entry) => (queues.find(entry.topic, entry.queueId)?.maxOffset ?? 0) < entry.maxOffset);
}

/** Offsets of messages that the log has lost are not given to others: consumers would take them for read. */
function keepOffsets(queues: ConsumeQueues, table: QueueTable | undefined, tail: number): void {
  for (const entry of table?.queues ?? []) {
    const queue = queues.get(entry.topic, entry.queueId);
    while (queue.maxOffset < entry.maxOffset) {
      queue.putBlank(tail);
      queues.noteCell(queue);
    }
    queue.nextOffset = queue.maxOffset;
  }
}

/** A record from which on the log has to be read again: that of the checkpoint, else the start of a segment before it. */
async function findStart(segments: Segments, checkpoint: Checkpoint): Promise<number> {
  const wanted = checkpoint.cellPhysicalOffset;
  if (wanted === 0 || wanted < segments.first || wanted >= segments.end) {
    return segments.first;
  }
  const scanner = new LogScanner(segments);
  if ((await scanner.inspect(wanted)) > 0) {
    return wanted;
  }
  for (let base = segments.baseOf(wanted); base > segments.first; base -= segments.segmentBytes) {
    if ((await scanner.inspect(base)) > 0) {
      return base;
    }
  }
  return segments.first;
}

/** After a clean stop: where the last cell's record ends. Undefined when log and cells do not agree. */
async function followCells(parts: RecoveryParts, { table, checkpoint }: LastWords): Promise<Pass | undefined> {
  const { segments, cellFiles, queues } = parts;
  const known = new Map(table?.queues.map((entry) => [`${entry.topic} ${entry.queueId}`, entry]));
  let lastEnd = segments.first;
  let lastOffset = segments.first;
  for (const queue of queues.all()) {
    const { topic, queueId } = queue;
    const entry = known.get(`${topic} ${queueId}`);
    if (entry !== undefined) {
      queue.restore(entry.maxOffset, entry.physicalEnd);
    } else {
      const search = new CellSearch(cellFiles, topic, queueId);
      const end = await search.endBelow(Number.MAX_SAFE_INTEGER);
      queue.restore(end, physicalEndOf(end === 0 ? undefined : await search.cellAt(end - 1)));
    }
    if (queue.physicalEnd > lastEnd) {
      lastEnd = queue.physicalEnd;
      const cell = await new CellSearch(cellFiles, topic, queueId).cellAt(queue.maxOffset - 1);
      lastOffset = cell === undefined || physicalEndOf(cell) !== lastEnd ? -1 : cell.physicalOffset;
    }
  }
  const isEmpty = segments.end === segments.first;
  if (table === undefined && !isEmpty && lastEnd <= checkpoint.cellPhysicalOffset) {
    return { kind: 'cells missing', queue: undefined };
  }
  const scanner = new LogScanner(segments);
  if (lastEnd > segments.first && (await scanner.inspect(lastOffset)) !== lastEnd - lastOffset) {
    return undefined;
  }
  const pass = await scan(parts, lastEnd, lastEnd, false);
  if (pass.kind === 'done' && pass.tail < segments.end && (await scanner.inspect(pass.tail)) !== Finding.NOTHING) {
    return undefined;
  }
  if (pass.kind === 'done' && pass.start.offset === lastEnd) {
    return { ...pass, start: { ...pass.start, lastOffset } };
  }
  return pass;
}

function physicalEndOf(cell: Cell | undefined): number {
  return cell === undefined || cell.size === preBlankSize ? 0 : cell.physicalOffset + cell.size;
}

/** Cuts off the cells of records from the offset on and makes them again. */
async function rebuild(parts: RecoveryParts, from: number, { checkpoint, table }: LastWords): Promise<Pass> {
  const { segments, cellFiles, queues, keyIndex } = parts;
  if (from < checkpoint.cellPhysicalOffset) {
    // What is cut off now is on disk no longer: a process that is killed on the way must not leave word that it is.
    await parts.checkpointFile.write(encodeCheckpoint({ ...checkpoint, cellPhysicalOffset: from }));
  }
  let lastEnd = segments.first;
  queues.forgetDirty();
  await keyIndex?.cut(from);
  for (const queue of queues.all()) {
    const search = new CellSearch(cellFiles, queue.topic, queue.queueId);
    let end = await search.endBelow(from);
    const cell = end === 0 ? undefined : await search.cellAt(end - 1);
    if (from === segments.first && cell === undefined) {
      // No cell is kept, so the first record of the queue says where it begins.
      end = 0;
    }
    await cellFiles.cut(queue.topic, queue.queueId, end);
    queue.restore(end, physicalEndOf(cell));
    lastEnd = Math.max(lastEnd, queue.physicalEnd);
  }
  if (table === undefined && lastEnd < from) {
    // The record before has no cell. Without a table nobody knows whether that is right.
    return { kind: 'cells missing', queue: undefined };
  }
  const pass = await scan(parts, from, checkpoint.flushedOffset, from === segments.first);
  if (pass.kind === 'done') {
    // What follows the tail must never be taken for records, and what precedes it must be on disk before it is built on.
    await segments.removeFrom(nextSegment(segments, pass.tail));
    await segments.wipe(pass.tail);
    await segments.sync(from, pass.tail);
  }
  return pass;
}

function nextSegment(segments: Segments, tail: number): number {
  return segments.baseOf(tail) + segments.segmentBytes;
}

async function scan(parts: RecoveryParts, from: number, trustedEnd: number, full: boolean): Promise<Pass> {
  const { segments, cellFiles, queues, keyIndex, logger } = parts;
  let lacking: ConsumeQueue | undefined;
  const restarted = new Set<ConsumeQueue>();
  let lastOffset = from;
  let lastEnd = from;
  let lastStoreTimestamp = 0;
  const tail = await new LogScanner(segments).scan(from, trustedEnd, {
    record: (message) => {
      if (lacking === undefined && !giveCell(parts, message, full, restarted)) {
        lacking = queues.get(message.topic, message.queueId);
      }
      keyIndex?.putStored(message);
      lastOffset = message.physicalOffset;
      lastEnd = message.physicalOffset + message.size;
      lastStoreTimestamp = message.storeTimestamp;
    },
    damaged: (start, end) => {
      logger.error({ from: start, end }, 'a part of the log is damaged and passed over, the rest is served');
    },
    pause: async () => {
      if (queues.dirtyCells >= dirtyCellsMax) {
        await writeCells(cellFiles, queues, 1);
      }
      if (keyIndex !== undefined && keyIndex.dirtyEntries >= dirtyCellsMax) {
        await keyIndex.flush();
      }
    },
  });
  if (lacking !== undefined) {
    return { kind: 'cells missing', queue: lacking };
  }
  for (const queue of restarted) {
    await writeCells(cellFiles, queues, 1);
    await cellFiles.cut(queue.topic, queue.queueId, queue.maxOffset);
  }
  return { kind: 'done', tail, start: { offset: lastEnd, lastOffset, lastStoreTimestamp } };
}

/** Makes the cell of a record unless it is there; false when cells before it are missing. */
function giveCell(
  { queues, logger, levelDelaysMs }: RecoveryParts,
  message: StoredMessage,
  full: boolean,
  restarted: Set<ConsumeQueue>,
): boolean {
  if (!hasCell(message.sysFlag)) {
    return true;
  }
  const { queueOffset, physicalOffset, size, topic, queueId } = message;
  if (topicProblem(topic) !== undefined || queueId < 0 || queueOffset < 0) {
    logger.error({ topic, queueId, queueOffset, physicalOffset }, 'a record names no possible queue, it is not served');
    return true;
  }
  const queue = queues.get(topic, queueId);
  if (queueOffset === 0 && queue.maxOffset > 0 && physicalOffset >= queue.physicalEnd) {
    // The topic was deleted and made anew: what came before belongs to nobody.
    queue.restore(0, 0);
    restarted.add(queue);
  }
  if (queueOffset < queue.maxOffset) {
    if (physicalOffset >= queue.physicalEnd) {
      logger.error(
        { topic, queueId, queueOffset, physicalOffset },
        'a record repeats an offset of its queue, it is not served',
      );
    }
    return true;
  }
  if (queueOffset > queue.maxOffset) {
    if (!full) {
      return false;
    }
    if (queue.maxOffset === 0) {
      queue.restore(queueOffset, physicalOffset);
    } else if ((queueOffset - queue.maxOffset) * recordBytesMin > physicalOffset - queue.physicalEnd) {
      // So many records never fitted in between: the number is damaged, which the checksum of the body cannot tell.
      logger.error(
        { topic, queueId, queueOffset, physicalOffset },
        'a record has an impossible queue offset, it is not served',
      );
      return true;
    }
    while (queue.maxOffset < queueOffset) {
      queue.putBlank(physicalOffset);
      queues.noteCell(queue);
    }
  }
  const tag = propertyOf(message.properties, PropertyName.TAGS);
  queue.put(physicalOffset, size, tagsCodeOf(topic, tag, message.properties, message.storeTimestamp, levelDelaysMs));
  queue.nextOffset = queue.maxOffset;
  queues.noteCell(queue);
  return true;
}

/** Queues whose cells are written at once. */
const writesAtOnce = 3;

/** Writes the cells of all queues that have at least so many to write; after an error the rest is still to be written. */
export async function writeCells(cellFiles: CellFiles, queues: ConsumeQueues, leastCells: number): Promise<void> {
  const taken = queues.takeDirty(leastCells);
  try {
    await inParallel(taken, writesAtOnce, async (queue) => {
      if (queue.removed) {
        return;
      }
      const end = queue.maxOffset;
      await cellFiles.write(queue.topic, queue.queueId, queue.writtenOffset, queue.dirtyBytes());
      if (!queue.removed) {
        queues.noteWritten(end - queue.writtenOffset);
      }
      queue.writtenOffset = end;
    });
  } finally {
    queues.relist(taken);
  }
}
