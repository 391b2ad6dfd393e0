import { randomBytes } from 'node:crypto';

/** Randomness, the only way to it outside runtime/. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  bytes(count: number): Uint8Array;
}

export const systemRandom: Random = {
  next: () => Math.random(),
  bytes: (count) => randomBytes(count),
};
