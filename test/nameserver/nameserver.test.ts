import { describe, expect, it } from 'vitest';
import type { Topic } from '../../src/model/topic.ts';
import { Nameserver, nameserverDefaults } from '../../src/nameserver/nameserver.ts';
import type { Logger } from '../../src/runtime/log.ts';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';

const topic: Topic = { name: 'topic', type: 'NORMAL', readQueues: 8, writeQueues: 8, permission: 6 };
const registration = { clusterName: 'cluster', brokerName: 'broker-a', topics: [topic] };

function open(warnings: object[] = []) {
  const clock = new VirtualClock(0);
  const silent = () => undefined;
  const logger: Logger = {
    debug: silent,
    info: silent,
    warn: (fields) => warnings.push(fields),
    error: silent,
    child: () => logger,
  };
  return { clock, nameserver: new Nameserver(nameserverDefaults, { clock, logger }) };
}

describe('a nameserver', () => {
  it('keeps a broker that registers every 30 s and expires it 120 s after the last time', async () => {
    const warnings: object[] = [];
    const { clock, nameserver } = open(warnings);
    for (let time = 0; time < 300_000; time += 30_000) {
      nameserver.register(registration);
      await clock.advance(30_000);
    }
    expect(nameserver.shares('topic')).toHaveLength(1);
    await clock.advance(89_999);
    expect(nameserver.shares('topic')).toHaveLength(1);
    await clock.advance(1);
    expect(nameserver.shares('topic')).toEqual([]);
    expect(warnings).toEqual([{ brokerName: 'broker-a' }]);
    nameserver.close();
  });

  it('takes a broker out at once when it leaves, and back in when it registers again', async () => {
    const { clock, nameserver } = open();
    nameserver.register(registration);
    nameserver.unregister('broker-a');
    expect(nameserver.shares('topic')).toEqual([]);
    await clock.advance(60_000);
    nameserver.register(registration);
    await clock.advance(119_999);
    expect(nameserver.shares('topic')).toEqual([{ brokerName: 'broker-a', topic }]);
    await clock.advance(1);
    expect(nameserver.brokers()).toEqual([]);
    nameserver.close();
  });

  it('expires nobody after it was closed', async () => {
    const { clock, nameserver } = open();
    nameserver.register(registration);
    nameserver.close();
    await clock.advance(1_000_000);
    expect(nameserver.brokers()).toHaveLength(1);
  });
});
