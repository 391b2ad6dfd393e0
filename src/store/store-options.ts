import { Code, MqError } from '../model/errors.ts';
import type { HostAddress } from '../model/message.ts';
import { cellBytes } from './cell.ts';
import { encodeAddress } from './host-codec.ts';
import type { IndexLayout } from './index-file.ts';
import { indexLayoutDefault } from './key-index.ts';
import { blankBytes, recordOverheadMax } from './record.ts';
import type { RetentionOptions } from './retention.ts';
import { findTimerProblem, type TimerOptions } from './timer-options.ts';

export type FlushMode = 'ASYNC_FLUSH' | 'SYNC_FLUSH';

export type FileMode = 'auto' | 'mmap' | 'file';

/**
 * What `auto` stands for. Measured (README.md): a mapping makes no purpose faster, as appends go to memory and reach the
 * page cache by one write for each turn of the event loop, and fresh messages are read from that memory.
 */
export function mapsFiles(options: StoreOptions): boolean {
  return options.fileMode === 'mmap';
}

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
  /** ASYNC_FLUSH: least bytes of one event-loop turn whose write begins before its end; 1 MiB when left out. */
  readonly writeAheadBytes?: number;
  /** ASYNC_FLUSH: unflushed bytes with which a flush begins before its time; 16 MiB when left out. */
  readonly flushEarlyBytes?: number;
  /** Memory for what consumers that are behind read of the log, all of them together; 16 MiB when left out. */
  readonly readCacheBytes?: number;
  /** False: keys are not indexed (RocketMQ's `messageIndexEnable`). */
  readonly messageIndex?: boolean;
  /** Slots and entries of one index file (`maxHashSlotNum`, `maxIndexNum`); RocketMQ's defaults when left out. */
  readonly indexSlots?: number;
  readonly indexEntries?: number;
  /**
   * How the end of the log is written (`storeFileMode`): by positioned writes, into memory mapped onto it, or as is
   * better (the default).
   */
  readonly fileMode?: FileMode;
  /** When old messages are deleted; left out: never. */
  readonly retention?: RetentionOptions;
  /** How delayed messages are delivered; left out: they stay where they are. */
  readonly timer?: TimerOptions;
}

export function indexLayoutOf(options: StoreOptions): IndexLayout {
  return {
    slots: options.indexSlots ?? indexLayoutDefault.slots,
    entries: options.indexEntries ?? indexLayoutDefault.entries,
  };
}

export const readCacheBytesDefault = 16 * 1024 * 1024;

const segmentBytesMax = 0x7fff_ffff;

function wholeNumber(name: string, value: number, min: number, max: number): string | undefined {
  return Number.isSafeInteger(value) && value >= min && value <= max
    ? undefined
    : `${name} is ${value}; it must be a whole number from ${min} to ${max}`;
}

function findProblem(options: StoreOptions): string | undefined {
  const { commitLogSegmentBytes, consumeQueueFileBytes } = options;
  if (options.directory === '') {
    return 'storePathRootDir is empty; name the directory of the store';
  }
  if (options.flushMode !== 'ASYNC_FLUSH' && options.flushMode !== 'SYNC_FLUSH') {
    return `flushDiskType is '${String(options.flushMode)}'; it must be ASYNC_FLUSH or SYNC_FLUSH`;
  }
  const { fileMode = 'auto' } = options;
  if (fileMode !== 'auto' && fileMode !== 'mmap' && fileMode !== 'file') {
    return `storeFileMode is '${String(fileMode)}'; it must be auto, mmap or file`;
  }
  if (consumeQueueFileBytes % cellBytes !== 0) {
    return `mappedFileSizeConsumeQueue is ${consumeQueueFileBytes}; it must be a multiple of ${cellBytes}, the size of one entry`;
  }
  if (encodeAddress(options.storeHost.address) === undefined) {
    return `the address of the store host is '${options.storeHost.address}'; it must be an IPv4 or IPv6 address`;
  }
  return (
    wholeNumber('mappedFileSizeCommitLog', commitLogSegmentBytes, 1024, segmentBytesMax) ??
    wholeNumber('mappedFileSizeConsumeQueue', consumeQueueFileBytes, cellBytes, segmentBytesMax) ??
    wholeNumber('maxMessageSize', options.bodyBytesMax, 1, segmentBytesMax - recordOverheadMax - blankBytes) ??
    wholeNumber('maxHashSlotNum', indexLayoutOf(options).slots, 1, 100_000_000) ??
    wholeNumber('maxIndexNum', indexLayoutOf(options).entries, 2, 100_000_000) ??
    wholeNumber('flushIntervalCommitLog', options.flushIntervalMs, 1, 3_600_000) ??
    wholeNumber('flushCommitLogLeastPages', options.flushLeastPages, 0, 1_000_000) ??
    wholeNumber('flushCommitLogThoroughInterval', options.flushThoroughIntervalMs, 1, 3_600_000) ??
    wholeNumber('flushIntervalConsumeQueue', options.flushConsumeQueueIntervalMs, 1, 3_600_000) ??
    wholeNumber('the limit of bytes that wait for a write', options.pendingBytesMax, 1, Number.MAX_SAFE_INTEGER) ??
    wholeNumber('the bytes that a write begins with', options.writeAheadBytes ?? 1, 1, Number.MAX_SAFE_INTEGER) ??
    wholeNumber('the bytes that begin a flush', options.flushEarlyBytes ?? 1, 1, Number.MAX_SAFE_INTEGER) ??
    wholeNumber('readCacheSize', options.readCacheBytes ?? readCacheBytesDefault, 0, Number.MAX_SAFE_INTEGER) ??
    wholeNumber('the port of the store host', options.storeHost.port, 0, 65_535) ??
    (options.retention === undefined ? undefined : findRetentionProblem(options.retention)) ??
    (options.timer === undefined ? undefined : findTimerProblem(options.timer))
  );
}

function findRetentionProblem(retention: RetentionOptions): string | undefined {
  const hours = retention.deleteHours.find((hour) => !Number.isInteger(hour) || hour < 0 || hour > 23);
  if (hours !== undefined) {
    return `deleteWhen has the hour ${hours}; hours are whole numbers from 0 to 23`;
  }
  return (
    wholeNumber('fileReservedTime in ms', retention.reservedMs, 0, Number.MAX_SAFE_INTEGER) ??
    wholeNumber('the limit of all segments in bytes', retention.totalBytesMax, 0, Number.MAX_SAFE_INTEGER) ??
    wholeNumber('diskMaxUsedSpaceRatio', retention.usedPercentMax, 1, 100) ??
    wholeNumber('diskSpaceCleanForciblyRatio', retention.usedPercentForcibly, 1, 100) ??
    wholeNumber('diskSpaceWarningLevelRatio', retention.usedPercentRefuse, 1, 100) ??
    wholeNumber('the least free space in bytes', retention.freeBytesMin, 0, Number.MAX_SAFE_INTEGER) ??
    wholeNumber('the interval of looking for old segments in ms', retention.intervalMs, 100, 86_400_000)
  );
}

/** Throws an MqError that names the option and what would be valid. */
export function checkStoreOptions(options: StoreOptions): void {
  const problem = findProblem(options);
  if (problem !== undefined) {
    throw new MqError(Code.INTERNAL_SERVER_ERROR, problem);
  }
}
