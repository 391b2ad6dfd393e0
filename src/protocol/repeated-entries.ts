import { lengthFieldBytes, putLengthField } from './wire-fields.ts';

/** A repeated field of messages. Remembers, from `byteLength` to `put`, the lengths of the entries. */
export class RepeatedEntries<Entry> {
  readonly #tag: number;
  readonly #entryBytes: (entry: Entry) => number;
  readonly #putEntry: (target: Buffer, at: number, entry: Entry) => number;
  readonly #lengths: number[] = [];

  /** The two functions are of the content of one entry; `putEntry` gives the place behind it. */
  constructor(
    tag: number,
    entryBytes: (entry: Entry) => number,
    putEntry: (target: Buffer, at: number, entry: Entry) => number,
  ) {
    this.#tag = tag;
    this.#entryBytes = entryBytes;
    this.#putEntry = putEntry;
  }

  byteLength(entries: readonly Entry[] | null | undefined): number {
    let count = 0;
    this.#lengths.length = 0;
    for (const entry of entries ?? []) {
      const contentBytes = this.#entryBytes(entry);
      this.#lengths.push(contentBytes);
      count += lengthFieldBytes(this.#tag, contentBytes);
    }
    return count;
  }

  put(target: Buffer, at: number, entries: readonly Entry[] | null | undefined): number {
    let end = at;
    let index = 0;
    for (const entry of entries ?? []) {
      end = putLengthField(target, end, this.#tag, this.#lengths[index++] ?? 0);
      end = this.#putEntry(target, end, entry);
    }
    return end;
  }
}
