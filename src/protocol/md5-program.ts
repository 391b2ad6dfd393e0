/**
 * MD5 (RFC 1321) of eight texts at once, as a WebAssembly module that is put together here. A vector of 128 bits holds the
 * same word of four texts; two such groups take turns, so that the processor need not wait for either. Memory, in bytes:
 *
 *   0      8 x i32         where the next block of each text lies; moved on by the program
 *   64     2 x 4 x 4 i32   for each group a, b, c and d, each of four texts
 *   256    2 x 16 x 4 i32  for each group the words of the block under way, each of four texts
 *   1024   64 x 4 i32      the constant of each step, four times the same
 *   2048   free for blocks
 *
 * Its one function takes a number of blocks, at least 1, and digests so many of each text.
 */
export const laneCount = 8;
export const lanesPerGroup = 4;
const groupCount = laneCount / lanesPerGroup;
const vectorBytes = 16;
export const blockBytes = 64;

export const statesAt = 64;
export const groupStateBytes = 4 * vectorBytes;
const wordsAt = 256;
const groupWordsBytes = 16 * vectorBytes;
export const constantsAt = 1024;
export const blocksAt = 2048;

/** How a digest begins: a, b, c and d. */
export const initialState: readonly number[] = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];

export const stepConstants: readonly number[] = Array.from(
  { length: 64 },
  (_, step) => Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32) | 0,
);

/** What the steps of a round have of their own: the word of step i is word (factor * i + first) % 16. */
const rounds = [
  { rotations: [7, 12, 17, 22], factor: 1, first: 0 },
  { rotations: [5, 9, 14, 20], factor: 5, first: 1 },
  { rotations: [4, 11, 16, 23], factor: 3, first: 5 },
  { rotations: [6, 10, 15, 21], factor: 7, first: 0 },
] as const;

type Code = readonly number[];

const valueI32 = 0x7f;
const valueV128 = 0x7b;
const loopOfNothing: Code = [0x03, 0x40];
const end: Code = [0x0b];
const againIf: Code = [0x0d, 0];
const i32Add: Code = [0x6a];
const i32Subtract: Code = [0x6b];

/** LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 0x80; left >>>= 7) {
    bytes.push((left & 0x7f) | 0x80);
  }
  bytes.push(left);
  return bytes;
}

/** A constant from 0 to 8191: LEB128 whose last byte must not look negative. */
function i32(value: number): Code {
  return value < 0x40 ? [0x41, value] : [0x41, (value & 0x7f) | 0x80, value >>> 7];
}

function vector(operation: number, ...immediates: readonly number[]): Code {
  return [0xfd, ...unsigned(operation), ...immediates];
}

const v128Not = vector(0x4d);
const v128And = vector(0x4e);
const v128Or = vector(0x50);
const v128Xor = vector(0x51);
const shiftLeft = vector(0xab);
const shiftRight = vector(0xad);
const add = vector(0xae);

/** From and to an address on the stack and this offset. The offset of a store begins below the value. */
function load(offset: number): Code {
  return vector(0, 0, ...unsigned(offset));
}

function store(offset: number): Code {
  return vector(11, 0, ...unsigned(offset));
}

/** Puts bytes of two vectors together, those of the second counting from 16. */
function shuffle(unitBytes: number, units: readonly number[]): Code {
  const bytes = units.flatMap((unit) => Array.from({ length: unitBytes }, (_, index) => unit * unitBytes + index));
  return vector(13, ...bytes);
}

const lowWords = shuffle(4, [0, 4, 1, 5]);
const highWords = shuffle(4, [2, 6, 3, 7]);
const lowPairs = shuffle(8, [0, 2]);
const highPairs = shuffle(8, [1, 3]);

function get(local: number): Code {
  return [0x20, ...unsigned(local)];
}

function set(local: number): Code {
  return [0x21, ...unsigned(local)];
}

function tee(local: number): Code {
  return [0x22, ...unsigned(local)];
}

/** Locals: the parameter, the places of the blocks, then the vectors. */
const blocksLeft = 0;
const place = (lane: number) => 1 + lane;
const state = (group: number, index: number) => 1 + laneCount + group * 4 + index;
const scratch = (index: number) => 1 + laneCount + groupCount * 4 + index;
const scratchCount = 8;

const groups = Array.from({ length: groupCount }, (_, group) => group);
const lanes = Array.from({ length: laneCount }, (_, lane) => lane);
const four = [0, 1, 2, 3];

const stateOffset = (group: number, index: number) => statesAt + group * groupStateBytes + index * vectorBytes;
const wordOffset = (group: number, word: number) => wordsAt + group * groupWordsBytes + word * vectorBytes;

/** Four words of each of four texts become four vectors with one word of all. */
function transpose(group: number, quarter: number): Code {
  const rows = four.flatMap((lane) => [
    ...get(place(group * lanesPerGroup + lane)),
    ...load(quarter * vectorBytes),
    ...set(scratch(lane)),
  ]);
  const mixed = [lowWords, lowWords, highWords, highWords].flatMap((pick, index) => [
    ...get(scratch((index % 2) * 2)),
    ...get(scratch((index % 2) * 2 + 1)),
    ...pick,
    ...set(scratch(4 + index)),
  ]);
  const words = four.flatMap((index) => [
    ...i32(0),
    ...get(scratch(4 + (index >> 1) * 2)),
    ...get(scratch(5 + (index >> 1) * 2)),
    ...(index % 2 === 0 ? lowPairs : highPairs),
    ...store(wordOffset(group, quarter * 4 + index)),
  ]);
  return [...rows, ...mixed, ...words];
}

/** F, G, H and I of the RFC, the first two with an operation less. */
function mix(round: number, b: number, c: number, d: number): Code {
  switch (round) {
    case 0:
      return [...get(d), ...get(b), ...get(c), ...get(d), ...v128Xor, ...v128And, ...v128Xor];
    case 1:
      return [...get(c), ...get(d), ...get(b), ...get(c), ...v128Xor, ...v128And, ...v128Xor];
    case 2:
      return [...get(c), ...get(d), ...v128Xor, ...get(b), ...v128Xor];
    default:
      return [...get(c), ...get(b), ...get(d), ...v128Not, ...v128Or, ...v128Xor];
  }
}

function step(index: number, group: number): Code {
  const round = index >> 4;
  const { rotations, factor, first } = rounds[round] ?? rounds[0];
  const rotation = rotations[index % 4] ?? 0;
  const turned = (register: number) => state(group, (register + 64 - index) % 4);
  const [a, b, c, d] = [turned(0), turned(1), turned(2), turned(3)];
  return [
    ...[...get(a), ...i32(0), ...load(constantsAt + index * vectorBytes), ...add],
    ...[...i32(0), ...load(wordOffset(group, (factor * index + first) % 16)), ...add],
    ...[...mix(round, b, c, d), ...add, ...tee(scratch(0))],
    ...[...i32(rotation), ...shiftLeft, ...get(scratch(0)), ...i32(32 - rotation), ...shiftRight, ...v128Or],
    ...[...get(b), ...add, ...set(a)],
  ];
}

function program(): Code {
  const eachState = (code: (group: number, index: number) => Code) =>
    groups.flatMap((group) => four.flatMap((index) => code(group, index)));
  return [
    ...lanes.flatMap((lane) => [...i32(0), 0x28, 2, ...unsigned(lane * 4), ...set(place(lane))]),
    ...eachState((group, index) => [...i32(0), ...load(stateOffset(group, index)), ...set(state(group, index))]),
    ...loopOfNothing,
    ...groups.flatMap((group) => four.flatMap((quarter) => transpose(group, quarter))),
    ...stepConstants.flatMap((_, index) => groups.flatMap((group) => step(index, group))),
    ...eachState((group, index) => [
      ...[...i32(0), ...get(state(group, index)), ...i32(0), ...load(stateOffset(group, index)), ...add],
      ...[...tee(state(group, index)), ...store(stateOffset(group, index))],
    ]),
    ...lanes.flatMap((lane) => [...get(place(lane)), ...i32(blockBytes), ...i32Add, ...set(place(lane))]),
    ...[...get(blocksLeft), ...i32(1), ...i32Subtract, ...tee(blocksLeft), ...againIf, ...end],
    ...lanes.flatMap((lane) => [...i32(0), ...get(place(lane)), 0x36, 2, ...unsigned(lane * 4)]),
    ...end,
  ];
}

function text(name: string): Code {
  return [name.length, ...Buffer.from(name)];
}

function section(id: number, content: Code): Code {
  return [id, ...unsigned(content.length), ...content];
}

/** The bytes of the module: it imports `memory` of `host` with at least `memoryPages` pages of 64 KiB, and exports `digest`. */
export function md5Program(memoryPages: number): Uint8Array<ArrayBuffer> {
  const locals = [2, laneCount, valueI32, ...unsigned(groupCount * 4 + scratchCount), valueV128];
  const body = [...locals, ...program()];
  return Uint8Array.from([
    ...[0x00, ...Buffer.from('asm'), 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, valueI32, 0]),
    ...section(2, [1, ...text('host'), ...text('memory'), 2, 0, ...unsigned(memoryPages)]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text('digest'), 0, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}
