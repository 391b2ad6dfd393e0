import { systemClock } from '../../src/runtime/clock.ts';
import { createLogger } from '../../src/runtime/log.ts';
import { nodeDisk } from '../../src/runtime/node-disk.ts';
import { MessageStore } from '../../src/store/message-store.ts';
import { tinyFiles } from './golden-text.ts';

const tinySizes = {
  commitLogBytes: Number(tinyFiles.mappedFileSizeCommitLog),
  consumeQueueBytes: Number(tinyFiles.mappedFileSizeConsumeQueue),
};

/** Our store with the file sizes that RocketMQ is given, and records that name RocketMQ's broker as their host. */
export function openInteropStore(
  directory: string,
  brokerPort: number,
  sizes: { readonly commitLogBytes: number; readonly consumeQueueBytes: number } = tinySizes,
): Promise<MessageStore> {
  return MessageStore.open(
    {
      directory,
      flushMode: 'ASYNC_FLUSH',
      commitLogSegmentBytes: sizes.commitLogBytes,
      consumeQueueFileBytes: sizes.consumeQueueBytes,
      bodyBytesMax: Number(tinyFiles.maxMessageSize),
      flushIntervalMs: 500,
      flushLeastPages: 4,
      flushThoroughIntervalMs: 10_000,
      flushConsumeQueueIntervalMs: 1000,
      storeHost: { address: '127.0.0.1', port: brokerPort },
      pendingBytesMax: 1 << 26,
    },
    { disk: nodeDisk, clock: systemClock, logger: createLogger('error') },
  );
}
