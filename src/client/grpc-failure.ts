import { status } from '@grpc/grpc-js';
import { Code, MqError } from '../model/errors.ts';
import type { Endpoint } from './endpoint.ts';

/** The error of a gRPC status other than OK. */
export function grpcFailure(endpoint: Endpoint, code: number, details: string, cause?: unknown): MqError {
  const text = details.replaceAll(/\s+/g, ' ').trim();
  const where = `the server at ${endpoint.text}`;
  const fail = (errorCode: Code, sentence: string, retryable?: boolean) =>
    new MqError(errorCode, sentence, { cause, ...(retryable === undefined ? {} : { retryable }) });
  switch (code) {
    case status.UNAVAILABLE: {
      const reason = /Last error: (?:Error: )?(.*?)\.? ?(?:Resolution note:.*)?$/.exec(text)?.[1] ?? text;
      return fail(Code.SERVER_UNREACHABLE, `cannot reach ${endpoint.text}: ${reason}`);
    }
    case status.CANCELLED:
      return fail(Code.SERVER_UNREACHABLE, `${where} ended the call: ${text}`);
    case status.DEADLINE_EXCEEDED:
      return fail(Code.REQUEST_TIMEOUT, `${where} did not answer in time: ${text}`);
    case status.RESOURCE_EXHAUSTED:
      return fail(Code.TOO_MANY_REQUESTS, `${where} is out of resources: ${text}`);
    case status.UNIMPLEMENTED:
      return fail(Code.NOT_IMPLEMENTED, `${where} does not know this call: ${text}`);
    case status.INVALID_ARGUMENT:
    case status.FAILED_PRECONDITION:
    case status.OUT_OF_RANGE:
      return fail(Code.BAD_REQUEST, `${where} refused the call: ${text}`);
    case status.UNAUTHENTICATED:
    case status.PERMISSION_DENIED:
      return fail(Code.UNAUTHORIZED, `${where} refused the caller: ${text}`);
    default:
      return fail(Code.INTERNAL_SERVER_ERROR, `${where} failed (${status[code] ?? code}): ${text}`);
  }
}
