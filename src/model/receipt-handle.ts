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

/** Reads handles, one after the other, from their beginning to their end, a field at a time. */
class HandleReader {
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;
  /** Of the last handle: nearly all name the same broker. */
  #name = '';
  /** Something is not as it should be. */
  failed = false;

  begin(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    this.failed = false;
  }

  /** A field of digits, which is not the last one. */
  whole(): number {
    const value = this.#digits();
    if (this.#at >= this.#end || this.#bytes[this.#at++] !== blank) {
      this.failed = true;
    }
    return value;
  }

  name(): string {
    const start = this.#at;
    let at = start;
    while (at < this.#end && this.#bytes[at] !== blank) {
      at++;
    }
    if (at === start || at === this.#end) {
      this.failed = true;
    }
    this.#at = at + 1;
    if (!this.#isLastName(start, at)) {
      this.#name = Buffer.from(this.#bytes.subarray(start, at)).toString();
    }
    return this.#name;
  }

  last(): number {
    const value = this.#digits();
    if (this.#at !== this.#end) {
      this.failed = true;
    }
    return value;
  }

  #isLastName(start: number, end: number): boolean {
    const name = this.#name;
    if (name.length !== end - start) {
      return false;
    }
    for (let index = 0; index < name.length; index++) {
      if (name.charCodeAt(index) !== this.#bytes[start + index]) {
        return false;
      }
    }
    return true;
  }

  #digits(): number {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    let value = 0;
    for (; at < this.#end; at++) {
      const digit = (bytes[at] as number) - 0x30;
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

const reader = new HandleReader();

/** Undefined when the text is not a handle. */
export function decodeReceiptHandle(text: string): ReceiptHandle | undefined {
  const bytes = Buffer.from(text);
  return readReceiptHandle(bytes, 0, bytes.length);
}

/** The same for the text in bytes[start, end). Runs once for each acknowledged message, so it cuts nothing into pieces. */
export function readReceiptHandle(bytes: Uint8Array, start: number, end: number): ReceiptHandle | undefined {
  reader.begin(bytes, start, end);
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
