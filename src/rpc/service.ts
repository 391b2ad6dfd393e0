/**
 * The interface between the wire and the handlers. An engine, our own or node:http2, reads sockets and drives the methods
 * below; a handler gets decoded requests and a call, and never sees a socket, a stream object or a frame.
 */
export const GrpcCode = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  RESOURCE_EXHAUSTED: 8,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
} as const;
export type GrpcCode = (typeof GrpcCode)[keyof typeof GrpcCode];

export interface Peer {
  /** IP literal, IPv4-mapped addresses already unmapped. */
  readonly address: string;
  readonly port: number;
  /** True over TLS. */
  readonly secure: boolean;
}

/** Request headers; names in lower case. `-bin` values are still base64 text. */
export interface Metadata {
  get(name: string): string | undefined;
}

/** What every call offers its handler. */
export interface Call {
  /** For example `/apache.rocketmq.v2.MessagingService/SendMessage`. */
  readonly path: string;
  readonly metadata: Metadata;
  readonly peer: Peer;
  /**
   * Milliseconds until the client's deadline, negative once it has passed, Infinity without `grpc-timeout`. The engine
   * itself ends a late call with DEADLINE_EXCEEDED.
   */
  remainingMs(): number;
  /** True once the client is gone, has reset the stream, or the deadline has passed: nothing written arrives any more. */
  readonly cancelled: boolean;
  /** Runs the listener once when the call becomes cancelled (at once if it is); never after a normal end. */
  onCancel(listener: () => void): void;
}

/** Exactly one of reply and fail is called, once; later calls do nothing. */
export interface UnaryCall<Response> extends Call {
  reply(response: Response): void;
  fail(code: GrpcCode, message: string): void;
}

export interface StreamCall<Response> extends Call {
  /** Sends the response headers now; write and end do it themselves otherwise. */
  sendHeaders(): void;
  /**
   * The message is encoded before this returns, and may be used again for the next one. False: the client reads slowly;
   * await `drained()` before the next write.
   */
  write(message: Response): boolean;
  /** Resolves when the call takes more, or when it is cancelled. */
  drained(): Promise<void>;
  /** Ends with OK after all that was written. */
  end(): void;
  fail(code: GrpcCode, message: string): void;
}

/** Receives what the client of a bidirectional stream sends, in order; the next message does not wait for a promise. */
export interface DuplexHandler<Request> {
  message(request: Request): void | Promise<void>;
  /** The client has half-closed; the handler still has to end the call. */
  halfClosed(): void | Promise<void>;
}

/*
 * A handler that throws, or whose promise is rejected, is logged and fails its call with INTERNAL; it never harms another.
 * The call is then cancelled for it, as after every end that the engine brings about itself (deadline, bad request).
 */

/** Writes messages where they leave from, so that each needs no buffer of its own. */
export interface MessageWriter<Message> {
  /** Bytes that `write` will write; throws on what is no such message. The `write` of the same message comes before any other call. */
  byteLength(message: Message): number;
  write(message: Message, target: Buffer, offset: number): void;
}

interface MethodBase<Request, Response> {
  readonly path: string;
  /** Throws on bytes that are no such message; the engine answers those calls itself. */
  decode(bytes: Uint8Array): Request;
  /**
   * Gives what `decode` gives of bytes[start, end), and is asked instead. What it gives may refer to the bytes and be used
   * again for the next request, and so are the bytes: a handler keeps nothing of either beyond its call.
   */
  readonly read?: ((bytes: Buffer, start: number, end: number) => Request) | undefined;
  encode(response: Response): Uint8Array;
  /** Gives the same bytes as `encode`, which is not used then. */
  readonly writer?: MessageWriter<Response> | undefined;
}

export interface UnaryMethod<Request, Response> extends MethodBase<Request, Response> {
  readonly kind: 'unary';
  handle(request: Request, call: UnaryCall<Response>): void | Promise<void>;
}

export interface ServerStreamMethod<Request, Response> extends MethodBase<Request, Response> {
  readonly kind: 'serverStream';
  handle(request: Request, call: StreamCall<Response>): void | Promise<void>;
}

export interface DuplexMethod<Request, Response> extends MethodBase<Request, Response> {
  readonly kind: 'duplex';
  open(call: StreamCall<Response>): DuplexHandler<Request>;
}

/** Methods of different message types live in one table, so their types are erased here. */
export type Method =
  | UnaryMethod<unknown, unknown>
  | ServerStreamMethod<unknown, unknown>
  | DuplexMethod<unknown, unknown>;
