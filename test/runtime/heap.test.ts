import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const heap = fileURLToPath(new URL('../../src/runtime/heap.ts', import.meta.url));
const mib = 1024 * 1024;

/** Bytes for new objects after much work that keeps objects for a while. */
function newSpaceBytes(before: string): number {
  const script = `
    import { getHeapSpaceStatistics } from 'node:v8';
    import { keepHeapSmall } from ${JSON.stringify(heap)};
    ${before}
    for (let block = 0; block < 60; block++) {
      const kept = Array.from({ length: 20_000 }, (_, number) => ({ number, hashes: [block, number] }));
      if (kept.length === 0) throw new Error();
    }
    console.log(getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size);`;
  return Number(execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]));
}

it('keeps the memory for new objects small', () => {
  const small = newSpaceBytes('keepHeapSmall();');
  expect(small).toBeGreaterThan(0);
  expect(small).toBeLessThanOrEqual(8 * mib);
  expect(newSpaceBytes('')).toBeGreaterThan(8 * mib);
});
