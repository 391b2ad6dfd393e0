import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLenientJson } from '../../src/store/lenient-json.ts';

describe('the lenient JSON reader', () => {
  it.each([
    { text: '{0:250,1:249}', value: { 0: 250, 1: 249 } },
    { text: '{"offsetTable":{"T@G":{0:1}}}', value: { offsetTable: { 'T@G': { 0: 1 } } } },
    { text: "{'a':'b\\'c'}", value: { a: "b'c" } },
    { text: '[1,2,]', value: [1, 2] },
    { text: '{"a":1,}', value: { a: 1 } },
    { text: '{name:true,other:null}', value: { name: true, other: null } },
    { text: '{{"topic":"T","queueId":1}:5}', value: { '{"topic":"T","queueId":1}': 5 } },
    { text: '{"a":{"x":1},"b":{"$ref":"$.a"}}', value: { a: { x: 1 }, b: { x: 1 } } },
    { text: '{"a":[{"x":1},{"$ref":"$.a[0]"}]}', value: { a: [{ x: 1 }, { x: 1 }] } },
    { text: '{"a":{"b":{"$ref":".."}}}', value: { a: { b: null } } },
    { text: '{"a":12L,"b":1.5,"c":-3e2}', value: { a: 12, b: 1.5, c: -300 } },
    { text: '"\\u0041\\n\\/"', value: 'A\n/' },
    { text: '\ufeff 5 ', value: 5 },
    { text: '12345678901234567890', value: 12_345_678_901_234_567_890n },
  ])('reads $text', ({ text, value }) => {
    expect(parseLenientJson(text)).toEqual({ kind: 'value', value });
  });

  it.each([
    '',
    '{',
    '[1',
    '{"a"}',
    '{"a":}',
    '"a',
    '{"a":1 "b":2}',
    'nonsense',
    '1 2',
    '"\\u12"',
    '['.repeat(200),
    '1-2',
  ])('finds a problem in %s', (text) => {
    expect(parseLenientJson(text).kind).toBe('bad');
  });

  it('takes __proto__ for a key like any other', () => {
    const outcome = parseLenientJson('{"__proto__":{"polluted":1}}');
    expect(outcome.kind === 'value' && Object.keys(Object(outcome.value))).toEqual(['__proto__']);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('reads all that JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = JSON.stringify(value);
        if (!text.includes('"$ref"')) {
          expect(JSON.stringify(toPlain(parseLenientJson(text)))).toBe(text);
        }
      }),
    );
  });

  it('gives a result for any text', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      "'",
      '\\',
      'a',
      '1',
      '-',
      '.',
      '$ref',
      ' ',
      'true',
      '\u0000',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        expect(['value', 'bad']).toContain(parseLenientJson(pieces.join('')).kind);
      }),
      { numRuns: 2000 },
    );
  });
});

function toPlain(outcome: ReturnType<typeof parseLenientJson>): unknown {
  return outcome.kind === 'value'
    ? JSON.parse(JSON.stringify(outcome.value, (_, item) => (typeof item === 'bigint' ? Number(item) : item)))
    : outcome;
}
