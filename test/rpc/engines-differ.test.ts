import type { ClientHttp2Session, OutgoingHttpHeaders } from 'node:http2';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EchoServer, paths } from './echo-server.ts';
import { engines } from './engines.ts';
import { connectRaw, frame, grpcHeaders, rawCall } from './raw-client.ts';

function packed(text: string, flag = 1): Buffer {
  const bytes = gzipSync(text);
  const prefix = Buffer.alloc(5);
  prefix[0] = flag;
  prefix.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([prefix, bytes]);
}

const gzip = { 'grpc-encoding': 'gzip' };
const limits = { requestBytesMax: 100_000, headerListBytesMax: 4000 };

/** Calls that have one right answer; the engines must give it in the same words. */
const calls: readonly (readonly [name: string, headers: OutgoingHttpHeaders, chunks: readonly Buffer[]])[] = [
  ['a unary call', grpcHeaders(paths.unary), [frame('hello')]],
  ['an empty message', grpcHeaders(paths.unary), [frame('')]],
  ['a message in pieces', grpcHeaders(paths.unary), [...frame('pieces')].map((byte) => Buffer.from([byte]))],
  ['a message over many frames', grpcHeaders(paths.unary), [frame('x'.repeat(90_000))]],
  ['no message', grpcHeaders(paths.unary), []],
  ['two messages in one frame', grpcHeaders(paths.unary), [Buffer.concat([frame('a'), frame('b')])]],
  ['half a message', grpcHeaders(paths.unary), [frame('abc').subarray(0, 6)]],
  ['half a prefix', grpcHeaders(paths.unary), [Buffer.alloc(2)]],
  ['an unknown flag', grpcHeaders(paths.unary), [Buffer.from([2, 0, 0, 0, 0])]],
  ['a message above the limit', grpcHeaders(paths.unary), [frame('x'.repeat(100_001))]],
  ['a message that does not decode', grpcHeaders(paths.unary), [frame('undecodable')]],
  ['an answer that does not encode', grpcHeaders(paths.badAnswer), [frame('x')]],
  ['a handler that throws', grpcHeaders(paths.throws), [frame('x')]],
  ['a handler that rejects', grpcHeaders(paths.rejects), [frame('x')]],
  ['a failure with a text', grpcHeaders(paths.fail), [frame('100 % né\r\n\u{1f980}')]],
  ['a gzip request', grpcHeaders(paths.unary, gzip), [packed('gzipped')]],
  ['a plain message in a gzip call', grpcHeaders(paths.unary, gzip), [frame('plain')]],
  ['gzip that is none', grpcHeaders(paths.unary, gzip), [Buffer.concat([Buffer.from([1]), frame('none').subarray(1)])]],
  ['gzip above the limit', grpcHeaders(paths.unary, gzip), [packed('x'.repeat(200_000))]],
  ['a compressed message without an encoding', grpcHeaders(paths.unary), [packed('x')]],
  ['an unknown encoding', grpcHeaders(paths.unary, { 'grpc-encoding': 'br' }), [frame('x')]],
  ['a server stream', grpcHeaders(paths.stream), [frame('7x100')]],
  ['a large server stream', grpcHeaders(paths.stream), [frame('40x50000')]],
  ['a duplex stream', grpcHeaders(paths.duplex), [frame('a'), frame('b')]],
  ['a duplex stream with gzip', grpcHeaders(paths.duplex, gzip), [packed('a'), frame('b'), packed('c')]],
  ['a duplex stream without messages', grpcHeaders(paths.duplex), []],
  ['an unknown method', grpcHeaders('/test.Echo/Nothing'), [frame('x')]],
  ['an unknown path', grpcHeaders('/'), [frame('x')]],
  ['a deadline that has passed', grpcHeaders(paths.park, { 'grpc-timeout': '0n' }), [frame('x')]],
  ['a deadline that passes', grpcHeaders(paths.park, { 'grpc-timeout': '20m' }), [frame('x')]],
  ['the longest deadline', grpcHeaders(paths.unary, { 'grpc-timeout': '99999999H' }), [frame('x')]],
  ['a deadline that is none', grpcHeaders(paths.unary, { 'grpc-timeout': 'soon' }), [frame('x')]],
  ['method GET', { ...grpcHeaders(paths.unary), ':method': 'GET' }, []],
  ['method HEAD', { ...grpcHeaders(paths.unary), ':method': 'HEAD' }, []],
  ['no content-type', { ':method': 'POST', ':path': paths.unary }, [frame('x')]],
  ['another content-type', { ...grpcHeaders(paths.unary), 'content-type': 'application/grpc-web' }, [frame('x')]],
  [
    'content-type application/grpc+proto',
    { ...grpcHeaders(paths.unary), 'content-type': 'application/grpc+proto' },
    [frame('x')],
  ],
  ['metadata', grpcHeaders(paths.headers, { 'x-mq-client-id': 'host@1@0@abc' }), [frame('x-mq-client-id')]],
  ['metadata that comes twice', grpcHeaders(paths.headers, { 'x-twice': ['a', 'b'] }), [frame('x-twice')]],
  ['binary metadata', grpcHeaders(paths.headers, { 'trace-bin': 'AAEC/w==' }), [frame('trace-bin')]],
  ['metadata that is not there', grpcHeaders(paths.headers), [frame('x-none')]],
];

describe('the engines', () => {
  const servers: EchoServer[] = [];
  const sessions: ClientHttp2Session[] = [];

  beforeAll(async () => {
    for (const { createEngine } of engines) {
      const server = await EchoServer.start({ createEngine, limits });
      servers.push(server);
      sessions.push(await connectRaw(server.plainUrl));
    }
  });

  afterAll(async () => {
    for (const session of sessions) {
      session.destroy();
    }
    await Promise.all(servers.map(({ server }) => server.close()));
  });

  function answers(headers: OutgoingHttpHeaders, chunks: readonly Buffer[]) {
    return Promise.all(sessions.map((session) => rawCall(session, headers, chunks)));
  }

  it.each(calls)('give the same answer to %s', async (_, headers, chunks) => {
    const [first, ...others] = await answers(headers, chunks);
    expect(first?.headers[':status']).toBeDefined();
    for (const other of others) {
      expect(other).toEqual(first);
    }
  });

  it('give the same answers to any messages in any pieces', async () => {
    const path = fc.constantFrom(paths.unary, paths.duplex, paths.fail, paths.headers);
    const messages = fc.array(fc.string({ unit: 'binary', maxLength: 300 }), { maxLength: 4 });
    const cuts = fc.array(fc.nat({ max: 1500 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(path, messages, cuts, fc.boolean(), async (callPath, texts, places, cutShort) => {
        const body = Buffer.concat(texts.map(frame));
        const ends = [...places.filter((place) => place < body.length), body.length].sort((a, b) => a - b);
        const chunks = ends.map((end, index) => body.subarray(ends[index - 1] ?? 0, end));
        const sent = cutShort ? chunks.slice(0, -1) : chunks;
        const [first, ...others] = await answers(grpcHeaders(callPath), sent);
        for (const other of others) {
          expect(other).toEqual(first);
        }
      }),
      { numRuns: 100 },
    );
  });
});
