import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../src/broker/broker.ts';
import { Code } from '../../src/model/errors.ts';
import { bodiesOf, outgoing, Rig } from './broker-fixture.ts';

async function rigWith(bodies: readonly string[], orderly = false): Promise<Rig> {
  const rig = await Rig.open();
  await rig.putTopic('topic', 'MIXED');
  await rig.putGroup('group', { orderly });
  await rig.sendBodies('topic', bodies);
  return rig;
}

const at = (deliveries: readonly Delivery[], ...indexes: number[]) =>
  deliveries.filter((_, index) => indexes.includes(index));

describe('after a clean restart', () => {
  it('nothing that was acknowledged is delivered again, whatever the order of the acks', async () => {
    const rig = await rigWith(['a', 'b', 'c', 'd', 'e']);
    rig.ack(at(await rig.receive(), 0, 2, 4));
    const next = await rig.restart();
    expect(next.committed()).toBe(1);
    const again = await next.receive();
    expect(bodiesOf(again)).toEqual(['b', 'd']);
    next.ack(again);
    expect(next.committed()).toBe(5);
  });

  it('topics, groups and their settings are there', async () => {
    const rig = await Rig.open();
    await rig.putTopic('topic', 'FIFO', 3);
    const policy = { kind: 'exponential', initialMs: 10, maxMs: 1000, multiplier: 3 } as const;
    await rig.putGroup('group', { orderly: true, retryMax: 5, retryPolicy: policy, consumeEnabled: false });
    rig.broker.groupForClient('by-policy');
    await rig.broker.topicForRoute('by-policy');
    const next = await rig.restart();
    expect(next.broker.topics()).toEqual(rig.broker.topics());
    expect(next.broker.topics()).toHaveLength(2);
    expect(next.broker.groups()).toEqual(rig.broker.groups());
    expect(next.broker.group('group')).toMatchObject({ orderly: true, retryMax: 5, retryPolicy: policy });
  });

  it('the attempts of FIFO messages go on counting', async () => {
    let rig = await rigWith(['a'], true);
    for (let attempt = 1; attempt <= 4; attempt++) {
      const [delivery] = await rig.receive();
      expect(delivery?.deliveryAttempt).toBe(attempt);
      await rig.advance(10_000);
      rig = await rig.restart();
    }
  });

  it('handles from before acknowledge what nobody holds', async () => {
    const rig = await rigWith(['a', 'b', 'c']);
    const before = await rig.receive();
    await rig.advance(5_000);
    const next = await rig.restart();
    expect(next.ack(at(before, 1))[0]?.code).toBe(Code.OK);
    expect(bodiesOf(await next.receive({ messagesMax: 1 }))).toEqual(['a']);
    expect(next.ack(at(before, 0, 1, 2)).map((each) => each.code)).toEqual([
      Code.INVALID_RECEIPT_HANDLE,
      Code.OK,
      Code.OK,
    ]);
    expect(await next.receive()).toEqual([]);
    expect(next.committed()).toBe(0);
  });

  it('handles from before acknowledge messages of a FIFO group too', async () => {
    const rig = await rigWith(['a', 'b'], true);
    const before = await rig.receive();
    const next = await rig.restart();
    expect(next.ack(at(before, 0))[0]?.code).toBe(Code.OK);
    expect(bodiesOf(await next.receive())).toEqual(['b']);
  });

  it('handles from before are refused for another topic or group', async () => {
    const rig = await rigWith(['a']);
    await rig.putTopic('other');
    await rig.sendBodies('other', ['x']);
    const before = await rig.receive();
    await rig.advance(1);
    const next = await rig.restart();
    expect(next.ack(before, 'group', 'other')[0]?.code).toBe(Code.INVALID_RECEIPT_HANDLE);
    expect(next.ack(before, 'someone', 'topic')[0]?.code).toBe(Code.INVALID_RECEIPT_HANDLE);
    expect(bodiesOf(await next.receive({ topic: 'other' }))).toEqual(['x']);
  });

  it('a negative acknowledgement with a handle from before keeps its delay', async () => {
    const rig = await rigWith(['a', 'b']);
    const [before] = await rig.receive();
    await rig.advance(1);
    const next = await rig.restart();
    const change = { clientId: 'client', group: 'group', topic: 'topic', messageId: 'id-a', suspend: false };
    const receiptHandle = before?.receiptHandle ?? '';
    const result = next.broker.changeInvisible({ ...change, receiptHandle, invisibleMs: 30_000 });
    expect(result.kind).toBe('changed');
    const others = await next.receive();
    expect(bodiesOf(others)).toEqual(['b']);
    next.ack(others);
    await next.advance(30_000);
    const again = await next.receive();
    expect([bodiesOf(again), again[0]?.deliveryAttempt]).toEqual([['a'], 2]);
    expect(next.ack(before === undefined ? [] : [before])[0]?.code).toBe(Code.INVALID_RECEIPT_HANDLE);
  });

  it('messages go on from where the group was, in the retry topic too', async () => {
    const rig = await rigWith(['a', 'b']);
    rig.ack(at(await rig.receive(), 1));
    await rig.advance(10_000);
    const next = await rig.restart();
    const again = await next.receive();
    expect([bodiesOf(again), again[0]?.deliveryAttempt]).toEqual([['a'], 2]);
    next.ack(again);
    const last = await next.restart();
    expect(await last.receive()).toEqual([]);
  });
});

describe('after kill -9', () => {
  it('at most the acks of the last flush interval are delivered again', async () => {
    const rig = await rigWith(['a', 'b', 'c', 'd']);
    const deliveries = await rig.receive({ invisibleMs: 60_000 });
    rig.ack(at(deliveries, 0, 2));
    await rig.advance(5_000);
    rig.ack(at(deliveries, 1));
    await rig.advance(4_999);
    const next = await rig.crash();
    expect(bodiesOf(await next.receive())).toEqual(['b', 'd']);
    expect(next.committed()).toBe(1);
  });

  it('a message that was being moved to the retry topic is still there', async () => {
    const rig = await rigWith(['a']);
    await rig.receive();
    await rig.clock.advance(10_000);
    const next = await rig.crash();
    const bodies = new Set([...bodiesOf(await next.receive()), ...bodiesOf(await next.receive())]);
    expect(bodies).toEqual(new Set(['a']));
  });

  it('auto-created groups and topics that were used are known, or made again', async () => {
    const rig = await Rig.open();
    await rig.broker.topicForRoute('topic');
    await rig.send('topic', [outgoing('a')]);
    const next = await rig.crash();
    expect(next.broker.topic('topic')).toMatchObject({ type: 'MIXED', readQueues: 8, writeQueues: 8 });
    expect(bodiesOf(await next.receive())).toEqual(['a']);
  });
});

it('offsets that lie beyond the end of the log are cut back, so that new messages are not lost', async () => {
  const rig = await rigWith(['a']);
  await rig.store.configFile('consumerOffset.json').write({ offsetTable: { 'topic@group': { 0: 50 } } });
  const queues = { 'topic@group': { 0: { acked: [[1, 3]], failed: { 2: 5 } } } };
  await rig.store.configFile('popProgress.json').write({ version: 1, queues });
  const next = await rig.crash();
  await next.sendBodies('topic', ['b', 'c']);
  expect(bodiesOf(await next.receive())).toEqual(['b', 'c']);
});

it('everything unknown in the files of a RocketMQ broker survives', async () => {
  const rig = await Rig.open();
  const version = { counter: 7, stateVersion: 3, timestamp: 1 };
  const files = {
    'topics.json': {
      dataVersion: version,
      unknownTop: [1],
      topicConfigTable: {
        old: {
          attributes: { 'message.type': 'FIFO', 'reserve.time': '5' },
          order: true,
          perm: 6,
          readQueueNums: 4,
          topicFilterType: 'MULTI_TAG',
          topicName: 'old',
          topicSysFlag: 1,
          writeQueueNums: 4,
          unknown: 'x',
        },
        TBW102: { attributes: {}, perm: 7, readQueueNums: 8, topicName: 'TBW102', writeQueueNums: 8 },
        damaged: 'no object',
      },
    },
    'subscriptionGroup.json': {
      dataVersion: version,
      forbiddenTable: { GID_a: { TopicTest: 1 } },
      subscriptionGroupTable: {
        GID_a: {
          attributes: { 'priority.factor': '50' },
          consumeEnable: true,
          consumeMessageOrderly: true,
          groupName: 'GID_a',
          groupRetryPolicy: { type: 'CUSTOMIZED', customizedRetryPolicy: { next: [5, 6] } },
          retryMaxTimes: 3,
          unknown: 'y',
        },
      },
    },
    'consumerOffset.json': {
      dataVersion: version,
      groupTopicMap: { GID_a: ['old'] },
      pullOffsetTable: { 'old@GID_a': { 0: 9 } },
      offsetTable: { 'old@GID_a': { 0: 0, 1: 0 }, 'old@GID_b@broadcast': { 0: 77 } },
    },
  };
  for (const [name, content] of Object.entries(files)) {
    await rig.store.configFile(name).write(content);
  }
  const next = await rig.crash();
  expect(next.broker.topic('old')).toEqual({ name: 'old', type: 'FIFO', readQueues: 4, writeQueues: 4, permission: 6 });
  expect(next.broker.group('GID_a')).toMatchObject({
    orderly: true,
    retryMax: 3,
    retryPolicy: { kind: 'customized', delaysMs: [5, 6] },
  });
  await next.putTopic('old', 'FIFO', 8);
  await next.putTopic('new', 'DELAY', 2);
  await next.putGroup('GID_a', { retryMax: 4, orderly: true });
  await next.send('old', [outgoing('a', { messageGroup: 'g' })]);
  next.ack(await next.receive({ topic: 'old', group: 'GID_a' }), 'GID_a', 'old');
  await next.stop();
  const reopened = await next.restart();
  const read = (name: string) => reopened.store.configFile(name).read();
  expect(await read('topics.json')).toMatchObject({
    dataVersion: { stateVersion: 3, counter: 9 },
    unknownTop: [1],
    topicConfigTable: {
      old: {
        ...files['topics.json'].topicConfigTable.old,
        readQueueNums: 8,
        writeQueueNums: 8,
      },
      TBW102: files['topics.json'].topicConfigTable.TBW102,
      damaged: 'no object',
      new: { attributes: { 'message.type': 'DELAY' }, perm: 6, order: false, topicSysFlag: 0 },
    },
  });
  expect(await read('subscriptionGroup.json')).toMatchObject({
    forbiddenTable: { GID_a: { TopicTest: 1 } },
    subscriptionGroupTable: {
      GID_a: {
        attributes: { 'priority.factor': '50' },
        unknown: 'y',
        retryMaxTimes: 4,
        groupRetryPolicy: { type: 'CUSTOMIZED' },
      },
    },
  });
  expect(await read('consumerOffset.json')).toMatchObject({
    groupTopicMap: { GID_a: ['old'] },
    pullOffsetTable: { 'old@GID_a': { 0: 9 } },
    offsetTable: { 'old@GID_b@broadcast': { 0: 77 } },
  });
});
