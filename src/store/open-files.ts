import type { Disk, DiskFile } from '../runtime/disk.ts';

interface Entry {
  readonly file: Promise<DiskFile>;
  users: number;
  /** Closed as soon as nobody uses it. */
  doomed: boolean;
}

/** Open files by path, the least recently used closed first, so that a store of any size needs few descriptors. */
export class OpenFiles {
  readonly #disk: Disk;
  readonly #filesMax: number;
  readonly #mode: 'read' | 'write';
  readonly #entries = new Map<string, Entry>();

  constructor(disk: Disk, filesMax: number, mode: 'read' | 'write' = 'write') {
    this.#disk = disk;
    this.#filesMax = filesMax;
    this.#mode = mode;
  }

  /** Runs the task with the file of this path, which exists; it stays open at least as long. */
  use<T>(path: string, task: (file: DiskFile) => Promise<T>): Promise<T> {
    return this.#run(this.#take(path, this.#mode), task);
  }

  /** As use, but a file that is not open already is closed again, and takes no other's place. */
  async usePassing<T>(path: string, task: (file: DiskFile) => Promise<T>): Promise<T> {
    const entry = this.#entries.get(path);
    if (entry !== undefined) {
      return this.#run(entry, task);
    }
    const file = await this.#disk.open(path, this.#mode);
    try {
      return await task(file);
    } finally {
      await closeQuietly(file);
    }
  }

  /** As use, with a file that is made for it; EEXIST when there is one. */
  useNew<T>(path: string, task: (file: DiskFile) => Promise<T>): Promise<T> {
    return this.#run(this.#take(path, 'create'), task);
  }

  async #run<T>(entry: Entry, task: (file: DiskFile) => Promise<T>): Promise<T> {
    entry.users++;
    try {
      return await task(await entry.file);
    } finally {
      entry.users--;
      if (entry.doomed && entry.users === 0) {
        await closeEntry(entry);
      }
    }
  }

  /** Closes the file, if it is open, once its users are done; a later use opens the path anew. */
  async forget(path: string): Promise<void> {
    const entry = this.#entries.get(path);
    if (entry === undefined) {
      return;
    }
    this.#entries.delete(path);
    entry.doomed = true;
    if (entry.users === 0) {
      await closeEntry(entry);
    }
  }

  async close(): Promise<void> {
    for (const path of [...this.#entries.keys()]) {
      await this.forget(path);
    }
  }

  #take(path: string, mode: 'read' | 'write' | 'create'): Entry {
    let entry = this.#entries.get(path);
    if (entry !== undefined) {
      // Behind all others: the map keeps the order of use.
      this.#entries.delete(path);
      this.#entries.set(path, entry);
      return entry;
    }
    this.#evict();
    const file = this.#disk.open(path, mode);
    entry = { file, users: 0, doomed: false };
    this.#entries.set(path, entry);
    file.catch(() => this.#entries.delete(path));
    return entry;
  }

  #evict(): void {
    for (const [path, entry] of this.#entries) {
      if (this.#entries.size < this.#filesMax) {
        return;
      }
      if (entry.users === 0) {
        this.#entries.delete(path);
        entry.doomed = true;
        void closeEntry(entry);
      }
    }
  }
}

async function closeEntry(entry: Entry): Promise<void> {
  let file: DiskFile;
  try {
    file = await entry.file;
  } catch {
    // It never was open.
    return;
  }
  await closeQuietly(file);
}

/** Nothing depends on how a close ends: what has to be durable was synced before, and the descriptor is gone either way. */
function closeQuietly(file: DiskFile): Promise<void> {
  return file.close().catch(() => undefined);
}
