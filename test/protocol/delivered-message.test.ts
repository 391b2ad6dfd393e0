import { describe, expect, it } from 'vitest';
import { type StoredMessage, SysFlag } from '../../src/model/message.ts';
import { encodeProperties } from '../../src/model/properties.ts';
import { deliveredMessageOf } from '../../src/protocol/delivered-message.ts';
import { v2 } from '../../src/protocol/messages.ts';

function stored(properties: Readonly<Record<string, string>>, more: Partial<StoredMessage> = {}): StoredMessage {
  return {
    topic: '%RETRY%g_orders',
    queueId: 3,
    queueOffset: 41,
    physicalOffset: 0x1_0000_0002,
    size: 200,
    flag: 0,
    sysFlag: 0,
    bornTimestamp: 1000,
    bornHost: { address: '10.0.0.9', port: 4711 },
    storeTimestamp: 2000,
    storeHost: { address: '127.0.0.1', port: 8081 },
    reconsumeTimes: 1,
    preparedTransactionOffset: 0,
    body: Buffer.from('hello'),
    properties: encodeProperties(new Map(Object.entries(properties))),
    ...more,
  };
}

function systemOf(message: StoredMessage): v2.SystemProperties.$Properties {
  return deliveredMessageOf(message, { name: 'orders' }, 'handle', 2).systemProperties ?? {};
}

describe('a message on its way out', () => {
  it('T26 carries the topic as the client wrote it, namespace included', () => {
    const resource = { name: 'orders', resourceNamespace: 'tenant' };
    expect(deliveredMessageOf(stored({}), resource, 'handle', 2).topic).toEqual(resource);
  });

  it('T44 has everything that clients rely on, also when it was stored with nothing', () => {
    expect(systemOf(stored({}))).toMatchObject({
      // Address, port and physical offset of the record.
      messageId: '7F00000100001F910000000100000002',
      bodyDigest: { type: v2.DigestType.MD5, checksum: '5D41402ABC4B2A76B9719D911017C592' },
      bodyEncoding: v2.Encoding.IDENTITY,
      messageType: v2.MessageType.NORMAL,
      bornTimestamp: { seconds: 1, nanos: 0 },
      bornHost: '10.0.0.9:4711',
      storeTimestamp: { seconds: 2, nanos: 0 },
      storeHost: '127.0.0.1:8081',
      receiptHandle: 'handle',
      deliveryAttempt: 2,
      queueId: 3,
      queueOffset: 41,
    });
  });

  it('T44 has the digest of an empty body too', () => {
    expect(systemOf(stored({}, { body: new Uint8Array() })).bodyDigest?.checksum).toBe(
      'D41D8CD98F00B204E9800998ECF8427E',
    );
  });

  it('gives back what the producer said', () => {
    const message = stored({
      TAGS: 'a',
      KEYS: 'k1 k2',
      UNIQ_KEY: 'M1',
      __SHARDINGKEY: 'group',
      TRACE_CONTEXT: 'trace',
      __BORNHOST: 'box',
      BORN_TIMESTAMP: '12034',
    });
    expect(systemOf(message)).toMatchObject({
      tag: 'a',
      keys: ['k1', 'k2'],
      messageId: 'M1',
      messageGroup: 'group',
      traceContext: 'trace',
      bornHost: 'box',
      bornTimestamp: { seconds: 12, nanos: 34_000_000 },
      messageType: v2.MessageType.FIFO,
    });
  });

  it('has none of the optional fields when nothing was said', () => {
    const bytes = v2.SystemProperties.encode(systemOf(stored({}))).finish();
    const decoded = v2.SystemProperties.decode(bytes);
    const absent = [
      'tag',
      'deliveryTimestamp',
      'messageGroup',
      'traceContext',
      'deadLetterQueue',
      'liteTopic',
    ] as const;
    for (const name of [...absent, 'priority', 'invisibleDuration'] as const) {
      expect(decoded[name] ?? undefined, name).toBeUndefined();
    }
    expect(decoded.keys).toEqual([]);
  });

  it('says gzip where the producer said so, and never leaves the encoding open', () => {
    expect(systemOf(stored({}, { sysFlag: SysFlag.COMPRESSED })).bodyEncoding).toBe(v2.Encoding.GZIP);
  });

  it.each([
    { properties: { TRAN_MSG: 'true', __SHARDINGKEY: 'g' }, type: 'TRANSACTION' },
    { properties: { TRAN_MSG: 'false' }, type: 'NORMAL' },
    { properties: { TIMER_DELIVER_MS: '5000', __SHARDINGKEY: 'g' }, type: 'DELAY' },
    { properties: { TIMER_DELAY_SEC: '5' }, type: 'DELAY' },
    { properties: { TIMER_DELAY_MS: '5' }, type: 'DELAY' },
    { properties: { DELAY: '3' }, type: 'DELAY' },
    { properties: { DELAY: '0' }, type: 'NORMAL' },
    { properties: { __SHARDINGKEY: 'g', _SYS_MSG_PRIORITY_: '3' }, type: 'FIFO' },
    { properties: { _SYS_MSG_PRIORITY_: '3', __LITE_TOPIC: 'l' }, type: 'PRIORITY' },
    { properties: { __LITE_TOPIC: 'l' }, type: 'LITE' },
  ] as const)('with $properties is of type $type', ({ properties, type }) => {
    expect(systemOf(stored(properties)).messageType).toBe(v2.MessageType[type]);
  });

  it('tells from where a dead letter came', () => {
    const message = stored({ DLQ_ORIGIN_TOPIC: 'orders', DLQ_ORIGIN_MESSAGE_ID: 'M1' });
    expect(systemOf(message).deadLetterQueue).toEqual({ topic: 'orders', messageId: 'M1' });
  });

  it('leaves out numbers that are none', () => {
    const message = stored({ TIMER_DELIVER_MS: 'soon', _SYS_MSG_PRIORITY_: '-1', BORN_TIMESTAMP: '' });
    expect(systemOf(message)).toMatchObject({
      deliveryTimestamp: null,
      priority: null,
      bornTimestamp: { seconds: 1, nanos: 0 },
    });
  });

  it('shows users their own properties and none of the server', () => {
    const message = stored({ color: 'red', CLUSTER: 'c', UNIQ_KEY: 'M1', POP_CK: 'x', '1ST_POP_TIME': '3' });
    const delivered = deliveredMessageOf(message, { name: 'orders' }, 'handle', 1);
    expect(Object.entries(delivered.userProperties ?? {})).toEqual([['color', 'red']]);
  });

  it('keeps a property called __proto__', () => {
    const properties = encodeProperties(new Map([['__proto__', 'x']]));
    const delivered = deliveredMessageOf(stored({}, { properties }), { name: 'orders' }, 'handle', 1);
    const decoded = v2.Message.decode(v2.Message.encode(delivered).finish());
    expect(Object.entries(decoded.userProperties)).toEqual([['__proto__', 'x']]);
  });
});
