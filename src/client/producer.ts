import { Code, MqError } from '../model/errors.ts';
import { messageId, messageIdNodeBytes, messageIdPrefix } from '../model/message-id.ts';
import { v2 } from '../protocol/messages.ts';
import { durationOf } from '../protocol/time.ts';
import { backoffDefault } from './backoff.ts';
import { Client, type ConnectOptions } from './client.ts';
import type { Operation, OperationKind, OperationOptions } from './operation.ts';
import { type OutgoingMessage, toWireMessage } from './outgoing-message.ts';
import { sendMessage } from './remote-methods.ts';
import { chooseQueue, type Route } from './route.ts';
import { assertOk, isOk, statusError } from './status.ts';

export interface ProducerOptions extends ConnectOptions {
  /** Topics that `connect` checks already; others may be sent to all the same. */
  readonly topics?: readonly string[] | undefined;
  /** Tries of one send, the first included; as the server's settings say when absent. */
  readonly maxAttempts?: number | undefined;
}

/** What the server says of a message that it has stored. */
export interface SendReceipt {
  readonly messageId: string;
  readonly topic: string;
  /** The broker that stored it. The protocol does not tell the queue; a received message carries it. */
  readonly brokerName: string;
  /** Offset in its queue. */
  readonly offset: number;
  /** Takes a delayed message back while it waits; undefined for all others. */
  readonly recallHandle: string | undefined;
}

/** What a topic offers to senders. */
export interface TopicRoute {
  readonly writableQueues: number;
  /** True: the topic takes messages with a message group. */
  readonly acceptsMessageGroups: boolean;
}

const sendKind: OperationKind = { name: 'send', timeoutMs: 10_000, endsOnClose: false };
const describeKind: OperationKind = { name: 'route query', timeoutMs: 10_000, endsOnClose: true };

/**
 * Sends messages. One producer serves a whole process; its methods may be called concurrently.
 * Failures reject with MqError, an aborted signal with its reason.
 */
export class Producer {
  readonly #client: Client;
  readonly #limits: { bodyBytesMax: number };
  readonly #idPrefix: string;
  readonly #maxAttempts: number | undefined;
  #idSequence = 0;
  #turn: number;

  private constructor(client: Client, limits: { bodyBytesMax: number }, maxAttempts: number | undefined) {
    this.#client = client;
    this.#maxAttempts = maxAttempts;
    this.#limits = limits;
    this.#idPrefix = messageIdPrefix(client.random.bytes(messageIdNodeBytes), process.pid);
    this.#turn = Math.floor(client.random.next() * 1024);
  }

  /** Resolves when the server has accepted this producer; `timeoutMs` (10 s when absent) limits the connecting. */
  static async connect(options: ProducerOptions): Promise<Producer> {
    const { topics = [], maxAttempts } = options;
    if (maxAttempts !== undefined && !(maxAttempts >= 1)) {
      throw new MqError(Code.BAD_REQUEST, `maxAttempts is ${maxAttempts}; give a number from 1 upwards`);
    }
    const limits = { bodyBytesMax: 0 };
    const client = await Client.connect(
      {
        clientType: v2.ClientType.PRODUCER,
        group: undefined,
        settings: () => ({
          backoffPolicy: {
            maxAttempts: maxAttempts ?? backoffDefault.attemptsMax,
            exponentialBackoff: { initial: durationOf(10), max: durationOf(1000), multiplier: 2 },
          },
          publishing: { topics: topics.map((name) => ({ name })) },
        }),
        onSettings: (settings) => {
          limits.bodyBytesMax = settings.publishing?.maxBodySize ?? 0;
        },
      },
      topics,
      options,
    );
    return new Producer(client, limits, maxAttempts);
  }

  /** Largest body in bytes that the server takes, as its settings say; 0 when they do not. */
  get bodyBytesMax(): number {
    return this.#limits.bodyBytesMax;
  }

  /** The topic as the server routes it now; it is made if the server makes topics on demand. */
  async describeTopic(topic: string, options: OperationOptions = {}): Promise<TopicRoute> {
    const operation = this.#client.begin(describeKind, options);
    try {
      const { writable, acceptsMessageGroups } = await this.#client.route(topic, operation);
      return { writableQueues: writable.length, acceptsMessageGroups };
    } finally {
      operation.end();
    }
  }

  /**
   * Resolves when the message is stored as durably as the server's flush mode promises. Failures that may pass are tried
   * again with the same message id, so a message can be stored twice when an answer got lost. `timeoutMs` (10 s when
   * absent) is for everything.
   */
  send(message: OutgoingMessage, options?: OperationOptions): Promise<SendReceipt>;
  /**
   * A batch: messages of one topic and one message group, stored next to each other in one queue, all or none. One
   * receipt each, in order. Apache RocketMQ puts a batch into any queue, also when it has a message group.
   */
  send(messages: readonly OutgoingMessage[], options?: OperationOptions): Promise<SendReceipt[]>;
  async send(
    given: OutgoingMessage | readonly OutgoingMessage[],
    options: OperationOptions = {},
  ): Promise<SendReceipt | SendReceipt[]> {
    const isBatch = Array.isArray(given);
    const messages: readonly OutgoingMessage[] = isBatch ? given : [given];
    const receipts = await this.#sendAll(messages, options);
    const [first] = receipts;
    if (isBatch || first === undefined) {
      return receipts;
    }
    return first;
  }

  /** Idempotent. Waits for sends under way and takes leave of the server; later sends reject with CLIENT_CLOSED. */
  close(): Promise<void> {
    return this.#client.close();
  }

  async #sendAll(messages: readonly OutgoingMessage[], options: OperationOptions): Promise<SendReceipt[]> {
    const operation = this.#client.begin(sendKind, options);
    try {
      const [first] = messages;
      if (first === undefined) {
        throw new MqError(Code.BAD_REQUEST, 'the batch is empty; give at least one message');
      }
      const { topic, messageGroup } = first;
      if (messages.some((message) => message.topic !== topic || message.messageGroup !== messageGroup)) {
        throw new MqError(Code.BAD_REQUEST, 'the messages of a batch have the same topic and the same message group');
      }
      const nowMs = this.#client.clock.now();
      const wireMessages = messages.map((message) => {
        const id = messageId(this.#idPrefix, nowMs, this.#idSequence++);
        return toWireMessage(message, id, nowMs);
      });
      const turn = this.#turn++;
      const failedBrokers = new Set<string>();
      return await this.#client.attempt(operation, this.#maxAttempts, async () => {
        const route = await this.#client.route(topic, operation);
        return this.#sendOnce(route, wireMessages, messageGroup, turn, failedBrokers, operation);
      });
    } finally {
      operation.end();
    }
  }

  async #sendOnce(
    route: Route,
    messages: readonly v2.IMessage[],
    messageGroup: string | undefined,
    turn: number,
    failedBrokers: Set<string>,
    operation: Operation,
  ): Promise<SendReceipt[]> {
    const queue = chooseQueue(route, messageGroup, turn, failedBrokers);
    for (const { systemProperties } of messages) {
      if (systemProperties) {
        systemProperties.queueId = queue.id;
      }
    }
    try {
      const response = await this.#client.call(sendMessage, { messages: [...messages] }, queue.endpoint, operation);
      return readReceipts(route.topic, queue.brokerName, messages, response);
    } catch (error) {
      failedBrokers.add(queue.brokerName);
      if (error instanceof MqError && (error.code === Code.TOPIC_NOT_FOUND || error.code === Code.FORBIDDEN)) {
        this.#client.forgetRoute(route.topic);
      }
      throw error;
    }
  }
}

function readReceipts(
  topic: string,
  brokerName: string,
  messages: readonly v2.IMessage[],
  response: v2.SendMessageResponse,
): SendReceipt[] {
  const what = `the topic '${topic}' did not take the message`;
  const entries = response.entries;
  const bad = entries.findIndex(({ status }) => !isOk(status));
  if (bad !== -1 && entries.length > 1) {
    const count = entries.filter(({ status }) => !isOk(status)).length;
    throw statusError(entries[bad]?.status, `${count} of ${entries.length} messages were refused, the first of them`);
  }
  assertOk(entries[bad]?.status ?? response.status, what);
  // RocketMQ stores a batch as one unit and answers one entry for all of it; ours answers one each.
  const [whole] = entries;
  if (whole === undefined || (entries.length !== 1 && entries.length !== messages.length)) {
    throw new MqError(
      Code.INTERNAL_SERVER_ERROR,
      `the server answered ${entries.length} results for ${messages.length} messages`,
    );
  }
  return messages.map(({ systemProperties }, index) => ({
    messageId: systemProperties?.messageId ?? '',
    topic,
    brokerName,
    offset: entries[index]?.offset ?? (whole.offset ?? 0) + index,
    recallHandle: entries[index]?.recallHandle || undefined,
  }));
}
