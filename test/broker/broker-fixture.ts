import { afterEach } from 'vitest';
import {
  type AckResult,
  Broker,
  type BrokerOptions,
  brokerDefaults,
  type Delivery,
  type ReceiveOutcome,
  type ReceiveRequest,
  type SendReceipt,
} from '../../src/broker/broker.ts';
import type { ConsumerGroup } from '../../src/model/consumer-group.ts';
import { retryPolicyDefault } from '../../src/model/consumer-group.ts';
import type { MqError } from '../../src/model/errors.ts';
import type { OutgoingMessage } from '../../src/model/message.ts';
import type { TopicType } from '../../src/model/topic.ts';
import type { Logger } from '../../src/runtime/log.ts';
import { type DiskSimulation, MemoryDisk } from '../../src/runtime/memory-disk.ts';
import type { Random } from '../../src/runtime/random.ts';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';
import { levelDelaysDefault } from '../../src/store/delay-levels.ts';
import { MessageStore, type StoreOptions } from '../../src/store/message-store.ts';

const silent = () => undefined;

function newLogger(warnings: string[]): Logger {
  const logger: Logger = {
    debug: silent,
    info: silent,
    warn: (...line: unknown[]) => void warnings.push(String(line.at(-1))),
    error: silent,
    child: () => logger,
  };
  return logger;
}

export const startOfTime = 1_700_000_000_000;

const storeOptions: StoreOptions = {
  directory: '/store',
  flushMode: 'ASYNC_FLUSH',
  commitLogSegmentBytes: 1 << 24,
  consumeQueueFileBytes: 6000 * 20,
  bodyBytesMax: 4 << 20,
  flushIntervalMs: 500,
  flushLeastPages: 4,
  flushThoroughIntervalMs: 10_000,
  flushConsumeQueueIntervalMs: 1000,
  storeHost: { address: '127.0.0.1', port: 10911 },
  pendingBytesMax: 64 << 20,
  timer: {
    wheelEnabled: true,
    precisionMs: 1000,
    delayMsMax: 40 * 86_400_000,
    levelDelaysMs: levelDelaysDefault,
    wheelSlots: 12_096,
  },
};

/** A process does not start within the millisecond in which the one before ended. */
const restartMs = 10;

const noRandom: Random = { next: () => 0, bytes: (count) => new Uint8Array(count) };

export function outgoing(body: string, changes: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    messageId: `id-${body}`,
    body: Buffer.from(body),
    tag: '',
    keys: [],
    messageGroup: '',
    userProperties: {},
    gzip: false,
    bornTimestamp: startOfTime,
    bornHost: 'client-host',
    traceContext: '',
    transactional: false,
    deliveryTimestamp: undefined,
    recoverySeconds: undefined,
    priority: undefined,
    liteTopic: '',
    ...changes,
  };
}

const opened: Rig[] = [];

afterEach(async () => {
  for (const rig of opened.splice(0)) {
    await rig.stop();
  }
});

/** A broker on a store in memory, under a clock that the test moves. */
export class Rig {
  readonly clock: VirtualClock;
  readonly disk: MemoryDisk;
  readonly options: BrokerOptions;
  readonly store: MessageStore;
  readonly broker: Broker;
  /** Texts that store and broker have logged as warnings. */
  readonly warnings: readonly string[];

  private constructor(
    clock: VirtualClock,
    disk: MemoryDisk,
    options: BrokerOptions,
    parts: { readonly store: MessageStore; readonly broker: Broker; readonly warnings: readonly string[] },
  ) {
    this.clock = clock;
    this.disk = disk;
    this.options = options;
    this.store = parts.store;
    this.broker = parts.broker;
    this.warnings = parts.warnings;
  }

  static async open(
    changes: Partial<BrokerOptions> = {},
    world: { readonly clock: VirtualClock; readonly disk: MemoryDisk } = {
      clock: new VirtualClock(startOfTime),
      disk: new MemoryDisk(),
    },
    simulation?: DiskSimulation,
    storeChanges: Partial<StoreOptions> = {},
  ): Promise<Rig> {
    const clock = world.clock;
    const disk = simulation === undefined ? world.disk : new MemoryDisk(simulation);
    const options = { ...brokerDefaults, ...changes };
    const warnings: string[] = [];
    const logger = newLogger(warnings);
    const store = await MessageStore.open({ ...storeOptions, ...storeChanges }, { disk, clock, logger });
    const broker = await Broker.open(options, { store, clock, random: noRandom, logger });
    const rig = new Rig(clock, disk, options, { store, broker, warnings });
    opened.push(rig);
    return rig;
  }

  /** Lets everything that does not wait for time come to its end. */
  async settle(turns = 40): Promise<void> {
    for (let turn = 0; turn < turns; turn++) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  /** Moves time on, and lets all that became due come to its end. */
  async advance(milliseconds: number): Promise<void> {
    await this.settle();
    await this.clock.advance(milliseconds);
    await this.settle();
  }

  /** Closes both cleanly, then opens them again on the same directory. */
  async restart(): Promise<Rig> {
    await this.stop();
    await this.clock.advance(restartMs);
    return Rig.open(this.options, this);
  }

  /** `kill -9`: what the broker had not written is lost, what the store wrote is there. The old rig is unusable. */
  async crash(simulation?: DiskSimulation): Promise<Rig> {
    opened.splice(opened.indexOf(this), 1);
    // The timers of the dead process stay behind on its clock.
    const clock = new VirtualClock(this.clock.now() + restartMs);
    return Rig.open(this.options, { clock, disk: this.disk.afterKill(simulation) });
  }

  async stop(): Promise<void> {
    await this.broker.close();
    await this.store.close();
  }

  putTopic(name: string, type: TopicType = 'NORMAL', queues = 1): Promise<unknown> {
    return this.broker.putTopic({ name, type, readQueues: queues, writeQueues: queues, permission: 6 });
  }

  putGroup(name: string, changes: Partial<ConsumerGroup> = {}): Promise<unknown> {
    return this.broker.putGroup({
      name,
      orderly: false,
      retryMax: 16,
      retryPolicy: retryPolicyDefault,
      consumeEnabled: true,
      ...changes,
    });
  }

  send(topic: string, messages: readonly OutgoingMessage[]): Promise<readonly SendReceipt[]> {
    return new Promise((resolve, reject) => {
      this.broker.send(
        { topic, messages, peer: { address: '10.0.0.7', port: 4711 } },
        { sent: resolve, refused: (error: MqError) => reject(error) },
      );
    });
  }

  /** One message for each body. */
  async sendBodies(topic: string, bodies: readonly string[], changes: Partial<OutgoingMessage> = {}): Promise<void> {
    for (const body of bodies) {
      await this.send(topic, [outgoing(body, changes)]);
    }
  }

  receiveOutcome(changes: Partial<ReceiveRequest> = {}): Promise<ReceiveOutcome> {
    return this.broker.receive(receiveRequest(changes)).outcome;
  }

  /** The deliveries of a receive that does not wait; an empty list when there are none. */
  async receive(changes: Partial<ReceiveRequest> = {}): Promise<readonly Delivery[]> {
    const outcome = await this.receiveOutcome(changes);
    switch (outcome.kind) {
      case 'messages':
        return outcome.deliveries;
      case 'empty':
        return [];
      case 'refused':
        throw outcome.error;
    }
  }

  ack(deliveries: readonly Delivery[], group = 'group', topic = 'topic'): readonly AckResult[] {
    const entries = deliveries.map((delivery) => ({ messageId: '', receiptHandle: delivery.receiptHandle }));
    return this.broker.ack('client', group, topic, entries);
  }

  /** Committed offset of the group's one queue. */
  committed(topic = 'topic', group = 'group', queueId = 0): number | undefined {
    const found = this.broker.progress(group).find((each) => each.topic === topic && each.queueId === queueId);
    return found?.committedOffset;
  }
}

export function receiveRequest(changes: Partial<ReceiveRequest> = {}): ReceiveRequest {
  return {
    clientId: 'client',
    group: 'group',
    topic: 'topic',
    queueId: -1,
    filter: { kind: 'all' },
    messagesMax: 32,
    invisibleMs: 10_000,
    autoRenew: false,
    attemptId: undefined,
    waitMs: 0,
    ...changes,
  };
}

export function bodyOf(delivery: Delivery): string {
  return Buffer.from(delivery.message.body).toString();
}

export function bodiesOf(deliveries: readonly Delivery[]): string[] {
  return deliveries.map(bodyOf);
}
