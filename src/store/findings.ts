/** Findings that are kept with their text; the rest is counted. */
export const findingsMaxDefault = 100;

/** Something in a store that is not as it has to be. */
export interface Finding {
  /** What is wrong: bytes of the log, a cell of a queue, the index, the checkpoint, the table of queues, a config file, files of the timer. */
  readonly kind: 'log' | 'cell' | 'index' | 'checkpoint' | 'queue table' | 'config' | 'timer';
  /** The file or queue below the store directory. */
  readonly place: string;
  readonly text: string;
}

/** Findings in the order in which they were made, up to a limit. */
export class Findings {
  readonly list: Finding[] = [];
  readonly #keptMax: number;
  #total = 0;

  constructor(keptMax: number) {
    this.#keptMax = keptMax;
  }

  get total(): number {
    return this.#total;
  }

  add(kind: Finding['kind'], place: string, text: string): void {
    this.#total++;
    if (this.list.length < this.#keptMax) {
      this.list.push({ kind, place, text });
    }
  }
}
