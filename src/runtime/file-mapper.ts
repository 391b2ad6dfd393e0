import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Maps stretches of files into memory, by the optional package `mmap-io`. */
export interface FileMapper {
  /** The bytes of an open file as memory; what is put there is in the page cache. Unmapped by the garbage collector. */
  map(descriptor: number, position: number, length: number): Buffer;
  /** Has the garbage collector unmap what nobody uses any more, if anything was mapped since the last time. */
  release(): void;
}

type MapCall = (size: number, protection: number, flags: number, descriptor: number, offset: number) => unknown;

interface MmapIo {
  readonly map: MapCall;
  readonly pageBytes: number;
  readonly protection: number;
  readonly shared: number;
}

/** Undefined when the package is not installed, or its native part was not built or does not load. */
function loadMmapIo(): MmapIo | undefined {
  let loaded: unknown;
  try {
    loaded = createRequire(import.meta.url)('mmap-io');
  } catch {
    return undefined;
  }
  const fields: Readonly<Record<string, unknown>> = typeof loaded === 'object' && loaded !== null ? { ...loaded } : {};
  const { map, PAGESIZE, PROT_READ, PROT_WRITE, MAP_SHARED } = fields;
  if (
    typeof map !== 'function' ||
    typeof PAGESIZE !== 'number' ||
    typeof PROT_READ !== 'number' ||
    typeof PROT_WRITE !== 'number' ||
    typeof MAP_SHARED !== 'number'
  ) {
    return undefined;
  }
  const call: MapCall = (...parameters) => map(...parameters);
  return { map: call, pageBytes: PAGESIZE, protection: PROT_READ | PROT_WRITE, shared: MAP_SHARED };
}

let found: { readonly mapper: FileMapper | undefined } | undefined;

/** The mapper of this process; undefined when there is none. */
export function fileMapper(): FileMapper | undefined {
  found ??= { mapper: makeMapper() };
  return found.mapper;
}

function makeMapper(): FileMapper | undefined {
  const mmapIo = loadMmapIo();
  if (mmapIo === undefined) {
    return undefined;
  }
  let mappedSince = false;
  return {
    release: () => {
      if (mappedSince) {
        mappedSince = false;
        collectGarbage();
      }
    },
    map: (descriptor, position, length) => {
      mappedSince = true;
      const skipped = position % mmapIo.pageBytes;
      const mapped = mmapIo.map(length + skipped, mmapIo.protection, mmapIo.shared, descriptor, position - skipped);
      if (!Buffer.isBuffer(mapped)) {
        throw new Error('mmap-io gave no buffer');
      }
      return mapped.subarray(skipped);
    },
  };
}

/** The package has no call that unmaps, and an idle process may not collect for hours. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  if (typeof collect === 'function') {
    collect();
  }
}
