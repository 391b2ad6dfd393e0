import { crc32 } from 'node:zlib';

/** Up to so many bytes the call into the runtime costs more than the bytes do. */
const ownBytesMax = 192;

/**
 * For each of eight places, what a byte there does to the remainder of all bytes up to the last place: eight bytes at a
 * time are taken with one look-up each, none of which waits for another.
 */
const tables = makeTables();

function makeTables(): Int32Array {
  const made = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++) {
      remainder = (remainder & 1) === 0 ? remainder >>> 1 : (remainder >>> 1) ^ 0xedb88320;
    }
    made[byte] = remainder;
  }
  for (let at = 256; at < made.length; at++) {
    const before = made[at - 256] as number;
    made[at] = (before >>> 8) ^ (made[before & 0xff] as number);
  }
  return made;
}

/** CRC-32 of a part of the memory that both stand for, without its highest bit, as records have it. */
export function bodyCrc(bytes: Uint8Array, view: DataView, start: number, length: number): number {
  return length > ownBytesMax
    ? crc32(bytes.subarray(start, start + length)) & 0x7fffffff
    : ~ownRemainder(view, start, length) & 0x7fffffff;
}

function ownRemainder(view: DataView, start: number, length: number): number {
  const end = start + length;
  const endOfEights = start + (length & ~7);
  let remainder = -1;
  let at = start;
  for (; at < endOfEights; at += 8) {
    const first = remainder ^ view.getInt32(at, true);
    const second = view.getInt32(at + 4, true);
    remainder =
      (tables[1792 | (first & 0xff)] as number) ^
      (tables[1536 | ((first >>> 8) & 0xff)] as number) ^
      (tables[1280 | ((first >>> 16) & 0xff)] as number) ^
      (tables[1024 | (first >>> 24)] as number) ^
      (tables[768 | (second & 0xff)] as number) ^
      (tables[512 | ((second >>> 8) & 0xff)] as number) ^
      (tables[256 | ((second >>> 16) & 0xff)] as number) ^
      (tables[second >>> 24] as number);
  }
  for (; at < end; at++) {
    remainder = (tables[(remainder ^ view.getUint8(at)) & 0xff] as number) ^ (remainder >>> 8);
  }
  return remainder;
}
