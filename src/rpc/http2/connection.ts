import type { StreamOwner } from './engine-stream.ts';
import type { FloodGuards } from './flood-guard.ts';
import type { ErrorCode } from './frame.ts';
import type { RequestHeaders } from './request-headers.ts';
import type { StreamTable } from './stream-table.ts';

/** What ended a connection that did more than it may, or less than it must: one name for each limit. */
export type Defence =
  | 'resets'
  | 'pings'
  | 'settings'
  | 'emptyFrames'
  | 'windowUpdates'
  | 'ignoredFrames'
  | 'continuationFrames'
  | 'headerBlockBytes'
  | 'requestBytes'
  | 'queuedBytes'
  | 'allQueuedBytes'
  | 'frameTimeout'
  | 'requestTimeout'
  | 'sendStall'
  | 'settingsTimeout';

/** The connection as the readers of its frames need it. */
export interface Connection extends StreamOwner {
  readonly streams: StreamTable;
  readonly guards: FloodGuards;
  /** False: nothing more is to be read. */
  readonly reading: boolean;
  /** When the chunk came that is being read. */
  readonly readAt: number;
  /** Streams above it have been told not to come (GOAWAY); Infinity before that. */
  readonly lastWelcomeId: number;
  /** A connection error (RFC 9113, 5.4.1): GOAWAY, and the end. */
  fail(code: ErrorCode, reason: string): void;
  /** A limit has been passed: counted, logged, GOAWAY, and the end. */
  defend(defence: Defence, reason: string): void;
  /** A stream error (5.4.2), of an open stream or a closed one. */
  failStream(id: number, code: ErrorCode, reason: string): void;
  /** A request has begun, and ended too if `endStream`. */
  openStream(id: number, headers: RequestHeaders, endStream: boolean): void;
  /** False: they had been before. */
  settingsAcknowledged(): boolean;
  /** False: no PING of ours waits for an answer. */
  pingAnswered(): boolean;
  /** The client has sent GOAWAY. */
  peerLeaves(code: number): void;
}
