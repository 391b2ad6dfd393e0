import { HeaderField } from './header-field.ts';
import { DynamicTable, staticCount, staticTable } from './header-table.ts';
import { type Cursor, readInteger } from './hpack-integer.ts';
import { huffmanDecode, huffmanDecodedBytesMax } from './huffman.ts';

/** Why a block cannot be decoded; the table is then unknown, so the connection has to end with COMPRESSION_ERROR. */
export type HpackFault =
  | 'a header block ends inside a field'
  | 'an integer of a header block is cut off or too large'
  | 'a header block refers to an entry that the table does not have'
  | 'a string of a header block is no Huffman text'
  | 'a table size update comes after the first field'
  | 'a header block does not begin with the table size update that the settings call for'
  | 'a table size update is above the size that the settings allow';

const none = Buffer.alloc(0);
/** Shared by all decoders: a string is copied out before the next is decoded. */
let scratch = Buffer.allocUnsafe(4096);

/** The decoding half of RFC 7541 for one connection. Total: any bytes give a fault or a list. */
export class HpackDecoder {
  readonly table: DynamicTable;
  /** The fields of the last block, in order; cut short where `listBytes` passed the limit. */
  readonly fields: HeaderField[] = [];
  /** RFC 9113, 6.5.2: the size of the last block's whole list. */
  listBytes = 0;
  #sizeMax: number;
  /** The peer's table is larger than it may be: the next block has to begin by making it smaller. */
  #updateDue = false;
  readonly #cursor: Cursor = { bytes: none, at: 0, end: 0 };
  #fault: HpackFault | undefined;

  /** `tableBytes`: the size of the table at first, and the most it may have until `limitTable` says otherwise. */
  constructor(tableBytes: number) {
    this.#sizeMax = tableBytes;
    this.table = new DynamicTable(tableBytes);
  }

  /** The peer knows that its table may have so many bytes; a larger one it has to announce smaller (RFC 9113, 4.3.1). */
  limitTable(sizeMax: number): void {
    this.#sizeMax = sizeMax;
    if (this.table.sizeMax > sizeMax) {
      this.#updateDue = true;
      // No block means what it did, not even one that leaves the table alone.
      this.table.generation += 1;
    }
  }

  /** Decodes one whole block. Past `listBytesMax` it goes on for the table's sake, but keeps no more fields. */
  decode(bytes: Buffer, start: number, end: number, listBytesMax: number): HpackFault | undefined {
    const cursor = this.#cursor;
    cursor.bytes = bytes;
    cursor.at = start;
    cursor.end = end;
    this.fields.length = 0;
    this.listBytes = 0;
    this.#fault =
      this.#updateDue && !(start < end && isSizeUpdate(bytes[start] as number))
        ? 'a header block does not begin with the table size update that the settings call for'
        : undefined;
    while (this.#fault === undefined && cursor.at < end) {
      const first = bytes[cursor.at] as number;
      if (isSizeUpdate(first)) {
        this.#resize();
      } else {
        const field = first >= 0x80 ? this.#indexed() : this.#literal(first);
        if (field !== undefined) {
          this.listBytes += field.size;
          if (this.listBytes <= listBytesMax) {
            this.fields.push(field);
          }
        }
      }
    }
    cursor.bytes = none;
    return this.#fault;
  }

  #resize(): void {
    const size = readInteger(this.#cursor, 5);
    if (size < 0) {
      this.#fault = 'an integer of a header block is cut off or too large';
    } else if (this.listBytes > 0) {
      this.#fault = 'a table size update comes after the first field';
    } else if (size > this.#sizeMax) {
      this.#fault = 'a table size update is above the size that the settings allow';
    } else {
      this.#updateDue = false;
      this.table.resize(size);
    }
  }

  #indexed(): HeaderField | undefined {
    const index = readInteger(this.#cursor, 7);
    return this.#entry(index);
  }

  #entry(index: number): HeaderField | undefined {
    if (index < 0) {
      this.#fault = 'an integer of a header block is cut off or too large';
      return undefined;
    }
    if (index > 0 && index <= staticCount) {
      return staticTable[index];
    }
    const field = index === 0 ? undefined : this.table.at(index - staticCount - 1);
    if (field === undefined) {
      this.#fault = 'a header block refers to an entry that the table does not have';
    }
    return field;
  }

  /** With incremental indexing (01), without (0000) or never indexed (0001). */
  #literal(first: number): HeaderField | undefined {
    const indexing = first >= 0x40;
    const nameIndex = readInteger(this.#cursor, indexing ? 6 : 4);
    const name = nameIndex === 0 ? this.#string() : this.#entry(nameIndex)?.name;
    if (name === undefined) {
      return undefined;
    }
    const value = this.#string();
    if (value === undefined) {
      return undefined;
    }
    const field = new HeaderField(name, value);
    if (indexing) {
      this.table.add(field);
    }
    return field;
  }

  #string(): string | undefined {
    const cursor = this.#cursor;
    if (cursor.at >= cursor.end) {
      this.#fault = 'a header block ends inside a field';
      return undefined;
    }
    const coded = (cursor.bytes[cursor.at] as number) >= 0x80;
    const length = readInteger(cursor, 7);
    if (length < 0) {
      this.#fault = 'an integer of a header block is cut off or too large';
      return undefined;
    }
    const start = cursor.at;
    const end = start + length;
    if (end > cursor.end) {
      this.#fault = 'a header block ends inside a field';
      return undefined;
    }
    cursor.at = end;
    if (!coded) {
      return cursor.bytes.toString('latin1', start, end);
    }
    const bytesMax = huffmanDecodedBytesMax(length);
    if (bytesMax > scratch.length) {
      scratch = Buffer.allocUnsafe(bytesMax);
    }
    const count = huffmanDecode(cursor.bytes, start, end, scratch);
    if (count < 0) {
      this.#fault = 'a string of a header block is no Huffman text';
      return undefined;
    }
    return scratch.toString('latin1', 0, count);
  }
}

/** RFC 7541, 6.3: by the first byte of an instruction. */
export function isSizeUpdate(byte: number): boolean {
  return byte >= 0x20 && byte < 0x40;
}
