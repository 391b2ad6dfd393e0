/** Result codes of the RocketMQ 5 protocol: what `Status.code` carries on the wire. */
export const Code = {
  OK: 20000,
  MULTIPLE_RESULTS: 30000,
  BAD_REQUEST: 40000,
  ILLEGAL_ACCESS_POINT: 40001,
  ILLEGAL_TOPIC: 40002,
  ILLEGAL_CONSUMER_GROUP: 40003,
  ILLEGAL_MESSAGE_TAG: 40004,
  ILLEGAL_MESSAGE_KEY: 40005,
  ILLEGAL_MESSAGE_GROUP: 40006,
  ILLEGAL_MESSAGE_PROPERTY_KEY: 40007,
  INVALID_TRANSACTION_ID: 40008,
  ILLEGAL_MESSAGE_ID: 40009,
  ILLEGAL_FILTER_EXPRESSION: 40010,
  ILLEGAL_INVISIBLE_TIME: 40011,
  ILLEGAL_DELIVERY_TIME: 40012,
  INVALID_RECEIPT_HANDLE: 40013,
  MESSAGE_PROPERTY_CONFLICT_WITH_TYPE: 40014,
  UNRECOGNIZED_CLIENT_TYPE: 40015,
  MESSAGE_CORRUPTED: 40016,
  CLIENT_ID_REQUIRED: 40017,
  ILLEGAL_POLLING_TIME: 40018,
  ILLEGAL_OFFSET: 40019,
  ILLEGAL_LITE_TOPIC: 40020,
  INVALID_CLIENT_PROPERTIES: 40021,
  UNAUTHORIZED: 40100,
  FORBIDDEN: 40300,
  NOT_FOUND: 40400,
  MESSAGE_NOT_FOUND: 40401,
  TOPIC_NOT_FOUND: 40402,
  CONSUMER_GROUP_NOT_FOUND: 40403,
  OFFSET_NOT_FOUND: 40404,
  /** A client's own deadline passed; servers answer PROXY_TIMEOUT. */
  REQUEST_TIMEOUT: 40800,
  PAYLOAD_TOO_LARGE: 41300,
  MESSAGE_BODY_TOO_LARGE: 41301,
  MESSAGE_BODY_EMPTY: 41302,
  TOO_MANY_REQUESTS: 42900,
  LITE_TOPIC_QUOTA_EXCEEDED: 42901,
  LITE_SUBSCRIPTION_QUOTA_EXCEEDED: 42902,
  MESSAGE_PROPERTIES_TOO_LARGE: 43101,
  INTERNAL_SERVER_ERROR: 50001,
  HA_NOT_AVAILABLE: 50002,
  NOT_IMPLEMENTED: 50100,
  PROXY_TIMEOUT: 50400,
  MASTER_PERSISTENCE_TIMEOUT: 50401,
  SLAVE_PERSISTENCE_TIMEOUT: 50402,
  UNSUPPORTED: 50500,
  /** Never on the wire, like the next one: what the SDK finds out by itself. No connection, or it broke. */
  SERVER_UNREACHABLE: 90001,
  /** The producer or consumer was closed. */
  CLIENT_CLOSED: 90002,
} as const;

export type Code = (typeof Code)[keyof typeof Code];

const retryableCodes: ReadonlySet<Code> = new Set([
  Code.TOO_MANY_REQUESTS,
  Code.INTERNAL_SERVER_ERROR,
  Code.HA_NOT_AVAILABLE,
  Code.REQUEST_TIMEOUT,
  Code.SERVER_UNREACHABLE,
  Code.PROXY_TIMEOUT,
  Code.MASTER_PERSISTENCE_TIMEOUT,
  Code.SLAVE_PERSISTENCE_TIMEOUT,
]);

/**
 * The one error class. `message` says what is wrong, which limit was hit and what to do about it;
 * `retryable` says whether the same request may succeed later.
 */
export class MqError extends Error {
  readonly code: Code;
  readonly retryable: boolean;

  constructor(code: Code, message: string, options: { cause?: unknown; retryable?: boolean } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'MqError';
    this.code = code;
    this.retryable = options.retryable ?? retryableCodes.has(code);
  }
}

/** The name of a code, for texts: 40402 gives "TOPIC_NOT_FOUND"; an unknown number gives itself. */
export function codeName(code: number): string {
  for (const [name, value] of Object.entries(Code)) {
    if (value === code) {
      return name;
    }
  }
  return String(code);
}
