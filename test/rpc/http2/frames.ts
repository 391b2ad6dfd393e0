import {
  clientPreface,
  ErrorCode,
  Flag,
  FrameType,
  frameBytesMin,
  readUint31,
  readUint32,
  writeFrameHeader,
} from '../../../src/rpc/http2/frame.ts';
import { FrameReader, ReadResult } from '../../../src/rpc/http2/frame-reader.ts';
import { HpackDecoder } from '../../../src/rpc/http2/hpack-decoder.ts';
import { encodeFields } from '../../../src/rpc/http2/hpack-encoder.ts';
import { encodeSettings } from '../../../src/rpc/http2/settings.ts';
import { frameMessage } from '../../../src/rpc/message-framing.ts';

export type Fields = readonly (readonly [string, string])[];

export const endStream = Flag.END_STREAM;
export const endHeaders = Flag.END_HEADERS;

export function rawFrame(type: number, flags: number, streamId: number, payload: Uint8Array | string = ''): Buffer {
  const bytes = Buffer.from(payload as Uint8Array);
  const frame = Buffer.alloc(9 + bytes.length);
  bytes.copy(frame, writeFrameHeader(frame, 0, bytes.length, type, flags, streamId));
  return frame;
}

export function request(path: string, more: Fields = []): Fields {
  return [
    [':method', 'POST'],
    [':scheme', 'http'],
    [':path', path],
    [':authority', 'test'],
    ['content-type', 'application/grpc'],
    ['te', 'trailers'],
    ...more,
  ];
}

export function headers(id: number, fields: Fields, flags: number = endHeaders): Buffer {
  return rawFrame(FrameType.HEADERS, flags, id, encodeFields(fields));
}

export function data(id: number, payload: Uint8Array | string, flags = 0): Buffer {
  return rawFrame(FrameType.DATA, flags, id, payload);
}

export function message(text: string): Buffer {
  return frameMessage(Buffer.from(text));
}

/** A whole unary call. */
export function call(id: number, path: string, text: string): Buffer {
  const body = message(text);
  const frames = [headers(id, request(path))];
  for (let at = 0; at < body.length; at += frameBytesMin) {
    frames.push(data(id, body.subarray(at, at + frameBytesMin), at + frameBytesMin < body.length ? 0 : endStream));
  }
  return Buffer.concat(frames);
}

export function uint32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => {
    bytes.writeUInt32BE(value >>> 0, 4 * index);
  });
  return bytes;
}

export function settings(entries: readonly (readonly [number, number])[] = []): Buffer {
  return rawFrame(FrameType.SETTINGS, 0, 0, encodeSettings(entries));
}

export const settingsAck = rawFrame(FrameType.SETTINGS, Flag.ACK, 0);

export function resetStream(id: number, code: number = ErrorCode.CANCEL): Buffer {
  return rawFrame(FrameType.RST_STREAM, 0, id, uint32(code));
}

export function windowUpdate(id: number, increment: number): Buffer {
  return rawFrame(FrameType.WINDOW_UPDATE, 0, id, uint32(increment));
}

export function ping(text = 'pingping', flags = 0): Buffer {
  return rawFrame(FrameType.PING, flags, 0, text);
}

export function continuation(id: number, block: Uint8Array, flags = 0): Buffer {
  return rawFrame(FrameType.CONTINUATION, flags, id, block);
}

/** What a client sends before its first request. */
export const hello = Buffer.concat([clientPreface, settings(), settingsAck]);

const typeNames = Object.keys(FrameType);
const codeNames = Object.keys(ErrorCode);

/** Reads what a server writes as lines, one a frame, so that a test can say what it expects. */
export class FrameLog {
  readonly #reader = new FrameReader(0xffffff);
  readonly #decoder = new HpackDecoder(4096);

  read(chunk: Buffer): string[] {
    const lines: string[] = [];
    this.#reader.feed(chunk);
    while (this.#reader.next() === ReadResult.FRAME) {
      lines.push(this.#line());
    }
    return lines;
  }

  #line(): string {
    const { type, flags, streamId, bytes, start, end } = this.#reader;
    const name = typeNames[type] ?? `type ${type}`;
    const ends = (flags & Flag.END_STREAM) !== 0 ? ' end' : '';
    switch (type) {
      case FrameType.HEADERS: {
        const fault = this.#decoder.decode(bytes, start, end, Number.POSITIVE_INFINITY);
        const fields = this.#decoder.fields.map((field) => `${field.name}=${field.value}`);
        return `HEADERS ${streamId}${ends} ${fault ?? fields.join(' ')}`;
      }
      case FrameType.DATA:
        return `DATA ${streamId}${ends} ${end - start}`;
      case FrameType.RST_STREAM:
        return `RST_STREAM ${streamId} ${codeNames[readUint32(bytes, start)]}`;
      case FrameType.GOAWAY:
        return `GOAWAY ${readUint31(bytes, start)} ${codeNames[readUint32(bytes, start + 4)]}`;
      case FrameType.WINDOW_UPDATE:
        return `WINDOW_UPDATE ${streamId} ${readUint31(bytes, start)}`;
      case FrameType.PING:
        return `PING${ends === '' ? '' : ' ack'} ${bytes.toString('latin1', start, end)}`;
      default:
        return `${name}${ends === '' ? '' : ' ack'}`;
    }
  }
}
