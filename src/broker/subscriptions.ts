import { javaHash } from '../model/java-hash.ts';
import { retryTopicName } from '../model/topic.ts';
import type { MessageStore } from '../store/message-store.ts';
import type { ConsumerOffsets } from './consumer-offsets.ts';
import { GroupQueue, type GroupQueueLimits } from './group-queue.ts';
import { ParkedReceives } from './long-polling.ts';
import { Subscription } from './subscription.ts';

/** Read queues of a stored topic as the topic table knows it; 0 when there is no such topic. */
export type ReadQueueCount = (topic: string) => number;

/**
 * Every group on every topic it has received from since the start, and the way from a stored message to the queues
 * that want to know about it. A new group begins at the earliest message of each queue.
 */
export class Subscriptions {
  readonly #store: MessageStore;
  readonly #offsets: ConsumerOffsets;
  readonly #limits: GroupQueueLimits;
  readonly #readQueues: ReadQueueCount;
  readonly #startedAt: number;
  readonly #byKey = new Map<string, Subscription>();
  /** Acknowledgements come one by one, mostly of the same subscription. Subscriptions never go. */
  #lastFound: Subscription | undefined;
  /** Stored topic, then queue id: the queues of all groups that read there. */
  readonly #feeds = new Map<string, GroupQueue[][]>();

  constructor(
    store: MessageStore,
    offsets: ConsumerOffsets,
    settings: {
      readonly limits: GroupQueueLimits;
      readonly readQueues: ReadQueueCount;
      /** Wall time; handles with an earlier pop time are from before the start. */
      readonly startedAt: number;
    },
  ) {
    this.#store = store;
    this.#offsets = offsets;
    this.#limits = settings.limits;
    this.#readQueues = settings.readQueues;
    this.#startedAt = settings.startedAt;
  }

  find(topic: string, group: string): Subscription | undefined {
    const last = this.#lastFound;
    if (last !== undefined && last.topic === topic && last.group === group) {
      return last;
    }
    const found = this.#byKey.get(`${topic}@${group}`);
    this.#lastFound = found;
    return found;
  }

  open(topic: string, group: string, fifo: boolean): Subscription {
    const key = `${topic}@${group}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) {
      return known;
    }
    const subscription = new Subscription(topic, group, {
      fifo,
      parked: new ParkedReceives(),
      scope: javaHash(key) >>> 0,
    });
    this.#byKey.set(key, subscription);
    this.#addQueues(subscription);
    return subscription;
  }

  all(): Iterable<Subscription> {
    return this.#byKey.values();
  }

  *ofGroup(group: string): Iterable<Subscription> {
    for (const subscription of this.#byKey.values()) {
      if (subscription.group === group) {
        yield subscription;
      }
    }
  }

  /** The topic has more queues than before. */
  topicChanged(topic: string): void {
    for (const subscription of this.#byKey.values()) {
      if (subscription.topic === topic) {
        this.#addQueues(subscription);
      }
    }
  }

  /** The queues that a stored message arrives in, one for each group that reads there. */
  feed(topic: string, queueId: number): readonly GroupQueue[] | undefined {
    return this.#feeds.get(topic)?.[queueId];
  }

  #addQueues(subscription: Subscription): void {
    const { topic, group, queues, retryQueues } = subscription;
    for (let queueId = queues.length; queueId < this.#readQueues(topic); queueId++) {
      queues.push(this.#addQueue(subscription, topic, queueId, 'normal'));
    }
    const retryTopic = retryTopicName(group, topic);
    // At least one: it is there before the retry topic's first message.
    for (let queueId = retryQueues.length; queueId < Math.max(1, this.#readQueues(retryTopic)); queueId++) {
      retryQueues.push(this.#addQueue(subscription, retryTopic, queueId, 'retry'));
    }
  }

  #addQueue(subscription: Subscription, topic: string, queueId: number, kind: 'normal' | 'retry'): GroupQueue {
    const range = this.#store.range(topic, queueId);
    const progress = this.#offsets.progressOf(topic, subscription.group, queueId);
    if (progress.committed < range.minOffset) {
      progress.ackRange(0, range.minOffset);
    }
    const place = { subscription, topic, queueId, kind, maxOffset: range.maxOffset, popTimeFloor: this.#startedAt };
    const queue = new GroupQueue(place, progress, this.#limits);
    let feed = this.#feeds.get(topic);
    if (feed === undefined) {
      feed = [];
      this.#feeds.set(topic, feed);
    }
    const readers = feed[queueId];
    if (readers === undefined) {
      feed[queueId] = [queue];
    } else {
      readers.push(queue);
    }
    subscription.refresh(queue);
    return queue;
  }
}
