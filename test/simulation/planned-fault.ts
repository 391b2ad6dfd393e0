import type { DiskOperation } from '../../src/runtime/memory-disk.ts';
import { pick } from './seeded-random.ts';

/** Meets the calls of its kind whose numbers lie in [from, to): the first of them, or all. */
export interface PlannedFault {
  readonly from: number;
  readonly to: number;
  readonly once: boolean;
  readonly operation: DiskOperation;
  readonly code: string;
}

/** Calls in which a fault that happens once looks for one of its kind. */
const callsOfOnce = 30;

/** Something that a disk may answer from that call on. */
export function planFault(random: () => number, from: number): PlannedFault {
  const kinds = [
    { operation: 'sync', code: 'EIO', length: 1 },
    { operation: 'sync', code: 'ENOSPC', length: 1 },
    { operation: 'write', code: 'ENOSPC', length: 1 + pick(random, 40) },
    { operation: 'write', code: 'EIO', length: 1 },
    { operation: 'truncate', code: 'ENOSPC', length: 1 + pick(random, 10) },
    { operation: 'open', code: 'EMFILE', length: 1 },
    { operation: 'rename', code: 'EIO', length: 1 },
    { operation: 'remove', code: 'EIO', length: 1 },
    { operation: 'makeDirectory', code: 'ENOSPC', length: 1 + pick(random, 10) },
    { operation: 'syncDirectory', code: 'EIO', length: 1 },
  ] as const;
  const { operation, code, length } = kinds[pick(random, kinds.length)] ?? kinds[0];
  return { from, to: from + (length === 1 ? callsOfOnce : length), once: length === 1, operation, code };
}
