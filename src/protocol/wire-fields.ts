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

/** UTF-8 bytes of text[start, end). */
function textBytes(text: string, start: number, end: number): number {
  if (end - start <= shortTextCharsMax) {
    let index = start;
    while (index < end && text.charCodeAt(index) < 0x80) {
      index++;
    }
    if (index === end) {
      return end - start;
    }
  }
  return Buffer.byteLength(text.slice(start, end));
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
  return lengthFieldBytes(tag, textBytes(text, 0, text.length));
}

/** The same for text[start, end). */
export function textRangeFieldBytes(tag: number, text: string, start: number, end: number): number {
  return lengthFieldBytes(tag, textBytes(text, start, end));
}

export function putTextField(target: Buffer, at: number, tag: number, text: string): number {
  return putTextRange(target, at, tag, text, 0, text.length);
}

/** Writes text[start, end) as a field. */
export function putTextRange(
  target: Buffer,
  at: number,
  tag: number,
  text: string,
  start: number,
  end: number,
): number {
  const lengthAt = putVarint(target, at, tag);
  const count = end - start;
  if (count <= shortTextCharsMax) {
    let index = 0;
    while (index < count) {
      const unit = text.charCodeAt(start + index);
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
  const part = text.slice(start, end);
  const contentBytes = Buffer.byteLength(part);
  const contentAt = putVarint(target, lengthAt, contentBytes);
  return contentAt + target.write(part, contentAt, 'utf8');
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
