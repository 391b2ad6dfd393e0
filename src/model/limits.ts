/** Limits on what clients send, as configured; the defaults are RocketMQ's. Sizes in bytes, times in milliseconds. */
export interface Limits {
  readonly bodyBytesMax: number;
  readonly userPropertiesMax: number;
  /** UTF-8 bytes of user properties, tag and keys together. */
  readonly propertiesBytesMax: number;
  /** UTF-8 bytes; a message group must stay below. */
  readonly messageGroupBytesMax: number;
  readonly invisibleMsMin: number;
  readonly invisibleMsMax: number;
  readonly delayMsMax: number;
  readonly recoverySecondsMax: number;
  readonly messagesPerSendMax: number;
}
