/** What the processes of the rpc bench agree on. */
export const echoPath = '/bench.Echo/Echo';
/** Answers one message with `streamedCount` of them. */
export const streamPath = '/bench.Echo/Stream';
export const streamedCount = 32;

export interface LoadOptions {
  readonly connections: number;
  readonly inFlightPerConnection: number;
  readonly payloadBytes: number;
  readonly path: string;
  readonly warmUpMs: number;
  readonly measuredMs: number;
  /** Echoed bytes instead of HTTP/2 answers: the floor. */
  readonly bare: boolean;
}

export interface LoadResult {
  readonly calls: number;
  readonly seconds: number;
  /** Microseconds from request to the end of its answer. */
  readonly p50: number;
  readonly p99: number;
}
