/** The wire types of protobuf that are in use; groups (3 and 4) are not. */
const WireType = { VARINT: 0, FIXED64: 1, LENGTH_DELIMITED: 2, FIXED32: 5 } as const;

const utf8 = new TextDecoder('utf-8', { fatal: true });
const none = new Uint8Array(0);

/**
 * Walks the fields of one protobuf message: the few messages that gRPC itself defines are read without generated code.
 * `next()` throws on bytes that are no message.
 */
export class MessageFields {
  /** Of the field that `next` has found. */
  number = 0;
  /** Of a length-delimited field; empty otherwise. */
  bytes: Uint8Array = none;
  readonly #message: Uint8Array;
  #offset = 0;

  constructor(message: Uint8Array) {
    this.#message = message;
  }

  /** The bytes of the current field as text; throws when they are no UTF-8. */
  get text(): string {
    return utf8.decode(this.bytes);
  }

  /** False at the end of the message. */
  next(): boolean {
    if (this.#offset === this.#message.length) {
      return false;
    }
    const tag = this.#varint();
    this.number = Math.floor(tag / 8);
    this.bytes = none;
    switch (tag % 8) {
      case WireType.VARINT:
        this.#varint();
        return true;
      case WireType.FIXED64:
        this.#take(8);
        return true;
      case WireType.FIXED32:
        this.#take(4);
        return true;
      case WireType.LENGTH_DELIMITED:
        this.bytes = this.#take(this.#varint());
        return true;
      default:
        throw new Error(`wire type ${tag % 8} is not known`);
    }
  }

  #take(byteCount: number): Uint8Array {
    const start = this.#offset;
    if (start + byteCount > this.#message.length) {
      throw new Error('the message ends inside a field');
    }
    this.#offset = start + byteCount;
    return this.#message.subarray(start, this.#offset);
  }

  #varint(): number {
    let value = 0;
    for (let factor = 1; factor <= 2 ** 63; factor *= 128) {
      const byte = this.#take(1)[0] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) {
        return value;
      }
    }
    throw new Error('a number of more than ten bytes');
  }
}

/** A field of a message, with its bytes: texts, messages and bytes look alike. */
export function encodeBytesField(number: number, value: Uint8Array | string): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([encodeVarint(number * 8 + WireType.LENGTH_DELIMITED), encodeVarint(bytes.length), bytes]);
}

/** A field of a non-negative whole number. */
export function encodeNumberField(number: number, value: number): Buffer {
  return Buffer.concat([encodeVarint(number * 8 + WireType.VARINT), encodeVarint(value)]);
}

function encodeVarint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}
