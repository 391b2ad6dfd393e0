import { v2 } from './messages.ts';
import { TextMemo } from './text-memo.ts';
import { bytesTag } from './wire-fields.ts';

/*
 * Reads the acknowledgement that nearly all are, of messages by their handles, without an object for each part. Whatever is
 * not just so, be it allowed or not, is not read: the generated decoder then says what it is.
 */

const none: Buffer = Buffer.alloc(0);

/** Requests with more entries are not plain ones. Clients acknowledge a batch of what they received, 32 at most, or one. */
const plainEntriesMax = 64;

/**
 * An AckMessage with entries from the first on. Their texts are printable ASCII and lie in `bytes`; none is empty. One
 * object serves many requests, one after the other.
 */
export class PlainAck {
  bytes = none;
  /** Where the whole request lies. */
  start = 0;
  end = 0;
  group = '';
  topic = '';
  entryCount = 0;
  /** By entry. */
  readonly messageIdStarts = new Int32Array(plainEntriesMax);
  readonly messageIdEnds = new Int32Array(plainEntriesMax);
  readonly handleStarts = new Int32Array(plainEntriesMax);
  readonly handleEnds = new Int32Array(plainEntriesMax);

  receiptHandle(entry: number): string {
    return this.bytes.toString('latin1', this.handleStarts[entry], this.handleEnds[entry]);
  }
}

export type AckMessageRequest = PlainAck | v2.AckMessageRequest.$Properties;

const groupTag = bytesTag(1);
const topicTag = bytesTag(2);
const entriesTag = bytesTag(3);
const nameTag = bytesTag(2);
const messageIdTag = bytesTag(1);
const handleTag = bytesTag(2);

const firstPrintable = 0x20;
const lastPrintable = 0x7e;

class PlainAckReader {
  readonly #ack = new PlainAck();
  readonly #names = new TextMemo();
  #bytes = none;
  #at = 0;

  /** The request in bytes[start, end), valid until the next call; undefined when it is not a plain one. */
  read(bytes: Buffer, start: number, end: number): PlainAck | undefined {
    const ack = this.#ack;
    ack.bytes = bytes;
    ack.start = start;
    ack.end = end;
    ack.group = '';
    ack.topic = '';
    ack.entryCount = 0;
    this.#bytes = bytes;
    this.#at = start;
    while (this.#at < end) {
      const tag = bytes[this.#at++] as number;
      const fieldEnd = this.#lengthEnd(end);
      if (fieldEnd <= this.#at || !this.#readField(tag, fieldEnd)) {
        return undefined;
      }
      this.#at = fieldEnd;
    }
    return ack.group !== '' && ack.topic !== '' && ack.entryCount > 0 ? ack : undefined;
  }

  #readField(tag: number, end: number): boolean {
    const ack = this.#ack;
    if (tag === entriesTag && ack.entryCount < plainEntriesMax) {
      return this.#readEntry(end);
    }
    if (tag === groupTag && ack.group === '') {
      ack.group = this.#name(end);
      return ack.group !== '';
    }
    if (tag === topicTag && ack.topic === '') {
      ack.topic = this.#name(end);
      return ack.topic !== '';
    }
    return false;
  }

  /** The name of a resource that has no namespace; empty when it is another. */
  #name(end: number): string {
    return this.#text(nameTag, end) === end ? this.#names.textOf(this.#bytes, this.#at, end) : '';
  }

  #readEntry(end: number): boolean {
    const ack = this.#ack;
    const messageIdEnd = this.#text(messageIdTag, end);
    ack.messageIdStarts[ack.entryCount] = this.#at;
    ack.messageIdEnds[ack.entryCount] = messageIdEnd;
    this.#at = messageIdEnd;
    if (messageIdEnd <= 0 || this.#text(handleTag, end) !== end) {
      return false;
    }
    ack.handleStarts[ack.entryCount] = this.#at;
    ack.handleEnds[ack.entryCount] = end;
    ack.entryCount += 1;
    return true;
  }

  /** Where the text ends that this field begins; -1 when it does not, or the text is empty or not printable. */
  #text(tag: number, end: number): number {
    if (this.#at >= end || this.#bytes[this.#at++] !== tag) {
      return -1;
    }
    const textEnd = this.#lengthEnd(end);
    for (let at = this.#at; at < textEnd; at++) {
      const byte = this.#bytes[at] as number;
      if (byte < firstPrintable || byte > lastPrintable) {
        return -1;
      }
    }
    return textEnd > this.#at ? textEnd : -1;
  }

  /** Reads a length of one or two bytes; where so many bytes end, or -1 when that is behind `end`. */
  #lengthEnd(end: number): number {
    let length = this.#at < end ? (this.#bytes[this.#at++] as number) : 0x80;
    if (length >= 0x80) {
      const high = this.#at < end ? (this.#bytes[this.#at++] as number) : 0x80;
      if (high >= 0x80) {
        return -1;
      }
      length += (high - 1) * 0x80;
    }
    return this.#at + length <= end ? this.#at + length : -1;
  }
}

const reader = new PlainAckReader();

/** The request in bytes[start, end), valid until the next call when it is a plain one. Throws on bytes that are none. */
export function readAckMessageRequest(bytes: Buffer, start: number, end: number): AckMessageRequest {
  return reader.read(bytes, start, end) ?? v2.AckMessageRequest.decode(bytes.subarray(start, end));
}

/** A plain acknowledgement like any other request, as its client sent it. */
export function wholeAckOf(request: AckMessageRequest): v2.AckMessageRequest.$Properties {
  return request instanceof PlainAck
    ? v2.AckMessageRequest.decode(request.bytes.subarray(request.start, request.end))
    : request;
}
