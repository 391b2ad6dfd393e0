import { Code, MqError } from '../../model/errors.ts';
import type { MessageFilter } from '../requests.ts';
import { parseSql } from './sql-parser.ts';

/** The filter of an SQL92 expression over message properties; MqError with 40010 that says where it is wrong. */
export function sqlFilter(text: string): MessageFilter | MqError {
  const parsed = parseSql(text);
  if (parsed.kind === 'bad') {
    return new MqError(Code.ILLEGAL_FILTER_EXPRESSION, `the SQL92 filter expression cannot be used: ${parsed.problem}`);
  }
  return { kind: 'sql', condition: parsed.condition };
}
