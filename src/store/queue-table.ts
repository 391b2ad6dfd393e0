import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type Disk, readWholeFile, writeNewFile } from '../runtime/disk.ts';
import { viewOf } from './cell.ts';
import { type Checkpoint, checkpointFieldBytes, decodeCheckpoint } from './checkpoint.ts';
import { readInt64, writeInt64 } from './record.ts';

/**
 * The file `pocketmq.queues`: which queues there are and how far their cells on disk go at least, so that a start need
 * not look for the ends of all queues, and notices a queue whose files are lost or cut. RocketMQ does not know it.
 *
 *   @0   i32  magic "PMQQ"
 *   @4   i64  log offset; the numbers below count the cells of records before it
 *   @12  48   the fields of the checkpoint that was written before this table
 *   @60  48   those that are written right after it: with any others, somebody else has used the store since
 *   @108 i32  number of index files, -1 when the index was switched off
 *   @112 i32  number of queues, then for each:
 *        i16  bytes of the topic, topic; i32 queue id; i64 first offset; i64 offset after the last cell;
 *        i64  log offset where the record of the last cell ends
 *        i32  CRC-32 of all before it
 */
const magic = 0x504d5151;
const headBytes = 116;
const entryBytes = 30;

/** The last field of a checkpoint is set back by recovery, which does not make the table wrong. */
const comparedBytes = 40;

/** The store kept no index when the table was written, so one that is there is not complete. */
export const noIndex = -1;

export interface QueueEntry {
  readonly topic: string;
  readonly queueId: number;
  readonly minOffset: number;
  readonly maxOffset: number;
  readonly physicalEnd: number;
}

export interface QueueTable {
  readonly physicalOffset: number;
  /** The first 48 bytes of the checkpoint before and after. */
  readonly checkpointBefore: Uint8Array;
  readonly checkpointAfter: Uint8Array;
  /** Files below `index/`, or {@link noIndex}. */
  readonly indexFiles: number;
  readonly queues: readonly QueueEntry[];
}

export function encodeQueueTable(table: QueueTable): Uint8Array {
  const length = table.queues.reduce((sum, { topic }) => sum + entryBytes + Buffer.byteLength(topic), headBytes) + 4;
  const bytes = Buffer.alloc(length);
  const view = viewOf(bytes);
  view.setInt32(0, magic);
  writeInt64(view, 4, table.physicalOffset);
  bytes.set(table.checkpointBefore.subarray(0, checkpointFieldBytes), 12);
  bytes.set(table.checkpointAfter.subarray(0, checkpointFieldBytes), 60);
  view.setInt32(108, table.indexFiles);
  view.setInt32(112, table.queues.length);
  let at = headBytes;
  for (const queue of table.queues) {
    const topicBytes = bytes.write(queue.topic, at + 2);
    view.setInt16(at, topicBytes);
    at += 2 + topicBytes;
    view.setInt32(at, queue.queueId);
    writeInt64(view, at + 4, queue.minOffset);
    writeInt64(view, at + 12, queue.maxOffset);
    writeInt64(view, at + 20, queue.physicalEnd);
    at += 28;
  }
  view.setUint32(at, crc32(bytes.subarray(0, at)));
  return bytes;
}

/** Undefined when the bytes are no table. */
export function decodeQueueTable(bytes: Buffer): QueueTable | undefined {
  const end = bytes.length - 4;
  if (end < headBytes) {
    return undefined;
  }
  const view = viewOf(bytes);
  if (view.getInt32(0) !== magic || view.getUint32(end) !== crc32(bytes.subarray(0, end))) {
    return undefined;
  }
  const queues: QueueEntry[] = [];
  let at = headBytes;
  for (let left = view.getInt32(112); left > 0; left--) {
    const topicBytes = at + entryBytes <= end ? view.getInt16(at) : -1;
    if (topicBytes < 0 || at + entryBytes + topicBytes > end) {
      return undefined;
    }
    const topic = bytes.toString('utf8', at + 2, at + 2 + topicBytes);
    at += 2 + topicBytes;
    queues.push({
      topic,
      queueId: view.getInt32(at),
      minOffset: readInt64(view, at + 4),
      maxOffset: readInt64(view, at + 12),
      physicalEnd: readInt64(view, at + 20),
    });
    at += 28;
  }
  const checkpointBefore = bytes.subarray(12, 60);
  const checkpointAfter = bytes.subarray(60, 108);
  return {
    physicalOffset: readInt64(view, 4),
    indexFiles: view.getInt32(108),
    checkpointBefore,
    checkpointAfter,
    queues,
  };
}

/**
 * True when the bytes are those of the checkpoint before or after the table: nobody else has used the store since. In a
 * store that was not closed (`clean` is false) a full disk may have ended the write half-way, so that some bytes are of
 * the one and some of the other.
 */
export function tableBelongs(table: QueueTable, checkpoint: Uint8Array, clean: boolean): boolean {
  const fields = Buffer.alloc(comparedBytes);
  fields.set(checkpoint.subarray(0, comparedBytes));
  const { checkpointBefore: before, checkpointAfter: after } = table;
  return (
    [before, after].some((one) => fields.equals(one.subarray(0, comparedBytes))) ||
    (!clean && fields.every((byte, index) => byte === before[index] || byte === after[index]))
  );
}

/**
 * What the bytes of a checkpoint say, with the table that belongs to them if there is one. In a store that was not closed
 * each field may be a mixture of an old and a new number. What the table says was on disk before the new checkpoint was
 * begun, so that one is true as a whole; the record that it names may since have been set back by recovery, never forward.
 */
export function checkpointBeside(table: QueueTable | undefined, bytes: Uint8Array, clean: boolean): Checkpoint {
  const found = decodeCheckpoint(bytes);
  if (table === undefined || clean) {
    return found;
  }
  const after = decodeCheckpoint(table.checkpointAfter);
  return {
    ...after,
    cellPhysicalOffset: Math.min(found.cellPhysicalOffset, after.cellPhysicalOffset),
    flushedOffset: found.flushedOffset === 0 ? table.physicalOffset : found.flushedOffset,
  };
}

export class QueueTableFile {
  readonly #disk: Disk;
  readonly #directory: string;
  readonly #path: string;

  constructor(disk: Disk, directory: string) {
    this.#disk = disk;
    this.#directory = directory;
    this.#path = join(directory, 'pocketmq.queues');
  }

  /** The table, if it is whole and the checkpoint is one of the two that it belongs to (see {@link tableBelongs}). */
  async read(checkpoint: Uint8Array, clean: boolean): Promise<QueueTable | undefined> {
    const bytes = await readWholeFile(this.#disk, this.#path);
    const table = bytes === undefined ? undefined : decodeQueueTable(bytes);
    if (table === undefined) {
      return undefined;
    }
    return tableBelongs(table, checkpoint, clean) ? table : undefined;
  }

  /** Durable when it resolves; a crash leaves the old table or the new one. */
  async write(table: QueueTable): Promise<void> {
    const fresh = `${this.#path}.new`;
    await this.#disk.remove(fresh);
    await writeNewFile(this.#disk, fresh, encodeQueueTable(table));
    await this.#disk.rename(fresh, this.#path);
    await this.#disk.syncDirectory(this.#directory);
  }
}
