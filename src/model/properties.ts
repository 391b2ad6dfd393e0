/**
 * Message properties as the log keeps them:
 *
 *   name 0x01 value 0x02 name 0x01 value 0x02 …
 *
 * RocketMQ writes the last 0x02, older releases do not; both are read.
 */
export const nameEnd = '\u0001';
export const entryEnd = '\u0002';

/** Names that the server gives a meaning; a user who sends one is refused with ILLEGAL_MESSAGE_PROPERTY_KEY. */
export const PropertyName = {
  KEYS: 'KEYS',
  TAGS: 'TAGS',
  WAIT: 'WAIT',
  DELAY: 'DELAY',
  RETRY_TOPIC: 'RETRY_TOPIC',
  REAL_TOPIC: 'REAL_TOPIC',
  REAL_QUEUE_ID: 'REAL_QID',
  TRANSACTION_PREPARED: 'TRAN_MSG',
  PRODUCER_GROUP: 'PGROUP',
  ORIGIN_MESSAGE_ID: 'ORIGIN_MESSAGE_ID',
  RECONSUME_TIME: 'RECONSUME_TIME',
  MESSAGE_REGION: 'MSG_REGION',
  TRACE_ON: 'TRACE_ON',
  UNIQUE_KEY: 'UNIQ_KEY',
  POP_CHECKPOINT: 'POP_CK',
  FIRST_POP_TIME: '1ST_POP_TIME',
  ORIGIN_GROUP: 'ORIGIN_GROUP',
  CLUSTER: 'CLUSTER',
  TIMER_DELIVER_MS: 'TIMER_DELIVER_MS',
  TIMER_DELAY_MS: 'TIMER_DELAY_MS',
  TIMER_DELAY_SEC: 'TIMER_DELAY_SEC',
  TIMER_OUT_MS: 'TIMER_OUT_MS',
  TIMER_ENQUEUE_MS: 'TIMER_ENQUEUE_MS',
  TIMER_DEQUEUE_MS: 'TIMER_DEQUEUE_MS',
  TIMER_ROLL_TIMES: 'TIMER_ROLL_TIMES',
  TIMER_CANCEL_KEY: 'TIMER_DEL_UNIQKEY',
  BORN_HOST: '__BORNHOST',
  BORN_TIMESTAMP: 'BORN_TIMESTAMP',
  DEAD_LETTER_ORIGIN_TOPIC: 'DLQ_ORIGIN_TOPIC',
  DEAD_LETTER_ORIGIN_MESSAGE_ID: 'DLQ_ORIGIN_MESSAGE_ID',
  SHARDING_KEY: '__SHARDINGKEY',
  TRACE_CONTEXT: 'TRACE_CONTEXT',
  PRIORITY: '_SYS_MSG_PRIORITY_',
  LITE_TOPIC: '__LITE_TOPIC',
} as const;

export const reservedPropertyNames: ReadonlySet<string> = new Set(
  (
    'TRACE_ON MSG_REGION KEYS TAGS WAIT DELAY RETRY_TOPIC REAL_TOPIC REAL_QID TRAN_MSG PGROUP MIN_OFFSET MAX_OFFSET ' +
    'BUYER_ID ORIGIN_MESSAGE_ID TRANSFER_FLAG CORRECTION_FLAG MQ2_FLAG RECONSUME_TIME UNIQ_KEY MAX_RECONSUME_TIMES ' +
    'CONSUME_START_TIME POP_CK POP_CK_OFFSET 1ST_POP_TIME TRAN_PREPARED_QUEUE_OFFSET DUP_INFO EXTEND_UNIQ_INFO ' +
    'INSTANCE_ID CORRELATION_ID REPLY_TO_CLIENT TTL ARRIVE_TIME PUSH_REPLY_TIME CLUSTER MSG_TYPE ' +
    'INNER_MULTI_QUEUE_OFFSET TIMER_DELAY_MS TIMER_DELAY_SEC TIMER_DELIVER_MS TIMER_ENQUEUE_MS TIMER_DEQUEUE_MS ' +
    'TIMER_ROLL_TIMES TIMER_OUT_MS TIMER_DEL_UNIQKEY TIMER_DELAY_LEVEL __BORNHOST BORN_TIMESTAMP DLQ_ORIGIN_TOPIC ' +
    'DLQ_ORIGIN_MESSAGE_ID __CRC32# _SYS_MSG_PRIORITY_ __LITE_TOPIC ' +
    // Interpreted by the server too, so a user's value would be taken for its own.
    '__SHARDINGKEY TRACE_CONTEXT CHECK_IMMUNITY_TIME_IN_SECONDS TRANSACTION_CHECK_TIMES __transactionId__ INNER_NUM ' +
    'INNER_BASE REDIRECT INNER_MULTI_DISPATCH TIMER_DELAY_LABEL TIMER_ROLL_LABEL TIMER_CHECKPOINT ORIGIN_GROUP ' +
    'TRANS_OFFSET E_T'
  ).split(' '),
);

export function isReservedProperty(name: string): boolean {
  return reservedPropertyNames.has(name);
}

/** The beginning of an entry whose name is known beforehand; the value and `entryEnd` follow. */
export function entryStart(name: string): string {
  return name + nameEnd;
}

/** One entry of a property string. Values that are empty are kept out of the log, as RocketMQ readers drop them. */
export function encodeProperty(name: string, value: string): string {
  return name + nameEnd + value + entryEnd;
}

/** All entries of a property string; entries without a name or a value are left out, the first 0x01 separates. */
export function decodeProperties(text: string): Map<string, string> {
  const properties = new Map<string, string>();
  let start = 0;
  while (start < text.length) {
    const found = text.indexOf(entryEnd, start);
    const end = found === -1 ? text.length : found;
    const middle = text.indexOf(nameEnd, start);
    if (middle > start && middle + 1 < end) {
      properties.set(text.slice(start, middle), text.slice(middle + 1, end));
    }
    start = end + 1;
  }
  return properties;
}

/** The property string of a map, in the map's order. */
export function encodeProperties(properties: ReadonlyMap<string, string>): string {
  let text = '';
  for (const [name, value] of properties) {
    text += encodeProperty(name, value);
  }
  return text;
}

/** The value of one entry of a property string, without decoding the others; undefined when there is none. */
export function findProperty(text: string, name: string): string | undefined {
  const wanted = name + nameEnd;
  let start = 0;
  while (start < text.length) {
    const found = text.indexOf(entryEnd, start);
    const end = found === -1 ? text.length : found;
    if (text.startsWith(wanted, start) && start + wanted.length < end) {
      return text.slice(start + wanted.length, end);
    }
    start = end + 1;
  }
  return undefined;
}
