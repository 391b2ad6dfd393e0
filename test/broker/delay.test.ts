import { describe, expect, it } from 'vitest';
import { Code, MqError } from '../../src/model/errors.ts';
import type { OutgoingMessage } from '../../src/model/message.ts';
import { findProperty } from '../../src/model/properties.ts';
import { decodeRecallHandle, encodeRecallHandle } from '../../src/model/recall-handle.ts';
import { bodiesOf, outgoing, Rig, startOfTime } from './broker-fixture.ts';

async function delayTopic(): Promise<Rig> {
  const rig = await Rig.open();
  await rig.putTopic('topic', 'DELAY');
  await rig.putGroup('group');
  return rig;
}

function later(body: string, milliseconds: number): OutgoingMessage {
  return outgoing(body, { deliveryTimestamp: startOfTime + milliseconds, tag: 'red' });
}

async function handleOf(rig: Rig, message: OutgoingMessage): Promise<string> {
  return (await rig.send('topic', [message]))[0]?.recallHandle ?? '';
}

async function refusalOf(running: Promise<unknown>): Promise<{ readonly code: number; readonly text: string }> {
  try {
    await running;
  } catch (error) {
    if (error instanceof MqError) {
      return { code: error.code, text: error.message };
    }
    throw error;
  }
  throw new Error('it was not refused');
}

describe('a message with a time of delivery', () => {
  it('is received once that time has come, with tag and time', async () => {
    const rig = await delayTopic();
    await rig.send('topic', [later('a', 2500), later('b', 61_000)]);
    await rig.advance(2400);
    expect(await rig.receive()).toEqual([]);
    await rig.advance(600);
    const [first] = await rig.receive({ filter: { kind: 'tags', tags: new Set(['red']) } });
    expect(Buffer.from(first?.message.body ?? '').toString()).toBe('a');
    expect(findProperty(first?.message.properties ?? '', 'TIMER_DELIVER_MS')).toBe(String(startOfTime + 2500));
    expect(rig.ack(first === undefined ? [] : [first])[0]?.code).toBe(Code.OK);
    await rig.advance(58_000);
    expect(bodiesOf(await rig.receive())).toEqual(['b']);
  });

  it('wakes a parked receive', async () => {
    const rig = await delayTopic();
    await rig.send('topic', [later('a', 3000)]);
    const parked = rig.receiveOutcome({ waitMs: 20_000 });
    await rig.advance(3000);
    expect((await parked).kind).toBe('messages');
  });

  it('whose time is over comes at once, without a recall handle', async () => {
    const rig = await delayTopic();
    expect(await handleOf(rig, later('past', -5))).toBe('');
    const [delivery] = await rig.receive();
    expect(findProperty(delivery?.message.properties ?? '', 'TIMER_DELIVER_MS')).toBe(String(startOfTime - 5));
  });

  it('is refused when it lies too far ahead', async () => {
    const rig = await delayTopic();
    const refused = await refusalOf(rig.send('topic', [later('far', 40 * 86_400_000 + 1)]));
    expect(refused).toEqual({ code: Code.ILLEGAL_DELIVERY_TIME, text: expect.stringContaining('maxDelayTimeMills') });
  });

  it('survives a crash, and comes once', async () => {
    const rig = await delayTopic();
    await rig.send('topic', [later('a', 5000)]);
    const next = await rig.crash();
    await next.advance(6000);
    const last = await next.crash();
    await last.advance(1000);
    expect(bodiesOf(await last.receive())).toEqual(['a']);
  });
});

describe('a recall', () => {
  it('takes a message back, also twice', async () => {
    const rig = await delayTopic();
    const handle = await handleOf(rig, later('a', 10_000));
    await rig.send('topic', [later('b', 10_000)]);
    await rig.advance(9000 - 1);
    expect(await rig.broker.recall('topic', handle)).toBe('id-a');
    expect(await rig.broker.recall('topic', handle)).toBe('id-a');
    await rig.advance(5000);
    expect(bodiesOf(await rig.receive())).toEqual(['b']);
  });

  it('has a handle like that of RocketMQ', () => {
    const handle = { topic: 't', brokerName: 'broker-a', deliverAt: 1_700_000_001_001, messageId: 'id' };
    const text = encodeRecallHandle(handle);
    expect(Buffer.from(text, 'base64url').toString()).toBe('v1 t broker-a 1700000001001 id');
    expect(text.length % 4).toBe(0);
    expect(decodeRecallHandle(text)).toEqual(handle);
  });

  const handle = { topic: 'topic', brokerName: 'broker-a', deliverAt: startOfTime + 9001, messageId: 'id-a' };
  it.each([
    { what: 'an empty handle', topic: 'topic', text: '', code: Code.BAD_REQUEST },
    { what: 'nonsense', topic: 'topic', text: 'nonsense', code: Code.BAD_REQUEST },
    { what: 'a handle of another topic', topic: 'mixed', text: encodeRecallHandle(handle), code: Code.BAD_REQUEST },
    {
      what: 'a handle of another broker',
      topic: 'topic',
      text: encodeRecallHandle({ ...handle, brokerName: 'broker-b' }),
      code: Code.BAD_REQUEST,
    },
    {
      what: 'an unknown message',
      topic: 'topic',
      text: encodeRecallHandle({ ...handle, messageId: 'id-x' }),
      code: Code.BAD_REQUEST,
    },
    {
      what: 'a time that has come',
      topic: 'topic',
      text: encodeRecallHandle({ ...handle, deliverAt: startOfTime }),
      code: Code.BAD_REQUEST,
    },
    { what: 'a topic without delays', topic: 'normal', text: '', code: Code.MESSAGE_PROPERTY_CONFLICT_WITH_TYPE },
    { what: 'an unknown topic', topic: 'unknown', text: '', code: Code.TOPIC_NOT_FOUND },
    { what: 'a bad topic', topic: 'a b', text: '', code: Code.ILLEGAL_TOPIC },
  ])('is refused for $what', async ({ topic, text, code }) => {
    const rig = await delayTopic();
    await rig.putTopic('mixed', 'MIXED');
    await rig.putTopic('normal');
    await rig.send('topic', [later('a', 10_000)]);
    expect((await refusalOf(rig.broker.recall(topic, text))).code).toBe(code);
    await rig.advance(11_000);
    expect(bodiesOf(await rig.receive())).toEqual(['a']);
  });
});
