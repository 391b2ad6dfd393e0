import { hostname, platform } from 'node:os';
import { v2 } from '../protocol/messages.ts';
import type { Random } from '../runtime/random.ts';

/** Servers choose answers by it: the release of RocketMQ's own clients whose protocol this one speaks. */
const protocolRelease = '5.1.0';

/** Header values are printable ASCII. */
export const hostName = hostname().replaceAll(/[^\x21-\x7e]/g, '_');

export const userAgent: v2.IUA = {
  language: v2.Language.NODE_JS,
  version: protocolRelease,
  platform: platform(),
  hostname: hostName,
};

let clientIndex = 0;

/** A name that no other client has: host, process, place among the clients of this process, random tail. */
export function makeClientId(random: Random): string {
  const tail = Buffer.from(random.bytes(8)).readBigUInt64BE().toString(36);
  return `${hostName}@${process.pid}@${clientIndex++}@${tail}`;
}

/** The metadata of each call. RocketMQ's `x-mq-date-time` is left out: it is only what a signature covers. */
export function headersOf(clientId: string, random: Random): () => [string, string][] {
  const requestPrefix = Buffer.from(random.bytes(12)).toString('hex');
  let requestIndex = 0;
  return () => [
    ['x-mq-client-id', clientId],
    ['x-mq-language', 'NODE_JS'],
    ['x-mq-client-version', protocolRelease],
    ['x-mq-protocol', 'v2'],
    ['x-mq-request-id', requestPrefix + (requestIndex++ >>> 0).toString(16).padStart(8, '0')],
  ];
}
