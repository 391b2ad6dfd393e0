import { describe, it } from 'vitest';
import { FrameType } from '../../../src/rpc/http2/frame.ts';
import { paths } from '../echo-server.ts';
import {
  continuation,
  data,
  endHeaders,
  endStream,
  headers,
  message,
  rawFrame,
  request,
  resetStream,
  uint32,
  windowUpdate,
} from './frames.ts';
import { answer, block, checkRow, closedByBoth, echo, noMessage, open, type Row, wholeRequest } from './rfc9113.ts';

const streamStates: Row[] = [
  ['5.1', 'idle: DATA', [data(1, 'x')], { connection: 'PROTOCOL_ERROR' }],
  ['5.1', 'idle: RST_STREAM', [resetStream(1)], { connection: 'PROTOCOL_ERROR' }],
  ['5.1', 'idle: WINDOW_UPDATE', [windowUpdate(1, 1)], { connection: 'PROTOCOL_ERROR' }],
  ['5.1', 'idle: CONTINUATION', [continuation(1, block, endHeaders)], { connection: 'PROTOCOL_ERROR' }],
  ['5.1', "idle: a frame on an id of the server's", [data(2, 'x')], { connection: 'PROTOCOL_ERROR' }],
  ['5.1', 'idle: PRIORITY is fine', [rawFrame(FrameType.PRIORITY, 0, 1, Buffer.alloc(5))], { fine: [] }],
  [
    '5.1',
    'half-closed (remote): DATA',
    [headers(1, request(paths.park)), data(1, message('x'), endStream), data(1, 'x')],
    { stream: 'STREAM_CLOSED' },
  ],
  [
    '5.1',
    'half-closed (remote): HEADERS',
    [headers(1, request(paths.park)), data(1, message('x'), endStream), wholeRequest],
    { stream: 'STREAM_CLOSED' },
  ],
  [
    '5.1',
    'half-closed (remote): WINDOW_UPDATE, PRIORITY and RST_STREAM are fine',
    [
      headers(1, request(paths.park)),
      data(1, message('x'), endStream),
      windowUpdate(1, 9),
      rawFrame(2, 0, 1, Buffer.alloc(5)),
      resetStream(1),
    ],
    { fine: [] },
  ],
  ['5.1', 'closed by END_STREAM on both sides: DATA', [closedByBoth, data(1, 'x')], { connection: 'STREAM_CLOSED' }],
  ['5.1', 'closed by END_STREAM on both sides: HEADERS', [closedByBoth, wholeRequest], { connection: 'STREAM_CLOSED' }],
  [
    '5.1',
    'closed by END_STREAM on both sides: WINDOW_UPDATE, PRIORITY and RST_STREAM are fine',
    [closedByBoth, windowUpdate(1, 1), rawFrame(FrameType.PRIORITY, 0, 1, Buffer.alloc(5)), resetStream(1)],
    { fine: answer(1) },
  ],
  [
    '5.1',
    'closed by END_STREAM on both sides: WINDOW_UPDATE beyond every window is fine',
    [closedByBoth, windowUpdate(1, 2 ** 31 - 1), windowUpdate(1, 2 ** 31 - 1)],
    { fine: answer(1) },
  ],
  [
    '5.1',
    'closed by the client with RST_STREAM: WINDOW_UPDATE, PRIORITY and RST_STREAM are fine, and are not answered',
    [open, resetStream(1), windowUpdate(1, 1), rawFrame(FrameType.PRIORITY, 0, 1, Buffer.alloc(5)), resetStream(1)],
    { fine: [] },
  ],
  [
    '5.1',
    'half-closed (remote) by a trailer section: DATA',
    [headers(1, request(paths.park)), data(1, message('x')), headers(1, [['x', 'y']], 5), data(1, 'x')],
    { stream: 'STREAM_CLOSED' },
  ],
  [
    '5.1',
    'closed by the client with RST_STREAM: DATA',
    [open, resetStream(1), data(1, 'x')],
    { stream: 'STREAM_CLOSED' },
  ],
  [
    '5.1',
    'closed by the client with RST_STREAM: HEADERS',
    [open, resetStream(1), headers(1, echo)],
    { stream: 'STREAM_CLOSED' },
  ],
  [
    '5.1',
    'closed by the server with RST_STREAM: what was under way is dropped',
    [open, windowUpdate(1, 0), data(1, 'x'), headers(1, [['x', 'y']], 5), windowUpdate(1, 1), resetStream(1)],
    { stream: 'PROTOCOL_ERROR' },
  ],
  ['5.1.1', 'an even stream id', [headers(2, echo, 5)], { connection: 'PROTOCOL_ERROR' }],
  [
    '5.1.1',
    'a stream id below one that was used before',
    [headers(5, request(paths.park)), headers(3, echo, 5)],
    { connection: 'PROTOCOL_ERROR' },
  ],
  ['5.1.1', 'stream id 0 for HEADERS', [headers(0, echo, 5)], { connection: 'PROTOCOL_ERROR' }],
  [
    '5.1.1',
    'ids may be left out, and those below are closed',
    [headers(7, echo, 5), windowUpdate(3, 1)],
    { fine: [noMessage(7)] },
  ],
  [
    '5.3.1',
    'HEADERS that depend on themselves',
    [rawFrame(1, 0x25, 1, Buffer.concat([uint32(1), Buffer.from([0]), block]))],
    { stream: 'PROTOCOL_ERROR' },
  ],
  [
    '5.3.1',
    'PRIORITY that depends on itself',
    [headers(1, request(paths.park)), rawFrame(2, 0, 1, Buffer.concat([uint32(1), Buffer.from([0])]))],
    { stream: 'PROTOCOL_ERROR' },
  ],
];

describe('RFC 9113, stream states', () => {
  it.each(streamStates)('%s: %s', async (_section, _demand, frames, outcome) => {
    await checkRow(frames, outcome);
  });
});
