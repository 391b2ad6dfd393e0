import type { StoredMessage } from '../model/message.ts';
import { PropertyName } from '../model/properties.ts';
import { diskErrorCode } from '../runtime/disk.ts';
import type { CommitLog } from './commit-log.ts';
import type { ConsumeQueue } from './consume-queue.ts';
import { LogScanner } from './log-scanner.ts';
import type { CellContent } from './queue-cells.ts';
import { hasCell, propertyOf, tagsCodeOf } from './tags-code.ts';

/** Log that is searched for one record at most: half a minute of a very slow disk. */
const searchBytesMax = 256 * 1024 * 1024;
/** Neighbours that are asked on each side. */
const neighboursMax = 64;

/** Gives the message of an offset when its cell is good. */
export type ReadOne = (offset: number) => Promise<StoredMessage | undefined>;

/**
 * What the cell of this offset should be, from the log: the record lies between those of its good neighbours in the
 * queue. Undefined when there is none, or when it may lie too far off.
 */
export async function findLostRecord(
  commitLog: CommitLog,
  queue: ConsumeQueue,
  offset: number,
  readOne: ReadOne,
): Promise<CellContent | undefined> {
  const { segments } = commitLog;
  const before = await nearest(queue, offset, -1, readOne);
  const after = await nearest(queue, offset, 1, readOne);
  const from = Math.max(segments.first, before === undefined ? 0 : before.physicalOffset + before.size);
  const end = after?.physicalOffset ?? commitLog.readable;
  if (end - from > searchBytesMax) {
    return undefined;
  }
  let found: CellContent | undefined;
  const record = (message: StoredMessage) => {
    const { topic, queueId, queueOffset, sysFlag, physicalOffset, size, properties, storeTimestamp } = message;
    if (
      found === undefined &&
      queueOffset === offset &&
      queueId === queue.queueId &&
      topic === queue.topic &&
      hasCell(sysFlag)
    ) {
      const tagsCode = tagsCodeOf(topic, propertyOf(properties, PropertyName.TAGS), properties, storeTimestamp);
      found = { physicalOffset, size, tagsCode };
    }
  };
  try {
    const visitor = { record, damaged: () => undefined, pause: () => Promise.resolve() };
    await new LogScanner(segments).scan(from, end, visitor, end);
  } catch (error) {
    // Its segment was removed meanwhile.
    if (diskErrorCode(error) !== 'ENOENT') {
      throw error;
    }
  }
  return found;
}

async function nearest(
  queue: ConsumeQueue,
  offset: number,
  step: 1 | -1,
  readOne: ReadOne,
): Promise<StoredMessage | undefined> {
  for (let count = 1; count <= neighboursMax; count++) {
    const at = offset + count * step;
    if (at < queue.minOffset || at >= queue.maxOffset) {
      return undefined;
    }
    const message = await readOne(at);
    if (message !== undefined) {
      return message;
    }
  }
  return undefined;
}
