import type { Broker } from '../broker/broker.ts';
import { type ConsumerGroup, retryMaxDefault, retryPolicyDefault } from '../model/consumer-group.ts';
import { Code } from '../model/errors.ts';
import {
  deadLetterTopicPrefix,
  isSystemTopic,
  Permission,
  retryTopicPrefix,
  type Topic,
  type TopicType,
  topicTypes,
} from '../model/topic.ts';
import { type admin, v2 } from '../protocol/messages.ts';
import { adminMethods } from '../protocol/methods.ts';
import type { Method } from '../rpc/service.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/log.ts';
import type { ClientSession, ClientSessions } from './client-sessions.ts';
import type { ProxyOptions, ServerFacts } from './proxy-options.ts';
import { groupRefusal, okStatus, type Status, statusOf, topicRefusal } from './status.ts';
import { unary } from './unary.ts';

export interface AdminContext {
  readonly broker: Broker;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly options: ProxyOptions;
  readonly facts: ServerFacts;
  readonly sessions: ClientSessions;
}

const refuse = (status: Status) => ({ status });

function isInternal(name: string): boolean {
  return name.startsWith(retryTopicPrefix) || name.startsWith(deadLetterTopicPrefix) || isSystemTopic(name);
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : Number(a.name > b.name);
}

function topicAnswer(topic: Topic): admin.Topic.$Properties {
  const { name, type, readQueues, writeQueues, permission } = topic;
  const readable = (permission & Permission.READ) !== 0;
  const writable = (permission & Permission.WRITE) !== 0;
  return { name, type, readQueues, writeQueues, readable, writable };
}

function groupAnswer(group: ConsumerGroup): admin.Group.$Properties {
  const { name, orderly, retryMax, consumeEnabled } = group;
  return { name, orderly, maxAttempts: retryMax + 1, consumeEnabled };
}

function topicTypeOf(text: string): TopicType | undefined {
  return text === '' ? 'NORMAL' : topicTypes.find((type) => type === text);
}

/** The topic that is asked for, or why it cannot be. */
function wantedTopic(request: admin.CreateTopicRequest.$Properties, queuesDefault: number): Topic | Status {
  const name = request.name ?? '';
  const refusal = topicRefusal({ name });
  if (refusal !== undefined) {
    return refusal;
  }
  const type = topicTypeOf(request.type ?? '');
  if (type === undefined) {
    return statusOf(Code.BAD_REQUEST, `'${request.type}' is no topic type; choose one of ${topicTypes.join(', ')}`);
  }
  const queues = request.queues ?? queuesDefault;
  if (queues < 1) {
    return statusOf(Code.BAD_REQUEST, `a topic cannot have ${queues} queues; give at least 1`);
  }
  return { name, type, readQueues: queues, writeQueues: queues, permission: Permission.READ | Permission.WRITE };
}

function topicMethods({ broker, logger, options }: AdminContext): Method[] {
  const createTopic = unary(adminMethods.createTopic, logger, refuse, async (request, call) => {
    const wanted = wantedTopic(request, options.topicQueuesDefault);
    if (!('name' in wanted)) {
      call.reply({ status: wanted });
      return;
    }
    const existing = broker.topic(wanted.name);
    if (existing === undefined) {
      call.reply({ status: okStatus, topic: topicAnswer(await broker.putTopic(wanted)), created: true });
      return;
    }
    const { type, readQueues, writeQueues } = existing;
    const same = type === wanted.type && readQueues === wanted.readQueues && writeQueues === wanted.writeQueues;
    const status = statusOf(
      Code.BAD_REQUEST,
      `the topic '${wanted.name}' exists with type ${type} and ${writeQueues} queues; choose another name`,
    );
    call.reply({ status: same ? okStatus : status, topic: topicAnswer(existing), created: false });
  });

  const listTopics = unary(adminMethods.listTopics, logger, refuse, (request, call) => {
    const topics = broker.topics().filter((topic) => request.includeInternal || !isInternal(topic.name));
    call.reply({ status: okStatus, topics: topics.sort(byName).map(topicAnswer) });
  });

  const describeTopic = unary(adminMethods.describeTopic, logger, refuse, (request, call) => {
    const topic = broker.topic(request.name);
    if (topic === undefined) {
      call.reply({ status: statusOf(Code.TOPIC_NOT_FOUND, `there is no topic '${request.name}'`) });
      return;
    }
    const queues = broker
      .queueRanges(topic.name)
      .map(({ queueId, minOffset, maxOffset }) => ({ id: queueId, minOffset, maxOffset }));
    call.reply({ status: okStatus, topic: topicAnswer(topic), queues });
  });

  return [createTopic, listTopics, describeTopic];
}

function clientAnswer(session: ClientSession, now: number): admin.Client.$Properties {
  const { id, type, language, version, lastSeenAt } = session;
  return {
    id,
    type: v2.ClientType[type] ?? String(type),
    language: v2.Language[language] ?? String(language),
    version,
    lastSeenMsAgo: Math.round(now - lastSeenAt),
  };
}

function groupMethods({ broker, clock, logger, sessions }: AdminContext): Method[] {
  const createGroup = unary(adminMethods.createGroup, logger, refuse, async (request, call) => {
    const { name, orderly } = request;
    const maxAttempts = request.maxAttempts ?? retryMaxDefault + 1;
    const problem =
      groupRefusal({ name }) ??
      (maxAttempts < 1
        ? statusOf(Code.BAD_REQUEST, `a message cannot be delivered ${maxAttempts} times at most; give at least 1`)
        : undefined);
    if (problem !== undefined) {
      call.reply({ status: problem });
      return;
    }
    const existing = broker.group(name);
    if (existing === undefined) {
      const group = await broker.putGroup({
        name,
        orderly,
        retryMax: maxAttempts - 1,
        retryPolicy: retryPolicyDefault,
        consumeEnabled: true,
      });
      call.reply({ status: okStatus, group: groupAnswer(group), created: true });
      return;
    }
    const same = existing.orderly === orderly && existing.retryMax === maxAttempts - 1;
    const status = statusOf(
      Code.BAD_REQUEST,
      `the group '${name}' exists, ${existing.orderly ? 'orderly' : 'not orderly'} and with at most ${existing.retryMax + 1} attempts; choose another name`,
    );
    call.reply({ status: same ? okStatus : status, group: groupAnswer(existing), created: false });
  });

  const listGroups = unary(adminMethods.listGroups, logger, refuse, (_request, call) => {
    call.reply({ status: okStatus, groups: [...broker.groups()].sort(byName).map(groupAnswer) });
  });

  const describeGroup = unary(adminMethods.describeGroup, logger, refuse, (request, call) => {
    const group = broker.group(request.name);
    if (group === undefined) {
      call.reply({ status: statusOf(Code.CONSUMER_GROUP_NOT_FOUND, `there is no group '${request.name}'`) });
      return;
    }
    const queues = broker.progress(group.name).map((progress) => ({
      ...progress,
      lag: Math.max(0, progress.maxOffset - Math.max(progress.committedOffset, progress.minOffset)),
    }));
    const now = clock.monotonic();
    const clients = sessions.ofGroup(group.name).map((session) => clientAnswer(session, now));
    call.reply({ status: okStatus, group: groupAnswer(group), queues, clients });
  });

  return [createGroup, listGroups, describeGroup];
}

/** What the command line asks for; callers have no client id. */
export function createAdminService(context: AdminContext): Method[] {
  const { broker, clock, logger, facts, sessions } = context;
  const startedAt = clock.monotonic();
  const getServerInfo = unary(adminMethods.getServerInfo, logger, refuse, (_request, call) => {
    const loss = facts.lossWindow();
    call.reply({
      status: okStatus,
      version: facts.version,
      brokerName: broker.brokerName,
      flushMode: facts.flushMode,
      unflushedBytes: loss.unflushedBytes,
      unflushedMessages: loss.unflushedMessages,
      unflushedAgeMs: Math.round(loss.ageMs),
      topics: broker.topics().length,
      groups: broker.groups().length,
      clients: sessions.size,
      uptimeMs: Math.round(clock.monotonic() - startedAt),
    });
  });
  return [...topicMethods(context), ...groupMethods(context), getServerInfo];
}
