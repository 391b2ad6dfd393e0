import { describe, expect, it } from 'vitest';
import { MessageChains } from '../../src/broker/message-chains.ts';

const answer = {};
const other = {};

describe('message chains', () => {
  it('let one answer take several messages of a chain and nobody else any', () => {
    const chains = new MessageChains();
    const chain = chains.chainOf('a');
    expect(chains.mayTakeNew(chain, answer)).toBe(true);
    chains.takeNew(chain, answer);
    expect(chains.mayTakeNew(chain, answer)).toBe(true);
    chains.takeNew(chain, answer);
    expect(chains.mayTakeNew(chain, other)).toBe(false);
    chains.wait(chain, 7);
    expect(chains.nextFree()).toBeUndefined();
    chains.finish(chain);
    expect(chains.nextFree()).toBeUndefined();
    chains.finish(chain);
    expect(chains.nextFree()).toBe(chain);
    expect(chain.waiting).toEqual([7]);
  });

  it('never let a new message pass one that waits', () => {
    const chains = new MessageChains();
    const chain = chains.chainOf('a');
    chains.wait(chain, 3);
    expect(chains.mayTakeNew(chain, answer)).toBe(false);
    chains.takeFirst(chain, answer);
    expect(chains.mayTakeNew(chain, answer)).toBe(true);
  });

  it('give released messages again in the order of the queue', () => {
    const chains = new MessageChains();
    const chain = chains.chainOf('a');
    for (let count = 0; count < 3; count++) {
      chains.takeNew(chain, answer);
    }
    chains.release(chain, 5);
    chains.release(chain, 3);
    expect(chains.nextFree()).toBeUndefined();
    chains.release(chain, 4);
    expect(chains.nextFree()?.waiting).toEqual([3, 4, 5]);
    expect(chains.waitingCount).toBe(3);
  });

  it('offer the free chain with the oldest message first', () => {
    const chains = new MessageChains();
    chains.wait(chains.chainOf('a'), 9);
    chains.wait(chains.chainOf('b'), 4);
    expect(chains.nextFree()?.key).toBe('b');
    chains.forget(4);
    expect(chains.nextFree()?.key).toBe('a');
    chains.forget(9);
    expect(chains.nextFree()).toBeUndefined();
    expect(chains.waitingCount).toBe(0);
  });

  it('are blocked for everybody by a message on its way to the dead letters', () => {
    const chains = new MessageChains();
    const chain = chains.chainOf('a');
    chains.takeNew(chain, undefined);
    expect(chains.mayTakeNew(chain, answer)).toBe(false);
    chains.finish(chain);
    expect(chains.mayTakeNew(chains.chainOf('a'), answer)).toBe(true);
  });
});
