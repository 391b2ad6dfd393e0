import { hash } from 'node:crypto';
import type { StoredMessage } from '../model/message.ts';

/** The digests of so many messages are kept, 2^16, in 40 bytes each. */
const keptBits = 16;
const keptMax = 2 ** keptBits;
const digestBytes = 16;
/** Knuth's: 2^32 by the golden ratio. Places that lie about evenly are spread. */
const spread = 0x9e3779b1 | 0;
const twoTo32 = 0x1_0000_0000;
const upperHex = Buffer.from('0123456789ABCDEF');

/** Writes the MD5 of the body in 32 hexadecimal digits, upper case; gives the place behind them. */
export function putBodyDigest(target: Buffer, at: number, body: Uint8Array): number {
  // One character for each byte: of all ways to a digest this is the cheapest.
  const digest = hash('md5', body, 'binary');
  let end = at;
  for (let index = 0; index < digestBytes; index++) {
    const byte = digest.charCodeAt(index);
    target[end++] = upperHex[byte >> 4] ?? 0;
    target[end++] = upperHex[byte & 15] ?? 0;
  }
  return end;
}

/**
 * Digests of bodies, remembered by the place of their message in the log, where nothing else will ever lie: several groups
 * read the same messages, and what was given back comes again. Belongs to one log. Messages on the same entry take it from
 * each other.
 */
export class BodyDigests {
  /** Place of the message and 1; 0 in entries that were never used, so that their memory is only reserved. */
  readonly #places = new Float64Array(keptMax);
  /** As hexadecimal digits. */
  readonly #digits = Buffer.alloc(keptMax * 2 * digestBytes);

  /** As putBodyDigest. */
  put(target: Buffer, at: number, message: StoredMessage): number {
    const place = message.physicalOffset;
    const entry = Math.imul((place | 0) ^ (place / twoTo32), spread) >>> (32 - keptBits);
    const start = entry * 2 * digestBytes;
    if (this.#places[entry] !== place + 1) {
      putBodyDigest(this.#digits, start, message.body);
      this.#places[entry] = place + 1;
    }
    const digits = this.#digits;
    for (let index = 0; index < 2 * digestBytes; index++) {
      target[at + index] = digits[start + index] ?? 0;
    }
    return at + 2 * digestBytes;
  }
}
