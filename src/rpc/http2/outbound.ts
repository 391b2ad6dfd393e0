import type { MessageWriter } from '../service.ts';
import type { ByteQueue } from './byte-queue.ts';
import {
  type ErrorCode,
  Flag,
  FrameType,
  frameBytesMin,
  frameHeaderBytes,
  writeFrameHeader,
  writeUint32,
} from './frame.ts';
import { type Output, slabBytes } from './output.ts';

/** What the sending half needs of a stream. */
export interface SendingStream {
  readonly id: number;
  sendWindow: number;
  /** DATA that waits for a window; made when there is some. */
  readonly queue: ByteQueue | undefined;
  /** The last byte of the queue ends the stream. */
  endsWithQueue: boolean;
  /** So many bytes of the queue have left, perhaps the last ones. */
  queueShrank(byteCount: number): void;
}

/** What a message prefix takes on the wire. */
const prefixBytes = 5;

const asItIs: MessageWriter<Uint8Array> = {
  byteLength: (message) => message.length,
  write(message, target, offset) {
    target.set(message, offset);
  },
};

/**
 * The sending half of a connection: frames into the turn's output, within the windows of RFC 9113, 5.2. DATA that does not fit
 * waits in its stream; the streams that could send if the connection's window allowed take turns, a frame each.
 */
export class Outbound {
  readonly output: Output;
  /** What the client takes on all streams together; SETTINGS do not change it. */
  window = 65_535;
  /** What the client takes on a new stream. */
  initialWindow = 65_535;
  /** DATA frames sent so far: work that WINDOW_UPDATE and PING frames of the client may refer to. */
  dataFrameCount = 0;
  /** Streams with a queue and a window, waiting for the connection's window. */
  readonly #ready = new Set<SendingStream>();
  /** The DATA frame at the end of the output, which the next message of its stream may join. */
  #lastDataId = 0;
  #lastDataAt = 0;
  #lastDataEnd = -1;
  #lastDataBuffer: Buffer | undefined;
  #frameBytesMax = frameBytesMin;
  /** The next header block has to announce that we use no table (RFC 7541, 4.2). */
  #tableUpdateDue = false;

  constructor(output: Output) {
    this.output = output;
  }

  /** The client allows our encoder a smaller table than it had; ours is always empty. */
  tableShrank(): void {
    this.#tableUpdateDue = true;
  }

  /** The client takes frames of this size; we use no larger ones than fit our output with their header. */
  limitFrames(frameBytesMax: number): void {
    this.#frameBytesMax = Math.min(frameBytesMax, slabBytes - frameHeaderBytes);
  }

  /** Hands everything to the socket. */
  flush(): void {
    // The same slab may come back: what stands at the same place of it is then another frame.
    this.#lastDataEnd = -1;
    this.output.flush();
  }

  control(type: number, flags: number, streamId: number, payload: Uint8Array, start: number, end: number): void {
    const { output } = this;
    output.reserve(frameHeaderBytes + end - start);
    let at = writeFrameHeader(output.buffer, output.length, end - start, type, flags, streamId);
    for (let index = start; index < end; index++) {
      output.buffer[at++] = payload[index] as number;
    }
    output.length = at;
  }

  resetStream(streamId: number, code: ErrorCode): void {
    this.#fourBytes(FrameType.RST_STREAM, streamId, code);
  }

  windowUpdate(streamId: number, increment: number): void {
    this.#fourBytes(FrameType.WINDOW_UPDATE, streamId, increment);
  }

  goAway(lastStreamId: number, code: ErrorCode, reason: string): void {
    const payload = Buffer.allocUnsafe(8 + Buffer.byteLength(reason));
    writeUint32(payload, 0, lastStreamId);
    writeUint32(payload, 4, code);
    payload.write(reason, 8);
    this.control(FrameType.GOAWAY, 0, 0, payload, 0, payload.length);
  }

  /** A whole header block; it fits one frame of any peer. */
  headers(streamId: number, block: Buffer, flags: number): void {
    const { output } = this;
    const updateBytes = this.#tableUpdateDue ? 1 : 0;
    const payloadBytes = block.length + updateBytes;
    output.reserve(frameHeaderBytes + payloadBytes);
    let at = writeFrameHeader(
      output.buffer,
      output.length,
      payloadBytes,
      FrameType.HEADERS,
      flags | Flag.END_HEADERS,
      streamId,
    );
    if (updateBytes > 0) {
      output.buffer[at++] = 0x20;
      this.#tableUpdateDue = false;
    }
    output.buffer.set(block, at);
    output.length = at + block.length;
  }

  /** Sends a gRPC message, prefix and all, if the windows take the whole of it now; false, and nothing sent, otherwise. */
  message(stream: SendingStream, message: Uint8Array): boolean {
    if (this.writtenMessage(stream, asItIs, message, message.length)) {
      return true;
    }
    const byteCount = prefixBytes + message.length;
    if (!this.#allows(stream, byteCount)) {
      return false;
    }
    stream.sendWindow -= byteCount;
    this.window -= byteCount;
    this.#longMessage(stream.id, message);
    return true;
  }

  /** The same, if besides the message fits one frame: it is written straight into the output, where it has so many bytes. */
  writtenMessage<Message>(
    stream: SendingStream,
    writer: MessageWriter<Message>,
    message: Message,
    messageBytes: number,
  ): boolean {
    const byteCount = prefixBytes + messageBytes;
    if (byteCount > this.#frameBytesMax || !this.#allows(stream, byteCount)) {
      return false;
    }
    const { output } = this;
    const joins = this.#joinsLastData(stream.id, byteCount);
    if (!joins) {
      output.reserve(frameHeaderBytes + byteCount);
    }
    const { buffer } = output;
    const frameAt = joins ? this.#lastDataAt : output.length;
    const at = joins ? output.length : frameAt + frameHeaderBytes;
    // Should the writer throw, the output is as it was.
    writer.write(message, buffer, at + prefixBytes);
    buffer[at] = 0;
    writeUint32(buffer, at + 1, messageBytes);
    output.length = at + byteCount;
    writeFrameHeader(buffer, frameAt, output.length - frameAt - frameHeaderBytes, FrameType.DATA, 0, stream.id);
    if (!joins) {
      this.#lastDataAt = frameAt;
      this.#lastDataId = stream.id;
      this.#lastDataBuffer = buffer;
      this.dataFrameCount += 1;
    }
    this.#lastDataEnd = output.length;
    stream.sendWindow -= byteCount;
    this.window -= byteCount;
    return true;
  }

  /** Something of the stream's queue may leave now. */
  queued(stream: SendingStream): void {
    if (stream.sendWindow > 0) {
      this.#ready.add(stream);
    }
    this.pump();
  }

  forget(stream: SendingStream): void {
    this.#ready.delete(stream);
  }

  /** Sends what the connection's window allows of all queues, a frame of each stream in turn. */
  pump(): void {
    while (this.window > 0 && this.#ready.size > 0) {
      for (const stream of this.#ready) {
        this.#ready.delete(stream);
        const byteCount = Math.min(queuedBytes(stream), stream.sendWindow, this.window, this.#frameBytesMax);
        if (byteCount > 0) {
          this.#dataOfQueue(stream, byteCount);
          if (stream.sendWindow > 0 && queuedBytes(stream) > 0) {
            this.#ready.add(stream);
          }
          stream.queueShrank(byteCount);
        }
        if (this.window <= 0) {
          return;
        }
      }
    }
  }

  #allows(stream: SendingStream, byteCount: number): boolean {
    return byteCount <= stream.sendWindow && byteCount <= this.window && queuedBytes(stream) === 0;
  }

  /** The DATA frame of the last message ends the output, is of the same stream, and has room for so many bytes more. */
  #joinsLastData(streamId: number, byteCount: number): boolean {
    const { output } = this;
    return (
      output.length === this.#lastDataEnd &&
      output.buffer === this.#lastDataBuffer &&
      streamId === this.#lastDataId &&
      output.buffer.length - output.length >= byteCount &&
      output.length - this.#lastDataAt - frameHeaderBytes + byteCount <= this.#frameBytesMax
    );
  }

  #longMessage(streamId: number, message: Uint8Array): void {
    const { output } = this;
    const frameBytesMax = this.#frameBytesMax;
    let prefix = prefixBytes;
    let sent = 0;
    while (sent < message.length) {
      const payloadBytes = Math.min(frameBytesMax, prefix + message.length - sent);
      output.reserve(frameHeaderBytes + payloadBytes);
      let at = writeFrameHeader(output.buffer, output.length, payloadBytes, FrameType.DATA, 0, streamId);
      this.dataFrameCount += 1;
      if (prefix > 0) {
        output.buffer[at] = 0;
        writeUint32(output.buffer, at + 1, message.length);
        at += prefix;
      }
      const end = sent + payloadBytes - prefix;
      output.buffer.set(message.subarray(sent, end), at);
      output.length = at + end - sent;
      sent = end;
      prefix = 0;
    }
  }

  #dataOfQueue(stream: SendingStream, byteCount: number): void {
    const { output } = this;
    const ends = stream.endsWithQueue && byteCount === queuedBytes(stream);
    output.reserve(frameHeaderBytes + byteCount);
    const flags = ends ? Flag.END_STREAM : 0;
    const at = writeFrameHeader(output.buffer, output.length, byteCount, FrameType.DATA, flags, stream.id);
    this.dataFrameCount += 1;
    stream.queue?.take(output.buffer, at, byteCount);
    output.length = at + byteCount;
    stream.sendWindow -= byteCount;
    this.window -= byteCount;
  }

  #fourBytes(type: number, streamId: number, value: number): void {
    const { output } = this;
    output.reserve(frameHeaderBytes + 4);
    const at = writeFrameHeader(output.buffer, output.length, 4, type, 0, streamId);
    writeUint32(output.buffer, at, value);
    output.length = at + 4;
  }
}

function queuedBytes(stream: SendingStream): number {
  return stream.queue === undefined ? 0 : stream.queue.bytes;
}
