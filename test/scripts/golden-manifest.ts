/** What a golden store's `manifest.json` says: what clients sent and were answered, and what RocketMQ said of its store. */
export interface GoldenManifest {
  readonly rocketmq: string;
  readonly case: string;
  readonly about: string;
  /** How RocketMQ ended: `stop` is clean, `kill` is `kill -9`. */
  readonly end: 'stop' | 'kill';
  /** The case whose store RocketMQ recovered and went on with. Its recovery leaves holes in its index. */
  readonly continues?: string;
  /** Lines of broker.conf beyond the defaults; file sizes among them. */
  readonly settings: Readonly<Record<string, string>>;
  readonly messages: readonly GoldenMessage[];
  /** Taken from RocketMQ while nothing was sent, just before the end. Empty when it was killed under load. */
  readonly queues: readonly GoldenRange[];
  readonly queries: readonly GoldenQuery[];
  readonly times: readonly GoldenTime[];
  readonly progress: readonly GoldenProgress[];
}

export type GoldenType = 'NORMAL' | 'BATCH' | 'FIFO' | 'DELAY' | 'TIMER' | 'TRANSACTION' | 'PRIORITY' | 'RECALL';

export interface GoldenMessage {
  readonly via: 'remoting' | 'grpc';
  readonly type: GoldenType;
  readonly topic: string;
  /** Empty when the message is one of several in one record. */
  readonly messageId: string;
  /** False: the broker was killed before it answered, so the message may be there or not. */
  readonly answered: boolean;
  /** As answered; for DELAY and TIMER it is the offset in the system topic, for TRANSACTION that of the half message. */
  readonly queueOffset?: number;
  /** As answered; of DELAY and TIMER the queue of the final topic. gRPC does not say it. */
  readonly queueId?: number;
  /** From the answered offset message id; gRPC does not say it. */
  readonly physicalOffset?: number;
  readonly bodyBytes: number;
  /** MD5 of the body before any compression. */
  readonly bodyDigest: string;
  readonly tag?: string;
  readonly keys?: readonly string[];
  readonly properties?: Readonly<Record<string, string>>;
  readonly flag?: number;
  readonly delayLevel?: number;
  readonly deliverMs?: number;
  readonly resolution?: 'COMMIT' | 'ROLLBACK' | 'UNKNOWN';
  readonly messageGroup?: string;
}

export interface GoldenRange {
  readonly topic: string;
  readonly queueId: number;
  readonly minOffset: number;
  readonly maxOffset: number;
}

/** RocketMQ's answer to a query by key or (`unique`) by message id: physical offsets, ascending. */
export interface GoldenQuery {
  readonly topic: string;
  readonly key: string;
  readonly unique: boolean;
  readonly physicalOffsets: readonly number[];
}

/** RocketMQ's answer to "first offset at or after this time". */
export interface GoldenTime {
  readonly topic: string;
  readonly queueId: number;
  readonly timestamp: number;
  readonly offset: number;
}

export interface GoldenProgress {
  readonly group: string;
  readonly topic: string;
  readonly queueId: number;
  /** Next offset to consume. */
  readonly offset: number;
}

/** One line a message keeps the file readable and a change of one message small. */
export function formatManifest(manifest: GoldenManifest): string {
  const lines = Object.entries(manifest).map(([name, value]) => {
    const text = Array.isArray(value)
      ? `[${value.map((entry) => `\n    ${JSON.stringify(entry)}`).join(',')}${value.length > 0 ? '\n  ' : ''}]`
      : JSON.stringify(value);
    return `  ${JSON.stringify(name)}: ${text}`;
  });
  return `{\n${lines.join(',\n')}\n}\n`;
}
