import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { simulationParts } from './parts.ts';

/** A broken store has to be found out within so many runs. */
const runs = 30;
const mutation = 'log syncs do nothing';

function shell(command: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile('/bin/sh', ['-c', command], (error, output) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output });
    });
  });
}

describe('npm run simulate', () => {
  it.each(simulationParts)(
    'prints a command that repeats exactly what failed (%s)',
    { timeout: 120_000 },
    async (part) => {
      const { code, output } = await shell(
        `npm run simulate -- --seed 1 --runs ${runs} --part ${part} --mutation '${mutation}'`,
      );
      expect(code).toBe(1);
      const [line = '', command = ''] = /^(npm run simulate -- .*?): .*$/m.exec(output) ?? [];
      expect(command).toContain(`--part ${part}`);
      const again = await shell(command);
      expect(again.code).toBe(1);
      expect(again.output.split('\n')).toContain(line);
    },
  );

  it('runs both parts unless it is told which', async () => {
    const { code, output } = await shell('npm run simulate -- --seed 7 --runs 1');
    expect(code).toBe(0);
    expect(output).toMatch(/^1 seeds of store and timer, \d+ crashes: 0 failed$/m);
  });

  it('refuses a part that it does not know', async () => {
    expect((await shell('npm run simulate -- --part none')).code).toBe(2);
  });
});
