import type { ConsumeQueue } from './consume-queue.ts';
import type { QueueReader } from './queue-reader.ts';

/** Messages before the place found that are looked at one by one: clocks are set back a little all the time. */
const neighboursLookedAt = 64;

/**
 * First offset of the queue whose message was stored at or after the time; the maximum when there is none. Exact where
 * store times never fall. Where the clock was set back, the first file of cells that ends at or after the time is
 * searched, and the answer is a place of it where the times pass the wanted one: the first such place if the others
 * lie within 64 messages. So messages stored at or after the time may lie before the answer only where the clock went
 * back by more than these took to be sent.
 */
export async function offsetByTime(reader: QueueReader, queue: ConsumeQueue, timestamp: number): Promise<number> {
  const end = queue.maxOffset;
  let low = queue.minOffset;
  let high = end;
  for (let next = reader.nextFile(low); next < end; next = reader.nextFile(next)) {
    const last = await firstFrom(reader, queue, next - 1, end);
    if (last === undefined || last.storeTimestamp >= timestamp) {
      high = next;
      break;
    }
    low = next;
  }
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const message = await firstFrom(reader, queue, middle, high);
    if (message === undefined || message.storeTimestamp >= timestamp) {
      high = middle;
    } else {
      low = message.queueOffset + 1;
    }
  }
  return await earlierNeighbour(reader, queue, low, timestamp);
}

/** The first message of [offset, stop). */
async function firstFrom(reader: QueueReader, queue: ConsumeQueue, offset: number, stop: number) {
  const limits = { messagesMax: 1, bytesMax: 1, cellsMax: stop - offset };
  const read = await reader.read(queue, offset, limits);
  if (read.outcome === 'read' || read.nextOffset >= stop) {
    return read.messages[0];
  }
  const left = await reader.read(queue, read.nextOffset, { ...limits, cellsMax: stop - read.nextOffset });
  return left.messages[0];
}

async function earlierNeighbour(
  reader: QueueReader,
  queue: ConsumeQueue,
  found: number,
  timestamp: number,
): Promise<number> {
  const limits = { messagesMax: neighboursLookedAt, bytesMax: Number.MAX_SAFE_INTEGER, cellsMax: neighboursLookedAt };
  let earliest = found;
  if (found > queue.minOffset) {
    const { messages } = await reader.readBackwards(queue, found - 1, limits);
    for (const message of messages) {
      if (message.storeTimestamp >= timestamp) {
        earliest = message.queueOffset;
      }
    }
  }
  return Math.max(earliest, queue.minOffset);
}
