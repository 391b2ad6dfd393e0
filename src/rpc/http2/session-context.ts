import type { EngineOptions } from '../engine.ts';
import type { Defence } from './connection.ts';
import type { Http2Limits } from './http2-limits.ts';
import type { SlabPool } from './output.ts';

/** A session as its engine sees it. */
export interface ManagedSession {
  /** The turn is over. */
  flush(): void;
  /** Looks for what takes too long; returns when to look again. */
  check(now: number): number;
  drain(): void;
  destroy(): void;
}

/** What all sessions of an engine share. */
export interface SessionContext {
  readonly options: EngineOptions;
  readonly limits: Http2Limits;
  readonly slabs: SlabPool;
  /** Answers of all connections that the network has not taken. */
  readonly queued: { bytes: number };
  readonly defended: (defence: Defence) => void;
  /** The session has written: flush it at the end of the turn. */
  readonly flushLater: (session: ManagedSession) => void;
  /** `check` is to run at this time at the latest. */
  readonly checkBy: (time: number) => void;
  readonly closed: (session: ManagedSession) => void;
}
