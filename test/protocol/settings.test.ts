import { describe, expect, it } from 'vitest';
import { type ConsumerGroup, retryPolicyDefault } from '../../src/model/consumer-group.ts';
import type { v2 } from '../../src/protocol/messages.ts';
import {
  clientPropertiesProblem,
  fillInConsumerSettings,
  fillInProducerSettings,
} from '../../src/protocol/settings.ts';

const group: ConsumerGroup = {
  name: 'g',
  orderly: false,
  retryMax: 16,
  retryPolicy: retryPolicyDefault,
  consumeEnabled: true,
};

function consumerSettings(changes: Partial<ConsumerGroup>, nodeBackoff = false): v2.Settings.$Properties {
  const settings: v2.Settings.$Properties = {};
  fillInConsumerSettings(settings, {
    group: { ...group, ...changes },
    nodeBackoff,
    receiveMessagesMax: 32,
    longPollingMs: 20_000,
  });
  return settings;
}

describe('settings of producers', () => {
  it('T12 T14 T22 get an exponential backoff, a body limit, the type check and no metrics', () => {
    const settings: v2.Settings.$Properties = { publishing: { topics: [{ name: 'orders' }] } };
    fillInProducerSettings(settings, {
      bodyBytesMax: 4_194_304,
      maxAttempts: 3,
      backoffInitialMs: 10,
      backoffMaxMs: 1000,
      backoffMultiplier: 2,
    });
    expect(settings).toEqual({
      backoffPolicy: {
        maxAttempts: 3,
        exponentialBackoff: {
          initial: { seconds: 0, nanos: 10_000_000 },
          max: { seconds: 1, nanos: 0 },
          multiplier: 2,
        },
      },
      publishing: { topics: [{ name: 'orders' }], maxBodySize: 4_194_304, validateMessageType: true },
      metric: { on: false },
    });
  });
});

describe('settings of consumers', () => {
  it('T13 get the 18 delays, the batch size and the poll time', () => {
    const settings = consumerSettings({});
    expect(settings.backoffPolicy?.maxAttempts).toBe(17);
    expect(settings.backoffPolicy?.customizedBackoff?.next?.map((delay) => delay.seconds)).toEqual([
      1, 5, 10, 30, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600, 1200, 1800, 3600, 7200,
    ]);
    expect(settings.subscription).toEqual({
      fifo: false,
      receiveBatchSize: 32,
      longPollingTimeout: { seconds: 20, nanos: 0 },
      liteSubscriptionQuota: 2000,
      maxLiteTopicSize: 64,
    });
    expect(settings.metric).toEqual({ on: false });
  });

  it('follow their group', () => {
    const settings = consumerSettings({
      orderly: true,
      retryMax: 0,
      retryPolicy: { kind: 'exponential', initialMs: 5000, maxMs: 7_200_000, multiplier: 3 },
    });
    expect(settings.subscription?.fifo).toBe(true);
    expect(settings.backoffPolicy).toEqual({
      maxAttempts: 1,
      exponentialBackoff: {
        initial: { seconds: 5, nanos: 0 },
        max: { seconds: 7200, nanos: 0 },
        multiplier: 3,
      },
    });
  });

  it('T13 never have an empty list of delays', () => {
    const settings = consumerSettings({ retryPolicy: { kind: 'customized', delaysMs: [] } });
    expect(settings.backoffPolicy?.customizedBackoff?.next).toEqual([{ seconds: 0, nanos: 0 }]);
  });

  it.each([
    { retryPolicy: retryPolicyDefault, initial: 1000, max: 7_200_000, multiplier: 2 },
    {
      retryPolicy: { kind: 'exponential', initialMs: 5000, maxMs: 60_000, multiplier: 3 },
      initial: 5000,
      max: 60_000,
      multiplier: 3,
    },
  ] as const)('T15 give Node.js push consumers $initial as seconds, which they take for milliseconds', (row) => {
    const settings = consumerSettings({ retryPolicy: row.retryPolicy }, true);
    expect(settings.backoffPolicy).toEqual({
      maxAttempts: 17,
      exponentialBackoff: {
        initial: { seconds: row.initial },
        max: { seconds: row.max },
        multiplier: row.multiplier,
      },
    });
  });
});

describe('client properties', () => {
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, 'x']));

  it.each([
    {},
    { a: '' },
    { 'A.b-c_9': 'value' },
    { ['k'.repeat(64)]: 'v'.repeat(256) },
    { rocketmq: 'fine without the dot' },
    many(32),
  ])('%j are fine', (properties) => {
    expect(clientPropertiesProblem(properties)).toBeUndefined();
  });

  it.each([
    { name: '33 of them', properties: many(33), text: 'the limit is 32' },
    { name: 'an empty name', properties: { '': 'x' }, text: 'is not a letter' },
    { name: 'a digit first', properties: { '9a': 'x' }, text: 'is not a letter' },
    { name: 'a blank inside', properties: { 'a b': 'x' }, text: 'is not a letter' },
    { name: 'a name of 65 characters', properties: { ['k'.repeat(65)]: 'x' }, text: 'is not a letter' },
    { name: 'a value of 257 characters', properties: { a: 'v'.repeat(257) }, text: 'the limit is 256' },
    { name: 'the reserved prefix', properties: { 'rocketmq.a': 'x' }, text: 'is reserved' },
    {
      name: 'more than 4 KiB',
      properties: Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`p${index}`, 'v'.repeat(250)])),
      text: 'the limit is 4096',
    },
  ])('with $name are refused', ({ properties, text }) => {
    expect(clientPropertiesProblem(properties)).toContain(text);
  });
});
