import { javaHash } from '../model/java-hash.ts';

// The multiplier 2862933555777941757 of the generator below, in two halves.
const multiplierHigh = 0x27bb2ee6;
const multiplierLow = 0x87b0b0fd;

/** High 32 bits of the product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const low = aLow * bLow;
  const middle = aHigh * bLow + (low >>> 16);
  const cross = aLow * bHigh + (middle % 0x10000);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(cross / 0x10000)) >>> 0;
}

/**
 * Jump consistent hash (Lamping, Veach) of a signed 32-bit number, as RocketMQ takes it from Guava: when the number of
 * queues grows, only the messages that move to a new queue change their place. The 64-bit generator runs on two halves.
 */
export function consistentHash(input: number, buckets: number): number {
  let high = input < 0 ? 0xffffffff : 0;
  let low = input >>> 0;
  let candidate = 0;
  for (;;) {
    const carried = (multiplyHigh(low, multiplierLow) + Math.imul(high, multiplierLow)) | 0;
    const productHigh = (carried + Math.imul(low, multiplierHigh)) | 0;
    const productLow = Math.imul(low, multiplierLow) >>> 0;
    low = (productLow + 1) >>> 0;
    high = (low === 0 ? productHigh + 1 : productHigh) >>> 0;
    const next = Math.floor((candidate + 1) / (((high >>> 1) + 1) / 0x80000000));
    if (next >= buckets) {
      return candidate;
    }
    candidate = next;
  }
}

/** The queue of a message group; the same for every client and as long as the topic's write queues stay the same. */
export function queueOfMessageGroup(messageGroup: string, writeQueues: number): number {
  return consistentHash(javaHash(messageGroup), writeQueues);
}
