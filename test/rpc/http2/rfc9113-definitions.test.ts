import { describe, it } from 'vitest';
import { Flag } from '../../../src/rpc/http2/frame.ts';
import { SettingId } from '../../../src/rpc/http2/settings.ts';
import { paths } from '../echo-server.ts';
import {
  call,
  continuation,
  data,
  endHeaders,
  endStream,
  headers,
  message,
  ping,
  rawFrame,
  request,
  resetStream,
  settings,
  uint32,
  windowUpdate,
} from './frames.ts';
import { answer, block, checkRow, noMessage, open, type Row } from './rfc9113.ts';

const definitions: Row[] = [
  ['6.1', 'DATA on stream 0', [data(0, 'x')], { connection: 'PROTOCOL_ERROR' }],
  [
    '6.1',
    'DATA whose padding is its whole payload',
    [open, data(1, Buffer.from([4, 0, 0, 0]), Flag.PADDED)],
    { connection: 'PROTOCOL_ERROR' },
  ],
  [
    '6.1',
    'DATA that is padding but for the pad length',
    [open, data(1, Buffer.from([3, 0, 0, 0]), Flag.PADDED), data(1, message(''), endStream)],
    { fine: answer(1) },
  ],
  [
    '6.1',
    'padded DATA without room for the pad length',
    [open, data(1, '', Flag.PADDED)],
    { connection: 'FRAME_SIZE_ERROR' },
  ],
  [
    '6.1',
    'padding of DATA is not part of the message',
    [open, data(1, Buffer.concat([Buffer.from([3]), message('a'), Buffer.alloc(3)]), Flag.PADDED | endStream)],
    { fine: answer(1, 6) },
  ],
  [
    '6.2',
    'padding of HEADERS that exceeds the block',
    [rawFrame(1, Flag.PADDED | 5, 1, Buffer.from([9, 0x82]))],
    { connection: 'PROTOCOL_ERROR' },
  ],
  [
    '6.2',
    'padded HEADERS without room for the pad length',
    [rawFrame(1, Flag.PADDED | 5, 1)],
    { connection: 'FRAME_SIZE_ERROR' },
  ],
  [
    '6.2',
    'HEADERS without room for their priority',
    [rawFrame(1, Flag.PRIORITY | 5, 1, 'abc')],
    { connection: 'FRAME_SIZE_ERROR' },
  ],
  [
    '6.2',
    'padding and priority of HEADERS are not part of the block',
    [
      rawFrame(
        1,
        Flag.PADDED | Flag.PRIORITY | 5,
        1,
        Buffer.concat([Buffer.from([2]), uint32(0), Buffer.from([7]), block, Buffer.alloc(2)]),
      ),
    ],
    { fine: [noMessage(1)] },
  ],
  ['6.3', 'PRIORITY on stream 0', [rawFrame(2, 0, 0, Buffer.alloc(5))], { connection: 'PROTOCOL_ERROR' }],
  [
    '6.3',
    'PRIORITY of another length than 5',
    [headers(1, request(paths.park)), rawFrame(2, 0, 1, Buffer.alloc(4))],
    { stream: 'FRAME_SIZE_ERROR' },
  ],
  ['6.4', 'RST_STREAM on stream 0', [resetStream(0)], { connection: 'PROTOCOL_ERROR' }],
  ['6.4', 'RST_STREAM of another length than 4', [open, rawFrame(3, 0, 1, 'abc')], { connection: 'FRAME_SIZE_ERROR' }],
  ['6.4', 'RST_STREAM with an unknown error code', [open, resetStream(1, 0xabcdef)], { fine: [] }],
  ['6.5', 'SETTINGS are acknowledged', [settings([[SettingId.MAX_CONCURRENT_STREAMS, 5]])], { fine: ['SETTINGS ack'] }],
  ['6.5', 'SETTINGS on a stream', [rawFrame(4, 0, 1)], { connection: 'PROTOCOL_ERROR' }],
  [
    '6.5',
    'a SETTINGS acknowledgement with a payload',
    [rawFrame(4, Flag.ACK, 0, Buffer.alloc(6))],
    { connection: 'FRAME_SIZE_ERROR' },
  ],
  [
    '6.5',
    'SETTINGS whose length is no multiple of 6',
    [rawFrame(4, 0, 0, Buffer.alloc(5))],
    { connection: 'FRAME_SIZE_ERROR' },
  ],
  ['6.5.2', 'ENABLE_PUSH above 1', [settings([[SettingId.ENABLE_PUSH, 2]])], { connection: 'PROTOCOL_ERROR' }],
  [
    '6.5.2',
    'ENABLE_PUSH 0 and 1 are fine',
    [
      settings([
        [SettingId.ENABLE_PUSH, 1],
        [SettingId.ENABLE_PUSH, 0],
      ]),
    ],
    { fine: ['SETTINGS ack'] },
  ],
  [
    '6.5.2',
    'INITIAL_WINDOW_SIZE above 2^31-1',
    [settings([[SettingId.INITIAL_WINDOW_SIZE, 2 ** 31]])],
    { connection: 'FLOW_CONTROL_ERROR' },
  ],
  [
    '6.5.2',
    'MAX_FRAME_SIZE below 2^14',
    [settings([[SettingId.MAX_FRAME_SIZE, 16_383]])],
    { connection: 'PROTOCOL_ERROR' },
  ],
  [
    '6.5.2',
    'MAX_FRAME_SIZE above 2^24-1',
    [settings([[SettingId.MAX_FRAME_SIZE, 2 ** 24]])],
    { connection: 'PROTOCOL_ERROR' },
  ],
  [
    '6.5.3',
    'the values of one SETTINGS are taken in order: the last of several holds',
    [
      settings([
        [SettingId.INITIAL_WINDOW_SIZE, 0],
        [SettingId.INITIAL_WINDOW_SIZE, 9],
        [SettingId.MAX_FRAME_SIZE, 20_000],
        [SettingId.INITIAL_WINDOW_SIZE, 4],
      ]),
      call(1, paths.unary, 'x'),
      windowUpdate(1, 2),
      settings([[SettingId.INITIAL_WINDOW_SIZE, 65_535]]),
    ],
    {
      fine: ['SETTINGS ack', answer(1)[0] ?? '', 'DATA 1 4', 'DATA 1 2', 'HEADERS 1 end grpc-status=0', 'SETTINGS ack'],
    },
  ],
  [
    '6.5.2',
    'unknown settings are ignored',
    [
      settings([
        [0xabc, 0xffffffff],
        [0, 1],
      ]),
    ],
    { fine: ['SETTINGS ack'] },
  ],
  [
    '6.6',
    'PUSH_PROMISE by a client',
    [open, rawFrame(5, endHeaders, 1, Buffer.concat([uint32(2), block]))],
    { connection: 'PROTOCOL_ERROR' },
  ],
  ['6.7', 'PING is answered with its payload', [ping('12345678')], { fine: ['PING ack 12345678'] }],
  ['6.7', 'a PING acknowledgement is not answered', [ping('12345678', Flag.ACK)], { fine: [] }],
  ['6.7', 'PING on a stream', [rawFrame(6, 0, 1, '12345678')], { connection: 'PROTOCOL_ERROR' }],
  ['6.7', 'PING of another length than 8', [rawFrame(6, 0, 0, '1234567')], { connection: 'FRAME_SIZE_ERROR' }],
  ['6.8', 'GOAWAY on a stream', [rawFrame(7, 0, 1, Buffer.alloc(8))], { connection: 'PROTOCOL_ERROR' }],
  ['6.8', 'GOAWAY shorter than 8 bytes', [rawFrame(7, 0, 0, Buffer.alloc(7))], { connection: 'FRAME_SIZE_ERROR' }],
  [
    '6.9',
    'WINDOW_UPDATE of another length than 4 on a stream',
    [open, rawFrame(8, 0, 1, Buffer.alloc(5))],
    { connection: 'FRAME_SIZE_ERROR' },
  ],
  ['6.9', 'WINDOW_UPDATE by 0 on the connection', [windowUpdate(0, 0)], { connection: 'PROTOCOL_ERROR' }],
  ['6.9', 'WINDOW_UPDATE by 0 on a stream', [open, windowUpdate(1, 0)], { stream: 'PROTOCOL_ERROR' }],
  ['6.9', 'WINDOW_UPDATE of another length than 4', [rawFrame(8, 0, 0, 'abc')], { connection: 'FRAME_SIZE_ERROR' }],
  ['6.9', 'the reserved bit before an increment is ignored', [windowUpdate(0, 0x80000001)], { fine: [] }],
  ['6.9.1', 'a connection window above 2^31-1', [windowUpdate(0, 2 ** 31 - 1)], { connection: 'FLOW_CONTROL_ERROR' }],
  ['6.9.1', 'a stream window above 2^31-1', [open, windowUpdate(1, 2 ** 31 - 1)], { stream: 'FLOW_CONTROL_ERROR' }],
  [
    '6.9.2',
    'INITIAL_WINDOW_SIZE that makes an open window exceed 2^31-1',
    [open, windowUpdate(1, 2 ** 30), settings([[SettingId.INITIAL_WINDOW_SIZE, 2 ** 30 + 65_535]])],
    { connection: 'FLOW_CONTROL_ERROR' },
  ],
  [
    '6.10',
    'CONTINUATION completes a block',
    [
      rawFrame(1, endStream, 1, block.subarray(0, 9)),
      continuation(1, block.subarray(9, 20)),
      continuation(1, block.subarray(20), endHeaders),
    ],
    { fine: [noMessage(1)] },
  ],
  [
    '6.10',
    'CONTINUATION after the end of a block',
    [headers(1, request(paths.park)), continuation(1, block, endHeaders)],
    { connection: 'PROTOCOL_ERROR' },
  ],
  [
    '6.10',
    'CONTINUATION on another stream than its block',
    [rawFrame(1, 0, 1, block), continuation(3, block, endHeaders)],
    { connection: 'PROTOCOL_ERROR' },
  ],
  [
    '6.10',
    'CONTINUATION on stream 0',
    [rawFrame(1, 0, 1, block), continuation(0, block, endHeaders)],
    { connection: 'PROTOCOL_ERROR' },
  ],
];

describe('RFC 9113, frame definitions', () => {
  it.each(definitions)('%s: %s', async (_section, _demand, frames, outcome) => {
    await checkRow(frames, outcome);
  });
});
