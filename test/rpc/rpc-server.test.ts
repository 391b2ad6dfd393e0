import type { ClientHttp2Session } from 'node:http2';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttp2Engine } from '../../src/rpc/http2/http2-engine.ts';
import { messagePrefix } from '../../src/rpc/message-framing.ts';
import { startRpcServer } from '../../src/rpc/rpc-server.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { EchoServer, echoMethods, newInboxes, paths, recordingLogger, testCertificate } from './echo-server.ts';
import { engines } from './engines.ts';
import { connectRaw, frame, grpcHeaders, rawCall } from './raw-client.ts';

const requestBytesMax = 100_000;

const transports = engines.flatMap((engine) => [
  { ...engine, transport: 'h2c' },
  { ...engine, transport: 'tls' },
]);

describe.each(transports)('calls with $engine over $transport', ({ createEngine, transport }) => {
  let echo: EchoServer;
  let session: ClientHttp2Session;

  beforeEach(async () => {
    echo = await EchoServer.start({ createEngine, limits: { requestBytesMax } });
    session = await connectRaw(transport === 'tls' ? echo.tlsUrl : echo.plainUrl, {
      ca: (await testCertificate()).cert,
    });
  });

  afterEach(async () => {
    session.destroy();
    await echo.server.close();
  });

  it('a unary call is answered with headers, one message and trailers', async () => {
    const answer = await rawCall(session, grpcHeaders(paths.unary), [frame('hello')]);
    expect(answer).toMatchObject({ status: '0', messages: ['hello'], resetCode: 0 });
    expect(answer.headers).toMatchObject({
      ':status': 200,
      'content-type': 'application/grpc',
      'grpc-accept-encoding': 'identity,gzip',
    });
  });

  it('a failed call is answered with trailers only and a percent-encoded text', async () => {
    const answer = await rawCall(session, grpcHeaders(paths.fail), [frame('100 % né')]);
    expect(answer.headers).toMatchObject({ ':status': 200, 'grpc-status': '5', 'grpc-message': '100 %25 n%C3%A9' });
    expect(answer.messages).toEqual([]);
  });

  it('a server stream delivers its messages in order', async () => {
    const answer = await rawCall(session, grpcHeaders(paths.stream), [frame('3x4')]);
    expect(answer).toMatchObject({ status: '0', messages: ['0:..', '1:..', '2:..'] });
  });

  it('an empty message is a message', async () => {
    expect(await rawCall(session, grpcHeaders(paths.unary), [frame('')])).toMatchObject({
      status: '0',
      messages: [''],
    });
    expect(await rawCall(session, grpcHeaders(paths.duplex), [frame(''), frame('')])).toMatchObject({
      messages: ['echo ', 'echo '],
    });
  });

  it('a duplex stream answers each message and ends when the client half-closes', async () => {
    const answer = await rawCall(session, grpcHeaders(paths.duplex), [frame('a'), frame('b')]);
    expect(answer).toMatchObject({ status: '0', messages: ['echo a', 'echo b'] });
  });

  it('a duplex stream that the server ends gives its status although the client goes on', async () => {
    const answer = await rawCall(session, grpcHeaders(paths.duplex), [frame('a'), frame('end')], false);
    expect(answer).toMatchObject({ status: '0', messages: ['echo a'], resetCode: 0 });
  });

  it('several messages in one frame, and one message in many frames, arrive whole and in order', async () => {
    const together = Buffer.concat([frame('a'), frame('b'), frame('c')]);
    expect(await rawCall(session, grpcHeaders(paths.duplex), [together])).toMatchObject({
      messages: ['echo a', 'echo b', 'echo c'],
    });
    const pieces = [...together].map((byte) => Buffer.of(byte));
    expect(await rawCall(session, grpcHeaders(paths.duplex), pieces)).toMatchObject({
      messages: ['echo a', 'echo b', 'echo c'],
    });
  });

  it('the handler sees metadata, binary values as base64, the peer and whether it came over TLS', async () => {
    const ask = (name: string) =>
      rawCall(session, grpcHeaders(paths.headers, { 'x-mq-client-id': 'me@1', 'trace-bin': 'AAEC/w' }), [frame(name)]);
    expect((await ask('x-mq-client-id')).messages).toEqual(['me@1']);
    expect((await ask('trace-bin')).messages).toEqual(['AAEC/w']);
    expect((await ask('x-absent')).messages).toEqual(['(none)']);
    session.request(grpcHeaders(paths.park)).end(frame('x'));
    const call = await echo.parked.take();
    expect(call.peer).toMatchObject({ address: '127.0.0.1', secure: transport === 'tls' });
    expect(call.peer.port).toBe(session.socket?.localPort);
    expect(call.remainingMs()).toBe(Number.POSITIVE_INFINITY);
  });

  it.each([
    { content: 'application/grpc+proto' },
    { content: 'application/grpc;charset=utf-8' },
    { content: 'Application/GRPC' },
  ])('content-type $content is taken, and te is not asked for', async ({ content }) => {
    const headers = { ':method': 'POST', ':path': paths.unary, 'content-type': content };
    expect(await rawCall(session, headers, [frame('x')])).toMatchObject({ status: '0', messages: ['x'] });
  });

  it.each([
    { what: 'an unknown service', path: '/no.such.Service/Do', text: 'Method not found: no.such.Service/Do' },
    { what: 'an unknown method', path: '/test.Echo/Nothing', text: 'Method not found: test.Echo/Nothing' },
    { what: 'an empty path', path: '/', text: 'Method not found:' },
  ])('$what is UNIMPLEMENTED', async ({ path, text }) => {
    expect(await rawCall(session, grpcHeaders(path), [frame('x')])).toMatchObject({ status: '12', message: text });
  });

  it.each([undefined, 'application/json', 'application/grpc-web', 'application/grpcfoo', 'text/plain'])(
    'content-type %s gets HTTP 415 with a gRPC status',
    async (content) => {
      const headers = { ':method': 'POST', ':path': paths.unary, ...(content && { 'content-type': content }) };
      const answer = await rawCall(session, headers, [frame('x')]);
      expect(answer.headers).toMatchObject({ ':status': 415, 'grpc-status': '13' });
      expect(answer.message).toContain('application/grpc');
    },
  );

  it.each(['GET', 'HEAD', 'PUT', 'OPTIONS'])('method %s gets HTTP 405 with a gRPC status', async (method) => {
    const answer = await rawCall(session, { ...grpcHeaders(paths.unary), ':method': method }, []);
    expect(answer.headers).toMatchObject({ ':status': 405, 'grpc-status': '13' });
  });

  it.each([
    { what: 'no message', chunks: [], status: '13', text: 'Half-closed without a request' },
    { what: 'two messages', chunks: [frame('a'), frame('b')], status: '13', text: 'Too many requests' },
    { what: 'bytes that do not decode', chunks: [frame('undecodable')], status: '3', text: 'illegal text' },
    { what: 'half a prefix', chunks: [Buffer.alloc(3)], status: '3', text: 'after 3 of 5 bytes' },
    { what: 'half a message', chunks: [frame('abcdef').subarray(0, 8)], status: '3', text: 'after 3 of 6 bytes' },
    { what: 'an unknown flag', chunks: [Buffer.from([7, 0, 0, 0, 0])], status: '13', text: 'flag 7' },
    {
      what: 'a compressed message without grpc-encoding',
      chunks: [Buffer.from([1, 0, 0, 0, 0])],
      status: '13',
      text: 'no grpc-encoding',
    },
    {
      what: 'a message over the limit',
      chunks: [messagePrefix(requestBytesMax + 1)],
      status: '8',
      text: `${requestBytesMax + 1} bytes exceeds the limit of ${requestBytesMax} bytes`,
    },
  ])('a unary call with $what fails with a text that says so', async ({ chunks, status, text }) => {
    const answer = await rawCall(session, grpcHeaders(paths.unary), chunks);
    expect(answer.status).toBe(status);
    expect(answer.message).toContain(text);
    expect(answer.resetCode).toBe(0);
    expect(await rawCall(session, grpcHeaders(paths.unary), [frame('next')])).toMatchObject({ messages: ['next'] });
  });

  it.each([
    { what: 'bytes that do not decode', chunk: frame('undecodable'), status: '3', text: 'illegal text' },
    { what: 'a message over the limit', chunk: messagePrefix(requestBytesMax + 1), status: '8', text: 'limit' },
    { what: 'a message its handler throws on', chunk: frame('throw'), status: '13', text: 'internal error' },
  ])(
    'a duplex call with $what ends, keeps what was answered, and tells its handler',
    async ({ chunk, status, text }) => {
      const answer = await rawCall(session, grpcHeaders(paths.duplex), [frame('a'), chunk, frame('b')], false);
      expect(answer).toMatchObject({ status, messages: ['echo a'] });
      expect(answer.message).toContain(text);
      expect((await echo.cancelled.take()).cancelled).toBe(true);
    },
  );

  it('a duplex call that is half-closed inside a message ends with INVALID_ARGUMENT', async () => {
    const answer = await rawCall(session, grpcHeaders(paths.duplex), [frame('a'), Buffer.alloc(4)]);
    expect(answer).toMatchObject({ status: '3', messages: ['echo a'] });
  });

  it.each([
    { path: paths.throws, logged: 'thrown by the handler' },
    { path: paths.rejects, logged: 'rejected by the handler' },
    { path: paths.badAnswer, logged: 'cannot encode' },
  ])('the failure of handler $path is INTERNAL for its client and in the log', async ({ path, logged }) => {
    const answer = await rawCall(session, grpcHeaders(path), [frame('x')]);
    expect(answer.status).toBe('13');
    expect(answer.message).not.toContain(logged);
    expect(echo.log).toContainEqual({
      level: 'error',
      fields: { path, err: expect.objectContaining({ message: expect.stringContaining(logged) }) },
      text: 'a handler failed',
    });
  });

  describe('compression', () => {
    const gzipped = (text: string | Buffer) => {
      const message = frame('');
      const bytes = gzipSync(text);
      message[0] = 1;
      message.writeUInt32BE(bytes.length, 1);
      return Buffer.concat([message, bytes]);
    };
    const gzip = { 'grpc-encoding': 'gzip' };

    it('gzip requests are read, plain messages among them too, in order', async () => {
      const chunks = [gzipped('a'), frame('b'), gzipped('c'.repeat(5000)), frame('d')];
      expect((await rawCall(session, grpcHeaders(paths.duplex, gzip), chunks)).messages).toEqual([
        'echo a',
        'echo b',
        `echo ${'c'.repeat(5000)}`,
        'echo d',
      ]);
      const unary = await rawCall(session, grpcHeaders(paths.unary, gzip), [gzipped('hello')]);
      expect(unary).toMatchObject({ status: '0', messages: ['hello'] });
    });

    it('grpc-encoding identity is no compression', async () => {
      const headers = grpcHeaders(paths.unary, { 'grpc-encoding': 'identity' });
      expect((await rawCall(session, headers, [frame('x')])).messages).toEqual(['x']);
    });

    it('another encoding is UNIMPLEMENTED and the answer names those that work', async () => {
      const answer = await rawCall(session, grpcHeaders(paths.unary, { 'grpc-encoding': 'br' }), [frame('x')]);
      expect(answer).toMatchObject({ status: '12', headers: { 'grpc-accept-encoding': 'identity,gzip' } });
      expect(answer.message).toContain('br');
    });

    it('bytes that are no gzip are INVALID_ARGUMENT', async () => {
      const message = frame('not gzip');
      message[0] = 1;
      expect(await rawCall(session, grpcHeaders(paths.unary, gzip), [message])).toMatchObject({ status: '3' });
    });

    it('a message that unpacks to more than the limit is RESOURCE_EXHAUSTED', async () => {
      const bomb = gzipped(Buffer.alloc(50 * requestBytesMax));
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => rawCall(session, grpcHeaders(paths.unary, gzip), [bomb])),
      );
      expect(answers.map((answer) => answer.status)).toEqual(Array(20).fill('8'));
    });
  });

  it('counts calls by their end', async () => {
    await rawCall(session, grpcHeaders(paths.unary), [frame('x')]);
    await rawCall(session, grpcHeaders(paths.fail), [frame('x')]);
    await rawCall(session, grpcHeaders('/no/method'), [frame('x')]);
    const parked = session.request(grpcHeaders(paths.park));
    parked.on('error', () => undefined);
    parked.end(frame('x'));
    await echo.parked.take();
    parked.close(8);
    await echo.cancelled.take();
    const { counters } = echo.server;
    expect(counters).toMatchObject({ connectionsAccepted: 1, connectionsClosed: 0, callsStarted: 4 });
    expect(counters.callsEnded).toEqual([1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  });
});

describe('startRpcServer', () => {
  it('says what is wrong when it cannot listen', async () => {
    const echo = await EchoServer.start();
    await expect(EchoServer.start({ port: echo.server.address.port })).rejects.toThrow(
      `cannot listen on 127.0.0.1:${echo.server.address.port}: another process listens there`,
    );
    await echo.server.close();
    await expect(EchoServer.start({ host: '192.0.2.1' })).rejects.toThrow('this machine has no such address');
  });

  it('refuses two methods with one path', async () => {
    const methods = [...echoMethods(newInboxes()), ...echoMethods(newInboxes())];
    const tls = await testCertificate();
    const where = { host: '127.0.0.1', port: 0, clock: systemClock, logger: recordingLogger([]) };
    const started = startRpcServer({ ...where, methods, tls, createEngine: createHttp2Engine });
    await expect(started).rejects.toThrow('two methods have the path /test.Echo/Unary');
  });
});
