import { GrpcCode } from '../service.ts';
import type { Connection } from './connection.ts';
import type { EngineStream } from './engine-stream.ts';
import { ErrorCode, Flag, readUint31 } from './frame.ts';
import type { HeaderBlocks } from './header-blocks.ts';
import { PendingRequests } from './pending-requests.ts';
import { RequestHeaders } from './request-headers.ts';

const priorityBytes = 5;

export interface RequestLimits {
  readonly streamsMax: number;
  readonly headerListBytesMax: number;
}

/** A header block that has not ended with its HEADERS frame. */
interface PartialBlock {
  readonly streamId: number;
  readonly endStream: boolean;
  readonly selfDependent: boolean;
  readonly since: number;
  frameCount: number;
  pieces: Buffer[];
  bytes: number;
}

/** HEADERS, CONTINUATION and DATA of the client (RFC 9113, 6.1, 6.2, 6.10 and 8.1): the frames that make requests. */
export class RequestFrames {
  readonly pending = new PendingRequests();
  readonly #connection: Connection;
  readonly #blocks: HeaderBlocks;
  readonly #limits: RequestLimits;
  #partial: PartialBlock | undefined;
  /** What the client may still send on all streams. */
  #receiveWindow: number;
  #unacknowledgedBytes = 0;

  constructor(connection: Connection, blocks: HeaderBlocks, limits: RequestLimits) {
    this.#connection = connection;
    this.#blocks = blocks;
    this.#limits = limits;
    this.#receiveWindow = connection.limits.connectionWindowBytes;
  }

  /** The stream whose header block has not ended; 0 between blocks. */
  get blockStreamId(): number {
    return this.#partial === undefined ? 0 : this.#partial.streamId;
  }

  get blockSince(): number {
    return this.#partial === undefined ? Number.POSITIVE_INFINITY : this.#partial.since;
  }

  /** The client knows our SETTINGS. */
  settingsAcknowledged(): void {
    this.#blocks.settingsAcknowledged();
  }

  headers(streamId: number, flags: number, bytes: Buffer, payloadStart: number, payloadEnd: number): void {
    const connection = this.#connection;
    if (streamId === 0) {
      connection.fail(ErrorCode.PROTOCOL_ERROR, 'HEADERS on stream 0');
      return;
    }
    let start = payloadStart;
    let end = payloadEnd;
    if ((flags & (Flag.PADDED | Flag.PRIORITY)) !== 0) {
      const paddingBytes = (flags & Flag.PADDED) !== 0 ? (bytes[start++] as number) : 0;
      const prioritized = (flags & Flag.PRIORITY) !== 0;
      if (start + (prioritized ? priorityBytes : 0) > payloadEnd) {
        connection.fail(ErrorCode.FRAME_SIZE_ERROR, 'HEADERS is shorter than its flags say');
        return;
      }
      end -= paddingBytes;
      if (start + (prioritized ? priorityBytes : 0) > end) {
        connection.fail(ErrorCode.PROTOCOL_ERROR, 'the padding of HEADERS exceeds its payload');
        return;
      }
      if (prioritized) {
        start += priorityBytes;
      }
    }
    const selfDependent = (flags & Flag.PRIORITY) !== 0 && readUint31(bytes, start - priorityBytes) === streamId;
    const endStream = (flags & Flag.END_STREAM) !== 0;
    if ((flags & Flag.END_HEADERS) !== 0) {
      this.#block(streamId, endStream, selfDependent, bytes, start, end);
      return;
    }
    this.#partial = {
      streamId,
      endStream,
      selfDependent,
      since: connection.readAt,
      frameCount: 0,
      pieces: [],
      bytes: 0,
    };
    this.#addPiece(this.#partial, bytes, start, end);
  }

  continuation(streamId: number, flags: number, bytes: Buffer, start: number, end: number): void {
    const connection = this.#connection;
    const partial = this.#partial;
    if (partial === undefined) {
      connection.fail(ErrorCode.PROTOCOL_ERROR, 'CONTINUATION without a header block to continue');
      return;
    }
    partial.frameCount += 1;
    if (partial.frameCount > connection.limits.continuationFramesMax) {
      connection.defend('continuationFrames', 'a header block has too many CONTINUATION frames');
      return;
    }
    if (!this.#addPiece(partial, bytes, start, end)) {
      return;
    }
    if ((flags & Flag.END_HEADERS) !== 0) {
      this.#partial = undefined;
      const block = Buffer.concat(partial.pieces, partial.bytes);
      this.#block(streamId, partial.endStream, partial.selfDependent, block, 0, block.length);
    }
  }

  data(streamId: number, flags: number, bytes: Buffer, payloadStart: number, payloadEnd: number): void {
    const connection = this.#connection;
    if (streamId === 0) {
      connection.fail(ErrorCode.PROTOCOL_ERROR, 'DATA on stream 0');
      return;
    }
    if (!this.#takeConnectionWindow(payloadEnd - payloadStart)) {
      return;
    }
    let start = payloadStart;
    let end = payloadEnd;
    if ((flags & Flag.PADDED) !== 0) {
      if (start === end) {
        connection.fail(ErrorCode.FRAME_SIZE_ERROR, 'DATA is shorter than its flags say');
        return;
      }
      end -= bytes[start++] as number;
      if (start > end) {
        connection.fail(ErrorCode.PROTOCOL_ERROR, 'the padding of DATA exceeds its payload');
        return;
      }
    }
    const endStream = (flags & Flag.END_STREAM) !== 0;
    if (start === end && !endStream && !connection.guards.emptyFrames.take(connection.readAt)) {
      connection.defend('emptyFrames', 'too many frames that carry nothing');
      return;
    }
    const stream = connection.streams.open.get(streamId);
    if (stream === undefined || stream.state !== 'open') {
      this.#strayFrame(streamId, stream, 'DATA');
      return;
    }
    this.#dataOfRequest(stream, endStream, bytes, start, end, payloadEnd - payloadStart);
  }

  #dataOfRequest(
    stream: EngineStream,
    endStream: boolean,
    bytes: Buffer,
    start: number,
    end: number,
    flowBytes: number,
  ): void {
    const connection = this.#connection;
    stream.receiveWindow -= flowBytes;
    if (stream.receiveWindow < 0) {
      connection.failStream(stream.id, ErrorCode.FLOW_CONTROL_ERROR, 'DATA exceeds the window of its stream');
      return;
    }
    const byteCount = end - start;
    stream.receivedBytes += byteCount;
    const { contentLength } = stream.metadata;
    if (
      contentLength >= 0 &&
      (stream.receivedBytes > contentLength || (endStream && stream.receivedBytes !== contentLength))
    ) {
      connection.failStream(stream.id, ErrorCode.PROTOCOL_ERROR, 'the body differs from its content-length');
      return;
    }
    if (endStream) {
      this.pending.done(stream);
      stream.state = 'halfClosedRemote';
      if (byteCount > 0) {
        stream.call?.receive(bytes, start, end);
      }
      stream.requestEnded();
      return;
    }
    if (stream.awaitsRequest && stream.call !== undefined) {
      this.pending.grew(stream, byteCount);
      if (this.pending.bytes > connection.limits.connectionRequestBytesMax) {
        connection.defend('requestBytes', 'too many bytes of unfinished requests');
        return;
      }
    }
    if (byteCount > 0) {
      stream.call?.receive(bytes, start, end);
    }
    stream.receivedAt = connection.readAt;
    stream.unacknowledgedBytes += flowBytes;
    stream.renewWindow();
  }

  #takeConnectionWindow(flowBytes: number): boolean {
    const connection = this.#connection;
    this.#receiveWindow -= flowBytes;
    if (this.#receiveWindow < 0) {
      connection.fail(ErrorCode.FLOW_CONTROL_ERROR, 'DATA exceeds the window of the connection');
      return false;
    }
    this.#unacknowledgedBytes += flowBytes;
    if (this.#unacknowledgedBytes * 2 >= connection.limits.connectionWindowBytes) {
      connection.outbound.windowUpdate(0, this.#unacknowledgedBytes);
      connection.touched();
      this.#receiveWindow += this.#unacknowledgedBytes;
      this.#unacknowledgedBytes = 0;
    }
    return true;
  }

  #addPiece(partial: PartialBlock, bytes: Buffer, start: number, end: number): boolean {
    const connection = this.#connection;
    if (start === end && !connection.guards.emptyFrames.take(connection.readAt)) {
      connection.defend('emptyFrames', 'too many frames that carry nothing');
      return false;
    }
    partial.bytes += end - start;
    if (partial.bytes > connection.limits.headerBlockBytesMax) {
      connection.defend('headerBlockBytes', 'a header block is too large');
      return false;
    }
    partial.pieces.push(Buffer.from(bytes.subarray(start, end)));
    return true;
  }

  /** A whole header block: a new request, or the trailers of one. The table learns of it whatever the stream is. */
  #block(id: number, endStream: boolean, selfDependent: boolean, bytes: Buffer, start: number, end: number): void {
    const connection = this.#connection;
    const { streams } = connection;
    if (id > connection.lastWelcomeId) {
      this.#skip(bytes, start, end);
      return;
    }
    const stream = streams.open.get(id);
    if (stream !== undefined && stream.state === 'open') {
      this.#trailers(stream, endStream, bytes, start, end);
      return;
    }
    if ((id & 1) === 0) {
      connection.fail(ErrorCode.PROTOCOL_ERROR, 'a client opened a stream with an even id');
      return;
    }
    if (stream !== undefined || id <= streams.lastId) {
      if (this.#skip(bytes, start, end)) {
        this.#strayFrame(id, stream, 'HEADERS');
      }
      return;
    }
    this.#request(id, endStream, selfDependent, bytes, start, end);
  }

  #request(id: number, endStream: boolean, selfDependent: boolean, bytes: Buffer, start: number, end: number): void {
    const connection = this.#connection;
    const { streams } = connection;
    streams.lastId = id;
    const headers = this.#blocks.readRequest(bytes, start, end);
    if (headers.kind === 'undecodable') {
      connection.fail(ErrorCode.COMPRESSION_ERROR, headers.reason);
      return;
    }
    if (selfDependent) {
      connection.failStream(id, ErrorCode.PROTOCOL_ERROR, 'a stream depends on itself');
      return;
    }
    if (streams.open.size >= this.#limits.streamsMax) {
      connection.failStream(id, ErrorCode.REFUSED_STREAM, `more than ${this.#limits.streamsMax} streams are open`);
      return;
    }
    switch (headers.kind) {
      case 'malformed':
        connection.failStream(id, ErrorCode.PROTOCOL_ERROR, headers.reason);
        return;
      case 'listTooLarge':
        connection.openStream(id, this.#tooLarge(headers.listBytes), endStream);
        return;
      case 'headers':
        break;
    }
    if (endStream && headers.contentLength > 0) {
      connection.failStream(id, ErrorCode.PROTOCOL_ERROR, 'the body differs from its content-length');
      return;
    }
    connection.guards.windowUpdates.earn(2);
    connection.guards.ignoredFrames.earn(2);
    connection.openStream(id, headers, endStream);
  }

  #tooLarge(listBytes: number): RequestHeaders {
    const text = `the request headers have ${listBytes} bytes; the limit is ${this.#limits.headerListBytesMax}`;
    return new RequestHeaders([], { kind: 'refused', httpStatus: 200, code: GrpcCode.RESOURCE_EXHAUSTED, text }, -1);
  }

  /** 8.1: a second header block ends the request. */
  #trailers(stream: EngineStream, endStream: boolean, bytes: Buffer, start: number, end: number): void {
    const connection = this.#connection;
    const problem = this.#blocks.readTrailers(bytes, start, end);
    if (problem?.kind === 'undecodable') {
      connection.fail(ErrorCode.COMPRESSION_ERROR, problem.reason);
    } else if (problem?.kind === 'malformed') {
      connection.failStream(stream.id, ErrorCode.PROTOCOL_ERROR, problem.reason);
    } else if (!endStream) {
      connection.failStream(stream.id, ErrorCode.PROTOCOL_ERROR, 'a second header block does not end the stream');
    } else if (stream.metadata.contentLength >= 0 && stream.metadata.contentLength !== stream.receivedBytes) {
      connection.failStream(stream.id, ErrorCode.PROTOCOL_ERROR, 'the body differs from its content-length');
    } else {
      this.pending.done(stream);
      stream.state = 'halfClosedRemote';
      stream.requestEnded();
    }
  }

  #skip(bytes: Buffer, start: number, end: number): boolean {
    const problem = this.#blocks.skip(bytes, start, end);
    if (problem !== undefined) {
      this.#connection.fail(ErrorCode.COMPRESSION_ERROR, problem.reason);
    }
    return problem === undefined;
  }

  /** 5.1: DATA or HEADERS on a stream that takes none. */
  #strayFrame(id: number, stream: EngineStream | undefined, name: string): void {
    const connection = this.#connection;
    if (id > connection.lastWelcomeId) {
      return;
    }
    if (stream !== undefined) {
      connection.failStream(id, ErrorCode.STREAM_CLOSED, `${name} after END_STREAM`);
      return;
    }
    if (connection.streams.isIdle(id)) {
      connection.fail(ErrorCode.PROTOCOL_ERROR, `${name} on an idle stream`);
      return;
    }
    switch (connection.streams.endOf(id)) {
      case 'resetByServer':
        // Under way when our RST_STREAM was.
        return;
      case 'resetByClient':
        connection.failStream(id, ErrorCode.STREAM_CLOSED, `${name} after RST_STREAM`);
        return;
      case 'ended':
        connection.fail(ErrorCode.STREAM_CLOSED, `${name} on a closed stream`);
        return;
      case undefined:
        if (name === 'HEADERS') {
          connection.fail(ErrorCode.PROTOCOL_ERROR, 'a stream id is not above those used before');
        } else {
          connection.failStream(id, ErrorCode.STREAM_CLOSED, `${name} on a closed stream`);
        }
        return;
    }
  }
}
