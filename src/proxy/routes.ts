import type { Broker } from '../broker/broker.ts';
import { Code, MqError } from '../model/errors.ts';
import { Permission, type Topic, type TopicType } from '../model/topic.ts';
import type { Nameserver, TopicShare } from '../nameserver/nameserver.ts';
import { routeEndpointsOf } from '../protocol/endpoints.ts';
import { v2 } from '../protocol/messages.ts';
import { messagingMethods } from '../protocol/methods.ts';
import type { Method } from '../rpc/service.ts';
import type { Logger } from '../runtime/log.ts';
import type { ServerFacts } from './proxy-options.ts';
import { groupRefusal, okStatus, type Status, statusOf, topicRefusal } from './status.ts';
import { unaryOfClient } from './unary.ts';

type MessageQueue = v2.MessageQueue.$Properties;

/** Id of the broker that takes writes, and of the queue that stands for all queues. */
const masterId = 0;
const everyQueue = -1;

const mixedTypes = [v2.MessageType.NORMAL, v2.MessageType.FIFO, v2.MessageType.DELAY];

/** What clients may send. A type that cannot be stored yet is not offered; a topic of that type still says what it is for. */
function acceptTypesOf(type: TopicType): v2.MessageType[] {
  return type === 'MIXED' ? [...mixedTypes] : [v2.MessageType[type]];
}

function permissionOf(topic: Topic, queueId: number): v2.Permission {
  const readable = queueId < topic.readQueues && (topic.permission & Permission.READ) !== 0;
  const writable = queueId < topic.writeQueues && (topic.permission & Permission.WRITE) !== 0;
  if (readable) {
    return writable ? v2.Permission.READ_WRITE : v2.Permission.READ;
  }
  return writable ? v2.Permission.WRITE : v2.Permission.NONE;
}

/** Queues from id 0 upwards: those that are read and written come first, as clients rely on queue 0 being one. */
function queuesOf(
  share: TopicShare,
  resource: v2.Resource.$Properties,
  endpoints: v2.Endpoints.$Properties,
): MessageQueue[] {
  const { topic, brokerName } = share;
  const acceptMessageTypes = acceptTypesOf(topic.type);
  const broker = { name: brokerName, id: masterId, endpoints };
  const queues: MessageQueue[] = [];
  for (let id = 0; id < Math.max(1, topic.readQueues, topic.writeQueues); id++) {
    queues.push({ topic: resource, id, permission: permissionOf(topic, id), broker, acceptMessageTypes });
  }
  return queues;
}

function isReadable(topic: Topic): boolean {
  return topic.readQueues > 0 && (topic.permission & Permission.READ) !== 0;
}

/** One assignment a broker, for all its queues; one for each queue in a group that consumes in order. */
function assignmentsOf(
  share: TopicShare,
  orderly: boolean,
  resource: v2.Resource.$Properties,
  endpoints: v2.Endpoints.$Properties,
): v2.Assignment.$Properties[] {
  const { topic, brokerName } = share;
  const permission = permissionOf(topic, 0);
  const broker = { name: brokerName, id: masterId, endpoints };
  if (!orderly) {
    return [{ messageQueue: { topic: resource, id: everyQueue, permission, broker } }];
  }
  return Array.from({ length: topic.readQueues }, (_, id) => ({
    messageQueue: { topic: resource, id, permission: permissionOf(topic, id), broker },
  }));
}

const refuse = (status: Status) => ({ status });

function noRoute(topic: string): Status {
  return statusOf(Code.TOPIC_NOT_FOUND, `no broker has the topic '${topic}' now`);
}

/** Where topics are; answers are stable in every field and order. */
export type Routes = Pick<Nameserver, 'shares'>;

export interface RoutesContext {
  readonly broker: Broker;
  readonly routes: Routes;
  readonly logger: Logger;
  readonly facts: ServerFacts;
}

/** The endpoints that the answer carries, or the refusal of the names or endpoints of the request. */
function endpointsOf(
  asked: v2.Endpoints.$Properties | null | undefined,
  facts: ServerFacts,
  problem: Status | undefined,
): { readonly endpoints: v2.Endpoints.$Properties } | { readonly refusal: Status } {
  if (problem !== undefined) {
    return { refusal: problem };
  }
  const endpoints = routeEndpointsOf(asked, facts.address());
  return endpoints instanceof MqError ? { refusal: statusOf(endpoints.code, endpoints.message) } : { endpoints };
}

/** Which queues there are. Unknown topics come into being here when the policy says so. */
function createQueryRoute({ broker, routes, logger, facts }: RoutesContext): Method {
  return unaryOfClient(messagingMethods.queryRoute, logger, refuse, async (request, call) => {
    const topic: v2.Resource.$Properties = request.topic ?? {};
    const checked = endpointsOf(request.endpoints, facts, topicRefusal(topic));
    if ('refusal' in checked) {
      call.reply({ status: checked.refusal });
      return;
    }
    const { name } = await broker.topicForRoute(topic.name ?? '');
    const messageQueues = routes.shares(name).flatMap((share) => queuesOf(share, topic, checked.endpoints));
    call.reply(messageQueues.length === 0 ? { status: noRoute(name) } : { status: okStatus, messageQueues });
  });
}

/** Which queues the consumers of a group poll: every one of them the same. */
function createQueryAssignment({ broker, routes, logger, facts }: RoutesContext): Method {
  return unaryOfClient(messagingMethods.queryAssignment, logger, refuse, (request, call) => {
    const topic: v2.Resource.$Properties = request.topic ?? {};
    const problem = topicRefusal(topic) ?? groupRefusal(request.group);
    const checked = endpointsOf(request.endpoints, facts, problem);
    if ('refusal' in checked) {
      call.reply({ status: checked.refusal });
      return;
    }
    const name = topic.name ?? '';
    const shares = routes.shares(name);
    const readable = shares.filter((share) => isReadable(share.topic));
    if (readable.length === 0) {
      const unreadable = statusOf(Code.FORBIDDEN, `the topic '${name}' has no readable queue`);
      call.reply({ status: shares.length === 0 ? noRoute(name) : unreadable });
      return;
    }
    const orderly = broker.group(request.group?.name ?? '')?.orderly ?? false;
    const assignments = readable.flatMap((share) => assignmentsOf(share, orderly, topic, checked.endpoints));
    call.reply({ status: okStatus, assignments });
  });
}

export function createRoutes(context: RoutesContext): Method[] {
  return [createQueryRoute(context), createQueryAssignment(context)];
}
