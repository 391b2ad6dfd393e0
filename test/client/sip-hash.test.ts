import { describe, expect, it } from 'vitest';
import { sipHash } from '../../src/client/sip-hash.ts';

describe('SipHash-2-4', () => {
  it.each([
    [0, 0x726fdb47dd0e0e31n],
    [1, 0x74f839c593dc67fdn],
    [7, 0xab0200f58b01d137n],
    [8, 0x93f5f5799a932462n],
    [15, 0xa129ca6149be45e5n],
    [63, 0x958a324ceb064572n],
  ])('hashes the first %i numbers as its authors do', (length, hash) => {
    expect(sipHash(Uint8Array.from({ length }, (_, index) => index))).toBe(hash);
  });
});
