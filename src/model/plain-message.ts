const none: Buffer = Buffer.alloc(0);

/** User properties that a plain message may have. */
export const plainPropertiesMax = 32;

/** Numbers in `properties` for each of them: start and end of its name, start and end of its value. */
export const boundsPerProperty = 4;

/**
 * A message as nearly all are, not taken apart: it has few user properties, each of another legal name, at most one key, and nothing that makes it wait or
 * belong to a transaction. Its texts are printable ASCII (U+0020 to U+007E) and lie in `bytes`, each from its start up to
 * its end, as the body does; one that is absent is empty. Tag, key, message id and message group are legal but for their
 * length, and the message id is there.
 *
 * One object serves many messages, one after the other: what is to outlive the call that hands it over must be copied.
 */
export class PlainMessage {
  bytes: Buffer = none;
  /** Where the whole request lies. */
  start = 0;
  end = 0;
  topic = '';
  bodyStart = 0;
  bodyEnd = 0;
  propertyCount = 0;
  /** Where names and values lie, in the order in which the client gave them. */
  readonly properties = new Int32Array(plainPropertiesMax * boundsPerProperty);
  messageIdStart = 0;
  messageIdEnd = 0;
  tagStart = 0;
  tagEnd = 0;
  keyStart = 0;
  keyEnd = 0;
  messageGroupStart = 0;
  messageGroupEnd = 0;
  traceContextStart = 0;
  traceContextEnd = 0;
  bornHostStart = 0;
  bornHostEnd = 0;
  gzip = false;
  /** Epoch milliseconds; -1: the client states none. */
  bornTimestamp = -1;

  text(start: number, end: number): string {
    return this.bytes.toString('latin1', start, end);
  }

  get messageId(): string {
    return this.text(this.messageIdStart, this.messageIdEnd);
  }

  /** Lets go of the bytes: what they belong to may be large. */
  release(): void {
    this.bytes = none;
  }

  /** As before the first message: nothing is there. */
  clear(bytes: Buffer, start: number, end: number): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.topic = '';
    this.bodyStart = 0;
    this.bodyEnd = 0;
    this.propertyCount = 0;
    this.messageIdStart = 0;
    this.messageIdEnd = 0;
    this.tagStart = 0;
    this.tagEnd = 0;
    this.keyStart = 0;
    this.keyEnd = 0;
    this.messageGroupStart = 0;
    this.messageGroupEnd = 0;
    this.traceContextStart = 0;
    this.traceContextEnd = 0;
    this.bornHostStart = 0;
    this.bornHostEnd = 0;
    this.gzip = false;
    this.bornTimestamp = -1;
  }
}
