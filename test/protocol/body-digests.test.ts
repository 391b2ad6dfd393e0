import { hash } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { StoredMessage } from '../../src/model/message.ts';
import type { MessageView } from '../../src/model/message-view.ts';
import { BodyDigests } from '../../src/protocol/body-digests.ts';
import { laneTextBytesMax, Md5Lanes } from '../../src/protocol/md5-lanes.ts';
import { messageView } from './message-views.ts';

const digitsBytes = 32;

function md5(bytes: Uint8Array): string {
  return hash('md5', bytes).toUpperCase();
}

function openLanes(target: Buffer): Md5Lanes {
  const lanes = Md5Lanes.open(target);
  if (lanes === undefined) {
    throw new Error('this machine has no WebAssembly with vectors');
  }
  return lanes;
}

/** A message whose body lies somewhere in a stretch of the log. */
function viewOf(body: Uint8Array, physicalOffset: number): MessageView {
  const before = physicalOffset % 7;
  const bytes = Buffer.concat([Buffer.alloc(before, 0xee), body, Buffer.alloc(9, 0xee)]);
  const places = { bytes, bodyStart: before, bodyEnd: before + body.length };
  return messageView({ ...places, propertiesStart: before, propertiesEnd: before }, { physicalOffset });
}

function digestOf(digests: BodyDigests, message: StoredMessage): string {
  const target = Buffer.alloc(digitsBytes + 2, '#');
  const end = digests.put(target, 1, message);
  const [before, behind] = [target[0], target[end]];
  return before === 0x23 && behind === 0x23 ? target.toString('latin1', 1, end) : target.toString('latin1');
}

/** Lengths around those where the padding takes another block come more often than others. */
const length = fc.oneof(
  fc.nat(300),
  fc.nat(laneTextBytesMax),
  fc.tuple(fc.nat(laneTextBytesMax / 64 - 1), fc.constantFrom(54, 55, 56, 57, 63)).map(([n, rest]) => n * 64 + rest),
  fc.constant(laneTextBytesMax),
);
const bodies = fc.array(
  fc.tuple(length, fc.integer()).map(([bytes, seed]) => Buffer.alloc(bytes, hash('sha512', `${seed}`))),
  { maxLength: 40 },
);

describe('digests of eight texts at once', () => {
  it.each([
    ['', 'D41D8CD98F00B204E9800998ECF8427E'],
    ['a', '0CC175B9C0F1B6A831C399E269772661'],
    ['abc', '900150983CD24FB0D6963F7D28E17F72'],
    ['message digest', 'F96B697D7CB7938D525A2F31AAF161D0'],
    ['abcdefghijklmnopqrstuvwxyz', 'C3FCD3D76192E4007DFB496CCA67E13B'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 'D174AB98D277D9F5A5611C2C9F419D9F'],
    ['1234567890'.repeat(8), '57EDF4A22BE3C955AC49DA2E2107B67A'],
  ])('are those of RFC 1321, A.5: %j', (text, digest) => {
    const target = Buffer.alloc(digitsBytes);
    const lanes = openLanes(target);
    lanes.add(Buffer.from(text), 0, text.length, 0);
    lanes.finish();
    expect(target.toString('latin1')).toBe(digest);
  });

  it('are what node:crypto says of texts of any lengths, in any number, in any order', () => {
    const target = Buffer.alloc(40 * digitsBytes);
    const lanes = openLanes(target);
    fc.assert(
      fc.property(bodies, (texts) => {
        target.fill(0);
        for (const [index, text] of texts.entries()) {
          lanes.add(Buffer.concat([Buffer.from('?'), text]), 1, 1 + text.length, index * digitsBytes);
        }
        lanes.finish();
        const found = texts.map((_, index) =>
          target.toString('latin1', index * digitsBytes, (index + 1) * digitsBytes),
        );
        expect(found).toEqual(texts.map(md5));
      }),
      { numRuns: 300 },
    );
  });
});

describe('digests of bodies', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('are the same prepared together, one by one, and again', () => {
    const digests = new BodyDigests();
    fc.assert(
      // Few places: many messages are asked for again. Their bodies tell their places.
      fc.property(fc.array(fc.nat(500), { maxLength: 60 }), fc.boolean(), (places, together) => {
        const messages = places.map((place) => viewOf(Buffer.from(`${place}`.repeat(place % 90)), place));
        if (together) {
          digests.prepare(messages.map((message) => ({ message })));
        }
        expect(messages.map((message) => digestOf(digests, message))).toEqual(messages.map(({ body }) => md5(body)));
      }),
      { numRuns: 500 },
    );
  });

  it('are right for messages of one batch that want to be remembered in the same place', () => {
    // Of so many, scattered over 65 536 places, some thousand meet another one.
    const messages = Array.from({ length: 20_000 }, (_, index) => viewOf(Buffer.from(`body ${index}`), index * 131));
    const digests = new BodyDigests();
    digests.prepare(messages.map((message) => ({ message })));
    expect(messages.filter((message) => digestOf(digests, message) !== md5(message.body))).toEqual([]);
  });

  it('are right for bodies too long to be prepared', () => {
    const messages = [0, 1, 2, 3].map((index) => viewOf(Buffer.alloc(laneTextBytesMax + index, 'x'), index * 100_000));
    const digests = new BodyDigests();
    digests.prepare(messages.map((message) => ({ message })));
    expect(messages.map((message) => digestOf(digests, message))).toEqual(messages.map(({ body }) => md5(body)));
  });

  it.each([
    ['WebAssembly is missing', undefined],
    ['it has no vectors', { validate: (): boolean => false }],
    [
      'it gets no memory',
      {
        validate: (): boolean => true,
        Memory: class {
          constructor() {
            throw new RangeError('could not allocate memory');
          }
        },
      },
    ],
  ])('are right where %s', (_, replacement) => {
    vi.stubGlobal('WebAssembly', replacement);
    expect(Md5Lanes.open(Buffer.alloc(digitsBytes))).toBeUndefined();
    const messages = [0, 1, 2, 3].map((index) => viewOf(Buffer.from(`body ${index}`), index * 1000));
    const digests = new BodyDigests();
    digests.prepare(messages.map((message) => ({ message })));
    expect(messages.map((message) => digestOf(digests, message))).toEqual(messages.map(({ body }) => md5(body)));
  });
});
