import { join } from 'node:path';
import type { Disk } from '../runtime/disk.ts';
import { type LogBuffer, newLogBuffer, readInt64, writeInt64 } from './record.ts';

/**
 * The file `timerwheel`: which delayed messages are due in which unit of time (`timerPrecisionMs`, a second). Slot
 * `time mod slots` belongs to `time`, counted in such units since 1970, when it says so itself; big-endian, 32 bytes:
 *
 *   @0   i64  time, 0 for a slot that is free
 *   @8   i64  timerlog position of the first unit, never read
 *   @16  i64  position of the last unit, from which each names the one before
 *   @24  i32  units that deliver minus units that cancel
 *   @28  i32  0
 */
export const slotBytes = 32;
/** Slots of RocketMQ's wheel, whatever the precision. */
export const wheelSlotsDefault = 1_209_600;

const blockBytes = 16 * 1024;
/** Blocks that are kept although they are on disk: 1 MiB. */
const cleanBlocksMax = 64;
/** So many changed blocks (8 MiB) call for a checkpoint. */
const dirtyBlocksMax = 512;
const scanBytes = 1024 * 1024;

interface Block extends LogBuffer {
  readonly number: number;
  dirty: boolean;
}

export interface TimerSlot {
  readonly time: number;
  readonly lastPosition: number;
  readonly count: number;
}

/** Undefined for a slot that is free or holds nonsense. */
export function decodeSlot(view: DataView, position: number): TimerSlot | undefined {
  if (view.getInt32(position) === 0 && view.getInt32(position + 4) === 0) {
    return undefined;
  }
  const slot = {
    time: readInt64(view, position),
    lastPosition: readInt64(view, position + 16),
    count: view.getInt32(position + 24),
  };
  return slot.time > 0 && slot.lastPosition >= 0 && Number.isSafeInteger(slot.lastPosition) ? slot : undefined;
}

export function encodeSlot(view: DataView, position: number, slot: TimerSlot, firstPosition: number): void {
  writeInt64(view, position, slot.time);
  writeInt64(view, position + 8, firstPosition);
  writeInt64(view, position + 16, slot.lastPosition);
  view.setInt32(position + 24, slot.count);
  view.setInt32(position + 28, 0);
}

/**
 * The wheel, by blocks: changed ones stay in memory until `flush`, and a bitmap tells which slots are used. It has one
 * user, who does one thing at a time.
 */
export class TimerWheel {
  readonly slots: number;
  readonly #disk: Disk;
  readonly #root: string;
  readonly #path: string;
  readonly #blocks = new Map<number, Block>();
  readonly #used: Uint32Array;
  #exists = false;
  /** The name of the file is on disk; that of one which another process made may not be. */
  #isNamed = false;
  #dirtyBlocks = 0;
  #usedSlots = 0;
  #sum = 0;
  #pending = 0;
  #latest = 0;

  constructor(disk: Disk, root: string, slots: number) {
    this.slots = slots;
    this.#disk = disk;
    this.#root = root;
    this.#path = join(root, 'timerwheel');
    this.#used = new Uint32Array(Math.ceil(slots / 32));
  }

  get usedSlots(): number {
    return this.#usedSlots;
  }

  /** Changes with every slot: tells a wheel from an older one. */
  get sum(): number {
    return this.#sum;
  }

  /** Messages that wait; those that were cancelled and not yet passed over are taken off. */
  get pending(): number {
    return Math.max(0, this.#pending);
  }

  get isDirty(): boolean {
    return this.#dirtyBlocks > 0;
  }

  get wantsFlush(): boolean {
    return this.#dirtyBlocks >= dirtyBlocksMax;
  }

  /** Whether the file is there, with the right size. */
  async load(): Promise<'missing' | 'damaged' | 'good'> {
    const entry = await this.#disk.stat(this.#path);
    this.#exists = entry !== undefined;
    if (entry === undefined || entry.size === 0) {
      return 'missing';
    }
    return entry.size === this.slots * slotBytes ? 'good' : 'damaged';
  }

  /** Shows every used slot of the file in the order of the file; what is returned takes its place. */
  async scan(visit: (slot: TimerSlot) => Promise<TimerSlot | undefined>): Promise<void> {
    const changed = new Map<number, TimerSlot | undefined>();
    const file = await this.#disk.open(this.#path, 'read');
    try {
      const buffer = newLogBuffer(Math.min(scanBytes, this.slots * slotBytes));
      for (let start = 0; start < this.slots * slotBytes; start += buffer.bytes.length) {
        const length = await file.read(buffer.bytes, start);
        for (let position = 0; position + slotBytes <= length; position += slotBytes) {
          const slot = decodeSlot(buffer.view, position);
          if (slot !== undefined) {
            const index = (start + position) / slotBytes;
            const kept = slot.time % this.slots === index ? await visit(slot) : undefined;
            if (kept !== undefined) {
              this.#note(kept, 1, index);
            }
            if (kept !== slot) {
              changed.set(index, kept);
            }
          }
        }
      }
    } finally {
      await file.close();
    }
    // Not before: a block that is read loses the slots that nobody has noted.
    for (const [index, slot] of changed) {
      const block = this.#cached(index) ?? (await this.#read(index));
      if (slot !== undefined) {
        encodeSlot(block.view, this.#positionOf(index), slot, 0);
      }
      this.#markDirty(block);
    }
  }

  /** No used slot is later. */
  get latest(): number {
    return this.#usedSlots === 0 ? 0 : this.#latest;
  }

  /** Loses everything; the file goes as well. */
  async reset(): Promise<void> {
    this.#blocks.clear();
    this.#used.fill(0);
    this.#dirtyBlocks = 0;
    this.#usedSlots = 0;
    this.#sum = 0;
    this.#pending = 0;
    this.#latest = 0;
    await this.#disk.remove(this.#path);
    await this.#disk.syncDirectory(this.#root);
    this.#exists = false;
    this.#isNamed = false;
  }

  /** The slot that the time would use, whichever time it has now. */
  async find(time: number): Promise<TimerSlot | undefined> {
    const index = time % this.slots;
    if (!this.#isUsed(index)) {
      return undefined;
    }
    const block = this.#cached(index) ?? (await this.#read(index));
    return decodeSlot(block.view, this.#positionOf(index));
  }

  /** Puts a unit of the timerlog into the slot of the time, which is free or has that time; `delta` is 1 or -1. */
  async put(time: number, logPosition: number, delta: number): Promise<void> {
    const index = time % this.slots;
    const block = this.#cached(index) ?? (await this.#read(index));
    const position = this.#positionOf(index);
    const before = decodeSlot(block.view, position);
    const first = before === undefined ? logPosition : readInt64(block.view, position + 8);
    if (before !== undefined) {
      this.#note(before, -1, index);
    }
    const slot = { time, lastPosition: logPosition, count: (before?.count ?? 0) + delta };
    encodeSlot(block.view, position, slot, first);
    this.#note(slot, 1, index);
    this.#markDirty(block);
  }

  /** Frees the slot of this time. */
  async clear(time: number): Promise<void> {
    const index = time % this.slots;
    const block = this.#cached(index) ?? (await this.#read(index));
    const slot = decodeSlot(block.view, this.#positionOf(index));
    if (slot !== undefined && slot.time === time) {
      this.#note(slot, -1, index);
      block.bytes.fill(0, this.#positionOf(index), this.#positionOf(index) + slotBytes);
      this.#markDirty(block);
    }
  }

  /** The earliest used slot, all of them being at or after `from`. */
  async next(from: number): Promise<TimerSlot | undefined> {
    if (this.#usedSlots === 0) {
      return undefined;
    }
    const start = from % this.slots;
    if (this.#latest < from + this.slots) {
      return await this.find(this.#usedFrom(start) ?? this.#usedFrom(0) ?? start);
    }
    // Times lie outside of one turn of the wheel, so the nearest slot is not the next one of the bitmap.
    let nearest: TimerSlot | undefined;
    let latest = 0;
    for (let index = this.#usedFrom(0); index !== undefined; index = this.#usedFrom(index + 1)) {
      const slot = await this.find(index);
      if (slot !== undefined && (nearest === undefined || slot.time < nearest.time)) {
        nearest = slot;
      }
      latest = Math.max(latest, slot?.time ?? 0);
    }
    this.#latest = latest;
    return nearest;
  }

  /** Writes what has changed; durable when it resolves. */
  async flush(): Promise<void> {
    if (this.#dirtyBlocks === 0) {
      return;
    }
    const file = await this.#disk.open(this.#path, this.#exists ? 'write' : 'create');
    try {
      this.#exists = true;
      await file.truncate(this.slots * slotBytes);
      for (const block of this.#blocks.values()) {
        if (block.dirty) {
          await file.write(block.bytes, block.number * blockBytes);
        }
      }
      await file.sync();
      if (!this.#isNamed) {
        await this.#disk.syncDirectory(this.#root);
        this.#isNamed = true;
      }
    } finally {
      await file.close();
    }
    for (const block of this.#blocks.values()) {
      block.dirty = false;
    }
    this.#dirtyBlocks = 0;
    this.#evict();
  }

  #positionOf(index: number): number {
    return (index * slotBytes) % blockBytes;
  }

  #cached(index: number): Block | undefined {
    return this.#blocks.get(Math.floor((index * slotBytes) / blockBytes));
  }

  async #read(index: number): Promise<Block> {
    const number = Math.floor((index * slotBytes) / blockBytes);
    const start = number * blockBytes;
    const buffer = newLogBuffer(Math.min(blockBytes, this.slots * slotBytes - start));
    let length = 0;
    if (this.#exists) {
      const file = await this.#disk.open(this.#path, 'read');
      try {
        length = await file.read(buffer.bytes, start);
      } finally {
        await file.close();
      }
    }
    buffer.bytes.fill(0, length);
    // Slots of an earlier life that the bitmap does not know are free.
    for (let position = 0; position < buffer.bytes.length; position += slotBytes) {
      if (!this.#isUsed((start + position) / slotBytes)) {
        buffer.bytes.fill(0, position, position + slotBytes);
      }
    }
    this.#evict();
    const block: Block = { bytes: buffer.bytes, view: buffer.view, number, dirty: false };
    this.#blocks.set(number, block);
    return block;
  }

  #note(slot: TimerSlot, sign: 1 | -1, index: number): void {
    this.#usedSlots += sign;
    this.#latest = Math.max(this.#latest, slot.time);
    this.#pending += sign * slot.count;
    this.#sum = (this.#sum + sign * ((slot.lastPosition | 0) + slot.time + slot.count)) | 0;
    const word = index >>> 5;
    const bit = 1 << (index & 31);
    this.#used[word] = sign === 1 ? (this.#used[word] ?? 0) | bit : (this.#used[word] ?? 0) & ~bit;
  }

  #isUsed(index: number): boolean {
    return ((this.#used[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0;
  }

  #usedFrom(start: number): number | undefined {
    let word = start >>> 5;
    let bits = (this.#used[word] ?? 0) & (-1 << (start & 31));
    while (bits === 0) {
      word++;
      if (word >= this.#used.length) {
        return undefined;
      }
      bits = this.#used[word] ?? 0;
    }
    return word * 32 + (31 - Math.clz32(bits & -bits));
  }

  #markDirty(block: Block): void {
    if (!block.dirty) {
      block.dirty = true;
      this.#dirtyBlocks++;
    }
  }

  #evict(): void {
    for (const [number, block] of this.#blocks) {
      if (this.#blocks.size - this.#dirtyBlocks < cleanBlocksMax) {
        return;
      }
      if (!block.dirty) {
        this.#blocks.delete(number);
      }
    }
  }
}
