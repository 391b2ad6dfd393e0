import type { CpuProfile } from './cpu-profile.ts';

/** What a step measured, by name; see the scenario's table for units. */
export type Figures = Readonly<Record<string, number>>;

export interface StepOutcome {
  readonly figures: Figures;
  readonly profile?: CpuProfile;
}

/** One measurement, run by a process of its own: figures about memory are that step's alone. */
export type StepSettings =
  | AppendSettings
  | PlainSettings
  | SyncSettings
  | ReadSettings
  | BuildSettings
  | GrowSettings
  | OpenSettings;

export interface AppendSettings {
  readonly kind: 'append';
  readonly directory: string;
  readonly bodyBytes: number;
  readonly count: number;
  readonly queues: number;
  readonly index: boolean;
  /** Handed over as the broker does with everyday messages (bytes), instead of as records of strings. */
  readonly plain: boolean;
  /** The store is opened again once it has its queues, so that they have their files; its memory of before counts, too. */
  readonly reopen: boolean;
  /** Records that are not stored yet. */
  readonly inFlight: number;
  /** Listens to the dispatcher and tells how far it is behind. */
  readonly lag: boolean;
  readonly profile: boolean;
}

/** Positioned writes of `bytes` at a time to one file, as much as the store would write, flushed as often. */
export interface PlainSettings {
  readonly kind: 'plain';
  readonly directory: string;
  readonly bytes: number;
  readonly count: number;
  readonly flushIntervalMs: number;
}

export interface SyncSettings {
  readonly kind: 'sync';
  readonly directory: string;
  readonly writers: number;
  /** Added to each fdatasync. */
  readonly delayMs: number;
  readonly measuredMs: number;
}

export interface ReadSettings {
  readonly kind: 'read';
  readonly directory: string;
  readonly count: number;
  readonly measuredMs: number;
  readonly keyQueries: number;
}

export interface BuildSettings {
  readonly kind: 'build';
  readonly directory: string;
  readonly bytes: number;
}

/** Opens the store and appends until it is killed; says so once `bytes` are in. */
export interface GrowSettings {
  readonly kind: 'grow';
  readonly directory: string;
  readonly bytes: number;
}

export interface OpenSettings {
  readonly kind: 'open';
  readonly directory: string;
}
