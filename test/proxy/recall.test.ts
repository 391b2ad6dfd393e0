import { afterEach, beforeEach, expect, it } from 'vitest';
import { Code } from '../../src/model/errors.ts';
import { v2 } from '../../src/protocol/messages.ts';
import { openProxy, type ProxyUnderTest } from './proxy-fixture.ts';

let server: ProxyUnderTest;
beforeEach(async () => {
  server = await openProxy();
  await server.topic('delayed', 'DELAY', 1);
});
afterEach(() => server.close());

/** Sends a message for ten seconds later and tells its entry. */
async function sendLater(messageId: string): Promise<v2.SendResultEntry.$Properties | undefined> {
  const seconds = Math.floor(server.clock.now() / 1000) + 10;
  const systemProperties = { messageId, deliveryTimestamp: { seconds }, messageType: v2.MessageType.DELAY };
  const message = { topic: { name: 'delayed' }, body: Buffer.from(messageId), systemProperties };
  const answer = await server.unary('SendMessage', { messages: [message] });
  expect(answer.status?.code).toBe(Code.OK);
  return answer.entries[0];
}

const recall = (recallHandle: string, name = 'delayed') =>
  server.unary('RecallMessage', { topic: { name }, recallHandle });

it('a delayed message is answered with a recall handle, by which it never comes', async () => {
  const stays = await sendLater('STAYS');
  const goes = await sendLater('GOES');
  expect(stays?.recallHandle).not.toBe('');
  expect(await recall(goes?.recallHandle ?? '')).toMatchObject({ status: { code: Code.OK }, messageId: 'GOES' });
  expect(await server.take('delayed', 'group')).toEqual([]);
  await server.clock.advance(12_000);
  await server.settle();
  const messages = await server.take('delayed', 'group');
  expect(messages.map(({ systemProperties }) => systemProperties?.messageId)).toEqual(['STAYS']);
  expect(messages[0]?.systemProperties).toMatchObject({ messageType: v2.MessageType.DELAY });
  expect(Number(messages[0]?.systemProperties?.deliveryTimestamp?.seconds)).toBeGreaterThan(0);
  expect(await recall(stays?.recallHandle ?? '')).toMatchObject({ status: { code: Code.BAD_REQUEST }, messageId: '' });
});

it('a recall is refused for a bad topic, without a handle, and without a client id', async () => {
  expect((await recall('', 'a b')).status?.code).toBe(Code.ILLEGAL_TOPIC);
  expect((await recall('')).status?.code).toBe(Code.BAD_REQUEST);
  const request = { topic: { name: 'delayed' }, recallHandle: '' };
  const answer = await server.unary('RecallMessage', request, { clientId: null });
  expect(answer.status?.code).toBe(Code.CLIENT_ID_REQUIRED);
});
