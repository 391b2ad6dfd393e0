import { once } from 'node:events';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect, createServer, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientPreface } from '../../src/rpc/http2/frame.ts';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';
import { EchoServer, paths, testCertificate } from './echo-server.ts';
import { engines } from './engines.ts';
import { connectRaw, frame, grpcHeaders, rawCall } from './raw-client.ts';
import { buildFrame, FrameType, RawConnection } from './raw-frames.ts';

const handshakeTimeoutMs = 5_000;

/** Everything the server sends until it closes. */
async function readToEnd(socket: Socket): Promise<Buffer> {
  const received: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => received.push(chunk));
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('close', resolve));
  return Buffer.concat(received);
}

/** Passes what a client sends on to the server, a few bytes per write. */
async function relayInPieces(serverPort: number, length: number): Promise<{ port: number; close(): void }> {
  const relay = createServer((client) => {
    const server = connect({ port: serverPort, host: '127.0.0.1', noDelay: true });
    client.on('data', (chunk: Buffer) => {
      for (let offset = 0; offset < chunk.length; offset += length) {
        server.write(chunk.subarray(offset, offset + length));
      }
    });
    server.pipe(client);
    client.on('error', () => server.destroy());
    server.on('error', () => client.destroy());
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const address = relay.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, close: () => relay.close() };
}

describe.each(engines)('the port with $engine', ({ createEngine }) => {
  let clock: VirtualClock;
  let echo: EchoServer;
  let bystander: ClientHttp2Session;

  const open = async (): Promise<Socket> => {
    const socket = connect(echo.server.address.port, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  };
  const bystanderWorks = async (): Promise<void> => {
    expect(await rawCall(bystander, grpcHeaders(paths.unary), [frame('x')])).toMatchObject({ status: '0' });
  };

  beforeEach(async () => {
    clock = new VirtualClock(0);
    echo = await EchoServer.start({ createEngine, clock, limits: { handshakeTimeoutMs, connectionsMax: 5 } });
    bystander = await connectRaw(echo.plainUrl);
  });

  afterEach(async () => {
    await bystanderWorks();
    expect(echo.log.filter(({ level }) => level === 'error')).toEqual([]);
    bystander.destroy();
    await echo.server.close();
  });

  it.each([
    { what: 'random bytes', bytes: Buffer.from('8f3a00ffd1e2b7c4a5968778695a4b3c2d1e0f', 'hex') },
    { what: 'zeros', bytes: Buffer.alloc(1000) },
    { what: 'text', bytes: Buffer.from('hello\r\n') },
    { what: 'a preface with a wrong byte', bytes: Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\rX') },
    {
      what: 'a TLS record without TLS in it',
      bytes: Buffer.concat([Buffer.from('16030100ff', 'hex'), Buffer.alloc(255)]),
    },
    { what: 'an SSLv2 hello', bytes: Buffer.from('802e0100020015000000100100800200800300800400800500', 'hex') },
    { what: 'the whole preface and then garbage', bytes: Buffer.concat([clientPreface, Buffer.alloc(100, 0xff)]) },
    { what: 'the preface and a frame on no stream', bytes: Buffer.concat([clientPreface, buildFrame(0, 0, 0)]) },
  ])('closes a connection that sends $what, at once', async ({ bytes }) => {
    const socket = await open();
    socket.write(bytes);
    await readToEnd(socket);
  });

  it.each([
    'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n',
    'POST /apache.rocketmq.v2.MessagingService/SendMessage HTTP/1.1\r\nContent-Length: 0\r\n\r\n',
    'GET / HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n',
  ])('tells an HTTP/1.1 client what this port speaks, and closes: %j', async (request) => {
    const socket = await open();
    socket.write(request);
    const answer = (await readToEnd(socket)).toString();
    expect(answer).toMatch(/^HTTP\/1\.1 426 /);
    expect(answer).toContain('gRPC');
    expect(echo.server.counters.connectionsRejected).toBe(1);
  });

  it.each([
    { what: 'says nothing', bytes: Buffer.alloc(0) },
    { what: 'sends half a preface', bytes: clientPreface.subarray(0, 12) },
    { what: 'sends half an HTTP/1.1 request line', bytes: Buffer.from('GET /x HT') },
    { what: 'stops inside a TLS hello', bytes: Buffer.from('160301020001000001', 'hex') },
    { what: 'sends the first byte of a TLS hello', bytes: Buffer.from('16', 'hex') },
  ])('closes a connection that $what, when its time is over', async ({ bytes }) => {
    const socket = await open();
    socket.write(bytes);
    const closed = readToEnd(socket);
    await bystanderWorks();
    await clock.advance(handshakeTimeoutMs - 1);
    expect(socket.destroyed).toBe(false);
    await clock.advance(1);
    await closed;
    expect(echo.server.counters).toMatchObject({ connectionsAccepted: 2, connectionsRejected: 1 });
  });

  it('closes a TLS connection that never sends its preface, when its time is over', async () => {
    const socket = connectTls({ port: echo.server.address.port, ALPNProtocols: ['h2'], rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const closed = readToEnd(socket);
    socket.write(clientPreface.subarray(0, 10));
    await bystanderWorks();
    await clock.advance(handshakeTimeoutMs);
    await closed;
    expect(echo.server.counters.connectionsRejected).toBe(1);
  });

  it.each([1, 2, 3, 10, 23])('takes a preface that comes in pieces of %d bytes', async (length) => {
    const socket = await open();
    const settings = once(socket, 'data');
    const bytes = Buffer.concat([clientPreface, buildFrame(FrameType.SETTINGS, 0, 0)]);
    for (let offset = 0; offset < bytes.length; offset += length) {
      socket.write(bytes.subarray(offset, offset + length));
      await bystanderWorks();
    }
    const [chunk] = (await settings) as [Buffer];
    expect(chunk.readUInt8(3)).toBe(FrameType.SETTINGS);
    socket.destroy();
  });

  it.each([1, 5, 100])('takes a TLS handshake that comes in pieces of %d bytes', async (length) => {
    const relay = await relayInPieces(echo.server.address.port, length);
    const session = await connectRaw(`https://localhost:${relay.port}`, { ca: (await testCertificate()).cert });
    expect(await rawCall(session, grpcHeaders(paths.unary), [frame('x')])).toMatchObject({ status: '0' });
    session.destroy();
    relay.close();
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('speaks %s', async (version) => {
    const session = connectHttp2(echo.tlsUrl, {
      ca: (await testCertificate()).cert,
      minVersion: version,
      maxVersion: version,
    });
    expect(await rawCall(session, grpcHeaders(paths.unary), [frame('x')])).toMatchObject({ status: '0' });
    session.destroy();
  });

  it('refuses to negotiate TLS 1.2 again (RFC 9113, 9.2.1)', async () => {
    const socket = connectTls({
      port: echo.server.address.port,
      ALPNProtocols: ['h2'],
      rejectUnauthorized: false,
      maxVersion: 'TLSv1.2',
    });
    await once(socket, 'secureConnect');
    const settings = once(socket, 'data');
    socket.write(Buffer.concat([clientPreface, buildFrame(FrameType.SETTINGS, 0, 0)]));
    await settings;
    const failure = once(socket, 'error');
    const renegotiated = new Promise<boolean>((resolve) => {
      socket.renegotiate({ rejectUnauthorized: false }, (error) => resolve(error === null));
    });
    expect(await Promise.race([renegotiated, failure.then(([error]) => String(error))])).toMatch(/no renegotiation/);
    socket.destroy();
  });

  it.each([
    { what: 'no ALPN', options: {} },
    { what: 'only http/1.1', options: { ALPNProtocols: ['http/1.1'] } },
    { what: 'TLS 1.1', options: { ALPNProtocols: ['h2'], minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' } as const },
  ])('closes a TLS connection with $what', async ({ options }) => {
    const socket = connectTls({ port: echo.server.address.port, rejectUnauthorized: false, ...options });
    await readToEnd(socket);
  });

  it.each(['localhost', '127.0.0.1'])('has a certificate that a client can verify for %s', async (host) => {
    const { cert } = await testCertificate();
    const session = await connectRaw(`https://${host}:${echo.server.address.port}`, { ca: cert });
    expect(await rawCall(session, grpcHeaders(paths.unary), [frame('x')])).toMatchObject({ status: '0' });
    session.destroy();
  });

  it('closes connections over the limit at once, says so once, and takes new ones when there is room', async () => {
    const kept = await Promise.all(Array.from({ length: 4 }, () => RawConnection.open(echo.server.address.port)));
    for (let count = 0; count < 3; count += 1) {
      const socket = connect(echo.server.address.port, '127.0.0.1');
      expect(await readToEnd(socket)).toEqual(Buffer.alloc(0));
    }
    expect(echo.server.counters).toMatchObject({ connectionsAccepted: 5, connectionsRefused: 3 });
    expect(echo.log.filter(({ level }) => level === 'warn').length).toBe(1);
    kept[0]?.socket.destroy();
    await kept[0]?.closed;
    await bystanderWorks();
    const next = await RawConnection.open(echo.server.address.port);
    for (const { socket } of [...kept, next]) {
      socket.destroy();
    }
  });

  it('survives a thousand connections that are opened and dropped at every stage', async () => {
    const pieces = [Buffer.alloc(0), clientPreface.subarray(0, 5), clientPreface, Buffer.from('160301', 'hex')];
    for (let round = 0; round < 250; round += 1) {
      await Promise.all(
        pieces.map(async (piece) => {
          const socket = await open();
          socket.on('error', () => undefined);
          socket.end(piece);
          socket.resetAndDestroy();
        }),
      );
    }
  });
});
