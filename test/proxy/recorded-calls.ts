import type { GrpcCode, Peer, StreamCall, UnaryCall } from '../../src/rpc/service.ts';

interface CallFacts {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly remainingMs: () => number;
}

type CallEnd = { readonly kind: 'ok' } | { readonly kind: 'failed'; readonly code: GrpcCode; readonly text: string };

const peer: Peer = { address: '10.0.0.7', port: 40_007, secure: false };

/** A call without a wire: it keeps what the handler says, and plays the client that leaves or reads slowly. */
class RecordedCall {
  readonly path: string;
  readonly metadata: { get(name: string): string | undefined };
  readonly peer = peer;
  readonly remainingMs: () => number;
  protected outcome: CallEnd | undefined;
  #cancelled = false;
  #cancelListeners: (() => void)[] = [];

  constructor(facts: CallFacts) {
    this.path = facts.path;
    this.remainingMs = facts.remainingMs;
    this.metadata = { get: (name) => facts.headers[name] };
  }

  get cancelled(): boolean {
    return this.#cancelled;
  }

  get ended(): CallEnd | undefined {
    return this.outcome;
  }

  onCancel(listener: () => void): void {
    if (this.#cancelled) {
      listener();
    } else if (this.outcome === undefined) {
      this.#cancelListeners.push(listener);
    }
  }

  fail(code: GrpcCode, text: string): void {
    if (!this.#cancelled) {
      this.outcome ??= { kind: 'failed', code, text };
    }
  }

  /** The client resets the stream, or its connection is lost. */
  cancel(): void {
    if (this.outcome === undefined && !this.#cancelled) {
      this.#cancelled = true;
      for (const listener of this.#cancelListeners) {
        listener();
      }
    }
  }
}

export class RecordedUnaryCall<Response> extends RecordedCall implements UnaryCall<Response> {
  readonly replies: Response[] = [];

  reply(response: Response): void {
    if (this.outcome === undefined && !this.cancelled) {
      this.replies.push(response);
      this.outcome = { kind: 'ok' };
    }
  }
}

export class RecordedStreamCall<Response> extends RecordedCall implements StreamCall<Response> {
  readonly written: Response[] = [];
  headersSent = false;
  /** Set by a test: from that many messages on, the client takes none until `read`. */
  roomFor = Number.POSITIVE_INFINITY;
  #waiting: (() => void)[] = [];

  sendHeaders(): void {
    this.headersSent = true;
  }

  write(message: Response): boolean {
    if (this.ended !== undefined || this.cancelled) {
      return true;
    }
    this.headersSent = true;
    // The writer may use the object again.
    this.written.push(typeof message === 'object' ? { ...message } : message);
    return this.written.length < this.roomFor;
  }

  drained(): Promise<void> {
    if (this.written.length < this.roomFor || this.cancelled) {
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  end(): void {
    if (!this.cancelled) {
      this.outcome ??= { kind: 'ok' };
    }
  }

  /** The client catches up. */
  read(): void {
    this.roomFor = Number.POSITIVE_INFINITY;
    this.#release();
  }

  override cancel(): void {
    super.cancel();
    this.#release();
  }

  #release(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) {
      resolve();
    }
  }
}
