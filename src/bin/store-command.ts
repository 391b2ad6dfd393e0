import { type Command, Option } from 'commander';
import { CommandFailure, type CommandIo, OutputClosed, OutputWriter } from '../admin/command-io.ts';
import { collect, wholeNumber } from '../admin/command-options.ts';
import { countOf } from '../admin/count.ts';
import { Code, MqError } from '../model/errors.ts';
import { timeOf } from '../runtime/clock.ts';
import { parseOptions } from '../runtime/configuration.ts';
import { diskProblem } from '../runtime/disk-problem.ts';
import { keepHeapSmall } from '../runtime/heap.ts';
import { createLogger } from '../runtime/log.ts';
import { nodeDisk } from '../runtime/node-disk.ts';
import {
  dumpStore,
  parseDelayLevels,
  parseLogPlace,
  rebuildStore,
  type StoreSizes,
  verifyStore,
} from '../store/offline-store.ts';
import { type SettingFlags, settingsOf } from './option-settings.ts';
import { ReadProgress } from './read-progress.ts';
import { reportOf } from './verify-report.ts';

/** The store cannot be looked at, as after a wrong command line. */
const cannotBeOpened = 2;
const findingsDefault = 100;
const findingsMax = 1_000_000;

interface VerifyFlags extends SettingFlags {
  readonly json?: true;
  readonly progress: boolean;
  readonly findings: number;
}

interface DumpFlags extends SettingFlags {
  readonly from?: string;
  readonly to?: string;
  readonly topic?: string;
  readonly body: 'base64' | 'text' | 'none';
}

const verifyHelp = `
Reads everything and writes nothing: log, consumeQueues, index, delayed messages, checkpoint and config files, each
against the others. Of a store that a process uses, and of one whose process was killed, the end that is not yet on disk is left out.

Exit codes: 0 all is as it has to be, 1 there are findings, 2 the directory cannot be opened as a store.

  pocketmq store verify /var/lib/pocketmq
  pocketmq store verify /var/lib/pocketmq --json | jq .findings`;

const dumpHelp = `
Prints the records of the log as lines of JSON, in the order of the log, and writes nothing. A place is a log offset
(123456), a time (2026-01-31T12:00:00Z) or milliseconds since 1970 (1769860800000ms).

Exit codes: 0 done, 1 parts of the log hold no valid records, 2 the directory cannot be opened as a store.

  pocketmq store dump /var/lib/pocketmq --topic orders --body text | head -5
  pocketmq store dump /var/lib/pocketmq --from 2026-01-31T12:00:00Z --to 2026-01-31T13:00:00Z --body none`;

const rebuildHelp = `
Makes the consumeQueues and the index again from the log, which is only read. The store must not be in use. Killed on the
way, it can be run again. It needs the sizes that the server is started with, by --conf or --set, if they are not the
defaults and there is no consumeQueue file left to tell them.`;

function addSizes(command: Command): Command {
  return command
    .option(
      '--conf <file>',
      'the options that the server is started with; of interest are sizes of files and messageDelayLevel',
    )
    .addOption(new Option('--set <key=value>', 'one such option; may be repeated').argParser(collect));
}

/** Only what was set: other sizes are told by the files themselves. A look needs nothing of what a server would. */
async function optionsOf(flags: SettingFlags) {
  const options = parseOptions(await settingsOf(flags));
  const { messageDelayLevel, messageIndexEnable = true } = options;
  const sizes: StoreSizes = {
    commitLogSegmentBytes: options.mappedFileSizeCommitLog,
    consumeQueueFileBytes: options.mappedFileSizeConsumeQueue,
    indexSlots: options.maxHashSlotNum,
    indexEntries: options.maxIndexNum,
    timerLogFileBytes: options.mappedFileSizeTimerLog,
    timerPrecisionMs: options.timerPrecisionMs,
  };
  const levelDelaysMs = messageDelayLevel === undefined ? undefined : parseDelayLevels(messageDelayLevel);
  if (messageDelayLevel !== undefined && levelDelaysMs === undefined) {
    throw new MqError(
      Code.BAD_REQUEST,
      `messageDelayLevel='${messageDelayLevel}' is no list of delays; give some such as 1s 5s 10m 2h, separated by blanks`,
    );
  }
  return { sizes, index: messageIndexEnable, levelDelaysMs };
}

/** Whatever keeps the command from its work is exit code 2, unless the user ended it. */
async function orRefuse<T>(directory: string, io: CommandIo, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    if (io.signal.aborted) {
      throw error;
    }
    const problem = diskProblem(error, `the store '${directory}' cannot be used`);
    if (problem instanceof OutputClosed || problem instanceof CommandFailure || !(problem instanceof Error)) {
      throw problem;
    }
    throw new CommandFailure(problem.message, { cause: error, exitCode: cannotBeOpened });
  }
}

function inUse(holder: string): string {
  return `the store is in use by ${holder}; what it has not yet put on disk is left out\n`;
}

async function verify(directory: string, flags: VerifyFlags, io: CommandIo): Promise<void> {
  keepHeapSmall();
  const progress = new ReadProgress(io.stderr, io.clock, flags.progress);
  const verification = await orRefuse(directory, io, async () => {
    const { sizes, levelDelaysMs } = await optionsOf(flags);
    return await verifyStore(nodeDisk, directory, {
      sizes,
      levelDelaysMs,
      findingsMax: flags.findings,
      progress: (done, total) => {
        io.signal.throwIfAborted();
        progress.tell(done, total);
      },
    });
  }).finally(() => progress.end());
  if (verification.holder !== undefined) {
    io.stderr.write(`warning: ${inUse(verification.holder)}`);
  }
  const output = new OutputWriter(io.stdout);
  await output.write(flags.json ? `${JSON.stringify(verification, undefined, 2)}\n` : reportOf(verification));
  if (verification.findingsTotal > 0) {
    throw new CommandFailure(`${countOf(verification.findingsTotal, 'finding')} in '${directory}'`);
  }
}

async function dump(directory: string, flags: DumpFlags, io: CommandIo): Promise<void> {
  const output = new OutputWriter(io.stdout);
  const { damaged, holder } = await orRefuse(directory, io, async () => {
    const { sizes } = await optionsOf(flags);
    const place = (text: string | undefined) => (text === undefined ? undefined : parseLogPlace(text, timeOf));
    const options = { sizes, from: place(flags.from), to: place(flags.to), topic: flags.topic, body: flags.body };
    return await dumpStore(nodeDisk, directory, options, async (text) => {
      io.signal.throwIfAborted();
      await output.write(text);
    });
  });
  if (holder !== undefined) {
    io.stderr.write(`warning: ${inUse(holder)}`);
  }
  for (const { from, end } of damaged) {
    io.stderr.write(`warning: the bytes ${from} to ${end} of the log hold no valid record\n`);
  }
  if (damaged.length > 0) {
    throw new CommandFailure(`${countOf(damaged.length, 'damaged part')} of the log left out`);
  }
}

async function rebuild(directory: string, flags: SettingFlags, io: CommandIo): Promise<void> {
  const rebuilt = await orRefuse(directory, io, async () => {
    const environment = { disk: nodeDisk, clock: io.clock, logger: createLogger('warn') };
    return await rebuildStore(environment, directory, await optionsOf(flags));
  });
  const { queues, cells, indexFiles, clean } = rebuilt;
  const rest = clean ? '' : '; the store was not closed, the next start still checks the end of its log';
  io.stdout.write(
    `made ${countOf(queues, 'consumeQueue')} of ${countOf(cells, 'message')} and ${countOf(indexFiles, 'index file')}${rest}\n`,
  );
}

/** Adds `store`. */
export function addStoreCommand(program: Command, io: CommandIo): void {
  const store = program.command('store').description('look at a store directory without a server, or mend it');
  addSizes(store.command('verify <directory>'))
    .description('compare everything in a store with everything else')
    .option('--json', 'print the outcome as JSON')
    .option('--no-progress', 'do not tell on standard error how far it is')
    .addOption(
      new Option('--findings <number>', 'print so many findings, count the rest')
        .default(findingsDefault)
        .argParser(wholeNumber(1, findingsMax)),
    )
    .addHelpText('after', verifyHelp)
    .action((directory: string, flags: VerifyFlags) => verify(directory, flags, io));
  addSizes(store.command('dump <directory>'))
    .description('print the records of a store as JSON')
    .option('--from <place>', 'the first record: at or behind this place')
    .option('--to <place>', 'the end: the first record at or behind this place is left out')
    .option('--topic <topic>', 'only the records of this topic')
    .addOption(
      new Option('--body <form>', 'bodies as base64, as text where they are UTF-8, or none')
        .choices(['base64', 'text', 'none'])
        .default('base64'),
    )
    .addHelpText('after', dumpHelp)
    .action((directory: string, flags: DumpFlags) => dump(directory, flags, io));
  addSizes(store.command('rebuild <directory>'))
    .description('make consumeQueues and index again from the log')
    .addHelpText('after', rebuildHelp)
    .action((directory: string, flags: SettingFlags) => rebuild(directory, flags, io));
}
