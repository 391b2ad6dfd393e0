import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('./many-queues-store.ts', import.meta.url));
const handlesMax = 256;

describe('a store with 10 000 queues', () => {
  it.skipIf(process.platform === 'win32')(
    `appends to all, reads all, closes and opens again with ${handlesMax} file handles (T13)`,
    { timeout: 300_000 },
    async () => {
      const directory = await mkdtemp(join(tmpdir(), 'pocketmq-queues-'));
      const child = spawn(
        'sh',
        [
          '-c',
          `ulimit -n ${handlesMax} && exec "$0" --import tsx "$1" "$2" 10000`,
          process.execPath,
          script,
          directory,
        ],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      let output = '';
      for await (const text of child.stdout) {
        output += String(text);
      }
      await rm(directory, { recursive: true, force: true });
      expect(output).toMatch(/^done \d+\n$/);
      expect(Number(output.split(' ')[1])).toBeLessThan(handlesMax);
    },
  );
});
