import { Code, MqError } from '../model/errors.ts';
import { decodeReceiptHandle, type ReceiptHandle, readReceiptHandle } from '../model/receipt-handle.ts';
import type { Clock } from '../runtime/clock.ts';
import type { MessageStore } from '../store/message-store.ts';
import { handleOf, messageIdOf } from './answer.ts';
import type { BrokerParts } from './broker-parts.ts';
import type { Consumption } from './consumption.ts';
import type { BrokerEnvironment } from './environment.ts';
import type { GroupQueue } from './group-queue.ts';
import type { GroupTable } from './groups.ts';
import { invisibleProblem } from './invisible-time.ts';
import type { Lease } from './leases.ts';
import type { BrokerOptions } from './options.ts';
import type {
  AckEntry,
  AckResult,
  ChangeInvisibleRequest,
  ChangeInvisibleResult,
  Delivery,
  ForwardRequest,
} from './requests.ts';
import type { Subscription } from './subscription.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { TopicTable } from './topics.ts';

/** What a receipt handle stands for at this moment. */
type Found =
  | { readonly kind: 'held'; readonly lease: Lease }
  /** Its message is on its way to the retry or dead letter topic. */
  | { readonly kind: 'moving'; readonly lease: Lease }
  /** Acknowledged, filtered out or dead-lettered. */
  | { readonly kind: 'done' }
  /** From before the start: nobody holds the message, and it is not acknowledged. */
  | { readonly kind: 'forgotten'; readonly queue: GroupQueue; readonly handle: ReceiptHandle }
  | { readonly kind: 'invalid'; readonly reason: string };

const ok: AckResult = { code: Code.OK, text: 'OK' };

function invalidHandle(reason: string): MqError {
  return new MqError(Code.INVALID_RECEIPT_HANDLE, `the receipt handle is not valid: ${reason}`);
}

const foreignHandle = 'it is not one that this server gave out';
const expired = 'the invisible time is over and the message is delivered again; process it in time or extend the time';
const takenOver = 'the message was delivered again since, under another handle';
const unknownPlace = 'the server has no such message for this topic and group';

/** Everything that names a lease by its receipt handle: acknowledge, change, give back, forward. */
export class Acknowledger {
  readonly #topics: TopicTable;
  readonly #groups: GroupTable;
  readonly #subscriptions: Subscriptions;
  readonly #consumption: Consumption;
  readonly #store: MessageStore;
  readonly #clock: Clock;
  readonly #options: BrokerOptions;
  readonly #startedAt: number;

  constructor(environment: BrokerEnvironment, options: BrokerOptions, parts: BrokerParts) {
    this.#topics = parts.topics;
    this.#groups = parts.groups;
    this.#subscriptions = parts.subscriptions;
    this.#consumption = parts.consumption;
    this.#store = environment.store;
    this.#clock = environment.clock;
    this.#options = options;
    this.#startedAt = parts.startedAt;
  }

  ack(group: string, topic: string, entries: readonly AckEntry[]): AckResult[] {
    const subscription = this.#subscription(topic, group);
    const results: AckResult[] = [];
    for (const entry of entries) {
      results.push(this.#ackOne(subscription, decodeReceiptHandle(entry.receiptHandle)));
    }
    return results;
  }

  /** The receipt handle is the text in bytes[start, end). */
  ackOne(group: string, topic: string, bytes: Buffer, start: number, end: number): AckResult {
    return this.#ackOne(this.#subscription(topic, group), readReceiptHandle(bytes, start, end));
  }

  change(request: ChangeInvisibleRequest): ChangeInvisibleResult {
    const { invisibleMs, suspend } = request;
    const problem = invisibleProblem(invisibleMs, 0, this.#options.limits.invisibleMsMax);
    if (problem !== undefined) {
      return { kind: 'refused', error: problem };
    }
    const found = this.#find(
      this.#subscription(request.topic, request.group),
      decodeReceiptHandle(request.receiptHandle),
    );
    switch (found.kind) {
      case 'held': {
        const { lease } = found;
        const popTime = Math.max(this.#clock.now(), lease.popTime + 1);
        this.#consumption.change(lease, popTime, invisibleMs, suspend);
        return { kind: 'changed', receiptHandle: handleOf(lease, this.#options.brokerName) };
      }
      case 'forgotten': {
        const lease = this.#adopt(found.queue, found.handle, request);
        if (lease === undefined) {
          return { kind: 'refused', error: invalidHandle('the server was restarted and delivers the message again') };
        }
        this.#consumption.change(lease, lease.popTime, invisibleMs, suspend);
        return { kind: 'changed', receiptHandle: handleOf(lease, this.#options.brokerName) };
      }
      case 'done':
        return { kind: 'refused', error: invalidHandle('the message is acknowledged already') };
      case 'moving':
        return { kind: 'refused', error: invalidHandle(expired) };
      case 'invalid':
        return { kind: 'refused', error: invalidHandle(found.reason) };
    }
  }

  giveBack(group: string, deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) {
      const found = this.#find(
        this.#subscriptions.find(delivery.topic, group),
        decodeReceiptHandle(delivery.receiptHandle),
      );
      if (found.kind === 'held') {
        this.#consumption.giveBack(found.lease);
      }
    }
  }

  async forward(request: ForwardRequest): Promise<AckResult> {
    const subscription = this.#subscription(request.topic, request.group);
    const found =
      request.receiptHandle === ''
        ? await this.#findByMessageId(subscription, request)
        : this.#find(subscription, decodeReceiptHandle(request.receiptHandle));
    switch (found.kind) {
      case 'held':
        return this.#toDeadLetters(found.lease);
      case 'forgotten': {
        const lease = this.#adopt(found.queue, found.handle, request);
        return lease === undefined
          ? resultOf(invalidHandle('the server was restarted and delivers the message again'))
          : this.#toDeadLetters(lease);
      }
      case 'moving':
        return new Promise((resolve) => {
          const target = this.#consumption.joinMove(found.lease, (error) => resolve(resultOf(error)));
          if (target !== 'deadLetter') {
            resolve(resultOf(invalidHandle(expired)));
          }
        });
      case 'done':
        return ok;
      case 'invalid':
        return resultOf(invalidHandle(found.reason));
    }
  }

  #ackOne(subscription: Subscription | undefined, handle: ReceiptHandle | undefined): AckResult {
    if (handle === undefined) {
      return resultOf(invalidHandle(foreignHandle));
    }
    const queue = this.#queueOf(subscription, handle);
    if (typeof queue === 'string') {
      return resultOf(invalidHandle(queue));
    }
    if (this.#ackBare(queue, handle)) {
      return ok;
    }
    const found = this.#findIn(queue, handle);
    switch (found.kind) {
      case 'held':
        this.#consumption.acknowledge(found.lease);
        return ok;
      case 'forgotten':
        found.queue.forget(found.handle.queueOffset);
        this.#consumption.acknowledgeUnleased(found.queue, found.handle.queueOffset);
        return ok;
      case 'done':
        return ok;
      case 'moving':
        return this.#consumption.moveTarget(found.lease) === 'deadLetter' ? ok : resultOf(invalidHandle(expired));
      case 'invalid':
        return resultOf(invalidHandle(found.reason));
    }
  }

  #toDeadLetters(lease: Lease): Promise<AckResult> {
    return new Promise((resolve) => {
      this.#consumption.move(lease, 'deadLetter', (error) => resolve(resultOf(error)));
    });
  }

  /** After a restart nobody has received yet: a known topic and group are enough. */
  #subscription(topic: string, group: string): Subscription | undefined {
    const known = this.#subscriptions.find(topic, group);
    if (known !== undefined) {
      return known;
    }
    const settings = this.#groups.get(group);
    if (settings === undefined || this.#topics.get(topic) === undefined) {
      return undefined;
    }
    return this.#subscriptions.open(topic, group, settings.orderly);
  }

  #find(subscription: Subscription | undefined, handle: ReceiptHandle | undefined): Found {
    if (handle === undefined) {
      return { kind: 'invalid', reason: foreignHandle };
    }
    const queue = this.#queueOf(subscription, handle);
    return typeof queue === 'string' ? { kind: 'invalid', reason: queue } : this.#findIn(queue, handle);
  }

  /** The queue that a handle names, or why it is none. */
  #queueOf(subscription: Subscription | undefined, handle: ReceiptHandle): GroupQueue | string {
    if (handle.brokerName !== this.#options.brokerName) {
      return `it belongs to broker '${handle.brokerName}'`;
    }
    if (subscription === undefined) {
      return unknownPlace;
    }
    if (handle.startOffset !== subscription.scope) {
      return 'it was given out for another topic or group';
    }
    const queues = handle.topicKind === 'normal' ? subscription.queues : subscription.retryQueues;
    return queues[handle.queueId] ?? unknownPlace;
  }

  /** What nearly all acknowledgements come to. False: to be looked at in full. */
  #ackBare(queue: GroupQueue, { queueOffset, physicalOffset, popTime }: ReceiptHandle): boolean {
    const term = queue.leases.termOf(queueOffset);
    if (term === undefined || popTime < term.popTimeOldest || popTime > term.popTime) {
      return false;
    }
    const { place } = queue.leases;
    if (term.physicalOffsets[place] !== physicalOffset) {
      return false;
    }
    this.#consumption.acknowledgeBare(term, place);
    return true;
  }

  #findIn(queue: GroupQueue, handle: ReceiptHandle): Found {
    const { queueOffset, popTime } = handle;
    const lease = queue.leases.get(queueOffset);
    if (lease !== undefined) {
      if (lease.physicalOffset !== handle.physicalOffset || popTime < lease.popTimeOldest || popTime > lease.popTime) {
        return { kind: 'invalid', reason: takenOver };
      }
      return { kind: lease.phase === 'held' ? 'held' : 'moving', lease };
    }
    if (queue.progress.isAcked(queueOffset)) {
      return queue.movedOffsets.has(queueOffset) ? { kind: 'invalid', reason: expired } : { kind: 'done' };
    }
    if (queueOffset >= this.#store.nextQueueOffset(queue.topic, queue.queueId)) {
      return { kind: 'invalid', reason: unknownPlace };
    }
    return popTime < this.#startedAt ? { kind: 'forgotten', queue, handle } : { kind: 'invalid', reason: expired };
  }

  /** C++ forwards without a handle. That is rare, so leases do not keep the ids of their messages. */
  async #findByMessageId(subscription: Subscription | undefined, request: ForwardRequest): Promise<Found> {
    for (const lease of this.#consumption.leasesOf(request.clientId)) {
      if (lease.queue.subscription !== subscription) {
        continue;
      }
      const message = await this.#store.readAt(lease.physicalOffset);
      if (message !== undefined && messageIdOf(message) === request.messageId && lease.phase !== 'over') {
        return { kind: lease.phase === 'held' ? 'held' : 'moving', lease };
      }
    }
    return {
      kind: 'invalid',
      reason: `there is none, and client '${request.clientId}' holds no message with the id '${request.messageId}'`,
    };
  }

  /**
   * A lease for a message that was delivered before the restart. Undefined in FIFO groups, where it is not known which
   * messages it would block; there the message is simply delivered again. The record knows how often it failed.
   */
  #adopt(queue: GroupQueue, handle: ReceiptHandle, request: { readonly clientId: string }): Lease | undefined {
    if (queue.chains !== undefined) {
      return undefined;
    }
    queue.forget(handle.queueOffset);
    const term = this.#consumption.term({
      queue,
      clientId: request.clientId,
      popTime: queue.popTime(this.#clock.now()),
      popTimeOldest: handle.popTime,
      invisibleMs: handle.invisibleMs,
      autoRenew: false,
      now: this.#clock.monotonic(),
    });
    return this.#consumption.grant(term, handle.queueOffset, handle.physicalOffset, 1, undefined);
  }
}

function resultOf(error: MqError | undefined): AckResult {
  return error === undefined ? ok : { code: error.code, text: error.message };
}
