import type { PlainAck } from './ack-message-request.ts';
import type { v2 } from './messages.ts';
import type { ResponseWriter } from './response-writer.ts';
import { putStatusField, statusFieldBytes } from './status-fields.ts';
import {
  bytesTag,
  lengthFieldBytes,
  putBytesRange,
  putLengthField,
  putTextField,
  textFieldBytes,
} from './wire-fields.ts';

/** The answer to a plain acknowledgement; written before the next one is read. */
export class PlainAckAnswer {
  readonly request: PlainAck;
  readonly status: v2.Status.$Properties;

  constructor(request: PlainAck, status: v2.Status.$Properties) {
    this.request = request;
    this.status = status;
  }
}

export type AckMessageResponse = PlainAckAnswer | v2.AckMessageResponse.$Properties;
type Entry = v2.AckMessageResultEntry.$Properties;

const statusTag = bytesTag(1);
const entriesTag = bytesTag(2);
const messageIdTag = bytesTag(1);
const receiptHandleTag = bytesTag(2);
const entryStatusTag = bytesTag(3);

function entryBytes({ messageId, receiptHandle, status }: Entry): number {
  return (
    (messageId ? textFieldBytes(messageIdTag, messageId) : 0) +
    (receiptHandle ? textFieldBytes(receiptHandleTag, receiptHandle) : 0) +
    statusFieldBytes(entryStatusTag, status)
  );
}

function putEntry(target: Buffer, at: number, { messageId, receiptHandle, status }: Entry): number {
  let end = at;
  if (messageId) {
    end = putTextField(target, end, messageIdTag, messageId);
  }
  if (receiptHandle) {
    end = putTextField(target, end, receiptHandleTag, receiptHandle);
  }
  return putStatusField(target, end, entryStatusTag, status);
}

function plainEntryBytes({ request, status }: PlainAckAnswer): number {
  return (
    lengthFieldBytes(messageIdTag, request.messageIdEnd - request.messageIdStart) +
    lengthFieldBytes(receiptHandleTag, request.handleEnd - request.handleStart) +
    statusFieldBytes(entryStatusTag, status)
  );
}

/** From bytes to bytes: clients get back what they sent. */
function putPlainEntry(target: Buffer, at: number, { request, status }: PlainAckAnswer): void {
  const { bytes, messageIdStart, messageIdEnd, handleStart, handleEnd } = request;
  let end = putBytesRange(target, at, messageIdTag, bytes, messageIdStart, messageIdEnd);
  end = putBytesRange(target, end, receiptHandleTag, bytes, handleStart, handleEnd);
  putStatusField(target, end, entryStatusTag, status);
}

/** Remembers, from `byteLength` to `write`, the lengths of the entries. */
class AckMessageWriter implements ResponseWriter<AckMessageResponse> {
  readonly #entryBytes: number[] = [];

  byteLength(response: AckMessageResponse): number {
    if (response instanceof PlainAckAnswer) {
      return statusFieldBytes(statusTag, response.status) + lengthFieldBytes(entriesTag, plainEntryBytes(response));
    }
    const { status, entries } = response;
    let count = statusFieldBytes(statusTag, status);
    if (entries != null) {
      this.#entryBytes.length = 0;
      for (const entry of entries) {
        const contentBytes = entryBytes(entry);
        this.#entryBytes.push(contentBytes);
        count += lengthFieldBytes(entriesTag, contentBytes);
      }
    }
    return count;
  }

  write(response: AckMessageResponse, target: Buffer, offset: number): void {
    let end = putStatusField(target, offset, statusTag, response.status);
    if (response instanceof PlainAckAnswer) {
      putPlainEntry(target, putLengthField(target, end, entriesTag, plainEntryBytes(response)), response);
      return;
    }
    const { entries } = response;
    if (entries != null) {
      let index = 0;
      for (const entry of entries) {
        end = putLengthField(target, end, entriesTag, this.#entryBytes[index++] ?? 0);
        end = putEntry(target, end, entry);
      }
    }
  }
}

export const ackMessageWriter: ResponseWriter<AckMessageResponse> = new AckMessageWriter();
