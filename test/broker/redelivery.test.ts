import { describe, expect, it } from 'vitest';
import { Code } from '../../src/model/errors.ts';
import { decodeProperties } from '../../src/model/properties.ts';
import { bodiesOf, outgoing, Rig, receiveRequest, startOfTime } from './broker-fixture.ts';

async function rigWith(bodies: readonly string[], retryMax = 16): Promise<Rig> {
  const rig = await Rig.open();
  await rig.putTopic('topic');
  await rig.putGroup('group', { retryMax });
  await rig.sendBodies('topic', bodies);
  return rig;
}

describe('a message that is not acknowledged', () => {
  it('comes again from the retry topic as soon as its invisible time is over, with the attempt counted', async () => {
    const rig = await rigWith(['a']);
    await rig.receive();
    const outcome = rig.receiveOutcome({ waitMs: 20_000 });
    await rig.advance(9_999);
    let arrivedAt = 0;
    void outcome.then(() => {
      arrivedAt = rig.clock.monotonic();
    });
    expect(arrivedAt).toBe(0);
    await rig.advance(100);
    const settled = await outcome;
    const [again] = settled.kind === 'messages' ? settled.deliveries : [];
    expect(again).toMatchObject({ topic: 'topic', deliveryAttempt: 2, message: { topic: '%RETRY%group_topic' } });
    expect(again?.message.reconsumeTimes).toBe(1);
    const properties = decodeProperties(again?.message.properties ?? '');
    expect(properties.get('1ST_POP_TIME')).toBe(String(startOfTime));
    expect(properties.get('ORIGIN_GROUP')).toBe('group');
    expect(properties.get('UNIQ_KEY')).toBe('id-a');
    expect(rig.broker.topic('%RETRY%group_topic')).toMatchObject({ readQueues: 1, writeQueues: 1, permission: 6 });
    expect(rig.committed()).toBe(1);
    expect(rig.committed('%RETRY%group_topic')).toBe(0);
    rig.ack(again === undefined ? [] : [again]);
    expect(rig.committed('%RETRY%group_topic')).toBe(1);
  });

  it('keeps its body, tag, keys and first pop time over all attempts', async () => {
    const rig = await Rig.open();
    await rig.putTopic('topic');
    await rig.send('topic', [
      outgoing('a', { tag: 'red', keys: ['k1', 'k2'], userProperties: { color: 'x' }, gzip: true }),
    ]);
    for (let attempt = 1; attempt <= 5; attempt++) {
      const [delivery] = await rig.receive({ filter: { kind: 'tags', tags: new Set(['red']) } });
      expect(delivery?.deliveryAttempt).toBe(attempt);
      expect(delivery?.message.sysFlag).toBe(1);
      const properties = decodeProperties(delivery?.message.properties ?? '');
      expect(properties.get('KEYS')).toBe('k1 k2');
      expect(properties.get('color')).toBe('x');
      if (attempt > 1) {
        expect(properties.get('1ST_POP_TIME')).toBe(String(startOfTime));
      }
      await rig.advance(10_001);
    }
  });

  it('goes to the dead letters once after its last attempt, and is delivered no more', async () => {
    const rig = await rigWith(['poison', 'fine'], 2);
    for (let attempt = 1; attempt <= 3; attempt++) {
      const deliveries = await rig.receive();
      expect(deliveries.find((each) => bodiesOf([each])[0] === 'poison')?.deliveryAttempt).toBe(attempt);
      rig.ack(deliveries.filter((each) => bodiesOf([each])[0] === 'fine'));
      await rig.advance(10_001);
    }
    await rig.advance(60_000);
    expect(await rig.receive()).toEqual([]);
    expect(rig.store.range('%DLQ%group', 0).maxOffset).toBe(1);
    const [dead] = await rig.receive({ group: 'undertaker', topic: '%DLQ%group' });
    const properties = decodeProperties(dead?.message.properties ?? '');
    expect(Object.fromEntries(properties)).toMatchObject({
      UNIQ_KEY: 'id-poison',
      RETRY_TOPIC: 'topic',
      DLQ_ORIGIN_TOPIC: 'topic',
      DLQ_ORIGIN_MESSAGE_ID: 'id-poison',
      ORIGIN_GROUP: 'group',
      ORIGIN_MESSAGE_ID: expect.stringMatching(/^7F00000100002A9F[0-9A-F]{16}$/),
    });
    expect(properties.has('DELAY')).toBe(false);
    expect(dead?.message.reconsumeTimes).toBe(3);
    expect(rig.committed()).toBe(2);
  });

  it('can be consumed from the dead letters like any other message, its attempts counted anew', async () => {
    const rig = await rigWith(['a'], 2);
    for (let attempt = 1; attempt <= 3; attempt++) {
      await rig.receive();
      await rig.advance(10_000);
    }
    await rig.putGroup('undertaker', { retryMax: 1 });
    for (let attempt = 1; attempt <= 2; attempt++) {
      const [dead] = await rig.receive({ group: 'undertaker', topic: '%DLQ%group' });
      expect([dead?.deliveryAttempt, dead?.topic]).toEqual([attempt, '%DLQ%group']);
      await rig.advance(10_000);
    }
    expect(await rig.receive({ group: 'undertaker', topic: '%DLQ%group' })).toEqual([]);
    expect(rig.store.range('%DLQ%undertaker', 0).maxOffset).toBe(1);
  });

  it('goes to the dead letters at the receive when the group takes fewer attempts by now', async () => {
    const rig = await rigWith(['a', 'b']);
    for (let round = 0; round < 3; round++) {
      await rig.receive({ messagesMax: 1 });
      await rig.advance(10_001);
    }
    await rig.putGroup('group', { retryMax: 0 });
    const outcome = rig.receiveOutcome({ waitMs: 1000 });
    const settled = await outcome;
    expect(settled.kind === 'messages' && bodiesOf(settled.deliveries)).toEqual(['b']);
    await rig.advance(1);
    expect(rig.store.range('%DLQ%group', 0).maxOffset).toBe(1);
  });

  it('comes again in the retry topic of its own group alone', async () => {
    const rig = await rigWith(['a']);
    await rig.receive({ group: 'one' });
    await rig.receive({ group: 'two', invisibleMs: 60_000 });
    await rig.advance(10_001);
    expect(bodiesOf(await rig.receive({ group: 'one' }))).toEqual(['a']);
    expect(await rig.receive({ group: 'two' })).toEqual([]);
  });

  it('stays leased and is tried again when its copy cannot be stored', async () => {
    let full = false;
    const rig = await Rig.open({}, undefined, {
      beforeCall: (operation, path) =>
        full && operation === 'write' && path.includes('config') ? { code: 'ENOSPC' } : undefined,
    });
    await rig.putTopic('topic');
    await rig.sendBodies('topic', ['a']);
    const held = await rig.receive();
    full = true;
    await rig.advance(10_500);
    expect(rig.store.range('%RETRY%group_topic', 0).maxOffset).toBe(0);
    expect(rig.committed()).toBe(0);
    expect(await rig.receive()).toEqual([]);
    full = false;
    await rig.advance(1_000);
    const again = await rig.receive();
    expect([bodiesOf(again), again[0]?.deliveryAttempt]).toEqual([['a'], 2]);
    expect(rig.committed()).toBe(1);
    expect(rig.ack(held)[0]?.code).toBe(Code.INVALID_RECEIPT_HANDLE);
  });
});

describe('auto-renewed leases', () => {
  it('last as long as the client shows itself, without counting an attempt', async () => {
    const rig = await rigWith(['a']);
    const [delivery] = await rig.receive({ autoRenew: true, invisibleMs: 0 });
    expect(delivery?.invisibleMs).toBe(60_000);
    for (let minute = 0; minute < 60; minute++) {
      await rig.advance(60_000);
      rig.broker.clientAlive('client');
    }
    expect(await rig.receive({ clientId: 'other' })).toEqual([]);
    expect(rig.ack(delivery === undefined ? [] : [delivery])[0]?.code).toBe(Code.OK);
    expect(rig.committed()).toBe(1);
  });

  it('end 120 s after the client was last seen', async () => {
    const rig = await rigWith(['a']);
    await rig.receive({ autoRenew: true });
    await rig.advance(50_000);
    rig.broker.clientAlive('client');
    await rig.advance(119_999);
    expect(await rig.receive({ clientId: 'other' })).toEqual([]);
    await rig.advance(1);
    const again = await rig.receive({ clientId: 'other' });
    expect(again[0]?.deliveryAttempt).toBe(2);
  });

  it('end after three hours at the latest', async () => {
    const rig = await rigWith(['a']);
    await rig.receive({ autoRenew: true });
    for (let minute = 0; minute < 180; minute++) {
      expect(await rig.receive({ clientId: 'other' })).toEqual([]);
      await rig.advance(60_000);
      rig.broker.clientAlive('client');
    }
    await rig.advance(1);
    expect(await rig.receive({ clientId: 'other' })).toHaveLength(1);
  });

  it('end at once when the client leaves, and the attempt counts', async () => {
    const rig = await rigWith(['a', 'b']);
    await rig.receive({ autoRenew: true, messagesMax: 1 });
    await rig.receive({ autoRenew: true, messagesMax: 1, clientId: 'other' });
    rig.broker.clientGone('client');
    rig.broker.clientGone('client');
    await rig.advance(1);
    const again = await rig.receive();
    expect([bodiesOf(again), again[0]?.deliveryAttempt]).toEqual([['a'], 2]);
  });
});

describe('messages that are given back', () => {
  it('are visible at once, and the attempt does not count', async () => {
    const rig = await rigWith(['a', 'b', 'c']);
    const deliveries = await rig.receive();
    rig.broker.giveBack('group', deliveries.slice(1));
    const again = await rig.receive();
    expect(bodiesOf(again)).toEqual(['b', 'c']);
    expect(again.map((each) => each.deliveryAttempt)).toEqual([1, 1]);
    expect(again[0]?.receiptHandle).not.toBe(deliveries[1]?.receiptHandle);
    expect(rig.ack(deliveries).map((result) => result.code)).toEqual([
      Code.OK,
      Code.INVALID_RECEIPT_HANDLE,
      Code.INVALID_RECEIPT_HANDLE,
    ]);
    expect(rig.committed()).toBe(1);
  });

  it('twice, or after the ack, change nothing', async () => {
    const rig = await rigWith(['a']);
    const first = await rig.receive();
    rig.broker.giveBack('group', first);
    const second = await rig.receive();
    rig.broker.giveBack('group', first);
    expect(await rig.receive()).toEqual([]);
    rig.ack(second);
    rig.broker.giveBack('group', second);
    expect(await rig.receive()).toEqual([]);
  });
});

it('a thousand leases that expire together are all delivered again', async () => {
  const rig = await Rig.open();
  await rig.putTopic('topic');
  for (let part = 0; part < 4; part++) {
    await rig.send(
      'topic',
      Array.from({ length: 1000 }, (_, index) => outgoing(`${part}-${index}`)),
    );
  }
  let received = 0;
  for (;;) {
    const outcome = await rig.broker.receive(receiveRequest()).outcome;
    if (outcome.kind !== 'messages') {
      break;
    }
    received += outcome.deliveries.length;
  }
  expect(received).toBe(4000);
  await rig.advance(10_000);
  await rig.settle(1000);
  const again = new Set<string>();
  for (let deliveries = await rig.receive(); deliveries.length > 0; deliveries = await rig.receive()) {
    for (const body of bodiesOf(deliveries)) {
      again.add(body);
    }
    rig.ack(deliveries);
  }
  expect(again.size).toBe(4000);
  expect(rig.committed()).toBe(4000);
});
