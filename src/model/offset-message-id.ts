import type { HostAddress } from './message.ts';

function addressBytes(address: string): number[] {
  if (!address.includes(':')) {
    return address.split('.').map(Number);
  }
  const [head = '', tail] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = new Array<number>(Math.max(0, 8 - before.length - after.length)).fill(0);
  return [...before, ...zeros, ...after].flatMap((group) => [group >> 8, group & 0xff]);
}

/**
 * The id by which a broker's record is asked for: upper-case hex of the storing host's address (4 or 16 bytes), its
 * port (4 bytes) and the physical offset (8 bytes).
 */
export function offsetMessageId(storeHost: HostAddress, physicalOffset: number): string {
  const address = addressBytes(storeHost.address);
  const bytes = address.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const port = storeHost.port.toString(16).padStart(8, '0');
  return (bytes + port + physicalOffset.toString(16).padStart(16, '0')).toUpperCase();
}
