import { Code, MqError } from '../model/errors.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/log.ts';
import type { ConfigFile } from '../store/message-store.ts';
import { isObject, type JsonObject, nextDataVersion, objectField } from './json-document.ts';

export interface ConfigTableShape<Entry> {
  /** Field of the document that holds the entries by name. */
  readonly field: string;
  /** Undefined when the fields make no sense; such an entry stays in the file and is not served. */
  decode(name: string, fields: JsonObject): Entry | undefined;
  /** All fields of the entry; `before` holds those of the file, of which the unknown ones stay. */
  encode(entry: Entry, before: JsonObject): JsonObject;
}

/**
 * Named entries in one file below `config/`. A change counts once it is on disk: `get` returns the old entry until then.
 * Fields and entries that are not ours survive.
 */
export class ConfigTable<Entry> {
  readonly #file: ConfigFile;
  readonly #shape: ConfigTableShape<Entry>;
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  /** What the file says, or will say with the write that is under way. */
  readonly #fields = new Map<string, JsonObject>();
  readonly #changing = new Map<string, Entry>();
  /** Entries of the file that are not even objects. */
  readonly #foreign: JsonObject = {};
  #document: JsonObject;

  private constructor(file: ConfigFile, shape: ConfigTableShape<Entry>, clock: Clock, document: JsonObject) {
    this.#file = file;
    this.#shape = shape;
    this.#clock = clock;
    this.#document = document;
  }

  static async open<Entry>(
    file: ConfigFile,
    shape: ConfigTableShape<Entry>,
    environment: { readonly clock: Clock; readonly logger: Logger },
  ): Promise<ConfigTable<Entry>> {
    const content = await file.read();
    const table = new ConfigTable(file, shape, environment.clock, isObject(content) ? content : {});
    for (const [name, fields] of Object.entries(objectField(table.#document, shape.field))) {
      if (!isObject(fields)) {
        environment.logger.warn({ name, table: shape.field }, 'entry of a configuration file is no object; left alone');
        table.#foreign[name] = fields;
        continue;
      }
      table.#fields.set(name, fields);
      const entry = shape.decode(name, fields);
      if (entry === undefined) {
        environment.logger.warn(
          { name, table: shape.field },
          'entry of a configuration file makes no sense; not served',
        );
      } else {
        table.#entries.set(name, entry);
      }
    }
    return table;
  }

  get(name: string): Entry | undefined {
    return this.#entries.get(name);
  }

  get size(): number {
    return this.#entries.size;
  }

  names(): Iterable<string> {
    return this.#entries.keys();
  }

  entries(): Iterable<Entry> {
    return this.#entries.values();
  }

  /** The newest wish for this name, on disk or not. */
  latest(name: string): Entry | undefined {
    return this.#changing.get(name) ?? this.#entries.get(name);
  }

  /** Durable and visible when it resolves; rejects with an MqError when the disk refuses, and nothing has changed. */
  async put(name: string, entry: Entry): Promise<void> {
    const before = this.#fields.get(name);
    const fields = this.#shape.encode(entry, before ?? {});
    this.#fields.set(name, fields);
    this.#changing.set(name, entry);
    try {
      await this.#write();
    } catch (cause) {
      if (this.#changing.get(name) === entry) {
        this.#changing.delete(name);
        if (before === undefined) {
          this.#fields.delete(name);
        } else {
          this.#fields.set(name, before);
        }
      }
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new MqError(Code.INTERNAL_SERVER_ERROR, `'${name}' could not be written to disk: ${reason}`, { cause });
    }
    if (this.#changing.get(name) === entry) {
      this.#changing.delete(name);
      this.#entries.set(name, entry);
    }
  }

  /** Visible now, on disk soon; for entries that a policy makes again when they get lost. */
  putSoon(name: string, entry: Entry): Promise<void> {
    this.#fields.set(name, this.#shape.encode(entry, this.#fields.get(name) ?? {}));
    this.#entries.set(name, entry);
    return this.#write();
  }

  /** Many changes at once, as when clients come back, are one document. */
  #write(): Promise<void> {
    return this.#file.writeFrom(this.#makeDocument);
  }

  readonly #makeDocument = (): JsonObject => {
    this.#document = {
      ...this.#document,
      dataVersion: nextDataVersion(this.#document, this.#clock.now()),
      [this.#shape.field]: { ...this.#foreign, ...Object.fromEntries(this.#fields) },
    };
    return this.#document;
  };
}
