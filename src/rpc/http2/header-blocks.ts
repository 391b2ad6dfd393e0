import type { Method } from '../service.ts';
import { HpackDecoder, type HpackFault, isSizeUpdate } from './hpack-decoder.ts';
import { type Malformed, type RequestHeaders, readRequestHeaders, trailersFlaw } from './request-headers.ts';
import { headerTableBytesAtFirst } from './settings.ts';

/** The block's header list is above the limit; the table has been kept right, so the connection can go on. */
export interface ListTooLarge {
  readonly kind: 'listTooLarge';
  readonly listBytes: number;
}
/** The connection ends with COMPRESSION_ERROR. */
export interface Undecodable {
  readonly kind: 'undecodable';
  readonly reason: HpackFault;
}

interface Remembered {
  readonly block: Buffer;
  readonly generation: number;
  readonly headers: RequestHeaders;
}

/** A connection calls few methods; each of its blocks settles after the first calls have filled the table. */
const rememberedMax = 8;
const rememberedBytesMax = 512;

/**
 * Header blocks of one connection, in order, to requests. A block that leaves the dynamic table alone means the same
 * until the table changes, so the last few are remembered by their bytes and the table's generation, with the request
 * that they stand for. A size update at the beginning of a block acts on the table each time: such blocks are not kept.
 */
export class HeaderBlocks {
  readonly #decoder = new HpackDecoder(headerTableBytesAtFirst);
  /** SETTINGS_HEADER_TABLE_SIZE as the client is told. */
  readonly #tableBytesMax: number;
  readonly #methods: ReadonlyMap<string, Method>;
  readonly #listBytesMax: number;
  readonly #remembered: Remembered[] = [];
  #lastHit = 0;
  #oldest = 0;

  constructor(methods: ReadonlyMap<string, Method>, tableBytesMax: number, listBytesMax: number) {
    this.#tableBytesMax = tableBytesMax;
    this.#methods = methods;
    this.#listBytesMax = listBytesMax;
    if (tableBytesMax > headerTableBytesAtFirst) {
      // A client may use what it has read of before its acknowledgement leaves.
      this.#decoder.limitTable(tableBytesMax);
    }
  }

  /** Until then the client may use the table of RFC 9113, 6.5.2. */
  settingsAcknowledged(): void {
    this.#decoder.limitTable(this.#tableBytesMax);
  }

  readRequest(bytes: Buffer, start: number, end: number): RequestHeaders | Malformed | ListTooLarge | Undecodable {
    return this.#recall(bytes, start, end) ?? this.#readRequest(bytes, start, end);
  }

  readTrailers(bytes: Buffer, start: number, end: number): Malformed | ListTooLarge | Undecodable | undefined {
    const problem = this.#decode(bytes, start, end);
    if (problem !== undefined) {
      return problem;
    }
    const flaw = trailersFlaw(this.#decoder.fields);
    return flaw === undefined ? undefined : { kind: 'malformed', reason: flaw };
  }

  /** Keeps the table right with a block that nobody wants to know. */
  skip(bytes: Buffer, start: number, end: number): Undecodable | undefined {
    const fault = this.#decoder.decode(bytes, start, end, 0);
    return fault === undefined ? undefined : { kind: 'undecodable', reason: fault };
  }

  #decode(bytes: Buffer, start: number, end: number): ListTooLarge | Undecodable | undefined {
    const decoder = this.#decoder;
    const fault = decoder.decode(bytes, start, end, this.#listBytesMax);
    if (fault !== undefined) {
      return { kind: 'undecodable', reason: fault };
    }
    return decoder.listBytes > this.#listBytesMax ? { kind: 'listTooLarge', listBytes: decoder.listBytes } : undefined;
  }

  #readRequest(bytes: Buffer, start: number, end: number): RequestHeaders | Malformed | ListTooLarge | Undecodable {
    const generation = this.#decoder.table.generation;
    const problem = this.#decode(bytes, start, end);
    if (problem !== undefined) {
      return problem;
    }
    const headers = readRequestHeaders(this.#decoder.fields, this.#methods);
    if (
      headers.kind === 'headers' &&
      generation === this.#decoder.table.generation &&
      end - start <= rememberedBytesMax &&
      !isSizeUpdate(bytes[start] as number)
    ) {
      this.#remember({ block: Buffer.from(bytes.subarray(start, end)), generation, headers });
    }
    return headers;
  }

  #recall(bytes: Buffer, start: number, end: number): RequestHeaders | undefined {
    const remembered = this.#remembered;
    const generation = this.#decoder.table.generation;
    for (let tried = 0, index = this.#lastHit; tried < remembered.length; tried++) {
      const one = remembered[index] as Remembered;
      if (one.generation === generation && equal(one.block, bytes, start, end)) {
        this.#lastHit = index;
        return one.headers;
      }
      index = index + 1 === remembered.length ? 0 : index + 1;
    }
    return undefined;
  }

  #remember(one: Remembered): void {
    const remembered = this.#remembered;
    if (remembered.length < rememberedMax) {
      remembered.push(one);
      return;
    }
    remembered[this.#oldest] = one;
    this.#oldest = (this.#oldest + 1) % rememberedMax;
  }
}

/** From the end: blocks of one connection differ there, in the fields that clients do not index. */
function equal(block: Buffer, bytes: Buffer, start: number, end: number): boolean {
  let index = block.length - 1;
  if (index !== end - start - 1) {
    return false;
  }
  while (index >= 0 && block[index] === bytes[start + index]) {
    index -= 1;
  }
  return index < 0;
}
