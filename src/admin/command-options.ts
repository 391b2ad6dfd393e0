import { InvalidArgumentError, Option } from 'commander';

const endpointDefault = '127.0.0.1:8081';

/** Options as commander hands them over: every command has the endpoint. */
export interface EndpointOption {
  readonly endpoint: string;
}

export function endpointOption(): Option {
  return new Option('--endpoint <host:port>', 'where the server listens').default(endpointDefault);
}

export function jsonOption(what: string): Option {
  return new Option('--json', `print ${what} as JSON`);
}

/** Reads a whole number; for options and arguments of commander. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) {
      throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
    }
    return value;
  };
}

/** Collects an option that may be given several times. */
export function collect(value: string, previous: readonly string[] | undefined): string[] {
  return [...(previous ?? []), value];
}

/** Collects `name=value` pairs; the value may hold further equal signs. */
export function collectPair(
  text: string,
  previous: Readonly<Record<string, string>> | undefined,
): Record<string, string> {
  const middle = text.indexOf('=');
  if (middle < 1) {
    throw new InvalidArgumentError('Write name=value.');
  }
  return { ...previous, [text.slice(0, middle)]: text.slice(middle + 1) };
}
