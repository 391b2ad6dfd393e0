import { ConsumeResult, Producer, PushConsumer, SimpleConsumer } from 'rocketmq-client-nodejs';

// Sends, receives, changes an invisible duration, acknowledges, and consumes by push; the other rocketmq-* do the same.
const quiet = { info() {}, debug() {}, warn: console.error, error: console.error };
const endpoints = `127.0.0.1:${process.argv[2]}`;
const configuration = { endpoints, namespace: '', logger: quiet };

const producer = new Producer({ ...configuration, topics: ['corpus', 'corpus-fifo'] });
await producer.startup();
for (let i = 0; i < 4; i++) {
  await producer.send({ topic: 'corpus', tag: 'tag', keys: [`key-${i}`], body: Buffer.from(`message ${i}`) });
}
await producer.send({ topic: 'corpus', tag: 'large', body: Buffer.alloc(20_000, 'long body ') });
await producer.send({ topic: 'corpus-fifo', messageGroup: 'group', body: Buffer.from('in order') });

const consumer = new SimpleConsumer({
  ...configuration,
  consumerGroup: 'corpus-simple',
  awaitDuration: 2000,
  subscriptions: new Map([['corpus', '*']]),
});
await consumer.startup();
for (let received = 0; received < 5; ) {
  const messages = await consumer.receive(16, 30_000);
  for (const message of messages) {
    received += 1;
    if (received === 1) {
      await consumer.changeInvisibleDuration(message, 20_000);
    } else {
      await consumer.ack(message);
    }
  }
}
await consumer.shutdown();

let consumed = 0;
const push = new PushConsumer({
  ...configuration,
  consumerGroup: 'corpus-push',
  subscriptions: new Map([['corpus', 'tag']]),
  messageListener: {
    async consume() {
      consumed += 1;
      return ConsumeResult.SUCCESS;
    },
  },
});
await push.startup();
while (consumed < 4) {
  await new Promise((resolve) => setTimeout(resolve, 200));
}
await push.shutdown();
await producer.shutdown();
process.exit(0);
