import { Code, MqError } from '../model/errors.ts';
import { v2 } from '../protocol/messages.ts';
import { type Endpoint, fromWireEndpoints } from './endpoint.ts';
import { sipHash } from './sip-hash.ts';

export interface RouteQueue {
  readonly id: number;
  readonly brokerName: string;
  readonly endpoint: Endpoint;
}

/** Where a topic lies, as the server told it; masters only. */
export interface Route {
  readonly topic: string;
  /** Queues that take messages, in the server's order. */
  readonly writable: readonly RouteQueue[];
  /** How many brokers these queues lie on. */
  readonly writableBrokers: number;
  /** One queue of each broker that gives messages out. */
  readonly readable: readonly RouteQueue[];
  readonly acceptsMessageGroups: boolean;
}

const masterId = 0;

function isReadable(permission: v2.Permission | null | undefined): boolean {
  return permission === v2.Permission.READ || permission === v2.Permission.READ_WRITE;
}

function isWritable(permission: v2.Permission | null | undefined): boolean {
  return permission === v2.Permission.WRITE || permission === v2.Permission.READ_WRITE;
}

export function fromWireRoute(topic: string, queues: readonly v2.IMessageQueue[]): Route {
  const writable: RouteQueue[] = [];
  const writableBrokers = new Set<string>();
  const readable = new Map<string, RouteQueue>();
  let acceptsMessageGroups = false;
  for (const { id, broker, permission, acceptMessageTypes } of queues) {
    const endpoint = fromWireEndpoints(broker?.endpoints);
    if (endpoint === undefined || (broker?.id ?? masterId) !== masterId) {
      continue;
    }
    const queue = { id: id ?? 0, brokerName: broker?.name ?? '', endpoint };
    acceptsMessageGroups ||= acceptMessageTypes?.includes(v2.MessageType.FIFO) ?? false;
    if (isWritable(permission)) {
      writable.push(queue);
      writableBrokers.add(queue.brokerName);
    }
    if (isReadable(permission) && !readable.has(queue.brokerName)) {
      readable.set(queue.brokerName, queue);
    }
  }
  return {
    topic,
    writable,
    writableBrokers: writableBrokers.size,
    readable: [...readable.values()],
    acceptsMessageGroups,
  };
}

/** Java's and Go's choice for a message group. */
function groupIndex(messageGroup: string, count: number): number {
  const index = Number(BigInt.asIntN(64, sipHash(Buffer.from(messageGroup))) % BigInt(count));
  return index < 0 ? index + count : index;
}

/**
 * The queue for the next message. The server places messages within its broker by itself, so what counts is the broker:
 * a message group always meets the same one, everything else goes around, past brokers that just failed if possible.
 */
export function chooseQueue(
  route: Route,
  messageGroup: string | undefined,
  turn: number,
  failedBrokers: ReadonlySet<string>,
): RouteQueue {
  const { writable } = route;
  const count = writable.length;
  if (messageGroup && route.writableBrokers > 1) {
    const queue = writable[groupIndex(messageGroup, count)];
    if (queue !== undefined) {
      return queue;
    }
  }
  for (let step = 0; step < count; step++) {
    const queue = writable[(turn + step) % count];
    if (queue !== undefined && !failedBrokers.has(queue.brokerName)) {
      return queue;
    }
  }
  const queue = writable[turn % Math.max(1, count)];
  if (queue === undefined) {
    throw new MqError(Code.FORBIDDEN, `the topic '${route.topic}' has no queue that takes messages`);
  }
  return queue;
}
