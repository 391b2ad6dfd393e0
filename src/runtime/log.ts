import { pino } from 'pino';

/** What the parts of the server log with: one event a line, facts as fields, a fixed sentence as text. */
export interface Logger {
  debug(fields: object, text: string): void;
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
  child(fields: object): Logger;
}

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** JSON lines to standard error, so that standard output stays free for the start-up line. */
export function createLogger(level: LogLevel): Logger {
  return pino({ level, base: null }, pino.destination({ dest: 2, sync: true }));
}
