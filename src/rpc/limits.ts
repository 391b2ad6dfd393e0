const mebibyte = 1024 * 1024;

/** Every bound of the wire. Byte counts are bytes, durations milliseconds. */
export interface RpcLimits {
  /** Open connections; the next one is closed at once. */
  readonly connectionsMax: number;
  /** From accept to the end of the TLS handshake and the HTTP/2 preface. */
  readonly handshakeTimeoutMs: number;
  /** A connection without a stream for this long gets GOAWAY. Not below 120 s: clients ping each 60 s to 300 s. */
  readonly connectionIdleMs: number;
  /** Between two PINGs of the server, which find half-open peers. */
  readonly pingIntervalMs: number;
  /** A peer that leaves a PING unanswered for this long is gone. */
  readonly pingTimeoutMs: number;
  readonly streamsPerConnectionMax: number;
  /** Of one request's header list, as HTTP/2 counts it. */
  readonly headerListBytesMax: number;
  /** One request message, compressed or not; above it the call ends with RESOURCE_EXHAUSTED. */
  readonly requestBytesMax: number;
  /** All unfinished requests of all connections together; above it the call that asks for more ends with RESOURCE_EXHAUSTED. */
  readonly requestBytesHeldMax: number;
  /** Written to one call and not yet taken by its client; above it the call is reset. */
  readonly responseBytesQueuedMax: number;
}

export const defaultRpcLimits: RpcLimits = {
  connectionsMax: 10_000,
  handshakeTimeoutMs: 10_000,
  connectionIdleMs: 120_000,
  pingIntervalMs: 60_000,
  pingTimeoutMs: 20_000,
  streamsPerConnectionMax: 4096,
  headerListBytesMax: 16_384,
  requestBytesMax: 130 * mebibyte,
  requestBytesHeldMax: 512 * mebibyte,
  responseBytesQueuedMax: 256 * mebibyte,
};
