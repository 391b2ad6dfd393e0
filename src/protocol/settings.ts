import type { ConsumerGroup, RetryPolicy } from '../model/consumer-group.ts';
import type { v2 } from './messages.ts';
import { durationOf } from './time.ts';

/** Growth of the wait when a list of delays has to be told as an exponential policy. */
const backoffMultiplier = 2;

/** What lite consumers may subscribe and call their topics; part of every consumer's settings. */
const liteSubscriptionQuota = 2000;
const liteTopicBytesMax = 64;

const clientPropertiesMax = 32;
const clientPropertyNameCharsMax = 64;
const clientPropertyValueCharsMax = 256;
const clientPropertiesBytesMax = 4096;
const clientPropertyName = /^[a-zA-Z][a-zA-Z0-9_.-]*$/;
const clientPropertyReservedPrefix = 'rocketmq.';

/** Why the client's properties are refused, or undefined when they are fine. */
export function clientPropertiesProblem(properties: Readonly<Record<string, string>>): string | undefined {
  const entries = Object.entries(properties);
  if (entries.length > clientPropertiesMax) {
    return `there are ${entries.length} client properties; the limit is ${clientPropertiesMax}`;
  }
  let bytes = 0;
  for (const [name, value] of entries) {
    const shown = name.slice(0, clientPropertyNameCharsMax);
    if (name.length > clientPropertyNameCharsMax || !clientPropertyName.test(name)) {
      return `the client property name '${shown}' is not a letter followed by at most ${clientPropertyNameCharsMax - 1} of a-z A-Z 0-9 _ . -`;
    }
    if (name.startsWith(clientPropertyReservedPrefix)) {
      return `the client property name '${shown}' begins with '${clientPropertyReservedPrefix}', which is reserved`;
    }
    if (value.length > clientPropertyValueCharsMax) {
      return `the client property '${shown}' has ${value.length} characters; the limit is ${clientPropertyValueCharsMax}`;
    }
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
  }
  if (bytes > clientPropertiesBytesMax) {
    return `the client properties have ${bytes} bytes; the limit is ${clientPropertiesBytesMax}`;
  }
  return undefined;
}

export interface ProducerRules {
  readonly bodyBytesMax: number;
  /** Tries of one send; only TOO_MANY_REQUESTS makes producers wait between them. */
  readonly maxAttempts: number;
  readonly backoffInitialMs: number;
  readonly backoffMaxMs: number;
  readonly backoffMultiplier: number;
}

/** What the server says in a producer's settings. */
export function fillInProducerSettings(settings: v2.Settings.$Properties, rules: ProducerRules): void {
  settings.backoffPolicy = {
    maxAttempts: rules.maxAttempts,
    exponentialBackoff: {
      initial: durationOf(rules.backoffInitialMs),
      max: durationOf(rules.backoffMaxMs),
      multiplier: rules.backoffMultiplier,
    },
  };
  settings.publishing ??= {};
  settings.publishing.maxBodySize = rules.bodyBytesMax;
  settings.publishing.validateMessageType = true;
  settings.metric = { on: false };
}

function exponentialOf(policy: RetryPolicy): { initialMs: number; maxMs: number; multiplier: number } {
  if (policy.kind === 'exponential') {
    return policy;
  }
  const delays = policy.delaysMs;
  return { initialMs: delays[0] ?? 0, maxMs: delays.at(-1) ?? 0, multiplier: backoffMultiplier };
}

/** A client that throws or indexes blindly at an empty list gets one delay of 0. */
function customizedOf(delaysMs: readonly number[]): v2.CustomizedBackoff.$Properties {
  return { next: (delaysMs.length === 0 ? [0] : delaysMs).map(durationOf) };
}

/**
 * The Node.js client knows exponential policies only (else it redelivers at once and gives up after one attempt), and it
 * takes their seconds for milliseconds; so it gets as many seconds as others get milliseconds.
 */
function nodeBackoffOf(policy: RetryPolicy): v2.ExponentialBackoff.$Properties {
  const { initialMs, maxMs, multiplier } = exponentialOf(policy);
  return { initial: { seconds: initialMs }, max: { seconds: maxMs }, multiplier };
}

function backoffOf(policy: RetryPolicy): v2.RetryPolicy.$Properties {
  if (policy.kind === 'customized') {
    return { customizedBackoff: customizedOf(policy.delaysMs) };
  }
  const { initialMs, maxMs, multiplier } = policy;
  return { exponentialBackoff: { initial: durationOf(initialMs), max: durationOf(maxMs), multiplier } };
}

export interface ConsumerRules {
  readonly group: ConsumerGroup;
  /** True for push consumers of the Node.js client. */
  readonly nodeBackoff: boolean;
  /** How many messages push consumers ask for at once. */
  readonly receiveMessagesMax: number;
  /** How long push consumers let a receive wait. */
  readonly longPollingMs: number;
}

/** What the server says in a consumer's settings. */
export function fillInConsumerSettings(settings: v2.Settings.$Properties, rules: ConsumerRules): void {
  const { group, nodeBackoff, receiveMessagesMax, longPollingMs } = rules;
  const strategy = nodeBackoff
    ? { exponentialBackoff: nodeBackoffOf(group.retryPolicy) }
    : backoffOf(group.retryPolicy);
  settings.backoffPolicy = { maxAttempts: group.retryMax + 1, ...strategy };
  settings.subscription ??= {};
  settings.subscription.fifo = group.orderly;
  settings.subscription.receiveBatchSize = receiveMessagesMax;
  settings.subscription.longPollingTimeout = durationOf(longPollingMs);
  settings.subscription.liteSubscriptionQuota = liteSubscriptionQuota;
  settings.subscription.maxLiteTopicSize = liteTopicBytesMax;
  settings.metric = { on: false };
}
