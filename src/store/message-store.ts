import { Code, MqError } from '../model/errors.ts';
import type { StoredMessage } from '../model/message.ts';
import type { Clock } from '../runtime/clock.ts';
import { type Disk, type DiskLock, isDiskFull } from '../runtime/disk.ts';
import type { Logger } from '../runtime/log.ts';
import type { AppendRecord, AppendWaiter, PlainAppend } from './append.ts';
import { type ConfigFile, JsonConfigFile } from './config-file.ts';
import type { ConsumeQueue } from './consume-queue.ts';
import type { DispatchListener } from './dispatch-listener.ts';
import type { KeyQuery } from './key-index.ts';
import type { QueueRead } from './queue-reader.ts';
import type { CellFilter, ReadLimits } from './queue-reading.ts';
import { markClosed, type StorePaths } from './store-directory.ts';
import { type OpenParts, openParts, release } from './store-opening.ts';
import type { StoreOptions } from './store-options.ts';
import { scheduleTopic } from './tags-code.ts';
import { offsetByTime } from './time-search.ts';
import { timerTopic } from './timer-records.ts';

export type { AppendRecord, AppendWaiter, PlainAppend } from './append.ts';
export type { ConfigFile } from './config-file.ts';
export { parseDelayLevels } from './delay-levels.ts';
export type { DispatchListener } from './dispatch-listener.ts';
export type { KeyQuery } from './key-index.ts';
export type { QueueRead } from './queue-reader.ts';
export type { CellFilter, ReadLimits } from './queue-reading.ts';
export { type RetentionOptions, retentionDefault } from './retention.ts';
export type { FileMode, FlushMode, StoreOptions } from './store-options.ts';
export type { TimerOptions } from './timer-options.ts';

export interface StoreEnvironment {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly logger: Logger;
}

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

/**
 * The only door to the store. Errors of the disk make it read-only: every waiter gets one error, `failed` resolves. A
 * full disk is no such error: appends are refused until there is room.
 */
export class MessageStore {
  /** Resolves with the reason once the store cannot go on (a failed fsync, a damaged segment); never rejects. */
  readonly failed: Promise<MqError>;
  readonly #environment: StoreEnvironment;
  readonly #paths: StorePaths;
  readonly #lock: DiskLock;
  readonly #parts: OpenParts;
  readonly #configFiles = new Map<string, JsonConfigFile>();
  /** Deletions of topics that have not ended. */
  readonly #deletions = new Map<string, Promise<void>>();
  #closing: Promise<void> | undefined;

  private constructor(
    environment: StoreEnvironment,
    paths: StorePaths,
    lock: DiskLock,
    parts: OpenParts,
    failed: Promise<MqError>,
  ) {
    this.#environment = environment;
    this.#paths = paths;
    this.#lock = lock;
    this.#parts = parts;
    this.failed = failed;
  }

  /**
   * Takes the lock of the directory, repairs what the last process left, and is ready for appends. MqError when an
   * option makes no sense, another process holds the store, or its content is of a kind that is not served.
   */
  static async open(options: StoreOptions, environment: StoreEnvironment): Promise<MessageStore> {
    let fail: (error: MqError) => void = () => undefined;
    const failed = new Promise<MqError>((resolve) => {
      fail = resolve;
    });
    const { lock, paths, parts } = await openParts(options, environment, (error) => fail(error));
    return new MessageStore(environment, paths, lock, parts, failed);
  }

  /** Appends the records next to each other, in order; all or none. */
  append(records: readonly AppendRecord[], waiter: AppendWaiter): void {
    const refusal = this.#parts.appender.append(records, waiter);
    if (refusal !== undefined) {
      this.#parts.commitLog.refuse(waiter, refusal);
    }
  }

  /** The same for one everyday record. False, and nothing done, when `append` is to be asked, which says why or can do more. */
  appendPlain(record: PlainAppend, waiter: AppendWaiter): boolean {
    return this.#parts.appender.appendPlain(record, waiter);
  }

  /** Offset that the next record of the queue will get (also counts what is not dispatched yet). */
  nextQueueOffset(topic: string, queueId: number): number {
    return this.#parts.queues.find(topic, queueId)?.nextOffset ?? 0;
  }

  range(topic: string, queueId: number): QueueRange {
    const queue = this.#parts.queues.find(topic, queueId);
    return queue === undefined ? { topic, queueId, minOffset: 0, maxOffset: 0 } : rangeOf(queue);
  }

  /** All queues that ever had a message. */
  queues(): readonly QueueRange[] {
    const ranges: QueueRange[] = [];
    for (const queue of this.#parts.queues.all()) {
      if (queue.maxOffset > 0) {
        ranges.push(rangeOf(queue));
      }
    }
    return ranges;
  }

  /**
   * Messages from `offset` on, skipping cells that the filter refuses; at or beyond the maximum nothing. What retention
   * has deleted, before the read or during it, has the outcome `offsetMoved` and the first offset that is left.
   */
  async read(
    topic: string,
    queueId: number,
    offset: number,
    limits: ReadLimits,
    filter?: CellFilter,
  ): Promise<QueueRead> {
    const queue = this.#parts.queues.find(topic, queueId);
    return queue === undefined
      ? { outcome: 'read', messages: [], nextOffset: offset }
      : await this.#parts.reader.read(queue, offset, limits, filter);
  }

  /**
   * Messages from `offset` down to the minimum, the newest first, under the same limits and filter; from beyond the
   * maximum on it starts at the last one. `nextOffset` lies below what was looked at, and below the minimum at the end.
   */
  async readBackwards(
    topic: string,
    queueId: number,
    offset: number,
    limits: ReadLimits,
    filter?: CellFilter,
  ): Promise<QueueRead> {
    const queue = this.#parts.queues.find(topic, queueId);
    return queue === undefined
      ? { outcome: 'read', messages: [], nextOffset: -1 }
      : await this.#parts.reader.readBackwards(queue, offset, limits, filter);
  }

  /** Undefined when no valid record begins there. */
  readAt(physicalOffset: number): Promise<StoredMessage | undefined> {
    return this.#parts.reader.readAt(physicalOffset);
  }

  /**
   * The newest messages that have the key, oldest of them first. Nothing when the store keeps no index; messages that are
   * no longer, or not yet, in the log are left out.
   */
  query(query: KeyQuery): Promise<readonly StoredMessage[]> {
    const { keyIndex, reader } = this.#parts;
    return keyIndex === undefined ? Promise.resolve([]) : reader.query(keyIndex, query);
  }

  /**
   * First offset of the queue whose message was stored at or after the time; the maximum when there is none. Where the
   * clock was set back: see time-search.ts.
   */
  async offsetByTime(topic: string, queueId: number, timestamp: number): Promise<number> {
    const queue = this.#parts.queues.find(topic, queueId);
    return queue === undefined ? 0 : await offsetByTime(this.#parts.reader, queue, timestamp);
  }

  /** Deletes now what retention allows to delete, instead of at its next look. */
  async deleteExpired(): Promise<void> {
    await this.#parts.retention?.run();
  }

  /**
   * Forgets all queues of a topic; its records stay in the log until their segments go, and appends to it are refused until
   * it resolves. Durable then; a crash on the way leaves all of the topic or nothing. MqError when nothing was deleted, or,
   * in a store that fails meanwhile, nobody knows. Later messages of that topic begin at offset 0.
   */
  deleteTopic(topic: string): Promise<void> {
    let deletion = this.#deletions.get(topic);
    if (deletion === undefined) {
      deletion = this.#deleteTopic(topic).finally(() => this.#deletions.delete(topic));
      this.#deletions.set(topic, deletion);
    }
    return deletion;
  }

  async #deleteTopic(topic: string): Promise<void> {
    if (topic === timerTopic || topic === scheduleTopic) {
      throw new MqError(Code.ILLEGAL_TOPIC, `the topic '${topic}' holds delayed messages of all topics; it stays`);
    }
    const { cellFlusher, commitLog, dispatcher, queues } = this.#parts;
    let deleted = false;
    queues.beginDeletion(topic);
    try {
      // Whose append did not wait for the flush is told before the record is dispatched, and its cell would come too late.
      if (await commitLog.flush()) {
        await dispatcher.idle();
        deleted = await cellFlusher.deleteTopic(topic);
      }
    } catch (error) {
      throw isDiskFull(error) && commitLog.refusal === undefined
        ? deletionProblem(
            `the topic '${topic}' was not deleted, since the disk is full; make room and try again`,
            error,
          )
        : deletionProblem(
            `the store failed while the topic '${topic}' was being deleted; look after a restart whether it is still there`,
            error,
          );
    } finally {
      queues.endDeletion(topic);
    }
    if (!deleted) {
      throw deletionProblem(
        `the topic '${topic}' was not deleted, since the store is closed or has failed; try again after a restart`,
        commitLog.refusal,
      );
    }
  }

  /**
   * The record, addressed so that it comes to its topic at the time of delivery: append that instead. Itself when the time
   * is over. MqError when the delay is too long or nothing here delivers.
   */
  delayUntil(record: AppendRecord, deliverAt: number): AppendRecord | MqError {
    return this.#parts.timer?.delayUntil(record, deliverAt) ?? noTimer();
  }

  /** The same for a classic level, from 1; levels beyond the last count as the last. */
  delayByLevel(record: AppendRecord, level: number): AppendRecord | MqError {
    return this.#parts.timer?.delayByLevel(record, level) ?? noTimer();
  }

  /**
   * Takes a delayed message back that was appended with this unique key and time of delivery; whether there is one is not
   * looked at. Once the waiter is told so before that time, the message never comes.
   */
  cancelDelayed(topic: string, uniqueKey: string, deliverAt: number, waiter: AppendWaiter): void {
    const record = this.#parts.timer?.cancelRecord(topic, uniqueKey, deliverAt) ?? noTimer();
    if (record instanceof MqError) {
      this.#parts.commitLog.refuse(waiter, record);
    } else {
      this.append([record], waiter);
    }
  }

  /** Start of the last unit of time before the delivery, and its end, from which on the message is on its way. */
  delayBegin(deliverAt: number): number {
    return this.#parts.timer?.slotTimeMs(deliverAt) ?? deliverAt;
  }

  delayEnd(deliverAt: number): number {
    return this.#parts.timer?.slotEndMs(deliverAt) ?? deliverAt;
  }

  /** Whether a message of this topic with this unique key was to be delivered then; true when the store keeps no index. */
  async isDelayed(topic: string, uniqueKey: string, deliverAt: number): Promise<boolean> {
    const { keyIndex, timer } = this.#parts;
    const always = { beginTimestamp: 0, endTimestamp: Number.MAX_SAFE_INTEGER, messagesMax: 32 };
    const found = await this.query({ ...always, topic: timerTopic, kind: 'uniqueKey', key: uniqueKey });
    return keyIndex === undefined || found.some((message) => timer?.isSource(message, topic, deliverAt) === true);
  }

  /** Delayed messages that wait. */
  get delayedCount(): number {
    return this.#parts.timer?.pending ?? 0;
  }

  onDispatch(listener: DispatchListener): void {
    this.#parts.dispatcher.listen(listener);
  }

  /** What a power cut could take now; all of it is safe from the end of the process alone, once its waiter is told. */
  lossWindow(): LossWindow {
    const { commitLog } = this.#parts;
    return {
      unflushedBytes: commitLog.tail - commitLog.flushed,
      unflushedMessages: commitLog.unflushedMessages,
      ageMs: commitLog.dirtyMs,
    };
  }

  /** The file of this name below `config/`; always the same object for one name. */
  configFile(name: string): ConfigFile {
    let file = this.#configFiles.get(name);
    if (file === undefined) {
      const { disk, logger } = this.#environment;
      file = new JsonConfigFile(disk, this.#paths.config, name, logger);
      this.#configFiles.set(name, file);
    }
    return file;
  }

  /** Ends the append path, flushes, writes the checkpoint, removes `abort`. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { commitLog, dispatcher, cellFlusher, checkpointFile, files, reader, retention, timer } = this.#parts;
    const { logger, disk } = this.#environment;
    try {
      await retention?.stop();
      await timer?.stop();
      const durable = await commitLog.close();
      await dispatcher.idle();
      for (const file of this.#configFiles.values()) {
        await file.settled();
      }
      if (durable) {
        await timer?.finish();
      }
      if (durable && (await cellFlusher.finish())) {
        await commitLog.segments.removeUnused(commitLog.tail);
        await markClosed(disk, this.#paths);
      } else {
        await cellFlusher.stop();
      }
    } catch (error) {
      logger.error({ error }, 'the store could not be closed cleanly, the next start will check the end of the log');
    }
    const timers = timer === undefined ? [] : [timer];
    await release([...timers, reader, checkpointFile, files], this.#lock, logger);
  }
}

function deletionProblem(text: string, cause: unknown): MqError {
  return new MqError(Code.INTERNAL_SERVER_ERROR, text, { cause });
}

function noTimer(): MqError {
  return new MqError(Code.UNSUPPORTED, 'delayed messages are not served; set timerWheelEnable=true');
}

function rangeOf(queue: ConsumeQueue): QueueRange {
  return { topic: queue.topic, queueId: queue.queueId, minOffset: queue.minOffset, maxOffset: queue.maxOffset };
}
