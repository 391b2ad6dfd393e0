import { continueJavaHashOfBytes } from '../model/java-hash.ts';
import { type HostAddress, SysFlag } from '../model/message.ts';
import { boundsPerProperty, PlainMessage } from '../model/plain-message.ts';
import { entryEnd, entryStart, nameEnd, PropertyName } from '../model/properties.ts';
import type { PlainAppend } from '../store/message-store.ts';

// What stands between two values, as in outgoing-record.ts, whose property strings these are to the byte.
const uniqueKeyStart = Buffer.from(entryStart(PropertyName.UNIQUE_KEY));
const thenTag = Buffer.from(entryEnd + entryStart(PropertyName.TAGS));
const thenKeys = Buffer.from(entryEnd + entryStart(PropertyName.KEYS));
const thenShardingKey = Buffer.from(entryEnd + entryStart(PropertyName.SHARDING_KEY));
const thenTraceContext = Buffer.from(entryEnd + entryStart(PropertyName.TRACE_CONTEXT));
const thenBornHost = Buffer.from(entryEnd + entryStart(PropertyName.BORN_HOST));
const thenBornTimestamp = Buffer.from(entryEnd + entryStart(PropertyName.BORN_TIMESTAMP));

const afterName = nameEnd.charCodeAt(0);
const afterValue = entryEnd.charCodeAt(0);

const none: Buffer = Buffer.alloc(0);
const zero = 0x30;

/** Digits of a whole number from 0 to 2^53. */
function digitsOf(value: number): number {
  let count = 1;
  for (let left = value; left >= 10; left = Math.floor(left / 10)) {
    count++;
  }
  return count;
}

function putDigits(target: Buffer, at: number, count: number, value: number): void {
  let left = value;
  let index = at + count - 1;
  // Whole numbers of 31 bits are divided much quicker.
  while (left > 0x7fff_ffff) {
    const rest = Math.floor(left / 10);
    target[index--] = zero + left - rest * 10;
    left = rest;
  }
  while (index >= at) {
    const rest = (left / 10) | 0;
    target[index--] = zero + left - rest * 10;
    left = rest;
  }
}

/** Copies source[from, to), of which there are few bytes: a loop beats the call into the runtime. */
function put(target: Buffer, at: number, source: Buffer, from: number, to: number): number {
  let end = at;
  for (let index = from; index < to; index++) {
    target[end++] = source[index] as number;
  }
  return end;
}

/** The record of a plain message. One object serves many, one after the other. */
export class PlainRecord implements PlainAppend {
  readonly flag = 0;
  readonly reconsumeTimes = 0;
  readonly preparedTransactionOffset = 0;
  topic = '';
  queueId = 0;
  sysFlag = 0;
  bornTimestamp = 0;
  bornHost: HostAddress;
  body: Uint8Array = none;
  propertiesBytes = 0;
  tagged = false;
  keyed = false;
  queueOffset = 0;
  physicalOffset = 0;
  storeTimestamp = 0;
  #message = new PlainMessage();
  #timestampDigits = 0;
  /** Properties that are the same for all messages to the topic. */
  #ofTopic = none;
  /** The value for the born host when the client states none. */
  #hostText = none;

  constructor() {
    this.bornHost = { address: '', port: 0 };
  }

  /** `peer` is where the connection comes from; messages of one come together, as a rule. */
  fill(message: PlainMessage, queueId: number, peer: HostAddress, ofTopic: Buffer, bornTimestamp: number): void {
    if (peer !== this.bornHost) {
      this.bornHost = peer;
      this.#hostText = Buffer.from(`${peer.address}:${peer.port}`);
    }
    this.#message = message;
    this.topic = message.topic;
    this.queueId = queueId;
    this.sysFlag = message.gzip ? SysFlag.COMPRESSED : 0;
    this.bornTimestamp = bornTimestamp;
    this.body = message.bytes.subarray(message.bodyStart, message.bodyEnd);
    this.tagged = message.tagEnd > message.tagStart;
    this.keyed = message.keyEnd > message.keyStart;
    this.#ofTopic = ofTopic;
    this.#timestampDigits = digitsOf(bornTimestamp);
    this.propertiesBytes =
      userPropertiesBytes(message) +
      uniqueKeyStart.length +
      (message.messageIdEnd - message.messageIdStart) +
      filledBytes(thenTag, message.tagStart, message.tagEnd) +
      filledBytes(thenKeys, message.keyStart, message.keyEnd) +
      filledBytes(thenShardingKey, message.messageGroupStart, message.messageGroupEnd) +
      filledBytes(thenTraceContext, message.traceContextStart, message.traceContextEnd) +
      thenBornHost.length +
      (message.bornHostEnd - message.bornHostStart || this.#hostText.length) +
      thenBornTimestamp.length +
      this.#timestampDigits +
      entryEnd.length +
      ofTopic.length;
  }

  /** Lets go of the message. */
  release(): void {
    this.body = none;
    this.#message.release();
  }

  writeProperties(target: Buffer, offset: number): void {
    const message = this.#message;
    const { bytes } = message;
    let at = message.propertyCount === 0 ? offset : putUserProperties(target, offset, message);
    at = put(target, at, uniqueKeyStart, 0, uniqueKeyStart.length);
    at = put(target, at, bytes, message.messageIdStart, message.messageIdEnd);
    at = putFilled(target, at, thenTag, bytes, message.tagStart, message.tagEnd);
    at = putFilled(target, at, thenKeys, bytes, message.keyStart, message.keyEnd);
    at = putFilled(target, at, thenShardingKey, bytes, message.messageGroupStart, message.messageGroupEnd);
    at = putFilled(target, at, thenTraceContext, bytes, message.traceContextStart, message.traceContextEnd);
    at = put(target, at, thenBornHost, 0, thenBornHost.length);
    at =
      message.bornHostEnd > message.bornHostStart
        ? put(target, at, bytes, message.bornHostStart, message.bornHostEnd)
        : put(target, at, this.#hostText, 0, this.#hostText.length);
    at = put(target, at, thenBornTimestamp, 0, thenBornTimestamp.length);
    putDigits(target, at, this.#timestampDigits, this.bornTimestamp);
    at += this.#timestampDigits;
    target[at++] = afterValue;
    target.set(this.#ofTopic, at);
  }

  hashOfUniqueKey(start: number): number {
    const { bytes, messageIdStart, messageIdEnd } = this.#message;
    return continueJavaHashOfBytes(start, bytes, messageIdStart, messageIdEnd);
  }

  hashOfKey(start: number): number {
    const { bytes, keyStart, keyEnd } = this.#message;
    return continueJavaHashOfBytes(start, bytes, keyStart, keyEnd);
  }

  hashOfTag(start: number): number {
    const { bytes, tagStart, tagEnd } = this.#message;
    return continueJavaHashOfBytes(start, bytes, tagStart, tagEnd);
  }
}

/** Those without a value are left out. */
function userPropertiesBytes({ properties, propertyCount }: PlainMessage): number {
  let bytes = 0;
  for (let at = 0; at < propertyCount * boundsPerProperty; at += boundsPerProperty) {
    const valueBytes = (properties[at + 3] as number) - (properties[at + 2] as number);
    if (valueBytes > 0) {
      bytes += (properties[at + 1] as number) - (properties[at] as number) + valueBytes + 2;
    }
  }
  return bytes;
}

function putUserProperties(target: Buffer, offset: number, message: PlainMessage): number {
  const { bytes, properties } = message;
  let end = offset;
  for (let at = 0; at < message.propertyCount * boundsPerProperty; at += boundsPerProperty) {
    const valueStart = properties[at + 2] as number;
    const valueEnd = properties[at + 3] as number;
    if (valueEnd > valueStart) {
      end = put(target, end, bytes, properties[at] as number, properties[at + 1] as number);
      target[end++] = afterName;
      end = put(target, end, bytes, valueStart, valueEnd);
      target[end++] = afterValue;
    }
  }
  return end;
}

function filledBytes(name: Buffer, start: number, end: number): number {
  return end > start ? name.length + end - start : 0;
}

function putFilled(target: Buffer, at: number, name: Buffer, bytes: Buffer, start: number, end: number): number {
  return end > start ? put(target, put(target, at, name, 0, name.length), bytes, start, end) : at;
}
