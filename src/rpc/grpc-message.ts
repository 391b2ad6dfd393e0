/** Trailers share the client's header limit (often 8 KiB), so a longer text is cut instead of breaking the answer. */
export const grpcMessageBytesMax = 2048;

const percent = 0x25;
const hexDigits = '0123456789ABCDEF';

/** The `grpc-message` form of a text: UTF-8, with everything but printable ASCII, and the percent sign, as %XX. */
export function encodeGrpcMessage(text: string): string {
  // A header value must not start or end with a blank (RFC 9113, 8.2.1); clients drop one that does.
  if (text.length <= grpcMessageBytesMax && /^[\x20-\x24\x26-\x7e]*$/.test(text)) {
    return text.trim();
  }
  let encoded = '';
  // One character (not one byte) at a time: a cut inside a UTF-8 sequence would reach the client as garbage.
  for (const character of text) {
    const piece = encodeCharacter(character);
    if (encoded.length + piece.length > grpcMessageBytesMax) {
      break;
    }
    encoded += piece;
  }
  return encoded.trim();
}

function encodeCharacter(character: string): string {
  const code = character.charCodeAt(0);
  if (character.length === 1 && code >= 0x20 && code <= 0x7e && code !== percent) {
    return character;
  }
  let encoded = '';
  for (const byte of Buffer.from(character)) {
    encoded += `%${hexDigits.charAt(byte >> 4)}${hexDigits.charAt(byte & 15)}`;
  }
  return encoded;
}
