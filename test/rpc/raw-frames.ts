import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { clientPreface } from '../../src/rpc/http2/frame.ts';

export const FrameType = {
  DATA: 0,
  HEADERS: 1,
  RST_STREAM: 3,
  SETTINGS: 4,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
} as const;

export const Flag = { ACK: 1, END_STREAM: 1, END_HEADERS: 4 } as const;

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Buffer;
}

export function buildFrame(
  type: number,
  flags: number,
  streamId: number,
  payload: Uint8Array = Buffer.alloc(0),
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(streamId, 5);
  return Buffer.concat([head, payload]);
}

/** A header block of literals without indexing and without Huffman codes; each part shorter than 127 bytes. */
export function headerBlock(headers: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = [];
  for (const [name, value] of Object.entries(headers)) {
    parts.push(Buffer.of(0, name.length), Buffer.from(name), Buffer.of(value.length), Buffer.from(value));
  }
  return Buffer.concat(parts);
}

export function callHeaders(path: string): Buffer {
  return headerBlock({
    ':method': 'POST',
    ':scheme': 'http',
    ':path': path,
    ':authority': 'localhost',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
}

/** A client that writes and reads single HTTP/2 frames and does nothing on its own, not even answer a PING. */
export class RawConnection {
  readonly socket: Socket;
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<void>;
  #bytes: Buffer = Buffer.alloc(0);
  readonly #frames: Frame[] = [];
  readonly #waiting: { matches(frame: Frame): boolean; resolve(frame: Frame): void }[] = [];

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
  }

  /** Connects and exchanges preface and SETTINGS. */
  static async open(port: number): Promise<RawConnection> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const connection = new RawConnection(socket);
    connection.send(clientPreface, buildFrame(FrameType.SETTINGS, 0, 0));
    await connection.next((frame) => frame.type === FrameType.SETTINGS && frame.flags === Flag.ACK);
    connection.send(buildFrame(FrameType.SETTINGS, Flag.ACK, 0));
    return connection;
  }

  send(...buffers: readonly Buffer[]): void {
    this.socket.write(Buffer.concat(buffers));
  }

  /** The first frame, among those that came and those that will, for which `matches` holds; others stay. */
  next(matches: (frame: Frame) => boolean): Promise<Frame> {
    const index = this.#frames.findIndex(matches);
    const [frame] = index < 0 ? [] : this.#frames.splice(index, 1);
    return frame === undefined
      ? new Promise((resolve) => this.#waiting.push({ matches, resolve }))
      : Promise.resolve(frame);
  }

  /** Frames that came and were not asked for. */
  get unread(): readonly Frame[] {
    return this.#frames;
  }

  #read(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    while (this.#bytes.length >= 9 && this.#bytes.length >= 9 + this.#bytes.readUIntBE(0, 3)) {
      const length = this.#bytes.readUIntBE(0, 3);
      this.#take({
        type: this.#bytes.readUInt8(3),
        flags: this.#bytes.readUInt8(4),
        streamId: this.#bytes.readUInt32BE(5) & 0x7fffffff,
        payload: Buffer.from(this.#bytes.subarray(9, 9 + length)),
      });
      this.#bytes = this.#bytes.subarray(9 + length);
    }
  }

  #take(frame: Frame): void {
    const index = this.#waiting.findIndex(({ matches }) => matches(frame));
    const [waiting] = index < 0 ? [] : this.#waiting.splice(index, 1);
    if (waiting === undefined) {
      this.#frames.push(frame);
    } else {
      waiting.resolve(frame);
    }
  }
}
