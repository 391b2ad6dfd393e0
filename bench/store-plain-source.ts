import { continueJavaHash, continueJavaHashOfBytes } from '../src/model/java-hash.ts';
import type { AppendWaiter, MessageStore, PlainAppend } from '../src/store/message-store.ts';
import { type AppendSource, BenchRecord, messageIdOf, propertiesOf, queueIdOf, topicOf } from './store-source.ts';

const idBytes = messageIdOf(0).length;
/** The properties of every record but for the id, which stands at `idAt`. */
const template = Buffer.from(propertiesOf(messageIdOf(0)));
const idAt = template.indexOf(messageIdOf(0));
const tag = 'bench';

/** One record for all messages, as the broker has it: what is written lies in bytes already. */
class PlainBenchRecord extends BenchRecord implements PlainAppend {
  readonly tagged = true;
  readonly keyed = false;
  readonly propertiesBytes = template.length;
  /** All ids, one behind the other, and where that of this record begins. */
  readonly #ids: Buffer;
  idStart = 0;

  constructor(body: Uint8Array, ids: Buffer) {
    super(body);
    this.#ids = ids;
  }

  writeProperties(target: Buffer, at: number): void {
    for (let index = 0; index < template.length; index++) {
      target[at + index] = template[index] as number;
    }
    for (let index = 0; index < idBytes; index++) {
      target[at + idAt + index] = this.#ids[this.idStart + index] as number;
    }
  }

  hashOfUniqueKey(start: number): number {
    return continueJavaHashOfBytes(start, this.#ids, this.idStart, this.idStart + idBytes);
  }

  hashOfKey(start: number): number {
    return start;
  }

  hashOfTag(start: number): number {
    return continueJavaHash(start, tag);
  }
}

/** The records of RecordSource, handed over as the broker hands over everyday messages; their queues have to be there. */
export class PlainSource implements AppendSource {
  readonly #record: PlainBenchRecord;
  readonly #ids: number;
  readonly #topics: string[] = [];
  readonly #queues: number;
  #made = 0;

  constructor(bodyBytes: number, queues: number, ids: number) {
    const bytes = Buffer.alloc(ids * idBytes);
    for (let n = 0; n < ids; n++) {
      bytes.write(messageIdOf(n), n * idBytes, 'latin1');
    }
    this.#record = new PlainBenchRecord(Buffer.alloc(bodyBytes, 'pocketmq '), bytes);
    this.#ids = ids;
    for (let queue = 0; queue < queues; queue++) {
      this.#topics.push(topicOf(queue));
    }
    this.#queues = queues;
  }

  appendNext(store: MessageStore, now: number, waiter: AppendWaiter): void {
    const made = this.#made++;
    const queue = made % this.#queues;
    const record = this.#record;
    record.topic = this.#topics[queue] ?? '';
    record.queueId = queueIdOf(queue);
    record.idStart = (made % this.#ids) * idBytes;
    record.bornTimestamp = now;
    if (!store.appendPlain(record, waiter)) {
      throw new Error('the store does not take an everyday record');
    }
  }
}
