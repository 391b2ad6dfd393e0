import type { AckEntry, AckResult, Broker } from '../broker/broker.ts';
import { Code } from '../model/errors.ts';
import type { Limits } from '../model/limits.ts';
import { type AckMessageRequest, PlainAck, wholeAckOf } from '../protocol/ack-message-request.ts';
import { type AckMessageResponse, PlainAckAnswer } from '../protocol/ack-message-writer.ts';
import type { v2 } from '../protocol/messages.ts';
import { messagingMethods } from '../protocol/methods.ts';
import { durationMsOf } from '../protocol/time.ts';
import type { Method, UnaryCall } from '../rpc/service.ts';
import type { Logger } from '../runtime/log.ts';
import { groupRefusal, okStatus, type Status, statusOf, topicRefusal } from './status.ts';
import { unaryOfClient } from './unary.ts';

type Resource = v2.Resource.$Properties | null | undefined;

/** Entries of one AckMessage. */
const ackEntriesMax = 4096;

function refusalOf(topic: Resource, group: Resource): Status | undefined {
  return topicRefusal(topic) ?? groupRefusal(group);
}

function echo(entry: v2.AckMessageEntry.$Properties, status: Status): v2.AckMessageResultEntry.$Properties {
  return { messageId: entry.messageId ?? '', receiptHandle: entry.receiptHandle ?? '', status };
}

/** Some clients read the entries before anything else, so they come back in every case. */
function ackRefusal(status: Status, request: v2.AckMessageRequest.$Properties): v2.AckMessageResponse.$Properties {
  return { status, entries: (request.entries ?? []).map((entry) => echo(entry, status)) };
}

function ackProblem(request: v2.AckMessageRequest.$Properties): Status | undefined {
  const refusal = refusalOf(request.topic, request.group);
  if (refusal !== undefined) {
    return refusal;
  }
  const count = request.entries?.length ?? 0;
  if (count === 0) {
    return statusOf(Code.BAD_REQUEST, 'the request has no entries; name at least one message');
  }
  return count > ackEntriesMax
    ? statusOf(Code.BAD_REQUEST, `the request has ${count} entries; the limit is ${ackEntriesMax}`)
    : undefined;
}

function statusOfResult(result: AckResult): Status {
  return statusOf(result.code, result.text);
}

const differingResults: Status = Object.freeze(statusOf(Code.MULTIPLE_RESULTS, 'the entries carry different codes'));

/** The code that entries share so far, together with that of the next one. */
function commonOf(common: Status | undefined, status: Status): Status {
  return common !== undefined && common.code !== status.code ? differingResults : (common ?? status);
}

function acknowledgePlain(broker: Broker, request: PlainAck, clientId: string): PlainAckAnswer {
  const { bytes, group, topic, entryCount, handleStarts, handleEnds } = request;
  let common: Status | undefined;
  let statuses: Status[] | undefined;
  for (let entry = 0; entry < entryCount; entry++) {
    const start = handleStarts[entry] as number;
    const status = statusOfResult(broker.ackOne(clientId, group, topic, bytes, start, handleEnds[entry] as number));
    if (statuses === undefined && common !== undefined && common !== status) {
      statuses = new Array<Status>(entry).fill(common);
    }
    statuses?.push(status);
    common = commonOf(common, status);
  }
  return new PlainAckAnswer(request, common ?? okStatus, statuses);
}

/** Ends leases. On top is the code that all entries share, if they do. */
function createAckMessage(broker: Broker, logger: Logger): Method {
  const acknowledge = (
    request: v2.AckMessageRequest.$Properties,
    call: UnaryCall<AckMessageResponse>,
    clientId: string,
  ) => {
    const problem = ackProblem(request);
    if (problem !== undefined) {
      call.reply(ackRefusal(problem, request));
      return;
    }
    const asked: AckEntry[] = [];
    for (const { messageId, receiptHandle } of request.entries ?? []) {
      asked.push({ messageId: messageId ?? '', receiptHandle: receiptHandle ?? '' });
    }
    const results = broker.ack(clientId, request.group?.name ?? '', request.topic?.name ?? '', asked);
    const entries: v2.AckMessageResultEntry.$Properties[] = [];
    let common: Status | undefined;
    for (let index = 0; index < results.length; index++) {
      const result = results[index];
      const entry = asked[index];
      if (result !== undefined && entry !== undefined) {
        const status = statusOfResult(result);
        common = commonOf(common, status);
        entries.push(echo(entry, status));
      }
    }
    call.reply({ status: common ?? okStatus, entries });
  };
  const refuse = (status: Status, request: AckMessageRequest) => ackRefusal(status, wholeAckOf(request));
  return unaryOfClient(messagingMethods.ackMessage, logger, refuse, (request: AckMessageRequest, call, clientId) => {
    if (request instanceof PlainAck && refusalOf({ name: request.topic }, { name: request.group }) === undefined) {
      call.reply(acknowledgePlain(broker, request, clientId));
    } else {
      acknowledge(wholeAckOf(request), call, clientId);
    }
  });
}

function changedInvisibleMsOf(request: v2.ChangeInvisibleDurationRequest.$Properties, limits: Limits): number | Status {
  const milliseconds = request.invisibleDuration == null ? 0 : durationMsOf(request.invisibleDuration);
  if (milliseconds === undefined || milliseconds < 0) {
    return statusOf(
      Code.ILLEGAL_INVISIBLE_TIME,
      'the invisibleTime is too small: it is negative or no duration; give 0 to make the message visible now',
    );
  }
  return milliseconds > limits.invisibleMsMax
    ? statusOf(
        Code.ILLEGAL_INVISIBLE_TIME,
        `the invisibleTime is too large: ${milliseconds} ms; the limit is ${limits.invisibleMsMax} ms`,
      )
    : milliseconds;
}

function changeRefusal(
  status: Status,
  request: v2.ChangeInvisibleDurationRequest.$Properties,
): v2.ChangeInvisibleDurationResponse.$Properties {
  return { status, receiptHandle: request.receiptHandle ?? '' };
}

/** Replaces a lease. Clients store the handle of the answer before they look at its status, so errors give the old one. */
function createChangeInvisibleDuration(broker: Broker, limits: Limits, logger: Logger): Method {
  return unaryOfClient(messagingMethods.changeInvisibleDuration, logger, changeRefusal, (request, call, clientId) => {
    const { receiptHandle, messageId } = request;
    const refusal = refusalOf(request.topic, request.group);
    const invisibleMs = refusal ?? changedInvisibleMsOf(request, limits);
    if (typeof invisibleMs !== 'number') {
      call.reply(changeRefusal(invisibleMs, request));
      return;
    }
    const result = broker.changeInvisible({
      clientId,
      group: request.group?.name ?? '',
      topic: request.topic?.name ?? '',
      receiptHandle,
      messageId,
      invisibleMs,
      suspend: request.suspend ?? false,
    });
    if (result.kind === 'changed') {
      call.reply({ status: okStatus, receiptHandle: result.receiptHandle });
    } else {
      call.reply(changeRefusal(statusOf(result.error.code, result.error.message), request));
    }
  });
}

function createForwardToDeadLetter(broker: Broker, logger: Logger): Method {
  const refuse = (status: Status) => ({ status });
  return unaryOfClient(
    messagingMethods.forwardMessageToDeadLetterQueue,
    logger,
    refuse,
    async (request, call, clientId) => {
      const refusal = refusalOf(request.topic, request.group);
      if (refusal !== undefined) {
        call.reply({ status: refusal });
        return;
      }
      const result = await broker.forwardToDeadLetter({
        clientId,
        group: request.group?.name ?? '',
        topic: request.topic?.name ?? '',
        receiptHandle: request.receiptHandle,
        messageId: request.messageId,
      });
      call.reply({ status: statusOfResult(result) });
    },
  );
}

/** The three ways in which a consumer is done with a message. */
export function createAcknowledgements(broker: Broker, limits: Limits, logger: Logger): Method[] {
  return [
    createAckMessage(broker, logger),
    createChangeInvisibleDuration(broker, limits, logger),
    createForwardToDeadLetter(broker, logger),
  ];
}
