import type { v2, wellKnown } from './messages.ts';
import {
  bytesTag,
  lengthFieldBytes,
  putLengthField,
  putTextField,
  putVarintField,
  textFieldBytes,
  varintFieldBytes,
  varintTag,
} from './wire-fields.ts';

type System = v2.SystemProperties.$Properties;
/** Timestamps and durations are written alike. */
type Time = wellKnown.Timestamp.$Properties | null | undefined;
type Text = string | null | undefined;
type Whole = number | null | undefined;

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
  invisibleDuration: bytesTag(15),
  deliveryAttempt: varintTag(16),
  messageGroup: bytesTag(17),
  traceContext: bytesTag(18),
  recoveryDuration: bytesTag(19),
  deadLetterQueue: bytesTag(20),
  liteTopic: bytesTag(21),
  priority: varintTag(22),
} as const;

/** Of Timestamp, Duration, Digest and DeadLetterQueue: two fields each. */
const firstVarintTag = varintTag(1);
const secondVarintTag = varintTag(2);
const firstTextTag = bytesTag(1);
const secondTextTag = bytesTag(2);

// Fields with presence (`optional`) are written whenever they are there, the others unless they are zero or empty.

function textBytes(tag: number, text: Text): number {
  return text === null || text === undefined ? 0 : textFieldBytes(tag, text);
}

function putText(target: Buffer, at: number, tag: number, text: Text): number {
  return text === null || text === undefined ? at : putTextField(target, at, tag, text);
}

function filledTextBytes(tag: number, text: Text): number {
  return text ? textFieldBytes(tag, text) : 0;
}

function putFilledText(target: Buffer, at: number, tag: number, text: Text): number {
  return text ? putTextField(target, at, tag, text) : at;
}

function wholeBytes(tag: number, value: Whole): number {
  return value === null || value === undefined ? 0 : varintFieldBytes(tag, value);
}

function putWhole(target: Buffer, at: number, tag: number, value: Whole): number {
  return value === null || value === undefined ? at : putVarintField(target, at, tag, value);
}

function filledWholeBytes(tag: number, value: Whole): number {
  return value ? varintFieldBytes(tag, value) : 0;
}

function putFilledWhole(target: Buffer, at: number, tag: number, value: Whole): number {
  return value ? putVarintField(target, at, tag, value) : at;
}

function timeContentBytes(time: wellKnown.Timestamp.$Properties): number {
  return filledWholeBytes(firstVarintTag, time.seconds) + filledWholeBytes(secondVarintTag, time.nanos);
}

export function timeFieldBytes(tag: number, time: Time): number {
  return time === null || time === undefined ? 0 : lengthFieldBytes(tag, timeContentBytes(time));
}

export function putTimeField(target: Buffer, at: number, tag: number, time: Time): number {
  if (time === null || time === undefined) {
    return at;
  }
  const contentAt = putLengthField(target, at, tag, timeContentBytes(time));
  const nanosAt = putFilledWhole(target, contentAt, firstVarintTag, time.seconds);
  return putFilledWhole(target, nanosAt, secondVarintTag, time.nanos);
}

function digestContentBytes({ type, checksum }: v2.Digest.$Properties): number {
  return filledWholeBytes(firstVarintTag, type) + filledTextBytes(secondTextTag, checksum);
}

function digestBytes({ bodyDigest }: System): number {
  return bodyDigest == null ? 0 : lengthFieldBytes(Tag.bodyDigest, digestContentBytes(bodyDigest));
}

function putDigest(target: Buffer, at: number, { bodyDigest }: System): number {
  if (bodyDigest == null) {
    return at;
  }
  const contentAt = putLengthField(target, at, Tag.bodyDigest, digestContentBytes(bodyDigest));
  const checksumAt = putFilledWhole(target, contentAt, firstVarintTag, bodyDigest.type);
  return putFilledText(target, checksumAt, secondTextTag, bodyDigest.checksum);
}

function deadLetterContentBytes({ topic, messageId }: v2.DeadLetterQueue.$Properties): number {
  return filledTextBytes(firstTextTag, topic) + filledTextBytes(secondTextTag, messageId);
}

function deadLetterBytes({ deadLetterQueue }: System): number {
  return deadLetterQueue == null ? 0 : lengthFieldBytes(Tag.deadLetterQueue, deadLetterContentBytes(deadLetterQueue));
}

function putDeadLetter(target: Buffer, at: number, { deadLetterQueue }: System): number {
  if (deadLetterQueue == null) {
    return at;
  }
  const contentAt = putLengthField(target, at, Tag.deadLetterQueue, deadLetterContentBytes(deadLetterQueue));
  const messageIdAt = putFilledText(target, contentAt, firstTextTag, deadLetterQueue.topic);
  return putFilledText(target, messageIdAt, secondTextTag, deadLetterQueue.messageId);
}

/** Content of a SystemProperties field. */
export function systemPropertiesBytes(system: System): number {
  let count = textBytes(Tag.tag, system.tag);
  for (const key of system.keys ?? []) {
    count += textFieldBytes(Tag.keys, key);
  }
  return (
    count +
    filledTextBytes(Tag.messageId, system.messageId) +
    digestBytes(system) +
    filledWholeBytes(Tag.bodyEncoding, system.bodyEncoding) +
    filledWholeBytes(Tag.messageType, system.messageType) +
    timeFieldBytes(Tag.bornTimestamp, system.bornTimestamp) +
    filledTextBytes(Tag.bornHost, system.bornHost) +
    timeFieldBytes(Tag.storeTimestamp, system.storeTimestamp) +
    filledTextBytes(Tag.storeHost, system.storeHost) +
    timeFieldBytes(Tag.deliveryTimestamp, system.deliveryTimestamp) +
    textBytes(Tag.receiptHandle, system.receiptHandle) +
    filledWholeBytes(Tag.queueId, system.queueId) +
    wholeBytes(Tag.queueOffset, system.queueOffset) +
    timeFieldBytes(Tag.invisibleDuration, system.invisibleDuration) +
    wholeBytes(Tag.deliveryAttempt, system.deliveryAttempt) +
    textBytes(Tag.messageGroup, system.messageGroup) +
    textBytes(Tag.traceContext, system.traceContext) +
    timeFieldBytes(Tag.recoveryDuration, system.orphanedTransactionRecoveryDuration) +
    deadLetterBytes(system) +
    textBytes(Tag.liteTopic, system.liteTopic) +
    wholeBytes(Tag.priority, system.priority)
  );
}

export function putSystemProperties(target: Buffer, at: number, system: System): number {
  let end = putText(target, at, Tag.tag, system.tag);
  for (const key of system.keys ?? []) {
    end = putTextField(target, end, Tag.keys, key);
  }
  end = putFilledText(target, end, Tag.messageId, system.messageId);
  end = putDigest(target, end, system);
  end = putFilledWhole(target, end, Tag.bodyEncoding, system.bodyEncoding);
  end = putFilledWhole(target, end, Tag.messageType, system.messageType);
  end = putTimeField(target, end, Tag.bornTimestamp, system.bornTimestamp);
  end = putFilledText(target, end, Tag.bornHost, system.bornHost);
  end = putTimeField(target, end, Tag.storeTimestamp, system.storeTimestamp);
  end = putFilledText(target, end, Tag.storeHost, system.storeHost);
  end = putTimeField(target, end, Tag.deliveryTimestamp, system.deliveryTimestamp);
  end = putText(target, end, Tag.receiptHandle, system.receiptHandle);
  end = putFilledWhole(target, end, Tag.queueId, system.queueId);
  end = putWhole(target, end, Tag.queueOffset, system.queueOffset);
  end = putTimeField(target, end, Tag.invisibleDuration, system.invisibleDuration);
  end = putWhole(target, end, Tag.deliveryAttempt, system.deliveryAttempt);
  end = putText(target, end, Tag.messageGroup, system.messageGroup);
  end = putText(target, end, Tag.traceContext, system.traceContext);
  end = putTimeField(target, end, Tag.recoveryDuration, system.orphanedTransactionRecoveryDuration);
  end = putDeadLetter(target, end, system);
  end = putText(target, end, Tag.liteTopic, system.liteTopic);
  return putWhole(target, end, Tag.priority, system.priority);
}
