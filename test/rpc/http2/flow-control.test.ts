import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { SettingId } from '../../../src/rpc/http2/settings.ts';
import { paths } from '../echo-server.ts';
import {
  call,
  data,
  endStream,
  headers,
  message,
  ping,
  request,
  resetStream,
  settings,
  uint32,
  windowUpdate,
} from './frames.ts';
import { answer } from './rfc9113.ts';
import { Wire } from './wire.ts';

const responseHeaders = (id: number) =>
  `HEADERS ${id} :status=200 content-type=application/grpc grpc-accept-encoding=identity,gzip`;
const trailers = (id: number) => `HEADERS ${id} end grpc-status=0`;

describe('what the server sends', () => {
  it('stays within the window of a stream, and the trailers wait behind the data', async () => {
    const wire = await Wire.open();
    const lines = await wire.send(settings([[SettingId.INITIAL_WINDOW_SIZE, 3]]), call(1, paths.unary, 'abcde'));
    expect(lines).toEqual(['SETTINGS ack', responseHeaders(1), 'DATA 1 3']);
    expect(await wire.send(windowUpdate(1, 1))).toEqual(['DATA 1 1']);
    expect(await wire.send(windowUpdate(1, 100))).toEqual(['DATA 1 6', trailers(1)]);
  });

  it('sends nothing into a window that SETTINGS have made negative until it is positive again', async () => {
    const wire = await Wire.open();
    await wire.send(settings([[SettingId.INITIAL_WINDOW_SIZE, 8]]), call(1, paths.unary, 'abcdefgh'));
    expect(await wire.send(settings([[SettingId.INITIAL_WINDOW_SIZE, 3]]))).toEqual(['SETTINGS ack']);
    expect(await wire.send(windowUpdate(1, 5))).toEqual([]);
    expect(await wire.send(windowUpdate(1, 1))).toEqual(['DATA 1 1']);
    expect(await wire.send(settings([[SettingId.INITIAL_WINDOW_SIZE, 100]]))).toEqual([
      'SETTINGS ack',
      'DATA 1 4',
      trailers(1),
    ]);
  });

  it('stays within the window of the connection, and the streams take turns at it', async () => {
    const wire = await Wire.open();
    const large = 'x'.repeat(40_000 - 5);
    await wire.send(settings([[SettingId.INITIAL_WINDOW_SIZE, 100_000]]));
    const lines = await wire.send(call(1, paths.unary, 'x'.repeat(65_530)));
    expect(lines.filter((line) => line.startsWith('DATA'))).toEqual(
      [1, 2, 3].map(() => 'DATA 1 16384').concat('DATA 1 16383'),
    );
    expect(await wire.send(call(3, paths.unary, large), call(5, paths.unary, large))).toEqual([
      responseHeaders(3),
      responseHeaders(5),
    ]);
    expect(await wire.send(windowUpdate(0, 4 * 16_384 + 1))).toEqual([
      'DATA 3 16384',
      'DATA 5 16384',
      'DATA 3 16384',
      'DATA 5 16384',
      'DATA 3 1',
    ]);
    expect(await wire.send(windowUpdate(0, 100_000))).toEqual(['DATA 5 7232', trailers(5), 'DATA 3 7231', trailers(3)]);
  });

  it('cuts messages at the frame size of the client, which SETTINGS may raise', async () => {
    const wire = await Wire.open();
    const text = 'x'.repeat(20_000 - 5);
    const dataLines = (lines: string[]) => lines.filter((line) => line.startsWith('DATA'));
    expect(dataLines(await wire.send(call(1, paths.unary, text)))).toEqual(['DATA 1 16384', 'DATA 1 3616']);
    const raised = await wire.send(settings([[SettingId.MAX_FRAME_SIZE, 1 << 20]]), call(3, paths.unary, text));
    expect(dataLines(raised)).toEqual(['DATA 3 20000']);
  });

  it('forgets the rest of an answer when its stream is reset, and gives its room back', async () => {
    const wire = await Wire.open();
    await wire.send(settings([[SettingId.INITIAL_WINDOW_SIZE, 3]]), call(1, paths.unary, 'abcde'));
    expect(wire.bench.engine.queuedBytes).toBe(7);
    expect(await wire.send(resetStream(1), windowUpdate(1, 100))).toEqual([]);
    expect(wire.bench.engine.queuedBytes).toBe(0);
  });

  it.each([
    ['one', [settings([[SettingId.HEADER_TABLE_SIZE, 0]])]],
    [
      'several',
      [settings([[SettingId.HEADER_TABLE_SIZE, 0]]), settings([[SettingId.HEADER_TABLE_SIZE, 4096]]), settings()],
    ],
    [
      'one that takes it back',
      [
        settings([
          [SettingId.HEADER_TABLE_SIZE, 0],
          [SettingId.HEADER_TABLE_SIZE, 4096],
        ]),
      ],
    ],
  ])('announces an empty header table when the client shrinks it by %s SETTINGS, once', async (_, frames) => {
    const wire = await Wire.open();
    const lines = await wire.send(...frames, call(1, paths.unary, 'x'));
    // The log would report a fault of the block here: its decoder follows RFC 7541.
    expect(lines).toEqual([...frames.map(() => 'SETTINGS ack'), ...answer(1, 6)]);
    const bytes = Buffer.concat(wire.socket.written).toString('hex');
    expect(bytes.split('2088').length - 1).toBe(1);
  });
});

describe('a streaming handler', () => {
  it('is told to wait when its client is slow, and goes on when there is room', async () => {
    const wire = await Wire.open({ http2Limits: { streamQueueBytesHigh: 1000 } });
    await wire.send(settings([[SettingId.INITIAL_WINDOW_SIZE, 0]]), call(1, paths.parkStream, 'x'));
    const stream = await wire.bench.inboxes.parkedStreams.take();
    expect(stream.write('a'.repeat(900))).toBe(true);
    expect(stream.write('b'.repeat(900))).toBe(false);
    let resumed = false;
    const drained = stream.drained().then(() => {
      resumed = true;
    });
    await wire.send(windowUpdate(1, 800));
    expect(resumed).toBe(false);
    await wire.send(windowUpdate(1, 100));
    await drained;
    expect(stream.write('c')).toBe(true);
    stream.end();
    expect((await wire.send(windowUpdate(1, 2000))).at(-1)).toBe(trailers(1));
  });

  it('is told to wait when the socket is full, and goes on when it has drained', async () => {
    const wire = await Wire.open({ http2Limits: { socketQueueBytesHigh: 1000 } });
    await wire.send(windowUpdate(0, 1_000_000), settings([[SettingId.INITIAL_WINDOW_SIZE, 1_000_000]]));
    await wire.send(call(1, paths.parkStream, 'x'));
    const stream = await wire.bench.inboxes.parkedStreams.take();
    wire.socket.blocked = true;
    stream.write('a'.repeat(20_000));
    await wire.settle();
    expect(stream.write('b')).toBe(false);
    const drained = stream.drained();
    // What the client sends now is read when the socket has drained.
    await wire.send(ping('waiting!'));
    wire.socket.unblock();
    await drained;
    await wire.settle();
    expect(wire.seen()).toContain('PING ack waiting!');
  });

  it('that waits is released when its client goes away', async () => {
    const wire = await Wire.open({ http2Limits: { streamQueueBytesHigh: 10 } });
    await wire.send(settings([[SettingId.INITIAL_WINDOW_SIZE, 0]]), call(1, paths.parkStream, 'x'));
    const stream = await wire.bench.inboxes.parkedStreams.take();
    expect(stream.write('a'.repeat(900))).toBe(false);
    const drained = stream.drained();
    wire.socket.destroy();
    await drained;
    expect(stream.cancelled).toBe(true);
  });
});

describe('a turn of the event loop', () => {
  it('ends in one write for all answers of a connection', async () => {
    const wire = await Wire.open();
    const before = wire.socket.written.length;
    const ids = Array.from({ length: 100 }, (_, index) => 2 * index + 1);
    const lines = await wire.send(...ids.map((id) => call(id, paths.unary, 'x')), ping());
    expect(lines).toEqual([...ids.flatMap((id) => answer(id, 6)), 'PING ack pingping']);
    expect(wire.socket.written.length - before).toBe(1);
  });

  it('puts the messages that a handler writes in it into one frame, as long as they fit', async () => {
    const wire = await Wire.open();
    await wire.send(windowUpdate(0, 1_000_000), settings([[SettingId.INITIAL_WINDOW_SIZE, 1_000_000]]));
    expect(await wire.send(call(1, paths.stream, '5x95'))).toEqual([responseHeaders(1), 'DATA 1 500', trailers(1)]);
    expect(await wire.send(call(3, paths.stream, '3x8000'))).toEqual([
      responseHeaders(3),
      'DATA 3 16010',
      'DATA 3 8005',
      trailers(3),
    ]);
  });
});

describe('what a client may send', () => {
  it('is renewed for a stream and for the connection, each when half of it has come', async () => {
    const wire = await Wire.open({ http2Limits: { streamWindowBytes: 65_535, connectionWindowBytes: 131_070 } });
    const piece = Buffer.alloc(16_384);
    const prefix = message('x'.repeat(200_000)).subarray(0, 5);
    const lines = await wire.send(headers(1, request(paths.unary)), data(1, prefix), data(1, piece), data(1, piece));
    expect(lines).toEqual(['WINDOW_UPDATE 1 32773']);
    expect(await wire.send(data(1, piece), data(1, piece))).toEqual(['WINDOW_UPDATE 0 65541', 'WINDOW_UPDATE 1 32768']);
  });

  it('is renewed for the connection by data that nobody wants', async () => {
    const wire = await Wire.open({ http2Limits: { connectionWindowBytes: 65_535 } });
    await wire.send(headers(1, request(paths.unary)), windowUpdate(1, 0));
    const piece = Buffer.alloc(16_384);
    expect(await wire.send(data(1, piece), data(1, piece))).toEqual(['WINDOW_UPDATE 0 32768']);
  });

  it('counts padding', async () => {
    const wire = await Wire.open({ http2Limits: { streamWindowBytes: 65_535, connectionWindowBytes: 65_535 } });
    const padded = Buffer.concat([Buffer.from([255]), Buffer.alloc(255)]);
    const frames = Array.from({ length: 128 }, () => data(1, padded, 0x8));
    const lines = await wire.send(headers(1, request(paths.unary)), ...frames);
    expect(lines).toEqual(['WINDOW_UPDATE 0 32768', 'WINDOW_UPDATE 1 32768']);
  });

  it('ends with FLOW_CONTROL_ERROR for a stream whose messages wait to be unpacked', async () => {
    const wire = await Wire.open({ http2Limits: { streamWindowBytes: 65_535 } });
    const packed = gzipSync('x');
    const compressed = Buffer.concat([Buffer.from([1]), uint32(packed.length), packed]);
    const piece = Buffer.alloc(16_384);
    const lines = await wire.send(
      headers(1, request(paths.duplex, [['grpc-encoding', 'gzip']])),
      data(1, compressed),
      ...Array.from({ length: 4 }, () => data(1, piece)),
    );
    expect(lines).toContain('RST_STREAM 1 FLOW_CONTROL_ERROR');
    expect(await wire.send(call(3, paths.unary, 'x'))).toEqual(answer(3, 6));
  });

  it('ends with FLOW_CONTROL_ERROR for a connection that is sent more than its window in one frame', async () => {
    const wire = await Wire.open({ http2Limits: { frameBytesMax: 70_000, connectionWindowBytes: 65_535 } });
    const lines = await wire.send(headers(1, request(paths.unary)), data(1, Buffer.alloc(65_536), endStream));
    expect(lines).toEqual(['GOAWAY 1 FLOW_CONTROL_ERROR']);
  });
});
