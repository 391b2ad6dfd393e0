import { type HeadVerdict, judgeHead } from '../request-head.ts';
import type { Metadata, Method } from '../service.ts';
import { type HeaderField, Token } from './header-field.ts';

/** What a header list cannot be read as; the stream ends with PROTOCOL_ERROR (RFC 9113, 8.1.1). */
export interface Malformed {
  readonly kind: 'malformed';
  readonly reason: string;
}

/** The headers of one request. Immutable, so that equal header blocks share one. */
export class RequestHeaders implements Metadata {
  readonly kind = 'headers';
  readonly verdict: HeadVerdict;
  /** Of `content-length`; -1 without one. */
  readonly contentLength: number;
  readonly #fields: readonly HeaderField[];

  constructor(fields: readonly HeaderField[], verdict: HeadVerdict, contentLength: number) {
    this.#fields = fields;
    this.verdict = verdict;
    this.contentLength = contentLength;
  }

  /** Several fields of one name come as one value, with commas between (RFC 9110, 5.3). */
  get(name: string): string | undefined {
    let value: string | undefined;
    for (const field of this.#fields) {
      if (field.name === name) {
        value = value === undefined ? field.value : `${value}, ${field.value}`;
      }
    }
    return value;
  }
}

/** What is read of a list while it is being checked. */
interface Reading {
  method: string | undefined;
  scheme: string | undefined;
  authority: string | undefined;
  path: string | undefined;
  host: string | undefined;
  contentType: string | undefined;
  encoding: string | undefined;
  timeout: string | undefined;
  contentLength: number;
}

/** RFC 9113, 8.2 and 8.3: the list of a request, or why it is none. */
export function readRequestHeaders(
  fields: readonly HeaderField[],
  methods: ReadonlyMap<string, Method>,
): RequestHeaders | Malformed {
  const reading: Reading = {
    method: undefined,
    scheme: undefined,
    authority: undefined,
    path: undefined,
    host: undefined,
    contentType: undefined,
    encoding: undefined,
    timeout: undefined,
    contentLength: -1,
  };
  let regular = false;
  for (const field of fields) {
    if (field.flaw !== undefined) {
      return malformed(field.flaw);
    }
    const pseudo = field.token >= Token.METHOD && field.token <= Token.UNKNOWN_PSEUDO;
    if (pseudo && regular) {
      return malformed('a pseudo-header field comes after a regular field');
    }
    regular = !pseudo;
    const flaw = pseudo ? readPseudo(field, reading) : readRegular(field, reading);
    if (flaw !== undefined) {
      return malformed(flaw);
    }
  }
  const flaw = pseudoFlaw(reading);
  if (flaw !== undefined) {
    return malformed(flaw);
  }
  const verdict = judgeHead(methods, {
    httpMethod: reading.method,
    path: reading.path ?? '',
    contentType: reading.contentType,
    encoding: reading.encoding,
    timeout: reading.timeout,
  });
  return new RequestHeaders([...fields], verdict, reading.contentLength);
}

/** RFC 9113, 8.1: what a trailer section must not have. */
export function trailersFlaw(fields: readonly HeaderField[]): string | undefined {
  for (const field of fields) {
    if (field.flaw !== undefined) {
      return field.flaw;
    }
    if (field.token >= Token.METHOD && field.token <= Token.UNKNOWN_PSEUDO) {
      return 'a trailer section has a pseudo-header field';
    }
    if (field.token === Token.CONNECTION_SPECIFIC) {
      return `the field ${field.name} is about a connection, which HTTP/2 fields must not be`;
    }
  }
  return undefined;
}

function readPseudo(field: HeaderField, reading: Reading): string | undefined {
  switch (field.token) {
    case Token.METHOD:
      if (reading.method !== undefined) {
        return ':method comes twice';
      }
      reading.method = field.value;
      return undefined;
    case Token.SCHEME:
      if (reading.scheme !== undefined) {
        return ':scheme comes twice';
      }
      reading.scheme = field.value;
      return undefined;
    case Token.AUTHORITY:
      if (reading.authority !== undefined) {
        return ':authority comes twice';
      }
      reading.authority = field.value;
      return undefined;
    case Token.PATH:
      if (reading.path !== undefined) {
        return ':path comes twice';
      }
      reading.path = field.value;
      return undefined;
    default:
      return `${field.name} is no pseudo-header field of requests`;
  }
}

function readRegular(field: HeaderField, reading: Reading): string | undefined {
  switch (field.token) {
    case Token.CONNECTION_SPECIFIC:
      return `the field ${field.name} is about a connection, which HTTP/2 fields must not be`;
    case Token.TE:
      return field.value === 'trailers' ? undefined : 'the field te has a value other than trailers';
    case Token.HOST:
      reading.host = field.value;
      return undefined;
    case Token.CONTENT_LENGTH:
      return readContentLength(field.value, reading);
    case Token.CONTENT_TYPE:
      reading.contentType = field.value;
      return undefined;
    case Token.GRPC_ENCODING:
      reading.encoding = field.value;
      return undefined;
    case Token.GRPC_TIMEOUT:
      reading.timeout = field.value;
      return undefined;
    default:
      return undefined;
  }
}

function readContentLength(value: string, reading: Reading): string | undefined {
  if (!/^[0-9]{1,15}$/.test(value)) {
    return 'content-length is no number';
  }
  const length = Number(value);
  if (reading.contentLength >= 0 && reading.contentLength !== length) {
    return 'content-length comes twice, with different values';
  }
  reading.contentLength = length;
  return undefined;
}

/** RFC 9113, 8.3.1 and 8.5: which pseudo-header fields a request needs. */
function pseudoFlaw({ method, scheme, authority, path, host }: Reading): string | undefined {
  if (method === undefined) {
    return ':method is missing';
  }
  if (authority !== undefined && host !== undefined && authority.toLowerCase() !== host.toLowerCase()) {
    return 'the field host differs from :authority';
  }
  if (method === 'CONNECT') {
    if (scheme !== undefined || path !== undefined) {
      return 'CONNECT comes with :scheme or :path';
    }
    return authority === undefined ? 'CONNECT comes without :authority' : undefined;
  }
  if (scheme === undefined) {
    return ':scheme is missing';
  }
  if (path === undefined || path === '') {
    return ':path is missing or empty';
  }
  return authority?.includes('@') ? ':authority has user information' : undefined;
}

function malformed(reason: string): Malformed {
  return { kind: 'malformed', reason };
}
