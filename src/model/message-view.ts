import type { HostAddress, StoredMessage } from './message.ts';

const none: Buffer = Buffer.alloc(0);
const nowhere: HostAddress = { address: '', port: 0 };

/**
 * A stored message whose body and properties are left where they lie: in a stretch of the log, whose bytes never change.
 * Most are delivered without anybody's asking for either as an object of its own. Who makes one fills it, once.
 */
export class MessageView implements StoredMessage {
  topic = '';
  queueId = 0;
  queueOffset = 0;
  physicalOffset = 0;
  size = 0;
  flag = 0;
  sysFlag = 0;
  bornTimestamp = 0;
  bornHost = nowhere;
  storeTimestamp = 0;
  storeHost = nowhere;
  reconsumeTimes = 0;
  preparedTransactionOffset = 0;
  bytes = none;
  bodyStart = 0;
  bodyEnd = 0;
  propertiesStart = 0;
  propertiesEnd = 0;

  /** Made anew each time. */
  get body(): Buffer {
    return this.bytes.subarray(this.bodyStart, this.bodyEnd);
  }

  /** Decoded anew each time. */
  get properties(): string {
    return this.bytes.toString('utf8', this.propertiesStart, this.propertiesEnd);
  }
}
