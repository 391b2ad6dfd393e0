import type { StoredMessage } from '../model/message.ts';
import { offsetMessageId } from '../model/offset-message-id.ts';
import { findProperty, PropertyName } from '../model/properties.ts';
import { completeReceiptHandle, orderedReviveQueueId, receiptHandlePrefix } from '../model/receipt-handle.ts';
import type { AttemptBatch, Lease, Term } from './leases.ts';
import type { WaitingReceive } from './long-polling.ts';
import type { Delivery } from './requests.ts';

export interface AnswerLimits {
  readonly messagesMax: number;
  readonly bytesMax: number;
}

/** The handle of a lease as it is now. */
export function handleOf(lease: Lease, brokerName: string): string {
  return completeReceiptHandle(handlePrefixOf(lease.term, brokerName), lease.offset, lease.physicalOffset);
}

function handlePrefixOf({ queue, popTime, invisibleMs }: Term, brokerName: string): string {
  return receiptHandlePrefix({
    startOffset: queue.subscription.scope,
    popTime,
    invisibleMs,
    reviveQueueId: queue.chains === undefined ? 0 : orderedReviveQueueId,
    topicKind: queue.kind,
    brokerName,
    queueId: queue.queueId,
  });
}

/** What the deliveries of one term have in common. */
interface Lot {
  readonly topic: string;
  readonly handlePrefix: string;
  readonly invisibleMs: number;
}

const noLot: Lot = { topic: '', handlePrefix: '', invisibleMs: 0 };

/** Most handles go to the wire as bytes and are no string before. */
class LeasedDelivery implements Delivery {
  readonly message: StoredMessage;
  readonly deliveryAttempt: number;
  readonly #lot: Lot;

  constructor(message: StoredMessage, deliveryAttempt: number, lot: Lot) {
    this.message = message;
    this.deliveryAttempt = deliveryAttempt;
    this.#lot = lot;
  }

  get topic(): string {
    return this.#lot.topic;
  }

  get handlePrefix(): string {
    return this.#lot.handlePrefix;
  }

  get invisibleMs(): number {
    return this.#lot.invisibleMs;
  }

  get receiptHandle(): string {
    return completeReceiptHandle(this.handlePrefix, this.message.queueOffset, this.message.physicalOffset);
  }
}

/** The answer to one receive while it is put together. */
export class Answer {
  readonly waiting: WaitingReceive;
  readonly deliveries: Delivery[] = [];
  /** Those that are objects. */
  readonly leases: Lease[] = [];
  /** Terms of the others, which all belong to this answer. */
  readonly bareTerms: Term[] = [];
  readonly #limits: AnswerLimits;
  readonly #brokerName: string;
  #bytes = 0;
  #closed = false;
  /** Handles of one term differ in their offsets alone. */
  #term: Term | undefined;
  #lot = noLot;

  constructor(waiting: WaitingReceive, limits: AnswerLimits, brokerName: string) {
    this.waiting = waiting;
    this.#limits = limits;
    this.#brokerName = brokerName;
  }

  /** Messages that still fit; 0 also when the bytes are used up. */
  get messagesLeft(): number {
    return this.#closed || this.bytesLeft <= 0 ? 0 : this.#limits.messagesMax - this.deliveries.length;
  }

  get bytesLeft(): number {
    return this.#limits.bytesMax - this.#bytes;
  }

  /** False: the message would burst the answer, which holds one already. */
  fits(message: StoredMessage): boolean {
    return this.deliveries.length === 0 || (this.messagesLeft > 0 && message.size <= this.bytesLeft);
  }

  /** Takes no more: the next message would burst it. */
  close(): void {
    this.#closed = true;
  }

  add(lease: Lease, message: StoredMessage): void {
    this.leases.push(lease);
    this.#deliver(lease.term, message, lease.attempt);
  }

  /** The same for a bare lease. */
  addBare(term: Term, message: StoredMessage): void {
    if (this.bareTerms.at(-1) !== term) {
      this.bareTerms.push(term);
    }
    this.#deliver(term, message, 1);
  }

  #deliver(term: Term, message: StoredMessage, attempt: number): void {
    if (term !== this.#term) {
      const { invisibleMs, queue } = term;
      this.#term = term;
      this.#lot = {
        topic: queue.subscription.topic,
        handlePrefix: handlePrefixOf(term, this.#brokerName),
        invisibleMs,
      };
    }
    this.#bytes += message.size;
    this.deliveries.push(new LeasedDelivery(message, attempt, this.#lot));
  }

  /** FIFO: the same attempt id will find this answer again. */
  rememberBatch(batches: Map<string, AttemptBatch>): void {
    const { attemptId, clientId } = this.waiting.request;
    if (attemptId === undefined || attemptId === '' || this.leases.length === 0) {
      return;
    }
    const batch: AttemptBatch = { attemptId, clientId, leases: this.leases, live: this.leases.length, batches };
    for (const lease of this.leases) {
      lease.batch = batch;
    }
    batches.set(attemptId, batch);
  }
}

/** The id that clients know a message by; for those that other writers stored without one, where it lies. */
export function messageIdOf({ properties, storeHost, physicalOffset }: StoredMessage): string {
  return findProperty(properties, PropertyName.UNIQUE_KEY) ?? offsetMessageId(storeHost, physicalOffset);
}
