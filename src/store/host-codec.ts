/** IP literals and their 4 or 16 bytes. */

function parseIpv4(text: string): Uint8Array | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) {
    return undefined;
  }
  return Uint8Array.from(parts, Number);
}

/** The 16-bit groups of one side of `::`; an IPv4 literal at the end counts as two. */
function parseGroups(text: string): number[] | undefined {
  if (text === '') {
    return [];
  }
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const ipv4 = index === parts.length - 1 && part.includes('.') ? parseIpv4(part) : undefined;
    if (ipv4 !== undefined) {
      const [a = 0, b = 0, c = 0, d = 0] = ipv4;
      groups.push(a * 256 + b, c * 256 + d);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      return undefined;
    }
  }
  return groups;
}

function parseIpv6(text: string): Uint8Array | undefined {
  const sides = text.replace(/%.*$/, '').split('::');
  const head = parseGroups(sides[0] ?? '');
  const rest = sides.length === 2 ? parseGroups(sides[1] ?? '') : [];
  if (head === undefined || rest === undefined || sides.length > 2) {
    return undefined;
  }
  const missing = 8 - head.length - rest.length;
  if (sides.length === 2 ? missing < 1 : missing !== 0) {
    return undefined;
  }
  const bytes = new Uint8Array(16);
  [...head, ...new Array<number>(missing).fill(0), ...rest].forEach((group, index) => {
    bytes[index * 2] = group >> 8;
    bytes[index * 2 + 1] = group & 0xff;
  });
  return bytes;
}

/** 4 bytes of an IPv4 literal, 16 of an IPv6 literal, undefined for other text. */
export function encodeAddress(text: string): Uint8Array | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

/** The literal of 4 or 16 bytes, IPv6 in the short form of RFC 5952. */
export function decodeAddress(bytes: Uint8Array): string {
  if (bytes.length === 4) {
    return bytes.join('.');
  }
  const groups: number[] = [];
  for (let index = 0; index < 8; index++) {
    groups.push((bytes[index * 2] ?? 0) * 256 + (bytes[index * 2 + 1] ?? 0));
  }
  let bestStart = 0;
  let bestLength = 0;
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (groups[start + length] === 0) {
      length++;
    }
    if (length > bestLength) {
      bestStart = start;
      bestLength = length;
    }
  }
  const hex = groups.map((group) => group.toString(16));
  if (bestLength < 2) {
    return hex.join(':');
  }
  return `${hex.slice(0, bestStart).join(':')}::${hex.slice(bestStart + bestLength).join(':')}`;
}
