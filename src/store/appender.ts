import { Code, MqError } from '../model/errors.ts';
import { continueJavaHash } from '../model/java-hash.ts';
import type { Clock } from '../runtime/clock.ts';
import { type AppendRecord, type AppendWaiter, type PlainAppend, topicProblem } from './append.ts';
import { dirtyCellsMax } from './cell-flusher.ts';
import type { CommitLog } from './commit-log.ts';
import type { ConsumeQueue } from './consume-queue.ts';
import type { ConsumeQueues } from './consume-queues.ts';
import { type Dispatcher, dispatchPendingMax } from './dispatcher.ts';
import { queueIdMax } from './file-name.ts';
import { encodeAddress } from './host-codec.ts';
import { indexKeyHashes } from './key-hash.ts';
import { propertyBytesOf } from './property-text.ts';
import { encodeBeforeProperties, encodeRecord, propertiesBytesMax, recordOverheadMax, recordSize } from './record.ts';
import type { Retention } from './retention.ts';
import type { StoreOptions } from './store-options.ts';
import { hasCell, tagsCodeOf } from './tags-code.ts';

/** Encoded addresses that are kept. */
const addressesMax = 4096;

export interface AppenderParts {
  readonly commitLog: CommitLog;
  readonly queues: ConsumeQueues;
  readonly dispatcher: Dispatcher;
  readonly retention: Retention | undefined;
  readonly clock: Clock;
}

/** Checks records, gives them their offsets and encodes them into the end of the log. */
export class Appender {
  readonly #parts: AppenderParts;
  readonly #bodyBytesMax: number;
  readonly #pendingBytesMax: number;
  readonly #levelDelaysMs: readonly number[] | undefined;
  readonly #storeAddress: Uint8Array;
  readonly #storePort: number;
  readonly #addresses = new Map<string, Uint8Array>();
  /** The address that was asked for last, which is that of the next record as a rule. */
  #lastAddressText = '';
  #lastAddress: Uint8Array | undefined;
  #lastQueue: ConsumeQueue | undefined;
  /** The turn (`turns` of the log) that the time was looked up in last, and the time. */
  #timeOfTurn = -1;
  #time = 0;
  /** Sizes of the records of the current call, their queues and born hosts. */
  readonly #sizes: number[] = [];
  readonly #queues: ConsumeQueue[] = [];
  readonly #bornAddresses: Uint8Array[] = [];

  constructor(parts: AppenderParts, options: StoreOptions) {
    this.#parts = parts;
    this.#bodyBytesMax = options.bodyBytesMax;
    this.#pendingBytesMax = options.pendingBytesMax;
    this.#levelDelaysMs = options.timer?.levelDelaysMs;
    this.#storeAddress = encodeAddress(options.storeHost.address) ?? new Uint8Array(4);
    this.#storePort = options.storeHost.port;
  }

  /** Appends all records, or none and says why. */
  append(records: readonly AppendRecord[], waiter: AppendWaiter): MqError | undefined {
    const { commitLog } = this.#parts;
    const refusal = commitLog.refusal ?? this.#overload();
    if (refusal !== undefined) {
      return refusal;
    }
    let total = 0;
    for (let index = 0; index < records.length; index++) {
      const record = records[index];
      const size = record === undefined ? 0 : this.#sizeOf(record, index);
      if (typeof size !== 'number') {
        return size;
      }
      this.#sizes[index] = size;
      total += size;
    }
    const problem = this.#roomProblem(records.length, total);
    if (problem !== undefined) {
      return problem;
    }
    const chunk = commitLog.reserve(total);
    const storeTimestamp = this.#now();
    let position = chunk.used;
    for (let index = 0; index < records.length; index++) {
      const record = records[index];
      const size = this.#sizes[index] ?? 0;
      const queue = this.#queues[index];
      if (record !== undefined && queue !== undefined) {
        record.storeTimestamp = storeTimestamp;
        record.physicalOffset = chunk.base + position;
        this.#assign(record, queue, size);
        const bornAddress = this.#bornAddresses[index] ?? this.#storeAddress;
        encodeRecord(chunk, position, size, record, queue.topicBytes, bornAddress, this.#storeAddress, this.#storePort);
        position += size;
      }
    }
    commitLog.commit(chunk, total, records.length, waiter);
    return undefined;
  }

  /**
   * The same for one record without a transaction, to a queue that has messages. False, and nothing done, when it is not
   * accepted as it is: `append` then says why.
   */
  appendPlain(record: PlainAppend, waiter: AppendWaiter): boolean {
    const { commitLog, dispatcher } = this.#parts;
    const queue = this.#queueOf(record.topic, record.queueId);
    const bornAddress = this.#addressOf(record.bornHost.address);
    const { propertiesBytes } = record;
    if (
      queue === undefined ||
      queue.beingDeleted ||
      bornAddress === undefined ||
      propertiesBytes > propertiesBytesMax
    ) {
      return false;
    }
    const { topicBytes, keyHashStart } = queue;
    const { length } = record.body;
    const size = recordSize(topicBytes.length, length, propertiesBytes, bornAddress.length, this.#storeAddress.length);
    if (
      length > this.#bodyBytesMax ||
      (commitLog.refusal ?? this.#overload() ?? this.#roomProblem(1, size)) !== undefined
    ) {
      return false;
    }
    const chunk = commitLog.reserve(size);
    const { used } = chunk;
    record.storeTimestamp = this.#timeOfTurn === commitLog.turns ? this.#time : this.#now();
    record.physicalOffset = chunk.base + used;
    record.queueOffset = queue.nextOffset++;
    const tagsCode = record.tagged ? record.hashOfTag(0) : 0;
    dispatcher.push(queue, record.physicalOffset, size, tagsCode, record.storeTimestamp, record.sysFlag);
    if (dispatcher.indexes(record.sysFlag)) {
      dispatcher.pushKey(record.hashOfUniqueKey(keyHashStart));
      if (record.keyed) {
        dispatcher.pushKey(record.hashOfKey(keyHashStart));
      }
      if (record.tagged) {
        dispatcher.pushKey(record.hashOfTag(queue.tagHashStart));
      }
    }
    const propertiesAt = encodeBeforeProperties(
      chunk,
      used,
      size,
      record,
      topicBytes,
      bornAddress,
      this.#storeAddress,
      this.#storePort,
    );
    record.writeProperties(chunk.bytes, propertiesAt);
    commitLog.commit(chunk, size, 1, waiter);
    return true;
  }

  /** Gives the record its queue offset and announces it to the dispatcher. */
  #assign(record: AppendRecord, queue: ConsumeQueue, size: number): void {
    const { dispatcher } = this.#parts;
    const { sysFlag, physicalOffset, storeTimestamp, uniqueKey } = record;
    const { topic, tag, properties } = record;
    const tagsCode = tagsCodeOf(topic, tag, properties, storeTimestamp, this.#levelDelaysMs);
    record.queueOffset = hasCell(sysFlag) ? queue.nextOffset++ : 0;
    dispatcher.push(queue, physicalOffset, size, tagsCode, storeTimestamp, sysFlag);
    if (dispatcher.indexes(sysFlag)) {
      if (uniqueKey !== '') {
        dispatcher.pushKey(continueJavaHash(queue.keyHashStart, uniqueKey));
      }
      for (const hash of indexKeyHashes(queue.keyHashStart, record.keys)) {
        dispatcher.pushKey(hash);
      }
      if (record.tag !== '') {
        dispatcher.pushKey(continueJavaHash(queue.tagHashStart, record.tag));
      }
    }
  }

  /** Epoch ms of what is stored now. Everyday records of one turn share it: they are stored with one write. */
  #now(): number {
    this.#timeOfTurn = this.#parts.commitLog.turns;
    this.#time = Math.max(1, this.#parts.clock.now());
    return this.#time;
  }

  /** The queue that was asked for last is that of the next record as often as not. */
  #queueOf(topic: string, queueId: number): ConsumeQueue | undefined {
    const last = this.#lastQueue;
    if (last !== undefined && last.queueId === queueId && last.topic === topic && !last.removed) {
      return last;
    }
    const queue = this.#parts.queues.find(topic, queueId);
    this.#lastQueue = queue;
    return queue;
  }

  #overload(): MqError | undefined {
    const { dispatcher, queues, retention } = this.#parts;
    if (retention?.shortage !== undefined) {
      return new MqError(
        Code.INTERNAL_SERVER_ERROR,
        `${retention.shortage}; nothing of this send was stored; free space or lower fileReservedTime`,
        { retryable: true },
      );
    }
    if (dispatcher.pending >= dispatchPendingMax) {
      return tooMany(`${dispatchPendingMax} stored messages wait for their entry in a consumeQueue`);
    }
    if (queues.dirtyCells >= dirtyCellsMax) {
      return tooMany(`${dirtyCellsMax} entries of consumeQueues wait for the disk`);
    }
    return undefined;
  }

  #roomProblem(count: number, total: number): MqError | undefined {
    const { commitLog } = this.#parts;
    if (count === 0) {
      return new MqError(Code.BAD_REQUEST, 'an append needs at least one record');
    }
    if (total > commitLog.reserveBytesMax) {
      const what = count === 1 ? 'the record takes' : `the ${count} records of one send take`;
      return new MqError(
        Code.PAYLOAD_TOO_LARGE,
        `${what} ${total} bytes; a segment of the commitLog holds ${commitLog.reserveBytesMax}; send less at once or raise mappedFileSizeCommitLog of an empty store`,
      );
    }
    if (commitLog.pendingBytes > 0 && commitLog.pendingBytes + total > this.#pendingBytesMax) {
      return tooMany(`${this.#pendingBytesMax} bytes wait for the disk`);
    }
    return undefined;
  }

  /** Also notes queue and born host of the record of this index. */
  #sizeOf(record: AppendRecord, index: number): number | MqError {
    const { topic, queueId, body } = record;
    if (body.length > this.#bodyBytesMax) {
      return new MqError(
        Code.MESSAGE_BODY_TOO_LARGE,
        `the body has ${body.length} bytes; the limit is ${this.#bodyBytesMax} (maxMessageSize)`,
      );
    }
    const propertiesBytes = propertyBytesOf(record.properties);
    if (propertiesBytes > propertiesBytesMax) {
      return new MqError(
        Code.MESSAGE_PROPERTIES_TOO_LARGE,
        `the properties have ${propertiesBytes} bytes; the limit is ${propertiesBytesMax}`,
      );
    }
    if (propertiesBytes < 0) {
      return new MqError(
        Code.ILLEGAL_MESSAGE_PROPERTY_KEY,
        'the properties contain the character U+0000; leave it out',
      );
    }
    let queue = this.#parts.queues.find(topic, queueId);
    if (queue === undefined) {
      const problem = topicProblem(topic);
      if (problem !== undefined) {
        return new MqError(Code.ILLEGAL_TOPIC, problem);
      }
      if (!Number.isInteger(queueId) || queueId < 0 || queueId > queueIdMax) {
        return new MqError(
          Code.BAD_REQUEST,
          `the queue id is ${queueId}; it must be a whole number from 0 to ${queueIdMax}`,
        );
      }
      queue = this.#parts.queues.get(topic, queueId);
    }
    if (queue.beingDeleted) {
      return new MqError(
        Code.TOPIC_NOT_FOUND,
        `the topic '${topic}' is being deleted; nothing of this send was stored; send it again when there is such a topic`,
      );
    }
    const address = this.#addressOf(record.bornHost.address);
    if (address === undefined) {
      return new MqError(Code.BAD_REQUEST, `the born host '${record.bornHost.address}' is no IPv4 or IPv6 address`);
    }
    this.#queues[index] = queue;
    this.#bornAddresses[index] = address;
    const { topicBytes } = queue;
    const size = recordSize(topicBytes.length, body.length, propertiesBytes, address.length, this.#storeAddress.length);
    if (size > this.#bodyBytesMax + recordOverheadMax) {
      return new MqError(
        Code.PAYLOAD_TOO_LARGE,
        `the record has ${size} bytes; the limit is ${this.#bodyBytesMax + recordOverheadMax} (maxMessageSize and 64 KiB)`,
      );
    }
    return size;
  }

  #addressOf(text: string): Uint8Array | undefined {
    if (text === this.#lastAddressText) {
      return this.#lastAddress;
    }
    let address = this.#addresses.get(text);
    if (address === undefined) {
      address = encodeAddress(text);
      if (address !== undefined) {
        if (this.#addresses.size >= addressesMax) {
          this.#addresses.clear();
        }
        this.#addresses.set(text, address);
      }
    }
    this.#lastAddressText = text;
    this.#lastAddress = address;
    return address;
  }
}

function tooMany(what: string): MqError {
  return new MqError(Code.TOO_MANY_REQUESTS, `${what}; nothing of this send was stored, send it again later`);
}
