import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { clientPreface, Flag, FrameType, readUint32 } from '../../src/rpc/http2/frame.ts';
import { FrameReader, ReadResult } from '../../src/rpc/http2/frame-reader.ts';
import { HpackDecoder } from '../../src/rpc/http2/hpack-decoder.ts';
import { messagePrefixBytes } from '../../src/rpc/message-framing.ts';

export interface Chunk {
  readonly from: 'client' | 'server';
  readonly bytes: Buffer;
}

/** One recorded connection: what was sent, by whom, in which pieces and in which order. */
export class Recording {
  readonly chunks: readonly Chunk[];

  constructor(chunks: readonly Chunk[]) {
    this.chunks = chunks;
  }

  /** `name` is relative to test/corpus. */
  static load(name: string): Recording {
    const text = readFileSync(fileURLToPath(new URL(`../corpus/${name}`, import.meta.url)), 'utf8');
    return new Recording(
      text
        .trimEnd()
        .split('\n')
        .map((line) => {
          const [from, bytes] = line.split(' ');
          if ((from !== 'client' && from !== 'server') || bytes === undefined) {
            throw new Error(`${name} has a line that is no chunk: ${line.slice(0, 40)}`);
          }
          return { from, bytes: Buffer.from(bytes, 'base64') };
        }),
    );
  }

  side(from: Chunk['from']): Buffer {
    return Buffer.concat(this.chunks.filter((chunk) => chunk.from === from).map(({ bytes }) => bytes));
  }

  /** What the client sent after its preface. */
  get clientFrames(): Buffer {
    return this.side('client').subarray(clientPreface.length);
  }
}

type Fields = readonly (readonly [name: string, value: string])[];

/** A frame as RFC 9113 reads it; the block of a header list is put together and decoded. */
export type Seen =
  | { readonly kind: 'headers'; readonly streamId: number; readonly end: boolean; readonly fields: Fields }
  | { readonly kind: 'data'; readonly streamId: number; readonly end: boolean; readonly bytes: Buffer }
  | { readonly kind: 'reset'; readonly streamId: number; readonly code: number }
  | { readonly kind: 'goaway'; readonly code: number }
  | {
      readonly kind: 'other';
      readonly type: number;
      readonly flags: number;
      readonly streamId: number;
      readonly bytes: Buffer;
    };

/** Reads one side of a connection; throws on what is no HTTP/2. */
export class SideReader {
  readonly #reader = new FrameReader(0xffffff);
  readonly #decoder = new HpackDecoder(4096);
  #block: { readonly streamId: number; readonly end: boolean; readonly parts: Buffer[] } | undefined;

  /** True when the last chunk ended with a frame and a header block. */
  get atBoundary(): boolean {
    return !this.#reader.insideFrame && this.#block === undefined;
  }

  read(chunk: Buffer): Seen[] {
    const seen: Seen[] = [];
    this.#reader.feed(chunk);
    while (this.#reader.next() === ReadResult.FRAME) {
      const one = this.#frame();
      if (one !== undefined) {
        seen.push(one);
      }
    }
    return seen;
  }

  #frame(): Seen | undefined {
    const { type, flags, streamId } = this.#reader;
    const end = (flags & Flag.END_STREAM) !== 0;
    if (this.#block !== undefined && (type !== FrameType.CONTINUATION || streamId !== this.#block.streamId)) {
      throw new Error(`a frame of type ${type} came inside a header block`);
    }
    switch (type) {
      case FrameType.HEADERS:
        this.#block = { streamId, end, parts: [this.#content()] };
        return this.#headers(flags);
      case FrameType.CONTINUATION:
        this.#block?.parts.push(this.#content());
        return this.#headers(flags);
      case FrameType.DATA:
        return { kind: 'data', streamId, end, bytes: this.#content() };
      case FrameType.RST_STREAM:
        return { kind: 'reset', streamId, code: readUint32(this.#content(), 0) };
      case FrameType.GOAWAY:
        return { kind: 'goaway', code: readUint32(this.#content(), 4) };
      default:
        return { kind: 'other', type, flags, streamId, bytes: this.#content() };
    }
  }

  /** The payload without padding and priority; a copy. */
  #content(): Buffer {
    const { type, flags, bytes, start, end } = this.#reader;
    const headers = type === FrameType.HEADERS;
    const padded = (headers || type === FrameType.DATA) && (flags & Flag.PADDED) !== 0;
    const paddingBytes = padded ? (bytes[start] ?? 0) : 0;
    const from = start + (padded ? 1 : 0) + (headers && (flags & Flag.PRIORITY) !== 0 ? 5 : 0);
    return Buffer.from(bytes.subarray(from, end - paddingBytes));
  }

  #headers(flags: number): Seen | undefined {
    const block = this.#block;
    if (block === undefined || (flags & Flag.END_HEADERS) === 0) {
      return undefined;
    }
    this.#block = undefined;
    const bytes = Buffer.concat(block.parts);
    const fault = this.#decoder.decode(bytes, 0, bytes.length, Number.POSITIVE_INFINITY);
    if (fault !== undefined) {
      throw new Error(fault);
    }
    const fields = this.#decoder.fields.map(({ name, value }) => [name, value] as const);
    return { kind: 'headers', streamId: block.streamId, end: block.end, fields };
  }
}

/** A line for each frame, for comparisons. */
export function linesOf(frames: readonly Seen[]): string[] {
  return frames.map((frame) =>
    'bytes' in frame ? JSON.stringify({ ...frame, bytes: frame.bytes.toString('base64') }) : JSON.stringify(frame),
  );
}

export function readSide(bytes: Buffer): Seen[] {
  return new SideReader().read(bytes);
}

/** One side of one stream. */
export interface StreamSide {
  readonly headerLists: Fields[];
  readonly messages: readonly Buffer[];
  /** After the last whole message. */
  readonly restBytes: number;
  /** By END_STREAM. */
  readonly ended: boolean;
  readonly reset: boolean;
}

/** What one side said on each stream; throws when that is no gRPC: frames after the end, data outside the headers. */
export function streamsOf(frames: readonly Seen[]): Map<number, StreamSide> {
  const sides = new Map<number, { headerLists: Fields[]; data: Buffer[]; ended: boolean; reset: boolean }>();
  for (const frame of frames) {
    if (frame.kind === 'goaway' || frame.kind === 'other') {
      continue;
    }
    const side = sides.get(frame.streamId) ?? { headerLists: [], data: [], ended: false, reset: false };
    sides.set(frame.streamId, side);
    if (frame.kind === 'reset') {
      side.reset = true;
      continue;
    }
    if (side.ended || side.reset) {
      throw new Error(`stream ${frame.streamId} has frames after its end`);
    }
    if (frame.kind === 'headers') {
      side.headerLists.push(frame.fields);
    } else if (side.headerLists.length !== 1) {
      throw new Error(`stream ${frame.streamId} has data outside its headers and trailers`);
    } else {
      side.data.push(frame.bytes);
    }
    side.ended = frame.end;
  }
  const streams = new Map<number, StreamSide>();
  for (const [streamId, { headerLists, data, ended, reset }] of sides) {
    const messages: Buffer[] = [];
    const restBytes = cutMessages(Buffer.concat(data), messages);
    streams.set(streamId, { headerLists, messages, restBytes, ended, reset });
  }
  return streams;
}

/** Returns how many bytes are left over. */
function cutMessages(bytes: Buffer, messages: Buffer[]): number {
  let at = 0;
  while (bytes.length - at >= messagePrefixBytes) {
    const end = at + messagePrefixBytes + bytes.readUInt32BE(at + 1);
    if (end > bytes.length) {
      break;
    }
    messages.push(bytes.subarray(at + messagePrefixBytes, end));
    at = end;
  }
  return bytes.length - at;
}

export function field(fields: Fields | undefined, name: string): string | undefined {
  return fields?.find(([one]) => one === name)?.[1];
}

/** What does not depend on time or on the rest of the server: the fields that gRPC defines, and the messages. */
export interface GrpcAnswer {
  readonly httpStatus: string | undefined;
  readonly contentType: string | undefined;
  /** In base64. */
  readonly messages: readonly string[];
  readonly grpcStatus: string | undefined;
  readonly grpcMessage: string | undefined;
}

/** Undefined as long as the answer is not whole. */
export function answerOf(side: StreamSide | undefined): GrpcAnswer | undefined {
  if (side?.ended !== true) {
    return undefined;
  }
  const trailers = side.headerLists.at(-1);
  return {
    httpStatus: field(side.headerLists[0], ':status'),
    contentType: field(side.headerLists[0], 'content-type'),
    messages: side.messages.map((message) => message.toString('base64')),
    grpcStatus: field(trailers, 'grpc-status'),
    grpcMessage: field(trailers, 'grpc-message'),
  };
}
