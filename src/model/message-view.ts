import type { HostAddress, StoredMessage } from './message.ts';

const none: Buffer = Buffer.alloc(0);
const noView: DataView = new DataView(new ArrayBuffer(0));
const nowhere: HostAddress = { address: '', port: 0 };

/** How the rest of a message is read from its record, which begins at `position` of `view`. */
export interface RecordFacts {
  queueId(message: MessageView): number;
  flag(message: MessageView): number;
  sysFlag(message: MessageView): number;
  bornTimestamp(message: MessageView): number;
  bornHost(message: MessageView): HostAddress;
  storeTimestamp(message: MessageView): number;
  storeHost(message: MessageView): HostAddress;
  reconsumeTimes(message: MessageView): number;
  preparedTransactionOffset(message: MessageView): number;
}

const noFacts: RecordFacts = {
  queueId: () => 0,
  flag: () => 0,
  sysFlag: () => 0,
  bornTimestamp: () => 0,
  bornHost: () => nowhere,
  storeTimestamp: () => 0,
  storeHost: () => nowhere,
  reconsumeTimes: () => 0,
  preparedTransactionOffset: () => 0,
};

/**
 * A stored message that is left where it lies: in a stretch of the log, whose bytes never change. Most are delivered
 * without anybody's asking for body or properties as objects of their own, and what takes a box of its own in memory, as
 * times do, is read when it is asked for. Who makes one fills it, once.
 */
export class MessageView implements StoredMessage {
  topic = '';
  queueOffset = 0;
  physicalOffset = 0;
  size = 0;
  bytes = none;
  /** The same memory. */
  view: DataView = noView;
  position = 0;
  bodyStart = 0;
  bodyEnd = 0;
  propertiesStart = 0;
  propertiesEnd = 0;
  facts = noFacts;

  get queueId(): number {
    return this.facts.queueId(this);
  }

  get flag(): number {
    return this.facts.flag(this);
  }

  get sysFlag(): number {
    return this.facts.sysFlag(this);
  }

  get bornTimestamp(): number {
    return this.facts.bornTimestamp(this);
  }

  get bornHost(): HostAddress {
    return this.facts.bornHost(this);
  }

  get storeTimestamp(): number {
    return this.facts.storeTimestamp(this);
  }

  get storeHost(): HostAddress {
    return this.facts.storeHost(this);
  }

  get reconsumeTimes(): number {
    return this.facts.reconsumeTimes(this);
  }

  get preparedTransactionOffset(): number {
    return this.facts.preparedTransactionOffset(this);
  }

  /** Made anew each time. */
  get body(): Buffer {
    return this.bytes.subarray(this.bodyStart, this.bodyEnd);
  }

  /** Decoded anew each time. */
  get properties(): string {
    return this.bytes.toString('utf8', this.propertiesStart, this.propertiesEnd);
  }
}
