import type { Connection } from './connection.ts';
import type { EngineStream } from './engine-stream.ts';
import { clientPreface, ErrorCode, Flag, FrameType, int31Max, readUint31, readUint32 } from './frame.ts';
import { FrameReader, ReadResult } from './frame-reader.ts';
import type { RequestFrames } from './request-frames.ts';
import { defaultPeerSettings, type PeerSettings, readSettings, settingBytes } from './settings.ts';

/** WINDOW_UPDATE frames that one DATA frame of ours may call for. */
const updatesPerDataFrame = 4;

/** Entries of one SETTINGS frame; there are six known settings. */
const settingsPayloadMax = 512 * settingBytes;

/** The receiving half of a connection: bytes to frames, and every frame to the one place where RFC 9113, 6 says what it means. */
export class Inbound {
  readonly #connection: Connection;
  readonly #requests: RequestFrames;
  readonly #reader: FrameReader;
  readonly #peer: PeerSettings = defaultPeerSettings();
  #prefaceBytes = 0;
  #settingsSeen = false;
  /** When the frame or header block began that has not ended yet; Infinity between two. */
  #incompleteSince = Number.POSITIVE_INFINITY;
  #dataFramesSeen = 0;

  constructor(connection: Connection, requests: RequestFrames, frameBytesMax: number) {
    this.#connection = connection;
    this.#requests = requests;
    this.#reader = new FrameReader(frameBytesMax, true);
  }

  get incompleteSince(): number {
    return Math.min(this.#incompleteSince, this.#requests.blockSince);
  }

  read(chunk: Buffer): void {
    const start = this.#prefaceBytes < clientPreface.length ? this.#readPreface(chunk) : 0;
    if (start < 0) {
      return;
    }
    const reader = this.#reader;
    reader.feed(start === 0 ? chunk : chunk.subarray(start));
    let frameCount = 0;
    for (let result = reader.next(); result !== ReadResult.MORE; result = reader.next()) {
      if (result === ReadResult.TOO_LARGE) {
        this.#connection.fail(
          ErrorCode.FRAME_SIZE_ERROR,
          `a frame of ${reader.length} bytes exceeds SETTINGS_MAX_FRAME_SIZE`,
        );
        return;
      }
      this.#frame();
      // A piece does not end its frame.
      frameCount += reader.insideFrame ? 0 : 1;
      if (!this.#connection.reading) {
        return;
      }
    }
    if (!reader.insideFrame) {
      this.#incompleteSince = Number.POSITIVE_INFINITY;
    } else if (frameCount > 0 || this.#incompleteSince === Number.POSITIVE_INFINITY) {
      this.#incompleteSince = this.#connection.readAt;
    }
  }

  /** Where the frames begin in the chunk; -1 when they do not. */
  #readPreface(chunk: Buffer): number {
    const byteCount = Math.min(chunk.length, clientPreface.length - this.#prefaceBytes);
    if (chunk.compare(clientPreface, this.#prefaceBytes, this.#prefaceBytes + byteCount, 0, byteCount) !== 0) {
      this.#connection.fail(ErrorCode.PROTOCOL_ERROR, 'the connection does not begin with the HTTP/2 preface');
      return -1;
    }
    this.#prefaceBytes += byteCount;
    return byteCount;
  }

  #frame(): void {
    const { type, flags, streamId, bytes, start, end } = this.#reader;
    const connection = this.#connection;
    if (!this.#settingsSeen && (type !== FrameType.SETTINGS || (flags & Flag.ACK) !== 0)) {
      connection.fail(ErrorCode.PROTOCOL_ERROR, 'the first frame is not SETTINGS');
      return;
    }
    const blockId = this.#requests.blockStreamId;
    if (blockId !== 0 && (type !== FrameType.CONTINUATION || streamId !== blockId)) {
      connection.fail(ErrorCode.PROTOCOL_ERROR, 'a header block is interrupted by another frame');
      return;
    }
    switch (type) {
      case FrameType.DATA:
        this.#requests.data(streamId, flags, bytes, start, end);
        return;
      case FrameType.HEADERS:
        this.#requests.headers(streamId, flags, bytes, start, end);
        return;
      case FrameType.PRIORITY:
        this.#priority(streamId, bytes, start, end);
        return;
      case FrameType.RST_STREAM:
        this.#resetStream(streamId, end - start);
        return;
      case FrameType.SETTINGS:
        this.#settings(streamId, flags, bytes, start, end);
        return;
      case FrameType.PUSH_PROMISE:
        connection.fail(ErrorCode.PROTOCOL_ERROR, 'a client sent PUSH_PROMISE');
        return;
      case FrameType.PING:
        this.#ping(streamId, flags, bytes, start, end);
        return;
      case FrameType.GOAWAY:
        this.#goAway(streamId, bytes, start, end);
        return;
      case FrameType.WINDOW_UPDATE:
        this.#windowUpdate(streamId, bytes, start, end);
        return;
      case FrameType.CONTINUATION:
        this.#requests.continuation(streamId, flags, bytes, start, end);
        return;
      default:
        // RFC 9113, 5.5: frames of unknown types are ignored, except inside a header block.
        this.#ignored();
    }
  }

  #ignored(): void {
    if (!this.#connection.guards.ignoredFrames.take(this.#connection.readAt)) {
      this.#connection.defend('ignoredFrames', 'too many frames that ask for nothing');
    }
  }

  /** 6.3, deprecated: checked and ignored. */
  #priority(streamId: number, bytes: Buffer, start: number, end: number): void {
    const connection = this.#connection;
    if (streamId === 0) {
      connection.fail(ErrorCode.PROTOCOL_ERROR, 'PRIORITY on stream 0');
    } else if (end - start !== 5) {
      connection.failStream(streamId, ErrorCode.FRAME_SIZE_ERROR, 'PRIORITY is not 5 bytes long');
    } else if (readUint31(bytes, start) === streamId) {
      connection.failStream(streamId, ErrorCode.PROTOCOL_ERROR, 'a stream depends on itself');
    } else {
      this.#ignored();
    }
  }

  /** 6.4. */
  #resetStream(streamId: number, byteCount: number): void {
    const connection = this.#connection;
    if (streamId === 0) {
      connection.fail(ErrorCode.PROTOCOL_ERROR, 'RST_STREAM on stream 0');
    } else if (byteCount !== 4) {
      connection.fail(ErrorCode.FRAME_SIZE_ERROR, 'RST_STREAM is not 4 bytes long');
    } else if (connection.streams.isIdle(streamId) && streamId <= connection.lastWelcomeId) {
      connection.fail(ErrorCode.PROTOCOL_ERROR, 'RST_STREAM on an idle stream');
    } else {
      this.#resetOpenStream(connection.streams.open.get(streamId));
    }
  }

  #resetOpenStream(stream: EngineStream | undefined): void {
    const connection = this.#connection;
    if (stream === undefined) {
      // Some clients confirm the end of every call so.
      this.#ignored();
    } else if (connection.guards.resets.take(connection.readAt)) {
      stream.close('resetByClient');
    } else {
      connection.defend('resets', 'too many streams are reset');
    }
  }

  /** 6.5. */
  #settings(streamId: number, flags: number, bytes: Buffer, start: number, end: number): void {
    const connection = this.#connection;
    if (streamId !== 0) {
      connection.fail(ErrorCode.PROTOCOL_ERROR, 'SETTINGS on a stream');
    } else if ((flags & Flag.ACK) !== 0) {
      if (end !== start) {
        connection.fail(ErrorCode.FRAME_SIZE_ERROR, 'a SETTINGS acknowledgement has a payload');
      } else {
        this.#settingsAcknowledged();
      }
    } else if ((end - start) % settingBytes !== 0) {
      connection.fail(ErrorCode.FRAME_SIZE_ERROR, 'the length of SETTINGS is not a multiple of 6');
    } else if (!connection.guards.settings.take(connection.readAt) || end - start > settingsPayloadMax) {
      connection.defend('settings', 'too many settings');
    } else {
      this.#settingsSeen = true;
      this.#applySettings(bytes, start, end);
    }
  }

  #settingsAcknowledged(): void {
    if (this.#connection.settingsAcknowledged()) {
      this.#requests.settingsAcknowledged();
    } else {
      this.#ignored();
    }
  }

  #applySettings(bytes: Buffer, start: number, end: number): void {
    const connection = this.#connection;
    const peer = this.#peer;
    const { initialWindowBytes } = peer;
    const fault = readSettings(bytes, start, end, peer);
    if (fault !== undefined) {
      connection.fail(fault.code, fault.reason);
      return;
    }
    const { outbound } = connection;
    outbound.limitFrames(peer.frameBytesMax);
    if (peer.headerTableShrank) {
      peer.headerTableShrank = false;
      outbound.tableShrank();
    }
    outbound.control(FrameType.SETTINGS, Flag.ACK, 0, bytes, start, start);
    connection.touched();
    const growth = peer.initialWindowBytes - initialWindowBytes;
    outbound.initialWindow = peer.initialWindowBytes;
    if (growth === 0) {
      return;
    }
    // 6.9.2: the windows of all streams move by the difference, below zero if need be.
    for (const stream of connection.streams.open.values()) {
      stream.sendWindow += growth;
      if (stream.sendWindow > int31Max) {
        connection.fail(ErrorCode.FLOW_CONTROL_ERROR, 'SETTINGS_INITIAL_WINDOW_SIZE makes a window exceed 2^31-1');
        return;
      }
    }
    if (growth > 0) {
      for (const stream of connection.streams.open.values()) {
        if (stream.queuedBytes > 0) {
          outbound.queued(stream);
        }
      }
    }
  }

  /** 6.7. */
  #ping(streamId: number, flags: number, bytes: Buffer, start: number, end: number): void {
    const connection = this.#connection;
    if (streamId !== 0) {
      connection.fail(ErrorCode.PROTOCOL_ERROR, 'PING on a stream');
    } else if (end - start !== 8) {
      connection.fail(ErrorCode.FRAME_SIZE_ERROR, 'PING is not 8 bytes long');
    } else if ((flags & Flag.ACK) !== 0) {
      if (!connection.pingAnswered()) {
        this.#ignored();
      }
    } else {
      this.#earn();
      if (connection.guards.pings.take(connection.readAt)) {
        connection.outbound.control(FrameType.PING, Flag.ACK, 0, bytes, start, end);
        connection.touched();
      } else {
        connection.defend('pings', 'too many PING frames');
      }
    }
  }

  /** 6.8. */
  #goAway(streamId: number, bytes: Buffer, start: number, end: number): void {
    const connection = this.#connection;
    if (streamId !== 0) {
      connection.fail(ErrorCode.PROTOCOL_ERROR, 'GOAWAY on a stream');
    } else if (end - start < 8) {
      connection.fail(ErrorCode.FRAME_SIZE_ERROR, 'GOAWAY is shorter than 8 bytes');
    } else {
      connection.peerLeaves(readUint32(bytes, start + 4));
      this.#ignored();
    }
  }

  /** 6.9. */
  #windowUpdate(streamId: number, bytes: Buffer, start: number, end: number): void {
    const connection = this.#connection;
    if (end - start !== 4) {
      connection.fail(ErrorCode.FRAME_SIZE_ERROR, 'WINDOW_UPDATE is not 4 bytes long');
      return;
    }
    this.#earn();
    if (!connection.guards.windowUpdates.take(connection.readAt)) {
      connection.defend('windowUpdates', 'too many WINDOW_UPDATE frames');
      return;
    }
    const increment = readUint31(bytes, start);
    if (streamId === 0) {
      this.#growConnectionWindow(increment);
    } else if (connection.streams.isIdle(streamId) && streamId <= connection.lastWelcomeId) {
      connection.fail(ErrorCode.PROTOCOL_ERROR, 'WINDOW_UPDATE on an idle stream');
    } else {
      this.#growStreamWindow(streamId, increment);
    }
  }

  #growConnectionWindow(increment: number): void {
    const { outbound } = this.#connection;
    if (increment === 0) {
      this.#connection.fail(ErrorCode.PROTOCOL_ERROR, 'WINDOW_UPDATE with an increment of 0');
    } else if (outbound.window + increment > int31Max) {
      this.#connection.fail(ErrorCode.FLOW_CONTROL_ERROR, 'WINDOW_UPDATE makes the window exceed 2^31-1');
    } else {
      outbound.window += increment;
      outbound.pump();
      this.#connection.touched();
    }
  }

  #growStreamWindow(streamId: number, increment: number): void {
    const connection = this.#connection;
    const stream = connection.streams.open.get(streamId);
    if (increment === 0) {
      connection.failStream(streamId, ErrorCode.PROTOCOL_ERROR, 'WINDOW_UPDATE with an increment of 0');
    } else if (stream === undefined) {
      // 5.1: it may have been under way when the stream ended.
    } else if (stream.sendWindow + increment > int31Max) {
      connection.failStream(streamId, ErrorCode.FLOW_CONTROL_ERROR, 'WINDOW_UPDATE makes the window exceed 2^31-1');
    } else {
      stream.sendWindow += increment;
      if (stream.queuedBytes > 0) {
        connection.outbound.queued(stream);
        connection.touched();
      }
    }
  }

  /** DATA that we have sent since the last look explains PING (clients measure by it) and WINDOW_UPDATE frames. */
  #earn(): void {
    const { guards, outbound } = this.#connection;
    const frameCount = outbound.dataFrameCount - this.#dataFramesSeen;
    if (frameCount > 0) {
      this.#dataFramesSeen = outbound.dataFrameCount;
      guards.pings.earn(frameCount);
      guards.windowUpdates.earn(frameCount * updatesPerDataFrame);
    }
  }
}
