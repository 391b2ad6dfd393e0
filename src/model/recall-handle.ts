/**
 * What a producer gets for a delayed message in order to take it back: base64url, padded with `=`, of
 *
 *   v1 TOPIC BROKER DELIVER_MS MESSAGE_ID
 */
export interface RecallHandle {
  readonly topic: string;
  readonly brokerName: string;
  /** Epoch milliseconds; one more than the start of the last unit of time before the delivery. */
  readonly deliverAt: number;
  readonly messageId: string;
}

const version = 'v1';

export function encodeRecallHandle({ topic, brokerName, deliverAt, messageId }: RecallHandle): string {
  const text = Buffer.from(`${version} ${topic} ${brokerName} ${deliverAt} ${messageId}`).toString('base64url');
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

/** Undefined when the text is no handle. */
export function decodeRecallHandle(text: string): RecallHandle | undefined {
  const [found, topic = '', brokerName = '', time = '', messageId = '', ...rest] = Buffer.from(text, 'base64url')
    .toString()
    .split(' ');
  const deliverAt = Number(time);
  const good = found === version && topic !== '' && brokerName !== '' && messageId !== '' && rest.length === 0;
  return good && /^\d+$/.test(time) && Number.isSafeInteger(deliverAt)
    ? { topic, brokerName, deliverAt, messageId }
    : undefined;
}
