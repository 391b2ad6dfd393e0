import { PlainMessage } from '../model/plain-message.ts';
import { v2 } from './messages.ts';
import { PlainMessageReader } from './plain-message-reader.ts';

/** What clients send: nearly always one plain message. */
export type SendMessageRequest = PlainMessage | v2.SendMessageRequest.$Properties;

const reader = new PlainMessageReader();

/** The request in bytes[start, end), valid until the next call when it is a plain message. Throws on bytes that are none. */
export function readSendMessageRequest(bytes: Buffer, start: number, end: number): SendMessageRequest {
  return reader.read(bytes, start, end) ?? decodeCopy(bytes, start, end);
}

/** A plain message like any other request, as its client sent it. */
export function wholeRequestOf(request: SendMessageRequest): v2.SendMessageRequest.$Properties {
  return request instanceof PlainMessage ? decodeCopy(request.bytes, request.start, request.end) : request;
}

/** What is decoded refers to its bytes, and those that came over the wire are used again. */
function decodeCopy(bytes: Buffer, start: number, end: number): v2.SendMessageRequest {
  return v2.SendMessageRequest.decode(Buffer.from(bytes.subarray(start, end)));
}
