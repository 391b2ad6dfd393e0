import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hello } from './frames.ts';
import { chunks, harm, type Pick, seededPick, Traffic } from './traffic.ts';
import { EngineBench, type Wire } from './wire.ts';

/** Nothing that a client does may make the engine log an error of its own, except for handlers that are made to fail. */
function faults(bench: EngineBench): unknown[] {
  return bench.log.filter((line) => line.level === 'error' && line.text !== 'a handler failed');
}

/** After the connection is gone, nothing of it is left. */
async function expectNothingLeft(wire: Wire): Promise<void> {
  wire.socket.destroy();
  await wire.settle();
  const { counters, engine, requestBudget } = wire.bench;
  expect(engine.queuedBytes).toBe(0);
  expect(requestBudget.taken).toBe(0);
  expect(counters.callsEnded.reduce((sum, count) => sum + count, 0)).toBe(counters.callsStarted);
  expect(faults(wire.bench)).toEqual([]);
}

async function feed(wire: Wire, bytes: Buffer, pick: Pick): Promise<void> {
  for (const chunk of chunks(bytes, pick)) {
    wire.socket.push(Buffer.from(chunk));
    if (pick(4) === 0) {
      await wire.settle();
    }
  }
  await wire.settle();
}

/** Answers what the handlers have parked. */
async function replyToParked(wire: Wire): Promise<void> {
  while (wire.bench.inboxes.parked.size > 0) {
    (await wire.bench.inboxes.parked.take()).reply('late');
  }
}

/** Decompression runs on other threads: waits until all streams have had their end. */
async function untilAnswered(wire: Wire, lines: string[], ids: readonly number[]): Promise<void> {
  const ended = (id: number) =>
    lines.some(
      (line) =>
        line.startsWith(`HEADERS ${id} end `) ||
        line.startsWith(`DATA ${id} end `) ||
        line.startsWith(`RST_STREAM ${id} `),
    );
  while (!ids.every(ended)) {
    await wire.nextWrite();
    await replyToParked(wire);
    await wire.settle();
    lines.push(...wire.seen());
  }
}

describe('a session', () => {
  it('survives any bytes in any chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 6 }),
        fc.boolean(),
        async (pieces, polite) => {
          const wire = new EngineBench().connect();
          await wire.send(polite ? hello : Buffer.alloc(0));
          for (const piece of pieces) {
            await wire.send(piece);
          }
          await expectNothingLeft(wire);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('answers every stream of a lawful client exactly once, in any order of frames and any chunks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 120 }), async (seed, stepCount) => {
        const pick = seededPick(seed);
        const bench = new EngineBench();
        const wire = bench.connect();
        await wire.send(hello);
        const traffic = new Traffic(pick);
        const lines: string[] = [];
        for (let step = 0; step < stepCount; step++) {
          await feed(wire, traffic.next(), pick);
          lines.push(...wire.seen());
        }
        await feed(wire, traffic.finish(), pick);
        await replyToParked(wire);
        await wire.settle();
        lines.push(...wire.seen());
        const expected = traffic.started.filter((id) => !traffic.reset.has(id));
        await untilAnswered(wire, lines, expected);
        for (const id of expected) {
          const ends = lines.filter(
            (line) => line.startsWith(`HEADERS ${id} end `) || line.startsWith(`DATA ${id} end `),
          );
          expect(ends.length).toBe(1);
        }
        expect(lines.filter((line) => line.startsWith('GOAWAY'))).toEqual([]);
        expect(wire.closed).toBe(false);
        await expectNothingLeft(wire);
      }),
      { numRuns: 150 },
    );
  });

  it('survives a client whose frames are harmed on the way', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 60 }), async (seed, stepCount) => {
        const pick = seededPick(seed);
        const wire = new EngineBench().connect();
        await wire.send(hello);
        const traffic = new Traffic(pick);
        for (let step = 0; step < stepCount && !wire.closed; step++) {
          const frames = traffic.next();
          await feed(wire, pick(10) === 0 ? harm(frames, pick) : frames, pick);
        }
        await expectNothingLeft(wire);
      }),
      { numRuns: 200 },
    );
  });
});
