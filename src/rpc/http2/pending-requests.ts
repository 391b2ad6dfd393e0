import type { EngineStream } from './engine-stream.ts';

/** The requests of a connection that have begun and not ended, of calls that do nothing before they have the whole. */
export class PendingRequests {
  count = 0;
  /** What their clients have sent of them. */
  bytes = 0;
  /** Those that the chunk which is being read has a part of. */
  readonly #inChunk: EngineStream[] = [];

  add(stream: EngineStream): void {
    stream.awaitsRequest = true;
    this.count += 1;
  }

  /** A part of a request has come, and its end has not. */
  grew(stream: EngineStream, byteCount: number): void {
    stream.heldBytes += byteCount;
    this.bytes += byteCount;
    this.#inChunk.push(stream);
  }

  /** The request is complete or given up. Does nothing for other streams. */
  done(stream: EngineStream): void {
    this.bytes -= stream.heldBytes;
    stream.heldBytes = 0;
    if (stream.awaitsRequest) {
      stream.awaitsRequest = false;
      this.count -= 1;
    }
  }

  /** The chunk is used up: requests that it did not complete are not to stay in it. Most clients end theirs in time. */
  chunkUsed(): void {
    if (this.#inChunk.length > 0) {
      for (const stream of this.#inChunk) {
        if (stream.awaitsRequest) {
          stream.call?.keepRequest();
        }
      }
      this.#inChunk.length = 0;
    }
  }
}
