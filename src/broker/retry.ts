import type { MqError } from '../model/errors.ts';
import { type StoredMessage, SysFlag } from '../model/message.ts';
import { offsetMessageId } from '../model/offset-message-id.ts';
import { decodeProperties, encodeProperties, PropertyName } from '../model/properties.ts';
import { deadLetterTopicName, deadLetterTopicPrefix, retryTopicName } from '../model/topic.ts';
import type { AppendRecord, MessageStore } from '../store/message-store.ts';
import type { Lease } from './leases.ts';

export type MoveTarget = 'retry' | 'deadLetter';

/** Failed deliveries that the record counts. A dead letter begins anew: its count is that of the group that gave up. */
export function failuresOf(message: StoredMessage): number {
  const { reconsumeTimes } = message;
  return reconsumeTimes === 0 || message.topic.startsWith(deadLetterTopicPrefix) ? 0 : reconsumeTimes;
}

/** The topic that a failed message goes to. */
export function targetTopic(lease: Lease, target: MoveTarget): string {
  const { group, topic } = lease.queue.subscription;
  return target === 'retry' ? retryTopicName(group, topic) : deadLetterTopicName(group);
}

// Bits that say how the record itself was stored; the store sets those of the hosts anew.
const ownBits = SysFlag.TRANSACTION_MASK | SysFlag.BORN_HOST_IPV6 | SysFlag.STORE_HOST_IPV6 | SysFlag.INNER_BATCH;

/**
 * The copy of a message that was delivered in vain: same body and properties, one more attempt counted. It says which
 * group failed on it and, as a dead letter, where it came from. Its type stays what it was.
 */
export function failedCopy(message: StoredMessage, lease: Lease, target: MoveTarget): AppendRecord {
  const { group, topic } = lease.queue.subscription;
  const properties = decodeProperties(message.properties);
  properties.delete(PropertyName.POP_CHECKPOINT);
  const originId = offsetMessageId(message.storeHost, message.physicalOffset);
  const uniqueKey = properties.get(PropertyName.UNIQUE_KEY) ?? originId;
  if (!properties.has(PropertyName.FIRST_POP_TIME)) {
    properties.set(PropertyName.FIRST_POP_TIME, String(lease.popTimeOldest));
  }
  properties.set(PropertyName.ORIGIN_GROUP, group);
  if (target === 'deadLetter') {
    properties.set(PropertyName.RETRY_TOPIC, topic);
    properties.set(PropertyName.ORIGIN_MESSAGE_ID, properties.get(PropertyName.ORIGIN_MESSAGE_ID) ?? originId);
    properties.set(PropertyName.DEAD_LETTER_ORIGIN_TOPIC, topic);
    properties.set(PropertyName.DEAD_LETTER_ORIGIN_MESSAGE_ID, uniqueKey);
  }
  return {
    topic: targetTopic(lease, target),
    queueId: 0,
    flag: message.flag,
    sysFlag: message.sysFlag & ~ownBits,
    bornTimestamp: message.bornTimestamp,
    bornHost: message.bornHost,
    reconsumeTimes: Math.max(failuresOf(message) + 1, lease.attempt),
    preparedTransactionOffset: 0,
    body: message.body,
    properties: encodeProperties(properties),
    tag: properties.get(PropertyName.TAGS) ?? '',
    keys: properties.get(PropertyName.KEYS) ?? '',
    uniqueKey,
    queueOffset: 0,
    physicalOffset: 0,
    storeTimestamp: 0,
  };
}

/** Resolves once the record is stored; rejects with the store's MqError. */
export function appendOne(store: MessageStore, record: AppendRecord): Promise<void> {
  return new Promise((resolve, reject) => {
    store.append([record], { stored: resolve, notStored: (error: MqError) => reject(error) });
  });
}
