import type { Broker } from '../broker/broker.ts';
import type { v2 } from '../protocol/messages.ts';
import { messagingMethods } from '../protocol/methods.ts';
import type { Method } from '../rpc/service.ts';
import type { Logger } from '../runtime/log.ts';
import { okStatus, type Status, topicRefusal } from './status.ts';
import { unaryOfClient } from './unary.ts';

function refusal(status: Status): v2.RecallMessageResponse.$Properties {
  return { status, messageId: '' };
}

export function createRecallMessage(broker: Broker, logger: Logger): Method {
  return unaryOfClient(messagingMethods.recallMessage, logger, refusal, async (request, call) => {
    const problem = topicRefusal(request.topic);
    if (problem !== undefined) {
      call.reply(refusal(problem));
      return;
    }
    const messageId = await broker.recall(request.topic?.name ?? '', request.recallHandle ?? '');
    call.reply({ status: okStatus, messageId });
  });
}
