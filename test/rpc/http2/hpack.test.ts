import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { staticTable } from '../../../src/rpc/http2/header-table.ts';
import { HpackDecoder } from '../../../src/rpc/http2/hpack-decoder.ts';
import { encodeFields } from '../../../src/rpc/http2/hpack-encoder.ts';

const unlimited = Number.POSITIVE_INFINITY;

function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(' ', ''), 'hex');
}

function decode(decoder: HpackDecoder, block: Buffer): string[] {
  const fault = decoder.decode(block, 0, block.length, unlimited);
  expect(fault).toBeUndefined();
  return decoder.fields.map((field) => `${field.name}: ${field.value}`);
}

function tableOf(decoder: HpackDecoder): string[] {
  const entries: string[] = [];
  for (let index = 0; index < decoder.table.count; index++) {
    const field = decoder.table.at(index);
    entries.push(`${field?.name}: ${field?.value}`);
  }
  return entries;
}

const firstRequest = [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com'];
const secondRequest = [...firstRequest, 'cache-control: no-cache'];
const thirdRequest = [
  ':method: GET',
  ':scheme: https',
  ':path: /index.html',
  ':authority: www.example.com',
  'custom-key: custom-value',
];
const date1 = 'date: Mon, 21 Oct 2013 20:13:21 GMT';
const date2 = 'date: Mon, 21 Oct 2013 20:13:22 GMT';
const location = 'location: https://www.example.com';
const cookie = 'set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1';

interface Step {
  block: string;
  fields: string[];
  table: string[];
  tableBytes: number;
}
const requestTables = {
  one: [':authority: www.example.com'],
  two: ['cache-control: no-cache', ':authority: www.example.com'],
  three: ['custom-key: custom-value', 'cache-control: no-cache', ':authority: www.example.com'],
};
const responses: Omit<Step, 'block'>[] = [
  {
    fields: [':status: 302', 'cache-control: private', date1, location],
    table: [location, date1, 'cache-control: private', ':status: 302'],
    tableBytes: 222,
  },
  {
    fields: [':status: 307', 'cache-control: private', date1, location],
    table: [':status: 307', location, date1, 'cache-control: private'],
    tableBytes: 222,
  },
  {
    fields: [':status: 200', 'cache-control: private', date2, location, 'content-encoding: gzip', cookie],
    table: [cookie, 'content-encoding: gzip', date2],
    tableBytes: 215,
  },
];
function responseSteps(blocks: [string, string, string]): Step[] {
  return responses.map((response, index) => ({ ...response, block: blocks[index] ?? '' }));
}

const appendixC: { name: string; tableBytesMax: number; steps: Step[] }[] = [
  {
    name: 'C.2.1 literal with indexing',
    tableBytesMax: 4096,
    steps: [
      {
        block: '400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572',
        fields: ['custom-key: custom-header'],
        table: ['custom-key: custom-header'],
        tableBytes: 55,
      },
    ],
  },
  {
    name: 'C.2.2 literal without indexing',
    tableBytesMax: 4096,
    steps: [{ block: '040c 2f73 616d 706c 652f 7061 7468', fields: [':path: /sample/path'], table: [], tableBytes: 0 }],
  },
  {
    name: 'C.2.3 literal never indexed',
    tableBytesMax: 4096,
    steps: [
      { block: '1008 7061 7373 776f 7264 0673 6563 7265 74', fields: ['password: secret'], table: [], tableBytes: 0 },
    ],
  },
  {
    name: 'C.2.4 indexed',
    tableBytesMax: 4096,
    steps: [{ block: '82', fields: [':method: GET'], table: [], tableBytes: 0 }],
  },
  {
    name: 'C.3 requests without Huffman coding',
    tableBytesMax: 4096,
    steps: [
      {
        block: '8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
        fields: firstRequest,
        table: requestTables.one,
        tableBytes: 57,
      },
      { block: '8286 84be 5808 6e6f 2d63 6163 6865', fields: secondRequest, table: requestTables.two, tableBytes: 110 },
      {
        block: '8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65',
        fields: thirdRequest,
        table: requestTables.three,
        tableBytes: 164,
      },
    ],
  },
  {
    name: 'C.4 requests with Huffman coding',
    tableBytesMax: 4096,
    steps: [
      {
        block: '8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff',
        fields: firstRequest,
        table: requestTables.one,
        tableBytes: 57,
      },
      { block: '8286 84be 5886 a8eb 1064 9cbf', fields: secondRequest, table: requestTables.two, tableBytes: 110 },
      {
        block: '8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf',
        fields: thirdRequest,
        table: requestTables.three,
        tableBytes: 164,
      },
    ],
  },
  {
    name: 'C.5 responses without Huffman coding, with evictions',
    tableBytesMax: 256,
    steps: responseSteps([
      '4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
      '4803 3330 37c1 c0bf',
      '88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 677a 6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e 3d31',
    ]),
  },
  {
    name: 'C.6 responses with Huffman coding, with evictions',
    tableBytesMax: 256,
    steps: responseSteps([
      '4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3',
      '4883 640e ffc1 c0bf',
      '88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07',
    ]),
  },
];

describe('HPACK decoding', () => {
  it.each(appendixC)('decodes RFC 7541, appendix $name', ({ tableBytesMax, steps }) => {
    const decoder = new HpackDecoder(tableBytesMax);
    for (const step of steps) {
      expect(decode(decoder, hex(step.block))).toEqual(step.fields);
      expect(tableOf(decoder)).toEqual(step.table);
      expect(decoder.table.size).toBe(step.tableBytes);
    }
  });

  it('has the 61 entries of the static table in their places', () => {
    const picks: [number, string][] = [
      [1, ':authority: '],
      [8, ':status: 200'],
      [16, 'accept-encoding: gzip, deflate'],
      [31, 'content-type: '],
      [58, 'user-agent: '],
      [61, 'www-authenticate: '],
    ];
    expect(staticTable.length - 1).toBe(61);
    for (const [index, text] of picks) {
      expect(decode(new HpackDecoder(4096), Buffer.from([0x80 | index]))).toEqual([text]);
    }
  });

  it.each([
    ['index 0', '80', 'a header block refers to an entry that the table does not have'],
    ['an index past the tables', 'be', 'a header block refers to an entry that the table does not have'],
    ['a name index past the tables', '7f00 0161', 'a header block refers to an entry that the table does not have'],
    ['an integer without an end', 'ff80 8080 8080 8080', 'an integer of a header block is cut off or too large'],
    ['an integer above 32 bits', 'ffff ffff ff7f', 'an integer of a header block is cut off or too large'],
    ['a cut integer', 'ff', 'an integer of a header block is cut off or too large'],
    ['a literal without a value', '0001 61', 'a header block ends inside a field'],
    ['a string longer than the block', '0001 6105 61', 'a header block ends inside a field'],
    ['the end-of-string symbol', '0084 ffff ffff 00', 'a string of a header block is no Huffman text'],
    ['padding with zeros', '0081 1800', 'a string of a header block is no Huffman text'],
    ['padding of eight bits', '0082 1fff 00', 'a string of a header block is no Huffman text'],
    ['a size update above the limit', '3fe2 1f', 'a table size update is above the size that the settings allow'],
    ['a size update after a field', '8220', 'a table size update comes after the first field'],
  ])('refuses %s', (_, block, fault) => {
    expect(new HpackDecoder(4096).decode(hex(block), 0, hex(block).length, unlimited)).toBe(fault);
  });

  it('empties the table at a size update to zero and takes the next one in the same block', () => {
    const decoder = new HpackDecoder(4096);
    decode(decoder, hex('400161 0162'));
    expect(decode(decoder, hex('20 3fe11f 82'))).toEqual([':method: GET']);
    expect(decoder.table.count).toBe(0);
    expect(decoder.table.sizeMax).toBe(4096);
  });

  it('empties the table for an entry that is larger than the table', () => {
    const decoder = new HpackDecoder(64);
    decode(decoder, hex('400161 0162'));
    const block = Buffer.concat([hex('400161 28'), Buffer.alloc(40, 'x')]);
    decode(decoder, block);
    expect(decoder.table.count).toBe(0);
    expect(decoder.table.size).toBe(0);
  });

  it('keeps the table right when it drops the fields above the list limit', () => {
    const decoder = new HpackDecoder(4096);
    const block = hex('400161 0162 400163 0164');
    expect(decoder.decode(block, 0, block.length, 40)).toBeUndefined();
    expect(decoder.fields.map((field) => field.name)).toEqual(['a']);
    expect(decoder.listBytes).toBe(68);
    expect(tableOf(decoder)).toEqual(['c: d', 'a: b']);
  });

  it('changes the generation whenever the table changes, and only then', () => {
    const decoder = new HpackDecoder(4096);
    decode(decoder, hex('8286 0001 6101 62'));
    expect(decoder.table.generation).toBe(0);
    decode(decoder, hex('400161 0162'));
    const added = decoder.table.generation;
    expect(added).not.toBe(0);
    decode(decoder, hex('be'));
    expect(decoder.table.generation).toBe(added);
    decode(decoder, hex('20'));
    expect(decoder.table.generation).not.toBe(added);
  });

  it('gives a list or a fault for any bytes, and the same for a decoder that starts afresh', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 8 }), (blocks) => {
        const first = new HpackDecoder(200);
        const second = new HpackDecoder(200);
        for (const block of blocks) {
          const bytes = Buffer.from(block);
          const fault = first.decode(bytes, 0, bytes.length, 500);
          expect(second.decode(bytes, 0, bytes.length, 500)).toBe(fault);
          expect(tableOf(first)).toEqual(tableOf(second));
          expect(first.table.size).toBeLessThanOrEqual(200);
          if (fault !== undefined) {
            return;
          }
        }
      }),
    );
  });

  it('keeps the table within its size through any inserts and resizes', () => {
    const step = fc.oneof(
      fc.record({ name: fc.string({ maxLength: 30 }), value: fc.string({ maxLength: 60 }) }),
      fc.nat({ max: 300 }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (stepsOfRun) => {
        const decoder = new HpackDecoder(300);
        let model: { text: string; size: number }[] = [];
        let sizeMax = 300;
        const trim = () => {
          let size = 0;
          model = model.filter((entry) => {
            size += entry.size;
            return size <= sizeMax;
          });
        };
        for (const one of stepsOfRun) {
          if (typeof one === 'number') {
            sizeMax = one;
            decoder.table.resize(one);
            trim();
          } else {
            const name = Buffer.from(one.name).toString('latin1');
            const value = Buffer.from(one.value).toString('latin1');
            const block = encodeFields([[name, value]]);
            // The encoder touches no table: 0x40 makes it the form with indexing, where the name is literal.
            const literal = block.length > 0 && block[0] === 0;
            if (!literal) {
              continue;
            }
            block[0] = 0x40;
            decode(decoder, block);
            const size = name.length + value.length + 32;
            model = size > sizeMax ? [] : [{ text: `${name}: ${value}`, size }, ...model];
            trim();
          }
          expect(tableOf(decoder)).toEqual(model.map((entry) => entry.text));
        }
      }),
    );
  });
});

describe('HPACK encoding', () => {
  it('gives back any fields', () => {
    const text = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { maxLength: 20 }), (fields) => {
        const decoder = new HpackDecoder(0);
        expect(decode(decoder, encodeFields(fields))).toEqual(fields.map(([name, value]) => `${name}: ${value}`));
        expect(decoder.table.generation).toBe(0);
      }),
    );
  });

  it('uses one byte for a field of the static table', () => {
    expect(encodeFields([[':status', '200']])).toEqual(hex('88'));
  });
});
