import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Admin } from '../../src/admin/operations.ts';
import { Code, type ConnectOptions, Producer, SimpleConsumer } from '../../src/index.ts';
import { type Server, startServer } from '../../src/server.ts';
import { type RunOptions, runCommand } from './command-runner.ts';

let server: Server;

beforeAll(async () => {
  server = await startServer({ storage: 'memory', options: { grpcServerPort: 0, logLevel: 'error' } });
});

afterAll(() => server.close());

function run(line: string, options?: RunOptions) {
  return runCommand([...line.split(' '), '--endpoint', server.endpoint], options);
}

async function withClients(
  group: string,
  topic: string,
  work: (producer: Producer, consumer: SimpleConsumer) => Promise<void>,
  options: Partial<ConnectOptions> = {},
): Promise<void> {
  const connection = { endpoint: server.endpoint, ...options };
  const producer = await Producer.connect(connection);
  const consumer = await SimpleConsumer.connect({ ...connection, group, subscriptions: { [topic]: '*' } });
  try {
    await work(producer, consumer);
  } finally {
    await producer.close();
    await consumer.close();
  }
}

describe('the SDK and the server', () => {
  it.each([
    ['plaintext', {}],
    ['TLS with a certificate that nobody signed', { tls: { verify: false } }],
  ])('exchange a message over %s', async (name, options) => {
    const topic = `round-trip-${name.length}`;
    await withClients(
      'round-trip',
      topic,
      async (producer, consumer) => {
        const receipt = await producer.send({
          topic,
          body: 'höllo',
          tag: 'a',
          keys: ['k1', 'k2'],
          properties: { color: 'red' },
          messageGroup: 'g',
        });
        const [message] = await consumer.receive();
        expect(message).toMatchObject({
          messageId: receipt.messageId,
          text: 'höllo',
          tag: 'a',
          keys: ['k1', 'k2'],
          properties: { color: 'red' },
          messageGroup: 'g',
          messageType: 'FIFO',
          queueOffset: receipt.offset,
          deliveryAttempt: 1,
          corrupted: false,
        });
        await consumer.ack(message ?? []);
      },
      options,
    );
  });

  it('verify the certificate unless told otherwise', async () => {
    await expect(Producer.connect({ endpoint: server.endpoint, tls: true })).rejects.toMatchObject({
      code: Code.SERVER_UNREACHABLE,
    });
  });

  it('redeliver at once what is given back, with the attempt counted', async () => {
    await withClients('again', 'redelivery', async (producer, consumer) => {
      await producer.send({ topic: 'redelivery', body: 'x' });
      const [first] = await consumer.receive();
      await consumer.changeInvisibleDuration(first ?? missing(), 0);
      const [second] = await consumer.receive();
      expect(second).toMatchObject({ text: 'x', deliveryAttempt: 2, topic: 'redelivery' });
      await consumer.ack(second ?? missing());
    });
  });

  it('keep a batch together and in order', async () => {
    await withClients('batches', 'batches', async (producer, consumer) => {
      const bodies = Array.from({ length: 20 }, (_, index) => `message ${index}`);
      const receipts = await producer.send(bodies.map((body) => ({ topic: 'batches', body })));
      expect(receipts.map(({ offset }) => offset)).toEqual(bodies.map((_, index) => index));
      const received: string[] = [];
      for await (const message of consumer.messages()) {
        received.push(message.text);
        await consumer.ack(message);
        if (received.length === bodies.length) {
          break;
        }
      }
      expect(received).toEqual(bodies);
    });
  });

  it('wake a receive that waits', async () => {
    await withClients('waiting', 'waiting', async (producer, consumer) => {
      const received = consumer.receive({ awaitMs: 20_000 });
      await producer.send({ topic: 'waiting', body: 'now' });
      expect((await received).map(({ text }) => text)).toEqual(['now']);
    });
  });

  it('end a receive that waits when the consumer is closed', async () => {
    await withClients('closing', 'closing', async (_, consumer) => {
      const received = consumer.receive().catch((error) => error);
      await consumer.close();
      expect(await received).toMatchObject({ code: Code.CLIENT_CLOSED });
    });
  });

  it.each([
    ['an empty body', { topic: 'rules', body: '' }, Code.MESSAGE_BODY_EMPTY],
    [
      'a reserved property',
      { topic: 'rules', body: 'x', properties: { KEYS: 'x' } },
      Code.ILLEGAL_MESSAGE_PROPERTY_KEY,
    ],
    ['a bad topic name', { topic: 'no blanks', body: 'x' }, Code.ILLEGAL_TOPIC],
    ['a bad tag', { topic: 'rules', body: 'x', tag: 'a|b' }, Code.ILLEGAL_MESSAGE_TAG],
  ])('refuse %s', async (_, message, code) => {
    const producer = await Producer.connect({ endpoint: server.endpoint });
    await expect(producer.send(message)).rejects.toMatchObject({ code, retryable: false });
    await producer.close();
  });
});

describe('the administration and the server', () => {
  it('create, list and describe topics and groups', async () => {
    const admin = Admin.open({ endpoint: server.endpoint });
    const created = await admin.createTopic({ name: 'described', type: 'FIFO', queues: 3 });
    expect(created).toMatchObject({ created: true, topic: { type: 'FIFO', readQueues: 3, writable: true } });
    expect(await admin.createTopic({ name: 'described', type: 'FIFO', queues: 3 })).toMatchObject({ created: false });
    expect((await admin.listTopics()).map(({ name }) => name)).toContain('described');
    const { queues } = await admin.describeTopic('described');
    expect(queues.map(({ id }) => id)).toEqual([0, 1, 2]);
    await admin.createGroup({ name: 'described', orderly: true, maxAttempts: 4 });
    expect((await admin.listGroups()).find(({ name }) => name === 'described')).toMatchObject({ maxAttempts: 4 });
    expect(await admin.describeGroup('described')).toMatchObject({ group: { orderly: true }, queues: [] });
    await admin.close();
  });
});

describe('the commands and the server', () => {
  it('give a file back byte by byte', async () => {
    const file = await readFile(new URL('../../package-lock.json', import.meta.url));
    const lines = file.toString().split('\n').length - 1;
    const sent = await run('send --topic lines --file package-lock.json', { files: { 'package-lock.json': file } });
    expect(sent).toEqual({ code: 0, stdout: `${lines} messages sent to lines\n`, stderr: '' });
    const consumed = await run(`consume --topic lines --group readers --count ${lines}`);
    expect(consumed).toMatchObject({ code: 0, stderr: '' });
    expect(consumed.stdout === file.toString()).toBe(true);
    const progress = JSON.parse((await run('group describe readers --json')).stdout);
    expect(progress.queues.reduce((sum: number, { lag }: { lag: number }) => sum + lag, 0)).toBe(0);
  });

  it('give empty lines and an unterminated last line back', async () => {
    const text = '\n\na\r\n\n\nlast';
    await run('send --topic odd', { stdin: Readable.from([Buffer.from(text)]) });
    expect((await run('consume --topic odd --group readers --count 6')).stdout).toBe(text);
  });

  it('tell what a topic of type NORMAL means for the order', async () => {
    expect((await run('topic create normal --type NORMAL --queues 4')).code).toBe(0);
    const sent = await run('send --topic normal', { stdin: Readable.from([Buffer.from('a\nb\n')]) });
    expect(sent).toMatchObject({ code: 0, stderr: expect.stringContaining('no order across its 4 queues') });
  });

  it('explain what the server refuses', async () => {
    const result = await run('send --topic normal --message-group g', { stdin: Readable.from([Buffer.from('a\n')]) });
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(/^error: line 1 was not sent.*MESSAGE_PROPERTY_CONFLICT_WITH_TYPE\)\n$/);
  });
});

function missing(): never {
  throw new Error('a message was expected');
}
