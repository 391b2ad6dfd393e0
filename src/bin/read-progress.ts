import type { Output } from '../admin/command-io.ts';
import { StatusLine } from '../admin/status-line.ts';
import type { Clock } from '../runtime/clock.ts';

const barWidth = 30;
const mebibyte = 1024 * 1024;

/** Tells how much of a known amount was read, with a bar on a terminal. */
export class ReadProgress {
  readonly #line: StatusLine;

  constructor(output: Output, clock: Clock, shown: boolean) {
    this.#line = new StatusLine(output, clock, shown);
  }

  tell(doneBytes: number, totalBytes: number): void {
    if (!this.#line.due) {
      return;
    }
    const share = totalBytes === 0 ? 1 : Math.min(1, doneBytes / totalBytes);
    const filled = Math.round(share * barWidth);
    const speed = doneBytes / mebibyte / this.#line.seconds;
    this.#line.tell(
      `read ${(doneBytes / mebibyte).toFixed(0)} of ${(totalBytes / mebibyte).toFixed(0)} MiB, ${speed.toFixed(0)} MiB/s`,
      `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}] `,
    );
  }

  /** Takes the bar off the terminal. */
  end(): void {
    this.#line.erase();
  }
}
