import { v2 } from '../src/protocol/messages.ts';
import { prefixed, type RawCall, RawConnection } from './raw-connection.ts';

/** Where calls of one method go. */
interface LoadTarget {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly metadata: readonly (readonly [string, string])[];
}

export const clientMetadata = [
  ['x-mq-client-id', 'bench@1@1@load'],
  ['x-mq-language', 'JAVA'],
  ['x-mq-protocol', 'v2'],
] as const;

function target(port: number, method: string): LoadTarget {
  return { host: '127.0.0.1', port, path: `/apache.rocketmq.v2.MessagingService/${method}`, metadata: clientMetadata };
}

export const sendTarget = (port: number) => target(port, 'SendMessage');
export const receiveTarget = (port: number) => target(port, 'ReceiveMessage');
export const ackTarget = (port: number) => target(port, 'AckMessage');

const OK = 20_000;

/** The gRPC messages of an answer, without their prefixes. */
export function messagesOf(call: RawCall): Buffer[] {
  const bytes = call.chunks.length === 1 && call.chunks[0] !== undefined ? call.chunks[0] : Buffer.concat(call.chunks);
  const messages: Buffer[] = [];
  for (let position = 0; position < bytes.length; ) {
    const end = position + 5 + bytes.readUInt32BE(position + 1);
    messages.push(bytes.subarray(position + 5, end));
    position = end;
  }
  return messages;
}

/** Asks for the route of a topic, as every client does first: the server then makes the topic. */
export async function makeTopic(port: number, topic: string): Promise<void> {
  const { host, path } = target(port, 'QueryRoute');
  const connection = new RawConnection(host, port, path, clientMetadata);
  await connection.ready;
  const request = v2.QueryRouteRequest.encode({ topic: { name: topic } }).finish();
  const call = await new Promise<RawCall>((resolve) => connection.call(prefixed(request), resolve));
  connection.close();
  const [message] = messagesOf(call);
  const response = message === undefined ? undefined : v2.QueryRouteResponse.decode(message);
  if (response?.status?.code !== OK) {
    throw new Error(`a route query was refused: ${JSON.stringify(response?.status)}`);
  }
}

/** One SendMessageRequest, without prefix. */
export function sendRequest(topic: string, bodyBytes: number, messageId: string): Uint8Array {
  const body = Buffer.alloc(bodyBytes, 'pocketmq ');
  const systemProperties = { messageId, tag: 'bench', keys: [messageId], bodyEncoding: 1, messageType: 1 };
  return v2.SendMessageRequest.encode({ messages: [{ topic: { name: topic }, body, systemProperties }] }).finish();
}

/**
 * Gives one request again and again, with another number in it each time: an encoder would cost more than the server that is
 * measured. `encode` makes the prefixed request of one number, a text of `digits` hexadecimal digits; what it gives for two
 * numbers differs in them alone. The bytes are valid until the next call.
 */
function numberedBody(digits: number, encode: (number: string) => Uint8Array): () => Uint8Array {
  const mark = 'F'.repeat(digits);
  const bytes = Buffer.from(encode(mark));
  const places: number[] = [];
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + digits)) {
    places.push(at);
  }
  const hexadecimal = Buffer.from('0123456789ABCDEF');
  let sequence = 0;
  return () => {
    sequence += 1;
    let left = sequence;
    for (let digit = digits - 1; digit >= 0; digit--) {
      const value = hexadecimal[left % 16] ?? 0;
      left = Math.floor(left / 16);
      for (const place of places) {
        bytes[place + digit] = value;
      }
    }
    return bytes;
  };
}

/** Makes the requests of one benchmark, prefixed: equal but for their message id. Each is valid until the next is made. */
export function sendBody(topic: string, bodyBytes: number): () => Uint8Array {
  return numberedBody(32, (number) => prefixed(sendRequest(topic, bodyBytes, `01${number}`)));
}

/** How the answer to a send that went well begins. */
const sentStart = v2.SendMessageResponse.encode({ status: { code: OK, message: 'OK' } }).finish();

/** Throws unless the answer acknowledges exactly one message. */
export function checkSent(call: RawCall): void {
  const [bytes] = call.chunks;
  // Status, then one entry up to the end; decoding every answer would cost as much as the server that is measured.
  if (bytes !== undefined && bytes[6 + sentStart.length] === bytes.length - sentStart.length - 7) {
    let index = 0;
    while (index < sentStart.length && bytes[5 + index] === sentStart[index]) {
      index++;
    }
    if (index === sentStart.length) {
      return;
    }
  }
  const [message] = messagesOf(call);
  const response = message === undefined ? undefined : v2.SendMessageResponse.decode(message);
  if (response?.status?.code !== OK || response.entries.length !== 1) {
    throw new Error(`a send was refused: ${JSON.stringify(response?.status)}`);
  }
}

export interface Received {
  readonly messageId: string;
  readonly receiptHandle: string;
}

export function receiveBody(topic: string, group: string, batch: number, waitSeconds: number): Uint8Array {
  return v2.ReceiveMessageRequest.encode({
    group: { name: group },
    messageQueue: { topic: { name: topic }, id: -1, broker: { name: 'broker-a' } },
    filterExpression: { type: 1, expression: '*' },
    batchSize: batch,
    invisibleDuration: { seconds: 60 },
    longPollingTimeout: { seconds: waitSeconds },
  }).finish();
}

/** What an answer to ReceiveMessage has delivered; `messages` as messagesOf gives them. */
export function receivedOf(messages: readonly Buffer[]): Received[] {
  const received: Received[] = [];
  for (const bytes of messages) {
    const { message } = v2.ReceiveMessageResponse.decode(bytes);
    const system = message?.systemProperties;
    if (message != null && system?.messageId != null && system.receiptHandle != null) {
      received.push({ messageId: system.messageId, receiptHandle: system.receiptHandle });
    }
  }
  return received;
}

/** One AckMessageRequest of all these messages. */
export function ackBody(topic: string, group: string, received: readonly Received[]): Uint8Array {
  return v2.AckMessageRequest.encode({
    group: { name: group },
    topic: { name: topic },
    entries: received.map(({ messageId, receiptHandle }) => ({ messageId, receiptHandle })),
  }).finish();
}

export function checkAcked(call: RawCall): void {
  const [message] = messagesOf(call);
  const response = message === undefined ? undefined : v2.AckMessageResponse.decode(message);
  if (response?.status?.code !== OK) {
    throw new Error(`an acknowledgement was refused: ${JSON.stringify(response?.status)}`);
  }
}
