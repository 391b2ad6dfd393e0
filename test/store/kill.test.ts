import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { nodeDisk } from '../../src/runtime/node-disk.ts';
import { bodies, openStore } from './store-fixture.ts';

const writer = fileURLToPath(new URL('./killed-writer.ts', import.meta.url));

/** Kills a writing process once it has been told about so many messages more; gives the highest number told. */
async function writeAndKill(directory: string, flushMode: string, fileMode: string, messages: number): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', writer, directory, flushMode, fileMode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let told = 0;
  let highest = -1;
  for await (const line of createInterface(child.stdout)) {
    highest = Math.max(highest, Number(line));
    told++;
    if (told === messages) {
      child.kill('SIGKILL');
    }
  }
  await ended;
  return highest;
}

const cases = (nodeDisk.canView() ? (['file', 'mmap'] as const) : (['file'] as const)).flatMap((fileMode) =>
  (['ASYNC_FLUSH', 'SYNC_FLUSH'] as const).map((flushMode) => ({ flushMode, fileMode })),
);

describe('a process that is killed while it appends', () => {
  it.each(cases)(
    'loses no message that it was told about, with $flushMode and storeFileMode=$fileMode',
    { timeout: 120_000 },
    async ({ flushMode, fileMode }) => {
      const directory = await mkdtemp(join(tmpdir(), 'pocketmq-kill-'));
      for (const messages of [1, 500, 5000]) {
        const highest = await writeAndKill(directory, flushMode, fileMode, messages);
        const store = await openStore(nodeDisk, {
          directory,
          flushMode,
          commitLogSegmentBytes: 1 << 20,
          consumeQueueFileBytes: 20_000,
        });
        const found: number[] = [];
        for (let queueId = 0; queueId < 4; queueId++) {
          const numbers = (await bodies(store, 't', queueId)).map((body) => Number(body.split(' ')[1]));
          expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
          found.push(...numbers);
        }
        await store.close();
        const present = new Set(found);
        expect(present.size).toBe(found.length);
        expect(highest).toBeGreaterThanOrEqual(messages - 1);
        for (let number = 0; number <= highest; number++) {
          expect(present.has(number), `message ${number} of ${highest}`).toBe(true);
        }
      }
      await rm(directory, { recursive: true });
    },
  );
});
