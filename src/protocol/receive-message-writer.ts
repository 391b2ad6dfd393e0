import type { BodyDigests } from './body-digests.ts';
import { type Delivered, DeliveredMessageEncoder } from './delivered-message.ts';
import type { v2 } from './messages.ts';
import type { ResponseWriter } from './response-writer.ts';
import { putStatusField, statusFieldBytes } from './status-fields.ts';
import { bytesTag, lengthFieldBytes, putLengthField, putTimeField, timeFieldBytes } from './wire-fields.ts';

/** One ReceiveMessageResponse of a stream: a status, then the messages, then the time of the delivery. */
export type ReceiveAnswer =
  | { readonly kind: 'status'; readonly status: v2.Status.$Properties }
  | Delivered
  | { readonly kind: 'time'; readonly epochMs: number };

const statusTag = bytesTag(1);
const messageTag = bytesTag(2);
const deliveryTimestampTag = bytesTag(3);

/** Remembers, from `byteLength` to `write`, the message that it has prepared. */
class ReceiveMessageWriter implements ResponseWriter<ReceiveAnswer> {
  readonly #encoder: DeliveredMessageEncoder;
  #messageBytes = 0;

  constructor(encoder: DeliveredMessageEncoder) {
    this.#encoder = encoder;
  }

  byteLength(answer: ReceiveAnswer): number {
    switch (answer.kind) {
      case 'message':
        this.#messageBytes = this.#encoder.prepare(answer);
        return lengthFieldBytes(messageTag, this.#messageBytes);
      case 'status':
        return statusFieldBytes(statusTag, answer.status);
      case 'time':
        return timeFieldBytes(deliveryTimestampTag, answer.epochMs);
    }
  }

  write(answer: ReceiveAnswer, target: Buffer, offset: number): void {
    switch (answer.kind) {
      case 'message':
        this.#encoder.put(target, putLengthField(target, offset, messageTag, this.#messageBytes), answer);
        return;
      case 'status':
        putStatusField(target, offset, statusTag, answer.status);
        return;
      case 'time':
        putTimeField(target, offset, deliveryTimestampTag, answer.epochMs);
        return;
    }
  }
}

/** For messages from anywhere. */
export const receiveMessageWriter: ResponseWriter<ReceiveAnswer> = new ReceiveMessageWriter(
  new DeliveredMessageEncoder(),
);

/** The same for messages that all come from one log, whose digests are remembered. */
export function receiveMessageWriterOfLog(digests: BodyDigests): ResponseWriter<ReceiveAnswer> {
  return new ReceiveMessageWriter(new DeliveredMessageEncoder(digests));
}
