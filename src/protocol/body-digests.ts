import { hash } from 'node:crypto';
import type { StoredMessage } from '../model/message.ts';
import { MessageView } from '../model/message-view.ts';
import { laneTextBytesMax, Md5Lanes } from './md5-lanes.ts';

/** The digests of so many messages are kept, 2^16, in 64 bytes each. */
const keptBits = 16;
/** An entry is what the processor fetches at once: the place of the message (f64), the digits of the digest, 24 bytes unused. */
const entryBytes = 64;
const entryWords = entryBytes / 8;
const digitsAt = 8;
const keptMax = 2 ** keptBits;
const digestBytes = 16;
const digitsBytes = 2 * digestBytes;
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

/** In place of a message: its digest is under way. */
const underWay = -1;
/** Fewer are quicker one by one. */
const togetherMin = 3;

/**
 * Digests of bodies, remembered by the place of their message in the log, where nothing else will ever lie: several groups
 * read the same messages, and what was given back comes again. Belongs to one log. Messages on the same entry take it from
 * each other.
 */
export class BodyDigests {
  /** Memory of entries that were never used is only reserved. */
  readonly #table = Buffer.from(new ArrayBuffer(keptMax * entryBytes));
  /** At the first word of each entry: place of the message and 1. 0: it was never used. */
  readonly #places = new Float64Array(this.#table.buffer);
  /** Made when it is needed first. */
  #lanes: Md5Lanes | undefined | 'none';
  /** Entries that are under way, and the places of their messages. */
  readonly #entries: number[] = [];
  readonly #entryPlaces: number[] = [];

  /** Makes the digests that are not known yet, together: they will be asked for. */
  prepare(messages: readonly { readonly message: StoredMessage }[]): void {
    if (messages.length < togetherMin) {
      return;
    }
    this.#lanes ??= Md5Lanes.open(this.#table) ?? 'none';
    const lanes = this.#lanes;
    if (lanes === 'none') {
      return;
    }
    for (let index = 0; index < messages.length; index++) {
      const message = messages[index]?.message;
      if (message instanceof MessageView) {
        this.#begin(lanes, message);
      }
    }
    lanes.finish();
    for (let index = 0; index < this.#entries.length; index++) {
      this.#places[(this.#entries[index] as number) * entryWords] = this.#entryPlaces[index] as number;
    }
    this.#entries.length = 0;
    this.#entryPlaces.length = 0;
  }

  #begin(lanes: Md5Lanes, { physicalOffset, bytes, bodyStart, bodyEnd }: MessageView): void {
    const entry = entryOf(physicalOffset);
    const known = this.#places[entry * entryWords];
    if (known !== physicalOffset + 1 && known !== underWay && bodyEnd - bodyStart <= laneTextBytesMax) {
      lanes.add(bytes, bodyStart, bodyEnd, entry * entryBytes + digitsAt);
      this.#places[entry * entryWords] = underWay;
      this.#entries.push(entry);
      this.#entryPlaces.push(physicalOffset + 1);
    }
  }

  /** As putBodyDigest. */
  put(target: Buffer, at: number, message: StoredMessage): number {
    const place = message.physicalOffset;
    const entry = entryOf(place);
    const start = entry * entryBytes + digitsAt;
    const digits = this.#table;
    if (this.#places[entry * entryWords] !== place + 1) {
      putBodyDigest(digits, start, message.body);
      this.#places[entry * entryWords] = place + 1;
    }
    for (let index = 0; index < digitsBytes; index++) {
      target[at + index] = digits[start + index] as number;
    }
    return at + digitsBytes;
  }
}

function entryOf(place: number): number {
  return Math.imul((place | 0) ^ (place / twoTo32), spread) >>> (32 - keptBits);
}
