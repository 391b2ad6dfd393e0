import type { ClientHttp2Session } from 'node:http2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EchoServer, paths, testCertificate } from './echo-server.ts';
import { connectRaw, frame, grpcHeaders, rawCall } from './raw-client.ts';

describe.each(['h2c', 'tls'] as const)('calls over %s', (transport) => {
  let echo: EchoServer;
  let session: ClientHttp2Session;

  beforeEach(async () => {
    echo = await EchoServer.start();
    session = await connectRaw(transport === 'tls' ? echo.tlsUrl : echo.plainUrl, (await testCertificate()).cert);
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

  it('a duplex stream answers each message and ends when the client half-closes', async () => {
    const answer = await rawCall(session, grpcHeaders(paths.duplex), [frame('a'), frame('b')]);
    expect(answer).toMatchObject({ status: '0', messages: ['echo a', 'echo b'] });
  });

  it('a duplex stream that the server ends gives its status although the client goes on', async () => {
    const answer = await rawCall(session, grpcHeaders(paths.duplex), [frame('a'), frame('end')], false);
    expect(answer).toMatchObject({ status: '0', messages: ['echo a'], resetCode: 0 });
  });
});
