import { isIP } from 'node:net';
import { type BrokerOptions, brokerDefaults } from '../broker/broker.ts';
import type { Limits } from '../model/limits.ts';
import type { HostAddress } from '../model/message.ts';
import type { ProxyOptions } from '../proxy/proxy-options.ts';
import type { Http2Limits } from '../rpc/http2/http2-limits.ts';
import type { RpcLimits } from '../rpc/limits.ts';
import { hoursOf } from '../runtime/configuration.ts';
import type { Options } from '../runtime/options.ts';
import { parseDelayLevels, type StoreOptions } from '../store/message-store.ts';

/* What the parts of the server are told, from the options that an operator sets. */

export function storeHostOf(options: Options, port: number): HostAddress {
  const any = options.bindAddress === '0.0.0.0' || options.bindAddress === '::';
  const address = isIP(options.bindAddress) !== 0 && !any ? options.bindAddress : '127.0.0.1';
  return { address, port };
}

function limitsOf(options: Options): Limits {
  return {
    bodyBytesMax: options.maxMessageSize,
    userPropertiesMax: options.userPropertyMaxNum,
    propertiesBytesMax: options.maxUserPropertySize,
    messageGroupBytesMax: options.maxMessageGroupSize,
    invisibleMsMin: options.minInvisibleTimeMillsForRecv,
    invisibleMsMax: options.maxInvisibleTimeMills,
    delayMsMax: options.maxDelayTimeMills,
    recoverySecondsMax: options.maxTransactionRecoverySecond,
    messagesPerSendMax: options.maxMessagesPerSend,
  };
}

export function brokerOptionsOf(options: Options): BrokerOptions {
  return {
    ...brokerDefaults,
    brokerName: options.brokerName,
    clusterName: options.brokerClusterName,
    limits: limitsOf(options),
    autoCreateTopics: options.autoCreateTopicEnable,
    autoCreateTopicQueues: options.defaultTopicQueueNums,
    topicsMax: options.maxTopics,
    queuesPerTopicMax: options.maxQueuesPerTopic,
    autoCreateGroups: options.autoCreateSubscriptionGroup,
    groupsMax: options.maxSubscriptionGroups,
    receiveMessagesMax: options.grpcClientConsumerLongPollingBatchSize,
    receiveBytesMax: options.maxReceiveBytes,
    parkedPerSubscriptionMax: options.popPollingSize,
    parkedMax: options.maxPopPollingSize,
    leasesPerQueueMax: options.maxLeasesPerQueue,
    leasesMax: options.maxLeases,
    autoRenewMs: options.defaultInvisibleTimeMills,
    renewMsMax: options.renewMaxTimeMillis,
    clientExpiryMs: options.channelExpiredTimeout,
    offsetFlushIntervalMs: options.flushConsumerOffsetInterval,
  };
}

export function proxyOptionsOf(options: Options): ProxyOptions {
  return {
    limits: limitsOf(options),
    receiveMessagesMax: options.grpcClientConsumerLongPollingBatchSize,
    longPollingMsMax: options.grpcClientConsumerMaxLongPollingTimeoutMillis,
    clientExpiryMs: options.channelExpiredTimeout,
    clientsMax: options.maxClients,
    telemetryStreamsPerClientMax: options.maxTelemetryStreamsPerClient,
    producerMaxAttempts: options.grpcClientProducerMaxAttempts,
    producerBackoffInitialMs: options.grpcClientProducerBackoffInitialMillis,
    producerBackoffMaxMs: options.grpcClientProducerBackoffMaxMillis,
    producerBackoffMultiplier: options.grpcClientProducerBackoffMultiplier,
    topicQueuesDefault: options.defaultTopicQueueNums,
  };
}

export function rpcLimitsOf(options: Options): RpcLimits {
  return {
    connectionsMax: options.maxConnections,
    handshakeTimeoutMs: options.handshakeTimeoutMills,
    connectionIdleMs: options.grpcClientIdleTimeMills,
    pingIntervalMs: options.keepAlivePingIntervalMills,
    pingTimeoutMs: options.keepAlivePingTimeoutMills,
    streamsPerConnectionMax: options.maxConcurrentStreams,
    headerListBytesMax: options.maxHeaderListSize,
    requestBytesMax: options.grpcMaxInboundMessageSize,
    requestBytesHeldMax: options.maxInboundBytesHeld,
    responseBytesQueuedMax: options.maxOutboundBytesQueued,
  };
}

export function http2LimitsOf(options: Options): Http2Limits {
  return {
    frameBytesMax: options.http2MaxFrameSize,
    streamWindowBytes: options.http2StreamWindow,
    connectionWindowBytes: options.http2ConnectionWindow,
    headerTableBytes: options.http2HeaderTableSize,
    headerBlockBytesMax: options.http2MaxHeaderBlockSize,
    continuationFramesMax: options.http2MaxContinuationFrames,
    frameTimeoutMs: options.http2FrameTimeoutMills,
    requestTimeoutMs: options.http2RequestTimeoutMills,
    sendStallTimeoutMs: options.http2SendStallTimeoutMills,
    settingsTimeoutMs: options.http2SettingsTimeoutMills,
    connectionRequestBytesMax: options.http2MaxConnectionRequestBytes,
    connectionQueuedBytesMax: options.http2MaxConnectionQueuedBytes,
    queuedBytesMax: options.http2MaxQueuedBytes,
    socketQueueBytesHigh: options.http2SocketQueueHigh,
    streamQueueBytesHigh: options.http2StreamQueueHigh,
    resets: { burst: options.http2ResetBurst, perSecond: options.http2ResetsPerSecond },
    pings: { burst: options.http2PingBurst, perSecond: options.http2PingsPerSecond },
    settings: { burst: options.http2SettingsBurst, perSecond: options.http2SettingsPerSecond },
    emptyFrames: { burst: options.http2EmptyFrameBurst, perSecond: options.http2EmptyFramesPerSecond },
    windowUpdates: { burst: options.http2WindowUpdateBurst, perSecond: options.http2WindowUpdatesPerSecond },
    ignoredFrames: { burst: options.http2IgnoredFrameBurst, perSecond: options.http2IgnoredFramesPerSecond },
    lingerMs: options.http2LingerMills,
  };
}

export function storeOptionsOf(options: Options, directory: string): StoreOptions {
  return {
    directory,
    flushMode: options.flushDiskType,
    fileMode: options.storeFileMode,
    commitLogSegmentBytes: options.mappedFileSizeCommitLog,
    consumeQueueFileBytes: options.mappedFileSizeConsumeQueue,
    bodyBytesMax: options.maxMessageSize,
    flushIntervalMs: options.flushIntervalCommitLog,
    flushLeastPages: options.flushCommitLogLeastPages,
    flushThoroughIntervalMs: options.flushCommitLogThoroughInterval,
    flushConsumeQueueIntervalMs: options.flushIntervalConsumeQueue,
    storeHost: storeHostOf(options, options.grpcServerPort),
    pendingBytesMax: options.maxAppendBytesPending,
    readCacheBytes: options.readCacheSize,
    messageIndex: options.messageIndexEnable,
    indexSlots: options.maxHashSlotNum,
    indexEntries: options.maxIndexNum,
    timer: {
      wheelEnabled: options.timerWheelEnable,
      precisionMs: options.timerPrecisionMs,
      delayMsMax: options.timerMaxDelaySec * 1000,
      levelDelaysMs: parseDelayLevels(options.messageDelayLevel) ?? [],
      logFileBytes: options.mappedFileSizeTimerLog,
    },
    retention: {
      reservedMs: options.fileReservedTime * 3_600_000,
      deleteHours: hoursOf(options.deleteWhen) ?? [],
      totalBytesMax: options.maxStoreSize,
      usedPercentMax: options.diskMaxUsedSpaceRatio,
      usedPercentForcibly: options.diskSpaceCleanForciblyRatio,
      usedPercentRefuse: options.diskSpaceWarningLevelRatio,
      freeBytesMin: options.minFreeSpace,
      intervalMs: options.cleanResourceInterval,
    },
  };
}
