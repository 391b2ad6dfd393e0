import type { HostAddress, StoredMessage } from '../model/message.ts';
import { SysFlag } from '../model/message.ts';
import { MessageView, type RecordFacts } from '../model/message-view.ts';
import { bodyCrc } from './body-crc.ts';
import { readHost } from './known-hosts.ts';
import { writeProperties } from './property-text.ts';

/**
 * One message in the commitLog. Big-endian, nothing is aligned or padded:
 *
 *   @0   i32  size of the whole record             @56 - 8 or 20 bytes later from here on when a host is IPv6
 *   @4   i32  magic: daa320a7 (V1), daa320ab (V2)  @56  i64  store timestamp, ms
 *   @8   i32  CRC-32 of the body, 31 bits          @64  store host: address 4 | 16, port i32
 *   @12  i32  queue id                             @72  i32  reconsume times
 *   @16  i32  flag of the user                     @76  i64  prepared transaction offset
 *   @20  i64  queue offset                         @84  i32  body length, body
 *   @28  i64  physical offset = own place          …    i8 (V1) or i16 (V2) topic length, topic
 *   @36  i32  sysFlag                              …    i16  properties length, properties
 *   @40  i64  born timestamp, ms
 *   @48  born host: address 4 | 16, port i32
 *
 * Where no record fits any more, a segment ends with a blank: i32 bytes up to its end, i32 cbd43194.
 */
export const magicV1 = 0xdaa320a7 | 0;
export const magicV2 = 0xdaa320ab | 0;
export const blankMagic = 0xcbd43194 | 0;
/** Bytes of a blank, and so the least that stay free behind a record in its segment. */
export const blankBytes = 8;

/** What a record has beside body, topic and properties. */
const fixedBytes = 91;
export const recordBytesMin = fixedBytes;
const ipv6ExtraBytes = 12;
/** Longest topic that a V1 record can carry. */
const topicBytesMaxV1 = 127;
export const topicBytesMax = 255;
export const propertiesBytesMax = 32_767;
/** What a record may have beside its body. */
export const recordOverheadMax = 64 * 1024;

const twoTo32 = 0x1_0000_0000;

/** A stretch of memory that records are encoded into. */
export interface LogBuffer {
  readonly bytes: Buffer;
  /** The same memory. */
  readonly view: DataView;
}

export function newLogBuffer(size: number): LogBuffer {
  const bytes = Buffer.allocUnsafeSlow(size);
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, size) };
}

export function writeInt64(view: DataView, position: number, value: number): void {
  view.setInt32(position, Math.floor(value / twoTo32));
  view.setInt32(position + 4, value | 0);
}

export function readInt64(view: DataView, position: number): number {
  return view.getInt32(position) * twoTo32 + view.getUint32(position + 4);
}

/** What a record is encoded from, besides its topic, its properties and the host that stores it. */
export interface RecordHead {
  readonly queueId: number;
  readonly flag: number;
  readonly sysFlag: number;
  readonly bornTimestamp: number;
  readonly bornHost: HostAddress;
  readonly reconsumeTimes: number;
  readonly preparedTransactionOffset: number;
  readonly body: Uint8Array;
  readonly queueOffset: number;
  readonly physicalOffset: number;
  readonly storeTimestamp: number;
}

export interface RecordFields extends RecordHead {
  /** Encoded property string (model/properties.ts). */
  readonly properties: string;
}

/** Bytes of a record; the addresses are 4 or 16 bytes long. */
export function recordSize(
  topicBytes: number,
  bodyBytes: number,
  propertiesBytes: number,
  bornAddressBytes: number,
  storeAddressBytes: number,
): number {
  const hosts = (bornAddressBytes === 4 ? 0 : ipv6ExtraBytes) + (storeAddressBytes === 4 ? 0 : ipv6ExtraBytes);
  return fixedBytes + (topicBytes > topicBytesMaxV1 ? 1 : 0) + hosts + topicBytes + bodyBytes + propertiesBytes;
}

function putBytes(target: Buffer, source: Uint8Array, position: number): void {
  // A loop beats the call into the runtime for the few bytes of an address or a topic.
  for (let index = 0; index < source.length; index++) {
    target[position + index] = source[index] ?? 0;
  }
}

/** Writes the record at `position`; the caller has made sure that `size` (of recordSize) bytes are there. */
export function encodeRecord(
  buffer: LogBuffer,
  position: number,
  size: number,
  record: RecordFields,
  topic: Uint8Array,
  bornAddress: Uint8Array,
  storeAddress: Uint8Array,
  storePort: number,
): void {
  const at = encodeBeforeProperties(buffer, position, size, record, topic, bornAddress, storeAddress, storePort);
  writeProperties(buffer.bytes, at, record.properties, position + size - at);
}

/** The same without the properties; returns where they begin. They end where the record does. */
export function encodeBeforeProperties(
  buffer: LogBuffer,
  position: number,
  size: number,
  record: RecordHead,
  topic: Uint8Array,
  bornAddress: Uint8Array,
  storeAddress: Uint8Array,
  storePort: number,
): number {
  const { bytes, view } = buffer;
  const version2 = topic.length > topicBytesMaxV1;
  const hostBits =
    (bornAddress.length === 4 ? 0 : SysFlag.BORN_HOST_IPV6) | (storeAddress.length === 4 ? 0 : SysFlag.STORE_HOST_IPV6);
  view.setInt32(position, size);
  view.setInt32(position + 4, version2 ? magicV2 : magicV1);
  view.setInt32(position + 12, record.queueId);
  view.setInt32(position + 16, record.flag);
  writeInt64(view, position + 20, record.queueOffset);
  writeInt64(view, position + 28, record.physicalOffset);
  view.setInt32(position + 36, (record.sysFlag & ~(SysFlag.BORN_HOST_IPV6 | SysFlag.STORE_HOST_IPV6)) | hostBits);
  writeInt64(view, position + 40, record.bornTimestamp);
  putBytes(bytes, bornAddress, position + 48);
  let at = position + 48 + bornAddress.length;
  view.setInt32(at, record.bornHost.port);
  writeInt64(view, at + 4, record.storeTimestamp);
  putBytes(bytes, storeAddress, at + 12);
  at += 12 + storeAddress.length;
  view.setInt32(at, storePort);
  view.setInt32(at + 4, record.reconsumeTimes);
  writeInt64(view, at + 8, record.preparedTransactionOffset);
  view.setInt32(at + 16, record.body.length);
  at += 20;
  bytes.set(record.body, at);
  view.setInt32(position + 8, bodyCrc(bytes, view, at, record.body.length));
  at += record.body.length;
  if (version2) {
    view.setInt16(at, topic.length);
    at += 2;
  } else {
    view.setInt8(at, topic.length);
    at += 1;
  }
  putBytes(bytes, topic, at);
  at += topic.length;
  view.setInt16(at, position + size - at - 2);
  return at + 2;
}

/** Writes the blank that ends a segment, `left` bytes before that end. */
export function encodeBlank(buffer: LogBuffer, position: number, left: number): void {
  buffer.view.setInt32(position, left);
  buffer.view.setInt32(position + 4, blankMagic);
}

/** What lies at a place of the log when it is not a record; a record is told by its size, which is positive. */
export const Finding = {
  /** The segment ends here. */
  BLANK: -1,
  /** Zeros: nothing has been written here. */
  NOTHING: -2,
  /** More bytes are needed to tell. */
  INCOMPLETE: -3,
  /** No record of this place. */
  BAD: -4,
} as const;

/**
 * What begins at `position`: the size of a record whose lengths agree, whose own offset is `physicalOffset` and (when
 * asked) whose body has its checksum, or one of {@link Finding}. Any bytes give a result.
 */
export function inspectRecord(
  buffer: LogBuffer,
  position: number,
  end: number,
  physicalOffset: number,
  checkBody: boolean,
): number {
  const { view } = buffer;
  const available = end - position;
  if (available < blankBytes) {
    return Finding.INCOMPLETE;
  }
  const size = view.getInt32(position);
  const magic = view.getInt32(position + 4);
  if (magic !== magicV1 && magic !== magicV2) {
    if (magic === blankMagic && size >= blankBytes) {
      return Finding.BLANK;
    }
    return size === 0 && magic === 0 ? Finding.NOTHING : Finding.BAD;
  }
  if (size < fixedBytes) {
    return Finding.BAD;
  }
  if (available < size) {
    return Finding.INCOMPLETE;
  }
  if (readInt64(view, position + 28) !== physicalOffset) {
    return Finding.BAD;
  }
  const bodyStart = bodyPosition(view, position);
  const stop = position + size;
  const bodyBytes = bodyStart > stop ? -1 : view.getInt32(bodyStart - 4);
  const topicField = bodyStart + bodyBytes;
  const topicLengthBytes = magic === magicV1 ? 1 : 2;
  if (bodyBytes < 0 || topicField + topicLengthBytes > stop) {
    return Finding.BAD;
  }
  const topicBytes = magic === magicV1 ? view.getInt8(topicField) : view.getInt16(topicField);
  const propertiesField = topicField + topicLengthBytes + topicBytes;
  if (topicBytes < 0 || propertiesField + 2 > stop) {
    return Finding.BAD;
  }
  const propertiesBytes = view.getInt16(propertiesField);
  if (propertiesBytes < 0 || propertiesField + 2 + propertiesBytes !== stop) {
    return Finding.BAD;
  }
  if (checkBody) {
    if (bodyCrc(buffer.bytes, view, bodyStart, bodyBytes) !== view.getInt32(position + 8)) {
      return Finding.BAD;
    }
  }
  return size;
}

/** What reaches a disk at once: a write that a power cut interrupts has some of its sectors and zeros for the others. */
const sectorBytes = 512;

/**
 * True when topic or properties of an accepted record have lost a part that was never written: no checksum covers them,
 * but they hold no zeros, and what is missing reads as zeros up to the end or in whole sectors. `filePosition` is the
 * place of the record in its file, whose start is that of a sector.
 */
export function hasLostText(buffer: LogBuffer, position: number, filePosition: number): boolean {
  const { bytes, view } = buffer;
  const bodyStart = bodyPosition(view, position);
  const bodyEnd = bodyStart + view.getInt32(bodyStart - 4);
  const version1 = view.getInt32(position + 4) === magicV1;
  const topicStart = bodyEnd + (version1 ? 1 : 2);
  const topicEnd = topicStart + (version1 ? view.getInt8(bodyEnd) : view.getInt16(bodyEnd));
  const end = position + view.getInt32(position);
  const shift = filePosition - position;
  return hasLostBytes(bytes, topicStart, topicEnd, shift) || hasLostBytes(bytes, topicEnd + 2, end, shift);
}

function hasLostBytes(bytes: Buffer, start: number, end: number, shift: number): boolean {
  if (start === end) {
    return false;
  }
  if (bytes[end - 1] === 0) {
    return true;
  }
  let from = start;
  while (from < end) {
    const to = Math.min(end, (Math.floor((from + shift) / sectorBytes) + 1) * sectorBytes - shift);
    if (bytes[from] === 0 && bytes.subarray(from, to).every((byte) => byte === 0)) {
      return true;
    }
    from = to;
  }
  return false;
}

function bodyPosition(view: DataView, position: number): number {
  const sysFlag = view.getInt32(position + 36);
  const bornExtra = (sysFlag & SysFlag.BORN_HOST_IPV6) === 0 ? 0 : ipv6ExtraBytes;
  const storeExtra = (sysFlag & SysFlag.STORE_HOST_IPV6) === 0 ? 0 : ipv6ExtraBytes;
  return position + 88 + bornExtra + storeExtra;
}

/** True when an accepted record is this message of this queue. */
export function isRecordOf(
  buffer: LogBuffer,
  position: number,
  topic: Uint8Array,
  queueId: number,
  queueOffset: number,
): boolean {
  const { bytes, view } = buffer;
  if (view.getInt32(position + 12) !== queueId || readInt64(view, position + 20) !== queueOffset) {
    return false;
  }
  const bodyStart = bodyPosition(view, position);
  const bodyEnd = bodyStart + view.getInt32(bodyStart - 4);
  const version1 = view.getInt32(position + 4) === magicV1;
  const topicStart = bodyEnd + (version1 ? 1 : 2);
  if ((version1 ? view.getInt8(bodyEnd) : view.getInt16(bodyEnd)) !== topic.length) {
    return false;
  }
  for (let index = 0; index < topic.length; index++) {
    if (bytes[topicStart + index] !== topic[index]) {
      return false;
    }
  }
  return true;
}

/** The layout is drawn at the top. */
const facts: RecordFacts = {
  queueId: ({ view, position }) => view.getInt32(position + 12),
  flag: ({ view, position }) => view.getInt32(position + 16),
  sysFlag: ({ view, position }) => view.getInt32(position + 36),
  bornTimestamp: ({ view, position }) => readInt64(view, position + 40),
  bornHost: (message) => readHost(message, message.position + 48, (message.sysFlag & SysFlag.BORN_HOST_IPV6) !== 0),
  storeTimestamp: (message) => readInt64(message.view, afterBornHost(message)),
  storeHost: (message) =>
    readHost(message, afterBornHost(message) + 8, (message.sysFlag & SysFlag.STORE_HOST_IPV6) !== 0),
  reconsumeTimes: ({ view, bodyStart }) => view.getInt32(bodyStart - 16),
  preparedTransactionOffset: ({ view, bodyStart }) => readInt64(view, bodyStart - 12),
};

function afterBornHost({ position, sysFlag }: MessageView): number {
  return position + 48 + ((sysFlag & SysFlag.BORN_HOST_IPV6) === 0 ? 8 : 20);
}

/**
 * The message of a record that inspectRecord has accepted, for as long as the bytes of the buffer do not change. Who knows
 * the topic gives it, which saves its decoding.
 */
export function viewRecord(buffer: LogBuffer, position: number, topic?: string): MessageView {
  const { bytes, view } = buffer;
  const bodyStart = bodyPosition(view, position);
  const bodyEnd = bodyStart + view.getInt32(bodyStart - 4);
  const version1 = view.getInt32(position + 4) === magicV1;
  const topicStart = bodyEnd + (version1 ? 1 : 2);
  const topicEnd = topicStart + (version1 ? view.getInt8(bodyEnd) : view.getInt16(bodyEnd));
  const message = new MessageView();
  message.topic = topic ?? bytes.toString('utf8', topicStart, topicEnd);
  message.queueOffset = readInt64(view, position + 20);
  message.physicalOffset = readInt64(view, position + 28);
  message.size = view.getInt32(position);
  message.bytes = bytes;
  message.view = view;
  message.position = position;
  message.bodyStart = bodyStart;
  message.bodyEnd = bodyEnd;
  message.propertiesStart = topicEnd + 2;
  message.propertiesEnd = position + message.size;
  message.facts = facts;
  return message;
}

/** The same with its properties decoded and its body as a view of the buffer. */
export function decodeRecord(buffer: LogBuffer, position: number): StoredMessage {
  const message = viewRecord(buffer, position);
  return {
    topic: message.topic,
    queueId: message.queueId,
    queueOffset: message.queueOffset,
    physicalOffset: message.physicalOffset,
    size: message.size,
    flag: message.flag,
    sysFlag: message.sysFlag,
    bornTimestamp: message.bornTimestamp,
    bornHost: message.bornHost,
    storeTimestamp: message.storeTimestamp,
    storeHost: message.storeHost,
    reconsumeTimes: message.reconsumeTimes,
    preparedTransactionOffset: message.preparedTransactionOffset,
    body: message.body,
    properties: message.properties,
  };
}
