const mask = 0xffff_ffff_ffff_ffffn;

function rotateLeft(value: bigint, bits: bigint): bigint {
  return ((value << bits) | (value >> (64n - bits))) & mask;
}

/** The four words of the state, changed in place. */
function round(v: [bigint, bigint, bigint, bigint]): void {
  v[0] = (v[0] + v[1]) & mask;
  v[2] = (v[2] + v[3]) & mask;
  v[1] = rotateLeft(v[1], 13n) ^ v[0];
  v[3] = rotateLeft(v[3], 16n) ^ v[2];
  v[0] = rotateLeft(v[0], 32n);
  v[2] = (v[2] + v[1]) & mask;
  v[0] = (v[0] + v[3]) & mask;
  v[1] = rotateLeft(v[1], 17n) ^ v[2];
  v[3] = rotateLeft(v[3], 21n) ^ v[0];
  v[2] = rotateLeft(v[2], 32n);
}

/**
 * SipHash-2-4 with the key 00 01 … 0f. RocketMQ's Java and Go clients choose the queue of a message group by it, so a
 * client that wants to meet theirs on a cluster of several brokers has to as well.
 */
export function sipHash(bytes: Uint8Array): bigint {
  const key0 = 0x0706050403020100n;
  const key1 = 0x0f0e0d0c0b0a0908n;
  const v: [bigint, bigint, bigint, bigint] = [
    key0 ^ 0x736f6d6570736575n,
    key1 ^ 0x646f72616e646f6dn,
    key0 ^ 0x6c7967656e657261n,
    key1 ^ 0x7465646279746573n,
  ];
  // Words of eight bytes, little-endian; the last one is filled up and ends with the length.
  const padded = Buffer.alloc((Math.floor(bytes.length / 8) + 1) * 8);
  padded.set(bytes);
  padded[padded.length - 1] = bytes.length & 0xff;
  for (let offset = 0; offset < padded.length; offset += 8) {
    const word = padded.readBigUInt64LE(offset);
    v[3] ^= word;
    round(v);
    round(v);
    v[0] ^= word;
  }
  v[2] ^= 0xffn;
  for (let count = 0; count < 4; count++) {
    round(v);
  }
  return v[0] ^ v[1] ^ v[2] ^ v[3];
}
