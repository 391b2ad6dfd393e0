import { once } from 'node:events';
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type ClientSessionOptions,
  connect,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type SecureClientSessionOptions,
} from 'node:http2';
import { frameMessage } from '../../src/rpc/message-framing.ts';

/** What a client sees of one call, with nothing interpreted. */
export interface RawAnswer {
  readonly headers: IncomingHttpHeaders;
  /** Of the trailers, or of the headers when there are no trailers. */
  readonly status: string | undefined;
  readonly message: string | undefined;
  readonly messages: readonly string[];
  readonly resetCode: number;
}

export function grpcHeaders(path: string, more: OutgoingHttpHeaders = {}): OutgoingHttpHeaders {
  return { ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers', ...more };
}

export function frame(text: string): Buffer {
  return frameMessage(Buffer.from(text));
}

export async function connectRaw(
  url: string,
  options: ClientSessionOptions | SecureClientSessionOptions = {},
): Promise<ClientHttp2Session> {
  const session = connect(url, options);
  session.on('error', () => undefined);
  await once(session, 'connect');
  return session;
}

/** Sends the chunks, each as its own DATA frame, half-closes unless told otherwise, and waits for the end of the stream. */
export function rawCall(
  session: ClientHttp2Session,
  headers: OutgoingHttpHeaders,
  chunks: readonly Buffer[],
  halfClose = true,
): Promise<RawAnswer> {
  const stream = session.request(headers);
  for (const chunk of chunks) {
    stream.write(chunk);
  }
  if (halfClose) {
    stream.end();
  }
  return answerOf(stream);
}

export function answerOf(stream: ClientHttp2Stream): Promise<RawAnswer> {
  let headers: IncomingHttpHeaders = {};
  let trailers: IncomingHttpHeaders | undefined;
  const received: Buffer[] = [];
  stream.on('response', (value) => {
    headers = value;
  });
  stream.on('trailers', (value) => {
    trailers = value;
  });
  stream.on('data', (chunk: Buffer) => received.push(chunk));
  stream.on('error', () => undefined);
  return new Promise((resolve) => {
    stream.on('close', () => {
      const last = trailers ?? headers;
      resolve({
        headers,
        status: text(last['grpc-status']),
        message: text(last['grpc-message']),
        messages: unframe(Buffer.concat(received)),
        resetCode: stream.rstCode,
      });
    });
  });
}

function text(value: string | string[] | undefined): string | undefined {
  return value === undefined ? undefined : decodeURIComponent(String(value));
}

function unframe(bytes: Buffer): string[] {
  const messages: string[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const length = bytes.readUInt32BE(offset + 1);
    messages.push(bytes.toString('utf8', offset + 5, offset + 5 + length));
    offset += 5 + length;
  }
  return messages;
}

/** The next message that arrives; for streams that get small ones, one at a time. */
export async function nextMessage(stream: ClientHttp2Stream): Promise<string> {
  const [chunk] = (await once(stream, 'data')) as [Buffer];
  return unframe(chunk)[0] ?? '';
}
