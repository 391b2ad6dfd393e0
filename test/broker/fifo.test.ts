import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../src/broker/broker.ts';
import { Code } from '../../src/model/errors.ts';
import { bodiesOf, outgoing, Rig, receiveRequest } from './broker-fixture.ts';

/** Bodies like a1 b1 a2: the letter is the message group, '-' means none. */
async function rigWith(
  bodies: readonly string[],
  retryMax = 16,
  world: Parameters<typeof Rig.open>[0] = {},
): Promise<Rig> {
  const rig = await Rig.open(world);
  await rig.putTopic('topic', 'MIXED');
  await rig.putGroup('group', { orderly: true, retryMax });
  await sendGrouped(rig, bodies);
  return rig;
}

async function sendGrouped(rig: Rig, bodies: readonly string[]): Promise<void> {
  for (const body of bodies) {
    const letter = body.slice(0, 1);
    await rig.send('topic', [outgoing(body, { messageGroup: letter === '-' ? '' : letter })]);
  }
}

function only(deliveries: readonly Delivery[], ...bodies: string[]): Delivery[] {
  return deliveries.filter((each) => bodies.includes(bodiesOf([each])[0] ?? ''));
}

describe('a FIFO group', () => {
  it('gets a batch in order and nothing more of its message groups until all of it is acknowledged', async () => {
    const rig = await rigWith(['a1', 'a2', 'a3']);
    const batch = await rig.receive({ messagesMax: 2 });
    expect(bodiesOf(batch)).toEqual(['a1', 'a2']);
    expect(await rig.receive()).toEqual([]);
    rig.ack(only(batch, 'a2'));
    expect(await rig.receive()).toEqual([]);
    rig.ack(only(batch, 'a1'));
    expect(bodiesOf(await rig.receive())).toEqual(['a3']);
  });

  it('is blocked for each message group alone', async () => {
    const rig = await rigWith(['a1', 'b1', 'a2', 'b2', 'c1']);
    expect(bodiesOf(await rig.receive({ messagesMax: 1 }))).toEqual(['a1']);
    const second = await rig.receive({ messagesMax: 2, clientId: 'other' });
    expect(bodiesOf(second)).toEqual(['b1', 'b2']);
    expect(bodiesOf(await rig.receive())).toEqual(['c1']);
    expect(await rig.receive()).toEqual([]);
    rig.ack(second);
    expect(await rig.receive()).toEqual([]);
  });

  it('treats the messages of a queue without a group as one', async () => {
    const rig = await rigWith(['-1', 'a1', '-2']);
    expect(bodiesOf(await rig.receive({ messagesMax: 1 }))).toEqual(['-1']);
    expect(bodiesOf(await rig.receive())).toEqual(['a1']);
  });

  it('gets an expired message again at once, before those behind it, with the attempt counted and no copy made', async () => {
    const rig = await rigWith(['a1', 'a2', 'a3']);
    await rig.receive({ messagesMax: 2 });
    const outcome = rig.receiveOutcome({ waitMs: 20_000 });
    await rig.advance(10_000);
    const settled = await outcome;
    const deliveries = settled.kind === 'messages' ? settled.deliveries : [];
    expect(bodiesOf(deliveries)).toEqual(['a1', 'a2', 'a3']);
    expect(deliveries.map((each) => each.deliveryAttempt)).toEqual([2, 2, 1]);
    expect(rig.broker.topic('%RETRY%group_topic')).toBeUndefined();
    expect(rig.committed()).toBe(0);
  });

  it('does not get acknowledged messages again after a partial ack', async () => {
    const rig = await rigWith(['a1', 'a2', 'a3']);
    const batch = await rig.receive();
    rig.ack(only(batch, 'a2'));
    await rig.advance(10_000);
    expect(bodiesOf(await rig.receive())).toEqual(['a1', 'a3']);
  });

  it('waits for the slowest message of a batch, so that nobody overtakes', async () => {
    const rig = await rigWith(['a1', 'a2']);
    const batch = await rig.receive();
    const [first] = only(batch, 'a1');
    rig.broker.changeInvisible({
      clientId: 'client',
      group: 'group',
      topic: 'topic',
      receiptHandle: first?.receiptHandle ?? '',
      messageId: '',
      invisibleMs: 60_000,
      suspend: false,
    });
    await rig.advance(10_000);
    expect(await rig.receive()).toEqual([]);
    await rig.advance(50_000);
    const again = await rig.receive();
    expect([bodiesOf(again), again.map((each) => each.deliveryAttempt)]).toEqual([
      ['a1', 'a2'],
      [2, 2],
    ]);
  });

  it('honours suspend: the message comes again without an attempt counted', async () => {
    const rig = await rigWith(['a1']);
    for (let round = 0; round < 3; round++) {
      const [delivery] = await rig.receive();
      expect(delivery?.deliveryAttempt).toBe(1);
      rig.broker.changeInvisible({
        clientId: 'client',
        group: 'group',
        topic: 'topic',
        receiptHandle: delivery?.receiptHandle ?? '',
        messageId: '',
        invisibleMs: 500,
        suspend: true,
      });
      await rig.advance(500);
    }
  });

  it('dead-letters an exhausted message and goes on behind it', async () => {
    const rig = await rigWith(['a1', 'a2', 'b1'], 1);
    for (let attempt = 1; attempt <= 2; attempt++) {
      const batch = await rig.receive({ messagesMax: 1 });
      expect([bodiesOf(batch), batch[0]?.deliveryAttempt]).toEqual([['a1'], attempt]);
      await rig.advance(10_000);
    }
    expect(bodiesOf(await rig.receive())).toEqual(['a2', 'b1']);
    expect(bodiesOf(await rig.receive({ group: 'undertaker', topic: '%DLQ%group' }))).toEqual(['a1']);
    expect(rig.committed()).toBe(1);
  });

  it('goes on behind a message that the client forwards to the dead letters', async () => {
    const rig = await rigWith(['a1', 'a2']);
    const [first] = await rig.receive({ messagesMax: 1 });
    const outcome = rig.receiveOutcome({ waitMs: 20_000 });
    const forwarded = await rig.broker.forwardToDeadLetter({
      clientId: 'client',
      group: 'group',
      topic: 'topic',
      receiptHandle: first?.receiptHandle ?? '',
      messageId: '',
    });
    expect(forwarded.code).toBe(Code.OK);
    const settled = await outcome;
    expect(settled.kind === 'messages' && bodiesOf(settled.deliveries)).toEqual(['a2']);
  });

  it('gets given back messages again in order, the attempt not counted', async () => {
    const rig = await rigWith(['a1', 'a2', 'a3']);
    const batch = await rig.receive();
    rig.broker.giveBack('group', [...batch].reverse());
    const again = await rig.receive();
    expect(bodiesOf(again)).toEqual(['a1', 'a2', 'a3']);
    expect(again.map((each) => each.deliveryAttempt)).toEqual([1, 1, 1]);
  });

  it('gets the messages of a client that left, the attempt counted', async () => {
    const rig = await rigWith(['a1']);
    await rig.receive({ autoRenew: true });
    rig.broker.clientGone('client');
    const again = await rig.receive({ clientId: 'other' });
    expect([bodiesOf(again), again[0]?.deliveryAttempt]).toEqual([['a1'], 2]);
  });

  it('has all of a batch renewed while its first message is processed', async () => {
    const rig = await rigWith(['a1', 'a2', 'a3']);
    const batch = await rig.receive({ autoRenew: true });
    for (let minute = 0; minute < 30; minute++) {
      rig.broker.clientAlive('client');
      await rig.advance(60_000);
      expect(await rig.receive({ clientId: 'other' })).toEqual([]);
    }
    expect(rig.ack(batch).map((each) => each.code)).toEqual([Code.OK, Code.OK, Code.OK]);
  });

  it('can be asked for one queue; other queues and ids beyond mean all', async () => {
    const rig = await Rig.open();
    await rig.putTopic('topic', 'FIFO', 4);
    await rig.putGroup('group', { orderly: true });
    const queues = new Set<number>();
    for (const messageGroup of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) {
      const [receipt] = await rig.send('topic', [outgoing(messageGroup, { messageGroup })]);
      queues.add(receipt?.queueId ?? -1);
    }
    const queueId = Math.max(...queues);
    const ofQueue = await rig.receive({ queueId });
    expect(new Set(ofQueue.map((each) => each.message.queueId))).toEqual(new Set([queueId]));
    const rest = await rig.receive({ queueId: 99 });
    expect(ofQueue.length + rest.length).toBe(8);
  });

  it('looks past blocked messages only up to a limit', async () => {
    const rig = await rigWith(['a1', 'a2', 'a3', 'a4', 'b1'], 16, { waitingPerQueueMax: 2 });
    const [a1] = await rig.receive({ messagesMax: 1 });
    expect(await rig.receive()).toEqual([]);
    rig.ack(a1 === undefined ? [] : [a1]);
    expect(bodiesOf(await rig.receive())).toEqual(['a2', 'a3', 'a4', 'b1']);
  });

  it('gets what lies in its retry topic from the time before it was FIFO', async () => {
    const rig = await rigWith(['a1']);
    await rig.putGroup('group', { orderly: false });
    await rig.receive();
    await rig.advance(10_000);
    await rig.putGroup('group', { orderly: true });
    const again = await rig.receive({ queueId: 0 });
    expect([bodiesOf(again), again[0]?.deliveryAttempt, again[0]?.topic]).toEqual([['a1'], 2, 'topic']);
    expect(rig.ack(again)[0]?.code).toBe(Code.OK);
  });

  it('that ceases to be FIFO loses nothing: what was in flight is delivered again', async () => {
    const rig = await rigWith(['a1', 'a2', 'a3', 'b1']);
    const batch = await rig.receive({ messagesMax: 2 });
    rig.ack(only(batch, 'a2'));
    await rig.putGroup('group', { orderly: false });
    expect(rig.ack(only(batch, 'a1'))[0]?.code).toBe(Code.INVALID_RECEIPT_HANDLE);
    const again = await rig.receive();
    expect(bodiesOf(again)).toEqual(['a1', 'a3', 'b1']);
    rig.ack(again);
    expect(rig.committed()).toBe(4);
  });
});

describe('an attempt id', () => {
  it('repeats the same messages without counting, and the handles of both answers acknowledge', async () => {
    const rig = await rigWith(['a1', 'a2', 'b1', 'b2']);
    const first = await rig.receive({ messagesMax: 3, attemptId: 'x' });
    await rig.advance(5_000);
    const second = await rig.receive({ messagesMax: 3, attemptId: 'x' });
    expect(bodiesOf(second)).toEqual(['a1', 'a2', 'b1']);
    expect(second.map((each) => each.deliveryAttempt)).toEqual([1, 1, 1]);
    await rig.advance(9_000);
    expect(await rig.receive({ attemptId: 'y' })).toEqual([]);
    expect(rig.ack(only(first, 'a1', 'b1')).map((each) => each.code)).toEqual([Code.OK, Code.OK]);
    expect(rig.ack(only(second, 'a2')).map((each) => each.code)).toEqual([Code.OK]);
    expect(bodiesOf(await rig.receive({ attemptId: 'x' }))).toEqual(['b2']);
  });

  it('repeats only what is not acknowledged', async () => {
    const rig = await rigWith(['a1', 'a2']);
    const first = await rig.receive({ attemptId: 'x' });
    rig.ack(only(first, 'a1'));
    expect(bodiesOf(await rig.receive({ attemptId: 'x' }))).toEqual(['a2']);
  });

  it('of another client repeats nothing', async () => {
    const rig = await rigWith(['a1']);
    await rig.receive({ attemptId: 'x' });
    expect(await rig.receive({ attemptId: 'x', clientId: 'other' })).toEqual([]);
  });

  it('that found nothing before waits for messages like any other', async () => {
    const rig = await rigWith([]);
    expect(await rig.receive({ attemptId: 'x' })).toEqual([]);
    const parked = rig.broker.receive(receiveRequest({ attemptId: 'x', waitMs: 20_000 }));
    await sendGrouped(rig, ['a1']);
    const outcome = await parked.outcome;
    expect(outcome.kind === 'messages' && bodiesOf(outcome.deliveries)).toEqual(['a1']);
  });
});
