import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { clientPreface } from '../../../src/rpc/http2/frame.ts';
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
  settingsAck,
  uint32,
} from './frames.ts';
import { answer } from './rfc9113.ts';
import { expectDefence, Wire } from './wire.ts';

const gzipCall = (id: number, path: string): Buffer => headers(id, request(path, [['grpc-encoding', 'gzip']]));
/** A message, packed. */
const packed = (text: string): Buffer => {
  const bytes = gzipSync(text);
  return Buffer.concat([Buffer.from([1]), uint32(bytes.length), bytes]);
};

describe('answers that nobody takes', () => {
  it('end the connection above its limit', async () => {
    const wire = await Wire.open({ http2Limits: { connectionQueuedBytesMax: 1000 } });
    await wire.send(settings([[SettingId.INITIAL_WINDOW_SIZE, 0]]), call(1, paths.unary, 'x'.repeat(900)));
    expect(wire.closed).toBe(false);
    const lines = await wire.send(call(3, paths.unary, 'x'.repeat(100)));
    expect(lines.at(-1)).toBe('GOAWAY 3 ENHANCE_YOUR_CALM');
    expectDefence(wire, 'queuedBytes');
    expect(wire.bench.engine.queuedBytes).toBe(0);
  });

  it('in the socket count as well', async () => {
    const wire = await Wire.open({ http2Limits: { connectionQueuedBytesMax: 1000 } });
    wire.socket.blocked = true;
    await wire.send(ping());
    await wire.send(call(1, paths.unary, 'x'.repeat(1000)));
    expect([...wire.bench.counters.connectionsDefended]).toEqual([['queuedBytes', 1]]);
    wire.socket.destroy();
    await wire.settle();
    expect(wire.bench.engine.queuedBytes).toBe(0);
  });

  it('of all connections together end the one that asks for more', async () => {
    const first = await Wire.open({ http2Limits: { queuedBytesMax: 1000 } });
    const second = first.bench.connect();
    const shut = settings([[SettingId.INITIAL_WINDOW_SIZE, 0]]);
    await first.send(shut, call(1, paths.unary, 'x'.repeat(600)));
    await second.send(clientPreface, shut, settingsAck, call(1, paths.unary, 'x'.repeat(600)));
    expectDefence(second, 'allQueuedBytes');
    expect(first.closed).toBe(false);
  });
});

describe('a compressed bomb', () => {
  it('is refused at the message limit, off the event loop, and the connection goes on', async () => {
    const wire = await Wire.open({ limits: { requestBytesMax: 10_000 } });
    const packed = gzipSync(Buffer.alloc(1_000_000));
    const frame = Buffer.concat([Buffer.from([1]), uint32(packed.length), packed]);
    const answered = wire.nextWrite();
    wire.socket.push(Buffer.concat([headers(1, request(paths.unary, [['grpc-encoding', 'gzip']])), data(1, frame, 1)]));
    await answered;
    expect(wire.seen()[0]).toMatch(/^HEADERS 1 end .* grpc-status=8/);
    expect(await wire.send(call(3, paths.unary, 'x'))).toEqual(answer(3, 6));
  });
});

describe('requests that do not end', () => {
  it('count what they hold as soon as nothing more of them is in the chunk, and give it back at their end', async () => {
    const wire = await Wire.open();
    const budget = wire.bench.requestBudget;
    await wire.send(headers(1, request(paths.unary)), data(1, message('x'.repeat(1000))), ping());
    expect(budget.taken).toBe(1000);
    await wire.send(headers(3, request(paths.unary)), data(3, message('')), data(3, '', endStream));
    expect(budget.taken).toBe(1000);
    expect(await wire.send(data(1, '', endStream))).toEqual(answer(1, 1005));
    expect(budget.taken).toBe(0);
  });

  it('are refused above the limit of all together, each by itself, and given up ones make room', async () => {
    const wire = await Wire.open({ limits: { requestBytesHeldMax: 2500 } });
    const begun = (id: number) =>
      Buffer.concat([headers(id, request(paths.unary)), data(id, message('x'.repeat(1000)))]);
    const lines = await wire.send(begun(1), begun(3), begun(5));
    expect(lines).toEqual([
      expect.stringMatching(/^HEADERS 5 end .* grpc-status=8 grpc-message=no room for a message of 1000 bytes/),
      'RST_STREAM 5 NO_ERROR',
    ]);
    expect(await wire.send(call(7, paths.unary, 'x'.repeat(1000)))).toEqual(answer(7, 1005));
    await wire.send(resetStream(1));
    expect(await wire.send(begun(9), data(9, '', endStream), data(3, '', endStream))).toEqual([
      ...answer(9, 1005),
      ...answer(3, 1005),
    ]);
    expect(wire.bench.requestBudget.taken).toBe(0);
  });

  it('count although their message came in a frame without its prefix', async () => {
    const wire = await Wire.open();
    const bytes = message('x'.repeat(1000));
    await wire.send(headers(1, request(paths.unary)), data(1, bytes.subarray(0, 5)), data(1, bytes.subarray(5)));
    expect(wire.bench.requestBudget.taken).toBe(1000);
    expect(await wire.send(data(1, '', endStream))).toEqual(answer(1, 1005));
    expect(wire.bench.requestBudget.taken).toBe(0);
  });
});

/** Other threads unpack, and tell in a later turn of the event loop. */
function beforeAnythingIsUnpacked(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

describe('messages behind one that is being unpacked', () => {
  it('wait as bytes, which count, and are all answered', async () => {
    const wire = await Wire.open();
    const budget = wire.bench.requestBudget;
    const behind = Buffer.concat([
      ...Array.from({ length: 2000 }, () => message('')),
      packed('second'),
      message('last'),
    ]);
    wire.socket.push(Buffer.concat([gzipCall(1, paths.duplex), data(1, packed('first')), data(1, behind)]));
    await beforeAnythingIsUnpacked();
    expect(budget.taken).toBeGreaterThan(10_000);
    expect(budget.taken).toBeLessThan(25_000);
    const told: string[] = [];
    while (told.at(-1) !== 'last') {
      told.push(await wire.bench.inboxes.duplexEvents.take());
    }
    expect(told).toEqual(['first', ...Array.from({ length: 2000 }, () => ''), 'second', 'last']);
    expect((await wire.send(data(1, '', endStream))).at(-1)).toBe('HEADERS 1 end grpc-status=0');
    expect(budget.taken).toBe(0);
  });

  it('are refused above the limit of all unfinished requests', async () => {
    const wire = await Wire.open({ limits: { requestBytesHeldMax: 50_000 } });
    const pieces = Array.from({ length: 3 }, () => data(1, Buffer.alloc(15_000)));
    const lines = await wire.send(gzipCall(1, paths.duplex), data(1, packed('x')), ...pieces);
    expect(lines[0]).toMatch(/^HEADERS 1 end .* grpc-status=8 grpc-message=no room for a message of 45000 bytes/);
    expect(wire.bench.requestBudget.taken).toBe(0);
    expect(await wire.send(call(3, paths.unary, 'x'))).toEqual(answer(3, 6));
  });

  it('and that one itself are given back when the call is reset', async () => {
    const wire = await Wire.open();
    wire.socket.push(Buffer.concat([gzipCall(1, paths.duplex), data(1, packed('x')), data(1, Buffer.alloc(5000))]));
    await beforeAnythingIsUnpacked();
    expect(wire.bench.requestBudget.taken).toBeGreaterThan(5000);
    await wire.send(resetStream(1));
    expect(wire.bench.requestBudget.taken).toBe(0);
  });
});
