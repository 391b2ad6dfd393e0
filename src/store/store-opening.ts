import { Code, MqError } from '../model/errors.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Disk, DiskLock } from '../runtime/disk.ts';
import { diskProblem } from '../runtime/disk-problem.ts';
import type { Logger } from '../runtime/log.ts';
import { Appender } from './appender.ts';
import { CellFiles, filesAtOnceAlone } from './cell-files.ts';
import { CellFlusher } from './cell-flusher.ts';
import { CheckpointFile } from './checkpoint.ts';
import { CommitLog } from './commit-log.ts';
import { ConsumeQueues } from './consume-queues.ts';
import { Dispatcher } from './dispatcher.ts';
import { flushEarlyBytesDefault } from './flusher.ts';
import { KeyIndex } from './key-index.ts';
import { OpenFiles } from './open-files.ts';
import { inParallel } from './parallel.ts';
import { QueueReader } from './queue-reader.ts';
import { checkpointBeside, QueueTableFile } from './queue-table.ts';
import { type Recovered, recover } from './recovery.ts';
import { Retention } from './retention.ts';
import { Segments } from './segments.ts';
import {
  lockStore,
  makeDirectories,
  makeRoot,
  markInUse,
  refuseForeignStores,
  type StorePaths,
  storePaths,
  wasClosedCleanly,
} from './store-directory.ts';
import {
  checkStoreOptions,
  indexLayoutOf,
  mapsFiles,
  readCacheBytesDefault,
  type StoreOptions,
} from './store-options.ts';
import type { Timer } from './timer.ts';
import { openTimer } from './timer-opening.ts';

/** Files of the log and of consumeQueues that are open at once, beside the two that are appended to. */
const openFilesMax = 128;
const pageBytes = 4096;

interface Environment {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface StoreParts {
  readonly files: OpenFiles;
  readonly queues: ConsumeQueues;
  readonly keyIndex: KeyIndex | undefined;
  readonly commitLog: CommitLog;
  readonly dispatcher: Dispatcher;
  readonly cellFlusher: CellFlusher;
  readonly checkpointFile: CheckpointFile;
  readonly appender: Appender;
  readonly reader: QueueReader;
  readonly cellFiles: CellFiles;
  /** Undefined: nothing is deleted. */
  readonly retention: Retention | undefined;
}

/** The parts, and what delivers delayed messages by them, if anything does. */
export interface OpenParts extends StoreParts {
  readonly timer: Timer | undefined;
}

interface FileParts {
  readonly files: OpenFiles;
  readonly segments: Segments;
  readonly cellFiles: CellFiles;
  readonly checkpointFile: CheckpointFile;
  readonly queueTableFile: QueueTableFile;
  readonly queues: ConsumeQueues;
  readonly keyIndex: KeyIndex | undefined;
}

interface OpenedStore {
  readonly lock: DiskLock;
  readonly paths: StorePaths;
  readonly parts: OpenParts;
}

/** Locks, looks, and only then changes: a store that is refused stays as it was. */
export async function openParts(
  options: StoreOptions,
  environment: Environment,
  failed: (error: MqError) => void,
): Promise<OpenedStore> {
  try {
    return await lockAndOpen(options, environment, failed);
  } catch (error) {
    throw diskProblem(error, `the store '${options.directory}' cannot be opened`);
  }
}

async function lockAndOpen(
  options: StoreOptions,
  environment: Environment,
  failed: (error: MqError) => void,
): Promise<OpenedStore> {
  checkStoreOptions(options);
  const { disk } = environment;
  if (mapsFiles(options) && !disk.canView()) {
    throw new MqError(
      Code.INTERNAL_SERVER_ERROR,
      'storeFileMode is mmap, but files cannot be mapped here: the optional package mmap-io is not installed or was not built (npm install mmap-io@npm:@riaskov/mmap-io@1.4.3, which needs a C++ compiler); install it, or set storeFileMode=auto',
    );
  }
  const paths = storePaths(options.directory);
  await makeRoot(disk, paths);
  const lock = await lockStore(disk, paths.root);
  const fileParts = makeFileParts(options, environment, paths);
  try {
    await refuseForeignStores(disk, paths);
    await load(fileParts, paths);
    const clean = await wasClosedCleanly(disk, paths);
    const checkpointBytes = await fileParts.checkpointFile.read();
    const table = await fileParts.queueTableFile.read(checkpointBytes, clean);
    const checkpoint = checkpointBeside(table, checkpointBytes, clean);
    await makeDirectories(disk, paths);
    await markInUse(disk, paths);
    const levelDelaysMs = options.timer?.levelDelaysMs;
    const words = { clean, checkpoint, table };
    const recovered = await recover({ ...fileParts, levelDelaysMs, logger: environment.logger }, words);
    const parts = assemble(options, environment, fileParts, recovered, failed);
    const timer = await openTimer(options, environment, paths, parts, clean);
    return { lock, paths, parts: { ...parts, timer } };
  } catch (error) {
    const { segments, checkpointFile, files } = fileParts;
    await release([segments, checkpointFile, files], lock, environment.logger);
    throw error;
  }
}

/** Closes files and gives the lock back; what goes wrong there changes nothing any more. */
export async function release(
  closables: readonly { close(): Promise<void> }[],
  lock: DiskLock,
  logger: Logger,
): Promise<void> {
  const steps = [...closables.map((closable) => () => closable.close()), () => lock.release()];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      logger.warn({ error }, 'a file of the store could not be closed');
    }
  }
}

function makeFileParts(options: StoreOptions, environment: Environment, paths: StorePaths): FileParts {
  const { disk } = environment;
  const files = new OpenFiles(disk, openFilesMax);
  return {
    files,
    segments: new Segments(disk, paths.commitLog, options.commitLogSegmentBytes, files),
    cellFiles: new CellFiles(disk, paths.consumeQueue, options.consumeQueueFileBytes, files),
    checkpointFile: new CheckpointFile(disk, paths.root),
    queueTableFile: new QueueTableFile(disk, paths.root),
    queues: new ConsumeQueues(),
    keyIndex:
      options.messageIndex === false
        ? undefined
        : new KeyIndex(disk, paths.index, files, indexLayoutOf(options), environment),
  };
}

async function load(parts: FileParts, paths: StorePaths): Promise<void> {
  await parts.segments.load();
  await parts.keyIndex?.load();
  let cellFilesFound = 0;
  await inParallel(await parts.cellFiles.listQueues(), filesAtOnceAlone, async ({ topic, queueId }) => {
    parts.queues.get(topic, queueId);
    const bases = await parts.cellFiles.load(topic, queueId);
    cellFilesFound += bases.length;
  });
  if (parts.segments.bases.length === 0 && cellFilesFound > 0) {
    throw new MqError(
      Code.INTERNAL_SERVER_ERROR,
      `'${paths.commitLog}' has no segment, but '${paths.consumeQueue}' has entries; put the segments back, or delete the directory consumequeue to begin with an empty store`,
    );
  }
}

function assemble(
  options: StoreOptions,
  environment: Environment,
  fileParts: FileParts,
  recovered: Recovered,
  failed: (error: MqError) => void,
): StoreParts {
  const { clock, logger } = environment;
  const { files, queues, segments, cellFiles, checkpointFile, queueTableFile, keyIndex } = fileParts;
  const dispatcher: Dispatcher = new Dispatcher(logger, recovered.start, keyIndex, (queue) =>
    cellFlusher.noteCell(queue),
  );
  const commitLog: CommitLog = new CommitLog(
    segments,
    recovered.tail,
    {
      immediate: options.flushMode === 'SYNC_FLUSH',
      intervalMs: options.flushIntervalMs,
      leastBytes: options.flushLeastPages * pageBytes,
      thoroughIntervalMs: options.flushThoroughIntervalMs,
      earlyBytes: options.flushEarlyBytes ?? flushEarlyBytesDefault,
    },
    {
      confirmed: (offset) => {
        dispatcher.confirmed(offset);
        retention?.noteWritten(offset);
      },
      rewound: (offset) => dispatcher.rewind(offset),
      failed,
    },
    { clock, logger, mapped: mapsFiles(options), writeAheadBytes: options.writeAheadBytes },
  );
  const cellFlusher = new CellFlusher(
    {
      queues,
      files: cellFiles,
      checkpointFile,
      queueTableFile,
      keyIndex,
      commitLog,
      dispatcher,
      clock,
      logger,
      failed: (what, error) => commitLog.fail(what, error),
    },
    options.flushConsumeQueueIntervalMs,
  );
  const reader = new QueueReader(
    { commitLog, cellFiles, logger },
    options.readCacheBytes ?? readCacheBytesDefault,
    (queue, offset, cell) => cellFlusher.noteMended(queue, offset, cell),
  );
  const retention: Retention | undefined =
    options.retention === undefined
      ? undefined
      : new Retention(
          {
            disk: environment.disk,
            root: options.directory,
            ...fileParts,
            commitLog,
            reader,
            cellFlusher,
            clock,
            logger,
          },
          options.retention,
        );
  const appender = new Appender({ commitLog, queues, dispatcher, retention, clock }, options);
  return {
    files,
    queues,
    keyIndex,
    commitLog,
    dispatcher,
    cellFlusher,
    checkpointFile,
    appender,
    reader,
    retention,
    cellFiles,
  };
}
