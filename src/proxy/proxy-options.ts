import type { Limits } from '../model/limits.ts';
import type { HostAddress } from '../model/message.ts';

/** What an operator may set about the front door. Times in milliseconds. */
export interface ProxyOptions {
  readonly limits: Limits;
  /** Messages of one receive, and what push consumers are told to ask for. */
  readonly receiveMessagesMax: number;
  /** Longest wait of a receive, and what push consumers are told to ask for. */
  readonly longPollingMsMax: number;
  /** A client that shows itself no more is forgotten after this. Rust clients do so every 30 s only. */
  readonly clientExpiryMs: number;
  readonly clientsMax: number;
  readonly telemetryStreamsPerClientMax: number;
  /** How producers try again. */
  readonly producerMaxAttempts: number;
  readonly producerBackoffInitialMs: number;
  readonly producerBackoffMaxMs: number;
  readonly producerBackoffMultiplier: number;
  /** Queues of a topic whose creator names no number. */
  readonly topicQueuesDefault: number;
}

/** What the front door says about the server around it. */
export interface ServerFacts {
  readonly version: string;
  readonly flushMode: string;
  /** What routes carry when a client does not say how it reached the server. */
  address(): HostAddress;
  /** What was answered and is not on the disk yet. */
  lossWindow(): { readonly unflushedBytes: number; readonly unflushedMessages: number; readonly ageMs: number };
}
