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
  /** `counted`: the bytes are in the budget until the release; otherwise they are a view into the chunk that was pushed. */
  message(bytes: Buffer, counted: boolean): void;
  /** The client has half-closed, after a whole message. */
  halfClosed(): void;
  /** The request cannot be read on; nothing follows. */
  refuse(code: GrpcCode, text: string): void;
  /** Reading is to wait (true) or to go on (false). */
  holdReading(hold: boolean): void;
}

/** What a call is told that asks for more than there is. */
export function noRoomText(messageBytes: number, { taken, bytesMax }: ByteBudget): string {
  return `no room for a message of ${messageBytes} bytes: unfinished requests already hold ${taken} of ${bytesMax} bytes; try again later`;
}

/** The request side of one call: chunks in, decompressed messages out, in order. */
export class RequestMessages implements FrameSink {
  readonly #encoding: Encoding;
  readonly #room: RequestRoom;
  readonly #sink: MessageSink;
  readonly #reader: MessageReader;
  #stopped = false;
  #ended = false;
  /** Set while a message is being decompressed; what is behind it waits. */
  #abandonGunzip: (() => void) | undefined;
  /** Of messages before and after decompression. */
  #bytesHeld = 0;

  /** `borrows`: the receiver keeps nothing of a message after its release. */
  constructor(encoding: Encoding, room: RequestRoom, sink: MessageSink, borrows: boolean) {
    this.#encoding = encoding;
    this.#room = room;
    this.#sink = sink;
    this.#reader = new MessageReader(room.requestBytesMax, room.budget, this, borrows ? room.assemblies : undefined);
  }

  get insideMessage(): boolean {
    return this.#reader.partial !== undefined;
  }

  push(chunk: Buffer): void {
    this.#reader.push(chunk);
  }

  /** No chunk follows. */
  end(): void {
    this.#ended = true;
    this.#readOn();
  }

  stop(): void {
    this.#stopped = true;
    this.#abandonGunzip?.();
    this.#abandonGunzip = undefined;
    this.#reader.stop();
    this.#giveBack();
  }

  /** The receiver is done with the messages it got. */
  release(): void {
    this.#reader.release();
    this.#giveBack();
  }

  frame(bytes: Buffer, compressed: boolean, counted: boolean): void {
    if (!compressed) {
      this.#sink.message(bytes, counted);
    } else if (this.#encoding === 'identity') {
      this.#refuse(GrpcCode.INTERNAL, 'a message is flagged as compressed, but the call has no grpc-encoding');
    } else if (counted) {
      this.#gunzip(bytes);
    } else if (this.#take(bytes.length)) {
      this.#gunzip(Buffer.from(bytes));
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
        this.#refuse(GrpcCode.RESOURCE_EXHAUSTED, noRoomText(refusal.messageBytes, this.#room.budget));
        return;
    }
  }

  #gunzip(bytes: Buffer): void {
    this.#reader.pause();
    this.#sink.holdReading(true);
    this.#abandonGunzip = this.#room.gunzipper.start(bytes, this.#room.requestBytesMax, (result) =>
      this.#inflated(result),
    );
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
        if (this.#take(result.bytes.length)) {
          this.#sink.message(result.bytes, true);
          this.#readOn();
        }
        return;
    }
  }

  /** Goes on with what came while a message was being decompressed, until there is another one. */
  #readOn(): void {
    if (this.#busy()) {
      return;
    }
    this.#reader.resume();
    if (this.#busy()) {
      return;
    }
    const { partial } = this.#reader;
    if (!this.#ended) {
      this.#sink.holdReading(false);
    } else if (partial === undefined) {
      this.#stopped = true;
      this.#sink.halfClosed();
    } else {
      this.#refuse(
        GrpcCode.INVALID_ARGUMENT,
        `half-closed inside a message, after ${partial.receivedBytes} of ${partial.expectedBytes} bytes`,
      );
    }
  }

  /** Nothing is to be read, for now or for ever. */
  #busy(): boolean {
    return this.#stopped || this.#abandonGunzip !== undefined;
  }

  /** False: there is no room, and the call has been told. */
  #take(byteCount: number): boolean {
    const { budget } = this.#room;
    if (!budget.take(byteCount)) {
      this.#refuse(GrpcCode.RESOURCE_EXHAUSTED, noRoomText(byteCount, budget));
      return false;
    }
    this.#bytesHeld += byteCount;
    return true;
  }

  #refuse(code: GrpcCode, text: string): void {
    this.stop();
    this.#sink.refuse(code, text);
  }

  #giveBack(): void {
    this.#room.budget.give(this.#bytesHeld);
    this.#bytesHeld = 0;
  }
}
