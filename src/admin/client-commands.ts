import type { Command } from 'commander';
import type { CommandIo } from './command-io.ts';
import { addConsumeCommand } from './consume-command.ts';
import { addGroupCommands } from './group-commands.ts';
import { addSendCommand } from './send-command.ts';
import { addTopicCommands } from './topic-commands.ts';

/** Adds every command that talks to a running server. */
export function addClientCommands(program: Command, io: CommandIo): void {
  addTopicCommands(program, io);
  addGroupCommands(program, io);
  addSendCommand(program, io);
  addConsumeCommand(program, io);
}
