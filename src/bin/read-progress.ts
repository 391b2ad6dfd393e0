import type { Output } from '../admin/command-io.ts';
import type { Clock } from '../runtime/clock.ts';

const terminalIntervalMs = 100;
const logIntervalMs = 5000;
const barWidth = 30;
const mebibyte = 1024 * 1024;

/** Tells how much of a known amount was read: a bar that is written over on a terminal, lines now and then elsewhere. */
export class ReadProgress {
  readonly #output: Output;
  readonly #clock: Clock;
  readonly #shown: boolean;
  readonly #startedAt: number;
  #toldAt: number;
  #told = false;

  constructor(output: Output, clock: Clock, shown: boolean) {
    this.#output = output;
    this.#clock = clock;
    this.#shown = shown;
    this.#startedAt = clock.monotonic();
    this.#toldAt = this.#startedAt;
  }

  tell(doneBytes: number, totalBytes: number): void {
    const now = this.#clock.monotonic();
    if (!this.#shown || now - this.#toldAt < (this.#output.isTTY ? terminalIntervalMs : logIntervalMs)) {
      return;
    }
    this.#toldAt = now;
    this.#told = true;
    const share = totalBytes === 0 ? 1 : Math.min(1, doneBytes / totalBytes);
    const speed = doneBytes / mebibyte / Math.max(0.001, (now - this.#startedAt) / 1000);
    const text = `${(doneBytes / mebibyte).toFixed(0)} of ${(totalBytes / mebibyte).toFixed(0)} MiB, ${speed.toFixed(0)} MiB/s`;
    const filled = Math.round(share * barWidth);
    const bar = `${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}`;
    this.#output.write(this.#output.isTTY ? `\r\u001b[K[${bar}] ${text}` : `read ${text}\n`);
  }

  /** Takes the bar off the terminal, so that what follows stands alone. */
  end(): void {
    if (this.#told && this.#output.isTTY) {
      this.#output.write('\r\u001b[K');
    }
  }
}
