import { type Command, Option } from 'commander';
import { type TopicType, topicTypes } from '../model/topic.ts';
import type { CommandIo } from './command-io.ts';
import { type EndpointOption, endpointOption, jsonOption, wholeNumber } from './command-options.ts';
import { countOf } from './count.ts';
import type { TopicDescription } from './operations.ts';
import { textTable } from './table.ts';
import { withAdmin } from './with-admin.ts';

const queuesMax = 16_384;

interface CreateOptions extends EndpointOption {
  readonly type?: TopicType;
  readonly queues?: number;
}

interface ShowOptions extends EndpointOption {
  readonly json?: true;
  readonly all?: true;
}

function permission({ readable, writable }: TopicDescription): string {
  return [readable ? 'read' : '', writable ? 'write' : ''].filter((each) => each !== '').join('+') || 'none';
}

function topicRow(topic: TopicDescription): (string | number)[] {
  return [topic.name, topic.type, topic.writeQueues, topic.readQueues, permission(topic)];
}

const topicHeads = ['NAME', 'TYPE', 'WRITE QUEUES', 'READ QUEUES', 'PERMISSION'];

export function addTopicCommands(program: Command, io: CommandIo): void {
  const topic = program.command('topic').description('create, list and describe topics');
  topic
    .command('create')
    .description('create a topic; one that is there already and is the same is left as it is')
    .argument('<name>', '1 to 127 characters of a-z A-Z 0-9 _ - % |')
    .addOption(new Option('--type <type>', 'what messages it takes').choices(topicTypes).default('NORMAL'))
    .option('--queues <n>', 'number of queues; the server knows a default', wholeNumber(1, queuesMax))
    .addOption(endpointOption())
    .addHelpText(
      'after',
      '\nExamples:\n  pocketmq topic create orders --type FIFO --queues 4\n  pocketmq topic create lines --type MIXED',
    )
    .action((name: string, options: CreateOptions) =>
      withAdmin(io, options, async (admin, out) => {
        const { topic, created } = await admin.createTopic(
          { name, type: options.type, queues: options.queues },
          { signal: io.signal },
        );
        const what = created ? 'created:' : 'is there already:';
        await out.write(`topic ${topic.name} ${what} ${topic.type}, ${countOf(topic.writeQueues, 'queue')}\n`);
      }),
    );
  topic
    .command('list')
    .description('list the topics')
    .option('--all', 'also those that the server made for redeliveries and dead letters')
    .addOption(jsonOption('an array of topics'))
    .addOption(endpointOption())
    .addHelpText('after', "\nExamples:\n  pocketmq topic list\n  pocketmq topic list --json | jq '.[].name'")
    .action((options: ShowOptions) =>
      withAdmin(io, options, async (admin, out) => {
        const topics = await admin.listTopics({ includeInternal: options.all }, { signal: io.signal });
        await out.write(options.json ? `${JSON.stringify(topics)}\n` : textTable(topicHeads, topics.map(topicRow)));
      }),
    );
  topic
    .command('describe')
    .description('show a topic and what lies in its queues')
    .argument('<name>')
    .addOption(jsonOption('one object'))
    .addOption(endpointOption())
    .addHelpText('after', '\nExample:\n  pocketmq topic describe orders')
    .action((name: string, options: ShowOptions) =>
      withAdmin(io, options, async (admin, out) => {
        const { topic, queues } = await admin.describeTopic(name, { signal: io.signal });
        const rows = queues.map(({ id, minOffset, maxOffset }) => [id, minOffset, maxOffset, maxOffset - minOffset]);
        const text = `${textTable(topicHeads, [topicRow(topic)])}\n${textTable(['QUEUE', 'FIRST', 'NEXT', 'MESSAGES'], rows)}`;
        await out.write(options.json ? `${JSON.stringify({ ...topic, queues })}\n` : text);
      }),
    );
}
