import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';

/** What may come to a heap, buffers included, before all of it is searched for garbage. */
const roomBytes = 64 * 1024 * 1024;

/**
 * Keeps the memory for new objects at the size that it has at the start (a few MiB) instead of letting it grow to 48 MiB:
 * for a command that reads gigabytes and keeps nothing of them. Call it before the work begins.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/**
 * Lets 64 MiB come to a heap of up to 64 MiB before V8 marks all of it: for a server. V8 allows a heap as small as ours some
 * 20 MiB and counts what sockets read, so that under load it would mark the heap ten times a second, each time just before
 * the collection of young objects would have freed those buffers at little cost. Larger heaps are left to V8.
 */
export function giveHeapRoom(): void {
  const observer = new PerformanceObserver((list) => {
    if (list.getEntries().some(isMajor)) {
      setGrowth();
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  setGrowth();
}

function isMajor(entry: PerformanceEntry): boolean {
  const detail: unknown = 'detail' in entry ? entry.detail : undefined;
  return (
    typeof detail === 'object' &&
    detail !== null &&
    'kind' in detail &&
    detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR
  );
}

/** V8 reads the flag at the end of each marking, to decide when the next one begins; 0 leaves that to V8. */
function setGrowth(): void {
  const percent = Math.floor((100 * roomBytes) / getHeapStatistics().used_heap_size);
  setFlagsFromString(`--heap-growing-percent=${percent < 100 ? 0 : percent}`);
}
