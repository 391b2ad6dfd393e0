import { join } from 'node:path';
import { javaHash } from '../model/java-hash.ts';
import type { StoredMessage } from '../model/message.ts';
import { PropertyName } from '../model/properties.ts';
import { type Disk, type DiskFile, diskErrorCode, readWholeFile } from '../runtime/disk.ts';
import type { Findings } from './findings.ts';
import { parseLenientJson } from './lenient-json.ts';
import { offsetFilesOf } from './log-files.ts';
import { newLogBuffer } from './record.ts';
import type { StoreView } from './store-view.ts';
import { propertyOf, scheduleTopic } from './tags-code.ts';
import { decodeTimerCheck, type TimerCheck } from './timer-check.ts';
import { type TimerUnit, timerLogFileBytesDefault, UnitFlag, unitBytes } from './timer-log.ts';
import { slotTimeOf, timerTopic } from './timer-records.ts';
import { SlotChains, TimerUnits } from './timer-walk.ts';
import { decodeSlot, slotBytes, type TimerSlot } from './timer-wheel.ts';

const precisionMsDefault = 1000;
const wheelReadBytes = 1024 * 1024;
/** Damaged units whose place is remembered, so that what names them is not a finding of its own. */
const damagedMax = 10_000;

export interface TimerCounts {
  /** Units that lead to their message. */
  good: number;
  /** Units of deleted messages. */
  deleted: number;
  /** Units and slots that the next start makes again, or does not count. */
  pending: number;
  /** Slots whose messages wait. */
  slots: number;
}

/** What the timerlog says of a message of the timer topic. */
export interface TimerPlace {
  readonly physicalOffset: number;
  readonly size: number;
  readonly slotTimeMs: number;
  readonly topicHash: number;
  readonly cancels: boolean;
}

/** What is compared of a record; undefined when the timer has nothing to do with it. */
export function timerPlaceOf(message: StoredMessage): TimerPlace | undefined {
  if (message.topic !== timerTopic) {
    return undefined;
  }
  const { physicalOffset, size, properties } = message;
  return {
    physicalOffset,
    size,
    slotTimeMs: slotTimeOf(message),
    topicHash: javaHash(propertyOf(properties, PropertyName.REAL_TOPIC)),
    cancels: propertyOf(properties, PropertyName.TIMER_CANCEL_KEY) !== '',
  };
}

/** `counts`: there are files that say how far the timer is; `made again`: the next start does not use them. */
type Standing =
  | { readonly kind: 'none' | 'made again' }
  | { readonly kind: 'counts'; readonly check: TimerCheck; readonly end: number };

/**
 * Compares timerlog, timerwheel, timercheck and delayOffset.json with the log and each other: each unit with its
 * message while the log is read once, the chain of each slot while the units are. Below the position of the check
 * everything has to agree; after a clean stop nothing lies behind it.
 */
export class TimerVerifier {
  readonly counts: TimerCounts = { good: 0, deleted: 0, pending: 0, slots: 0 };
  readonly #view: StoreView;
  readonly #findings: Findings;
  readonly #precisionMs: number;
  readonly #damaged = new Set<number>();
  #standing: Standing = { kind: 'none' };
  #units: TimerUnits | undefined;
  #chains: SlotChains | undefined;
  #wheelSlots = 0;
  /** The unit at the cursor has not met its record yet. */
  #waiting = false;
  /** Offsets behind the last message that was seen, of the timer topic and of each level. */
  #timerEnd = -1;
  readonly #levelEnds = new Map<number, number>();

  constructor(view: StoreView, findings: Findings) {
    this.#view = view;
    this.#findings = findings;
    this.#precisionMs = view.sizes.timerPrecisionMs ?? precisionMsDefault;
  }

  async open(): Promise<void> {
    const { disk, paths, files, clean, sizes } = this.#view;
    const bytes = await readWholeFile(disk, join(paths.config, 'timercheck'));
    const wheel = await disk.stat(join(paths.root, 'timerwheel'));
    const found = offsetFilesOf(await disk.list(join(paths.root, 'timerlog')));
    const largest = found.files.reduce((size, file) => Math.max(size, file.bytes), 0);
    const fileBytes = sizes.timerLogFileBytes ?? (largest > 0 ? largest : timerLogFileBytesDefault);
    for (const name of found.strays) {
      this.#add(`timerlog/${name}`, 'is no name of a timerlog file; move it elsewhere');
    }
    if (bytes === undefined && (wheel === undefined || wheel.size === 0) && found.files.length === 0) {
      return;
    }
    const check = decodeTimerCheck(bytes ?? new Uint8Array());
    if (check === undefined) {
      this.#standing = { kind: 'made again' };
      if (clean && (wheel?.size ?? 0) > 0) {
        this.#add('config/timercheck', `is ${bytes === undefined ? 'missing' : 'damaged'}; the wheel is made again`);
      }
      return;
    }
    this.#wheelSlots = Math.floor((wheel?.size ?? 0) / slotBytes);
    const lacksWheel = check.logPosition > 0 && this.#wheelSlots === 0;
    if (check.own === undefined || lacksWheel ? !clean : check.own.rebuilding) {
      this.#standing = { kind: 'made again' };
      return;
    }
    this.#standing = { kind: 'counts', check, end: check.logPosition };
    if (lacksWheel) {
      this.#add('timerwheel', 'is missing or empty; it is made again');
    }
    this.#units = new TimerUnits(join(paths.root, 'timerlog'), files, fileBytes, found);
    this.#chains = new SlotChains(Math.max(1, this.#wheelSlots));
    if (check.logPosition > this.#units.end) {
      const text = `ends at ${this.#units.end}, config/timercheck knows ${check.logPosition} bytes of it`;
      this.#add('timerlog', text);
    }
  }

  #add(place: string, text: string): void {
    this.#findings.add('timer', place, text);
  }

  /** Notes how far the queues of delayed messages go. */
  noteQueue(topic: string, queueId: number, queueOffset: number): void {
    if (topic === timerTopic) {
      this.#timerEnd = queueOffset + 1;
    } else if (topic === scheduleTopic) {
      this.#levelEnds.set(queueId, queueOffset + 1);
    }
  }

  /** Compares a message of the timer topic with its unit; messages come in the order of the log. */
  async visit(place: TimerPlace): Promise<void> {
    for (let unit = await this.#peek(); unit !== undefined; unit = await this.#peek()) {
      if (unit.physicalOffset > place.physicalOffset) {
        return;
      }
      this.#waiting = false;
      if (unit.physicalOffset < place.physicalOffset) {
        await this.#judgeAlone(unit);
      } else {
        this.#compare(unit, place);
      }
    }
  }

  /** The next unit that has met no record, with its chain looked at. */
  async #peek(): Promise<TimerUnit | undefined> {
    if (this.#standing.kind !== 'counts' || this.#units === undefined) {
      return undefined;
    }
    while (!this.#waiting) {
      if (!(await this.#units.next(this.#standing.end))) {
        this.#units.unit = undefined;
        this.#waiting = true;
      } else if (this.#units.unit === undefined) {
        this.#noteDamaged(this.#units.position);
      } else {
        this.#link(this.#units.unit, this.#units.position);
        this.#waiting = true;
      }
    }
    return this.#units.unit;
  }

  #noteDamaged(position: number): void {
    // One finding for a stretch of them.
    if (!this.#damaged.has(position - unitBytes)) {
      this.#add('timerlog', `has no unit at ${position}`);
    }
    if (this.#damaged.size < damagedMax) {
      this.#damaged.add(position);
    }
  }

  #timeOf(unit: TimerUnit): number {
    return Math.floor((unit.writeTimeMs + unit.delayMs) / this.#precisionMs);
  }

  #link(unit: TimerUnit, position: number): void {
    const { previous } = unit;
    const chains = this.#chains;
    const time = this.#timeOf(unit);
    if (chains === undefined || time <= 0) {
      this.#add('timerlog', `the unit at ${position} has no possible time`);
      return;
    }
    const last = chains.last(time);
    const isDeleted = previous >= 0 && previous < (this.#units?.first ?? 0);
    const partial = isDeleted || this.#damaged.has(previous) || this.#damaged.size >= damagedMax;
    // -1 behind others: the slot was delivered, and the clock set back.
    const fits = previous === -1 || previous === last || partial;
    if (!fits) {
      this.#add('timerlog', `the unit at ${position} names ${previous} as the one before it, which is ${last}`);
    }
    const delta = (unit.flags & UnitFlag.CANCEL) === 0 ? 1 : -1;
    chains.put(time, position, delta, previous === -1 || last === -1, partial || !fits);
  }

  #compare(unit: TimerUnit, place: TimerPlace): void {
    const position = this.#units?.position ?? 0;
    const isRound = (unit.flags & UnitFlag.ROLL) !== 0;
    const late = Math.floor(place.slotTimeMs / this.#precisionMs);
    let problem: string | undefined;
    if (unit.size !== place.size) {
      problem = `says ${unit.size} bytes, its message has ${place.size}`;
    } else if (unit.topicHash !== place.topicHash) {
      problem = 'has the hash of another topic than its message';
    } else if (((unit.flags & UnitFlag.CANCEL) !== 0) !== place.cancels) {
      problem = place.cancels
        ? 'delivers, its message takes another back'
        : 'takes back, its message is to be delivered';
    } else if (!isRound && late > this.#timeOf(unit)) {
      problem = `has the slot ${this.#timeOf(unit)}, its message comes in ${late}`;
    }
    if (problem === undefined) {
      this.counts.good++;
    } else {
      this.#add('timerlog', `the unit at ${position} ${problem}`);
    }
  }

  /** A unit that meets no message in its order. */
  async #judgeAlone(unit: TimerUnit): Promise<void> {
    const { physicalOffset } = unit;
    const { runs } = this.#view;
    if (physicalOffset < (runs[0]?.first ?? 0)) {
      this.counts.deleted++;
      return;
    }
    const run = runs.find((one) => physicalOffset >= one.first && physicalOffset < one.end);
    const message = await run?.recordAt(physicalOffset);
    const place = message === undefined ? undefined : timerPlaceOf(message);
    if (place === undefined) {
      const position = this.#units?.position ?? 0;
      this.#add('timerlog', `the unit at ${position} leads to ${physicalOffset}, where no delayed message lies`);
    } else {
      this.#compare(unit, place);
    }
  }

  /** The log has been read up to its end: the units that are left, the wheel, and the words of how far all is. */
  async finish(tail: number): Promise<void> {
    for (let unit = await this.#peek(); unit !== undefined; unit = await this.#peek()) {
      this.#waiting = false;
      await this.#judgeAlone(unit);
    }
    if (this.#standing.kind === 'counts') {
      await this.#checkWheel(this.#standing.check);
      this.#checkEnds(this.#standing.check, tail);
      await this.#checkBehind(this.#standing.check.logPosition);
    }
    await this.#checkLevels();
  }

  #checkEnds({ queueOffset, own }: TimerCheck, tail: number): void {
    // Where a process was ended, the next start makes everything again if the log has lost its end.
    if (!this.#view.clean) {
      return;
    }
    if (this.#timerEnd !== -1 && queueOffset > this.#timerEnd) {
      const text = `counts ${queueOffset} delayed messages, their queue ends at ${this.#timerEnd}`;
      this.#add('config/timercheck', text);
    }
    if (own !== undefined && own.copiesFrom > tail) {
      this.#add('config/timercheck', `knows the log up to ${own.copiesFrom}, it ends at ${tail}`);
    }
  }

  /** After a clean stop nothing follows; else what follows is taken in again. */
  async #checkBehind(end: number): Promise<void> {
    const units = this.#units;
    let count = 0;
    if (units !== undefined && units.position >= end) {
      // The cursor is at the first place behind the end.
      units.position -= unitBytes;
      while ((await units.next(Number.POSITIVE_INFINITY)) && units.unit !== undefined) {
        count++;
      }
    }
    if (count > 0 && this.#view.clean && this.#standing.kind === 'counts' && this.#standing.check.own !== undefined) {
      this.#add('timerlog', `has ${count} units behind ${end}, where config/timercheck says that it ends`);
    } else {
      this.counts.pending += count;
    }
  }

  async #checkWheel(check: TimerCheck): Promise<void> {
    const { disk, paths, clean } = this.#view;
    if (this.#wheelSlots === 0) {
      return;
    }
    const readTime = Math.floor(check.readTimeMs / this.#precisionMs);
    const file = await openIfThere(disk, join(paths.root, 'timerwheel'));
    if (file === undefined) {
      // Whoever uses the store makes the wheel again.
      return;
    }
    let used = 0;
    let sum = 0;
    try {
      const buffer = newLogBuffer(wheelReadBytes);
      const bytesMax = this.#wheelSlots * slotBytes;
      for (let start = 0; start < bytesMax; start += buffer.bytes.length) {
        const length = Math.min(await file.read(buffer.bytes, start), bytesMax - start);
        for (let position = 0; position + slotBytes <= length; position += slotBytes) {
          const slot = decodeSlot(buffer.view, position);
          if (slot !== undefined) {
            used++;
            sum = (sum + (slot.lastPosition | 0) + slot.time + slot.count) | 0;
            this.#checkSlot(slot, (start + position) / slotBytes, readTime, check.logPosition);
          }
        }
      }
    } finally {
      await file.close();
    }
    const { own } = check;
    if (clean && own !== undefined && (used !== own.wheelSlots || sum !== own.wheelSum)) {
      const text = `is not the one that config/timercheck knows: it has ${used} slots in use, that says ${own.wheelSlots}`;
      this.#add('timerwheel', text);
    }
  }

  #checkSlot(slot: TimerSlot, index: number, readTime: number, end: number): void {
    const { time, lastPosition, count } = slot;
    if (time % this.#wheelSlots !== index) {
      this.#add('timerwheel', `the slot ${index} has the time ${time}, which belongs into ${time % this.#wheelSlots}`);
      return;
    }
    if (time < readTime) {
      // Delivered; RocketMQ leaves it as it was.
      return;
    }
    this.counts.slots++;
    if (lastPosition >= end) {
      if (this.#view.clean) {
        this.#add('timerwheel', `the slot ${index} (${time}) leads to ${lastPosition}, the timerlog ends at ${end}`);
      } else {
        this.counts.pending++;
      }
      return;
    }
    const last = this.#chains?.last(time) ?? -1;
    const units = this.#chains?.count(time);
    if (last !== lastPosition) {
      const text = last === -1 ? 'no unit of that time is there' : `its newest unit is at ${last}`;
      this.#add('timerwheel', `the slot ${index} (${time}) leads to ${lastPosition}, ${text}`);
    } else if (units === undefined) {
      this.#add('timerwheel', `the units of the slot ${index} (${time}) are not whole`);
    } else if (units !== count) {
      this.#add('timerwheel', `the slot ${index} (${time}) counts ${count}, its units ${units}`);
    }
  }

  /** No level is delivered further than its queue goes. */
  async #checkLevels(): Promise<void> {
    const { disk, paths } = this.#view;
    const bytes = await readWholeFile(disk, join(paths.config, 'delayOffset.json'));
    const outcome = parseLenientJson(bytes?.toString('utf8') ?? '{}');
    // What is no JSON is found with the other config files.
    const content = outcome.kind === 'bad' ? undefined : outcome.value;
    const table = typeof content === 'object' && content !== null && 'offsetTable' in content && content.offsetTable;
    for (const [level, offset] of Object.entries(typeof table === 'object' && table !== null ? table : {})) {
      const end = this.#levelEnds.get(Number(level) - 1);
      if (end !== undefined && typeof offset === 'number' && offset > end) {
        const text = `level ${level} is delivered up to ${offset}, its queue ends at ${end}`;
        this.#add('config/delayOffset.json', text);
      }
    }
  }
}

async function openIfThere(disk: Disk, path: string): Promise<DiskFile | undefined> {
  try {
    return await disk.open(path, 'read');
  } catch (error) {
    if (diskErrorCode(error) !== 'ENOENT') {
      throw error;
    }
    return undefined;
  }
}
