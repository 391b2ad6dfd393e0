import { describe, expect, it } from 'vitest';
import { clientPreface } from '../../../src/rpc/http2/frame.ts';
import { SettingId } from '../../../src/rpc/http2/settings.ts';
import { paths } from '../echo-server.ts';
import {
  call,
  data,
  headers,
  hello,
  message,
  ping,
  rawFrame,
  request,
  resetStream,
  settings,
  settingsAck,
  uint32,
  windowUpdate,
} from './frames.ts';
import { answer, block, echo, noMessage, serves } from './rfc9113.ts';
import { EngineBench, Wire } from './wire.ts';

/** A whole request whose block begins with one instruction and ends with another. */
const requestWith = (id: number, first: Uint8Array, last: Uint8Array): Buffer =>
  rawFrame(1, 5, id, Buffer.concat([first, block, last]));
const nothing = Buffer.alloc(0);
/** x: y, into the table; and the newest entry of the table. */
const addEntry = Buffer.from([0x40, 1, 0x78, 1, 0x79]);
const newestEntry = Buffer.from([0xbe]);
const tableOfZero = Buffer.from([0x20]);

describe('RFC 9113, connections', () => {
  it('3.4: the server preface is SETTINGS, and comes first', async () => {
    const wire = new EngineBench().connect();
    await wire.settle();
    expect(wire.seen()).toEqual(['SETTINGS', 'WINDOW_UPDATE 0 16711681']);
  });

  it.each([
    ['HTTP/1.1', Buffer.from('GET / HTTP/1.1\r\nhost: x\r\n\r\n')],
    ['a preface with one wrong byte', Buffer.from(clientPreface.toString('latin1').replace('SM', 'SN'))],
    ['zeros', Buffer.alloc(64)],
  ])('3.4: a connection that begins with %s is closed with PROTOCOL_ERROR', async (_, bytes) => {
    const wire = new EngineBench().connect();
    expect(await wire.send(bytes)).toEqual(['SETTINGS', 'WINDOW_UPDATE 0 16711681', 'GOAWAY 0 PROTOCOL_ERROR']);
    expect(wire.closed).toBe(true);
  });

  it.each([
    ['PING', ping()],
    ['HEADERS', headers(1, echo, 5)],
    ['a SETTINGS acknowledgement', settingsAck],
    ['a frame of an unknown type', rawFrame(0x77, 0, 0)],
  ])('3.4: a client whose first frame is %s is refused with PROTOCOL_ERROR', async (_, frame) => {
    const wire = new EngineBench().connect();
    expect((await wire.send(clientPreface, frame)).at(-1)).toBe('GOAWAY 0 PROTOCOL_ERROR');
    expect(wire.closed).toBe(true);
  });

  it('3.4: the preface may come byte by byte', async () => {
    const wire = new EngineBench().connect();
    for (const byte of Buffer.concat([hello, call(1, paths.unary, 'x')])) {
      wire.socket.push(Buffer.from([byte]));
    }
    await wire.settle();
    expect(wire.seen().slice(-3)).toEqual(answer(1, 6));
  });

  it('4.3.1: until the client acknowledges SETTINGS its table may have 4 096 bytes, whatever they say', async () => {
    const wire = new EngineBench({ http2Limits: { headerTableBytes: 0 } }).connect();
    await wire.send(clientPreface, settings());
    wire.seen();
    const lines = await wire.send(requestWith(1, nothing, addEntry), requestWith(3, nothing, newestEntry));
    expect(lines).toEqual([noMessage(1), noMessage(3)]);
  });

  it.each([
    ['a new block', requestWith(3, nothing, addEntry)],
    ['a block that was understood before', requestWith(3, nothing, nothing)],
    ['a trailer section', headers(5, [['x', 'y']], 5)],
  ])('4.3.1: %s after it that does not begin by making the table smaller is COMPRESSION_ERROR', async (_, frame) => {
    const wire = new EngineBench({ http2Limits: { headerTableBytes: 100 } }).connect();
    await wire.send(clientPreface, settings(), requestWith(1, nothing, nothing), headers(5, echo));
    expect((await wire.send(settingsAck, frame)).at(-1)).toMatch(/^GOAWAY \d COMPRESSION_ERROR$/);
    expect(wire.closed).toBe(true);
  });

  it('4.3.1: a block that makes the table smaller is understood, and so are those after it', async () => {
    const wire = new EngineBench({ http2Limits: { headerTableBytes: 100 } }).connect();
    await wire.send(clientPreface, settings(), requestWith(1, nothing, nothing), settingsAck);
    wire.seen();
    expect(await wire.send(requestWith(3, tableOfZero, nothing))).toEqual([noMessage(3)]);
    await serves(wire, 5);
    expect((await wire.send(requestWith(7, Buffer.from([0x3f, 70]), nothing))).at(-1)).toMatch(/COMPRESSION_ERROR$/);
  });

  it('4.3.1: a table above 4 096 bytes is used from the block on that says so', async () => {
    const wire = await Wire.open({ http2Limits: { headerTableBytes: 8192 } });
    const entry = Buffer.concat([Buffer.from([0x40, 1, 0x78, 0x7f, 0xa1, 0x2e]), Buffer.alloc(6048, 'y')]);
    const tableOf8192 = Buffer.from([0x3f, 0xe1, 0x3f]);
    expect(await wire.send(requestWith(1, tableOf8192, entry), requestWith(3, nothing, newestEntry))).toEqual([
      noMessage(1),
      noMessage(3),
    ]);
    const other = await Wire.open({ http2Limits: { headerTableBytes: 8192 } });
    const lines = await other.send(requestWith(1, nothing, entry), requestWith(3, nothing, newestEntry));
    expect(lines.at(-1)).toBe('GOAWAY 3 COMPRESSION_ERROR');
  });

  it('5.1.2: streams above SETTINGS_MAX_CONCURRENT_STREAMS are refused, and an ended one makes room', async () => {
    const wire = await Wire.open({ limits: { streamsPerConnectionMax: 2 } });
    const parked = [1, 3, 5].map((id) => call(id, paths.park, 'x'));
    expect(await wire.send(...parked)).toEqual(['RST_STREAM 5 REFUSED_STREAM']);
    expect(wire.bench.counters.streamsRefused).toBe(1);
    await wire.send(resetStream(1));
    await serves(wire, 7);
  });

  it('5.4.1: a connection error names the last stream that may have been processed', async () => {
    const wire = await Wire.open();
    expect(
      (await wire.send(call(9, paths.unary, 'x'), ping('short').subarray(0, 9), rawFrame(4, 0, 1))).at(-1),
    ).toMatch(/^GOAWAY 9 /);
  });

  it('5.4.1: nothing is read after a connection error', async () => {
    const wire = await Wire.open();
    const lines = await wire.send(resetStream(0), call(1, paths.unary, 'x'), ping());
    expect(lines).toEqual(['GOAWAY 0 PROTOCOL_ERROR']);
    expect(wire.bench.counters.callsStarted).toBe(0);
  });

  it('5.4.1: a connection error cancels the calls that run', async () => {
    const wire = await Wire.open();
    await wire.send(call(1, paths.park, 'x'));
    const parked = await wire.bench.inboxes.parked.take();
    await wire.send(resetStream(0));
    expect(parked.cancelled).toBe(true);
    expect(wire.bench.inboxes.cancelled.size).toBe(1);
  });

  it('6.8: after a GOAWAY of the client its running calls end and the connection closes', async () => {
    const wire = await Wire.open();
    await wire.send(call(1, paths.park, 'x'));
    const parked = await wire.bench.inboxes.parked.take();
    expect(await wire.send(rawFrame(7, 0, 0, uint32(0, 0)))).toEqual(['GOAWAY 1 NO_ERROR']);
    expect(wire.closed).toBe(false);
    parked.reply('late');
    await wire.settle();
    expect(wire.seen()).toEqual(answer(1, 9));
    expect(wire.closed).toBe(true);
  });

  it('6.8: a drain names the last stream, takes none above it, ends with the running ones and closes', async () => {
    const wire = await Wire.open();
    await wire.send(call(1, paths.park, 'x'));
    const drained = wire.bench.engine.drain();
    await wire.settle();
    expect(wire.seen()).toEqual(['GOAWAY 1 NO_ERROR']);
    const late = [call(3, paths.unary, 'too late'), windowUpdate(3, 1), resetStream(3), ping()];
    expect(await wire.send(...late)).toEqual(['PING ack pingping']);
    (await wire.bench.inboxes.parked.take()).reply('late');
    await wire.settle();
    expect(wire.seen()).toEqual(answer(1, 9));
    expect(wire.closed).toBe(true);
    await wire.bench.clock.advance(2000);
    await drained;
  });

  it('6.4: nothing is sent on a stream once its RST_STREAM has come, neither what waits nor what is written later', async () => {
    const wire = await Wire.open();
    await wire.send(
      settings([[SettingId.INITIAL_WINDOW_SIZE, 0]]),
      call(1, paths.unary, 'x'),
      call(3, paths.park, 'x'),
    );
    const parked = await wire.bench.inboxes.parked.take();
    expect(await wire.send(resetStream(1), resetStream(3), windowUpdate(1, 100))).toEqual([]);
    parked.reply('late');
    await wire.settle();
    expect(wire.seen()).toEqual([]);
  });

  it('6.8: the last stream id of a later GOAWAY is no higher, whatever has come in between', async () => {
    const wire = await Wire.open();
    await wire.send(call(1, paths.park, 'x'));
    void wire.bench.engine.drain();
    await wire.settle();
    expect(wire.seen()).toEqual(['GOAWAY 1 NO_ERROR']);
    expect(await wire.send(call(5, paths.unary, 'x'), resetStream(0))).toEqual(['GOAWAY 1 PROTOCOL_ERROR']);
  });

  it('6.8: header blocks and DATA of streams above the last one count for the table and the window', async () => {
    const wire = await Wire.open({ http2Limits: { connectionWindowBytes: 65_535 } });
    await wire.send(headers(1, request(paths.park)));
    void wire.bench.engine.drain();
    await wire.settle();
    wire.seen();
    const piece = Buffer.alloc(16_384);
    const lines = await wire.send(requestWith(3, nothing, addEntry), data(5, piece), data(5, piece));
    expect(lines).toEqual(['WINDOW_UPDATE 0 32768']);
    // A trailer section that refers to the entry of the block that nobody read.
    await wire.send(data(1, message('x')), rawFrame(1, 5, 1, newestEntry));
    (await wire.bench.inboxes.parked.take()).reply('late');
    await wire.settle();
    expect(wire.seen()).toEqual(answer(1, 9));
  });

  it('6.8: a GOAWAY with an error code that nobody knows, and debug data, is a goodbye like others', async () => {
    const wire = await Wire.open();
    expect(await wire.send(rawFrame(7, 0, 0, Buffer.concat([uint32(0, 0xdeadbeef), Buffer.alloc(1000)])))).toEqual([
      'GOAWAY 0 NO_ERROR',
    ]);
    expect(wire.closed).toBe(true);
  });

  it('6.9.2: SETTINGS do not change the window of the connection', async () => {
    const wire = await Wire.open();
    await wire.send(settings([[SettingId.INITIAL_WINDOW_SIZE, 1_000_000]]));
    const lines = await wire.send(call(1, paths.stream, '10x10000'));
    const sent = lines.filter((line) => line.startsWith('DATA 1 ')).map((line) => Number(line.split(' ')[2]));
    expect(sent.reduce((sum, bytes) => sum + bytes, 0)).toBe(65_535);
  });
});
