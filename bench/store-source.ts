import { createHash } from 'node:crypto';
import type { MqError } from '../src/model/errors.ts';
import type { HostAddress } from '../src/model/message.ts';
import { systemClock } from '../src/runtime/clock.ts';
import { resolveOptions } from '../src/runtime/configuration.ts';
import type { Disk } from '../src/runtime/disk.ts';
import type { Logger } from '../src/runtime/log.ts';
import { nodeDisk } from '../src/runtime/node-disk.ts';
import { type AppendRecord, type AppendWaiter, type FlushMode, MessageStore } from '../src/store/message-store.ts';
import { recordBytesMin } from '../src/store/record.ts';

const queuesPerTopic = 8;
/** Message ids made beforehand; a run with more messages uses them again. */
export const idsMax = 65_536;
export const benchHost: HostAddress = { address: '127.0.0.1', port: 8081 };

function print(fields: object, text: string): void {
  process.stderr.write(`${text} ${JSON.stringify(fields)}\n`);
}

const logger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: print,
  error: print,
  child: () => logger,
};

export interface StoreSettings {
  readonly directory: string;
  readonly flushMode: FlushMode;
  readonly index: boolean;
}

/** A store with the server's defaults. */
export function openBenchStore(settings: StoreSettings, disk: Disk = nodeDisk): Promise<MessageStore> {
  const defaults = resolveOptions([]);
  return MessageStore.open(
    {
      directory: settings.directory,
      flushMode: settings.flushMode,
      commitLogSegmentBytes: defaults.mappedFileSizeCommitLog,
      consumeQueueFileBytes: defaults.mappedFileSizeConsumeQueue,
      bodyBytesMax: defaults.maxMessageSize,
      flushIntervalMs: defaults.flushIntervalCommitLog,
      flushLeastPages: defaults.flushCommitLogLeastPages,
      flushThoroughIntervalMs: defaults.flushCommitLogThoroughInterval,
      flushConsumeQueueIntervalMs: defaults.flushIntervalConsumeQueue,
      storeHost: benchHost,
      pendingBytesMax: defaults.maxAppendBytesPending,
      messageIndex: settings.index,
      indexSlots: defaults.maxHashSlotNum,
      indexEntries: defaults.maxIndexNum,
    },
    { disk, clock: systemClock, logger },
  );
}

export function topicOf(queue: number): string {
  return `bench-${Math.floor(queue / queuesPerTopic)}`;
}

export function queueIdOf(queue: number): number {
  return queue % queuesPerTopic;
}

/** The id of message n, as spread over the index as those of clients. */
export function messageIdOf(n: number): string {
  return createHash('md5').update(String(n)).digest('hex').toUpperCase().padStart(34, '01');
}

export function propertiesOf(id: string): string {
  // Flat as the text of a socket is, not a rope of its parts.
  return Buffer.from(`UNIQ_KEY\u0001${id}\u0002TAGS\u0001bench\u0002WAIT\u0001true\u0002`).toString();
}

/** What a record takes in the log, but for a few digits of its topic. */
export function recordBytesOf(bodyBytes: number): number {
  return recordBytesMin + bodyBytes + topicOf(0).length + propertiesOf(messageIdOf(0)).length;
}

/** What all records have, however their properties are handed over. */
export class BenchRecord {
  topic = '';
  queueId = 0;
  readonly flag = 0;
  readonly sysFlag = 0;
  bornTimestamp = 0;
  readonly bornHost = benchHost;
  readonly reconsumeTimes = 0;
  readonly preparedTransactionOffset = 0;
  readonly body: Uint8Array;
  queueOffset = 0;
  physicalOffset = 0;
  storeTimestamp = 0;

  constructor(body: Uint8Array) {
    this.body = body;
  }
}

class Record extends BenchRecord implements AppendRecord {
  properties = '';
  readonly tag = 'bench';
  readonly keys = '';
  uniqueKey = '';
}

/** Hands records over, one after the other. */
export interface AppendSource {
  appendNext(store: MessageStore, now: number, waiter: AppendWaiter): void;
}

/**
 * Records one after the other, round robin over the queues: the body, a unique key and a tag (two entries of the
 * index). All strings are made beforehand, so that what is measured is the store. A record is used again after
 * `depth` others.
 */
export class RecordSource implements AppendSource {
  readonly #records: (readonly [Record])[];
  readonly #ids: string[] = [];
  readonly #properties: string[] = [];
  readonly #topics: string[] = [];
  readonly #queues: number;
  #made = 0;

  constructor(bodyBytes: number, queues: number, count: number, depth: number) {
    const body = Buffer.alloc(bodyBytes, 'pocketmq ');
    this.#records = Array.from({ length: depth }, () => [new Record(body)] as const);
    for (let n = 0; n < Math.min(idsMax, count); n++) {
      const id = messageIdOf(n);
      this.#ids.push(id);
      this.#properties.push(propertiesOf(id));
    }
    for (let topic = 0; topic * queuesPerTopic < queues; topic++) {
      this.#topics.push(topicOf(topic * queuesPerTopic));
    }
    this.#queues = queues;
  }

  appendNext(store: MessageStore, now: number, waiter: AppendWaiter): void {
    store.append(this.next(now), waiter);
  }

  next(now: number): readonly AppendRecord[] {
    const made = this.#made++;
    const records = this.#records[made % this.#records.length];
    if (records === undefined) {
      throw new Error('a source of records needs at least one');
    }
    const [record] = records;
    const queue = made % this.#queues;
    const id = made % this.#ids.length;
    record.topic = this.#topics[Math.floor(queue / queuesPerTopic)] ?? '';
    record.queueId = queue % queuesPerTopic;
    record.uniqueKey = this.#ids[id] ?? '';
    record.properties = this.#properties[id] ?? '';
    record.bornTimestamp = now;
    return records;
  }
}

/** Appends `count` records, at most `inFlight` of them not yet stored. */
export class Driver implements AppendWaiter {
  readonly #store: MessageStore;
  readonly #source: AppendSource;
  readonly #count: number;
  readonly #inFlight: number;
  readonly #finished: Promise<void>;
  #resolve: () => void = () => undefined;
  #reject: (error: MqError) => void = () => undefined;
  #appended = 0;
  #stored = 0;
  #scheduled = false;

  constructor(store: MessageStore, source: AppendSource, count: number, inFlight: number) {
    this.#store = store;
    this.#source = source;
    this.#count = count;
    this.#inFlight = inFlight;
    this.#finished = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Records that are known to be stored. */
  get storedCount(): number {
    return this.#stored;
  }

  /** Resolves when all are stored. */
  run(): Promise<void> {
    this.#appendMore();
    return this.#finished;
  }

  stored(): void {
    this.#stored++;
    if (this.#stored === this.#count) {
      this.#resolve();
    } else if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(this.#appendMore);
    }
  }

  notStored(error: MqError): void {
    this.#reject(error);
  }

  readonly #appendMore = (): void => {
    this.#scheduled = false;
    const now = Date.now();
    const end = Math.min(this.#count, this.#stored + this.#inFlight);
    while (this.#appended < end) {
      this.#appended++;
      this.#source.appendNext(this.#store, now, this);
    }
  };
}
