import type { GrpcCode, MessageWriter, Metadata, Peer } from './service.ts';

/** The HTTP/2 stream under a call: what an engine offers. Every method does nothing once the stream is gone. */
export interface CallStream {
  readonly metadata: Metadata;
  readonly peer: Peer;
  /** Written and not yet taken by the connection. */
  readonly queuedBytes: number;
  sendHeaders(): void;
  /** Sends one message, prefixed, after the headers. False: over the high-water mark, `ServerCall.writable` follows. */
  sendMessage(message: Uint8Array): boolean;
  /** The same for a message of `byteCount` bytes that `writer` writes, now. */
  writeMessage<Message>(writer: MessageWriter<Message>, message: Message, byteCount: number): boolean;
  /** Ends the stream with trailers, or with trailers only when no headers were sent. */
  sendStatus(code: GrpcCode, text: string): void;
  /** Throws away what is queued and ends the stream with CANCEL. */
  reset(): void;
  pauseReading(): void;
  resumeReading(): void;
}
