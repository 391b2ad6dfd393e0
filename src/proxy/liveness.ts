import type { Broker } from '../broker/broker.ts';
import { Code, MqError } from '../model/errors.ts';
import { v2 } from '../protocol/messages.ts';
import { messagingMethods } from '../protocol/methods.ts';
import type { Method } from '../rpc/service.ts';
import type { Logger } from '../runtime/log.ts';
import type { ClientSessions } from './client-sessions.ts';
import { groupRefusal, okStatus, type Status, statusOf } from './status.ts';
import { unaryOfClient } from './unary.ts';

/** Why a client without settings cannot be told by its heartbeat; after a restart of the server that is all it sends. */
function strangerProblem(request: v2.HeartbeatRequest.$Properties): Status | undefined {
  switch (request.clientType) {
    case v2.ClientType.PRODUCER:
      return undefined;
    case v2.ClientType.PUSH_CONSUMER:
    case v2.ClientType.SIMPLE_CONSUMER:
      return groupRefusal(request.group);
    default:
      return statusOf(
        Code.UNRECOGNIZED_CLIENT_TYPE,
        `the client type ${request.clientType ?? 0} is none of PRODUCER, PUSH_CONSUMER and SIMPLE_CONSUMER, and no settings came before`,
      );
  }
}

/** How clients stay known and say goodbye. */
export function createLiveness(broker: Broker, sessions: ClientSessions, logger: Logger): Method[] {
  const refuse = (status: Status) => ({ status });
  const heartbeat = unaryOfClient(messagingMethods.heartbeat, logger, refuse, (request, call, clientId) => {
    const known = sessions.find(clientId) !== undefined;
    const problem = known ? undefined : strangerProblem(request);
    if (problem !== undefined) {
      call.reply({ status: problem });
      return;
    }
    const session = sessions.seen(clientId);
    if (session instanceof MqError) {
      call.reply({ status: statusOf(session.code, session.message) });
      return;
    }
    if (!known) {
      session.type = request.clientType;
      session.group = request.clientType === v2.ClientType.PRODUCER ? '' : (request.group?.name ?? '');
    }
    broker.clientAlive(clientId);
    call.reply({ status: okStatus });
  });

  // Clients end several times, once for each of their endpoints, and some name an empty group: all of that is fine.
  const { notifyClientTermination } = messagingMethods;
  const termination = unaryOfClient(notifyClientTermination, logger, refuse, (_request, call, clientId) => {
    sessions.forget(clientId);
    call.reply({ status: okStatus });
  });

  return [heartbeat, termination];
}
