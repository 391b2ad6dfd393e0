import type { v2 } from './messages.ts';
import type { ResponseWriter } from './response-writer.ts';
import { putStatusField, statusFieldBytes } from './status-fields.ts';
import {
  putSystemProperties,
  putTimeField,
  systemPropertiesBytes,
  timeFieldBytes,
} from './system-properties-fields.ts';
import { bytesTag, lengthFieldBytes, putLengthField, putTextField, textFieldBytes } from './wire-fields.ts';

type Response = v2.ReceiveMessageResponse.$Properties;
type Message = v2.Message.$Properties;

const statusTag = bytesTag(1);
const messageTag = bytesTag(2);
const deliveryTimestampTag = bytesTag(3);

const topicTag = bytesTag(1);
const userPropertiesTag = bytesTag(2);
const systemPropertiesTag = bytesTag(3);
const bodyTag = bytesTag(4);

const namespaceTag = bytesTag(1);
const nameTag = bytesTag(2);
const entryKeyTag = bytesTag(1);
const entryValueTag = bytesTag(2);

function topicBytes({ resourceNamespace, name }: v2.Resource.$Properties): number {
  return (
    (resourceNamespace ? textFieldBytes(namespaceTag, resourceNamespace) : 0) +
    (name ? textFieldBytes(nameTag, name) : 0)
  );
}

function putTopic(target: Buffer, at: number, topic: v2.Resource.$Properties): number {
  const { resourceNamespace, name } = topic;
  let end = putLengthField(target, at, topicTag, topicBytes(topic));
  if (resourceNamespace) {
    end = putTextField(target, end, namespaceTag, resourceNamespace);
  }
  return name ? putTextField(target, end, nameTag, name) : end;
}

function entryBytes(key: string, value: string): number {
  return textFieldBytes(entryKeyTag, key) + textFieldBytes(entryValueTag, value);
}

function putEntry(target: Buffer, at: number, key: string, value: string): number {
  const keyAt = putLengthField(target, at, userPropertiesTag, entryBytes(key, value));
  return putTextField(target, putTextField(target, keyAt, entryKeyTag, key), entryValueTag, value);
}

/** Remembers, from `byteLength` to `write`, the lengths that take long to find. */
class ReceiveMessageWriter implements ResponseWriter<Response> {
  #messageBytes = 0;
  #systemBytes = 0;

  byteLength({ status, message, deliveryTimestamp }: Response): number {
    this.#messageBytes = message == null ? 0 : this.#bytesOf(message);
    return (
      statusFieldBytes(statusTag, status) +
      (message == null ? 0 : lengthFieldBytes(messageTag, this.#messageBytes)) +
      timeFieldBytes(deliveryTimestampTag, deliveryTimestamp)
    );
  }

  write({ status, message, deliveryTimestamp }: Response, target: Buffer, offset: number): void {
    let end = putStatusField(target, offset, statusTag, status);
    if (message != null) {
      end = this.#put(target, putLengthField(target, end, messageTag, this.#messageBytes), message);
    }
    putTimeField(target, end, deliveryTimestampTag, deliveryTimestamp);
  }

  #bytesOf({ topic, userProperties, systemProperties, body }: Message): number {
    let count = topic == null ? 0 : lengthFieldBytes(topicTag, topicBytes(topic));
    if (userProperties != null) {
      for (const key of Object.keys(userProperties)) {
        count += lengthFieldBytes(userPropertiesTag, entryBytes(key, userProperties[key] ?? ''));
      }
    }
    if (systemProperties != null) {
      this.#systemBytes = systemPropertiesBytes(systemProperties);
      count += lengthFieldBytes(systemPropertiesTag, this.#systemBytes);
    }
    return body == null || body.length === 0 ? count : count + lengthFieldBytes(bodyTag, body.length);
  }

  #put(target: Buffer, at: number, { topic, userProperties, systemProperties, body }: Message): number {
    let end = topic == null ? at : putTopic(target, at, topic);
    if (userProperties != null) {
      for (const key of Object.keys(userProperties)) {
        end = putEntry(target, end, key, userProperties[key] ?? '');
      }
    }
    if (systemProperties != null) {
      end = putLengthField(target, end, systemPropertiesTag, this.#systemBytes);
      end = putSystemProperties(target, end, systemProperties);
    }
    if (body == null || body.length === 0) {
      return end;
    }
    end = putLengthField(target, end, bodyTag, body.length);
    target.set(body, end);
    return end + body.length;
  }
}

export const receiveMessageWriter: ResponseWriter<Response> = new ReceiveMessageWriter();
