import { Command } from 'commander';
import { addStartCommand } from './start-command.ts';

/** Runs the command line; resolves with the exit code. */
export async function run(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = new Command('pocketmq');
  addStartCommand(program, (code) => {
    exitCode = code;
  });
  await program.parseAsync(args, { from: 'user' });
  return exitCode;
}
