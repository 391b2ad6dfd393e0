import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const heap = fileURLToPath(new URL('../../src/runtime/heap.ts', import.meta.url));
const mib = 1024 * 1024;

function printedNumber(script: string, ...flags: readonly string[]): number {
  const tail = ['--import', 'tsx', '--input-type=module', '-e', script];
  return Number(execFileSync(process.execPath, [...flags, ...tail]));
}

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
  return printedNumber(script);
}

/** How often a small heap is marked while 250 MB of objects come to it and are garbage some time later. */
function markings(before: string): number {
  const script = `
    import { constants, PerformanceObserver } from 'node:perf_hooks';
    import { giveHeapRoom } from ${JSON.stringify(heap)};
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    let count = 0;
    new PerformanceObserver((list) => {
      count += list.getEntries().filter(({ detail }) => detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR).length;
    }).observe({ entryTypes: ['gc'] });
    ${before}
    globalThis.gc();
    await turn();
    const recent = [];
    for (let number = 0; number < 3_000_000; number++) {
      recent[number % 20_000] = { number, next: [number, number] };
      if (number % 10_000 === 0) await turn();
    }
    await turn();
    console.log(recent.length > 0 ? count : -1);`;
  return printedNumber(script, '--expose-gc', '--max-semi-space-size=1');
}

it('keeps the memory for new objects small', () => {
  const small = newSpaceBytes('keepHeapSmall();');
  expect(small).toBeGreaterThan(0);
  expect(small).toBeLessThanOrEqual(8 * mib);
  expect(newSpaceBytes('')).toBeGreaterThan(8 * mib);
});

it('lets more come to a small heap before it is marked', () => {
  const rare = markings('giveHeapRoom();');
  const often = markings('');
  expect(3 * rare).toBeLessThan(2 * often);
});
