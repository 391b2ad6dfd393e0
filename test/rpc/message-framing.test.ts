import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssemblyPool } from '../../src/rpc/assembly-pool.ts';
import { ByteBudget } from '../../src/rpc/byte-budget.ts';
import { type FrameRefusal, frameMessage, MessageReader, messagePrefix } from '../../src/rpc/message-framing.ts';

interface ReadMessage {
  readonly bytes: Buffer;
  readonly compressed: boolean;
}

function reading(limits: { messageBytesMax?: number; budgetBytes?: number } = {}) {
  const budget = new ByteBudget(limits.budgetBytes ?? Number.MAX_SAFE_INTEGER);
  const messages: ReadMessage[] = [];
  const refusals: FrameRefusal[] = [];
  const reader = new MessageReader(limits.messageBytesMax ?? 1_000_000, budget, {
    frame: (bytes, compressed) => messages.push({ bytes: Buffer.from(bytes), compressed }),
    refuseFrame: (refusal) => refusals.push(refusal),
  });
  return { budget, messages, refusals, reader };
}

/** The same with rooms that are lent: each message is copied when its receiver is done with it, and not before. */
function borrowing(pool: AssemblyPool) {
  const lent: Buffer[] = [];
  const reader = new MessageReader(
    10_000_000,
    new ByteBudget(Number.MAX_SAFE_INTEGER),
    {
      frame: (bytes) => lent.push(bytes),
      refuseFrame: () => undefined,
    },
    pool,
  );
  return { reader, lent };
}

function withFlag(message: Uint8Array, compressed: boolean): Buffer {
  const frame = frameMessage(message);
  frame[0] = compressed ? 1 : 0;
  return frame;
}

function cut(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let offset = 0;
  for (const length of lengths) {
    chunks.push(bytes.subarray(offset, offset + length));
    offset += length;
  }
  chunks.push(bytes.subarray(offset));
  return chunks;
}

describe('rooms that are lent', () => {
  it('hold whole messages until their release, whatever is read meanwhile and before', () => {
    const pool = new AssemblyPool();
    const size = fc.oneof(fc.nat(100), fc.nat(100_000), fc.constantFrom(16_384, 16_385, 65_536, 1_048_576, 1_100_000));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(size, fc.nat(255), fc.array(fc.integer({ min: 1, max: 40_000 }), { maxLength: 6 })), {
          minLength: 1,
          maxLength: 5,
        }),
        (calls) => {
          const open = calls.map(([length, fill, lengths]) => ({
            ...borrowing(pool),
            message: Buffer.alloc(length, fill),
            chunks: cut(frameMessage(Buffer.alloc(length, fill)), lengths),
          }));
          // A chunk of each in turn, as streams of one connection come.
          for (let turn = 0; turn < 7; turn++) {
            for (const { reader, chunks } of open) {
              reader.push(chunks[turn] ?? Buffer.alloc(0));
            }
          }
          for (const { reader, lent, message } of open) {
            expect(lent.map((bytes) => bytes.equals(message))).toEqual([true]);
            reader.release();
            reader.stop();
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('are used again after the release of one plain message, and of nothing else', () => {
    const pool = new AssemblyPool();
    const roomOf = (flag: number, messages: number) => {
      const { reader, lent } = borrowing(pool);
      const frame = withFlag(Buffer.alloc(50_000), flag === 1);
      for (let count = 0; count < messages; count++) {
        reader.push(frame.subarray(0, 20_000));
        reader.push(frame.subarray(20_000));
      }
      const room = lent[0]?.buffer;
      reader.release();
      return room;
    };
    const first = roomOf(0, 1);
    expect(roomOf(0, 1)).toBe(first);
    expect(roomOf(0, 2)).toBe(first);
    // It stays with the receiver of two messages, and what was compressed with the thread that reads it.
    const second = roomOf(1, 1);
    expect(second).not.toBe(first);
    const third = roomOf(0, 1);
    expect(third).not.toBe(first);
    expect(third).not.toBe(second);
    expect(roomOf(0, 1)).toBe(third);
  });
});

describe('message framing', () => {
  it('puts flag and big-endian length before the message', () => {
    expect(frameMessage(Buffer.from('abc'))).toEqual(Buffer.from([0, 0, 0, 0, 3, 0x61, 0x62, 0x63]));
    expect(messagePrefix(0x01020304)).toEqual(Buffer.from([0, 1, 2, 3, 4]));
  });

  it('reads the same messages however the bytes are cut', () => {
    const message = fc.record({ bytes: fc.uint8Array({ maxLength: 60_000, size: 'large' }), compressed: fc.boolean() });
    const cuts = fc.array(fc.oneof(fc.nat(7), fc.nat(40_000)), { maxLength: 60 });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 8 }), cuts, (sent, lengths) => {
        const { budget, messages, refusals, reader } = reading();
        const wire = Buffer.concat(sent.map((each) => withFlag(each.bytes, each.compressed)));
        for (const chunk of cut(wire, lengths)) {
          reader.push(chunk);
        }
        expect(refusals).toEqual([]);
        expect(reader.partial).toBeUndefined();
        expect(messages.map((each) => each.compressed)).toEqual(sent.map((each) => each.compressed));
        expect(messages.every((each, index) => each.bytes.equals(sent[index]?.bytes ?? Buffer.alloc(0)))).toBe(true);
        reader.release();
        expect(budget.taken).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('reads the same messages whatever pauses it makes, and holds nothing after the last', () => {
    const message = fc.record({ bytes: fc.uint8Array({ maxLength: 3000, size: 'large' }), pause: fc.boolean() });
    const cuts = fc.array(fc.tuple(fc.nat(2000), fc.boolean()), { maxLength: 30 });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 12 }), cuts, (sent, steps) => {
        const budget = new ByteBudget(Number.MAX_SAFE_INTEGER);
        const messages: Buffer[] = [];
        let paused = false;
        const reader: MessageReader = new MessageReader(1_000_000, budget, {
          frame: (bytes) => {
            expect(paused).toBe(false);
            messages.push(Buffer.from(bytes));
            if (sent[messages.length - 1]?.pause === true) {
              paused = true;
              reader.pause();
            }
          },
          refuseFrame: (refusal) => expect(refusal).toBeUndefined(),
        });
        const resume = () => {
          paused = false;
          reader.resume();
        };
        const wire = Buffer.concat(sent.map((each) => frameMessage(each.bytes)));
        cut(
          wire,
          steps.map(([length]) => length),
        ).forEach((chunk, index) => {
          // The chunk is used again for something else.
          const own = Buffer.from(chunk);
          reader.push(own);
          own.fill(0xee);
          if (steps[index]?.[1] === true) {
            resume();
          }
        });
        for (let count = 0; count <= sent.length; count++) {
          resume();
        }
        expect(messages.map((each) => each.toString('latin1'))).toEqual(
          sent.map((each) => Buffer.from(each.bytes).toString('latin1')),
        );
        reader.release();
        expect(budget.taken).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('reads a large message that comes byte by byte', () => {
    const { messages, reader } = reading();
    const sent = Buffer.alloc(70_000, 'abc');
    for (const byte of frameMessage(sent)) {
      reader.push(Buffer.of(byte));
    }
    expect(messages.map((each) => each.bytes.equals(sent))).toEqual([true]);
  });

  it('any bytes give messages, a refusal or a partial message, and hold no more than came', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 10 }), (chunks) => {
        const { budget, refusals, reader } = reading({ messageBytesMax: 100_000 });
        for (const chunk of chunks) {
          reader.push(Buffer.from(chunk));
        }
        expect(refusals.length).toBeLessThanOrEqual(1);
        reader.stop();
        expect(budget.taken).toBe(0);
      }),
    );
  });

  it.each([
    { what: 'nothing', bytes: [], partial: undefined },
    { what: 'a piece of a prefix', bytes: [0, 0], partial: { receivedBytes: 2, expectedBytes: 5 } },
    { what: 'a prefix alone', bytes: [0, 0, 0, 0, 9], partial: { receivedBytes: 0, expectedBytes: 9 } },
    { what: 'a piece of a message', bytes: [0, 0, 0, 0, 9, 1, 2], partial: { receivedBytes: 2, expectedBytes: 9 } },
    { what: 'a whole message', bytes: [0, 0, 0, 0, 1, 7], partial: undefined },
  ])('knows that $what came', ({ bytes, partial }) => {
    const { reader } = reading();
    reader.push(Buffer.from(bytes));
    expect(reader.partial).toEqual(partial);
  });

  it('refuses a message over the limit by its length alone, and reads nothing after it', () => {
    const { messages, refusals, reader } = reading({ messageBytesMax: 10 });
    reader.push(Buffer.concat([frameMessage(Buffer.alloc(10)), messagePrefix(11), frameMessage(Buffer.alloc(1))]));
    reader.push(frameMessage(Buffer.alloc(1)));
    expect(messages.length).toBe(1);
    expect(refusals).toEqual([{ kind: 'tooLarge', messageBytes: 11 }]);
  });

  it('refuses a flag that is neither 0 nor 1', () => {
    const { refusals, reader } = reading();
    reader.push(Buffer.from([2, 0, 0, 0, 0]));
    expect(refusals).toEqual([{ kind: 'badFlag', flag: 2 }]);
  });

  it('refuses a message when all unfinished ones together would hold too much, and gives back its share', () => {
    const { budget, refusals, reader } = reading({ budgetBytes: 20_000 });
    reader.push(messagePrefix(100_000));
    reader.push(Buffer.alloc(16_000));
    expect(budget.taken).toBeGreaterThanOrEqual(16_000);
    expect(refusals).toEqual([]);
    reader.push(Buffer.alloc(16_000));
    expect(refusals).toEqual([{ kind: 'noRoom', messageBytes: 100_000 }]);
    expect(budget.taken).toBe(0);
  });

  it('takes room for what has come, not for what was announced', () => {
    const { budget, reader } = reading({ messageBytesMax: 130_000_000 });
    reader.push(messagePrefix(130_000_000));
    reader.push(Buffer.alloc(1));
    expect(budget.taken).toBeLessThanOrEqual(16_384);
  });
});
