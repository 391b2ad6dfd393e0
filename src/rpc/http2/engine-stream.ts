import type { CallStream } from '../call-stream.ts';
import { frameMessage, frameWritten, messagePrefixBytes } from '../message-framing.ts';
import type { HeadVerdict } from '../request-head.ts';
import type { ServerCall } from '../server-call.ts';
import { GrpcCode, type MessageWriter, type Peer } from '../service.ts';
import { ByteQueue } from './byte-queue.ts';
import { ErrorCode, Flag } from './frame.ts';
import type { Http2Limits } from './http2-limits.ts';
import type { Outbound, SendingStream } from './outbound.ts';
import type { RequestHeaders } from './request-headers.ts';
import { httpErrorHeaders, okTrailers, responseHeaders, statusTrailers, trailersOnly } from './response-blocks.ts';

/**
 * RFC 9113, 5.1, as far as a server without push sees it. Idle streams are no objects, and half-closed (local) does not
 * last: a client that still sends when the answer is complete gets RST_STREAM NO_ERROR at once (8.1).
 */
export type StreamState = 'open' | 'halfClosedRemote' | 'closed';

/** How a stream came to its end; decides what later frames of the client mean. */
export type StreamEnd = 'ended' | 'resetByServer' | 'resetByClient';

export type Refusal = Extract<HeadVerdict, { kind: 'refused' }>;

/** The connection as its streams need it. */
export interface StreamOwner {
  readonly peer: Peer;
  readonly outbound: Outbound;
  readonly limits: Http2Limits;
  /** The socket holds more than it should: writers are to wait. */
  readonly congested: boolean;
  /** Milliseconds of the monotonic clock. */
  now(): number;
  /** Frames have been written: they are to leave at the end of the turn. */
  touched(): void;
  /** DATA waits for a window. False: too much waits, and the connection is gone. */
  queueGrew(byteCount: number): boolean;
  queueShrank(byteCount: number): void;
  streamEnded(stream: EngineStream, end: StreamEnd): void;
}

/** One stream, from HEADERS to the end; the call above it sees it as CallStream. */
export class EngineStream implements CallStream, SendingStream {
  readonly id: number;
  readonly metadata: RequestHeaders;
  readonly openedAt: number;
  call: ServerCall | undefined;
  state: StreamState = 'open';
  sendWindow: number;
  queue: ByteQueue | undefined;
  endsWithQueue = false;
  /** When DATA last left, or began to wait; of meaning while some waits. */
  progressAt = 0;
  /** What the client may still send. */
  receiveWindow: number;
  /** When DATA came last. */
  receivedAt: number;
  /** DATA that has come, without padding. */
  receivedBytes = 0;
  /** DATA that has come since the last WINDOW_UPDATE. */
  unacknowledgedBytes = 0;
  /** Nothing happens before the request is complete, which is then a matter of time. */
  awaitsRequest = false;
  /** What the call keeps of an incomplete request. */
  heldBytes = 0;
  /** The call takes no more for now: the window is not renewed. */
  readingHeld = false;
  readonly #owner: StreamOwner;
  #headersSent = false;
  /** The answer that waits for the end of the request. */
  #refusal: Refusal | undefined;
  /** Trailers that wait behind the queue. */
  #trailers: Buffer | undefined;
  /** The call has been told to wait. */
  #callWaits = false;

  constructor(id: number, headers: RequestHeaders, owner: StreamOwner, sendWindow: number, openedAt: number) {
    this.id = id;
    this.metadata = headers;
    this.#owner = owner;
    this.sendWindow = sendWindow;
    this.receiveWindow = owner.limits.streamWindowBytes;
    this.openedAt = openedAt;
    this.receivedAt = openedAt;
  }

  get peer(): Peer {
    return this.#owner.peer;
  }

  get queuedBytes(): number {
    return this.queue === undefined ? 0 : this.queue.bytes;
  }

  sendHeaders(): void {
    if (this.state !== 'closed') {
      this.#headersSent = true;
      this.#owner.outbound.headers(this.id, responseHeaders, 0);
      this.#owner.touched();
    }
  }

  sendMessage(message: Uint8Array): boolean {
    if (this.state === 'closed') {
      return true;
    }
    const owner = this.#owner;
    return owner.outbound.message(this, message) || this.#enqueue(frameMessage(message)) ? this.#takesMore() : true;
  }

  writeMessage<Message>(writer: MessageWriter<Message>, message: Message, byteCount: number): boolean {
    if (this.state === 'closed') {
      return true;
    }
    const { outbound } = this.#owner;
    if (outbound.writtenMessage(this, writer, message, byteCount)) {
      return this.#takesMore();
    }
    const frame = frameWritten(writer, message, byteCount);
    return outbound.message(this, frame.subarray(messagePrefixBytes)) || this.#enqueue(frame)
      ? this.#takesMore()
      : true;
  }

  sendStatus(code: GrpcCode, text: string): void {
    if (this.state === 'closed') {
      return;
    }
    const block = !this.#headersSent
      ? trailersOnly(code, text)
      : code === GrpcCode.OK && text === ''
        ? okTrailers
        : statusTrailers(code, text);
    if (this.queuedBytes > 0) {
      this.#trailers = block;
    } else {
      this.#finish(block);
    }
  }

  /**
   * Answers what is no good gRPC call, at once: its client may never half-close. What is no gRPC at all is answered like a
   * page, when the request is complete.
   */
  refuse(refusal: Refusal): void {
    if (refusal.httpStatus === 200) {
      this.#finish(trailersOnly(refusal.code, refusal.text));
    } else if (this.state === 'open') {
      this.#refusal = refusal;
    } else {
      this.#answerRefusal(refusal);
    }
  }

  /** The client has half-closed, and all that it sent has been handed over. */
  requestEnded(): void {
    if (this.#refusal !== undefined) {
      this.#answerRefusal(this.#refusal);
    }
    this.call?.receiveEnd();
  }

  /** By the call itself, which knows. */
  reset(): void {
    if (this.state !== 'closed') {
      this.#owner.outbound.resetStream(this.id, ErrorCode.CANCEL);
      this.#owner.touched();
      this.#close('resetByServer');
    }
  }

  /** A stream error (RFC 9113, 5.4.2). */
  resetWith(code: ErrorCode): void {
    if (this.state !== 'closed') {
      this.#owner.outbound.resetStream(this.id, code);
      this.#owner.touched();
      this.close('resetByServer');
    }
  }

  pauseReading(): void {
    this.readingHeld = true;
  }

  resumeReading(): void {
    this.readingHeld = false;
    this.renewWindow();
  }

  /** Lets the client send on, once half of what it may send has come. */
  renewWindow(): void {
    if (
      this.state === 'open' &&
      !this.readingHeld &&
      this.unacknowledgedBytes * 2 >= this.#owner.limits.streamWindowBytes
    ) {
      this.#owner.outbound.windowUpdate(this.id, this.unacknowledgedBytes);
      this.#owner.touched();
      this.receiveWindow += this.unacknowledgedBytes;
      this.unacknowledgedBytes = 0;
    }
  }

  /** Outbound: so much of the queue has left. */
  queueShrank(byteCount: number): void {
    const owner = this.#owner;
    owner.queueShrank(byteCount);
    if (this.queuedBytes === 0) {
      if (this.endsWithQueue) {
        this.#answered();
      } else if (this.#trailers !== undefined) {
        this.#finish(this.#trailers);
      }
    } else {
      this.progressAt = owner.now();
    }
    this.offerRoom();
  }

  /** Tells a waiting call when it may go on. */
  offerRoom(): void {
    if (this.#callWaits && !this.#congested()) {
      this.#callWaits = false;
      this.call?.writable();
    }
  }

  /** The end, by the client, the connection or an error: the owner forgets the stream, and a call that runs is cancelled. */
  close(end: StreamEnd): void {
    if (this.state !== 'closed') {
      this.#close(end);
      this.call?.abort();
    }
  }

  #close(end: StreamEnd): void {
    this.state = 'closed';
    this.#trailers = undefined;
    const left = this.queuedBytes;
    if (left > 0) {
      this.queue = undefined;
      this.#owner.outbound.forget(this);
      this.#owner.queueShrank(left);
    }
    this.#owner.streamEnded(this, end);
  }

  #answerRefusal({ httpStatus, code, text }: Refusal): void {
    const block = httpErrorHeaders(httpStatus, code, text);
    if (this.metadata.get(':method') === 'HEAD') {
      this.#finish(block);
      return;
    }
    this.#owner.outbound.headers(this.id, block, 0);
    this.endsWithQueue = true;
    this.#enqueue(Buffer.from(text));
    this.#owner.touched();
  }

  /** Something was written: it is to leave, and the call perhaps to wait. */
  #takesMore(): boolean {
    this.#owner.touched();
    if (this.#congested()) {
      this.#callWaits = true;
      return false;
    }
    return true;
  }

  #congested(): boolean {
    return this.queuedBytes > this.#owner.limits.streamQueueBytesHigh || this.#owner.congested;
  }

  #enqueue(bytes: Buffer): boolean {
    const owner = this.#owner;
    this.queue ??= new ByteQueue();
    if (this.queue.bytes === 0) {
      this.progressAt = owner.now();
    }
    this.queue.push(bytes);
    if (!owner.queueGrew(bytes.length)) {
      return false;
    }
    owner.outbound.queued(this);
    return true;
  }

  #finish(block: Buffer): void {
    this.#owner.outbound.headers(this.id, block, Flag.END_STREAM);
    this.#owner.touched();
    this.#answered();
  }

  /** Our END_STREAM is out. The call has ended before, in its own way. */
  #answered(): void {
    if (this.state === 'open') {
      this.#owner.outbound.resetStream(this.id, ErrorCode.NO_ERROR);
      this.#close('resetByServer');
    } else {
      this.#close('ended');
    }
  }
}
