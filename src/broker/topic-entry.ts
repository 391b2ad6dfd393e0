import { Permission, type Topic, type TopicType, topicTypes } from '../model/topic.ts';
import type { ConfigTableShape } from './config-table.ts';
import { type JsonObject, numberField, objectField, stringField } from './json-document.ts';

const typeAttribute = 'message.type';

/** A topic and where its next message without a message group goes. */
export interface TopicEntry {
  readonly topic: Topic;
  nextQueue: number;
  /** What the sender puts into each record of the topic, once it was needed. */
  recordProperties: string | undefined;
}

function typeOf(attributes: JsonObject): TopicType {
  const text = stringField(attributes, typeAttribute, 'NORMAL');
  return topicTypes.find((type) => type === text) ?? 'NORMAL';
}

function isQueueCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}

/** `topics.json`: RocketMQ's TopicConfig. Its own defaults are 16 queues and permission 6. */
export const topicShape: ConfigTableShape<TopicEntry> = {
  field: 'topicConfigTable',

  decode(name, fields) {
    const topic: Topic = {
      name,
      type: typeOf(objectField(fields, 'attributes')),
      readQueues: numberField(fields, 'readQueueNums', 16),
      writeQueues: numberField(fields, 'writeQueueNums', 16),
      permission: numberField(fields, 'perm', Permission.READ | Permission.WRITE),
    };
    const sensible = isQueueCount(topic.readQueues) && isQueueCount(topic.writeQueues);
    return sensible ? { topic, nextQueue: 0, recordProperties: undefined } : undefined;
  },

  encode({ topic }, before) {
    const attributes = { ...objectField(before, 'attributes') };
    if (typeAttribute in attributes || topic.type !== 'NORMAL') {
      attributes[typeAttribute] = topic.type;
    }
    return {
      order: false,
      topicFilterType: 'SINGLE_TAG',
      topicSysFlag: 0,
      ...before,
      attributes,
      perm: topic.permission,
      readQueueNums: topic.readQueues,
      topicName: topic.name,
      writeQueueNums: topic.writeQueues,
    };
  },
};
