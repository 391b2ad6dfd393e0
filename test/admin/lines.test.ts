import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Line, LineJoiner, LineSplitter, unterminatedProperty } from '../../src/admin/lines.ts';

function split(text: string | Buffer, pieceBytes: number, bytesMax = 1000): Line[] {
  const bytes = Buffer.from(text);
  const splitter = new LineSplitter(bytesMax);
  const lines: Line[] = [];
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    const result = splitter.push(bytes.subarray(start, start + pieceBytes));
    expect(result.kind).toBe('lines');
    lines.push(...result.lines);
  }
  const last = splitter.end();
  return last === undefined ? lines : [...lines, last];
}

function join(lines: readonly Line[]): Buffer {
  const joiner = new LineJoiner();
  return Buffer.concat(
    lines.flatMap(({ body, unterminated }) => {
      const properties = unterminated ? { [unterminatedProperty.name]: unterminatedProperty.value } : {};
      return joiner.push(body, properties);
    }),
  );
}

describe('lines as messages', () => {
  it.each([
    ['', []],
    ['a\n', ['a']],
    ['a', ['a']],
    ['\n', ['\n']],
    ['\n\na\n\n', ['\n', '\n', 'a', '\n']],
    ['a\r\nb\r\n', ['a\r', 'b\r']],
    [' \n\t\n', [' ', '\t']],
  ])('%j becomes %j', (text, bodies) => {
    expect(split(text, 100).map(({ body }) => Buffer.from(body).toString())).toEqual(bodies);
  });

  it('come back byte by byte, whatever the text and wherever it is cut', () => {
    const text = fc
      .uint8Array({ maxLength: 200 })
      .map((bytes) => Buffer.from(bytes.map((byte) => (byte < 60 ? 10 : byte))));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 50 }), (bytes, pieceBytes) => {
        const lines = split(bytes, pieceBytes);
        expect(lines.every(({ body }) => body.length > 0)).toBe(true);
        expect(join(lines).equals(bytes)).toBe(true);
      }),
    );
  });

  it('are limited: a longer one is reported after the lines before it', () => {
    const splitter = new LineSplitter(3);
    expect(splitter.push(Buffer.from('abc\nde'))).toMatchObject({ kind: 'lines', lines: [{ unterminated: false }] });
    expect(splitter.push(Buffer.from('f\nxy\nlong'))).toMatchObject({ kind: 'tooLong', lines: [{}, {}] });
  });

  it('of two texts do not stick together when the first had no newline at its end', () => {
    const lines = [...split('one', 10), ...split('two\n', 10)];
    expect(join(lines).toString()).toBe('one\ntwo\n');
  });

  it('of other senders keep their own newlines and get one when they have none', () => {
    const joiner = new LineJoiner();
    const bodies = ['a\nb', 'c\n'].flatMap((body) => joiner.push(Buffer.from(body), {}));
    expect(Buffer.concat(bodies).toString()).toBe('a\nb\nc\n');
  });

  it('can be completed', () => {
    const joiner = new LineJoiner();
    joiner.push(Buffer.from('a'), { [unterminatedProperty.name]: unterminatedProperty.value });
    expect(Buffer.concat(joiner.end()).toString()).toBe('\n');
    expect(joiner.end()).toEqual([]);
  });
});
