import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';
import { EchoServer, paths } from './echo-server.ts';
import { engines } from './engines.ts';
import { answerOf, connectRaw, frame, grpcHeaders, nextMessage, rawCall } from './raw-client.ts';
import { buildFrame, callHeaders, Flag, type Frame, FrameType, headerBlock, RawConnection } from './raw-frames.ts';

const isServerPing = ({ type, flags }: Frame) => type === FrameType.PING && flags === 0;
const isPingAnswer = ({ type, flags }: Frame) => type === FrameType.PING && flags === Flag.ACK;
const isGoaway = ({ type }: Frame) => type === FrameType.GOAWAY;

function goawayCode(frameReceived: Frame): number {
  return frameReceived.payload.readUInt32BE(4);
}

describe.each(engines)('a connection with $engine', ({ createEngine }) => {
  let clock: VirtualClock;
  let echo: EchoServer;
  let connection: RawConnection;

  beforeEach(async () => {
    clock = new VirtualClock(0);
    echo = await EchoServer.start({ createEngine, clock });
    connection = await RawConnection.open(echo.server.address.port);
  });

  afterEach(async () => {
    connection.socket.destroy();
    await echo.server.close();
  });

  const openStream = (streamId: number, path: string = paths.duplex) =>
    connection.send(buildFrame(FrameType.HEADERS, Flag.END_HEADERS, streamId, callHeaders(path)));

  const answerPing = async () => {
    const ping = await connection.next(isServerPing);
    connection.send(buildFrame(FrameType.PING, Flag.ACK, 0, ping.payload));
    // The answer to a PING of ours shows that the server has read the one above.
    connection.send(buildFrame(FrameType.PING, 0, 0, Buffer.alloc(8)));
    await connection.next(isPingAnswer);
  };

  it('starts with SETTINGS that give large windows, stream and header limits, and no push', async () => {
    const settings = await connection.next(({ type, flags }) => type === FrameType.SETTINGS && flags === 0);
    const values = new Map<number, number>();
    for (let offset = 0; offset < settings.payload.length; offset += 6) {
      values.set(settings.payload.readUInt16BE(offset), settings.payload.readUInt32BE(offset + 2));
    }
    expect(values.get(0x3)).toBe(4096);
    expect(values.get(0x4)).toBe(1024 * 1024);
    expect(values.get(0x6)).toBe(16_384);
    const update = await connection.next(({ type, streamId }) => type === FrameType.WINDOW_UPDATE && streamId === 0);
    expect(65_535 + update.payload.readUInt32BE(0)).toBe(16 * 1024 * 1024);
  });

  it('T5: PINGs of a client are answered, however many, with and without a call open', async () => {
    for (let count = 0; count < 100; count += 1) {
      if (count === 50) {
        openStream(1);
      }
      const opaque = Buffer.alloc(8, count);
      connection.send(buildFrame(FrameType.PING, 0, 0, opaque));
      expect((await connection.next(isPingAnswer)).payload).toEqual(opaque);
    }
    expect(connection.unread.some(isGoaway)).toBe(false);
  });

  it('T7: a connection without streams is let go with GOAWAY after 120 s', async () => {
    await clock.advance(60_000);
    await answerPing();
    await clock.advance(59_999);
    expect(connection.unread.some(isGoaway)).toBe(false);
    await clock.advance(1);
    expect(goawayCode(await connection.next(isGoaway))).toBe(0);
    await connection.closed;
    await echo.server.drain(10_000);
    expect(echo.server.counters).toMatchObject({ connectionsClosed: 1, connectionsLost: 0, connectionsIdle: 1 });
  });

  it('an open stream keeps its connection, and its end starts the idle time anew', async () => {
    openStream(1);
    for (let minute = 0; minute < 10; minute += 1) {
      await clock.advance(60_000);
      await answerPing();
    }
    connection.send(buildFrame(FrameType.DATA, Flag.END_STREAM, 1));
    await connection.next(({ type, flags }) => type === FrameType.HEADERS && (flags & Flag.END_STREAM) !== 0);
    await clock.advance(60_000);
    await answerPing();
    expect(connection.unread.some(isGoaway)).toBe(false);
    await clock.advance(60_000);
    await connection.next(isGoaway);
    await connection.closed;
  });

  it('a peer that does not answer PING within 20 s is gone, and its calls are cancelled', async () => {
    openStream(1);
    connection.send(buildFrame(FrameType.DATA, 0, 1, frame('x')));
    await echo.duplexEvents.take();
    await clock.advance(60_000);
    await answerPing();
    await clock.advance(60_000);
    await connection.next(isServerPing);
    await clock.advance(19_999);
    expect(echo.cancelled.size).toBe(0);
    await clock.advance(1);
    expect((await echo.cancelled.take()).cancelled).toBe(true);
    await connection.closed;
    expect(echo.server.counters.connectionsLost).toBe(1);
  });

  it('a header list over the limit ends that call alone', async () => {
    const session = await connectRaw(echo.plainUrl);
    const call = (valueBytes: number) =>
      rawCall(session, grpcHeaders(paths.unary, { 'x-large': 'v'.repeat(valueBytes) }), [frame('x')]);
    expect(await call(14_000)).toMatchObject({ status: '0' });
    const refused = await call(20_000);
    // node:http2 resets the stream, our own engine says why: RESOURCE_EXHAUSTED.
    expect(refused.status ?? refused.resetCode).not.toBe('0');
    expect(refused.messages).toEqual([]);
    expect(await call(14_000)).toMatchObject({ status: '0' });
    session.destroy();
  });

  it('a client with more calls than streams are allowed gets all its answers', async () => {
    const small = await EchoServer.start({ createEngine, limits: { streamsPerConnectionMax: 2 } });
    const session = await connectRaw(small.plainUrl);
    await rawCall(session, grpcHeaders(paths.unary), [frame('x')]);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => rawCall(session, grpcHeaders(paths.unary), [frame('x')])),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array(20).fill('0'));
    session.destroy();
    await small.server.close();
  });

  it('a client that breaks the limit of streams loses that stream or its connection, and nobody else anything', async () => {
    const small = await EchoServer.start({ createEngine, limits: { streamsPerConnectionMax: 2 } });
    const raw = await RawConnection.open(small.server.address.port);
    const session = await connectRaw(small.plainUrl);
    for (const streamId of [1, 3, 5]) {
      raw.send(buildFrame(FrameType.HEADERS, Flag.END_HEADERS, streamId, callHeaders(paths.duplex)));
    }
    await raw.next((each) => isGoaway(each) || (each.type === FrameType.RST_STREAM && each.streamId === 5));
    expect(await rawCall(session, grpcHeaders(paths.unary), [frame('x')])).toMatchObject({ status: '0' });
    session.destroy();
    raw.socket.destroy();
    await small.server.close();
  });

  it('a request without a path gets an answer', async () => {
    const block = headerBlock({ ':method': 'CONNECT', ':authority': 'localhost', 'content-type': 'application/grpc' });
    connection.send(buildFrame(FrameType.HEADERS, Flag.END_HEADERS | Flag.END_STREAM, 1, block));
    await connection.next(({ type, streamId }) => type === FrameType.HEADERS && streamId === 1);
  });
});

describe.each(engines)('flow control with $engine', ({ createEngine }) => {
  let echo: EchoServer;

  beforeEach(async () => {
    echo = await EchoServer.start({ createEngine });
  });

  afterEach(async () => {
    await echo.server.close();
  });

  it('a handler that minds drained() never has more waiting than one message over the mark', async () => {
    const session = await connectRaw(echo.plainUrl);
    const stream = session.request(grpcHeaders(paths.parkStream));
    const answer = answerOf(stream);
    stream.pause();
    stream.end(frame('x'));
    const call = await echo.parkedStreams.take();
    let written = 0;
    const writer = (async () => {
      for (; written < 64 && !call.cancelled; written += 1) {
        if (!call.write('m'.repeat(1024 * 1024))) {
          await call.drained();
        }
      }
      call.end();
    })();
    await rawCall(session, grpcHeaders(paths.unary), [frame('x')]);
    expect(written).toBeLessThan(10);
    stream.resume();
    await writer;
    expect((await answer).messages.length).toBe(64);
    session.destroy();
  });

  it('drained() resolves when the client goes away', async () => {
    const session = await connectRaw(echo.plainUrl);
    const stream = session.request(grpcHeaders(paths.parkStream));
    stream.on('error', () => undefined);
    stream.pause();
    stream.end(frame('x'));
    const call = await echo.parkedStreams.take();
    while (call.write('m'.repeat(1024 * 1024))) {}
    const drained = call.drained();
    session.destroy();
    await drained;
    expect((await echo.cancelled.take()).cancelled).toBe(true);
    expect(call.write('after the end')).toBe(true);
  });

  it('a client that takes nothing while its handler writes on is cut off at the limit', async () => {
    const small = await EchoServer.start({ createEngine, limits: { responseBytesQueuedMax: 4 * 1024 * 1024 } });
    const session = await connectRaw(small.plainUrl);
    const stream = session.request(grpcHeaders(paths.parkStream));
    const answer = answerOf(stream);
    stream.pause();
    stream.end(frame('x'));
    const call = await small.parkedStreams.take();
    for (let count = 0; count < 10; count += 1) {
      call.write('m'.repeat(1024 * 1024));
    }
    expect(call.cancelled).toBe(true);
    await small.cancelled.take();
    stream.resume();
    expect((await answer).resetCode).toBe(8);
    expect(small.log).toContainEqual(expect.objectContaining({ level: 'warn' }));
    expect(await rawCall(session, grpcHeaders(paths.unary), [frame('x')])).toMatchObject({ status: '0' });
    session.destroy();
    await small.server.close();
  });

  it('T3: a message of 64 MiB is taken with the limits as they are', async () => {
    const session = await connectRaw(echo.plainUrl);
    const large = 'm'.repeat(64 * 1024 * 1024);
    const stream = session.request(grpcHeaders(paths.headers));
    const answer = answerOf(stream);
    stream.end(frame(large));
    expect(await answer).toMatchObject({ status: '0', messages: ['(none)'] });
    session.destroy();
  });

  it('a batch of 32 messages of 4 MiB arrives whole', async () => {
    const session = await connectRaw(echo.plainUrl);
    session.setLocalWindowSize(16 * 1024 * 1024);
    const answer = await rawCall(session, grpcHeaders(paths.stream), [frame(`32x${4 * 1024 * 1024}`)]);
    expect(answer.status).toBe('0');
    expect(answer.messages.map((message) => message.length)).toEqual(Array(32).fill(4 * 1024 * 1024));
    session.destroy();
  });

  it('whole messages of requests that do not end hold no more than their limit together', async () => {
    const small = await EchoServer.start({ createEngine, limits: { requestBytesHeldMax: 30_000 } });
    const session = await connectRaw(small.plainUrl);
    const calls = Array.from({ length: 3 }, () =>
      rawCall(session, grpcHeaders(paths.unary), [frame('m'.repeat(12_000))], false),
    );
    const refused = await Promise.race(calls);
    expect(refused.status).toBe('8');
    expect(refused.message).toContain('try again later');
    setImmediate(() => session.destroy());
    await Promise.all(calls);
    await small.server.close();
  });

  it('unfinished requests together hold no more than their limit', async () => {
    const limits = { requestBytesHeldMax: 1024 * 1024 };
    const small = await EchoServer.start({ createEngine, limits });
    const session = await connectRaw(small.plainUrl);
    const half = frame('m'.repeat(1_500_000)).subarray(0, 400_000);
    const calls = Array.from({ length: 3 }, () => rawCall(session, grpcHeaders(paths.unary), [half], false));
    const refused = await Promise.race(calls);
    expect(refused.status).toBe('8');
    expect(refused.message).toContain('try again later');
    expect(small.server.counters.callsEnded[8]).toBe(1);
    // Not in the turn in which a stream ended: node's own client would hang.
    setImmediate(() => session.destroy());
    await Promise.all(calls);

    const next = await connectRaw(small.plainUrl);
    const after = await rawCall(next, grpcHeaders(paths.unary), [frame('m'.repeat(900_000))]);
    expect(after.status).toBe('0');
    next.destroy();
    await small.server.close();
  });

  it('messages of a duplex stream come back while the client still writes', async () => {
    const session = await connectRaw(echo.plainUrl);
    const stream = session.request(grpcHeaders(paths.duplex));
    for (let count = 0; count < 20; count += 1) {
      stream.write(frame(`${count}`));
      expect(await nextMessage(stream)).toBe(`echo ${count}`);
    }
    stream.end();
    session.close();
    await once(session, 'close');
  });
});
