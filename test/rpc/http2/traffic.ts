import { gzipSync } from 'node:zlib';
import { ErrorCode, Flag, FrameType } from '../../../src/rpc/http2/frame.ts';
import { HeaderField } from '../../../src/rpc/http2/header-field.ts';
import { DynamicTable, staticCount, staticTable } from '../../../src/rpc/http2/header-table.ts';
import { writeInteger } from '../../../src/rpc/http2/hpack-integer.ts';
import { huffmanEncode, huffmanEncodedBytes } from '../../../src/rpc/http2/huffman.ts';
import { SettingId } from '../../../src/rpc/http2/settings.ts';
import { paths } from '../echo-server.ts';
import {
  type Fields,
  message,
  ping,
  rawFrame,
  request,
  resetStream,
  settings,
  uint32,
  windowUpdate,
} from './frames.ts';

/** A number below `count`; all that is random about traffic comes from here. */
export type Pick = (count: number) => number;

/** Seeded: the same seed picks the same (xorshift32). */
export function seededPick(seed: number): Pick {
  let state = (seed | 0) === 0 ? 0x9e3779b9 : seed | 0;
  return (count) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % count;
  };
}

/** An HPACK encoder that uses every form that a decoder must know. */
export class AnyFormEncoder {
  readonly #pick: Pick;
  readonly #table = new DynamicTable(4096);

  constructor(pick: Pick) {
    this.#pick = pick;
  }

  encode(fields: Fields): Buffer {
    const target = Buffer.alloc(4096);
    let at = 0;
    if (this.#pick(20) === 0) {
      const size = this.#pick(4097);
      this.#table.resize(size);
      at = writeInteger(target, at, 0x20, 5, size);
    }
    for (const [name, value] of fields) {
      at = this.#field(target, at, name, value);
    }
    return Buffer.from(target.subarray(0, at));
  }

  #field(target: Buffer, start: number, name: string, value: string): number {
    const index = this.#find((field) => field.name === name && field.value === value);
    if (index > 0 && this.#pick(4) > 0) {
      return writeInteger(target, start, 0x80, 7, index);
    }
    const form = this.#pick(3);
    const nameIndex = this.#pick(3) > 0 ? this.#find((field) => field.name === name) : 0;
    let at = writeInteger(target, start, [0x40, 0, 0x10][form] ?? 0, form === 0 ? 6 : 4, nameIndex);
    if (nameIndex === 0) {
      at = this.#string(target, at, name);
    }
    at = this.#string(target, at, value);
    if (form === 0) {
      this.#table.add(new HeaderField(name, value));
    }
    return at;
  }

  #string(target: Buffer, at: number, text: string): number {
    if (this.#pick(2) === 0) {
      return huffmanEncode(text, target, writeInteger(target, at, 0x80, 7, huffmanEncodedBytes(text)));
    }
    const start = writeInteger(target, at, 0, 7, text.length);
    return start + target.write(text, start, 'latin1');
  }

  #find(matches: (field: HeaderField) => boolean): number {
    for (let index = 0; index < this.#table.count; index++) {
      const field = this.#table.at(index);
      if (field !== undefined && matches(field)) {
        return staticCount + 1 + index;
      }
    }
    const index = staticTable.findIndex((field, at) => at > 0 && matches(field));
    return Math.max(index, 0);
  }
}

interface OpenRequest {
  readonly id: number;
  readonly duplex: boolean;
  /** What is still to be sent. */
  body: Buffer;
}

const kinds: readonly ((pick: Pick) => { fields: Fields; body: Buffer })[] = [
  (pick) => ({ fields: request(paths.unary), body: message('u'.repeat(pick(300))) }),
  () => ({ fields: request(paths.park, [['grpc-timeout', '31535999M']]), body: message('p') }),
  (pick) => ({ fields: request(paths.stream), body: message(`${pick(5)}x${pick(200)}`) }),
  (pick) => ({
    fields: request(paths.duplex),
    body: Buffer.concat(Array.from({ length: pick(5) }, () => message('d'))),
  }),
  () => ({ fields: request(paths.fail), body: message('ü%\n') }),
  () => ({ fields: request(paths.throws), body: message('t') }),
  () => ({ fields: request(paths.badAnswer), body: message('b') }),
  () => ({ fields: request('/no.Such/Method'), body: message('x') }),
  () => ({ fields: request(paths.unary, [['content-length', '11']]), body: message('sixsix') }),
  () => ({ fields: request(paths.unary), body: Buffer.alloc(0) }),
  () => ({ fields: request(paths.unary), body: Buffer.concat([message('one'), message('two')]) }),
  () => ({ fields: request(paths.unary, [['grpc-encoding', 'gzip']]), body: packed('g'.repeat(50)) }),
  () => ({ fields: request(paths.unary, [['grpc-encoding', 'br']]), body: packed('g') }),
  () => ({
    fields: request(paths.unary, [
      ['x-mq-client-id', 'host@1@0@a'],
      ['x-bin', 'AAEC'],
    ]),
    body: message('h'),
  }),
  () => ({
    fields: [
      [':method', 'GET'],
      [':scheme', 'http'],
      [':path', '/'],
      [':authority', 'test'],
      ['accept', '*/*'],
    ],
    body: Buffer.alloc(0),
  }),
];

function packed(text: string): Buffer {
  const bytes = gzipSync(text);
  return Buffer.concat([Buffer.from([1]), uint32(bytes.length), bytes]);
}

/** A client that keeps to RFC 9113, in an order that nobody would choose: each step gives frames that may come next. */
export class Traffic {
  readonly started: number[] = [];
  readonly reset = new Set<number>();
  readonly #pick: Pick;
  readonly #encoder: AnyFormEncoder;
  #open: OpenRequest[] = [];
  #nextId = 1;

  constructor(pick: Pick) {
    this.#pick = pick;
    this.#encoder = new AnyFormEncoder(pick);
  }

  next(): Buffer {
    const pick = this.#pick;
    const one = this.#open[pick(Math.max(1, this.#open.length))];
    const choice = pick(16);
    if (one === undefined || choice < 4) {
      return this.#start();
    }
    switch (choice) {
      case 4:
        return ping(String(pick(1e8)).padStart(8, '0'));
      case 5:
        return settings([
          [SettingId.INITIAL_WINDOW_SIZE, pick(100_000)],
          [SettingId.HEADER_TABLE_SIZE, pick(5000)],
          [SettingId.MAX_FRAME_SIZE, 16_384 + pick(50_000)],
          [pick(0xffff) | 0x10, pick(0x7fffffff)],
        ]);
      case 6:
        return windowUpdate(pick(2) === 0 ? 0 : one.id, 1 + pick(2000));
      case 7:
        return rawFrame(FrameType.PRIORITY, 0, 1 + pick(200), Buffer.alloc(5));
      case 8:
        return rawFrame(0x20 + pick(200), pick(256), pick(300), Buffer.alloc(pick(50)));
      case 9:
        this.#forget(one);
        this.reset.add(one.id);
        return resetStream(one.id, pick(14));
      case 10:
        return this.#rest(one);
      default:
        return this.#piece(one);
    }
  }

  /** Ends every request that is open, and opens all windows wide. */
  finish(): Buffer {
    const rests = this.#open.map((one) => this.#rest(one));
    return Buffer.concat([
      ...rests,
      settings([[SettingId.INITIAL_WINDOW_SIZE, 10_000_000]]),
      windowUpdate(0, 0x60000000),
    ]);
  }

  #start(): Buffer {
    const pick = this.#pick;
    const id = this.#nextId;
    this.#nextId += 2 * (1 + pick(3));
    const kind = kinds[pick(kinds.length)] as (typeof kinds)[number];
    const { fields, body } = kind(pick);
    this.started.push(id);
    const ends = body.length === 0 && pick(2) === 0;
    if (!ends) {
      this.#open.push({ id, duplex: fields.some(([, value]) => value === paths.duplex), body });
    }
    return this.#headers(id, this.#encoder.encode(fields), ends ? Flag.END_STREAM : 0);
  }

  #headers(id: number, block: Buffer, flags: number): Buffer {
    const pick = this.#pick;
    const cuts = [0, ...Array.from({ length: pick(3) }, () => pick(block.length)).sort((a, b) => a - b), block.length];
    const frames: Buffer[] = [];
    for (let index = 0; index + 1 < cuts.length; index++) {
      const piece = block.subarray(cuts[index], cuts[index + 1]);
      const endHeaders = index + 2 === cuts.length ? Flag.END_HEADERS : 0;
      frames.push(
        index === 0
          ? this.#firstHeaders(id, piece, flags | endHeaders)
          : rawFrame(FrameType.CONTINUATION, endHeaders, id, piece),
      );
    }
    return Buffer.concat(frames);
  }

  #firstHeaders(id: number, piece: Buffer, flags: number): Buffer {
    const pick = this.#pick;
    const priority = pick(4) === 0 ? Buffer.concat([uint32(id - 1), Buffer.from([pick(256)])]) : Buffer.alloc(0);
    const payload = Buffer.concat([priority, piece]);
    return this.#padded(FrameType.HEADERS, flags | (priority.length > 0 ? Flag.PRIORITY : 0), id, payload);
  }

  #padded(type: number, flags: number, id: number, payload: Buffer): Buffer {
    const pick = this.#pick;
    if (pick(4) > 0) {
      return rawFrame(type, flags, id, payload);
    }
    const padding = pick(20);
    return rawFrame(
      type,
      flags | Flag.PADDED,
      id,
      Buffer.concat([Buffer.from([padding]), payload, Buffer.alloc(padding)]),
    );
  }

  #piece(one: OpenRequest): Buffer {
    if (one.duplex && one.body.length === 0) {
      one.body = message(`m${this.#pick(100)}`);
    }
    const byteCount = this.#pick(one.body.length + 1);
    const piece = one.body.subarray(0, byteCount);
    one.body = one.body.subarray(byteCount);
    return this.#padded(FrameType.DATA, 0, one.id, piece);
  }

  #rest(one: OpenRequest): Buffer {
    this.#forget(one);
    if (this.#pick(3) > 0) {
      return this.#padded(FrameType.DATA, Flag.END_STREAM, one.id, one.body);
    }
    const trailers = this.#headers(one.id, this.#encoder.encode([['x-trailer', 'y']]), Flag.END_STREAM);
    return Buffer.concat([this.#padded(FrameType.DATA, 0, one.id, one.body), trailers]);
  }

  #forget(one: OpenRequest): void {
    this.#open = this.#open.filter((other) => other !== one);
  }
}

const types = Object.values(FrameType);

/** Harms some frames on their way: flips, cuts, doubles, or makes up. */
export function harm(frames: Buffer, pick: Pick): Buffer {
  switch (pick(5)) {
    case 0: {
      const bytes = Buffer.from(frames);
      const at = pick(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << pick(8));
      return bytes;
    }
    case 1:
      return frames.subarray(0, pick(frames.length + 1));
    case 2:
      return Buffer.concat([frames, frames]);
    case 3: {
      const payload = Buffer.from(Array.from({ length: pick(40) }, () => pick(256)));
      return rawFrame(types[pick(types.length)] ?? 0, pick(256), pick(20), payload);
    }
    default:
      return Buffer.concat([frames, resetStream(pick(50), ErrorCode.CANCEL)]);
  }
}

/** The same bytes in other chunks. */
export function chunks(bytes: Buffer, pick: Pick): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = pick(3) === 0 ? 1 + pick(12) : 1 + pick(bytes.length);
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}
