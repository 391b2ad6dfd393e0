import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { Client, type ClientOptions, credentials, type Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttp2Engine } from '../../../src/rpc/http2/http2-engine.ts';
import { EchoServer, paths, testCertificate } from '../echo-server.ts';
import { connectRaw, frame, grpcHeaders, rawCall } from '../raw-client.ts';
import { call, data, FrameLog, headers, hello, message, ping, request, settings } from './frames.ts';

const toBytes = (text: string) => Buffer.from(text);
const toText = (bytes: Buffer) => bytes.toString();
const noLimit: ClientOptions = { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 };

let echo: EchoServer;

beforeAll(async () => {
  echo = await EchoServer.start({ createEngine: createHttp2Engine });
});

afterAll(async () => {
  await echo.server.close();
});

/** All calls have ended, and nothing of the clients is left. */
async function expectAllEnded(): Promise<void> {
  const { counters } = echo.server;
  const ended = () => counters.callsEnded.reduce((sum, count) => sum + count, 0);
  while (ended() < counters.callsStarted || counters.connectionsClosed < counters.connectionsAccepted) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  expect(ended()).toBe(counters.callsStarted);
}

describe.each(['h2c', 'tls'])('@grpc/grpc-js over %s', (transport) => {
  let client: Client;

  beforeAll(async () => {
    const { cert } = await testCertificate();
    client =
      transport === 'tls'
        ? new Client(echo.tlsUrl.slice('https://'.length), credentials.createSsl(Buffer.from(cert)), noLimit)
        : new Client(echo.plainUrl.slice('http://'.length), credentials.createInsecure(), noLimit);
  });

  afterAll(() => client.close());

  function unary(path: string, text: string, deadline = Date.now() + 25_000): Promise<string> {
    return new Promise((resolve, reject) => {
      client.makeUnaryRequest(path, toBytes, toText, text, { deadline }, (error, answer) =>
        error === null ? resolve(answer ?? '') : reject(error),
      );
    });
  }

  it('a unary call is answered', async () => {
    expect(await unary(paths.unary, 'hello')).toBe('hello');
  });

  it('1 000 calls at once are answered, each with its own', async () => {
    const texts = Array.from({ length: 1000 }, (_, index) => `call ${index} ${'x'.repeat(index)}`);
    expect(await Promise.all(texts.map((text) => unary(paths.unary, text)))).toEqual(texts);
  });

  it('bodies of 4 MiB pass both ways, several at once', async () => {
    const texts = ['a', 'b', 'c'].map((letter) => letter.repeat(4 * 1024 * 1024));
    const answers = await Promise.all(texts.map((text) => unary(paths.unary, text)));
    expect(answers.every((answer, index) => answer === texts[index])).toBe(true);
  });

  it('a failure arrives with its code and text', async () => {
    const failure = unary(paths.fail, 'no such “thing” 100 %');
    await expect(failure).rejects.toMatchObject({ code: status.NOT_FOUND, details: 'no such “thing” 100 %' });
  });

  it('an unknown method is UNIMPLEMENTED', async () => {
    await expect(unary('/test.Echo/Nothing', 'x')).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
  });

  it('a deadline ends the call on both sides', async () => {
    await expect(unary(paths.park, 'x', Date.now() + 50)).rejects.toMatchObject({ code: status.DEADLINE_EXCEEDED });
    const parked = await echo.parked.take();
    await echo.cancelled.take();
    expect(parked.cancelled).toBe(true);
  });

  it('a server stream larger than every window arrives in order', async () => {
    const stream = client.makeServerStreamRequest(paths.stream, toBytes, toText, '64x400000');
    const seen: string[] = [];
    for await (const text of stream) {
      seen.push(String(text).slice(0, 3));
    }
    expect(seen).toEqual(Array.from({ length: 64 }, (_, index) => `${index}:`.padEnd(3, '.')));
  });

  it('a duplex stream answers each message as it comes', async () => {
    const stream = client.makeBidiStreamRequest(paths.duplex, toBytes, toText);
    for (const text of ['a', 'b', 'c']) {
      stream.write(text);
      expect(await once(stream, 'data')).toEqual([`echo ${text}`]);
    }
    stream.end();
    const [ending] = (await once(stream.resume(), 'status')) as [{ code: number; metadata: Metadata }];
    expect(ending.code).toBe(status.OK);
    while (echo.duplexEvents.size > 0) {
      await echo.duplexEvents.take();
    }
  });

  it('a cancelled call reaches its handler', async () => {
    const running = client.makeUnaryRequest(
      paths.park,
      toBytes,
      toText,
      'x',
      (_error: ServiceError | null) => undefined,
    );
    const parked = await echo.parked.take();
    running.cancel();
    expect(await echo.cancelled.take()).toBe(parked);
  });
});

describe.each(['h2c', 'tls'])('node:http2 over %s', (transport) => {
  it('1 000 streams of one session are answered', async () => {
    const url = transport === 'tls' ? echo.tlsUrl : echo.plainUrl;
    const session = await connectRaw(url, { ca: (await testCertificate()).cert });
    session.setMaxListeners(0);
    const texts = Array.from({ length: 1000 }, (_, index) => `${index}`);
    const answers = await Promise.all(texts.map((text) => rawCall(session, grpcHeaders(paths.unary), [frame(text)])));
    expect(answers.map(({ messages }) => messages[0])).toEqual(texts);
    expect(answers.every((answer) => answer.status === '0')).toBe(true);
    session.destroy();
  });
});

function open(): Promise<Socket> {
  const socket = connectTcp(echo.server.address.port, '127.0.0.1');
  socket.on('error', () => undefined);
  return once(socket, 'connect').then(() => socket);
}

/** Resolves with the lines that the server sends, when it has sent the last one of a call. */
async function untilAnswered(socket: Socket): Promise<string[]> {
  const log = new FrameLog();
  const lines: string[] = [];
  for await (const chunk of socket) {
    lines.push(...log.read(chunk as Buffer));
    if (lines.at(-1)?.startsWith('HEADERS 1 end')) {
      break;
    }
  }
  return lines;
}

describe('connections', () => {
  it('10 000 are opened, used and closed, and nothing is left of them', { timeout: 120_000 }, async () => {
    const lanes = Array.from({ length: 50 }, async () => {
      for (let index = 0; index < 200; index++) {
        const socket = await open();
        socket.write(Buffer.concat([hello, call(1, paths.unary, 'x')]));
        expect((await untilAnswered(socket)).at(-1)).toBe('HEADERS 1 end grpc-status=0');
        socket.destroy();
      }
    });
    await Promise.all(lanes);
    await expectAllEnded();
  });

  it('a client that dies at any frame boundary leaves nothing behind, and harms nobody', async () => {
    const frames = [
      hello.subarray(0, 24),
      settings(),
      headers(1, request(paths.park)),
      data(1, message('parked'), 1),
      headers(3, request(paths.unary)),
      data(3, message('x'.repeat(30_000)).subarray(0, 16_000)),
      headers(5, request(paths.duplex)),
      data(5, message('hello')),
      headers(7, request(paths.stream)),
      data(7, message('100x10000'), 1),
      ping(),
      headers(9, request(paths.parkStream)),
      data(9, message('parked'), 1),
    ];
    const bystander = await connectRaw(echo.plainUrl);
    for (let count = 0; count <= frames.length; count++) {
      const socket = await open();
      await promisify((bytes: Buffer, done: (error?: Error | null) => void) => socket.write(bytes, done))(
        Buffer.concat(frames.slice(0, count)),
      );
      const answer = await rawCall(bystander, grpcHeaders(paths.unary), [frame('still here')]);
      expect(answer).toMatchObject({ status: '0', messages: ['still here'] });
      if (count % 2 === 0) {
        socket.resetAndDestroy();
      } else {
        socket.destroy();
      }
    }
    bystander.destroy();
    await expectAllEnded();
  });
});

function installed(command: string): boolean {
  return spawnSync(command, ['--version']).status === 0;
}

describe.skipIf(!installed('h2load'))('h2load and nghttp', () => {
  it('finish all their requests', async () => {
    const child = spawn('h2load', ['-n', '5000', '-c', '4', '-m', '100', `${echo.plainUrl}/`]);
    const output: string[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    await once(child, 'close');
    expect(output.join('')).toContain(
      '5000 total, 5000 started, 5000 done, 0 succeeded, 5000 failed, 0 errored, 0 timeout',
    );
    expect(output.join('')).toContain('5000 4xx');
  });
});
