import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { v2 } from '../../src/protocol/messages.ts';
import { adminMethods, messagingMethods } from '../../src/protocol/methods.ts';

const methods = [...Object.values(messagingMethods), ...Object.values(adminMethods)];
const send = messagingMethods.sendMessage;

/** Field 1 (messages), length-delimited. */
const messageOf = (bytes: readonly number[]) => Buffer.from([0x0a, bytes.length, ...bytes]);
/** Message field 3 (system_properties) around these bytes. */
const systemOf = (bytes: readonly number[]) => messageOf([0x1a, bytes.length, ...bytes]);

describe('decoding requests', () => {
  it.each([
    { name: 'a length beyond the end', bytes: Buffer.from([0x0a, 5, 1]) },
    { name: 'a length that is cut off', bytes: Buffer.from([0x0a]) },
    { name: 'a tag that is cut off', bytes: Buffer.from([0x80]) },
    { name: 'field number 0', bytes: Buffer.from([0x02, 0]) },
    { name: 'bad UTF-8 in a string', bytes: systemOf([0x1a, 2, 0xc3, 0x28]) },
    { name: 'bad UTF-8 in the name of a user property', bytes: messageOf([0x12, 6, 0x0a, 1, 0xff, 0x12, 1, 0x61]) },
    { name: 'a varint of eleven bytes', bytes: systemOf([0x68, ...Array(10).fill(0xff), 0x01]) },
    { name: 'a tag of more than 32 bits', bytes: Buffer.from([0xff, 0xff, 0xff, 0xff, 0x7f, 0]) },
    { name: 'an inner message longer than the outer', bytes: messageOf([0x1a, 9, 0x0a, 1, 0x61]) },
    { name: 'a group that does not end', bytes: Buffer.from([0x7b, 0x08, 1]) },
    { name: 'groups nested a thousand deep', bytes: Buffer.alloc(1000, 0x7b) },
    { name: 'an unknown wire type', bytes: Buffer.from([0x7f, 0]) },
  ])('$name is refused', ({ bytes }) => {
    expect(() => send.decode(bytes)).toThrow();
  });

  it('takes unknown fields for what a newer client sends', () => {
    const known = v2.SendMessageRequest.encode({ messages: [{ topic: { name: 'orders' } }] }).finish();
    const request = send.decode(Buffer.concat([known, Buffer.from([0xfa, 0x3f, 2, 1, 2])]));
    expect(request.messages).toHaveLength(1);
  });

  it.each(methods.map((method) => ({ method, path: method.path })))('$path survives any bytes', ({ method }) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          method.decode(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });

  it('gives property names that objects have a meaning for as plain properties', () => {
    const userProperties = Object.fromEntries([
      ['constructor', 'a'],
      ['toString', 'b'],
    ]);
    Object.defineProperty(userProperties, '__proto__', { value: 'c', enumerable: true });
    const decoded = send.decode(Buffer.from(v2.SendMessageRequest.encode({ messages: [{ userProperties }] }).finish()));
    expect(Object.entries(decoded.messages[0]?.userProperties ?? {})).toEqual([
      ['constructor', 'a'],
      ['toString', 'b'],
      ['__proto__', 'c'],
    ]);
  });

  it('keeps what it does not know in a telemetry command', () => {
    // settings {client_type 77, user_agent {language 99}, field 100: 5}
    const bytes = Buffer.from([0x12, 9, 0x08, 77, 0x3a, 2, 0x08, 99, 0xa0, 0x06, 5]);
    const { decode, encode } = messagingMethods.telemetry;
    expect(Buffer.from(encode(decode(bytes)))).toEqual(bytes);
  });
});
