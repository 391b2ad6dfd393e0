import { join } from 'node:path';
import { Code, MqError } from '../model/errors.ts';
import { type Disk, readWholeFile, writeNewFile } from '../runtime/disk.ts';
import type { Logger } from '../runtime/log.ts';
import { parseLenientJson } from './lenient-json.ts';

/** A file below `config/`: JSON in RocketMQ's lenient dialect, with a `.bak` beside it, replaced without a torn state. */
export interface ConfigFile {
  /** The content, from `.bak` when the file is missing or damaged; undefined when there is neither. */
  read(): Promise<unknown>;
  /** Durable when it resolves. Writes of one file are serialized; only the newest waiting one is written. */
  write(content: unknown): Promise<void>;
  /** The same; the content is asked for when its turn comes, so that what is not written is not made either. */
  writeFrom(source: () => unknown): Promise<void>;
}

type Loaded =
  | { readonly kind: 'missing' }
  | { readonly kind: 'damaged' }
  | { readonly kind: 'good'; readonly value: unknown };

/** Numbers that RocketMQ writes may be larger than JavaScript's; they go out as they came in. */
function encodeJson(content: unknown): string {
  const marks: string[] = [];
  const text = JSON.stringify(
    content,
    (_key, value: unknown) => {
      if (typeof value === 'bigint') {
        marks.push(String(value));
        return `\u0000bigint ${value}`;
      }
      return value;
    },
    '\t',
  );
  return marks.length === 0 ? text : text.replaceAll(/"\\u0000bigint (-?\d+)"/g, '$1');
}

/**
 * Replacing: the new content is made durable under the name `NAME.new`, then the good file becomes `.bak`, and `NAME.new`
 * becomes the file. Whatever part of that a crash leaves, the file or its `.bak` is whole.
 */
export class JsonConfigFile implements ConfigFile {
  readonly #disk: Disk;
  readonly #directory: string;
  readonly #path: string;
  readonly #logger: Logger;
  /** Whether the file without `.bak` is whole; undefined: nobody has looked. */
  #mainIsGood: boolean | undefined;
  #waiting: { source: () => unknown; readonly written: Promise<void> } | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(disk: Disk, directory: string, name: string, logger: Logger) {
    if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(name) || name.endsWith('.bak')) {
      throw new MqError(Code.INTERNAL_SERVER_ERROR, `'${name}' is no name of a config file`);
    }
    this.#disk = disk;
    this.#directory = directory;
    this.#path = join(directory, name);
    this.#logger = logger;
  }

  async read(): Promise<unknown> {
    // A write in progress may have moved the file away.
    await this.#last.catch(() => undefined);
    const main = await this.#load(this.#path);
    this.#mainIsGood = main.kind === 'good';
    if (main.kind === 'good') {
      return main.value;
    }
    const backup = await this.#load(`${this.#path}.bak`);
    if (backup.kind === 'good') {
      this.#logger.warn({ path: this.#path, main: main.kind }, 'a config file is not usable, its .bak is');
      return backup.value;
    }
    if (main.kind === 'damaged' || backup.kind === 'damaged') {
      throw new MqError(
        Code.INTERNAL_SERVER_ERROR,
        `'${this.#path}' and its .bak are not readable as JSON; restore one of them, or delete both to start without`,
      );
    }
    return undefined;
  }

  write(content: unknown): Promise<void> {
    return this.writeFrom(() => content);
  }

  writeFrom(source: () => unknown): Promise<void> {
    if (this.#waiting !== undefined) {
      this.#waiting.source = source;
      return this.#waiting.written;
    }
    const before = this.#last.catch(() => undefined);
    const written = before.then(() => {
      const newest = this.#waiting?.source;
      this.#waiting = undefined;
      return this.#replace(newest?.());
    });
    this.#waiting = { source, written };
    this.#last = written;
    return written;
  }

  /** Resolves when no write is under way. */
  async settled(): Promise<void> {
    await this.#last.catch(() => undefined);
  }

  async #replace(content: unknown): Promise<void> {
    const bytes = Buffer.from(encodeJson(content));
    if ((await this.#disk.makeDirectory(this.#directory)) > 0) {
      await this.#disk.syncDirectory(join(this.#directory, '..'));
    }
    if (this.#mainIsGood === undefined) {
      this.#mainIsGood = (await this.#load(this.#path)).kind === 'good';
    }
    const fresh = `${this.#path}.new`;
    await this.#disk.remove(fresh);
    await writeNewFile(this.#disk, fresh, bytes);
    if (this.#mainIsGood) {
      await this.#disk.rename(this.#path, `${this.#path}.bak`);
      this.#mainIsGood = false;
    }
    await this.#disk.rename(fresh, this.#path);
    await this.#disk.syncDirectory(this.#directory);
    this.#mainIsGood = true;
  }

  async #load(path: string): Promise<Loaded> {
    const bytes = await readWholeFile(this.#disk, path);
    if (bytes === undefined || bytes.length === 0) {
      return { kind: 'missing' };
    }
    const outcome = parseLenientJson(bytes.toString('utf8'));
    if (outcome.kind === 'bad') {
      this.#logger.warn({ path, problem: outcome.problem }, 'a config file is not readable as JSON');
      return { kind: 'damaged' };
    }
    return { kind: 'good', value: outcome.value };
  }
}
