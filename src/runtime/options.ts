import { boolean, choice, integer, type OptionSpec, text } from './option-spec.ts';

const kib = 1024;
const mib = 1024 * kib;
const gib = 1024 * mib;
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * Every option of the server: its key (RocketMQ's name where RocketMQ has the option), kind, default, bounds and
 * meaning. `conf/standalone.conf` is this table as text; parsing and messages are in configuration.ts.
 * Sections are in the order of the file.
 */
export const optionSections = {
  'Who this server is and where it listens': {
    brokerClusterName: text('DefaultCluster', 'Name of the cluster; stored with every message.'),
    brokerName: text('broker-a', 'Name of this broker in routes and receipt handles.'),
    bindAddress: text(
      '127.0.0.1',
      'Address to listen on; 0.0.0.0 or :: for all. Nobody has to log in: mind who can connect.',
    ),
    grpcServerPort: integer(8081, 0, 65535, 'TCP port for plaintext HTTP/2 and TLS alike; 0 takes a free one.'),
    tlsCertPath: text(
      '',
      'PEM file with the TLS certificate chain; empty: a self-signed one is made in the data directory.',
    ),
    tlsKeyPath: text('', 'PEM file with the private key of tlsCertPath.'),
  },
  'The store': {
    storePathRootDir: text('./data', 'Directory of all data; made when missing.'),
    flushDiskType: choice(
      'ASYNC_FLUSH',
      ['ASYNC_FLUSH', 'SYNC_FLUSH'],
      'ASYNC_FLUSH answers a send once it survives a crash of the process; SYNC_FLUSH once it survives a power cut.',
    ),
    mappedFileSizeCommitLog: integer(gib, 64 * kib, 2 * gib - 1, 'Bytes of one commitLog segment.'),
    mappedFileSizeConsumeQueue: {
      kind: 'integer',
      default: 6_000_000,
      min: 20,
      max: 2 * gib - 8,
      step: 20,
      help: 'Bytes of one consumeQueue file; a multiple of 20.',
    },
    storeFileMode: choice('auto', ['auto', 'mmap', 'file'], 'Log through file writes, mapped memory, or the better.'),
    flushIntervalCommitLog: integer(500, 1, minute, 'ASYNC_FLUSH: milliseconds between two flushes of the commitLog.'),
    flushCommitLogLeastPages: integer(4, 0, mib, 'ASYNC_FLUSH: unflushed 4 KiB pages below which a flush is put off.'),
    flushCommitLogThoroughInterval: integer(
      10 * second,
      1,
      hour,
      'ASYNC_FLUSH: milliseconds after which everything is flushed.',
    ),
    flushIntervalConsumeQueue: integer(second, 1, minute, 'Milliseconds between two flushes of the consumeQueues.'),
    flushConsumerOffsetInterval: integer(
      5 * second,
      1,
      hour,
      'Milliseconds between two saves of consumer offsets and acknowledgements.',
    ),
    readCacheSize: integer(
      16 * mib,
      0,
      64 * gib,
      'Bytes of memory for what consumers that are far behind read; new messages have their own.',
    ),
    maxMessageSize: integer(4 * mib, 1, 64 * mib, 'Largest message body in bytes.'),
  },
  'The index by key': {
    messageIndexEnable: boolean(true, 'Index messages by unique id, keys and tag.'),
    maxHashSlotNum: integer(5_000_000, 1, 100_000_000, 'Hash slots of one index file.'),
    maxIndexNum: integer(20_000_000, 2, 100_000_000, 'Entries of one index file.'),
  },
  'Delayed messages': {
    timerWheelEnable: boolean(true, 'Serve messages with a time of delivery.'),
    timerPrecisionMs: integer(second, 100, minute, 'How late a message comes at most; fixed for each store.'),
    timerMaxDelaySec: integer(3_456_000, 0, 3650 * 86_400, 'Longest delay in seconds; RocketMQ has 259200.'),
    mappedFileSizeTimerLog: integer(100 * mib, kib, 2 * gib - 1, 'Bytes of one timerlog file.'),
    messageDelayLevel: text(
      '1s 5s 10s 30s 1m 2m 3m 4m 5m 6m 7m 8m 9m 10m 20m 30m 1h 2h',
      'Delays of the classic levels of messages that RocketMQ left in the store, level 1 first.',
    ),
  },
  'What is kept': {
    fileReservedTime: integer(72, 1, 24 * 365 * 10, 'Hours after which messages may be deleted.'),
    deleteWhen: text('04', 'Local hours in which they are, separated by semicolons.'),
    maxStoreSize: integer(
      0,
      0,
      2 ** 50 - 1,
      'Bytes of all commitLog segments above which the oldest one is deleted; 0: no limit.',
    ),
    diskMaxUsedSpaceRatio: integer(
      75,
      1,
      100,
      'Percent of the disk in use above which expired messages are deleted at any hour.',
    ),
    diskSpaceCleanForciblyRatio: integer(
      100,
      1,
      100,
      'Percent in use above which the oldest segment is deleted, expired or not; 100: never. RocketMQ has 85.',
    ),
    diskSpaceWarningLevelRatio: integer(
      100,
      1,
      100,
      'Percent in use above which sends are refused; 100: never. RocketMQ has 90.',
    ),
    minFreeSpace: integer(
      64 * mib,
      0,
      2 ** 50 - 1,
      'Free bytes below which the oldest segment is deleted; below half of them sends are refused.',
    ),
    cleanResourceInterval: integer(10 * second, 100, day, 'Milliseconds between two looks at age and space.'),
  },
  'Topics and consumer groups': {
    autoCreateTopicEnable: boolean(true, 'Create unknown topics when a client asks for them.'),
    defaultTopicQueueNums: integer(8, 1, 1024, 'Queues of a topic that is created without a number.'),
    maxTopics: integer(10_000, 1, mib, 'Topics of users; more are refused.'),
    maxQueuesPerTopic: integer(16_384, 1, 64 * kib, 'Queues of one topic.'),
    maxSubscriptionGroups: integer(10_000, 1, mib, 'Consumer groups; more are refused.'),
    autoCreateSubscriptionGroup: boolean(true, 'Create unknown consumer groups when a client uses them.'),
  },
  'What clients may send': {
    maxMessagesPerSend: integer(1024, 1, 64 * kib, 'Messages of one send.'),
    maxAppendBytesPending: integer(
      256 * mib,
      65 * mib,
      64 * gib,
      'Bytes that may wait to be written or flushed; sends above it get TOO_MANY_REQUESTS.',
    ),
    maxUserPropertySize: integer(
      16 * kib,
      1,
      32 * kib - 1,
      'Bytes of user properties, tag and keys of one message together.',
    ),
    userPropertyMaxNum: integer(128, 0, 1024, 'User properties of one message.'),
    maxMessageGroupSize: integer(64, 2, kib, 'Bytes that a message group must stay below.'),
    maxDelayTimeMills: integer(40 * day, 0, 40 * day, 'How far ahead a delivery time may lie, in milliseconds.'),
    maxTransactionRecoverySecond: integer(3600, 0, 86_400, 'Longest orphaned-transaction recovery duration, seconds.'),
  },
  Receiving: {
    minInvisibleTimeMillsForRecv: integer(
      10 * second,
      1,
      12 * hour,
      'Shortest invisible duration that a receive may ask for, in milliseconds.',
    ),
    maxInvisibleTimeMills: integer(12 * hour, second, 40 * day, 'Longest invisible duration in milliseconds.'),
    defaultInvisibleTimeMills: integer(
      minute,
      second,
      12 * hour,
      'Lease of push consumers in milliseconds; the server renews it while the client lives.',
    ),
    renewMaxTimeMillis: integer(3 * hour, minute, 40 * day, 'Milliseconds after which a lease is renewed no more.'),
    grpcClientConsumerMaxLongPollingTimeoutMillis: integer(
      20 * second,
      second,
      10 * minute,
      'Longest wait of an empty receive in milliseconds.',
    ),
    grpcClientConsumerLongPollingBatchSize: integer(32, 1, 1024, 'Most messages of one receive.'),
    maxReceiveBytes: integer(
      4 * mib,
      64 * kib,
      64 * mib,
      'Bytes of the messages of one receive; one message always passes.',
    ),
    maxLeasesPerQueue: integer(
      10_000,
      1,
      10 * mib,
      'Messages of one queue that one group holds unacknowledged; at the limit the queue gives no more.',
    ),
    maxLeases: integer(
      1_000_000,
      1,
      100 * mib,
      'Unacknowledged messages in all; at the limit receives get TOO_MANY_REQUESTS.',
    ),
    popPollingSize: integer(1024, 1, mib, 'Parked receives of one topic and group.'),
    maxPopPollingSize: integer(100_000, 1, 10 * mib, 'Parked receives in all.'),
  },
  'Clients and connections': {
    maxClients: integer(100_000, 1, 10 * mib, 'Clients with settings; the settings of more are refused.'),
    maxTelemetryStreamsPerClient: integer(64, 1, kib, 'Telemetry streams of one client id.'),
    channelExpiredTimeout: integer(
      2 * minute,
      70 * second,
      day,
      'Milliseconds of silence after which a client is forgotten.',
    ),
    grpcClientIdleTimeMills: integer(
      2 * minute,
      2 * minute,
      day,
      'Milliseconds after which a connection without calls is closed.',
    ),
    httpEngine: choice(
      'own',
      ['own', 'node'],
      'HTTP/2 by our own engine, or by node:http2, several times slower, to compare with.',
    ),
    maxConnections: integer(10_000, 1, mib, 'Open connections; more are closed at once.'),
    handshakeTimeoutMills: integer(
      10 * second,
      100,
      10 * minute,
      'Milliseconds from connecting to the end of the TLS and HTTP/2 opening.',
    ),
    keepAlivePingIntervalMills: integer(
      minute,
      second,
      day,
      'Milliseconds between two PINGs of the server on a connection.',
    ),
    keepAlivePingTimeoutMills: integer(
      20 * second,
      second,
      hour,
      'Milliseconds after which a connection that leaves a PING unanswered is closed.',
    ),
    maxConcurrentStreams: integer(4096, 1, mib, 'Calls under way at once on one connection.'),
    maxHeaderListSize: integer(16 * kib, kib, mib, 'Bytes of the headers of one request.'),
    maxInboundBytesHeld: integer(
      512 * mib,
      64 * mib,
      64 * gib,
      'Bytes of all unfinished requests together; what would need more fails with RESOURCE_EXHAUSTED.',
    ),
    maxOutboundBytesQueued: integer(
      256 * mib,
      mib,
      64 * gib,
      'Bytes of answers that one call may have waiting for its client; above it the call is reset.',
    ),
    grpcMaxInboundMessageSize: integer(130 * mib, 64 * mib, gib, 'Largest request in bytes.'),
    grpcClientProducerMaxAttempts: integer(
      3,
      1,
      100,
      'How often producers try one send; told to them in their settings.',
    ),
    grpcClientProducerBackoffInitialMillis: integer(
      10,
      1,
      minute,
      'First pause of a producer after TOO_MANY_REQUESTS, in milliseconds.',
    ),
    grpcClientProducerBackoffMaxMillis: integer(second, 1, hour, 'Longest pause of a producer, in milliseconds.'),
    grpcClientProducerBackoffMultiplier: integer(2, 1, 100, 'Growth of the pause from one try to the next.'),
  },
  'HTTP/2': {
    // The bounds of rpc/http2/http2-limits.ts, for httpEngine=own; passing one ends that connection and no other.
    http2MaxFrameSize: integer(16 * kib, 16 * kib, 16 * mib - 1, 'Largest payload of a frame in bytes.'),
    http2StreamWindow: integer(mib, 64 * kib, gib, 'Request bytes that a client may have under way on one call.'),
    http2ConnectionWindow: integer(
      16 * mib,
      64 * kib,
      gib,
      'Request bytes that a client may have under way on one connection.',
    ),
    http2HeaderTableSize: integer(4 * kib, 0, mib, 'Bytes of the HPACK table of a connection.'),
    http2MaxHeaderBlockSize: integer(64 * kib, 16 * kib, 16 * mib, 'Bytes of the compressed headers of one request.'),
    http2MaxContinuationFrames: integer(32, 0, kib, 'CONTINUATION frames of one request.'),
    http2FrameTimeoutMills: integer(
      30 * second,
      second,
      hour,
      'Milliseconds from the first to the last byte of a frame or of the headers of a request.',
    ),
    http2RequestTimeoutMills: integer(
      5 * minute,
      second,
      day,
      'Milliseconds from the headers to the end of a request that is one message, or for the rest of one of many.',
    ),
    http2SendStallTimeoutMills: integer(
      2 * minute,
      second,
      day,
      'Milliseconds that an answer waits for a client that takes nothing.',
    ),
    http2SettingsTimeoutMills: integer(
      30 * second,
      second,
      hour,
      'Milliseconds that a client may take to acknowledge SETTINGS.',
    ),
    http2MaxConnectionRequestBytes: integer(
      512 * mib,
      64 * mib,
      64 * gib,
      'Bytes of the unfinished requests of one connection.',
    ),
    http2MaxConnectionQueuedBytes: integer(
      256 * mib,
      mib,
      64 * gib,
      'Bytes of the answers of one connection that wait for the network.',
    ),
    http2MaxQueuedBytes: integer(gib, mib, 64 * gib, 'The same of all connections; the one that passes it ends.'),
    http2SocketQueueHigh: integer(
      mib,
      16 * kib,
      gib,
      'Bytes waiting for the network above which a connection is not read.',
    ),
    http2StreamQueueHigh: integer(
      256 * kib,
      16 * kib,
      gib,
      'Bytes of one answer that wait above which no more of it is made.',
    ),
    http2ResetBurst: integer(
      5000,
      1,
      mib,
      'Calls that a client may reset at once (rapid reset); the next line refills it.',
    ),
    http2ResetsPerSecond: integer(100, 1, mib, 'Resets a second.'),
    http2PingBurst: integer(1000, 1, mib, 'PINGs at once.'),
    http2PingsPerSecond: integer(20, 1, mib, 'PINGs a second.'),
    http2SettingsBurst: integer(100, 1, mib, 'SETTINGS at once.'),
    http2SettingsPerSecond: integer(2, 1, mib, 'SETTINGS a second.'),
    http2EmptyFrameBurst: integer(1000, 1, mib, 'Frames that carry nothing, at once.'),
    http2EmptyFramesPerSecond: integer(20, 1, mib, 'Frames that carry nothing, a second.'),
    http2WindowUpdateBurst: integer(10_000, 1, mib, 'WINDOW_UPDATEs at once beyond those that answers earn.'),
    http2WindowUpdatesPerSecond: integer(100, 1, mib, 'Such WINDOW_UPDATEs a second.'),
    http2IgnoredFrameBurst: integer(1000, 1, mib, 'PRIORITY, unknown and unasked frames at once.'),
    http2IgnoredFramesPerSecond: integer(20, 1, mib, 'PRIORITY, unknown and unasked frames a second.'),
    http2LingerMills: integer(
      second,
      0,
      minute,
      'Milliseconds that a connection stays open after an error for the client to read why.',
    ),
  },
  'The process': {
    logLevel: choice(
      'info',
      ['debug', 'info', 'warn', 'error', 'silent'],
      'Least level that is logged (JSON lines on standard error).',
    ),
    shutdownTimeoutMills: integer(
      25 * second,
      0,
      10 * minute,
      'Milliseconds that running calls get to end after SIGTERM.',
    ),
  },
} as const satisfies Record<string, Record<string, OptionSpec>>;

type Sections = typeof optionSections;
type UnionToIntersection<U> = (U extends unknown ? (value: U) => void : never) extends (value: infer I) => void
  ? I
  : never;
type Specs = UnionToIntersection<Sections[keyof Sections]>;

export type OptionName = keyof Specs & string;

type ValueOf<Spec> = Spec extends { kind: 'integer' }
  ? number
  : Spec extends { kind: 'boolean' }
    ? boolean
    : Spec extends { kind: 'choice'; choices: readonly (infer Choice)[] }
      ? Choice
      : string;

/** One value for every option. */
export type Options = { readonly [Name in OptionName]: ValueOf<Specs[Name]> };

export const optionSpecs: ReadonlyMap<string, OptionSpec> = new Map(
  Object.values(optionSections).flatMap((section) => Object.entries<OptionSpec>(section)),
);
