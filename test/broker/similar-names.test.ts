import { expect, it } from 'vitest';
import { similarNames } from '../../src/broker/similar-names.ts';

it.each([
  { wanted: 'orders', names: ['order', 'Orders', 'payments'], found: ['Orders', 'order'] },
  { wanted: 'a', names: ['b', 'bc'], found: ['b'] },
  { wanted: 'paymnets', names: ['payments', 'shipments', 'x'], found: ['payments'] },
  { wanted: 'topic', names: ['topic1', 'topic2', 'topic3', 'topic4'], found: ['topic1', 'topic2', 'topic3'] },
  { wanted: 'something', names: ['else'], found: [] },
])('for $wanted it suggests $found', ({ wanted, names, found }) => {
  expect(similarNames(wanted, names)).toEqual(found);
});
