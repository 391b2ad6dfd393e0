import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeDisk } from '../../src/runtime/node-disk.ts';
import { verifyStore } from '../../src/store/offline-store.ts';
import { unpackStore } from '../scripts/golden-archive.ts';
import { archiveOf, goldenCases, isRefusedCase, manifestOf, setting } from '../scripts/golden-facts.ts';
import { readIndex, readLog, readQueues } from '../scripts/golden-reader.ts';
import { textsOf } from './store-files.ts';

describe.each(goldenCases().filter((name) => name !== 'dledger'))(
  'verifying a store that RocketMQ wrote (%s)',
  (name) => {
    it('finds nothing, counts what another reader counts, and writes nothing', async () => {
      const directory = mkdtempSync(join(tmpdir(), 'golden-'));
      try {
        unpackStore(archiveOf(name), directory);
        const manifest = manifestOf(name);
        const slots = setting(manifest, 'maxHashSlotNum', 5_000_000);
        const sizes = { indexSlots: slots, indexEntries: setting(manifest, 'maxIndexNum', 20_000_000) };
        const before = await filesOf(directory);
        const found = await verifyStore(nodeDisk, directory, { sizes });
        expect(textsOf(found)).toEqual([]);
        expect(await filesOf(directory)).toEqual(before);
        const { records, begin } = readLog(directory);
        expect(found).toMatchObject({ clean: manifest.end === 'stop', records: records.length });
        const queued = isRefusedCase(name) ? [] : readQueues(directory).flatMap((queue) => queue.cells);
        expect(found.cells.good).toBe(queued.filter((cell) => cell.physicalOffset >= begin).length);
        expect(found.cells.deleted).toBe(queued.filter((cell) => cell.physicalOffset < begin).length);
        const entries = readIndex(directory, slots).flatMap((file) => file.entries.slice(1));
        expect(found.index.good).toBe(entries.filter((entry) => (entry?.physicalOffset ?? 0) >= begin).length);
        expect(found.unread).toEqual(unreadOf(name));
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
    });
  },
);

function unreadOf(name: string): string[] {
  return name === 'inner-batch' ? ['batchconsumequeue/'] : name === 'rocksdb-queues' ? ['consumequeue/ (RocksDB)'] : [];
}

/** Names, sizes and times of change: a file that was written to would show. */
async function filesOf(directory: string): Promise<unknown[]> {
  const files: unknown[] = [];
  for (const entry of await nodeDisk.list(directory)) {
    files.push(entry.kind === 'directory' ? [entry, ...(await filesOf(join(directory, entry.name)))] : entry);
  }
  return files;
}

describe('verifying a store whose log is kept by DLedger', () => {
  it('is refused by name', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'golden-'));
    try {
      unpackStore(archiveOf('dledger'), directory);
      await expect(verifyStore(nodeDisk, directory)).rejects.toThrow(/keeps its log in DLedger \('dledger-n0'\)/);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
