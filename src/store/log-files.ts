import { join } from 'node:path';
import type { StoredMessage } from '../model/message.ts';
import type { DiskEntry } from '../runtime/disk.ts';
import { diskErrorCode } from '../runtime/disk.ts';
import { offsetFileName, parseOffsetFileName } from './file-name.ts';
import type { LogBytes } from './log-scanner.ts';
import type { OpenFiles } from './open-files.ts';
import { decodeRecord, inspectRecord, newLogBuffer } from './record.ts';

/** What a record's size is asked from. */
const headBytes = 4096;

/** Segments that follow each other without a gap, for reading only. What a file lacks at its end reads as zeros. */
export class LogRun implements LogBytes {
  readonly segmentBytes: number;
  readonly first: number;
  readonly end: number;
  readonly #directory: string;
  readonly #files: OpenFiles;

  constructor(directory: string, files: OpenFiles, segmentBytes: number, first: number, end: number) {
    this.#directory = directory;
    this.#files = files;
    this.segmentBytes = segmentBytes;
    this.first = first;
    this.end = end;
  }

  baseOf(offset: number): number {
    return offset - (offset % this.segmentBytes);
  }

  async read(target: Uint8Array, offset: number): Promise<number> {
    const base = this.baseOf(offset);
    const wanted = target.subarray(0, Math.min(target.length, base + this.segmentBytes - offset));
    const path = join(this.#directory, offsetFileName(base));
    let count = 0;
    try {
      count = await this.#files.use(path, (file) => file.read(wanted, offset - base));
    } catch (error) {
      // A process that uses the store may delete its oldest segments.
      if (diskErrorCode(error) !== 'ENOENT') {
        throw error;
      }
    }
    wanted.fill(0, count);
    return wanted.length;
  }

  /** The valid record that begins at the offset. */
  async recordAt(offset: number): Promise<StoredMessage | undefined> {
    if (offset < this.first || offset >= this.end) {
      return undefined;
    }
    const left = this.baseOf(offset) + this.segmentBytes - offset;
    let buffer = newLogBuffer(Math.min(headBytes, left));
    await this.read(buffer.bytes, offset);
    const size = buffer.bytes.length < 8 ? 0 : buffer.view.getInt32(0);
    if (size > buffer.bytes.length && size <= left) {
      buffer = newLogBuffer(size);
      await this.read(buffer.bytes, offset);
    }
    return inspectRecord(buffer, 0, buffer.bytes.length, offset, true) > 0 ? decodeRecord(buffer, 0) : undefined;
  }
}

/** The files of a directory that are named by offsets, as they are. */
export interface OffsetFiles {
  /** First byte and length of each file, ascending. */
  readonly files: readonly { readonly base: number; readonly bytes: number }[];
  /** Names that are no offsets. */
  readonly strays: readonly string[];
}

export function offsetFilesOf(entries: readonly DiskEntry[]): OffsetFiles {
  const files: { base: number; bytes: number }[] = [];
  const strays: string[] = [];
  for (const entry of entries) {
    const base = parseOffsetFileName(entry.name);
    if (entry.kind === 'file' && base !== undefined) {
      files.push({ base, bytes: entry.size });
    } else if (entry.kind === 'file') {
      strays.push(entry.name);
    }
  }
  return { files, strays };
}

/** Groups the segments into runs without gaps; a segment whose name does not fit the size is left out. */
export function runsOf(directory: string, files: OpenFiles, segmentBytes: number, found: OffsetFiles): LogRun[] {
  const runs: LogRun[] = [];
  const bases = found.files.map((file) => file.base).filter((base) => base % segmentBytes === 0);
  for (let index = 0; index < bases.length; ) {
    const first = bases[index] ?? 0;
    let end = first;
    while (bases[index] === end) {
      end += segmentBytes;
      index++;
    }
    runs.push(new LogRun(directory, files, segmentBytes, first, end));
  }
  return runs;
}
