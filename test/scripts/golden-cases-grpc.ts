import { setTimeout as sleep } from 'node:timers/promises';
import type { RocketmqGrpc } from './golden-grpc.ts';
import { bodyOf, pick, smallFiles, tinyFiles } from './golden-text.ts';
import type { GoldenCase, MessagePlan, Workload } from './golden-workload.ts';

interface Received {
  readonly topic: { readonly name: string };
  readonly system_properties: {
    readonly message_id: string;
    readonly receipt_handle: string;
    readonly delivery_attempt: number;
  };
}

const retryTopicChars = 'long-retry-topic-'.repeat(6);

function plan(topic: string, i: number, more: Partial<MessagePlan> = {}): MessagePlan {
  return {
    topic,
    body: bodyOf(i, 30 + ((i * 61) % 900)),
    ...(i % 2 === 0 ? { tag: pick(['red', 'зелёный', 'b'], i / 2) } : {}),
    ...(i % 3 === 0 ? { keys: [`g${i}`, 'schlüssel'] } : {}),
    ...(i % 4 === 0 ? { properties: { имя: `значение ${i}`, plain: 'x' } } : {}),
    ...more,
  };
}

async function receive(consumer: RocketmqGrpc, group: string, topic: string, invisibleSeconds: number) {
  const messages: Received[] = [];
  // Each call asks one queue of the topic's; -1 means all of them.
  for (let round = 0; round < 6; round++) {
    const parts = await consumer.collect('ReceiveMessage', {
      group: { name: group },
      message_queue: { topic: { name: topic }, id: -1, permission: 'READ_WRITE', broker: { name: 'broker-a' } },
      filter_expression: { type: 'TAG', expression: '*' },
      batch_size: 16,
      invisible_duration: { seconds: invisibleSeconds },
      long_polling_timeout: { seconds: 2 },
    });
    messages.push(...parts.flatMap(({ message }) => (message === undefined ? [] : [message as Received])));
  }
  return messages;
}

function subscription(group: string, topics: readonly string[]) {
  const expression = { type: 'TAG', expression: '*' };
  return {
    client_type: 'SIMPLE_CONSUMER',
    subscription: {
      group: { name: group },
      subscriptions: topics.map((name) => ({ topic: { name }, expression })),
      long_polling_timeout: { seconds: 2 },
    },
  };
}

/** Receives; acks one part, hides one part for longer, sends one part to the dead letters, and lets the rest expire. */
async function consume(work: Workload, group: string, topic: string): Promise<void> {
  const consumer = await work.grpc(subscription(group, [topic]));
  const names = { group: { name: group }, topic: { name: topic } };
  const received = await receive(consumer, group, topic, 10);
  if (received.length === 0) {
    throw new Error(`nothing was received from ${topic}`);
  }
  for (const [i, { system_properties: system }] of received.entries()) {
    const { message_id, receipt_handle, delivery_attempt } = system;
    if (i % 4 === 0) {
      await consumer.call('AckMessage', { ...names, entries: [{ message_id, receipt_handle }] });
    } else if (i % 4 === 1) {
      const invisible_duration = { seconds: 20 };
      await consumer.call('ChangeInvisibleDuration', { ...names, message_id, receipt_handle, invisible_duration });
    } else if (i % 4 === 2) {
      const attempts = { delivery_attempt, max_delivery_attempts: 1 };
      await consumer.call('ForwardMessageToDeadLetterQueue', { ...names, message_id, receipt_handle, ...attempts });
    }
  }
}

async function fillGrpc(work: Workload) {
  const topics = { NORMAL: 'grpc-normal', FIFO: 'grpc-fifo', DELAY: 'grpc-delay', TRANSACTION: 'grpc-half' };
  for (const [type, topic] of Object.entries(topics)) {
    await work.topic(topic, 3, { 'message.type': type });
  }
  const long = `${retryTopicChars}topic`;
  const longGroup = `${retryTopicChars}group`;
  await work.topic(long, 1, { 'message.type': 'NORMAL' });
  await work.topic('grpc-priority', 2, { 'message.type': 'PRIORITY' });
  await work.group('grpc-group');
  await work.group(longGroup);
  const producer = await work.producer([...Object.values(topics), long]);
  for (let i = 0; i < 60; i++) {
    await work.sendGrpc(producer, [plan('grpc-normal', i)]);
  }
  for (let i = 0; i < 5; i++) {
    await work.sendGrpc(
      producer,
      Array.from({ length: i + 2 }, (_, k) => plan('grpc-normal', 100 + i * 10 + k)),
    );
    await work.sendGrpc(producer, [plan('grpc-priority', i, { priority: i % 4 })]);
  }
  for (let i = 0; i < 30; i++) {
    await work.sendGrpc(producer, [plan('grpc-fifo', i, { messageGroup: pick(['one', 'two', 'группа'], i) })]);
  }
  for (let i = 0; i < 6; i++) {
    await work.sendGrpc(producer, [plan('grpc-delay', i, { deliverMs: Date.now() + (i < 3 ? 2000 : 3_600_000) })]);
  }
  for (let i = 0; i < 9; i++) {
    const [messageId = ''] = await work.sendGrpc(producer, [plan('grpc-half', i)], true);
    const resolution = pick(['COMMIT', 'ROLLBACK', undefined] as const, i);
    if (resolution !== undefined) {
      await producer.call('EndTransaction', {
        topic: { name: 'grpc-half' },
        message_id: messageId,
        transaction_id: messageId,
        resolution,
        source: 'SOURCE_CLIENT',
      });
      work.resolved(messageId, resolution);
    }
  }
  for (let i = 0; i < 6; i++) {
    await work.sendGrpc(producer, [plan(long, i)]);
  }
  await consume(work, 'grpc-group', 'grpc-normal');
  await consume(work, longGroup, long);
  await sleep(16_000); // Leases end and their messages move to the retry topics.
  return { queries: await work.queries(work.sampleQueries(12)), times: await work.times('grpc-fifo', 0) };
}

export const groupCase: GoldenCase = {
  name: 'grpc',
  about:
    'Every kind of message through gRPC, with acks, longer leases, expired leases, dead letters and a long retry topic.',
  settings: smallFiles,
  end: 'stop',
  quiet: true,
  fill: fillGrpc,
};

export const propertyCrcCase: GoldenCase = {
  name: 'property-crc',
  about: 'Every record ends in a checksum of itself, kept as a property.',
  settings: { ...tinyFiles, enabledAppendPropCRC: 'true' },
  end: 'stop',
  quiet: true,
  fill: async (work) => {
    await work.topic('crc-mixed', 2);
    for (let i = 0; i < 40; i++) {
      await work.send(plan('crc-mixed', i, { queueId: i % 2 }));
    }
    await work.sendBatch([plan('crc-mixed', 41), plan('crc-mixed', 42)], 0);
    return { queries: await work.queries(work.sampleQueries(8)) };
  },
};
