/**
 * The load of the rpc bench, in a process of its own: `rpc-echo-load.ts <port> <h2c|tls> <json of LoadOptions>`. It writes
 * frames that are encoded beforehand and only counts what comes back, so that it costs less than any server. As a real client, it sends
 * its fields once and indexes them from then on, and keeps to the windows of the server.
 */
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import {
  clientPreface,
  Flag,
  FrameType,
  readUint31,
  readUint32,
  writeFrameHeader,
  writeUint32,
} from '../src/rpc/http2/frame.ts';
import { FrameReader, ReadResult } from '../src/rpc/http2/frame-reader.ts';
import { writeInteger } from '../src/rpc/http2/hpack-integer.ts';
import { defaultPeerSettings, encodeSettings, readSettings, SettingId } from '../src/rpc/http2/settings.ts';
import type { LoadOptions, LoadResult } from './rpc-echo-workload.ts';

const frameBytesMax = 16_384;
const grantBytes = 1 << 28;
/** Larger requests may not fit the windows of a server, which grpc-js leaves at 65 535 bytes. */
const wholeBytesMax = 30_000;

function initialWindow(settings: Buffer): number {
  const peer = defaultPeerSettings();
  readSettings(settings, 0, settings.length, peer);
  return peer.initialWindowBytes;
}

function requestFields(path: string): [string, string][] {
  return [
    [':method', 'POST'],
    [':scheme', 'http'],
    [':path', path],
    [':authority', 'localhost'],
    ['content-type', 'application/grpc'],
    ['te', 'trailers'],
    ['user-agent', 'bench'],
    ['x-mq-client-id', 'host@4711@0@l0ngbase36'],
  ];
}

/** The first block puts every field into the table; those after it are a byte a field. */
function headerBlocks(path: string): { first: Buffer; later: Buffer } {
  const fields = requestFields(path);
  const first = Buffer.alloc(1024);
  let at = 0;
  for (const [name, value] of fields) {
    first[at++] = 0x40;
    at = writeInteger(first, at, 0, 7, name.length);
    at += first.write(name, at);
    at = writeInteger(first, at, 0, 7, value.length);
    at += first.write(value, at);
  }
  const later = Buffer.from(fields.map((_, index) => 0x80 | (62 + fields.length - 1 - index)));
  return { first: first.subarray(0, at), later };
}

/** Latencies of the measured time, in microseconds; the last cell takes all that is longer. */
class Histogram {
  readonly #counts = new Uint32Array(1_000_000);
  #total = 0;

  add(microseconds: number): void {
    const cell = Math.min(this.#counts.length - 1, Math.round(microseconds));
    this.#counts[cell] = (this.#counts[cell] ?? 0) + 1;
    this.#total += 1;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#total = 0;
  }

  get total(): number {
    return this.#total;
  }

  percentile(share: number): number {
    let left = this.#total * share;
    return this.#counts.findIndex((count) => {
      left -= count;
      return left <= 0;
    });
  }
}

const histogram = new Histogram();

class LoadConnection {
  readonly #socket: Socket;
  readonly #options: LoadOptions;
  readonly #reader = new FrameReader(1 << 20);
  readonly #firstBlock: Buffer;
  /** One request as it goes out: HEADERS, then its DATA frames; the ids and nothing else differ. */
  #template: Buffer;
  readonly #idOffsets: number[] = [];
  readonly #startedAt = new Map<number, number>();
  #nextId = 1;
  #window = 65_535;
  /** What the server takes on a new stream. */
  #streamWindow = 65_535;
  /** The request that is going out frame by frame. */
  #large: Buffer | undefined;
  #largeAt = 0;
  #largeId = 0;
  #largeWindow = 0;
  #granted = 0;
  #echoed = 0;
  #started = false;

  constructor(socket: Socket, options: LoadOptions) {
    this.#socket = socket;
    this.#options = options;
    const { first, later } = headerBlocks(options.path);
    this.#firstBlock = first;
    this.#template = this.#encode(later);
    socket.on('data', (chunk: Buffer) => (options.bare ? this.#readBare(chunk) : this.#read(chunk)));
    const settings = encodeSettings([[SettingId.INITIAL_WINDOW_SIZE, 0x7fffffff]]);
    const hello = Buffer.alloc(9);
    writeFrameHeader(hello, 0, settings.length, FrameType.SETTINGS, 0, 0);
    if (options.bare) {
      this.#send(options.inFlightPerConnection);
    } else {
      socket.write(Buffer.concat([clientPreface, hello, settings, this.#grant()]));
    }
  }

  #encode(block: Buffer): Buffer {
    const body = Buffer.alloc(5 + this.#options.payloadBytes, 'x');
    body[0] = 0;
    writeUint32(body, 1, this.#options.payloadBytes);
    const request = Buffer.alloc(9 + block.length + body.length + 9 * Math.ceil(body.length / frameBytesMax));
    let at = writeFrameHeader(request, 0, block.length, FrameType.HEADERS, Flag.END_HEADERS, 0);
    this.#idOffsets.length = 0;
    this.#idOffsets.push(5);
    at += block.copy(request, at);
    for (let sent = 0; sent < body.length; sent += frameBytesMax) {
      const piece = body.subarray(sent, sent + frameBytesMax);
      this.#idOffsets.push(at + 5);
      const last = sent + frameBytesMax >= body.length;
      at = writeFrameHeader(request, at, piece.length, FrameType.DATA, last ? Flag.END_STREAM : 0, 0);
      at += piece.copy(request, at);
    }
    return request;
  }

  #grant(): Buffer {
    const frame = Buffer.alloc(13);
    writeUint32(frame, writeFrameHeader(frame, 0, 4, FrameType.WINDOW_UPDATE, 0, 0), grantBytes);
    this.#granted += grantBytes;
    return frame;
  }

  /** Starts as many calls as asked for and as the window of the connection takes; the rest is started when it grows. */
  #waiting = 0;
  #send(count: number): void {
    this.#waiting += count;
    if (!this.#options.bare && this.#options.payloadBytes > wholeBytesMax) {
      this.#sendAllLarge();
      return;
    }
    const flowBytes = 5 + this.#options.payloadBytes;
    const now = process.hrtime();
    const startedAt = now[0] * 1e6 + now[1] / 1e3;
    if (!this.#started && !this.#options.bare && this.#waiting > 0) {
      this.#started = true;
      this.#begin(startedAt, this.#encode(this.#firstBlock));
      this.#encode(headerBlocks(this.#options.path).later);
    }
    const fitting = this.#options.bare ? this.#waiting : Math.min(this.#waiting, Math.floor(this.#window / flowBytes));
    if (fitting <= 0) {
      return;
    }
    const size = this.#template.length;
    const batch = Buffer.allocUnsafe(fitting * size);
    for (let index = 0; index < fitting; index++) {
      this.#template.copy(batch, index * size);
      this.#stamp(batch, index * size, startedAt);
    }
    this.#waiting -= fitting;
    this.#window -= fitting * flowBytes;
    this.#socket.write(batch);
  }

  /** Until a window stops it. */
  #sendAllLarge(): void {
    do {
      if (!this.#started && this.#waiting > 0) {
        this.#started = true;
        this.#template = this.#encode(this.#firstBlock);
        this.#sendLarge();
        this.#template = this.#encode(headerBlocks(this.#options.path).later);
      } else {
        this.#sendLarge();
      }
    } while (this.#large === undefined && this.#waiting > 0);
  }

  /** A request that the windows do not take as a whole goes out frame by frame, ahead of all others. */
  #sendLarge(): void {
    if (this.#large === undefined) {
      if (this.#waiting === 0) {
        return;
      }
      this.#waiting -= 1;
      this.#large = Buffer.from(this.#template);
      this.#largeAt = 0;
      this.#largeId = this.#nextId;
      this.#largeWindow = this.#streamWindow;
      const now = process.hrtime();
      this.#stamp(this.#large, 0, now[0] * 1e6 + now[1] / 1e3);
    }
    const large = this.#large;
    const start = this.#largeAt;
    while (this.#largeAt < large.length) {
      const payloadBytes = large.readUIntBE(this.#largeAt, 3);
      if (large[this.#largeAt + 3] === FrameType.DATA) {
        if (payloadBytes > this.#window || payloadBytes > this.#largeWindow) {
          break;
        }
        this.#window -= payloadBytes;
        this.#largeWindow -= payloadBytes;
      }
      this.#largeAt += 9 + payloadBytes;
    }
    if (this.#largeAt > start) {
      this.#socket.write(large.subarray(start, this.#largeAt));
    }
    if (this.#largeAt === large.length) {
      this.#large = undefined;
    }
  }

  #begin(startedAt: number, request: Buffer): void {
    this.#stamp(request, 0, startedAt);
    this.#waiting -= 1;
    this.#window -= 5 + this.#options.payloadBytes;
    this.#socket.write(request);
  }

  #stamp(batch: Buffer, at: number, startedAt: number): void {
    const id = this.#nextId;
    this.#nextId += 2;
    for (const offset of this.#idOffsets) {
      writeUint32(batch, at + offset, id);
    }
    this.#startedAt.set(id, startedAt);
  }

  #read(chunk: Buffer): void {
    const reader = this.#reader;
    let ended = 0;
    const time = process.hrtime();
    const now = time[0] * 1e6 + time[1] / 1e3;
    reader.feed(chunk);
    while (reader.next() === ReadResult.FRAME) {
      const { type, flags, streamId, bytes, start, end } = reader;
      switch (type) {
        case FrameType.HEADERS:
          if ((flags & Flag.END_STREAM) !== 0) {
            ended += 1;
            histogram.add(now - (this.#startedAt.get(streamId) ?? now));
            this.#startedAt.delete(streamId);
          }
          break;
        case FrameType.DATA:
          this.#granted -= end - start;
          break;
        case FrameType.WINDOW_UPDATE:
          if (streamId === 0) {
            this.#window += readUint31(bytes, start);
          } else if (streamId === this.#largeId) {
            this.#largeWindow += readUint31(bytes, start);
          }
          break;
        case FrameType.SETTINGS:
          if ((flags & Flag.ACK) === 0) {
            this.#streamWindow = initialWindow(bytes.subarray(start, end));
            this.#socket.write(Buffer.from([0, 0, 0, FrameType.SETTINGS, Flag.ACK, 0, 0, 0, 0]));
            ended += this.#options.inFlightPerConnection;
          }
          break;
        case FrameType.PING:
          break;
        case FrameType.RST_STREAM:
        case FrameType.GOAWAY:
          throw new Error(`the server sent frame type ${type} with code ${readUint32(bytes, end - 4)}`);
      }
    }
    if (this.#granted < grantBytes / 2) {
      this.#socket.write(this.#grant());
    }
    if (ended > 0 || this.#waiting > 0 || this.#large !== undefined) {
      this.#send(ended);
    }
  }

  #readBare(chunk: Buffer): void {
    this.#echoed += chunk.length;
    const size = this.#template.length;
    const ended = Math.floor(this.#echoed / size);
    if (ended > 0) {
      const time = process.hrtime();
      const now = time[0] * 1e6 + time[1] / 1e3;
      this.#echoed -= ended * size;
      for (let index = 0; index < ended; index++) {
        const [id = 0, startedAt = now] = this.#startedAt.entries().next().value ?? [];
        histogram.add(now - startedAt);
        this.#startedAt.delete(id);
      }
      this.#send(ended);
    }
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function main(): Promise<void> {
  const [, , port, transport, json] = process.argv as [string, string, string, string, string];
  const options = JSON.parse(json) as LoadOptions;
  for (let index = 0; index < options.connections; index++) {
    const socket = await new Promise<Socket>((resolve, reject) => {
      const target = { port: Number(port), host: '127.0.0.1' };
      const opened: Socket =
        transport === 'tls'
          ? connectTls({ ...target, ALPNProtocols: ['h2'], rejectUnauthorized: false }, () => resolve(opened))
          : connectTcp({ ...target, noDelay: true }, () => resolve(opened));
      opened.on('error', reject);
    });
    new LoadConnection(socket, options);
  }
  await sleep(options.warmUpMs);
  process.send?.('measuring');
  histogram.clear();
  const startedAt = performance.now();
  await sleep(options.measuredMs);
  const seconds = (performance.now() - startedAt) / 1000;
  const result: LoadResult = {
    calls: histogram.total,
    seconds,
    p50: histogram.percentile(0.5),
    p99: histogram.percentile(0.99),
  };
  process.send?.(result, () => process.exit(0));
}

await main();
