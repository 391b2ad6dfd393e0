import type { Logger } from '../runtime/log.ts';
import { preBlankSize } from './cell.ts';
import { type CellFiles, filesAtOnceAlone } from './cell-files.ts';
import { type Cell, CellSearch, findEndingWithFile } from './cell-search.ts';
import { type Checkpoint, encodeCheckpoint } from './checkpoint.ts';
import type { ConsumeQueue } from './consume-queue.ts';
import type { ConsumeQueues } from './consume-queues.ts';
import type { DispatchStart } from './dispatcher.ts';
import type { KeyIndex } from './key-index.ts';
import { dirtyCellsMax, type Pass, type ScanParts, type SettledQueues, scan } from './log-pass.ts';
import { LogScanner } from './log-scanner.ts';
import { inParallel } from './parallel.ts';
import { noteProgress, type ProgressFiles, queueEntries } from './progress.ts';
import { noIndex, type QueueEntry, type QueueTable } from './queue-table.ts';
import { Finding } from './record.ts';
import type { Segments } from './segments.ts';
import { writeCells } from './write-cells.ts';

export interface RecoveryParts extends ProgressFiles, ScanParts {
  readonly segments: Segments;
}

export interface Recovered {
  /** Where the next record goes; everything before is on disk. */
  readonly tail: number;
  readonly start: DispatchStart;
}

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
  const indexLost = isIndexDamaged(keyIndex, table);
  await segments.finish();
  await cellFiles.finish();
  if (words.clean && !damaged && !indexLost) {
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
    const which = lacking === undefined ? {} : { topic: lacking.topic, queueId: lacking.queueId };
    logger.warn(which, 'cells of consumeQueues are missing, all are made again from the log');
    pass = await rebuild(parts, segments.first, words);
  }
  if (pass.kind === 'cells missing') {
    throw new Error('a full pass over the log cannot lack cells');
  }
  if (pass.tail < checkpoint.flushedOffset) {
    logger.error({ end: pass.tail, flushed: checkpoint.flushedOffset }, 'the log has lost messages that were on disk');
  }
  keepOffsets(queues, table, pass.tail);
  if (pass !== followed && table !== undefined) {
    await finishDeletions(parts, table);
  }
  await writeCells(cellFiles, queues, 1, { durable: true, atOnce: filesAtOnceAlone });
  queues.forgetDirty();
  await cellFiles.sync(filesAtOnceAlone);
  await findFirstOffsets(parts, table);
  const position = {
    ...pass.start,
    lastStoreTimestamp: pass.start.lastStoreTimestamp === 0 ? checkpoint.cellTimestamp : pass.start.lastStoreTimestamp,
  };
  const indexDamaged = indexLost || pass.indexDamaged === true;
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

/** Where queues begin. What is gone below was deleted, and if nobody noted that, it may have been by mistake. */
async function findFirstOffsets(parts: RecoveryParts, table: QueueTable | undefined): Promise<void> {
  const { segments, cellFiles, queues, logger } = parts;
  await inParallel(queues.all(), filesAtOnceAlone, async (queue) => {
    const search = new CellSearch(cellFiles, queue.topic, queue.queueId);
    queue.minOffset = await search.firstFrom(segments.first, queue.maxOffset);
    queue.release();
  });
  let gone = 0;
  for (const { topic, queueId, minOffset } of table?.queues ?? []) {
    gone += Math.max(0, (queues.find(topic, queueId)?.minOffset ?? minOffset) - minOffset);
  }
  if (gone > 0) {
    const segment = segments.pathOf(segments.first);
    logger.warn({ messages: gone, segment }, 'the log begins later than when it was last used, messages are gone');
  }
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
  await keyIndex.cut(0);
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
  let last: ConsumeQueue | undefined;
  await inParallel(queues.all(), filesAtOnceAlone, async (queue) => {
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
      last = queue;
    }
  });
  if (last !== undefined) {
    const cell = await new CellSearch(cellFiles, last.topic, last.queueId).cellAt(last.maxOffset - 1);
    lastOffset = cell === undefined || physicalEndOf(cell) !== lastEnd ? -1 : cell.physicalOffset;
  }
  const isEmpty = segments.end === segments.first;
  if (table === undefined && !isEmpty && lastEnd <= checkpoint.cellPhysicalOffset) {
    return { kind: 'cells missing', queue: undefined };
  }
  const cut = table === undefined && !isEmpty ? findEndingWithFile(cellFiles, queues) : undefined;
  if (cut !== undefined) {
    return { kind: 'cells missing', queue: cut };
  }
  const scanner = new LogScanner(segments);
  if (lastEnd > segments.first && (await scanner.inspect(lastOffset)) !== lastEnd - lastOffset) {
    return undefined;
  }
  const pass = await scan(parts, lastEnd, lastEnd, false, settledQueues(table));
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
  const settled = settledQueues(table);
  if (from < checkpoint.cellPhysicalOffset) {
    // What is cut off now is on disk no longer: a process that is killed on the way must not leave word that it is.
    await parts.checkpointFile.write(encodeCheckpoint({ ...checkpoint, cellPhysicalOffset: from }));
  }
  let lastEnd = segments.first;
  queues.forgetDirty();
  const indexDamaged = (await keyIndex?.cut(from)) === false;
  await inParallel(queues.all(), filesAtOnceAlone, async (queue) => {
    const search = new CellSearch(cellFiles, queue.topic, queue.queueId);
    // A queue that was not there when the cells were noted is deleted, or has cells of later records alone.
    let end = settled?.has(queue.topic, queue.queueId) === false ? 0 : await search.endBelow(from);
    const cell = end === 0 ? undefined : await search.cellAt(end - 1);
    if (from === segments.first && cell === undefined) {
      // No cell is kept, so the first record of the queue says where it begins.
      end = 0;
    }
    await cellFiles.cut(queue.topic, queue.queueId, end);
    queue.restore(end, physicalEndOf(cell));
    lastEnd = Math.max(lastEnd, queue.physicalEnd);
  });
  if (table === undefined && lastEnd < from) {
    // The record before has no cell. Without a table nobody knows whether that is right.
    return { kind: 'cells missing', queue: undefined };
  }
  const full = from === segments.first;
  const pass = await scan(parts, from, checkpoint.flushedOffset, full, settled);
  if (pass.kind === 'done') {
    const found = pass.tail < segments.end ? await new LogScanner(segments).inspect(pass.tail) : Finding.NOTHING;
    if (found !== Finding.NOTHING) {
      const segment = segments.pathOf(segments.baseOf(pass.tail));
      parts.logger.warn({ segment, offset: pass.tail }, 'the log ends with a record that is not whole, it is cut off');
    }
    // What follows the tail must never be taken for records, and what precedes it must be on disk before it is built on.
    await segments.removeFrom(nextSegment(segments, pass.tail));
    await segments.wipe(pass.tail);
    await segments.sync(from, pass.tail);
    return { ...pass, indexDamaged };
  }
  return pass;
}

/** Removes the directories of topics that are deleted: out of the table, and without any message since. */
async function finishDeletions({ cellFiles, queues }: RecoveryParts, table: QueueTable): Promise<void> {
  const known = new Set(table.queues.map(({ topic }) => topic));
  const topics = new Set([...queues.all()].map(({ topic }) => topic));
  for (const topic of topics) {
    if (!known.has(topic) && queues.ofTopic(topic).every(({ maxOffset }) => maxOffset === 0)) {
      queues.removeTopic(topic);
      await cellFiles.removeTopic(topic);
    }
  }
}

/** A topic that is not in the table, but has records below its end, was deleted. */
function settledQueues(table: QueueTable | undefined): SettledQueues | undefined {
  if (table === undefined) {
    return undefined;
  }
  const known = new Set(table.queues.map(({ topic, queueId }) => `${queueId} ${topic}`));
  return { end: table.physicalOffset, has: (topic, queueId) => known.has(`${queueId} ${topic}`) };
}

function nextSegment(segments: Segments, tail: number): number {
  return segments.baseOf(tail) + segments.segmentBytes;
}
