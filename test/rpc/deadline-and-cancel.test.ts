import { once } from 'node:events';
import type { ClientHttp2Session } from 'node:http2';
import { constants } from 'node:http2';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/runtime/clock.ts';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';
import { EchoServer, paths } from './echo-server.ts';
import { engines } from './engines.ts';
import { answerOf, connectRaw, frame, grpcHeaders, nextMessage, rawCall } from './raw-client.ts';
import { buildFrame, callHeaders, Flag, FrameType, RawConnection } from './raw-frames.ts';

/** What each official client sends for its telemetry stream, and the edges. */
const longTimeouts = [
  { client: 'Java', timeout: '31535999M', timeoutMs: 31_535_999 * 60_000 },
  { client: 'C#', timeout: '5255999M', timeoutMs: 5_255_999 * 60_000 },
  { client: 'Go', timeout: '31535999S', timeoutMs: 31_535_999_000 },
  { client: 'Python', timeout: '8760H', timeoutMs: 8_760 * 3_600_000 },
  { client: 'C++', timeout: '3600S', timeoutMs: 3_600_000 },
  { client: 'a client with the largest timeout there is', timeout: '99999999H', timeoutMs: 99_999_999 * 3_600_000 },
];

describe.each(engines)('deadlines with $engine', ({ createEngine }) => {
  let clock: VirtualClock;
  let echo: EchoServer;
  let session: ClientHttp2Session;

  beforeEach(async () => {
    clock = new VirtualClock(0);
    const never = Number.POSITIVE_INFINITY;
    const limits = { connectionIdleMs: never, pingIntervalMs: never };
    echo = await EchoServer.start({ createEngine, clock, limits });
    session = await connectRaw(echo.plainUrl);
  });

  afterEach(async () => {
    session.destroy();
    await echo.server.close();
  });

  it.each(longTimeouts)('T1: the telemetry stream of $client ($timeout) lives to its end', async (each) => {
    const stream = session.request(grpcHeaders(paths.parkStream, { 'grpc-timeout': each.timeout }));
    const answer = answerOf(stream);
    stream.end(frame('x'));
    const call = await echo.parkedStreams.take();
    expect(call.remainingMs()).toBe(each.timeoutMs);
    await clock.advance(each.timeoutMs - 1);
    expect(call.cancelled).toBe(false);
    call.write('still here');
    await clock.advance(1);
    expect(call.cancelled).toBe(true);
    expect(await answer).toMatchObject({ status: '4', messages: ['still here'] });
  });

  it('a unary call past its deadline gets DEADLINE_EXCEEDED, and its handler is told once', async () => {
    const answer = rawCall(session, grpcHeaders(paths.park, { 'grpc-timeout': '3S' }), [frame('x')]);
    const call = await echo.parked.take();
    await clock.advance(3_000);
    expect(await answer).toMatchObject({ status: '4', resetCode: 0 });
    expect(await echo.cancelled.take()).toBe(call);
    call.reply('too late');
    await clock.advance(60_000);
    expect(echo.cancelled.size).toBe(0);
    expect(echo.server.counters.callsEnded[4]).toBe(1);
  });

  it('a call whose request never comes to its end has a deadline too', async () => {
    const stream = session.request(grpcHeaders(paths.unary, { 'grpc-timeout': '1S' }));
    const answer = answerOf(stream);
    stream.write(frame('x'));
    await rawCall(session, grpcHeaders(paths.unary), [frame('x')]);
    await clock.advance(1_000);
    await once(stream, 'response');
    stream.end();
    expect(await answer).toMatchObject({ status: '4' });
  });

  it('a call that was answered in time is not ended again', async () => {
    const answer = await rawCall(session, grpcHeaders(paths.unary, { 'grpc-timeout': '1S' }), [frame('x')]);
    expect(answer.status).toBe('0');
    await clock.advance(10_000);
    expect(echo.server.counters.callsEnded[4]).toBe(0);
  });

  it.each(['0S', '0n'])('a deadline of %s has passed at once', async (timeout) => {
    const answer = await rawCall(session, grpcHeaders(paths.unary, { 'grpc-timeout': timeout }), [frame('x')]);
    expect(answer.status).toBe('4');
  });

  it.each(['', '1', 'abc', '-1S', '1.5S', '123456789S', '1s'])(
    'grpc-timeout "%s" is INVALID_ARGUMENT',
    async (timeout) => {
      const answer = await rawCall(session, grpcHeaders(paths.unary, { 'grpc-timeout': timeout }), [frame('x')]);
      expect(answer.status).toBe('3');
      expect(answer.message).toContain(`grpc-timeout ${timeout}`);
    },
  );
});

describe.each(engines)('calls on the system clock with $engine', ({ createEngine }) => {
  let echo: EchoServer;
  let session: ClientHttp2Session;

  beforeEach(async () => {
    echo = await EchoServer.start({ createEngine, clock: systemClock });
    session = await connectRaw(echo.plainUrl);
  });

  afterEach(async () => {
    session.destroy();
    await echo.server.close();
  });

  it.each(longTimeouts)('T1: a timeout of $timeout does not overflow a timer', async ({ timeout }) => {
    const stream = session.request(grpcHeaders(paths.duplex, { 'grpc-timeout': timeout }));
    const answer = answerOf(stream);
    stream.write(frame('a'));
    await nextMessage(stream);
    // Two more turns over the network: a timer of 1 ms or less would have fired.
    await rawCall(session, grpcHeaders(paths.park, { 'grpc-timeout': '5m' }), [frame('x')]);
    stream.end(frame('b'));
    expect(await answer).toMatchObject({ status: '0', messages: ['echo a', 'echo b'] });
  });

  it('a passed deadline ends a call in real time', async () => {
    const answer = await rawCall(session, grpcHeaders(paths.park, { 'grpc-timeout': '20m' }), [frame('x')]);
    expect(answer.status).toBe('4');
  });

  it('T4: headers are sent before any message when the handler asks for it', async () => {
    const stream = session.request(grpcHeaders(paths.duplex));
    const answer = answerOf(stream);
    const headers = new Promise((resolve) => stream.once('response', resolve));
    stream.write(frame('headers'));
    expect(await headers).toMatchObject({ ':status': 200, 'content-type': 'application/grpc' });
    stream.end();
    expect(await answer).toMatchObject({ status: '0', messages: [] });
  });

  it('T6: a stream that its client half-closes without a word ends with OK', async () => {
    expect(await rawCall(session, grpcHeaders(paths.duplex), [])).toMatchObject({ status: '0', messages: [] });
  });

  const kinds = [
    { kind: 'unary', path: paths.park, flags: Flag.END_STREAM },
    { kind: 'server stream', path: paths.parkStream, flags: Flag.END_STREAM },
    { kind: 'duplex', path: paths.duplex, flags: 0 },
  ];
  it.each(kinds)('a reset of a $kind call reaches its handler once, whatever the code', async ({ path, flags }) => {
    const connection = await RawConnection.open(echo.server.address.port);
    const codes = [constants.NGHTTP2_CANCEL, constants.NGHTTP2_NO_ERROR, constants.NGHTTP2_INTERNAL_ERROR, 0xfedcba98];
    for (const [index, code] of codes.entries()) {
      const streamId = 2 * index + 1;
      connection.send(
        buildFrame(FrameType.HEADERS, Flag.END_HEADERS, streamId, callHeaders(path)),
        buildFrame(FrameType.DATA, flags, streamId, frame('x')),
      );
      await Promise.race([echo.parked.arrival(), echo.parkedStreams.arrival(), echo.duplexEvents.arrival()]);
      const resetCode = Buffer.alloc(4);
      resetCode.writeUInt32BE(code);
      connection.send(buildFrame(FrameType.RST_STREAM, 0, streamId, resetCode));
      const call = await echo.cancelled.take();
      expect(call.path).toBe(path);
      expect(call.cancelled).toBe(true);
      let heard = 0;
      call.onCancel(() => {
        heard += 1;
      });
      expect(heard).toBe(1);
    }
    connection.send(
      buildFrame(FrameType.HEADERS, Flag.END_HEADERS, 99, callHeaders(paths.unary)),
      buildFrame(FrameType.DATA, Flag.END_STREAM, 99, frame('x')),
    );
    await connection.next(({ type, streamId }) => type === FrameType.DATA && streamId === 99);
    connection.socket.destroy();
    await echo.server.drain(10_000);
    expect(echo.cancelled.size).toBe(0);
    expect(echo.server.counters.callsEnded[1]).toBe(codes.length);
  });

  it.each(['FIN', 'RST'])('the loss of the connection by %s cancels every call on it, and no other', async (how) => {
    const socket = connect(echo.server.address.port, '127.0.0.1');
    const lost = await connectRaw(echo.plainUrl, { createConnection: () => socket });
    const other = await connectRaw(echo.plainUrl);
    const kept = other.request(grpcHeaders(paths.duplex));
    const keptAnswer = answerOf(kept);
    kept.write(frame('a'));
    await nextMessage(kept);
    for (let count = 0; count < 50; count += 1) {
      const stream = lost.request(grpcHeaders(paths.park));
      stream.on('error', () => undefined);
      stream.end(frame('x'));
      await echo.parked.take();
    }
    if (how === 'FIN') {
      socket.destroy();
    } else {
      socket.resetAndDestroy();
    }
    const cancelled = new Set();
    for (let count = 0; count < 50; count += 1) {
      cancelled.add(await echo.cancelled.take());
    }
    expect(cancelled.size).toBe(50);
    kept.end();
    expect(await keptAnswer).toMatchObject({ status: '0', messages: ['echo a'] });
    expect(echo.cancelled.size).toBe(0);
    other.destroy();
    lost.destroy();
  });

  it('a call that has ended hears of no cancellation', async () => {
    const answer = rawCall(session, grpcHeaders(paths.park), [frame('x')]);
    const call = await echo.parked.take();
    call.reply('done');
    call.fail(13, 'after the end');
    call.reply('twice');
    expect(await answer).toMatchObject({ status: '0', messages: ['done'] });
    session.destroy();
    await echo.server.drain(10_000);
    expect(call.cancelled).toBe(false);
    expect(echo.cancelled.size).toBe(0);
  });

  it('500 calls at once on one connection are all answered', async () => {
    const calls = Array.from({ length: 500 }, (_, index) =>
      rawCall(session, grpcHeaders(paths.unary), [frame(`call ${index}`)]),
    );
    const answers = await Promise.all(calls);
    expect(answers.map((answer) => answer.messages[0])).toEqual(answers.map((_, index) => `call ${index}`));
  });

  it('200 immediate resets leave the connection alive', async () => {
    for (let count = 0; count < 200; count += 1) {
      const stream = session.request(grpcHeaders(paths.park));
      stream.on('error', () => undefined);
      stream.close(constants.NGHTTP2_CANCEL);
    }
    expect(await rawCall(session, grpcHeaders(paths.unary), [frame('x')])).toMatchObject({ status: '0' });
  });
});
