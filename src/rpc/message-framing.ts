import type { AssemblyPool } from './assembly-pool.ts';
import type { ByteBudget } from './byte-budget.ts';
import type { MessageWriter } from './service.ts';

/*
 * A gRPC message on the wire, whatever DATA frames it is cut into:
 *
 *   offset 0   1 byte    0 plain, 1 compressed with the call's grpc-encoding
 *   offset 1   4 bytes   length, unsigned big-endian
 *   offset 5   length bytes
 */
export const messagePrefixBytes = 5;

/** A message in fragments starts with this much room at least. */
const assemblyBytesMin = 16 * 1024;
/**
 * The room grows to so many times what has really arrived: a length alone costs nothing. With five, a message of 64 KiB in
 * the usual frames of 16 KiB moves never, and any other a fifth of itself or so.
 */
const assemblyGrowth = 5;

/** One buffer with prefix and message. */
export function frameMessage(message: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(messagePrefixBytes + message.length);
  writeMessagePrefix(frame, message.length);
  frame.set(message, messagePrefixBytes);
  return frame;
}

/** The same for a message that is yet to be written. */
export function frameWritten<Message>(writer: MessageWriter<Message>, message: Message, byteCount: number): Buffer {
  const frame = Buffer.allocUnsafe(messagePrefixBytes + byteCount);
  writeMessagePrefix(frame, byteCount);
  writer.write(message, frame, messagePrefixBytes);
  return frame;
}

export function messagePrefix(messageBytes: number): Buffer {
  const prefix = Buffer.allocUnsafe(messagePrefixBytes);
  writeMessagePrefix(prefix, messageBytes);
  return prefix;
}

function writeMessagePrefix(target: Buffer, messageBytes: number): void {
  target[0] = 0;
  target.writeUInt32BE(messageBytes, 1);
}

/** True when bytes[start, end) are one whole message, not compressed: the common case, which needs no reader. */
export function isPlainMessage(bytes: Buffer, start: number, end: number): boolean {
  return (
    end - start >= messagePrefixBytes &&
    bytes[start] === 0 &&
    bytes.readUInt32BE(start + 1) === end - start - messagePrefixBytes
  );
}

export type FrameRefusal =
  | { readonly kind: 'badFlag'; readonly flag: number }
  | { readonly kind: 'tooLarge'; readonly messageBytes: number }
  | { readonly kind: 'noRoom'; readonly messageBytes: number };

export interface FrameSink {
  /** A whole message. The bytes are the receiver's; they may be a view into the chunk that was pushed. */
  frame(message: Buffer, compressed: boolean): void;
  /** The stream cannot be read on; the reader has stopped. */
  refuseFrame(refusal: FrameRefusal): void;
}

/** Cuts chunks of any size into messages. */
export class MessageReader {
  readonly #messageBytesMax: number;
  readonly #budget: ByteBudget;
  readonly #sink: FrameSink;
  readonly #pool: AssemblyPool | undefined;
  #stopped = false;
  /** Bytes of a prefix that came in pieces. */
  #prefix: Buffer | undefined;
  #prefixBytes = 0;
  /** The message being assembled; `#room` holds its first `#received` bytes. */
  #expected = -1;
  #compressed = false;
  #received = 0;
  #room: Buffer | undefined;
  /** What may be used of the room. */
  #roomBytes = 0;
  #held = 0;
  /** The room of the only message so far, which its receiver has. */
  #lent: Buffer | undefined;
  #lentCount = 0;

  /** `pool`: takes the room of one plain message back on release. Without it messages belong to whoever gets them. */
  constructor(messageBytesMax: number, budget: ByteBudget, sink: FrameSink, pool?: AssemblyPool) {
    this.#messageBytesMax = messageBytesMax;
    this.#budget = budget;
    this.#sink = sink;
    this.#pool = pool;
  }

  /** What has come of a message that is not complete: undefined between two messages. */
  get partial(): { readonly receivedBytes: number; readonly expectedBytes: number } | undefined {
    if (this.#expected >= 0) {
      return { receivedBytes: this.#received, expectedBytes: this.#expected };
    }
    return this.#prefixBytes > 0 ? { receivedBytes: this.#prefixBytes, expectedBytes: messagePrefixBytes } : undefined;
  }

  push(chunk: Buffer): void {
    let offset = 0;
    while (offset < chunk.length && !this.#stopped) {
      offset = this.#expected < 0 ? this.#readPrefix(chunk, offset) : this.#readMessage(chunk, offset);
    }
  }

  /** Reads nothing more and gives back what it holds. */
  stop(): void {
    this.#stopped = true;
    this.#room = undefined;
    this.release();
  }

  /** Gives back the budget of the messages handed out so far: their receiver is done with them. */
  release(): void {
    if (this.#held > 0 && this.#room === undefined) {
      this.#budget.give(this.#held);
      this.#held = 0;
    }
    if (this.#lent !== undefined && this.#lentCount === 1) {
      this.#pool?.give(this.#lent);
    }
    this.#lent = undefined;
  }

  #readPrefix(chunk: Buffer, offset: number): number {
    if (this.#prefixBytes === 0 && chunk.length - offset >= messagePrefixBytes) {
      this.#begin(chunk.readUInt8(offset), chunk.readUInt32BE(offset + 1));
      return offset + messagePrefixBytes;
    }
    this.#prefix ??= Buffer.allocUnsafe(messagePrefixBytes);
    const copied = chunk.copy(this.#prefix, this.#prefixBytes, offset);
    this.#prefixBytes += copied;
    if (this.#prefixBytes === messagePrefixBytes) {
      this.#prefixBytes = 0;
      this.#begin(this.#prefix.readUInt8(0), this.#prefix.readUInt32BE(1));
    }
    return offset + copied;
  }

  #begin(flag: number, messageBytes: number): void {
    if (flag > 1) {
      this.#refuse({ kind: 'badFlag', flag });
    } else if (messageBytes > this.#messageBytesMax) {
      this.#refuse({ kind: 'tooLarge', messageBytes });
    } else if (messageBytes === 0) {
      this.#sink.frame(Buffer.alloc(0), flag === 1);
    } else {
      this.#expected = messageBytes;
      this.#compressed = flag === 1;
      this.#received = 0;
    }
  }

  #readMessage(chunk: Buffer, offset: number): number {
    const missing = this.#expected - this.#received;
    const end = Math.min(chunk.length, offset + missing);
    if (this.#room === undefined && end - offset === missing) {
      this.#complete(chunk.subarray(offset, end));
      return end;
    }
    const room = this.#makeRoom(this.#received + end - offset);
    if (room === undefined) {
      return end;
    }
    chunk.copy(room, this.#received, offset, end);
    this.#received += end - offset;
    if (this.#received === this.#expected) {
      this.#lentCount += 1;
      // What is compressed is read by another thread, whatever becomes of the call.
      this.#lent = this.#compressed ? undefined : room;
      this.#complete(room.subarray(0, this.#expected));
    }
    return end;
  }

  #makeRoom(byteCount: number): Buffer | undefined {
    const old = this.#room;
    if (old !== undefined && this.#roomBytes >= byteCount) {
      return old;
    }
    const oldBytes = this.#roomBytes;
    let length = Math.min(this.#expected, Math.max(assemblyBytesMin, assemblyGrowth * byteCount));
    if (!this.#budget.take(length - oldBytes)) {
      // Where room is scarce a message gets what it has filled.
      length = byteCount;
      if (!this.#budget.take(length - oldBytes)) {
        this.#refuse({ kind: 'noRoom', messageBytes: this.#expected });
        return undefined;
      }
    }
    this.#held += length - oldBytes;
    const room = this.#pool === undefined ? Buffer.allocUnsafeSlow(length) : this.#pool.take(length);
    if (old !== undefined) {
      old.copy(room, 0, 0, this.#received);
      this.#pool?.give(old);
    }
    this.#room = room;
    this.#roomBytes = length;
    return room;
  }

  #complete(message: Buffer): void {
    this.#room = undefined;
    this.#roomBytes = 0;
    this.#expected = -1;
    this.#sink.frame(message, this.#compressed);
  }

  #refuse(refusal: FrameRefusal): void {
    this.stop();
    this.#sink.refuseFrame(refusal);
  }
}
