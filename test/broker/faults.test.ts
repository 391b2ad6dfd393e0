import { expect, it } from 'vitest';
import type { DiskSimulation } from '../../src/runtime/memory-disk.ts';
import { retentionDefault } from '../../src/store/message-store.ts';
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

it('T21 a group whose messages were deleted before it received them goes on with the first one that is left', async () => {
  const retention = { ...retentionDefault, freeBytesMin: 0, totalBytesMax: 20_000, deleteHours: [] };
  const rig = await Rig.open({}, undefined, undefined, { commitLogSegmentBytes: 8192, retention });
  await rig.putTopic('topic');
  const bodies = Array.from({ length: 200 }, (_, index) => `m${index}`);
  await rig.sendBodies('topic', bodies.slice(0, 10));
  rig.ack(await rig.receive({ messagesMax: 4 }));
  const held = await rig.receive({ messagesMax: 1 });
  await rig.sendBodies('topic', bodies.slice(10));
  await rig.advance(11_000);
  const { minOffset } = rig.store.range('topic', 0);
  expect(minOffset).toBeGreaterThan(10);
  const got: string[] = [];
  for (let deliveries = await rig.receive(); deliveries.length > 0; deliveries = await rig.receive()) {
    got.push(...bodiesOf(deliveries));
    rig.ack(deliveries);
  }
  expect(got).toEqual(bodies.slice(minOffset));
  expect(rig.warnings.filter((text) => text.startsWith('messages were deleted before'))).toHaveLength(1);
  // The lease of a message that is gone is over, too: nothing keeps the offset back.
  rig.ack(held);
  expect(rig.committed()).toBe(200);
  // A new group begins with what is left, which is no loss.
  const others = await rig.receive({ group: 'others' });
  expect(bodiesOf(others)).toEqual(bodies.slice(minOffset, minOffset + 32));
  expect(rig.warnings.filter((text) => text.startsWith('messages were deleted before'))).toHaveLength(1);
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
