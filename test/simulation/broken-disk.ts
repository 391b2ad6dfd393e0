import type { Disk, DiskFile } from '../../src/runtime/disk.ts';

/** Ways to break the promises that the store relies on, or what it does: each must make the simulation fail. */
export const mutations = [
  'log syncs do nothing',
  'cell syncs do nothing',
  'index syncs do nothing',
  'directory syncs do nothing',
  'failed syncs are repeated',
  'log writes are told before they are done',
  'log tails are not wiped',
  'config files are not synced before they are renamed',
] as const;
/** The same for what delayed messages rely on. */
export const timerMutations = [
  'log syncs do nothing',
  'timer wheel syncs do nothing',
  'timerlog syncs do nothing',
] as const;
export type Mutation = (typeof mutations)[number] | (typeof timerMutations)[number];

class BrokenFile implements DiskFile {
  readonly #file: DiskFile;
  readonly #path: string;
  readonly #mutation: Mutation;
  /** A write that the caller takes for done. */
  #late: { readonly bytes: Uint8Array; readonly position: number } | undefined;

  constructor(file: DiskFile, path: string, mutation: Mutation) {
    this.#file = file;
    this.#path = path;
    this.#mutation = mutation;
  }

  #is(mutation: Mutation, place: string): boolean {
    return this.#mutation === mutation && this.#path.includes(place);
  }

  #doLate(): void {
    const late = this.#late;
    this.#late = undefined;
    if (late !== undefined) {
      this.#file.writeSync(late.bytes, late.position);
    }
  }

  writeSync(bytes: Uint8Array, position: number): void {
    this.#doLate();
    if (this.#is('log writes are told before they are done', '/commitlog/')) {
      this.#late = { bytes: bytes.slice(), position };
      return;
    }
    this.#file.writeSync(bytes, position);
  }

  view(): undefined {
    return undefined;
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    this.#doLate();
    await this.#file.write(bytes, position);
  }

  async read(target: Uint8Array, position: number): Promise<number> {
    this.#doLate();
    return this.#file.read(target, position);
  }

  async sync(): Promise<void> {
    this.#doLate();
    if (
      this.#is('log syncs do nothing', '/commitlog/') ||
      this.#is('cell syncs do nothing', '/consumequeue/') ||
      this.#is('index syncs do nothing', '/index/') ||
      this.#is('timer wheel syncs do nothing', '/timerwheel') ||
      this.#is('timerlog syncs do nothing', '/timerlog/') ||
      this.#is('config files are not synced before they are renamed', '/config/')
    ) {
      return;
    }
    try {
      await this.#file.sync();
    } catch (error) {
      if (this.#mutation !== 'failed syncs are repeated') {
        throw error;
      }
      await this.#file.sync();
    }
  }

  async truncate(size: number): Promise<void> {
    this.#doLate();
    if (this.#is('log tails are not wiped', '/commitlog/') && (await this.#file.size()) > size) {
      return;
    }
    await this.#file.truncate(size);
  }

  size(): Promise<number> {
    return this.#file.size();
  }

  async close(): Promise<void> {
    this.#doLate();
    await this.#file.close();
  }
}

/** The same disk, broken in one way. */
export function breakDisk(disk: Disk, mutation: Mutation): Disk {
  return {
    open: async (path, mode) => new BrokenFile(await disk.open(path, mode), path, mutation),
    stat: (path) => disk.stat(path),
    list: (directory) => disk.list(directory),
    makeDirectory: (path) => disk.makeDirectory(path),
    rename: (from, to) => disk.rename(from, to),
    remove: (path) => disk.remove(path),
    removeDirectory: (path) => disk.removeDirectory(path),
    syncDirectory: async (path) => {
      if (mutation !== 'directory syncs do nothing') {
        await disk.syncDirectory(path);
      }
    },
    canView: () => false,
    releaseViews: () => undefined,
    space: (path) => disk.space(path),
    lock: (directory) => disk.lock(directory),
    lockHolder: (directory) => disk.lockHolder(directory),
  };
}
