import type { MessageType } from './topic.ts';

/** A message as a client asks to store it, already freed of wire forms. Times are epoch milliseconds. */
export interface OutgoingMessage {
  readonly messageId: string;
  readonly body: Uint8Array;
  /** Empty: none. */
  readonly tag: string;
  readonly keys: readonly string[];
  /** Empty: none. */
  readonly messageGroup: string;
  readonly userProperties: Readonly<Record<string, string>>;
  /** The client says that the body is gzip; the server never looks inside. */
  readonly gzip: boolean;
  readonly bornTimestamp: number;
  /** Host name as the client states it; empty: the peer's address is used. */
  readonly bornHost: string;
  readonly traceContext: string;
  /** True when the client marked the message TRANSACTION. */
  readonly transactional: boolean;
  readonly deliveryTimestamp: number | undefined;
  readonly recoverySeconds: number | undefined;
  readonly priority: number | undefined;
  readonly liteTopic: string;
}

/** The strongest mark of a message decides its type; weaker marks are ignored. */
export function messageTypeOf(message: OutgoingMessage): MessageType {
  if (message.transactional) {
    return 'TRANSACTION';
  }
  if (message.deliveryTimestamp !== undefined) {
    return 'DELAY';
  }
  if (message.messageGroup !== '') {
    return 'FIFO';
  }
  if (message.priority !== undefined) {
    return 'PRIORITY';
  }
  return message.liteTopic === '' ? 'NORMAL' : 'LITE';
}

/** An address of a TCP peer. */
export interface HostAddress {
  /** IPv4 or IPv6 literal, IPv4-mapped addresses already unmapped. */
  readonly address: string;
  readonly port: number;
}

/** A message as it lies in the log. `body` and `properties` belong to the reader: nobody changes them later. */
export interface StoredMessage {
  readonly topic: string;
  readonly queueId: number;
  readonly queueOffset: number;
  readonly physicalOffset: number;
  /** Bytes of the whole record. */
  readonly size: number;
  readonly flag: number;
  readonly sysFlag: number;
  readonly bornTimestamp: number;
  readonly bornHost: HostAddress;
  readonly storeTimestamp: number;
  readonly storeHost: HostAddress;
  readonly reconsumeTimes: number;
  readonly preparedTransactionOffset: number;
  readonly body: Uint8Array;
  /** The property string as stored: `name 0x01 value 0x02 …`; see model/properties.ts. */
  readonly properties: string;
}

/** Bits of `sysFlag`. */
export const SysFlag = {
  COMPRESSED: 0x1,
  TRANSACTION_MASK: 0xc,
  TRANSACTION_PREPARED: 0x4,
  TRANSACTION_COMMIT: 0x8,
  TRANSACTION_ROLLBACK: 0xc,
  BORN_HOST_IPV6: 0x10,
  STORE_HOST_IPV6: 0x20,
  INNER_BATCH: 0x80,
} as const;
