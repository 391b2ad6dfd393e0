import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/log.ts';
import type { ConfigFile, MessageStore } from '../store/message-store.ts';
import { DeadlineTimer } from './deadline-timer.ts';
import { isObject, type JsonObject, nextDataVersion, objectField, valueField } from './json-document.ts';
import { Progress } from './progress.ts';

const wholeNumber = /^\d{1,15}$/;

/** A name of RocketMQ's offset table that we understand, `topic@group`; others are kept as they are. */
function splitKey(key: string): { topic: string; group: string } | undefined {
  const [topic, group, ...more] = key.split('@');
  return topic && group && more.length === 0 ? { topic, group } : undefined;
}

function isOffset(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/**
 * How far each group is in each queue, and the two files that say so:
 *
 * - `consumerOffset.json` is RocketMQ's: the offset below which everything is acknowledged.
 * - `popProgress.json` is ours: `{ "version": 1, "queues": { "topic@group": { "0": { "acked": [[start, end), …],
 *   "failed": { "offset": deliveries } } } } }`, what was acknowledged above that offset and how often FIFO messages failed.
 *
 * Both are absolute, so each is right beside any age of the other. They are written together some time after a change
 * and at close: a crash costs the acknowledgements of that time, which are then delivered again.
 */
export class ConsumerOffsets {
  readonly #offsetFile: ConfigFile;
  readonly #progressFile: ConfigFile;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #intervalMs: number;
  readonly #timer: DeadlineTimer;
  /** By `topic@group`, then queue id. */
  readonly #table = new Map<string, Map<number, Progress>>();
  #document: JsonObject = {};
  #dirty = false;
  #writing: Promise<void> | undefined;

  private constructor(store: MessageStore, clock: Clock, logger: Logger, intervalMs: number) {
    this.#offsetFile = store.configFile('consumerOffset.json');
    this.#progressFile = store.configFile('popProgress.json');
    this.#clock = clock;
    this.#logger = logger;
    this.#intervalMs = intervalMs;
    this.#timer = new DeadlineTimer(clock, () => this.#writeSoon());
  }

  static async open(store: MessageStore, clock: Clock, logger: Logger, intervalMs: number): Promise<ConsumerOffsets> {
    const offsets = new ConsumerOffsets(store, clock, logger, intervalMs);
    const document = await offsets.#offsetFile.read();
    offsets.#document = isObject(document) ? document : {};
    offsets.#loadCommitted();
    offsets.#loadProgress(await offsets.#progressFile.read());
    offsets.#clip(store);
    return offsets;
  }

  /** The progress of one queue; a group that was never there begins at 0, which means the earliest message. */
  progressOf(topic: string, group: string, queueId: number): Progress {
    const queues = this.#queuesOf(`${topic}@${group}`);
    let progress = queues.get(queueId);
    if (progress === undefined) {
      progress = new Progress(0);
      queues.set(queueId, progress);
    }
    return progress;
  }

  /** Every queue the group has a progress in. */
  *ofGroup(group: string): Iterable<{ readonly topic: string; readonly queueId: number; readonly progress: Progress }> {
    for (const [key, queues] of this.#table) {
      const names = splitKey(key);
      if (names?.group !== group) {
        continue;
      }
      for (const [queueId, progress] of queues) {
        yield { topic: names.topic, queueId, progress };
      }
    }
  }

  /** Every group's progress in the topic's queue. */
  *ofQueue(topic: string, queueId: number): Iterable<{ readonly group: string; readonly progress: Progress }> {
    for (const [key, queues] of this.#table) {
      const progress = queues.get(queueId);
      const names = splitKey(key);
      if (progress !== undefined && names?.topic === topic) {
        yield { group: names.group, progress };
      }
    }
  }

  /** Something changed: it is on disk after the flush interval at the latest. */
  changed(): void {
    if (!this.#dirty) {
      this.#dirty = true;
      this.#timer.wakeAt(this.#clock.monotonic() + this.#intervalMs);
    }
  }

  /** Writes what is not written yet; rejects when the disk refuses. */
  async close(): Promise<void> {
    this.#timer.close();
    await this.#writing;
    if (this.#dirty) {
      this.#dirty = false;
      await this.#write();
    }
  }

  #queuesOf(key: string): Map<number, Progress> {
    let queues = this.#table.get(key);
    if (queues === undefined) {
      queues = new Map();
      this.#table.set(key, queues);
    }
    return queues;
  }

  #loadCommitted(): void {
    for (const [key, value] of Object.entries(objectField(this.#document, 'offsetTable'))) {
      if (splitKey(key) === undefined || !isObject(value)) {
        continue;
      }
      for (const [queueId, committed] of Object.entries(value)) {
        if (wholeNumber.test(queueId) && isOffset(committed)) {
          this.#queuesOf(key).set(Number(queueId), new Progress(committed));
        }
      }
    }
  }

  #loadProgress(document: unknown): void {
    if (!isObject(document)) {
      return;
    }
    for (const [key, queues] of Object.entries(objectField(document, 'queues'))) {
      const names = splitKey(key);
      if (names === undefined || !isObject(queues)) {
        continue;
      }
      for (const [queueId, entry] of Object.entries(queues)) {
        if (wholeNumber.test(queueId) && isObject(entry)) {
          loadEntry(this.progressOf(names.topic, names.group, Number(queueId)), entry);
        }
      }
    }
  }

  /** A power cut may have taken the end of the log after the offsets were written: its offsets are given out anew. */
  #clip(store: MessageStore): void {
    for (const [key, queues] of this.#table) {
      const topic = splitKey(key)?.topic ?? '';
      for (const [queueId, progress] of queues) {
        progress.clip(store.nextQueueOffset(topic, queueId));
      }
    }
  }

  #writeSoon(): void {
    if (this.#writing !== undefined) {
      this.#timer.wakeAt(this.#clock.monotonic() + this.#intervalMs);
      return;
    }
    this.#dirty = false;
    this.#writing = this.#write()
      .catch((error: unknown) => {
        this.#logger.error({ error }, 'consumer offsets could not be written; trying again');
        this.changed();
      })
      .finally(() => {
        this.#writing = undefined;
      });
  }

  async #write(): Promise<void> {
    const offsetTable: JsonObject = { ...objectField(this.#document, 'offsetTable') };
    const progressTable: JsonObject = {};
    for (const [key, queues] of this.#table) {
      const committed: JsonObject = { ...objectField(offsetTable, key) };
      const above: JsonObject = {};
      for (const [queueId, progress] of queues) {
        if (progress.committed > 0 || Object.hasOwn(committed, queueId)) {
          committed[queueId] = progress.committed;
        }
        if (progress.rangeCount > 0 || progress.failedDeliveries.size > 0) {
          above[queueId] = { acked: progress.ranges(), failed: Object.fromEntries(progress.failedDeliveries) };
        }
      }
      if (Object.keys(committed).length > 0) {
        offsetTable[key] = committed;
      }
      if (Object.keys(above).length > 0) {
        progressTable[key] = above;
      }
    }
    const dataVersion = nextDataVersion(this.#document, this.#clock.now());
    this.#document = { ...this.#document, dataVersion, offsetTable };
    await this.#progressFile.write({ version: 1, queues: progressTable });
    await this.#offsetFile.write(this.#document);
  }
}

function loadEntry(progress: Progress, entry: JsonObject): void {
  const acked = valueField(entry, 'acked');
  for (const range of Array.isArray(acked) ? acked : []) {
    const [start, end] = Array.isArray(range) ? range : [];
    if (isOffset(start) && isOffset(end) && start < end) {
      progress.ackRange(start, end);
    }
  }
  for (const [offset, failures] of Object.entries(objectField(entry, 'failed'))) {
    if (wholeNumber.test(offset) && isOffset(failures) && !progress.isAcked(Number(offset))) {
      progress.failedDeliveries.set(Number(offset), failures);
    }
  }
}
