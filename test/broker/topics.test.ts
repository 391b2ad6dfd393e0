import { describe, expect, it } from 'vitest';
import { Code } from '../../src/model/errors.ts';
import type { Topic } from '../../src/model/topic.ts';
import { Rig } from './broker-fixture.ts';

const legal: Topic = { name: 'topic', type: 'NORMAL', readQueues: 8, writeQueues: 8, permission: 6 };

async function refusalOf(promise: Promise<unknown>): Promise<{ code: unknown; message: string }> {
  const error = await promise.then(
    () => new Error('it was allowed'),
    (reason: unknown) => reason,
  );
  return { code: Reflect.get(Object(error), 'code'), message: error instanceof Error ? error.message : '' };
}

describe('the auto-create policy', () => {
  it('makes a MIXED topic with 8 queues when a client asks for its route, on disk before the client is told', async () => {
    const rig = await Rig.open();
    const topic = await rig.broker.topicForRoute('new');
    expect(topic).toEqual({ name: 'new', type: 'MIXED', readQueues: 8, writeQueues: 8, permission: 6 });
    const next = await rig.crash();
    expect(next.broker.topic('new')).toEqual(topic);
  });

  it('makes one topic of many queries at once, and tells the listeners once', async () => {
    const rig = await Rig.open();
    let told = 0;
    rig.broker.onTopicsChanged(() => {
      told++;
    });
    const topics = await Promise.all([1, 2, 3].map(() => rig.broker.topicForRoute('new')));
    expect(new Set(topics).size).toBe(1);
    expect(told).toBe(1);
  });

  it.each(['', 'a b', 'ü', 'x'.repeat(128), 'TBW102', 'rmq_sys_x'])('never makes the illegal name %j', async (name) => {
    const rig = await Rig.open();
    expect((await refusalOf(rig.broker.topicForRoute(name))).code).toBe(Code.ILLEGAL_TOPIC);
  });

  it.each(['%RETRY%group_topic', '%DLQ%group'])('never makes the server-made topic %s', async (name) => {
    const rig = await Rig.open();
    expect((await refusalOf(rig.broker.topicForRoute(name))).code).toBe(Code.TOPIC_NOT_FOUND);
  });

  it('switched off names the command and similar topics', async () => {
    const rig = await Rig.open({ autoCreateTopics: false });
    await rig.putTopic('orders');
    const { code, message } = await refusalOf(rig.broker.topicForRoute('order'));
    expect(code).toBe(Code.TOPIC_NOT_FOUND);
    expect(message).toContain('pocketmq topic create order');
    expect(message).toContain('similar topics: orders');
  });

  it('stops at the limit', async () => {
    const rig = await Rig.open({ topicsMax: 2 });
    await rig.broker.topicForRoute('one');
    const [two, three] = await Promise.allSettled([rig.broker.topicForRoute('two'), rig.broker.topicForRoute('three')]);
    expect([two?.status, three?.status]).toEqual(['fulfilled', 'rejected']);
    const { code, message } = await refusalOf(rig.broker.topicForRoute('three'));
    const text = 'there are 2 topics already, which is the limit (maxTopics); raise it';
    expect([code, message]).toEqual([Code.TOPIC_NOT_FOUND, expect.stringContaining(text)]);
    expect((await refusalOf(rig.putTopic('three'))).message).toContain(text);
    expect((await rig.broker.topicForRoute('one')).name).toBe('one');
  });
});

describe('a topic', () => {
  const refused: {
    readonly what: string;
    readonly change: Partial<Topic>;
    readonly code: Code;
    readonly names: string;
  }[] = [
    { what: 'an illegal name', change: { name: 'a b' }, code: Code.ILLEGAL_TOPIC, names: 'a b' },
    { what: 'a system name', change: { name: 'TBW102' }, code: Code.ILLEGAL_TOPIC, names: 'reserved' },
    { what: 'a retry name', change: { name: '%RETRY%x' }, code: Code.ILLEGAL_TOPIC, names: 'server creates' },
    { what: 'no queues', change: { readQueues: 0, writeQueues: 0 }, code: Code.BAD_REQUEST, names: 'from 1 to' },
    { what: 'half a queue', change: { writeQueues: 1.5 }, code: Code.BAD_REQUEST, names: '1.5' },
    { what: 'too many queues', change: { readQueues: 16_385 }, code: Code.BAD_REQUEST, names: '16384' },
    { what: 'queues nobody reads', change: { readQueues: 4 }, code: Code.BAD_REQUEST, names: 'hide messages' },
    { what: 'an unknown permission', change: { permission: 8 }, code: Code.BAD_REQUEST, names: 'permission 8' },
  ];
  it.each(refused)('with $what is refused', async ({ change, code, names }) => {
    const rig = await Rig.open();
    const refusal = await refusalOf(rig.broker.putTopic({ ...legal, ...change }));
    expect(refusal).toEqual({ code, message: expect.stringContaining(names) });
    expect(rig.broker.topics()).toEqual([]);
  });

  it('with an unknown type is refused', async () => {
    const rig = await Rig.open();
    const odd = { ...legal, type: 'ODD' } as unknown as Topic;
    expect((await refusalOf(rig.broker.putTopic(odd))).message).toContain('NORMAL, FIFO');
  });

  it.each(['NORMAL', 'FIFO', 'DELAY', 'TRANSACTION', 'MIXED', 'LITE', 'PRIORITY'] as const)(
    'of type %s can be made and is there after a crash',
    async (type) => {
      const rig = await Rig.open();
      await rig.broker.putTopic({ ...legal, type });
      const next = await rig.crash();
      expect(next.broker.topic('topic')).toEqual({ ...legal, type });
      expect(next.broker.queueRanges('topic')).toHaveLength(8);
    },
  );

  it('that cannot be written does not exist', async () => {
    let broken = false;
    const rig = await Rig.open({}, undefined, {
      beforeCall: (operation, path) =>
        broken && operation === 'write' && path.includes('config') ? { code: 'ENOSPC' } : undefined,
    });
    broken = true;
    expect(await refusalOf(rig.broker.putTopic(legal))).toEqual({
      code: Code.INTERNAL_SERVER_ERROR,
      message: expect.stringContaining('ENOSPC'),
    });
    expect(rig.broker.topic('topic')).toBeUndefined();
    broken = false;
    await rig.putTopic('other');
    const next = await rig.crash();
    expect(next.broker.topics().map((topic) => topic.name)).toEqual(['other']);
  });

  it('cannot lose queues in which somebody still has messages', async () => {
    const rig = await Rig.open();
    await rig.putTopic('topic', 'NORMAL', 2);
    await rig.sendBodies('topic', ['a', 'b']);
    const shrunk = { ...legal, readQueues: 1, writeQueues: 1 };
    expect((await refusalOf(rig.broker.putTopic(shrunk))).message).toContain('queue 1 holds 1 messages');
    const deliveries = await rig.receive();
    expect((await refusalOf(rig.broker.putTopic(shrunk))).message).toContain("group 'group' has 1 messages left");
    await rig.broker.putTopic({ ...legal, readQueues: 2, writeQueues: 1 });
    rig.ack(deliveries);
    await rig.broker.putTopic(shrunk);
    expect(rig.broker.topic('topic')).toEqual(shrunk);
  });
});
