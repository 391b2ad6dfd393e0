import type { HostAddress, StoredMessage } from '../model/message.ts';
import { MessageView } from '../model/message-view.ts';
import { putAscii, putDecimal, putTimeField, putVarint, timeFieldBytes, varintBytes } from './wire-fields.ts';

/** Longer property strings are not remembered. */
const propertiesBytesMax = 4096;

/** After a head of another form so many are written in full before one is remembered again: it may not be the last. */
const pauseHeads = 16;

const blank = 0x20;
const asciiEnd = 0x80;

/** What a byte of the property string is for; above 0: it stands there in the head. */
const Role = {
  /** Another one may lead to a head of another form: names, separators, values that decide something. */
  DECIDES: 0,
  /** Clients do not see it. */
  UNSEEN: -1,
  BORN_TIMESTAMP: -2,
} as const;

/** What a delivery adds to its message. */
interface Terms {
  readonly topicField: Uint8Array;
  readonly handlePrefix: string;
  readonly deliveryAttempt: number;
}

/**
 * Messages of one producer mostly have properties of the same names and lengths. For the head that was written last (all of
 * an encoded delivery up to the body) this remembers where each byte of the properties stands, so that the next head is made
 * of it: what differs is put in its place. A head that differs in more is written in full, and remembered if its properties
 * are as long as those of the one before it, so that messages of all lengths cost little more.
 */
export class RepeatedHead {
  /** Of the head, where the writer of it has put them. */
  digestAt = 0;
  bornTimestampAt = 0;
  storeTimestampAt = 0;
  handleAt = 0;
  /** The two offsets that end the receipt handle. */
  handleOffsetsAt = 0;
  handleEnd = 0;
  /** Without their tags. */
  queueIdAt = 0;
  queueOffsetAt = 0;
  /** The end of the head. */
  end = 0;
  readonly #properties = Buffer.alloc(propertiesBytesMax);
  readonly #propertyWords = new DataView(this.#properties.buffer, this.#properties.byteOffset, propertiesBytesMax);
  readonly #roles = new Int32Array(propertiesBytesMax);
  #propertiesBytes = -1;
  /** Heads that are not remembered. */
  #pause = 0;
  #noting = false;
  #usable = false;
  #topicField: Uint8Array | undefined;
  #handlePrefix = '';
  #deliveryAttempt = 0;
  #queueId = 0;
  #sysFlag = 0;
  #bornHost: HostAddress | undefined;
  #storeHost: HostAddress | undefined;
  #bornTimestamp = 0;
  #storeTimestamp = 0;
  #queueOffset = 0;
  #propertiesStart = 0;
  #bornDigitsStart = 0;
  #bornDigitsEnd = 0;

  /** A head is going to be written in full. What of it comes from the properties is told by the methods that follow. */
  begin(properties: Buffer, start: number, stop: number): void {
    const byteCount = stop - start;
    this.#noting = byteCount === this.#propertiesBytes && byteCount <= propertiesBytesMax && this.#pause === 0;
    this.#pause = Math.max(0, this.#pause - 1);
    this.#usable = false;
    this.#propertiesBytes = byteCount;
    if (this.#noting) {
      this.#propertiesStart = start;
      this.#bornDigitsEnd = 0;
      properties.copy(this.#properties, 0, start, stop);
      this.#roles.fill(Role.DECIDES, 0, byteCount);
    }
  }

  /** properties[start, end) were copied; they end there in the head. */
  copied(start: number, end: number, headEnd: number): void {
    if (this.#noting) {
      const from = this.#propertiesStart;
      for (let index = start; index < end; index++) {
        this.#roles[index - from] = headEnd - end + index;
      }
    }
  }

  unseen(start: number, end: number): void {
    if (this.#noting) {
      this.#roles.fill(Role.UNSEEN, start - this.#propertiesStart, end - this.#propertiesStart);
    }
  }

  /** properties[start, end) are the decimal digits of the time that the message was born. */
  bornTimestampDigits(start: number, end: number): void {
    if (this.#noting) {
      this.#bornDigitsStart = start - this.#propertiesStart;
      this.#bornDigitsEnd = end - this.#propertiesStart;
      this.#roles.fill(Role.BORN_TIMESTAMP, this.#bornDigitsStart, this.#bornDigitsEnd);
    }
  }

  /** Something in the head has another source: it cannot be made from this one. */
  forget(): void {
    this.#noting = false;
    this.#usable = false;
  }

  /** The head is written, and its places are set. */
  complete(terms: Terms, stored: StoredMessage, bornTimestamp: number): void {
    if (!this.#noting) {
      return;
    }
    this.#noting = false;
    this.#usable = true;
    this.#topicField = terms.topicField;
    this.#handlePrefix = terms.handlePrefix;
    this.#deliveryAttempt = terms.deliveryAttempt;
    this.#queueId = stored.queueId;
    this.#sysFlag = stored.sysFlag;
    this.#bornHost = stored.bornHost;
    this.#storeHost = stored.storeHost;
    this.#bornTimestamp = bornTimestamp;
    this.#storeTimestamp = stored.storeTimestamp;
    this.#queueOffset = stored.queueOffset;
  }

  /**
   * Makes the head of another message, all but its digest, of the one in `head`. False: it has to be written in full, and
   * what is in `head` is of no use.
   */
  repeat(head: Buffer, terms: Terms, stored: StoredMessage, properties: Buffer, start: number, stop: number): boolean {
    if (
      !this.#usable ||
      stop - start !== this.#propertiesBytes ||
      terms.deliveryAttempt !== this.#deliveryAttempt ||
      stored.sysFlag !== this.#sysFlag ||
      stored.bornHost !== this.#bornHost ||
      stored.storeHost !== this.#storeHost
    ) {
      return false;
    }
    // Until all of it has succeeded.
    this.#usable = false;
    this.#usable =
      this.#putTerms(head, terms, stored.queueId) &&
      this.#putValues(head, properties, start, stored instanceof MessageView ? stored.view : undefined) &&
      this.#putTimes(head, stored) &&
      this.#putOffsets(head, stored);
    return this.#usable;
  }

  /** What another answer, or another queue, brings with it. */
  #putTerms(head: Buffer, { topicField, handlePrefix }: Terms, queueId: number): boolean {
    if (topicField !== this.#topicField) {
      if (this.#topicField === undefined || Buffer.compare(topicField, this.#topicField) !== 0) {
        return false;
      }
      this.#topicField = topicField;
    }
    if (queueId !== this.#queueId) {
      // The first queue has no such field.
      if (queueId === 0 || this.#queueId === 0 || varintBytes(queueId) !== varintBytes(this.#queueId)) {
        return false;
      }
      putVarint(head, this.queueIdAt, queueId);
      this.#queueId = queueId;
    }
    if (handlePrefix !== this.#handlePrefix) {
      if (handlePrefix.length !== this.#handlePrefix.length) {
        return false;
      }
      putAscii(head, this.handleAt, handlePrefix);
      this.#handlePrefix = handlePrefix;
    }
    return true;
  }

  /** Four bytes at a time where they are the same, as most are. `view` is the memory of `properties`. */
  #putValues(head: Buffer, properties: Buffer, start: number, view: DataView | undefined): boolean {
    const count = this.#propertiesBytes;
    const words = this.#propertyWords;
    let index = 0;
    if (view !== undefined) {
      for (; index + 4 <= count; index += 4) {
        const same = view.getInt32(start + index, true) === words.getInt32(index, true);
        if (!same && !this.#putBytes(head, properties, start, index, index + 4)) {
          return false;
        }
      }
    }
    return this.#putBytes(head, properties, start, index, count);
  }

  /** The bytes [from, to) of the properties, which begin at `start`. */
  #putBytes(head: Buffer, properties: Buffer, start: number, from: number, to: number): boolean {
    const known = this.#properties;
    const roles = this.#roles;
    for (let index = from; index < to; index++) {
      const unit = properties[start + index] as number;
      const before = known[index] as number;
      if (unit !== before) {
        const role = roles[index] as number;
        // A part of a character, a blank between keys or the end of a value is more than another value.
        if (role === Role.DECIDES || unit <= blank || unit >= asciiEnd || before >= asciiEnd) {
          this.#pause = pauseHeads;
          return false;
        }
        known[index] = unit;
        if (role > 0) {
          head[role] = unit;
        }
      }
    }
    return true;
  }

  #putTimes(head: Buffer, stored: StoredMessage): boolean {
    let bornTimestamp = this.#bornDigitsEnd === 0 ? stored.bornTimestamp : 0;
    for (let index = this.#bornDigitsStart; index < this.#bornDigitsEnd; index++) {
      const digit = (this.#properties[index] as number) - 0x30;
      if (digit < 0 || digit > 9) {
        return false;
      }
      bornTimestamp = bornTimestamp * 10 + digit;
    }
    if (bornTimestamp !== this.#bornTimestamp) {
      if (timeFieldBytes(0, bornTimestamp) !== timeFieldBytes(0, this.#bornTimestamp)) {
        return false;
      }
      putTimeField(head, this.bornTimestampAt, head[this.bornTimestampAt] as number, bornTimestamp);
      this.#bornTimestamp = bornTimestamp;
    }
    const { storeTimestamp } = stored;
    if (storeTimestamp !== this.#storeTimestamp) {
      if (timeFieldBytes(0, storeTimestamp) !== timeFieldBytes(0, this.#storeTimestamp)) {
        return false;
      }
      putTimeField(head, this.storeTimestampAt, head[this.storeTimestampAt] as number, storeTimestamp);
      this.#storeTimestamp = storeTimestamp;
    }
    return true;
  }

  /** With another number of digits the handle would end elsewhere. */
  #putOffsets(head: Buffer, { queueOffset, physicalOffset }: StoredMessage): boolean {
    if (varintBytes(queueOffset) !== varintBytes(this.#queueOffset)) {
      return false;
    }
    this.#queueOffset = queueOffset;
    putVarint(head, this.queueOffsetAt, queueOffset);
    const blankAt = putDecimal(head, this.handleOffsetsAt, queueOffset);
    head[blankAt] = blank;
    return putDecimal(head, blankAt + 1, physicalOffset) === this.handleEnd;
  }
}
