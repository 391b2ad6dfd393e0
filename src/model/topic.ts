/** What messages a topic takes; the names are those of RocketMQ's topic attribute `message.type`. */
export const topicTypes = ['NORMAL', 'FIFO', 'DELAY', 'TRANSACTION', 'MIXED', 'LITE', 'PRIORITY'] as const;
export type TopicType = (typeof topicTypes)[number];

/** What one message is, derived from its fields; MIXED is a property of topics only. */
export type MessageType = Exclude<TopicType, 'MIXED'>;

/** Permission bits of `topics.json`. */
export const Permission = { WRITE: 2, READ: 4 } as const;

export interface Topic {
  readonly name: string;
  readonly type: TopicType;
  /** Number of queues that consumers read, ids 0 upwards. */
  readonly readQueues: number;
  /** Number of queues that producers write, ids 0 upwards. */
  readonly writeQueues: number;
  /** Bits of {@link Permission}. */
  readonly permission: number;
}

export const retryTopicPrefix = '%RETRY%';
export const deadLetterTopicPrefix = '%DLQ%';

/** The topic that holds a group's redeliveries of `topic` (one queue). */
export function retryTopicName(group: string, topic: string): string {
  return `${retryTopicPrefix}${group}_${topic}`;
}

/** The topic that holds what a group failed to consume (one queue). */
export function deadLetterTopicName(group: string): string {
  return `${deadLetterTopicPrefix}${group}`;
}

const systemTopics: ReadonlySet<string> = new Set([
  'TBW102',
  'SCHEDULE_TOPIC_XXXX',
  'BenchmarkTest',
  'RMQ_SYS_TRANS_HALF_TOPIC',
  'RMQ_SYS_TRACE_TOPIC',
  'RMQ_SYS_TRANS_OP_HALF_TOPIC',
  'TRANS_CHECK_MAX_TIME_TOPIC',
  'SELF_TEST_TOPIC',
  'OFFSET_MOVED_EVENT',
  'CHECKPOINT_TOPIC',
]);

export function isSystemTopic(name: string): boolean {
  return systemTopics.has(name) || name.startsWith('rmq_sys_');
}

export function isSystemGroup(name: string): boolean {
  return name.startsWith('CID_RMQ_SYS_');
}

export const topicNameCharsMax = 127;
export const groupNameCharsMax = 120;
const nameCharacters = /^[%|a-zA-Z0-9_-]+$/;

/** Why a client may not use this topic name, or undefined when it may. */
export function topicNameProblem(name: string): string | undefined {
  if (name.trim() === '') {
    return 'the topic name is empty; give 1 to 127 characters of a-z A-Z 0-9 _ - % |';
  }
  if (name.length > topicNameCharsMax) {
    return `the topic name has ${name.length} characters; the limit is ${topicNameCharsMax}`;
  }
  if (!nameCharacters.test(name)) {
    return `the topic name '${name}' has a character outside a-z A-Z 0-9 _ - % |`;
  }
  if (isSystemTopic(name)) {
    return `the topic '${name}' is reserved for the server; choose another name`;
  }
  return undefined;
}

/** Why a client may not use this consumer group name, or undefined when it may. */
export function groupNameProblem(name: string): string | undefined {
  if (name.trim() === '') {
    return 'the consumer group name is empty; give 1 to 120 characters of a-z A-Z 0-9 _ - % |';
  }
  if (name.length > groupNameCharsMax) {
    return `the consumer group name has ${name.length} characters; the limit is ${groupNameCharsMax}`;
  }
  if (!nameCharacters.test(name)) {
    return `the consumer group name '${name}' has a character outside a-z A-Z 0-9 _ - % |`;
  }
  if (isSystemGroup(name)) {
    return `the consumer group '${name}' is reserved for the server; choose another name`;
  }
  return undefined;
}
