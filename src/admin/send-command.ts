import { type Command, Option } from 'commander';
import type { OutgoingMessage } from '../client/outgoing-message.ts';
import { Producer } from '../client/producer.ts';
import { systemRandom } from '../runtime/random.ts';
import { CommandFailure, type CommandIo, type Input, OutputWriter } from './command-io.ts';
import { collect, collectPair, type EndpointOption, endpointOption } from './command-options.ts';
import { countOf } from './count.ts';
import { type Line, LineSplitter, unterminatedProperty } from './lines.ts';
import { Progress } from './progress.ts';

interface SendOptions extends EndpointOption {
  readonly topic: string;
  readonly file?: string;
  readonly key?: readonly string[];
  readonly tag?: string;
  readonly property?: Readonly<Record<string, string>>;
  readonly messageGroup?: string;
  readonly spread?: true;
  readonly progress?: true;
}

const bodyBytesMaxDefault = 4 * 1024 * 1024;
/** What one request carries: in order at most so much, spread one message. */
const batchMessagesMax = 512;
const batchBytesMax = 1024 * 1024;
/** Requests under way: one keeps the order of the lines, several are only for those who do not need it. */
const spreadRequestsMax = 64;

const help = `
Every line becomes one message. Lines keep their order: they are sent one batch after the other in a message group of
this run, which puts them into one queue (topics of type FIFO or MIXED). Other topics take no message groups: there
order holds within a queue only. With --spread the lines go to all queues at once, for several consumers.

An empty line is stored as a body of one newline, since empty bodies do not exist, and a last line without a newline is
marked by the property ${unterminatedProperty.name}=${unterminatedProperty.value}; 'pocketmq consume' gives every byte back.

Examples:
  echo hello | pocketmq send --topic greetings
  pocketmq send --topic lines --file package-lock.json
  pocketmq send --topic orders --tag new --key 4711 --property region=eu < order.json`;

/** What every message of this run carries. */
interface Template {
  readonly topic: string;
  readonly tag: string | undefined;
  readonly keys: readonly string[] | undefined;
  readonly properties: Readonly<Record<string, string>> | undefined;
  readonly messageGroup: string | undefined;
}

function toMessage(template: Template, { body, unterminated }: Line): OutgoingMessage {
  if (!unterminated) {
    return { ...template, body };
  }
  const { name, value } = unterminatedProperty;
  return { ...template, body, properties: { ...template.properties, [name]: value } };
}

/** Sends lines in batches, with a limit on the requests under way; the order of starting is the order of the lines. */
class LineSender {
  readonly #producer: Producer;
  readonly #template: Template;
  readonly #spread: boolean;
  readonly #signal: AbortSignal;
  readonly #progress: Progress;
  readonly #running = new Set<Promise<void>>();
  #failure: { readonly error: unknown; readonly firstLine: number; readonly lastLine: number } | undefined;
  #linesStarted = 0;
  /** Told of the first failure at once, also while nobody sends. */
  onFailure: () => void = () => undefined;

  constructor(producer: Producer, template: Template, spread: boolean, signal: AbortSignal, progress: Progress) {
    this.#producer = producer;
    this.#template = template;
    this.#spread = spread;
    this.#signal = signal;
    this.#progress = progress;
  }

  /** Lines handed over so far. */
  get lines(): number {
    return this.#linesStarted;
  }

  /** Resolves when the lines are on their way and more may come. */
  async send(lines: readonly Line[]): Promise<void> {
    const countMax = this.#spread ? 1 : batchMessagesMax;
    for (let start = 0; start < lines.length; ) {
      let end = start;
      let bytes = 0;
      while (end < lines.length && end - start < countMax) {
        const size = lines[end]?.body.length ?? 0;
        if (end > start && bytes + size > batchBytesMax) {
          break;
        }
        bytes += size;
        end++;
      }
      await this.#start(lines.slice(start, end), bytes);
      start = end;
    }
  }

  /** Resolves when everything is stored. */
  async finish(): Promise<void> {
    await Promise.all(this.#running);
    this.#throwFailure();
  }

  async #start(lines: readonly Line[], bytes: number): Promise<void> {
    while (this.#running.size >= (this.#spread ? spreadRequestsMax : 1)) {
      await Promise.race(this.#running);
    }
    this.#throwFailure();
    this.#signal.throwIfAborted();
    const firstLine = this.#linesStarted + 1;
    this.#linesStarted += lines.length;
    const run = this.#sendBatch(lines, bytes, firstLine).finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  async #sendBatch(lines: readonly Line[], bytes: number, firstLine: number): Promise<void> {
    try {
      const messages = lines.map((line) => toMessage(this.#template, line));
      // Not with the signal: whoever interrupts wants to know what is stored, and a send under way may be.
      await this.#producer.send(messages);
      this.#progress.add(lines.length, bytes);
    } catch (error) {
      this.#failure ??= { error, firstLine, lastLine: firstLine + lines.length - 1 };
      this.onFailure();
    }
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) {
      const { error, firstLine, lastLine } = this.#failure;
      const which = firstLine === lastLine ? `line ${firstLine} was` : `lines ${firstLine} to ${lastLine} were`;
      const reason = error instanceof Error ? error.message : String(error);
      throw new CommandFailure(`${which} not sent, ${countOf(this.#progress.messages, 'message')} stored: ${reason}`, {
        cause: error,
      });
    }
  }
}

async function sendInput(input: Input, sender: LineSender, bytesMax: number, signal: AbortSignal): Promise<void> {
  const splitter = new LineSplitter(bytesMax);
  const stop = () => input.destroy?.();
  signal.addEventListener('abort', stop, { once: true });
  sender.onFailure = stop;
  try {
    for await (const piece of input) {
      signal.throwIfAborted();
      const { kind, lines } = splitter.push(piece);
      await sender.send(lines);
      if (kind === 'tooLong') {
        await sender.finish();
        throw new CommandFailure(
          `line ${sender.lines + 1} has more than ${bytesMax} bytes, the most that the server takes; the lines before it are stored`,
        );
      }
    }
    const last = splitter.end();
    await sender.send(last === undefined ? [] : [last]);
  } catch (error) {
    // A reader that was stopped fails in some way of its own; what counts is why, and how far the sender came.
    await sender.finish();
    if (!signal.aborted) {
      throw error;
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
  await sender.finish();
  if (signal.aborted) {
    throw new CommandFailure(`interrupted; ${countOf(sender.lines, 'message')} stored`);
  }
}

async function send(options: SendOptions, io: CommandIo): Promise<void> {
  const { topic, endpoint, tag, key, property, spread = false } = options;
  const { clock, signal } = io;
  const producer = await Producer.connect({ endpoint, clock, signal });
  const progress = new Progress(io.stderr, clock, 'sent', options.progress ?? io.stderr.isTTY ?? false);
  try {
    const route = await producer.describeTopic(topic, { signal });
    const ownGroup =
      !spread && route.acceptsMessageGroups ? `lines-${Buffer.from(systemRandom.bytes(9)).toString('hex')}` : undefined;
    const messageGroup = options.messageGroup ?? ownGroup;
    const template: Template = { topic, tag, keys: key, properties: property, messageGroup };
    const sender = new LineSender(producer, template, spread, signal, progress);
    const input = options.file === undefined ? io.stdin : io.openFile(options.file);
    if (options.file === undefined && io.stdin.isTTY) {
      io.stderr.write('reading lines from the terminal; Ctrl-D ends the input\n');
    }
    try {
      await sendInput(input, sender, producer.bodyBytesMax || bodyBytesMaxDefault, signal);
    } finally {
      progress.end();
    }
    if (messageGroup === undefined && !spread && route.writableQueues > 1 && sender.lines > 1) {
      io.stderr.write(
        `note: the topic ${topic} takes no message groups, so the lines have no order across its ${route.writableQueues} queues\n`,
      );
    }
    await new OutputWriter(io.stdout).write(`${countOf(sender.lines, 'message')} sent to ${topic}\n`);
  } finally {
    await producer.close();
  }
}

export function addSendCommand(program: Command, io: CommandIo): void {
  program
    .command('send')
    .description('send every line of the input as a message')
    .requiredOption('--topic <name>', 'where to; made by the server if it is not there, unless that is switched off')
    .option('--file <path>', 'read this file instead of the standard input')
    .option('--key <key>', 'look-up key of every message; may be repeated', collect)
    .option('--tag <tag>', 'tag of every message')
    .option('--property <name=value>', 'property of every message; may be repeated', collectPair)
    .option('--message-group <name>', 'message group of every message, instead of one of this run')
    .addOption(
      new Option('--spread', 'spread the lines over all queues; their order is not kept').conflicts('messageGroup'),
    )
    .option('--progress', 'tell how far it is on stderr, also when that is no terminal')
    .addOption(endpointOption())
    .addHelpText('after', help)
    .action((options: SendOptions) => send(options, io));
}
