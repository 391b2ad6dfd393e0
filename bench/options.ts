import { type ParseArgsConfig, parseArgs } from 'node:util';

const table = {
  seconds: { type: 'string' },
  rounds: { type: 'string' },
  transports: { type: 'string', default: 'h2c,tls' },
  payloads: { type: 'string', default: '128,1024,65536' },
  'in-flight': { type: 'string', default: '1,512' },
  profile: { type: 'boolean', default: false },
  pin: { type: 'boolean', default: false },
  steps: { type: 'string', default: 'append,sync,read,queues,lag,recovery' },
  'recovery-gib': { type: 'string', default: '10' },
  directory: { type: 'string' },
  quick: { type: 'boolean', default: false },
} as const satisfies ParseArgsConfig['options'];

export interface BenchOptions {
  /** Measured time of a row in one round; undefined: the scenario's own. */
  readonly seconds: number | undefined;
  readonly rounds: number | undefined;
  readonly transports: readonly ('h2c' | 'tls')[];
  readonly payloads: readonly number[];
  readonly inFlight: readonly number[];
  readonly profile: boolean;
  /** Server on the first core, load on the second. */
  readonly pin: boolean;
  readonly steps: readonly string[];
  readonly recoveryGib: number;
  /** Where stores are made; undefined: the system's directory for temporary files. */
  readonly directory: string | undefined;
  readonly quick: boolean;
}

export type BenchArguments =
  | { readonly kind: 'run'; readonly scenarios: readonly string[]; readonly options: BenchOptions }
  | { readonly kind: 'wrong'; readonly problem: string };

function isTransport(text: string): text is 'h2c' | 'tls' {
  return text === 'h2c' || text === 'tls';
}

function positive(name: string, text: string, whole: boolean): number {
  const value = Number(text);
  if (!(value > 0) || (whole && !Number.isInteger(value))) {
    throw new Error(`--${name} has '${text}'; it takes ${whole ? 'whole numbers' : 'a number'} above 0`);
  }
  return value;
}

/** Reads the command line; `scenarios` are the names that may be asked for. */
export function parseBenchArguments(args: readonly string[], scenarios: readonly string[]): BenchArguments {
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: table });
    const unknown = positionals.find((name) => !scenarios.includes(name));
    if (unknown !== undefined) {
      throw new Error(`there is no scenario '${unknown}'; there are ${scenarios.join(', ')}`);
    }
    const transports = values.transports.split(',').filter(isTransport);
    if (transports.length !== values.transports.split(',').length) {
      throw new Error(`--transports has '${values.transports}'; it takes h2c, tls or both`);
    }
    const numbers = (name: 'payloads' | 'in-flight') =>
      values[name].split(',').map((text) => positive(name, text, true));
    const { seconds, rounds } = values;
    return {
      kind: 'run',
      scenarios: positionals,
      options: {
        seconds: seconds === undefined ? undefined : positive('seconds', seconds, false),
        rounds: rounds === undefined ? undefined : positive('rounds', rounds, true),
        transports,
        payloads: numbers('payloads'),
        inFlight: numbers('in-flight'),
        profile: values.profile,
        pin: values.pin,
        steps: values.steps.split(','),
        recoveryGib: positive('recovery-gib', values['recovery-gib'], false),
        directory: values.directory,
        quick: values.quick,
      },
    };
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : String(error) };
  }
}
