/** The door for work on a store that no process uses; its neighbour message-store.ts is the one for using it. */
export { parseDelayLevels } from './delay-levels.ts';
export { type DumpOptions, dumpStore, parseLogPlace } from './store-dump.ts';
export { rebuildStore } from './store-rebuild.ts';
export { type Verification, verifyStore } from './store-verifier.ts';
export type { StoreSizes } from './store-view.ts';
