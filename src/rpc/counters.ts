import type { GrpcCode } from './service.ts';

/** What the wire has seen since its start; read by whoever reports it, written by rpc alone. */
export interface RpcCounters {
  connectionsAccepted: number;
  connectionsClosed: number;
  /** Closed at once because the connection limit was reached. */
  connectionsRefused: number;
  /** Closed because they spoke neither TLS with ALPN h2 nor the HTTP/2 preface, or not in time. */
  connectionsRejected: number;
  /** Closed because a PING got no answer. */
  connectionsLost: number;
  /** Said goodbye to because they had no call for too long. */
  connectionsIdle: number;
  /** Closed because they passed a limit of the engine, by the limit's name. */
  readonly connectionsDefended: Map<string, number>;
  /** Streams above the limit of one connection; node:http2 does not tell of them. */
  streamsRefused: number;
  callsStarted: number;
  /** Ended calls by gRPC code (0 to 16); a call that its client gave up counts as CANCELLED. */
  readonly callsEnded: number[];
}

export function createCounters(): RpcCounters {
  return {
    connectionsAccepted: 0,
    connectionsClosed: 0,
    connectionsRefused: 0,
    connectionsRejected: 0,
    connectionsLost: 0,
    connectionsIdle: 0,
    connectionsDefended: new Map(),
    streamsRefused: 0,
    callsStarted: 0,
    callsEnded: new Array<number>(17).fill(0),
  };
}

export function countEnded(counters: RpcCounters, code: GrpcCode): void {
  counters.callsEnded[code] = (counters.callsEnded[code] ?? 0) + 1;
}
