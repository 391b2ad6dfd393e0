import type { Broker, Delivery, ParkedReceive, ReceiveOutcome, ReceiveRequest } from '../broker/broker.ts';
import { Code, MqError } from '../model/errors.ts';
import type { Limits } from '../model/limits.ts';
import type { StoredMessage } from '../model/message.ts';
import { BodyDigests } from '../protocol/body-digests.ts';
import { type Delivered, topicFieldOf } from '../protocol/delivered-message.ts';
import { v2, type wellKnown } from '../protocol/messages.ts';
import { messagingMethods } from '../protocol/methods.ts';
import { type ReceiveAnswer, receiveMessageWriterOfLog } from '../protocol/receive-message-writer.ts';
import { durationMsOf } from '../protocol/time.ts';
import type { ServerStreamMethod, StreamCall } from '../rpc/service.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/log.ts';
import type { ClientSession, ClientSessions } from './client-sessions.ts';
import { messageFilterOf } from './message-filter.ts';
import { pollMsOf } from './poll-time.ts';
import type { ProxyOptions } from './proxy-options.ts';
import {
  clientIdRequired,
  groupRefusal,
  okStatus,
  type Status,
  statusOf,
  statusOfError,
  topicRefusal,
} from './status.ts';
import { clientIdOf } from './unary.ts';

type Request = v2.ReceiveMessageRequest.$Properties;
type Response = ReceiveAnswer;

/** Longest token that a client may name a receive by. */
const attemptIdCharsMax = 256;

/** Stands for all queues of a topic. */
const everyQueue = -1;

const okAnswer: Response = { kind: 'status', status: okStatus };

const nothingNew: Status = Object.freeze(statusOf(Code.MESSAGE_NOT_FOUND, 'no new message'));

export interface ReceiveContext {
  readonly broker: Broker;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly options: ProxyOptions;
  readonly sessions: ClientSessions;
  /** True once the server is about to stop: nothing waits any more. */
  draining(): boolean;
}

function invisibleMsOf(duration: wellKnown.Duration.$Properties | null | undefined, limits: Limits): number | MqError {
  const { invisibleMsMin, invisibleMsMax } = limits;
  const milliseconds = duration === null || duration === undefined ? 0 : durationMsOf(duration);
  if (milliseconds === undefined) {
    return new MqError(Code.ILLEGAL_INVISIBLE_TIME, 'invisible_duration is no duration: nanos are out of range');
  }
  if (milliseconds < invisibleMsMin) {
    return new MqError(
      Code.ILLEGAL_INVISIBLE_TIME,
      `the invisibleTime is too small: ${milliseconds} ms; the limit is ${invisibleMsMin} ms`,
    );
  }
  if (milliseconds > invisibleMsMax) {
    return new MqError(
      Code.ILLEGAL_INVISIBLE_TIME,
      `the invisibleTime is too large: ${milliseconds} ms; the limit is ${invisibleMsMax} ms`,
    );
  }
  return milliseconds;
}

/** What the broker is asked for, or why the request cannot be one. */
function receiveRequestOf(
  context: ReceiveContext,
  request: Request,
  session: ClientSession,
  remainingMs: number,
): ReceiveRequest | MqError {
  const { limits, longPollingMsMax, receiveMessagesMax } = context.options;
  const waitMs = pollMsOf(request.longPollingTimeout, {
    remainingMs,
    requestTimeoutMs: session.requestTimeoutMs,
    longPollingMsMax,
  });
  if (waitMs instanceof MqError) {
    return waitMs;
  }
  const autoRenew = request.autoRenew ?? false;
  const invisibleMs = autoRenew ? 0 : invisibleMsOf(request.invisibleDuration, limits);
  if (invisibleMs instanceof MqError) {
    return invisibleMs;
  }
  const filter = messageFilterOf(request.filterExpression);
  if (filter instanceof MqError) {
    return filter;
  }
  const attemptId = request.attemptId ?? undefined;
  if (attemptId !== undefined && attemptId.length > attemptIdCharsMax) {
    return new MqError(
      Code.BAD_REQUEST,
      `attempt_id has ${attemptId.length} characters; the limit is ${attemptIdCharsMax}`,
    );
  }
  return {
    clientId: session.id,
    group: request.group?.name ?? '',
    topic: request.messageQueue?.topic?.name ?? '',
    // Only push consumers poll what they were assigned; Node.js simple consumers would never look beyond queue 0.
    queueId: autoRenew ? Math.max(everyQueue, request.messageQueue?.id ?? 0) : everyQueue,
    filter,
    messagesMax: Math.min(request.batchSize ?? 0, receiveMessagesMax),
    invisibleMs,
    autoRenew,
    attemptId: attemptId === '' ? undefined : attemptId,
    waitMs: context.draining() ? 0 : waitMs,
  };
}

/** One receive from its parking to the last byte of its answer. */
class Reception {
  readonly #context: ReceiveContext;
  readonly #digests: BodyDigests;
  readonly #call: StreamCall<Response>;
  readonly #session: ClientSession;
  readonly #request: ReceiveRequest;
  /** As the client wrote it, namespace and all: that is how it recognizes its messages. */
  readonly #topic: v2.Resource.$Properties;

  constructor(
    context: ReceiveContext,
    digests: BodyDigests,
    call: StreamCall<Response>,
    session: ClientSession,
    request: ReceiveRequest,
    topic: v2.Resource.$Properties,
  ) {
    this.#context = context;
    this.#digests = digests;
    this.#call = call;
    this.#session = session;
    this.#request = request;
    this.#topic = topic;
  }

  async run(): Promise<void> {
    const parked: ParkedReceive = this.#context.broker.receive(this.#request);
    this.#session.parked.add(parked);
    this.#call.onCancel(() => parked.abandon());
    try {
      await this.#answer(await parked.outcome);
    } finally {
      this.#session.parked.delete(parked);
    }
  }

  async #answer(outcome: ReceiveOutcome): Promise<void> {
    switch (outcome.kind) {
      case 'messages':
        await this.#deliver(outcome.deliveries);
        return;
      case 'empty':
        endWith(this.#context.clock, this.#call, nothingNew);
        return;
      case 'refused':
        endWith(this.#context.clock, this.#call, statusOf(outcome.error.code, outcome.error.message));
        return;
    }
  }

  async #deliver(deliveries: Delivery[]): Promise<void> {
    const call = this.#call;
    if (!call.cancelled) {
      call.write(okAnswer);
    }
    const topicField = topicFieldOf(this.#topic);
    let written: WrittenDelivery | undefined;
    this.#digests.prepare(deliveries);
    for (let index = 0; index < deliveries.length; index++) {
      const delivery = deliveries[index];
      if (delivery === undefined) {
        continue;
      }
      written ??= new WrittenDelivery(topicField, delivery);
      written.become(delivery);
      if (!call.cancelled && !call.write(written)) {
        await call.drained();
      }
      if (call.cancelled) {
        // This one may have arrived, but a client whose call broke drops what it got.
        this.#context.broker.giveBack(this.#request.group, deliveries.slice(index));
        return;
      }
    }
    deliveries.length = 0;
    call.write({ kind: 'time', epochMs: this.#context.clock.now() });
    call.end();
  }
}

/** The delivery that is just being written. Nobody keeps it, so that one object serves a whole answer. */
class WrittenDelivery implements Delivered {
  readonly kind = 'message';
  readonly topicField: Uint8Array;
  stored: StoredMessage;
  handlePrefix: string;
  deliveryAttempt: number;

  constructor(topicField: Uint8Array, { message, handlePrefix, deliveryAttempt }: Delivery) {
    this.topicField = topicField;
    this.stored = message;
    this.handlePrefix = handlePrefix;
    this.deliveryAttempt = deliveryAttempt;
  }

  become({ message, handlePrefix, deliveryAttempt }: Delivery): void {
    this.stored = message;
    this.handlePrefix = handlePrefix;
    this.deliveryAttempt = deliveryAttempt;
  }
}

function endWith(clock: Clock, call: StreamCall<Response>, status: Status): void {
  call.write({ kind: 'status', status });
  call.write({ kind: 'time', epochMs: clock.now() });
  call.end();
}

export function createReceiveMessage(context: ReceiveContext): ServerStreamMethod<Request, Response> {
  const { broker, clock, logger, sessions } = context;
  const digests = new BodyDigests();
  const begin = (request: Request, call: StreamCall<Response>): Reception | Status => {
    const topic = request.messageQueue?.topic ?? {};
    const refusal = topicRefusal(topic) ?? groupRefusal(request.group);
    if (refusal !== undefined) {
      return refusal;
    }
    const session = sessions.seen(clientIdOf(call));
    if (session instanceof MqError) {
      return statusOf(session.code, session.message);
    }
    if (session.type === v2.ClientType.CLIENT_TYPE_UNSPECIFIED) {
      session.type = request.autoRenew === true ? v2.ClientType.PUSH_CONSUMER : v2.ClientType.SIMPLE_CONSUMER;
      session.group = request.group?.name ?? '';
    }
    broker.clientAlive(session.id);
    const asked = receiveRequestOf(context, request, session, call.remainingMs());
    if (asked instanceof MqError) {
      return statusOf(asked.code, asked.message);
    }
    return new Reception(context, digests, call, session, asked, topic);
  };
  return {
    kind: 'serverStream',
    ...messagingMethods.receiveMessage,
    writer: receiveMessageWriterOfLog(digests),
    handle(request, call) {
      if (clientIdOf(call) === '') {
        call.write({ kind: 'status', status: clientIdRequired });
        call.end();
        return;
      }
      call.sendHeaders();
      const fail = (error: unknown) => endWith(clock, call, statusOfError(error, logger, call.path));
      try {
        const reception = begin(request, call);
        if (reception instanceof Reception) {
          reception.run().catch(fail);
        } else {
          endWith(clock, call, reception);
        }
      } catch (error) {
        fail(error);
      }
    },
  };
}
