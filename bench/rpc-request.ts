import { Flag, FrameType, writeFrameHeader, writeUint32 } from '../src/rpc/http2/frame.ts';
import { writeInteger } from '../src/rpc/http2/hpack-integer.ts';
import { counterDigits, type Workload } from './rpc-workload.ts';

const frameBytesMax = 16_384;
const digitBefore = Buffer.from('0123456789ABCDEF');

function fieldsOf(workload: Workload): (readonly [string, string])[] {
  return [
    [':method', 'POST'],
    [':scheme', workload.transport === 'tls' ? 'https' : 'http'],
    [':path', workload.path],
    [':authority', 'localhost'],
    ['content-type', 'application/grpc'],
    ['te', 'trailers'],
    ['user-agent', 'bench'],
    ...workload.metadata,
  ];
}

/** The first block of a connection puts every field into the table; those after it are a byte a field. */
function headerBlock(workload: Workload, first: boolean): Buffer {
  const fields = fieldsOf(workload);
  if (!first) {
    return Buffer.from(fields.map((_, index) => 0x80 | (62 + fields.length - 1 - index)));
  }
  const block = Buffer.alloc(2048);
  let at = 0;
  for (const [name, value] of fields) {
    block[at++] = 0x40;
    at = writeInteger(block, at, 0, 7, name.length);
    at += block.write(name, at);
    at = writeInteger(block, at, 0, 7, value.length);
    at += block.write(value, at);
  }
  return block.subarray(0, at);
}

/** Where the text begins in the bytes, each time. */
function placesOf(bytes: Buffer, text: string): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(text); at !== -1; at = bytes.indexOf(text, at + text.length)) {
    places.push(at);
  }
  return places;
}

/** One request as it goes out, HEADERS and then its DATA frames; ids and the counter's digits are all that differs. */
export class RequestTemplate {
  readonly bytes: Buffer;
  readonly #idOffsets: number[] = [];
  readonly #counters: readonly number[];
  readonly #every: number;
  #sinceCount = 0;

  constructor(workload: Workload, first: boolean, serial: number) {
    const message = Buffer.from(workload.request, 'base64');
    const places = workload.counter === undefined ? [] : placesOf(message, workload.counter);
    if (workload.counter !== undefined && places.length === 0) {
      throw new Error('the request does not hold the text that is to be replaced by a counter');
    }
    for (const place of places) {
      message.write(serial.toString(16).toUpperCase().padStart(4, '0').padEnd(counterDigits, '0'), place);
    }
    const block = headerBlock(workload, first);
    const body = Buffer.alloc(5 + message.length);
    writeUint32(body, 1, message.length);
    message.copy(body, 5);
    this.bytes = Buffer.alloc(9 + block.length + body.length + 9 * Math.ceil(body.length / frameBytesMax));
    this.#every = workload.counterEvery;
    let at = writeFrameHeader(this.bytes, 0, block.length, FrameType.HEADERS, Flag.END_HEADERS, 0);
    this.#idOffsets.push(5);
    at += block.copy(this.bytes, at);
    for (let sent = 0; sent < body.length; sent += frameBytesMax) {
      const piece = body.subarray(sent, sent + frameBytesMax);
      this.#idOffsets.push(at + 5);
      const last = sent + frameBytesMax >= body.length;
      at = writeFrameHeader(this.bytes, at, piece.length, FrameType.DATA, last ? Flag.END_STREAM : 0, 0);
      at += piece.copy(this.bytes, at);
    }
    const inFirstFrame = places.every((place) => 5 + place + counterDigits <= frameBytesMax);
    if (!inFirstFrame) {
      throw new Error('a counter lies behind the first DATA frame of the request');
    }
    this.#counters = places.map((place) => 9 + block.length + 9 + 5 + place + counterDigits - 1);
  }

  /** Writes the next request of the stream into `target`; gives the offset behind it. */
  copy(target: Buffer, at: number, streamId: number): number {
    this.bytes.copy(target, at);
    for (const offset of this.#idOffsets) {
      writeUint32(target, at + offset, streamId);
    }
    this.#sinceCount += 1;
    if (this.#sinceCount >= this.#every) {
      this.#sinceCount = 0;
      for (const counter of this.#counters) {
        this.#count(counter);
      }
    }
    return at + this.bytes.length;
  }

  #count(lastDigit: number): void {
    for (let at = lastDigit; ; at--) {
      const next = digitBefore.indexOf(this.bytes[at] ?? 0) + 1;
      this.bytes[at] = digitBefore[next % 16] ?? 0;
      if (next < 16) {
        return;
      }
    }
  }
}
