import { Client, type ClientReadableStream, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { Code, MqError } from '../model/errors.ts';
import type { Clock } from '../runtime/clock.ts';
import { dialTarget, type Endpoint } from './endpoint.ts';
import { grpcFailure } from './grpc-failure.ts';
import type { CallLimits, Duplex, DuplexListener, RemoteMethod, Transport } from './transport.ts';

export interface TlsOptions {
  /** PEM text of the authorities to trust instead of the system's. */
  readonly ca?: string | Uint8Array | undefined;
  /** False takes any certificate, also one made for another host. True when absent. */
  readonly verify?: boolean | undefined;
}

export interface GrpcTransportOptions {
  readonly endpoint: Endpoint;
  /** Undefined: plaintext. */
  readonly tls: TlsOptions | undefined;
  readonly clock: Clock;
  /** Metadata of the next call. */
  readonly headers: () => Iterable<readonly [string, string]>;
}

const receiveBytesMax = 64 * 1024 * 1024;
const channelOptions = {
  // One client's connections are its own: closing it ends them, and its name stays with them.
  'grpc.use_local_subchannel_pool': 1,
  // Retries are the producer's business, which knows what may be repeated.
  'grpc.enable_retries': 0,
  'grpc.service_config_disable_resolution': 1,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 5000,
  'grpc.keepalive_time_ms': 60_000,
  'grpc.keepalive_timeout_ms': 20_000,
  'grpc.max_receive_message_length': receiveBytesMax,
  'grpc.max_send_message_length': -1,
  'grpc.client_idle_timeout_ms': 0x7fffffff,
} as const;
/** The most digits that the gRPC protocol allows a deadline. */
const timeoutHeaderMsMax = 99_999_999;

function channelCredentials(tls: TlsOptions | undefined) {
  if (tls === undefined) {
    return credentials.createInsecure();
  }
  const verify = tls.verify ?? true;
  const ca = tls.ca === undefined ? null : Buffer.from(tls.ca);
  return credentials.createSsl(ca, null, null, {
    rejectUnauthorized: verify,
    ...(verify ? {} : { checkServerIdentity: () => undefined }),
  });
}

/** Both sides of a codec as grpc-js wants them: Buffers. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

interface Cancellable {
  cancel(): void;
}

/** Cancels a call at its deadline or its signal, and remembers why. */
class CallGuard {
  readonly #limits: CallLimits;
  readonly #endpoint: Endpoint;
  readonly #cancelTimer: () => void;
  readonly #onAbort: () => void;
  #reason: { readonly error: unknown } | undefined;

  constructor(call: Cancellable, clock: Clock, endpoint: Endpoint, limits: CallLimits) {
    this.#limits = limits;
    this.#endpoint = endpoint;
    this.#cancelTimer = clock.after(limits.timeoutMs, () => {
      this.#stop(
        call,
        new MqError(Code.REQUEST_TIMEOUT, `the server at ${endpoint.text} did not answer in ${limits.timeoutMs} ms`),
      );
    });
    this.#onAbort = () => this.#stop(call, limits.signal.reason);
    limits.signal.addEventListener('abort', this.#onAbort);
  }

  #stop(call: Cancellable, error: unknown): void {
    this.#reason ??= { error };
    call.cancel();
  }

  release(): void {
    this.#cancelTimer();
    this.#limits.signal.removeEventListener('abort', this.#onAbort);
  }

  /** What the caller is told when the call failed. */
  failure(error: ServiceError): unknown {
    return this.#reason ? this.#reason.error : grpcFailure(this.#endpoint, error.code, error.details, error);
  }
}

/** The transport of production: one grpc-js channel. */
export class GrpcTransport implements Transport {
  readonly #client: Client;
  readonly #options: GrpcTransportOptions;
  #closed = false;

  constructor(options: GrpcTransportOptions) {
    this.#options = options;
    const { endpoint, tls } = options;
    // Without verification the name means nothing; TLS has none for IP addresses, and Node warns about those.
    const name =
      tls?.verify === false && endpoint.scheme !== 'dns' ? { 'grpc.ssl_target_name_override': 'localhost' } : {};
    this.#client = new Client(dialTarget(endpoint), channelCredentials(tls), { ...channelOptions, ...name });
  }

  unary<Request, Response>(
    method: RemoteMethod<Request, Response>,
    request: Request,
    limits: CallLimits,
  ): Promise<Response> {
    const { endpoint, clock } = this.#options;
    this.#assertUsable(limits.signal);
    return new Promise((resolve, reject) => {
      const call = this.#client.makeUnaryRequest(
        method.path,
        (value: Request) => asBuffer(method.encode(value)),
        (bytes) => method.decode(bytes),
        request,
        this.#metadata(limits.timeoutMs),
        (error, response) => {
          guard.release();
          if (error === null && response !== undefined) {
            resolve(response);
          } else {
            reject(error === null ? grpcFailure(endpoint, status.INTERNAL, 'answered nothing') : guard.failure(error));
          }
        },
      );
      const guard = new CallGuard(call, clock, endpoint, limits);
    });
  }

  serverStream<Request, Response>(
    method: RemoteMethod<Request, Response>,
    request: Request,
    limits: CallLimits,
    onMessage: (response: Response) => void,
  ): Promise<void> {
    const { endpoint, clock } = this.#options;
    this.#assertUsable(limits.signal);
    return new Promise((resolve, reject) => {
      const call: ClientReadableStream<Response> = this.#client.makeServerStreamRequest(
        method.path,
        (value: Request) => asBuffer(method.encode(value)),
        (bytes) => method.decode(bytes),
        request,
        this.#metadata(limits.timeoutMs),
      );
      const guard = new CallGuard(call, clock, endpoint, limits);
      call.on('data', onMessage);
      call.on('error', (error: ServiceError) => {
        guard.release();
        reject(guard.failure(error));
      });
      call.on('end', () => {
        guard.release();
        resolve();
      });
    });
  }

  duplex<Request, Response>(
    method: RemoteMethod<Request, Response>,
    listener: DuplexListener<Response>,
  ): Duplex<Request> {
    this.#assertUsable(undefined);
    const call = this.#client.makeBidiStreamRequest(
      method.path,
      (value: Request) => asBuffer(method.encode(value)),
      (bytes) => method.decode(bytes),
      this.#metadata(undefined),
    );
    let listening = true;
    const finish = (error: MqError | undefined) => {
      if (listening) {
        listening = false;
        listener.ended(error);
      }
    };
    call.on('data', (response: Response) => {
      if (listening) {
        listener.message(response);
      }
    });
    call.on('error', (error: ServiceError) => {
      finish(grpcFailure(this.#options.endpoint, error.code, error.details, error));
    });
    call.on('end', () => finish(undefined));
    return {
      write: (request) => {
        if (call.writable) {
          call.write(request);
        }
      },
      halfClose: () => call.end(),
      cancel: () => {
        listening = false;
        call.cancel();
      },
    };
  }

  close(): void {
    this.#closed = true;
    this.#client.close();
  }

  #assertUsable(signal: AbortSignal | undefined): void {
    signal?.throwIfAborted();
    if (this.#closed) {
      throw new MqError(Code.SERVER_UNREACHABLE, `the connection to ${this.#options.endpoint.text} was closed`);
    }
  }

  /** The deadline goes out as a header of our own and is kept by the Clock, which grpc-js does not know. */
  #metadata(timeoutMs: number | undefined): Metadata {
    const metadata = new Metadata();
    for (const [name, value] of this.#options.headers()) {
      metadata.set(name, value);
    }
    if (timeoutMs !== undefined) {
      metadata.set('grpc-timeout', `${Math.min(timeoutHeaderMsMax, Math.max(1, Math.ceil(timeoutMs)))}m`);
    }
    return metadata;
  }
}
