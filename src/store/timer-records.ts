import { crc32 } from 'node:zlib';
import { Code, MqError } from '../model/errors.ts';
import { type HostAddress, type StoredMessage, SysFlag } from '../model/message.ts';
import { encodeProperty, entryEnd, findProperty, PropertyName } from '../model/properties.ts';
import type { AppendRecord, AppendWaiter } from './append.ts';
import { propertiesBytesMax } from './record.ts';
import { propertyOf, scheduleTopic } from './tags-code.ts';

/** Topic that holds messages for a time of their own, all in queue 0. */
export const timerTopic = 'rmq_sys_wheel_timer';
const transactionTopic = 'RMQ_SYS_TRANS_HALF_TOPIC';
/** What the properties of a delayed message must leave free for those that delivery adds. */
const laterPropertiesBytes = 128;
const recallTag = '_RECALL_TAG_';

/** A record like the one that was given, for another place. */
function readdressed(record: AppendRecord, topic: string, queueId: number, added: string): AppendRecord | MqError {
  const joined = record.properties === '' || record.properties.endsWith(entryEnd);
  const properties =
    `${record.properties}${joined ? '' : entryEnd}${added}` +
    encodeProperty(PropertyName.REAL_TOPIC, record.topic) +
    encodeProperty(PropertyName.REAL_QUEUE_ID, String(record.queueId));
  const bytes = Buffer.byteLength(properties) + laterPropertiesBytes;
  if (bytes > propertiesBytesMax) {
    return new MqError(
      Code.MESSAGE_PROPERTIES_TOO_LARGE,
      `the properties of the delayed message have ${bytes} bytes with those of its delay; a record holds ${propertiesBytesMax}; put large values into the body`,
    );
  }
  return { ...record, topic, queueId, properties };
}

/** The last time, floored to the precision, that is before the time of delivery: the slot of that time is delivered when it is over. */
export function slotTimeMs(deliverAt: number, precisionMs: number): number {
  return Math.ceil(deliverAt / precisionMs) * precisionMs - precisionMs;
}

/** The record on its way to the timer topic, MqError when its properties have no room for that. */
export function recordForTime(record: AppendRecord, deliverAt: number, precisionMs: number): AppendRecord | MqError {
  const known = findProperty(record.properties, PropertyName.TIMER_DELIVER_MS) !== undefined;
  const added =
    (known ? '' : encodeProperty(PropertyName.TIMER_DELIVER_MS, String(deliverAt))) +
    encodeProperty(PropertyName.TIMER_OUT_MS, String(slotTimeMs(deliverAt, precisionMs)));
  return readdressed(record, timerTopic, 0, added);
}

/** The record on its way to the queue of a classic level, from 1 to the last of the table. */
export function recordForLevel(record: AppendRecord, level: number): AppendRecord | MqError {
  const known = findProperty(record.properties, PropertyName.DELAY) !== undefined;
  const added = known ? '' : encodeProperty(PropertyName.DELAY, String(level));
  return readdressed(record, scheduleTopic, level - 1, added);
}

/** The record that takes a delayed message back, which was sent with this unique key and time of delivery. */
export function recordOfCancel(
  topic: string,
  uniqueKey: string,
  deliverAt: number,
  now: number,
  host: HostAddress,
  precisionMs: number,
): AppendRecord {
  return {
    topic: timerTopic,
    queueId: 0,
    flag: 0,
    sysFlag: 0,
    bornTimestamp: now,
    bornHost: host,
    reconsumeTimes: 0,
    preparedTransactionOffset: 0,
    body: Buffer.from('0'),
    properties:
      encodeProperty(PropertyName.TIMER_CANCEL_KEY, uniqueKey) +
      encodeProperty(PropertyName.UNIQUE_KEY, uniqueKey) +
      encodeProperty(PropertyName.TAGS, recallTag) +
      encodeProperty(PropertyName.TIMER_DELIVER_MS, String(deliverAt)) +
      encodeProperty(PropertyName.TIMER_OUT_MS, String(slotTimeMs(deliverAt, precisionMs))) +
      encodeProperty(PropertyName.BORN_TIMESTAMP, String(now)) +
      encodeProperty(PropertyName.REAL_TOPIC, topic) +
      encodeProperty(PropertyName.REAL_QUEUE_ID, '0'),
    tag: recallTag,
    keys: '',
    uniqueKey,
    queueOffset: 0,
    physicalOffset: 0,
    storeTimestamp: 0,
  };
}

/** Whether these are properties of a message of that topic, not of a cancel, whose slot has this time. */
export function isDelayed(properties: string, topic: string, slotMs: number): boolean {
  return (
    propertyOf(properties, PropertyName.REAL_TOPIC) === topic &&
    propertyOf(properties, PropertyName.TIMER_OUT_MS) === String(slotMs) &&
    propertyOf(properties, PropertyName.TIMER_CANCEL_KEY) === ''
  );
}

/** Time of its slot, ms; -1 for a record of the timer topic that says none. */
export function slotTimeOf(message: StoredMessage): number {
  const time = Number(propertyOf(message.properties, PropertyName.TIMER_OUT_MS));
  return Number.isSafeInteger(time) && time > 0 ? time : -1;
}

function withProperty(properties: string, name: string, value: string): string {
  const old = findProperty(properties, name);
  const rest = old === undefined ? properties : `\u0002${properties}`.replace(`\u0002${name}\u0001${old}`, '').slice(1);
  return `${rest}${rest === '' || rest.endsWith(entryEnd) ? '' : entryEnd}${encodeProperty(name, value)}`;
}

/** Where a delayed message belongs; undefined when it does not say, or names a place that nobody may send to. */
export function realPlaceOf(properties: string): { readonly topic: string; readonly queueId: number } | undefined {
  const topic = propertyOf(properties, PropertyName.REAL_TOPIC);
  const queueId = Number(propertyOf(properties, PropertyName.REAL_QUEUE_ID));
  return topic === '' || topic === transactionTopic || !Number.isInteger(queueId) || queueId < 0
    ? undefined
    : { topic, queueId };
}

/** Tells whoever waits for several appends when all of them have ended. */
export class DeliveryBatch {
  #open = 0;
  #done: () => void = () => undefined;

  noteStarted(): void {
    this.#open++;
  }

  noteEnded(): void {
    this.#open--;
    if (this.#open === 0) {
      this.#done();
    }
  }

  async ended(): Promise<void> {
    if (this.#open > 0) {
      await new Promise<void>((resolve) => {
        this.#done = resolve;
      });
    }
  }
}

const hostBits = SysFlag.BORN_HOST_IPV6 | SysFlag.STORE_HOST_IPV6;

/** A delayed message on its way to where it belongs, or round once more. */
export class DelayedCopy implements AppendRecord, AppendWaiter {
  readonly topic: string;
  readonly queueId: number;
  readonly flag: number;
  readonly sysFlag: number;
  readonly bornTimestamp: number;
  readonly bornHost: HostAddress;
  readonly reconsumeTimes: number;
  readonly preparedTransactionOffset = 0;
  readonly body: Uint8Array;
  readonly properties: string;
  readonly tag: string;
  readonly keys: string;
  readonly uniqueKey: string;
  queueOffset = 0;
  physicalOffset = 0;
  storeTimestamp = 0;
  /** The message that it is a copy of. */
  readonly source: StoredMessage;
  batch: DeliveryBatch | undefined;
  /** Why the last try to append it failed. */
  error: MqError | undefined;

  constructor(message: StoredMessage, topic: string, queueId: number, properties: string) {
    this.source = message;
    this.topic = topic;
    this.queueId = queueId;
    this.flag = message.flag;
    this.sysFlag = message.sysFlag & ~hostBits;
    this.bornTimestamp = message.bornTimestamp;
    this.bornHost = message.bornHost;
    this.reconsumeTimes = message.reconsumeTimes;
    this.body = message.body;
    this.properties = properties;
    this.tag = propertyOf(properties, PropertyName.TAGS);
    this.keys = propertyOf(properties, PropertyName.KEYS);
    this.uniqueKey = propertyOf(properties, PropertyName.UNIQUE_KEY);
  }

  stored(): void {
    this.batch?.noteEnded();
  }

  notStored(error: MqError): void {
    this.error = error;
    this.batch?.noteEnded();
  }
}

/** The message as consumers get it; properties that have no room for two more stay as they are. */
export function deliveredCopy(
  message: StoredMessage,
  place: { readonly topic: string; readonly queueId: number },
  enqueuedMs: number,
  now: number,
): DelayedCopy {
  let { properties } = message;
  if (enqueuedMs >= 0) {
    properties = withProperty(properties, PropertyName.TIMER_ENQUEUE_MS, String(enqueuedMs));
    properties = withProperty(properties, PropertyName.TIMER_DEQUEUE_MS, String(now));
  }
  const fits = Buffer.byteLength(properties) <= propertiesBytesMax;
  return new DelayedCopy(message, place.topic, place.queueId, fits ? properties : message.properties);
}

function rollsOf(properties: string): number {
  return Number(propertyOf(properties, PropertyName.TIMER_ROLL_TIMES)) || 0;
}

/**
 * The message for its next round on the wheel. When its slot is not over (`slotEndMs`), the copy says so: until then a
 * start that still finds the message in that slot has to know the copy.
 */
export function rolledCopy(message: StoredMessage, slotEndMs?: number): DelayedCopy {
  const rolls = rollsOf(message.properties) + 1;
  let properties = withProperty(message.properties, PropertyName.TIMER_ROLL_TIMES, String(rolls));
  if (slotEndMs !== undefined) {
    properties = withProperty(properties, PropertyName.TIMER_DEQUEUE_MS, String(slotEndMs));
  }
  return new DelayedCopy(message, timerTopic, 0, properties);
}

/** What tells copies apart, besides their places. */
interface Copyable {
  readonly properties: string;
  readonly bornTimestamp: number;
  readonly reconsumeTimes: number;
  readonly body: Uint8Array;
}

function identityOf(message: Copyable, topic: string, queueId: number, rolls: number): string {
  const { properties } = message;
  const uniqueKey = propertyOf(properties, PropertyName.UNIQUE_KEY);
  const out = propertyOf(properties, PropertyName.TIMER_OUT_MS);
  const when = out === '' ? `L${propertyOf(properties, PropertyName.DELAY)}` : out;
  const cancels = findProperty(properties, PropertyName.TIMER_CANCEL_KEY) === undefined ? '' : 'c';
  return `${topic} ${queueId} ${uniqueKey} ${when} ${rolls}${cancels} ${message.bornTimestamp} ${message.reconsumeTimes} ${crc32(message.body)}`;
}

/**
 * The copies that a part of the log holds, each as often as it is there: after a crash they say what was delivered
 * although no file tells so.
 */
export class KnownCopies {
  readonly #counts = new Map<string, number>();
  /** When the last slot is over that had one. */
  #latestMs = 0;

  get latestMs(): number {
    return this.#latestMs;
  }

  /** Looks whether the record of the log is such a copy. */
  note(message: StoredMessage): void {
    const { topic, queueId, properties } = message;
    const rolls = rollsOf(properties);
    if (topic === timerTopic) {
      if (rolls > 0) {
        const slotEndMs = Number(propertyOf(properties, PropertyName.TIMER_DEQUEUE_MS)) || 0;
        this.#add(identityOf(message, topic, queueId, rolls), Math.max(message.storeTimestamp, slotEndMs));
      }
      return;
    }
    const place = topic === scheduleTopic ? undefined : realPlaceOf(properties);
    if (place !== undefined && place.topic === topic && place.queueId === queueId) {
      this.#add(identityOf(message, topic, queueId, rolls), message.storeTimestamp);
    }
  }

  /** True, once for each time it was noted, when the copy is there. */
  takeCopy(copy: DelayedCopy): boolean {
    return this.#take(identityOf(copy, copy.topic, copy.queueId, rollsOf(copy.properties)));
  }

  /** The same for a message of the timer topic: whether it was delivered, or went round once more. */
  takeSource(message: StoredMessage): boolean {
    const rolls = rollsOf(message.properties);
    const place = realPlaceOf(message.properties);
    return (
      (place !== undefined && this.#take(identityOf(message, place.topic, place.queueId, rolls))) ||
      this.#take(identityOf(message, timerTopic, 0, rolls + 1))
    );
  }

  #add(identity: string, overAt: number): void {
    this.#latestMs = Math.max(this.#latestMs, overAt);
    this.#counts.set(identity, (this.#counts.get(identity) ?? 0) + 1);
  }

  #take(identity: string): boolean {
    const count = this.#counts.get(identity) ?? 0;
    if (count > 0) {
      this.#counts.set(identity, count - 1);
    }
    return count > 0;
  }
}
