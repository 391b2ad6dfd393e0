import type { PlainAck } from './ack-message-request.ts';
import type { v2 } from './messages.ts';
import { RepeatedEntries } from './repeated-entries.ts';
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

type Status = v2.Status.$Properties;

/** The answer to a plain acknowledgement; written before the next one is read. */
export class PlainAckAnswer {
  readonly request: PlainAck;
  readonly status: Status;
  /** Of each entry, when not all have the same. */
  readonly entryStatuses: readonly Status[] | undefined;

  constructor(request: PlainAck, status: Status, entryStatuses?: readonly Status[]) {
    this.request = request;
    this.status = status;
    this.entryStatuses = entryStatuses;
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

function plainEntryBytes({ request, status, entryStatuses }: PlainAckAnswer, entry: number): number {
  const { messageIdStarts, messageIdEnds, handleStarts, handleEnds } = request;
  return (
    lengthFieldBytes(messageIdTag, (messageIdEnds[entry] as number) - (messageIdStarts[entry] as number)) +
    lengthFieldBytes(receiptHandleTag, (handleEnds[entry] as number) - (handleStarts[entry] as number)) +
    statusFieldBytes(entryStatusTag, entryStatuses?.[entry] ?? status)
  );
}

/** From bytes to bytes: clients get back what they sent. */
function putPlainEntry(target: Buffer, at: number, answer: PlainAckAnswer, entry: number): number {
  const { request, status, entryStatuses } = answer;
  const { bytes, messageIdStarts, messageIdEnds, handleStarts, handleEnds } = request;
  let end = putLengthField(target, at, entriesTag, plainEntryBytes(answer, entry));
  end = putBytesRange(
    target,
    end,
    messageIdTag,
    bytes,
    messageIdStarts[entry] as number,
    messageIdEnds[entry] as number,
  );
  end = putBytesRange(target, end, receiptHandleTag, bytes, handleStarts[entry] as number, handleEnds[entry] as number);
  return putStatusField(target, end, entryStatusTag, entryStatuses?.[entry] ?? status);
}

class AckMessageWriter implements ResponseWriter<AckMessageResponse> {
  readonly #entries = new RepeatedEntries(entriesTag, entryBytes, putEntry);

  byteLength(response: AckMessageResponse): number {
    if (response instanceof PlainAckAnswer) {
      let plainBytes = statusFieldBytes(statusTag, response.status);
      for (let entry = 0; entry < response.request.entryCount; entry++) {
        plainBytes += lengthFieldBytes(entriesTag, plainEntryBytes(response, entry));
      }
      return plainBytes;
    }
    return statusFieldBytes(statusTag, response.status) + this.#entries.byteLength(response.entries);
  }

  write(response: AckMessageResponse, target: Buffer, offset: number): void {
    let end = putStatusField(target, offset, statusTag, response.status);
    if (response instanceof PlainAckAnswer) {
      for (let entry = 0; entry < response.request.entryCount; entry++) {
        end = putPlainEntry(target, end, response, entry);
      }
      return;
    }
    this.#entries.put(target, end, response.entries);
  }
}

export const ackMessageWriter: ResponseWriter<AckMessageResponse> = new AckMessageWriter();
