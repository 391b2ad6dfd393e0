import { v2 } from './messages.ts';
import { RepeatedEntries } from './repeated-entries.ts';
import type { ResponseWriter } from './response-writer.ts';
import { putStatusField, statusFieldBytes } from './status-fields.ts';
import {
  bytesTag,
  lengthFieldBytes,
  putBytes,
  putLengthField,
  putTextField,
  putVarint,
  putVarintField,
  textFieldBytes,
  varintFieldBytes,
  varintTag,
} from './wire-fields.ts';

/** The answer to one message that was stored. */
export class SentMessage {
  readonly messageId: string;
  readonly queueOffset: number;

  constructor(messageId: string, queueOffset: number) {
    this.messageId = messageId;
    this.queueOffset = queueOffset;
  }
}

export type SendMessageResponse = SentMessage | v2.SendMessageResponse.$Properties;

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

const okStatus = { code: v2.Code.OK, message: 'OK' };
/** The beginning of an answer that says OK, and of its entry. */
const okStart = fieldOf(statusTag);
const okEntryStart = fieldOf(entryStatusTag);

function fieldOf(tag: number): Buffer {
  const bytes = Buffer.alloc(statusFieldBytes(tag, okStatus));
  putStatusField(bytes, 0, tag, okStatus);
  return bytes;
}

/** Remembers, from `byteLength` to `write`, the length of the entry of a message that was stored. */
class SendMessageWriter implements ResponseWriter<SendMessageResponse> {
  readonly #entries = new RepeatedEntries(entriesTag, entryBytes, putEntry);
  #sentEntryBytes = 0;

  byteLength(response: SendMessageResponse): number {
    if (response instanceof SentMessage) {
      return this.#sentBytes(response);
    }
    return statusFieldBytes(statusTag, response.status) + this.#entries.byteLength(response.entries);
  }

  write(response: SendMessageResponse, target: Buffer, offset: number): void {
    if (response instanceof SentMessage) {
      this.#writeSent(response, target, offset);
      return;
    }
    const end = putStatusField(target, offset, statusTag, response.status);
    this.#entries.put(target, end, response.entries);
  }

  #sentBytes({ messageId, queueOffset }: SentMessage): number {
    const offsetBytes = queueOffset === 0 ? 0 : varintFieldBytes(offsetTag, queueOffset);
    this.#sentEntryBytes = okEntryStart.length + 2 * textFieldBytes(messageIdTag, messageId) + offsetBytes;
    return okStart.length + lengthFieldBytes(entriesTag, this.#sentEntryBytes);
  }

  #writeSent({ messageId, queueOffset }: SentMessage, target: Buffer, offset: number): void {
    let end = putBytes(target, offset, okStart, 0, okStart.length);
    end = putLengthField(target, end, entriesTag, this.#sentEntryBytes);
    end = putBytes(target, end, okEntryStart, 0, okEntryStart.length);
    const idAt = end;
    end = putTextField(target, end, messageIdTag, messageId);
    // Some clients refuse a receipt without a transaction id, also for a message that is none.
    const idEnd = end;
    end = putVarint(target, end, transactionIdTag);
    for (let at = idAt + 1; at < idEnd; at++) {
      target[end++] = target[at] as number;
    }
    if (queueOffset !== 0) {
      putVarintField(target, end, offsetTag, queueOffset);
    }
  }
}

export const sendMessageWriter: ResponseWriter<SendMessageResponse> = new SendMessageWriter();
