import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/**
 * A second reader of store directories, written for the tests alone: it shares no line with src/store and stops at
 * nothing. What both readers say must be the same.
 */
export interface GoldenRecord {
  readonly physicalOffset: number;
  readonly size: number;
  readonly version: 1 | 2;
  readonly bodyCrc: number;
  readonly queueId: number;
  readonly flag: number;
  readonly queueOffset: number;
  readonly sysFlag: number;
  readonly bornTimestamp: number;
  readonly bornHost: string;
  readonly storeTimestamp: number;
  readonly storeHost: string;
  readonly reconsumeTimes: number;
  readonly preparedTransactionOffset: number;
  readonly body: Buffer;
  readonly topic: string;
  readonly properties: string;
}

export interface GoldenCell {
  readonly queueOffset: number;
  readonly physicalOffset: number;
  readonly size: number;
  readonly tagsCode: bigint;
}

export interface GoldenQueue {
  readonly topic: string;
  readonly queueId: number;
  /** Cells of records; the fillers before the first one are left out. */
  readonly cells: readonly GoldenCell[];
}

export interface GoldenIndexEntry {
  readonly hash: number;
  readonly physicalOffset: number;
  readonly seconds: number;
  readonly previous: number;
}

export interface GoldenIndexFile {
  readonly name: string;
  readonly beginTimestamp: number;
  readonly endTimestamp: number;
  readonly beginPhysicalOffset: number;
  readonly endPhysicalOffset: number;
  readonly usedSlots: number;
  readonly count: number;
  readonly slotCount: number;
  /** The newest entry of a slot; slots without one are left out. */
  readonly slots: ReadonlyMap<number, number>;
  /** Number k is at position k; number 0 exists in no file and is undefined. */
  readonly entries: readonly (GoldenIndexEntry | undefined)[];
}

const magicV1 = 0xdaa320a7;
const magicV2 = 0xdaa320ab;
const magicBlank = 0xcbd43194;
const fillerSize = 0x7fffffff;

function numbered(directory: string): string[] {
  return existsSync(directory)
    ? readdirSync(directory)
        .filter((name) => /^\d{20}$/.test(name))
        .sort()
    : [];
}

const blockBytes = 1 << 20;

/** The content of a file up to its first MiB that is all zero, and its whole length. */
function readUsed(file: string): { readonly bytes: Buffer; readonly fileBytes: number } {
  const handle = openSync(file, 'r');
  const blocks: Buffer[] = [];
  for (;;) {
    const block = Buffer.alloc(blockBytes);
    const length = readSync(handle, block, 0, blockBytes, blocks.length * blockBytes);
    if (length === 0 || block.every((byte) => byte === 0)) {
      break;
    }
    blocks.push(block.subarray(0, length));
  }
  const fileBytes = fstatSync(handle).size;
  closeSync(handle);
  return { bytes: Buffer.concat(blocks), fileBytes };
}

function hostAt(bytes: Buffer, at: number, ipv6: boolean): string {
  if (!ipv6) {
    return `${bytes.subarray(at, at + 4).join('.')}:${bytes.readInt32BE(at + 4)}`;
  }
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(at + 2 * i).toString(16));
  return `[${groups.join(':')}]:${bytes.readInt32BE(at + 16)}`;
}

/** The record at `at` of a segment that begins at `base`; undefined when the bytes are not a whole, right one. */
function recordAt(bytes: Buffer, at: number, base: number): GoldenRecord | undefined {
  const size = bytes.readInt32BE(at);
  const magic = bytes.readUInt32BE(at + 4);
  if ((magic !== magicV1 && magic !== magicV2) || size < 91 || at + size > bytes.length) {
    return undefined;
  }
  const sysFlag = bytes.readInt32BE(at + 36);
  const bornHostBytes = (sysFlag & 0x10) !== 0 ? 20 : 8;
  const storeHostBytes = (sysFlag & 0x20) !== 0 ? 20 : 8;
  let next = at + 48 + bornHostBytes;
  const storeTimestamp = Number(bytes.readBigInt64BE(next));
  const storeHost = hostAt(bytes, next + 8, storeHostBytes === 20);
  next += 8 + storeHostBytes;
  const reconsumeTimes = bytes.readInt32BE(next);
  const preparedTransactionOffset = Number(bytes.readBigInt64BE(next + 4));
  const bodyBytes = bytes.readInt32BE(next + 12);
  next += 16;
  if (bodyBytes < 0 || next + bodyBytes > at + size) {
    return undefined;
  }
  const body = bytes.subarray(next, next + bodyBytes);
  next += bodyBytes;
  const topicBytes = magic === magicV1 ? bytes.readInt8(next) : bytes.readInt16BE(next);
  next += magic === magicV1 ? 1 : 2;
  const topic = bytes.toString('utf8', next, next + topicBytes);
  next += topicBytes;
  const propertiesBytes = bytes.readInt16BE(next);
  next += 2;
  const properties = bytes.toString('utf8', next, next + propertiesBytes);
  const bodyCrc = bytes.readInt32BE(at + 8);
  const physicalOffset = Number(bytes.readBigInt64BE(at + 28));
  const right =
    next + propertiesBytes === at + size && bodyCrc === (crc32(body) & 0x7fffffff) && physicalOffset === base + at;
  return right
    ? {
        physicalOffset,
        size,
        version: magic === magicV1 ? 1 : 2,
        bodyCrc,
        queueId: bytes.readInt32BE(at + 12),
        flag: bytes.readInt32BE(at + 16),
        queueOffset: Number(bytes.readBigInt64BE(at + 20)),
        sysFlag,
        bornTimestamp: Number(bytes.readBigInt64BE(at + 40)),
        bornHost: hostAt(bytes, at + 48, bornHostBytes === 20),
        storeTimestamp,
        storeHost,
        reconsumeTimes,
        preparedTransactionOffset,
        body,
        topic,
        properties,
      }
    : undefined;
}

export interface GoldenLog {
  readonly records: readonly GoldenRecord[];
  /** Physical offset of the first file, and the end of the last good record. */
  readonly begin: number;
  readonly end: number;
  /** Names of all files, also those behind the end. */
  readonly files: readonly string[];
  /** Offsets at which a blank closes a file. */
  readonly blanks: readonly number[];
}

/** Every record of the log up to the first place that holds neither a record nor a blank. */
export function readLog(store: string): GoldenLog {
  const directory = join(store, 'commitlog');
  const files = numbered(directory);
  const records: GoldenRecord[] = [];
  const blanks: number[] = [];
  let end = Number(files[0] ?? 0);
  const begin = end;
  for (const name of files) {
    const base = Number(name);
    const { bytes, fileBytes } = readUsed(join(directory, name));
    let at = 0;
    let closed = false;
    while (at + 8 <= bytes.length) {
      if (bytes.readUInt32BE(at + 4) === magicBlank && bytes.readInt32BE(at) === fileBytes - at) {
        blanks.push(base + at);
        closed = true;
        break;
      }
      const record = recordAt(bytes, at, base);
      if (record === undefined) {
        break;
      }
      records.push(record);
      at += record.size;
      end = base + at;
    }
    if (!closed) {
      break;
    }
  }
  return { records, begin, end, files, blanks };
}

/** Every queue directory with its cells, also cells that point below or beyond the log. */
export function readQueues(store: string): readonly GoldenQueue[] {
  const root = join(store, 'consumequeue');
  const queues: GoldenQueue[] = [];
  const topics = existsSync(root)
    ? readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    : [];
  for (const topic of topics.map(({ name }) => name).sort()) {
    for (const queue of readdirSync(join(root, topic)).filter((name) => /^\d+$/.test(name))) {
      const cells: GoldenCell[] = [];
      const directory = join(root, topic, queue);
      for (const name of numbered(directory)) {
        const { bytes } = readUsed(join(directory, name));
        for (let at = 0; at + 20 <= bytes.length; at += 20) {
          const size = bytes.readInt32BE(at + 8);
          if (size > 0 && size !== fillerSize) {
            const physicalOffset = Number(bytes.readBigInt64BE(at));
            const tagsCode = bytes.readBigInt64BE(at + 12);
            cells.push({ queueOffset: (Number(name) + at) / 20, physicalOffset, size, tagsCode });
          }
        }
      }
      queues.push({ topic, queueId: Number(queue), cells });
    }
  }
  return queues;
}

/** The index files, oldest first. */
export function readIndex(store: string, slotCount: number): readonly GoldenIndexFile[] {
  const directory = join(store, 'index');
  const names = existsSync(directory) ? readdirSync(directory).filter((name) => /^\d{17}$/.test(name)) : [];
  return names.sort().map((name) => readIndexFile(join(directory, name), name, slotCount));
}

function readIndexFile(file: string, name: string, slotCount: number): GoldenIndexFile {
  const head = readPart(file, 0, 40 + 4 * slotCount);
  const count = head.readInt32BE(36);
  const slots = new Map<number, number>();
  for (let slot = 0; slot < slotCount; slot++) {
    const number = head.readInt32BE(40 + 4 * slot);
    if (number !== 0) {
      slots.set(slot, number);
    }
  }
  const bytes = readPart(file, head.length, 20 * count);
  const entries: (GoldenIndexEntry | undefined)[] = [undefined];
  for (let at = 20; at < bytes.length; at += 20) {
    entries.push({
      hash: bytes.readInt32BE(at),
      physicalOffset: Number(bytes.readBigInt64BE(at + 4)),
      seconds: bytes.readInt32BE(at + 12),
      previous: bytes.readInt32BE(at + 16),
    });
  }
  return {
    name,
    beginTimestamp: Number(head.readBigInt64BE(0)),
    endTimestamp: Number(head.readBigInt64BE(8)),
    beginPhysicalOffset: Number(head.readBigInt64BE(16)),
    endPhysicalOffset: Number(head.readBigInt64BE(24)),
    usedSlots: head.readInt32BE(32),
    count,
    slotCount,
    slots,
    entries,
  };
}

function readPart(file: string, position: number, length: number): Buffer {
  const handle = openSync(file, 'r');
  const bytes = Buffer.alloc(length);
  const found = readSync(handle, bytes, 0, length, position);
  closeSync(handle);
  return bytes.subarray(0, found);
}

/** The entries of a property string, in no particular order. */
export function propertiesOf(text: string): Map<string, string> {
  const properties = new Map<string, string>();
  for (const entry of text.split('\u0002')) {
    const [name = '', ...value] = entry.split('\u0001');
    if (name !== '' && value.join('\u0001') !== '') {
      properties.set(name, value.join('\u0001'));
    }
  }
  return properties;
}

/** Java's String.hashCode. */
export function javaHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) {
    hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0;
  }
  return hash;
}
