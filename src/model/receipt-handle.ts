/**
 * A receipt handle names one lease. Nine fields, separated by blanks, in RocketMQ's order:
 *
 *   startOffset popTime invisibleMs reviveQueueId topicKind brokerName queueId queueOffset physicalOffset
 *
 * The fields are enough to acknowledge after a restart, when the lease itself is forgotten. `popTime` doubles as the
 * lease's generation: each lease of one message has another one. Clients treat the text as opaque.
 */
export interface ReceiptHandle {
  /** RocketMQ: first offset of the batch. Here: hash of topic and group, so that a handle used elsewhere is found out. */
  readonly startOffset: number;
  /** Epoch milliseconds when the lease began. */
  readonly popTime: number;
  readonly invisibleMs: number;
  /** 999 marks an ordered (FIFO) lease. */
  readonly reviveQueueId: number;
  /** Where the message lies: in the topic itself or in the group's retry topic. */
  readonly topicKind: 'normal' | 'retry';
  readonly brokerName: string;
  readonly queueId: number;
  readonly queueOffset: number;
  readonly physicalOffset: number;
}

export const orderedReviveQueueId = 999;

/** What the handles of one batch of one queue have in common: all fields but the two offsets. */
export function receiptHandlePrefix(handle: Omit<ReceiptHandle, 'queueOffset' | 'physicalOffset'>): string {
  const kind = handle.topicKind === 'normal' ? '0' : '1';
  return `${handle.startOffset} ${handle.popTime} ${handle.invisibleMs} ${handle.reviveQueueId} ${kind} ${handle.brokerName} ${handle.queueId} `;
}

export function completeReceiptHandle(prefix: string, queueOffset: number, physicalOffset: number): string {
  return `${prefix}${queueOffset} ${physicalOffset}`;
}

export function encodeReceiptHandle(handle: ReceiptHandle): string {
  return completeReceiptHandle(receiptHandlePrefix(handle), handle.queueOffset, handle.physicalOffset);
}

const digitsMax = 16;
const blank = 0x20;

/** Reads a handle from its beginning to its end, a field at a time; `failed` once something is not as it should be. */
class HandleReader {
  readonly #text: string;
  #at = 0;
  failed = false;

  constructor(text: string) {
    this.#text = text;
  }

  /** A field of digits, which is not the last one. */
  whole(): number {
    const value = this.#digits();
    if (this.#text.charCodeAt(this.#at++) !== blank) {
      this.failed = true;
    }
    return value;
  }

  name(): string {
    const end = this.#text.indexOf(' ', this.#at);
    const name = end === -1 ? '' : this.#text.slice(this.#at, end);
    this.#at = end + 1;
    if (name === '') {
      this.failed = true;
    }
    return name;
  }

  last(): number {
    const value = this.#digits();
    if (this.#at !== this.#text.length) {
      this.failed = true;
    }
    return value;
  }

  #digits(): number {
    const text = this.#text;
    const start = this.#at;
    let at = start;
    let value = 0;
    for (; at < text.length; at++) {
      const digit = text.charCodeAt(at) - 0x30;
      if (digit < 0 || digit > 9) {
        break;
      }
      value = value * 10 + digit;
    }
    this.#at = at;
    if (at === start || at - start > digitsMax || value > Number.MAX_SAFE_INTEGER) {
      this.failed = true;
    }
    return value;
  }
}

/** Undefined when the text is not a handle. Runs once for each acknowledged message, so it cuts nothing into pieces. */
export function decodeReceiptHandle(text: string): ReceiptHandle | undefined {
  const reader = new HandleReader(text);
  const startOffset = reader.whole();
  const popTime = reader.whole();
  const invisibleMs = reader.whole();
  const reviveQueueId = reader.whole();
  const kind = reader.whole();
  const brokerName = reader.name();
  const queueId = reader.whole();
  const queueOffset = reader.whole();
  const physicalOffset = reader.last();
  if (reader.failed || kind > 1) {
    return undefined;
  }
  return {
    startOffset,
    popTime,
    invisibleMs,
    reviveQueueId,
    topicKind: kind === 0 ? 'normal' : 'retry',
    brokerName,
    queueId,
    queueOffset,
    physicalOffset,
  };
}
