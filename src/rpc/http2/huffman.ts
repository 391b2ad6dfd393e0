/**
 * The Huffman code of RFC 7541, appendix B. The code is canonical: symbols in the order of (length, symbol) have
 * consecutive codes, so the lengths alone say everything.
 */
// biome-ignore format: sixteen symbols a line
const codeLengths = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
  28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
  6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
  5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
  13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
  7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
  15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
  6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
  20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
  24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
  22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
  21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
  26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
  19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
  20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
  26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
];
const endOfString = 256;
const endOfStringLength = 30;

function assignCodes(): Uint32Array {
  const lengths = [...codeLengths, endOfStringLength];
  const symbols = lengths.map((_, symbol) => symbol);
  symbols.sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
  const codes = new Uint32Array(lengths.length);
  let code = 0;
  let length = 0;
  for (const symbol of symbols) {
    const symbolLength = lengths[symbol] ?? 0;
    code = (code << (symbolLength - length)) >>> 0;
    length = symbolLength;
    codes[symbol] = code;
    code += 1;
  }
  return codes;
}

const codes = assignCodes();
const lengths = Uint8Array.from([...codeLengths, endOfStringLength]);

/**
 * The decoder walks the code tree four bits a step. One cell for (inner node, nibble):
 *
 *     bits 0-7    the node after the nibble
 *     bits 8-15   the symbol that ended inside the nibble
 *     bit 16      a symbol ended (at most one does: the shortest code has five bits)
 *     bit 17      no such code: the end-of-string symbol, which must not occur
 *     bit 18      the text may end here: the bits since the last symbol are fewer than eight, all ones
 */
const emitBit = 1 << 16;
const failBit = 1 << 17;
const mayEndBit = 1 << 18;

function buildTree(): Int32Array {
  // Two cells an inner node; a positive cell is the next inner node, a negative one a leaf, ~symbol.
  const tree = new Int32Array(2 * 256);
  let nodeCount = 1;
  for (let symbol = 0; symbol <= endOfString; symbol++) {
    const code = codes[symbol] ?? 0;
    let node = 0;
    for (let bit = (lengths[symbol] ?? 0) - 1; bit >= 0; bit--) {
      const cell = node * 2 + ((code >>> bit) & 1);
      if (bit === 0) {
        tree[cell] = ~symbol;
      } else {
        if (tree[cell] === 0) {
          tree[cell] = nodeCount++;
        }
        node = tree[cell] ?? 0;
      }
    }
  }
  return tree;
}

function buildSteps(): Uint32Array {
  const tree = buildTree();
  const mayEnd = new Uint8Array(256);
  for (let depth = 0, node = 0; depth < 8; depth++) {
    mayEnd[node] = 1;
    node = tree[node * 2 + 1] ?? 0;
  }
  const steps = new Uint32Array(256 * 16);
  for (let start = 0; start < 256; start++) {
    for (let nibble = 0; nibble < 16; nibble++) {
      let node = start;
      let cell = 0;
      for (let bit = 3; bit >= 0; bit--) {
        const next = tree[node * 2 + ((nibble >>> bit) & 1)] ?? 0;
        if (next === ~endOfString) {
          cell = failBit;
          break;
        }
        if (next < 0) {
          cell |= emitBit | (~next << 8);
        }
        node = Math.max(next, 0);
      }
      steps[start * 16 + nibble] = cell | node | (mayEnd[node] === 1 ? mayEndBit : 0);
    }
  }
  return steps;
}

const steps = buildSteps();

/** The most bytes that `byteCount` coded bytes can stand for. */
export function huffmanDecodedBytesMax(byteCount: number): number {
  return Math.floor((byteCount * 8) / 5);
}

/** Decodes into `target`, which has room for huffmanDecodedBytesMax; returns the byte count, or -1 for what is no Huffman text. */
export function huffmanDecode(bytes: Uint8Array, start: number, end: number, target: Uint8Array): number {
  let count = 0;
  let cell = mayEndBit;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    cell = steps[((cell & 0xff) << 4) | (byte >>> 4)] as number;
    if ((cell & emitBit) !== 0) {
      target[count++] = (cell >>> 8) & 0xff;
    }
    if ((cell & failBit) !== 0) {
      return -1;
    }
    cell = steps[((cell & 0xff) << 4) | (byte & 15)] as number;
    if ((cell & emitBit) !== 0) {
      target[count++] = (cell >>> 8) & 0xff;
    }
    if ((cell & failBit) !== 0) {
      return -1;
    }
  }
  return (cell & mayEndBit) === 0 ? -1 : count;
}

/** The coded length of a text whose characters are bytes (latin1). */
export function huffmanEncodedBytes(text: string): number {
  let bitCount = 0;
  for (let index = 0; index < text.length; index++) {
    bitCount += lengths[text.charCodeAt(index) & 0xff] as number;
  }
  return (bitCount + 7) >>> 3;
}

/** Encodes a latin1 text at `offset`; returns the offset after it. */
export function huffmanEncode(text: string, target: Uint8Array, offset: number): number {
  let at = offset;
  let held = 0;
  let heldBits = 0;
  for (let index = 0; index < text.length; index++) {
    const symbol = text.charCodeAt(index) & 0xff;
    const code = codes[symbol] as number;
    let left = lengths[symbol] as number;
    // At most eight bits at a time, so that `held` stays a small integer.
    while (left > 0) {
      const take = Math.min(8, left);
      left -= take;
      held = (held << take) | ((code >>> left) & ((1 << take) - 1));
      heldBits += take;
      if (heldBits >= 8) {
        heldBits -= 8;
        target[at++] = held >>> heldBits;
        held &= (1 << heldBits) - 1;
      }
    }
  }
  if (heldBits > 0) {
    target[at++] = (held << (8 - heldBits)) | (0xff >>> heldBits);
  }
  return at;
}
