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

const wholeNumber = /^\d{1,16}$/;

function parseWhole(text: string | undefined): number {
  return text !== undefined && wholeNumber.test(text) ? Number(text) : Number.NaN;
}

/** Undefined when the text is not a handle. */
export function decodeReceiptHandle(text: string): ReceiptHandle | undefined {
  const fields = text.split(' ');
  const [startOffset, popTime, invisibleMs, reviveQueueId, kind] = fields.slice(0, 5).map(parseWhole);
  const [queueId, queueOffset, physicalOffset] = fields.slice(6, 9).map(parseWhole);
  const brokerName = fields[5];
  if (
    fields.length !== 9 ||
    brokerName === undefined ||
    brokerName === '' ||
    startOffset === undefined ||
    popTime === undefined ||
    invisibleMs === undefined ||
    reviveQueueId === undefined ||
    (kind !== 0 && kind !== 1) ||
    queueId === undefined ||
    queueOffset === undefined ||
    physicalOffset === undefined ||
    !Number.isSafeInteger(startOffset + popTime + invisibleMs + reviveQueueId) ||
    !Number.isSafeInteger(queueId + queueOffset + physicalOffset)
  ) {
    return undefined;
  }
  const topicKind = kind === 0 ? 'normal' : 'retry';
  return {
    startOffset,
    popTime,
    invisibleMs,
    reviveQueueId,
    topicKind,
    brokerName,
    queueId,
    queueOffset,
    physicalOffset,
  };
}
