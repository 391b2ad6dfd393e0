import { parseGrpcTimeout } from './grpc-timeout.ts';
import type { Encoding } from './request-messages.ts';
import { GrpcCode, type Method } from './service.ts';

/** Sent as `grpc-accept-encoding` with every answer. */
export const acceptedEncodings = 'identity,gzip';

/** application/grpc, application/grpc+proto, application/grpc;charset=…, but not application/grpc-web. */
const contentTypePattern = /^application\/grpc(?:[+;]|$)/i;

/** The request headers that decide how a call starts; undefined where the client sent none. */
export interface RequestHead {
  readonly httpMethod: string | undefined;
  readonly path: string;
  readonly contentType: string | undefined;
  readonly encoding: string | undefined;
  readonly timeout: string | undefined;
}

export type HeadVerdict =
  | { readonly kind: 'call'; readonly method: Method; readonly encoding: Encoding; readonly timeoutMs: number }
  | { readonly kind: 'refused'; readonly httpStatus: 200 | 405 | 415; readonly code: GrpcCode; readonly text: string };

/** Pure: what becomes of a request with this head. */
export function judgeHead(methods: ReadonlyMap<string, Method>, head: RequestHead): HeadVerdict {
  if (head.httpMethod !== 'POST') {
    return refused(405, GrpcCode.INTERNAL, `HTTP method ${head.httpMethod ?? '(none)'} is not allowed; gRPC uses POST`);
  }
  if (head.contentType === undefined || !contentTypePattern.test(head.contentType)) {
    return refused(
      415,
      GrpcCode.INTERNAL,
      `content-type ${head.contentType ?? '(none)'} is not supported; this port speaks application/grpc`,
    );
  }
  const method = methods.get(head.path);
  if (method === undefined) {
    return refused(200, GrpcCode.UNIMPLEMENTED, `Method not found: ${head.path.replace(/^\//, '')}`);
  }
  const encoding = head.encoding ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') {
    return refused(200, GrpcCode.UNIMPLEMENTED, `grpc-encoding ${encoding} is not supported; use ${acceptedEncodings}`);
  }
  const timeoutMs = head.timeout === undefined ? Number.POSITIVE_INFINITY : parseGrpcTimeout(head.timeout);
  if (timeoutMs === undefined) {
    return refused(
      200,
      GrpcCode.INVALID_ARGUMENT,
      `grpc-timeout ${head.timeout} is not one to eight digits and one of H, M, S, m, u, n`,
    );
  }
  return { kind: 'call', method, encoding, timeoutMs };
}

function refused(httpStatus: 200 | 405 | 415, code: GrpcCode, text: string): HeadVerdict {
  return { kind: 'refused', httpStatus, code, text };
}
