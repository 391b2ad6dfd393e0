import type { Clock } from '../runtime/clock.ts';
import type { Output } from './command-io.ts';
import { countOf } from './count.ts';
import { StatusLine } from './status-line.ts';

const mebibyte = 1024 * 1024;

/** Tells how many messages long work has moved. */
export class Progress {
  readonly #line: StatusLine;
  readonly #verb: string;
  #messages = 0;
  #bytes = 0;

  /** `verb`: 'sent', 'received'. */
  constructor(output: Output, clock: Clock, verb: string, shown: boolean) {
    this.#line = new StatusLine(output, clock, shown);
    this.#verb = verb;
  }

  get messages(): number {
    return this.#messages;
  }

  add(messages: number, bytes: number): void {
    this.#messages += messages;
    this.#bytes += bytes;
    if (this.#line.due) {
      this.#tell();
    }
  }

  /** The last figures, and the terminal's next line. */
  end(): void {
    if (this.#line.told) {
      this.#tell();
      this.#line.finish();
    }
  }

  #tell(): void {
    const perSecond = Math.round(this.#messages / this.#line.seconds);
    const mebibytes = (this.#bytes / mebibyte).toFixed(1);
    this.#line.tell(`${this.#verb} ${countOf(this.#messages, 'message')}, ${mebibytes} MiB, ${perSecond} a second`);
  }
}
