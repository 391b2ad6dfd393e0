/** A place in a header block; the readers move `at`. */
export interface Cursor {
  bytes: Buffer;
  at: number;
  end: number;
}

/** Larger integers are refused: no index, length or table size that we accept comes near it. */
const integerMax = (1 << 28) - 1;

/**
 * RFC 7541, 5.1: an integer in the low `prefixBits` of the byte at the cursor, continued in 7-bit groups, lowest first.
 * Returns -1 where the block ends too early or the value is too large.
 */
export function readInteger(cursor: Cursor, prefixBits: number): number {
  if (cursor.at >= cursor.end) {
    return -1;
  }
  const prefixMax = (1 << prefixBits) - 1;
  let value = (cursor.bytes[cursor.at++] as number) & prefixMax;
  if (value < prefixMax) {
    return value;
  }
  for (let shift = 0; shift <= 28; shift += 7) {
    if (cursor.at >= cursor.end) {
      return -1;
    }
    const byte = cursor.bytes[cursor.at++] as number;
    value += (byte & 0x7f) * 2 ** shift;
    if (value > integerMax) {
      return -1;
    }
    if (byte < 0x80) {
      return value;
    }
  }
  return -1;
}

/** Writes an integer behind the bits of `pattern` in its first byte; returns the offset after it. */
export function writeInteger(
  target: Uint8Array,
  offset: number,
  pattern: number,
  prefixBits: number,
  value: number,
): number {
  const prefixMax = (1 << prefixBits) - 1;
  if (value < prefixMax) {
    target[offset] = pattern | value;
    return offset + 1;
  }
  target[offset] = pattern | prefixMax;
  let at = offset + 1;
  let left = value - prefixMax;
  while (left >= 0x80) {
    target[at++] = (left & 0x7f) | 0x80;
    left = Math.floor(left / 0x80);
  }
  target[at++] = left;
  return at;
}
