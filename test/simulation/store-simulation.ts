import { MqError } from '../../src/model/errors.ts';
import type { DiskFault, DiskOperation, MemoryDisk } from '../../src/runtime/memory-disk.ts';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';
import { type FlushMode, MessageStore, retentionDefault, type StoreOptions } from '../../src/store/message-store.ts';
import { record, silentLogger, testOptions } from '../store/store-fixture.ts';
import { breakDisk, type Mutation } from './broken-disk.ts';
import { MortalDisk } from './mortal-disk.ts';
import { type PlannedFault, planFault } from './planned-fault.ts';
import { pick, seededRandom } from './seeded-random.ts';
import {
  checkDeletion,
  checkKeys,
  checkOffsets,
  checkSent,
  checkSound,
  keyOf,
  ProblemFound,
  readPlaces,
  type Sent,
} from './store-checker.ts';

interface ConfigState {
  /** Version of the last write that succeeded. */
  written: number;
  tried: number;
}

export interface SimulationResult {
  readonly problem: string | undefined;
  /** What the run did, for the reader of a failure and for coverage counts. */
  readonly crashes: number;
  readonly faults: number;
  readonly messages: number;
}

const epochsMax = 4;
/** Every other store begins to write within a turn, after a record or two. */
const writeAheadBytes = 300;
/** Every third begins to flush long before its time. */
const flushEarlyBytes = 1500;
/** An append that is not told within so many turns of the event loop waits for something else. */
const turnsOfAppendMax = 50;

function other(mode: FlushMode): FlushMode {
  return mode === 'SYNC_FLUSH' ? 'ASYNC_FLUSH' : 'SYNC_FLUSH';
}

/** One life of a disk under a store that crashes again and again; everything depends on the seed alone. */
export class StoreSimulation {
  readonly #random: () => number;
  readonly #mutation: Mutation | undefined;
  /** Those of this life: the next one may flush otherwise, or keep no index. */
  #options: StoreOptions;
  readonly #sent: Sent[] = [];
  readonly #config: ConfigState = { written: 0, tried: 0 };
  #clock = new VirtualClock(1_700_000_000_000);
  readonly #mortal: MortalDisk;
  #fault: PlannedFault | undefined;
  /** Stored messages of a topic whose deletion was cut short, until the next start. */
  #halfDeleted: Sent[] = [];
  #crashes = 0;
  #faults = 0;
  #counter = 0;

  constructor(seed: number, mutation?: Mutation) {
    this.#random = seededRandom(seed);
    this.#mutation = mutation;
    const flushMode: FlushMode = this.#random() < 0.5 ? 'SYNC_FLUSH' : 'ASYNC_FLUSH';
    const commitLogSegmentBytes = 1024 * (1 + pick(this.#random, 4));
    const totalBytesMax = this.#random() < 0.4 ? commitLogSegmentBytes * (2 + pick(this.#random, 3)) : 0;
    this.#options = testOptions({
      flushMode,
      commitLogSegmentBytes,
      retention: { ...retentionDefault, totalBytesMax, deleteHours: [], freeBytesMin: 0, intervalMs: 1000 },
      consumeQueueFileBytes: 20 * (3 + pick(this.#random, 20)),
      bodyBytesMax: 600,
      flushConsumeQueueIntervalMs: 200,
      indexSlots: 3 + pick(this.#random, 300),
      indexEntries: 5 + pick(this.#random, 60),
      ...(seed % 2 === 0 ? { writeAheadBytes } : {}),
      ...(seed % 3 === 0 ? { flushEarlyBytes } : {}),
    });
    this.#mortal = new MortalDisk(this.#random, 0.2, (operation) => this.#faultOf(operation));
  }

  async run(): Promise<SimulationResult> {
    let problem: string | undefined;
    try {
      const epochs = 1 + pick(this.#random, epochsMax);
      for (let epoch = 0; epoch < epochs; epoch++) {
        await this.#live();
      }
      await this.#check();
    } catch (error) {
      if (!(error instanceof ProblemFound)) {
        throw error;
      }
      problem = error.message;
    }
    return { problem, crashes: this.#crashes, faults: this.#faults, messages: this.#sent.length };
  }

  #faultOf(operation: DiskOperation): DiskFault | undefined {
    const fault = this.#fault;
    const { calls } = this.#mortal;
    if (fault !== undefined && fault.operation === operation && calls >= fault.from && calls < fault.to) {
      this.#faults++;
      this.#fault = fault.once ? undefined : fault;
      return { code: fault.code, bytesWritten: pick(this.#random, 700) };
    }
    return undefined;
  }

  /** Decides what goes wrong next, within so many calls. */
  #plan(within: number): void {
    this.#mortal.endAt = Number.POSITIVE_INFINITY;
    this.#fault = undefined;
    const from = this.#mortal.calls + 1 + pick(this.#random, within);
    if (this.#random() < 0.6) {
      this.#mortal.endAt = from;
    } else {
      this.#fault = planFault(this.#random, from);
      this.#mortal.endAt = from + 30 + pick(this.#random, within);
    }
  }

  #open(disk: MemoryDisk): Promise<MessageStore> {
    const used = this.#mutation === undefined ? disk : breakDisk(disk, this.#mutation);
    return MessageStore.open(this.#options, { disk: used, clock: this.#clock, logger: silentLogger });
  }

  /** Opens the store, works with it until the disk ends it or the work is done, and leaves it crashed or closed. */
  async #live(): Promise<void> {
    this.#plan(150);
    this.#options = {
      ...this.#options,
      flushMode: this.#random() < 0.1 ? other(this.#options.flushMode) : this.#options.flushMode,
      messageIndex: this.#random() < 0.9,
    };
    let store: MessageStore;
    try {
      store = await this.#open(this.#mortal.disk);
    } catch {
      this.#crash();
      return;
    }
    this.#halfDeleted = [];
    const steps = 5 + pick(this.#random, 40);
    for (let step = 0; step < steps && !this.#mortal.ended; step++) {
      await this.#step(store);
      if (store.lossWindow().unflushedBytes === 0) {
        this.#noteFlushed();
      }
    }
    if (!this.#mortal.ended && this.#random() < 0.3) {
      await store.close();
      // A store that says that it was closed promises that all of it is on disk.
      if (!this.#mortal.ended && (await this.#mortal.disk.stat('/store/abort')) === undefined) {
        this.#noteFlushed();
      }
    }
    this.#crash();
  }

  async #step(store: MessageStore): Promise<void> {
    const choice = this.#random();
    if (choice < 0.6) {
      this.#append(store);
      if (this.#random() < 0.7) {
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
    } else if (choice < 0.85) {
      await this.#clock.advance(pick(this.#random, 2) === 0 ? 250 : 15_000);
    } else if (choice < 0.88) {
      await this.#deleteTopic(store);
    } else if (choice < 0.92) {
      this.#clock.jumpWall((this.#random() - 0.5) * 1e8);
    } else {
      this.#writeConfig(store);
    }
  }

  #append(store: MessageStore): void {
    const count = this.#random() < 0.7 ? 1 : 1 + pick(this.#random, 4);
    const sent: Sent[] = [];
    const records = Array.from({ length: count }, () => {
      const topic = `t${pick(this.#random, 3)}`;
      const queueId = pick(this.#random, 2);
      const body = `${this.#counter++} ${'.'.repeat(pick(this.#random, this.#random() < 0.8 ? 60 : 500))}`;
      sent.push({
        topic,
        queueId,
        body,
        queueOffset: -1,
        physicalOffset: -1,
        state: 'unknown',
        durable: false,
        lost: false,
        deleted: false,
        life: this.#crashes,
      });
      const uniqueKey = keyOf(body);
      return record(topic, queueId, body, {
        uniqueKey,
        keys: 'shared',
        properties: `UNIQ_KEY\u0001${uniqueKey}\u0002KEYS\u0001shared\u0002`,
      });
    });
    this.#sent.push(...sent);
    const life = this.#crashes;
    const waitsForFlush = this.#random() < 0.9;
    store.append(records, {
      waitsForFlush,
      stored: () => {
        // A process that is gone tells nobody.
        if (life !== this.#crashes) {
          return;
        }
        for (const [index, one] of sent.entries()) {
          one.state = 'stored';
          one.durable = waitsForFlush && this.#options.flushMode === 'SYNC_FLUSH';
          one.queueOffset = records[index]?.queueOffset ?? -1;
          one.physicalOffset = records[index]?.physicalOffset ?? -1;
        }
      },
      notStored: (error) => {
        if (life !== this.#crashes) {
          return;
        }
        for (const one of sent) {
          one.state = error.message.includes('nothing of this send was stored') ? 'refused' : 'unknown';
        }
      },
    });
  }

  /**
   * What was appended to the topic before has to be told first, so that it is known; what is appended meanwhile is refused.
   * A crash on the way leaves all of the topic, or nothing.
   */
  async #deleteTopic(store: MessageStore): Promise<void> {
    const topic = `t${pick(this.#random, 3)}`;
    const sent = this.#sent.filter((one) => one.topic === topic);
    const waits = () => sent.some((one) => one.life === this.#crashes && one.state === 'unknown');
    for (let turn = 0; turn < turnsOfAppendMax && waits(); turn++) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    if (waits()) {
      return;
    }
    let deleted = true;
    try {
      const deletion = store.deleteTopic(topic);
      if (this.#random() < 0.5) {
        this.#append(store);
      }
      await deletion;
    } catch (error) {
      if (error instanceof MqError && error.message.includes('was not deleted')) {
        return;
      }
      deleted = false;
      this.#halfDeleted = sent.filter((one) => one.state === 'stored' && !one.lost);
    }
    for (const one of sent) {
      one.lost = true;
      one.deleted = one.deleted || deleted;
    }
  }

  #writeConfig(store: MessageStore): void {
    const version = ++this.#config.tried;
    const life = this.#crashes;
    store
      .configFile('topics.json')
      .write({ version })
      .then(
        () => {
          this.#config.written = life === this.#crashes ? version : this.#config.written;
        },
        () => undefined,
      );
  }

  /** Everything told as stored is on disk now. */
  #noteFlushed(): void {
    for (const one of this.#sent) {
      one.durable = one.durable || one.state === 'stored';
    }
  }

  /** The process ends, or the power goes: the next one finds what that leaves. */
  #crash(): void {
    this.#crashes++;
    const powerCut = this.#random() < 0.6;
    this.#mortal.endAt = Number.POSITIVE_INFINITY;
    this.#fault = undefined;
    if (!powerCut) {
      this.#mortal.kill();
    } else {
      this.#mortal.cutPower();
      for (const one of this.#sent) {
        one.lost = one.lost || (one.state === 'stored' && !one.durable);
      }
      this.#halfDeleted = this.#halfDeleted.filter((one) => one.durable);
    }
    this.#clock = new VirtualClock(this.#clock.now() + 1000);
  }

  /** Recovers without faults, twice, and compares what is there with what was sent. */
  async #check(): Promise<void> {
    this.#options = { ...this.#options, messageIndex: true };
    await checkSound(this.#mortal.disk, this.#options, 'as the crash left it');
    const first = await this.#snapshot('after the crash');
    this.#mortal.kill();
    const second = await this.#snapshot('after a second recovery');
    this.#compare(first, second, 'recovering twice');
    this.#mortal.kill();
    const store = await this.#open(this.#mortal.disk);
    await store.close();
    await checkSound(this.#mortal.disk, this.#options, 'after a clean stop');
    this.#compare(first, await this.#snapshot('after a clean stop'), 'a clean stop');
  }

  #compare(first: string, second: string, what: string): void {
    if (first !== second) {
      throw new ProblemFound(`I11: ${what} changed the store\n${first}\n${second}`);
    }
  }

  async #snapshot(when: string): Promise<string> {
    let store: MessageStore;
    try {
      store = await this.#open(this.#mortal.disk);
    } catch (error) {
      throw new ProblemFound(
        `the store does not open ${when}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    const places = await readPlaces(store, when);
    // Looking every key up costs most of a run; the first recovery is where an index can go wrong.
    if (when === 'after the crash') {
      await checkKeys(store, places, when);
    }
    const [first] = await this.#mortal.disk.list('/store/commitlog');
    const oldest = Number(first?.name ?? 0);
    checkSent(this.#sent, places, oldest, when);
    checkDeletion(this.#halfDeleted, places, oldest, when);
    checkOffsets(this.#sent, store, when);
    await this.#checkConfig(store, when);
    return [...places]
      .map(([place, body]) => `${place} ${body.slice(0, 20)}`)
      .sort()
      .join('\n');
  }

  async #checkConfig(store: MessageStore, when: string): Promise<void> {
    let content: unknown;
    try {
      content = await store.configFile('topics.json').read();
    } catch (error) {
      throw new ProblemFound(`config ${when}: ${String(error)}`);
    }
    const version = content === undefined ? 0 : Number((content as { version: number }).version);
    if (!(version >= this.#config.written && version <= this.#config.tried)) {
      throw new ProblemFound(`config ${when}: version ${version}, written ${this.#config.written}`);
    }
  }
}
