import type { MqError } from '../model/errors.ts';
import { type RecordFields, type RecordHead, topicBytesMax } from './record.ts';

/**
 * What the broker hands over for one record. The store decides offsets, store time and checksums and leaves them in the
 * three mutable fields, valid once the waiter is told.
 */
export interface AppendRecord extends RecordFields {
  readonly topic: string;
  /** This and the next two repeat what `properties` says, so that nobody parses it. */
  readonly tag: string;
  /** Blank-separated. */
  readonly keys: string;
  readonly uniqueKey: string;
  queueOffset: number;
  physicalOffset: number;
  storeTimestamp: number;
}

/**
 * One record that writes its properties itself, and knows the hashes that are made of them: what is on its way anyway need
 * not become strings first. The store reads it only while it is being appended; its owner may use it again afterwards.
 */
export interface PlainAppend extends RecordHead {
  readonly topic: string;
  readonly tagged: boolean;
  readonly keyed: boolean;
  readonly propertiesBytes: number;
  queueOffset: number;
  physicalOffset: number;
  storeTimestamp: number;
  /** Writes `propertiesBytes` bytes, none of them zero: the property string of model/properties.ts. */
  writeProperties(target: Buffer, at: number): void;
  /** Java hashes of a text that begins with one of the hash `start` and goes on with the unique key, the key or the tag. */
  hashOfUniqueKey(start: number): number;
  hashOfKey(start: number): number;
  hashOfTag(start: number): number;
}

/** Told exactly once, in the order of the log among those that wait for the same; never within the call of append. */
export interface AppendWaiter {
  /**
   * False: with SYNC_FLUSH, too, it is told as soon as the records are written and survive the process (RocketMQ's
   * property WAIT=false). They can be read when they are flushed.
   */
  readonly waitsForFlush?: boolean;
  /** The records are as durable as the flush mode promises. */
  stored(): void;
  /** Nothing of it will be visible, except after MASTER_PERSISTENCE_TIMEOUT-like errors that say so in their text. */
  notStored(error: MqError): void;
}

/** Why a topic cannot be stored, undefined when it can: its name is that of a directory. */
export function topicProblem(topic: string): string | undefined {
  if (topic === '' || topic === '.' || topic === '..' || /[/\\\0]/.test(topic)) {
    return `the topic '${topic}' cannot name a directory; use characters of a-z A-Z 0-9 _ - % |`;
  }
  const bytes = Buffer.byteLength(topic);
  return bytes > topicBytesMax ? `the topic has ${bytes} bytes; the limit is ${topicBytesMax}` : undefined;
}
