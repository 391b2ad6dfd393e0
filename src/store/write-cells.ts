import { type CellFiles, filesAtOnce } from './cell-files.ts';
import type { ConsumeQueues } from './consume-queues.ts';
import { inParallel } from './parallel.ts';

export interface WriteManner {
  /** Each file is synced right after its cells are written. */
  readonly durable?: boolean;
  readonly atOnce?: number;
}

/**
 * Writes the cells of all queues that have at least so many to write; after an error the rest is still to be written.
 */
export async function writeCells(
  cellFiles: CellFiles,
  queues: ConsumeQueues,
  leastCells: number,
  { durable = false, atOnce = filesAtOnce }: WriteManner = {},
): Promise<void> {
  const taken = queues.takeDirty(leastCells);
  try {
    await inParallel(taken, atOnce, async (queue) => {
      if (queue.removed) {
        return;
      }
      const end = queue.maxOffset;
      await cellFiles.write(queue.topic, queue.queueId, queue.writtenOffset, queue.dirtyBytes(), durable);
      if (!queue.removed) {
        queues.noteWritten(end - queue.writtenOffset);
      }
      queue.writtenOffset = end;
    });
  } finally {
    queues.relist(taken);
  }
}
