import type { Clock } from '../runtime/clock.ts';
import type { Output } from './command-io.ts';
import { countOf } from './count.ts';

const terminalIntervalMs = 200;
const logIntervalMs = 2000;
const mebibyte = 1024 * 1024;

/** Tells how far long work is: one line that is written over on a terminal, lines now and then elsewhere. */
export class Progress {
  readonly #output: Output;
  readonly #clock: Clock;
  readonly #verb: string;
  readonly #shown: boolean;
  readonly #startedAt: number;
  #toldAt: number;
  #told = false;
  #messages = 0;
  #bytes = 0;

  /** `verb`: 'sent', 'received'. */
  constructor(output: Output, clock: Clock, verb: string, shown: boolean) {
    this.#output = output;
    this.#clock = clock;
    this.#verb = verb;
    this.#shown = shown;
    this.#startedAt = clock.monotonic();
    this.#toldAt = this.#startedAt;
  }

  get messages(): number {
    return this.#messages;
  }

  add(messages: number, bytes: number): void {
    this.#messages += messages;
    this.#bytes += bytes;
    const intervalMs = this.#output.isTTY ? terminalIntervalMs : logIntervalMs;
    if (this.#shown && this.#clock.monotonic() - this.#toldAt >= intervalMs) {
      this.#tell();
    }
  }

  /** Ends the line on the terminal, so that what follows stands alone. */
  end(): void {
    if (this.#shown && this.#told) {
      this.#tell();
      if (this.#output.isTTY) {
        this.#output.write('\n');
      }
    }
  }

  #tell(): void {
    this.#toldAt = this.#clock.monotonic();
    this.#told = true;
    const seconds = Math.max(0.001, (this.#toldAt - this.#startedAt) / 1000);
    const perSecond = Math.round(this.#messages / seconds);
    const text = `${this.#verb} ${countOf(this.#messages, 'message')}, ${(this.#bytes / mebibyte).toFixed(1)} MiB, ${perSecond} a second`;
    this.#output.write(this.#output.isTTY ? `\r\u001b[K${text}` : `${text}\n`);
  }
}
