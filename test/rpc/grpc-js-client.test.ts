import { type CallOptions, Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EchoServer, paths, testCertificate } from './echo-server.ts';
import { engines } from './engines.ts';

const encode = (text: string): Buffer => Buffer.from(text);
const decode = (bytes: Buffer): string => bytes.toString();

const transports = engines.flatMap((engine) => [
  { ...engine, transport: 'h2c' },
  { ...engine, transport: 'tls' },
]);

describe.each(transports)('@grpc/grpc-js against $engine over $transport', ({ createEngine, transport }) => {
  let echo: EchoServer;
  let client: Client;

  const target = () => `${transport === 'tls' ? 'localhost' : '127.0.0.1'}:${echo.server.address.port}`;

  beforeEach(async () => {
    echo = await EchoServer.start({ createEngine });
    const { cert } = await testCertificate();
    const secure = credentials.createSsl(Buffer.from(cert));
    client = new Client(target(), transport === 'tls' ? secure : credentials.createInsecure(), {
      'grpc.max_receive_message_length': -1,
      'grpc.max_send_message_length': -1,
    });
  });

  afterEach(async () => {
    client.close();
    await echo.server.close();
  });

  const unary = (path: string, text: string, metadata = new Metadata(), options: CallOptions = {}): Promise<string> =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(path, encode, decode, text, metadata, options, (error, value) =>
        error === null ? resolve(value ?? '') : reject(error),
      );
    });
  const failure = (path: string, text: string, options: CallOptions = {}): Promise<ServiceError> =>
    unary(path, text, new Metadata(), options).then(
      () => expect.fail('the call should fail'),
      (error: ServiceError) => error,
    );

  it('unary calls, one after the other and 200 at once', async () => {
    expect(await unary(paths.unary, 'hello')).toBe('hello');
    const texts = Array.from({ length: 200 }, (_, index) => `call ${index}`);
    expect(await Promise.all(texts.map((text) => unary(paths.unary, text)))).toEqual(texts);
  });

  it('a 4 MiB message both ways', async () => {
    const large = 'm'.repeat(4 * 1024 * 1024);
    expect((await unary(paths.unary, large)) === large).toBe(true);
  });

  it('metadata, also binary', async () => {
    const metadata = new Metadata();
    metadata.set('x-mq-client-id', 'me');
    metadata.set('trace-bin', Buffer.from([0, 1, 255]));
    expect(await unary(paths.headers, 'x-mq-client-id', metadata)).toBe('me');
    expect(Buffer.from(await unary(paths.headers, 'trace-bin', metadata), 'base64')).toEqual(Buffer.from([0, 1, 255]));
    expect(await unary(paths.headers, 'user-agent', metadata)).toContain('grpc-node-js');
  });

  it('errors with code and text', async () => {
    expect(await failure(paths.fail, 'no such thing: 100 % né 🚀')).toMatchObject({
      code: status.NOT_FOUND,
      details: 'no such thing: 100 % né 🚀',
    });
    expect(await failure('/no.such/Method', 'x')).toMatchObject({ code: status.UNIMPLEMENTED });
    expect(await failure(paths.throws, 'x')).toMatchObject({ code: status.INTERNAL });
    expect(await failure(paths.unary, 'undecodable')).toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  it('a deadline', async () => {
    const error = await failure(paths.park, 'x', { deadline: Date.now() + 50 });
    expect(error.code).toBe(status.DEADLINE_EXCEEDED);
  });

  it('gzip requests', async () => {
    const compressing = new Client(
      target(),
      transport === 'tls'
        ? credentials.createSsl(Buffer.from((await testCertificate()).cert))
        : credentials.createInsecure(),
      { 'grpc.default_compression_algorithm': 2 },
    );
    const text = 'squeeze me '.repeat(1000);
    const answer = await new Promise<string | undefined>((resolve, reject) => {
      compressing.makeUnaryRequest(paths.unary, encode, decode, text, (error, value) =>
        error === null ? resolve(value) : reject(error),
      );
    });
    expect(answer).toBe(text);
    compressing.close();
  });

  it('a server stream, and its cancellation', async () => {
    const call = client.makeServerStreamRequest(paths.stream, encode, decode, '100x1000');
    const received: string[] = [];
    for await (const message of call) {
      received.push(String(message));
    }
    expect(received.length).toBe(100);
    const parked = client.makeServerStreamRequest(paths.parkStream, encode, decode, 'x');
    const ended = new Promise<ServiceError>((resolve) => parked.on('error', (error) => resolve(error as ServiceError)));
    await echo.parkedStreams.take();
    parked.cancel();
    expect((await ended).code).toBe(status.CANCELLED);
    await echo.cancelled.take();
  });

  it('T4, T6: a duplex stream gets headers early, answers, and ends with OK and no error after half-close', async () => {
    const call = client.makeBidiStreamRequest(paths.duplex, encode, decode);
    const errors: unknown[] = [];
    call.on('error', (error) => errors.push(error));
    const headers = new Promise((resolve) => call.once('metadata', resolve));
    call.write('headers');
    await headers;
    const message = new Promise((resolve) => call.once('data', resolve));
    call.write('a');
    expect(await message).toBe('echo a');
    const ended = new Promise<{ code: number }>((resolve) => call.once('status', resolve));
    call.end();
    expect((await ended).code).toBe(status.OK);
    expect(errors).toEqual([]);
  });

  it('T8: a drain lets the running call finish; later ones are UNAVAILABLE', async () => {
    const running = unary(paths.park, 'x');
    const parked = await echo.parked.take();
    const drained = echo.server.drain(10_000);
    parked.reply('finished');
    expect(await running).toBe('finished');
    await drained;
    expect(await failure(paths.unary, 'x', { deadline: Date.now() + 5_000 })).toMatchObject({
      code: status.UNAVAILABLE,
    });
  });
});
