import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeAddress } from '../../src/store/host-codec.ts';
import {
  blankMagic,
  decodeRecord,
  encodeBlank,
  encodeRecord,
  Finding,
  inspectRecord,
  type LogBuffer,
  newLogBuffer,
  type RecordFields,
  recordSize,
} from '../../src/store/record.ts';

function bufferOf(bytes: Uint8Array): LogBuffer {
  const buffer = newLogBuffer(bytes.length);
  buffer.bytes.set(bytes);
  return buffer;
}

function fields(changes: Partial<RecordFields> = {}): RecordFields {
  return {
    queueId: 0,
    flag: 0,
    sysFlag: 0,
    bornTimestamp: 1,
    bornHost: { address: '127.0.0.1', port: 1 },
    reconsumeTimes: 0,
    preparedTransactionOffset: 0,
    body: Buffer.from('body'),
    properties: '',
    queueOffset: 0,
    physicalOffset: 0,
    storeTimestamp: 1,
    ...changes,
  };
}

function encode(topic: string, record: RecordFields, storeHost = { address: '192.168.1.10', port: 10_911 }): LogBuffer {
  const topicBytes = Buffer.from(topic);
  const born = encodeAddress(record.bornHost.address) ?? new Uint8Array();
  const store = encodeAddress(storeHost.address) ?? new Uint8Array();
  const properties = Buffer.byteLength(record.properties);
  const size = recordSize(topicBytes.length, record.body.length, properties, born.length, store.length);
  const buffer = newLogBuffer(size);
  encodeRecord(buffer, 0, size, record, topicBytes, born, store, storeHost.port);
  return buffer;
}

const goldenRecord =
  '00000086daa320a769c865ed000000030000000000000000000000050000000040000000000000000000018bcfe56800' +
  '7f0000010000cc790000018bcfe5687bc0a8010a00002a9f0000000000000000000000000000000e48656c6c6f20526f' +
  '636b65744d5109546f706963546573740014544147530154616741024b455953016b65793102';

/** Written by RocketMQ 5.5.0 at physical offset 166178. */
const foreignRecord =
  '0000013adaa320a7019be4a500000003000000000000000000000009000000000002892200000000000001a2041c29bb' +
  '7f0000010000b1f2000001a2041c29bc7f00000100002a9f0000000000000000000000000000002b3022642c2c7b207b' +
  '7b61206522663061617d20636768642c227b32667d647b2264657b64683364646266660c62617369632d6f7264657273' +
  '00a84d53475f524547494f4e0144656661756c74526567696f6e02554e49515f4b455901374630303030303134313646' +
  '344530453246324136464234343142423030373402434c55535445520144656661756c74436c75737465720254414753' +
  '01617c7c620270300172657472792d37313302703101d0bed187d0b5d180d0b5d0b4d18c2d383932024b455953016b31' +
  '34025741495401747275650254524143455f4f4e017472756502';

describe('a record', () => {
  it('is written as the golden vector says', () => {
    const buffer = encode(
      'TopicTest',
      fields({
        queueId: 3,
        queueOffset: 5,
        physicalOffset: 1_073_741_824,
        bornTimestamp: 1_700_000_000_000,
        bornHost: { address: '127.0.0.1', port: 52_345 },
        storeTimestamp: 1_700_000_000_123,
        body: Buffer.from('Hello RocketMQ'),
        properties: 'TAGS\u0001TagA\u0002KEYS\u0001key1\u0002',
      }),
    );
    expect(buffer.bytes.toString('hex')).toBe(goldenRecord);
    expect(inspectRecord(buffer, 0, buffer.bytes.length, 1_073_741_824, true)).toBe(134);
  });

  it('of RocketMQ 5.5.0 is read field by field', () => {
    const buffer = bufferOf(Buffer.from(foreignRecord, 'hex'));
    expect(inspectRecord(buffer, 0, buffer.bytes.length, 166_178, true)).toBe(314);
    const message = decodeRecord(buffer, 0);
    expect(message).toMatchObject({
      topic: 'basic-orders',
      queueId: 3,
      queueOffset: 9,
      physicalOffset: 166_178,
      size: 314,
      bornHost: { address: '127.0.0.1', port: 45_554 },
      storeHost: { address: '127.0.0.1', port: 10_911 },
      bornTimestamp: 0x1a2041c29bb,
      storeTimestamp: 0x1a2041c29bc,
    });
    expect(Buffer.from(message.body).toString()).toBe('0"d,,{ {{a e"f0aa} cghd,"{2f}d{"de{dh3ddbff');
    expect(message.properties).toContain('p1\u0001очередь-892\u0002KEYS\u0001k14\u0002');
  });

  it('with the checksum property of the whole record is read like any other', () => {
    const tail = '5f5f4352433332230133343832303230393330';
    const golden = Buffer.from(`0000009a${goldenRecord.slice(8).replace('0014544147', '0028544147')}${tail}02`, 'hex');
    const buffer = bufferOf(golden);
    expect(inspectRecord(buffer, 0, 154, 1_073_741_824, true)).toBe(154);
    expect(decodeRecord(buffer, 0).properties).toContain('__CRC32#\u00013482020930\u0002');
  });

  it.each([
    { topicBytes: 1, magic: 'daa320a7', overhead: 91 },
    { topicBytes: 127, magic: 'daa320a7', overhead: 91 },
    { topicBytes: 128, magic: 'daa320ab', overhead: 92 },
    { topicBytes: 255, magic: 'daa320ab', overhead: 92 },
  ])('with a topic of $topicBytes bytes has magic $magic', ({ topicBytes, magic, overhead }) => {
    const topic = 't'.repeat(topicBytes);
    const buffer = encode(topic, fields());
    expect(buffer.bytes.length).toBe(overhead + topicBytes + 4);
    expect(buffer.bytes.toString('hex', 4, 8)).toBe(magic);
    expect(inspectRecord(buffer, 0, buffer.bytes.length, 0, true)).toBe(buffer.bytes.length);
    expect(decodeRecord(buffer, 0).topic).toBe(topic);
  });

  it.each([
    { name: 'another place', change: () => undefined, at: 1 },
    { name: 'a flipped bit in the body', change: (bytes: Buffer) => bytes.writeUInt8(0, 90), at: 0 },
    { name: 'a size that the lengths do not add up to', change: (bytes: Buffer) => bytes.writeInt32BE(99, 0), at: 0 },
    { name: 'a size below the least', change: (bytes: Buffer) => bytes.writeInt32BE(90, 0), at: 0 },
    { name: 'a negative body length', change: (bytes: Buffer) => bytes.writeInt32BE(-1, 84), at: 0 },
    { name: 'a body length beyond the record', change: (bytes: Buffer) => bytes.writeInt32BE(1e9, 84), at: 0 },
    { name: 'a negative topic length', change: (bytes: Buffer) => bytes.writeInt8(-1, 92), at: 0 },
    { name: 'an unknown magic', change: (bytes: Buffer) => bytes.writeInt32BE(1, 4), at: 0 },
    { name: 'IPv6 bits that move everything', change: (bytes: Buffer) => bytes.writeInt32BE(0x30, 36), at: 0 },
  ])('is not accepted with $name', ({ change, at }) => {
    const buffer = encode('topic', fields());
    change(buffer.bytes);
    expect(inspectRecord(buffer, 0, buffer.bytes.length, at, true)).toBe(Finding.BAD);
  });

  it('that is cut short is told from one that is bad', () => {
    const buffer = encode('topic', fields());
    for (let length = 0; length < buffer.bytes.length; length++) {
      expect(inspectRecord(buffer, 0, length, 0, true)).toBe(Finding.INCOMPLETE);
    }
  });

  it('comes back as it was encoded, whatever it holds', () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6());
    const port = fc.integer({ min: 0, max: 65_535 });
    const record = fc.record({
      queueId: fc.integer({ min: 0, max: 0x7fffffff }),
      flag: fc.integer({ min: -0x80000000, max: 0x7fffffff }),
      sysFlag: fc.constantFrom(0, 1, 4, 8, 12, 0x301),
      bornTimestamp: fc.integer({ min: 0, max: 2 ** 52 }),
      bornHost: fc.record({ address, port }),
      reconsumeTimes: fc.integer({ min: 0, max: 0x7fffffff }),
      preparedTransactionOffset: fc.integer({ min: -1, max: 2 ** 52 }),
      body: fc.uint8Array({ maxLength: 300 }),
      properties: fc.string({ maxLength: 100, unit: 'binary' }).filter((text) => !/\p{Surrogate}/u.test(text)),
      queueOffset: fc.integer({ min: 0, max: 2 ** 52 }),
      physicalOffset: fc.integer({ min: 0, max: 2 ** 52 }),
      storeTimestamp: fc.integer({ min: 0, max: 2 ** 52 }),
    });
    fc.assert(
      fc.property(record, fc.stringMatching(/^[a-z%]{1,200}$/), address, (sent, topic, storeAddress) => {
        const buffer = encode(topic, sent, { address: storeAddress, port: 1 });
        expect(inspectRecord(buffer, 0, buffer.bytes.length, sent.physicalOffset, true)).toBe(buffer.bytes.length);
        const message = decodeRecord(buffer, 0);
        const { bornHost, sysFlag, body, ...same } = sent;
        expect(message).toMatchObject({ ...same, topic, size: buffer.bytes.length });
        expect(Buffer.from(message.body)).toEqual(Buffer.from(body));
        expect(encodeAddress(message.bornHost.address)).toEqual(encodeAddress(bornHost.address));
        expect(message.sysFlag & ~0x30).toBe(sysFlag);
      }),
    );
  });

  it('is looked for in any bytes without an exception', () => {
    const mutation = fc.array(fc.tuple(fc.nat(133), fc.nat(255)), { maxLength: 8 });
    fc.assert(
      fc.property(mutation, fc.nat(134), (changes, length) => {
        const bytes = Buffer.from(goldenRecord, 'hex');
        for (const [position, value] of changes) {
          bytes[position] = value;
        }
        const buffer = bufferOf(bytes);
        const found = inspectRecord(buffer, 0, length, 1_073_741_824, true);
        if (found > 0) {
          expect(decodeRecord(buffer, 0).size).toBe(found);
        } else {
          expect(Object.values(Finding)).toContain(found);
        }
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        inspectRecord(bufferOf(bytes), 0, bytes.length, 0, true);
      }),
    );
  });
});

describe('what is no record', () => {
  it('is a blank with the bytes that it covers', () => {
    const buffer = newLogBuffer(8);
    encodeBlank(buffer, 0, 1234);
    expect(buffer.bytes.readInt32BE(0)).toBe(1234);
    expect(buffer.bytes.readInt32BE(4)).toBe(blankMagic);
    expect(inspectRecord(buffer, 0, 8, 0, true)).toBe(Finding.BLANK);
  });

  it('is nothing when it is zero', () => {
    expect(inspectRecord(bufferOf(new Uint8Array(100)), 0, 100, 0, true)).toBe(Finding.NOTHING);
  });
});
