import fc from 'fast-check';
import protobuf from 'protobufjs/minimal.js';
import { describe, expect, it } from 'vitest';
import { bytesField, readFields, textOf, varintField } from '../../src/rpc/protobuf-wire.ts';

const fieldNumber = fc.integer({ min: 1, max: 2 ** 29 - 1 });

describe('protobuf on the wire', () => {
  it('gives back the fields that protobufjs writes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fieldNumber, fc.string())), (fields) => {
        const writer = protobuf.Writer.create();
        for (const [number, text] of fields) {
          writer.uint32(number * 8 + 2).string(text);
          writer.uint32(number * 8 + 1).double(1.5);
          writer.uint32(number * 8 + 5).float(1.5);
          writer.uint32(number * 8).int64(-1);
        }
        const texts = readFields(writer.finish()).filter(({ bytes }) => bytes.length > 0);
        expect(texts.map((field) => [field.number, textOf(field)])).toEqual(fields.filter(([, text]) => text !== ''));
      }),
    );
  });

  it('writes fields that protobufjs reads', () => {
    fc.assert(
      fc.property(fieldNumber, fc.uint8Array(), fc.nat({ max: 2 ** 32 - 1 }), (number, bytes, value) => {
        const reader = protobuf.Reader.create(Buffer.concat([bytesField(number, bytes), varintField(number, value)]));
        expect(reader.uint32()).toBe(number * 8 + 2);
        expect(Buffer.from(reader.bytes())).toEqual(Buffer.from(bytes));
        expect(reader.uint32()).toBe(number * 8);
        expect(reader.uint32()).toBe(value);
      }),
    );
  });

  it('gives fields or a RangeError for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          expect(Array.isArray(readFields(bytes))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});
