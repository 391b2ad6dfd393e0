import type { MessageStore } from '../../src/store/message-store.ts';
import type { DriverMessage, RocketmqDriver } from './golden-driver.ts';
import { propertiesOf } from './golden-reader.ts';
import { digestOf, type PlannedMessage, plannedTopics } from './interop-plan.ts';

/** A message and where its writer was told that it is. */
export interface Placed {
  readonly message: PlannedMessage;
  readonly queueOffset: number;
  readonly physicalOffset: number;
}

interface Seen {
  readonly topic: string;
  readonly queueId: number;
  readonly queueOffset: number;
  readonly physicalOffset: number;
  readonly flag: number;
  readonly bodyDigest: string;
  readonly property: (name: string) => string | undefined;
}

function differences({ message, queueOffset, physicalOffset }: Placed, seen: Seen | undefined): string[] {
  if (seen === undefined) {
    return [`message ${message.number} (${message.topic}-${message.queueId} @${queueOffset}) is missing`];
  }
  const pairs: [string, unknown, unknown][] = [
    ['topic', message.topic, seen.topic],
    ['queue id', message.queueId, seen.queueId],
    ['queue offset', queueOffset, seen.queueOffset],
    ['physical offset', physicalOffset, seen.physicalOffset],
    ['flag', message.flag, seen.flag],
    ['body', digestOf(message.body), seen.bodyDigest],
    ['message id', message.messageId, seen.property('UNIQ_KEY')],
    ['tag', message.tag, seen.property('TAGS') ?? ''],
    ['keys', message.keys.join(' '), seen.property('KEYS') ?? ''],
    ...Object.entries(message.userProperties).map(([name, value]): [string, unknown, unknown] => [
      `property ${name}`,
      value,
      seen.property(name),
    ]),
  ];
  return pairs
    .filter(([, wanted, found]) => wanted !== found)
    .map(([name, wanted, found]) => `message ${message.number}: ${name} is ${found}, not ${wanted}`);
}

function seenByRocketmq(message: DriverMessage): Seen {
  return { ...message, property: (name) => message.properties[name] };
}

function byQueue(placed: readonly Placed[], topic: string, queueId: number): Map<number, Placed> {
  const ofQueue = placed.filter(({ message }) => message.topic === topic && message.queueId === queueId);
  return new Map(ofQueue.map((one) => [one.queueOffset, one]));
}

/** `IPv4 port offset` in hex: what RocketMQ's clients look a message up by. */
export function offsetMessageId(brokerPort: number, physicalOffset: number): string {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  return `7f000001${hex(brokerPort, 8)}${hex(physicalOffset, 16)}`.toUpperCase();
}

/** Has RocketMQ read every queue from its first to its last message, and compares. `extra` messages may be in between. */
export async function checkOffsets(
  driver: RocketmqDriver,
  placed: readonly Placed[],
  exact: boolean,
): Promise<string[]> {
  const problems: string[] = [];
  for (const { name: topic, queues } of plannedTopics) {
    for (let queueId = 0; queueId < queues; queueId++) {
      const wanted = byQueue(placed, topic, queueId);
      const range = await driver.range(topic, queueId);
      const highest = Math.max(-1, ...wanted.keys()) + 1;
      if (range.minOffset !== 0 || (exact ? range.maxOffset !== highest : range.maxOffset < highest)) {
        problems.push(`${topic}-${queueId} reaches from ${range.minOffset} to ${range.maxOffset}, not 0 to ${highest}`);
      }
      const found = await driver.pull(topic, queueId, 0);
      found.forEach((message, offset) => {
        if (message.queueOffset !== offset) {
          problems.push(`${topic}-${queueId} has offset ${message.queueOffset} at place ${offset}`);
        }
      });
      const seen = new Map(found.map((message) => [message.queueOffset, seenByRocketmq(message)]));
      for (const [offset, one] of wanted) {
        problems.push(...differences(one, seen.get(offset)));
      }
    }
  }
  return problems;
}

/** By RocketMQ's own message id, which is the record's place in the log. */
export async function checkIds(
  driver: RocketmqDriver,
  placed: readonly Placed[],
  brokerPort: number,
): Promise<string[]> {
  const problems: string[] = [];
  for (const one of placed) {
    const id = offsetMessageId(brokerPort, one.physicalOffset);
    const found = await driver
      .call({ op: 'view', topic: one.message.topic, offsetMessageId: id })
      .catch((error: unknown) => problems.push(`message ${one.message.number} by id ${id}: ${error}`));
    if (typeof found === 'object') {
      problems.push(...differences(one, seenByRocketmq(found as DriverMessage)));
    }
  }
  return problems;
}

/** RocketMQ answers a query with no more messages than this, the newest. */
const queryMessagesMax = 64;

/** By the client's message id, by every key, and by tag. */
export async function checkKeys(driver: RocketmqDriver, placed: readonly Placed[]): Promise<string[]> {
  const problems: string[] = [];
  const places = new Map<string, number[]>();
  const note = (kind: 'key' | 'tag', topic: string, value: string, place: number) => {
    const name = `${kind} ${topic} ${value}`;
    places.set(name, [...(places.get(name) ?? []), place]);
  };
  for (const { message, physicalOffset } of placed) {
    const found = await driver.query(message.topic, message.messageId, true);
    if (!found.some((one) => one.physicalOffset === physicalOffset)) {
      problems.push(`message ${message.number} is not found by its id ${message.messageId}`);
    }
    for (const key of message.keys) {
      note('key', message.topic, key, physicalOffset);
    }
    if (message.tag !== '') {
      note('tag', message.topic, message.tag, physicalOffset);
    }
  }
  for (const [name, wanted] of places) {
    const [kind, topic = '', value = ''] = name.split(' ');
    const messages = await (kind === 'tag' ? driver.queryTag(topic, value) : driver.query(topic, value, false));
    const found = new Set(messages.map((message) => message.physicalOffset));
    const missing = wanted.filter((place) => !found.has(place));
    if (missing.length > Math.max(0, wanted.length - queryMessagesMax)) {
      problems.push(`${topic} by ${kind} ${value}: ${missing.length} of ${wanted.length} messages are not found`);
    }
  }
  return problems;
}

/** Reads every queue through our own store and compares. */
export async function checkStore(store: MessageStore, placed: readonly Placed[], exact: boolean): Promise<string[]> {
  const problems: string[] = [];
  for (const { name: topic, queues } of plannedTopics) {
    for (let queueId = 0; queueId < queues; queueId++) {
      const wanted = byQueue(placed, topic, queueId);
      const range = store.range(topic, queueId);
      const highest = Math.max(-1, ...wanted.keys()) + 1;
      if (range.minOffset !== 0 || (exact ? range.maxOffset !== highest : range.maxOffset < highest)) {
        problems.push(`${topic}-${queueId} reaches from ${range.minOffset} to ${range.maxOffset}, not 0 to ${highest}`);
      }
      for (let offset = 0; offset < range.maxOffset; ) {
        const limits = { messagesMax: 32, bytesMax: 1 << 20, cellsMax: 1000 };
        const { messages, nextOffset } = await store.read(topic, queueId, offset, limits);
        for (const found of messages) {
          const one = wanted.get(found.queueOffset);
          if (one !== undefined) {
            const properties = propertiesOf(found.properties);
            const seen = {
              ...found,
              bodyDigest: digestOf(found.body),
              property: (name: string) => properties.get(name),
            };
            problems.push(...differences(one, seen));
            wanted.delete(found.queueOffset);
          }
        }
        if (nextOffset <= offset) {
          problems.push(`${topic}-${queueId} does not get beyond offset ${offset}`);
          break;
        }
        offset = nextOffset;
      }
      problems.push(...[...wanted.values()].flatMap((one) => differences(one, undefined)));
    }
  }
  for (const { physicalOffset, message } of placed) {
    const found = await store.readAt(physicalOffset);
    if (found === undefined || propertiesOf(found.properties).get('UNIQ_KEY') !== message.messageId) {
      problems.push(`message ${message.number} is not at physical offset ${physicalOffset}`);
    }
  }
  return problems;
}
