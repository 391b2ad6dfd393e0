import { expect } from 'vitest';
import type { ErrorCode } from '../../../src/rpc/http2/frame.ts';
import { encodeFields } from '../../../src/rpc/http2/hpack-encoder.ts';
import { paths } from '../echo-server.ts';
import { call, endHeaders, endStream, headers, request } from './frames.ts';
import { Wire } from './wire.ts';

/*
 * What RFC 9113 demands of a server, one row a demand. Each row sends frames on a connection that has exchanged SETTINGS
 * and says how the server takes them:
 *   connection   GOAWAY with the code, and the end of the connection
 *   stream       RST_STREAM with the code on stream 1, and a connection that serves the next call
 *   fine         the lines that the server answers, and a connection that serves the next call
 */
type Outcome =
  | { readonly connection: keyof typeof ErrorCode }
  | { readonly stream: keyof typeof ErrorCode }
  | { readonly fine: readonly string[] };
export type Row = readonly [section: string, demand: string, frames: readonly Buffer[], outcome: Outcome];

export const echo = request(paths.unary);
export const block = encodeFields(echo);
export const open = headers(1, echo);
export const wholeRequest = headers(1, echo, endHeaders | endStream);
export const answer = (id: number, dataBytes = 5) => [
  `HEADERS ${id} :status=200 content-type=application/grpc grpc-accept-encoding=identity,gzip`,
  `DATA ${id} ${dataBytes}`,
  `HEADERS ${id} end grpc-status=0`,
];
export const noMessage = (id: number) =>
  `HEADERS ${id} end :status=200 content-type=application/grpc grpc-accept-encoding=identity,gzip grpc-status=13 grpc-message=Half-closed without a request`;
export const closedByBoth = call(1, paths.unary, '');
export const without = (name: string) => echo.filter(([field]) => field !== name);
export const malformed = (fields: readonly (readonly [string, string])[]) => headers(1, fields, endHeaders | endStream);

export async function serves(wire: Wire, id: number): Promise<void> {
  expect(await wire.send(call(id, paths.unary, 'next'))).toEqual(answer(id, 9));
  expect(wire.closed).toBe(false);
}

/** Runs one row. */
export async function checkRow(frames: readonly Buffer[], outcome: Outcome): Promise<void> {
  const wire = await Wire.open();
  wire.seen();
  const lines = await wire.send(...frames);
  if ('connection' in outcome) {
    expect(lines.at(-1)).toMatch(new RegExp(`^GOAWAY \\d+ ${outcome.connection}$`));
    expect(wire.closed).toBe(true);
  } else if ('stream' in outcome) {
    expect(lines.filter((line) => !line.startsWith('HEADERS'))).toEqual([`RST_STREAM 1 ${outcome.stream}`]);
    await serves(wire, 101);
  } else {
    expect(lines).toEqual(outcome.fine);
    await serves(wire, 101);
  }
}
