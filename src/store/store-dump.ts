import { isUtf8 } from 'node:buffer';
import { Code, MqError } from '../model/errors.ts';
import type { StoredMessage } from '../model/message.ts';
import { decodeProperties, PropertyName } from '../model/properties.ts';
import type { Disk } from '../runtime/disk.ts';
import type { LogRun } from './log-files.ts';
import { LogScanner } from './log-scanner.ts';
import { type StoreSizes, type StoreView, viewStore } from './store-view.ts';

/** A place in the log, or a store time in epoch milliseconds. */
export type LogPlace =
  | { readonly kind: 'offset'; readonly offset: number }
  | { readonly kind: 'time'; readonly timestamp: number };

export interface DumpOptions {
  readonly sizes?: StoreSizes;
  /** The first record that is given, and the first one that is not. */
  readonly from?: LogPlace | undefined;
  readonly to?: LogPlace | undefined;
  readonly topic?: string | undefined;
  /** `text`: bodies that are UTF-8 as text, the rest in base64. */
  readonly body: 'base64' | 'text' | 'none';
}

export interface Dumped {
  readonly records: number;
  /** Stretches of the log that hold no valid record although what follows them is one. */
  readonly damaged: readonly { readonly from: number; readonly end: number }[];
  /** The process that uses the store: more may follow. */
  readonly holder: string | undefined;
}

/**
 * Writes the records of the log as lines of JSON, in the order of the log, and changes nothing. `write` is awaited, so
 * a slow reader slows the reading down. MqError when the directory is no store, or the end lies before the beginning.
 */
export async function dumpStore(
  disk: Disk,
  directory: string,
  options: DumpOptions,
  write: (text: string) => Promise<void>,
): Promise<Dumped> {
  checkPlaces(options);
  const view = await viewStore(disk, directory, options.sizes ?? {});
  const damaged: { from: number; end: number }[] = [];
  let records = 0;
  try {
    for (const run of view.runs) {
      const start = await startOf(run, options.from);
      if (start === undefined || isBehind(run.first, options.to)) {
        continue;
      }
      let lines: string[] = [];
      const stop = new AbortController();
      const pause = async () => {
        const text = lines.join('');
        lines = [];
        if (text !== '') {
          await write(text);
        }
        if (stop.signal.aborted) {
          throw new Stopped();
        }
      };
      const record = (message: StoredMessage) => {
        if (isBehind(message.physicalOffset, options.to)) {
          stop.abort();
        } else if (isWanted(message, options)) {
          records++;
          lines.push(`${toJson(message, options.body)}\n`);
        }
      };
      const visitor = { record, pause, damaged: (from: number, end: number) => damaged.push({ from, end }) };
      try {
        await new LogScanner(run).scan(start, trustedEnd(view, run), visitor);
        await pause();
      } catch (error) {
        if (!(error instanceof Stopped)) {
          throw error;
        }
      }
    }
  } finally {
    await view.files.close();
  }
  return { records, damaged, holder: view.holder };
}

function checkPlaces({ from, to }: DumpOptions): void {
  const first = from === undefined ? 0 : numberOf(from);
  if (to !== undefined && from?.kind === to.kind && first > numberOf(to)) {
    throw new MqError(
      Code.BAD_REQUEST,
      `the end (${numberOf(to)}) lies before the first place (${first}); swap --from and --to`,
    );
  }
}

function numberOf(place: LogPlace): number {
  return place.kind === 'offset' ? place.offset : place.timestamp;
}

/** The end of what is wanted was reached. */
class Stopped extends Error {}

/** Below, what is no record is damage; after a clean stop records may follow anywhere. */
function trustedEnd({ runs, clean, checkpoint }: StoreView, run: LogRun): number {
  return clean || run !== runs.at(-1) ? run.end : Math.max(checkpoint.flushedOffset, checkpoint.cellPhysicalOffset);
}

/** Where to begin to read: a record begins there. Undefined when all of the run lies before. */
async function startOf(run: LogRun, from: LogPlace | undefined): Promise<number | undefined> {
  if (from === undefined || from.kind === 'time' || from.offset <= run.first) {
    return run.first;
  }
  if (from.offset >= run.end) {
    return undefined;
  }
  return (await run.recordAt(from.offset)) === undefined ? run.baseOf(from.offset) : from.offset;
}

function isBehind(physicalOffset: number, to: LogPlace | undefined): boolean {
  return to?.kind === 'offset' && physicalOffset >= to.offset;
}

/** Times are compared one by one: a clock that was set back leaves them in no order. */
function isWanted(message: StoredMessage, { from, to, topic }: DumpOptions): boolean {
  const { physicalOffset, storeTimestamp } = message;
  return (
    (topic === undefined || message.topic === topic) &&
    (from === undefined ||
      (from.kind === 'offset' ? physicalOffset >= from.offset : storeTimestamp >= from.timestamp)) &&
    (to === undefined || to.kind === 'offset' || storeTimestamp < to.timestamp)
  );
}

function toJson(message: StoredMessage, body: DumpOptions['body']): string {
  const properties = decodeProperties(message.properties);
  const asText = body === 'text' && isUtf8(message.body);
  const bytes = Buffer.from(message.body.buffer, message.body.byteOffset, message.body.byteLength);
  return JSON.stringify({
    physicalOffset: message.physicalOffset,
    size: message.size,
    topic: message.topic,
    queueId: message.queueId,
    queueOffset: message.queueOffset,
    storeTimestamp: message.storeTimestamp,
    bornTimestamp: message.bornTimestamp,
    messageId: properties.get(PropertyName.UNIQUE_KEY),
    keys: (properties.get(PropertyName.KEYS) ?? '').split(' ').filter((key) => key !== ''),
    tag: properties.get(PropertyName.TAGS) ?? '',
    properties: Object.fromEntries(properties),
    ...(body === 'none' ? {} : asText ? { body: bytes.toString() } : { bodyBase64: bytes.toString('base64') }),
    sysFlag: message.sysFlag,
    flag: message.flag,
    reconsumeTimes: message.reconsumeTimes,
    preparedTransactionOffset: message.preparedTransactionOffset,
    bornHost: `${message.bornHost.address}:${message.bornHost.port}`,
    storeHost: `${message.storeHost.address}:${message.storeHost.port}`,
  });
}

/** A log offset (`123456`), or a time: ISO 8601, or milliseconds with `ms` behind them. MqError for anything else. */
export function parseLogPlace(text: string, timeOf: (text: string) => number | undefined): LogPlace {
  if (/^\d{1,15}$/.test(text)) {
    return { kind: 'offset', offset: Number(text) };
  }
  const milliseconds = /^(\d{1,15})ms$/.exec(text)?.[1];
  const timestamp = milliseconds === undefined ? timeOf(text) : Number(milliseconds);
  if (timestamp === undefined) {
    throw new MqError(
      Code.BAD_REQUEST,
      `'${text}' is no place in a log: give a log offset (123456), a time (2026-01-31T12:00:00Z) or milliseconds since 1970 (1769860800000ms)`,
    );
  }
  return { kind: 'time', timestamp };
}
