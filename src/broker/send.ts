import { Code, MqError } from '../model/errors.ts';
import { type HostAddress, messageTypeOf, type OutgoingMessage } from '../model/message.ts';
import type { PlainMessage } from '../model/plain-message.ts';
import { Permission, type Topic, topicNameProblem } from '../model/topic.ts';
import type { Clock } from '../runtime/clock.ts';
import type { AppendRecord, AppendWaiter, MessageStore } from '../store/message-store.ts';
import type { BrokerOptions } from './options.ts';
import { outgoingRecord, oversizeOf, propertyStringBytesMax, topicProperties } from './outgoing-record.ts';
import { PlainSender } from './plain-send.ts';
import { queueOfMessageGroup } from './queue-choice.ts';
import { recallHandleOf } from './recall.ts';
import type { PlainSendListener, SendReceipt, SendRequest, SendWaiter } from './requests.ts';
import type { TopicEntry } from './topic-entry.ts';
import { type TopicTable, takesMessages } from './topics.ts';
import { messagesProblem, textOfMessage } from './validation.ts';

/** One accepted request on its way into the log. */
class PendingSend implements AppendWaiter {
  readonly #records: readonly AppendRecord[];
  readonly #waiter: SendWaiter;
  readonly #handleOf: (record: AppendRecord, index: number) => string;

  constructor(
    records: readonly AppendRecord[],
    waiter: SendWaiter,
    handleOf: (record: AppendRecord, index: number) => string,
  ) {
    this.#records = records;
    this.#waiter = waiter;
    this.#handleOf = handleOf;
  }

  stored(): void {
    const receipts: SendReceipt[] = [];
    for (const [index, record] of this.#records.entries()) {
      const { uniqueKey, queueId, queueOffset } = record;
      receipts.push({ messageId: uniqueKey, queueId, queueOffset, recallHandle: this.#handleOf(record, index) });
    }
    this.#waiter.sent(receipts);
  }

  notStored(error: MqError): void {
    this.#waiter.refused(error);
  }
}

function typeProblem(messages: readonly OutgoingMessage[], topic: Topic): MqError | undefined {
  let unsupported: MqError | undefined;
  for (let index = 0; index < messages.length; index++) {
    const message = messages[index];
    if (message === undefined) {
      continue;
    }
    const type = messageTypeOf(message);
    if (!takesMessages(topic, type)) {
      const text = `the message is of type ${type}, but topic '${topic.name}' takes ${topic.type}; send to a topic of type ${type} or MIXED`;
      return new MqError(Code.MESSAGE_PROPERTY_CONFLICT_WITH_TYPE, textOfMessage(index, messages.length, text));
    }
    if (type !== 'NORMAL' && type !== 'FIFO' && type !== 'DELAY' && unsupported === undefined) {
      const text = `messages of type ${type} are not supported by this version of the server; send NORMAL, FIFO or DELAY messages`;
      unsupported = new MqError(Code.UNSUPPORTED, textOfMessage(index, messages.length, text));
    }
  }
  return unsupported;
}

/** Accepts messages: all checks first, then one append for the whole request. */
export class Sender {
  readonly #topics: TopicTable;
  readonly #store: MessageStore;
  readonly #clock: Clock;
  readonly #options: BrokerOptions;
  readonly #plain: PlainSender;
  #draining = false;

  constructor(topics: TopicTable, store: MessageStore, clock: Clock, options: BrokerOptions) {
    this.#topics = topics;
    this.#store = store;
    this.#clock = clock;
    this.#options = options;
    this.#plain = new PlainSender(topics, store, clock, options);
  }

  drain(): void {
    this.#draining = true;
  }

  send(request: SendRequest, waiter: SendWaiter): void {
    const records = this.#accept(request);
    if (records instanceof MqError) {
      waiter.refused(records);
      return;
    }
    const { topic, messages } = request;
    const handleOf = (record: AppendRecord, index: number) =>
      recallHandleOf(this.#store, record, topic, messages[index]?.deliveryTimestamp, this.#options.brokerName);
    this.#store.append(records, new PendingSend(records, waiter, handleOf));
  }

  /** A message that takes the short way; false, and nothing done, when it needs `send`. */
  sendPlain<Context>(
    message: PlainMessage,
    peer: HostAddress,
    listener: PlainSendListener<Context>,
    context: Context,
  ): boolean {
    return !this.#draining && this.#plain.send(message, peer, listener, context);
  }

  #accept(request: SendRequest): AppendRecord[] | MqError {
    const { messages, topic: name } = request;
    if (this.#draining) {
      return new MqError(Code.TOO_MANY_REQUESTS, 'the server is shutting down and takes no more messages; try again');
    }
    if (messages.length === 0) {
      return new MqError(Code.MESSAGE_CORRUPTED, 'the request has no message; send at least one');
    }
    const nameProblem = topicNameProblem(name);
    if (nameProblem !== undefined) {
      return new MqError(Code.ILLEGAL_TOPIC, nameProblem);
    }
    const problem = messagesProblem(messages, this.#options.limits, this.#clock.now());
    if (problem !== undefined) {
      return problem;
    }
    const entry = this.#topics.entry(name);
    if (entry === undefined) {
      return this.#topics.unknown(name);
    }
    return typeProblem(messages, entry.topic) ?? this.#records(request, entry);
  }

  #records(request: SendRequest, entry: TopicEntry): AppendRecord[] | MqError {
    const { name, writeQueues, permission } = entry.topic;
    if ((permission & Permission.WRITE) === 0 || writeQueues === 0) {
      return new MqError(
        Code.FORBIDDEN,
        `topic '${name}' has no writable queue (permission ${permission}, ${writeQueues} write queues); give it write permission`,
      );
    }
    const { messages, peer } = request;
    entry.recordProperties ??= topicProperties(name, this.#options.clusterName);
    const ofTopic = entry.recordProperties;
    // Messages without a group stay together, so that a batch keeps its order.
    const anyQueue = entry.nextQueue % writeQueues;
    entry.nextQueue = (anyQueue + 1) % writeQueues;
    const records: AppendRecord[] = [];
    for (const message of messages) {
      const { messageGroup } = message;
      const queueId = messageGroup === '' ? anyQueue : queueOfMessageGroup(messageGroup, writeQueues);
      const record = outgoingRecord(message, name, queueId, peer, ofTopic);
      const oversize = oversizeOf(record);
      if (oversize !== undefined) {
        const text = `all properties together, those of the server included, have ${oversize} bytes; a record holds ${propertyStringBytesMax}; put large values into the body`;
        return new MqError(Code.MESSAGE_PROPERTIES_TOO_LARGE, textOfMessage(records.length, messages.length, text));
      }
      const { deliveryTimestamp } = message;
      const addressed = deliveryTimestamp === undefined ? record : this.#store.delayUntil(record, deliveryTimestamp);
      if (addressed instanceof MqError) {
        return new MqError(addressed.code, textOfMessage(records.length, messages.length, addressed.message));
      }
      records.push(addressed);
    }
    return records;
  }
}
