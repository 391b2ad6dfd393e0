import { describe, expect, it } from 'vitest';
import { decodeProperties } from '../../src/model/properties.ts';
import { bodiesOf, outgoing, Rig, startOfTime } from './broker-fixture.ts';

describe('a stored message', () => {
  it('has all properties that RocketMQ gives a message sent over gRPC', async () => {
    const rig = await Rig.open();
    await rig.putTopic('topic', 'MIXED');
    await rig.send('topic', [
      outgoing('full', {
        tag: 'red',
        keys: ['k1', '', 'k2'],
        messageGroup: 'group',
        userProperties: { color: 'blue', empty: '' },
        traceContext: 'trace',
        bornTimestamp: startOfTime - 5,
        gzip: true,
      }),
      outgoing('bare', { bornHost: '' }),
    ]);
    const [full, bare] = await rig.receive();
    expect(Object.fromEntries(decodeProperties(full?.message.properties ?? ''))).toEqual({
      color: 'blue',
      UNIQ_KEY: 'id-full',
      TAGS: 'red',
      KEYS: 'k1 k2',
      __SHARDINGKEY: 'group',
      TRACE_CONTEXT: 'trace',
      __BORNHOST: 'client-host',
      BORN_TIMESTAMP: String(startOfTime - 5),
      PGROUP: 'topic',
      CLUSTER: 'DefaultCluster',
      MSG_REGION: 'DefaultRegion',
      TRACE_ON: 'true',
      RECONSUME_TIME: '0',
    });
    expect(full?.message).toMatchObject({
      sysFlag: 1,
      bornTimestamp: startOfTime - 5,
      bornHost: { address: '10.0.0.7', port: 4711 },
      reconsumeTimes: 0,
    });
    expect(bare?.message.sysFlag).toBe(0);
    const properties = decodeProperties(bare?.message.properties ?? '');
    expect(properties.get('__BORNHOST')).toBe('10.0.0.7:4711');
    expect([properties.has('TAGS'), properties.has('KEYS'), properties.has('__SHARDINGKEY')]).toEqual([
      false,
      false,
      false,
    ]);
    expect(full?.message.properties.endsWith('\u0002')).toBe(true);
  });
});

describe('the queue of a message', () => {
  it('goes round robin over all writable queues', async () => {
    const rig = await Rig.open();
    await rig.putTopic('topic', 'NORMAL', 3);
    const queues: (number | undefined)[] = [];
    for (let number = 0; number < 6; number++) {
      const [receipt] = await rig.send('topic', [outgoing(`${number}`)]);
      queues.push(receipt?.queueId);
    }
    expect(queues).toEqual([0, 1, 2, 0, 1, 2]);
  });

  it('is that of its message group, also in a batch, and messages without a group stay together', async () => {
    const rig = await Rig.open();
    await rig.putTopic('topic', 'MIXED', 8);
    const groups = ['a', '', 'b', 'c', '', 'a', 'b'];
    const messages = groups.map((messageGroup, index) => outgoing(`${index}`, { messageGroup }));
    const batch = await rig.send('topic', messages);
    expect(batch.map((receipt) => receipt.messageId)).toEqual(messages.map((message) => message.messageId));
    const queueOf = new Map<string, Set<number>>();
    for (const [index, receipt] of batch.entries()) {
      const key = groups[index] ?? '';
      queueOf.set(key, (queueOf.get(key) ?? new Set()).add(receipt.queueId));
    }
    for (const messageGroup of ['a', 'b', 'c']) {
      const [alone] = await rig.send('topic', [outgoing('alone', { messageGroup })]);
      expect(queueOf.get(messageGroup)).toEqual(new Set([alone?.queueId]));
    }
    expect(queueOf.get('')?.size).toBe(1);
    expect(new Set([...queueOf.values()].flatMap((queues) => [...queues])).size).toBeGreaterThan(1);
  });

  it('has its own offset in each receipt', async () => {
    const rig = await Rig.open();
    await rig.putTopic('topic');
    await rig.send('topic', [outgoing('a')]);
    const receipts = await rig.send('topic', [outgoing('b'), outgoing('c')]);
    expect(receipts.map((receipt) => receipt.queueOffset)).toEqual([1, 2]);
    expect(bodiesOf(await rig.receive())).toEqual(['a', 'b', 'c']);
  });
});
