import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type Disk, type DiskFile, readWholeFile } from '../runtime/disk.ts';
import { viewOf } from './cell.ts';
import { readInt64, writeInt64 } from './record.ts';

/**
 * The file `config/timercheck`, 4 096 bytes, big-endian:
 *
 *   @0   i64  read time, ms: slots of the wheel before it are delivered
 *   @8   i64  timerlog position below which everything is on disk
 *   @16  i64  offset in the timer topic's queue behind the last message that is in the timerlog
 *   @24  i64  the same of the master, for a replica
 *   @32  i64  state version, @40 i64 time of writing, ms, @48 i64 counter of writes
 *   @64  ours, RocketMQ keeps it: i32 magic "PMQT", i32 flags (1: the wheel is being made again),
 *        i64 log offset: copies that were delivered and are not counted in above lie behind it,
 *        i64 slot that is being delivered (-1: none), i64 timerlog position up to which it is,
 *        i32 used slots of the wheel, i32 sum over them, i64 slot up to which the read time went back,
 *        i32 CRC-32 of the bytes 0 to 56 and of these
 */
const checkBytes = 4096;
const fieldBytes = 56;
const ownPosition = 64;
const ownEnd = ownPosition + 48;
const ownMagic = 0x504d5154;
const flagRebuilding = 1;

export interface TimerCheck {
  readonly readTimeMs: number;
  readonly logPosition: number;
  readonly queueOffset: number;
  readonly timestamp: number;
  readonly counter: number;
  /** What only we write; undefined when RocketMQ wrote the file last, or what we wrote is torn. */
  readonly own: OwnCheck | undefined;
}

export interface FoundTimerCheck extends TimerCheck {
  /** Our part is there and does not fit: RocketMQ wrote the file since, or our last writing was cut short. */
  readonly torn: boolean;
}

export interface OwnCheck {
  /** The wheel is being made again from the log; what the files hold does not count. */
  readonly rebuilding: boolean;
  /** Slots from the read time up to this one are delivered in part, which only wheel and timerlog can tell; or 0. */
  readonly turnedBackFrom: number;
  /** Copies that were delivered after this word was left lie behind this log offset. */
  readonly copiesFrom: number;
  /** Slot that is delivered in part, -1 for none: up to the unit at this position of the timerlog. */
  readonly partialSlot: number;
  readonly partialPosition: number;
  readonly wheelSlots: number;
  readonly wheelSum: number;
}

function checksum(bytes: Uint8Array): number {
  return crc32(bytes.subarray(ownPosition, ownEnd), crc32(bytes.subarray(0, fieldBytes)));
}

export function encodeTimerCheck(check: TimerCheck): Uint8Array {
  const bytes = new Uint8Array(checkBytes);
  const view = viewOf(bytes);
  writeInt64(view, 0, check.readTimeMs);
  writeInt64(view, 8, check.logPosition);
  writeInt64(view, 16, check.queueOffset);
  writeInt64(view, 24, check.queueOffset);
  writeInt64(view, 40, check.timestamp);
  writeInt64(view, 48, check.counter);
  if (check.own !== undefined) {
    const { own } = check;
    view.setInt32(ownPosition, ownMagic);
    view.setInt32(ownPosition + 4, own.rebuilding ? flagRebuilding : 0);
    writeInt64(view, ownPosition + 8, own.copiesFrom);
    writeInt64(view, ownPosition + 16, own.partialSlot);
    writeInt64(view, ownPosition + 24, own.partialPosition);
    view.setInt32(ownPosition + 32, own.wheelSlots);
    view.setInt32(ownPosition + 36, own.wheelSum);
    writeInt64(view, ownPosition + 40, own.turnedBackFrom);
    view.setUint32(ownEnd, checksum(bytes));
  }
  return bytes;
}

/** Any bytes give a check, or undefined when they are none. */
export function decodeTimerCheck(bytes: Uint8Array): FoundTimerCheck | undefined {
  if (bytes.length < fieldBytes) {
    return undefined;
  }
  const view = viewOf(bytes);
  const check = {
    readTimeMs: readInt64(view, 0),
    logPosition: readInt64(view, 8),
    queueOffset: readInt64(view, 16),
    timestamp: readInt64(view, 40),
    counter: readInt64(view, 48),
  };
  const makesSense = Object.values(check).every((value) => Number.isSafeInteger(value) && value >= 0);
  if (!makesSense || check.readTimeMs === 0) {
    return undefined;
  }
  if (
    bytes.length < ownEnd + 4 ||
    view.getInt32(ownPosition) !== ownMagic ||
    view.getUint32(ownEnd) !== checksum(bytes)
  ) {
    // RocketMQ's own file has its full size and nothing behind its fields.
    const torn = bytes.length < checkBytes || view.getInt32(ownPosition) !== 0;
    return { ...check, own: undefined, torn };
  }
  const own = {
    rebuilding: (view.getInt32(ownPosition + 4) & flagRebuilding) !== 0,
    copiesFrom: readInt64(view, ownPosition + 8),
    partialSlot: readInt64(view, ownPosition + 16),
    partialPosition: readInt64(view, ownPosition + 24),
    wheelSlots: view.getInt32(ownPosition + 32),
    wheelSum: view.getInt32(ownPosition + 36),
    turnedBackFrom: readInt64(view, ownPosition + 40),
  };
  return { ...check, own, torn: false };
}

/** The file; all fields lie in one sector, so a power cut leaves the old or the new ones. */
export class TimerCheckFile {
  readonly #disk: Disk;
  readonly #directory: string;
  readonly #path: string;
  #file: DiskFile | undefined;

  constructor(disk: Disk, configDirectory: string) {
    this.#disk = disk;
    this.#directory = configDirectory;
    this.#path = join(configDirectory, 'timercheck');
  }

  async read(): Promise<FoundTimerCheck | undefined> {
    return decodeTimerCheck((await readWholeFile(this.#disk, this.#path)) ?? new Uint8Array());
  }

  /** Durable when it resolves. */
  async write(check: TimerCheck): Promise<void> {
    if (this.#file === undefined) {
      const existing = await this.#disk.stat(this.#path);
      this.#file = await this.#disk.open(this.#path, existing === undefined ? 'create' : 'write');
      await this.#disk.syncDirectory(this.#directory);
    }
    await this.#file.write(encodeTimerCheck(check), 0);
    await this.#file.sync();
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }
}
