import { describe, expect, it } from 'vitest';
import { MemoryDisk } from '../../src/runtime/memory-disk.ts';
import { verifyStore } from '../../src/store/offline-store.ts';
import { contentsBelow, filledDisk, flip, overwrite, readBytes, textsOf, truncate, verify } from './store-files.ts';
import { append, openStore, record, testOptions } from './store-fixture.ts';

const log = (segment: number) => `/store/commitlog/${String(segment).padStart(20, '0')}`;
const cells = (queue: string, file = 0) => `/store/consumequeue/${queue}/${String(file).padStart(20, '0')}`;

async function indexPath(disk: MemoryDisk, number: number): Promise<string> {
  const names = await disk.list('/store/index');
  return `/store/index/${names[number]?.name}`;
}

/** Where the entries of an index file begin. */
const entriesAt = 40 + 4 * (testOptions().indexSlots ?? 0);

describe('verifying a store that PocketMQ wrote', () => {
  it('finds nothing after a clean stop, and says what is there', async () => {
    const disk = await filledDisk(150);
    const found = await verify(disk);
    expect(textsOf(found)).toEqual([]);
    expect(found).toMatchObject({ clean: true, records: 150, queues: 4, findingsTotal: 0, configFiles: 2, unread: [] });
    expect(found.segments).toBeGreaterThan(3);
    expect(found.cells).toEqual({ good: 150, deleted: 0, lost: 0, pending: 0, orphans: 0 });
    // Unique key, two keys, tag; a file has room for 199 entries.
    expect(found.index).toEqual({ files: 4, good: 600, deleted: 0, pending: 0, absent: 0 });
  });

  it('finds nothing where the process was killed, and counts what the next start makes', async () => {
    const disk = await filledDisk(20);
    const store = await openStore(disk);
    for (let number = 0; number < 30; number++) {
      await append(store, [record('b', 0, `late ${number}`)]);
    }
    const found = await verify(disk.afterKill());
    expect(textsOf(found)).toEqual([]);
    expect(found).toMatchObject({ clean: false, holder: undefined, records: 50 });
    expect(found.cells.good + found.cells.pending).toBe(50);
    expect(found.cells.pending).toBeGreaterThan(0);
    await store.close();
  });

  it('finds nothing where the disk was full when the checkpoint was made', async () => {
    const disk = await filledDisk(20);
    await truncate(disk, '/store/checkpoint', 70);
    expect(textsOf(await verify(disk)).join()).toMatch(/its part of PocketMQ/);
    await (await disk.open('/store/abort', 'create')).close();
    expect(textsOf(await verify(disk))).toEqual([]);
  });

  it('finds nothing where the disk was full when the checkpoint was set back', async () => {
    const disk = await filledDisk(20);
    const place = await readBytes(disk, '/store/checkpoint', 40, 8);
    place.writeBigInt64BE(place.readBigInt64BE() - 1n);
    await overwrite(disk, '/store/checkpoint', 40, place);
    expect(textsOf(await verify(disk)).join()).toMatch(/but there is no record/);
    await (await disk.open('/store/abort', 'create')).close();
    expect(textsOf(await verify(disk))).toEqual([]);
    const store = await openStore(disk);
    expect(store.queues().reduce((sum, { maxOffset }) => sum + maxOffset, 0)).toBe(20);
    await store.close();
    expect(textsOf(await verify(disk))).toEqual([]);
  });

  it('expects nothing of an index that the last process did not use', async () => {
    const disk = await filledDisk(20);
    await overwrite(disk, await indexPath(disk, 0), 40, Buffer.alloc(40, 1));
    expect(textsOf(await verify(disk)).join()).toMatch(/do not lead to the newest entry/);
    const store = await openStore(disk, { messageIndex: false });
    await append(store, [record('b', 0, 'late')]);
    await store.close();
    const found = await verify(disk);
    expect(textsOf(found)).toEqual([]);
    expect(found.clean).toBe(true);
    await (await openStore(disk)).close();
    expect(await verify(disk)).toMatchObject({ findings: [], index: { pending: 0, absent: 0 } });
  });

  it('finds nothing in a cell that a crash left half written', async () => {
    const disk = await filledDisk(20);
    const store = await openStore(disk);
    const { maxOffset } = store.range('b', 0);
    await append(store, [record('b', 0, 'late')]);
    const killed = disk.afterKill();
    await overwrite(killed, cells('b/0'), maxOffset * 20, Buffer.of(0, 0, 0, 0, 0, 0, 1));
    expect(textsOf(await verify(killed))).toEqual([]);
    await store.close();
  });

  it('looks at a store in use up to its last checkpoint', async () => {
    const disk = await filledDisk(20);
    const store = await openStore(disk);
    await append(store, [record('b', 0, 'late')]);
    const before = await contentsBelow(disk, '/store');
    const found = await verify(disk);
    expect(textsOf(found)).toEqual([]);
    expect(found).toMatchObject({ clean: false, holder: 'this process' });
    expect(await contentsBelow(disk, '/store')).toEqual(before);
    await store.close();
  });

  it('takes records of deleted topics and messages of deleted segments for what they are', async () => {
    const disk = await filledDisk(60);
    const store = await openStore(disk);
    await store.deleteTopic('a');
    await append(store, [record('a', 0, 'anew')]);
    await store.configFile('topics.json').write({ topicConfigTable: { b: {} } });
    await store.close();
    const found = await verify(disk);
    expect(textsOf(found)).toEqual([]);
    expect(found.cells).toMatchObject({ good: 41, orphans: 20 });
    await disk.remove(log(0));
    const trimmed = await verify(disk);
    expect(textsOf(trimmed)).toEqual([]);
    expect(trimmed.cells.deleted).toBeGreaterThan(5);
  });

  it('keeps the list of findings short and counts all', async () => {
    const disk = await filledDisk(60);
    await overwrite(disk, cells('b/0'), 0, Buffer.alloc(200));
    const all = await verify(disk);
    const { findings, findingsTotal } = await verifyStore(disk, '/store', {
      sizes: { indexSlots: 100, indexEntries: 200 },
      findingsMax: 2,
    });
    expect(findings).toEqual(all.findings.slice(0, 2));
    expect(findingsTotal).toBe(all.findingsTotal);
    expect(findingsTotal).toBeGreaterThanOrEqual(10);
  });

  it.each([
    ['no directory', '/none', /is no directory/],
    ['a directory without a log', '/store', /no directory 'commitlog'/],
  ])('refuses %s', async (_name, directory, text) => {
    const disk = new MemoryDisk();
    await disk.makeDirectory('/store');
    await expect(verifyStore(disk, directory)).rejects.toThrow(text);
  });
});

describe('verifying a damaged store', () => {
  const damages: readonly (readonly [string, (disk: MemoryDisk) => Promise<void>, RegExp])[] = [
    [
      'a flipped bit in a body',
      (disk) => flip(disk, log(0), 90),
      /commitlog\/0{20}: the bytes 0 to \d+ .*no valid record/,
    ],
    [
      'a flipped bit in the size of a record',
      (disk) => flip(disk, log(4096), 3),
      /commitlog\/.*4096: the bytes 4096 to/,
    ],
    [
      'a flipped bit in the queue offset of a record',
      (disk) => flip(disk, log(0), 27),
      /consumequeue\/a\/0: the record at 0 .*has a cell that leads/,
    ],
    [
      'a flipped bit in the queue id of a record',
      (disk) => flip(disk, log(0), 15),
      /consumequeue\/a\/0: the cell 0 leads to 0, where no record of it lies/,
    ],
    [
      'zeros over the middle of the log',
      (disk) => overwrite(disk, log(4096), 512, Buffer.alloc(1024)),
      /commitlog\/.*4096: the bytes \d+ to \d+/,
    ],
    ['zeros over the last record', (disk) => zeroTail(disk), /the log breaks off at \d+/],
    ['a record behind the end', (disk) => appendStale(disk), /the end of the log, lies something that is no record/],
    [
      'a missing first segment of a queue that begins in it',
      (disk) => disk.remove(cells('b/0')),
      /consumequeue\/b\/0: the record at \d+ .*lies outside the files/,
    ],
    [
      'a segment missing between others',
      (disk) => disk.remove(log(8192)),
      /commitlog\/.*12288: the segments from 8192 on are missing/,
    ],
    [
      'the last segment missing',
      async (disk) => disk.remove(`/store/commitlog/${(await disk.list('/store/commitlog')).at(-1)?.name}`),
      /leads to \d+, where no record of it lies/,
    ],
    ['a cut segment', (disk) => truncate(disk, log(4096), 3000), /commitlog\/.*4096: has 3000 bytes instead of 4096/],
    [
      'a stray file between the segments',
      (disk) => copy(disk, log(0), '/store/commitlog/copy of 0'),
      /copy of 0: is no name of a segment/,
    ],
    [
      'a flipped bit in the log offset of a cell',
      (disk) => flip(disk, cells('b/0'), 7),
      /consumequeue\/b\/0: the record at \d+ .*has a cell that leads to/,
    ],
    [
      'a flipped high bit in the log offset of a cell',
      (disk) => flip(disk, cells('b/0'), 45, 64),
      /consumequeue\/b\/0: the record at \d+ .*has a cell that leads to/,
    ],
    [
      'a flipped bit in the size of a cell',
      (disk) => flip(disk, cells('b/1'), 31),
      /consumequeue\/b\/1: the cell 1 says \d+ bytes, its record has \d+/,
    ],
    [
      'a flipped bit in the tags code of a cell',
      (disk) => flip(disk, cells('b/1'), 39),
      /consumequeue\/b\/1: the cell 1 has tags code/,
    ],
    [
      'an empty cell',
      (disk) => overwrite(disk, cells('b/1'), 40, Buffer.alloc(20)),
      /consumequeue\/b\/1: the record at \d+ .*has an empty cell/,
    ],
    [
      'a cell too many',
      (disk) => doubleLastCell(disk),
      /consumequeue\/a\/0: the cell \d+ leads to \d+, where no record of it lies/,
    ],
    [
      'a queue without its directory',
      (disk) => disk.removeDirectory('/store/consumequeue/b/1'),
      /consumequeue\/b\/1: has no cells, \d+ records of the log belong there/,
    ],
    [
      'no consumeQueues at all',
      (disk) => disk.removeDirectory('/store/consumequeue'),
      /consumequeue\/a\/0: has no cells/,
    ],
    [
      'a cut consumeQueue file',
      (disk) => truncate(disk, cells('b/0'), 60),
      /consumequeue\/b\/0: the file 0 has 60 bytes instead of 400/,
    ],
    [
      'a consumeQueue file missing between others',
      (disk) => disk.remove(cells('b/0', 400)),
      /consumequeue\/b\/0: files are missing between the bytes 400 and 800/,
    ],
    [
      'a flipped bit in an index slot',
      async (disk) => flip(disk, await indexPath(disk, 0), 43),
      /1 slots do not lead to the newest entry of theirs, the first is slot 0/,
    ],
    [
      'a flipped bit in the hash of an index entry',
      async (disk) => flip(disk, await indexPath(disk, 0), entriesAt + 5 * 20 + 3),
      /the entry 5 .* has no such key/,
    ],
    [
      'a flipped bit in the log offset of an index entry',
      async (disk) => flip(disk, await indexPath(disk, 0), entriesAt + 5 * 20 + 11),
      /the entry 5 .*(leads to no record that has its key|comes out of order)/,
    ],
    [
      'a flipped high bit in the log offset of an index entry',
      async (disk) => flip(disk, await indexPath(disk, 0), entriesAt + 5 * 20 + 10, 8),
      /the entry 5 .*leads to no record that has its key/,
    ],
    [
      'a flipped bit in the time of an index entry',
      async (disk) => flip(disk, await indexPath(disk, 0), entriesAt + 5 * 20 + 14),
      /the entry 5 .* says 256 s/,
    ],
    [
      'a flipped bit in the chain of an index entry',
      async (disk) => flip(disk, await indexPath(disk, 0), entriesAt + 5 * 20 + 19),
      /the entry 5 continues with/,
    ],
    [
      'zeros over index entries',
      async (disk) => overwrite(disk, await indexPath(disk, 1), entriesAt + 200, Buffer.alloc(400)),
      /its head counts to 200, but the entry 10 is empty/,
    ],
    [
      'an index head that counts less',
      async (disk) => overwrite(disk, await indexPath(disk, 0), 36, Buffer.from([0, 0, 0, 50])),
      /keys of the record at \d+ have no entry/,
    ],
    [
      'an index head that counts more',
      async (disk) => overwrite(disk, await indexPath(disk, 3), 36, Buffer.from([0, 0, 0, 100])),
      /its head counts to 100, but/,
    ],
    [
      'a flipped bit in the times of an index head',
      async (disk) => flip(disk, await indexPath(disk, 0), 5),
      /its head says that it begins at/,
    ],
    [
      'a flipped bit in the end of an index head',
      async (disk) => flip(disk, await indexPath(disk, 0), 13),
      /its head says that it ends at/,
    ],
    ['a missing index file', async (disk) => disk.remove(await indexPath(disk, 1)), /index: holds 3 of the 4 files/],
    [
      'a cut index file',
      async (disk) => truncate(disk, await indexPath(disk, 1), 1000),
      /is no index file of 100 slots and 200 entries/,
    ],
    [
      'a flipped bit in the place that the checkpoint names',
      (disk) => flip(disk, '/store/checkpoint', 46),
      /checkpoint: says that all cells up to the record at \d+ are on disk/,
    ],
    [
      'a flipped bit in the times of the checkpoint',
      (disk) => flip(disk, '/store/checkpoint', 5),
      /checkpoint: gives \d+ as the time of the last record/,
    ],
    [
      'a flipped bit in the cell time of the checkpoint',
      (disk) => flip(disk, '/store/checkpoint', 13),
      /checkpoint: gives \d+ as the time of the record at/,
    ],
    [
      'a flipped bit in the index time of the checkpoint',
      (disk) => flip(disk, '/store/checkpoint', 21),
      /checkpoint: no index file ends at its/,
    ],
    [
      'a flipped bit in our part of the checkpoint',
      (disk) => flip(disk, '/store/checkpoint', 70),
      /checkpoint: its part of PocketMQ/,
    ],
    ['no checkpoint', (disk) => disk.remove('/store/checkpoint'), /checkpoint: is missing/],
    [
      'a flipped bit in the table of queues',
      (disk) => flip(disk, '/store/pocketmq.queues', 120),
      /pocketmq.queues: is damaged/,
    ],
    ['no table of queues', (disk) => disk.remove('/store/pocketmq.queues'), /pocketmq.queues: is missing/],
    [
      'a config file that is no JSON',
      (disk) => overwrite(disk, '/store/config/topics.json', 0, Buffer.from('}{')),
      /config\/topics.json: is not readable as JSON/,
    ],
    [
      'an empty config file',
      (disk) => truncate(disk, '/store/config/topics.json', 0),
      /config\/topics.json: is empty; its .bak will be used/,
    ],
    [
      'a missing config file',
      (disk) => disk.remove('/store/config/topics.json'),
      /config\/topics.json: is missing; its .bak will be used/,
    ],
    [
      'a .bak that is no JSON',
      (disk) => overwrite(disk, '/store/config/topics.json.bak', 0, Buffer.from('}{')),
      /config\/topics.json.bak: is not readable as JSON/,
    ],
  ];

  it.each(damages)('names %s', async (_name, damage, text) => {
    const disk = await filledDisk(150);
    await damage(disk);
    const before = await contentsBelow(disk, '/store');
    const found = await verify(disk);
    expect(textsOf(found).join('\n')).toMatch(text);
    expect(found.findingsTotal).toBeGreaterThan(0);
    expect(await contentsBelow(disk, '/store')).toEqual(before);
  });
});

async function copy(disk: MemoryDisk, from: string, to: string): Promise<void> {
  const size = (await disk.stat(from))?.size ?? 0;
  const bytes = await readBytes(disk, from, 0, size);
  await (await disk.open(to, 'create')).close();
  await overwrite(disk, to, 0, bytes);
}

async function endOfLog(disk: MemoryDisk): Promise<{ path: string; position: number; lastSize: number }> {
  const { tail } = await verify(disk);
  const bytes = await readBytes(disk, '/store/checkpoint', 40, 8);
  return { path: log(tail - (tail % 4096)), position: tail % 4096, lastSize: tail - Number(bytes.readBigInt64BE()) };
}

async function zeroTail(disk: MemoryDisk): Promise<void> {
  const { path, position, lastSize } = await endOfLog(disk);
  await overwrite(disk, path, position - lastSize, Buffer.alloc(lastSize));
}

async function appendStale(disk: MemoryDisk): Promise<void> {
  const { path, position, lastSize } = await endOfLog(disk);
  await overwrite(disk, path, position, await readBytes(disk, path, position - lastSize, lastSize));
}

async function doubleLastCell(disk: MemoryDisk): Promise<void> {
  const files = await disk.list('/store/consumequeue/a/0');
  const path = `/store/consumequeue/a/0/${files.at(-1)?.name}`;
  const bytes = await readBytes(disk, path, 0, 400);
  let end = 0;
  while (bytes.readInt32BE(end + 8) > 0) {
    end += 20;
  }
  await overwrite(disk, path, end, bytes.subarray(end - 20, end));
}
