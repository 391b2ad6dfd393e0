import type { Comparison, Condition, Operand } from './sql-condition.ts';
import { type Token, tokensOf } from './sql-lexer.ts';

/** Characters of one expression. */
const textCharsMax = 16_384;
/** Parentheses and NOTs inside one another. */
const depthMax = 64;

export type ParsedSql =
  | { readonly kind: 'good'; readonly condition: Condition }
  | { readonly kind: 'bad'; readonly problem: string };

const comparisons: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);

function isComparison(text: string): text is Comparison {
  return comparisons.has(text);
}

/** Unwinds the parser; caught in parseSql, so that callers get a result. */
class Unexpected extends Error {}

function shown(token: Token): string {
  return token.kind === 'end' ? 'the end' : `'${token.text}' at character ${token.at + 1}`;
}

/**
 *   or         and (OR and)*
 *   and        not (AND not)*
 *   not        NOT not | '(' or ')' | predicate
 *   predicate  TRUE | FALSE | name IS [NOT] NULL
 *              | operand ( = | <> | < | <= | > | >= ) operand
 *              | operand [NOT] BETWEEN operand AND operand
 *              | operand [NOT] IN '(' literal (',' literal)* ')'
 *              | operand [NOT] (CONTAINS | STARTSWITH | ENDSWITH) 'text'
 *   operand    name | 'text' | [+|-] number | TRUE | FALSE
 */
class SqlParser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Condition {
    const condition = this.#or();
    if (this.#peek().kind !== 'end') {
      throw new Unexpected(`${shown(this.#peek())} comes after the end of the condition; join conditions by AND or OR`);
    }
    return condition;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: 'end', text: '', at: 0 };
  }

  #take(): Token {
    const token = this.#peek();
    this.#next++;
    return token;
  }

  /** Takes the next token if it is this keyword or symbol. */
  #accept(text: string): boolean {
    const token = this.#peek();
    if ((token.kind === 'keyword' || token.kind === 'symbol') && token.text === text) {
      this.#next++;
      return true;
    }
    return false;
  }

  #expect(text: string): void {
    if (!this.#accept(text)) {
      throw new Unexpected(`${text} is missing before ${shown(this.#peek())}`);
    }
  }

  #or(): Condition {
    const conditions = [this.#and()];
    while (this.#accept('OR')) {
      conditions.push(this.#and());
    }
    return one(conditions) ?? { kind: 'or', conditions };
  }

  #and(): Condition {
    const conditions = [this.#not()];
    while (this.#accept('AND')) {
      conditions.push(this.#not());
    }
    return one(conditions) ?? { kind: 'and', conditions };
  }

  #not(): Condition {
    if (++this.#depth > depthMax) {
      throw new Unexpected(`parentheses and NOTs are nested deeper than ${depthMax}`);
    }
    let condition: Condition;
    if (this.#accept('NOT')) {
      condition = { kind: 'not', condition: this.#not() };
    } else if (this.#accept('(')) {
      condition = this.#or();
      this.#expect(')');
    } else {
      condition = this.#predicate();
    }
    this.#depth--;
    return condition;
  }

  #predicate(): Condition {
    const first = this.#peek();
    const left = this.#operand();
    if (this.#accept('IS')) {
      return this.#isNull(left, first);
    }
    const operator = this.#peek();
    if (operator.kind === 'symbol' && isComparison(operator.text)) {
      this.#next++;
      return this.#comparison(operator.text, left, operator);
    }
    const negated = this.#accept('NOT');
    const condition = this.#keywordPredicate(left);
    if (condition !== undefined) {
      return negated ? { kind: 'not', condition } : condition;
    }
    if (left.kind === 'boolean' && !negated) {
      return { kind: 'constant', value: left.value };
    }
    throw new Unexpected(
      `${shown(this.#peek())} stands where a comparison belongs; after ${shown(first)} use = <> < <= > >=, BETWEEN, IN, IS NULL, CONTAINS, STARTSWITH or ENDSWITH`,
    );
  }

  #keywordPredicate(left: Operand): Condition | undefined {
    if (this.#accept('BETWEEN')) {
      const low = this.#numeric();
      this.#expect('AND');
      const high = this.#numeric();
      const above: Condition = { kind: 'compare', operator: '>=', left, right: low };
      const below: Condition = { kind: 'compare', operator: '<=', left, right: high };
      return { kind: 'and', conditions: [above, below] };
    }
    if (this.#accept('IN')) {
      return { kind: 'in', operand: left, values: this.#list() };
    }
    for (const test of ['CONTAINS', 'STARTSWITH', 'ENDSWITH'] as const) {
      if (this.#accept(test)) {
        const token = this.#take();
        if (token.kind !== 'string' || token.value === '') {
          throw new Unexpected(`${test} needs a text in single quotes, not ${shown(token)}`);
        }
        return { kind: 'text', test, operand: left, value: token.value };
      }
    }
    return undefined;
  }

  #isNull(left: Operand, token: Token): Condition {
    const negated = this.#accept('NOT');
    this.#expect('NULL');
    if (left.kind !== 'property') {
      throw new Unexpected(`only a property can be NULL, not ${shown(token)}`);
    }
    const condition: Condition = { kind: 'isNull', name: left.name };
    return negated ? { kind: 'not', condition } : condition;
  }

  #comparison(operator: Comparison, left: Operand, token: Token): Condition {
    const right = this.#operand();
    const orders = operator !== '=' && operator !== '<>';
    for (const operand of [left, right]) {
      if (orders && (operand.kind === 'string' || operand.kind === 'boolean')) {
        throw new Unexpected(`${shown(token)} compares numbers, not texts or truth values; use = or <>`);
      }
    }
    return { kind: 'compare', operator, left, right };
  }

  #numeric(): Operand {
    const token = this.#peek();
    const operand = this.#operand();
    if (operand.kind !== 'number' && operand.kind !== 'property') {
      throw new Unexpected(`BETWEEN needs numbers, not ${shown(token)}`);
    }
    return operand;
  }

  #list(): Operand[] {
    this.#expect('(');
    const values: Operand[] = [];
    do {
      const token = this.#peek();
      const value = this.#operand();
      if (value.kind !== 'string' && value.kind !== 'number') {
        throw new Unexpected(`IN needs a list of texts or numbers, not ${shown(token)}`);
      }
      values.push(value);
    } while (this.#accept(','));
    this.#expect(')');
    return values;
  }

  #operand(): Operand {
    const sign = this.#accept('-') ? -1 : this.#accept('+') ? 1 : 0;
    const token = this.#take();
    if (token.kind === 'number') {
      return { kind: 'number', value: sign === -1 ? -token.value : token.value };
    }
    if (sign === 0) {
      switch (token.kind) {
        case 'name':
          return { kind: 'property', name: token.text };
        case 'string':
          return { kind: 'string', value: token.value };
        case 'keyword':
          if (token.text === 'TRUE' || token.text === 'FALSE') {
            return { kind: 'boolean', value: token.text === 'TRUE' };
          }
          break;
        default:
      }
    }
    throw new Unexpected(`${shown(token)} stands where a property, a number or a text in single quotes belongs`);
  }
}

function one(conditions: readonly Condition[]): Condition | undefined {
  return conditions.length === 1 ? conditions[0] : undefined;
}

/** Total: any text gives a condition or says what is wrong with it. */
export function parseSql(text: string): ParsedSql {
  if (text.trim() === '') {
    return { kind: 'bad', problem: 'it is empty' };
  }
  if (text.length > textCharsMax) {
    return { kind: 'bad', problem: `it has ${text.length} characters; the limit is ${textCharsMax}` };
  }
  const tokens = tokensOf(text);
  if (tokens.kind === 'bad') {
    return tokens;
  }
  try {
    return { kind: 'good', condition: new SqlParser(tokens.tokens).whole() };
  } catch (error) {
    if (error instanceof Unexpected) {
      return { kind: 'bad', problem: error.message };
    }
    throw error;
  }
}
