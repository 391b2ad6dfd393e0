import { strict as assert } from 'node:assert';
import type { ConsumerGroup } from '../model/consumer-group.ts';
import type { HostAddress } from '../model/message.ts';
import type { PlainMessage } from '../model/plain-message.ts';
import type { Topic } from '../model/topic.ts';
import type { DispatchListener, MessageStore } from '../store/message-store.ts';
import { Acknowledger } from './ack.ts';
import type { BrokerParts, BrokerTables } from './broker-parts.ts';
import { ConsumerOffsets } from './consumer-offsets.ts';
import { Consumption } from './consumption.ts';
import type { BrokerEnvironment } from './environment.ts';
import { GroupTable } from './groups.ts';
import type { BrokerOptions } from './options.ts';
import { Recaller } from './recall.ts';
import { Receiver } from './receive.ts';
import type {
  AckEntry,
  AckResult,
  ChangeInvisibleRequest,
  ChangeInvisibleResult,
  Delivery,
  ForwardRequest,
  ParkedReceive,
  PlainSendListener,
  QueueProgress,
  ReceiveRequest,
  SendRequest,
  SendWaiter,
} from './requests.ts';
import { Sender } from './send.ts';
import { Subscriptions } from './subscriptions.ts';
import { TopicTable } from './topics.ts';

export type { BrokerEnvironment } from './environment.ts';
export { sqlFilter } from './filter/sql-filter.ts';
export { type BrokerOptions, brokerDefaults } from './options.ts';
export type {
  AckEntry,
  AckResult,
  ChangeInvisibleRequest,
  ChangeInvisibleResult,
  Delivery,
  ForwardRequest,
  MessageFilter,
  ParkedReceive,
  PlainSendListener,
  QueueProgress,
  ReceiveOutcome,
  ReceiveRequest,
  SendReceipt,
  SendRequest,
  SendWaiter,
} from './requests.ts';

/**
 * The rules: which topics and groups exist, who may send what where, who holds which message until when.
 * Every method that can be refused says so in its result or its promise; any other error is a defect.
 */
export class Broker {
  /** Name that routes and receipt handles carry. */
  readonly brokerName: string;
  readonly #store: MessageStore;
  readonly #topics: TopicTable;
  readonly #groups: GroupTable;
  readonly #offsets: ConsumerOffsets;
  readonly #subscriptions: Subscriptions;
  readonly #consumption: Consumption;
  readonly #sender: Sender;
  readonly #recaller: Recaller;
  readonly #receiver: Receiver;
  readonly #acknowledger: Acknowledger;
  #closing: Promise<void> | undefined;

  private constructor(options: BrokerOptions, environment: BrokerEnvironment, tables: BrokerTables) {
    const { store, clock } = environment;
    const startedAt = clock.now();
    const { topics, groups, offsets } = tables;
    this.brokerName = options.brokerName;
    this.#store = store;
    this.#topics = topics;
    this.#groups = groups;
    this.#offsets = offsets;
    this.#subscriptions = new Subscriptions(store, offsets, {
      limits: options,
      readQueues: (topic) => topics.get(topic)?.readQueues ?? 0,
      startedAt,
    });
    this.#consumption = new Consumption(environment, options, tables, (subscription) =>
      this.#receiver.wake(subscription),
    );
    const parts: BrokerParts = {
      topics,
      groups,
      subscriptions: this.#subscriptions,
      consumption: this.#consumption,
      startedAt,
    };
    this.#receiver = new Receiver(environment, options, parts);
    this.#acknowledger = new Acknowledger(environment, options, parts);
    this.#recaller = new Recaller(topics, store, clock, options.brokerName);
    this.#sender = new Sender(topics, store, clock, options);
    topics.onChanged((topic) => this.#subscriptions.topicChanged(topic.name));
    store.onDispatch(this.#arrived);
  }

  /** Reads topics, groups and offsets from the store's directory. The store stays the caller's to close, after the broker. */
  static async open(options: BrokerOptions, environment: BrokerEnvironment): Promise<Broker> {
    assert(/^\S+$/.test(options.brokerName), 'the broker name is part of receipt handles and has no blanks');
    const { store, clock, logger } = environment;
    const topics = await TopicTable.open(options, environment);
    const groups = await GroupTable.open(options, environment);
    const offsets = await ConsumerOffsets.open(store, clock, logger, options.offsetFlushIntervalMs);
    return new Broker(options, environment, { topics, groups, offsets });
  }

  topics(): readonly Topic[] {
    return this.#topics.list();
  }

  topic(name: string): Topic | undefined {
    return this.#topics.get(name);
  }

  /** Creates or changes a topic; MqError when name, type or queue count are not allowed. Durable when it resolves. */
  putTopic(topic: Topic): Promise<Topic> {
    return this.#topics.put(topic, (name, queueId) => this.#unconsumed(name, queueId));
  }

  /** The topic, made by the auto-create policy when the name is legal and unknown; MqError with 40002 or 40402. */
  topicForRoute(name: string): Promise<Topic> {
    return this.#topics.forRoute(name);
  }

  groups(): readonly ConsumerGroup[] {
    return this.#groups.list();
  }

  group(name: string): ConsumerGroup | undefined {
    return this.#groups.get(name);
  }

  /** Creates or changes a group. When `orderly` changes, messages in flight are delivered again. Durable when it resolves. */
  async putGroup(group: ConsumerGroup): Promise<ConsumerGroup> {
    const stored = await this.#groups.put(group);
    for (const subscription of this.#subscriptions.ofGroup(group.name)) {
      this.#consumption.reorder(subscription, stored.orderly);
    }
    return stored;
  }

  /** The group, made by the auto-create policy when unknown; MqError with 40003 or 40403. */
  groupForClient(name: string): ConsumerGroup {
    return this.#groups.forClient(name);
  }

  onTopicsChanged(listener: () => void): void {
    this.#topics.onChanged(listener);
  }

  send(request: SendRequest, waiter: SendWaiter): void {
    this.#sender.send(request, waiter);
  }

  /** A message that nothing is special about, at less cost; false, and nothing done, when it needs `send`. */
  sendPlain<Context>(
    message: PlainMessage,
    peer: HostAddress,
    listener: PlainSendListener<Context>,
    context: Context,
  ): boolean {
    return this.#sender.sendPlain(message, peer, listener, context);
  }

  /**
   * Takes a delayed message back by the handle of its send. Resolves with its id once it will never come; MqError with 40000
   * when the handle is wrong, its message unknown, or its time has come.
   */
  recall(topic: string, handle: string): Promise<string> {
    return this.#recaller.recall(topic, handle);
  }

  receive(request: ReceiveRequest): ParkedReceive {
    return this.#receiver.receive(request);
  }

  /** The client never saw these: visible again at once, the attempt does not count. */
  giveBack(group: string, deliveries: readonly Delivery[]): void {
    this.#acknowledger.giveBack(group, deliveries);
  }

  /** One result an entry, in order. Any client may acknowledge with a handle that is in force. */
  ack(_clientId: string, group: string, topic: string, entries: readonly AckEntry[]): readonly AckResult[] {
    return this.#acknowledger.ack(group, topic, entries);
  }

  /** The same for one entry, whose receipt handle is the text in bytes[start, end). */
  ackOne(_clientId: string, group: string, topic: string, bytes: Buffer, start: number, end: number): AckResult {
    return this.#acknowledger.ackOne(group, topic, bytes, start, end);
  }

  changeInvisible(request: ChangeInvisibleRequest): ChangeInvisibleResult {
    return this.#acknowledger.change(request);
  }

  forwardToDeadLetter(request: ForwardRequest): Promise<AckResult> {
    return this.#acknowledger.forward(request);
  }

  /** The client showed itself (settings, heartbeat, receive): its auto-renewed leases stay alive. */
  clientAlive(clientId: string): void {
    this.#consumption.clientAlive(clientId);
  }

  /** The client said goodbye or was forgotten: its leases become visible at once, the attempt counts. */
  clientGone(clientId: string): void {
    this.#consumption.clientGone(clientId);
  }

  /** Every queue the group has received from, its retry topics included. */
  progress(group: string): readonly QueueProgress[] {
    const list: QueueProgress[] = [];
    const inFlight = this.#inFlight(group);
    for (const { topic, queueId, progress } of this.#offsets.ofGroup(group)) {
      if (this.#topics.get(topic) === undefined) {
        continue;
      }
      const { minOffset, maxOffset } = this.#store.range(topic, queueId);
      const committedOffset = Math.max(progress.committed, minOffset);
      const leased = inFlight.get(`${topic}@${queueId}`) ?? 0;
      list.push({ topic, queueId, minOffset, maxOffset, committedOffset, inFlight: leased });
    }
    return list;
  }

  queueRanges(
    topic: string,
  ): readonly { readonly queueId: number; readonly minOffset: number; readonly maxOffset: number }[] {
    const known = this.#topics.get(topic);
    const queues = known === undefined ? 0 : Math.max(known.readQueues, known.writeQueues);
    return Array.from({ length: queues }, (_, queueId) => {
      const { minOffset, maxOffset } = this.#store.range(topic, queueId);
      return { queueId, minOffset, maxOffset };
    });
  }

  /** No new sends (42900 with a text that says why); parked receives end empty. */
  drain(): void {
    this.#sender.drain();
    this.#receiver.drain();
  }

  /** Persists topics, groups, offsets and acks; does not close the store. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.drain();
    await this.#receiver.close();
    await this.#consumption.close();
    await this.#groups.close();
    await this.#offsets.close();
  }

  readonly #arrived: DispatchListener = (topic, queueId, queueOffset) => {
    const readers = this.#subscriptions.feed(topic, queueId);
    if (readers === undefined) {
      return;
    }
    for (const queue of readers) {
      queue.maxOffset = queueOffset + 1;
      this.#consumption.refresh(queue);
    }
  };

  /** Messages of the queue that somebody still has to consume, as text. */
  #unconsumed(topic: string, queueId: number): string | undefined {
    const { minOffset, maxOffset } = this.#store.range(topic, queueId);
    if (maxOffset === minOffset) {
      return undefined;
    }
    let readers = 0;
    for (const { group, progress } of this.#offsets.ofQueue(topic, queueId)) {
      readers++;
      const left = maxOffset - Math.max(progress.committed, minOffset);
      if (left > 0) {
        return `group '${group}' has ${left} messages left in queue ${queueId}`;
      }
    }
    return readers === 0
      ? `queue ${queueId} holds ${maxOffset - minOffset} messages that no group consumed`
      : undefined;
  }

  #inFlight(group: string): Map<string, number> {
    const counts = new Map<string, number>();
    for (const subscription of this.#subscriptions.ofGroup(group)) {
      for (const queue of [...subscription.queues, ...subscription.retryQueues]) {
        counts.set(`${queue.topic}@${queue.queueId}`, queue.leases.size);
      }
    }
    return counts;
  }
}
