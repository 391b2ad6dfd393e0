import { isUtf8 } from 'node:buffer';
import { javaHash } from '../model/java-hash.ts';
import { PropertyName, reservedPropertyNames } from '../model/properties.ts';
import { v2 } from './messages.ts';
import type { RepeatedHead } from './repeated-head.ts';
import { bytesTag, lengthFieldBytes, putBytesRange, putLengthField } from './wire-fields.ts';

/** Properties of a stored message that become fields of their own, by their places in the tables below. */
export const Field = {
  tag: 0,
  keys: 1,
  messageId: 2,
  bornTimestamp: 3,
  bornHost: 4,
  messageGroup: 5,
  traceContext: 6,
  liteTopic: 7,
  priority: 8,
  timerDeliverMs: 9,
  timerDelaySeconds: 10,
  timerDelayMs: 11,
  delayLevel: 12,
  transactionPrepared: 13,
  deadLetterTopic: 14,
  deadLetterMessageId: 15,
} as const;
type Field = (typeof Field)[keyof typeof Field];

const fieldNames: readonly string[] = [
  PropertyName.TAGS,
  PropertyName.KEYS,
  PropertyName.UNIQUE_KEY,
  PropertyName.BORN_TIMESTAMP,
  PropertyName.BORN_HOST,
  PropertyName.SHARDING_KEY,
  PropertyName.TRACE_CONTEXT,
  PropertyName.LITE_TOPIC,
  PropertyName.PRIORITY,
  PropertyName.TIMER_DELIVER_MS,
  PropertyName.TIMER_DELAY_SEC,
  PropertyName.TIMER_DELAY_MS,
  PropertyName.DELAY,
  PropertyName.TRANSACTION_PREPARED,
  PropertyName.DEAD_LETTER_ORIGIN_TOPIC,
  PropertyName.DEAD_LETTER_ORIGIN_MESSAGE_ID,
];

interface ReservedName {
  readonly name: string;
  /** Its place in the tables; -1: clients never see it. */
  readonly field: number;
}

/** Names that are no user's, by their hash, so that none is cut out of a property string to be looked up. */
const reserved = new Map<number, readonly ReservedName[]>();
for (const name of reservedPropertyNames) {
  const others = reserved.get(javaHash(name)) ?? [];
  reserved.set(javaHash(name), [...others, { name, field: fieldNames.indexOf(name) }]);
}

const userPropertiesTag = bytesTag(2);
const keyTag = bytesTag(1);
const valueTag = bytesTag(2);

const nameEnd = 1;
const entryEnd = 2;
const unseen = -1;
const user = -2;

const decimalDigitsMax = 15;

const none: Buffer = Buffer.alloc(0);

/**
 * Where the properties of one message lie in its property string; the last of a name counts. The string is never decoded:
 * what is ASCII or well-formed UTF-8 in the log goes to the wire as it is. Used again and again.
 */
export class StoredProperties {
  bytes = none;
  readonly #starts = new Int32Array(fieldNames.length);
  readonly #ends = new Int32Array(fieldNames.length);

  /**
   * Walks over bytes[from, to) and writes the user's properties as `user_properties` entries from `at` on; gives their
   * end. Entries without a name or a value are left out, as in model/properties.ts. `repeated` is told of what it copies
   * and of what nobody sees.
   */
  read(bytes: Buffer, from: number, to: number, target: Buffer, at: number, repeated: RepeatedHead): number {
    const written = this.#walk(bytes, from, to, target, at, repeated);
    if (written >= 0) {
      return written;
    }
    repeated.forget();
    // Another writer's: decoding replaces what is no UTF-8.
    const wellFormed = Buffer.from(bytes.toString('utf8', from, to));
    return this.#walk(wellFormed, 0, wellFormed.length, target, at, repeated);
  }

  /** Gives -1 when the bytes are no UTF-8. */
  #walk(bytes: Buffer, from: number, to: number, target: Buffer, at: number, repeated: RepeatedHead): number {
    this.bytes = bytes;
    this.#starts.fill(0);
    let written = at;
    let start = from;
    let bits = 0;
    while (start < to) {
      let hash = 0;
      let middle = start;
      let unit = 0;
      for (; middle < to; middle++) {
        unit = bytes[middle] ?? 0;
        if (unit === nameEnd || unit === entryEnd) {
          break;
        }
        bits |= unit;
        hash = (Math.imul(hash, 31) + unit) | 0;
      }
      if (unit !== nameEnd) {
        start = middle + 1;
        continue;
      }
      let end = middle;
      for (; end < to; end++) {
        unit = bytes[end] ?? 0;
        if (unit === entryEnd) {
          break;
        }
        bits |= unit;
      }
      if (middle > start && middle + 1 < end) {
        const field = fieldOf(hash, bytes, start, middle);
        if (field === user) {
          written = putEntry(target, written, bytes, start, middle, end);
          repeated.copied(middle + 1, end, written);
        } else if (field === unseen) {
          repeated.unseen(middle + 1, end);
        } else {
          this.#starts[field] = middle + 1;
          this.#ends[field] = end;
        }
      }
      start = end + 1;
    }
    return bits < 0x80 || isUtf8(bytes.subarray(from, to)) ? written : -1;
  }

  has(field: Field): boolean {
    return this.start(field) > 0;
  }

  /** No value begins at 0: its name comes first. */
  start(field: Field): number {
    return this.#starts[field] ?? 0;
  }

  end(field: Field): number {
    return this.#ends[field] ?? 0;
  }

  /** Undefined when the property is missing or, in a store that something else wrote, no number. */
  number(field: Field): number | undefined {
    const start = this.start(field);
    const end = this.end(field);
    if (start === 0 || end - start > decimalDigitsMax) {
      return undefined;
    }
    let value = 0;
    for (let index = start; index < end; index++) {
      const digit = (this.bytes[index] ?? 0) - 0x30;
      if (digit < 0 || digit > 9) {
        return undefined;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  messageType(): v2.MessageType {
    if (this.#is(Field.transactionPrepared, 'true')) {
      return v2.MessageType.TRANSACTION;
    }
    // RocketMQ marks copies in dead letter topics with DELAY=0; they are as little delayed as they were before.
    if (
      (this.has(Field.delayLevel) && !this.#is(Field.delayLevel, '0')) ||
      this.has(Field.timerDeliverMs) ||
      this.has(Field.timerDelaySeconds) ||
      this.has(Field.timerDelayMs)
    ) {
      return v2.MessageType.DELAY;
    }
    if (this.has(Field.messageGroup)) {
      return v2.MessageType.FIFO;
    }
    if (this.has(Field.priority)) {
      return v2.MessageType.PRIORITY;
    }
    return this.has(Field.liteTopic) ? v2.MessageType.LITE : v2.MessageType.NORMAL;
  }

  #is(field: Field, value: string): boolean {
    const start = this.start(field);
    return start > 0 && isText(this.bytes, start, this.end(field), value);
  }
}

/** True when bytes[start, end) are this ASCII text. */
function isText(bytes: Buffer, start: number, end: number, text: string): boolean {
  if (end - start !== text.length) {
    return false;
  }
  for (let index = 0; index < text.length; index++) {
    if (bytes[start + index] !== text.charCodeAt(index)) {
      return false;
    }
  }
  return true;
}

/** Place in the tables, `unseen` for other names of the server, `user` for all the rest. */
function fieldOf(hash: number, bytes: Buffer, start: number, end: number): number {
  const names = reserved.get(hash);
  if (names !== undefined) {
    for (const { name, field } of names) {
      if (isText(bytes, start, end, name)) {
        return field;
      }
    }
  }
  return user;
}

function putEntry(target: Buffer, at: number, bytes: Buffer, start: number, middle: number, end: number): number {
  const contentBytes = lengthFieldBytes(keyTag, middle - start) + lengthFieldBytes(valueTag, end - middle - 1);
  const keyAt = putLengthField(target, at, userPropertiesTag, contentBytes);
  return putBytesRange(
    target,
    putBytesRange(target, keyAt, keyTag, bytes, start, middle),
    valueTag,
    bytes,
    middle + 1,
    end,
  );
}
