import { Code, MqError } from '../model/errors.ts';
import { v2 } from '../protocol/messages.ts';
import type { Cancel, Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/log.ts';
import type { Random } from '../runtime/random.ts';
import { unlessAborted } from './operation.ts';
import { telemetry } from './remote-methods.ts';
import { isOk, statusError } from './status.ts';
import type { Duplex, Transport } from './transport.ts';

const reopenFirstMs = 1000;
const reopenMaxMs = 30_000;
const closeWaitMs = 1000;

type Stream = Duplex<v2.TelemetryCommand.$Properties>;

type State =
  /** Settings are sent, the server has not answered them yet. */
  | { readonly kind: 'opening'; readonly stream: Stream }
  | { readonly kind: 'open'; readonly stream: Stream }
  /** The stream was lost; the next one opens when the timer fires. */
  | { readonly kind: 'waiting'; readonly cancel: Cancel; readonly error: MqError }
  | { readonly kind: 'closed' };

export interface TelemetryOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger | undefined;
  /** What this client tells the server about itself. */
  readonly settings: () => v2.ISettings;
  readonly onSettings: (settings: v2.ISettings) => void;
}

/**
 * The client's standing with one server: a stream that carries settings both ways and the server's commands. Opens by
 * itself again after a loss, with pauses from 1 s to 30 s, until closed.
 */
export class TelemetrySession {
  readonly #options: TelemetryOptions;
  #state: State;
  /** The server has answered settings at least once. */
  #known = false;
  #losses = 0;
  #waiters: { readonly resolve: () => void; readonly reject: (error: MqError) => void }[] = [];
  #onClosedStreamEnd: () => void = () => undefined;

  constructor(options: TelemetryOptions) {
    this.#options = options;
    this.#state = this.#open();
  }

  /** True once the server has answered our settings for the first time. */
  get known(): boolean {
    return this.#known;
  }

  /**
   * Resolves once the server has answered our settings for the first time (it may have lost us since); rejects when the
   * present try to get there failed.
   */
  ready(signal: AbortSignal): Promise<void> {
    if (this.#known) {
      return Promise.resolve();
    }
    if (this.#state.kind === 'waiting') {
      return Promise.reject(this.#state.error);
    }
    const answered = new Promise<void>((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
    });
    return unlessAborted(answered, signal);
  }

  /** Tells the server the settings again. */
  sync(): void {
    if (this.#state.kind === 'opening' || this.#state.kind === 'open') {
      this.#state.stream.write({ settings: this.#options.settings() });
    }
  }

  /** Half-closes and gives the server a moment to end the stream with OK. */
  async close(): Promise<void> {
    const state = this.#state;
    this.#state = { kind: 'closed' };
    this.#tellWaiters(new MqError(Code.CLIENT_CLOSED, 'the client was closed'));
    if (state.kind === 'waiting') {
      state.cancel();
    } else if (state.kind !== 'closed') {
      await new Promise<void>((resolve) => {
        const cancelTimer = this.#options.clock.after(closeWaitMs, () => {
          state.stream.cancel();
          resolve();
        });
        this.#onClosedStreamEnd = () => {
          cancelTimer();
          resolve();
        };
        state.stream.halfClose();
      });
    }
  }

  #open(): State {
    const stream: Stream = this.#options.transport.duplex(telemetry, {
      message: (command) => this.#take(command, stream),
      ended: (error) => this.#lose(error),
    });
    stream.write({ settings: this.#options.settings() });
    return { kind: 'opening', stream };
  }

  #take(command: v2.TelemetryCommand.$Properties, stream: Stream): void {
    if (this.#state.kind === 'closed') {
      return;
    }
    if (command.status && !isOk(command.status) && command.status.code !== 0) {
      this.#tellWaiters(statusError(command.status, 'the server refused this client'));
      this.#options.log?.warn({ status: command.status }, 'the server refused the settings of this client');
    } else if (command.settings) {
      this.#state = { kind: 'open', stream };
      this.#known = true;
      this.#losses = 0;
      this.#options.onSettings(command.settings);
      this.#tellWaiters(undefined);
    } else if (command.printThreadStackTraceCommand) {
      const { nonce } = command.printThreadStackTraceCommand;
      const status = { code: v2.Code.NOT_IMPLEMENTED, message: 'Node.js has no thread stacks to print' };
      stream.write({ status, threadStackTrace: { nonce: nonce ?? '' } });
    } else if (command.verifyMessageCommand) {
      const { nonce } = command.verifyMessageCommand;
      const status = { code: v2.Code.UNSUPPORTED, message: 'this client has no listener that could take a message' };
      stream.write({ status, verifyMessageResult: { nonce: nonce ?? '' } });
    } else if (command.reconnectEndpointsCommand) {
      stream.halfClose();
    }
  }

  #lose(cause: MqError | undefined): void {
    if (this.#state.kind === 'closed') {
      this.#onClosedStreamEnd();
      return;
    }
    const error = cause ?? new MqError(Code.SERVER_UNREACHABLE, 'the server ended the telemetry stream');
    this.#tellWaiters(error);
    const pauseMs = Math.min(reopenMaxMs, reopenFirstMs * 2 ** this.#losses);
    this.#losses++;
    // Clients that lost the same server must not come back in the same moment.
    const jitteredMs = pauseMs * (0.5 + this.#options.random.next() / 2);
    const cancel = this.#options.clock.after(jitteredMs, () => {
      this.#state = this.#open();
    });
    this.#options.log?.warn({ error: error.message, retryInMs: Math.round(jitteredMs) }, 'lost the telemetry stream');
    this.#state = { kind: 'waiting', cancel, error };
  }

  #tellWaiters(error: MqError | undefined): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const { resolve, reject } of waiters) {
      if (error === undefined) {
        resolve();
      } else {
        reject(error);
      }
    }
  }
}
