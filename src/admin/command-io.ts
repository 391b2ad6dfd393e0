import type { Clock } from '../runtime/clock.ts';

/** Bytes that come in pieces; a Node Readable is one. */
export interface Input extends AsyncIterable<Uint8Array> {
  /** Ends the reading: a wait for the next piece ends with an error. Terminals and pipes need it, files do not. */
  destroy?(): unknown;
  readonly isTTY?: boolean;
}

/** Where text and bytes go; a Node Writable is one. */
export interface Output {
  /** False: wait for 'drain' before the next. */
  write(chunk: string | Uint8Array): boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
  once(event: 'drain' | 'error' | 'close', listener: () => void): unknown;
  off(event: 'drain' | 'error' | 'close', listener: () => void): unknown;
  readonly isTTY?: boolean;
}

/** Everything of the outside world that the commands touch. */
export interface CommandIo {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** A file that cannot be read shows when its first piece is asked for. */
  openFile(path: string): Input;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** The command was understood and did not succeed; exit code 1, or the one given. The text is one line for the user. */
export class CommandFailure extends Error {
  readonly exitCode: number;

  constructor(text: string, options: ErrorOptions & { readonly exitCode?: number } = {}) {
    super(text, options);
    this.exitCode = options.exitCode ?? 1;
  }
}

/** Whoever read our output is gone (`… | head -1`): no reason to go on, and no error. */
export class OutputClosed extends Error {}

/** Writes as fast as the reader takes it. */
export class OutputWriter {
  readonly #output: Output;
  #broken = false;

  constructor(output: Output) {
    this.#output = output;
    output.on('error', () => {
      this.#broken = true;
    });
  }

  /** Resolves when more may come; rejects with OutputClosed once the reader is gone. */
  async write(chunk: string | Uint8Array): Promise<void> {
    this.#assertOpen();
    if (!this.#output.write(chunk)) {
      await new Promise<void>((resolve) => {
        const events = ['drain', 'error', 'close'] as const;
        const settle = () => {
          for (const event of events) {
            this.#output.off(event, settle);
          }
          resolve();
        };
        for (const event of events) {
          this.#output.once(event, settle);
        }
      });
    }
    this.#assertOpen();
  }

  #assertOpen(): void {
    if (this.#broken) {
      throw new OutputClosed('the reader of the output is gone');
    }
  }
}
