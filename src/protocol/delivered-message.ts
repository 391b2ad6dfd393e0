import { hash } from 'node:crypto';
import { type StoredMessage, SysFlag } from '../model/message.ts';
import { offsetMessageId } from '../model/offset-message-id.ts';
import { decodeProperties, isReservedProperty, PropertyName } from '../model/properties.ts';
import { v2, type wellKnown } from './messages.ts';
import { timestampOf } from './time.ts';

type Properties = ReadonlyMap<string, string>;

function messageTypeOf(properties: Properties): v2.MessageType {
  if (properties.get(PropertyName.TRANSACTION_PREPARED) === 'true') {
    return v2.MessageType.TRANSACTION;
  }
  // RocketMQ marks copies in dead letter topics with DELAY=0; they are as little delayed as they were before.
  const delayLevel = properties.get(PropertyName.DELAY);
  if (
    (delayLevel !== undefined && delayLevel !== '0') ||
    properties.has(PropertyName.TIMER_DELIVER_MS) ||
    properties.has(PropertyName.TIMER_DELAY_SEC) ||
    properties.has(PropertyName.TIMER_DELAY_MS)
  ) {
    return v2.MessageType.DELAY;
  }
  if (properties.has(PropertyName.SHARDING_KEY)) {
    return v2.MessageType.FIFO;
  }
  if (properties.has(PropertyName.PRIORITY)) {
    return v2.MessageType.PRIORITY;
  }
  return properties.has(PropertyName.LITE_TOPIC) ? v2.MessageType.LITE : v2.MessageType.NORMAL;
}

const decimal = /^\d{1,15}$/;

/** Undefined when the property is missing or, in a store that something else wrote, no number. */
function numberProperty(properties: Properties, name: string): number | undefined {
  const text = properties.get(name);
  return text !== undefined && decimal.test(text) ? Number(text) : undefined;
}

function deliveryTimestampOf(properties: Properties): wellKnown.Timestamp.$Properties | undefined {
  const epochMs = numberProperty(properties, PropertyName.TIMER_DELIVER_MS);
  return epochMs === undefined ? undefined : timestampOf(epochMs);
}

function deadLetterQueueOf(properties: Properties): v2.DeadLetterQueue.$Properties | undefined {
  const topic = properties.get(PropertyName.DEAD_LETTER_ORIGIN_TOPIC);
  const messageId = properties.get(PropertyName.DEAD_LETTER_ORIGIN_MESSAGE_ID);
  return topic === undefined || messageId === undefined ? undefined : { topic, messageId };
}

function keysOf(properties: Properties): string[] {
  const keys = properties.get(PropertyName.KEYS);
  return keys === undefined ? [] : keys.split(' ').filter((key) => key !== '');
}

function userPropertiesOf(properties: Properties): Record<string, string> {
  // No prototype: a property may be called __proto__.
  const userProperties: Record<string, string> = Object.create(null);
  for (const [name, value] of properties) {
    if (!isReservedProperty(name)) {
      userProperties[name] = value;
    }
  }
  return userProperties;
}

/**
 * A message as consumers get it. `topic` is the resource of the request, so that name and namespace come back as they
 * were sent, also when the message lies in a retry topic. The digest is always there and always MD5: clients disagree on
 * how to write any other.
 */
export function deliveredMessageOf(
  stored: StoredMessage,
  topic: v2.Resource.$Properties,
  receiptHandle: string,
  deliveryAttempt: number,
): v2.Message.$Properties {
  const properties = decodeProperties(stored.properties);
  const compressed = (stored.sysFlag & SysFlag.COMPRESSED) !== 0;
  return {
    topic,
    userProperties: userPropertiesOf(properties),
    systemProperties: {
      tag: properties.get(PropertyName.TAGS) ?? null,
      keys: keysOf(properties),
      messageId: properties.get(PropertyName.UNIQUE_KEY) ?? offsetMessageId(stored.storeHost, stored.physicalOffset),
      bodyDigest: { type: v2.DigestType.MD5, checksum: hash('md5', stored.body, 'hex').toUpperCase() },
      bodyEncoding: compressed ? v2.Encoding.GZIP : v2.Encoding.IDENTITY,
      messageType: messageTypeOf(properties),
      bornTimestamp: timestampOf(numberProperty(properties, PropertyName.BORN_TIMESTAMP) ?? stored.bornTimestamp),
      bornHost: properties.get(PropertyName.BORN_HOST) ?? `${stored.bornHost.address}:${stored.bornHost.port}`,
      storeTimestamp: timestampOf(stored.storeTimestamp),
      storeHost: `${stored.storeHost.address}:${stored.storeHost.port}`,
      deliveryTimestamp: deliveryTimestampOf(properties) ?? null,
      receiptHandle,
      queueId: stored.queueId,
      queueOffset: stored.queueOffset,
      deliveryAttempt,
      messageGroup: properties.get(PropertyName.SHARDING_KEY) ?? null,
      traceContext: properties.get(PropertyName.TRACE_CONTEXT) ?? null,
      deadLetterQueue: deadLetterQueueOf(properties) ?? null,
      liteTopic: properties.get(PropertyName.LITE_TOPIC) ?? null,
      priority: numberProperty(properties, PropertyName.PRIORITY) ?? null,
    },
    body: stored.body,
  };
}
