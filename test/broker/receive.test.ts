import { describe, expect, it } from 'vitest';
import { Code } from '../../src/model/errors.ts';
import { bodiesOf, outgoing, Rig, receiveRequest } from './broker-fixture.ts';

describe('receiving in an ordinary group', () => {
  it('hands out what was sent, hides it while it is leased, and not again after the ack', async () => {
    const rig = await Rig.open();
    await rig.putTopic('topic');
    await rig.sendBodies('topic', ['a', 'b', 'c']);
    const deliveries = await rig.receive();
    expect(bodiesOf(deliveries)).toEqual(['a', 'b', 'c']);
    expect(deliveries.map((each) => each.deliveryAttempt)).toEqual([1, 1, 1]);
    expect(await rig.receive()).toEqual([]);
    expect(rig.ack(deliveries).map((result) => result.code)).toEqual([Code.OK, Code.OK, Code.OK]);
    expect(rig.committed()).toBe(3);
    await rig.clock.advance(60_000);
    expect(await rig.receive()).toEqual([]);
  });

  it('delivers again from the retry topic when the invisible time is over', async () => {
    const rig = await Rig.open();
    await rig.putTopic('topic');
    await rig.sendBodies('topic', ['a']);
    await rig.receive();
    await rig.clock.advance(9_999);
    expect(await rig.receive()).toEqual([]);
    await rig.clock.advance(1);
    await rig.clock.advance(1);
    const again = await rig.receive();
    expect(bodiesOf(again)).toEqual(['a']);
    expect(again[0]?.deliveryAttempt).toBe(2);
    expect(again[0]?.topic).toBe('topic');
    expect(again[0]?.message.topic).toBe('%RETRY%group_topic');
    expect(rig.committed()).toBe(1);
  });

  it('wakes a parked receive when a message arrives', async () => {
    const rig = await Rig.open();
    await rig.putTopic('topic');
    const parked = rig.broker.receive(receiveRequest({ waitMs: 20_000 }));
    await rig.send('topic', [outgoing('a')]);
    const outcome = await parked.outcome;
    expect(outcome.kind).toBe('messages');
  });
});
