import type { ConsumerGroup } from '../model/consumer-group.ts';
import type { Code, MqError } from '../model/errors.ts';
import type { HostAddress, OutgoingMessage, StoredMessage } from '../model/message.ts';
import type { Topic } from '../model/topic.ts';

export interface SendRequest {
  readonly topic: string;
  readonly messages: readonly OutgoingMessage[];
  /** Where the connection comes from; becomes the record's born host. */
  readonly peer: HostAddress;
}

export interface SendReceipt {
  readonly messageId: string;
  readonly queueId: number;
  readonly queueOffset: number;
}

/** Told exactly once, possibly within the call of send. */
export interface SendWaiter {
  /** One receipt for each message, in order. */
  sent(receipts: readonly SendReceipt[]): void;
  refused(error: MqError): void;
}

export type MessageFilter =
  | { readonly kind: 'all' }
  /** Exact tags; never empty. */
  | { readonly kind: 'tags'; readonly tags: ReadonlySet<string> };

export interface ReceiveRequest {
  readonly clientId: string;
  readonly group: string;
  readonly topic: string;
  /** A queue of a FIFO group; -1: all. Ignored for ordinary groups. */
  readonly queueId: number;
  readonly filter: MessageFilter;
  readonly messagesMax: number;
  /** Ignored with autoRenew. */
  readonly invisibleMs: number;
  /** The lease lasts as long as the client is alive (up to the configured maximum). */
  readonly autoRenew: boolean;
  /** Same id as an answer that got lost: a FIFO group hands the same messages out again. */
  readonly attemptId: string | undefined;
  /** How long an empty receive stays parked. 0: answer at once. */
  readonly waitMs: number;
}

export interface Delivery {
  readonly message: StoredMessage;
  /** The topic that the client asked for, also when the message lies in a retry topic. */
  readonly topic: string;
  readonly receiptHandle: string;
  /** 1 for the first delivery. */
  readonly deliveryAttempt: number;
  readonly invisibleMs: number;
}

export type ReceiveOutcome =
  | { readonly kind: 'messages'; readonly deliveries: readonly Delivery[] }
  | { readonly kind: 'empty' }
  | { readonly kind: 'refused'; readonly error: MqError };

/** Lets the owner of a parked receive end it early; `abandon` is idempotent. The outcome is then `empty`. */
export interface ParkedReceive {
  readonly outcome: Promise<ReceiveOutcome>;
  abandon(): void;
}

export interface AckEntry {
  readonly messageId: string;
  readonly receiptHandle: string;
}

export interface AckResult {
  readonly code: Code;
  /** "OK", or what is wrong. */
  readonly text: string;
}

export interface ChangeInvisibleRequest {
  readonly clientId: string;
  readonly group: string;
  readonly topic: string;
  readonly receiptHandle: string;
  readonly messageId: string;
  readonly invisibleMs: number;
  /** True: the expiry of the new lease does not count as a failed attempt. */
  readonly suspend: boolean;
}

export type ChangeInvisibleResult =
  | { readonly kind: 'changed'; readonly receiptHandle: string }
  | { readonly kind: 'refused'; readonly error: MqError };

export interface ForwardRequest {
  readonly clientId: string;
  readonly group: string;
  readonly topic: string;
  /** Empty (C++ sends none): the lease is looked up by client, group, topic and message id. */
  readonly receiptHandle: string;
  readonly messageId: string;
}

export interface QueueProgress {
  readonly topic: string;
  readonly queueId: number;
  readonly minOffset: number;
  readonly maxOffset: number;
  /** Everything below is acknowledged. */
  readonly committedOffset: number;
  readonly inFlight: number;
}

/**
 * The rules: which topics and groups exist, who may send what where, who holds which message until when.
 * Every method that can be refused says so in its result; a thrown error is a defect.
 */
export interface Broker {
  /** Name that routes and receipt handles carry. */
  readonly brokerName: string;
  topics(): readonly Topic[];
  topic(name: string): Topic | undefined;
  /** Creates or changes a topic; MqError when name, type or queue count are not allowed. Durable when it resolves. */
  putTopic(topic: Topic): Promise<Topic>;
  /** The topic, made by the auto-create policy when the name is legal and unknown; MqError with 40002 or 40402. */
  topicForRoute(name: string): Promise<Topic>;
  groups(): readonly ConsumerGroup[];
  group(name: string): ConsumerGroup | undefined;
  putGroup(group: ConsumerGroup): Promise<ConsumerGroup>;
  /** The group, made by the auto-create policy when unknown; MqError with 40003 or 40403. */
  groupForClient(name: string): ConsumerGroup;
  onTopicsChanged(listener: () => void): void;

  send(request: SendRequest, waiter: SendWaiter): void;
  receive(request: ReceiveRequest): ParkedReceive;
  /** The client never saw these: visible again at once, the attempt does not count. */
  giveBack(group: string, deliveries: readonly Delivery[]): void;
  /** One result an entry, in order. */
  ack(clientId: string, group: string, topic: string, entries: readonly AckEntry[]): readonly AckResult[];
  changeInvisible(request: ChangeInvisibleRequest): ChangeInvisibleResult;
  forwardToDeadLetter(request: ForwardRequest): Promise<AckResult>;

  /** The client showed itself (settings, heartbeat, receive): its auto-renewed leases stay alive. */
  clientAlive(clientId: string): void;
  /** The client said goodbye or was forgotten: its leases become visible at once, the attempt counts. */
  clientGone(clientId: string): void;

  progress(group: string): readonly QueueProgress[];
  queueRanges(
    topic: string,
  ): readonly { readonly queueId: number; readonly minOffset: number; readonly maxOffset: number }[];

  /** No new sends (42900 with a text that says why); parked receives end empty. */
  drain(): void;
  /** Persists topics, groups, offsets and acks; does not close the store. */
  close(): Promise<void>;
}
