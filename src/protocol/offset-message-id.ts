import type { HostAddress } from '../model/message.ts';

function hex(value: number, bytes: number): string {
  return value
    .toString(16)
    .toUpperCase()
    .padStart(bytes * 2, '0')
    .slice(-bytes * 2);
}

function ipv6Groups(part: string): string[] {
  return part === '' ? [] : part.split(':');
}

function addressHex(address: string): string {
  if (!address.includes(':')) {
    return address
      .split('.')
      .map((octet) => hex(Number(octet), 1))
      .join('');
  }
  const [left = '', right = ''] = address.split('::');
  const leftGroups = ipv6Groups(left);
  const rightGroups = ipv6Groups(right);
  const zeros = Array.from({ length: 8 - leftGroups.length - rightGroups.length }, () => '0');
  return [...leftGroups, ...zeros, ...rightGroups].map((group) => hex(Number.parseInt(group, 16), 2)).join('');
}

/**
 * The id of a message that its producer gave none: where it is stored, as upper-case hex.
 *
 *   address (4 or 16 bytes) port (4) physicalOffset (8)
 */
export function offsetMessageId(storeHost: HostAddress, physicalOffset: number): string {
  const high = Math.floor(physicalOffset / 2 ** 32);
  const low = physicalOffset % 2 ** 32;
  return addressHex(storeHost.address) + hex(storeHost.port, 4) + hex(high, 4) + hex(low, 4);
}
