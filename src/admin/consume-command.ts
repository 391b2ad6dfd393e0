import { isUtf8 } from 'node:buffer';
import type { Command } from 'commander';
import { pause } from '../client/operation.ts';
import type { ReceivedMessage } from '../client/received-message.ts';
import { SimpleConsumer } from '../client/simple-consumer.ts';
import { Code, MqError } from '../model/errors.ts';
import { CommandFailure, type CommandIo, OutputWriter } from './command-io.ts';
import { type EndpointOption, endpointOption, wholeNumber } from './command-options.ts';
import { LineJoiner } from './lines.ts';
import { Progress } from './progress.ts';

interface ConsumeOptions extends EndpointOption {
  readonly topic: string;
  readonly group: string;
  readonly count?: number;
  readonly json?: true;
  readonly tag?: string;
  readonly invisible: number;
  readonly ack: boolean;
  readonly progress?: true;
}

const receiveMessagesMax = 32;
/** Acknowledgements under way while the next messages are received. */
const acksUnderWayMax = 8;
const invisibleSecondsDefault = 30;
const invisibleSecondsMin = 10;
const invisibleSecondsMax = 12 * 60 * 60;
const retryMs = 1000;

const help = `
Prints each body with a newline behind it (none if it ends with one), and acknowledges what is printed. Without --count
it goes on until Ctrl-C. Messages of one queue come in their order; 'pocketmq send' puts the lines of a run into one
queue, so this gives the file back byte by byte:

  pocketmq send --topic lines --file package-lock.json
  pocketmq consume --topic lines --group readers --count $(wc -l < package-lock.json) > copy
  cmp package-lock.json copy

More examples:
  pocketmq consume --topic orders --group billing --tag 'new || changed' --json | jq .body
  pocketmq consume --topic orders --group billing --no-ack --count 5`;

/** One message as a line of JSON; a body that is no UTF-8 stands in \`bodyBase64\`. */
function toJson(message: ReceivedMessage): string {
  const { body, text } = message;
  return JSON.stringify({
    messageId: message.messageId,
    topic: message.topic,
    ...(isUtf8(body) ? { body: text } : { bodyBase64: Buffer.from(body).toString('base64') }),
    tag: message.tag,
    keys: message.keys,
    properties: message.properties,
    messageType: message.messageType,
    messageGroup: message.messageGroup,
    deliveryAttempt: message.deliveryAttempt,
    queueId: message.queueId,
    queueOffset: message.queueOffset,
    bornTimestamp: message.bornTimestamp,
    storeTimestamp: message.storeTimestamp,
  });
}

/** Prints messages in the order in which they came. */
class MessagePrinter {
  readonly #output: OutputWriter;
  readonly #asJson: boolean;
  readonly #joiner = new LineJoiner();

  constructor(output: OutputWriter, asJson: boolean) {
    this.#output = output;
    this.#asJson = asJson;
  }

  async print(messages: readonly ReceivedMessage[]): Promise<void> {
    const pieces = messages.flatMap((message) =>
      this.#asJson ? [Buffer.from(`${toJson(message)}\n`)] : this.#joiner.push(message.body, message.properties),
    );
    if (pieces.length > 0) {
      await this.#output.write(Buffer.concat(pieces));
    }
  }

  /** Completes the last line, so that a prompt does not stick to it. */
  async complete(): Promise<void> {
    for (const piece of this.#joiner.end()) {
      await this.#output.write(piece);
    }
  }
}

/** Acknowledges in the background, a few requests at a time; the first failure ends the command. */
class Acknowledger {
  readonly #consumer: SimpleConsumer;
  readonly #running = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;
  #lateCount = 0;

  constructor(consumer: SimpleConsumer) {
    this.#consumer = consumer;
  }

  /** Messages that were printed and come again, because their invisible time was over. */
  get lateCount(): number {
    return this.#lateCount;
  }

  async start(messages: readonly ReceivedMessage[]): Promise<void> {
    while (this.#running.size >= acksUnderWayMax) {
      await Promise.race(this.#running);
    }
    this.#throwFailure();
    if (messages.length > 0) {
      const run = this.#ack(messages).finally(() => this.#running.delete(run));
      this.#running.add(run);
    }
  }

  async finish(): Promise<void> {
    await Promise.all(this.#running);
    this.#throwFailure();
  }

  async #ack(messages: readonly ReceivedMessage[]): Promise<void> {
    try {
      await this.#consumer.ack(messages);
    } catch (error) {
      if (error instanceof MqError && error.code === Code.INVALID_RECEIPT_HANDLE) {
        this.#lateCount += messages.length;
      } else {
        this.#failure ??= { error };
      }
    }
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) {
      const { error } = this.#failure;
      const reason = error instanceof Error ? error.message : String(error);
      throw new CommandFailure(`some printed messages will come again: ${reason}`, { cause: error });
    }
  }
}

/** Receives, waiting out failures that may pass; undefined when interrupted. */
async function receive(
  consumer: SimpleConsumer,
  maxMessages: number,
  options: ConsumeOptions,
  io: CommandIo,
): Promise<ReceivedMessage[] | undefined> {
  const { signal, clock } = io;
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    try {
      return await consumer.receive({ maxMessages, invisibleDurationMs: options.invisible * 1000, signal });
    } catch (error) {
      if (!signal.aborted && !(error instanceof MqError && error.retryable)) {
        throw error;
      }
      if (isFirst && !signal.aborted && error instanceof Error) {
        io.stderr.write(`note: ${error.message.replaceAll(/\s+/g, ' ')}; trying again\n`);
      }
      await pause(clock, retryMs, signal).catch(() => undefined);
    }
  }
  return undefined;
}

async function consumeAll(
  consumer: SimpleConsumer,
  options: ConsumeOptions,
  io: CommandIo,
  progress: Progress,
): Promise<void> {
  const count = options.count ?? Number.POSITIVE_INFINITY;
  const printer = new MessagePrinter(new OutputWriter(io.stdout), options.json ?? false);
  const acknowledger = new Acknowledger(consumer);
  try {
    while (progress.messages < count) {
      const messages = await receive(consumer, Math.min(receiveMessagesMax, count - progress.messages), options, io);
      if (messages === undefined) {
        break;
      }
      const sound = messages.filter(({ corrupted }) => !corrupted);
      for (const { messageId } of messages.filter(({ corrupted }) => corrupted)) {
        io.stderr.write(`note: message ${messageId} was damaged on its way; neither printed nor acknowledged\n`);
      }
      await printer.print(sound);
      progress.add(
        sound.length,
        sound.reduce((bytes, { body }) => bytes + body.length, 0),
      );
      await acknowledger.start(options.ack ? sound : []);
    }
    if (io.stdout.isTTY) {
      await printer.complete();
    }
  } finally {
    await acknowledger.finish();
    progress.end();
  }
  if (acknowledger.lateCount > 0) {
    io.stderr.write(
      `note: some of ${acknowledger.lateCount} messages were printed too late and come again; raise --invisible\n`,
    );
  }
}

/** Undefined when interrupted meanwhile. */
async function connect(options: ConsumeOptions, { clock, signal }: CommandIo): Promise<SimpleConsumer | undefined> {
  const { endpoint, topic, group, tag = '*' } = options;
  try {
    return await SimpleConsumer.connect({ endpoint, group, subscriptions: { [topic]: tag }, clock, signal });
  } catch (error) {
    if (signal.aborted) {
      return undefined;
    }
    throw error;
  }
}

async function consume(options: ConsumeOptions, io: CommandIo): Promise<void> {
  const shown = options.progress ?? ((io.stderr.isTTY ?? false) && !io.stdout.isTTY);
  const consumer = await connect(options, io);
  if (consumer === undefined) {
    return;
  }
  try {
    await consumeAll(consumer, options, io, new Progress(io.stderr, io.clock, 'received', shown));
  } finally {
    await consumer.close();
  }
}

export function addConsumeCommand(program: Command, io: CommandIo): void {
  program
    .command('consume')
    .description('receive messages and print their bodies')
    .requiredOption('--topic <name>', 'where from')
    .requiredOption('--group <name>', 'as which consumer group; consumers of one group share the messages')
    .option('--count <n>', 'end after so many messages', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .option('--json', 'print each message with all that it carries as a line of JSON')
    .option('--tag <expression>', "only messages with this tag; several: 'a || b'")
    .option(
      '--invisible <seconds>',
      'how long nobody else gets a message that is received here',
      wholeNumber(invisibleSecondsMin, invisibleSecondsMax),
      invisibleSecondsDefault,
    )
    .option('--no-ack', 'do not acknowledge: the messages stay')
    .option('--progress', 'tell how far it is on stderr, also when that is no terminal')
    .addOption(endpointOption())
    .addHelpText('after', help)
    .action((options: ConsumeOptions) => consume(options, io));
}
