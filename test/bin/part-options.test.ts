import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  brokerOptionsOf,
  http2LimitsOf,
  proxyOptionsOf,
  rpcLimitsOf,
  storeHostOf,
  storeOptionsOf,
} from '../../src/bin/part-options.ts';
import { brokerDefaults } from '../../src/broker/broker.ts';
import { defaultHttp2Limits } from '../../src/rpc/http2/http2-limits.ts';
import { defaultRpcLimits } from '../../src/rpc/limits.ts';
import { resolveOptions } from '../../src/runtime/configuration.ts';
import { type Options, optionSpecs } from '../../src/runtime/options.ts';
import { levelDelaysDefault } from '../../src/store/delay-levels.ts';
import { timerLogFileBytesDefault } from '../../src/store/timer-log.ts';

const defaults = resolveOptions([]);

describe('the options of the parts', () => {
  it('have the same defaults wherever they are written down', () => {
    expect(brokerOptionsOf(defaults)).toEqual(brokerDefaults);
    expect(storeOptionsOf(defaults, '/data').timer).toEqual({
      wheelEnabled: true,
      precisionMs: 1000,
      delayMsMax: brokerDefaults.limits.delayMsMax,
      levelDelaysMs: levelDelaysDefault,
      logFileBytes: timerLogFileBytesDefault,
    });
    expect(http2LimitsOf(defaults)).toEqual(defaultHttp2Limits);
    expect(rpcLimitsOf(defaults)).toEqual(defaultRpcLimits);
  });

  it('are made of every option, so that none does nothing', () => {
    const read = new Set<string>();
    const watched: Options = new Proxy(defaults, {
      get(target, name, receiver) {
        read.add(String(name));
        return Reflect.get(target, name, receiver);
      },
    });
    for (const mapping of [brokerOptionsOf, http2LimitsOf, proxyOptionsOf, rpcLimitsOf]) {
      mapping(watched);
    }
    storeOptionsOf(watched, '/data');
    storeHostOf(watched, 1);
    // The rest is read by the wiring itself.
    const wiring = readFileSync(new URL('../../src/server.ts', import.meta.url), 'utf8');
    const unread = [...optionSpecs.keys()].filter((name) => !read.has(name) && !wiring.includes(`options.${name}`));
    expect(unread).toEqual([]);
  });

  it('of the wire reach the limit that they name, and no other', () => {
    // Every number another one, in the order of the table of options.
    const names = Object.entries(defaults).flatMap(([name, value]) => (typeof value === 'number' ? [name] : []));
    const numbered: Options = { ...defaults, ...Object.fromEntries(names.map((name, index) => [name, index])) };
    const nameOf = (value: unknown) => names[Number(value)];
    const limits = Object.entries({ ...rpcLimitsOf(numbered), ...http2LimitsOf(numbered) });
    const reached = limits.map(([limit, value]) =>
      typeof value === 'object'
        ? `${limit} ${nameOf(value.burst)} ${nameOf(value.perSecond)}`
        : `${limit} ${nameOf(value)}`,
    );
    expect(reached).toMatchInlineSnapshot(`
      [
        "connectionsMax maxConnections",
        "handshakeTimeoutMs handshakeTimeoutMills",
        "connectionIdleMs grpcClientIdleTimeMills",
        "pingIntervalMs keepAlivePingIntervalMills",
        "pingTimeoutMs keepAlivePingTimeoutMills",
        "streamsPerConnectionMax maxConcurrentStreams",
        "headerListBytesMax maxHeaderListSize",
        "requestBytesMax grpcMaxInboundMessageSize",
        "requestBytesHeldMax maxInboundBytesHeld",
        "responseBytesQueuedMax maxOutboundBytesQueued",
        "frameBytesMax http2MaxFrameSize",
        "streamWindowBytes http2StreamWindow",
        "connectionWindowBytes http2ConnectionWindow",
        "headerTableBytes http2HeaderTableSize",
        "headerBlockBytesMax http2MaxHeaderBlockSize",
        "continuationFramesMax http2MaxContinuationFrames",
        "frameTimeoutMs http2FrameTimeoutMills",
        "requestTimeoutMs http2RequestTimeoutMills",
        "sendStallTimeoutMs http2SendStallTimeoutMills",
        "settingsTimeoutMs http2SettingsTimeoutMills",
        "connectionRequestBytesMax http2MaxConnectionRequestBytes",
        "connectionQueuedBytesMax http2MaxConnectionQueuedBytes",
        "queuedBytesMax http2MaxQueuedBytes",
        "socketQueueBytesHigh http2SocketQueueHigh",
        "streamQueueBytesHigh http2StreamQueueHigh",
        "resets http2ResetBurst http2ResetsPerSecond",
        "pings http2PingBurst http2PingsPerSecond",
        "settings http2SettingsBurst http2SettingsPerSecond",
        "emptyFrames http2EmptyFrameBurst http2EmptyFramesPerSecond",
        "windowUpdates http2WindowUpdateBurst http2WindowUpdatesPerSecond",
        "ignoredFrames http2IgnoredFrameBurst http2IgnoredFramesPerSecond",
        "lingerMs http2LingerMills",
      ]
    `);
  });

  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['0.0.0.0', '127.0.0.1'],
    ['::', '127.0.0.1'],
    ['::1', '::1'],
    ['localhost', '127.0.0.1'],
    ['192.168.1.10', '192.168.1.10'],
  ])('stored messages of a server on %s name %s as their host', (bindAddress, address) => {
    expect(storeHostOf({ ...defaults, bindAddress }, 8081)).toEqual({ address, port: 8081 });
  });
});
