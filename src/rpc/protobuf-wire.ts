/** One field of a message as it is on the wire; what it means is for the reader to know. */
export interface WireField {
  readonly number: number;
  /** Of length-delimited fields; empty for others. */
  readonly bytes: Buffer;
}

/** The little of protobuf that the services of rpc itself need. Throws a RangeError on bytes that are no message. */
export function readFields(message: Uint8Array): WireField[] {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  const fields: WireField[] = [];
  const cursor = { at: 0 };
  while (cursor.at < bytes.length) {
    const tag = readVarint(bytes, cursor);
    const number = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        readVarint(bytes, cursor);
        fields.push({ number, bytes: bytes.subarray(0, 0) });
        break;
      case 1:
        cursor.at += 8;
        break;
      case 2: {
        const length = readVarint(bytes, cursor);
        fields.push({ number, bytes: bytes.subarray(cursor.at, cursor.at + length) });
        cursor.at += length;
        break;
      }
      case 5:
        cursor.at += 4;
        break;
      default:
        throw new RangeError(`wire type ${tag % 8} is not in use`);
    }
    if (cursor.at > bytes.length) {
      throw new RangeError('a field ends behind its message');
    }
  }
  return fields;
}

export function textOf(field: WireField): string {
  return field.bytes.toString('utf8');
}

/** A length-delimited field. */
export function bytesField(number: number, value: Uint8Array | string): Buffer {
  const bytes = Buffer.from(value as Uint8Array);
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

export function varintField(number: number, value: number): Buffer {
  return Buffer.concat([varint(number * 8), varint(value)]);
}

function readVarint(bytes: Buffer, cursor: { at: number }): number {
  let value = 0;
  for (let shift = 0; shift < 64; shift += 7) {
    const byte = bytes[cursor.at++];
    if (byte === undefined) {
      throw new RangeError('a number ends behind its message');
    }
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) {
      return value;
    }
  }
  throw new RangeError('a number is longer than 64 bits');
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  while (left >= 0x80) {
    bytes.push((left % 0x80) | 0x80);
    left = Math.floor(left / 0x80);
  }
  bytes.push(left);
  return Buffer.from(bytes);
}
