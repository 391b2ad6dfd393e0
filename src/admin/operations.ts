import { parseEndpoint } from '../client/endpoint.ts';
import { GrpcTransport, type TlsOptions } from '../client/grpc-transport.ts';
import { headersOf, makeClientId } from '../client/identity.ts';
import { type Operation, type OperationKind, type OperationOptions, Operations } from '../client/operation.ts';
import { remoteMethod } from '../client/remote-methods.ts';
import { assertOk } from '../client/status.ts';
import type { RemoteMethod, Transport } from '../client/transport.ts';
import { Code, MqError } from '../model/errors.ts';
import type { TopicType } from '../model/topic.ts';
import { admin, type v2 } from '../protocol/messages.ts';
import { type Clock, systemClock } from '../runtime/clock.ts';
import { systemRandom } from '../runtime/random.ts';

export interface AdminOptions {
  /** `host:port` of a server. */
  readonly endpoint: string;
  /** Undefined: plaintext. */
  readonly tls?: TlsOptions | undefined;
  readonly clock?: Clock | undefined;
}

export interface TopicDescription {
  readonly name: string;
  /** One of the names of TopicType; servers newer than this client may know more. */
  readonly type: string;
  readonly readQueues: number;
  readonly writeQueues: number;
  readonly readable: boolean;
  readonly writable: boolean;
}

export interface QueueDescription {
  readonly id: number;
  /** First readable offset, and the one after the last message. */
  readonly minOffset: number;
  readonly maxOffset: number;
}

export interface GroupDescription {
  readonly name: string;
  readonly orderly: boolean;
  /** Deliveries of one message, the first included, before it is dead-lettered. */
  readonly maxAttempts: number;
  readonly consumeEnabled: boolean;
}

export interface ProgressDescription {
  readonly topic: string;
  readonly queueId: number;
  readonly minOffset: number;
  readonly maxOffset: number;
  /** Everything below is acknowledged. */
  readonly committedOffset: number;
  /** Messages not acknowledged yet, those in flight included. */
  readonly lag: number;
  readonly inFlight: number;
}

export interface ClientDescription {
  readonly id: string;
  readonly type: string;
  readonly language: string;
  readonly version: string;
  readonly lastSeenMsAgo: number;
}

const service = '/pocketmq.admin.v1.Admin';
const methods = {
  createTopic: remoteMethod(`${service}/CreateTopic`, admin.CreateTopicRequest, admin.CreateTopicResponse),
  listTopics: remoteMethod(`${service}/ListTopics`, admin.ListTopicsRequest, admin.ListTopicsResponse),
  describeTopic: remoteMethod(`${service}/DescribeTopic`, admin.DescribeTopicRequest, admin.DescribeTopicResponse),
  createGroup: remoteMethod(`${service}/CreateGroup`, admin.CreateGroupRequest, admin.CreateGroupResponse),
  listGroups: remoteMethod(`${service}/ListGroups`, admin.ListGroupsRequest, admin.ListGroupsResponse),
  describeGroup: remoteMethod(`${service}/DescribeGroup`, admin.DescribeGroupRequest, admin.DescribeGroupResponse),
};

const operationsMax = 1000;
const adminKind: OperationKind = { name: 'administration call', timeoutMs: 10_000, endsOnClose: true };

function topicOf(topic: admin.ITopic | null | undefined): TopicDescription {
  return {
    name: topic?.name ?? '',
    type: topic?.type ?? '',
    readQueues: topic?.readQueues ?? 0,
    writeQueues: topic?.writeQueues ?? 0,
    readable: topic?.readable ?? false,
    writable: topic?.writable ?? false,
  };
}

function queueOf({ id, minOffset, maxOffset }: admin.IQueue): QueueDescription {
  return { id: id ?? 0, minOffset: minOffset ?? 0, maxOffset: maxOffset ?? 0 };
}

function groupOf(group: admin.IGroup | null | undefined): GroupDescription {
  return {
    name: group?.name ?? '',
    orderly: group?.orderly ?? false,
    maxAttempts: group?.maxAttempts ?? 0,
    consumeEnabled: group?.consumeEnabled ?? false,
  };
}

function progressOf(progress: admin.IQueueProgress): ProgressDescription {
  return {
    topic: progress.topic ?? '',
    queueId: progress.queueId ?? 0,
    minOffset: progress.minOffset ?? 0,
    maxOffset: progress.maxOffset ?? 0,
    committedOffset: progress.committedOffset ?? 0,
    lag: progress.lag ?? 0,
    inFlight: progress.inFlight ?? 0,
  };
}

function clientOf(client: admin.IClient): ClientDescription {
  return {
    id: client.id ?? '',
    type: client.type ?? '',
    language: client.language ?? '',
    version: client.version ?? '',
    lastSeenMsAgo: client.lastSeenMsAgo ?? 0,
  };
}

/** The administration of one server. Every operation is one request; what it refuses rejects with MqError. */
export class Admin {
  readonly #transport: Transport;
  readonly #operations: Operations;

  private constructor(transport: Transport, clock: Clock) {
    this.#transport = transport;
    this.#operations = new Operations(clock, operationsMax);
  }

  /** Connects with the first operation. */
  static open(options: AdminOptions): Admin {
    const clock = options.clock ?? systemClock;
    const headers = headersOf(makeClientId(systemRandom), systemRandom);
    const endpoint = parseEndpoint(options.endpoint);
    return new Admin(new GrpcTransport({ endpoint, tls: options.tls, clock, headers }), clock);
  }

  /** Without `queues` as many as the server gives by default. `created` is false when the very same topic is there already. */
  async createTopic(
    topic: { readonly name: string; readonly type?: TopicType | undefined; readonly queues?: number | undefined },
    options: OperationOptions = {},
  ): Promise<{ readonly topic: TopicDescription; readonly created: boolean }> {
    const request = { name: topic.name, type: topic.type ?? '', queues: topic.queues ?? null };
    const answer = await this.#ask(methods.createTopic, request, `the topic '${topic.name}' was not created`, options);
    return { topic: topicOf(answer.topic), created: answer.created };
  }

  /** Sorted by name. `includeInternal`: also the topics that the server made for redeliveries and dead letters. */
  async listTopics(
    { includeInternal = false }: { readonly includeInternal?: boolean | undefined } = {},
    options: OperationOptions = {},
  ): Promise<TopicDescription[]> {
    const answer = await this.#ask(methods.listTopics, { includeInternal }, 'the topics were not listed', options);
    return answer.topics.map(topicOf);
  }

  async describeTopic(
    name: string,
    options: OperationOptions = {},
  ): Promise<{ readonly topic: TopicDescription; readonly queues: readonly QueueDescription[] }> {
    const answer = await this.#ask(methods.describeTopic, { name }, `the topic '${name}' was not described`, options);
    return { topic: topicOf(answer.topic), queues: answer.queues.map(queueOf) };
  }

  /** Without `maxAttempts` 17. `created` is false when the very same group is there already. */
  async createGroup(
    group: { readonly name: string; readonly orderly?: boolean | undefined; readonly maxAttempts?: number | undefined },
    options: OperationOptions = {},
  ): Promise<{ readonly group: GroupDescription; readonly created: boolean }> {
    const request = { name: group.name, orderly: group.orderly ?? false, maxAttempts: group.maxAttempts ?? null };
    const answer = await this.#ask(methods.createGroup, request, `the group '${group.name}' was not created`, options);
    return { group: groupOf(answer.group), created: answer.created };
  }

  /** Sorted by name. */
  async listGroups(options: OperationOptions = {}): Promise<GroupDescription[]> {
    const answer = await this.#ask(methods.listGroups, {}, 'the groups were not listed', options);
    return answer.groups.map(groupOf);
  }

  async describeGroup(
    name: string,
    options: OperationOptions = {},
  ): Promise<{
    readonly group: GroupDescription;
    readonly queues: readonly ProgressDescription[];
    readonly clients: readonly ClientDescription[];
  }> {
    const answer = await this.#ask(methods.describeGroup, { name }, `the group '${name}' was not described`, options);
    return {
      group: groupOf(answer.group),
      queues: answer.queues.map(progressOf),
      clients: answer.clients.map(clientOf),
    };
  }

  /** Idempotent. Operations under way and later ones reject with CLIENT_CLOSED. */
  async close(): Promise<void> {
    await this.#operations.close(new MqError(Code.CLIENT_CLOSED, 'the administration client is closed'));
    this.#transport.close();
  }

  async #ask<Request, Response extends { readonly status?: v2.IStatus | null }>(
    method: RemoteMethod<Request, Response>,
    request: Request,
    failure: string,
    options: OperationOptions,
  ): Promise<Response> {
    const operation: Operation = this.#operations.start(adminKind, options);
    try {
      const limits = { signal: operation.signal, timeoutMs: operation.remainingMs() };
      const answer = await this.#transport.unary(method, request, limits);
      assertOk(answer.status, failure);
      return answer;
    } finally {
      operation.end();
    }
  }
}
