import type { Cancel, Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/log.ts';
import { type BrokerRegistration, RouteTable, type TopicShare } from './route-table.ts';

export type { BrokerRegistration, TopicShare } from './route-table.ts';

export interface NameserverOptions {
  /** A broker that was silent for so long is taken out of all routes. */
  readonly brokerExpiryMs: number;
}

/** Brokers show themselves every 30 s; four missed registrations in a row are a dead broker. */
export const nameserverDefaults: NameserverOptions = { brokerExpiryMs: 120_000 };

/** Knows where topics are. Keeps everything in memory: brokers register again, so there is nothing to lose. */
export class Nameserver {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #table: RouteTable;
  #cancel: Cancel | undefined;
  #scanAt = Number.POSITIVE_INFINITY;
  #closed = false;

  constructor(options: NameserverOptions, environment: { readonly clock: Clock; readonly logger: Logger }) {
    this.#clock = environment.clock;
    this.#logger = environment.logger;
    this.#table = new RouteTable(options.brokerExpiryMs);
  }

  /** At start, when topics change, and every 30 s. Replaces what the broker registered before. */
  register(registration: BrokerRegistration): void {
    this.#table.register(registration, this.#clock.monotonic());
    this.#plan();
  }

  /** The broker leaves, or its connection is gone: out of all routes at once. */
  unregister(brokerName: string): void {
    this.#table.unregister(brokerName);
  }

  /** Each broker's part of the topic, sorted by broker name; empty when nobody has it. */
  shares(topic: string): readonly TopicShare[] {
    return this.#table.shares(topic);
  }

  brokers(): readonly BrokerRegistration[] {
    return this.#table.brokers();
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** One timer for the broker that would expire first; brokers that show themselves only make it find nothing. */
  #plan(): void {
    const dueAt = this.#table.nextExpiryAt();
    if (this.#closed || dueAt >= this.#scanAt) {
      return;
    }
    this.#cancel?.();
    this.#scanAt = dueAt;
    this.#cancel = this.#clock.after(Math.ceil(dueAt - this.#clock.monotonic()), () => {
      this.#scanAt = Number.POSITIVE_INFINITY;
      for (const brokerName of this.#table.expire(this.#clock.monotonic())) {
        this.#logger.warn({ brokerName }, 'broker was silent for too long and is taken out of all routes');
      }
      this.#plan();
    });
  }
}
