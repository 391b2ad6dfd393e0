import { encodeGrpcMessage } from '../grpc-message.ts';
import { acceptedEncodings } from '../request-head.ts';
import type { GrpcCode } from '../service.ts';
import { encodeFields } from './hpack-encoder.ts';

/*
 * Header blocks of answers. They use no dynamic table, so the constant ones are encoded here, once for all connections.
 * Each is far below the 16 KiB that every peer takes in one frame: the longest has a grpc-message of 2 KiB.
 */

/** The headers before the first message. */
export const responseHeaders = encodeFields([
  [':status', '200'],
  ['content-type', 'application/grpc'],
  ['grpc-accept-encoding', acceptedEncodings],
]);

/** The trailers of a call that went well. */
export const okTrailers = encodeFields([['grpc-status', '0']]);

function statusFields(code: GrpcCode, text: string): [string, string][] {
  const status: [string, string] = ['grpc-status', String(code)];
  return text === '' ? [status] : [status, ['grpc-message', encodeGrpcMessage(text)]];
}

/** Trailers after a response that has begun. */
export function statusTrailers(code: GrpcCode, text: string): Buffer {
  return encodeFields(statusFields(code, text));
}

/** The only block of an answer without a message. */
export function trailersOnly(code: GrpcCode, text: string): Buffer {
  return encodeFields([
    [':status', '200'],
    ['content-type', 'application/grpc'],
    ['grpc-accept-encoding', acceptedEncodings],
    ...statusFields(code, text),
  ]);
}

/** The headers of an answer to something that is no gRPC call; its text follows as the body. */
export function httpErrorHeaders(httpStatus: number, code: GrpcCode, text: string): Buffer {
  return encodeFields([
    [':status', String(httpStatus)],
    ['content-type', 'text/plain; charset=utf-8'],
    ...statusFields(code, text),
  ]);
}
