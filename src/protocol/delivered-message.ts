import { hash } from 'node:crypto';
import { type StoredMessage, SysFlag } from '../model/message.ts';
import { offsetMessageId } from '../model/offset-message-id.ts';
import { v2 } from './messages.ts';
import { Field, StoredProperties } from './stored-properties.ts';
import {
  bytesTag,
  lengthFieldBytes,
  putAscii,
  putLengthField,
  putTextField,
  putTextRange,
  putTimeField,
  putVarintField,
  textFieldBytes,
  varintTag,
} from './wire-fields.ts';

/** One delivery of a message. */
export interface Delivered {
  readonly kind: 'message';
  readonly stored: StoredMessage;
  /**
   * Field `topic` of the message, encoded: the resource of the request, so that name and namespace come back as they were
   * sent, also when the message lies in a retry topic.
   */
  readonly topicField: Uint8Array;
  readonly receiptHandle: string;
  /** 1 for the first delivery. */
  readonly deliveryAttempt: number;
}

/** The field is the same for all messages of one answer. */
export function topicFieldOf({ resourceNamespace, name }: v2.Resource.$Properties): Uint8Array {
  const contentBytes =
    (resourceNamespace ? textFieldBytes(firstTextTag, resourceNamespace) : 0) +
    (name ? textFieldBytes(secondTextTag, name) : 0);
  const field = Buffer.allocUnsafe(lengthFieldBytes(topicTag, contentBytes));
  let end = putLengthField(field, 0, topicTag, contentBytes);
  if (resourceNamespace) {
    end = putTextField(field, end, firstTextTag, resourceNamespace);
  }
  if (name) {
    putTextField(field, end, secondTextTag, name);
  }
  return field;
}

const topicTag = bytesTag(1);
const systemTag = bytesTag(3);
const bodyTag = bytesTag(4);

/** Fields of SystemProperties. */
const Tag = {
  tag: bytesTag(1),
  keys: bytesTag(2),
  messageId: bytesTag(3),
  bodyDigest: bytesTag(4),
  bodyEncoding: varintTag(5),
  messageType: varintTag(6),
  bornTimestamp: bytesTag(7),
  bornHost: bytesTag(8),
  storeTimestamp: bytesTag(9),
  storeHost: bytesTag(10),
  deliveryTimestamp: bytesTag(11),
  receiptHandle: bytesTag(12),
  queueId: varintTag(13),
  queueOffset: varintTag(14),
  deliveryAttempt: varintTag(16),
  messageGroup: bytesTag(17),
  traceContext: bytesTag(18),
  deadLetterQueue: bytesTag(20),
  liteTopic: bytesTag(21),
  priority: varintTag(22),
} as const;

const firstTextTag = bytesTag(1);
const secondTextTag = bytesTag(2);
/** Field digest with its type; the checksum has 32 characters. */
const digestStart = Buffer.from([Tag.bodyDigest, 36, varintTag(1), v2.DigestType.MD5, secondTextTag, 32]);
const upperHex = Buffer.from('0123456789ABCDEF');

/** What the fields that are not texts of the client take at most, the topic aside. */
const fixedBytesMax = 1024;
/** A character takes three bytes at most; fields with a short text as much again. */
const bytesPerCharMax = 6;
const headBytesAtFirst = 64 * 1024;

/** Tag and length of the system properties, which have from 128 to 16383 bytes as a rule. */
const systemHeaderBytes = 3;

/**
 * Encodes deliveries, one at a time, straight from the stored property string: one walk over it writes the user's
 * properties and notes where the others are. `prepare` comes first: it writes all but the body and tells the size; `put`
 * then writes the message.
 *
 * The digest is always there and always MD5: clients disagree on how to write any other.
 */
export class DeliveredMessageEncoder {
  readonly #properties = new StoredProperties();
  /** The message up to its body. */
  #head = Buffer.allocUnsafeSlow(headBytesAtFirst);
  #headBytes = 0;

  /** Bytes of the message. */
  prepare(delivered: Delivered): number {
    const { stored, topicField, receiptHandle } = delivered;
    const room =
      topicField.length + fixedBytesMax + bytesPerCharMax * (stored.properties.length + receiptHandle.length);
    if (room > this.#head.length) {
      this.#head = Buffer.allocUnsafeSlow(room);
    }
    this.#head.set(topicField);
    const systemAt = this.#properties.read(stored.properties, this.#head, topicField.length);
    const contentAt = systemAt + systemHeaderBytes;
    const contentEnd = this.#putSystem(contentAt, delivered);
    let end = this.#putSystemHeader(systemAt, contentAt, contentEnd);
    const bodyBytes = stored.body.length;
    if (bodyBytes > 0) {
      end = putLengthField(this.#head, end, bodyTag, bodyBytes);
    }
    this.#headBytes = end;
    return end + bodyBytes;
  }

  /** Writes the message that was prepared last. */
  put(target: Buffer, at: number, { stored }: Delivered): void {
    target.set(this.#head.subarray(0, this.#headBytes), at);
    target.set(stored.body, at + this.#headBytes);
  }

  /** Tag and length before the content, which moves when they take another room than was left; gives its end. */
  #putSystemHeader(systemAt: number, contentAt: number, contentEnd: number): number {
    const contentBytes = contentEnd - contentAt;
    const start = systemAt + lengthFieldBytes(systemTag, contentBytes) - contentBytes;
    if (start !== contentAt) {
      this.#head.copyWithin(start, contentAt, contentEnd);
    }
    putLengthField(this.#head, systemAt, systemTag, contentBytes);
    return start + contentBytes;
  }

  #putSystem(at: number, { stored, receiptHandle, deliveryAttempt }: Delivered): number {
    const target = this.#head;
    const properties = this.#properties;
    let end = this.#putProperty(at, Tag.tag, Field.tag);
    end = this.#putKeys(end);
    end = properties.has(Field.messageId)
      ? this.#putProperty(end, Tag.messageId, Field.messageId)
      : putTextField(target, end, Tag.messageId, offsetMessageId(stored.storeHost, stored.physicalOffset));
    end = putDigest(target, end, stored.body);
    const compressed = (stored.sysFlag & SysFlag.COMPRESSED) !== 0;
    end = putVarintField(target, end, Tag.bodyEncoding, compressed ? v2.Encoding.GZIP : v2.Encoding.IDENTITY);
    end = putVarintField(target, end, Tag.messageType, properties.messageType());
    end = putTimeField(target, end, Tag.bornTimestamp, properties.number(Field.bornTimestamp) ?? stored.bornTimestamp);
    end = properties.has(Field.bornHost)
      ? this.#putProperty(end, Tag.bornHost, Field.bornHost)
      : putHost(target, end, Tag.bornHost, stored.bornHost.address, stored.bornHost.port);
    end = putTimeField(target, end, Tag.storeTimestamp, stored.storeTimestamp);
    end = putHost(target, end, Tag.storeHost, stored.storeHost.address, stored.storeHost.port);
    const deliverAt = properties.number(Field.timerDeliverMs);
    if (deliverAt !== undefined) {
      end = putTimeField(target, end, Tag.deliveryTimestamp, deliverAt);
    }
    end = putTextField(target, end, Tag.receiptHandle, receiptHandle);
    if (stored.queueId !== 0) {
      end = putVarintField(target, end, Tag.queueId, stored.queueId);
    }
    end = putVarintField(target, end, Tag.queueOffset, stored.queueOffset);
    end = putVarintField(target, end, Tag.deliveryAttempt, deliveryAttempt);
    end = this.#putProperty(end, Tag.messageGroup, Field.messageGroup);
    end = this.#putProperty(end, Tag.traceContext, Field.traceContext);
    end = this.#putDeadLetterQueue(end);
    end = this.#putProperty(end, Tag.liteTopic, Field.liteTopic);
    const priority = properties.number(Field.priority);
    return priority === undefined ? end : putVarintField(target, end, Tag.priority, priority);
  }

  #putProperty(at: number, tag: number, field: (typeof Field)[keyof typeof Field]): number {
    const properties = this.#properties;
    return properties.has(field)
      ? putTextRange(this.#head, at, tag, properties.text, properties.start(field), properties.end(field))
      : at;
  }

  /** One field for each key; blanks separate them. */
  #putKeys(at: number): number {
    const properties = this.#properties;
    if (!properties.has(Field.keys)) {
      return at;
    }
    const { text } = properties;
    const stop = properties.end(Field.keys);
    let end = at;
    let start = properties.start(Field.keys);
    while (start < stop) {
      const blank = text.indexOf(' ', start);
      const keyEnd = blank === -1 || blank > stop ? stop : blank;
      if (keyEnd > start) {
        end = putTextRange(this.#head, end, Tag.keys, text, start, keyEnd);
      }
      start = keyEnd + 1;
    }
    return end;
  }

  #putDeadLetterQueue(at: number): number {
    const properties = this.#properties;
    if (!properties.has(Field.deadLetterTopic) || !properties.has(Field.deadLetterMessageId)) {
      return at;
    }
    const topic = properties.valueOf(Field.deadLetterTopic);
    const messageId = properties.valueOf(Field.deadLetterMessageId);
    const contentBytes =
      lengthFieldBytes(firstTextTag, Buffer.byteLength(topic)) +
      lengthFieldBytes(secondTextTag, Buffer.byteLength(messageId));
    const end = putLengthField(this.#head, at, Tag.deadLetterQueue, contentBytes);
    return putTextField(this.#head, putTextField(this.#head, end, firstTextTag, topic), secondTextTag, messageId);
  }
}

function putDigest(target: Buffer, at: number, body: Uint8Array): number {
  const digest = hash('md5', body, 'binary');
  for (let index = 0; index < digestStart.length; index++) {
    target[at + index] = digestStart[index] ?? 0;
  }
  let end = at + digestStart.length;
  for (let index = 0; index < digest.length; index++) {
    const byte = digest.charCodeAt(index);
    target[end++] = upperHex[byte >> 4] ?? 0;
    target[end++] = upperHex[byte & 15] ?? 0;
  }
  return end;
}

/** Address and port, of fewer than 128 characters. */
function putHost(target: Buffer, at: number, tag: number, address: string, port: number): number {
  const start = at + 2;
  target[at] = tag;
  let end = putAscii(target, start, address);
  target[end++] = 0x3a;
  end = putAscii(target, end, String(port));
  target[at + 1] = end - start;
  return end;
}
