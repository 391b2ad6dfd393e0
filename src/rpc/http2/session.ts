import type { Duplex } from 'node:stream';
import { countEnded } from '../counters.ts';
import { ServerCall } from '../server-call.ts';
import type { Peer } from '../service.ts';
import { Backlog } from './backlog.ts';
import type { Connection, Defence } from './connection.ts';
import { EngineStream, type StreamEnd } from './engine-stream.ts';
import { createGuards, type FloodGuards } from './flood-guard.ts';
import { ErrorCode, FrameType } from './frame.ts';
import { greet } from './greeting.ts';
import { HeaderBlocks } from './header-blocks.ts';
import type { Http2Limits } from './http2-limits.ts';
import { Inbound } from './inbound.ts';
import { Liveness, pingPayload } from './liveness.ts';
import { Outbound } from './outbound.ts';
import { Output, turnBytesMax } from './output.ts';
import { RequestFrames } from './request-frames.ts';
import type { RequestHeaders } from './request-headers.ts';
import type { ManagedSession, SessionContext } from './session-context.ts';
import { overdueReasons, StreamTable } from './stream-table.ts';

/**
 * open: serving. leaving: GOAWAY is out or has come, and the last streams run. failed: GOAWAY with an error is to leave
 * with this turn. ended: nothing more is written, and the socket lingers. closed: the socket is gone.
 */
type Phase = 'open' | 'leaving' | 'failed' | 'ended' | 'closed';

/** Between two looks at something that must not take long; the limits are seconds. */
const checkIntervalMs = 1000;

/** One HTTP/2 connection: the socket, the phases of its life, and the limits that need a clock. */
export class Session implements Connection, ManagedSession {
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
  /** Streams have been open since the liveness was told that none is. */
  #active = false;
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
    if (this.#phase === 'failed' || (this.#phase === 'leaving' && this.streams.open.size === 0)) {
      this.#end();
    } else {
      this.#watch();
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
    this.#context.options.counters.streamsRefused += code === ErrorCode.REFUSED_STREAM ? 1 : 0;
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
    } else if (headers.verdict.kind === 'refused' || headers.verdict.method.kind !== 'duplex') {
      this.#requests.pending.add(stream);
    }
    this.#active = true;
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
    this.#requests.pending.done(stream);
    if (end === 'ended') {
      // Who lets calls end may give up as many.
      this.guards.resets.earn(1);
    }
    if (this.#phase === 'leaving' && this.streams.open.size === 0) {
      this.touched();
    }
  }

  queueGrew(byteCount: number): boolean {
    return this.#defendBacklog(this.#backlog.addWindowBytes(byteCount));
  }

  queueShrank(byteCount: number): void {
    this.#backlog.addWindowBytes(-byteCount);
  }

  settingsAcknowledged(): boolean {
    const first = !this.#settingsAcknowledged;
    this.#settingsAcknowledged = true;
    return first;
  }

  pingAnswered(): boolean {
    return this.#liveness.pingAnswered();
  }

  peerLeaves(code: number): void {
    if (code !== ErrorCode.NO_ERROR) {
      this.#context.options.logger.debug({ ...this.peer, code }, 'a client ends its connection with an error');
    }
    this.drain();
  }

  /** No new streams: those above the last one may be sent elsewhere (RFC 9113, 6.8). The connection ends with its last stream. */
  drain(): void {
    if (this.#phase === 'open') {
      this.#phase = 'leaving';
      this.lastWelcomeId = this.streams.lastId;
      this.outbound.goAway(this.lastWelcomeId, ErrorCode.NO_ERROR, '');
      this.touched();
    }
  }

  /** Drops the connection now. */
  destroy(): void {
    if (this.#phase !== 'closed') {
      this.#phase = 'ended';
      this.#lingerUntil = Number.POSITIVE_INFINITY;
      this.#closeStreams('resetByClient');
      this.#socket.destroy();
    }
  }

  /** Looks for what takes too long; returns when to look again, unless the session asks for it earlier. */
  check(now: number): number {
    this.#checkAll(now);
    if (!this.reading) {
      return this.#phase === 'ended' ? this.#lingerUntil : Number.POSITIVE_INFINITY;
    }
    const dueAt = this.#liveness.dueAt(this.streams.open.size);
    if (dueAt <= now) {
      // A PING that cannot be answered, because we do not read for now.
      return now + checkIntervalMs;
    }
    return this.#pressing() ? Math.min(dueAt, now + checkIntervalMs) : dueAt;
  }

  #checkAll(now: number): void {
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
    } else {
      const overdue = this.streams.overdue(now, limits);
      if (overdue === undefined) {
        this.#checkLife(now);
      } else {
        this.defend(overdue, overdueReasons[overdue]);
      }
    }
  }

  #receive(chunk: Buffer): void {
    if (!this.reading) {
      return;
    }
    this.readAt = this.now();
    try {
      this.#inbound.read(chunk);
      this.#requests.pending.chunkUsed();
    } catch (error) {
      // A fault of ours must not take other connections with it.
      this.#context.options.logger.error({ ...this.peer, err: error }, 'reading a connection failed');
      this.#leaveWith(ErrorCode.INTERNAL_ERROR, 'internal error; the log of the server says more');
    }
    this.#watch();
  }

  /** After all that happens: sees to it that `check` comes in time. */
  #watch(): void {
    if (this.#active && this.streams.open.size === 0) {
      this.#active = false;
      this.#liveness.rests(this.now());
    }
    if (this.#pressing()) {
      this.#context.checkBy(this.readAt + checkIntervalMs);
    }
  }

  /** Something is going on that must not take long. */
  #pressing(): boolean {
    return (
      this.#backlog.waits ||
      this.#requests.pending.count > 0 ||
      this.#inbound.incompleteSince !== Number.POSITIVE_INFINITY ||
      !this.#settingsAcknowledged
    );
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

  #checkLife(now: number): void {
    switch (this.#liveness.look(now, this.streams.open.size, this.congested)) {
      case 'ping':
        this.#liveness.pingSent(now);
        this.outbound.control(FrameType.PING, 0, 0, pingPayload, 0, pingPayload.length);
        this.touched();
        return;
      case 'lost':
        this.#context.options.counters.connectionsLost += 1;
        this.#context.options.logger.info({ ...this.peer }, 'a connection does not answer PING and is dropped');
        this.destroy();
        return;
      case 'idle':
        this.#context.options.counters.connectionsIdle += 1;
        this.drain();
        return;
      case 'fine':
        return;
    }
  }

  /** Writes nothing more: FIN, and a while for the client to read what it got. */
  #end(): void {
    if (this.#phase === 'ended' || this.#phase === 'closed') {
      return;
    }
    this.#phase = 'ended';
    this.#lingerUntil = this.now() + this.limits.lingerMs;
    this.#context.checkBy(this.#lingerUntil);
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
