import { Command } from 'commander';
import type { CommandIo } from '../admin/command-io.ts';
import { runCommandLine } from '../admin/command-line.ts';
import { systemClock } from '../runtime/clock.ts';
import { openInput, packageVersion } from '../runtime/files.ts';
import { onStopSignals } from '../runtime/lifecycle.ts';
import { addStoreCommand } from './store-command.ts';

/** The process as the client commands see it. */
class ProcessIo implements CommandIo {
  readonly stdin = process.stdin;
  readonly stdout = process.stdout;
  readonly stderr = process.stderr;
  readonly clock = systemClock;
  readonly openFile = openInput;
  #interrupt: AbortController | undefined;

  /** Aborted by the first SIGINT or SIGTERM from now on; a second one ends the process. `start` never asks for it. */
  get signal(): AbortSignal {
    if (this.#interrupt === undefined) {
      const interrupt = new AbortController();
      this.#interrupt = interrupt;
      onStopSignals(
        () => interrupt.abort(),
        (signal) => process.exit(signal === 'SIGINT' ? 130 : 143),
      );
    }
    return this.#interrupt.signal;
  }
}

/** Runs the command line; resolves with the exit code. */
export async function run(args: readonly string[]): Promise<number> {
  const program = new Command('pocketmq')
    .description('A commit-log message queue that speaks the RocketMQ 5 gRPC protocol')
    .version(await packageVersion());
  const io = new ProcessIo();
  if (args[0] !== 'store') {
    // Server and client together take as much memory as looking at a store does.
    const [{ addStartCommand }, { addClientCommands }] = await Promise.all([
      import('./start-command.ts'),
      import('../admin/client-commands.ts'),
    ]);
    addStartCommand(program);
    addClientCommands(program, io);
  }
  addStoreCommand(program, io);
  return runCommandLine(program, args, io);
}
