import type { MqError } from '../model/errors.ts';
import type { HostAddress, StoredMessage } from '../model/message.ts';

export type FlushMode = 'ASYNC_FLUSH' | 'SYNC_FLUSH';

export interface StoreOptions {
  /** The store directory (RocketMQ's `storePathRootDir`). */
  readonly directory: string;
  readonly flushMode: FlushMode;
  /** Bytes of one commitLog segment. */
  readonly commitLogSegmentBytes: number;
  /** Bytes of one consumeQueue file; a multiple of 20. */
  readonly consumeQueueFileBytes: number;
  /** Largest body in bytes; a whole record may be 64 KiB larger. */
  readonly bodyBytesMax: number;
  /** ASYNC_FLUSH: time between two looks, least dirty 4 KiB pages for a flush, time after which everything is flushed. */
  readonly flushIntervalMs: number;
  readonly flushLeastPages: number;
  readonly flushThoroughIntervalMs: number;
  readonly flushConsumeQueueIntervalMs: number;
  /** What records carry as the host that stored them. */
  readonly storeHost: HostAddress;
  /** Bytes of appended records that wait for their turn's write; past it appends fail with TOO_MANY_REQUESTS. */
  readonly pendingBytesMax: number;
}

/**
 * What the broker hands over for one record. The store decides offsets, store time and checksums and leaves them in the
 * three mutable fields, valid once the waiter is told.
 */
export interface AppendRecord {
  readonly topic: string;
  readonly queueId: number;
  readonly flag: number;
  readonly sysFlag: number;
  readonly bornTimestamp: number;
  readonly bornHost: HostAddress;
  readonly reconsumeTimes: number;
  readonly preparedTransactionOffset: number;
  readonly body: Uint8Array;
  /** Encoded property string (model/properties.ts); the next three fields repeat what it says, so that nobody parses it. */
  readonly properties: string;
  readonly tag: string;
  /** Blank-separated. */
  readonly keys: string;
  readonly uniqueKey: string;
  queueOffset: number;
  physicalOffset: number;
  storeTimestamp: number;
}

/** Told exactly once, in the order of the log; never within the call of append. */
export interface AppendWaiter {
  /** The records are as durable as the flush mode promises. */
  stored(): void;
  /** Nothing of it will be visible, except after MASTER_PERSISTENCE_TIMEOUT-like errors that say so in their text. */
  notStored(error: MqError): void;
}

export interface ReadLimits {
  readonly messagesMax: number;
  /** At least one message is returned whatever its size. */
  readonly bytesMax: number;
  /** Cells looked at, matching or not. */
  readonly cellsMax: number;
}

/** Looks at the tag hash of a cell (Java hashCode of the tag, 0 without a tag) before the record is read. */
export type CellFilter = (tagHash: number) => boolean;

export interface QueueRead {
  readonly messages: readonly StoredMessage[];
  /** The first offset that was not looked at. */
  readonly nextOffset: number;
}

/** Called after the cell of a record is readable, in queue order. */
export type DispatchListener = (topic: string, queueId: number, queueOffset: number, tagHash: number) => void;

export interface QueueRange {
  readonly topic: string;
  readonly queueId: number;
  /** First readable offset. */
  readonly minOffset: number;
  /** Offset after the last readable message. */
  readonly maxOffset: number;
}

export interface LossWindow {
  readonly unflushedBytes: number;
  readonly unflushedMessages: number;
  /** Age of the oldest unflushed record; 0 when all is flushed. */
  readonly ageMs: number;
}

/** A file below `config/`: JSON in RocketMQ's lenient dialect, with a `.bak` beside it, replaced without a torn state. */
export interface ConfigFile {
  /** The content, from `.bak` when the file is missing or damaged; undefined when there is neither. */
  read(): Promise<unknown>;
  /** Durable when it resolves. Writes of one file are serialized; only the newest waiting one is written. */
  write(content: unknown): Promise<void>;
}

/**
 * The only door to the store. Errors of the disk make it read-only: every waiter gets one error, `failed` resolves.
 */
export interface MessageStore {
  /** Resolves with the reason once the store cannot go on (a failed fsync, a damaged segment); never rejects. */
  readonly failed: Promise<MqError>;
  /** Appends the records next to each other, in order; all or none. */
  append(records: readonly AppendRecord[], waiter: AppendWaiter): void;
  /** Offset that the next record of the queue will get (also counts what is not dispatched yet). */
  nextQueueOffset(topic: string, queueId: number): number;
  range(topic: string, queueId: number): QueueRange;
  queues(): readonly QueueRange[];
  /**
   * Messages from `offset` on, skipping cells that the filter refuses. Below the minimum it starts at the minimum;
   * at or beyond the maximum it returns nothing.
   */
  read(topic: string, queueId: number, offset: number, limits: ReadLimits, filter?: CellFilter): Promise<QueueRead>;
  /** Undefined when no valid record begins there. */
  readAt(physicalOffset: number): Promise<StoredMessage | undefined>;
  onDispatch(listener: DispatchListener): void;
  lossWindow(): LossWindow;
  configFile(name: string): ConfigFile;
  /** Ends the append path, flushes, writes the checkpoint, removes `abort`. Idempotent. */
  close(): Promise<void>;
}
