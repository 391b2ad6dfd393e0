import type { Limits } from '../model/limits.ts';

/** What can be set about the broker's rules; RocketMQ's key is named where it has one. */
export interface BrokerOptions {
  /** Carried by routes and receipt handles; no blanks. `brokerName` */
  readonly brokerName: string;
  /** `brokerClusterName` */
  readonly clusterName: string;
  readonly limits: Limits;
  /** Unknown topics come into being when a client asks for their route. `autoCreateTopicEnable` */
  readonly autoCreateTopics: boolean;
  /** Queues of such a topic. `defaultTopicQueueNums` */
  readonly autoCreateTopicQueues: number;
  /** Topics of users, those made by hand included. */
  readonly topicsMax: number;
  /** Read or write queues of one topic. */
  readonly queuesPerTopicMax: number;
  /** Unknown consumer groups come into being when a consumer names them. `autoCreateSubscriptionGroup` */
  readonly autoCreateGroups: boolean;
  readonly groupsMax: number;
  /** Messages of one answer to a receive. */
  readonly receiveMessagesMax: number;
  /** Bytes of one answer to a receive; one message always passes. */
  readonly receiveBytesMax: number;
  /** Parked receives of one group on one topic. `popPollingSize` */
  readonly parkedPerSubscriptionMax: number;
  /** All parked receives. `maxPopPollingSize` */
  readonly parkedMax: number;
  /** Leases of one group on one queue; at the limit the queue gives no more until some end. */
  readonly leasesPerQueueMax: number;
  /** All leases; at the limit receives are refused. */
  readonly leasesMax: number;
  /** FIFO groups: messages of one queue that were looked at and wait behind others of their message group. */
  readonly waitingPerQueueMax: number;
  /** How long an auto-renewed lease lasts at a time. `defaultInvisibleTimeMills` */
  readonly autoRenewMs: number;
  /** Longest life of an auto-renewed lease. `renewMaxTimeMillis` */
  readonly renewMsMax: number;
  /** A client that was silent for so long is dead: its leases are not renewed. `channelExpiredTimeout` */
  readonly clientExpiryMs: number;
  /** Time between two writes of the consumer offsets while there is something new. `flushConsumerOffsetInterval` */
  readonly offsetFlushIntervalMs: number;
  /** Messages on their way to a retry or dead letter topic at the same time; more wait. */
  readonly movesMax: number;
  /** Moved messages whose old receipt handles are remembered in order to refuse them. */
  readonly movedRememberedMax: number;
  /** Pause before a failed move or a failed read of a queue is tried again. */
  readonly faultRetryMs: number;
}

const minute = 60_000;
const mebibyte = 1 << 20;

const limitDefaults: Limits = {
  bodyBytesMax: 4 * mebibyte,
  userPropertiesMax: 128,
  propertiesBytesMax: 16_384,
  messageGroupBytesMax: 64,
  invisibleMsMin: 10_000,
  invisibleMsMax: 12 * 60 * minute,
  delayMsMax: 40 * 24 * 60 * minute,
  recoverySecondsMax: 3600,
  messagesPerSendMax: 1024,
};

export const brokerDefaults: BrokerOptions = {
  brokerName: 'broker-a',
  clusterName: 'DefaultCluster',
  limits: limitDefaults,
  autoCreateTopics: true,
  autoCreateTopicQueues: 8,
  topicsMax: 10_000,
  queuesPerTopicMax: 16_384,
  autoCreateGroups: true,
  groupsMax: 10_000,
  receiveMessagesMax: 32,
  receiveBytesMax: 4 * mebibyte,
  parkedPerSubscriptionMax: 1024,
  parkedMax: 100_000,
  leasesPerQueueMax: 10_000,
  leasesMax: 1_000_000,
  waitingPerQueueMax: 10_000,
  autoRenewMs: minute,
  renewMsMax: 180 * minute,
  clientExpiryMs: 2 * minute,
  offsetFlushIntervalMs: 5000,
  movesMax: 64,
  movedRememberedMax: 100_000,
  faultRetryMs: 1000,
};
