import { describe, expect, it } from 'vitest';
import type { Defence } from '../../../src/rpc/http2/connection.ts';
import { clientPreface, Flag } from '../../../src/rpc/http2/frame.ts';
import { encodeFields } from '../../../src/rpc/http2/hpack-encoder.ts';
import type { Http2Limits } from '../../../src/rpc/http2/http2-limits.ts';
import { SettingId } from '../../../src/rpc/http2/settings.ts';
import { paths } from '../echo-server.ts';
import {
  call,
  continuation,
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
  windowUpdate,
} from './frames.ts';
import { answer } from './rfc9113.ts';
import { EngineBench, expectDefence, Wire } from './wire.ts';

const few = { burst: 10, perSecond: 1 };
const echo = request(paths.unary);
const block = encodeFields(echo);

function times(count: number, make: (index: number) => Buffer): Buffer[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Floods that end at once: each limit, what passes it, and what is just below it. */
const floods: readonly {
  readonly defence: Defence;
  readonly name: string;
  readonly limits: Partial<Http2Limits>;
  readonly frames: (excess: 0 | 1) => Buffer[];
}[] = [
  {
    defence: 'resets',
    name: 'requests that are reset at once (CVE-2023-44487)',
    limits: { resets: few },
    frames: (excess) =>
      times(10 + excess, (index) => Buffer.concat([headers(2 * index + 1, echo), resetStream(2 * index + 1)])),
  },
  {
    defence: 'resets',
    name: 'frames that make the server reset streams',
    limits: { resets: few },
    frames: (excess) =>
      times(10 + excess, (index) => Buffer.concat([headers(2 * index + 1, echo), windowUpdate(2 * index + 1, 0)])),
  },
  {
    defence: 'resets',
    name: 'malformed requests',
    limits: { resets: few },
    frames: (excess) => times(10 + excess, (index) => headers(2 * index + 1, [[':path', '/']], 5)),
  },
  { defence: 'pings', name: 'PING', limits: { pings: few }, frames: (excess) => times(10 + excess, () => ping()) },
  {
    defence: 'settings',
    name: 'SETTINGS',
    limits: { settings: { burst: 11, perSecond: 1 } },
    frames: (excess) => times(10 + excess, () => settings()),
  },
  {
    defence: 'settings',
    name: 'one SETTINGS with thousands of entries',
    limits: {},
    frames: (excess) => [settings(Array.from({ length: 512 + excess }, () => [0xff, 1] as const))],
  },
  {
    defence: 'emptyFrames',
    name: 'DATA without content',
    limits: { emptyFrames: few },
    frames: (excess) => [headers(1, echo), ...times(10 + excess, () => data(1, ''))],
  },
  {
    defence: 'emptyFrames',
    name: 'CONTINUATION without content',
    limits: { emptyFrames: few },
    frames: (excess) => [rawFrame(1, 1, 1, block), ...times(10 + excess, () => continuation(1, Buffer.alloc(0)))],
  },
  {
    defence: 'windowUpdates',
    name: 'WINDOW_UPDATE',
    limits: { windowUpdates: few },
    frames: (excess) => times(10 + excess, () => windowUpdate(0, 1)),
  },
  {
    defence: 'ignoredFrames',
    name: 'PRIORITY',
    limits: { ignoredFrames: few },
    frames: (excess) => times(10 + excess, () => rawFrame(2, 0, 3, Buffer.alloc(5))),
  },
  {
    defence: 'ignoredFrames',
    name: 'frames of unknown types',
    limits: { ignoredFrames: few },
    frames: (excess) => times(10 + excess, () => rawFrame(0x99, 0, 0)),
  },
  {
    defence: 'ignoredFrames',
    name: 'RST_STREAM of a stream that is closed',
    limits: { ignoredFrames: few },
    frames: (excess) => [headers(9, echo), resetStream(9), ...times(10 + excess, () => resetStream(9))],
  },
  {
    defence: 'ignoredFrames',
    name: 'GOAWAY while a call runs',
    limits: { ignoredFrames: few },
    frames: (excess) => [call(1, paths.park, 'x'), ...times(10 + excess, () => rawFrame(7, 0, 0, Buffer.alloc(1000)))],
  },
  {
    defence: 'ignoredFrames',
    name: 'PING acknowledgements that nobody waits for',
    limits: { ignoredFrames: few },
    frames: (excess) => times(10 + excess, () => ping('pingping', Flag.ACK)),
  },
  {
    defence: 'ignoredFrames',
    name: 'SETTINGS acknowledgements that nobody waits for',
    limits: { ignoredFrames: few },
    frames: (excess) => times(10 + excess, () => settingsAck),
  },
  {
    defence: 'continuationFrames',
    name: 'CONTINUATION without an end (CVE-2024-27316)',
    limits: { continuationFramesMax: 10 },
    frames: (excess) => [rawFrame(1, 1, 1, block), ...times(10 + excess, () => continuation(1, Buffer.from([0x82])))],
  },
  {
    defence: 'headerBlockBytes',
    name: 'a header block without measure',
    limits: { headerBlockBytesMax: 20_000 },
    frames: (excess) => [
      rawFrame(1, 1, 1, Buffer.alloc(10_000, 0x82)),
      continuation(1, Buffer.alloc(10_000 + excess, 0x82)),
    ],
  },
  {
    defence: 'requestBytes',
    name: 'requests that never end',
    limits: { connectionRequestBytesMax: 20_000 },
    frames: (excess) => {
      const start = message('x'.repeat(100_000)).subarray(0, 10_000);
      return times(2, (index) => headers(2 * index + 1, echo))
        .concat(times(2, (index) => data(2 * index + 1, start)))
        .concat(excess > 0 ? [data(1, 'x')] : []);
    },
  },
];

describe('a flood', () => {
  it('of resets is none when each follows a call that has ended', async () => {
    const wire = await Wire.open({ http2Limits: { resets: few, ignoredFrames: few } });
    for (let index = 0; index < 100; index++) {
      const id = 4 * index + 1;
      await wire.send(call(id, paths.unary, 'x'), resetStream(id), headers(id + 2, echo), resetStream(id + 2));
    }
    expect(wire.closed).toBe(false);
  });

  it.each(floods)('of $name ends its connection, and one frame less does not', async ({ defence, limits, frames }) => {
    const calm = await Wire.open({ http2Limits: limits });
    await calm.send(...frames(0));
    expect(calm.bench.counters.connectionsDefended.size).toBe(0);
    expect(calm.closed).toBe(false);

    const wire = await Wire.open({ http2Limits: limits });
    const neighbour = wire.bench.connect();
    await neighbour.send(hello);
    const lines = await wire.send(...frames(1));
    expect(lines.at(-1)).toMatch(/^GOAWAY \d+ ENHANCE_YOUR_CALM$/);
    expectDefence(wire, defence);
    expect(await neighbour.send(call(1, paths.unary, 'x'))).toEqual(answer(1, 6));
  });

  it.each([
    ['PING', 'pings', () => ping()],
    ['WINDOW_UPDATE', 'windowUpdates', () => windowUpdate(0, 1)],
  ] as const)('of %s is none when DATA of ours called for it', async (_, limit, frame) => {
    const wire = await Wire.open({ http2Limits: { [limit]: few } });
    for (let index = 0; index < 100; index++) {
      await wire.send(call(2 * index + 1, paths.unary, 'x'), frame());
    }
    expect(wire.closed).toBe(false);
  });

  it('is none when it comes slowly', async () => {
    const wire = await Wire.open({ http2Limits: { pings: few } });
    for (let index = 0; index < 40; index++) {
      await wire.send(ping());
      await wire.bench.clock.advance(1000);
    }
    expect(wire.closed).toBe(false);
  });
});

describe('a header bomb', () => {
  it('of references to one large table entry is refused for its list, and the connection goes on', async () => {
    const wire = await Wire.open();
    const entry = Buffer.concat([
      Buffer.from([0x40, 1, 0x78, 0x7f, 0xff, 0x0e]),
      Buffer.alloc(0x7f + 0x7f + 0x0e * 128, 'y'),
    ]);
    const lines = await wire.send(
      rawFrame(1, 5, 1, Buffer.concat([block, entry])),
      rawFrame(1, 5, 3, Buffer.concat([block, Buffer.alloc(10_000, 0xbe)])),
    );
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(
      /^HEADERS 3 end :status=200 .* grpc-status=8 grpc-message=the request headers have \d+ bytes; the limit is 16384$/,
    );
    expect(await wire.send(call(5, paths.unary, 'x'))).toEqual(answer(5, 6));
  });

  it('of a list above the limit is refused, and the next request with the same table is understood', async () => {
    const wire = await Wire.open({ limits: { headerListBytesMax: 1000 } });
    const large: [string, string][] = [['x-large', 'y'.repeat(1000)]];
    expect((await wire.send(headers(1, request(paths.unary, large), 5)))[0]).toMatch(/grpc-status=8/);
    expect(await wire.send(call(3, paths.unary, 'x'))).toEqual(answer(3, 6));
  });
});

describe('time', () => {
  it.each([
    ['a frame that does not end', 'frameTimeout', ping().subarray(0, 12)],
    ['a header block that does not end', 'frameTimeout', rawFrame(1, 1, 1, block)],
  ] as const)('ends the connection of %s', async (_, defence, bytes) => {
    const wire = await Wire.open({ http2Limits: { frameTimeoutMs: 5000 } });
    await wire.send(bytes);
    await wire.bench.clock.advance(4000);
    expect(wire.closed).toBe(false);
    await wire.bench.clock.advance(3000);
    expectDefence(wire, defence);
  });

  it.each([100, 16_384])(
    'ends the connection of a client that sends a frame of %i byte by byte, however steadily',
    async (byteCount) => {
      const wire = await Wire.open({ http2Limits: { frameTimeoutMs: 5000 } });
      await wire.send(headers(1, request(paths.unary)), rawFrame(0, 0, 1, Buffer.alloc(byteCount)).subarray(0, 9 + 10));
      for (let second = 0; second < 8 && !wire.closed; second++) {
        await wire.send(Buffer.alloc(1));
        await wire.bench.clock.advance(1000);
      }
      expectDefence(wire, 'frameTimeout');
    },
  );

  it('does not end a connection whose chunks always end inside a frame, as long as frames are completed', async () => {
    const wire = await Wire.open({ http2Limits: { frameTimeoutMs: 3000 } });
    const frame = ping();
    await wire.send(frame.subarray(0, 5));
    for (let second = 0; second < 10; second++) {
      await wire.bench.clock.advance(1000);
      await wire.send(frame.subarray(5), frame.subarray(0, 5));
    }
    expect(wire.closed).toBe(false);
  });

  it('ends the connection of a request that does not end', async () => {
    const wire = await Wire.open({ http2Limits: { requestTimeoutMs: 5000 } });
    await wire.send(headers(1, echo), data(1, message('abc').subarray(0, 6)));
    await wire.bench.clock.advance(7000);
    expectDefence(wire, 'requestTimeout');
  });

  it('ends the connection of a duplex stream that stops inside a message', async () => {
    // Looked for whenever a PING is due.
    const limits = { pingIntervalMs: 9500 };
    const wire = await Wire.open({ limits, http2Limits: { requestTimeoutMs: 5000 } });
    await wire.send(headers(1, request(paths.duplex)), data(1, message('abc').subarray(0, 6)));
    await wire.bench.clock.advance(4000);
    await wire.send(data(1, 'b'));
    await wire.bench.clock.advance(4000);
    expect(wire.closed).toBe(false);
    await wire.bench.clock.advance(3000);
    expectDefence(wire, 'requestTimeout');
  });

  it('lets duplex streams stay open', async () => {
    const wire = await Wire.open({ http2Limits: { requestTimeoutMs: 5000 } });
    await wire.send(headers(1, request(paths.duplex)));
    await wire.bench.clock.advance(20_000);
    expect(wire.closed).toBe(false);
    expect(await wire.send(data(1, message('a')))).toEqual([answer(1)[0], 'DATA 1 11']);
  });

  it('ends the connection of a client that holds its window shut', async () => {
    const wire = await Wire.open({ http2Limits: { sendStallTimeoutMs: 5000 } });
    await wire.send(settings([[SettingId.INITIAL_WINDOW_SIZE, 0]]), call(1, paths.unary, 'x'));
    await wire.bench.clock.advance(4000);
    await wire.send(windowUpdate(1, 1));
    await wire.bench.clock.advance(4000);
    expect(wire.closed).toBe(false);
    await wire.bench.clock.advance(3000);
    expectDefence(wire, 'sendStall');
    expect(wire.bench.engine.queuedBytes).toBe(0);
  });

  it('ends the connection of a client that does not read its socket', async () => {
    const wire = await Wire.open({ http2Limits: { sendStallTimeoutMs: 5000 } });
    wire.socket.blocked = true;
    await wire.send(ping());
    await wire.bench.clock.advance(8000);
    expect([...wire.bench.counters.connectionsDefended]).toEqual([['sendStall', 1]]);
    expect(wire.socket.destroyed).toBe(true);
  });

  it('ends the connection of a client that never acknowledges our SETTINGS', async () => {
    const wire = new EngineBench({ http2Limits: { settingsTimeoutMs: 5000 } }).connect();
    await wire.send(clientPreface, settings());
    await wire.bench.clock.advance(4000);
    expect(wire.closed).toBe(false);
    await wire.bench.clock.advance(3000);
    expect(wire.seen()).toEqual(['GOAWAY 0 SETTINGS_TIMEOUT']);
    expectDefence(wire, 'settingsTimeout');
  });

  it('drops a connection that does not answer PING, and keeps one that does', async () => {
    const dead = await Wire.open({ limits: { connectionIdleMs: 1e9 } });
    const alive = dead.bench.connect();
    await alive.send(hello);
    await dead.bench.clock.advance(61_000);
    const [line] = alive.seen();
    expect(line).toMatch(/^PING /);
    await alive.send(ping(line?.slice('PING '.length), Flag.ACK));
    await dead.bench.clock.advance(22_000);
    expect(dead.socket.destroyed).toBe(true);
    expect(dead.bench.counters.connectionsLost).toBe(1);
    expect(await alive.send(call(1, paths.unary, 'x'))).toEqual(answer(1, 6));
  });

  it('says goodbye to a connection without a stream, but not to one with a parked call', async () => {
    const limits = { connectionIdleMs: 120_000, pingIntervalMs: 1e9 };
    const idle = await Wire.open({ limits });
    const busy = idle.bench.connect();
    await busy.send(hello, call(1, paths.park, 'x'));
    await idle.bench.clock.advance(119_000);
    expect(idle.seen()).toEqual([]);
    await idle.bench.clock.advance(4000);
    expect(idle.seen()).toEqual(['GOAWAY 0 NO_ERROR']);
    expect(idle.closed).toBe(true);
    expect(busy.closed).toBe(false);
    (await busy.bench.inboxes.parked.take()).reply('x');
    await busy.bench.clock.advance(119_000);
    expect(busy.closed).toBe(false);
  });

  it('closes the socket of a client that stays after an error', async () => {
    const wire = await Wire.open({ http2Limits: { lingerMs: 1000 } });
    await wire.send(resetStream(0));
    expect(wire.closed).toBe(true);
    await wire.bench.clock.advance(3000);
    expect(wire.socket.destroyed).toBe(true);
  });
});
