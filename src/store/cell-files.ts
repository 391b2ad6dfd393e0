import { join } from 'node:path';
import { Code, MqError } from '../model/errors.ts';
import type { Disk, DiskFile } from '../runtime/disk.ts';
import { diskErrorCode } from '../runtime/disk.ts';
import { cellBytes, encodeCell, preBlankSize, viewOf } from './cell.ts';
import { offsetFileName, parseOffsetFileName, parseQueueId } from './file-name.ts';
import type { OpenFiles } from './open-files.ts';
import { inParallel } from './parallel.ts';

/** Pre-blanks are written in pieces of this size. */
const preBlankPieceBytes = 64 * 1024 - ((64 * 1024) % cellBytes);

/** Beyond so many files each is closed again at once, so that others can stay open. */
export const keptOpenMax = 64;

/** Files that are written or synced at once: the file system joins syncs, and one thread of four stays free for others. */
export const filesAtOnce = 3;
/** As many when nobody else needs the threads: none of them waits for the event loop. */
export const filesAtOnceAlone = 8;

/** The files of one queue. */
interface QueueFiles {
  /** First bytes of the files. */
  readonly bases: number[];
  /** The file that was asked for last, which is the last one as a rule. */
  base: number;
  path: string;
}

/**
 * The consumeQueue files: `consumequeue/TOPIC/QUEUE_ID/` with files of the configured size, zero behind the last cell.
 * Remembers what was written since the last sync.
 */
export class CellFiles {
  readonly fileBytes: number;
  readonly #disk: Disk;
  readonly #root: string;
  readonly #files: OpenFiles;
  /** What is known of the files of each queue, by topic and queue id. */
  readonly #queues = new Map<string, Map<number, QueueFiles>>();
  /** Lengths of files that are shorter than they should be. */
  readonly #unfinished = new Map<string, number>();
  #dirtyFiles = new Set<string>();
  #dirtyDirectories = new Set<string>();

  constructor(disk: Disk, root: string, fileBytes: number, files: OpenFiles) {
    this.#disk = disk;
    this.#root = root;
    this.fileBytes = fileBytes;
    this.#files = files;
  }

  get root(): string {
    return this.#root;
  }

  /** Topics and queue ids that have a directory. */
  async listQueues(): Promise<{ readonly topic: string; readonly queueId: number }[]> {
    const queues: { topic: string; queueId: number }[] = [];
    const topics = (await this.#disk.list(this.#root)).filter((entry) => entry.kind === 'directory');
    await inParallel(topics, filesAtOnceAlone, async (topic) => {
      for (const queue of await this.#disk.list(join(this.#root, topic.name))) {
        const queueId = queue.kind === 'directory' ? parseQueueId(queue.name) : undefined;
        if (queueId !== undefined) {
          queues.push({ topic: topic.name, queueId });
        }
      }
    });
    return queues;
  }

  /** Finds the files of a queue and changes nothing; what a crash left unfinished is noted for `finish`. */
  async load(topic: string, queueId: number): Promise<readonly number[]> {
    const directory = this.#directoryOf(topic, queueId);
    const entries = (await this.#disk.list(directory)).filter((entry) => entry.kind === 'file');
    const bases: number[] = [];
    for (const entry of entries) {
      const path = join(directory, entry.name);
      const base = parseOffsetFileName(entry.name);
      if (base === undefined) {
        throw new MqError(
          Code.INTERNAL_SERVER_ERROR,
          `'${path}' is no consumeQueue file: names in this directory are offsets of 20 digits; move the file elsewhere`,
        );
      }
      if (entry.size > this.fileBytes || base % this.fileBytes !== 0) {
        throw new MqError(
          Code.INTERNAL_SERVER_ERROR,
          `the consumeQueue file '${path}' has ${entry.size} bytes but mappedFileSizeConsumeQueue is ${this.fileBytes}; set it to the size that the store was made with, or delete the directory consumequeue to have it rebuilt`,
        );
      }
      if (entry.size !== this.fileBytes) {
        this.#unfinished.set(path, entry.size);
      }
      bases.push(base);
    }
    this.#noteBases(topic, queueId, bases);
    return bases;
  }

  /** True when files are shorter than they should be: a crash left them so, or somebody cut them. */
  get unfinished(): boolean {
    return this.#unfinished.size > 0;
  }

  /** True when there are files for all cells from one offset to the other, and they were long enough when they were found. */
  covers(topic: string, queueId: number, minOffset: number, maxOffset: number): boolean {
    const bases = this.basesOf(topic, queueId);
    const directory = this.#directoryOf(topic, queueId);
    const end = maxOffset * cellBytes;
    const start = minOffset * cellBytes;
    for (let base = start - (start % this.fileBytes); base < end; base += this.fileBytes) {
      const length = this.#unfinished.get(join(directory, offsetFileName(base))) ?? this.fileBytes;
      if (!bases.includes(base) || length < Math.min(this.fileBytes, end - base)) {
        return false;
      }
    }
    return true;
  }

  /** Completes files that are too short. */
  async finish(): Promise<void> {
    for (const path of this.#unfinished.keys()) {
      await this.#files.use(path, (file) => file.truncate(this.fileBytes));
      this.#dirtyFiles.add(path);
    }
    this.#unfinished.clear();
  }

  /** First bytes of the files of a queue. */
  basesOf(topic: string, queueId: number): readonly number[] {
    return this.#filesOf(topic, queueId)?.bases ?? noBases;
  }

  /**
   * Writes cells that belong at this offset of the queue, and makes files for them. With `durable` their bytes are on
   * disk when it resolves, which costs less than a sync later; names in directories still wait for `sync`. With `passing`
   * a file that is not open is closed again.
   */
  async write(
    topic: string,
    queueId: number,
    offset: number,
    cells: Uint8Array,
    { durable = false, passing = false }: { readonly durable?: boolean; readonly passing?: boolean } = {},
  ): Promise<void> {
    let done = 0;
    while (done < cells.length) {
      const position = offset * cellBytes + done;
      const base = position - (position % this.fileBytes);
      const count = Math.min(cells.length - done, base + this.fileBytes - position);
      const part = count === cells.length ? cells : cells.subarray(done, done + count);
      await this.#inFile(topic, queueId, base, position - base, passing, async (path, file) => {
        await file.write(part, position - base);
        // Until a sync is done the file counts as dirty: others may wait for it.
        this.#dirtyFiles.add(path);
        if (durable) {
          await file.sync();
          this.#dirtyFiles.delete(path);
        }
      });
      done += count;
    }
  }

  /** Reads cells from this offset on into the target, within one file; tells how many bytes it got. */
  async read(topic: string, queueId: number, offset: number, target: Uint8Array): Promise<number> {
    const position = offset * cellBytes;
    const base = position - (position % this.fileBytes);
    const known = this.#filesOf(topic, queueId);
    if (known?.bases.includes(base) !== true) {
      return 0;
    }
    const wanted = target.subarray(0, Math.min(target.length, base + this.fileBytes - position));
    const path = this.#pathIn(known, topic, queueId, base);
    return await this.#files.use(path, (file) => file.read(wanted, position - base));
  }

  /** Removes all cells from this offset on. A crash half-way leaves a last file that is too short, which load completes. */
  async cut(topic: string, queueId: number, offset: number): Promise<void> {
    const directory = this.#directoryOf(topic, queueId);
    const bases = this.#filesOf(topic, queueId)?.bases ?? [];
    const position = offset * cellBytes;
    for (let base = bases.at(-1); base !== undefined && base + this.fileBytes > position; base = bases.at(-1)) {
      const path = join(directory, offsetFileName(base));
      if (base < position) {
        await this.#files.use(path, async (file) => {
          await file.truncate(position - base);
          await file.truncate(this.fileBytes);
        });
        this.#dirtyFiles.add(path);
        return;
      }
      bases.pop();
      await this.#removeFile(directory, path);
    }
  }

  /** Removes the files whose cells all lie before this offset. */
  async removeBelow(topic: string, queueId: number, offset: number): Promise<void> {
    const directory = this.#directoryOf(topic, queueId);
    const bases = this.#filesOf(topic, queueId)?.bases ?? [];
    for (let base = bases[0]; base !== undefined && base + this.fileBytes <= offset * cellBytes; base = bases[0]) {
      bases.shift();
      await this.#removeFile(directory, join(directory, offsetFileName(base)));
    }
  }

  /** Removes everything of a topic; durable when it resolves. */
  async removeTopic(topic: string): Promise<void> {
    const root = join(this.#root, topic);
    const queues = this.#queues.get(topic) ?? [];
    this.#queues.delete(topic);
    for (const [queueId, { bases }] of queues) {
      const directory = this.#directoryOf(topic, queueId);
      this.#dirtyDirectories.delete(directory);
      for (const base of bases) {
        const path = join(directory, offsetFileName(base));
        this.#dirtyFiles.delete(path);
        await this.#files.forget(path);
      }
    }
    this.#dirtyDirectories.delete(root);
    await this.#disk.removeDirectory(root);
    await this.#disk.syncDirectory(this.#root);
  }

  /** Everything written is durable when it resolves; after an error nobody knows what is. */
  async sync(atOnce = filesAtOnce): Promise<void> {
    const files = this.#dirtyFiles;
    const directories = this.#dirtyDirectories;
    this.#dirtyFiles = new Set();
    this.#dirtyDirectories = new Set();
    const sync = (file: DiskFile) => file.sync();
    const passing = files.size > keptOpenMax;
    await inParallel(files, atOnce, (path) => this.#use(path, passing, sync));
    await inParallel(directories, atOnce, (path) => this.#disk.syncDirectory(path));
  }

  #filesOf(topic: string, queueId: number): QueueFiles | undefined {
    return this.#queues.get(topic)?.get(queueId);
  }

  #use(path: string, passing: boolean, task: (file: DiskFile) => Promise<void>): Promise<void> {
    return passing ? this.#files.usePassing(path, task) : this.#files.use(path, task);
  }

  #noteBases(topic: string, queueId: number, bases: number[]): QueueFiles {
    let queues = this.#queues.get(topic);
    if (queues === undefined) {
      queues = new Map();
      this.#queues.set(topic, queues);
    }
    const known: QueueFiles = { bases, base: -1, path: '' };
    queues.set(queueId, known);
    return known;
  }

  #pathIn(known: QueueFiles, topic: string, queueId: number, base: number): string {
    if (known.base !== base) {
      known.path = join(this.#root, topic, String(queueId), offsetFileName(base));
      known.base = base;
    }
    return known.path;
  }

  #directoryOf(topic: string, queueId: number): string {
    return join(this.#root, topic, String(queueId));
  }

  async #removeFile(directory: string, path: string): Promise<void> {
    this.#dirtyFiles.delete(path);
    await this.#files.forget(path);
    await this.#disk.remove(path);
    this.#dirtyDirectories.add(directory);
  }

  /** Runs the task with the file that begins at `base`; one that is made is pre-blank up to `firstPosition`. */
  async #inFile(
    topic: string,
    queueId: number,
    base: number,
    firstPosition: number,
    passing: boolean,
    task: (path: string, file: DiskFile) => Promise<void>,
  ): Promise<void> {
    const known = this.#filesOf(topic, queueId) ?? this.#noteBases(topic, queueId, []);
    const path = this.#pathIn(known, topic, queueId, base);
    const { bases } = known;
    if (bases.includes(base)) {
      return await this.#use(path, passing, (file) => task(path, file));
    }
    const directory = this.#directoryOf(topic, queueId);
    if (bases.length === 0) {
      await this.#disk.makeDirectory(directory);
      this.#dirtyDirectories.add(this.#root);
      this.#dirtyDirectories.add(join(this.#root, topic));
    }
    const fill = async (file: DiskFile) => {
      await file.truncate(this.fileBytes);
      for (let at = 0; at < firstPosition; at += preBlankPieceBytes) {
        await file.write(preBlanks.subarray(0, Math.min(preBlankPieceBytes, firstPosition - at)), at);
      }
      bases.push(base);
      this.#dirtyFiles.add(path);
      this.#dirtyDirectories.add(directory);
      await task(path, file);
    };
    try {
      // The file stays open, as it is written to next and perhaps synced.
      await this.#files.useNew(path, fill);
    } catch (error) {
      if (diskErrorCode(error) !== 'EEXIST') {
        throw error;
      }
      // What an earlier try left behind.
      await this.#files.use(path, async (file) => {
        await file.truncate(0);
        await fill(file);
      });
    }
  }
}

const noBases: readonly number[] = [];
const preBlanks: Uint8Array = makePreBlanks();

function makePreBlanks(): Uint8Array {
  const bytes = new Uint8Array(preBlankPieceBytes);
  for (let at = 0; at < bytes.length; at += cellBytes) {
    encodeCell(viewOf(bytes), at, 0, preBlankSize, 0);
  }
  return bytes;
}
