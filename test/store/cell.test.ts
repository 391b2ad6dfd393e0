import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { javaHash } from '../../src/model/java-hash.ts';
import { cellPhysicalOffset, cellSize, cellTagsCode, encodeCell, viewOf } from '../../src/store/cell.ts';
import { propertyOf, tagsCodeOf } from '../../src/store/tags-code.ts';

describe('a consumeQueue cell', () => {
  it.each([
    {
      name: 'golden 4',
      physicalOffset: 0x40000000,
      size: 0x86,
      tag: 'TagA',
      hex: '000000004000000000000086000000000027a807',
    },
    {
      name: 'golden 9',
      physicalOffset: 166_178,
      size: 314,
      tag: 'a||b',
      hex: '00000000000289220000013a00000000002df8e1',
    },
    { name: 'no tag', physicalOffset: 0, size: 1, tag: '', hex: '0000000000000000000000010000000000000000' },
    {
      name: 'a negative hash',
      physicalOffset: 1,
      size: 1,
      tag: 'TopicTest#key1',
      hex: '000000000000000100000001ffffffff9d4baeb4',
    },
  ])('of $name has the bytes that RocketMQ writes', ({ physicalOffset, size, tag, hex }) => {
    const bytes = Buffer.alloc(20);
    encodeCell(viewOf(bytes), 0, physicalOffset, size, tagsCodeOf('topic', tag, '', 1));
    expect(bytes.toString('hex')).toBe(hex);
  });

  it('comes back as it was encoded', () => {
    const long = fc.integer({ min: -(2 ** 52), max: 2 ** 52 });
    fc.assert(
      fc.property(long, fc.integer({ min: 0, max: 0x7fffffff }), long, (physicalOffset, size, tagsCode) => {
        const view = new DataView(new ArrayBuffer(40));
        encodeCell(view, 20, physicalOffset, size, tagsCode);
        expect([cellPhysicalOffset(view, 20), cellSize(view, 20), cellTagsCode(view, 20)]).toEqual([
          physicalOffset,
          size,
          tagsCode,
        ]);
      }),
    );
  });
});

describe('the hash of a tag', () => {
  it.each([
    ['TagA', 2_598_919],
    ['TagB', 2_598_920],
    ['标签', 857_175],
    ['TopicTest#key1', -1_655_984_460],
    ['', 0],
  ])('of %s is that of Java', (text, hash) => {
    expect(javaHash(text)).toBe(hash);
  });
});

describe('the tags code of a delayed message', () => {
  it.each([
    { delay: '1', after: 1000 },
    { delay: '18', after: 7_200_000 },
    { delay: '99', after: 7_200_000 },
  ])('of level $delay is its time of delivery', ({ delay, after }) => {
    expect(tagsCodeOf('SCHEDULE_TOPIC_XXXX', 'tag', `DELAY\u0001${delay}\u0002`, 1_000_000)).toBe(1_000_000 + after);
  });

  it('without a level is the hash of the tag', () => {
    expect(tagsCodeOf('SCHEDULE_TOPIC_XXXX', 'TagA', '', 1_000_000)).toBe(2_598_919);
  });
});

describe('a property picked out of its string', () => {
  it.each([
    { text: 'A\u00011\u0002B\u00012\u0002', name: 'B', value: '2' },
    { text: 'A\u00011\u0002B\u00012', name: 'B', value: '2' },
    { text: 'AB\u00011\u0002B\u00012\u0002', name: 'B', value: '2' },
    { text: 'A\u00011\u0002', name: 'C', value: '' },
    { text: '', name: 'A', value: '' },
    { text: 'A\u0001\u0002', name: 'A', value: '' },
  ])('$name of $text is $value', ({ text, name, value }) => {
    expect(propertyOf(text, name)).toBe(value);
  });
});
