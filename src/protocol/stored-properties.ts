import { javaHash } from '../model/java-hash.ts';
import { PropertyName, reservedPropertyNames } from '../model/properties.ts';
import { v2 } from './messages.ts';
import { bytesTag, putLengthField, putTextRange, textRangeFieldBytes } from './wire-fields.ts';

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
const user = -2;

const decimalDigitsMax = 15;

/** Where the properties of one message lie in its property string; the last of a name counts. Used again and again. */
export class StoredProperties {
  text = '';
  readonly #starts = new Int32Array(fieldNames.length);
  readonly #ends = new Int32Array(fieldNames.length);

  /**
   * Walks over the string and writes the user's properties as `user_properties` entries from `at` on; gives their end.
   * Entries without a name or a value are left out, as in model/properties.ts.
   */
  read(text: string, target: Buffer, at: number): number {
    this.text = text;
    this.#starts.fill(0);
    let written = at;
    let start = 0;
    while (start < text.length) {
      let hash = 0;
      let middle = start;
      let unit = 0;
      for (; middle < text.length; middle++) {
        unit = text.charCodeAt(middle);
        if (unit === nameEnd || unit === entryEnd) {
          break;
        }
        hash = (Math.imul(hash, 31) + unit) | 0;
      }
      if (unit !== nameEnd) {
        start = middle + 1;
        continue;
      }
      const found = text.indexOf('\u0002', middle);
      const end = found === -1 ? text.length : found;
      if (middle > start && middle + 1 < end) {
        const field = fieldOf(hash, text, start, middle);
        if (field === user) {
          written = putEntry(target, written, text, start, middle, end);
        } else if (field >= 0) {
          this.#starts[field] = middle + 1;
          this.#ends[field] = end;
        }
      }
      start = end + 1;
    }
    return written;
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

  valueOf(field: Field): string {
    return this.text.slice(this.start(field), this.end(field));
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
      const digit = this.text.charCodeAt(index) - 0x30;
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
    return start > 0 && this.end(field) - start === value.length && this.text.startsWith(value, start);
  }
}

/** Place in the tables, -1 for other names of the server, `user` for all the rest. */
function fieldOf(hash: number, text: string, start: number, end: number): number {
  const names = reserved.get(hash);
  if (names !== undefined) {
    for (const { name, field } of names) {
      if (name.length === end - start && text.startsWith(name, start)) {
        return field;
      }
    }
  }
  return user;
}

function putEntry(target: Buffer, at: number, text: string, start: number, middle: number, end: number): number {
  const contentBytes =
    textRangeFieldBytes(keyTag, text, start, middle) + textRangeFieldBytes(valueTag, text, middle + 1, end);
  const keyAt = putLengthField(target, at, userPropertiesTag, contentBytes);
  return putTextRange(
    target,
    putTextRange(target, keyAt, keyTag, text, start, middle),
    valueTag,
    text,
    middle + 1,
    end,
  );
}
