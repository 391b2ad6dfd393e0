import { format } from 'node:util';
import { ConsumeResult, type MessageView, Producer, PushConsumer, SimpleConsumer } from 'rocketmq-client-nodejs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningServer, startTestServer } from './test-server.ts';

/** What the official client logs; warnings and errors fail the test that made them. */
class ClientLog {
  readonly problems: string[] = [];
  info(): void {}
  debug(): void {}
  warn(...parts: unknown[]): void {
    this.problems.push(`warn ${format(...parts)}`);
  }
  error(...parts: unknown[]): void {
    this.problems.push(`error ${format(...parts)}`);
  }
}

let server: RunningServer;
let log: ClientLog;

beforeEach(async () => {
  log = new ClientLog();
  server = await startTestServer({
    minInvisibleTimeMillsForRecv: 1000,
    // The client waits for its parked receives when it shuts down.
    grpcClientConsumerMaxLongPollingTimeoutMillis: 2000,
  });
});

afterEach(async () => {
  await server.close();
  expect(log.problems).toEqual([]);
});

async function startProducer(...topics: string[]): Promise<Producer> {
  const producer = new Producer({ endpoints: server.endpoint, namespace: '', logger: log, topics });
  await producer.startup();
  return producer;
}

async function startSimpleConsumer(group: string, topics: readonly string[]): Promise<SimpleConsumer> {
  const consumer = new SimpleConsumer({
    consumerGroup: group,
    endpoints: server.endpoint,
    namespace: '',
    logger: log,
    awaitDuration: 5000,
    subscriptions: new Map(topics.map((topic) => [topic, '*'])),
  });
  await consumer.startup();
  return consumer;
}

/** Receives until `count` messages came or an empty receive followed. */
async function receiveAll(consumer: SimpleConsumer, count: number, invisibleMs: number): Promise<MessageView[]> {
  const received: MessageView[] = [];
  while (received.length < count) {
    const batch = await consumer.receive(16, invisibleMs);
    if (batch.length === 0) {
      break;
    }
    received.push(...batch);
  }
  return received;
}

describe('the official Node client', () => {
  it('sends to several topics at once and a SimpleConsumer receives and acknowledges all of it (T9)', async () => {
    const topics = ['first', 'second', 'third'];
    const producer = await startProducer(...topics);
    const consumer = await startSimpleConsumer('readers', topics);
    const sent = new Map<string, string>();
    for (const topic of topics) {
      for (let i = 0; i < 5; i++) {
        const body = `${topic} ${i} grüß`;
        const receipt = await producer.send({
          topic,
          tag: 'greeting',
          keys: [`key-${i}`],
          properties: new Map([['colour', 'blue']]),
          body: Buffer.from(body),
        });
        sent.set(receipt.messageId, body);
      }
    }
    const received = await receiveAll(consumer, sent.size, 30_000);
    for (const message of received) {
      expect(message.tag).toBe('greeting');
      expect(message.keys).toHaveLength(1);
      expect(message.properties.get('colour')).toBe('blue');
      expect(message.deliveryAttempt).toBe(1);
      expect(message.corrupted).not.toBe(true);
      await consumer.ack(message);
    }
    expect(new Map(received.map((message) => [message.messageId, message.body.toString()]))).toEqual(sent);
    await consumer.shutdown();
    await producer.shutdown();
  });

  it('sees a message again after the invisible duration, with its attempt counted, until it is acknowledged', async () => {
    const producer = await startProducer('again');
    const consumer = await startSimpleConsumer('readers', ['again']);
    const receipt = await producer.send({ topic: 'again', body: Buffer.from('once more') });
    const [first] = await receiveAll(consumer, 1, 1000);
    const [second] = await receiveAll(consumer, 1, 30_000);
    expect([first?.messageId, second?.messageId]).toEqual([receipt.messageId, receipt.messageId]);
    expect([first?.deliveryAttempt, second?.deliveryAttempt]).toEqual([1, 2]);
    if (second !== undefined) {
      await consumer.ack(second);
    }
    expect(await receiveAll(consumer, 1, 1000)).toEqual([]);
    await consumer.shutdown();
    await producer.shutdown();
  });

  it('changes the invisible duration of a message and gets it again then', async () => {
    const producer = await startProducer('changed');
    const consumer = await startSimpleConsumer('readers', ['changed']);
    await producer.send({ topic: 'changed', body: Buffer.from('x') });
    const [first] = await receiveAll(consumer, 1, 60_000);
    if (first === undefined) {
      throw new Error('nothing was received');
    }
    await consumer.changeInvisibleDuration(first, 1000);
    const [second] = await receiveAll(consumer, 1, 30_000);
    expect(second?.messageId).toBe(first.messageId);
    await consumer.shutdown();
    await producer.shutdown();
  });

  it('consumes by a PushConsumer, which gets a failed message again', async () => {
    const producer = await startProducer('pushed', 'pushed-too');
    const seen: { body: string; attempt: number | undefined }[] = [];
    let arrived = () => {};
    const consumer = new PushConsumer({
      consumerGroup: 'pushers',
      endpoints: server.endpoint,
      namespace: '',
      logger: log,
      subscriptions: new Map([
        ['pushed', '*'],
        ['pushed-too', 'wanted'],
      ]),
      messageListener: {
        async consume(message: MessageView) {
          seen.push({ body: message.body.toString(), attempt: message.deliveryAttempt });
          arrived();
          return message.body.toString() === 'fails once' && message.deliveryAttempt === 1
            ? ConsumeResult.FAILURE
            : ConsumeResult.SUCCESS;
        },
      },
    });
    await consumer.startup();
    for (let i = 0; i < 10; i++) {
      await producer.send({ topic: 'pushed', body: Buffer.from(`body ${i}`) });
    }
    await producer.send({ topic: 'pushed', body: Buffer.from('fails once') });
    await producer.send({ topic: 'pushed-too', tag: 'unwanted', body: Buffer.from('filtered out') });
    await producer.send({ topic: 'pushed-too', tag: 'wanted', body: Buffer.from('wanted') });
    while (seen.length < 13) {
      await new Promise<void>((resolve) => {
        arrived = resolve;
      });
    }
    const expected = [...Array.from({ length: 10 }, (_, i) => `body ${i}`), 'fails once', 'fails once', 'wanted'];
    expect(seen.map(({ body }) => body).sort()).toEqual(expected.sort());
    expect(seen.filter(({ body }) => body === 'fails once').map(({ attempt }) => attempt)).toEqual([1, 2]);
    await consumer.shutdown();
    await producer.shutdown();
  });

  it('keeps the order of a message group for a FIFO group', async () => {
    await server.admin.createTopic({ name: 'ordered', type: 'FIFO', queues: 4 });
    await server.admin.createGroup({ name: 'ordered-readers', orderly: true });
    const producer = await startProducer('ordered');
    const consumer = await startSimpleConsumer('ordered-readers', ['ordered']);
    const groups = ['a', 'b', 'c'];
    for (let i = 0; i < 8; i++) {
      for (const messageGroup of groups) {
        await producer.send({ topic: 'ordered', messageGroup, body: Buffer.from(`${messageGroup}${i}`) });
      }
    }
    const bodies: string[] = [];
    while (bodies.length < 24) {
      const batch = await consumer.receive(16, 30_000);
      expect(batch.length).toBeGreaterThan(0);
      for (const message of batch) {
        bodies.push(message.body.toString());
        await consumer.ack(message);
      }
    }
    for (const group of groups) {
      expect(bodies.filter((body) => body.startsWith(group))).toEqual(
        Array.from({ length: 8 }, (_, i) => `${group}${i}`),
      );
    }
    await consumer.shutdown();
    await producer.shutdown();
  });

  it('sends messages for later, and recalls one of them', async () => {
    const producer = await startProducer('delayed');
    const consumer = await startSimpleConsumer('later', ['delayed']);
    const deliverAt = Date.now() + 4000;
    const send = (text: string) =>
      producer.send({ topic: 'delayed', body: Buffer.from(text), deliveryTimestamp: new Date(deliverAt) });
    await send('comes');
    const { recallHandle } = await send('recalled');
    await producer.recallMessage('delayed', recallHandle ?? '');
    const received: MessageView[] = [];
    while (Date.now() < deliverAt + 1500 || received.length === 0) {
      const batch = await consumer.receive(16, 60_000);
      received.push(...batch);
      expect(batch.length === 0 || Date.now() >= deliverAt).toBe(true);
    }
    expect(received.map(({ body }) => body.toString())).toEqual(['comes']);
    await consumer.shutdown();
    await producer.shutdown();
  });
});
