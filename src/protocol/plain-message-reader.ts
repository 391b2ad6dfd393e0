import { boundsPerProperty, PlainMessage, plainPropertiesMax } from '../model/plain-message.ts';
import { isReservedProperty } from '../model/properties.ts';
import { v2 } from './messages.ts';
import { TextMemo } from './text-memo.ts';
import { bytesTag, varintTag } from './wire-fields.ts';

/*
 * Reads the send request that nearly all are, one message of everyday fields, without an object or a string for each part.
 * Whatever is not just so, be it allowed or not, is not read: the generated decoder then says what it is.
 */

const messagesTag = bytesTag(1);

const MessageTag = {
  TOPIC: bytesTag(1),
  USER_PROPERTIES: bytesTag(2),
  SYSTEM_PROPERTIES: bytesTag(3),
  BODY: bytesTag(4),
} as const;
const PropertyTag = { NAME: bytesTag(1), VALUE: bytesTag(2) } as const;
const ResourceTag = { NAME: bytesTag(2) } as const;

const SystemTag = {
  TAG: bytesTag(1),
  KEYS: bytesTag(2),
  MESSAGE_ID: bytesTag(3),
  BODY_DIGEST: bytesTag(4),
  BODY_ENCODING: varintTag(5),
  MESSAGE_TYPE: varintTag(6),
  BORN_TIMESTAMP: bytesTag(7),
  BORN_HOST: bytesTag(8),
  QUEUE_ID: varintTag(13),
  DELIVERY_ATTEMPT: varintTag(16),
  MESSAGE_GROUP: bytesTag(17),
  TRACE_CONTEXT: bytesTag(18),
} as const;

const TimestampTag = { SECONDS: varintTag(1), NANOS: varintTag(2) } as const;
const DigestTag = { TYPE: varintTag(1), CHECKSUM: bytesTag(2) } as const;

const int32Max = 0x7fff_ffff;
const blank = 0x20;
const bar = 0x7c;
const lastPrintable = 0x7e;
const zero = 0x30;
const nine = 0x39;
const underscore = 0x5f;
/** Seconds up to this have milliseconds that are exact; they are beyond the year 9000. */
const secondsMax = 0x40_0000_0000;
const nanosMax = 999_999_999;
const nanosPerMs = 1_000_000;

export class PlainMessageReader {
  readonly #message = new PlainMessage();
  readonly #topics = new TextMemo();
  readonly #names = new TextMemo();
  readonly #namesOfMessage: string[] = new Array(plainPropertiesMax).fill('');
  #bytes: Buffer = this.#message.bytes;
  #at = 0;
  /** Something was no number, or ran beyond its end; what is read from then on means nothing. */
  #failed = false;

  /** The message of the request bytes[start, end), valid until the next call; undefined when it is not a plain one. */
  read(bytes: Buffer, start: number, end: number): PlainMessage | undefined {
    this.#bytes = bytes;
    this.#at = start;
    this.#failed = false;
    const message = this.#message;
    message.clear(bytes, start, end);
    if (end - start < 2 || this.#tag(end) !== messagesTag || this.#lengthEnd(end) !== end) {
      return undefined;
    }
    return this.#readMessage(end) && message.messageIdEnd > message.messageIdStart ? message : undefined;
  }

  #readMessage(end: number): boolean {
    const message = this.#message;
    let systemSeen = false;
    while (this.#at < end) {
      const tag = this.#tag(end);
      const fieldEnd = this.#lengthEnd(end);
      if (this.#failed) {
        return false;
      }
      if (tag === MessageTag.BODY && message.bodyStart === 0) {
        message.bodyStart = this.#at;
        message.bodyEnd = fieldEnd;
        this.#at = fieldEnd;
      } else if (tag === MessageTag.TOPIC && message.topic === '') {
        if (!this.#readTopic(fieldEnd)) {
          return false;
        }
      } else if (tag === MessageTag.USER_PROPERTIES) {
        if (!this.#readProperty(fieldEnd)) {
          return false;
        }
      } else if (tag === MessageTag.SYSTEM_PROPERTIES && !systemSeen) {
        systemSeen = true;
        if (!this.#readSystem(fieldEnd)) {
          return false;
        }
      } else {
        return false;
      }
    }
    return message.topic !== '';
  }

  #readTopic(end: number): boolean {
    if (this.#tag(end) !== ResourceTag.NAME || this.#lengthEnd(end) !== end || !this.#printable(this.#at, end)) {
      return false;
    }
    this.#message.topic = this.#topics.textOf(this.#bytes, this.#at, end);
    this.#at = end;
    return true;
  }

  /** One user property: its name, then its value, as everybody writes the entries of a map. */
  #readProperty(end: number): boolean {
    const message = this.#message;
    const count = message.propertyCount;
    if (count === plainPropertiesMax || this.#tag(end) !== PropertyTag.NAME) {
      return false;
    }
    const nameEnd = this.#lengthEnd(end);
    const nameStart = this.#at;
    this.#at = nameEnd;
    if (this.#failed || !this.#isNewName(nameStart, nameEnd, count) || this.#tag(end) !== PropertyTag.VALUE) {
      return false;
    }
    const valueEnd = this.#lengthEnd(end);
    const valueStart = this.#at;
    if (this.#failed || valueEnd !== end || !this.#printable(valueStart, valueEnd)) {
      return false;
    }
    const at = count * boundsPerProperty;
    message.properties[at] = nameStart;
    message.properties[at + 1] = nameEnd;
    message.properties[at + 2] = valueStart;
    message.properties[at + 3] = valueEnd;
    message.propertyCount = count + 1;
    this.#at = valueEnd;
    return true;
  }

  /** A legal name that the properties before it do not have. Digits move a name in an object, an underscore may be magic. */
  #isNewName(start: number, end: number, count: number): boolean {
    const first = start < end ? (this.#bytes[start] as number) : zero;
    if ((first >= zero && first <= nine) || first === underscore || !this.#printable(start, end)) {
      return false;
    }
    const name = this.#names.textOf(this.#bytes, start, end);
    for (let index = 0; index < count; index++) {
      if (this.#namesOfMessage[index] === name) {
        return false;
      }
    }
    this.#namesOfMessage[count] = name;
    return !isReservedProperty(name);
  }

  #readSystem(end: number): boolean {
    while (this.#at < end) {
      const tag = this.#tag(end);
      const read = (tag & 7) === 0 ? this.#readSystemNumber(tag, end) : this.#readSystemText(tag, end);
      if (!read || this.#failed) {
        return false;
      }
    }
    return true;
  }

  #readSystemNumber(tag: number, end: number): boolean {
    const value = this.#varint(end);
    if (value > int32Max) {
      return false;
    }
    switch (tag) {
      case SystemTag.BODY_ENCODING:
        this.#message.gzip = value === v2.Encoding.GZIP;
        return true;
      case SystemTag.MESSAGE_TYPE:
        return value !== v2.MessageType.TRANSACTION;
      case SystemTag.QUEUE_ID:
      case SystemTag.DELIVERY_ATTEMPT:
        return true;
      default:
        return false;
    }
  }

  #readSystemText(tag: number, end: number): boolean {
    const message = this.#message;
    const fieldEnd = this.#lengthEnd(end);
    const start = this.#at;
    if (this.#failed) {
      return false;
    }
    switch (tag) {
      case SystemTag.TAG:
        if (message.tagStart !== 0 || !this.#visible(start, fieldEnd) || this.#has(bar, start, fieldEnd)) {
          return false;
        }
        message.tagStart = start;
        message.tagEnd = fieldEnd;
        break;
      case SystemTag.KEYS:
        if (message.keyStart !== 0 || !this.#visible(start, fieldEnd) || this.#has(blank, start, fieldEnd)) {
          return false;
        }
        message.keyStart = start;
        message.keyEnd = fieldEnd;
        break;
      case SystemTag.MESSAGE_ID:
        if (message.messageIdStart !== 0 || !this.#visible(start, fieldEnd)) {
          return false;
        }
        message.messageIdStart = start;
        message.messageIdEnd = fieldEnd;
        break;
      case SystemTag.MESSAGE_GROUP:
        if (message.messageGroupStart !== 0 || !this.#visible(start, fieldEnd)) {
          return false;
        }
        message.messageGroupStart = start;
        message.messageGroupEnd = fieldEnd;
        break;
      default:
        return this.#readRareText(tag, start, fieldEnd);
    }
    this.#at = fieldEnd;
    return true;
  }

  /** The fields that only some clients send. */
  #readRareText(tag: number, start: number, end: number): boolean {
    const message = this.#message;
    switch (tag) {
      case SystemTag.BORN_TIMESTAMP:
        return message.bornTimestamp === -1 && this.#readBornTimestamp(end);
      case SystemTag.BORN_HOST:
        if (message.bornHostStart !== 0 || !this.#printable(start, end)) {
          return false;
        }
        message.bornHostStart = start;
        message.bornHostEnd = end;
        this.#at = end;
        return true;
      case SystemTag.TRACE_CONTEXT:
        if (message.traceContextStart !== 0 || !this.#printable(start, end)) {
          return false;
        }
        message.traceContextStart = start;
        message.traceContextEnd = end;
        this.#at = end;
        return true;
      case SystemTag.BODY_DIGEST:
        return this.#skipDigest(end);
      default:
        return false;
    }
  }

  #readBornTimestamp(end: number): boolean {
    let seconds = 0;
    let nanos = 0;
    while (this.#at < end) {
      const tag = this.#tag(end);
      const value = this.#varint(end);
      if (tag === TimestampTag.SECONDS) {
        seconds = value;
      } else if (tag === TimestampTag.NANOS) {
        nanos = value;
      } else {
        return false;
      }
    }
    // As epochMsOf rounds.
    this.#message.bornTimestamp = seconds * 1000 + Math.ceil(nanos / nanosPerMs);
    return !this.#failed && seconds <= secondsMax && nanos <= nanosMax;
  }

  /** Nobody asks for it, but it has to be one. */
  #skipDigest(end: number): boolean {
    while (this.#at < end) {
      const tag = this.#tag(end);
      if (tag === DigestTag.TYPE) {
        this.#varint(end);
      } else if (tag === DigestTag.CHECKSUM) {
        const checksumEnd = this.#lengthEnd(end);
        if (this.#failed || !this.#printable(this.#at, checksumEnd)) {
          return false;
        }
        this.#at = checksumEnd;
      } else {
        return false;
      }
    }
    return !this.#failed;
  }

  /** Reads a length; where so many bytes end, which is not behind `end`. */
  #lengthEnd(end: number): number {
    const fieldEnd = this.#varint(end) + this.#at;
    if (fieldEnd > end) {
      this.#failed = true;
      return end;
    }
    return fieldEnd;
  }

  /** Of a field below 2048, as everybody writes it. */
  #tag(end: number): number {
    const first = this.#at < end ? (this.#bytes[this.#at++] as number) : 0;
    if (first < 0x80) {
      return first;
    }
    const second = this.#at < end ? (this.#bytes[this.#at++] as number) : 0;
    return second > 0 && second < 0x80 ? (second << 7) | (first & 0x7f) : 0;
  }

  /** A number of up to 42 bits; no field read here has more in a plain message. */
  #varint(end: number): number {
    const bytes = this.#bytes;
    let at = this.#at;
    let value = 0;
    let factor = 1;
    for (const limit = Math.min(end, at + 6); at < limit; factor *= 0x80) {
      const byte = bytes[at++] as number;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        this.#at = at;
        return value;
      }
    }
    this.#failed = true;
    this.#at = end;
    return 0;
  }

  #printable(start: number, end: number): boolean {
    const bytes = this.#bytes;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte < blank || byte > lastPrintable) {
        return false;
      }
    }
    return true;
  }

  /** Printable, and empty or not blank. */
  #visible(start: number, end: number): boolean {
    return start === end || ((this.#bytes[start] as number) !== blank && this.#printable(start, end));
  }

  #has(character: number, start: number, end: number): boolean {
    const bytes = this.#bytes;
    for (let at = start; at < end; at++) {
      if (bytes[at] === character) {
        return true;
      }
    }
    return false;
  }
}
