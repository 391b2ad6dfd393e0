import { type Command, CommanderError } from 'commander';
import { Code, MqError } from '../model/errors.ts';
import { CommandFailure, type CommandIo, OutputClosed } from './command-io.ts';

const exitCodes = { done: 0, failed: 1, usage: 2 } as const;

function prepare(command: Command, io: CommandIo): void {
  command.exitOverride();
  command.showSuggestionAfterError(true);
  command.configureOutput({
    writeOut: (text) => io.stdout.write(text),
    writeErr: (text) => io.stderr.write(text),
  });
  for (const each of command.commands) {
    prepare(each, io);
  }
}

function describe(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const unreachable = error instanceof MqError && error.code === Code.SERVER_UNREACHABLE;
  const hint = unreachable ? "; start a server with 'pocketmq start', or name another one with --endpoint" : '';
  return text.replaceAll(/\s+/g, ' ').trim() + hint;
}

/**
 * Runs one command line (without the program's own name) and returns the exit code: 0 done, 1 the operation failed,
 * 2 the command line is wrong. Failures are one line on stderr.
 */
export async function runCommandLine(program: Command, args: readonly string[], io: CommandIo): Promise<number> {
  prepare(program, io);
  // Commands see by themselves when their reader is gone; what they do not write must not end the process.
  io.stdout.on('error', () => undefined);
  io.stderr.on('error', () => undefined);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has written its line already; help and version that were asked for are no errors.
      return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    }
    if (error instanceof OutputClosed) {
      return exitCodes.done;
    }
    if (error instanceof MqError && error.code === Code.ILLEGAL_ACCESS_POINT) {
      io.stderr.write(`error: ${describe(error)}\n`);
      return exitCodes.usage;
    }
    const interrupted = io.signal.aborted && !(error instanceof CommandFailure);
    io.stderr.write(`error: ${interrupted ? 'interrupted' : describe(error)}\n`);
    return error instanceof CommandFailure ? error.exitCode : exitCodes.failed;
  }
}
