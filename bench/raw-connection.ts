import { connect, type Socket } from 'node:net';

/**
 * A gRPC load client that costs as little as possible: it writes ready-made HTTP/2 frames to a socket and parses only
 * frame headers, so that the measured server, not the client, is the limit. Requests after the first use the HPACK
 * dynamic table as real clients do. It knows no TLS, no continuation frames and no padding, and throws on what it does not know.
 */

const FrameType = { DATA: 0, HEADERS: 1, RST_STREAM: 3, SETTINGS: 4, PING: 6, GOAWAY: 7, WINDOW_UPDATE: 8 } as const;
const END_STREAM = 0x1;
const END_HEADERS = 0x4;
const ACK = 0x1;
const frameHeaderBytes = 9;
const windowMax = 0x7fffffff;
/** Requests of a turn leave in pieces of this size, or in larger ones of a single frame. */
const outBytes = 256 * 1024;
const noBytes = Buffer.alloc(0);
const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/** One call on its way: the body of the answer is collected, then `done` is told. */
export interface RawCall {
  /** When it was asked for, by `performance.now()`; within an answer's `done` the time at which that answer was read. */
  readonly startedAt: number;
  /** When the answer was read; before that NaN. */
  endedAt: number;
  /** gRPC messages of the answer, prefixes included, as they arrived. */
  readonly chunks: Buffer[];
  readonly done: (call: RawCall) => void;
}

function frame(type: number, flags: number, streamId: number, payload: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(frameHeaderBytes + payload.length);
  bytes.writeUIntBE(payload.length, 0, 3);
  bytes[3] = type;
  bytes[4] = flags;
  bytes.writeUInt32BE(streamId, 5);
  bytes.set(payload, frameHeaderBytes);
  return bytes;
}

function settings(pairs: readonly (readonly [number, number])[]): Buffer {
  const payload = Buffer.alloc(pairs.length * 6);
  for (const [index, [id, value]] of pairs.entries()) {
    payload.writeUInt16BE(id, index * 6);
    payload.writeUInt32BE(value, index * 6 + 2);
  }
  return frame(FrameType.SETTINGS, 0, 0, payload);
}

function windowUpdate(streamId: number, increment: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(increment);
  return frame(FrameType.WINDOW_UPDATE, 0, streamId, payload);
}

function literal(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length > 126) {
    throw new Error(`a header text of ${bytes.length} bytes is too long for this client`);
  }
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

/** The headers of one method: as literals that fill the dynamic table, and as references to it. */
function headerBlocks(headers: readonly (readonly [string, string])[]): { first: Buffer; later: Buffer } {
  const post = 0x83;
  const http = 0x86;
  const first: Buffer[] = [Buffer.from([post, http])];
  const later = [post, http];
  for (const [index, [name, value]] of headers.entries()) {
    first.push(Buffer.from([0x40]), literal(name), literal(value));
    later.push(0x80 | (62 + headers.length - 1 - index));
  }
  return { first: Buffer.concat(first), later: Buffer.from(later) };
}

function readUint24(bytes: Buffer, at: number): number {
  return ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
}

function putFrameHeader(out: Buffer, at: number, length: number, type: number, flags: number, streamId: number): void {
  out[at] = length >>> 16;
  out[at + 1] = length >>> 8;
  out[at + 2] = length;
  out[at + 3] = type;
  out[at + 4] = flags;
  out[at + 5] = streamId >>> 24;
  out[at + 6] = streamId >>> 16;
  out[at + 7] = streamId >>> 8;
  out[at + 8] = streamId;
}

/** A gRPC message with its prefix, uncompressed. */
export function prefixed(message: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(5 + message.length);
  bytes[0] = 0;
  bytes.writeUInt32BE(message.length, 1);
  bytes.set(message, 5);
  return bytes;
}

/** One connection that calls one method. */
export class RawConnection {
  readonly #socket: Socket;
  readonly #blocks: { readonly first: Buffer; readonly later: Buffer };
  readonly #calls = new Map<number, RawCall>();
  readonly #waiting: { body: Uint8Array; call: RawCall }[] = [];
  #out: Buffer = noBytes;
  #outLength = 0;
  /** Buffers that the kernel has taken all of. */
  readonly #spare: Buffer[] = [];
  #flushing = false;
  /** The time of the chunk that is being read; NaN between two. */
  #readAt = Number.NaN;
  #rest: Buffer = noBytes;
  #nextStreamId = 1;
  #window = 65_535;
  #consumed = 0;
  #frameBytesMax = 16_384;
  #failed: Error | undefined;
  readonly ready: Promise<void>;
  #markReady: () => void = () => {};

  constructor(host: string, port: number, path: string, metadata: readonly (readonly [string, string])[]) {
    this.#blocks = headerBlocks([
      [':path', path],
      [':authority', `${host}:${port}`],
      ['content-type', 'application/grpc'],
      ['te', 'trailers'],
      ...metadata,
    ]);
    this.ready = new Promise((resolve) => {
      this.#markReady = resolve;
    });
    this.#socket = connect({ host, port, noDelay: true });
    this.#socket.on('data', (chunk) => this.#read(chunk));
    this.#socket.on('error', (error) => {
      this.#failed = error;
    });
    this.#socket.on('close', () => {
      if (this.#calls.size > 0) {
        throw new Error(`the server closed the connection with ${this.#calls.size} calls open`, {
          cause: this.#failed,
        });
      }
    });
    this.#socket.write(preface);
    this.#socket.write(settings([[4, windowMax]]));
    this.#socket.write(windowUpdate(0, windowMax - 65_535));
  }

  /** `body` is a prefixed gRPC message; it is copied before this returns. */
  call(body: Uint8Array, done: (call: RawCall) => void): void {
    const startedAt = Number.isNaN(this.#readAt) ? performance.now() : this.#readAt;
    const call: RawCall = { startedAt, endedAt: Number.NaN, chunks: [], done };
    if (body.length > this.#window || this.#waiting.length > 0) {
      this.#waiting.push({ body: Buffer.from(body), call });
      return;
    }
    this.#send(body, call);
  }

  close(): void {
    this.#socket.destroy();
  }

  #send(body: Uint8Array, call: RawCall): void {
    const streamId = this.#nextStreamId;
    const block = streamId === 1 ? this.#blocks.first : this.#blocks.later;
    this.#nextStreamId += 2;
    this.#window -= body.length;
    this.#calls.set(streamId, call);
    this.#put(FrameType.HEADERS, END_HEADERS, streamId, block);
    if (body.length <= this.#frameBytesMax) {
      this.#put(FrameType.DATA, END_STREAM, streamId, body);
    } else {
      for (let start = 0; start < body.length; start += this.#frameBytesMax) {
        const end = Math.min(start + this.#frameBytesMax, body.length);
        this.#put(FrameType.DATA, end === body.length ? END_STREAM : 0, streamId, body.subarray(start, end));
      }
    }
    if (!this.#flushing) {
      this.#flushing = true;
      setImmediate(this.#flush);
    }
  }

  #put(type: number, flags: number, streamId: number, payload: Uint8Array): void {
    const length = frameHeaderBytes + payload.length;
    if (this.#outLength + length > this.#out.length) {
      this.#write();
      this.#out =
        (length <= outBytes ? this.#spare.pop() : undefined) ?? Buffer.allocUnsafe(Math.max(outBytes, length));
    }
    putFrameHeader(this.#out, this.#outLength, payload.length, type, flags, streamId);
    this.#out.set(payload, this.#outLength + frameHeaderBytes);
    this.#outLength += length;
  }

  readonly #flush = (): void => {
    this.#flushing = false;
    this.#write();
  };

  #write(): void {
    const out = this.#out;
    if (this.#outLength > 0) {
      this.#socket.write(out.subarray(0, this.#outLength), () => this.#spare.push(out));
      this.#out = noBytes;
      this.#outLength = 0;
    }
  }

  #read(chunk: Buffer): void {
    this.#readAt = performance.now();
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let position = 0;
    while (bytes.length - position >= frameHeaderBytes) {
      const start = position + frameHeaderBytes;
      const end = start + readUint24(bytes, position);
      if (end > bytes.length) {
        break;
      }
      const type = bytes[position + 3] ?? 0;
      const flags = bytes[position + 4] ?? 0;
      const streamId = bytes.readUInt32BE(position + 5) & 0x7fffffff;
      if (type === FrameType.DATA) {
        this.#data(streamId, bytes.subarray(start, end));
      } else if (type !== FrameType.HEADERS) {
        this.#control(type, flags, streamId, bytes.subarray(start, end));
      }
      if (type <= FrameType.HEADERS && (flags & END_STREAM) !== 0) {
        this.#answered(streamId);
      }
      position = end;
    }
    this.#rest = position === bytes.length ? noBytes : bytes.subarray(position);
    this.#readAt = Number.NaN;
  }

  #data(streamId: number, payload: Buffer): void {
    this.#calls.get(streamId)?.chunks.push(payload);
    this.#consumed += payload.length;
    if (this.#consumed > windowMax / 4) {
      this.#socket.write(windowUpdate(0, this.#consumed));
      this.#consumed = 0;
    }
  }

  #answered(streamId: number): void {
    const call = this.#calls.get(streamId);
    if (call !== undefined) {
      this.#calls.delete(streamId);
      call.endedAt = this.#readAt;
      call.done(call);
    }
  }

  #control(type: number, flags: number, streamId: number, payload: Buffer): void {
    switch (type) {
      case FrameType.SETTINGS:
        this.#settings(flags, payload);
        break;
      case FrameType.PING:
        if ((flags & ACK) === 0) {
          this.#socket.write(frame(FrameType.PING, ACK, 0, payload));
        }
        break;
      case FrameType.WINDOW_UPDATE:
        if (streamId === 0) {
          this.#window += payload.readUInt32BE(0);
          this.#sendWaiting();
        }
        break;
      case FrameType.RST_STREAM:
        throw new Error(`the server reset stream ${streamId} with code ${payload.readUInt32BE(0)}`);
      case FrameType.GOAWAY: {
        const code = payload.readUInt32BE(4);
        if (code !== 0) {
          throw new Error(`the server sent GOAWAY with code ${code}`);
        }
        break;
      }
      default:
    }
  }

  #settings(flags: number, payload: Buffer): void {
    if ((flags & ACK) !== 0) {
      return;
    }
    for (let i = 0; i + 6 <= payload.length; i += 6) {
      if (payload.readUInt16BE(i) === 5) {
        this.#frameBytesMax = payload.readUInt32BE(i + 2);
      }
    }
    this.#socket.write(frame(FrameType.SETTINGS, ACK, 0, noBytes));
    // The connection window is raised by a WINDOW_UPDATE that follows in the same turn, if at all.
    setImmediate(this.#markReady);
  }

  #sendWaiting(): void {
    for (let next = this.#waiting[0]; next !== undefined && next.body.length <= this.#window; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#send(next.body, next.call);
    }
  }
}
