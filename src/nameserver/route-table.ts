import type { Topic } from '../model/topic.ts';

/** What a broker tells about itself; each registration replaces the one before. */
export interface BrokerRegistration {
  readonly clusterName: string;
  readonly brokerName: string;
  readonly topics: readonly Topic[];
}

/** One broker's part of a topic. */
export interface TopicShare {
  readonly brokerName: string;
  readonly topic: Topic;
}

interface LiveBroker {
  readonly registration: BrokerRegistration;
  readonly lastSeenAt: number;
}

/**
 * Which brokers have which topics. A broker counts until it says goodbye or was silent for too long. Pure: times are
 * monotonic milliseconds that come in as arguments.
 */
export class RouteTable {
  readonly #expiryMs: number;
  readonly #brokers = new Map<string, LiveBroker>();
  /** By topic, sorted by broker name: answers are the same from call to call. */
  readonly #shares = new Map<string, readonly TopicShare[]>();

  constructor(expiryMs: number) {
    this.#expiryMs = expiryMs;
  }

  register(registration: BrokerRegistration, now: number): void {
    const { brokerName, topics } = registration;
    const before = this.#brokers.get(brokerName)?.registration.topics ?? [];
    this.#brokers.set(brokerName, { registration, lastSeenAt: now });
    const kept = new Set<string>();
    for (const topic of topics) {
      kept.add(topic.name);
      this.#setShare(topic.name, brokerName, { brokerName, topic });
    }
    for (const topic of before) {
      if (!kept.has(topic.name)) {
        this.#setShare(topic.name, brokerName, undefined);
      }
    }
  }

  /** False when there is no such broker. */
  unregister(brokerName: string): boolean {
    const broker = this.#brokers.get(brokerName);
    if (broker === undefined) {
      return false;
    }
    this.#brokers.delete(brokerName);
    for (const topic of broker.registration.topics) {
      this.#setShare(topic.name, brokerName, undefined);
    }
    return true;
  }

  /** Forgets the brokers that were silent for too long and returns their names. */
  expire(now: number): string[] {
    const gone: string[] = [];
    for (const [brokerName, broker] of this.#brokers) {
      if (broker.lastSeenAt + this.#expiryMs <= now) {
        gone.push(brokerName);
      }
    }
    for (const brokerName of gone) {
      this.unregister(brokerName);
    }
    return gone;
  }

  /** When the next broker expires if none of them shows itself; Infinity without brokers. */
  nextExpiryAt(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const broker of this.#brokers.values()) {
      next = Math.min(next, broker.lastSeenAt + this.#expiryMs);
    }
    return next;
  }

  /** Empty when no broker has the topic. */
  shares(topic: string): readonly TopicShare[] {
    return this.#shares.get(topic) ?? [];
  }

  brokers(): readonly BrokerRegistration[] {
    const list = [...this.#brokers.values()].map((broker) => broker.registration);
    return list.sort((a, b) => (a.brokerName < b.brokerName ? -1 : 1));
  }

  #setShare(topic: string, brokerName: string, share: TopicShare | undefined): void {
    const others = this.shares(topic).filter((each) => each.brokerName !== brokerName);
    if (share !== undefined) {
      others.push(share);
      others.sort((a, b) => (a.brokerName < b.brokerName ? -1 : 1));
    }
    if (others.length === 0) {
      this.#shares.delete(topic);
    } else {
      this.#shares.set(topic, others);
    }
  }
}
