import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made = new Set<string>();

// However a run ends, it leaves nothing: ended by a signal, the handlers of 'exit' run too.
process.on('exit', () => {
  for (const directory of made) {
    rmSync(directory, { recursive: true, force: true });
  }
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(1));
}

/** An empty directory below `parent` (undefined: the system's place for temporary files). */
export async function makeScratch(parent?: string): Promise<string> {
  const directory = await mkdtemp(join(parent ?? tmpdir(), 'pocketmq-bench-'));
  made.add(directory);
  return directory;
}

export function removeScratch(directory: string): void {
  made.delete(directory);
  rmSync(directory, { recursive: true, force: true });
}
