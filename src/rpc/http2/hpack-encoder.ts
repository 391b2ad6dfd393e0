import { staticCount, staticTable } from './header-table.ts';
import { writeInteger } from './hpack-integer.ts';
import { huffmanEncode, huffmanEncodedBytes } from './huffman.ts';

/**
 * The encoding half of RFC 7541 as a server with few distinct answers needs it: every field is an index into the
 * static table or a literal that touches no table. So a block means the same on every connection at any time, and the
 * constant ones are encoded once for all.
 */
const staticIndex: ReadonlyMap<string, number> = new Map(
  staticTable.slice(1).map((field, index) => [`${field.name}\n${field.value}`, index + 1]),
);
const staticNameIndex: ReadonlyMap<string, number> = (() => {
  const indexes = new Map<string, number>();
  for (let index = staticCount; index >= 1; index--) {
    indexes.set(staticTable[index]?.name ?? '', index);
  }
  return indexes;
})();

function writeString(target: Buffer, offset: number, text: string): number {
  const codedBytes = huffmanEncodedBytes(text);
  if (codedBytes < text.length) {
    return huffmanEncode(text, target, writeInteger(target, offset, 0x80, 7, codedBytes));
  }
  const at = writeInteger(target, offset, 0, 7, text.length);
  return at + target.write(text, at, 'latin1');
}

/** Writes one field, names in lower case and both texts latin1; returns the offset after it. Needs room for fieldBytesMax. */
export function writeField(target: Buffer, offset: number, name: string, value: string): number {
  const index = staticIndex.get(`${name}\n${value}`);
  if (index !== undefined) {
    return writeInteger(target, offset, 0x80, 7, index);
  }
  const nameIndex = staticNameIndex.get(name) ?? 0;
  let at = writeInteger(target, offset, 0, 4, nameIndex);
  if (nameIndex === 0) {
    at = writeString(target, at, name);
  }
  return writeString(target, at, value);
}

/** The most bytes one field takes: two strings, each never longer than as it is, and the integers before them. */
export function fieldBytesMax(name: string, value: string): number {
  return name.length + value.length + 18;
}

export function encodeFields(fields: readonly (readonly [name: string, value: string])[]): Buffer {
  let bytesMax = 0;
  for (const [name, value] of fields) {
    bytesMax += fieldBytesMax(name, value);
  }
  const target = Buffer.allocUnsafe(bytesMax);
  let at = 0;
  for (const [name, value] of fields) {
    at = writeField(target, at, name, value);
  }
  return Buffer.from(target.subarray(0, at));
}
