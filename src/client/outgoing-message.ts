import { Code, MqError } from '../model/errors.ts';
import { v2 } from '../protocol/messages.ts';
import { timestampOf } from '../protocol/time.ts';
import { hostName } from './identity.ts';

/** A message to send. The server checks all of it; its README lists the limits. */
export interface OutgoingMessage {
  readonly topic: string;
  /** Text is sent as UTF-8. Not empty; at most 4 MiB unless the server is configured otherwise. */
  readonly body: string | Uint8Array;
  /** One word that consumers filter by. */
  readonly tag?: string | undefined;
  /** Words that the message can be looked up by; without blanks. */
  readonly keys?: readonly string[] | undefined;
  /** Anything else; names and values without control characters. */
  readonly properties?: Readonly<Record<string, string>> | undefined;
  /** Messages of one group lie in one queue in the order of sending; for topics of type FIFO or MIXED. */
  readonly messageGroup?: string | undefined;
  /** Epoch milliseconds before which nobody receives it; for topics of type DELAY or MIXED. */
  readonly deliveryTimestamp?: number | undefined;
  /** 0 and more, higher ones are received first; for topics of type PRIORITY or MIXED. */
  readonly priority?: number | undefined;
  /** Opaque text for tracing, delivered as it is. */
  readonly traceContext?: string | undefined;
}

/** The strongest mark decides, as in the server. */
function messageType(message: OutgoingMessage): v2.MessageType {
  if (message.deliveryTimestamp !== undefined) {
    return v2.MessageType.DELAY;
  }
  if (message.messageGroup) {
    return v2.MessageType.FIFO;
  }
  return message.priority === undefined ? v2.MessageType.NORMAL : v2.MessageType.PRIORITY;
}

function requireText(value: unknown, name: string): void {
  if (value !== undefined && value !== null && typeof value !== 'string') {
    throw new MqError(Code.BAD_REQUEST, `${name} of a message is a string, not ${typeof value}`);
  }
}

/** Callers without a type checker get a sentence, not an error of the codec. */
function checkTypes(message: OutgoingMessage): void {
  const { topic, tag, keys, properties, messageGroup, deliveryTimestamp, priority, traceContext } = message;
  if (typeof topic !== 'string') {
    throw new MqError(Code.ILLEGAL_TOPIC, `the topic of a message is a string, not ${typeof topic}`);
  }
  requireText(tag, 'the tag');
  requireText(messageGroup, 'the messageGroup');
  requireText(traceContext, 'the traceContext');
  if (keys !== undefined && !Array.isArray(keys)) {
    throw new MqError(Code.BAD_REQUEST, `the keys of a message are an array of strings, not ${typeof keys}`);
  }
  for (const key of keys ?? []) {
    requireText(key, 'each of the keys');
  }
  for (const [name, value] of Object.entries(properties ?? {})) {
    requireText(value, `the property '${name}'`);
  }
  if (deliveryTimestamp !== undefined && !Number.isFinite(deliveryTimestamp)) {
    throw new MqError(Code.ILLEGAL_DELIVERY_TIME, 'the deliveryTimestamp of a message is a number of milliseconds');
  }
  if (priority !== undefined && !Number.isInteger(priority)) {
    throw new MqError(Code.BAD_REQUEST, 'the priority of a message is a whole number');
  }
}

function bodyBytes(body: unknown): Uint8Array {
  if (typeof body === 'string') {
    return Buffer.from(body);
  }
  if (body instanceof Uint8Array) {
    return body;
  }
  throw new MqError(Code.BAD_REQUEST, `the body of a message is a string or a Uint8Array, not ${typeof body}`);
}

export function toWireMessage(message: OutgoingMessage, messageId: string, nowMs: number): v2.IMessage {
  checkTypes(message);
  const { deliveryTimestamp, messageGroup } = message;
  return {
    topic: { name: message.topic },
    userProperties: { ...message.properties },
    body: bodyBytes(message.body),
    systemProperties: {
      tag: message.tag ?? null,
      keys: [...(message.keys ?? [])],
      messageId,
      bodyEncoding: v2.Encoding.IDENTITY,
      messageType: messageType(message),
      bornTimestamp: timestampOf(nowMs),
      bornHost: hostName,
      messageGroup: messageGroup || null,
      traceContext: message.traceContext ?? null,
      deliveryTimestamp: deliveryTimestamp === undefined ? null : timestampOf(Math.ceil(deliveryTimestamp)),
      priority: message.priority ?? null,
    },
  };
}
