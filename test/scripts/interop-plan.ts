import { createHash } from 'node:crypto';
import { encodeProperty, PropertyName } from '../../src/model/properties.ts';
import { retryTopicName } from '../../src/model/topic.ts';
import type { AppendRecord } from '../../src/store/message-store.ts';
import { bodyOf, pick } from './golden-text.ts';

/** What one message of the interop run is; everything else follows from its number. */
export interface PlannedMessage {
  readonly number: number;
  readonly topic: string;
  readonly queueId: number;
  readonly messageId: string;
  readonly tag: string;
  readonly keys: readonly string[];
  readonly userProperties: Readonly<Record<string, string>>;
  readonly flag: number;
  readonly body: Buffer;
}

/** Longer than 127 bytes, so its records have the longer topic length (V2). */
const longRetryTopic = retryTopicName(`interop-group-${'g'.repeat(90)}`, `interop-topic-${'t'.repeat(60)}`);

export const plannedTopics: readonly { readonly name: string; readonly queues: number }[] = [
  { name: 'interop-plain', queues: 4 },
  { name: 'interop-tagged', queues: 2 },
  { name: 'interop-single', queues: 1 },
  { name: longRetryTopic, queues: 1 },
];

const tags = ['', 'red', 'зелёный', 'a||b'];
const userProperties: readonly Readonly<Record<string, string>>[] = [
  {},
  { color: 'blue' },
  { город: 'Владивосток', emoji: '🚀' },
];

export function planned(number: number): PlannedMessage {
  const topic = pick(plannedTopics, number % 13 === 0 ? 3 : number % 3);
  return {
    number,
    topic: topic.name,
    queueId: number % topic.queues,
    messageId: `01A1B2C3D4E5F6${number.toString(16).padStart(18, '0')}`.toUpperCase(),
    tag: pick(tags, number),
    keys: number % 3 === 0 ? [`key-${number}`, `shared-${number % 4}`] : [],
    userProperties: pick(userProperties, number),
    flag: number % 5,
    body: bodyOf(number, 1 + ((number * 89) % 1500)),
  };
}

export function digestOf(body: Uint8Array): string {
  return createHash('md5').update(body).digest('hex');
}

export function recordOf(message: PlannedMessage): AppendRecord {
  const { tag, keys, messageId } = message;
  const properties =
    (keys.length === 0 ? '' : encodeProperty(PropertyName.KEYS, keys.join(' '))) +
    encodeProperty(PropertyName.UNIQUE_KEY, messageId) +
    encodeProperty(PropertyName.CLUSTER, 'DefaultCluster') +
    (tag === '' ? '' : encodeProperty(PropertyName.TAGS, tag)) +
    Object.entries(message.userProperties)
      .map(([name, value]) => encodeProperty(name, value))
      .join('');
  return {
    topic: message.topic,
    queueId: message.queueId,
    flag: message.flag,
    sysFlag: 0,
    bornTimestamp: Date.now(),
    bornHost: {
      address: message.number % 7 === 0 ? '2001:db8::17' : '192.0.2.17',
      port: 40_000 + (message.number % 1000),
    },
    reconsumeTimes: message.number % 4,
    preparedTransactionOffset: 0,
    body: message.body,
    properties,
    tag,
    keys: keys.join(' '),
    uniqueKey: messageId,
    queueOffset: 0,
    physicalOffset: 0,
    storeTimestamp: 0,
  };
}

/** `topics.json` as RocketMQ writes it: it serves no queue of a topic that is not in there. */
export function topicsFile(): unknown {
  const table = Object.fromEntries(
    plannedTopics.map(({ name, queues }) => [
      name,
      {
        attributes: {},
        order: false,
        perm: 6,
        readQueueNums: queues,
        topicFilterType: 'SINGLE_TAG',
        topicName: name,
        topicSysFlag: 0,
        writeQueueNums: queues,
      },
    ]),
  );
  return { dataVersion: { counter: 1, stateVersion: 0, timestamp: Date.now() }, topicConfigTable: table };
}
