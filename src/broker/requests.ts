import type { Code, MqError } from '../model/errors.ts';
import type { HostAddress, OutgoingMessage, StoredMessage } from '../model/message.ts';
import type { Condition } from './filter/sql-condition.ts';

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
  /** Takes a delayed message back; empty when it is none, or is delivered at once. */
  readonly recallHandle: string;
}

/** Told exactly once, possibly within the call of send. */
export interface SendWaiter {
  /** One receipt for each message, in order. */
  sent(receipts: readonly SendReceipt[]): void;
  refused(error: MqError): void;
}

/** Told of each of many plain sends exactly once, never within the call; `context` is what the sender gave along. */
export interface PlainSendListener<Context> {
  sent(context: Context, messageId: string, queueOffset: number): void;
  refused(context: Context, messageId: string, error: MqError): void;
}

export type MessageFilter =
  | { readonly kind: 'all' }
  /** Exact tags; never empty. */
  | { readonly kind: 'tags'; readonly tags: ReadonlySet<string> }
  /** SQL92 over properties; made by sqlFilter. */
  | { readonly kind: 'sql'; readonly condition: Condition };

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
  /** The handle up to the two offsets of the message, which end it (model/receipt-handle.ts). */
  readonly handlePrefix: string;
  readonly receiptHandle: string;
  /** 1 for the first delivery. */
  readonly deliveryAttempt: number;
  readonly invisibleMs: number;
}

export type ReceiveOutcome =
  /**
   * The list belongs to who takes it, and is best emptied after use. Promises and waiting receives that are over already may
   * lie among V8's old objects, where they keep alive what they lead to until all of those are looked at.
   */
  | { readonly kind: 'messages'; readonly deliveries: Delivery[] }
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
