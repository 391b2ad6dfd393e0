import { PlainMessage } from '../model/plain-message.ts';
import { v2 } from './messages.ts';
import { PlainMessageReader } from './plain-message-reader.ts';

/** What clients send: nearly always one plain message. */
export type SendMessageRequest = PlainMessage | v2.SendMessageRequest.$Properties;

const reader = new PlainMessageReader();

/** The request in bytes[start, end), valid until the next call. Throws on bytes that are none. */
export function readSendMessageRequest(bytes: Buffer, start: number, end: number): SendMessageRequest {
  return reader.read(bytes, start, end) ?? v2.SendMessageRequest.decode(bytes.subarray(start, end));
}

/** A plain message like any other request, as its client sent it. */
export function wholeRequestOf(request: SendMessageRequest): v2.SendMessageRequest.$Properties {
  return request instanceof PlainMessage
    ? v2.SendMessageRequest.decode(request.bytes.subarray(request.start, request.end))
    : request;
}
