import type { CallContext } from './call-context.ts';
import type { CallStream } from './call-stream.ts';
import { countEnded } from './counters.ts';
import type { Timed } from './deadlines.ts';
import { isPlainMessage, messagePrefixBytes } from './message-framing.ts';
import { type Encoding, type MessageSink, noRoomText, RequestMessages } from './request-messages.ts';
import {
  type DuplexHandler,
  GrpcCode,
  type MessageWriter,
  type Metadata,
  type Method,
  type Peer,
  type StreamCall,
  type UnaryCall,
} from './service.ts';

type Phase = 'running' | 'ended' | 'cancelled';

/**
 * One gRPC call between an engine and a handler, on any engine. The engine feeds it chunks, the end of the request and
 * the loss of the stream; it decodes, drives the method, and ends the stream exactly once.
 */
export class ServerCall implements UnaryCall<unknown>, StreamCall<unknown>, MessageSink, Timed {
  readonly path: string;
  readonly metadata: Metadata;
  readonly peer: Peer;
  /** The deadline, on the monotonic clock. */
  heapKey: number;
  heapIndex = -1;
  readonly #method: Method;
  readonly #stream: CallStream;
  readonly #context: CallContext;
  readonly #encoding: Encoding;
  /** Made for the first chunk that is not just one whole plain message, as nearly all are. */
  #messages: RequestMessages | undefined;
  #phase: Phase = 'running';
  #headersSent = false;
  #congested = false;
  /** The one message of a method that takes one, until the client half-closes: so much of this. */
  #request: Buffer | undefined;
  #requestStart = 0;
  #requestEnd = 0;
  /** The request is in the budget and in memory of its own. */
  #requestCounted = false;
  /** Of the request, where `keepRequest` put them into the budget. */
  #bytesKept = 0;
  #duplexHandler: DuplexHandler<unknown> | undefined;
  #cancelListeners: (() => void)[] | undefined;
  #drainListeners: (() => void)[] | undefined;

  /** `now` is the time of the monotonic clock, which a busy engine reads once for many calls. */
  constructor(
    method: Method,
    encoding: Encoding,
    timeoutMs: number,
    stream: CallStream,
    context: CallContext,
    now: number = context.clock.monotonic(),
  ) {
    this.path = method.path;
    this.metadata = stream.metadata;
    this.peer = stream.peer;
    this.heapKey = now + timeoutMs;
    this.#method = method;
    this.#stream = stream;
    this.#context = context;
    this.#encoding = encoding;
  }

  get cancelled(): boolean {
    return this.#phase === 'cancelled';
  }

  /** A part of a message has come, and not the rest. */
  get insideMessage(): boolean {
    return this.#messages?.insideMessage ?? false;
  }

  remainingMs(): number {
    return this.heapKey - this.#context.clock.monotonic();
  }

  onCancel(listener: () => void): void {
    switch (this.#phase) {
      case 'running':
        if (this.#cancelListeners === undefined) {
          this.#cancelListeners = [listener];
        } else {
          this.#cancelListeners.push(listener);
        }
        return;
      case 'cancelled':
        this.#guard(listener);
        return;
      case 'ended':
        return;
    }
  }

  reply(response: unknown): void {
    if (this.#phase === 'running' && this.#send(response) !== 'failed') {
      this.end();
    }
  }

  fail(code: GrpcCode, message: string): void {
    if (this.#phase === 'running') {
      this.#end('ended', code);
      this.#stream.sendStatus(code, message);
    }
  }

  sendHeaders(): void {
    if (this.#phase === 'running' && !this.#headersSent) {
      this.#headersSent = true;
      this.#stream.sendHeaders();
    }
  }

  write(message: unknown): boolean {
    if (this.#phase !== 'running' || this.#send(message) !== 'full') {
      return true;
    }
    this.#congested = true;
    this.#resetIfStuck();
    return !this.#congested;
  }

  drained(): Promise<void> {
    if (!this.#congested) {
      return Promise.resolve();
    }
    this.#drainListeners ??= [];
    const listeners = this.#drainListeners;
    return new Promise((resolve) => listeners.push(resolve));
  }

  end(): void {
    if (this.#phase === 'running') {
      this.sendHeaders();
      this.#end('ended', GrpcCode.OK);
      this.#stream.sendStatus(GrpcCode.OK, '');
    }
  }

  /** Engine: the call may begin; its chunks follow. */
  start(): void {
    this.#context.counters.callsStarted += 1;
    if (this.heapKey !== Number.POSITIVE_INFINITY) {
      if (this.heapKey <= this.#context.clock.monotonic()) {
        this.expire();
        return;
      }
      this.#context.deadlines.add(this);
    }
    const method = this.#method;
    if (method.kind === 'duplex') {
      try {
        this.#duplexHandler = method.open(this);
      } catch (error) {
        this.#handlerFailed(error);
      }
    }
  }

  /** Engine: the next bytes of the request are chunk[start, end). They stay as they are. */
  receive(chunk: Buffer, start = 0, end = chunk.length): void {
    if (this.#phase !== 'running') {
      return;
    }
    if (this.#messages === undefined) {
      const { requestBytesMax } = this.#context.requestRoom;
      if (isPlainMessage(chunk, start, end) && end - start - messagePrefixBytes <= requestBytesMax) {
        this.#message(chunk, start + messagePrefixBytes, end, false);
        return;
      }
      const { kind, read } = this.#method;
      const borrows = kind === 'unary' && read !== undefined;
      this.#messages = new RequestMessages(this.#encoding, this.#context.requestRoom, this, borrows);
    }
    this.#messages.push(chunk.subarray(start, end));
  }

  /** Engine: the chunk is used up, the request not complete. A message that waits moves out of the chunk, and counts. */
  keepRequest(): void {
    const request = this.#request;
    if (request === undefined || this.#requestCounted) {
      return;
    }
    const { budget } = this.#context.requestRoom;
    const byteCount = this.#requestEnd - this.#requestStart;
    if (!budget.take(byteCount)) {
      this.#refuseAndCancel(GrpcCode.RESOURCE_EXHAUSTED, noRoomText(byteCount, budget));
      return;
    }
    this.#request = Buffer.from(request.subarray(this.#requestStart, this.#requestEnd));
    this.#requestStart = 0;
    this.#requestEnd = byteCount;
    this.#requestCounted = true;
    this.#bytesKept = byteCount;
  }

  /** Engine: the client has half-closed. */
  receiveEnd(): void {
    if (this.#phase !== 'running') {
      return;
    }
    if (this.#messages === undefined) {
      this.halfClosed();
    } else {
      this.#messages.end();
    }
  }

  /** Engine: the stream takes more after `sendMessage` gave false. */
  writable(): void {
    this.#congested = false;
    const listeners = this.#drainListeners;
    if (listeners !== undefined) {
      this.#drainListeners = undefined;
      for (const listener of listeners) {
        listener();
      }
    }
  }

  /** Engine: the client has reset the stream, or its connection is gone. Does nothing after the call has ended. */
  abort(): void {
    this.#cancel(GrpcCode.CANCELLED);
    this.writable();
  }

  expire(): void {
    this.#refuseAndCancel(GrpcCode.DEADLINE_EXCEEDED, 'the deadline of the call has passed');
  }

  message(bytes: Buffer, counted: boolean): void {
    this.#message(bytes, 0, bytes.length, counted);
  }

  halfClosed(): void {
    const handler = this.#duplexHandler;
    if (handler !== undefined) {
      this.#guard(() => handler.halfClosed());
    } else if (this.#request === undefined) {
      this.#refuseAndCancel(GrpcCode.INTERNAL, 'Half-closed without a request');
    } else {
      const bytes = this.#request;
      this.#dropRequest();
      this.#handOver(bytes, this.#requestStart, this.#requestEnd);
    }
  }

  refuse(code: GrpcCode, text: string): void {
    this.#refuseAndCancel(code, text);
  }

  holdReading(hold: boolean): void {
    if (hold) {
      this.#stream.pauseReading();
    } else {
      this.#stream.resumeReading();
    }
  }

  #message(bytes: Buffer, start: number, end: number, counted: boolean): void {
    if (this.#duplexHandler !== undefined) {
      this.#handOver(bytes, start, end);
    } else if (this.#request !== undefined) {
      this.#refuseAndCancel(GrpcCode.INTERNAL, 'Too many requests');
    } else {
      this.#request = bytes;
      this.#requestStart = start;
      this.#requestEnd = end;
      this.#requestCounted = counted;
    }
  }

  #dropRequest(): void {
    this.#request = undefined;
    if (this.#bytesKept > 0) {
      this.#context.requestRoom.budget.give(this.#bytesKept);
    }
    this.#bytesKept = 0;
  }

  #handOver(bytes: Buffer, start: number, end: number): void {
    const method = this.#method;
    let request: unknown;
    try {
      request = method.read === undefined ? method.decode(bytes.subarray(start, end)) : method.read(bytes, start, end);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#refuseAndCancel(GrpcCode.INVALID_ARGUMENT, `the request of ${this.path} does not decode: ${reason}`);
      return;
    }
    try {
      const running = method.kind === 'duplex' ? this.#duplexHandler?.message(request) : method.handle(request, this);
      this.#watch(running);
    } catch (error) {
      this.#handlerFailed(error);
    }
    this.#messages?.release();
  }

  #send(message: unknown): 'sent' | 'full' | 'failed' {
    const { writer } = this.#method;
    if (writer !== undefined) {
      return this.#sendWritten(writer, message);
    }
    let bytes: Uint8Array;
    try {
      bytes = this.#method.encode(message);
    } catch (error) {
      this.#handlerFailed(error);
      return 'failed';
    }
    this.sendHeaders();
    return this.#stream.sendMessage(bytes) ? 'sent' : 'full';
  }

  #sendWritten(writer: MessageWriter<unknown>, message: unknown): 'sent' | 'full' | 'failed' {
    let byteCount: number;
    try {
      byteCount = writer.byteLength(message);
    } catch (error) {
      this.#handlerFailed(error);
      return 'failed';
    }
    this.sendHeaders();
    return this.#stream.writeMessage(writer, message, byteCount) ? 'sent' : 'full';
  }

  /** A client that takes nothing must not make the server keep everything. */
  #resetIfStuck(): void {
    const { responseBytesQueuedMax, logger } = this.#context;
    if (this.#stream.queuedBytes > responseBytesQueuedMax) {
      logger.warn(
        { path: this.path, peer: this.peer.address, queuedBytes: this.#stream.queuedBytes, responseBytesQueuedMax },
        'a client does not read its answers; the call is reset',
      );
      this.#stream.reset();
      this.#cancel(GrpcCode.RESOURCE_EXHAUSTED);
      this.writable();
    }
  }

  /** Runs a part of the handler; what it throws, now or later, fails this call and nothing else. */
  #guard(run: () => unknown): void {
    try {
      this.#watch(run());
    } catch (error) {
      this.#handlerFailed(error);
    }
  }

  /** What a part of the handler gives back may be a promise; a function of type `() => void` may give back anything. */
  #watch(running: unknown): void {
    if (running instanceof Promise) {
      running.catch((error: unknown) => this.#handlerFailed(error));
    }
  }

  #handlerFailed(error: unknown): void {
    this.#context.logger.error({ path: this.path, err: error }, 'a handler failed');
    this.#refuseAndCancel(GrpcCode.INTERNAL, 'internal error; the log of the server says more');
  }

  /** Ends the call on the engine's side: the client gets the status, the handler learns that nobody listens any more. */
  #refuseAndCancel(code: GrpcCode, text: string): void {
    if (this.#phase === 'running') {
      this.#stream.sendStatus(code, text);
      this.#cancel(code);
      this.writable();
    }
  }

  #cancel(code: GrpcCode): void {
    if (this.#phase !== 'running') {
      return;
    }
    const listeners = this.#cancelListeners;
    this.#end('cancelled', code);
    if (listeners !== undefined) {
      for (const listener of listeners) {
        this.#guard(listener);
      }
    }
  }

  #end(phase: 'ended' | 'cancelled', code: GrpcCode): void {
    this.#phase = phase;
    this.#cancelListeners = undefined;
    this.#dropRequest();
    this.#messages?.stop();
    this.#context.deadlines.remove(this);
    countEnded(this.#context.counters, code);
  }
}
