import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MqError } from '../../src/model/errors.ts';
import { diskProblem } from '../../src/runtime/disk-problem.ts';
import { nodeDisk } from '../../src/runtime/node-disk.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'pocketmq-problem-'));
  writeFileSync(join(directory, 'file'), '');
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('a refusal of the system', () => {
  it.each([
    ['a file that is missing', () => nodeDisk.open(join(directory, 'none'), 'read'), /does not exist \(ENOENT/],
    ['a file in the way', () => nodeDisk.makeDirectory(join(directory, 'file')), /is in the way.* \(EEXIST/],
    [
      'a file above',
      () => nodeDisk.makeDirectory(join(directory, 'file', 'x')),
      /should be a directory, name a directory \(ENOTDIR/,
    ],
    ['a directory', () => nodeDisk.open(directory, 'write'), /name a file \(EISDIR/],
  ])('says what could not be done, what helps, and what the system said: %s', async (_name, call, text) => {
    const cause = await call().catch((error: unknown) => error);
    const problem = diskProblem(cause, "'x' cannot be opened");
    expect(problem).toBeInstanceOf(MqError);
    expect(problem).toMatchObject({ cause, message: expect.stringMatching(/^'x' cannot be opened: /) });
    expect(problem).toMatchObject({ message: expect.stringMatching(text) });
  });

  it('is no other error', () => {
    for (const error of [new Error('ENOENT'), new MqError(40_000, 'said already'), 'text']) {
      expect(diskProblem(error, 'x')).toBe(error);
    }
  });
});
