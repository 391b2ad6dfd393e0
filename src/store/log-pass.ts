import type { StoredMessage } from '../model/message.ts';
import { PropertyName } from '../model/properties.ts';
import type { Logger } from '../runtime/log.ts';
import { topicProblem } from './append.ts';
import type { CellFiles } from './cell-files.ts';
import type { ConsumeQueue } from './consume-queue.ts';
import type { ConsumeQueues } from './consume-queues.ts';
import type { DispatchStart } from './dispatcher.ts';
import type { KeyIndex } from './key-index.ts';
import { type LogBytes, LogScanner } from './log-scanner.ts';
import { recordBytesMin } from './record.ts';
import { hasCell, propertyOf, tagsCodeOf } from './tags-code.ts';
import { writeCells } from './write-cells.ts';

/** Cells, and entries of the index, that a pass keeps in memory before it writes them. */
export const dirtyCellsMax = 500_000;

export type Pass =
  | { readonly kind: 'done'; readonly tail: number; readonly start: DispatchStart; readonly indexDamaged?: boolean }
  /** A record's queue offset lies beyond what its queue has, or no queue reaches as far as it should. */
  | { readonly kind: 'cells missing'; readonly queue: ConsumeQueue | undefined };

/** What a pass over the log reads and fills. */
export interface ScanParts {
  readonly segments: LogBytes;
  readonly cellFiles: CellFiles;
  readonly queues: ConsumeQueues;
  /** Undefined: the store keeps no index. */
  readonly keyIndex: KeyIndex | undefined;
  /** Delays of the classic levels; RocketMQ's when left out. */
  readonly levelDelaysMs?: readonly number[] | undefined;
  readonly logger: Logger;
}

/** All queues that there were when all records below an offset had their cells. */
export interface SettledQueues {
  readonly end: number;
  has(topic: string, queueId: number): boolean;
}

/**
 * Gives the records from an offset on their cells and index entries; `full`: from the start of the log. Records of queues
 * that were deleted, as `settled` shows, get no cells.
 */
export async function scan(
  parts: ScanParts,
  from: number,
  trustedEnd: number,
  full: boolean,
  settled?: SettledQueues,
): Promise<Pass> {
  const { segments, cellFiles, queues, keyIndex, logger } = parts;
  let lacking: ConsumeQueue | undefined;
  const restarted = new Set<ConsumeQueue>();
  let lastOffset = from;
  let lastEnd = from;
  let lastStoreTimestamp = 0;
  const tail = await new LogScanner(segments).scan(from, trustedEnd, {
    record: (message) => {
      const { topic, queueId, physicalOffset } = message;
      const deleted = settled !== undefined && physicalOffset < settled.end && !settled.has(topic, queueId);
      if (lacking === undefined && !deleted && !giveCell(parts, message, full, restarted)) {
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
  { queues, logger, levelDelaysMs }: ScanParts,
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
