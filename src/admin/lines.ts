/**
 * Text as messages, one a line, so that the text can be put together again byte by byte:
 *
 *   line              body
 *   abc\n             abc
 *   \n                \n         the protocol has no empty bodies
 *   abc (the end)     abc        marked by a property, so that no \n is added behind it
 *
 * and back: a body that ends with \n is written as it is, any other with a \n behind it. Lines end with \n alone; a \r
 * before it belongs to the line.
 */
const newline = 0x0a;
const newlineBody = Buffer.from('\n');

/** The property of a last line without \n. */
export const unterminatedProperty = { name: 'pocketmq.line-end', value: 'none' } as const;

export interface Line {
  readonly body: Uint8Array;
  /** True: the text ended without a \n. */
  readonly unterminated: boolean;
}

export type SplitResult =
  | { readonly kind: 'lines'; readonly lines: Line[] }
  /** The next line is too long; the lines before it are given. */
  | { readonly kind: 'tooLong'; readonly lines: Line[] };

/** Cuts pieces of text into lines; holds no more than one line. */
export class LineSplitter {
  readonly #bytesMax: number;
  /** The beginning of a line whose end has not come yet. */
  #held: Uint8Array[] = [];
  #heldBytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  push(piece: Uint8Array): SplitResult {
    const lines: Line[] = [];
    let start = 0;
    for (;;) {
      const found = piece.indexOf(newline, start);
      const end = found === -1 ? piece.length : found;
      if (this.#heldBytes + end - start > this.#bytesMax) {
        return { kind: 'tooLong', lines };
      }
      if (start < end) {
        this.#held.push(piece.subarray(start, end));
        this.#heldBytes += end - start;
      }
      if (found === -1) {
        return { kind: 'lines', lines };
      }
      lines.push(this.#take(false));
      start = found + 1;
    }
  }

  /** What is left when the text has ended. */
  end(): Line | undefined {
    return this.#heldBytes === 0 ? undefined : this.#take(true);
  }

  #take(unterminated: boolean): Line {
    const [first = newlineBody, ...rest] = this.#held;
    const body = rest.length === 0 ? first : Buffer.concat(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    return { body, unterminated };
  }
}

/** Puts bodies together to text. */
export class LineJoiner {
  /** The last body was the end of a text without \n; one is due as soon as another body follows. */
  #owed = false;

  /** The bytes to write for the next body. */
  push(body: Uint8Array, properties: Readonly<Record<string, string>>): Uint8Array[] {
    const pieces = this.end();
    pieces.push(body);
    if (properties[unterminatedProperty.name] === unterminatedProperty.value) {
      this.#owed = true;
    } else if (body.at(-1) !== newline) {
      pieces.push(newlineBody);
    }
    return pieces;
  }

  /** What completes the last line. */
  end(): Uint8Array[] {
    const pieces = this.#owed ? [newlineBody] : [];
    this.#owed = false;
    return pieces;
  }
}
