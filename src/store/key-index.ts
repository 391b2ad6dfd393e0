import { join } from 'node:path';
import { continueJavaHash } from '../model/java-hash.ts';
import type { StoredMessage } from '../model/message.ts';
import { SysFlag } from '../model/message.ts';
import { PropertyName } from '../model/properties.ts';
import { type Clock, localTimeDigits } from '../runtime/clock.ts';
import type { Disk } from '../runtime/disk.ts';
import type { Logger } from '../runtime/log.ts';
import type { HashRing } from './hash-ring.ts';
import { IndexFile, type IndexLayout } from './index-file.ts';
import { indexHashStart, indexKeyHashes, indexTagHashStart } from './key-hash.ts';
import type { OpenFiles } from './open-files.ts';
import { propertyOf } from './tags-code.ts';

/** RocketMQ's layout; one file holds 20 million keys and takes what it uses of 420 MB. */
export const indexLayoutDefault: IndexLayout = { slots: 5_000_000, entries: 20_000_000 };
/** Entries that one query follows in all files together. */
const entriesPerQueryMax = 10_000;

/** Store times in ms, both ends included. */
export interface KeyQuery {
  readonly topic: string;
  readonly kind: 'key' | 'uniqueKey' | 'tag';
  readonly key: string;
  readonly beginTimestamp: number;
  readonly endTimestamp: number;
  readonly messagesMax: number;
}

/** Rolled-back halves of transactions are not found by their keys. */
export function isIndexed(sysFlag: number): boolean {
  return (sysFlag & SysFlag.TRANSACTION_MASK) !== SysFlag.TRANSACTION_ROLLBACK;
}

/** |hash|, 0 for the one number that has no opposite. */
function positive(hash: number): number {
  return hash === -0x80000000 ? 0 : Math.abs(hash);
}

/** Hash of `topic#key`, as index files have it. */
export function indexKeyHash(topic: string, key: string): number {
  return positive(continueJavaHash(indexHashStart(topic), key));
}

/**
 * Finds messages by their keys, through the files below `index/`. Entries come from the dispatcher in the order of the
 * log and lie in memory until the next checkpoint.
 */
export class KeyIndex {
  readonly #disk: Disk;
  readonly #directory: string;
  readonly #files: OpenFiles;
  readonly #layout: IndexLayout;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #indexFiles: IndexFile[] = [];
  /** What lies in the directory and is no index file of this layout. */
  readonly #strays: string[] = [];
  /** Files that are shorter than they should be: of another layout, or a crash left them half made. */
  #short: { readonly path: string; readonly beginOffset: number }[] = [];
  #changed = false;
  /** What touched slots held: without it nobody would have to read them. */
  #touched = 0;

  constructor(
    disk: Disk,
    directory: string,
    files: OpenFiles,
    layout: IndexLayout,
    environment: { readonly clock: Clock; readonly logger: Logger },
  ) {
    this.#disk = disk;
    this.#directory = directory;
    this.#files = files;
    this.#layout = layout;
    this.#clock = environment.clock;
    this.#logger = environment.logger;
  }

  /** Number of files. */
  get size(): number {
    return this.#indexFiles.length;
  }

  get dirtyEntries(): number {
    return this.#indexFiles.reduce((sum, file) => sum + file.dirtyEntries, 0);
  }

  /** True when the directory holds something else than files of this layout. */
  get hasStrays(): boolean {
    return this.#strays.length > 0;
  }

  /** Store time of the last entry in a file that is full and written; for the checkpoint. */
  get fullTimestamp(): number {
    return this.#indexFiles.filter((file) => file.full && file.dirtyEntries === 0).at(-1)?.endTimestamp ?? 0;
  }

  /** Reads the names and heads; files of another size are left alone. */
  async load(): Promise<void> {
    this.#indexFiles = [];
    for (const entry of await this.#disk.list(this.#directory)) {
      const file = new IndexFile(join(this.#directory, entry.name), this.#layout, this.#disk, this.#files, true);
      if (entry.kind === 'file' && /^\d{17}$/.test(entry.name) && entry.size < file.fileBytes) {
        await file.loadHeader();
        const empty = file.count <= 1;
        this.#short.push({ path: file.path, beginOffset: empty ? Number.POSITIVE_INFINITY : file.beginOffset });
        if (empty) {
          continue;
        }
      }
      if (entry.kind !== 'file' || !/^\d{17}$/.test(entry.name) || entry.size !== file.fileBytes) {
        this.#logger.warn(
          { path: file.path, size: entry.size },
          'this is no index file of the configured size, keys in it are not found',
        );
        this.#strays.push(file.path);
        continue;
      }
      await file.loadHeader();
      this.#indexFiles.push(file);
    }
  }

  /** After a clean stop: goes on with the last file. */
  async resume(): Promise<void> {
    await this.#indexFiles.at(-1)?.loadSlots();
  }

  /**
   * Forgets the entries of records from the log offset on; those before it are on disk. False when they are not, so that
   * all has to be made again.
   */
  async cut(physicalOffset: number): Promise<boolean> {
    // Of a file that is not whole on disk, no entry is; those of other files that begin here are made again as well.
    for (const { path, beginOffset } of this.#short) {
      if (beginOffset >= physicalOffset) {
        await this.#files.forget(path);
        await this.#disk.remove(path);
      }
    }
    this.#short = this.#short.filter(({ beginOffset }) => beginOffset < physicalOffset);
    this.#changed = this.#indexFiles.length > 0;
    for (let last = this.#indexFiles.at(-1); last !== undefined; last = this.#indexFiles.at(-1)) {
      if (last.beginOffset < physicalOffset && last.count > 1) {
        return await last.cut(physicalOffset);
      }
      this.#indexFiles.pop();
      await this.#remove(last);
    }
    return true;
  }

  /** Removes files whose entries all lie below the start of the log; the last one stays. */
  async removeBelow(physicalOffset: number): Promise<void> {
    for (let first = this.#indexFiles[0]; first !== undefined; first = this.#indexFiles[0]) {
      if (this.#indexFiles.length === 1 || first.endOffset >= physicalOffset) {
        return;
      }
      this.#indexFiles.shift();
      // So that the next flush syncs the directory.
      this.#changed = true;
      await this.#remove(first);
    }
  }

  /** Adds the keys of a record: the unique one, each of the others, and the tag. */
  put(
    topic: string,
    sysFlag: number,
    uniqueKey: string,
    keys: string,
    tag: string,
    physicalOffset: number,
    storeTimestamp: number,
  ): void {
    if (!isIndexed(sysFlag)) {
      return;
    }
    const start = indexHashStart(topic);
    if (uniqueKey !== '') {
      this.putHash(continueJavaHash(start, uniqueKey), physicalOffset, storeTimestamp);
    }
    for (const hash of indexKeyHashes(start, keys)) {
      this.putHash(hash, physicalOffset, storeTimestamp);
    }
    if (tag !== '') {
      this.putHash(continueJavaHash(indexTagHashStart(start), tag), physicalOffset, storeTimestamp);
    }
  }

  /** Brings the places of hashes that will be put soon to the caches of the processor. */
  expect(hashes: HashRing): void {
    const file = this.#indexFiles.at(-1);
    if (file !== undefined) {
      for (let hash = hashes.peekNext(); hash !== undefined; hash = hashes.peekNext()) {
        this.#touched = (this.#touched + file.touch(positive(hash))) | 0;
      }
    }
  }

  /** Adds one key of a record that is indexed; the Java hash is that of `topic#key`. */
  putHash(hash: number, physicalOffset: number, storeTimestamp: number): void {
    this.#add(positive(hash), physicalOffset, storeTimestamp);
  }

  /** Puts a record that was read from the log, unless it is there already. */
  putStored(message: StoredMessage): void {
    const last = this.#indexFiles.at(-1);
    if (last !== undefined && last.count > 1 && message.physicalOffset <= last.endOffset) {
      return;
    }
    const { properties } = message;
    const uniqueKey = propertyOf(properties, PropertyName.UNIQUE_KEY);
    const keys = propertyOf(properties, PropertyName.KEYS);
    const tag = propertyOf(properties, PropertyName.TAGS);
    this.put(message.topic, message.sysFlag, uniqueKey, keys, tag, message.physicalOffset, message.storeTimestamp);
  }

  /** Log offsets of records that may have the key (hashes can meet by chance), newest first. */
  async find(query: KeyQuery, lowestOffset: number): Promise<number[]> {
    const key = query.kind === 'tag' ? `T#${query.key}` : query.key;
    const keyHash = indexKeyHash(query.topic, key);
    const offsets: number[] = [];
    let followed = 0;
    for (const file of [...this.#indexFiles].reverse()) {
      if (file.beginTimestamp > query.endTimestamp || file.endTimestamp < query.beginTimestamp) {
        continue;
      }
      let number = await file.newest(keyHash);
      while (number > 0 && followed < entriesPerQueryMax) {
        followed++;
        const entry = await file.entry(number);
        if (!file.holds(entry, number, keyHash)) {
          this.#logger.error(
            { path: file.path, entry: number },
            'an entry of an index file is damaged, older keys are not found; delete the directory index while the store is closed to have it made again',
          );
          break;
        }
        // The first entry of a file has its seconds from the beginning of the file before.
        const storedAt = file.beginTimestamp + (number === 1 ? 0 : entry.seconds * 1000);
        // Times of entries are whole seconds: the record itself decides.
        const near = storedAt <= query.endTimestamp + 1000 && storedAt + 1000 >= query.beginTimestamp;
        if (entry.keyHash === keyHash && near && entry.physicalOffset >= lowestOffset) {
          offsets.push(entry.physicalOffset);
        }
        number = entry.previous;
      }
    }
    return offsets;
  }

  /** Nothing is being written when it resolves, unless more is put. */
  async settled(): Promise<void> {
    for (const file of this.#indexFiles) {
      await file.settled();
    }
  }

  /** Everything put so far is durable when it resolves. */
  async flush(): Promise<void> {
    if (!this.#changed) {
      return;
    }
    this.#changed = false;
    try {
      await this.#disk.makeDirectory(this.#directory);
      for (const file of this.#indexFiles) {
        await file.flush();
      }
      await this.#disk.syncDirectory(this.#directory);
      await this.#disk.syncDirectory(join(this.#directory, '..'));
    } catch (error) {
      this.#changed = true;
      throw error;
    }
  }

  #add(keyHash: number, physicalOffset: number, storeTimestamp: number): void {
    let file = this.#indexFiles.at(-1);
    if (file === undefined || file.full) {
      const path = join(this.#directory, this.#nextName());
      const next = new IndexFile(path, this.#layout, this.#disk, this.#files, false);
      next.begin(file);
      this.#indexFiles.push(next);
      file = next;
    }
    file.put(keyHash, physicalOffset, storeTimestamp);
    this.#changed = true;
  }

  /** The local time to the millisecond, or later: names have to come after all that exist. */
  #nextName(): string {
    const name = localTimeDigits(this.#clock.now());
    const last = this.#indexFiles.at(-1)?.path.slice(-17) ?? '';
    return name > last ? name : String(BigInt(last) + 1n).padStart(17, '0');
  }

  async #remove(file: IndexFile): Promise<void> {
    await file.settled();
    await this.#files.forget(file.path);
    await this.#disk.remove(file.path);
  }
}
