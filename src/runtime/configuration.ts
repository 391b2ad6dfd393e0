import { Code, MqError } from '../model/errors.ts';
import type { OptionSpec } from './option-spec.ts';
import { type Options, optionSections, optionSpecs } from './options.ts';

export type OptionValue = string | number | boolean;

/** One `key=value` of a file or of the command line, with the place to name in an error. */
export interface Setting {
  readonly key: string;
  readonly value: string;
  /** For example `conf/standalone.conf line 7` or `--set`. */
  readonly source: string;
}

function problem(text: string): MqError {
  return new MqError(Code.BAD_REQUEST, text);
}

/** The settings of a properties file: `key=value` a line, `#` and `!` begin comments, blanks around both are cut. */
export function parseSettings(content: string, fileName: string): Setting[] {
  const settings: Setting[] = [];
  for (const [index, raw] of content.split(/\r\n|\r|\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith('!')) {
      continue;
    }
    const source = `${fileName} line ${index + 1}`;
    const separator = line.indexOf('=');
    if (separator <= 0) {
      throw problem(`${source}: '${line}' is not key=value`);
    }
    settings.push({ key: line.slice(0, separator).trim(), value: line.slice(separator + 1).trim(), source });
  }
  return settings;
}

/** The setting in a command-line argument `key=value`. */
export function parseSetting(argument: string): Setting {
  const separator = argument.indexOf('=');
  if (separator <= 0) {
    throw problem(`--set: '${argument}' is not key=value`);
  }
  return { key: argument.slice(0, separator).trim(), value: argument.slice(separator + 1).trim(), source: '--set' };
}

/** What values an option takes, for error texts and the configuration file. */
export function validValues(spec: OptionSpec): string {
  switch (spec.kind) {
    case 'text':
      return 'any text';
    case 'boolean':
      return 'true or false';
    case 'choice':
      return spec.choices.join(' or ');
    case 'integer': {
      const multiple = spec.step === undefined ? '' : `, a multiple of ${spec.step}`;
      return `a whole number from ${spec.min} to ${spec.max}${multiple}`;
    }
  }
}

function parseValue(spec: OptionSpec, value: string): OptionValue | undefined {
  switch (spec.kind) {
    case 'text':
      return value;
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : undefined;
    case 'choice':
      return spec.choices.includes(value) ? value : undefined;
    case 'integer': {
      const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
      const fits = number >= spec.min && number <= spec.max && number % (spec.step ?? 1) === 0;
      return fits ? number : undefined;
    }
  }
}

/** Edit distance of two keys, small ones only: enough to guess a typing error. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

function nearestKey(key: string): string | undefined {
  const lower = key.toLowerCase();
  const candidates = [...optionSpecs.keys()]
    .map((name) => ({ name, score: distance(lower, name.toLowerCase()) }))
    .sort((a, b) => a.score - b.score);
  const best = candidates[0];
  return best !== undefined && best.score <= Math.max(3, key.length / 3) ? best.name : undefined;
}

/** The hours of a list like `04;16`; undefined when it is none. */
export function hoursOf(list: string): readonly number[] | undefined {
  const hours = list.split(';').map((hour) => (/^\d{1,2}$/.test(hour.trim()) ? Number(hour) : Number.NaN));
  return hours.every((hour) => hour <= 23) ? hours : undefined;
}

function checkTogether(options: Options): void {
  if ((options.tlsCertPath === '') !== (options.tlsKeyPath === '')) {
    throw problem('tlsCertPath and tlsKeyPath go together: set both, or neither for a self-signed certificate');
  }
  if (options.minInvisibleTimeMillsForRecv > options.maxInvisibleTimeMills) {
    throw problem('minInvisibleTimeMillsForRecv must not be above maxInvisibleTimeMills');
  }
  if (options.maxMessageSize + 128 * 1024 > options.mappedFileSizeCommitLog) {
    throw problem(
      `maxMessageSize=${options.maxMessageSize} does not fit mappedFileSizeCommitLog=${options.mappedFileSizeCommitLog}: ` +
        'a segment must hold the largest message and 128 KiB more',
    );
  }
  if (hoursOf(options.deleteWhen) === undefined) {
    throw problem(
      `deleteWhen='${options.deleteWhen}' is not a list of hours; it takes 0 to 23, separated by semicolons`,
    );
  }
  for (const key of ['brokerName', 'brokerClusterName'] as const) {
    if (!/^[a-zA-Z0-9_-]{1,127}$/.test(options[key])) {
      throw problem(`${key}='${options[key]}' is not a name: use 1 to 127 of a-z A-Z 0-9 _ -`);
    }
  }
}

/** The options that the settings name, each valid by itself; the last setting of a key counts. */
export function parseOptions(settings: readonly Setting[]): Partial<Options> {
  const values = new Map<string, OptionValue>();
  for (const { key, value, source } of settings) {
    const spec = optionSpecs.get(key);
    if (spec === undefined) {
      const nearest = nearestKey(key);
      const advice = nearest === undefined ? 'conf/standalone.conf lists all options' : `did you mean ${nearest}?`;
      throw problem(`${source}: unknown option '${key}'; ${advice}`);
    }
    const parsed = parseValue(spec, value);
    if (parsed === undefined) {
      throw problem(`${source}: ${key}='${value}' is not valid; it takes ${validValues(spec)}`);
    }
    values.set(key, parsed);
  }
  // Keys of the table only, each with a value of its kind: from parseValue of its spec.
  return Object.fromEntries(values) as Partial<Options>;
}

/** All options: defaults, changed by the settings, and valid together. */
export function resolveOptions(settings: readonly Setting[]): Options {
  const defaults = [...optionSpecs].map(([name, spec]): [string, OptionValue] => [name, spec.default]);
  // Every key of the table has a value of its kind: its default, or what parseOptions gives.
  const options = { ...Object.fromEntries(defaults), ...parseOptions(settings) } as Options;
  checkTogether(options);
  return options;
}

/** The text of conf/standalone.conf. */
export function renderConfigurationFile(): string {
  let text =
    '# PocketMQ standalone: nameserver, broker and gRPC endpoint in one process.\n' +
    '# Every option with its default. Start with: pocketmq start --conf conf/standalone.conf\n' +
    '# One option on the command line: pocketmq start --set flushDiskType=SYNC_FLUSH\n';
  for (const [title, section] of Object.entries(optionSections)) {
    text += `\n# --- ${title}\n`;
    for (const [key, spec] of Object.entries<OptionSpec>(section)) {
      text += `\n# ${spec.help}\n# Takes ${validValues(spec)}.\n${key}=${spec.default}\n`;
    }
  }
  return text;
}
