import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../src/broker/broker.ts';
import { Code } from '../../src/model/errors.ts';
import { javaHash } from '../../src/model/java-hash.ts';
import { bodiesOf, outgoing, Rig, receiveRequest } from './broker-fixture.ts';

async function rigWith(bodies: readonly string[], queues = 1): Promise<Rig> {
  const rig = await Rig.open();
  await rig.putTopic('topic', 'NORMAL', queues);
  await rig.sendBodies('topic', bodies);
  return rig;
}

describe('a receive', () => {
  it('hands out what was sent, hides it while it is leased, and gives it no more after the ack', async () => {
    const rig = await rigWith(['a', 'b', 'c']);
    const deliveries = await rig.receive();
    expect(bodiesOf(deliveries)).toEqual(['a', 'b', 'c']);
    expect(deliveries.map((each) => each.deliveryAttempt)).toEqual([1, 1, 1]);
    expect(await rig.receive()).toEqual([]);
    expect(rig.ack(deliveries).map((result) => result.code)).toEqual([Code.OK, Code.OK, Code.OK]);
    expect(rig.committed()).toBe(3);
    await rig.advance(60_000);
    expect(await rig.receive()).toEqual([]);
  });

  it('of a new group begins at the earliest message, in every group', async () => {
    const rig = await rigWith(['a', 'b']);
    expect(bodiesOf(await rig.receive({ group: 'one' }))).toEqual(['a', 'b']);
    expect(bodiesOf(await rig.receive({ group: 'two' }))).toEqual(['a', 'b']);
  });

  it('takes from all queues, each time beginning with the next one', async () => {
    const rig = await rigWith(['a', 'b', 'c', 'd', 'e', 'f'], 3);
    const first: string[] = [];
    for (let round = 0; round < 6; round++) {
      const [delivery] = await rig.receive({ messagesMax: 1, queueId: 1 });
      first.push(`${delivery?.message.queueId}`);
    }
    expect(first).toEqual(['0', '1', '2', '0', '1', '2']);
  });

  it('gives at most 32 messages and 4 MiB, but always one', async () => {
    const rig = await rigWith(Array.from({ length: 40 }, (_, index) => `m${index}`));
    expect(await rig.receive({ messagesMax: 100 })).toHaveLength(32);
    expect(await rig.receive({ messagesMax: 100 })).toHaveLength(8);
    await rig.putTopic('large');
    for (let index = 0; index < 3; index++) {
      await rig.send('large', [outgoing(`large-${index}`, { body: new Uint8Array(3 << 20) })]);
    }
    await rig.send('large', [outgoing('full', { body: new Uint8Array(4 << 20) })]);
    const sizes: number[] = [];
    for (let round = 0; round < 5; round++) {
      sizes.push((await rig.receive({ topic: 'large' })).length);
    }
    expect(sizes).toEqual([1, 1, 1, 1, 0]);
  });

  const refused = [
    { what: 'an unknown topic', changes: { topic: 'nothing' }, code: Code.TOPIC_NOT_FOUND },
    { what: 'an illegal group name', changes: { group: 'a b' }, code: Code.ILLEGAL_CONSUMER_GROUP },
    { what: 'a system group', changes: { group: 'CID_RMQ_SYS_x' }, code: Code.ILLEGAL_CONSUMER_GROUP },
    { what: 'a negative batch size', changes: { messagesMax: -1 }, code: Code.BAD_REQUEST },
    { what: 'too short an invisible time', changes: { invisibleMs: 9_999 }, code: Code.ILLEGAL_INVISIBLE_TIME },
    { what: 'too long an invisible time', changes: { invisibleMs: 43_200_001 }, code: Code.ILLEGAL_INVISIBLE_TIME },
    { what: 'a disabled group', changes: { group: 'disabled' }, code: Code.FORBIDDEN },
    { what: 'a topic without read permission', changes: { topic: 'write-only' }, code: Code.FORBIDDEN },
  ];
  it.each(refused)('with $what is refused with $code', async ({ changes, code }) => {
    const rig = await rigWith(['a']);
    await rig.putGroup('disabled', { consumeEnabled: false });
    await rig.broker.putTopic({ name: 'write-only', type: 'NORMAL', readQueues: 1, writeQueues: 1, permission: 2 });
    const outcome = await rig.receiveOutcome(changes);
    expect(outcome).toMatchObject({ kind: 'refused', error: { code } });
  });

  it('for no message is answered empty', async () => {
    const rig = await rigWith(['a']);
    expect(await rig.receiveOutcome({ messagesMax: 0, waitMs: 1000 })).toEqual({ kind: 'empty' });
  });

  it('makes an unknown group by the policy, and refuses it without', async () => {
    const rig = await rigWith(['a']);
    await rig.receive({ group: 'new' });
    expect(rig.broker.group('new')).toMatchObject({ orderly: false, retryMax: 16 });
    const strict = await Rig.open({ autoCreateGroups: false });
    await strict.putTopic('topic');
    expect(await strict.receiveOutcome()).toMatchObject({
      kind: 'refused',
      error: { code: Code.CONSUMER_GROUP_NOT_FOUND },
    });
  });
});

describe('a filter', () => {
  async function tagged(tags: readonly string[]): Promise<Rig> {
    const rig = await Rig.open();
    await rig.putTopic('topic');
    for (const [index, tag] of tags.entries()) {
      await rig.send('topic', [outgoing(`${index}${tag}`, { tag })]);
    }
    return rig;
  }

  it('lets through the tags it names and skips the others for good', async () => {
    const rig = await tagged(['a', 'b', '', 'c', 'a']);
    const deliveries = await rig.receive({ filter: { kind: 'tags', tags: new Set(['a', 'c']) } });
    expect(bodiesOf(deliveries)).toEqual(['0a', '3c', '4a']);
    rig.ack(deliveries);
    expect(rig.committed()).toBe(5);
    expect(await rig.receive()).toEqual([]);
  });

  it('tells tags of the same hash apart', async () => {
    expect(javaHash('Aa')).toBe(javaHash('BB'));
    const rig = await tagged(['Aa', 'BB', 'Aa']);
    const deliveries = await rig.receive({ filter: { kind: 'tags', tags: new Set(['Aa']) } });
    expect(bodiesOf(deliveries)).toEqual(['0Aa', '2Aa']);
    rig.ack(deliveries);
    expect(rig.committed()).toBe(3);
  });

  it('that matches nothing of a long queue passes all of it', async () => {
    const rig = await Rig.open({ limits: { ...(await Rig.open()).options.limits, messagesPerSendMax: 20_000 } });
    await rig.putTopic('topic');
    const messages = Array.from({ length: 20_000 }, (_, index) => outgoing(`${index}`, { tag: 'other' }));
    await rig.send('topic', messages);
    await rig.settle();
    expect(await rig.receive({ filter: { kind: 'tags', tags: new Set(['mine']) } })).toEqual([]);
    expect(rig.committed()).toBe(20_000);
  });
});

describe('a parked receive', () => {
  it('is woken by the message it waits for', async () => {
    const rig = await rigWith([]);
    const parked = rig.broker.receive(receiveRequest({ waitMs: 20_000 }));
    await rig.send('topic', [outgoing('a')]);
    expect(await parked.outcome).toMatchObject({ kind: 'messages' });
  });

  it('gets all messages of one send together', async () => {
    const rig = await rigWith([]);
    const parked = rig.broker.receive(receiveRequest({ waitMs: 20_000 }));
    await rig.send('topic', [outgoing('a'), outgoing('b'), outgoing('c')]);
    const outcome = await parked.outcome;
    expect(outcome.kind === 'messages' && bodiesOf(outcome.deliveries)).toEqual(['a', 'b', 'c']);
  });

  it('ends empty exactly when its time is over', async () => {
    const rig = await rigWith([]);
    let ended = -1;
    void rig.receiveOutcome({ waitMs: 20_000 }).then((outcome) => {
      expect(outcome).toEqual({ kind: 'empty' });
      ended = rig.clock.monotonic();
    });
    await rig.advance(19_999);
    expect(ended).toBe(-1);
    await rig.advance(1);
    expect(ended).toBe(20_000);
  });

  it('is served oldest first, as many as there are messages', async () => {
    const rig = await rigWith([]);
    const served: string[] = [];
    for (const clientId of ['first', 'second', 'third']) {
      void rig.receiveOutcome({ clientId, messagesMax: 1, waitMs: 20_000, invisibleMs: 30_000 }).then((outcome) => {
        served.push(`${clientId} ${outcome.kind}`);
      });
    }
    await rig.send('topic', [outgoing('a'), outgoing('b')]);
    await rig.advance(0);
    expect(served).toEqual(['first messages', 'second messages']);
    await rig.advance(20_000);
    expect(served).toEqual(['first messages', 'second messages', 'third empty']);
  });

  it('is passed by when its filter wants other messages', async () => {
    const rig = await rigWith([]);
    const filter = { kind: 'tags', tags: new Set(['mine']) } as const;
    const outcome = rig.receiveOutcome({ filter, waitMs: 20_000 });
    await rig.send('topic', [outgoing('theirs', { tag: 'theirs' })]);
    await rig.send('topic', [outgoing('mine', { tag: 'mine' })]);
    const settled = await outcome;
    expect(settled.kind === 'messages' && bodiesOf(settled.deliveries)).toEqual(['mine']);
  });

  it('is woken by a lease that ends', async () => {
    const rig = await rigWith(['a']);
    const [held] = await rig.receive();
    const outcome = rig.receiveOutcome({ waitMs: 20_000 });
    rig.broker.giveBack('group', held === undefined ? [] : [held]);
    expect(await outcome).toMatchObject({ kind: 'messages' });
  });

  it('that was abandoned gets nothing, and the message goes to the next', async () => {
    const rig = await rigWith([]);
    const parked = rig.broker.receive(receiveRequest({ waitMs: 20_000 }));
    parked.abandon();
    parked.abandon();
    expect(await parked.outcome).toEqual({ kind: 'empty' });
    await rig.send('topic', [outgoing('a')]);
    expect(bodiesOf(await rig.receive())).toEqual(['a']);
  });

  it('that is abandoned while it is being served leaves no lease behind', async () => {
    const rig = await rigWith(['a']);
    const parked = rig.broker.receive(receiveRequest({ waitMs: 20_000 }));
    parked.abandon();
    expect(await parked.outcome).toEqual({ kind: 'empty' });
    const again = await rig.receive();
    expect(bodiesOf(again)).toEqual(['a']);
    expect(again[0]?.deliveryAttempt).toBe(1);
  });

  it('counts against the limit of its subscription', async () => {
    const rig = await Rig.open({ parkedPerSubscriptionMax: 2 });
    await rig.putTopic('topic');
    const parked = [receiveRequest({ waitMs: 1000 }), receiveRequest({ waitMs: 1000 })].map((request) =>
      rig.broker.receive(request),
    );
    expect(await rig.receiveOutcome({ waitMs: 1000 })).toMatchObject({
      kind: 'refused',
      error: { code: Code.TOO_MANY_REQUESTS, message: expect.stringContaining('polling full') },
    });
    expect(await rig.receiveOutcome({ waitMs: 0 })).toEqual({ kind: 'empty' });
    parked[0]?.abandon();
    const third = rig.broker.receive(receiveRequest({ waitMs: 1000 }));
    await rig.advance(1000);
    expect(await third.outcome).toEqual({ kind: 'empty' });
  });

  it('counts against the limit of the broker', async () => {
    const rig = await Rig.open({ parkedMax: 1 });
    await rig.putTopic('topic');
    rig.broker.receive(receiveRequest({ group: 'one', waitMs: 1000 }));
    expect(await rig.receiveOutcome({ group: 'two', waitMs: 1000 })).toMatchObject({
      kind: 'refused',
      error: { code: Code.TOO_MANY_REQUESTS, message: expect.stringContaining('maxPopPollingSize') },
    });
  });

  it('ends empty when the server drains, and so does every later one', async () => {
    const rig = await rigWith([]);
    const outcome = rig.receiveOutcome({ waitMs: 20_000 });
    rig.broker.drain();
    expect(await outcome).toEqual({ kind: 'empty' });
    expect(await rig.receiveOutcome({ waitMs: 20_000 })).toEqual({ kind: 'empty' });
  });

  it('sees queues that the topic got meanwhile', async () => {
    const rig = await rigWith([]);
    const outcome = rig.receiveOutcome({ waitMs: 20_000 });
    await rig.putTopic('topic', 'NORMAL', 4);
    await rig.send('topic', [outgoing('a')]);
    await rig.send('topic', [outgoing('b')]);
    expect(await outcome).toMatchObject({ kind: 'messages' });
  });
});

describe('leases', () => {
  it('of one queue are limited: more messages come when some are acknowledged', async () => {
    const rig = await Rig.open({ leasesPerQueueMax: 3 });
    await rig.putTopic('topic');
    await rig.sendBodies('topic', ['a', 'b', 'c', 'd', 'e']);
    const first = await rig.receive();
    expect(bodiesOf(first)).toEqual(['a', 'b', 'c']);
    expect(await rig.receive()).toEqual([]);
    const outcome = rig.receiveOutcome({ waitMs: 1000 });
    rig.ack(first.slice(0, 1));
    const settled = await outcome;
    expect(settled.kind === 'messages' && bodiesOf(settled.deliveries)).toEqual(['d']);
  });

  it('of the broker are limited: receives are refused', async () => {
    const rig = await Rig.open({ leasesMax: 2 });
    await rig.putTopic('topic');
    await rig.sendBodies('topic', ['a', 'b', 'c']);
    const deliveries: Delivery[] = [];
    for (let round = 0; round < 2; round++) {
      deliveries.push(...(await rig.receive({ messagesMax: 1 })));
    }
    expect(await rig.receiveOutcome()).toMatchObject({
      kind: 'refused',
      error: { code: Code.TOO_MANY_REQUESTS, message: expect.stringContaining('2 messages are in flight') },
    });
    rig.ack(deliveries);
    expect(bodiesOf(await rig.receive())).toEqual(['c']);
  });
});
