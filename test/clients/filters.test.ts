import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Code, Producer, SimpleConsumer, type Subscription } from '../../src/index.ts';
import { type RunningServer, startTestServer } from './test-server.ts';

let server: RunningServer;

beforeAll(async () => {
  server = await startTestServer();
  const producer = await Producer.connect({ endpoint: server.endpoint, topics: ['paint'] });
  for (const [body, tag, colour, price] of [
    ['sky', 'a', 'blue', '5'],
    ['sea', 'b', 'blue', '10.5'],
    ['sun', 'c', 'yellow', '5'],
    ['air', '', '', ''],
  ] as const) {
    const properties = colour === '' ? {} : { colour, price };
    await producer.send({ topic: 'paint', body: Buffer.from(body), tag: tag === '' ? undefined : tag, properties });
  }
  await producer.close();
});

afterAll(() => server.close());

describe('a filter', () => {
  it.each<{ name: string; subscription: Subscription; bodies: string[] }>([
    { name: 'all', subscription: '*', bodies: ['air', 'sea', 'sky', 'sun'] },
    { name: 'one tag', subscription: 'a', bodies: ['sky'] },
    { name: 'two tags', subscription: 'a || c', bodies: ['sky', 'sun'] },
    { name: 'a property', subscription: { sql: "colour = 'blue'" }, bodies: ['sea', 'sky'] },
    { name: 'a number', subscription: { sql: 'price > 5' }, bodies: ['sea'] },
    { name: 'a tag by SQL', subscription: { sql: "TAGS IN ('b', 'c')" }, bodies: ['sea', 'sun'] },
    { name: 'a missing property', subscription: { sql: 'colour IS NULL' }, bodies: ['air'] },
  ])('by $name gives its group what matches and nothing else', async ({ name, subscription, bodies }) => {
    const consumer = await SimpleConsumer.connect({
      endpoint: server.endpoint,
      group: `by-${name.replaceAll(' ', '-')}`,
      subscriptions: { paint: subscription },
    });
    const received: string[] = [];
    for (
      let batch = await consumer.receive({ awaitMs: 0 });
      batch.length > 0;
      batch = await consumer.receive({ awaitMs: 0 })
    ) {
      received.push(...batch.map((message) => message.text));
    }
    expect(received.sort()).toEqual(bodies);
    await consumer.close();
  });

  it('that is no SQL is refused with the place of the mistake', async () => {
    const consumer = await SimpleConsumer.connect({
      endpoint: server.endpoint,
      group: 'mistaken',
      subscriptions: { paint: { sql: "colour = 'blue' price" } },
    });
    await expect(consumer.receive()).rejects.toMatchObject({
      code: Code.ILLEGAL_FILTER_EXPRESSION,
      message: expect.stringContaining("'price' at character 17"),
    });
    await consumer.close();
  });
});
