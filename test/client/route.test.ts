import { describe, expect, it } from 'vitest';
import { chooseQueue, fromWireRoute } from '../../src/client/route.ts';
import { v2 } from '../../src/protocol/messages.ts';

function queue(broker: string, id: number, overrides: v2.IMessageQueue = {}): v2.IMessageQueue {
  const endpoints = { scheme: v2.AddressScheme.IPv4, addresses: [{ host: '127.0.0.1', port: broker.charCodeAt(0) }] };
  return {
    id,
    permission: v2.Permission.READ_WRITE,
    broker: { name: broker, id: 0, endpoints },
    acceptMessageTypes: [v2.MessageType.NORMAL],
    ...overrides,
  };
}

const none: ReadonlySet<string> = new Set();

describe('route', () => {
  it('keeps what can be written and one readable queue of each broker', () => {
    const route = fromWireRoute('t', [
      queue('a', 0),
      queue('a', 1, { permission: v2.Permission.READ }),
      queue('b', 0, { permission: v2.Permission.WRITE }),
      queue('b', 1, { permission: v2.Permission.READ }),
      queue('c', 0, { permission: v2.Permission.NONE }),
    ]);
    expect(route.writable.map(({ brokerName, id }) => [brokerName, id])).toEqual([
      ['a', 0],
      ['b', 0],
    ]);
    expect(route.readable.map(({ brokerName, id }) => [brokerName, id])).toEqual([
      ['a', 0],
      ['b', 1],
    ]);
    expect(route.writableBrokers).toBe(2);
  });

  it.each([
    ['slaves', { broker: { name: 'a', id: 1, endpoints: queue('a', 0).broker?.endpoints ?? {} } }],
    ['queues without an address', { broker: { name: 'a', id: 0 } }],
  ])('leaves out %s', (_, overrides) => {
    expect(fromWireRoute('t', [queue('a', 0, overrides)])).toMatchObject({ writable: [], readable: [] });
  });

  it('knows whether message groups are taken', () => {
    const accepts = (types: v2.MessageType[]) =>
      fromWireRoute('t', [queue('a', 0, { acceptMessageTypes: types })]).acceptsMessageGroups;
    expect(accepts([v2.MessageType.NORMAL])).toBe(false);
    expect(accepts([v2.MessageType.NORMAL, v2.MessageType.FIFO])).toBe(true);
  });
});

describe('the choice of a queue', () => {
  const route = fromWireRoute('t', [queue('a', 0), queue('a', 1), queue('b', 0), queue('b', 1)]);

  it('goes around', () => {
    const chosen = [0, 1, 2, 3, 4].map((turn) => chooseQueue(route, undefined, turn, none));
    expect(chosen.map(({ brokerName, id }) => `${brokerName}${id}`)).toEqual(['a0', 'a1', 'b0', 'b1', 'a0']);
  });

  it('passes brokers that just failed, unless all did', () => {
    expect(chooseQueue(route, undefined, 0, new Set(['a'])).brokerName).toBe('b');
    expect(chooseQueue(route, undefined, 2, new Set(['a', 'b']))).toMatchObject({ brokerName: 'b', id: 0 });
  });

  it.each([['group-0'], ['group-1'], ['größe']])('is the same for %s, whatever the turn and the failures', (group) => {
    const chosen = new Set([0, 1, 2, 3].map((turn) => chooseQueue(route, group, turn, new Set(['a', 'b']))));
    expect(chosen.size).toBe(1);
  });

  it('uses every queue for some message group', () => {
    const chosen = Array.from({ length: 100 }, (_, index) => chooseQueue(route, `group-${index}`, 0, none));
    expect(new Set(chosen).size).toBe(4);
  });

  it('fails with FORBIDDEN when there is none', () => {
    expect(() => chooseQueue(fromWireRoute('t', []), undefined, 3, none)).toThrow("'t' has no queue");
  });
});
