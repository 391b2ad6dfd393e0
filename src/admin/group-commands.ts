import type { Command } from 'commander';
import type { CommandIo } from './command-io.ts';
import { type EndpointOption, endpointOption, jsonOption, wholeNumber } from './command-options.ts';
import type { GroupDescription } from './operations.ts';
import { textTable } from './table.ts';
import { withAdmin } from './with-admin.ts';

const attemptsMax = 1_000_000;

interface CreateOptions extends EndpointOption {
  readonly orderly?: true;
  readonly maxAttempts?: number;
}

interface ShowOptions extends EndpointOption {
  readonly json?: true;
}

function groupRow({ name, orderly, maxAttempts, consumeEnabled }: GroupDescription): (string | number)[] {
  return [name, orderly ? 'yes' : 'no', maxAttempts, consumeEnabled ? 'enabled' : 'disabled'];
}

const groupHeads = ['NAME', 'ORDERLY', 'MAX ATTEMPTS', 'CONSUMING'];
const progressHeads = ['TOPIC', 'QUEUE', 'ACKNOWLEDGED', 'NEXT', 'LAG', 'IN FLIGHT'];
const clientHeads = ['CLIENT', 'TYPE', 'LANGUAGE', 'VERSION', 'SEEN MS AGO'];

export function addGroupCommands(program: Command, io: CommandIo): void {
  const group = program.command('group').description('create, list and describe consumer groups');
  group
    .command('create')
    .description('create a consumer group; one that is there already and is the same is left as it is')
    .argument('<name>', '1 to 120 characters of a-z A-Z 0-9 _ - % |')
    .option('--orderly', 'hold back the next message of a message group until the one before is acknowledged')
    .option('--max-attempts <n>', 'deliveries of one message before it is dead-lettered', wholeNumber(1, attemptsMax))
    .addOption(endpointOption())
    .addHelpText('after', '\nExample:\n  pocketmq group create billing --orderly --max-attempts 5')
    .action((name: string, options: CreateOptions) =>
      withAdmin(io, options, async (admin, out) => {
        const { group, created } = await admin.createGroup(
          { name, orderly: options.orderly, maxAttempts: options.maxAttempts },
          { signal: io.signal },
        );
        const kind = group.orderly ? 'orderly' : 'not orderly';
        const what = created ? 'created:' : 'is there already:';
        await out.write(
          `group ${group.name} ${what} ${kind}, at most ${group.maxAttempts} ${group.maxAttempts === 1 ? 'delivery' : 'deliveries'}\n`,
        );
      }),
    );
  group
    .command('list')
    .description('list the consumer groups')
    .addOption(jsonOption('an array of groups'))
    .addOption(endpointOption())
    .addHelpText('after', '\nExample:\n  pocketmq group list')
    .action((options: ShowOptions) =>
      withAdmin(io, options, async (admin, out) => {
        const groups = await admin.listGroups({ signal: io.signal });
        await out.write(options.json ? `${JSON.stringify(groups)}\n` : textTable(groupHeads, groups.map(groupRow)));
      }),
    );
  group
    .command('describe')
    .description('show a consumer group, how far it is, and its clients')
    .argument('<name>')
    .addOption(jsonOption('one object'))
    .addOption(endpointOption())
    .addHelpText('after', '\nExample:\n  pocketmq group describe billing')
    .action((name: string, options: ShowOptions) =>
      withAdmin(io, options, async (admin, out) => {
        const { group, queues, clients } = await admin.describeGroup(name, { signal: io.signal });
        if (options.json) {
          await out.write(`${JSON.stringify({ ...group, queues, clients })}\n`);
          return;
        }
        const progress = queues.map((each) => [
          each.topic,
          each.queueId,
          each.committedOffset,
          each.maxOffset,
          each.lag,
          each.inFlight,
        ]);
        const present = clients.map((each) => [each.id, each.type, each.language, each.version, each.lastSeenMsAgo]);
        const tables = [textTable(groupHeads, [groupRow(group)])];
        tables.push(progress.length > 0 ? textTable(progressHeads, progress) : 'nothing consumed yet\n');
        tables.push(present.length > 0 ? textTable(clientHeads, present) : 'no clients\n');
        await out.write(tables.join('\n'));
      }),
    );
}
