/** Java's `String.hashCode`: a signed 32-bit number over UTF-16 units. Tag hashes and queue choice depend on it. */
export function javaHash(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) {
    hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  }
  return hash;
}
