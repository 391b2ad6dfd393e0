import { describe, expect, it } from 'vitest';
import type { Topic } from '../../src/model/topic.ts';
import { RouteTable } from '../../src/nameserver/route-table.ts';

function topic(name: string, queues = 8): Topic {
  return { name, type: 'NORMAL', readQueues: queues, writeQueues: queues, permission: 6 };
}

function registration(brokerName: string, topics: readonly Topic[]) {
  return { clusterName: 'cluster', brokerName, topics };
}

function where(table: RouteTable, name: string): string[] {
  return table.shares(name).map((share) => `${share.brokerName}:${share.topic.readQueues}`);
}

describe('the route table', () => {
  it('knows nothing about a topic that nobody has', () => {
    expect(new RouteTable(100).shares('topic')).toEqual([]);
  });

  it('lists every broker that has the topic, sorted by name whatever the order of registration', () => {
    const table = new RouteTable(100);
    table.register(registration('broker-b', [topic('topic', 4)]), 0);
    table.register(registration('broker-a', [topic('topic', 8), topic('other')]), 0);
    expect(where(table, 'topic')).toEqual(['broker-a:8', 'broker-b:4']);
    expect(where(table, 'other')).toEqual(['broker-a:8']);
    expect(table.brokers().map((broker) => broker.brokerName)).toEqual(['broker-a', 'broker-b']);
  });

  it('replaces what a broker registered before', () => {
    const table = new RouteTable(100);
    table.register(registration('broker-a', [topic('old'), topic('grown', 4)]), 0);
    table.register(registration('broker-a', [topic('grown', 16), topic('new')]), 1);
    expect(where(table, 'old')).toEqual([]);
    expect(where(table, 'grown')).toEqual(['broker-a:16']);
    expect(where(table, 'new')).toEqual(['broker-a:8']);
  });

  it('forgets a broker that unregisters, and only that one', () => {
    const table = new RouteTable(100);
    table.register(registration('broker-a', [topic('topic')]), 0);
    table.register(registration('broker-b', [topic('topic')]), 0);
    expect(table.unregister('broker-a')).toBe(true);
    expect(table.unregister('broker-a')).toBe(false);
    expect(where(table, 'topic')).toEqual(['broker-b:8']);
  });

  it('expires a broker exactly when its silence has lasted too long', () => {
    const table = new RouteTable(100);
    table.register(registration('broker-a', [topic('topic')]), 0);
    table.register(registration('broker-b', [topic('topic')]), 50);
    expect(table.nextExpiryAt()).toBe(100);
    expect(table.expire(99)).toEqual([]);
    expect(table.expire(100)).toEqual(['broker-a']);
    expect(where(table, 'topic')).toEqual(['broker-b:8']);
    expect(table.nextExpiryAt()).toBe(150);
    expect(table.expire(150)).toEqual(['broker-b']);
    expect(table.nextExpiryAt()).toBe(Number.POSITIVE_INFINITY);
  });
});
