import { cellBytes } from './cell.ts';
import { type CellFiles, filesAtOnce, keptOpenMax } from './cell-files.ts';
import type { ConsumeQueue } from './consume-queue.ts';
import type { ConsumeQueues } from './consume-queues.ts';
import { inParallel } from './parallel.ts';
import { type LogBuffer, newLogBuffer } from './record.ts';

/** Cells of one write, 160 KiB. */
const cellsPerWrite = 8192;
/** Buffers for writes have at least so many bytes, so that most queues can use them one after the other. */
const leastBufferBytes = 16 * 1024;
/** Beyond so much memory for the cells of all queues none of the written ones are kept. */
const keptBytesMax = 4 * 1024 * 1024;

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
  /** Buffers that no write is using. */
  const spares: LogBuffer[] = [];
  const passing = taken.length > keptOpenMax;
  try {
    await inParallel(taken, atOnce, async (queue) => {
      const wanted = Math.min(cellsPerWrite, queue.dirtyCells) * cellBytes;
      let buffer = spares.pop();
      if (buffer === undefined || buffer.bytes.length < wanted) {
        buffer = newLogBuffer(Math.max(wanted, leastBufferBytes));
      }
      await writeQueue(cellFiles, queues, queue, buffer, durable, passing);
      spares.push(buffer);
    });
  } finally {
    queues.relist(taken);
  }
}

async function writeQueue(
  cellFiles: CellFiles,
  queues: ConsumeQueues,
  queue: ConsumeQueue,
  buffer: LogBuffer,
  durable: boolean,
  passing: boolean,
): Promise<void> {
  const end = queue.maxOffset;
  while (queue.writtenOffset < end && !queue.removed) {
    const start = queue.writtenOffset;
    const count = Math.min(end - start, Math.floor(buffer.bytes.length / cellBytes));
    queue.encode(start, count, buffer);
    const last = start + count === end;
    await cellFiles.write(queue.topic, queue.queueId, start, buffer.bytes.subarray(0, count * cellBytes), {
      durable: durable && last,
      passing,
    });
    if (!queue.removed) {
      queues.noteWritten(count);
      queue.noteWritten(start + count, queues.cellMemoryBytes <= keptBytesMax);
    }
  }
}
