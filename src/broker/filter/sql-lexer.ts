/** One piece of an expression; `at` is its place in the text, for error messages. */
export type Token =
  | { readonly kind: 'name'; readonly text: string; readonly at: number }
  /** In upper case. */
  | { readonly kind: 'keyword'; readonly text: string; readonly at: number }
  | { readonly kind: 'number'; readonly value: number; readonly text: string; readonly at: number }
  | { readonly kind: 'string'; readonly value: string; readonly text: string; readonly at: number }
  | { readonly kind: 'symbol'; readonly text: string; readonly at: number }
  | { readonly kind: 'end'; readonly text: string; readonly at: number };

export type Tokens =
  | { readonly kind: 'good'; readonly tokens: readonly Token[] }
  | { readonly kind: 'bad'; readonly problem: string };

const keywords: ReadonlySet<string> = new Set(
  'AND OR NOT BETWEEN IN IS NULL TRUE FALSE CONTAINS STARTSWITH ENDSWITH'.split(' '),
);

const blank = /\s+/y;
const word = /[A-Za-z_$][A-Za-z0-9_$]*/y;
const number = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
/** A quote inside is written twice. */
const quoted = /'(?:[^']|'')*'/y;
const symbol = /<>|<=|>=|[=<>(),+-]/y;

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function tokenAt(text: string, at: number): Token | undefined {
  const asWord = match(word, text, at);
  if (asWord !== undefined) {
    const upper = asWord.toUpperCase();
    return keywords.has(upper) ? { kind: 'keyword', text: upper, at } : { kind: 'name', text: asWord, at };
  }
  const asNumber = match(number, text, at);
  if (asNumber !== undefined) {
    return { kind: 'number', value: Number(asNumber), text: asNumber, at };
  }
  const asString = match(quoted, text, at);
  if (asString !== undefined) {
    return { kind: 'string', value: asString.slice(1, -1).replaceAll("''", "'"), text: asString, at };
  }
  const asSymbol = match(symbol, text, at);
  return asSymbol === undefined ? undefined : { kind: 'symbol', text: asSymbol, at };
}

/** Cuts an expression into pieces; the last one is always `end`. */
export function tokensOf(text: string): Tokens {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += match(blank, text, at)?.length ?? 0;
    if (at >= text.length) {
      tokens.push({ kind: 'end', text: 'the end', at });
      return { kind: 'good', tokens };
    }
    const token = tokenAt(text, at);
    if (token === undefined) {
      const problem =
        text[at] === "'"
          ? `the text that begins at character ${at + 1} has no closing quote`
          : `character ${at + 1}, '${text[at]}', has no meaning here`;
      return { kind: 'bad', problem };
    }
    tokens.push(token);
    at += token.text.length;
  }
}
