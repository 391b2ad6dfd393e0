import { expect, it } from 'vitest';
import { MovedMessages } from '../../src/broker/moved-messages.ts';

const queueOf = () => ({ movedOffsets: new Set<number>() });

it('remembers what was moved in the queue that it came from', () => {
  const [one, other] = [queueOf(), queueOf()];
  const moved = new MovedMessages(10);
  moved.remember(one, 5);
  moved.remember(other, 2 ** 40);
  expect([...one.movedOffsets]).toEqual([5]);
  expect([...other.movedOffsets]).toEqual([2 ** 40]);
});

it('forgets the oldest when the table is full, whichever queue it is of', () => {
  const [one, other] = [queueOf(), queueOf()];
  const moved = new MovedMessages(3);
  for (const [queue, offset] of [
    [one, 1],
    [other, 1],
    [one, 2],
    [one, 3],
    [other, 2],
  ] as const) {
    moved.remember(queue, offset);
  }
  expect([...one.movedOffsets]).toEqual([2, 3]);
  expect([...other.movedOffsets]).toEqual([2]);
  expect(moved.count).toBe(3);
});

it('holds as many as its limit says, after any number', () => {
  const queue = queueOf();
  const moved = new MovedMessages(2500);
  for (let offset = 0; offset < 10_000; offset++) {
    moved.remember(queue, offset);
  }
  expect(queue.movedOffsets.size).toBe(2500);
  expect(queue.movedOffsets.has(7499)).toBe(false);
  expect(queue.movedOffsets.has(7500)).toBe(true);
});

it('counts a message once that is moved twice', () => {
  const queue = queueOf();
  const moved = new MovedMessages(2);
  moved.remember(queue, 1);
  moved.remember(queue, 1);
  moved.remember(queue, 2);
  expect([...queue.movedOffsets]).toEqual([1, 2]);
});
