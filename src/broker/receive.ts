import type { ConsumerGroup } from '../model/consumer-group.ts';
import { Code, MqError } from '../model/errors.ts';
import { Permission } from '../model/topic.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/log.ts';
import { Answer } from './answer.ts';
import type { BrokerParts } from './broker-parts.ts';
import type { Consumption } from './consumption.ts';
import type { BrokerEnvironment } from './environment.ts';
import { cellFilterOf } from './filter/filter.ts';
import { Gatherer } from './gather.ts';
import type { GroupQueue } from './group-queue.ts';
import type { GroupTable } from './groups.ts';
import { invisibleProblem } from './invisible-time.ts';
import { type AttemptBatch, leasesOf } from './leases.ts';
import { LongPolling, WaitingReceive } from './long-polling.ts';
import type { BrokerOptions } from './options.ts';
import type { ParkedReceive, ReceiveOutcome, ReceiveRequest } from './requests.ts';
import type { Subscription } from './subscription.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { TopicTable } from './topics.ts';

const empty: ReceiveOutcome = { kind: 'empty' };

function answered(outcome: ReceiveOutcome): ParkedReceive {
  return { outcome: Promise.resolve(outcome), abandon: () => undefined };
}

function refused(error: MqError): ParkedReceive {
  return answered({ kind: 'refused', error });
}

/**
 * Answers receives. Those of one subscription are served one after the other, oldest first, as long as there is
 * something to hand out; the others wait until a message arrives, a lease ends, or their time is over.
 */
export class Receiver {
  readonly #topics: TopicTable;
  readonly #groups: GroupTable;
  readonly #subscriptions: Subscriptions;
  readonly #consumption: Consumption;
  readonly #gatherer: Gatherer;
  readonly #polling: LongPolling;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #options: BrokerOptions;
  readonly #running = new Set<Promise<void>>();
  #draining = false;

  constructor(environment: BrokerEnvironment, options: BrokerOptions, parts: BrokerParts) {
    this.#topics = parts.topics;
    this.#groups = parts.groups;
    this.#subscriptions = parts.subscriptions;
    this.#consumption = parts.consumption;
    this.#clock = environment.clock;
    this.#logger = environment.logger;
    this.#options = options;
    this.#gatherer = new Gatherer(environment, parts.consumption, options);
    this.#polling = new LongPolling(environment.clock, options);
  }

  receive(request: ReceiveRequest): ParkedReceive {
    if (this.#draining) {
      return answered(empty);
    }
    if (this.#topics.get(request.topic) === undefined) {
      return refused(this.#topics.unknown(request.topic));
    }
    let group: ConsumerGroup;
    try {
      group = this.#groups.forClient(request.group);
    } catch (error) {
      return refused(error instanceof MqError ? error : unexpected(error));
    }
    const problem = this.#problem(request, group);
    if (problem !== undefined) {
      return refused(problem);
    }
    if (request.messagesMax === 0) {
      return answered(empty);
    }
    const subscription = this.#subscriptions.open(request.topic, request.group, group.orderly);
    const place = { queue: queueAskedFor(subscription, request.queueId), cellFilter: cellFilterOf(request.filter) };
    const waiting = new WaitingReceive(subscription, request, place, this.#clock.monotonic() + request.waitMs);
    const batch = this.#batchToRepeat(subscription, request);
    if (batch !== undefined) {
      this.#track(this.#repeat(waiting, batch));
    } else {
      const full = this.#park(waiting);
      if (full !== undefined) {
        return refused(full);
      }
    }
    return { outcome: waiting.outcome, abandon: () => this.#polling.settle(waiting, empty) };
  }

  /** The subscription may have something for those who wait. */
  wake(subscription: Subscription): void {
    if (!subscription.serving && subscription.parked.size > 0) {
      subscription.serving = true;
      this.#track(this.#serve(subscription));
    }
  }

  /** Waiting receives end empty, and so do new ones. */
  drain(): void {
    this.#draining = true;
    this.#polling.endAll();
  }

  async close(): Promise<void> {
    this.drain();
    this.#polling.close();
    await Promise.all(this.#running);
  }

  #problem(request: ReceiveRequest, group: ConsumerGroup): MqError | undefined {
    if (!group.consumeEnabled) {
      return new MqError(Code.FORBIDDEN, `consumer group '${group.name}' is disabled; enable it to receive`);
    }
    const topic = this.#topics.get(request.topic);
    if (topic === undefined || (topic.permission & Permission.READ) === 0 || topic.readQueues === 0) {
      return new MqError(
        Code.FORBIDDEN,
        `topic '${request.topic}' has no readable queue (permission ${topic?.permission ?? 0}, ${topic?.readQueues ?? 0} read queues); give it read permission`,
      );
    }
    if (!Number.isInteger(request.messagesMax) || request.messagesMax < 0) {
      return new MqError(
        Code.BAD_REQUEST,
        `the batch size is ${request.messagesMax}; give a whole number from 1 to ${this.#options.receiveMessagesMax}`,
      );
    }
    const { invisibleMsMin, invisibleMsMax } = this.#options.limits;
    return request.autoRenew ? undefined : invisibleProblem(request.invisibleMs, invisibleMsMin, invisibleMsMax);
  }

  #batchToRepeat(subscription: Subscription, request: ReceiveRequest): AttemptBatch | undefined {
    if (!subscription.fifo || request.attemptId === undefined) {
      return undefined;
    }
    const batch = subscription.batches.get(request.attemptId);
    return batch?.clientId === request.clientId ? batch : undefined;
  }

  /** Undefined when the receive waits or is answered; otherwise why it cannot. */
  #park(waiting: WaitingReceive): MqError | undefined {
    const { subscription } = waiting;
    if (waiting.immediate && !hasWork(waiting) && !subscription.serving) {
      waiting.settle(empty);
      return undefined;
    }
    if (this.#consumption.full) {
      return this.#tooManyLeases();
    }
    const full = this.#polling.fullReason(subscription);
    if (full !== undefined) {
      return new MqError(Code.TOO_MANY_REQUESTS, full);
    }
    this.#polling.park(waiting);
    if (hasWork(waiting)) {
      this.wake(subscription);
    }
    return undefined;
  }

  #tooManyLeases(): MqError {
    return new MqError(
      Code.TOO_MANY_REQUESTS,
      `${this.#options.leasesMax} messages are in flight, which is the limit of this broker; acknowledge some`,
    );
  }

  #track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => this.#logger.error({ error }, 'serving receives failed'))
      .finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
  }

  async #serve(subscription: Subscription): Promise<void> {
    // Messages that arrive in one turn of the event loop are handed out together.
    await Promise.resolve();
    for (let waiting = nextServed(subscription); waiting !== undefined; waiting = nextServed(subscription)) {
      await this.#serveOne(waiting);
    }
    subscription.serving = false;
    if (subscription.parked.immediateCount > 0) {
      for (const waiting of subscription.parked.oldestFirst()) {
        if (waiting.immediate) {
          this.#polling.settle(waiting, empty);
        }
      }
    }
  }

  async #serveOne(waiting: WaitingReceive): Promise<void> {
    if (this.#consumption.full) {
      this.#polling.settle(waiting, { kind: 'refused', error: this.#tooManyLeases() });
      return;
    }
    const answer = this.#newAnswer(waiting);
    try {
      await this.#gatherer.gather(answer);
    } catch (error) {
      this.#fail(waiting, error);
    }
    if (answer.deliveries.length > 0) {
      this.#finish(answer);
    }
  }

  async #repeat(waiting: WaitingReceive, batch: AttemptBatch): Promise<void> {
    const answer = this.#newAnswer(waiting);
    try {
      await this.#gatherer.repeat(answer, batch.leases);
    } catch (error) {
      this.#fail(waiting, error);
    }
    if (answer.deliveries.length > 0) {
      // A repeat that nobody wants any more leaves the leases as they are.
      this.#polling.settle(waiting, { kind: 'messages', deliveries: answer.deliveries });
    } else if (!waiting.settled) {
      const full = this.#park(waiting);
      if (full !== undefined) {
        this.#polling.settle(waiting, { kind: 'refused', error: full });
      }
    }
  }

  #newAnswer(waiting: WaitingReceive): Answer {
    const messagesMax = Math.min(waiting.request.messagesMax, this.#options.receiveMessagesMax);
    return new Answer(waiting, { messagesMax, bytesMax: this.#options.receiveBytesMax }, this.#options.brokerName);
  }

  #finish(answer: Answer): void {
    const { waiting } = answer;
    if (waiting.settled) {
      for (const lease of [...answer.leases, ...answer.bareTerms.flatMap(leasesOf)]) {
        if (lease.phase === 'held') {
          this.#consumption.giveBack(lease);
        }
      }
      return;
    }
    if (waiting.subscription.fifo) {
      answer.rememberBatch(waiting.subscription.batches);
    }
    this.#polling.settle(waiting, { kind: 'messages', deliveries: answer.deliveries });
  }

  #fail(waiting: WaitingReceive, error: unknown): void {
    this.#logger.error({ error, topic: waiting.request.topic, group: waiting.request.group }, 'receive failed');
    this.#polling.settle(waiting, { kind: 'refused', error: unexpected(error) });
  }
}

function unexpected(error: unknown): MqError {
  const reason = error instanceof Error ? error.message : String(error);
  return new MqError(Code.INTERNAL_SERVER_ERROR, `the receive failed: ${reason}`, { cause: error });
}

function queueAskedFor(subscription: Subscription, queueId: number): GroupQueue | undefined {
  return subscription.fifo ? subscription.queues[queueId] : undefined;
}

function hasWork(waiting: WaitingReceive): boolean {
  const { subscription, queue } = waiting;
  return !subscription.readyRetry.isEmpty || (queue === undefined ? !subscription.ready.isEmpty : queue.hasWork);
}

/** The oldest waiting receive that may get something. */
function nextServed(subscription: Subscription): WaitingReceive | undefined {
  for (const waiting of subscription.parked.oldestFirst()) {
    if (hasWork(waiting)) {
      return waiting;
    }
  }
  return undefined;
}
