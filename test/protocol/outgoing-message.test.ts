import { describe, expect, it } from 'vitest';
import { v2 } from '../../src/protocol/messages.ts';
import { outgoingMessageOf } from '../../src/protocol/outgoing-message.ts';

const now = 1_700_000_000_000;

describe('a message on its way in', () => {
  it('keeps every field that the server reads', () => {
    const message = outgoingMessageOf(
      {
        topic: { name: 'orders' },
        body: Buffer.from('hello'),
        userProperties: { color: 'red' },
        systemProperties: {
          tag: 'a',
          keys: ['k1', 'k2'],
          messageId: 'M1',
          bodyEncoding: v2.Encoding.GZIP,
          messageType: v2.MessageType.TRANSACTION,
          bornTimestamp: { seconds: 12, nanos: 34_000_000 },
          bornHost: 'box',
          deliveryTimestamp: { seconds: 99 },
          messageGroup: 'g',
          traceContext: 't',
          orphanedTransactionRecoveryDuration: { seconds: 7 },
          liteTopic: 'l',
          priority: 0,
        },
      },
      now,
    );
    expect(message).toEqual({
      messageId: 'M1',
      body: Buffer.from('hello'),
      tag: 'a',
      keys: ['k1', 'k2'],
      messageGroup: 'g',
      userProperties: { color: 'red' },
      gzip: true,
      bornTimestamp: 12_034,
      bornHost: 'box',
      traceContext: 't',
      transactional: true,
      deliveryTimestamp: 99_000,
      recoverySeconds: 7,
      priority: 0,
      liteTopic: 'l',
    });
  });

  it('is born now when it does not say when, and has neither marks nor properties', () => {
    expect(outgoingMessageOf(v2.Message.decode(new Uint8Array()), now)).toEqual({
      messageId: '',
      body: Buffer.alloc(0),
      tag: '',
      keys: [],
      messageGroup: '',
      userProperties: {},
      gzip: false,
      bornTimestamp: now,
      bornHost: '',
      traceContext: '',
      transactional: false,
      deliveryTimestamp: undefined,
      recoverySeconds: undefined,
      priority: undefined,
      liteTopic: '',
    });
  });

  it.each([
    { systemProperties: { bornTimestamp: { nanos: -1 } }, field: 'bornTimestamp' },
    { systemProperties: { deliveryTimestamp: { nanos: 1_000_000_000 } }, field: 'deliveryTimestamp' },
    { systemProperties: { deliveryTimestamp: { seconds: Number.MAX_SAFE_INTEGER } }, field: 'deliveryTimestamp' },
    { systemProperties: { orphanedTransactionRecoveryDuration: { seconds: 1, nanos: -1 } }, field: 'recoverySeconds' },
  ])('with $systemProperties has NaN for $field', ({ systemProperties, field }) => {
    expect(outgoingMessageOf({ systemProperties }, now)).toMatchObject({ [field]: Number.NaN });
  });

  it('may ask for a delivery in the past', () => {
    expect(outgoingMessageOf({ systemProperties: { deliveryTimestamp: { seconds: -5 } } }, now)).toMatchObject({
      deliveryTimestamp: -5000,
    });
  });
});
