import { describe, expect, it } from 'vitest';
import type { ConsumerGroup } from '../../src/model/consumer-group.ts';
import { Code } from '../../src/model/errors.ts';
import { Rig } from './broker-fixture.ts';

describe('a consumer group', () => {
  it('is made by the policy with the defaults, and on disk soon', async () => {
    const rig = await Rig.open();
    const group = rig.broker.groupForClient('new');
    expect(group).toMatchObject({ name: 'new', orderly: false, retryMax: 16, consumeEnabled: true });
    expect(group.retryPolicy.kind === 'customized' && group.retryPolicy.delaysMs).toHaveLength(18);
    await rig.settle(200);
    const next = await rig.crash();
    expect(next.broker.group('new')).toEqual(group);
  });

  it.each(['', 'a b', 'x'.repeat(121), 'CID_RMQ_SYS_x'])('cannot have the name %j', async (name) => {
    const rig = await Rig.open();
    expect(() => rig.broker.groupForClient(name)).toThrow(
      expect.objectContaining({ code: Code.ILLEGAL_CONSUMER_GROUP }),
    );
    await expect(rig.putGroup(name)).rejects.toMatchObject({ code: Code.ILLEGAL_CONSUMER_GROUP });
  });

  it('is not made without the policy, nor beyond the limit', async () => {
    const strict = await Rig.open({ autoCreateGroups: false });
    expect(() => strict.broker.groupForClient('new')).toThrow('pocketmq group create new');
    const full = await Rig.open({ groupsMax: 1 });
    full.broker.groupForClient('one');
    expect(() => full.broker.groupForClient('two')).toThrow(
      '1 consumer groups already, which is the limit (maxSubscriptionGroups); raise it',
    );
    await expect(full.putGroup('two')).rejects.toMatchObject({ code: Code.BAD_REQUEST });
  });

  const bad: readonly Partial<ConsumerGroup>[] = [
    { retryMax: -1 },
    { retryMax: 1.5 },
    { retryPolicy: { kind: 'customized', delaysMs: [] } },
    { retryPolicy: { kind: 'customized', delaysMs: [-1] } },
    { retryPolicy: { kind: 'exponential', initialMs: 1, maxMs: 2, multiplier: 0.5 } },
  ];
  it.each(bad)('cannot have the settings %j', async (changes) => {
    const rig = await Rig.open();
    await expect(rig.putGroup('group', changes)).rejects.toMatchObject({ code: Code.BAD_REQUEST });
    expect(rig.broker.groups()).toEqual([]);
  });

  it('with its own retry policy can go back to the default', async () => {
    const rig = await Rig.open();
    await rig.putGroup('group', { retryPolicy: { kind: 'customized', delaysMs: [7] } });
    await rig.putGroup('group');
    const next = await rig.crash();
    const group = next.broker.group('group');
    expect(group?.retryPolicy.kind === 'customized' && group.retryPolicy.delaysMs).toHaveLength(18);
  });
});

describe('the progress of a group', () => {
  it('lists each queue with its range, the committed offset and what is in flight', async () => {
    const rig = await Rig.open();
    await rig.putTopic('topic', 'NORMAL', 2);
    await rig.sendBodies('topic', ['a', 'b', 'c']);
    const deliveries = await rig.receive();
    rig.ack(deliveries.filter((each) => each.message.queueId === 1));
    expect(rig.broker.progress('group')).toEqual([
      { topic: 'topic', queueId: 0, minOffset: 0, maxOffset: 2, committedOffset: 0, inFlight: 2 },
      { topic: 'topic', queueId: 1, minOffset: 0, maxOffset: 1, committedOffset: 1, inFlight: 0 },
    ]);
    expect(rig.broker.progress('nobody')).toEqual([]);
  });
});
