import type { Broker } from '../broker/broker.ts';
import type { ConsumerGroup } from '../model/consumer-group.ts';
import { Code, MqError } from '../model/errors.ts';
import { v2 } from '../protocol/messages.ts';
import { messagingMethods } from '../protocol/methods.ts';
import {
  clientPropertiesProblem,
  fillInConsumerSettings,
  fillInProducerSettings,
  type ProducerRules,
} from '../protocol/settings.ts';
import { durationMsOf } from '../protocol/time.ts';
import type { DuplexMethod, StreamCall } from '../rpc/service.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/log.ts';
import type { ClientSession, ClientSessions } from './client-sessions.ts';
import { messageFilterOf } from './message-filter.ts';
import type { ProxyOptions } from './proxy-options.ts';
import { groupRefusal, topicRefusal } from './status.ts';
import { type TelemetryRefusal, TelemetryStream } from './telemetry-stream.ts';
import { clientIdOf } from './unary.ts';

type Settings = v2.Settings.$Properties;
type Command = v2.TelemetryCommand.$Properties;

/** Topics of a producer, or subscriptions of a consumer. */
const settingsEntriesMax = 4096;
const requestTimeoutMsMax = 60_000;
const versionCharsMax = 64;

export interface TelemetryContext {
  readonly broker: Broker;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly options: ProxyOptions;
  readonly sessions: ClientSessions;
}

function refusedByStream(code: Code, text: string): TelemetryRefusal {
  return { by: 'stream', error: new MqError(code, text) };
}

/** For what a client could retry each second for ever without telling its user: it gets to see the reason. */
function refusedByCommand(code: Code, text: string): TelemetryRefusal {
  return { by: 'command', error: new MqError(code, text) };
}

/** Push consumers of the official Node.js client, which calls itself HTTP in its headers. */
function isNodeClient(settings: Settings, call: StreamCall<Command>): boolean {
  const header = call.metadata.get('x-mq-language');
  return settings.userAgent?.language === v2.Language.NODE_JS || header === 'HTTP' || header === 'NODE_JS';
}

function producerProblem(publishing: v2.Publishing.$Properties): TelemetryRefusal | undefined {
  const topics = publishing.topics ?? [];
  if (topics.length > settingsEntriesMax) {
    return refusedByStream(
      Code.BAD_REQUEST,
      `the settings name ${topics.length} topics; the limit is ${settingsEntriesMax}`,
    );
  }
  for (const topic of topics) {
    const refusal = topicRefusal(topic);
    if (refusal !== undefined) {
      return refusedByStream(Code.ILLEGAL_TOPIC, refusal.message ?? '');
    }
  }
  return undefined;
}

function clientTypeProblem(type: v2.ClientType): TelemetryRefusal | undefined {
  switch (type) {
    case v2.ClientType.PUSH_CONSUMER:
    case v2.ClientType.SIMPLE_CONSUMER:
      return undefined;
    case v2.ClientType.PULL_CONSUMER:
    case v2.ClientType.LITE_PUSH_CONSUMER:
    case v2.ClientType.LITE_SIMPLE_CONSUMER:
      return refusedByCommand(
        Code.UNSUPPORTED,
        `this server does not serve ${v2.ClientType[type]} yet; use a push consumer or a simple consumer`,
      );
    default:
      return refusedByStream(
        Code.UNRECOGNIZED_CLIENT_TYPE,
        `the client type ${type} does not go with a subscription; it is PUSH_CONSUMER or SIMPLE_CONSUMER`,
      );
  }
}

function consumerProblem(settings: Settings, subscription: v2.Subscription.$Properties): TelemetryRefusal | undefined {
  const typeProblem = clientTypeProblem(settings.clientType ?? v2.ClientType.CLIENT_TYPE_UNSPECIFIED);
  if (typeProblem !== undefined) {
    return typeProblem;
  }
  const refusal = groupRefusal(subscription.group);
  if (refusal !== undefined) {
    return refusedByStream(Code.ILLEGAL_CONSUMER_GROUP, refusal.message ?? '');
  }
  const entries = subscription.subscriptions ?? [];
  if (entries.length > settingsEntriesMax) {
    return refusedByStream(
      Code.BAD_REQUEST,
      `the settings have ${entries.length} subscriptions; the limit is ${settingsEntriesMax}`,
    );
  }
  for (const { expression } of entries) {
    // An SQL text is judged when it is used: the settings only display it. Its absence is an error of the client.
    const isSql = expression?.type === v2.FilterType.SQL && (expression.expression ?? '').trim() !== '';
    const filter = isSql ? undefined : messageFilterOf(expression);
    if (filter instanceof MqError) {
      return { by: 'stream', error: filter };
    }
  }
  return undefined;
}

/** The group of a consumer, made when the policy allows it. */
function groupOf(broker: Broker, name: string): ConsumerGroup | TelemetryRefusal {
  try {
    return broker.groupForClient(name);
  } catch (error) {
    if (error instanceof MqError) {
      return { by: 'stream', error };
    }
    throw error;
  }
}

function remember(session: ClientSession, settings: Settings): void {
  const requestTimeoutMs = settings.requestTimeout == null ? undefined : durationMsOf(settings.requestTimeout);
  session.type = settings.clientType ?? v2.ClientType.CLIENT_TYPE_UNSPECIFIED;
  session.group = settings.subscription?.group?.name ?? '';
  session.language = settings.userAgent?.language ?? v2.Language.LANGUAGE_UNSPECIFIED;
  session.version = settings.userAgent?.version?.slice(0, versionCharsMax) ?? '';
  if (requestTimeoutMs !== undefined && requestTimeoutMs > 0) {
    session.requestTimeoutMs = Math.min(requestTimeoutMs, requestTimeoutMsMax);
  }
}

function producerRulesOf(options: ProxyOptions): ProducerRules {
  return {
    bodyBytesMax: options.limits.bodyBytesMax,
    maxAttempts: options.producerMaxAttempts,
    backoffInitialMs: options.producerBackoffInitialMs,
    backoffMaxMs: options.producerBackoffMaxMs,
    backoffMultiplier: options.producerBackoffMultiplier,
  };
}

/** Checks a client's settings and fills in the server's part of them. */
function completeSettings(
  context: TelemetryContext,
  settings: Settings,
  call: StreamCall<Command>,
): TelemetryRefusal | undefined {
  const propertiesProblem = clientPropertiesProblem(settings.clientProperties ?? {});
  if (propertiesProblem !== undefined) {
    return refusedByCommand(Code.INVALID_CLIENT_PROPERTIES, propertiesProblem);
  }
  if (settings.publishing != null) {
    const problem = producerProblem(settings.publishing);
    if (problem === undefined) {
      fillInProducerSettings(settings, producerRulesOf(context.options));
    }
    return problem;
  }
  if (settings.subscription == null) {
    return refusedByStream(Code.BAD_REQUEST, 'the settings have neither publishing nor subscription; send one of them');
  }
  const problem = consumerProblem(settings, settings.subscription);
  if (problem !== undefined) {
    return problem;
  }
  const group = groupOf(context.broker, settings.subscription.group?.name ?? '');
  if ('by' in group) {
    return group;
  }
  const nodeBackoff = settings.clientType === v2.ClientType.PUSH_CONSUMER && isNodeClient(settings, call);
  fillInConsumerSettings(settings, {
    group,
    nodeBackoff,
    receiveMessagesMax: context.options.receiveMessagesMax,
    longPollingMs: context.options.longPollingMsMax,
  });
  return undefined;
}

export interface Telemetry {
  readonly method: DuplexMethod<Command, Command>;
  /** Every stream ends with OK, now and from now on. */
  drain(): void;
}

/** The handshake of every client: it says what it is, and gets it back with the server's rules filled in. */
export function createTelemetry(context: TelemetryContext): Telemetry {
  const { broker, clock, logger, options, sessions } = context;
  const streams = new Set<TelemetryStream>();
  let draining = false;

  /** The answer to settings that came over a stream, after which the client is known. */
  const answer = (stream: TelemetryStream, settings: Settings): TelemetryRefusal | undefined => {
    const refusal = completeSettings(context, settings, stream.call);
    if (refusal !== undefined) {
      return refusal;
    }
    const session = sessions.seen(stream.clientId);
    if (session instanceof MqError) {
      return { by: 'command', error: session };
    }
    if (stream.session !== session && session.streams >= options.telemetryStreamsPerClientMax) {
      return refusedByCommand(
        Code.TOO_MANY_REQUESTS,
        `the client has ${session.streams} telemetry streams open; the limit is ${options.telemetryStreamsPerClientMax}`,
      );
    }
    stream.join(session);
    remember(session, settings);
    broker.clientAlive(stream.clientId);
    stream.sendSettings(settings, isNodeClient(settings, stream.call));
    return undefined;
  };

  const method: DuplexMethod<Command, Command> = {
    kind: 'duplex',
    ...messagingMethods.telemetry,
    open(call) {
      const stream = new TelemetryStream({
        call,
        clientId: clientIdOf(call),
        clock,
        logger,
        answer,
        onClosed: () => streams.delete(stream),
      });
      streams.add(stream);
      stream.open();
      if (draining) {
        stream.end();
      }
      return stream;
    },
  };

  return {
    method,
    drain() {
      draining = true;
      for (const stream of streams) {
        stream.end();
      }
    },
  };
}
