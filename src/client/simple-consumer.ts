import { Code, MqError } from '../model/errors.ts';
import { v2 } from '../protocol/messages.ts';
import { durationOf } from '../protocol/time.ts';
import { Client, type ConnectOptions } from './client.ts';
import { type Endpoint, toWireEndpoints } from './endpoint.ts';
import { type Operation, type OperationKind, type OperationOptions, pause } from './operation.ts';
import { fromWireMessage, type LentMessage, type ReceivedMessage } from './received-message.ts';
import { ackMessage, changeInvisibleDuration, receiveMessage } from './remote-methods.ts';
import type { RouteQueue } from './route.ts';
import { assertOk, isOk, statusError } from './status.ts';

/** Which messages of a topic: a tag (`a`), several (`a || b`), all of them (`*`), or an SQL92 condition. */
export type Subscription = string | { readonly sql: string };

export interface SimpleConsumerOptions extends ConnectOptions {
  /** Consumers of one group share the messages, each group gets all of them. */
  readonly group: string;
  /** By topic. */
  readonly subscriptions: Readonly<Record<string, Subscription>>;
}

export interface ReceiveOptions extends OperationOptions {
  /** At most so many messages, 32 when absent; the server may give fewer than it has. */
  readonly maxMessages?: number | undefined;
  /** How long nobody else gets the messages, 30 000 when absent; servers take 10 s to 12 h. */
  readonly invisibleDurationMs?: number | undefined;
  /** How long to wait for a message, 20 000 when absent. A longer wait than the server's becomes several requests. */
  readonly awaitMs?: number | undefined;
}

interface Source {
  readonly topic: string;
  readonly queue: RouteQueue;
}

const maxMessagesDefault = 32;
const invisibleDurationMsDefault = 30_000;
const awaitMsDefault = 20_000;
/** RocketMQ makes every poll at least so long. */
const serverPollMsMin = 5000;
/** Empty answers may come no faster than this, unless the caller waits shorter. */
const pollMsMin = 100;
/** With several topics or brokers each is asked so long in turn. */
const sliceMs = 1000;
const acksPerRequestMax = 128;
const failurePauseMsFirst = 100;
const failurePauseMsMax = 30_000;

const receiveKind: OperationKind = { name: 'receive', timeoutMs: Number.POSITIVE_INFINITY, endsOnClose: true };
const ackKind: OperationKind = { name: 'ack', timeoutMs: 10_000, endsOnClose: false };
const changeKind: OperationKind = { name: 'change of the invisible duration', timeoutMs: 10_000, endsOnClose: false };
const pauseKind: OperationKind = { name: 'pause', timeoutMs: Number.POSITIVE_INFINITY, endsOnClose: true };

function toWireFilter(subscription: Subscription): v2.IFilterExpression {
  return typeof subscription === 'string'
    ? { type: v2.FilterType.TAG, expression: subscription }
    : { type: v2.FilterType.SQL, expression: subscription.sql };
}

function requireAtLeast(value: number, min: number, name: string): number {
  if (!(value >= min)) {
    throw new MqError(Code.BAD_REQUEST, `${name} is ${value}; give a number from ${min} upwards`);
  }
  return value;
}

/**
 * Receives messages on loan and acknowledges them one by one. Methods may be called concurrently.
 * Failures reject with MqError, an aborted signal with its reason.
 */
export class SimpleConsumer {
  readonly #client: Client;
  readonly #group: string;
  readonly #filters: ReadonlyMap<string, v2.IFilterExpression>;
  /** Where the messages on loan came from: there they are acknowledged. */
  readonly #lenders = new WeakMap<ReceivedMessage, Endpoint>();
  #turn = 0;

  private constructor(client: Client, group: string, filters: ReadonlyMap<string, v2.IFilterExpression>) {
    this.#client = client;
    this.#group = group;
    this.#filters = filters;
  }

  /** Resolves when the server has accepted this consumer; `timeoutMs` (10 s when absent) limits the connecting. */
  static async connect(options: SimpleConsumerOptions): Promise<SimpleConsumer> {
    const { group, subscriptions } = options;
    const filters = new Map(Object.entries(subscriptions).map(([topic, each]) => [topic, toWireFilter(each)]));
    if (filters.size === 0) {
      throw new MqError(Code.ILLEGAL_TOPIC, 'the consumer has no subscriptions; name at least one topic');
    }
    const entries = [...filters].map(([topic, expression]) => ({ topic: { name: topic }, expression }));
    const client = await Client.connect(
      {
        clientType: v2.ClientType.SIMPLE_CONSUMER,
        group,
        settings: () => ({
          subscription: {
            group: { name: group },
            subscriptions: entries,
            longPollingTimeout: durationOf(awaitMsDefault),
          },
        }),
        onSettings: () => undefined,
      },
      [...filters.keys()],
      options,
    );
    return new SimpleConsumer(client, group, filters);
  }

  /** Waits for messages; none in time gives an empty list. */
  async receive(options: ReceiveOptions = {}): Promise<ReceivedMessage[]> {
    const awaitMs = requireAtLeast(options.awaitMs ?? awaitMsDefault, 0, 'awaitMs');
    requireAtLeast(options.maxMessages ?? maxMessagesDefault, 1, 'maxMessages');
    requireAtLeast(options.invisibleDurationMs ?? invisibleDurationMsDefault, 0, 'invisibleDurationMs');
    const operation = this.#client.begin(receiveKind, options);
    try {
      const until = this.#client.clock.monotonic() + awaitMs;
      const sources = await this.#sources(operation);
      const turn = this.#turn++;
      const isAlone = sources.length === 1;
      // One source is asked for the whole time. Of several each is first asked for what is there already, then in turn.
      for (let step = 0; ; step++) {
        const startedAt = this.#client.clock.monotonic();
        const remainingMs = Math.max(0, until - startedAt);
        const isSweep = step < sources.length;
        if (!isSweep && remainingMs === 0) {
          return [];
        }
        const turnMs = isSweep ? 0 : Math.min(sliceMs, remainingMs);
        const waitMs = Math.ceil(isAlone ? remainingMs : turnMs);
        const messages = await this.#receiveFrom(sources, turn + step, waitMs, options, operation);
        if (messages.length > 0) {
          return messages;
        }
        // A server that does not wait, because it is about to stop for example, must not be asked in a tight loop.
        const tooEarlyMs = Math.min(waitMs, pollMsMin) - (this.#client.clock.monotonic() - startedAt);
        if (tooEarlyMs > 0) {
          await pause(this.#client.clock, tooEarlyMs, operation.signal);
        }
      }
    } finally {
      operation.end();
    }
  }

  /**
   * Messages one after the other, until the signal aborts or the consumer is closed, which both end the loop quietly.
   * Failures that may pass are waited out. Messages of a batch that the loop no longer wants go back to the server.
   * They are received `maxMessages` at a time, and the invisible duration of all of them begins then: what was not
   * reached in time is left out here, as the server delivers it again.
   */
  async *messages(options: ReceiveOptions = {}): AsyncGenerator<ReceivedMessage, void, undefined> {
    const { clock } = this.#client;
    const { signal } = options;
    let failures = 0;
    while (!signal?.aborted) {
      let batch: ReceivedMessage[] = [];
      try {
        batch = await this.receive(options);
        failures = 0;
        const loanEndsAt = clock.monotonic() + (options.invisibleDurationMs ?? invisibleDurationMsDefault);
        while (batch.length > 0 && clock.monotonic() < loanEndsAt && !signal?.aborted) {
          yield* batch.splice(0, 1);
        }
      } catch (error) {
        if (signal?.aborted || (error instanceof MqError && error.code === Code.CLIENT_CLOSED)) {
          return;
        }
        if (!(error instanceof MqError) || !error.retryable) {
          throw error;
        }
        await this.#pause(Math.min(failurePauseMsMax, failurePauseMsFirst * 2 ** failures++), signal);
      } finally {
        await this.#giveBack(batch);
      }
    }
  }

  /**
   * The messages are done with. Several are acknowledged with as few requests as possible; if some were refused, the
   * error is that of the first one. INVALID_RECEIPT_HANDLE: the loan was over, somebody gets the message again.
   */
  async ack(given: ReceivedMessage | readonly ReceivedMessage[], options: OperationOptions = {}): Promise<void> {
    const operation = this.#client.begin(ackKind, options);
    try {
      const messages: readonly ReceivedMessage[] = Array.isArray(given) ? given : [given];
      const refused = (
        await Promise.all(this.#ackBatches(messages).map((batch) => this.#ackBatch(batch, operation)))
      ).flat();
      const [first] = refused;
      if (first !== undefined) {
        const what =
          messages.length === 1
            ? 'the message was not acknowledged'
            : `${refused.length} of ${messages.length} messages were not acknowledged, the first of them`;
        throw statusError(first, what);
      }
    } finally {
      operation.end();
    }
  }

  /** The loan ends so many milliseconds from now, sooner or later than agreed; 0 makes the message visible at once. */
  async changeInvisibleDuration(
    message: ReceivedMessage,
    invisibleDurationMs: number,
    options: OperationOptions = {},
  ): Promise<void> {
    requireAtLeast(invisibleDurationMs, 0, 'invisibleDurationMs');
    await this.#change(message, invisibleDurationMs, false, options);
  }

  /**
   * Idempotent. Ends receives that wait, lets acknowledgements under way finish, and takes leave of the server, which
   * then makes visible what this consumer still had on loan. Later calls reject with CLIENT_CLOSED.
   */
  close(): Promise<void> {
    return this.#client.close();
  }

  async #sources(operation: Operation): Promise<Source[]> {
    const topics = [...this.#filters.keys()];
    const routes = await Promise.all(topics.map((topic) => this.#client.route(topic, operation)));
    const sources = routes.flatMap(({ topic, readable }) => readable.map((queue) => ({ topic, queue })));
    if (sources.length === 0) {
      throw new MqError(Code.FORBIDDEN, `no queue of ${topics.join(', ')} gives messages out`);
    }
    return sources;
  }

  async #receiveFrom(
    sources: readonly Source[],
    turn: number,
    waitMs: number,
    options: ReceiveOptions,
    operation: Operation,
  ): Promise<ReceivedMessage[]> {
    const source = sources[turn % sources.length];
    if (source === undefined) {
      return [];
    }
    const { topic, queue } = source;
    const { endpoint } = queue;
    const messages: LentMessage[] = [];
    let status: v2.IStatus | null | undefined;
    const timeoutMs = Math.max(waitMs, serverPollMsMin) + this.#client.requestTimeoutMs;
    const request = this.#receiveRequest(source, waitMs, options);
    try {
      await this.#client.stream(receiveMessage, request, endpoint, operation, timeoutMs, (response) => {
        status = response.status ?? status;
        if (response.message) {
          const message = fromWireMessage(response.message);
          this.#lenders.set(message, endpoint);
          messages.push(message);
        }
      });
      if (messages.length === 0 && status?.code !== Code.MESSAGE_NOT_FOUND) {
        assertOk(status, `the topic '${topic}' gave no message`);
      }
    } catch (error) {
      // What has arrived is on loan to us, also when the rest of the answer got lost.
      if (messages.length === 0 || operation.signal.aborted) {
        this.#forgetWrongRoute(topic, error);
        throw error;
      }
    }
    return messages;
  }

  #receiveRequest(
    { topic, queue }: Source,
    waitMs: number,
    options: ReceiveOptions,
  ): v2.ReceiveMessageRequest.$Properties {
    return {
      group: { name: this.#group },
      messageQueue: {
        topic: { name: topic },
        // All queues of the broker; a consumer that asked for one alone would miss what lies in the others.
        id: -1,
        permission: v2.Permission.READ,
        broker: { name: queue.brokerName, id: 0, endpoints: toWireEndpoints(queue.endpoint) },
      },
      filterExpression: this.#filters.get(topic) ?? null,
      batchSize: options.maxMessages ?? maxMessagesDefault,
      invisibleDuration: durationOf(Math.ceil(options.invisibleDurationMs ?? invisibleDurationMsDefault)),
      autoRenew: false,
      longPollingTimeout: durationOf(waitMs),
    };
  }

  #forgetWrongRoute(topic: string, error: unknown): void {
    if (error instanceof MqError && (error.code === Code.TOPIC_NOT_FOUND || error.code === Code.FORBIDDEN)) {
      this.#client.forgetRoute(topic);
    }
  }

  #lender(message: ReceivedMessage): Endpoint {
    return this.#lenders.get(message) ?? this.#client.accessPoint;
  }

  /** Messages that one request can acknowledge: of one topic, from one server. */
  #ackBatches(messages: readonly ReceivedMessage[]): ReceivedMessage[][] {
    const batches: ReceivedMessage[][] = [];
    const open = new Map<string, ReceivedMessage[]>();
    for (const message of messages) {
      const key = `${message.topic} ${this.#lender(message).text}`;
      let batch = open.get(key);
      if (batch === undefined || batch.length >= acksPerRequestMax) {
        batch = [];
        open.set(key, batch);
        batches.push(batch);
      }
      batch.push(message);
    }
    return batches;
  }

  /** The statuses of those that were refused. */
  async #ackBatch(messages: readonly ReceivedMessage[], operation: Operation): Promise<v2.IStatus[]> {
    const [first] = messages;
    if (first === undefined) {
      return [];
    }
    const request = {
      group: { name: this.#group },
      topic: { name: first.topic },
      entries: messages.map(({ messageId, receiptHandle }) => ({ messageId, receiptHandle })),
    };
    return this.#client.attempt(operation, undefined, async () => {
      const response = await this.#client.call(ackMessage, request, this.#lender(first), operation);
      const refused = response.entries.flatMap(({ status }) => (status && !isOk(status) ? [status] : []));
      const worst = refused.find(({ code }) => code !== Code.INVALID_RECEIPT_HANDLE);
      if (worst !== undefined || refused.length === 0) {
        assertOk(worst ?? response.status, 'the messages were not acknowledged');
      }
      return refused;
    });
  }

  async #change(message: LentMessage, durationMs: number, suspend: boolean, options: OperationOptions): Promise<void> {
    const operation = this.#client.begin(changeKind, options);
    try {
      await this.#client.attempt(operation, undefined, async () => {
        const request = {
          group: { name: this.#group },
          topic: { name: message.topic },
          receiptHandle: message.receiptHandle,
          messageId: message.messageId,
          invisibleDuration: durationOf(Math.ceil(durationMs)),
          suspend,
        };
        const response = await this.#client.call(changeInvisibleDuration, request, this.#lender(message), operation);
        assertOk(response.status, 'the invisible duration was not changed');
        message.receiptHandle = response.receiptHandle || message.receiptHandle;
      });
    } finally {
      operation.end();
    }
  }

  /** Makes them visible again; the attempt does not count. What fails here becomes visible when its loan is over. */
  async #giveBack(messages: readonly ReceivedMessage[]): Promise<void> {
    await Promise.allSettled(messages.map((message) => this.#change(message, 0, true, {})));
  }

  /** Ends early, and without an error, by the signal or by the closing of this consumer. */
  async #pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
    try {
      const operation = this.#client.begin(pauseKind, { signal });
      await pause(this.#client.clock, milliseconds, operation.signal).finally(() => operation.end());
    } catch {
      // The loop sees by itself that it is over.
    }
  }
}
