import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type Disk, type DiskFile, readWholeFile } from '../runtime/disk.ts';
import { viewOf } from './cell.ts';
import { readInt64, writeInt64 } from './record.ts';

/**
 * The file `checkpoint`, 4 096 bytes, big-endian i64 fields:
 *
 *   @0   store timestamp of the last record that is flushed to the log
 *   @8   store timestamp of the last record whose cell is flushed
 *   @16  end timestamp of the last full, flushed index file
 *   @24  offset flushed by the master of a replica, 0
 *   @32  confirmed offset of a replica, 0
 *   @40  physical offset of that same record of @8: it and all before it have their cells on disk
 *   @64  ours, RocketMQ keeps it: i32 magic "PMQ1", i64 log offset below which everything is on disk, i32 CRC-32 of the 12 bytes
 */
const checkpointBytes = 4096;
/** The part that RocketMQ reads and writes. */
export const checkpointFieldBytes = 48;
const ownPosition = 64;
const ownMagic = 0x504d5131;

export interface Checkpoint {
  readonly logTimestamp: number;
  readonly cellTimestamp: number;
  readonly indexTimestamp: number;
  /** 0: not known. */
  readonly cellPhysicalOffset: number;
  /** Everything in the log below is on disk; 0: not known. */
  readonly flushedOffset: number;
}

export const noCheckpoint: Checkpoint = {
  logTimestamp: 0,
  cellTimestamp: 0,
  indexTimestamp: 0,
  cellPhysicalOffset: 0,
  flushedOffset: 0,
};

export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const bytes = new Uint8Array(checkpointBytes);
  const view = viewOf(bytes);
  writeInt64(view, 0, checkpoint.logTimestamp);
  writeInt64(view, 8, checkpoint.cellTimestamp);
  writeInt64(view, 16, checkpoint.indexTimestamp);
  writeInt64(view, 40, checkpoint.cellPhysicalOffset);
  view.setInt32(ownPosition, ownMagic);
  writeInt64(view, ownPosition + 4, checkpoint.flushedOffset);
  view.setUint32(ownPosition + 12, crc32(bytes.subarray(ownPosition, ownPosition + 12)));
  return bytes;
}

/** Any bytes give a checkpoint; what is missing or senseless counts as not known. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  if (bytes.length < checkpointFieldBytes) {
    return noCheckpoint;
  }
  const view = viewOf(bytes);
  const field = (position: number) => {
    const value = readInt64(view, position);
    return Number.isSafeInteger(value) && value > 0 ? value : 0;
  };
  return {
    logTimestamp: field(0),
    cellTimestamp: field(8),
    indexTimestamp: field(16),
    cellPhysicalOffset: field(40),
    flushedOffset: checkpointOwnPart(bytes) === 'good' ? field(ownPosition + 4) : 0,
  };
}

/** State of the part that RocketMQ does not know; all zeros: nobody has written it. */
export function checkpointOwnPart(bytes: Uint8Array): 'missing' | 'damaged' | 'good' {
  const own = bytes.subarray(ownPosition, ownPosition + 16);
  if (own.every((byte) => byte === 0)) {
    return 'missing';
  }
  const view = viewOf(own);
  const good = own.length === 16 && view.getInt32(0) === ownMagic && view.getUint32(12) === crc32(own.subarray(0, 12));
  return good ? 'good' : 'damaged';
}

export class CheckpointFile {
  readonly #disk: Disk;
  readonly #directory: string;
  readonly #path: string;
  #file: DiskFile | undefined;
  #bytes: Uint8Array = new Uint8Array();
  /** What a write that failed may have left in the file in part. */
  #unfinished: Uint8Array | undefined;

  constructor(disk: Disk, directory: string) {
    this.#disk = disk;
    this.#directory = directory;
    this.#path = join(directory, 'checkpoint');
  }

  /** The bytes of the file, none when there is no file. */
  async read(): Promise<Uint8Array> {
    this.#bytes = (await readWholeFile(this.#disk, this.#path)) ?? new Uint8Array();
    return this.#bytes;
  }

  /** The bytes as they were last read or written. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /**
   * Durable when it resolves. All fields lie in one sector, so a power cut leaves the old or the new ones; a full disk may
   * end the write anywhere, also inside a field.
   */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#file === undefined) {
      const existing = await this.#disk.stat(this.#path);
      this.#file = await this.#disk.open(this.#path, existing === undefined ? 'create' : 'write');
      await this.#disk.syncDirectory(this.#directory);
    }
    this.#unfinished = bytes;
    await this.#file.write(bytes, 0);
    await this.#file.sync();
    this.#unfinished = undefined;
    this.#bytes = bytes;
  }

  /**
   * Repeats a write that failed. The table of queues tells the bytes before a write from those after it, so this comes
   * before the next table: a mixture of three checkpoints would belong to none.
   */
  async finish(): Promise<void> {
    if (this.#unfinished !== undefined) {
      await this.write(this.#unfinished);
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }
}
