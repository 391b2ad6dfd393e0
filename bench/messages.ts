import { v2 } from '../src/protocol/messages.ts';
import { type LoadTarget, numberedBody } from './load.ts';
import { prefixed, type RawCall, RawConnection } from './raw-connection.ts';

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
  readonly bodyBytes: number;
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

export function receivedOf(call: RawCall): Received[] {
  const received: Received[] = [];
  for (const bytes of messagesOf(call)) {
    const { message } = v2.ReceiveMessageResponse.decode(bytes);
    const system = message?.systemProperties;
    if (message != null && system?.messageId != null && system.receiptHandle != null) {
      received.push({
        messageId: system.messageId,
        receiptHandle: system.receiptHandle,
        bodyBytes: message.body?.length ?? 0,
      });
    }
  }
  return received;
}

export function ackBody(topic: string, group: string, received: Received): Uint8Array {
  const { messageId, receiptHandle } = received;
  return v2.AckMessageRequest.encode({
    group: { name: group },
    topic: { name: topic },
    entries: [{ messageId, receiptHandle }],
  }).finish();
}

export function checkAcked(call: RawCall): void {
  const [message] = messagesOf(call);
  const response = message === undefined ? undefined : v2.AckMessageResponse.decode(message);
  if (response?.status?.code !== OK) {
    throw new Error(`an acknowledgement was refused: ${JSON.stringify(response?.status)}`);
  }
}
