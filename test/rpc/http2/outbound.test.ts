import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { FrameType } from '../../../src/rpc/http2/frame.ts';
import { Outbound, type SendingStream } from '../../../src/rpc/http2/outbound.ts';
import { Output, SlabPool } from '../../../src/rpc/http2/output.ts';
import { FrameLog } from './frames.ts';

function sendingStream(id: number): SendingStream {
  return { id, sendWindow: 1_000_000, queue: undefined, endsWithQueue: false, queueShrank: () => undefined };
}

describe('Outbound', () => {
  it('joins messages of one stream only when nothing stands between them, whatever slab it writes into', async () => {
    const socket = new PassThrough();
    const log = new FrameLog();
    const outbound = new Outbound(new Output(socket, new SlabPool()));
    const stream = sendingStream(7);
    const lines = async () => {
      outbound.flush();
      // The slab comes back when its write is done.
      await new Promise<void>((resolve) => setImmediate(resolve));
      return log.read(socket.read() as Buffer);
    };
    outbound.message(stream, Buffer.from('ab'));
    outbound.message(stream, Buffer.from('cd'));
    expect(await lines()).toEqual(['DATA 7 14']);
    // 23 bytes of something else end where the frame before ended.
    outbound.control(FrameType.GOAWAY, 0, 0, Buffer.alloc(14), 0, 14);
    outbound.message(stream, Buffer.from('ef'));
    outbound.message(sendingStream(9), Buffer.from('x'));
    outbound.message(stream, Buffer.from('gh'));
    expect(await lines()).toEqual(['GOAWAY 0 NO_ERROR', 'DATA 7 7', 'DATA 9 6', 'DATA 7 7']);
  });

  it('writes outputs of many slabs in order', async () => {
    const socket = new PassThrough({ highWaterMark: 10_000_000 });
    const outbound = new Outbound(new Output(socket, new SlabPool()));
    outbound.window = 10_000_000;
    const texts = Array.from({ length: 400 }, (_, index) => String(index).padEnd(1000, '.'));
    for (const text of texts) {
      outbound.message(sendingStream(1), Buffer.from(text));
    }
    outbound.flush();
    const bytes = (socket.read() as Buffer).toString('latin1');
    expect([...bytes.matchAll(/(\d+)\./g)].map(([, number]) => Number(number))).toEqual(texts.map((_, index) => index));
  });
});
