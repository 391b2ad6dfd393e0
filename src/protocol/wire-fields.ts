/**
 * Fields of protobuf's wire format, for the few messages that are written by hand:
 *
 *   field    tag, then by wire type a varint or a length (varint) and so many bytes
 *   tag      varint of number * 8 + wire type
 *   varint   seven bits a byte, lowest first; the high bit says that more follow
 *
 * Each `…Bytes` gives the bytes that its `put…` writes at `at`; `put…` gives the place behind them.
 */

const wireTypeVarint = 0;
const wireTypeBytes = 2;

/** Texts up to this length, whose own length then takes one byte, go character by character: quicker than the way into the runtime. */
const shortTextCharsMax = 127;

export function varintTag(field: number): number {
  return field * 8 + wireTypeVarint;
}

export function bytesTag(field: number): number {
  return field * 8 + wireTypeBytes;
}

/** Takes whole numbers between -2^53 and 2^53; a negative one has ten bytes, as its sign fills 64 bits. */
export function varintBytes(value: number): number {
  if (value < 0) {
    return 10;
  }
  let count = 1;
  let left = value;
  while (left >= 0x80) {
    left = Math.floor(left / 0x80);
    count++;
  }
  return count;
}

export function putVarint(target: Buffer, at: number, value: number): number {
  let left = value;
  let end = at;
  if (left < 0) {
    return putNegative(target, at, value);
  }
  while (left > 0x7fff_ffff) {
    target[end++] = (left % 0x80) | 0x80;
    left = Math.floor(left / 0x80);
  }
  while (left >= 0x80) {
    target[end++] = (left & 0x7f) | 0x80;
    left >>>= 7;
  }
  target[end++] = left;
  return end;
}

function putNegative(target: Buffer, at: number, value: number): number {
  let left = value;
  for (let index = 0; index < 9; index++) {
    const rest = Math.floor(left / 0x80);
    target[at + index] = (left - rest * 0x80) | 0x80;
    left = rest;
  }
  target[at + 9] = 1;
  return at + 10;
}

/** UTF-8 bytes of the text. */
function textBytes(text: string): number {
  if (text.length > shortTextCharsMax) {
    return Buffer.byteLength(text);
  }
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) >= 0x80) {
      return Buffer.byteLength(text);
    }
  }
  return text.length;
}

/** A field of wire type 2 whose content has so many bytes. */
export function lengthFieldBytes(tag: number, contentBytes: number): number {
  return varintBytes(tag) + varintBytes(contentBytes) + contentBytes;
}

/** Tag and length; the content follows. */
export function putLengthField(target: Buffer, at: number, tag: number, contentBytes: number): number {
  return putVarint(target, putVarint(target, at, tag), contentBytes);
}

export function textFieldBytes(tag: number, text: string): number {
  return lengthFieldBytes(tag, textBytes(text));
}

export function putTextField(target: Buffer, at: number, tag: number, text: string): number {
  const lengthAt = putVarint(target, at, tag);
  if (text.length <= shortTextCharsMax) {
    let index = 0;
    while (index < text.length) {
      const unit = text.charCodeAt(index);
      if (unit >= 0x80) {
        break;
      }
      target[lengthAt + 1 + index] = unit;
      index++;
    }
    if (index === text.length) {
      target[lengthAt] = index;
      return lengthAt + 1 + index;
    }
  }
  const contentBytes = Buffer.byteLength(text);
  const contentAt = putVarint(target, lengthAt, contentBytes);
  return contentAt + target.write(text, contentAt, 'utf8');
}

export function varintFieldBytes(tag: number, value: number): number {
  return varintBytes(tag) + varintBytes(value);
}

export function putVarintField(target: Buffer, at: number, tag: number, value: number): number {
  return putVarint(target, putVarint(target, at, tag), value);
}
