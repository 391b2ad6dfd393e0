/** Places for texts; a power of two. */
const placesMax = 1024;
/** Longer texts are made each time. */
const textBytesMax = 128;

interface Known {
  readonly bytes: Buffer;
  readonly text: string;
}

/** Gives the same string for the same bytes, for texts that come again and again: making one costs more than to compare. */
export class TextMemo {
  readonly #places: (Known | undefined)[] = new Array(placesMax).fill(undefined);

  /** The text of ASCII bytes. */
  textOf(bytes: Buffer, start: number, end: number): string {
    if (end - start > textBytesMax) {
      return bytes.toString('latin1', start, end);
    }
    let hash = end - start;
    for (let at = start; at < end; at++) {
      hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
    }
    const place = (hash ^ (hash >>> 15)) & (placesMax - 1);
    const known = this.#places[place];
    if (known !== undefined && isAt(known.bytes, bytes, start, end)) {
      return known.text;
    }
    const text = bytes.toString('latin1', start, end);
    this.#places[place] = { bytes: Buffer.from(text, 'latin1'), text };
    return text;
  }
}

function isAt(known: Buffer, bytes: Buffer, start: number, end: number): boolean {
  if (known.length !== end - start) {
    return false;
  }
  for (let index = 0; index < known.length; index++) {
    if (known[index] !== bytes[start + index]) {
      return false;
    }
  }
  return true;
}
