import { type ConsumerGroup, type RetryPolicy, retryMaxDefault, retryPolicyDefault } from '../model/consumer-group.ts';
import type { ConfigTableShape } from './config-table.ts';
import { booleanField, type JsonObject, numberField, objectField, stringField, valueField } from './json-document.ts';

function decodePolicy(fields: JsonObject): RetryPolicy {
  if (stringField(fields, 'type', 'CUSTOMIZED') === 'EXPONENTIAL') {
    const exponential = objectField(fields, 'exponentialRetryPolicy');
    return {
      kind: 'exponential',
      initialMs: numberField(exponential, 'initial', 5000),
      maxMs: numberField(exponential, 'max', 7_200_000),
      multiplier: numberField(exponential, 'multiplier', 2),
    };
  }
  const next = valueField(objectField(fields, 'customizedRetryPolicy'), 'next');
  const delaysMs = Array.isArray(next) ? next.filter((delay): delay is number => typeof delay === 'number') : [];
  return delaysMs.length === 0 ? retryPolicyDefault : { kind: 'customized', delaysMs };
}

function encodePolicy(policy: RetryPolicy, before: JsonObject): JsonObject {
  switch (policy.kind) {
    case 'customized': {
      const { customizedRetryPolicy: _replaced, ...others } = before;
      // RocketMQ leaves the default unsaid.
      return policy === retryPolicyDefault
        ? { ...others, type: 'CUSTOMIZED' }
        : { ...others, type: 'CUSTOMIZED', customizedRetryPolicy: { next: policy.delaysMs } };
    }
    case 'exponential': {
      const { initialMs, maxMs, multiplier } = policy;
      return { ...before, type: 'EXPONENTIAL', exponentialRetryPolicy: { initial: initialMs, max: maxMs, multiplier } };
    }
  }
}

/** `subscriptionGroup.json`: RocketMQ's SubscriptionGroupConfig. */
export const groupShape: ConfigTableShape<ConsumerGroup> = {
  field: 'subscriptionGroupTable',

  decode(name, fields) {
    const retryMax = numberField(fields, 'retryMaxTimes', retryMaxDefault);
    return {
      name,
      orderly: booleanField(fields, 'consumeMessageOrderly', false),
      retryMax: Math.max(0, Math.floor(retryMax)),
      retryPolicy: decodePolicy(objectField(fields, 'groupRetryPolicy')),
      consumeEnabled: booleanField(fields, 'consumeEnable', true),
    };
  },

  encode(group, before) {
    const policy = objectField(before, 'groupRetryPolicy');
    return {
      attributes: {},
      brokerId: 0,
      consumeBroadcastEnable: true,
      consumeFromMinEnable: true,
      consumeTimeoutMinute: 15,
      groupSysFlag: 0,
      notifyConsumerIdsChangedEnable: true,
      retryQueueNums: 1,
      whichBrokerWhenConsumeSlowly: 1,
      ...before,
      consumeEnable: group.consumeEnabled,
      consumeMessageOrderly: group.orderly,
      groupName: group.name,
      groupRetryPolicy: encodePolicy(group.retryPolicy, policy),
      retryMaxTimes: group.retryMax,
    };
  },
};
