import { describe, it } from 'vitest';
import { FrameType } from '../../../src/rpc/http2/frame.ts';
import { paths } from '../echo-server.ts';
import { call, data, endStream, headers, message, ping, rawFrame, resetStream } from './frames.ts';
import { answer, block, checkRow, echo, noMessage, open, type Row } from './rfc9113.ts';

const framing: Row[] = [
  [
    '4.1',
    'frames of unknown types are ignored',
    [rawFrame(0x77, 0xff, 0, 'x'), rawFrame(0x77, 0, 1, 'x')],
    { fine: [] },
  ],
  ['4.1', 'the reserved bit before a stream id is ignored', [reserved(call(1, paths.unary, ''))], { fine: answer(1) }],
  ['4.1', 'flags that a type does not define are ignored', [ping('pingping', 0xfe)], { fine: ['PING ack pingping'] }],
  [
    '4.2',
    'DATA above SETTINGS_MAX_FRAME_SIZE',
    [open, data(1, Buffer.alloc(16_385))],
    { connection: 'FRAME_SIZE_ERROR' },
  ],
  [
    '4.2',
    'HEADERS above SETTINGS_MAX_FRAME_SIZE',
    [rawFrame(1, 4, 1, Buffer.alloc(16_385))],
    { connection: 'FRAME_SIZE_ERROR' },
  ],
  [
    '4.2',
    'DATA of just SETTINGS_MAX_FRAME_SIZE is taken',
    [headers(1, echo), data(1, message('x'.repeat(16_379)), endStream)],
    { fine: answer(1, 16_384) },
  ],
  [
    '4.3',
    'a header block that does not decode',
    [rawFrame(1, 5, 1, Buffer.from([0xff, 0xff, 0xff]))],
    { connection: 'COMPRESSION_ERROR' },
  ],
  [
    '4.3',
    'a header block on a reset stream still changes the table',
    [
      open,
      resetStream(1),
      rawFrame(FrameType.HEADERS, 5, 3, Buffer.concat([block, Buffer.from([0x40, 1, 0x78, 1, 0x79])])),
      rawFrame(FrameType.HEADERS, 5, 5, Buffer.concat([block, Buffer.from([0xbe])])),
    ],
    { fine: [noMessage(3), noMessage(5)] },
  ],
  [
    '4.3',
    'a header block that is interrupted by a frame of another stream',
    [rawFrame(1, 0, 1, block), data(3, 'x')],
    { connection: 'PROTOCOL_ERROR' },
  ],
  [
    '4.3',
    'a header block that is interrupted by a frame of its own stream',
    [rawFrame(1, 0, 1, block), data(1, 'x')],
    { connection: 'PROTOCOL_ERROR' },
  ],
  [
    '4.3',
    'a header block that is interrupted by a frame of an unknown type',
    [rawFrame(1, 0, 1, block), rawFrame(0x77, 0, 1)],
    { connection: 'PROTOCOL_ERROR' },
  ],
  [
    '4.3',
    'a header block that is interrupted by PRIORITY',
    [rawFrame(1, 0, 1, block), rawFrame(2, 0, 1, Buffer.alloc(5))],
    { connection: 'PROTOCOL_ERROR' },
  ],
];

/** Sets the reserved bit of every frame. */
function reserved(frames: Buffer): Buffer {
  for (let at = 0; at < frames.length; at += 9 + frames.readUIntBE(at, 3)) {
    frames[at + 5] = (frames[at + 5] ?? 0) | 0x80;
  }
  return frames;
}

describe('RFC 9113, frames', () => {
  it.each(framing)('%s: %s', async (_section, _demand, frames, outcome) => {
    await checkRow(frames, outcome);
  });
});
