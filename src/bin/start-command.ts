import { resolve } from 'node:path';
import type { Command } from 'commander';
import { parseOptions } from '../runtime/configuration.ts';
import { giveHeapRoom } from '../runtime/heap.ts';
import { onStopSignals } from '../runtime/lifecycle.ts';
import type { Options } from '../runtime/options.ts';
import { type Server, startServer } from '../server.ts';
import { type SettingFlags, settingsOf } from './option-settings.ts';

interface StartFlags extends SettingFlags {
  readonly port?: string;
  readonly data?: string;
}

async function optionsOf(flags: StartFlags): Promise<Partial<Options>> {
  const settings = await settingsOf(flags);
  if (flags.port !== undefined) {
    settings.push({ key: 'grpcServerPort', value: flags.port, source: '--port' });
  }
  if (flags.data !== undefined) {
    settings.push({ key: 'storePathRootDir', value: flags.data, source: '--data' });
  }
  return parseOptions(settings);
}

/** The one line that says what runs where. */
function startUpLine({ version, endpoint, options }: Server): string {
  const directory = resolve(options.storePathRootDir);
  return `pocketmq ${version} listens on ${endpoint} (plaintext and TLS), data ${directory}, ${options.flushDiskType}`;
}

/** Serves until a signal asks it to stop; rejects when the store fails. */
async function start(flags: StartFlags): Promise<void> {
  const options = await optionsOf(flags);
  giveHeapRoom();
  let stopped: () => void = () => undefined;
  const stop = new Promise<undefined>((resolve) => {
    stopped = () => resolve(undefined);
  });
  // Before anything listens: whoever reads the start-up line may send a signal at once.
  const unwatch = onStopSignals(stopped, (signal) => process.exit(signal === 'SIGINT' ? 130 : 143));
  const server = await startServer({ options });
  for (const warning of server.warnings) {
    process.stderr.write(`pocketmq: warning: ${warning}\n`);
  }
  process.stdout.write(`${startUpLine(server)}\n`);
  const failure = await Promise.race([stop, server.failed]);
  // A failed store makes the end fail too; the cause is what counts.
  await (failure === undefined ? server.close() : server.close().catch(() => undefined));
  unwatch();
  if (failure !== undefined) {
    throw failure;
  }
}

/** Adds `start`. */
export function addStartCommand(program: Command): void {
  program
    .command('start')
    .description('start the server: nameserver, broker and gRPC endpoint in this process')
    .option('--conf <file>', 'read options from this file (conf/standalone.conf lists them all)')
    .option('--port <number>', 'listen on this port instead of 8081; 0 takes a free one')
    .option('--data <directory>', 'keep the data there instead of in ./data')
    .option('--set <key=value>', 'set one option; may be repeated', (value, all: string[]) => [...all, value], [])
    .addHelpText(
      'after',
      '\nExamples:\n  pocketmq start\n  pocketmq start --port 0 --data /var/lib/pocketmq\n  pocketmq start --conf my.conf --set flushDiskType=SYNC_FLUSH\n\n' +
        'SIGTERM and SIGINT stop it cleanly, a second one at once.',
    )
    .action(start);
}
