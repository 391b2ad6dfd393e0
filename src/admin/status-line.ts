import type { Clock } from '../runtime/clock.ts';
import type { Output } from './command-io.ts';

const terminalIntervalMs = 200;
const logIntervalMs = 2000;
const eraseLine = '\r\u001b[K';

/** Says how far long work is: a line that is written over on a terminal, lines now and then elsewhere. */
export class StatusLine {
  readonly #output: Output;
  readonly #clock: Clock;
  readonly #shown: boolean;
  readonly #startedAt: number;
  #toldAt: number;
  #told = false;

  /** `shown`: false keeps it silent. */
  constructor(output: Output, clock: Clock, shown: boolean) {
    this.#output = output;
    this.#clock = clock;
    this.#shown = shown;
    this.#startedAt = clock.monotonic();
    this.#toldAt = this.#startedAt;
  }

  /** True when the last line is old enough for another one. */
  get due(): boolean {
    const intervalMs = this.#output.isTTY ? terminalIntervalMs : logIntervalMs;
    return this.#shown && this.#clock.monotonic() - this.#toldAt >= intervalMs;
  }

  /** True when a line was written. */
  get told(): boolean {
    return this.#told;
  }

  /** Since the start; above 0, so that one may divide by it. */
  get seconds(): number {
    return Math.max(0.001, (this.#clock.monotonic() - this.#startedAt) / 1000);
  }

  /** `bar` stands before the text on a terminal. */
  tell(text: string, bar = ''): void {
    this.#toldAt = this.#clock.monotonic();
    this.#told = true;
    this.#output.write(this.#output.isTTY ? `${eraseLine}${bar}${text}` : `${text}\n`);
  }

  /** Takes the line off the terminal, so that what follows stands alone. */
  erase(): void {
    if (this.#told && this.#output.isTTY) {
      this.#output.write(eraseLine);
    }
  }

  /** Leaves the line on the terminal and goes to the next. */
  finish(): void {
    if (this.#told && this.#output.isTTY) {
      this.#output.write('\n');
    }
  }
}
