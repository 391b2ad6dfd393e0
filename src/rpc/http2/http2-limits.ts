const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/**
 * How many frames of a kind a connection may send: `burst` at once, and then `perSecond`. Frames that useful work calls
 * for (a WINDOW_UPDATE for data that we sent, say) are earned by that work and cost nothing of this.
 */
export interface Allowance {
  readonly burst: number;
  readonly perSecond: number;
}

/**
 * The bounds of an HTTP/2 connection that RpcLimits does not name. Passing one (unless said otherwise) ends the connection
 * with GOAWAY ENHANCE_YOUR_CALM, counted and logged once, and touches no other connection.
 */
export interface Http2Limits {
  /** SETTINGS_MAX_FRAME_SIZE: the largest payload a client may send, 2^14 to 2^24-1; above it FRAME_SIZE_ERROR. */
  readonly frameBytesMax: number;
  /** SETTINGS_INITIAL_WINDOW_SIZE: bytes a client may have under way on one stream, 65 535 or more; above it FLOW_CONTROL_ERROR. */
  readonly streamWindowBytes: number;
  /** The same on all streams of a connection; 65 535 or more, too. */
  readonly connectionWindowBytes: number;
  /** SETTINGS_HEADER_TABLE_SIZE: the table of the client's encoder; above it COMPRESSION_ERROR. */
  readonly headerTableBytes: number;
  /** One header block as it is on the wire, all its CONTINUATION frames together. */
  readonly headerBlockBytesMax: number;
  readonly continuationFramesMax: number;
  /** From the first to the last byte of a frame, or of a header block. */
  readonly frameTimeoutMs: number;
  /** From HEADERS to END_STREAM of a call that sends one message; of others, inside a message without more of it. */
  readonly requestTimeoutMs: number;
  /** An answer that waits so long without the client's taking a byte: windows held shut, or a socket that nobody reads. */
  readonly sendStallTimeoutMs: number;
  /** Our SETTINGS without an acknowledgement for so long; ends with SETTINGS_TIMEOUT. */
  readonly settingsTimeoutMs: number;
  /** Request bytes of unfinished calls, of one connection. */
  readonly connectionRequestBytesMax: number;
  /** Answers of one connection that the network has not taken. */
  readonly connectionQueuedBytesMax: number;
  /** The same of all connections; the connection that passes it is the one that ends. */
  readonly queuedBytesMax: number;
  /** Above this a socket is not read until its answers have left. */
  readonly socketQueueBytesHigh: number;
  /** Above this a handler's `write` gives false. */
  readonly streamQueueBytesHigh: number;
  /**
   * RST_STREAM by the client, and streams that its errors make us reset (CVE-2023-44487 and its mirror image); above those
   * earned by calls that ended. The burst is what a client may have to give up at once: all its streams.
   */
  readonly resets: Allowance;
  /** PING without a DATA frame of ours between. */
  readonly pings: Allowance;
  readonly settings: Allowance;
  /** DATA and HEADERS fragments that carry nothing and end nothing. */
  readonly emptyFrames: Allowance;
  /** WINDOW_UPDATE above those earned by streams and by DATA of ours. */
  readonly windowUpdates: Allowance;
  /**
   * PRIORITY and RST_STREAM of closed streams above those earned by streams; GOAWAY, acknowledgements that nobody waits for, and
   * frames of unknown types.
   */
  readonly ignoredFrames: Allowance;
  /** After GOAWAY with an error the socket stays open so long for the client to read why. */
  readonly lingerMs: number;
}

export const defaultHttp2Limits: Http2Limits = {
  frameBytesMax: 16 * kibibyte,
  streamWindowBytes: mebibyte,
  connectionWindowBytes: 16 * mebibyte,
  headerTableBytes: 4 * kibibyte,
  headerBlockBytesMax: 64 * kibibyte,
  continuationFramesMax: 32,
  frameTimeoutMs: 30_000,
  requestTimeoutMs: 300_000,
  sendStallTimeoutMs: 120_000,
  settingsTimeoutMs: 30_000,
  connectionRequestBytesMax: 512 * mebibyte,
  connectionQueuedBytesMax: 256 * mebibyte,
  queuedBytesMax: 1024 * mebibyte,
  socketQueueBytesHigh: mebibyte,
  streamQueueBytesHigh: 256 * kibibyte,
  resets: { burst: 5000, perSecond: 100 },
  pings: { burst: 1000, perSecond: 20 },
  settings: { burst: 100, perSecond: 2 },
  emptyFrames: { burst: 1000, perSecond: 20 },
  windowUpdates: { burst: 10_000, perSecond: 100 },
  ignoredFrames: { burst: 1000, perSecond: 20 },
  lingerMs: 1000,
};
