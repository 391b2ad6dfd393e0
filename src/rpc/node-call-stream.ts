import { constants, type IncomingHttpHeaders, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { Clock } from '../runtime/clock.ts';
import type { CallStream } from './call-stream.ts';
import { encodeGrpcMessage } from './grpc-message.ts';
import { frameMessage, frameWritten, messagePrefix } from './message-framing.ts';
import { acceptedEncodings } from './request-head.ts';
import type { GrpcCode, MessageWriter, Metadata, Peer } from './service.ts';

/** Up to here a message is copied behind its prefix, which is cheaper than a second write. */
const copiedBytesMax = 64 * 1024;

/** How long a client may go on sending after its answer. */
const lingerMs = 250;

const responseHeaders: OutgoingHttpHeaders = {
  ':status': 200,
  'content-type': 'application/grpc',
  'grpc-accept-encoding': acceptedEncodings,
};
const respondOptions = { waitForTrailers: true, sendDate: false };
const pageOptions = { endStream: false, sendDate: false };
const trailersOnlyOptions = { endStream: true, sendDate: false };

class NodeMetadata implements Metadata {
  readonly #headers: IncomingHttpHeaders;

  constructor(headers: IncomingHttpHeaders) {
    this.#headers = headers;
  }

  get(name: string): string | undefined {
    const value = this.#headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }
}

/** One node:http2 stream as a call sees it. */
export class NodeCallStream implements CallStream {
  readonly metadata: Metadata;
  readonly peer: Peer;
  readonly #stream: ServerHttp2Stream;
  readonly #clock: Clock;

  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, peer: Peer, clock: Clock) {
    this.metadata = new NodeMetadata(headers);
    this.peer = peer;
    this.#stream = stream;
    this.#clock = clock;
    // Without a listener the reset of one stream would end the process; the close that follows tells the call.
    stream.on('error', () => undefined);
  }

  get queuedBytes(): number {
    return this.#stream.writableLength;
  }

  sendHeaders(): void {
    if (this.#gone()) {
      return;
    }
    this.#stream.respond(responseHeaders, respondOptions);
  }

  sendMessage(message: Uint8Array): boolean {
    if (this.#gone()) {
      return true;
    }
    if (message.length <= copiedBytesMax) {
      return this.#stream.write(frameMessage(message));
    }
    this.#stream.cork();
    this.#stream.write(messagePrefix(message.length));
    const more = this.#stream.write(message);
    this.#stream.uncork();
    return more;
  }

  writeMessage<Message>(writer: MessageWriter<Message>, message: Message, byteCount: number): boolean {
    return this.#gone() || this.#stream.write(frameWritten(writer, message, byteCount));
  }

  sendStatus(code: GrpcCode, text: string): void {
    const stream = this.#stream;
    if (this.#gone()) {
      return;
    }
    if (!stream.headersSent) {
      this.refuse(200, code, text);
      return;
    }
    stream.once('wantTrailers', () => {
      if (!this.#gone()) {
        stream.sendTrailers(statusHeaders(code, text));
        this.#stopRequest();
      }
    });
    stream.end();
  }

  /** Ends a stream that has had no headers yet. What is no gRPC at all is answered like a page. */
  refuse(httpStatus: number, code: GrpcCode, text: string): void {
    const stream = this.#stream;
    if (this.#gone()) {
      return;
    }
    const status = statusHeaders(code, text);
    if (httpStatus === 200) {
      stream.respond({ ...responseHeaders, ...status }, trailersOnlyOptions);
    } else {
      const headers = { ':status': httpStatus, 'content-type': 'text/plain; charset=utf-8', ...status };
      stream.respond(headers, pageOptions);
      stream.end(text);
    }
    this.#stopRequest();
  }

  reset(): void {
    this.#stream.close(constants.NGHTTP2_CANCEL);
  }

  pauseReading(): void {
    this.#stream.pause();
  }

  resumeReading(): void {
    this.#stream.resume();
  }

  /**
   * The answer is complete. What a client still sends is thrown away, and one that does not stop by itself is told to
   * (RFC 9113, 8.1); not at once, because nghttp2 drops an answer that is still in its queue when a reset joins it.
   */
  #stopRequest(): void {
    const stream = this.#stream;
    if (stream.readableEnded) {
      return;
    }
    stream.resume();
    const cancelReset = this.#clock.after(lingerMs, () => {
      if (this.#gone()) {
        return;
      }
      if (stream.state.localClose === 1) {
        stream.close(constants.NGHTTP2_NO_ERROR);
      } else {
        this.#stopRequest();
      }
    });
    stream.once('close', cancelReset);
  }

  #gone(): boolean {
    return this.#stream.destroyed || this.#stream.closed;
  }
}

function statusHeaders(code: GrpcCode, text: string): OutgoingHttpHeaders {
  return text === '' ? { 'grpc-status': code } : { 'grpc-status': code, 'grpc-message': encodeGrpcMessage(text) };
}
