import type { Socket } from 'node:net';
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
import { defaultPeerSettings, encodeSettings, readSettings, SettingId } from '../src/rpc/http2/settings.ts';
import { RequestTemplate } from './rpc-request.ts';
import type { Workload } from './rpc-workload.ts';

const grantBytes = 1 << 28;
/** Larger requests may not fit the windows of a server, which grpc-js leaves at 65 535 bytes. */
const wholeBytesMax = 30_000;
/** Calls of a connection that are remembered; more are never in flight. */
const slots = 1 << 16;
/** How every SendMessageResponse begins that says 20000: the status, field 1, and in it the code. */
const statusTag = 0x0a;
const okCode = [0x08, 0xa0, 0x9c, 0x01];

/** What all connections count. */
export class Tally {
  /** Latencies in microseconds; the last cell takes all that is longer. */
  readonly #counts = new Uint32Array(2_000_000);
  calls = 0;
  messages = 0;

  add(microseconds: number): void {
    const cell = Math.min(this.#counts.length - 1, Math.max(0, Math.round(microseconds)));
    this.#counts[cell] = (this.#counts[cell] ?? 0) + 1;
    this.calls += 1;
  }

  clear(): void {
    this.#counts.fill(0);
    this.calls = 0;
    this.messages = 0;
  }

  percentile(share: number): number {
    let left = this.calls * share;
    return this.#counts.findIndex((count) => {
      left -= count;
      return left <= 0;
    });
  }
}

function microseconds(): number {
  const now = process.hrtime();
  return now[0] * 1e6 + now[1] / 1e3;
}

/**
 * A closed loop on one connection. Requests are ready-made frames, copied many at a time; of answers only frame headers
 * and a few bytes are looked at, so that it costs less than any server. As a real client, it sends its fields once and
 * refers to them from then on, and keeps to the windows of the server.
 */
export class LoadConnection {
  readonly #socket: Socket;
  readonly #workload: Workload;
  readonly #tally: Tally;
  readonly #reader = new FrameReader(1 << 24);
  readonly #first: RequestTemplate;
  readonly #later: RequestTemplate;
  readonly #flowBytes: number;
  /** When calls were asked for, in a ring: one that waits for a window has begun for its caller. */
  readonly #askedAt = new Float64Array(slots);
  #asked = 0;
  #begun = 0;
  readonly #startedAt = new Float64Array(slots);
  readonly #received = new Int32Array(slots);
  /** Stream answers: what is left of the message, digits of a prefix so far, and the length that they make. */
  readonly #messageLeft = new Int32Array(slots);
  readonly #prefixBytes = new Uint8Array(slots);
  readonly #prefixLength = new Int32Array(slots);
  #nextId = 1;
  #oldestBareId = 1;
  #window = 65_535;
  /** What the server takes on a new stream. */
  #streamWindow = 65_535;
  #waiting = 0;
  /** The request that is going out frame by frame. */
  #large: Buffer | undefined;
  #largeAt = 0;
  #largeId = 0;
  #largeWindow = 0;
  #granted = 0;
  #echoed = 0;
  #closed = false;

  constructor(socket: Socket, workload: Workload, tally: Tally, serial: number) {
    this.#socket = socket;
    this.#workload = workload;
    this.#tally = tally;
    this.#first = new RequestTemplate(workload, !workload.bare, serial);
    // The first request of a connection has a number that no other has: its own template makes only one.
    this.#later = new RequestTemplate(workload, false, serial + 0x8000);
    this.#flowBytes = 5 + Buffer.byteLength(workload.request, 'base64');
    socket.on('data', (chunk: Buffer) => (workload.bare ? this.#readBare(chunk) : this.#read(chunk)));
    socket.on('close', () => {
      if (!this.#closed) {
        throw new Error('the server closed a connection under load');
      }
    });
    if (workload.bare) {
      this.#send(workload.inFlightPerConnection);
    } else {
      const settings = encodeSettings([[SettingId.INITIAL_WINDOW_SIZE, 0x7fffffff]]);
      const hello = Buffer.alloc(9);
      writeFrameHeader(hello, 0, settings.length, FrameType.SETTINGS, 0, 0);
      socket.write(Buffer.concat([clientPreface, hello, settings, this.#grant()]));
    }
  }

  close(): void {
    this.#closed = true;
    this.#socket.destroy();
  }

  #grant(): Buffer {
    const frame = Buffer.alloc(13);
    writeUint32(frame, writeFrameHeader(frame, 0, 4, FrameType.WINDOW_UPDATE, 0, 0), grantBytes);
    this.#granted += grantBytes;
    return frame;
  }

  /** Starts as many calls as asked for and as the window of the connection takes; the rest is started when it grows. */
  #send(count: number): void {
    this.#waiting += count;
    const now = microseconds();
    for (let index = 0; index < count; index++) {
      this.#askedAt[this.#asked++ & (slots - 1)] = now;
    }
    if (!this.#workload.bare && this.#flowBytes > wholeBytesMax) {
      do {
        this.#sendLarge();
      } while (this.#large === undefined && this.#waiting > 0);
      return;
    }
    const fitting = this.#workload.bare
      ? this.#waiting
      : Math.min(this.#waiting, Math.floor(this.#window / this.#flowBytes));
    if (fitting <= 0) {
      return;
    }
    const batch = Buffer.allocUnsafe(fitting * this.#later.bytes.length + this.#first.bytes.length);
    let at = 0;
    for (let index = 0; index < fitting; index++) {
      at = this.#copy(batch, at);
    }
    this.#waiting -= fitting;
    this.#window -= fitting * this.#flowBytes;
    this.#socket.write(batch.subarray(0, at));
  }

  #copy(target: Buffer, at: number): number {
    const id = this.#nextId;
    this.#nextId += 2;
    const slot = (id >> 1) & (slots - 1);
    this.#startedAt[slot] = this.#askedAt[this.#begun++ & (slots - 1)] ?? 0;
    this.#received[slot] = 0;
    return (id === 1 ? this.#first : this.#later).copy(target, at, id);
  }

  /** A request that the windows do not take as a whole goes out frame by frame, ahead of all others. */
  #sendLarge(): void {
    if (this.#large === undefined) {
      if (this.#waiting === 0) {
        return;
      }
      this.#waiting -= 1;
      this.#largeAt = 0;
      this.#largeId = this.#nextId;
      this.#largeWindow = this.#streamWindow;
      const template = this.#nextId === 1 ? this.#first : this.#later;
      this.#large = Buffer.allocUnsafe(template.bytes.length);
      this.#copy(this.#large, 0);
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

  #read(chunk: Buffer): void {
    const reader = this.#reader;
    let ended = 0;
    const now = microseconds();
    reader.feed(chunk);
    while (reader.next() === ReadResult.FRAME) {
      const { type, flags, streamId, bytes, start, end } = reader;
      switch (type) {
        case FrameType.HEADERS:
          if ((flags & Flag.END_STREAM) !== 0) {
            ended += 1;
            this.#ended((streamId >> 1) & (slots - 1), now);
          }
          break;
        case FrameType.DATA:
          this.#granted -= end - start;
          this.#data((streamId >> 1) & (slots - 1), bytes, start, end);
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
            const peer = defaultPeerSettings();
            readSettings(bytes, start, end, peer);
            this.#streamWindow = peer.initialWindowBytes;
            this.#socket.write(Buffer.from([0, 0, 0, FrameType.SETTINGS, Flag.ACK, 0, 0, 0, 0]));
            ended += this.#workload.inFlightPerConnection;
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

  #data(slot: number, bytes: Buffer, start: number, end: number): void {
    const { answer } = this.#workload;
    if (answer === 'stream') {
      this.#countMessages(slot, bytes, start, end);
    } else if (answer === 'sent' && this.#received[slot] === 0) {
      const refused = bytes[start + 5] !== statusTag || okCode.some((byte, index) => bytes[start + 7 + index] !== byte);
      if (refused) {
        throw new Error(`a send was refused: ${bytes.subarray(start + 5, end).toString('latin1')}`);
      }
      this.#tally.messages += 1;
    }
    this.#received[slot] = (this.#received[slot] ?? 0) + end - start;
  }

  #countMessages(slot: number, bytes: Buffer, start: number, end: number): void {
    let at = start;
    while (at < end) {
      const left = this.#messageLeft[slot] ?? 0;
      if (left > 0) {
        const taken = Math.min(left, end - at);
        this.#messageLeft[slot] = left - taken;
        at += taken;
        continue;
      }
      const digits = this.#prefixBytes[slot] ?? 0;
      const length = digits === 0 ? 0 : (this.#prefixLength[slot] ?? 0) * 256 + (bytes[at] ?? 0);
      at += 1;
      this.#prefixLength[slot] = length;
      this.#prefixBytes[slot] = (digits + 1) % 5;
      if (digits === 4) {
        this.#messageLeft[slot] = length;
        this.#tally.messages += length >= this.#workload.countedBytesMin ? 1 : 0;
      }
    }
  }

  #ended(slot: number, now: number): void {
    const received = this.#received[slot] ?? 0;
    if (received === 0 || (this.#workload.answer === 'echo' && received !== this.#flowBytes)) {
      throw new Error(`an answer ended after ${received} bytes of messages, ${this.#flowBytes} were sent`);
    }
    this.#tally.add(now - (this.#startedAt[slot] ?? now));
  }

  #readBare(chunk: Buffer): void {
    this.#echoed += chunk.length;
    const size = this.#later.bytes.length;
    const ended = Math.floor(this.#echoed / size);
    if (ended > 0) {
      const now = microseconds();
      this.#echoed -= ended * size;
      for (let index = 0; index < ended; index++) {
        this.#tally.add(now - (this.#startedAt[(this.#oldestBareId >> 1) & (slots - 1)] ?? now));
        this.#oldestBareId += 2;
      }
      this.#send(ended);
    }
  }
}
