import { type CheckpointFile, encodeCheckpoint } from './checkpoint.ts';
import type { ConsumeQueues } from './consume-queues.ts';
import type { DispatchStart } from './dispatcher.ts';
import type { KeyIndex } from './key-index.ts';
import type { QueueEntry, QueueTable, QueueTableFile } from './queue-table.ts';

export interface ProgressFiles {
  readonly checkpointFile: CheckpointFile;
  readonly queueTableFile: QueueTableFile;
}

/** What is on disk: all of the log and all cells up to the position, and these cells of each queue. */
export interface Progress {
  readonly position: DispatchStart;
  readonly queues: readonly QueueEntry[];
  /** Files below `index/`, or noIndex when the index does not reach as far. */
  readonly indexFiles: number;
}

/** The cells that each queue has now. */
export function queueEntries(queues: ConsumeQueues): QueueEntry[] {
  const entries: QueueEntry[] = [];
  for (const { topic, queueId, minOffset, maxOffset, physicalEnd } of queues.all()) {
    if (maxOffset > 0) {
      entries.push({ topic, queueId, minOffset, maxOffset, physicalEnd });
    }
  }
  return entries;
}

/** Writes the table of queues, then the checkpoint that belongs to it; durable when it resolves to that table. */
export async function noteProgress(
  files: ProgressFiles,
  keyIndex: KeyIndex | undefined,
  { position, queues, indexFiles }: Progress,
): Promise<QueueTable> {
  await files.checkpointFile.finish();
  const checkpoint = encodeCheckpoint({
    logTimestamp: position.lastStoreTimestamp,
    cellTimestamp: position.lastStoreTimestamp,
    indexTimestamp: keyIndex?.fullTimestamp ?? 0,
    cellPhysicalOffset: position.lastOffset,
    flushedOffset: position.offset,
  });
  const table: QueueTable = {
    physicalOffset: position.offset,
    checkpointBefore: files.checkpointFile.bytes,
    checkpointAfter: checkpoint,
    indexFiles,
    queues,
  };
  await files.queueTableFile.write(table);
  await files.checkpointFile.write(checkpoint);
  return table;
}

/**
 * Takes a topic out of the table that was written last, beside the checkpoint that is there. Durable when it resolves; a
 * crash leaves the old table or the new one.
 */
export async function forgetTopic({ queueTableFile }: ProgressFiles, table: QueueTable, topic: string): Promise<void> {
  const queues = table.queues.filter((entry) => entry.topic !== topic);
  await queueTableFile.write({ ...table, checkpointBefore: table.checkpointAfter, queues });
}
