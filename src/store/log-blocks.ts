import { diskErrorCode } from '../runtime/disk.ts';
import type { CommitLog } from './commit-log.ts';
import { type LogBuffer, newLogBuffer } from './record.ts';

/** The log is read in blocks of this size, aligned to the start of their segment, so that all queues share them. */
const blockBytes = 256 * 1024;
/** Reads at once: most threads stay free for writes and syncs. Further ones wait. */
const readsAtOnce = 2;
/** Blocks that were read from once without being kept; the second time they are. */
const noticedMax = 64;

/** Bytes [start, end) of the log. They never change; what was handed out may be a view of them. */
export interface LogStretch {
  readonly buffer: LogBuffer;
  readonly start: number;
  readonly end: number;
}

interface Block extends LogStretch {
  /** Somebody has read from it; the block behind it was thought of. */
  used: boolean;
}

export const emptyStretch: LogStretch = { buffer: newLogBuffer(0), start: 0, end: 0 };

/**
 * What was read of the log's cold part: blocks, the least recently used dropped first. Who reads on finds the next block
 * read ahead. The hot end of the log lies elsewhere, so no consumer, however far behind, takes memory from it.
 */
export class LogBlocks {
  readonly #commitLog: CommitLog;
  readonly #bytesMax: number;
  /** By the log offset of their first byte, in the order of use. */
  readonly #blocks = new Map<number, Block>();
  readonly #loading = new Map<number, Promise<Block>>();
  readonly #noticed = new Set<number>();
  #bytes = 0;
  #reads = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(commitLog: CommitLog, bytesMax: number) {
    this.#commitLog = commitLog;
    this.#bytesMax = bytesMax;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** What is in memory and holds these bytes. */
  find(offset: number, size: number): LogStretch | undefined {
    const base = this.#baseOf(offset);
    const block = this.#blocks.get(base);
    if (block === undefined || offset + size > block.end) {
      return undefined;
    }
    this.#use(base, block);
    return block;
  }

  /**
   * Reads bytes of the log, below its readable end; fewer when the log has fewer, none when their segment is gone.
   * `sequel`: the bytes behind them are wanted soon.
   */
  async load(offset: number, size: number, sequel: boolean): Promise<LogStretch> {
    const base = this.#baseOf(offset);
    if (size > blockBytes || (!sequel && !this.#isWantedAgain(base))) {
      return await this.#read(offset, size);
    }
    const first = await this.#block(base, offset + size);
    if (offset + size <= first.end || first.end < base + blockBytes) {
      return first;
    }
    const second = await this.#block(base + blockBytes, offset + size);
    return join(first, second, offset, size);
  }

  /** Gives the memory of deleted segments back. */
  forgetDeleted(): void {
    for (const [base, block] of this.#blocks) {
      if (base < this.#commitLog.segments.first) {
        this.#drop(base, block);
      }
    }
  }

  /** Resolves when no read is under way. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#loading.values());
    this.#blocks.clear();
    this.#bytes = 0;
  }

  #baseOf(offset: number): number {
    const segment = this.#commitLog.segments.baseOf(offset);
    const position = offset - segment;
    return segment + position - (position % blockBytes);
  }

  #isWantedAgain(base: number): boolean {
    if (this.#loading.has(base) || this.#noticed.delete(base)) {
      return true;
    }
    if (this.#noticed.size >= noticedMax) {
      this.#noticed.clear();
    }
    this.#noticed.add(base);
    return false;
  }

  /** The block that begins here, with the log at least up to `end` as far as it goes: a block at the tail may have grown. */
  async #block(base: number, end: number): Promise<LogStretch> {
    const wanted = Math.min(end, base + blockBytes);
    let block = this.#blocks.get(base);
    if (block !== undefined && block.end < wanted) {
      this.#drop(base, block);
      block = undefined;
    }
    if (block === undefined) {
      const shared = this.#loading.has(base);
      block = await this.#fetch(base);
      if (shared && block.end < wanted) {
        this.#drop(base, block);
        block = await this.#fetch(base);
      }
    }
    this.#use(base, block);
    return block;
  }

  #fetch(base: number): Promise<Block> {
    let loading = this.#loading.get(base);
    if (loading === undefined) {
      loading = this.#fetchNow(base).finally(() => this.#loading.delete(base));
      this.#loading.set(base, loading);
    }
    return loading;
  }

  async #fetchNow(base: number): Promise<Block> {
    // What lies behind is still being written, and would be remembered as it is now.
    const end = Math.min(base + blockBytes, this.#commitLog.readable);
    const { buffer, start, end: readEnd } = await this.#read(base, end - base);
    const block: Block = { buffer, start, end: readEnd, used: false };
    if (readEnd > start && base >= this.#commitLog.segments.first && !this.#blocks.has(base)) {
      this.#blocks.set(base, block);
      this.#bytes += buffer.bytes.length;
      this.#evict();
    }
    return block;
  }

  #use(base: number, block: Block): void {
    if (this.#blocks.delete(base)) {
      this.#blocks.set(base, block);
    }
    if (!block.used) {
      block.used = true;
      this.#readAhead(base + blockBytes);
    }
  }

  /** A block whose predecessor was read comes next, as a rule. */
  #readAhead(base: number): void {
    const { segments, readable } = this.#commitLog;
    if (
      base % segments.segmentBytes !== 0 &&
      base + blockBytes <= readable &&
      this.#bytesMax >= 4 * blockBytes &&
      this.#blocks.has(base - 2 * blockBytes) &&
      !this.#blocks.has(base) &&
      !this.#loading.has(base) &&
      this.#reads < readsAtOnce &&
      this.#commitLog.hot(base) === undefined
    ) {
      // Who needs the block meets the failure again.
      this.#fetch(base).catch(() => undefined);
    }
  }

  async #read(offset: number, size: number): Promise<LogStretch> {
    while (this.#reads >= readsAtOnce) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#reads++;
    try {
      return await this.#readNow(offset, size);
    } finally {
      this.#reads--;
      this.#waiting.shift()?.();
    }
  }

  async #readNow(offset: number, size: number): Promise<LogStretch> {
    const { segments } = this.#commitLog;
    const left = segments.baseOf(offset) + segments.segmentBytes - offset;
    const wanted = Math.min(size, left);
    if (offset < segments.first || offset >= segments.end || wanted <= 0) {
      return emptyStretch;
    }
    const buffer = newLogBuffer(wanted);
    try {
      const length = await segments.read(buffer.bytes, offset);
      return { buffer, start: offset, end: offset + length };
    } catch (error) {
      if (diskErrorCode(error) === 'ENOENT' && offset < segments.first) {
        return emptyStretch;
      }
      throw error;
    }
  }

  #evict(): void {
    for (const [base, block] of this.#blocks) {
      if (this.#bytes <= this.#bytesMax) {
        return;
      }
      this.#drop(base, block);
    }
  }

  #drop(base: number, block: Block): void {
    if (this.#blocks.get(base) === block) {
      this.#blocks.delete(base);
      this.#bytes -= block.buffer.bytes.length;
    }
  }
}

/** Bytes that begin in one stretch and end in the next. */
function join(first: LogStretch, second: LogStretch, offset: number, size: number): LogStretch {
  const buffer = newLogBuffer(size);
  const head = first.buffer.bytes.subarray(offset - first.start, first.end - first.start);
  const tailEnd = Math.max(0, Math.min(offset + size, second.end) - second.start);
  buffer.bytes.set(head);
  buffer.bytes.set(second.buffer.bytes.subarray(0, tailEnd), head.length);
  return { buffer, start: offset, end: offset + head.length + tailEnd };
}
