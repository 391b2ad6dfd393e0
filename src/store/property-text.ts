/** Longer texts are left to the runtime: a call costs less than so many characters one by one. */
const ownCharactersMax = 512;

/**
 * Bytes of a property string in UTF-8, -1 when it has the character U+0000: recovery takes zeros for a part that was
 * never written.
 */
export function propertyBytesOf(text: string): number {
  const { length } = text;
  if (length > ownCharactersMax || !isPlain(text)) {
    return text.includes('\0') ? -1 : Buffer.byteLength(text);
  }
  return length;
}

/** ASCII without U+0000. */
function isPlain(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if ((text.charCodeAt(index) - 1) >>> 0 >= 0x7f) {
      return false;
    }
  }
  return true;
}

/** Writes the text, which has so many bytes of UTF-8. */
export function writeProperties(target: Buffer, start: number, text: string, bytes: number): void {
  if (bytes !== text.length || bytes > ownCharactersMax) {
    target.write(text, start, 'utf8');
    return;
  }
  for (let index = 0; index < bytes; index++) {
    target[start + index] = text.charCodeAt(index);
  }
}
