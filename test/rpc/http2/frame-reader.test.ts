import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameReader, ReadResult } from '../../../src/rpc/http2/frame-reader.ts';
import { rawFrame } from './frames.ts';
import { chunks, seededPick } from './traffic.ts';

const payloadBytesMax = 100;

/** Every frame as text, and how the reading ended. */
function read(pieces: readonly Buffer[]): string[] {
  const reader = new FrameReader(payloadBytesMax);
  const seen: string[] = [];
  for (const piece of pieces) {
    reader.feed(piece);
    for (let result = reader.next(); result !== ReadResult.MORE; result = reader.next()) {
      if (result === ReadResult.TOO_LARGE) {
        seen.push(`too large: ${reader.length}`);
        return seen;
      }
      const payload = reader.bytes.toString('hex', reader.start, reader.end);
      seen.push(`${reader.type} ${reader.flags} ${reader.streamId} ${payload}`);
    }
  }
  seen.push(reader.insideFrame ? 'inside a frame' : 'between frames');
  return seen;
}

describe('FrameReader', () => {
  const frame = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(0x7fffffff), fc.uint8Array({ maxLength: payloadBytesMax }));

  it('gives back any frames from any chunks', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 12 }), fc.integer(), (frames, seed) => {
        const bytes = Buffer.concat(frames.map(([type, flags, id, payload]) => rawFrame(type, flags, id, payload)));
        expect(read(chunks(bytes, seededPick(seed)))).toEqual([
          ...frames.map(
            ([type, flags, id, payload]) => `${type} ${flags} ${id} ${Buffer.from(payload).toString('hex')}`,
          ),
          'between frames',
        ]);
      }),
    );
  });

  it('reads any bytes the same way whatever their chunks are', () => {
    // Lengths are mostly small, so that most bytes hold many frames.
    const byte = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 400 }), fc.integer(), (values, seed) => {
        const bytes = Buffer.from(values);
        expect(read(chunks(bytes, seededPick(seed)))).toEqual(read([bytes]));
      }),
    );
  });

  it('does not copy a frame that lies inside one chunk', () => {
    const chunk = Buffer.concat([rawFrame(0, 0, 1, 'abc'), rawFrame(0, 0, 1, 'def')]);
    const reader = new FrameReader(payloadBytesMax);
    reader.feed(chunk);
    reader.next();
    reader.next();
    expect(reader.bytes).toBe(chunk);
  });

  it('leaves a frame that lies across chunks as it is when the next ones are read', () => {
    const first = rawFrame(0, 0, 1, 'abc');
    const reader = new FrameReader(payloadBytesMax);
    reader.feed(first.subarray(0, 10));
    reader.next();
    reader.feed(Buffer.concat([first.subarray(10), rawFrame(0, 0, 1, 'x').subarray(0, 9)]));
    reader.next();
    const kept = reader.bytes.subarray(reader.start, reader.end);
    reader.next();
    reader.feed(Buffer.from('y'));
    reader.next();
    expect(kept.toString()).toBe('abc');
  });

  it('refuses a payload above the limit as soon as its header is there', () => {
    const header = rawFrame(0, 0, 1, Buffer.alloc(101)).subarray(0, 9);
    expect(read([header])).toEqual(['too large: 101']);
    expect(read([header.subarray(0, 4), header.subarray(4)])).toEqual(['too large: 101']);
  });
});
