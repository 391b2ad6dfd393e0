import { type HostAddress, type StoredMessage, SysFlag } from '../model/message.ts';
import { MessageView } from '../model/message-view.ts';
import { offsetMessageId } from '../model/offset-message-id.ts';
import { type BodyDigests, putBodyDigest } from './body-digests.ts';
import { v2 } from './messages.ts';
import { RepeatedHead } from './repeated-head.ts';
import { Field, StoredProperties } from './stored-properties.ts';
import {
  bytesTag,
  lengthFieldBytes,
  putAscii,
  putBytes,
  putBytesRange,
  putDecimal,
  putLengthField,
  putTextField,
  putTimeField,
  putVarintField,
  textFieldBytes,
  varintBytes,
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
  /** Its receipt handle up to the two offsets, which end it (model/receipt-handle.ts); ASCII. */
  readonly handlePrefix: string;
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
const blank = 0x20;

/** What the fields that are not texts of the client take at most, the topic aside. */
const fixedBytesMax = 1024;
/** A byte that is no UTF-8 becomes three; the shortest of properties take three times their bytes as fields. */
const growthMax = 6;
const headBytesAtFirst = 64 * 1024;

/** Tag and length of the system properties, which have from 128 to 16383 bytes as a rule. */
const systemHeaderBytes = 3;

/**
 * Encodes deliveries, one at a time, from the stored bytes of the properties: one walk over them writes the user's and notes
 * where the others are. `prepare` comes first: it writes all but the body and tells the size; `put` then writes the message.
 *
 * The digest is always there and always MD5: clients disagree on how to write any other.
 */
export class DeliveredMessageEncoder {
  readonly #properties = new StoredProperties();
  readonly #digests: BodyDigests | undefined;
  readonly #repeated = new RepeatedHead();
  /** The message up to its body. */
  #head = Buffer.allocUnsafeSlow(headBytesAtFirst);
  #headBytes = 0;
  /** Just the head: made again when it has another length than the last one, as few have. */
  #headView: Uint8Array = this.#head.subarray(0, 0);

  /** `digests`: remembered ones of the log that all messages come from. */
  constructor(digests?: BodyDigests) {
    this.#digests = digests;
  }

  /** Bytes of the message. */
  prepare(delivered: Delivered): number {
    const { stored } = delivered;
    if (stored instanceof MessageView) {
      const { bytes, bodyStart, bodyEnd, propertiesStart, propertiesEnd } = stored;
      return this.#prepare(delivered, bodyEnd - bodyStart, bytes, propertiesStart, propertiesEnd);
    }
    const properties = Buffer.from(stored.properties);
    return this.#prepare(delivered, stored.body.length, properties, 0, properties.length);
  }

  #prepare(delivered: Delivered, bodyBytes: number, properties: Buffer, start: number, stop: number): number {
    const repeated = this.#repeated;
    if (repeated.repeat(this.#head, delivered, delivered.stored, properties, start, stop)) {
      this.#putDigest(repeated.digestAt, delivered.stored);
    } else {
      this.#putHead(delivered, properties, start, stop);
    }
    this.#headBytes = bodyBytes > 0 ? putLengthField(this.#head, repeated.end, bodyTag, bodyBytes) : repeated.end;
    return this.#headBytes + bodyBytes;
  }

  #putHead(delivered: Delivered, properties: Buffer, start: number, stop: number): void {
    const { topicField, handlePrefix } = delivered;
    const room = topicField.length + fixedBytesMax + growthMax * (stop - start) + handlePrefix.length;
    if (room > this.#head.length) {
      this.#head = Buffer.allocUnsafeSlow(room);
      this.#headView = this.#head.subarray(0, 0);
    }
    for (let index = 0; index < topicField.length; index++) {
      this.#head[index] = topicField[index] ?? 0;
    }
    const repeated = this.#repeated;
    repeated.begin(properties, start, stop);
    const systemAt = this.#properties.read(properties, start, stop, this.#head, topicField.length, repeated);
    const contentAt = systemAt + systemHeaderBytes;
    const contentEnd = this.#putSystem(contentAt, delivered);
    repeated.end = this.#putSystemHeader(systemAt, contentAt, contentEnd);
  }

  #putDigest(at: number, stored: StoredMessage): number {
    return this.#digests?.put(this.#head, at, stored) ?? putBodyDigest(this.#head, at, stored.body);
  }

  /** Writes the message that was prepared last. */
  put(target: Buffer, at: number, { stored }: Delivered): void {
    if (this.#headView.length !== this.#headBytes) {
      this.#headView = this.#head.subarray(0, this.#headBytes);
    }
    target.set(this.#headView, at);
    if (stored instanceof MessageView) {
      // Quicker than Buffer.copy, which makes such an array, too, after a while.
      const { view, bodyStart, bodyEnd } = stored;
      target.set(new Uint8Array(view.buffer, view.byteOffset + bodyStart, bodyEnd - bodyStart), at + this.#headBytes);
    } else {
      target.set(stored.body, at + this.#headBytes);
    }
  }

  /** Tag and length before the content, which moves when they take another room than was left; gives its end. */
  #putSystemHeader(systemAt: number, contentAt: number, contentEnd: number): number {
    const contentBytes = contentEnd - contentAt;
    const start = systemAt + lengthFieldBytes(systemTag, contentBytes) - contentBytes;
    if (start !== contentAt) {
      this.#head.copyWithin(start, contentAt, contentEnd);
      this.#repeated.forget();
    }
    putLengthField(this.#head, systemAt, systemTag, contentBytes);
    return start + contentBytes;
  }

  #putSystem(at: number, delivered: Delivered): number {
    const { stored, handlePrefix, deliveryAttempt } = delivered;
    const target = this.#head;
    const properties = this.#properties;
    const repeated = this.#repeated;
    let end = this.#putProperty(at, Tag.tag, Field.tag);
    end = this.#putKeys(end);
    end = this.#putMessageId(end, stored);
    end = putBytes(target, end, digestStart, 0, digestStart.length);
    repeated.digestAt = end;
    end = this.#putDigest(end, stored);
    const compressed = (stored.sysFlag & SysFlag.COMPRESSED) !== 0;
    end = putVarintField(target, end, Tag.bodyEncoding, compressed ? v2.Encoding.GZIP : v2.Encoding.IDENTITY);
    end = putVarintField(target, end, Tag.messageType, properties.messageType());
    repeated.bornTimestampAt = end;
    const bornTimestamp = this.#bornTimestamp(stored);
    end = putTimeField(target, end, Tag.bornTimestamp, bornTimestamp);
    end = properties.has(Field.bornHost)
      ? this.#putProperty(end, Tag.bornHost, Field.bornHost)
      : putHost(target, end, Tag.bornHost, stored.bornHost);
    repeated.storeTimestampAt = end;
    end = putTimeField(target, end, Tag.storeTimestamp, stored.storeTimestamp);
    end = putHost(target, end, Tag.storeHost, stored.storeHost);
    const deliverAt = properties.number(Field.timerDeliverMs);
    if (deliverAt !== undefined) {
      end = putTimeField(target, end, Tag.deliveryTimestamp, deliverAt);
    }
    end = putHandle(target, end, handlePrefix, stored, repeated);
    repeated.queueIdAt = end + varintBytes(Tag.queueId);
    if (stored.queueId !== 0) {
      end = putVarintField(target, end, Tag.queueId, stored.queueId);
    }
    repeated.queueOffsetAt = end + varintBytes(Tag.queueOffset);
    end = putVarintField(target, end, Tag.queueOffset, stored.queueOffset);
    end = putVarintField(target, end, Tag.deliveryAttempt, deliveryAttempt);
    end = this.#putProperty(end, Tag.messageGroup, Field.messageGroup);
    end = this.#putProperty(end, Tag.traceContext, Field.traceContext);
    end = this.#putDeadLetterQueue(end);
    end = this.#putProperty(end, Tag.liteTopic, Field.liteTopic);
    const priority = properties.number(Field.priority);
    end = priority === undefined ? end : putVarintField(target, end, Tag.priority, priority);
    repeated.complete(delivered, stored, bornTimestamp);
    return end;
  }

  #putMessageId(at: number, stored: StoredMessage): number {
    if (this.#properties.has(Field.messageId)) {
      return this.#putProperty(at, Tag.messageId, Field.messageId);
    }
    this.#repeated.forget();
    return putTextField(this.#head, at, Tag.messageId, offsetMessageId(stored.storeHost, stored.physicalOffset));
  }

  #bornTimestamp(stored: StoredMessage): number {
    const properties = this.#properties;
    const bornTimestamp = properties.number(Field.bornTimestamp);
    if (bornTimestamp !== undefined) {
      this.#repeated.bornTimestampDigits(properties.start(Field.bornTimestamp), properties.end(Field.bornTimestamp));
    }
    return bornTimestamp ?? stored.bornTimestamp;
  }

  #putProperty(at: number, tag: number, field: (typeof Field)[keyof typeof Field]): number {
    const properties = this.#properties;
    if (!properties.has(field)) {
      return at;
    }
    const start = properties.start(field);
    const stop = properties.end(field);
    const end = putBytesRange(this.#head, at, tag, properties.bytes, start, stop);
    this.#repeated.copied(start, stop, end);
    return end;
  }

  /** One field for each key; blanks separate them. */
  #putKeys(at: number): number {
    const properties = this.#properties;
    if (!properties.has(Field.keys)) {
      return at;
    }
    const { bytes } = properties;
    const stop = properties.end(Field.keys);
    let end = at;
    let start = properties.start(Field.keys);
    while (start < stop) {
      let keyEnd = start;
      while (keyEnd < stop && bytes[keyEnd] !== blank) {
        keyEnd++;
      }
      if (keyEnd > start) {
        end = putBytesRange(this.#head, end, Tag.keys, bytes, start, keyEnd);
        this.#repeated.copied(start, keyEnd, end);
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
    const { bytes } = properties;
    const topicAt = properties.start(Field.deadLetterTopic);
    const topicEnd = properties.end(Field.deadLetterTopic);
    const idAt = properties.start(Field.deadLetterMessageId);
    const idEnd = properties.end(Field.deadLetterMessageId);
    const contentBytes =
      lengthFieldBytes(firstTextTag, topicEnd - topicAt) + lengthFieldBytes(secondTextTag, idEnd - idAt);
    const start = putLengthField(this.#head, at, Tag.deadLetterQueue, contentBytes);
    const end = putBytesRange(this.#head, start, firstTextTag, bytes, topicAt, topicEnd);
    return putBytesRange(this.#head, end, secondTextTag, bytes, idAt, idEnd);
  }
}

/** The handle is completed where it leaves from: one text a batch is enough for all its messages. */
function putHandle(
  target: Buffer,
  at: number,
  prefix: string,
  { queueOffset, physicalOffset }: StoredMessage,
  repeated: RepeatedHead,
): number {
  // One byte is left for the length; a text of 128 characters or more moves.
  const contentAt = at + varintBytes(Tag.receiptHandle) + 1;
  const offsetsAt = putAscii(target, contentAt, prefix);
  let end = offsetsAt;
  end = putDecimal(target, end, queueOffset);
  target[end++] = blank;
  end = putDecimal(target, end, physicalOffset);
  const contentBytes = end - contentAt;
  const start = at + lengthFieldBytes(Tag.receiptHandle, contentBytes) - contentBytes;
  if (start !== contentAt) {
    target.copyWithin(start, contentAt, end);
  }
  putLengthField(target, at, Tag.receiptHandle, contentBytes);
  repeated.handleAt = start;
  repeated.handleOffsetsAt = offsetsAt + start - contentAt;
  repeated.handleEnd = start + contentBytes;
  return start + contentBytes;
}

/** Address and port, of fewer than 128 characters. */
function putHost(target: Buffer, at: number, tag: number, { address, port }: HostAddress): number {
  const start = at + 2;
  target[at] = tag;
  let end = putAscii(target, start, address);
  target[end++] = 0x3a;
  // Another writer's port may be any number.
  end = port < 0 ? putAscii(target, end, String(port)) : putDecimal(target, end, port);
  target[at + 1] = end - start;
  return end;
}
