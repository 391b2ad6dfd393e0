/** What one option may be set to. */
export type OptionSpec =
  | { readonly kind: 'text'; readonly default: string; readonly help: string }
  | { readonly kind: 'boolean'; readonly default: boolean; readonly help: string }
  | { readonly kind: 'choice'; readonly default: string; readonly choices: readonly string[]; readonly help: string }
  | {
      readonly kind: 'integer';
      readonly default: number;
      readonly min: number;
      readonly max: number;
      /** The value must be a multiple of this. */
      readonly step?: number;
      readonly help: string;
    };

export function text(value: string, help: string) {
  return { kind: 'text', default: value, help } as const;
}

export function boolean(value: boolean, help: string) {
  return { kind: 'boolean', default: value, help } as const;
}

export function integer(value: number, min: number, max: number, help: string) {
  return { kind: 'integer', default: value, min, max, help } as const;
}

export const choice = <const Choice extends string>(value: Choice, choices: readonly Choice[], help: string) =>
  ({ kind: 'choice', default: value, choices, help }) as const;
