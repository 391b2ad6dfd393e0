import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Code, MqError, Producer, SimpleConsumer } from '../../src/index.ts';
import { type RunningServer, startTestServer } from './test-server.ts';

let server: RunningServer;

beforeEach(async () => {
  server = await startTestServer();
});

afterEach(() => server.close());

describe('one port', () => {
  it('T2: serves TLS and plaintext clients alike, and a client can verify the self-made certificate', async () => {
    const ca = await readFile(join(server.directory, 'tls', 'certificate.pem'));
    const endpoint = `localhost:${server.port}`;
    const plain = await Producer.connect({ endpoint, topics: ['both'] });
    const secure = await Producer.connect({ endpoint, topics: ['both'], tls: { ca } });
    await plain.send({ topic: 'both', body: Buffer.from('plain') });
    await secure.send({ topic: 'both', body: Buffer.from('secure') });
    const consumer = await SimpleConsumer.connect({
      endpoint,
      group: 'both',
      subscriptions: { both: '*' },
      tls: { ca },
    });
    const bodies: string[] = [];
    while (bodies.length < 2) {
      bodies.push(...(await consumer.receive()).map((message) => message.text));
    }
    expect(bodies.sort()).toEqual(['plain', 'secure']);
    await Promise.all([plain.close(), secure.close(), consumer.close()]);
  });

  it('T41: keeps MESSAGE_NOT_FOUND for empty receives: what does not exist has codes of its own', async () => {
    const { endpoint } = server;
    const consumer = await SimpleConsumer.connect({ endpoint, group: 'nobody', subscriptions: { known: '*' } });
    const code = (attempt: Promise<unknown>) =>
      attempt.then(
        () => Code.OK,
        (error: unknown) => (error instanceof MqError ? error.code : error),
      );
    expect(await code(server.admin.describeTopic('unknown'))).toBe(Code.TOPIC_NOT_FOUND);
    expect(await code(server.admin.describeGroup('unknown'))).toBe(Code.CONSUMER_GROUP_NOT_FOUND);
    const producer = await Producer.connect({ endpoint });
    expect(await code(producer.send({ topic: '%DLQ%nobody', body: Buffer.from('x') }))).toBe(Code.TOPIC_NOT_FOUND);
    expect(await consumer.receive({ awaitMs: 0 })).toEqual([]);
    await Promise.all([producer.close(), consumer.close()]);
  });
});
