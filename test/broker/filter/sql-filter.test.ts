import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sqlFilter } from '../../../src/broker/broker.ts';
import { filterMatches } from '../../../src/broker/filter/filter.ts';
import { Code, MqError } from '../../../src/model/errors.ts';
import { encodeProperties } from '../../../src/model/properties.ts';
import { bodiesOf, outgoing, Rig } from '../broker-fixture.ts';

const properties = encodeProperties(
  new Map([
    ['TAGS', 'red'],
    ['n', '10.5'],
    ['i', '7'],
    ['neg', '-3'],
    ['s', "it's"],
    ['t', 'true'],
    ['word', 'abc'],
    ['a$_1', 'odd'],
  ]),
);

function matches(text: string): boolean {
  const filter = sqlFilter(text);
  if (filter instanceof MqError) {
    throw filter;
  }
  return filterMatches(filter, { properties });
}

describe('an SQL92 filter', () => {
  it.each([
    'n > 1',
    'n = 10.5',
    'i = 7.0',
    'i >= 7 AND i <= 7 AND i < 8 AND i <> 8',
    'neg = -3',
    'neg < +1',
    '5 < i',
    'i < n',
    "TAGS = 'red'",
    'tags IS NULL AND TAGS IS NOT NULL',
    "s = 'it''s'",
    't = TRUE',
    'TRUE',
    't <> false',
    'i BETWEEN 7 AND 9',
    'i not between 8 and 9',
    "word IN ('x', 'abc')",
    "word NOT IN ('x')",
    'i IN (1, 7)',
    "word CONTAINS 'b' and word startswith 'ab' and word EndsWith 'c'",
    "word NOT CONTAINS 'x'",
    "missing = 'x' OR i = 7",
    'NOT (i = 8)',
    'not not i = 7',
    'i = 8 OR i = 9 OR i = 7 AND n > 10',
    '((i = 7))',
    'i = 7e0 AND n > .5',
    "a$_1 = 'odd'",
  ])('lets it through: %s', (text) => {
    expect(matches(text)).toBe(true);
  });

  it.each([
    'n > 11',
    'FALSE',
    "missing = 'x'",
    "missing <> 'x'",
    "NOT missing = 'x'",
    'missing NOT BETWEEN 1 AND 2',
    "missing NOT IN ('x')",
    "missing NOT CONTAINS 'x'",
    'missing > 1 OR i > 100',
    'word > 1',
    'NOT word > 1',
    'word = 1',
    "TAGS = 'RED'",
    'n <> 10.5',
    'word = TRUE',
    '(i = 7 OR TRUE) AND FALSE',
    "i CONTAINS 'x'",
  ])('holds it back: %s', (text) => {
    expect(matches(text)).toBe(false);
  });

  it.each([
    { text: '', names: 'empty' },
    { text: '  ', names: 'empty' },
    { text: 'a = b c', names: "'c' at character 7" },
    { text: "n LIKE 'a%'", names: "'LIKE' at character 3" },
    { text: 'SELECT 1', names: "'1' at character 8" },
    { text: 'n', names: 'where a comparison belongs' },
    { text: 'n NOT', names: 'where a comparison belongs' },
    { text: 'TRUE NOT', names: 'where a comparison belongs' },
    { text: 'n =', names: 'the end' },
    { text: 'n == 1', names: "'=' at character 4" },
    { text: 'n != 1', names: "'!'" },
    { text: "n = 'a", names: 'no closing quote' },
    { text: 'n = "a"', names: "'\"'" },
    { text: "n > 'a'", names: 'compares numbers' },
    { text: 'n >= TRUE', names: 'compares numbers' },
    { text: "n BETWEEN 'a' AND 'b'", names: 'BETWEEN needs numbers' },
    { text: 'n BETWEEN 1', names: 'AND is missing' },
    { text: 'n IN ()', names: "')'" },
    { text: 'n IN (m)', names: 'IN needs a list' },
    { text: 'n IN (1, 2', names: ') is missing' },
    { text: 'n CONTAINS 5', names: 'CONTAINS needs a text' },
    { text: "n CONTAINS ''", names: 'CONTAINS needs a text' },
    { text: '5 IS NULL', names: 'only a property' },
    { text: 'n IS 5', names: 'NULL is missing' },
    { text: '(n = 1', names: ') is missing' },
    { text: 'n = 1 AND', names: 'the end' },
    { text: 'n + 1 = 2', names: "'+'" },
    { text: '- n = 2', names: "'n'" },
    { text: `${'('.repeat(65)}n = 1${')'.repeat(65)}`, names: 'deeper than 64' },
    { text: `n = ${'1'.repeat(16_384)}`, names: '16384' },
  ])('refuses $text', ({ text, names }) => {
    const refusal = sqlFilter(text);
    expect(refusal).toBeInstanceOf(MqError);
    expect(refusal).toMatchObject({ code: Code.ILLEGAL_FILTER_EXPRESSION, message: expect.stringContaining(names) });
  });

  it('takes any text without throwing', () => {
    const piece = fc.constantFrom(
      'a',
      "'x'",
      '1',
      '=',
      '<>',
      '<',
      '(',
      ')',
      'AND',
      'OR',
      'NOT',
      'IN',
      'IS',
      'NULL',
      'BETWEEN',
      'TRUE',
      ',',
      '-',
      'CONTAINS',
      "'",
      '%',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const filter = sqlFilter(pieces.join(' '));
        expect(filter instanceof MqError || typeof filterMatches(filter, { properties }) === 'boolean').toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('decides what a group receives', async () => {
    const rig = await Rig.open();
    await rig.putTopic('topic');
    for (const amount of ['5', '50', 'none', '500']) {
      await rig.send('topic', [outgoing(amount, { userProperties: { amount } })]);
    }
    const filter = sqlFilter('amount >= 50');
    if (filter instanceof MqError) {
      throw filter;
    }
    const deliveries = await rig.receive({ filter });
    expect(bodiesOf(deliveries)).toEqual(['50', '500']);
    rig.ack(deliveries);
    expect(rig.committed()).toBe(4);
  });
});
