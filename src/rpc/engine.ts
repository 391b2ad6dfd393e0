import type { Socket } from 'node:net';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/log.ts';
import type { CallContext } from './call-context.ts';
import type { RpcCounters } from './counters.ts';
import type { RpcLimits } from './limits.ts';
import type { Method, Peer } from './service.ts';

/** What an engine is made with, whichever it is. */
export interface EngineOptions {
  readonly methods: ReadonlyMap<string, Method>;
  readonly limits: RpcLimits;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counters: RpcCounters;
  readonly callContext: CallContext;
}

/** Speaks HTTP/2 on connections that the port has accepted. */
export interface Engine {
  /**
   * Takes over a connection, plain or TLS: its readable side starts with the whole client preface, part of which may
   * already wait in the socket's buffer. The engine closes the socket in the end.
   */
  accept(socket: Socket, peer: Peer): void;
  /** GOAWAY to every connection: no new streams; resolves when the running ones have ended and all connections are gone. */
  drain(): Promise<void>;
  /** Cancels every call and drops every connection now. */
  close(): void;
}
