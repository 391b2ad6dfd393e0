import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Code } from '../../src/model/errors.ts';
import type { v2 } from '../../src/protocol/messages.ts';
import { openProxy, type ProxyUnderTest } from './proxy-fixture.ts';

let server: ProxyUnderTest;
beforeEach(async () => {
  server = await openProxy();
  await server.topic('orders', 'NORMAL', 1);
});
afterEach(() => server.close());

interface Held {
  readonly messageId: string;
  readonly receiptHandle: string;
}

function heldOf(messages: readonly v2.Message.$Properties[]): Held[] {
  return messages.map(({ systemProperties }) => ({
    messageId: systemProperties?.messageId ?? '',
    receiptHandle: systemProperties?.receiptHandle ?? '',
  }));
}

async function hold(...bodies: string[]): Promise<Held[]> {
  for (const body of bodies) {
    await server.send('orders', body);
  }
  return heldOf(await server.take('orders', 'g'));
}

const ack = (entries: readonly Held[], changes: v2.AckMessageRequest.$Properties = {}) =>
  server.unary('AckMessage', { topic: { name: 'orders' }, group: { name: 'g' }, entries: [...entries], ...changes });

const change = (held: Held, seconds: number, changes: v2.ChangeInvisibleDurationRequest.$Properties = {}) =>
  server.unary('ChangeInvisibleDuration', {
    topic: { name: 'orders' },
    group: { name: 'g' },
    ...held,
    invisibleDuration: { seconds },
    ...changes,
  });

const forward = (held: Partial<Held>, changes: v2.ForwardMessageToDeadLetterQueueRequest.$Properties = {}) =>
  server.unary('ForwardMessageToDeadLetterQueue', {
    topic: { name: 'orders' },
    group: { name: 'g' },
    ...held,
    ...changes,
  });

async function visibleAfter(milliseconds: number): Promise<number> {
  await server.clock.advance(milliseconds);
  await server.settle();
  return (await server.take('orders', 'g')).length;
}

describe('an ack', () => {
  it('ends the lease, and echoes the entry with OK', async () => {
    const held = await hold('one');
    const answer = await ack(held);
    expect(answer.status).toMatchObject({ code: Code.OK });
    expect(answer.entries).toMatchObject([{ ...held[0], status: { code: Code.OK } }]);
    expect(await visibleAfter(60_000)).toBe(0);
  });

  it('T52 of a message that is acknowledged already is OK again', async () => {
    const held = await hold('one');
    await ack(held);
    expect((await ack(held)).status?.code).toBe(Code.OK);
  });

  it.each(['', 'garbage', '1 2 3', '0 0 0 0 0 broker 0 0 x', `${'9'.repeat(30)} 1 1 1 0 b 0 0 0`, '\u0000'])(
    'T51 with the handle %j is INVALID_RECEIPT_HANDLE',
    async (receiptHandle) => {
      const answer = await ack([{ messageId: 'M', receiptHandle }]);
      expect(answer.status?.code).toBe(Code.INVALID_RECEIPT_HANDLE);
      expect(answer.entries).toMatchObject([{ messageId: 'M', receiptHandle }]);
    },
  );

  it('T51 with the handle of another broker, queue or offset is INVALID_RECEIPT_HANDLE', async () => {
    const [held] = await hold('one');
    const fields = (held?.receiptHandle ?? '').split(' ');
    for (const [index, value] of [
      [5, 'elsewhere'],
      [6, '7'],
      [7, '12345'],
    ] as const) {
      const receiptHandle = fields.with(index, value).join(' ');
      const answer = await ack([{ messageId: 'M', receiptHandle }]);
      expect(answer.status?.code, receiptHandle).toBe(Code.INVALID_RECEIPT_HANDLE);
    }
    expect(await visibleAfter(0)).toBe(0);
  });

  it('T58 T59 of several messages has an entry for each and MULTIPLE_RESULTS on top when they differ', async () => {
    const [first, second] = await hold('one', 'two');
    const bad = { messageId: 'M', receiptHandle: 'garbage' };
    const entries = [first, bad, second].filter((held) => held !== undefined);
    const answer = await ack(entries);
    expect(answer.status?.code).toBe(Code.MULTIPLE_RESULTS);
    expect(answer.entries).toMatchObject(entries);
    expect(answer.entries.map((entry) => entry.status?.code)).toEqual([Code.OK, Code.INVALID_RECEIPT_HANDLE, Code.OK]);
  });

  it('T59 that is refused as a whole echoes its entries too', async () => {
    const bad = [{ messageId: 'M', receiptHandle: 'h' }];
    for (const [changes, code] of [
      [{ topic: { name: 'no blanks' } }, Code.ILLEGAL_TOPIC],
      [{ group: { name: 'no blanks' } }, Code.ILLEGAL_CONSUMER_GROUP],
    ] as const) {
      const answer = await ack(bad, changes);
      expect(answer.status?.code).toBe(code);
      expect(answer.entries).toMatchObject([{ ...bad[0], status: { code } }]);
    }
    const stranger = await server.unary('AckMessage', { entries: bad }, { clientId: null });
    expect(stranger.status?.code).toBe(Code.CLIENT_ID_REQUIRED);
    expect(stranger.entries).toMatchObject(bad);
  });

  it('of no messages, or of too many, is BAD_REQUEST', async () => {
    expect((await ack([])).status?.code).toBe(Code.BAD_REQUEST);
    const many = Array.from({ length: 4097 }, () => ({ messageId: 'M', receiptHandle: 'h' }));
    expect((await ack(many)).status?.code).toBe(Code.BAD_REQUEST);
  });

  it('T60 is served without any settings or heartbeat before', async () => {
    const held = await hold('one');
    const answer = await server.unary(
      'AckMessage',
      { topic: { name: 'orders' }, group: { name: 'g' }, entries: held },
      { clientId: 'stranger' },
    );
    expect(answer.status?.code).toBe(Code.OK);
  });

  it('T54 with the original handle works after the server has renewed the lease for long', async () => {
    await server.send('orders', 'one');
    const held = heldOf(await server.take('orders', 'g', { autoRenew: true, invisibleDuration: null }));
    for (let beat = 0; beat < 30; beat++) {
      await server.unary('Heartbeat', { group: { name: 'g' } });
      await server.clock.advance(10_000);
    }
    expect((await ack(held)).status?.code).toBe(Code.OK);
    expect(await visibleAfter(60_000)).toBe(0);
  });

  it('with a handle that has expired is INVALID_RECEIPT_HANDLE once the message is with somebody else', async () => {
    const held = await hold('one');
    expect(await visibleAfter(31_000)).toBe(1);
    expect((await ack(held)).status?.code).toBe(Code.INVALID_RECEIPT_HANDLE);
  });
});

describe('a change of the invisible duration', () => {
  it('gives a new handle, which then is the one that counts', async () => {
    const [held] = await hold('one');
    const answer = await change(held ?? { messageId: '', receiptHandle: '' }, 100);
    expect(answer.status?.code).toBe(Code.OK);
    expect(answer.receiptHandle).not.toBe('');
    expect(answer.receiptHandle).not.toBe(held?.receiptHandle);
    expect(await visibleAfter(99_000)).toBe(0);
    expect((await ack([{ messageId: held?.messageId ?? '', receiptHandle: answer.receiptHandle }])).status?.code).toBe(
      Code.OK,
    );
    expect(await visibleAfter(60_000)).toBe(0);
  });

  it('T53 leaves the handle before good for the same holder', async () => {
    const [held] = await hold('one');
    if (held === undefined) {
      throw new Error('nothing was received');
    }
    await change(held, 100);
    expect((await ack([held])).status?.code).toBe(Code.OK);
    expect(await visibleAfter(200_000)).toBe(0);
  });

  it.each([
    { suspend: true, attempt: 1 },
    { suspend: false, attempt: 2 },
    { suspend: null, attempt: 2 },
  ])('T68 with suspend $suspend comes back as attempt $attempt', async ({ suspend, attempt }) => {
    const [held] = await hold('one');
    await change(held ?? { messageId: '', receiptHandle: '' }, 5, { suspend });
    await server.clock.advance(5100);
    await server.settle();
    const messages = await server.take('orders', 'g');
    expect(messages.map((message) => message.systemProperties?.deliveryAttempt)).toEqual([attempt]);
  });

  it('T56 to 0 makes the message visible at once', async () => {
    const [held] = await hold('one');
    expect((await change(held ?? { messageId: '', receiptHandle: '' }, 0)).status?.code).toBe(Code.OK);
    expect(await visibleAfter(100)).toBe(1);
  });

  it('T56 without a duration is one to 0', async () => {
    const [held] = await hold('one');
    const answer = await change(held ?? { messageId: '', receiptHandle: '' }, 0, { invisibleDuration: null });
    expect(answer.status?.code).toBe(Code.OK);
    expect(await visibleAfter(100)).toBe(1);
  });

  it.each([
    { name: 'a bad topic', changes: { topic: { name: 'no blanks' } }, code: Code.ILLEGAL_TOPIC },
    { name: 'a bad group', changes: { group: { name: 'no blanks' } }, code: Code.ILLEGAL_CONSUMER_GROUP },
    { name: 'a negative duration', changes: { invisibleDuration: { seconds: -1 } }, code: Code.ILLEGAL_INVISIBLE_TIME },
    {
      name: 'a bad duration',
      changes: { invisibleDuration: { seconds: 1, nanos: -1 } },
      code: Code.ILLEGAL_INVISIBLE_TIME,
    },
    { name: 'more than 12 h', changes: { invisibleDuration: { seconds: 43_201 } }, code: Code.ILLEGAL_INVISIBLE_TIME },
    { name: 'garbage for a handle', changes: { receiptHandle: 'garbage' }, code: Code.INVALID_RECEIPT_HANDLE },
  ])('T53 with $name gives the old handle back', async ({ changes, code }) => {
    const [held] = await hold('one');
    const answer = await change(held ?? { messageId: '', receiptHandle: '' }, 30, changes);
    expect(answer.status?.code).toBe(code);
    expect(answer.receiptHandle).toBe(changes.receiptHandle ?? held?.receiptHandle);
  });

  it('T53 without a client id gives the old handle back', async () => {
    const answer = await server.unary('ChangeInvisibleDuration', { receiptHandle: 'h' }, { clientId: null });
    expect(answer).toMatchObject({ status: { code: Code.CLIENT_ID_REQUIRED }, receiptHandle: 'h' });
  });
});

describe('a forward to the dead letter queue', () => {
  it('takes the message away, into %DLQ% and its group', async () => {
    const [held] = await hold('one');
    expect((await forward(held ?? {})).status?.code).toBe(Code.OK);
    await server.settle();
    expect(await visibleAfter(60_000)).toBe(0);
    const dead = await server.take('%DLQ%g', 'undertaker');
    expect(dead).toMatchObject([
      { systemProperties: { deadLetterQueue: { topic: 'orders', messageId: held?.messageId } } },
    ]);
  });

  it('T55 works by the message id when the client sends no handle', async () => {
    const [held] = await hold('one');
    expect((await forward({ messageId: held?.messageId ?? '' })).status?.code).toBe(Code.OK);
    await server.settle();
    expect(await visibleAfter(60_000)).toBe(0);
  });

  it.each([
    { name: 'a bad topic', changes: { topic: { name: 'no blanks' } }, code: Code.ILLEGAL_TOPIC },
    { name: 'a bad group', changes: { group: { name: 'no blanks' } }, code: Code.ILLEGAL_CONSUMER_GROUP },
    { name: 'garbage for a handle', changes: { receiptHandle: 'garbage' }, code: Code.INVALID_RECEIPT_HANDLE },
  ])('with $name is refused with $code', async ({ changes, code }) => {
    const [held] = await hold('one');
    expect((await forward(held ?? {}, changes)).status?.code).toBe(code);
  });
});
