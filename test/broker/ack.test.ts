import { describe, expect, it } from 'vitest';
import type { ChangeInvisibleRequest, Delivery, ForwardRequest } from '../../src/broker/broker.ts';
import { Code } from '../../src/model/errors.ts';
import { bodiesOf, Rig } from './broker-fixture.ts';

async function rigWith(bodies: readonly string[]): Promise<Rig> {
  const rig = await Rig.open();
  await rig.putTopic('topic');
  await rig.sendBodies('topic', bodies);
  return rig;
}

async function receiveOne(rig: Rig, changes: Parameters<Rig['receive']>[0] = {}): Promise<Delivery> {
  const [delivery] = await rig.receive({ messagesMax: 1, ...changes });
  if (delivery === undefined) {
    throw new Error('nothing to receive');
  }
  return delivery;
}

function change(rig: Rig, receiptHandle: string, changes: Partial<ChangeInvisibleRequest> = {}) {
  return rig.broker.changeInvisible({
    clientId: 'client',
    group: 'group',
    topic: 'topic',
    receiptHandle,
    messageId: 'id-a',
    invisibleMs: 30_000,
    suspend: false,
    ...changes,
  });
}

/** The new handle; fails when the change was refused. */
function changed(rig: Rig, receiptHandle: string, changes: Partial<ChangeInvisibleRequest> = {}): string {
  const result = change(rig, receiptHandle, changes);
  if (result.kind === 'refused') {
    throw result.error;
  }
  return result.receiptHandle;
}

function ackCode(rig: Rig, receiptHandle: string, group = 'group', topic = 'topic'): number | undefined {
  return rig.broker.ack('client', group, topic, [{ messageId: '', receiptHandle }])[0]?.code;
}

function forward(rig: Rig, changes: Partial<ForwardRequest>) {
  return rig.broker.forwardToDeadLetter({
    clientId: 'client',
    group: 'group',
    topic: 'topic',
    receiptHandle: '',
    messageId: 'id-a',
    ...changes,
  });
}

describe('an ack', () => {
  it('is idempotent, also within one request', async () => {
    const rig = await rigWith(['a']);
    const delivery = await receiveOne(rig);
    const entry = { messageId: '', receiptHandle: delivery.receiptHandle };
    expect(rig.broker.ack('client', 'group', 'topic', [entry, entry]).map((each) => each.text)).toEqual(['OK', 'OK']);
    expect(ackCode(rig, delivery.receiptHandle)).toBe(Code.OK);
    await rig.advance(3_600_000);
    expect(ackCode(rig, delivery.receiptHandle)).toBe(Code.OK);
  });

  it('in any order never moves the committed offset past a message that is not acknowledged', async () => {
    const rig = await rigWith(['a', 'b', 'c', 'd']);
    const [a, b, c, d] = await rig.receive();
    const steps: [Delivery | undefined, number][] = [
      [c, 0],
      [a, 1],
      [d, 1],
      [b, 4],
    ];
    for (const [delivery, committed] of steps) {
      expect(ackCode(rig, delivery?.receiptHandle ?? '')).toBe(Code.OK);
      expect(rig.committed()).toBe(committed);
    }
  });

  it('of an expired message is refused, before and after it is delivered again', async () => {
    const rig = await rigWith(['a']);
    const delivery = await receiveOne(rig);
    await rig.advance(10_000);
    expect(ackCode(rig, delivery.receiptHandle)).toBe(Code.INVALID_RECEIPT_HANDLE);
    const again = await receiveOne(rig);
    expect(ackCode(rig, delivery.receiptHandle)).toBe(Code.INVALID_RECEIPT_HANDLE);
    expect(ackCode(rig, again.receiptHandle)).toBe(Code.OK);
  });

  it('may come from another client than the one that received', async () => {
    const rig = await rigWith(['a']);
    const { receiptHandle } = await receiveOne(rig);
    const entries = [{ messageId: 'any', receiptHandle }];
    expect(rig.broker.ack('', 'group', 'topic', entries)[0]?.code).toBe(Code.OK);
  });

  it('of one entry does not depend on the others', async () => {
    const rig = await rigWith(['a', 'b']);
    const [a, b] = await rig.receive();
    const handles = [a?.receiptHandle ?? '', 'garbage', b?.receiptHandle ?? ''];
    const results = rig.broker.ack(
      'client',
      'group',
      'topic',
      handles.map((receiptHandle) => ({ messageId: '', receiptHandle })),
    );
    expect(results.map((each) => each.code)).toEqual([Code.OK, Code.INVALID_RECEIPT_HANDLE, Code.OK]);
  });

  it('in another topic or group than that of the receive is refused and does nothing', async () => {
    const rig = await rigWith(['a']);
    await rig.putTopic('other');
    await rig.sendBodies('other', ['x']);
    const { receiptHandle } = await receiveOne(rig);
    await rig.receive({ topic: 'other' });
    await rig.receive({ group: 'other', topic: 'topic' });
    for (const [group, topic] of [
      ['group', 'other'],
      ['other', 'topic'],
      ['nobody', 'topic'],
      ['group', 'nothing'],
    ] as const) {
      expect(ackCode(rig, receiptHandle, group, topic)).toBe(Code.INVALID_RECEIPT_HANDLE);
    }
    expect([rig.committed(), rig.committed('other'), rig.committed('topic', 'other')]).toEqual([0, 0, 0]);
    expect(ackCode(rig, receiptHandle)).toBe(Code.OK);
  });

  it('with a handle that was tampered with is refused', async () => {
    const rig = await rigWith(['a', 'b']);
    const { receiptHandle } = await receiveOne(rig);
    const fields = receiptHandle.split(' ');
    const withField = (index: number, value: string) =>
      fields.map((field, at) => (at === index ? value : field)).join(' ');
    const bad = [
      '',
      'garbage',
      fields.slice(0, 8).join(' '),
      `${receiptHandle} 1`,
      withField(0, '1'),
      withField(1, '1'),
      withField(1, String(Number(fields[1]) + 1)),
      withField(4, '1'),
      withField(5, 'broker-z'),
      withField(6, '7'),
      withField(7, '1'),
      withField(7, '99'),
      withField(8, '12345'),
      withField(7, '-1'),
    ];
    for (const handle of bad) {
      expect([handle, ackCode(rig, handle)]).toEqual([handle, Code.INVALID_RECEIPT_HANDLE]);
    }
    expect(rig.committed()).toBe(0);
    expect(ackCode(rig, receiptHandle)).toBe(Code.OK);
  });
});

describe('a change of the invisible time', () => {
  it('counts from now, returns another handle, and both handles acknowledge', async () => {
    for (const use of ['old', 'new'] as const) {
      const rig = await rigWith(['a']);
      const { receiptHandle } = await receiveOne(rig);
      await rig.advance(9_000);
      const fresh = changed(rig, receiptHandle);
      expect(fresh).not.toBe(receiptHandle);
      await rig.advance(29_999);
      expect(await rig.receive()).toEqual([]);
      expect(ackCode(rig, use === 'old' ? receiptHandle : fresh)).toBe(Code.OK);
      expect(rig.committed()).toBe(1);
    }
  });

  it('takes the first handle any number of times, as clients do that never store the new one', async () => {
    const rig = await rigWith(['a']);
    const { receiptHandle } = await receiveOne(rig);
    for (let round = 0; round < 5; round++) {
      await rig.advance(9_000);
      changed(rig, receiptHandle, { invisibleMs: 10_000 });
    }
    expect(ackCode(rig, receiptHandle)).toBe(Code.OK);
  });

  it('does not count as an attempt, its expiry does', async () => {
    const rig = await rigWith(['a']);
    const { receiptHandle } = await receiveOne(rig);
    changed(rig, receiptHandle);
    await rig.advance(30_000);
    expect((await receiveOne(rig)).deliveryAttempt).toBe(2);
  });

  it('to 0 makes the message visible now', async () => {
    const rig = await rigWith(['a']);
    const { receiptHandle } = await receiveOne(rig);
    changed(rig, receiptHandle, { invisibleMs: 0 });
    await rig.advance(0);
    expect((await receiveOne(rig)).deliveryAttempt).toBe(2);
  });

  it('with suspend makes the message come again without an attempt counted', async () => {
    const rig = await rigWith(['a']);
    for (let round = 0; round < 3; round++) {
      const { receiptHandle, deliveryAttempt } = await receiveOne(rig);
      expect(deliveryAttempt).toBe(1);
      changed(rig, receiptHandle, { invisibleMs: 1_000, suspend: true });
      await rig.advance(1_000);
    }
    const { receiptHandle } = await receiveOne(rig);
    changed(rig, receiptHandle, { invisibleMs: 1_000, suspend: true });
    changed(rig, receiptHandle, { invisibleMs: 1_000, suspend: false });
    await rig.advance(1_000);
    expect((await receiveOne(rig)).deliveryAttempt).toBe(2);
  });

  it('ends the automatic renewal', async () => {
    const rig = await rigWith(['a']);
    const { receiptHandle } = await receiveOne(rig, { autoRenew: true });
    changed(rig, receiptHandle, { invisibleMs: 1_000 });
    rig.broker.clientAlive('client');
    await rig.advance(1_000);
    expect((await receiveOne(rig)).deliveryAttempt).toBe(2);
  });

  it.each([-1, 43_200_001, Number.NaN])('to %d ms is refused, and the lease stays as it is', async (invisibleMs) => {
    const rig = await rigWith(['a']);
    const { receiptHandle } = await receiveOne(rig);
    expect(change(rig, receiptHandle, { invisibleMs })).toMatchObject({
      kind: 'refused',
      error: { code: Code.ILLEGAL_INVISIBLE_TIME, message: expect.stringContaining('43200000') },
    });
    expect(ackCode(rig, receiptHandle)).toBe(Code.OK);
  });

  it('after the ack, after the expiry or with garbage is refused and revives nothing', async () => {
    const rig = await rigWith(['a', 'b']);
    const acked = await receiveOne(rig);
    rig.ack([acked]);
    const expired = await receiveOne(rig);
    await rig.advance(10_000);
    for (const receiptHandle of [acked.receiptHandle, expired.receiptHandle, 'garbage']) {
      expect(change(rig, receiptHandle)).toMatchObject({
        kind: 'refused',
        error: { code: Code.INVALID_RECEIPT_HANDLE },
      });
    }
    expect(bodiesOf(await rig.receive())).toEqual(['b']);
  });
});

describe('forwarding to the dead letters', () => {
  it('stores one copy, acknowledges the message, and is idempotent', async () => {
    const rig = await rigWith(['a']);
    const { receiptHandle } = await receiveOne(rig);
    const both = await Promise.all([forward(rig, { receiptHandle }), forward(rig, { receiptHandle })]);
    expect(both.map((each) => each.code)).toEqual([Code.OK, Code.OK]);
    expect((await forward(rig, { receiptHandle })).code).toBe(Code.OK);
    expect(ackCode(rig, receiptHandle)).toBe(Code.OK);
    await rig.advance(60_000);
    expect(await rig.receive()).toEqual([]);
    expect(bodiesOf(await rig.receive({ group: 'undertaker', topic: '%DLQ%group' }))).toEqual(['a']);
    expect(rig.store.range('%DLQ%group', 0).maxOffset).toBe(1);
    expect(rig.committed()).toBe(1);
  });

  it('works without a handle, by client and message id', async () => {
    const rig = await rigWith(['a', 'b']);
    await rig.receive();
    expect((await forward(rig, { messageId: 'id-b' })).code).toBe(Code.OK);
    expect((await forward(rig, { messageId: 'id-c' })).code).toBe(Code.INVALID_RECEIPT_HANDLE);
    expect((await forward(rig, { messageId: 'id-a', clientId: 'other' })).code).toBe(Code.INVALID_RECEIPT_HANDLE);
    expect(bodiesOf(await rig.receive({ group: 'undertaker', topic: '%DLQ%group' }))).toEqual(['b']);
  });

  it('after the ack is OK and stores nothing; with an expired or bad handle it is refused', async () => {
    const rig = await rigWith(['a', 'b']);
    const acked = await receiveOne(rig);
    rig.ack([acked]);
    const expired = await receiveOne(rig);
    await rig.advance(10_000);
    expect((await forward(rig, { receiptHandle: acked.receiptHandle })).code).toBe(Code.OK);
    expect((await forward(rig, { receiptHandle: expired.receiptHandle })).code).toBe(Code.INVALID_RECEIPT_HANDLE);
    expect((await forward(rig, { receiptHandle: 'garbage' })).code).toBe(Code.INVALID_RECEIPT_HANDLE);
    expect(rig.broker.topic('%DLQ%group')).toBeUndefined();
  });
});
