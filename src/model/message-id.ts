/**
 * Message ids, made by clients: 17 bytes as 34 upper-case hexadecimal characters.
 *
 *   01 | node 6 | process id 2 | seconds since 2021-01-01T00:00:00Z 4 | sequence 4
 *
 * Servers take any text; the format makes ids unique and roughly sortable by time.
 */
const version = '01';
const epochMs = 1_609_459_200_000;
export const messageIdNodeBytes = 6;

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}

/** The part that stays the same for one client: version, node (six bytes that no other client has) and process id. */
export function messageIdPrefix(node: Uint8Array, processId: number): string {
  let text = version;
  for (let index = 0; index < messageIdNodeBytes; index++) {
    text += hex(node[index] ?? 0, 2);
  }
  return text + hex(processId & 0xffff, 4);
}

/** `nowMs` is epoch milliseconds; seconds and sequence wrap at 32 bits. */
export function messageId(prefix: string, nowMs: number, sequence: number): string {
  const seconds = Math.floor((nowMs - epochMs) / 1000);
  return prefix + hex(seconds >>> 0, 8) + hex(sequence >>> 0, 8);
}
