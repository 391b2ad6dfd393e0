import { describe, expect, it } from 'vitest';
import { Code } from '../../src/model/errors.ts';
import { pollMsOf } from '../../src/proxy/poll-time.ts';

const bounds = { remainingMs: 23_000, requestTimeoutMs: 3000, longPollingMsMax: 20_000 };
const without = Number.POSITIVE_INFINITY;

describe('how long a receive waits', () => {
  it.each([
    { client: 'asks for 15 s of 18 s (most clients)', asked: { seconds: 15 }, remainingMs: 18_000, waitMs: 15_000 },
    { client: 'asks for nothing with 23 s left (Go)', asked: null, remainingMs: 23_000, waitMs: 20_000 },
    { client: 'asks for nothing with 8 s left (C++)', asked: undefined, remainingMs: 8000, waitMs: 6500 },
    { client: 'asks for nothing with 1 s left', asked: null, remainingMs: 1000, waitMs: 0 },
    { client: 'has neither a time nor a deadline', asked: null, remainingMs: without, waitMs: 20_000 },
    {
      client: 'asks for its whole deadline of 40 s (Rust)',
      asked: { seconds: 40 },
      remainingMs: 40_000,
      waitMs: 20_000,
    },
    { client: 'asks for its whole deadline of 10 s', asked: { seconds: 10 }, remainingMs: 10_000, waitMs: 9500 },
    { client: 'asks for more than its deadline', asked: { seconds: 30 }, remainingMs: 5000, waitMs: 4500 },
    { client: 'asks for 1 s', asked: { seconds: 1 }, remainingMs: 4000, waitMs: 1000 },
    { client: 'asks for 1 ms', asked: { nanos: 1_000_000 }, remainingMs: 4000, waitMs: 1 },
    { client: 'asks for no wait', asked: {}, remainingMs: 60_000, waitMs: 0 },
    { client: 'is past its deadline', asked: { seconds: 5 }, remainingMs: -3, waitMs: 0 },
    { client: 'has no deadline and asks for an hour', asked: { seconds: 3600 }, remainingMs: without, waitMs: 20_000 },
  ])('T43 is $waitMs ms for a client that $client', ({ asked, remainingMs, waitMs }) => {
    expect(pollMsOf(asked, { ...bounds, remainingMs })).toBe(waitMs);
  });

  it.each([{ seconds: -1 }, { seconds: 1, nanos: -1 }, { nanos: 1_000_000_000 }])('cannot be %j', (asked) => {
    expect(pollMsOf(asked, bounds)).toMatchObject({ code: Code.ILLEGAL_POLLING_TIME });
  });
});
