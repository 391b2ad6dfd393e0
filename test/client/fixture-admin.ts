import { type admin, v2 } from '../../src/protocol/messages.ts';
import type { FixtureBroker } from './fixture-broker.ts';

const ok = { code: v2.Code.OK, message: 'OK' };

/** The administration side of the fixture server. */
export class FixtureAdmin {
  readonly #broker: FixtureBroker;
  readonly #groups = new Map<string, admin.IGroup>();

  constructor(broker: FixtureBroker) {
    this.#broker = broker;
  }

  createTopic({ name, type, queues }: admin.CreateTopicRequest): admin.CreateTopicResponse.$Properties {
    if (name.includes('!')) {
      return { status: { code: v2.Code.ILLEGAL_TOPIC, message: `the topic name '${name}' has a bad character` } };
    }
    const created = !this.#broker.topics.has(name);
    if (created) {
      const messageType = type === 'FIFO' ? v2.MessageType.FIFO : v2.MessageType.NORMAL;
      this.#broker.createTopic(name, queues ?? 8, [messageType]);
    }
    return { status: ok, topic: this.#topic(name), created };
  }

  listTopics(): admin.ListTopicsResponse.$Properties {
    return { status: ok, topics: [...this.#broker.topics.keys()].sort().map((name) => this.#topic(name)) };
  }

  describeTopic({ name }: admin.DescribeTopicRequest): admin.DescribeTopicResponse.$Properties {
    const topic = this.#broker.topics.get(name);
    if (topic === undefined) {
      return { status: { code: v2.Code.TOPIC_NOT_FOUND, message: `there is no topic '${name}'` } };
    }
    const queues = topic.queues.map((messages, id) => ({ id, minOffset: 0, maxOffset: messages.length }));
    return { status: ok, topic: this.#topic(name), queues };
  }

  createGroup({ name, orderly, maxAttempts }: admin.CreateGroupRequest): admin.CreateGroupResponse.$Properties {
    const created = !this.#groups.has(name);
    const group = { name, orderly, maxAttempts: maxAttempts ?? 17, consumeEnabled: true };
    this.#groups.set(name, group);
    return { status: ok, group, created };
  }

  listGroups(): admin.ListGroupsResponse.$Properties {
    return { status: ok, groups: [...this.#groups.values()] };
  }

  describeGroup({ name }: admin.DescribeGroupRequest): admin.DescribeGroupResponse.$Properties {
    const group = this.#groups.get(name);
    if (group === undefined) {
      return { status: { code: v2.Code.CONSUMER_GROUP_NOT_FOUND, message: `there is no group '${name}'` } };
    }
    const progress = { committedOffset: 3, minOffset: 0, maxOffset: 10, lag: 7, inFlight: 2 };
    const clients = [
      { id: 'host@1@0@x', type: 'SIMPLE_CONSUMER', language: 'NODE_JS', version: '5', lastSeenMsAgo: 40 },
    ];
    return { status: ok, group, queues: [{ topic: 'lines', queueId: 0, ...progress }], clients };
  }

  #topic(name: string): admin.ITopic {
    const topic = this.#broker.topics.get(name);
    const queues = topic?.queues.length ?? 0;
    const type = topic?.type.includes(v2.MessageType.FIFO) ? 'FIFO' : 'NORMAL';
    return { name, type, readQueues: queues, writeQueues: queues, readable: true, writable: true };
  }
}
