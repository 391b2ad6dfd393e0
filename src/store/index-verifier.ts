import { join } from 'node:path';
import { type StoredMessage, SysFlag } from '../model/message.ts';
import { PropertyName } from '../model/properties.ts';
import type { Findings } from './findings.ts';
import { IndexEntries } from './index-entries.ts';
import { indexFileBytes } from './index-file.ts';
import { indexKeyHash } from './key-index.ts';
import { noIndex } from './queue-table.ts';
import { isIndexFile, type StoreView } from './store-view.ts';
import { propertyOf } from './tags-code.ts';

export interface IndexCounts {
  files: number;
  /** Entries that lead to a record with their key. */
  good: number;
  /** Entries of deleted records. */
  deleted: number;
  /** Entries and keys that do not agree yet: the next start makes the entries again. */
  pending: number;
  /** Keys of records without an entry, in an index that does not have to be complete. */
  absent: number;
}

/** The hashes under which a record is indexed. */
export function indexHashesOf(message: StoredMessage): number[] {
  if ((message.sysFlag & SysFlag.TRANSACTION_MASK) === SysFlag.TRANSACTION_ROLLBACK) {
    return [];
  }
  const { topic, properties } = message;
  const uniqueKey = propertyOf(properties, PropertyName.UNIQUE_KEY);
  const tag = propertyOf(properties, PropertyName.TAGS);
  const hashes = uniqueKey === '' ? [] : [indexKeyHash(topic, uniqueKey)];
  for (const key of propertyOf(properties, PropertyName.KEYS).split(' ')) {
    if (key !== '') {
      hashes.push(indexKeyHash(topic, key));
    }
  }
  if (tag !== '') {
    hashes.push(indexKeyHash(topic, `T#${tag}`));
  }
  return hashes;
}

/** Compares index entries and records while the log is read once; both are in the order of the log. */
export class IndexVerifier {
  readonly counts: IndexCounts = { files: 0, good: 0, deleted: 0, pending: 0, absent: 0 };
  readonly #view: StoreView;
  readonly #findings: Findings;
  /** Every key has to be there. */
  readonly #complete: boolean;
  /** Nothing is left to be done in its files. Nobody has done it where the store was used without an index. */
  readonly #clean: boolean;
  readonly #settledEnd: number;
  readonly #logEnd: number;
  readonly #waiting: string[] = [];
  readonly endTimestamps: number[] = [];
  #entries: IndexEntries | undefined;
  /** The entry at hand was found to be in order although it leads further than the records that come. */
  #inOrder = 0;

  constructor(view: StoreView, findings: Findings) {
    this.#view = view;
    this.#findings = findings;
    const unused = view.table.kind === 'good' && view.table.table.indexFiles === noIndex;
    this.#complete = view.table.kind === 'good' && !unused;
    this.#clean = view.clean && !unused;
    this.#settledEnd = unused ? 0 : view.settledEnd;
    this.#logEnd = view.runs.at(-1)?.end ?? 0;
  }

  async open(): Promise<void> {
    const { indexEntries, indexLayout, table } = this.#view;
    for (const entry of indexEntries) {
      if (isIndexFile(entry, indexLayout)) {
        this.#waiting.push(entry.name);
      } else if (!this.#clean && entry.size < indexFileBytes(indexLayout)) {
        // Whoever makes a file and is killed leaves it short.
        this.counts.pending++;
      } else {
        const text = `is no index file of ${indexLayout.slots} slots and ${indexLayout.entries} entries; if the store was made with other sizes, name them by --set maxHashSlotNum=… --set maxIndexNum=…`;
        this.#findings.add('index', `index/${entry.name}`, text);
      }
    }
    this.counts.files = this.#waiting.length;
    if (this.#clean && table.kind === 'good' && table.table.indexFiles > indexEntries.length) {
      const text = `holds ${indexEntries.length} of the ${table.table.indexFiles} files that the table of queues knows`;
      this.#findings.add('index', 'index', text);
    }
    await this.#nextFile();
  }

  /** True when the next entries, which are at hand, are those of the record: what almost all are. */
  visitAtHand(physicalOffset: number, storeTimestamp: number, hashes: readonly number[]): boolean {
    const entries = this.#entries;
    if (entries === undefined || !entries.areOf(physicalOffset, hashes)) {
      return entries === undefined && hashes.length === 0;
    }
    for (let left = hashes.length; left > 0; left--) {
      this.#checkSeconds(entries, storeTimestamp);
      this.#take(entries);
    }
    return true;
  }

  /** Compares a record with the entries that lead to it; records come in the order of the log. */
  async visit(physicalOffset: number, storeTimestamp: number, hashes: readonly number[]): Promise<void> {
    if (hashes.length === 0 && this.#entries === undefined) {
      return;
    }
    const missing = new Set(hashes);
    for (let entries = await this.#peek(); entries !== undefined; entries = await this.#peek()) {
      const leadsTo = entries.physicalOffset;
      if (leadsTo > physicalOffset) {
        if (this.#inOrder === entries.number || !entries.isAhead) {
          this.#inOrder = entries.number;
          break;
        }
        await this.#judgeAlone(entries);
      } else if (leadsTo < physicalOffset) {
        await this.#judgeAlone(entries);
      } else if (hashes.includes(entries.keyHash)) {
        missing.delete(entries.keyHash);
        this.#checkSeconds(entries, storeTimestamp);
      } else {
        this.#wrong(entries, 'has no such key');
      }
      this.#take(entries);
    }
    if (missing.size > 0) {
      this.#noteAbsent(physicalOffset, missing.size);
    }
  }

  /** The first entry of a file still counts from the beginning of the file before. */
  #checkSeconds(entries: IndexEntries, storeTimestamp: number): void {
    entries.lastStoreTimestamp = storeTimestamp;
    entries.newestStoreTimestamp = Math.max(entries.newestStoreTimestamp, storeTimestamp);
    const expected = Math.floor((storeTimestamp - entries.head.beginTimestamp) / 1000);
    if (entries.number > 1 && entries.seconds !== Math.max(0, expected)) {
      this.#wrong(
        entries,
        `says ${entries.seconds} s after the first entry, its record was stored ${expected} s after it`,
      );
    } else {
      this.counts.good++;
    }
  }

  #noteAbsent(physicalOffset: number, keys: number): void {
    if (physicalOffset >= this.#settledEnd) {
      this.counts.pending += keys;
    } else if (this.#complete) {
      this.#findings.add('index', 'index', `${keys} keys of the record at ${physicalOffset} have no entry`);
    } else {
      this.counts.absent += keys;
    }
  }

  /** An entry that is not met by the records in their order. */
  async #judgeAlone(entries: IndexEntries): Promise<void> {
    const { physicalOffset, keyHash } = entries;
    if (physicalOffset >= 0 && physicalOffset < (this.#view.runs[0]?.first ?? 0)) {
      this.counts.deleted++;
    } else if (physicalOffset >= this.#settledEnd) {
      this.counts.pending++;
    } else {
      const message = await this.#recordAt(physicalOffset);
      const fits = message !== undefined && indexHashesOf(message).includes(keyHash);
      this.#wrong(entries, fits ? 'comes out of order' : 'leads to no record that has its key');
    }
  }

  #wrong(entries: IndexEntries, what: string): void {
    const text = `the entry ${entries.number} (log offset ${entries.physicalOffset}) ${what}`;
    if (entries.physicalOffset >= this.#settledEnd) {
      this.counts.pending++;
    } else {
      this.#findings.add('index', `index/${entries.name}`, text);
    }
  }

  /** The file whose next entry is at hand, undefined when there is none. */
  async #peek(): Promise<IndexEntries | undefined> {
    for (let entries = this.#entries; entries !== undefined; entries = this.#entries) {
      if (entries.number < entries.end) {
        await entries.load();
        if (!entries.isEmpty) {
          const { physicalOffset } = entries;
          if (physicalOffset >= 0 && physicalOffset < this.#logEnd) {
            return entries;
          }
          // It would hold up all that follow.
          await this.#judgeAlone(entries);
          this.#take(entries);
          continue;
        }
        this.#noteEmpty(entries);
      }
      await this.#finishFile(entries);
      await this.#nextFile();
    }
    return undefined;
  }

  #noteEmpty(entries: IndexEntries): void {
    if (this.#clean) {
      const text = `its head counts to ${entries.head.count}, but the entry ${entries.number} is empty`;
      this.#findings.add('index', `index/${entries.name}`, text);
    } else {
      this.counts.pending++;
    }
  }

  #take(entries: IndexEntries): void {
    const previous = entries.follow();
    // What an entry of a deleted record leads to is deleted too.
    const alive = entries.physicalOffset >= (this.#view.runs[0]?.first ?? 0);
    if (this.#clean && alive && entries.previous !== previous) {
      const text = `the entry ${entries.number} continues with ${entries.previous}, the one before it in its slot is ${previous}`;
      this.#findings.add('index', `index/${entries.name}`, text);
    }
    entries.number++;
    this.#inOrder = 0;
  }

  /** Slots and head; those of a file that is in use, or was when its process ended, may be ahead of its entries. */
  async #finishFile(entries: IndexEntries): Promise<void> {
    if (!this.#clean) {
      return;
    }
    const place = `index/${entries.name}`;
    const { head } = entries;
    const { wrong, first } = await entries.compareSlots();
    if (wrong > 0) {
      const text = `${wrong} slots do not lead to the newest entry of theirs, the first is slot ${first}`;
      this.#findings.add('index', place, text);
    }
    const { lastStoreTimestamp, newestStoreTimestamp } = entries;
    const near = (time: number) => Math.abs(head.endTimestamp - time) <= 1000;
    // After a crash the end is told from the entries, which have whole seconds, deleted ones
    // among them, in a log whose clock may have jumped.
    const whole = head.beginOffset >= (this.#view.runs[0]?.first ?? 0);
    if (whole && lastStoreTimestamp > 0 && !near(lastStoreTimestamp) && !near(newestStoreTimestamp)) {
      const text = `its head says that it ends at ${head.endTimestamp}, the last record was stored at ${lastStoreTimestamp}`;
      this.#findings.add('index', place, text);
    }
    if (head.slotsUsed !== entries.slotsUsed) {
      this.#findings.add('index', place, `its head says ${head.slotsUsed} slots in use, it has ${entries.slotsUsed}`);
    }
  }

  async #nextFile(): Promise<void> {
    this.#entries = undefined;
    const { paths, indexLayout, files } = this.#view;
    const name = this.#waiting.shift();
    if (name === undefined) {
      return;
    }
    const path = join(paths.index, name);
    const entries = await IndexEntries.open(name, path, indexLayout, files);
    this.endTimestamps.push(entries.head.endTimestamp);
    if (this.#clean) {
      await this.#checkHead(entries);
    }
    this.#entries = entries;
  }

  async #checkHead(entries: IndexEntries): Promise<void> {
    const { head, name, entriesMax } = entries;
    if (head.count > entriesMax) {
      this.#findings.add('index', `index/${name}`, `its head counts to ${head.count}, it has room up to ${entriesMax}`);
    }
    const first = await IndexEntries.open(
      name,
      join(this.#view.paths.index, name),
      this.#view.indexLayout,
      this.#view.files,
    );
    if (first.end <= 1) {
      return;
    }
    await first.load();
    const begin = first.physicalOffset;
    first.number = first.end - 1;
    await first.load();
    if (begin !== head.beginOffset || first.physicalOffset !== head.endOffset) {
      const text = `its head says that it goes from ${head.beginOffset} to ${head.endOffset}, its entries from ${begin} to ${first.physicalOffset}`;
      this.#findings.add('index', `index/${name}`, text);
    }
    await this.#checkBegin(name, head.beginOffset, head.beginTimestamp);
  }

  async #checkBegin(name: string, physicalOffset: number, timestamp: number): Promise<void> {
    const message = await this.#recordAt(physicalOffset);
    if (message !== undefined && message.storeTimestamp !== timestamp) {
      const text = `its head says that it begins at ${timestamp}, the record there was stored at ${message.storeTimestamp}`;
      this.#findings.add('index', `index/${name}`, text);
    }
  }

  async #recordAt(physicalOffset: number): Promise<StoredMessage | undefined> {
    const run = this.#view.runs.find((one) => physicalOffset >= one.first && physicalOffset < one.end);
    return await run?.recordAt(physicalOffset);
  }

  /** The log has been read: the entries that are left. */
  async finish(): Promise<void> {
    for (let entries = await this.#peek(); entries !== undefined; entries = await this.#peek()) {
      await this.#judgeAlone(entries);
      this.#take(entries);
    }
  }
}
