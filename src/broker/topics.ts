import { Code, MqError } from '../model/errors.ts';
import {
  deadLetterTopicPrefix,
  isSystemTopic,
  type MessageType,
  Permission,
  retryTopicPrefix,
  type Topic,
  topicNameProblem,
  topicTypes,
} from '../model/topic.ts';
import { ConfigTable } from './config-table.ts';
import type { BrokerEnvironment } from './environment.ts';
import type { BrokerOptions } from './options.ts';
import { similarNames } from './similar-names.ts';
import { type TopicEntry, topicShape } from './topic-entry.ts';

const readWrite = Permission.READ | Permission.WRITE;

/** Topics that the server makes when it first writes to them: no client creates them, their type is not checked. */
function isServerMadeTopic(name: string): boolean {
  return name.startsWith(retryTopicPrefix) || name.startsWith(deadLetterTopicPrefix);
}

/** Whether messages of the type may be sent to the topic. */
export function takesMessages(topic: Topic, type: MessageType): boolean {
  return topic.type === type || topic.type === 'MIXED' || isServerMadeTopic(topic.name);
}

/** Why a queue of the topic may not disappear from consumers' sight, or undefined. */
export type HiddenMessages = (topic: string, queueId: number) => string | undefined;

/** Which topics exist: `topics.json`, the rules for changing it, and the auto-create policy. */
export class TopicTable {
  readonly #table: ConfigTable<TopicEntry>;
  readonly #options: BrokerOptions;
  readonly #random: () => number;
  readonly #listeners: ((topic: Topic) => void)[] = [];
  /** Topics on their way to disk, so that a burst of route queries makes one of them. */
  readonly #creating = new Map<string, Promise<Topic>>();
  #userTopics = 0;

  private constructor(table: ConfigTable<TopicEntry>, options: BrokerOptions, random: () => number) {
    this.#table = table;
    this.#options = options;
    this.#random = random;
    for (const name of table.names()) {
      this.#userTopics += isUserTopic(name) ? 1 : 0;
    }
  }

  static async open(options: BrokerOptions, environment: BrokerEnvironment): Promise<TopicTable> {
    const table = await ConfigTable.open(environment.store.configFile('topics.json'), topicShape, environment);
    return new TopicTable(table, options, () => environment.random.next());
  }

  entry(name: string): TopicEntry | undefined {
    return this.#table.get(name);
  }

  get(name: string): Topic | undefined {
    return this.#table.get(name)?.topic;
  }

  list(): Topic[] {
    return [...this.#table.entries()].map((entry) => entry.topic);
  }

  /** Called after each change, with the topic as it is now. */
  onChanged(listener: (topic: Topic) => void): void {
    this.#listeners.push(listener);
  }

  /** Creates or changes a topic on behalf of an operator. */
  async put(topic: Topic, hidden: HiddenMessages): Promise<Topic> {
    const before = this.#table.latest(topic.name)?.topic;
    this.#check(topic, before, hidden);
    await this.#store(topic);
    return topic;
  }

  /** The topic that a client asks the route of, made by the policy when it is legal and unknown. */
  async forRoute(name: string): Promise<Topic> {
    const problem = topicNameProblem(name);
    if (problem !== undefined) {
      throw new MqError(Code.ILLEGAL_TOPIC, problem);
    }
    const known = this.get(name);
    if (known !== undefined) {
      return known;
    }
    const { autoCreateTopics, autoCreateTopicQueues, topicsMax } = this.#options;
    if (!autoCreateTopics || isServerMadeTopic(name)) {
      throw this.unknown(name);
    }
    if (this.#userTopics + this.#creating.size >= topicsMax) {
      throw new MqError(
        Code.TOPIC_NOT_FOUND,
        `topic '${name}' does not exist and is not created: there are ${topicsMax} topics already, which is the limit (maxTopics); raise it`,
      );
    }
    const queues = autoCreateTopicQueues;
    return this.#create({ name, type: 'MIXED', readQueues: queues, writeQueues: queues, permission: readWrite });
  }

  /** A retry or dead letter topic, made with one queue when it is first written to. */
  forServer(name: string): Promise<Topic> {
    const known = this.get(name);
    if (known !== undefined) {
      return Promise.resolve(known);
    }
    return this.#create({ name, type: 'NORMAL', readQueues: 1, writeQueues: 1, permission: readWrite });
  }

  unknown(name: string): MqError {
    if (isServerMadeTopic(name)) {
      return new MqError(
        Code.TOPIC_NOT_FOUND,
        `topic '${name}' does not exist; the server creates retry and dead letter topics when it first writes to them`,
      );
    }
    const similar = similarNames(name, this.#userTopicNames());
    const meant = similar.length === 0 ? '' : `; similar topics: ${similar.join(', ')}`;
    return new MqError(
      Code.TOPIC_NOT_FOUND,
      `topic '${name}' does not exist${meant}; create it with: pocketmq topic create ${name}`,
    );
  }

  *#userTopicNames(): Iterable<string> {
    for (const name of this.#table.names()) {
      if (isUserTopic(name)) {
        yield name;
      }
    }
  }

  #create(topic: Topic): Promise<Topic> {
    const running = this.#creating.get(topic.name);
    if (running !== undefined) {
      return running;
    }
    const creating = this.#store(topic)
      .then(() => topic)
      .finally(() => this.#creating.delete(topic.name));
    this.#creating.set(topic.name, creating);
    return creating;
  }

  async #store(topic: Topic): Promise<void> {
    const before = this.entry(topic.name);
    const nextQueue = before?.nextQueue ?? Math.floor(this.#random() * topic.writeQueues);
    await this.#table.put(topic.name, { topic, nextQueue, recordProperties: undefined });
    if (before === undefined && isUserTopic(topic.name)) {
      this.#userTopics++;
    }
    for (const listener of this.#listeners) {
      listener(topic);
    }
  }

  #check(topic: Topic, before: Topic | undefined, hidden: HiddenMessages): void {
    const problem = topicNameProblem(topic.name);
    if (problem !== undefined) {
      throw new MqError(Code.ILLEGAL_TOPIC, problem);
    }
    if (before === undefined && isServerMadeTopic(topic.name)) {
      throw new MqError(
        Code.ILLEGAL_TOPIC,
        `'${topic.name}' names a retry or dead letter topic; the server creates those when it first writes to them`,
      );
    }
    const refusal =
      shapeProblem(topic, this.#options.queuesPerTopicMax) ??
      (before === undefined ? this.#countProblem() : shrinkProblem(topic, before, hidden));
    if (refusal !== undefined) {
      throw new MqError(Code.BAD_REQUEST, `topic '${topic.name}': ${refusal}`);
    }
  }

  #countProblem(): string | undefined {
    const { topicsMax } = this.#options;
    return this.#userTopics >= topicsMax
      ? `there are ${topicsMax} topics already, which is the limit (maxTopics); raise it`
      : undefined;
  }
}

function isUserTopic(name: string): boolean {
  return !isServerMadeTopic(name) && !isSystemTopic(name);
}

function shapeProblem(topic: Topic, queuesMax: number): string | undefined {
  if (!topicTypes.includes(topic.type)) {
    return `type '${topic.type}' is unknown; use one of ${topicTypes.join(', ')}`;
  }
  for (const [name, count] of [
    ['read', topic.readQueues],
    ['write', topic.writeQueues],
  ] as const) {
    if (!Number.isInteger(count) || count < 1 || count > queuesMax) {
      return `${count} ${name} queues are not possible; give a whole number from 1 to ${queuesMax}`;
    }
  }
  if (topic.writeQueues > topic.readQueues) {
    return `${topic.writeQueues} write queues but only ${topic.readQueues} read queues would hide messages from consumers; give at least as many read queues`;
  }
  if (!Number.isInteger(topic.permission) || topic.permission < 0 || topic.permission > 7) {
    return `permission ${topic.permission} is unknown; use 6 (read and write), 4 (read), 2 (write) or 0 (none)`;
  }
  return undefined;
}

function shrinkProblem(topic: Topic, before: Topic, hidden: HiddenMessages): string | undefined {
  for (let queueId = topic.readQueues; queueId < before.readQueues; queueId++) {
    const reason = hidden(topic.name, queueId);
    if (reason !== undefined) {
      return `cannot go from ${before.readQueues} to ${topic.readQueues} read queues: ${reason}; lower the write queues first, let the consumers finish, then lower the read queues`;
    }
  }
  return undefined;
}
