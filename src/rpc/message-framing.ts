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

/** What comes behind a message that is not to be passed yet starts with this much room at least. */
const behindBytesMin = 1024;
const none = Buffer.alloc(0);

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
  /**
   * A whole message. The bytes are the receiver's. `counted`: they are in the budget until the release; otherwise they are a
   * view into the chunk that was pushed.
   */
  frame(message: Buffer, compressed: boolean, counted: boolean): void;
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
  #paused = false;
  /** What came in the pause: #behind[#behindAt, #behindEnd). As bytes, since as messages they could take many times as much. */
  #behind = none;
  #behindAt = 0;
  #behindEnd = 0;
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
    const end = this.#read(chunk, 0);
    if (end < chunk.length && !this.#stopped) {
      this.#keepBehind(chunk, end);
    }
  }

  /** No message is passed until `resume`. */
  pause(): void {
    this.#paused = true;
  }

  /** Goes on with what has come in the pause. */
  resume(): void {
    this.#paused = false;
    if (this.#behindAt < this.#behindEnd) {
      this.#behindAt = this.#read(this.#behind.subarray(0, this.#behindEnd), this.#behindAt);
    }
    if (this.#behindAt === this.#behindEnd) {
      this.#forgetBehind();
    }
  }

  /** Reads nothing more and gives back what it holds. */
  stop(): void {
    this.#stopped = true;
    this.#room = undefined;
    this.#forgetBehind();
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

  /** Returns how far it got: the end, unless it is paused or stopped before. */
  #read(chunk: Buffer, start: number): number {
    let offset = start;
    while (offset < chunk.length && !this.#stopped && !this.#paused) {
      offset = this.#expected < 0 ? this.#readPrefix(chunk, offset) : this.#readMessage(chunk, offset);
    }
    return offset;
  }

  #keepBehind(chunk: Buffer, start: number): void {
    const byteCount = this.#behindEnd + chunk.length - start;
    if (byteCount > this.#behind.length) {
      const length = Math.max(behindBytesMin, 2 * byteCount);
      if (!this.#budget.take(length - this.#behind.length)) {
        this.#refuse({ kind: 'noRoom', messageBytes: byteCount });
        return;
      }
      const behind = Buffer.allocUnsafeSlow(length);
      this.#behind.copy(behind, 0, 0, this.#behindEnd);
      this.#behind = behind;
    }
    chunk.copy(this.#behind, this.#behindEnd, start);
    this.#behindEnd = byteCount;
  }

  #forgetBehind(): void {
    this.#budget.give(this.#behind.length);
    this.#behind = none;
    this.#behindAt = 0;
    this.#behindEnd = 0;
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
      this.#sink.frame(none, flag === 1, true);
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
      this.#complete(chunk.subarray(offset, end), false);
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
      this.#complete(room.subarray(0, this.#expected), true);
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

  #complete(message: Buffer, counted: boolean): void {
    this.#room = undefined;
    this.#roomBytes = 0;
    this.#expected = -1;
    this.#sink.frame(message, this.#compressed, counted);
  }

  #refuse(refusal: FrameRefusal): void {
    this.stop();
    this.#sink.refuseFrame(refusal);
  }
}
