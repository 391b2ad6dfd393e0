import { Code, type MqError } from '../model/errors.ts';
import type { v2 } from '../protocol/messages.ts';
import { type DuplexHandler, GrpcCode, type StreamCall } from '../rpc/service.ts';
import type { Cancel, Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/log.ts';
import type { ClientSession } from './client-sessions.ts';
import { clientIdRequired, okStatus, type Status, statusOf } from './status.ts';

type Command = v2.TelemetryCommand.$Properties;
type Settings = v2.Settings.$Properties;

/**
 * The Node.js client listens for settings only once it has the routes of all its topics, and waits for ever if they came
 * earlier; so its first settings are said again.
 */
const settingsRepeatsMs = [1000, 5000];

/** How a client's message is refused: by a status command and a good end, or by an error of the stream. */
export interface TelemetryRefusal {
  readonly by: 'command' | 'stream';
  readonly error: MqError;
}

export interface TelemetryStreamOptions {
  readonly call: StreamCall<Command>;
  /** Blank when the client sent none. */
  readonly clientId: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Answers settings through `sendSettings`, or says why not. */
  readonly answer: (stream: TelemetryStream, settings: Settings) => TelemetryRefusal | undefined;
  readonly onClosed: () => void;
}

/** One telemetry stream from its opening to its end, which is OK unless the client's settings make no sense. */
export class TelemetryStream implements DuplexHandler<Command> {
  readonly call: StreamCall<Command>;
  readonly clientId: string;
  readonly #options: TelemetryStreamOptions;
  #session: ClientSession | undefined;
  #closed = false;
  #repeats: Cancel[] | undefined;
  /** What was said last; a client that reads slowly gets only the newest. */
  #settings: Settings | undefined;
  #writing = false;

  constructor(options: TelemetryStreamOptions) {
    this.call = options.call;
    this.clientId = options.clientId;
    this.#options = options;
  }

  get session(): ClientSession | undefined {
    return this.#session;
  }

  /** Rust waits for the response headers before anything else. */
  open(): void {
    this.call.onCancel(() => this.#close());
    this.call.sendHeaders();
  }

  message(command: Command): void {
    if (this.#closed) {
      return;
    }
    if (this.clientId === '') {
      this.#refuse(clientIdRequired);
      return;
    }
    // Nothing else that a client may send was asked for; strays and empty commands are ignored.
    if (command.settings == null) {
      return;
    }
    const refusal = this.#answer(command.settings);
    if (refusal?.by === 'command') {
      this.#refuse(statusOf(refusal.error.code, refusal.error.message));
    } else if (refusal !== undefined) {
      const { code, message } = refusal.error;
      const isClientError = code >= Code.BAD_REQUEST && code < Code.INTERNAL_SERVER_ERROR;
      this.#fail(isClientError ? GrpcCode.INVALID_ARGUMENT : GrpcCode.INTERNAL, message);
    }
  }

  /** A client that leaves may take any other status for an unhandled error. */
  halfClosed(): void {
    this.end();
  }

  end(): void {
    if (!this.#closed) {
      this.#close();
      this.call.end();
    }
  }

  join(session: ClientSession): void {
    if (this.#session !== session) {
      this.#leave();
      this.#session = session;
      session.streams += 1;
    }
  }

  sendSettings(settings: Settings, repeat: boolean): void {
    this.#settings = settings;
    this.#send();
    if (repeat && this.#repeats === undefined) {
      this.#repeats = settingsRepeatsMs.map((delayMs) => this.#options.clock.after(delayMs, () => this.#send()));
    }
  }

  #answer(settings: Settings): TelemetryRefusal | undefined {
    try {
      return this.#options.answer(this, settings);
    } catch (error) {
      this.#options.logger.error({ path: this.call.path, err: error }, 'a request failed');
      this.#refuse(statusOf(Code.INTERNAL_SERVER_ERROR, 'internal error; the log of the server says more'));
      return undefined;
    }
  }

  #send(): void {
    if (this.#closed || this.#writing || this.#settings === undefined) {
      return;
    }
    const sent = this.#settings;
    if (this.call.write({ status: okStatus, settings: sent })) {
      return;
    }
    this.#writing = true;
    this.call.drained().then(
      () => {
        this.#writing = false;
        if (this.#settings !== sent) {
          this.#send();
        }
      },
      () => this.#close(),
    );
  }

  #refuse(status: Status): void {
    this.call.write({ status });
    this.end();
  }

  #fail(code: GrpcCode, text: string): void {
    this.#close();
    this.call.fail(code, text);
  }

  #leave(): void {
    if (this.#session !== undefined) {
      this.#session.streams -= 1;
      this.#session = undefined;
    }
  }

  #close(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#leave();
      this.#settings = undefined;
      for (const cancel of this.#repeats ?? []) {
        cancel();
      }
      this.#options.onClosed();
    }
  }
}
