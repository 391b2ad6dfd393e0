import { expect, it } from 'vitest';
import type { DiskSimulation } from '../../src/runtime/memory-disk.ts';
import { bodiesOf, Rig } from './broker-fixture.ts';

it('a queue that cannot be read rests, the others go on, and it is tried again', async () => {
  const rig = await Rig.open();
  await rig.putTopic('topic', 'NORMAL', 2);
  await rig.sendBodies('topic', ['a', 'b', 'c', 'd']);
  // The cells have to be on disk: what is in memory needs no reading.
  await rig.advance(2_000);
  let broken = false;
  const simulation: DiskSimulation = {
    beforeCall: (operation, path) =>
      broken && operation === 'read' && path.includes('/consumequeue/topic/0/') ? { code: 'EIO' } : undefined,
  };
  const next = await rig.crash(simulation);
  broken = true;
  expect(bodiesOf(await next.receive())).toEqual(['b', 'd']);
  expect(await next.receive()).toEqual([]);
  const outcome = next.receiveOutcome({ waitMs: 20_000 });
  await next.advance(1_000);
  broken = false;
  await next.advance(1_000);
  const settled = await outcome;
  expect(settled.kind === 'messages' && bodiesOf(settled.deliveries)).toEqual(['a', 'c']);
});

it('offsets that could not be written are written the next time', async () => {
  let broken = false;
  const rig = await Rig.open({}, undefined, {
    beforeCall: (operation, path) =>
      broken && operation === 'write' && path.includes('Progress') ? { code: 'ENOSPC' } : undefined,
  });
  await rig.putTopic('topic');
  await rig.sendBodies('topic', ['a']);
  broken = true;
  rig.ack(await rig.receive());
  await rig.advance(5_000);
  broken = false;
  await rig.advance(5_000);
  const next = await rig.crash();
  expect(await next.receive()).toEqual([]);
  expect(next.committed()).toBe(1);
});

it('a close while messages are on their way to the retry topic loses none of them', async () => {
  const rig = await Rig.open({ movesMax: 2 });
  await rig.putTopic('topic');
  const bodies = Array.from({ length: 20 }, (_, index) => `m${index}`);
  await rig.sendBodies('topic', bodies);
  await rig.receive();
  await rig.clock.advance(10_000);
  const next = await rig.restart();
  const again: string[] = [];
  for (let deliveries = await next.receive(); deliveries.length > 0; deliveries = await next.receive()) {
    again.push(...bodiesOf(deliveries));
    next.ack(deliveries);
  }
  expect(again.sort()).toEqual(bodies.sort());
});
