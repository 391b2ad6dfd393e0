import type { v2 } from './messages.ts';
import type { ResponseWriter } from './response-writer.ts';
import { putStatusField, statusFieldBytes } from './status-fields.ts';
import {
  bytesTag,
  lengthFieldBytes,
  putLengthField,
  putTextField,
  putVarintField,
  textFieldBytes,
  varintFieldBytes,
  varintTag,
} from './wire-fields.ts';

type Response = v2.SendMessageResponse.$Properties;
type Entry = v2.SendResultEntry.$Properties;

const statusTag = bytesTag(1);
const entriesTag = bytesTag(2);
const entryStatusTag = bytesTag(1);
const messageIdTag = bytesTag(2);
const transactionIdTag = bytesTag(3);
const offsetTag = varintTag(4);
const recallHandleTag = bytesTag(5);

function optionalTextBytes(tag: number, text: string | null | undefined): number {
  return text ? textFieldBytes(tag, text) : 0;
}

function entryBytes(entry: Entry): number {
  const { messageId, transactionId, offset } = entry;
  const idBytes = optionalTextBytes(messageIdTag, messageId);
  return (
    statusFieldBytes(entryStatusTag, entry.status) +
    idBytes +
    (transactionId === messageId ? idBytes : optionalTextBytes(transactionIdTag, transactionId)) +
    (offset ? varintFieldBytes(offsetTag, offset) : 0) +
    optionalTextBytes(recallHandleTag, entry.recallHandle)
  );
}

function putEntry(target: Buffer, at: number, entry: Entry): number {
  const { messageId, transactionId, offset, recallHandle } = entry;
  let end = putStatusField(target, at, entryStatusTag, entry.status);
  if (messageId) {
    end = putTextField(target, end, messageIdTag, messageId);
  }
  if (transactionId) {
    end = putTextField(target, end, transactionIdTag, transactionId);
  }
  if (offset) {
    end = putVarintField(target, end, offsetTag, offset);
  }
  return recallHandle ? putTextField(target, end, recallHandleTag, recallHandle) : end;
}

/** Remembers, from `byteLength` to `write`, the lengths of the entries. */
class SendMessageWriter implements ResponseWriter<Response> {
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

export const sendMessageWriter: ResponseWriter<Response> = new SendMessageWriter();
