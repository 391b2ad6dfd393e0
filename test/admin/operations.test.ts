import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Admin } from '../../src/admin/operations.ts';
import { Code } from '../../src/model/errors.ts';
import { FixtureServer } from '../client/fixture-server.ts';

let server: FixtureServer;
let admin: Admin;

beforeEach(async () => {
  server = await FixtureServer.start();
  admin = Admin.open({ endpoint: server.endpoint });
});

afterEach(async () => {
  await admin.close();
  server.stop();
});

describe('Admin', () => {
  it('creates, lists and describes topics', async () => {
    expect(await admin.createTopic({ name: 'orders', type: 'FIFO', queues: 3 })).toEqual({
      created: true,
      topic: { name: 'orders', type: 'FIFO', readQueues: 3, writeQueues: 3, readable: true, writable: true },
    });
    expect(await admin.createTopic({ name: 'orders' })).toMatchObject({ created: false });
    expect(server.callsOf('createTopic')[1]?.request).toMatchObject({ type: '' });
    expect(await admin.listTopics({ includeInternal: true })).toMatchObject([{ name: 'orders' }]);
    expect(await admin.describeTopic('orders')).toMatchObject({
      topic: { name: 'orders' },
      queues: [{ id: 0, minOffset: 0, maxOffset: 0 }, { id: 1 }, { id: 2 }],
    });
  });

  it('creates, lists and describes groups', async () => {
    expect(await admin.createGroup({ name: 'workers', orderly: true, maxAttempts: 5 })).toEqual({
      created: true,
      group: { name: 'workers', orderly: true, maxAttempts: 5, consumeEnabled: true },
    });
    expect(await admin.listGroups()).toMatchObject([{ name: 'workers' }]);
    expect(await admin.describeGroup('workers')).toEqual({
      group: { name: 'workers', orderly: true, maxAttempts: 5, consumeEnabled: true },
      queues: [{ topic: 'lines', queueId: 0, minOffset: 0, maxOffset: 10, committedOffset: 3, lag: 7, inFlight: 2 }],
      clients: [{ id: 'host@1@0@x', type: 'SIMPLE_CONSUMER', language: 'NODE_JS', version: '5', lastSeenMsAgo: 40 }],
    });
  });

  it('rejects with the code and the text of the server', async () => {
    await expect(admin.describeTopic('nowhere')).rejects.toMatchObject({
      code: Code.TOPIC_NOT_FOUND,
      message: "the topic 'nowhere' was not described: there is no topic 'nowhere' (TOPIC_NOT_FOUND)",
    });
  });

  it.each([
    ['createTopic', () => admin.createTopic({ name: 'x' })],
    ['listGroups', () => admin.listGroups()],
  ] as const)('ends %s by deadline, signal and closing', async (name, ask) => {
    server.fail(name, { silent: true }, { silent: true }, { silent: true });
    await expect(
      admin.createTopic({ name: 'x' }, { timeoutMs: 20 }).then(() => admin.listGroups({ timeoutMs: 20 })),
    ).rejects.toMatchObject({
      code: Code.REQUEST_TIMEOUT,
    });
    const pending = ask().catch((error) => error);
    await server.until(() => server.callsOf(name).length >= 1);
    await admin.close();
    expect(await pending).toMatchObject({ code: Code.CLIENT_CLOSED });
    await expect(ask()).rejects.toMatchObject({ code: Code.CLIENT_CLOSED });
  });
});
