import type { EngineStream, StreamEnd } from './engine-stream.ts';
import type { Http2Limits } from './http2-limits.ts';
import { OpenStreams } from './open-streams.ts';

/** Why a stream is overdue, by the limit that it passed. */
export const overdueReasons = {
  requestTimeout: 'a request was not complete in time',
  sendStall: 'the windows of the client have let nothing pass for too long',
} as const;

/** Streams of the recent past whose end is known; a power of two. */
const remembered = 256;

/** The last ids of one kind of end. */
class IdRing {
  #ids: Int32Array | undefined;
  #next = 0;

  add(id: number): void {
    this.#ids ??= new Int32Array(remembered);
    this.#ids[this.#next] = id;
    this.#next = (this.#next + 1) & (remembered - 1);
  }

  has(id: number): boolean {
    return this.#ids?.includes(id) ?? false;
  }
}

/** The streams of a connection: open ones by id, and how the last closed ones ended. */
export class StreamTable {
  readonly open = new OpenStreams();
  /** The highest id that a client has used; ids below that are not open are closed (RFC 9113, 5.1.1). */
  lastId = 0;
  readonly #ended = new IdRing();
  readonly #resetByServer = new IdRing();
  readonly #resetByClient = new IdRing();

  isIdle(id: number): boolean {
    // Even ids are the server's, which opens none.
    return id > this.lastId || (id & 1) === 0;
  }

  add(stream: EngineStream): void {
    this.open.add(stream);
  }

  close(stream: EngineStream, end: StreamEnd): void {
    this.open.delete(stream.id);
    this.noteEnd(stream.id, end);
  }

  /** Of a stream that was refused before it became one, too. */
  noteEnd(id: number, end: StreamEnd): void {
    switch (end) {
      case 'ended':
        this.#ended.add(id);
        return;
      case 'resetByServer':
        this.#resetByServer.add(id);
        return;
      case 'resetByClient':
        this.#resetByClient.add(id);
        return;
    }
  }

  /** Undefined: never opened, or forgotten. Frames of a stream that both sides have ended may only come by mistake. */
  endOf(id: number): StreamEnd | undefined {
    if (this.#resetByServer.has(id)) {
      return 'resetByServer';
    }
    if (this.#resetByClient.has(id)) {
      return 'resetByClient';
    }
    return this.#ended.has(id) ? 'ended' : undefined;
  }

  /** The limit that an open stream has passed by now, if one has. */
  overdue(now: number, limits: Http2Limits): keyof typeof overdueReasons | undefined {
    for (const stream of this.open.values()) {
      const waitsSince = stream.awaitsRequest ? stream.openedAt : stream.receivedAt;
      if (now - waitsSince > limits.requestTimeoutMs && (stream.awaitsRequest || stream.call?.insideMessage === true)) {
        return 'requestTimeout';
      }
      if (stream.queuedBytes > 0 && now - stream.progressAt > limits.sendStallTimeoutMs) {
        return 'sendStall';
      }
    }
    return undefined;
  }
}
