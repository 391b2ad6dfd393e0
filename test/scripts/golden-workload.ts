import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type DriverSend, RocketmqDriver } from './golden-driver.ts';
import { RocketmqGrpc } from './golden-grpc.ts';
import type {
  GoldenManifest,
  GoldenMessage,
  GoldenProgress,
  GoldenQuery,
  GoldenRange,
  GoldenTime,
} from './golden-manifest.ts';
import type { Rocketmq } from './golden-rocketmq.ts';

/** What a case says of a message; the workload adds the rest. */
export interface MessagePlan {
  readonly topic: string;
  readonly body: Buffer;
  readonly queueId?: number;
  readonly tag?: string;
  readonly keys?: readonly string[];
  readonly properties?: Readonly<Record<string, string>>;
  readonly flag?: number;
  readonly wait?: boolean;
  readonly delayLevel?: number;
  readonly deliverMs?: number;
  readonly compressOver?: number;
  /** gRPC only. */
  readonly messageGroup?: string;
  readonly priority?: number;
}

type Described = Pick<GoldenMessage, 'topic' | 'bodyBytes' | 'bodyDigest' | 'tag' | 'keys' | 'properties' | 'flag'>;

function described(plan: MessagePlan): Described {
  return {
    topic: plan.topic,
    bodyBytes: plan.body.length,
    bodyDigest: createHash('md5').update(plan.body).digest('hex'),
    ...(plan.tag === undefined ? {} : { tag: plan.tag }),
    ...(plan.keys === undefined ? {} : { keys: plan.keys }),
    ...(plan.properties === undefined ? {} : { properties: plan.properties }),
    ...(plan.flag === undefined ? {} : { flag: plan.flag }),
  };
}

function request(plan: MessagePlan): Record<string, unknown> {
  const { body, keys, ...rest } = plan;
  return { ...rest, body: body.toString('base64'), ...(keys === undefined ? {} : { keys: keys.join(' ') }) };
}

function physicalOffset(offsetMessageId: string): number {
  return Number.parseInt(offsetMessageId.slice(-16), 16);
}

/** Sends through RocketMQ's own client and through gRPC, and keeps what a manifest needs. */
export class Workload {
  readonly rocketmq: Rocketmq;
  readonly driver: RocketmqDriver;
  readonly messages: GoldenMessage[] = [];
  readonly #grpc: RocketmqGrpc[] = [];
  #ids = 0;

  private constructor(rocketmq: Rocketmq, driver: RocketmqDriver) {
    this.rocketmq = rocketmq;
    this.driver = driver;
  }

  static async open(rocketmq: Rocketmq): Promise<Workload> {
    return new Workload(rocketmq, await RocketmqDriver.start(rocketmq));
  }

  close(): void {
    for (const connection of this.#grpc.splice(0)) {
      connection.close();
    }
    this.driver.close();
  }

  async topic(topic: string, queues: number, attributes?: Readonly<Record<string, string>>): Promise<void> {
    await this.driver.call({ op: 'topic', topic, queues, ...(attributes === undefined ? {} : { attributes }) });
  }

  async group(group: string, options: { retryMaxTimes?: number; fifo?: boolean } = {}): Promise<void> {
    await this.driver.call({ op: 'group', group, ...options });
  }

  #answered(plan: MessagePlan, answer: DriverSend, more: Partial<GoldenMessage>): void {
    if (answer.status !== 'SEND_OK') {
      throw new Error(`a message to ${plan.topic} was answered ${answer.status}`);
    }
    const offsetMessageId = answer.offsetMessageId;
    this.messages.push({
      via: 'remoting',
      type: 'NORMAL',
      ...described(plan),
      messageId: answer.messageId,
      answered: true,
      queueOffset: answer.queueOffset,
      queueId: answer.queueId,
      ...(offsetMessageId === null ? {} : { physicalOffset: physicalOffset(offsetMessageId) }),
      ...more,
    });
  }

  async send(plan: MessagePlan): Promise<DriverSend> {
    const answer = await this.driver.send(request(plan));
    const { delayLevel, deliverMs } = plan;
    const delay = delayLevel === undefined ? {} : { type: 'DELAY' as const, delayLevel };
    this.#answered(plan, answer, deliverMs === undefined ? delay : { type: 'TIMER', deliverMs });
    return answer;
  }

  /** `inner`: the topic keeps a batch in one record, which has the one id that is answered. */
  async sendBatch(plans: readonly MessagePlan[], queueId: number, inner = false): Promise<void> {
    const answer = (await this.driver.call({ op: 'sendBatch', queueId, messages: plans.map(request) })) as DriverSend;
    const messageIds = answer.messageId.split(',');
    const offsets = (answer.offsetMessageId ?? '').split(',');
    for (const [i, plan] of plans.entries()) {
      const ids = inner
        ? { messageId: '', offsetMessageId: answer.offsetMessageId }
        : { messageId: messageIds[i] ?? '', offsetMessageId: offsets[i] ?? null };
      this.#answered(plan, { ...answer, ...ids, queueOffset: answer.queueOffset + i }, { type: 'BATCH' });
    }
  }

  async transaction(plan: MessagePlan, resolution: 'COMMIT' | 'ROLLBACK' | 'UNKNOWN'): Promise<void> {
    const state = { COMMIT: 'COMMIT_MESSAGE', ROLLBACK: 'ROLLBACK_MESSAGE', UNKNOWN: 'UNKNOW' }[resolution];
    const answer = (await this.driver.call({ op: 'transaction', ...request(plan), resolution: state })) as DriverSend;
    this.#answered(plan, answer, { type: 'TRANSACTION', resolution });
  }

  async grpc(settings: Readonly<Record<string, unknown>>, address = this.rocketmq.grpcAddress): Promise<RocketmqGrpc> {
    const agent = { language: 'JAVA', version: '5.0.8', platform: 'golden', hostname: 'golden' };
    const clientId = `golden@${this.#grpc.length}`;
    const connection = await RocketmqGrpc.connect(address, clientId, { user_agent: agent, ...settings });
    this.#grpc.push(connection);
    return connection;
  }

  producer(topics: readonly string[], address?: string): Promise<RocketmqGrpc> {
    const publishing = { topics: topics.map((name) => ({ name })) };
    return this.grpc({ client_type: 'PRODUCER', publishing }, address);
  }

  /** One SendMessage call; all plans name one topic. Returns the message ids. */
  async sendGrpc(connection: RocketmqGrpc, plans: readonly MessagePlan[], transactional = false): Promise<string[]> {
    const now = Date.now();
    const rows = plans.map((plan) => {
      const type: GoldenMessage['type'] = transactional
        ? 'TRANSACTION'
        : plan.deliverMs !== undefined
          ? 'TIMER'
          : plan.messageGroup !== undefined
            ? 'FIFO'
            : plan.priority !== undefined
              ? 'PRIORITY'
              : 'NORMAL';
      const messageId = `01${'0123456789AB'}${(this.#ids++).toString(16).padStart(20, '0')}`.toUpperCase();
      return { plan, messageId, type };
    });
    const messages = rows.map(({ plan, messageId, type }) => ({
      topic: { name: plan.topic },
      body: plan.body,
      user_properties: plan.properties ?? {},
      system_properties: {
        message_id: messageId,
        message_type: type === 'TIMER' ? 'DELAY' : type,
        body_encoding: 'IDENTITY',
        born_timestamp: { seconds: Math.floor(now / 1000), nanos: (now % 1000) * 1_000_000 },
        born_host: 'golden',
        ...(plan.tag === undefined ? {} : { tag: plan.tag }),
        ...(plan.keys === undefined ? {} : { keys: plan.keys }),
        ...(plan.messageGroup === undefined ? {} : { message_group: plan.messageGroup }),
        ...(plan.priority === undefined ? {} : { priority: plan.priority }),
        ...(plan.deliverMs === undefined
          ? {}
          : {
              delivery_timestamp: {
                seconds: Math.floor(plan.deliverMs / 1000),
                nanos: (plan.deliverMs % 1000) * 1_000_000,
              },
            }),
      },
    }));
    const row = (at: number): GoldenMessage => {
      const { plan, messageId, type } = rows[at] as (typeof rows)[number];
      const { flag: _none, ...sent } = described(plan); // gRPC has no flag.
      return {
        via: 'grpc',
        type,
        ...sent,
        messageId,
        answered: false,
        ...(plan.messageGroup === undefined ? {} : { messageGroup: plan.messageGroup }),
        ...(plan.deliverMs === undefined ? {} : { deliverMs: plan.deliverMs }),
      };
    };
    const first = this.messages.length;
    this.messages.push(...rows.map((_, at) => row(at)));
    const answer = await connection.call('SendMessage', { messages });
    const { entries: answered } = answer;
    const entries = (answered ?? []) as readonly { status: { code: string }; offset?: number }[];
    if (entries.length === 0 || entries.some((entry) => entry.status.code !== 'OK')) {
      throw new Error(`a message to ${plans[0]?.topic} was answered ${JSON.stringify(answer)}`);
    }
    for (const at of rows.keys()) {
      // Several messages are stored as a batch, and the answer has one entry for all: the offset of the first.
      const queueOffset = (entries[0]?.offset ?? 0) + at;
      this.messages[first + at] = { ...row(at), answered: true, queueOffset };
    }
    return rows.map((entry) => entry.messageId);
  }

  /** Marks the resolution of transactions sent by gRPC, which happens after the send. */
  resolved(messageId: string, resolution: 'COMMIT' | 'ROLLBACK'): void {
    const at = this.messages.findIndex((message) => message.messageId === messageId);
    const message = this.messages[at];
    if (message !== undefined) {
      this.messages[at] = { ...message, resolution };
    }
  }

  /** The range of every queue that has a directory, as RocketMQ states it. */
  async ranges(): Promise<GoldenRange[]> {
    const root = join(this.rocketmq.home, 'store', 'consumequeue');
    const ranges: GoldenRange[] = [];
    for (const topic of existsSync(root) ? readdirSync(root).sort() : []) {
      for (const name of readdirSync(join(root, topic)).sort((a, b) => Number(a) - Number(b))) {
        const queueId = Number(name);
        const { minOffset, maxOffset } = await this.driver.range(topic, queueId);
        ranges.push({ topic, queueId, minOffset, maxOffset });
      }
    }
    return ranges;
  }

  async queries(wanted: readonly { topic: string; key: string; unique: boolean }[]): Promise<GoldenQuery[]> {
    const answers: GoldenQuery[] = [];
    for (const { topic, key, unique } of wanted) {
      const found = await this.driver.query(topic, key, unique);
      const physicalOffsets = found.map((message) => message.physicalOffset).sort((a, b) => a - b);
      answers.push({ topic, key, unique, physicalOffsets });
    }
    return answers;
  }

  /** Every key of the messages sent so far up to `keysMax`, and as many message ids, evenly spread. */
  sampleQueries(keysMax: number): { topic: string; key: string; unique: boolean }[] {
    const spread = <T>(all: readonly T[]): T[] => {
      const step = Math.max(1, Math.floor(all.length / keysMax));
      return all.filter((_, i) => i % step === 0).slice(0, keysMax);
    };
    const answered = this.messages.filter((message) => message.answered);
    const keys = new Map<string, { topic: string; key: string; unique: boolean }>();
    for (const { topic, keys: own = [] } of answered) {
      for (const key of own) {
        keys.set(`${topic} ${key}`, { topic, key, unique: false });
      }
    }
    const ids = answered.map(({ topic, messageId }) => ({ topic, key: messageId, unique: true }));
    return [...spread([...keys.values()]), ...spread(ids)];
  }

  /** Five times around the messages of a queue: before all, at one, between, at the last, after all. */
  async times(topic: string, queueId: number): Promise<GoldenTime[]> {
    const stored = (await this.driver.pull(topic, queueId, 0)).map((message) => message.storeTimestamp);
    const at = (part: number) => stored[Math.floor((stored.length - 1) * part)] ?? 0;
    const times: GoldenTime[] = [];
    for (const timestamp of [at(0) - 1000, at(0), at(0.5), at(0.5) + 1, at(1), at(1) + 1000]) {
      const offset = (await this.driver.call({ op: 'offsetByTime', topic, queueId, timestamp })) as number;
      times.push({ topic, queueId, timestamp, offset });
    }
    return times;
  }

  async progress(group: string, topic: string): Promise<GoldenProgress[]> {
    const rows = (await this.driver.call({ op: 'progress', group, topic })) as readonly {
      queueId: number;
      consumerOffset: number;
    }[];
    return rows
      .map(({ queueId, consumerOffset }) => ({ group, topic, queueId, offset: consumerOffset }))
      .sort((a, b) => a.queueId - b.queueId);
  }
}

/** One golden store: how RocketMQ is started, what is done to it, how it ends. */
export interface GoldenCase {
  readonly name: string;
  readonly about: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly end: GoldenManifest['end'];
  /** Continues on the store of another case. */
  readonly from?: string;
  /** False: the end comes under load, so RocketMQ is not asked for its ranges. */
  readonly quiet: boolean;
  fill(work: Workload): Promise<Partial<Pick<GoldenManifest, 'queries' | 'times' | 'progress'>>>;
}
