import { describe, expect, it } from 'vitest';
import { AssemblyPool } from '../../src/rpc/assembly-pool.ts';
import { ByteBudget } from '../../src/rpc/byte-budget.ts';
import type { CallStream } from '../../src/rpc/call-stream.ts';
import { createCounters } from '../../src/rpc/counters.ts';
import { Deadlines } from '../../src/rpc/deadlines.ts';
import { Gunzipper } from '../../src/rpc/gunzip.ts';
import { ServerCall } from '../../src/rpc/server-call.ts';
import type { Method } from '../../src/rpc/service.ts';
import type { Logger } from '../../src/runtime/log.ts';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';

const method: Method = {
  kind: 'unary',
  path: '/test/Park',
  decode: (bytes) => bytes,
  encode: () => Buffer.alloc(0),
  handle: () => undefined,
};

const goneStream: CallStream = {
  metadata: { get: () => undefined },
  peer: { address: '127.0.0.1', port: 1, secure: false },
  queuedBytes: 0,
  sendHeaders: () => undefined,
  sendMessage: () => true,
  writeMessage: () => true,
  sendStatus: () => undefined,
  reset: () => undefined,
  pauseReading: () => undefined,
  resumeReading: () => undefined,
};

function startCall(errors: unknown[]): ServerCall {
  const clock = new VirtualClock(0);
  const silent = () => undefined;
  const logger: Logger = {
    debug: silent,
    info: silent,
    warn: silent,
    error: (fields) => errors.push(fields),
    child: () => logger,
  };
  const requestRoom = {
    requestBytesMax: 100,
    budget: new ByteBudget(100),
    gunzipper: new Gunzipper(),
    assemblies: new AssemblyPool(),
  };
  const call = new ServerCall(method, 'identity', Number.POSITIVE_INFINITY, goneStream, {
    clock,
    logger,
    counters: createCounters(),
    deadlines: new Deadlines(clock),
    requestRoom,
    responseBytesQueuedMax: 100,
  });
  call.start();
  return call;
}

describe('what a listener of a cancelled call gives back', () => {
  it.each<[string, () => unknown]>([
    ['nothing', () => undefined],
    ['null', () => null],
    ['a number', () => 7],
    ['an object', () => ({})],
    ['a promise', () => Promise.resolve(7)],
  ])('is of no interest: %s', async (_, listener) => {
    const errors: unknown[] = [];
    const call = startCall(errors);
    let second = 0;
    call.onCancel(listener);
    call.onCancel(() => {
      second += 1;
    });
    call.abort();
    await Promise.resolve();
    expect({ errors, second }).toEqual({ errors: [], second: 1 });
  });

  it('is logged when it is a promise that is rejected', async () => {
    const errors: unknown[] = [];
    const call = startCall(errors);
    const fault = new Error('late');
    const listener: () => unknown = () => Promise.reject(fault);
    call.onCancel(listener);
    call.abort();
    await new Promise((resolve) => setImmediate(resolve));
    expect(errors).toEqual([{ path: '/test/Park', err: fault }]);
  });
});
