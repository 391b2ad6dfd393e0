import { systemClock } from '../../src/runtime/clock.ts';
import { createLogger } from '../../src/runtime/log.ts';
import { nodeDisk } from '../../src/runtime/node-disk.ts';
import { MessageStore } from '../../src/store/message-store.ts';
import { tinyFiles } from './golden-text.ts';

/**
 * Our store with the file sizes that RocketMQ is given, and records that name RocketMQ's broker as their host. Sizes must
 * not differ: RocketMQ takes an index file of other sizes for one of its own and finds nothing in it.
 */
export function openInteropStore(
  directory: string,
  brokerPort: number,
  settings: Readonly<Record<string, string>> = tinyFiles,
): Promise<MessageStore> {
  const size = (name: string, byDefault: number) => Number(settings[name] ?? byDefault);
  return MessageStore.open(
    {
      directory,
      flushMode: 'ASYNC_FLUSH',
      commitLogSegmentBytes: size('mappedFileSizeCommitLog', 1_073_741_824),
      consumeQueueFileBytes: size('mappedFileSizeConsumeQueue', 6_000_000),
      indexSlots: size('maxHashSlotNum', 5_000_000),
      indexEntries: size('maxIndexNum', 20_000_000),
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
