import type { Duplex } from 'node:stream';
import { countEnded } from '../counters.ts';
import type { EngineOptions } from '../node-http2-engine.ts';
import { ServerCall } from '../server-call.ts';
import type { Peer } from '../service.ts';
import { Backlog } from './backlog.ts';
import type { Connection, Defence } from './connection.ts';
import { EngineStream, type StreamEnd } from './engine-stream.ts';
import { createGuards, type FloodGuards } from './flood-guard.ts';
import { ErrorCode, FrameType, int31Max } from './frame.ts';
import { greet } from './greeting.ts';
import { HeaderBlocks } from './header-blocks.ts';
import type { Http2Limits } from './http2-limits.ts';
import { Inbound } from './inbound.ts';
import { drainPing, Liveness, livenessPing } from './liveness.ts';
import { Outbound } from './outbound.ts';
import { Output, type SlabPool } from './output.ts';
import { RequestFrames } from './request-frames.ts';
import type { RequestHeaders } from './request-headers.ts';
import { StreamTable } from './stream-table.ts';

/** What all sessions of an engine share. */
export interface SessionContext {
  readonly options: EngineOptions;
  readonly limits: Http2Limits;
  readonly slabs: SlabPool;
  /** Answers of all connections that the network has not taken. */
  readonly queued: { bytes: number };
  readonly defended: (defence: Defence) => void;
  /** The session has written: flush it at the end of the turn. */
  readonly flushLater: (session: Session) => void;
  readonly closed: (session: Session) => void;
}

/**
 * open: serving. leaving: GOAWAY is out or has come, and the last streams run. failed: GOAWAY with an error is to leave
 * with this turn. ended: nothing more is written, and the socket lingers. closed: the socket is gone.
 */
type Phase = 'open' | 'leaving' | 'failed' | 'ended' | 'closed';

/** A turn's output above this is handed to the socket at once, so that what waits is counted. */
const turnBytesMax = 1024 * 1024;
/** One HTTP/2 connection: the socket, the phases of its life, and the limits that need a clock. */
export class Session implements Connection {
  readonly peer: Peer;
  readonly limits: Http2Limits;
  readonly outbound: Outbound;
  readonly streams = new StreamTable();
  readonly guards: FloodGuards;
  readAt: number;
  lastWelcomeId = Number.POSITIVE_INFINITY;
  congested = false;
  readonly #context: SessionContext;
  readonly #socket: Duplex;
  readonly #inbound: Inbound;
  readonly #requests: RequestFrames;
  readonly #backlog: Backlog;
  readonly #liveness: Liveness;
  readonly #acceptedAt: number;
  #phase: Phase = 'open';
  #flushPending = false;
  #settingsAcknowledged = false;
  #lingerUntil = 0;

  constructor(socket: Duplex, peer: Peer, context: SessionContext) {
    const { options, limits } = context;
    const now = options.clock.monotonic();
    this.peer = peer;
    this.limits = limits;
    this.#context = context;
    this.#socket = socket;
    this.readAt = now;
    this.#acceptedAt = now;
    this.#liveness = new Liveness(options.limits, now);
    this.#backlog = new Backlog(limits, context.queued);
    this.outbound = new Outbound(new Output(socket, context.slabs));
    this.guards = createGuards(limits, now);
    const { headerListBytesMax, streamsPerConnectionMax } = options.limits;
    const blocks = new HeaderBlocks(options.methods, limits.headerTableBytes, headerListBytesMax);
    this.#requests = new RequestFrames(this, blocks, { streamsMax: streamsPerConnectionMax, headerListBytesMax });
    this.#inbound = new Inbound(this, this.#requests, limits.frameBytesMax);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('drain', () => this.#drained());
    socket.on('error', () => undefined);
    socket.once('end', () => this.#end());
    socket.once('close', () => this.#close());
    greet(this.outbound, options.limits, limits);
    this.touched();
  }

  get reading(): boolean {
    return this.#phase === 'open' || this.#phase === 'leaving';
  }

  now(): number {
    return this.#context.options.clock.monotonic();
  }

  touched(): void {
    if (!this.#flushPending) {
      this.#flushPending = true;
      this.#context.flushLater(this);
    } else if (this.outbound.output.bytes > turnBytesMax) {
      this.#write();
    }
  }

  /** The turn is over. */
  flush(): void {
    this.#flushPending = false;
    if (this.#phase === 'ended' || this.#phase === 'closed') {
      return;
    }
    this.#write();
    if (this.#phase === 'failed' || (this.#phase === 'leaving' && this.#finished())) {
      this.#end();
    }
  }

  fail(code: ErrorCode, reason: string): void {
    if (!this.reading) {
      return;
    }
    this.#context.options.logger.debug({ ...this.peer, code, reason }, 'a connection broke the rules of HTTP/2');
    this.#leaveWith(code, reason);
  }

  defend(defence: Defence, reason: string): void {
    if (!this.reading) {
      return;
    }
    this.#context.defended(defence);
    this.#context.options.logger.warn({ ...this.peer, defence, reason }, 'a connection passed a limit and is closed');
    this.#leaveWith(defence === 'settingsTimeout' ? ErrorCode.SETTINGS_TIMEOUT : ErrorCode.ENHANCE_YOUR_CALM, reason);
  }

  failStream(id: number, code: ErrorCode, reason: string): void {
    if (this.streams.isIdle(id)) {
      // RST_STREAM must not be sent on an idle stream (RFC 9113, 6.4).
      this.fail(code, reason);
      return;
    }
    this.#context.options.logger.debug({ ...this.peer, id, code, reason }, 'a stream broke the rules of HTTP/2');
    const stream = this.streams.open.get(id);
    if (stream !== undefined) {
      stream.resetWith(code);
    } else {
      this.outbound.resetStream(id, code);
      this.streams.noteEnd(id, 'resetByServer');
      this.touched();
    }
    if (!this.guards.resets.take(this.readAt)) {
      this.defend('resets', 'too many streams are reset');
    }
  }

  openStream(id: number, headers: RequestHeaders, endStream: boolean): void {
    const stream = new EngineStream(id, headers, this, this.outbound.initialWindow, this.readAt);
    this.streams.add(stream);
    if (endStream) {
      stream.state = 'halfClosedRemote';
    } else {
      stream.awaitsRequest = headers.verdict.kind === 'refused' || headers.verdict.method.kind !== 'duplex';
    }
    const { verdict } = headers;
    const { callContext, counters } = this.#context.options;
    if (verdict.kind === 'refused') {
      counters.callsStarted += 1;
      countEnded(counters, verdict.code);
      stream.refuse(verdict);
      return;
    }
    const call = new ServerCall(verdict.method, verdict.encoding, verdict.timeoutMs, stream, callContext, this.readAt);
    stream.call = call;
    call.start();
    if (endStream) {
      stream.requestEnded();
    }
  }

  streamEnded(stream: EngineStream, end: StreamEnd): void {
    this.streams.close(stream, end);
    this.#requests.requestDone(stream);
    if (end === 'ended') {
      // Who lets calls end may give up as many.
      this.guards.resets.earn(1);
    }
    if (this.streams.open.size === 0) {
      this.#liveness.rests(this.readAt);
      if (this.#phase === 'leaving') {
        this.touched();
      }
    }
  }

  queueGrew(byteCount: number): boolean {
    return this.#defendBacklog(this.#backlog.addWindowBytes(byteCount));
  }

  queueShrank(byteCount: number): void {
    this.#backlog.addWindowBytes(-byteCount);
  }

  settingsAcknowledged(): void {
    this.#settingsAcknowledged = true;
  }

  pingAnswered(payload: Buffer, start: number): void {
    const last = payload[start + 7];
    if (last === livenessPing[7] || last === drainPing[7]) {
      this.#liveness.pingAnswered();
    }
    if (last === drainPing[7] && this.#phase === 'leaving' && this.lastWelcomeId === int31Max) {
      // Whatever the client sent before it knew of the GOAWAY has come: now the last id is certain.
      this.lastWelcomeId = this.streams.lastId;
      this.outbound.goAway(this.lastWelcomeId, ErrorCode.NO_ERROR, '');
      this.touched();
    }
  }

  peerLeaves(code: number): void {
    if (code !== ErrorCode.NO_ERROR) {
      this.#context.options.logger.debug({ ...this.peer, code }, 'a client ends its connection with an error');
    }
    if (this.#phase === 'open') {
      this.#phase = 'leaving';
      this.lastWelcomeId = this.streams.lastId;
      this.outbound.goAway(this.lastWelcomeId, ErrorCode.NO_ERROR, '');
      this.touched();
    }
  }

  /** No new streams; the connection ends with its last one. */
  drain(): void {
    if (this.#phase === 'open') {
      this.#phase = 'leaving';
      // RFC 9113, 6.8: first an id that refuses nothing, so that no stream that is under way is lost.
      this.lastWelcomeId = int31Max;
      this.outbound.goAway(int31Max, ErrorCode.NO_ERROR, '');
      this.#ping(drainPing, this.now());
    }
  }

  /** Drops the connection now. */
  destroy(): void {
    this.#socket.destroy();
    this.#close();
  }

  /** Looks, every now and then, for what takes too long. */
  check(now: number): void {
    if (!this.reading) {
      if (this.#phase === 'ended' && now >= this.#lingerUntil) {
        this.destroy();
      }
      return;
    }
    const { limits } = this;
    if (now - this.#inbound.incompleteSince > limits.frameTimeoutMs) {
      this.defend('frameTimeout', `a frame or header block took more than ${limits.frameTimeoutMs} ms`);
    } else if (!this.#settingsAcknowledged && now - this.#acceptedAt > limits.settingsTimeoutMs) {
      this.defend('settingsTimeout', `SETTINGS were not acknowledged within ${limits.settingsTimeoutMs} ms`);
    } else if (this.#backlog.stalled(this.outbound.output.releasedCount, now)) {
      this.defend('sendStall', `the client has read nothing for ${limits.sendStallTimeoutMs} ms`);
    } else if (this.#checkStreams(now)) {
      this.#checkLife(now);
    }
  }

  #receive(chunk: Buffer): void {
    if (!this.reading) {
      return;
    }
    this.readAt = this.now();
    try {
      this.#inbound.read(chunk);
    } catch (error) {
      // A fault of ours must not take other connections with it.
      this.#context.options.logger.error({ ...this.peer, err: error }, 'reading a connection failed');
      this.#leaveWith(ErrorCode.INTERNAL_ERROR, 'internal error; the log of the server says more');
    }
  }

  #finished(): boolean {
    return this.streams.open.size === 0 && this.lastWelcomeId !== int31Max;
  }

  #leaveWith(code: ErrorCode, reason: string): void {
    this.outbound.goAway(this.streams.lastId, code, reason);
    this.#phase = 'failed';
    this.#closeStreams('resetByServer');
    this.touched();
  }

  #write(): void {
    this.outbound.flush();
    this.#countSocket();
    if (!this.congested && this.#backlog.socketBytes > this.limits.socketQueueBytesHigh) {
      this.congested = true;
      this.#socket.pause();
    }
  }

  #drained(): void {
    this.#countSocket();
    if (this.congested && this.#backlog.socketBytes <= this.limits.socketQueueBytesHigh) {
      this.congested = false;
      this.#socket.resume();
      for (const stream of this.streams.open.values()) {
        stream.offerRoom();
      }
    }
  }

  #countSocket(): void {
    const byteCount = this.#socket.writableLength;
    if (byteCount !== this.#backlog.socketBytes) {
      this.#defendBacklog(this.#backlog.setSocketBytes(byteCount, this.now()));
    }
  }

  /** False: the connection is gone. */
  #defendBacklog(defence: Defence | undefined): boolean {
    if (defence === undefined) {
      return true;
    }
    this.defend(defence, this.#backlog.reason(defence));
    return false;
  }

  /** False: a stream took too long, and the connection is gone. */
  #checkStreams(now: number): boolean {
    const { requestTimeoutMs, sendStallTimeoutMs } = this.limits;
    for (const stream of this.streams.open.values()) {
      if (stream.awaitsRequest && stream.state === 'open' && now - stream.openedAt > requestTimeoutMs) {
        this.defend('requestTimeout', `a request was not complete after ${requestTimeoutMs} ms`);
        return false;
      }
      if (stream.queuedBytes > 0 && now - stream.progressAt > sendStallTimeoutMs) {
        this.defend('sendStall', `the windows of the client have let nothing pass for ${sendStallTimeoutMs} ms`);
        return false;
      }
    }
    return true;
  }

  #checkLife(now: number): void {
    switch (this.#liveness.look(now, this.streams.open.size, this.congested)) {
      case 'ping':
        this.#ping(livenessPing, now);
        return;
      case 'lost':
        this.#context.options.counters.connectionsLost += 1;
        this.#context.options.logger.info({ ...this.peer }, 'a connection does not answer PING and is dropped');
        this.destroy();
        return;
      case 'idle':
        this.drain();
        return;
      case 'fine':
        return;
    }
  }

  #ping(payload: Buffer, now: number): void {
    this.#liveness.pingSent(now);
    this.outbound.control(FrameType.PING, 0, 0, payload, 0, payload.length);
    this.touched();
  }

  /** Writes nothing more: FIN, and a while for the client to read what it got. */
  #end(): void {
    if (this.#phase === 'ended' || this.#phase === 'closed') {
      return;
    }
    this.#phase = 'ended';
    this.#lingerUntil = this.now() + this.limits.lingerMs;
    this.#closeStreams('resetByClient');
    this.#socket.end();
    this.#socket.resume();
  }

  #close(): void {
    if (this.#phase === 'closed') {
      return;
    }
    this.#phase = 'closed';
    this.#closeStreams('resetByClient');
    this.#backlog.setSocketBytes(0, this.now());
    this.#context.closed(this);
  }

  #closeStreams(end: StreamEnd): void {
    for (const stream of this.streams.open.values()) {
      stream.close(end);
    }
  }
}
