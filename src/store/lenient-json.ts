/**
 * JSON as RocketMQ's files have it: besides the standard, keys without quotes, with single quotes or being numbers or
 * whole objects, trailing commas, and references `{"$ref":"$.a.b"}` to other parts of the same document. Integers that
 * a number cannot hold become bigint.
 */
export type JsonOutcome =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'bad'; readonly problem: string };

const depthMax = 100;

class BadJson extends Error {}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): unknown {
    const value = this.#value(0);
    this.#blanks();
    if (this.#at < this.#text.length) {
      throw this.#bad('nothing more');
    }
    return value;
  }

  #bad(expected: string): BadJson {
    const found = this.#at < this.#text.length ? `'${this.#text[this.#at]}'` : 'the end';
    return new BadJson(`expected ${expected} at character ${this.#at}, found ${found}`);
  }

  #blanks(): void {
    while (' \t\r\n\ufeff'.includes(this.#text[this.#at] ?? 'x')) {
      this.#at++;
    }
  }

  #take(character: string): boolean {
    this.#blanks();
    if (this.#text[this.#at] !== character) {
      return false;
    }
    this.#at++;
    return true;
  }

  #value(depth: number): unknown {
    if (depth > depthMax) {
      throw new BadJson(`more than ${depthMax} levels`);
    }
    this.#blanks();
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"':
      case "'":
        return this.#string();
      default:
        return this.#word();
    }
  }

  #object(depth: number): Record<string, unknown> {
    this.#at++;
    const object: Record<string, unknown> = {};
    while (!this.#take('}')) {
      const key = this.#key(depth);
      if (!this.#take(':')) {
        throw this.#bad("':'");
      }
      const value = this.#value(depth + 1);
      // Not an assignment: `__proto__` is a key like any other.
      Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
      if (!this.#take(',') && this.#peek() !== '}') {
        throw this.#bad("',' or '}'");
      }
    }
    return object;
  }

  #array(depth: number): unknown[] {
    this.#at++;
    const array: unknown[] = [];
    while (!this.#take(']')) {
      array.push(this.#value(depth + 1));
      if (!this.#take(',') && this.#peek() !== ']') {
        throw this.#bad("',' or ']'");
      }
    }
    return array;
  }

  #peek(): string | undefined {
    this.#blanks();
    return this.#text[this.#at];
  }

  #key(depth: number): string {
    const first = this.#peek();
    if (first === '{' || first === '[') {
      return JSON.stringify(this.#value(depth + 1));
    }
    if (first === '"' || first === "'") {
      return this.#string();
    }
    const found = /[^\s:,{}[\]"']+/y;
    found.lastIndex = this.#at;
    const match = found.exec(this.#text);
    if (match === null) {
      throw this.#bad('a key');
    }
    this.#at = found.lastIndex;
    return match[0];
  }

  #string(): string {
    const quote = this.#text[this.#at];
    this.#at++;
    let text = '';
    for (;;) {
      const character = this.#text[this.#at];
      if (character === undefined) {
        throw this.#bad('the end of a string');
      }
      this.#at++;
      if (character === quote) {
        return text;
      }
      text += character === '\\' ? this.#escape() : character;
    }
  }

  #escape(): string {
    const character = this.#text[this.#at] ?? '';
    this.#at++;
    const digits = character === 'u' ? 4 : character === 'x' ? 2 : 0;
    if (digits > 0) {
      const hex = this.#text.slice(this.#at, this.#at + digits);
      if (!/^[0-9a-fA-F]+$/.test(hex) || hex.length < digits) {
        throw this.#bad(`${digits} hexadecimal digits`);
      }
      this.#at += digits;
      return String.fromCharCode(Number.parseInt(hex, 16));
    }
    return escapes.get(character) ?? character;
  }

  #word(): unknown {
    const found = /[-+.\w]+/y;
    found.lastIndex = this.#at;
    const match = found.exec(this.#text);
    if (match === null) {
      throw this.#bad('a value');
    }
    const word = match[0];
    if (words.has(word)) {
      this.#at = found.lastIndex;
      return words.get(word);
    }
    if (!/^-?\d+(\.\d+)?([eE][-+]?\d+)?[LlSsBbFfDd]?$/.test(word)) {
      throw this.#bad('a value');
    }
    this.#at = found.lastIndex;
    const digits = word.replace(/[LlSsBbFfDd]$/, '');
    const number = Number(digits);
    return /^-?\d+$/.test(digits) && !Number.isSafeInteger(number) ? BigInt(digits) : number;
  }
}

const words = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
]);
const escapes = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['0', '\0'],
]);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function targetOf(path: string, ancestors: readonly unknown[]): unknown {
  if (path === '@') {
    return ancestors.at(-1);
  }
  if (path === '..') {
    return ancestors.at(-2);
  }
  let value = ancestors[0];
  const steps = path.matchAll(/\.([^.[\]]+)|\[(?:"([^"]*)"|'([^']*)'|(\d+))\]/g);
  for (const step of steps) {
    const key = step[1] ?? step[2] ?? step[3] ?? step[4] ?? '';
    value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

/** Puts what references name in their place. */
function resolve(value: unknown, ancestors: readonly unknown[]): unknown {
  if (!isObject(value)) {
    return value;
  }
  const [only, ...others] = Object.entries(value);
  if (only?.[0] === '$ref' && typeof only[1] === 'string' && others.length === 0) {
    const target = targetOf(only[1], ancestors);
    return ancestors.includes(target) ? null : target;
  }
  const inner = [...ancestors, value];
  for (const key of Object.keys(value)) {
    const resolved = resolve(value[key], inner);
    Object.defineProperty(value, key, { value: resolved, enumerable: true, writable: true, configurable: true });
  }
  return value;
}

export function parseLenientJson(text: string): JsonOutcome {
  try {
    return { kind: 'value', value: resolve(new Parser(text).document(), []) };
  } catch (error) {
    if (error instanceof BadJson) {
      return { kind: 'bad', problem: error.message };
    }
    throw error;
  }
}
