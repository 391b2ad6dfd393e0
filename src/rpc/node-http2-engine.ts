import {
  constants,
  type IncomingHttpHeaders,
  performServerHandshake,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Socket } from 'node:net';
import { countEnded } from './counters.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { KeepAlive } from './keep-alive.ts';
import { NodeCallStream } from './node-call-stream.ts';
import { judgeHead } from './request-head.ts';
import { ServerCall } from './server-call.ts';
import type { Peer } from './service.ts';
import { SessionSet } from './session-set.ts';

/** What a client may send on one stream before the handler's side has read it. */
const streamWindowBytes = 1024 * 1024;
/** The same for a whole connection; node:http2 leaves it at 64 KiB unless told otherwise. */
const connectionWindowBytes = 16 * 1024 * 1024;
/** node:http2 refuses streams beyond it and counts unsent answers: a few batches of 32 messages of 4 MiB must fit. */
const sessionMemoryMb = 1024;

/** The reference engine: HTTP/2 by node:http2, gRPC by our own calls. */
class NodeHttp2Engine implements Engine {
  readonly #options: EngineOptions;
  /**
   * A session is dropped by its socket, never by `session.destroy()`: that call loops for ever
   * inside nghttp2 (Node 20.20) when it happens on the heels of a stream's end while other streams of the session are open.
   */
  readonly #sessions = new SessionSet<{ readonly session: ServerHttp2Session; readonly socket: Socket }>();
  #draining = false;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  accept(socket: Socket, peer: Peer): void {
    const { clock, counters, limits, logger } = this.#options;
    const session = performServerHandshake(socket, {
      maxSessionMemory: sessionMemoryMb,
      settings: {
        enablePush: false,
        initialWindowSize: streamWindowBytes,
        maxConcurrentStreams: limits.streamsPerConnectionMax,
        maxHeaderListSize: limits.headerListBytesMax,
      },
    });
    const entry = { session, socket };
    this.#sessions.add(entry);
    session.setLocalWindowSize(connectionWindowBytes);
    const keepAlive = new KeepAlive(clock, limits, {
      ping: (answered) => pingSession(session, answered),
      idle: () => {
        counters.connectionsIdle += 1;
        session.close();
      },
      lost: () => {
        counters.connectionsLost += 1;
        logger.info({ peer: peer.address, port: peer.port }, 'a connection does not answer PING and is dropped');
        socket.destroy();
      },
    });
    session.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
      keepAlive.streamOpened();
      stream.once('close', () => keepAlive.streamClosed());
      this.#open(stream, headers, peer);
    });
    session.on('error', (error: Error) => {
      logger.debug({ peer: peer.address, port: peer.port, err: error }, 'a connection failed');
    });
    session.once('close', () => {
      keepAlive.stop();
      this.#sessions.delete(entry);
    });
    if (this.#draining) {
      session.close();
    }
  }

  drain(): Promise<void> {
    this.#draining = true;
    for (const { session } of this.#sessions) {
      session.close();
    }
    return this.#sessions.empty();
  }

  close(): void {
    this.#draining = true;
    for (const { socket } of this.#sessions) {
      socket.destroy();
    }
  }

  #open(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, peer: Peer): void {
    const { callContext, clock, counters, methods } = this.#options;
    const callStream = new NodeCallStream(stream, headers, peer, clock);
    const verdict = judgeHead(methods, {
      httpMethod: callStream.metadata.get(constants.HTTP2_HEADER_METHOD),
      path: callStream.metadata.get(constants.HTTP2_HEADER_PATH) ?? '',
      contentType: callStream.metadata.get(constants.HTTP2_HEADER_CONTENT_TYPE),
      encoding: callStream.metadata.get('grpc-encoding'),
      timeout: callStream.metadata.get('grpc-timeout'),
    });
    if (verdict.kind === 'refused') {
      counters.callsStarted += 1;
      countEnded(counters, verdict.code);
      callStream.refuse(verdict.httpStatus, verdict.code, verdict.text);
      return;
    }
    const call = new ServerCall(verdict.method, verdict.encoding, verdict.timeoutMs, callStream, callContext);
    stream.on('data', (chunk: Buffer) => {
      call.receive(chunk);
      call.keepRequest();
    });
    stream.once('end', () => call.receiveEnd());
    stream.on('drain', () => call.writable());
    stream.once('aborted', () => call.abort());
    stream.once('close', () => call.abort());
    call.start();
  }
}

/** A ping that cannot be sent leaves the question open, and the watch draws its conclusion. */
function pingSession(session: ServerHttp2Session, answered: () => void): void {
  if (!session.destroyed) {
    session.ping((error) => {
      if (error === null) {
        answered();
      }
    });
  }
}

export function createNodeHttp2Engine(options: EngineOptions): Engine {
  return new NodeHttp2Engine(options);
}
