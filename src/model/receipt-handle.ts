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

export function encodeReceiptHandle(handle: ReceiptHandle): string {
  const kind = handle.topicKind === 'normal' ? '0' : '1';
  return `${handle.startOffset} ${handle.popTime} ${handle.invisibleMs} ${handle.reviveQueueId} ${kind} ${handle.brokerName} ${handle.queueId} ${handle.queueOffset} ${handle.physicalOffset}`;
}

const digitsMax = 16;

/** Value of the digits text[start, end); NaN when there are none, too many, or something else. */
function parseWhole(text: string, start: number, end: number): number {
  if (start >= end || end - start > digitsMax) {
    return Number.NaN;
  }
  let value = 0;
  for (let index = start; index < end; index++) {
    const digit = text.charCodeAt(index) - 0x30;
    if (digit < 0 || digit > 9) {
      return Number.NaN;
    }
    value = value * 10 + digit;
  }
  return Number.isSafeInteger(value) ? value : Number.NaN;
}

const fieldCount = 9;
const brokerNameField = 5;

/** Undefined when the text is not a handle. Runs once for each acknowledged message, so it cuts nothing into pieces. */
export function decodeReceiptHandle(text: string): ReceiptHandle | undefined {
  const numbers = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  let brokerName = '';
  let start = 0;
  let field = 0;
  for (; field < fieldCount && start <= text.length; field++) {
    const blank = text.indexOf(' ', start);
    const end = blank === -1 ? text.length : blank;
    if (field === brokerNameField) {
      brokerName = text.slice(start, end);
    } else {
      numbers[field] = parseWhole(text, start, end);
    }
    start = end + 1;
  }
  // After the last field `start` lies one beyond the end of the text.
  if (field !== fieldCount || start !== text.length + 1 || brokerName === '' || numbers.includes(Number.NaN)) {
    return undefined;
  }
  const [startOffset = 0, popTime = 0, invisibleMs = 0, reviveQueueId = 0, kind = 0] = numbers;
  if (kind > 1) {
    return undefined;
  }
  return {
    startOffset,
    popTime,
    invisibleMs,
    reviveQueueId,
    topicKind: kind === 0 ? 'normal' : 'retry',
    brokerName,
    queueId: numbers[6] ?? 0,
    queueOffset: numbers[7] ?? 0,
    physicalOffset: numbers[8] ?? 0,
  };
}
