import type { MqError } from '../model/errors.ts';
import type { Endpoint } from './endpoint.ts';

/** A remote procedure and its codec. */
export interface RemoteMethod<Request, Response> {
  /** For example `/apache.rocketmq.v2.MessagingService/SendMessage`. */
  readonly path: string;
  encode(request: Request): Uint8Array;
  /** Throws on bytes that are no such message. */
  decode(bytes: Uint8Array): Response;
}

export interface CallLimits {
  /** Cancels the call, which then rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Sent along as the call's deadline and kept here; past it the call rejects with REQUEST_TIMEOUT. */
  readonly timeoutMs: number;
}

export interface DuplexListener<Response> {
  message(response: Response): void;
  /** Told exactly once; undefined: the server ended the stream with OK. */
  ended(error: MqError | undefined): void;
}

export interface Duplex<Request> {
  write(request: Request): void;
  halfClose(): void;
  /** Ends the stream at once; the listener hears nothing more. */
  cancel(): void;
}

/** The way to one endpoint. Failures of the way itself are MqErrors too: SERVER_UNREACHABLE, REQUEST_TIMEOUT and so on. */
export interface Transport {
  unary<Request, Response>(
    method: RemoteMethod<Request, Response>,
    request: Request,
    limits: CallLimits,
  ): Promise<Response>;
  /** Hands over each message as it comes; resolves when the server has ended the stream. */
  serverStream<Request, Response>(
    method: RemoteMethod<Request, Response>,
    request: Request,
    limits: CallLimits,
    onMessage: (response: Response) => void,
  ): Promise<void>;
  /** Lives until one side ends it. The listener is never told anything within this call. */
  duplex<Request, Response>(
    method: RemoteMethod<Request, Response>,
    listener: DuplexListener<Response>,
  ): Duplex<Request>;
  close(): void;
}

/** Opens the way to an endpoint; connects when the first call needs it, and again after a loss. */
export type OpenTransport = (endpoint: Endpoint) => Transport;
