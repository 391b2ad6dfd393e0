import { describe, expect, it } from 'vitest';
import { checkStoreOptions, type StoreOptions } from '../../src/store/store-options.ts';
import { testOptions } from './store-fixture.ts';
import { testTimer } from './timer-fixture.ts';

describe('store options', () => {
  it.each<{ changes: Partial<StoreOptions>; text: RegExp }>([
    {
      changes: { commitLogSegmentBytes: 1023 },
      text: /mappedFileSizeCommitLog is 1023; it must be a whole number from 1024/,
    },
    { changes: { commitLogSegmentBytes: 2 ** 31 }, text: /mappedFileSizeCommitLog is 2147483648/ },
    { changes: { consumeQueueFileBytes: 410 }, text: /mappedFileSizeConsumeQueue is 410; it must be a multiple of 20/ },
    { changes: { fileMode: JSON.parse('"mapped"') }, text: /storeFileMode is 'mapped'; it must be auto, mmap or file/ },
    { changes: { consumeQueueFileBytes: 0 }, text: /mappedFileSizeConsumeQueue is 0/ },
    { changes: { bodyBytesMax: 0 }, text: /maxMessageSize is 0/ },
    { changes: { flushIntervalMs: 0.5 }, text: /flushIntervalCommitLog is 0.5/ },
    { changes: { flushLeastPages: -1 }, text: /flushCommitLogLeastPages is -1/ },
    { changes: { flushThoroughIntervalMs: Number.NaN }, text: /flushCommitLogThoroughInterval is NaN/ },
    { changes: { flushConsumeQueueIntervalMs: 0 }, text: /flushIntervalConsumeQueue is 0/ },
    { changes: { pendingBytesMax: 0 }, text: /wait for a write is 0/ },
    { changes: { readCacheBytes: -1 }, text: /readCacheSize is -1; it must be a whole number from 0/ },
    { changes: { timer: { ...testTimer, precisionMs: 5 } }, text: /timerPrecisionMs is 5/ },
    { changes: { timer: { ...testTimer, levelDelaysMs: [] } }, text: /messageDelayLevel has no levels/ },
    { changes: { timer: { ...testTimer, logFileBytes: 100 } }, text: /mappedFileSizeTimerLog is 100/ },
    { changes: { timer: { ...testTimer, wheelSlots: 8 } }, text: /slots of the timer wheel is 8/ },
    { changes: { directory: '' }, text: /storePathRootDir is empty/ },
    { changes: { storeHost: { address: 'localhost', port: 1 } }, text: /store host is 'localhost'/ },
    { changes: { storeHost: { address: '::1', port: 65_536 } }, text: /port of the store host is 65536/ },
  ])('are refused with $changes', ({ changes, text }) => {
    expect(() => checkStoreOptions(testOptions(changes))).toThrow(text);
  });

  it('are accepted when they make sense', () => {
    expect(() => checkStoreOptions(testOptions())).not.toThrow();
  });
});
