import type { AssemblyPool } from './assembly-pool.ts';
import type { ByteBudget } from './byte-budget.ts';
import type { Gunzipper, GunzipResult } from './gunzip.ts';
import { type FrameRefusal, type FrameSink, MessageReader } from './message-framing.ts';
import { GrpcCode } from './service.ts';

export type Encoding = 'identity' | 'gzip';

/** What all calls of a server share for reading their requests. */
export interface RequestRoom {
  readonly requestBytesMax: number;
  readonly budget: ByteBudget;
  readonly gunzipper: Gunzipper;
  readonly assemblies: AssemblyPool;
}

export interface MessageSink {
  message(bytes: Buffer): void;
  /** The client has half-closed, after a whole message. */
  halfClosed(): void;
  /** The request cannot be read on; nothing follows. */
  refuse(code: GrpcCode, text: string): void;
  /** Reading is to wait (true) or to go on (false). */
  holdReading(hold: boolean): void;
}

interface WaitingFrame {
  readonly bytes: Buffer;
  readonly compressed: boolean;
}

/** The request side of one call: chunks in, decompressed messages out, in order. */
export class RequestMessages implements FrameSink {
  readonly #encoding: Encoding;
  readonly #room: RequestRoom;
  readonly #sink: MessageSink;
  readonly #reader: MessageReader;
  #stopped = false;
  #ended = false;
  /** Set while a message is being decompressed; those behind it wait. */
  #abandonGunzip: (() => void) | undefined;
  readonly #waiting: WaitingFrame[] = [];
  #inflatedBytesHeld = 0;

  /** `borrows`: the receiver keeps nothing of a message after its release. */
  constructor(encoding: Encoding, room: RequestRoom, sink: MessageSink, borrows: boolean) {
    this.#encoding = encoding;
    this.#room = room;
    this.#sink = sink;
    this.#reader = new MessageReader(room.requestBytesMax, room.budget, this, borrows ? room.assemblies : undefined);
  }

  push(chunk: Buffer): void {
    this.#reader.push(chunk);
  }

  /** No chunk follows. */
  end(): void {
    const partial = this.#reader.partial;
    if (this.#stopped) {
      return;
    }
    if (partial !== undefined) {
      this.#refuse(
        GrpcCode.INVALID_ARGUMENT,
        `half-closed inside a message, after ${partial.receivedBytes} of ${partial.expectedBytes} bytes`,
      );
      return;
    }
    this.#ended = true;
    this.#deliverWaiting();
  }

  stop(): void {
    this.#stopped = true;
    this.#waiting.length = 0;
    this.#abandonGunzip?.();
    this.#abandonGunzip = undefined;
    this.#reader.stop();
    this.#giveBackInflated();
  }

  /** The receiver is done with the messages it got. */
  release(): void {
    this.#reader.release();
    this.#giveBackInflated();
  }

  frame(bytes: Buffer, compressed: boolean): void {
    if (this.#abandonGunzip !== undefined) {
      this.#waiting.push({ bytes, compressed });
    } else {
      this.#deliver(bytes, compressed);
    }
  }

  refuseFrame(refusal: FrameRefusal): void {
    switch (refusal.kind) {
      case 'badFlag':
        this.#refuse(
          GrpcCode.INTERNAL,
          `a message starts with flag ${refusal.flag}; 0 (plain) and 1 (compressed) are known`,
        );
        return;
      case 'tooLarge':
        this.#refuse(
          GrpcCode.RESOURCE_EXHAUSTED,
          `a message of ${refusal.messageBytes} bytes exceeds the limit of ${this.#room.requestBytesMax} bytes`,
        );
        return;
      case 'noRoom':
        this.#refuseForRoom(refusal.messageBytes);
        return;
    }
  }

  #deliver(bytes: Buffer, compressed: boolean): void {
    if (!compressed) {
      this.#sink.message(bytes);
    } else if (this.#encoding === 'identity') {
      this.#refuse(GrpcCode.INTERNAL, 'a message is flagged as compressed, but the call has no grpc-encoding');
    } else {
      this.#sink.holdReading(true);
      this.#abandonGunzip = this.#room.gunzipper.start(bytes, this.#room.requestBytesMax, (result) =>
        this.#inflated(result),
      );
    }
  }

  #inflated(result: GunzipResult): void {
    this.#abandonGunzip = undefined;
    switch (result.kind) {
      case 'corrupt':
        this.#refuse(GrpcCode.INVALID_ARGUMENT, `a message is not valid gzip: ${result.reason}`);
        return;
      case 'tooLarge':
        this.#refuse(
          GrpcCode.RESOURCE_EXHAUSTED,
          `a message unpacks to more than the limit of ${this.#room.requestBytesMax} bytes`,
        );
        return;
      case 'bytes':
        if (!this.#room.budget.take(result.bytes.length)) {
          this.#refuseForRoom(result.bytes.length);
          return;
        }
        this.#inflatedBytesHeld += result.bytes.length;
        this.#sink.message(result.bytes);
        this.#deliverWaiting();
        return;
    }
  }

  #deliverWaiting(): void {
    while (this.#abandonGunzip === undefined && !this.#stopped) {
      const next = this.#waiting.shift();
      if (next !== undefined) {
        this.#deliver(next.bytes, next.compressed);
      } else if (this.#ended) {
        this.#stopped = true;
        this.#sink.halfClosed();
      } else {
        this.#sink.holdReading(false);
        return;
      }
    }
  }

  #refuseForRoom(messageBytes: number): void {
    this.#refuse(
      GrpcCode.RESOURCE_EXHAUSTED,
      `no room for a message of ${messageBytes} bytes: unfinished requests already hold ${this.#room.budget.taken} of ${this.#room.budget.bytesMax} bytes; try again later`,
    );
  }

  #refuse(code: GrpcCode, text: string): void {
    this.stop();
    this.#sink.refuse(code, text);
  }

  #giveBackInflated(): void {
    this.#room.budget.give(this.#inflatedBytesHeld);
    this.#inflatedBytesHeld = 0;
  }
}
