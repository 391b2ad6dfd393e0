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

/** UTF-8 bytes of a text. */
function textBytes(text: string): number {
  if (text.length <= shortTextCharsMax) {
    let index = 0;
    while (index < text.length && text.charCodeAt(index) < 0x80) {
      index++;
    }
    if (index === text.length) {
      return index;
    }
  }
  return Buffer.byteLength(text);
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
  const count = text.length;
  if (count <= shortTextCharsMax) {
    let index = 0;
    while (index < count) {
      const unit = text.charCodeAt(index);
      if (unit >= 0x80) {
        break;
      }
      target[lengthAt + 1 + index] = unit;
      index++;
    }
    if (index === count) {
      target[lengthAt] = count;
      return lengthAt + 1 + count;
    }
  }
  const contentBytes = Buffer.byteLength(text);
  const contentAt = putVarint(target, lengthAt, contentBytes);
  return contentAt + target.write(text, contentAt, 'utf8');
}

/** Up to so many bytes are copied one by one: quicker than the way into the runtime. */
const shortBytesMax = 64;

/** Copies source[start, end); gives the place behind it. */
export function putBytes(target: Buffer, at: number, source: Buffer, start: number, end: number): number {
  const count = end - start;
  if (count <= shortBytesMax) {
    for (let index = 0; index < count; index++) {
      target[at + index] = source[start + index] as number;
    }
  } else {
    source.copy(target, at, start, end);
  }
  return at + count;
}

/** Writes source[start, end) as a field. */
export function putBytesRange(
  target: Buffer,
  at: number,
  tag: number,
  source: Buffer,
  start: number,
  end: number,
): number {
  return putBytes(target, putLengthField(target, at, tag, end - start), source, start, end);
}

/** A number of so many digits fits the quick arithmetic of 32 bits. */
const lowDecimalDigits = 9;
const lowDecimals = 1_000_000_000;

/** The decimal digits of a whole number from 0 to 2^53. */
export function putDecimal(target: Buffer, at: number, value: number): number {
  let high = value;
  let end = at;
  if (value >= lowDecimals) {
    high = Math.floor(value / lowDecimals);
    end = putDecimal(target, end, high);
    let low = value - high * lowDecimals;
    for (let index = end + lowDecimalDigits - 1; index >= end; index--) {
      const rest = (low / 10) | 0;
      target[index] = 0x30 + low - rest * 10;
      low = rest;
    }
    return end + lowDecimalDigits;
  }
  let count = 1;
  for (let bound = 10; bound <= high; bound *= 10) {
    count++;
  }
  end += count;
  for (let index = end - 1; index >= at; index--) {
    const rest = (high / 10) | 0;
    target[index] = 0x30 + high - rest * 10;
    high = rest;
  }
  return end;
}

/** The characters alone, which are ASCII. */
export function putAscii(target: Buffer, at: number, text: string): number {
  for (let index = 0; index < text.length; index++) {
    target[at + index] = text.charCodeAt(index);
  }
  return at + text.length;
}

const secondsTag = varintTag(1);
const nanosTag = varintTag(2);

function nanosOf(epochMs: number, seconds: number): number {
  return (epochMs - seconds * 1000) * 1_000_000;
}

/** A Timestamp of so many epoch milliseconds. */
export function timeFieldBytes(tag: number, epochMs: number): number {
  const seconds = Math.floor(epochMs / 1000);
  const nanos = nanosOf(epochMs, seconds);
  return lengthFieldBytes(
    tag,
    (seconds === 0 ? 0 : varintFieldBytes(secondsTag, seconds)) + (nanos === 0 ? 0 : varintFieldBytes(nanosTag, nanos)),
  );
}

export function putTimeField(target: Buffer, at: number, tag: number, epochMs: number): number {
  const seconds = Math.floor(epochMs / 1000);
  const nanos = nanosOf(epochMs, seconds);
  const lengthAt = putVarint(target, at, tag);
  let end = lengthAt + 1;
  if (seconds !== 0) {
    end = putVarintField(target, end, secondsTag, seconds);
  }
  if (nanos !== 0) {
    end = putVarintField(target, end, nanosTag, nanos);
  }
  target[lengthAt] = end - lengthAt - 1;
  return end;
}

export function varintFieldBytes(tag: number, value: number): number {
  return varintBytes(tag) + varintBytes(value);
}

export function putVarintField(target: Buffer, at: number, tag: number, value: number): number {
  return putVarint(target, putVarint(target, at, tag), value);
}
