import { describe, expect, it } from 'vitest';
import { Code, MqError } from '../../src/model/errors.ts';
import { messagingMethods } from '../../src/protocol/methods.ts';
import type { Status } from '../../src/proxy/status.ts';
import { unary } from '../../src/proxy/unary.ts';
import type { Logger } from '../../src/runtime/log.ts';
import { RecordedUnaryCall } from './recorded-calls.ts';

const logged: string[] = [];
const ignore = () => undefined;
const logger: Logger = {
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: (_fields, text) => logged.push(text),
  child: () => logger,
};

const refuse = (status: Status) => ({ status });
const facts = { path: '/x/Heartbeat', headers: {}, remainingMs: () => Number.POSITIVE_INFINITY };

async function replyOf(handle: () => void | Promise<void>): Promise<unknown[]> {
  const method = unary(messagingMethods.heartbeat, logger, refuse, handle);
  const call = new RecordedUnaryCall<object>(facts);
  void method.handle(method.decode(Buffer.alloc(0)), call);
  await new Promise<void>((resolve) => setImmediate(resolve));
  return call.replies;
}

describe('a handler that throws', () => {
  const defect = () => {
    throw new TypeError('secret detail');
  };
  const refusal = () => {
    throw new MqError(Code.TOPIC_NOT_FOUND, 'there is no such topic');
  };

  it.each([
    { when: 'at once', handle: defect },
    { when: 'later', handle: async () => defect() },
  ])('a defect $when answers INTERNAL_SERVER_ERROR without details, and logs a line', async ({ handle }) => {
    logged.length = 0;
    const replies = await replyOf(handle);
    expect(replies).toEqual([{ status: { code: Code.INTERNAL_SERVER_ERROR, message: expect.any(String) } }]);
    expect(JSON.stringify(replies)).not.toContain('secret');
    expect(logged).toHaveLength(1);
  });

  it.each([
    { when: 'at once', handle: refusal },
    { when: 'later', handle: async () => refusal() },
  ])('a refusal $when answers its code and text, and logs nothing', async ({ handle }) => {
    logged.length = 0;
    expect(await replyOf(handle)).toEqual([
      { status: { code: Code.TOPIC_NOT_FOUND, message: 'there is no such topic' } },
    ]);
    expect(logged).toEqual([]);
  });
});
