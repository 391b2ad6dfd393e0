import { join } from 'node:path';
import { diskErrorCode } from '../runtime/disk.ts';
import { offsetFileName } from './file-name.ts';
import type { OffsetFiles } from './log-files.ts';
import type { OpenFiles } from './open-files.ts';
import { newLogBuffer } from './record.ts';
import { decodeUnit, lastUnitPosition, type TimerUnit, unitBytes } from './timer-log.ts';

const unitsAtOnce = 1024;

/** The places of units in `timerlog/` in their order, as the files are; what no file has holds no unit. */
export class TimerUnits {
  readonly first: number;
  /** Behind the last place of the last file. */
  readonly end: number;
  position: number;
  /** At `position`; undefined where none is. */
  unit: TimerUnit | undefined;
  readonly #directory: string;
  readonly #files: OpenFiles;
  readonly #fileBytes: number;
  readonly #bases: ReadonlySet<number>;
  readonly #buffer = newLogBuffer(unitsAtOnce * unitBytes);
  #start = 0;
  #end = 0;

  constructor(directory: string, files: OpenFiles, fileBytes: number, found: OffsetFiles) {
    this.#directory = directory;
    this.#files = files;
    this.#fileBytes = fileBytes;
    const bases = found.files.map((file) => file.base).filter((base) => base % fileBytes === 0);
    this.#bases = new Set(bases);
    this.first = bases[0] ?? 0;
    this.end = bases.length === 0 ? 0 : (bases.at(-1) ?? 0) + fileBytes;
    this.position = this.first - unitBytes;
  }

  /** Moves to the next place; false when that is not before `end`. */
  async next(end: number): Promise<boolean> {
    this.position += unitBytes;
    const inFile = this.position % this.#fileBytes;
    if (this.position > 0 && inFile > lastUnitPosition(this.#fileBytes)) {
      this.position += this.#fileBytes - inFile;
    }
    if (this.position >= Math.min(end, this.end)) {
      return false;
    }
    if (this.position < this.#start || this.position >= this.#end) {
      await this.#load();
    }
    this.unit = decodeUnit(this.#buffer.view, this.position - this.#start);
    return true;
  }

  async #load(): Promise<void> {
    const inFile = this.position % this.#fileBytes;
    const base = this.position - inFile;
    const left = lastUnitPosition(this.#fileBytes) + unitBytes - inFile;
    const target = this.#buffer.bytes.subarray(0, Math.min(left, this.#buffer.bytes.length));
    let length = 0;
    if (this.#bases.has(base)) {
      try {
        const path = join(this.#directory, offsetFileName(base));
        length = await this.#files.use(path, (file) => file.read(target, inFile));
      } catch (error) {
        // A process that uses the store may delete units of deleted messages.
        if (diskErrorCode(error) !== 'ENOENT') {
          throw error;
        }
      }
    }
    target.fill(0, length);
    this.#start = this.position;
    this.#end = this.position + target.length;
  }
}

/** How the chain of each slot goes on, told from the units in their order. */
export class SlotChains {
  readonly #slots: number;
  readonly #last: Float64Array;
  readonly #counts: Int32Array;
  /** Which turn of the wheel the chain belongs to. */
  readonly #turns: Uint32Array;
  /** 1: units at the beginning of the chain are deleted or damaged, so its count is not known. */
  readonly #partial: Uint8Array;

  constructor(slots: number) {
    this.#slots = slots;
    this.#last = new Float64Array(slots).fill(-1);
    this.#counts = new Int32Array(slots);
    this.#turns = new Uint32Array(slots);
    this.#partial = new Uint8Array(slots);
  }

  /** The newest unit of the slot of this time, -1 when there is none. */
  last(time: number): number {
    const index = time % this.#slots;
    return this.#turns[index] === Math.floor(time / this.#slots) ? (this.#last[index] ?? -1) : -1;
  }

  /** Units that deliver minus those that cancel; undefined when that is not known. */
  count(time: number): number | undefined {
    const index = time % this.#slots;
    return this.#partial[index] === 1 ? undefined : this.#counts[index];
  }

  /** Begins with this unit, or goes on with it. */
  put(time: number, position: number, delta: number, begins: boolean, partial: boolean): void {
    const index = time % this.#slots;
    if (begins) {
      this.#counts[index] = 0;
      this.#partial[index] = 0;
      this.#turns[index] = Math.floor(time / this.#slots);
    }
    this.#last[index] = position;
    this.#counts[index] = (this.#counts[index] ?? 0) + delta;
    this.#partial[index] = partial ? 1 : (this.#partial[index] ?? 0);
  }
}
