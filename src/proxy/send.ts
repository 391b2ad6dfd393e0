import type { Broker, PlainSendListener, SendReceipt, SendWaiter } from '../broker/broker.ts';
import { Code, type MqError } from '../model/errors.ts';
import type { OutgoingMessage } from '../model/message.ts';
import { PlainMessage } from '../model/plain-message.ts';
import type { v2 } from '../protocol/messages.ts';
import { messagingMethods } from '../protocol/methods.ts';
import { outgoingMessageOf } from '../protocol/outgoing-message.ts';
import { type SendMessageRequest, wholeRequestOf } from '../protocol/send-message-request.ts';
import { type SendMessageResponse, SentMessage } from '../protocol/send-message-writer.ts';
import type { Method, UnaryCall } from '../rpc/service.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/log.ts';
import { okStatus, type Status, statusOf, topicRefusal } from './status.ts';
import { unaryOfClient } from './unary.ts';

type Request = v2.SendMessageRequest.$Properties;
type Response = SendMessageResponse;
type Message = v2.Message.$Properties;
type Entry = v2.SendResultEntry.$Properties;

const noMessages: Status = Object.freeze(
  statusOf(Code.MESSAGE_CORRUPTED, 'the request has no messages; send at least one'),
);
const mixedTopics: Status = Object.freeze(
  statusOf(Code.MESSAGE_CORRUPTED, 'the messages of one request name several topics; send one request for each topic'),
);

/** Clients index the entries without looking, so a refused message gets its entry too. */
function refusalOfAny(status: Status, request: SendMessageRequest): Response {
  return refusal(status, wholeRequestOf(request));
}

function refusal(status: Status, request: Request): Response {
  const messages = request.messages ?? [];
  return {
    status,
    entries: messages.map((message): Entry => ({ status, messageId: message.systemProperties?.messageId ?? '' })),
  };
}

/** Waits for the store on behalf of one call. */
class SendingCall implements SendWaiter {
  readonly #call: UnaryCall<Response>;
  readonly #request: Request;

  constructor(call: UnaryCall<Response>, request: Request) {
    this.#call = call;
    this.#request = request;
  }

  sent(receipts: readonly SendReceipt[]): void {
    const entries: Entry[] = [];
    for (const { messageId, queueOffset, recallHandle } of receipts) {
      // Some clients refuse a receipt without a transaction id, also for a message that is none.
      entries.push({ status: okStatus, messageId, transactionId: messageId, offset: queueOffset, recallHandle });
    }
    this.#call.reply({ status: okStatus, entries });
  }

  refused(error: MqError): void {
    this.#call.reply(refusal(statusOf(error.code, error.message), this.#request));
  }
}

/** The same for plain messages, of which all calls share it. */
const plainListener: PlainSendListener<UnaryCall<Response>> = {
  sent(call, messageId, queueOffset) {
    call.reply(new SentMessage(messageId, queueOffset));
  },
  refused(call, messageId, error) {
    const status = statusOf(error.code, error.message);
    call.reply({ status, entries: [{ status, messageId }] });
  },
};

function sameResource(a: v2.Resource.$Properties | null | undefined, b: typeof a): boolean {
  return (a?.name ?? '') === (b?.name ?? '') && (a?.resourceNamespace ?? '') === (b?.resourceNamespace ?? '');
}

/** The messages freed of wire forms, or the first reason why the request cannot be one. */
function outgoingMessagesOf(messages: readonly Message[], now: number): OutgoingMessage[] | Status {
  const topic = messages[0]?.topic;
  const topicProblem = topicRefusal(topic);
  if (topicProblem !== undefined) {
    return topicProblem;
  }
  const outgoing: OutgoingMessage[] = [];
  for (const message of messages) {
    if (!sameResource(message.topic, topic)) {
      return mixedTopics;
    }
    outgoing.push(outgoingMessageOf(message, now));
  }
  return outgoing;
}

export function createSendMessage(broker: Broker, clock: Clock, logger: Logger): Method {
  const send = (request: Request, call: UnaryCall<Response>) => {
    const messages = request.messages ?? [];
    if (messages.length === 0) {
      call.reply({ status: noMessages });
      return;
    }
    const outgoing = outgoingMessagesOf(messages, clock.now());
    if (!Array.isArray(outgoing)) {
      call.reply(refusal(outgoing, request));
      return;
    }
    const topic = messages[0]?.topic?.name ?? '';
    broker.send({ topic, messages: outgoing, peer: call.peer }, new SendingCall(call, request));
  };
  return unaryOfClient(messagingMethods.sendMessage, logger, refusalOfAny, (request: SendMessageRequest, call) => {
    if (!(request instanceof PlainMessage) || !broker.sendPlain(request, call.peer, plainListener, call)) {
      send(wholeRequestOf(request), call);
    }
  });
}
