import { Code, MqError } from '../model/errors.ts';
import type { Cancel, Clock } from '../runtime/clock.ts';

/** What ends a call before its result does. */
export interface OperationOptions {
  /** Rejects the call with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** For the whole call, attempts and pauses included; past it the call is rejected with REQUEST_TIMEOUT. */
  readonly timeoutMs?: number | undefined;
}

/** What calls of one sort have in common. */
export interface OperationKind {
  /** For texts: 'send', 'receive'. */
  readonly name: string;
  /** When the caller gives none. */
  readonly timeoutMs: number;
  /** True: the closing of the client ends it. False: closing waits for it. */
  readonly endsOnClose: boolean;
}

/**
 * One call of a user. It ends by its own result, its deadline, its caller's signal or the closing of the client;
 * the last three abort `signal` with the error that the caller gets.
 */
export class Operation {
  readonly endsOnClose: boolean;
  readonly #controller = new AbortController();
  readonly #clock: Clock;
  readonly #deadlineAt: number;
  readonly #cancelTimer: Cancel | undefined;
  readonly #onEnd: (operation: Operation) => void;

  constructor(clock: Clock, kind: OperationKind, timeoutMs: number, onEnd: (operation: Operation) => void) {
    this.endsOnClose = kind.endsOnClose;
    this.#clock = clock;
    this.#deadlineAt = clock.monotonic() + timeoutMs;
    this.#onEnd = onEnd;
    if (timeoutMs !== Number.POSITIVE_INFINITY) {
      this.#cancelTimer = clock.after(timeoutMs, () => {
        this.stop(new MqError(Code.REQUEST_TIMEOUT, `the ${kind.name} did not finish within its ${timeoutMs} ms`));
      });
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Never negative; Infinity without a deadline. */
  remainingMs(): number {
    return Math.max(0, this.#deadlineAt - this.#clock.monotonic());
  }

  stop(reason: unknown): void {
    this.#controller.abort(reason);
  }

  end(): void {
    this.#cancelTimer?.();
    this.#onEnd(this);
  }
}

/** The operations of one client that are under way. */
export class Operations {
  readonly #clock: Clock;
  readonly #max: number;
  readonly #running = new Set<Operation>();
  readonly #bySignal = new Map<AbortSignal, { readonly operations: Set<Operation>; readonly onAbort: () => void }>();
  #idleWaiters: (() => void)[] = [];
  #closed: MqError | undefined;

  constructor(clock: Clock, max: number) {
    this.#clock = clock;
    this.#max = max;
  }

  /** The caller calls `end` whatever happens. Throws when the client is closed, too busy, or the signal already aborted. */
  start(kind: OperationKind, options: OperationOptions): Operation {
    if (this.#closed !== undefined) {
      throw this.#closed;
    }
    if (this.#running.size >= this.#max) {
      throw new MqError(
        Code.TOO_MANY_REQUESTS,
        `${this.#max} calls are already under way on this client; await some of them before the next ${kind.name}`,
      );
    }
    const timeoutMs = options.timeoutMs ?? kind.timeoutMs;
    if (!(timeoutMs > 0)) {
      throw new MqError(Code.BAD_REQUEST, `timeoutMs is ${timeoutMs}; give a number of milliseconds above 0`);
    }
    const { signal } = options;
    signal?.throwIfAborted();
    const operation = new Operation(this.#clock, kind, timeoutMs, (ended) => this.#forget(ended, signal));
    this.#running.add(operation);
    if (signal !== undefined) {
      this.#follow(signal, operation);
    }
    return operation;
  }

  /** From now on `start` throws the reason. Ends what ends on close, resolves when the rest has ended too. */
  close(reason: MqError): Promise<void> {
    this.#closed ??= reason;
    for (const operation of [...this.#running]) {
      if (operation.endsOnClose) {
        operation.stop(reason);
      }
    }
    return this.#running.size === 0 ? Promise.resolve() : new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  /** One listener a signal, however many operations share it: Node warns at the eleventh. */
  #follow(signal: AbortSignal, operation: Operation): void {
    const known = this.#bySignal.get(signal);
    if (known !== undefined) {
      known.operations.add(operation);
      return;
    }
    const operations = new Set([operation]);
    const onAbort = () => {
      for (const each of [...operations]) {
        each.stop(signal.reason);
      }
    };
    this.#bySignal.set(signal, { operations, onAbort });
    signal.addEventListener('abort', onAbort);
  }

  #forget(operation: Operation, signal: AbortSignal | undefined): void {
    this.#running.delete(operation);
    const shared = signal && this.#bySignal.get(signal);
    if (signal !== undefined && shared?.operations.delete(operation) && shared.operations.size === 0) {
      this.#bySignal.delete(signal);
      signal.removeEventListener('abort', shared.onAbort);
    }
    if (this.#running.size === 0) {
      const waiters = this.#idleWaiters;
      this.#idleWaiters = [];
      for (const resolve of waiters) {
        resolve();
      }
    }
  }
}

/** Resolves after the time, or rejects with the signal's reason. */
export function pause(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = () => {
      cancel();
      reject(signal.reason);
    };
    const cancel = clock.after(milliseconds, () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** The promise's outcome, or the signal's reason if that comes first; the promise itself goes on. */
export function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) {
      onAbort();
    }
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
