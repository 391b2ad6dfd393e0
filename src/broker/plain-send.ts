import type { MqError } from '../model/errors.ts';
import type { Limits } from '../model/limits.ts';
import type { HostAddress } from '../model/message.ts';
import { boundsPerProperty, type PlainMessage } from '../model/plain-message.ts';
import { Permission, topicNameProblem } from '../model/topic.ts';
import type { Clock } from '../runtime/clock.ts';
import type { AppendWaiter, MessageStore } from '../store/message-store.ts';
import type { BrokerOptions } from './options.ts';
import { topicProperties } from './outgoing-record.ts';
import { PlainRecord } from './plain-record.ts';
import { queueOfMessageGroup } from './queue-choice.ts';
import type { PlainSendListener } from './requests.ts';
import type { TopicEntry } from './topic-entry.ts';
import { type TopicTable, takesMessages } from './topics.ts';

/** A message on its way into the log, and who is told. */
class PlainSending<Context> implements AppendWaiter {
  readonly messageId: string;
  queueOffset = 0;
  readonly #listener: PlainSendListener<Context>;
  readonly #context: Context;

  constructor(messageId: string, listener: PlainSendListener<Context>, context: Context) {
    this.messageId = messageId;
    this.#listener = listener;
    this.#context = context;
  }

  stored(): void {
    this.#listener.sent(this.#context, this.messageId, this.queueOffset);
  }

  notStored(error: MqError): void {
    this.#listener.refused(this.#context, this.messageId, error);
  }
}

/** What a topic means for plain messages; made anew when the topic changes. */
interface PlainTopic {
  /** The queue id is chosen from so many; 0: the topic takes no plain messages. */
  readonly writeQueues: number;
  readonly takesNormal: boolean;
  readonly takesFifo: boolean;
  readonly properties: Buffer;
}

/**
 * Accepts messages that nothing is wrong with and that nothing is special about, with the outcome that `Sender.send` would
 * have. It refuses nothing: what it does not accept goes there.
 */
export class PlainSender {
  readonly #topics: TopicTable;
  readonly #store: MessageStore;
  readonly #clock: Clock;
  readonly #options: BrokerOptions;
  readonly #limits: Limits;
  readonly #record = new PlainRecord();
  readonly #plainTopics = new WeakMap<TopicEntry, PlainTopic>();
  #lastEntry: TopicEntry | undefined;
  #lastTopic: PlainTopic | undefined;

  constructor(topics: TopicTable, store: MessageStore, clock: Clock, options: BrokerOptions) {
    this.#topics = topics;
    this.#store = store;
    this.#clock = clock;
    this.#options = options;
    this.#limits = options.limits;
  }

  /**
   * False, and nothing done, when the message is one for `Sender.send`. Otherwise the message is used up; the listener is never
   * told within the call.
   */
  send<Context>(
    message: PlainMessage,
    peer: HostAddress,
    listener: PlainSendListener<Context>,
    context: Context,
  ): boolean {
    const entry = this.#topics.entry(message.topic);
    if (entry === undefined || !this.#fits(message)) {
      return false;
    }
    const topic = this.#topicOf(entry);
    const grouped = message.messageGroupEnd > message.messageGroupStart;
    if (topic.writeQueues === 0 || !(grouped ? topic.takesFifo : topic.takesNormal)) {
      return false;
    }
    const anyQueue = entry.nextQueue % topic.writeQueues;
    const queueId = grouped ? queueOfMessageGroup(messageGroupOf(message), topic.writeQueues) : anyQueue;
    const record = this.#record;
    const bornTimestamp = message.bornTimestamp === -1 ? this.#clock.now() : message.bornTimestamp;
    record.fill(message, queueId, peer, topic.properties, bornTimestamp);
    const sending = new PlainSending(message.messageId, listener, context);
    if (!this.#store.appendPlain(record, sending)) {
      return false;
    }
    entry.nextQueue = (anyQueue + 1) % topic.writeQueues;
    sending.queueOffset = record.queueOffset;
    record.release();
    return true;
  }

  #fits(message: PlainMessage): boolean {
    const limits = this.#limits;
    const bodyBytes = message.bodyEnd - message.bodyStart;
    const textBytes =
      message.tagEnd - message.tagStart + message.keyEnd - message.keyStart + propertyTextBytes(message);
    return (
      bodyBytes > 0 &&
      bodyBytes <= limits.bodyBytesMax &&
      message.propertyCount <= limits.userPropertiesMax &&
      textBytes <= limits.propertiesBytesMax &&
      message.messageGroupEnd - message.messageGroupStart < limits.messageGroupBytesMax
    );
  }

  #topicOf(entry: TopicEntry): PlainTopic {
    if (entry === this.#lastEntry && this.#lastTopic !== undefined) {
      return this.#lastTopic;
    }
    let plain = this.#plainTopics.get(entry);
    if (plain === undefined) {
      plain = plainTopicOf(entry, this.#options.clusterName);
      this.#plainTopics.set(entry, plain);
    }
    this.#lastEntry = entry;
    this.#lastTopic = plain;
    return plain;
  }
}

/** Bytes of all names and values of user properties. */
function propertyTextBytes({ properties, propertyCount }: PlainMessage): number {
  let bytes = 0;
  for (let at = 0; at < propertyCount * boundsPerProperty; at += 2) {
    bytes += (properties[at + 1] as number) - (properties[at] as number);
  }
  return bytes;
}

function messageGroupOf(message: PlainMessage): string {
  return message.text(message.messageGroupStart, message.messageGroupEnd);
}

function plainTopicOf(entry: TopicEntry, clusterName: string): PlainTopic {
  const { topic } = entry;
  const { name, permission, writeQueues } = topic;
  const writable = (permission & Permission.WRITE) !== 0 && topicNameProblem(name) === undefined;
  return {
    writeQueues: writable ? writeQueues : 0,
    takesNormal: takesMessages(topic, 'NORMAL'),
    takesFifo: takesMessages(topic, 'FIFO'),
    properties: Buffer.from(topicProperties(name, clusterName)),
  };
}
