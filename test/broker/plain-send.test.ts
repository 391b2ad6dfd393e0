import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SendReceipt } from '../../src/broker/broker.ts';
import { brokerDefaults } from '../../src/broker/options.ts';
import { Code, MqError } from '../../src/model/errors.ts';
import type { StoredMessage } from '../../src/model/message.ts';
import { PlainMessage } from '../../src/model/plain-message.ts';
import { v2 } from '../../src/protocol/messages.ts';
import { outgoingMessageOf } from '../../src/protocol/outgoing-message.ts';
import { readSendMessageRequest, wholeRequestOf } from '../../src/protocol/send-message-request.ts';
import { Rig, startOfTime } from './broker-fixture.ts';

const peer = { address: '10.0.0.7', port: 4711 };

function plain(
  topic: string,
  body: Uint8Array,
  system: v2.SystemProperties.$Properties,
  userProperties: Record<string, string> = {},
): PlainMessage {
  const request = { messages: [{ topic: { name: topic }, body, systemProperties: system, userProperties }] };
  const bytes = Buffer.from(v2.SendMessageRequest.encode(request).finish());
  const message = readSendMessageRequest(bytes, 0, bytes.length);
  if (!(message instanceof PlainMessage)) {
    throw new Error('no plain message');
  }
  return message;
}

/** Undefined when the message is one for `send`. */
function sendPlain(rig: Rig, message: PlainMessage): Promise<{ messageId: string; queueOffset: number }> | undefined {
  let resolveSent: (receipt: { messageId: string; queueOffset: number }) => void = () => undefined;
  const sent = new Promise<{ messageId: string; queueOffset: number }>((resolve) => {
    resolveSent = resolve;
  });
  const listener = {
    sent: (context: string, messageId: string, queueOffset: number) => {
      expect(context).toBe('context');
      resolveSent({ messageId, queueOffset });
    },
    refused: (_: string, __: string, error: MqError) => {
      throw error;
    },
  };
  const { bytes } = message;
  const accepted = rig.broker.sendPlain(message, peer, listener, 'context');
  // What the message lies in belongs to the socket again.
  bytes.fill(0xee);
  return accepted ? sent : undefined;
}

function sendWhole(rig: Rig, topic: string, message: PlainMessage): Promise<readonly SendReceipt[]> {
  const [whole] = wholeRequestOf(message).messages ?? [];
  return rig.send(topic, [outgoingMessageOf(whole ?? {}, rig.clock.now())]);
}

async function lastOf(rig: Rig, topic: string): Promise<StoredMessage & { found: number }> {
  await rig.settle();
  const queue = rig.store.queues().find((each) => each.topic === topic);
  const { messages } = await rig.store.read(topic, 0, (queue?.maxOffset ?? 0) - 1, {
    messagesMax: 1,
    bytesMax: 1 << 20,
    cellsMax: 1,
  });
  const [message] = messages;
  // What a queue is read for also shows where it lies in memory.
  const stored = message === undefined ? undefined : await rig.store.readAt(message.physicalOffset);
  if (message === undefined || stored === undefined) {
    throw new Error('nothing is stored');
  }
  const keys = message.properties.split('\u0002').flatMap((entry) => {
    const [name = '', value = ''] = entry.split('\u0001');
    const kind = name === 'UNIQ_KEY' ? 'uniqueKey' : name === 'KEYS' ? 'key' : name === 'TAGS' ? 'tag' : undefined;
    return kind === undefined ? [] : [{ kind, key: value } as const];
  });
  let found = 0;
  for (const { kind, key } of keys) {
    const times = { beginTimestamp: 0, endTimestamp: Number.MAX_SAFE_INTEGER };
    const hits = await rig.store.query({ topic, kind, key, ...times, messagesMax: 1000 });
    found += hits.some((hit) => hit.physicalOffset === message.physicalOffset) ? 1 : 0;
  }
  return { ...stored, found };
}

const visible = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_:.'), minLength: 1, maxLength: 40 });

const propertyName = fc.string({ unit: fc.constantFrom(...'abcxyz -'), minLength: 1, maxLength: 8 });

describe('a plain message', () => {
  it('is stored, byte for byte, as any other would be', async () => {
    const rig = await Rig.open();
    await rig.putTopic('mixed', 'MIXED');
    // A queue is made by its first message, which takes the long way.
    await sendWhole(rig, 'mixed', plain('mixed', Buffer.from('first'), { messageId: 'first' }));
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          messageId: visible,
          tag: fc.option(visible),
          keys: fc.array(visible, { maxLength: 1 }),
          messageGroup: fc.option(visible.map((text) => text.slice(0, 20))),
          traceContext: fc.option(visible),
          bornHost: fc.oneof(fc.constant(''), visible),
          bornTimestamp: fc.option(fc.record({ seconds: fc.nat(), nanos: fc.nat(999_999_999) })),
          bodyEncoding: fc.nat(2),
        }),
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.dictionary(propertyName, fc.oneof(fc.constant(''), visible), { maxKeys: 5 }),
        async (system, body, userProperties) => {
          await sendWhole(rig, 'mixed', plain('mixed', body, system, userProperties));
          const whole = await lastOf(rig, 'mixed');
          const receipt = await sendPlain(rig, plain('mixed', body, system, userProperties));
          const short = await lastOf(rig, 'mixed');
          expect(receipt).toEqual({ messageId: system.messageId, queueOffset: whole.queueOffset + 1 });
          expect(short).toEqual({
            ...whole,
            queueOffset: whole.queueOffset + 1,
            physicalOffset: whole.physicalOffset + whole.size,
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is found by its tag, its key and its id', async () => {
    const rig = await Rig.open();
    await rig.putTopic('topic');
    await sendWhole(rig, 'topic', plain('topic', Buffer.from('a'), { messageId: 'A' }));
    await sendPlain(rig, plain('topic', Buffer.from('b'), { messageId: 'B', tag: 'red', keys: ['k'] }));
    expect((await lastOf(rig, 'topic')).found).toBe(3);
  });

  it('is answered and stored as it was sent, however many others come before it is', async () => {
    const rig = await Rig.open();
    await rig.putTopic('mixed', 'MIXED');
    await rig.sendBodies('mixed', ['first']);
    const step = fc.record({
      id: visible,
      tag: fc.option(visible),
      body: fc.uint8Array({ minLength: 1, maxLength: 2000 }),
      turns: fc.constantFrom(0, 0, 0, 1, 2),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
        const waiting = [];
        for (const { id, tag, body, turns } of steps) {
          waiting.push(sendPlain(rig, plain('mixed', body, { messageId: id, tag })));
          await rig.settle(turns);
        }
        const receipts = await Promise.all(waiting);
        await rig.settle();
        for (const [index, { id, tag, body }] of steps.entries()) {
          const receipt = receipts[index];
          expect(receipt?.messageId).toBe(id);
          const limits = { messagesMax: 1, bytesMax: 1 << 20, cellsMax: 1 };
          const { messages } = await rig.store.read('mixed', 0, receipt?.queueOffset ?? -1, limits);
          expect(messages.map((message) => Buffer.from(message.body))).toEqual([Buffer.from(body)]);
          expect(messages[0]?.properties).toContain(
            `UNIQ_KEY\u0001${id}\u0002${tag === null ? '' : `TAGS\u0001${tag}\u0002`}__BORNHOST`,
          );
        }
      }),
      { numRuns: 30 },
    );
  });

  it('takes its turn among the queues with all others', async () => {
    const rig = await Rig.open();
    await rig.putTopic('wide', 'NORMAL', 4);
    for (let index = 0; index < 12; index++) {
      const message = plain('wide', Buffer.from('x'), { messageId: `M${index}` });
      const whole = wholeRequestOf(message);
      if (sendPlain(rig, message) === undefined) {
        await rig.send('wide', [outgoingMessageOf(whole.messages?.[0] ?? {}, startOfTime)]);
      }
    }
    await rig.settle();
    expect(rig.store.queues().map((queue) => queue.maxOffset)).toEqual([3, 3, 3, 3]);
  });

  it.each<[string, string, v2.SystemProperties.$Properties, number, Record<string, string>?]>([
    ['to an unknown topic', 'nowhere', {}, 1],
    ['to a topic of another type', 'fifo', {}, 1],
    ['with a message group to a topic that has no order', 'topic', { messageGroup: 'g' }, 1],
    ['with a message group that is too long', 'fifo', { messageGroup: 'g'.repeat(64) }, 1],
    ['with an empty body', 'topic', {}, 0],
    ['with properties that are too long', 'topic', { messageId: 'm'.repeat(32_767) }, 1],
    ['to a topic of the server', 'TBW102', {}, 1],
    ['with too many user properties', 'topic', {}, 1, { a: '1', b: '2', c: '3', d: '' }],
    ['with user properties that are too long', 'topic', {}, 1, { a: 'v'.repeat(50) }],
  ])('%s is left to send, which says why', async (_, topic, system, bodyBytes, userProperties) => {
    const rig = await Rig.open({ limits: { ...brokerDefaults.limits, userPropertiesMax: 3, propertiesBytesMax: 50 } });
    await rig.putTopic('topic');
    await rig.putTopic('fifo', 'FIFO');
    await rig.sendBodies('topic', ['first']);
    await rig.sendBodies('fifo', ['first'], { messageGroup: 'g' });
    await rig.settle();
    const before = rig.store.queues().map((queue) => queue.maxOffset);
    const message = plain(topic, Buffer.alloc(bodyBytes, 1), { messageId: 'M', ...system }, userProperties);
    const whole = sendWhole(rig, topic, message);
    expect(sendPlain(rig, message)).toBeUndefined();
    await expect(whole).rejects.toBeInstanceOf(MqError);
    await rig.settle();
    expect(rig.store.queues().map((queue) => queue.maxOffset)).toEqual(before);
  });

  it('is left to send once the broker drains', async () => {
    const rig = await Rig.open();
    await rig.putTopic('topic');
    await rig.sendBodies('topic', ['first']);
    rig.broker.drain();
    const message = plain('topic', Buffer.from('late'), { messageId: 'M' });
    const whole = sendWhole(rig, 'topic', message);
    expect(sendPlain(rig, message)).toBeUndefined();
    await expect(whole).rejects.toMatchObject({ code: Code.TOO_MANY_REQUESTS });
  });
});
