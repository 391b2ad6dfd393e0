import { once } from 'node:events';
import { constants } from 'node:http2';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';
import { EchoServer, paths, testCertificate } from './echo-server.ts';
import { engines } from './engines.ts';
import { answerOf, connectRaw, frame, grpcHeaders, nextMessage, rawCall } from './raw-client.ts';
import { buildFrame, callHeaders, Flag, FrameType, RawConnection } from './raw-frames.ts';

const drainTimeoutMs = 30_000;

describe.each(engines)('drain and close with $engine', ({ createEngine }) => {
  let clock: VirtualClock;
  let echo: EchoServer;

  beforeEach(async () => {
    clock = new VirtualClock(0);
    echo = await EchoServer.start({ createEngine, clock });
  });

  afterEach(async () => {
    await echo.server.close();
  });

  it('T8: running calls of all kinds finish, then every connection is gone and the promise resolves', async () => {
    const { cert } = await testCertificate();
    const sessions = [await connectRaw(echo.plainUrl), await connectRaw(echo.tlsUrl, { ca: cert })];
    const answers = [];
    for (const session of sessions) {
      answers.push(rawCall(session, grpcHeaders(paths.park), [frame('x')]));
      answers.push(rawCall(session, grpcHeaders(paths.parkStream), [frame('x')]));
      const duplex = session.request(grpcHeaders(paths.duplex));
      answers.push(answerOf(duplex));
      duplex.once('trailers', () => duplex.end());
      duplex.write(frame('a'));
      await nextMessage(duplex);
      await echo.duplexEvents.take();
    }
    const goaways = sessions.map((session) => once(session, 'goaway'));
    const drained = echo.server.drain(drainTimeoutMs);
    await Promise.all(goaways);
    for (const _ of sessions) {
      (await echo.parked.take()).reply('finished');
      const stream = await echo.parkedStreams.take();
      stream.write('finished');
      stream.end();
    }
    expect(await Promise.race([drained, answers[0]])).toMatchObject({ status: '0', messages: ['finished'] });
    expect(await answers[1]).toMatchObject({ status: '0', messages: ['finished'] });
    for (const call of echo.duplexCalls) {
      call.end();
    }
    for (const answer of answers) {
      expect(await answer).toMatchObject({ status: '0' });
    }
    await drained;
    expect(echo.server.counters).toMatchObject({ connectionsAccepted: 2, connectionsClosed: 2 });
    expect(echo.cancelled.size).toBe(0);
  });

  it('after GOAWAY a new stream is not handled, and those that run go on', async () => {
    const connection = await RawConnection.open(echo.server.address.port);
    connection.send(
      buildFrame(FrameType.HEADERS, Flag.END_HEADERS, 1, callHeaders(paths.park)),
      buildFrame(FrameType.DATA, Flag.END_STREAM, 1, frame('x')),
    );
    const call = await echo.parked.take();
    const drained = echo.server.drain(drainTimeoutMs);
    const goaway = await connection.next(({ type }) => type === FrameType.GOAWAY);
    expect(goaway.payload.readUInt32BE(0)).toBe(1);
    expect(goaway.payload.readUInt32BE(4)).toBe(0);
    connection.send(
      buildFrame(FrameType.HEADERS, Flag.END_HEADERS, 3, callHeaders(paths.unary)),
      buildFrame(FrameType.DATA, Flag.END_STREAM, 3, frame('late')),
      buildFrame(FrameType.PING, 0, 0, Buffer.alloc(8)),
    );
    await connection.next(({ type, flags }) => type === FrameType.PING && flags === Flag.ACK);
    expect(connection.unread.some(({ type, streamId }) => type === FrameType.DATA && streamId === 3)).toBe(false);
    call.reply('done');
    await connection.next(({ type, streamId }) => type === FrameType.DATA && streamId === 1);
    await drained;
    expect(echo.server.counters.callsStarted).toBe(1);
  });

  it('what still runs after the time limit is cancelled', async () => {
    const session = await connectRaw(echo.plainUrl);
    const answer = rawCall(session, grpcHeaders(paths.park), [frame('x')]);
    const call = await echo.parked.take();
    const drained = echo.server.drain(drainTimeoutMs);
    await clock.advance(drainTimeoutMs - 1);
    expect(call.cancelled).toBe(false);
    await clock.advance(1);
    await drained;
    expect(await echo.cancelled.take()).toBe(call);
    expect((await answer).status).toBeUndefined();
  });

  it('an idle server is drained at once, its idle and half-open connections closed', async () => {
    const idle = await RawConnection.open(echo.server.address.port);
    const silent = connect(echo.server.address.port, '127.0.0.1');
    silent.on('error', () => undefined);
    await once(silent, 'connect');
    while (echo.server.counters.connectionsAccepted < 2) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await echo.server.drain(drainTimeoutMs);
    await idle.closed;
    expect(idle.unread.some(({ type }) => type === FrameType.GOAWAY)).toBe(true);
  });

  it('no connection is accepted once it has begun', async () => {
    const session = await connectRaw(echo.plainUrl);
    const answer = rawCall(session, grpcHeaders(paths.park), [frame('x')]);
    const call = await echo.parked.take();
    const drained = echo.server.drain(drainTimeoutMs);
    const refused = connect(echo.server.address.port, '127.0.0.1');
    const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
    call.reply('done');
    expect(await answer).toMatchObject({ status: '0' });
    await drained;
  });

  it('close cancels what runs and drops what waits to be read', async () => {
    const session = await connectRaw(echo.plainUrl);
    const stream = session.request(grpcHeaders(paths.parkStream));
    stream.on('error', () => undefined);
    stream.pause();
    stream.end(frame('x'));
    const call = await echo.parkedStreams.take();
    while (call.write('m'.repeat(1024 * 1024))) {}
    await echo.server.close();
    expect((await echo.cancelled.take()).cancelled).toBe(true);
    expect(echo.server.counters.connectionsClosed).toBe(1);
    session.destroy();
  });

  it('close ends although it is called while one call is being cancelled and others are open', async () => {
    const session = await connectRaw(echo.plainUrl);
    const streams = [];
    for (const path of [paths.duplex, paths.duplex, paths.park]) {
      const stream = session.request(grpcHeaders(path));
      stream.on('error', () => undefined);
      stream.write(frame('a'));
      streams.push(stream);
    }
    streams[2]?.end();
    const call = await echo.parked.take();
    const closed = new Promise<void>((resolve, reject) => {
      call.onCancel(() => {
        echo.server.close().then(resolve, reject);
      });
    });
    streams[2]?.close(constants.NGHTTP2_CANCEL);
    await closed;
    expect(echo.duplexCalls.map((open) => open.cancelled)).toEqual([true, true]);
    expect(echo.server.counters.connectionsClosed).toBe(1);
    session.destroy();
  });

  it('drain and close may be called again, in any order', async () => {
    const session = await connectRaw(echo.plainUrl);
    const both = [echo.server.drain(drainTimeoutMs), echo.server.drain(drainTimeoutMs)];
    await Promise.all(both);
    await echo.server.close();
    await echo.server.close();
    await echo.server.drain(drainTimeoutMs);
    session.destroy();
  });
});
