/** Java's `String.hashCode`: a signed 32-bit number over UTF-16 units. Tag hashes and queue choice depend on it. */
export function javaHash(text: string): number {
  return continueJavaHash(0, text);
}

/** The hash of a text whose beginning has the hash `start`. */
export function continueJavaHash(start: number, text: string): number {
  let hash = start;
  for (let index = 0; index < text.length; index++) {
    hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  }
  return hash;
}

/** The same for a text of ASCII characters, bytes[from, to). */
export function continueJavaHashOfBytes(start: number, bytes: Uint8Array, from: number, to: number): number {
  let hash = start;
  for (let at = from; at < to; at++) {
    hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
  }
  return hash;
}
