import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeaderBlocks } from '../../../src/rpc/http2/header-blocks.ts';
import { HpackDecoder } from '../../../src/rpc/http2/hpack-decoder.ts';
import { encodeFields } from '../../../src/rpc/http2/hpack-encoder.ts';
import { readRequestHeaders } from '../../../src/rpc/http2/request-headers.ts';
import { echoMethods, newInboxes, paths } from '../echo-server.ts';
import { type Fields, request } from './frames.ts';
import { AnyFormEncoder, seededPick } from './traffic.ts';

const methods = new Map(echoMethods(newInboxes()).map((method) => [method.path, method]));
const names = ['x-mq-client-id', 'x-mq-language', 'x-other'];

function blocks(): HeaderBlocks {
  return new HeaderBlocks(methods, 4096, 16_384);
}

function read(reader: HeaderBlocks, block: Buffer) {
  return reader.readRequest(block, 0, block.length);
}

/** What a request says, as far as anybody asks. */
function meaning(headers: ReturnType<HeaderBlocks['readRequest']>): unknown {
  return headers.kind === 'headers'
    ? { verdict: headers.verdict, values: [...names, ':path'].map((name) => headers.get(name)) }
    : headers;
}

describe('HeaderBlocks', () => {
  it('reads a block again for nothing as long as the table stays', () => {
    const reader = blocks();
    const block = encodeFields(request(paths.unary, [['x-mq-client-id', 'a']]));
    const first = read(reader, block);
    expect(read(reader, Buffer.from(block))).toBe(first);
  });

  it('reads a block anew when the table has changed, for the same bytes may mean something else', () => {
    const reader = blocks();
    const base = encodeFields(request(paths.unary));
    const literal = (value: string) => Buffer.from(`\x40\x07x-other\x01${value}`, 'latin1');
    const reference = Buffer.concat([base, Buffer.from([0xbe])]);
    read(reader, Buffer.concat([base, literal('a')]));
    const before = read(reader, reference);
    expect(read(reader, reference)).toBe(before);
    read(reader, Buffer.concat([base, literal('b')]));
    const after = read(reader, reference);
    expect([before, after].map((headers) => headers.kind === 'headers' && headers.get('x-other'))).toEqual(['a', 'b']);
  });

  it('does not remember a block that begins with a size update, which acts each time', () => {
    const reader = blocks();
    const base = encodeFields(request(paths.unary));
    const entry = Buffer.concat([base, Buffer.from('\x40\x01x\x01y', 'latin1')]);
    const emptied = Buffer.concat([Buffer.from([0x20]), base]);
    const restored = Buffer.concat([Buffer.from([0x3f, 0xe1, 0x1f]), base]);
    for (let round = 0; round < 3; round++) {
      read(reader, restored);
      read(reader, entry);
      expect(read(reader, Buffer.concat([base, Buffer.from([0xbe])])).kind).toBe('headers');
      read(reader, emptied);
      expect(read(reader, Buffer.concat([base, Buffer.from([0xbe])])).kind).toBe('undecodable');
    }
  });

  it('says of any blocks in any order what a decoder without a memory says', () => {
    const value = fc.constantFrom('a', 'b', 'host@1@0@abc', 'x'.repeat(300));
    const list = fc.tuple(
      fc.constantFrom(...Object.values(paths)),
      fc.array(fc.tuple(fc.constantFrom(...names), value)),
    );
    fc.assert(
      fc.property(fc.integer(), fc.array(list, { maxLength: 40 }), (seed, lists) => {
        const encoder = new AnyFormEncoder(seededPick(seed));
        const reader = blocks();
        const decoder = new HpackDecoder(4096);
        for (const [path, more] of lists) {
          const block = encoder.encode(request(path, more as Fields));
          expect(decoder.decode(block, 0, block.length, 16_384)).toBeUndefined();
          const plain = readRequestHeaders(decoder.fields, methods);
          expect(meaning(read(reader, block))).toEqual(meaning(plain));
        }
      }),
    );
  });
});
