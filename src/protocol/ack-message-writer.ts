import type { v2 } from './messages.ts';
import type { ResponseWriter } from './response-writer.ts';
import { putStatusField, statusFieldBytes } from './status-fields.ts';
import { bytesTag, lengthFieldBytes, putLengthField, putTextField, textFieldBytes } from './wire-fields.ts';

type Response = v2.AckMessageResponse.$Properties;
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

/** Remembers, from `byteLength` to `write`, the lengths of the entries. */
class AckMessageWriter implements ResponseWriter<Response> {
  readonly #entryBytes: number[] = [];

  byteLength({ status, entries }: Response): number {
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

  write({ status, entries }: Response, target: Buffer, offset: number): void {
    let end = putStatusField(target, offset, statusTag, status);
    if (entries != null) {
      let index = 0;
      for (const entry of entries) {
        end = putLengthField(target, end, entriesTag, this.#entryBytes[index++] ?? 0);
        end = putEntry(target, end, entry);
      }
    }
  }
}

export const ackMessageWriter: ResponseWriter<Response> = new AckMessageWriter();
