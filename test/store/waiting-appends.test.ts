import { describe, expect, it } from 'vitest';
import { Code, MqError } from '../../src/model/errors.ts';
import { WaitingAppends } from '../../src/store/waiting-appends.ts';
import { silentLogger } from './store-fixture.ts';

const failure = new MqError(Code.INTERNAL_SERVER_ERROR, 'the disk is gone');

function waiterOf(told: string[], name: string, then?: () => void) {
  return {
    stored: () => {
      told.push(name);
      then?.();
    },
    notStored: (error: MqError) => void told.push(`${name}: ${error.message}`),
  };
}

function named(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => `${from + index}`);
}

describe('those who wait for the log', () => {
  it('are told in their order, each once, when the log has come as far as their records', () => {
    const waiting = new WaitingAppends(silentLogger);
    const told: string[] = [];
    named(5).forEach((name, index) => void waiting.push(waiterOf(told, name), 10 * (index + 1)));
    waiting.tellStored(9);
    expect(told).toEqual([]);
    waiting.tellStored(30);
    expect(told).toEqual(named(3));
    waiting.tellStored(30);
    waiting.tellStored(50);
    expect(told).toEqual(named(5));
  });

  it('may be many more than before while some are told, and append again when they are', () => {
    const waiting = new WaitingAppends(silentLogger);
    const told: string[] = [];
    let end = 0;
    const more = () => {
      for (const name of named(20, end)) {
        waiting.push(waiterOf(told, name, end < 40_000 ? more : undefined), ++end);
      }
    };
    more();
    for (let offset = 0; told.length < end; offset += 7) {
      waiting.tellStored(offset);
    }
    expect(end).toBeGreaterThan(40_000);
    expect(told).toEqual(named(end));
    expect(waiting.take(0)).toEqual([]);
  });

  it('are taken out beyond an offset and told why, while those before it still wait', () => {
    const waiting = new WaitingAppends(silentLogger);
    const told: string[] = [];
    named(3000).forEach((name, index) => void waiting.push(waiterOf(told, name), index + 1));
    waiting.tellStored(1000);
    const taken = waiting.take(2998);
    waiting.tellNotStored(taken, failure);
    expect(told.slice(1000)).toEqual(['2998: the disk is gone', '2999: the disk is gone']);
    waiting.push(waiterOf(told, 'after'), 2999);
    waiting.tellStored(4000);
    expect(told.slice(1002)).toEqual([...named(1998, 1000), 'after']);
  });

  it('are all told when one of them throws', () => {
    const waiting = new WaitingAppends(silentLogger);
    const told: string[] = [];
    const throws = () => {
      throw new Error('a waiter may be wrong');
    };
    waiting.push(waiterOf(told, 'first', throws), 1);
    waiting.push(waiterOf(told, 'second'), 2);
    waiting.tellStored(2);
    expect(told).toEqual(['first', 'second']);
  });
});
