import { describe, expect, it } from 'vitest';
import { parseGrpcTimeout } from '../../src/rpc/grpc-timeout.ts';

describe('parseGrpcTimeout', () => {
  it.each([
    ['1H', 3_600_000],
    ['2M', 120_000],
    ['3S', 3_000],
    ['4m', 4],
    ['5000u', 5],
    ['6000000n', 6],
    ['0S', 0],
    ['00000030S', 30_000],
    ['8760H', 31_536_000_000],
    ['31535999S', 31_535_999_000],
    ['5255999M', 315_359_940_000],
    ['31535999M', 1_892_159_940_000],
    ['99999999H', 359_999_996_400_000],
  ])('reads %s as %d ms', (text, expected) => {
    expect(parseGrpcTimeout(text)).toBeCloseTo(expected, 6);
  });

  it.each([
    '',
    '1',
    'S',
    '-1S',
    '+1S',
    '1.5S',
    '1s',
    '1h',
    '123456789S',
    ' 1S',
    '1S ',
    '1 S',
    '0x1S',
    '1SS',
    '٣S',
    'NaNS',
  ])('finds no timeout in "%s"', (text) => {
    expect(parseGrpcTimeout(text)).toBeUndefined();
  });
});
