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

  it('gives large DATA frames piece by piece when asked to, without a copy, with their flags at the end', () => {
    const sent = fc.tuple(
      fc.constantFrom(0, 0, 0, 1, 8, 9),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(16_384),
      fc.boolean(),
    );
    fc.assert(
      fc.property(
        fc.array(sent, { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 40_000 })),
        (frames, lengths) => {
          const wire = frames.map(([flags, id, byteCount, data], fill) =>
            rawFrame(data ? 0 : 1, flags, id, Buffer.alloc(byteCount, fill)),
          );
          const bytes = Buffer.concat(wire);
          const reader = new FrameReader(16_384, true);
          const joined: Buffer[] = [];
          let open: Buffer[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const chunk = bytes.subarray(at, at + (lengths[turn] ?? 65_536));
            at += chunk.length;
            reader.feed(chunk);
            while (reader.next() === ReadResult.FRAME) {
              const payload = reader.bytes.subarray(reader.start, reader.end);
              if (reader.insideFrame || open.length > 0) {
                expect(reader.bytes).toBe(chunk);
                expect([reader.type, payload.length > 0]).toEqual([0, true]);
              }
              open.push(Buffer.from(payload));
              if (reader.insideFrame) {
                expect(reader.flags).toBe(0);
              } else {
                joined.push(rawFrame(reader.type, reader.flags, reader.streamId, Buffer.concat(open)));
                open = [];
              }
            }
          }
          expect(reader.insideFrame).toBe(false);
          expect(joined.length).toBe(wire.length);
          expect(joined.every((frame, index) => frame.equals(wire[index] ?? Buffer.alloc(0)))).toBe(true);
        },
      ),
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
