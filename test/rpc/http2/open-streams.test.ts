import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngineStream } from '../../../src/rpc/http2/engine-stream.ts';
import { OpenStreams } from '../../../src/rpc/http2/open-streams.ts';

/** The table looks at ids alone. */
function streamOf(id: number): EngineStream {
  return { id } as unknown as EngineStream;
}

describe('the table of open streams', () => {
  it('holds what a Map would, however the ids collide', () => {
    const id = fc.oneof(
      fc.nat(200).map((number) => 2 * number + 1),
      // All of one slot, in tables of up to 1024.
      fc.nat(100).map((number) => 2048 * number + 1),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(id, fc.boolean()), { maxLength: 600 }), (steps) => {
        const table = new OpenStreams();
        const model = new Map<number, EngineStream>();
        for (const [each, opens] of steps) {
          if (opens && !model.has(each)) {
            const stream = streamOf(each);
            table.add(stream);
            model.set(each, stream);
          } else {
            table.delete(each);
            model.delete(each);
          }
          expect(table.get(each)).toBe(model.get(each));
          expect(table.size).toBe(model.size);
        }
        for (const [each, stream] of model) {
          expect(table.get(each)).toBe(stream);
        }
        const byId = (a: EngineStream, b: EngineStream) => a.id - b.id;
        expect([...table.values()].sort(byId)).toEqual([...model.values()].sort(byId));
      }),
    );
  });
});
