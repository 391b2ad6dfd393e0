import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryDisk } from '../../src/runtime/memory-disk.ts';
import { decodeQueueTable, encodeQueueTable, QueueTableFile } from '../../src/store/queue-table.ts';

const offset = fc.integer({ min: 0, max: 2 ** 52 });
const table = fc.record({
  physicalOffset: offset,
  indexFiles: fc.nat(1000),
  checkpointBefore: fc.uint8Array({ minLength: 48, maxLength: 48 }),
  checkpointAfter: fc.uint8Array({ minLength: 48, maxLength: 48 }),
  queues: fc.array(
    fc.record({
      topic: fc.stringMatching(/^[a-z%标]{1,60}$/),
      queueId: fc.integer({ min: 0, max: 0x7fffffff }),
      minOffset: offset,
      maxOffset: offset,
      physicalEnd: offset,
    }),
  ),
});

describe('the table of queues', () => {
  it('comes back as it was encoded', () => {
    fc.assert(
      fc.property(table, (sent) => {
        const read = decodeQueueTable(Buffer.from(encodeQueueTable(sent)));
        expect(read?.queues).toEqual(sent.queues);
        expect(read?.physicalOffset).toBe(sent.physicalOffset);
        expect(Buffer.from(read?.checkpointAfter ?? [])).toEqual(Buffer.from(sent.checkpointAfter));
      }),
    );
  });

  it('is not taken from bytes that are changed, cut or foreign', () => {
    fc.assert(
      fc.property(table, fc.nat(), fc.integer({ min: 1, max: 255 }), (sent, position, change) => {
        const bytes = Buffer.from(encodeQueueTable(sent));
        expect(decodeQueueTable(bytes.subarray(0, bytes.length - 1))).toBeUndefined();
        bytes[position % bytes.length] = (bytes[position % bytes.length] ?? 0) ^ change;
        expect(decodeQueueTable(bytes)).toBeUndefined();
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => decodeQueueTable(Buffer.from(bytes)) === undefined),
    );
  });

  it.each([
    { name: 'written before it', checkpoint: Buffer.alloc(4096, 1), used: true },
    { name: 'written after it', checkpoint: Buffer.alloc(4096, 2), used: true },
    { name: 'of somebody else', checkpoint: Buffer.alloc(4096, 3), used: false },
    { name: 'that is gone', checkpoint: Buffer.alloc(0), used: false },
  ])('with a checkpoint $name is used: $used', async ({ checkpoint, used }) => {
    const disk = new MemoryDisk();
    await disk.makeDirectory('/store');
    const file = new QueueTableFile(disk, '/store');
    for (let round = 0; round < 2; round++) {
      await file.write({
        physicalOffset: 5,
        indexFiles: 0,
        checkpointBefore: Buffer.alloc(4096, 1),
        checkpointAfter: Buffer.alloc(4096, 2),
        queues: [],
      });
    }
    expect((await file.read(checkpoint, true)) !== undefined).toBe(used);
  });
});
