import { describe, expect, it } from 'vitest';
import { Code } from '../../src/model/errors.ts';
import { v2 } from '../../src/protocol/messages.ts';
import { messageFilterOf } from '../../src/proxy/message-filter.ts';

const { TAG, SQL, FILTER_TYPE_UNSPECIFIED } = v2.FilterType;

describe('tag expressions', () => {
  it.each([null, undefined, {}, { type: TAG, expression: '*' }, { type: TAG, expression: '' }, { expression: ' * ' }])(
    '%j lets everything through',
    (expression) => {
      expect(messageFilterOf(expression)).toEqual({ kind: 'all' });
    },
  );

  it.each([
    { expression: 'a', tags: ['a'] },
    { expression: 'a || b', tags: ['a', 'b'] },
    { expression: ' a||b|| a ||', tags: ['a', 'b'] },
    { expression: 'a | b', tags: ['a | b'] },
    { expression: 'x y', tags: ['x y'] },
  ])('$expression lets $tags through', ({ expression, tags }) => {
    expect(messageFilterOf({ type: TAG, expression })).toEqual({ kind: 'tags', tags: new Set(tags) });
  });

  it('are what an unknown filter type is taken for', () => {
    const unknown = v2.FilterExpression.decode(Buffer.from([0x08, 9, 0x12, 1, 0x61]));
    expect(messageFilterOf(unknown)).toEqual({ kind: 'tags', tags: new Set(['a']) });
    expect(messageFilterOf({ type: FILTER_TYPE_UNSPECIFIED, expression: 'a' })).toMatchObject({ kind: 'tags' });
  });

  it.each([
    { name: 'no tag between the bars', filter: { type: TAG, expression: '||' }, text: "'||' has no tag" },
    { name: 'only blanks between the bars', filter: { type: TAG, expression: ' || ||' }, text: 'has no tag' },
    {
      name: '1025 tags',
      filter: { type: TAG, expression: Array.from({ length: 1025 }, (_, index) => `t${index}`).join('||') },
      text: 'the limit is 1024',
    },
    {
      name: 'an SQL92 text that goes on behind its end',
      filter: { type: SQL, expression: 'a > 1 b' },
      text: "'b' at character 7",
    },
    { name: 'an empty SQL92 text', filter: { type: SQL, expression: ' ' }, text: 'cannot be used' },
  ])('with $name are refused', ({ filter, text }) => {
    expect(messageFilterOf(filter)).toMatchObject({
      code: Code.ILLEGAL_FILTER_EXPRESSION,
      message: expect.stringContaining(text),
    });
  });
});
