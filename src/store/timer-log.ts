import { join } from 'node:path';
import type { Disk } from '../runtime/disk.ts';
import { offsetFileName, parseOffsetFileName } from './file-name.ts';
import type { OpenFiles } from './open-files.ts';
import { blankMagic, type LogBuffer, newLogBuffer, readInt64, writeInt64 } from './record.ts';

/**
 * The files of `timerlog/`: one unit for each message of the timer topic, in its order. 52 bytes, big-endian:
 *
 *   @0   i32  52
 *   @4   i64  position of the unit before in the same slot, -1 for the first
 *   @12  i32  bits: 1 always, 2 the message goes round once more, 4 it cancels another
 *   @16  i64  time of writing, ms, floored to the precision
 *   @24  i32  time of the slot minus that, ms
 *   @28  i64  log offset of the record in the timer topic
 *   @36  i32  its size
 *   @40  i32  Java hash of the topic that it is meant for
 *   @44  i64  0
 *
 * When fewer than 68 bytes are left, a file ends with a blank: i32 bytes left, i64 0, i32 cbd43194.
 */
export const unitBytes = 52;
const blankUnitBytes = 16;
export const timerLogFileBytesDefault = 104_857_600;

export const UnitFlag = { DEFAULT: 1, ROLL: 2, CANCEL: 4 } as const;

export interface TimerUnit {
  readonly previous: number;
  readonly flags: number;
  readonly writeTimeMs: number;
  readonly delayMs: number;
  readonly physicalOffset: number;
  readonly size: number;
  readonly topicHash: number;
}

export function encodeUnit(view: DataView, position: number, unit: TimerUnit): void {
  view.setInt32(position, unitBytes);
  writeInt64(view, position + 4, unit.previous);
  view.setInt32(position + 12, unit.flags);
  writeInt64(view, position + 16, unit.writeTimeMs);
  view.setInt32(position + 24, unit.delayMs);
  writeInt64(view, position + 28, unit.physicalOffset);
  view.setInt32(position + 36, unit.size);
  view.setInt32(position + 40, unit.topicHash);
  writeInt64(view, position + 44, 0);
}

/** Undefined where no unit is. */
export function decodeUnit(view: DataView, position: number): TimerUnit | undefined {
  if (view.getInt32(position) !== unitBytes) {
    return undefined;
  }
  const unit = {
    previous: readInt64(view, position + 4),
    flags: view.getInt32(position + 12),
    writeTimeMs: readInt64(view, position + 16),
    delayMs: view.getInt32(position + 24),
    physicalOffset: readInt64(view, position + 28),
    size: view.getInt32(position + 36),
    topicHash: view.getInt32(position + 40),
  };
  return (unit.flags | 0xf) === 0xf && unit.size > 0 && unit.physicalOffset >= 0 ? unit : undefined;
}

/** Position of the last unit of a full file. */
export function lastUnitPosition(fileBytes: number): number {
  return fileBytes - ((fileBytes - blankUnitBytes) % unitBytes) - blankUnitBytes - unitBytes;
}

const tailBytes = 512 * 1024;
const blockBytes = 64 * 1024;
/** Blocks of the past in memory: 1 MiB. */
const blocksMax = 16;

/** The units that are not in the files yet lie in one piece of memory; `makeRoom` and `flush` bring them there. */
export class TimerLog {
  readonly fileBytes: number;
  readonly #disk: Disk;
  readonly #root: string;
  readonly #directory: string;
  readonly #files: OpenFiles;
  #bases: number[] = [];
  #tail = 0;
  /** Positions from here on lie in `#buffer`. */
  #start = 0;
  #written = 0;
  #synced = 0;
  #buffer = newLogBuffer(tailBytes);
  readonly #blocks = new Map<number, LogBuffer>();

  constructor(disk: Disk, root: string, fileBytes: number, files: OpenFiles) {
    this.fileBytes = fileBytes;
    this.#disk = disk;
    this.#root = root;
    this.#directory = join(root, 'timerlog');
    this.#files = files;
  }

  get first(): number {
    return this.#bases[0] ?? 0;
  }

  /** Position of the next unit. */
  get tail(): number {
    return this.#tail;
  }

  get isDirty(): boolean {
    return this.#synced < this.#tail;
  }

  /** Finds the files; false when they are not files of a timerlog with units up to this position. */
  async load(end: number): Promise<boolean> {
    this.#bases = [];
    let good = true;
    for (const entry of await this.#disk.list(this.#directory)) {
      const base = parseOffsetFileName(entry.name);
      const before = this.#bases.at(-1);
      if (entry.kind !== 'file') {
        continue;
      }
      good &&= base !== undefined && base % this.fileBytes === 0 && entry.size <= this.fileBytes;
      good &&= before === undefined || base === before + this.fileBytes;
      if (base !== undefined && good) {
        // Only the last file that counts may be short: a crash left it so before it had a unit, or while it was wiped.
        good &&= entry.size === this.fileBytes || base + entry.size >= end;
        this.#bases.push(base);
      }
    }
    const last = this.#bases.at(-1);
    this.#setTail(end);
    return good && (end === 0 || (last !== undefined && this.first < end && end <= last + this.fileBytes));
  }

  /** Whether a unit ends where the next one goes: the files were not cut or wiped. */
  async endsWithUnit(): Promise<boolean> {
    if (this.#tail === 0) {
      return true;
    }
    const base = this.#tail - (this.#tail % this.fileBytes);
    const last =
      base === this.#tail ? base - this.fileBytes + lastUnitPosition(this.fileBytes) : this.#tail - unitBytes;
    return (await this.unitAt(last)) !== undefined;
  }

  /** Wipes everything from the tail on; a crash half-way leaves what load and this complete. */
  async wipe(): Promise<void> {
    for (let base = this.#bases.at(-1); base !== undefined && base >= this.#tail; base = this.#bases.at(-1)) {
      this.#bases.pop();
      await this.#remove(base);
    }
    const last = this.#bases.at(-1);
    if (last !== undefined && this.#tail < last + this.fileBytes) {
      await this.#files.use(this.#pathOf(last), async (file) => {
        await file.truncate(this.#tail - last);
        await file.truncate(this.fileBytes);
        await file.sync();
      });
    }
  }

  /** Whether the file has anything behind the tail. */
  async hasMore(): Promise<boolean> {
    const last = this.#bases.at(-1);
    return last !== undefined && (last >= this.#tail || (await this.unitAt(this.#tail)) !== undefined);
  }

  /** Loses everything. */
  async reset(): Promise<void> {
    this.#bases = [];
    for (const entry of await this.#disk.list(this.#directory)) {
      if (entry.kind === 'file') {
        const path = join(this.#directory, entry.name);
        await this.#files.forget(path);
        await this.#disk.remove(path);
      }
    }
    this.#blocks.clear();
    this.#setTail(0);
  }

  /** Makes sure that `append` has memory for one more unit. */
  async makeRoom(): Promise<void> {
    if (this.#tail + unitBytes * 3 - this.#start > tailBytes) {
      await this.#write();
      this.#start = this.#tail;
      this.#buffer = newLogBuffer(tailBytes);
    }
  }

  hasRoom(): boolean {
    return this.#tail + unitBytes * 3 - this.#start <= tailBytes;
  }

  /** Adds a unit and tells its position. */
  append(unit: TimerUnit): number {
    const left = this.fileBytes - (this.#tail % this.fileBytes);
    if (left < unitBytes + blankUnitBytes) {
      const at = this.#tail - this.#start;
      this.#buffer.bytes.fill(0, at, at + left);
      this.#buffer.view.setInt32(at, left);
      this.#buffer.view.setInt32(at + 12, blankMagic);
      this.#tail += left;
    }
    const position = this.#tail;
    encodeUnit(this.#buffer.view, position - this.#start, unit);
    this.#tail += unitBytes;
    return position;
  }

  /** The unit at this position; undefined where none is, or its file is gone. */
  async unitAt(position: number): Promise<TimerUnit | undefined> {
    if (position >= this.#start && position < this.#tail) {
      return decodeUnit(this.#buffer.view, position - this.#start);
    }
    const inFile = position % this.fileBytes;
    const base = position - inFile;
    if (!this.#bases.includes(base) || inFile % unitBytes !== 0 || inFile + unitBytes > this.fileBytes) {
      return undefined;
    }
    const inBlock = inFile % blockBytes;
    const block = await this.#blockAt(base, inFile - inBlock);
    return inBlock + unitBytes > block.bytes.length ? undefined : decodeUnit(block.view, inBlock);
  }

  async #blockAt(base: number, start: number): Promise<LogBuffer> {
    const known = this.#blocks.get(base + start);
    if (known !== undefined) {
      return known;
    }
    const buffer = newLogBuffer(blockBytes + unitBytes);
    const length = await this.#files.use(this.#pathOf(base), (file) => file.read(buffer.bytes, start));
    buffer.bytes.fill(0, length);
    // Not the end of what is written: it will look different soon.
    if (base + start + buffer.bytes.length <= this.#start) {
      const [oldest] = this.#blocks.keys();
      if (this.#blocks.size >= blocksMax && oldest !== undefined) {
        this.#blocks.delete(oldest);
      }
      this.#blocks.set(base + start, buffer);
    }
    return buffer;
  }

  /** Durable when it resolves. */
  async flush(): Promise<void> {
    await this.#write();
    for (const base of this.#bases) {
      if (base + this.fileBytes > this.#synced && base < this.#tail) {
        await this.#files.use(this.#pathOf(base), (file) => file.sync());
      }
    }
    this.#synced = this.#tail;
  }

  async #write(): Promise<void> {
    while (this.#written < this.#tail) {
      const inFile = this.#written % this.fileBytes;
      const base = this.#written - inFile;
      await this.#make(base);
      const end = Math.min(this.#tail, base + this.fileBytes);
      const bytes = this.#buffer.bytes.subarray(this.#written - this.#start, end - this.#start);
      await this.#files.use(this.#pathOf(base), (file) => file.write(bytes, inFile));
      this.#written = end;
    }
  }

  async #make(base: number): Promise<void> {
    if (this.#bases.includes(base)) {
      return;
    }
    const path = this.#pathOf(base);
    if ((await this.#disk.makeDirectory(this.#directory)) > 0) {
      await this.#disk.syncDirectory(this.#root);
    }
    await this.#files.forget(path);
    await this.#disk.remove(path);
    const file = await this.#disk.open(path, 'create');
    try {
      await file.truncate(this.fileBytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await this.#disk.syncDirectory(this.#directory);
    this.#bases.push(base);
  }

  /** Removes the oldest files as long as the records of all their units lie below the log offset. */
  async removeBelow(physicalOffset: number): Promise<void> {
    for (
      let base = this.#bases[0];
      base !== undefined && base + this.fileBytes <= this.#written;
      base = this.#bases[0]
    ) {
      const last = await this.unitAt(base + lastUnitPosition(this.fileBytes));
      if (last === undefined || last.physicalOffset >= physicalOffset) {
        return;
      }
      this.#bases.shift();
      await this.#remove(base);
    }
  }

  async #remove(base: number): Promise<void> {
    await this.#files.forget(this.#pathOf(base));
    await this.#disk.remove(this.#pathOf(base));
    await this.#disk.syncDirectory(this.#directory);
  }

  #setTail(position: number): void {
    this.#tail = position;
    this.#start = position;
    this.#written = position;
    this.#synced = position;
  }

  #pathOf(base: number): string {
    return join(this.#directory, offsetFileName(base));
  }
}
