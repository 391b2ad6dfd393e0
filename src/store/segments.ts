import { join } from 'node:path';
import { Code, MqError } from '../model/errors.ts';
import type { Disk, DiskFile } from '../runtime/disk.ts';
import { offsetFileName, parseOffsetFileName } from './file-name.ts';
import type { OpenFiles } from './open-files.ts';

/**
 * The files of the commitLog: each has the configured size from the start (the part that is not written takes no
 * space) and the name of its first byte's offset. They follow each other without a gap.
 */
export class Segments {
  readonly segmentBytes: number;
  readonly #disk: Disk;
  readonly #directory: string;
  readonly #files: OpenFiles;
  /** First byte of each segment, ascending. */
  #bases: number[] = [];
  #unfinished: { readonly base: number; readonly empty: boolean } | undefined;
  /** Files open for appending: the last one in use and the prepared one. */
  readonly #writers = new Map<number, DiskFile>();
  readonly #preparing = new Map<number, Promise<DiskFile>>();
  /** Segments whose making failed: there may be a file, of any length. */
  readonly #halfMade = new Set<number>();

  constructor(disk: Disk, directory: string, segmentBytes: number, files: OpenFiles) {
    this.segmentBytes = segmentBytes;
    this.#disk = disk;
    this.#directory = directory;
    this.#files = files;
  }

  /** First offset of the log. */
  get first(): number {
    return this.#bases[0] ?? 0;
  }

  /** Offset behind the last segment; equals `first` when there is none. */
  get end(): number {
    const last = this.#bases.at(-1);
    return last === undefined ? this.first : last + this.segmentBytes;
  }

  get bases(): readonly number[] {
    return this.#bases;
  }

  baseOf(offset: number): number {
    return offset - (offset % this.segmentBytes);
  }

  pathOf(base: number): string {
    return join(this.#directory, offsetFileName(base));
  }

  /** Reads the names and changes nothing; what a crash left unfinished is noted for `finish`. */
  async load(): Promise<void> {
    const bases: number[] = [];
    const entries = (await this.#disk.list(this.#directory)).filter((entry) => entry.kind === 'file');
    for (const [index, entry] of entries.entries()) {
      const base = parseOffsetFileName(entry.name);
      const path = join(this.#directory, entry.name);
      if (base === undefined) {
        throw new MqError(
          Code.INTERNAL_SERVER_ERROR,
          `'${path}' is no segment: names in this directory are offsets of 20 digits; move the file elsewhere`,
        );
      }
      const last = index === entries.length - 1;
      this.#check(path, base, entry.size, last, bases.at(-1));
      this.#unfinished = entry.size === this.segmentBytes ? undefined : { base, empty: entry.size === 0 };
      bases.push(base);
    }
    this.#bases = bases;
  }

  /** Removes an empty last segment, completes one that is too short. */
  async finish(): Promise<void> {
    const unfinished = this.#unfinished;
    this.#unfinished = undefined;
    if (unfinished?.empty) {
      await this.removeFrom(unfinished.base);
    } else if (unfinished !== undefined) {
      await this.#files.use(this.pathOf(unfinished.base), (file) => file.truncate(this.segmentBytes));
    }
  }

  #check(path: string, base: number, size: number, last: boolean, before: number | undefined): void {
    const expected = this.segmentBytes;
    if (size > expected || (size < expected && !last) || base % expected !== 0) {
      throw new MqError(
        Code.INTERNAL_SERVER_ERROR,
        `the segment '${path}' has ${size} bytes but mappedFileSizeCommitLog is ${expected}; set it to the size that the store was made with, or, if that is ${expected}, put this file back from a backup`,
      );
    }
    if (before !== undefined && base !== before + expected) {
      throw new MqError(
        Code.INTERNAL_SERVER_ERROR,
        `the segment before '${path}' is missing (expected ${offsetFileName(before + expected)}); put it back from a backup`,
      );
    }
  }

  /** The file to append to, when it is open already. */
  writer(base: number): DiskFile | undefined {
    return this.#writers.get(base);
  }

  /** Opens the segment for appending, and makes it when it is the next one; durable when it resolves. */
  prepare(base: number): Promise<DiskFile> {
    const open = this.#writers.get(base);
    if (open !== undefined) {
      return Promise.resolve(open);
    }
    let preparing = this.#preparing.get(base);
    if (preparing === undefined) {
      preparing = this.#make(base).finally(() => this.#preparing.delete(base));
      this.#preparing.set(base, preparing);
    }
    return preparing;
  }

  async #make(base: number): Promise<DiskFile> {
    const path = this.pathOf(base);
    if (this.#bases.includes(base)) {
      const existing = await this.#disk.open(path, 'write');
      this.#writers.set(base, existing);
      return existing;
    }
    // What an earlier, failed try left has no record in it.
    await this.#disk.remove(path);
    this.#halfMade.add(base);
    const file = await this.#disk.open(path, 'create');
    try {
      await file.truncate(this.segmentBytes);
      await file.sync();
      await this.#disk.syncDirectory(this.#directory);
    } catch (error) {
      await file.close().catch(() => undefined);
      throw error;
    }
    this.#halfMade.delete(base);
    this.#bases.push(base);
    this.#writers.set(base, file);
    return file;
  }

  /** Bytes of the log as they are on disk; fewer at the end of the last segment. Stays within one segment. */
  read(target: Uint8Array, offset: number): Promise<number> {
    const base = this.baseOf(offset);
    return this.#files.use(this.pathOf(base), (file) => file.read(target, offset - base));
  }

  /** Makes what was written between the offsets durable. */
  async sync(from: number, to: number): Promise<void> {
    for (let base = this.baseOf(from); base < to; base += this.segmentBytes) {
      const writer = this.#writers.get(base);
      if (writer === undefined) {
        await this.#files.use(this.pathOf(base), (file) => file.sync());
      } else {
        await writer.sync();
      }
      if (base + this.segmentBytes <= to && writer !== undefined) {
        this.#writers.delete(base);
        await writer.close();
      }
    }
  }

  /**
   * Zeros from the offset to the end of its segment, none behind it; durable. A crash half-way leaves a last segment
   * that is too short, which load completes.
   */
  async wipe(offset: number): Promise<void> {
    const base = this.baseOf(offset);
    await Promise.allSettled(this.#preparing.values());
    await this.removeFrom(base + this.segmentBytes);
    if (!this.#bases.includes(base)) {
      return;
    }
    const file = await this.prepare(base);
    await file.truncate(offset - base);
    await file.truncate(this.segmentBytes);
    await file.sync();
  }

  /** Removes the segments that begin at or beyond the offset, the last one first. */
  async removeFrom(offset: number): Promise<void> {
    for (let base = this.#bases.at(-1); base !== undefined && base >= offset; base = this.#bases.at(-1)) {
      this.#bases.pop();
      await this.#removeFile(base);
    }
  }

  /**
   * Removes the oldest segment. Readers that have it open finish; later ones find that it is gone. After an error it counts
   * as there, so that no later one can go before it.
   */
  async removeFirst(): Promise<void> {
    const base = this.#bases.shift();
    if (base === undefined) {
      return;
    }
    try {
      await this.#removeFile(base);
    } catch (error) {
      this.#bases.unshift(base);
      throw error;
    }
  }

  /** Removes segments that were prepared but hold nothing, or only half, the log ending at `tail`. */
  async removeUnused(tail: number): Promise<void> {
    await Promise.allSettled(this.#preparing.values());
    await this.removeFrom(this.baseOf(tail) + this.segmentBytes);
    for (const base of this.#halfMade) {
      await this.#removeFile(base);
      this.#halfMade.delete(base);
    }
  }

  async #removeFile(base: number): Promise<void> {
    await this.#writers.get(base)?.close();
    this.#writers.delete(base);
    await this.#files.forget(this.pathOf(base));
    await this.#disk.remove(this.pathOf(base));
    await this.#disk.syncDirectory(this.#directory);
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#preparing.values());
    for (const [base, file] of this.#writers) {
      this.#writers.delete(base);
      await file.close();
    }
  }
}
