import { constants } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket, type Server as TlsServer } from 'node:tls';
import { Code, MqError } from '../model/errors.ts';
import type { Cancel, Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/log.ts';
import type { CertificatePair } from './certificate.ts';
import { type DecidedOpening, judgeOpening } from './connection-preface.ts';
import type { RpcCounters } from './counters.ts';
import type { Engine } from './engine.ts';
import type { RpcLimits } from './limits.ts';
import type { Peer } from './service.ts';

/** For people who point a browser or curl at the port. */
const http1Text = 'This port speaks gRPC: HTTP/2, in plaintext (prior knowledge) or over TLS (ALPN h2).\n';
const http1Answer = `HTTP/1.1 426 Upgrade Required\r\nUpgrade: h2c\r\nConnection: close, Upgrade\r\nContent-Type: text/plain\r\nContent-Length: ${http1Text.length}\r\n\r\n${http1Text}`;

/** RFC 9113, 9.2: TLS 1.2 at least, which is not negotiated again. */
const tlsOptions = {
  minVersion: 'TLSv1.2',
  ALPNProtocols: ['h2'],
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
} as const;

export interface PortOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly tls: CertificatePair;
  readonly engine: Engine;
  readonly limits: RpcLimits;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counters: RpcCounters;
}

interface OpeningConnection {
  readonly key: string;
  readonly socket: Socket;
  readonly peer: Peer;
  readonly cancelTimeout: Cancel;
  /** What to log if it comes to nothing. */
  reason: string;
}

export interface PortAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * One listener for plaintext HTTP/2 and TLS. It looks at the first bytes of a connection, finishes the TLS handshake where
 * there is one, and hands what has sent a whole HTTP/2 preface to the engine; everything else is closed, in bounded time.
 */
export class Port {
  readonly #options: PortOptions;
  readonly #server: Server;
  readonly #tlsServer: TlsServer;
  /** Connections that the engine has not got yet. */
  readonly #opening = new Map<string, OpeningConnection>();
  readonly #open = new Set<Socket>();
  #full = false;
  #closed: Promise<void> | undefined;

  private constructor(options: PortOptions) {
    this.#options = options;
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    // It never listens: it gets the connections that turn out to start with a TLS handshake.
    this.#tlsServer = createTlsServer({ ...options.tls, ...tlsOptions }, (stream) => this.#secured(stream));
  }

  static async open(options: PortOptions): Promise<Port> {
    const port = new Port(options);
    await new Promise<void>((resolve, reject) => {
      port.#server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(options, error)));
      port.#server.listen({ host: options.host, port: options.port }, resolve);
    });
    port.#server.on('error', (error) => options.logger.error({ err: error }, 'the listener failed'));
    return port;
  }

  get address(): PortAddress {
    const address = this.#server.address();
    return address === null || typeof address === 'string'
      ? { host: this.#options.host, port: this.#options.port }
      : { host: address.address, port: address.port };
  }

  /** Accepts nothing more and drops what is still opening; resolves when the last accepted connection is gone. */
  stopListening(): Promise<void> {
    this.#closed ??= new Promise((resolve) => this.#server.close(() => resolve()));
    for (const { socket } of this.#opening.values()) {
      socket.destroy();
    }
    return this.#closed;
  }

  /** Drops every connection. */
  close(): Promise<void> {
    const closed = this.stopListening();
    for (const socket of this.#open) {
      socket.destroy();
    }
    return closed;
  }

  #accept(socket: Socket): void {
    const { counters, limits, clock, logger } = this.#options;
    const peer = peerOf(socket);
    if (peer === undefined) {
      socket.destroy();
      return;
    }
    if (this.#open.size >= limits.connectionsMax) {
      this.#refuse(socket);
      return;
    }
    this.#full = false;
    counters.connectionsAccepted += 1;
    const key = connectionKey(socket);
    const connection: OpeningConnection = {
      key,
      socket,
      peer,
      cancelTimeout: clock.after(limits.handshakeTimeoutMs, () => {
        connection.reason = 'no preface in time';
        socket.destroy();
      }),
      reason: 'closed before the preface',
    };
    this.#open.add(socket);
    this.#opening.set(key, connection);
    // The close that follows is what counts; once the engine has the connection, it logs what goes wrong.
    socket.on('error', (error) => {
      connection.reason = error.message;
    });
    socket.once('close', () => {
      connection.cancelTimeout();
      this.#open.delete(socket);
      counters.connectionsClosed += 1;
      if (this.#opening.get(key) === connection) {
        this.#opening.delete(key);
        counters.connectionsRejected += 1;
        logger.debug({ peer: peer.address, port: peer.port, reason: connection.reason }, 'a connection was rejected');
      }
    });
    this.#peek(socket, connection);
  }

  #refuse(socket: Socket): void {
    const { counters, limits, logger } = this.#options;
    counters.connectionsRefused += 1;
    if (!this.#full) {
      this.#full = true;
      logger.warn({ connectionsMax: limits.connectionsMax }, 'the connection limit is reached; new ones are closed');
    }
    socket.destroy();
  }

  /** Reads `stream`, which is the accepted socket or the TLS above it, until its first bytes say what it is. */
  #peek(stream: Socket, connection: OpeningConnection): void {
    let seen: Buffer = Buffer.alloc(0);
    const onReadable = () => {
      const chunk: Buffer | null = stream.read();
      if (chunk === null || stream.destroyed) {
        return;
      }
      seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
      const opening = judgeOpening(seen);
      if (opening !== 'undecided') {
        stream.removeListener('readable', onReadable);
        stream.removeListener('end', onEnd);
        stream.unshift(seen);
        this.#decide(opening, stream, connection);
      }
    };
    const onEnd = () => stream.destroy();
    stream.on('readable', onReadable);
    stream.once('end', onEnd);
  }

  #decide(opening: DecidedOpening, stream: Socket, connection: OpeningConnection): void {
    switch (opening) {
      case 'http2':
        connection.cancelTimeout();
        this.#opening.delete(connection.key);
        this.#options.engine.accept(stream, { ...connection.peer, secure: stream !== connection.socket });
        return;
      case 'tls':
        connection.reason = 'TLS handshake not finished, or no ALPN h2';
        if (stream === connection.socket) {
          this.#tlsServer.emit('connection', stream);
        } else {
          stream.destroy();
        }
        return;
      case 'http1':
        connection.reason = 'HTTP/1.1';
        stream.end(http1Answer, () => stream.destroy());
        return;
      case 'garbage':
        connection.reason = 'unknown protocol';
        stream.destroy();
        return;
    }
  }

  #secured(stream: TLSSocket): void {
    const connection = this.#opening.get(connectionKey(stream));
    if (connection === undefined || stream.alpnProtocol !== 'h2') {
      stream.destroy();
      return;
    }
    connection.reason = 'closed before the preface, over TLS';
    stream.on('error', (error) => {
      connection.reason = error.message;
    });
    this.#peek(stream, connection);
  }
}

/** TLS tells of a finished handshake with a new socket object; both objects show the same addresses. */
function connectionKey(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort} ${socket.localAddress}`;
}

/** Undefined when the peer has gone in the meantime. */
function peerOf(socket: Socket): Peer | undefined {
  const { remoteAddress, remotePort } = socket;
  if (remoteAddress === undefined || remotePort === undefined) {
    return undefined;
  }
  return { address: remoteAddress.replace(/^::ffff:(?=\d+\.)/i, ''), port: remotePort, secure: false };
}

function listenError(options: PortOptions, error: NodeJS.ErrnoException): MqError {
  const reason =
    error.code === 'EADDRINUSE'
      ? 'another process listens there; stop it or choose another port (0 takes a free one)'
      : error.code === 'EACCES'
        ? 'no permission for that port; choose one above 1023'
        : error.code === 'EADDRNOTAVAIL'
          ? 'this machine has no such address'
          : error.message;
  return new MqError(Code.BAD_REQUEST, `cannot listen on ${options.host}:${options.port}: ${reason}`, { cause: error });
}
