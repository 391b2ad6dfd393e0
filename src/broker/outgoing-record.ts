import { type HostAddress, type OutgoingMessage, SysFlag } from '../model/message.ts';
import { encodeProperty, entryEnd, entryStart, PropertyName } from '../model/properties.ts';
import type { AppendRecord } from '../store/message-store.ts';

/** The record counts property bytes in a signed 16-bit field. */
export const propertyStringBytesMax = 32_767;

/** Properties that are the same for all messages to one topic. */
export function topicProperties(topic: string, clusterName: string): string {
  return (
    encodeProperty(PropertyName.PRODUCER_GROUP, topic) +
    encodeProperty(PropertyName.CLUSTER, clusterName) +
    encodeProperty(PropertyName.MESSAGE_REGION, 'DefaultRegion') +
    encodeProperty(PropertyName.TRACE_ON, 'true') +
    encodeProperty(PropertyName.RECONSUME_TIME, '0')
  );
}

// What stands between two values, in one piece: each piece of a long text is an object of its own.
const uniqueKeyStart = entryStart(PropertyName.UNIQUE_KEY);
const thenTag = entryEnd + entryStart(PropertyName.TAGS);
const thenKeys = entryEnd + entryStart(PropertyName.KEYS);
const thenShardingKey = entryEnd + entryStart(PropertyName.SHARDING_KEY);
const thenTraceContext = entryEnd + entryStart(PropertyName.TRACE_CONTEXT);
const thenDeliverAt = entryEnd + entryStart(PropertyName.TIMER_DELIVER_MS);
const thenBornHost = entryEnd + entryStart(PropertyName.BORN_HOST);
const thenBornTimestamp = entryEnd + entryStart(PropertyName.BORN_TIMESTAMP);

function propertyString(message: OutgoingMessage, keys: string, peer: HostAddress, ofTopic: string): string {
  let text = '';
  for (const name of Object.keys(message.userProperties)) {
    const value = message.userProperties[name];
    if (value) {
      text += encodeProperty(name, value);
    }
  }
  text += uniqueKeyStart + message.messageId;
  if (message.tag !== '') {
    text += thenTag + message.tag;
  }
  if (keys !== '') {
    text += thenKeys + keys;
  }
  if (message.messageGroup !== '') {
    text += thenShardingKey + message.messageGroup;
  }
  if (message.traceContext !== '') {
    text += thenTraceContext + message.traceContext;
  }
  if (message.deliveryTimestamp !== undefined) {
    text += `${thenDeliverAt}${message.deliveryTimestamp}`;
  }
  text += thenBornHost;
  text += message.bornHost === '' ? `${peer.address}:${peer.port}` : message.bornHost;
  return `${text}${thenBornTimestamp}${message.bornTimestamp}${entryEnd}${ofTopic}`;
}

function joinKeys(keys: readonly string[]): string {
  const [first] = keys;
  if (keys.length <= 1) {
    return first ?? '';
  }
  return keys.filter((key) => key !== '').join(' ');
}

/** The record of a message that passed all checks; `ofTopic` comes from topicProperties. */
export function outgoingRecord(
  message: OutgoingMessage,
  topic: string,
  queueId: number,
  peer: HostAddress,
  ofTopic: string,
): AppendRecord {
  const keys = joinKeys(message.keys);
  return {
    topic,
    queueId,
    flag: 0,
    sysFlag: message.gzip ? SysFlag.COMPRESSED : 0,
    bornTimestamp: message.bornTimestamp,
    bornHost: peer,
    reconsumeTimes: 0,
    preparedTransactionOffset: 0,
    body: message.body,
    properties: propertyString(message, keys, peer, ofTopic),
    tag: message.tag,
    keys,
    uniqueKey: message.messageId,
    queueOffset: 0,
    physicalOffset: 0,
    storeTimestamp: 0,
  };
}

/** UTF-8 bytes of the property string when they are too many for a record, or undefined. */
export function oversizeOf(record: AppendRecord): number | undefined {
  // A UTF-16 unit has three UTF-8 bytes at most: the usual string needs no counting.
  if (record.properties.length * 3 <= propertyStringBytesMax) {
    return undefined;
  }
  const bytes = Buffer.byteLength(record.properties);
  return bytes > propertyStringBytesMax ? bytes : undefined;
}
