import { encodeProperty, findProperty, PropertyName } from '../../src/model/properties.ts';
import type { Logger } from '../../src/runtime/log.ts';
import type { DiskFault, DiskOperation } from '../../src/runtime/memory-disk.ts';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';
import { MessageStore, type StoreOptions } from '../../src/store/message-store.ts';
import { verifyStore } from '../../src/store/offline-store.ts';
import { sizesOf } from '../store/store-files.ts';
import { readAll, record, silentLogger, testOptions } from '../store/store-fixture.ts';
import { testTimer } from '../store/timer-fixture.ts';
import { breakDisk, type Mutation } from './broken-disk.ts';
import { MortalDisk } from './mortal-disk.ts';
import { pick, seededRandom } from './seeded-random.ts';
import { ProblemFound } from './store-checker.ts';

interface Delayed {
  readonly key: string;
  /** For a classic level: set when it is stored. */
  deliverAt: number;
  readonly level: number;
  state: 'unknown' | 'stored' | 'refused';
  /** A power cut must not take it. */
  durable: boolean;
  lost: boolean;
  /** asked: nobody knows; told: it must not come. */
  cancel: 'none' | 'asked' | 'told';
  cancelDurable: boolean;
}

export interface TimerSimulationResult {
  readonly problem: string | undefined;
  readonly crashes: number;
  readonly delivered: number;
}

const second = 1000;
const topic = 'later';
/** Share of sends that are many, and how many: more than one turn of the timer delivers. */
const burstShare = 0.003;
const burstMessages = 300;
/** A full disk is tried again after a second; then it is noticed that a time is not over any more. */
const onTheWayMs = 10 * second;

/** One life of a disk under a store with delayed messages, crashing again and again; all depends on the seed. */
export class TimerSimulation {
  readonly #random: () => number;
  readonly #mutation: Mutation | undefined;
  readonly #options: StoreOptions;
  readonly #sent: Delayed[] = [];
  #clock = new VirtualClock(1_700_000_000_000);
  #latestTime = 1_700_000_000_000;
  readonly #mortal: MortalDisk;
  #faultAt = Number.POSITIVE_INFINITY;
  #faultCode: 'EIO' | 'ENOSPC' = 'EIO';
  /** Writes that a full disk still refuses. */
  #refusals = 0;
  #faulted = false;
  /** Monotonic time at which this process saw the clock set back. */
  #turnedBackAt = Number.NEGATIVE_INFINITY;
  #crashes = 0;
  /** From now on wheel and timerlog may be made again: a fault cut timercheck short, or the clock jumped too far for the wheel. */
  #mayBeMadeAgain = false;
  /** Why wheel and timerlog had to be made again: no crash leaves them so that they disagree. */
  #disagreement: string | undefined;
  readonly #logger: Logger = {
    ...silentLogger,
    warn: (fields, text) => this.#noteDisagreement(fields, text),
    error: (fields, text) => this.#noteDisagreement(fields, text),
    child: () => this.#logger,
  };

  constructor(seed: number, mutation?: Mutation) {
    this.#random = seededRandom(seed);
    this.#mutation = mutation;
    this.#options = testOptions({
      flushMode: this.#random() < 0.5 ? 'SYNC_FLUSH' : 'ASYNC_FLUSH',
      commitLogSegmentBytes: 4096 * (1 + pick(this.#random, 4)),
      consumeQueueFileBytes: 20 * (3 + pick(this.#random, 20)),
      flushConsumeQueueIntervalMs: 200,
      timer: { ...testTimer, wheelSlots: 280, logFileBytes: 1024 * (1 + pick(this.#random, 3)) },
    });
    this.#mortal = new MortalDisk(this.#random, 0.1, (operation, path) => this.#faultOf(operation, path));
  }

  async run(): Promise<TimerSimulationResult> {
    let problem: string | undefined;
    let delivered = 0;
    try {
      const lives = 1 + pick(this.#random, 4);
      for (let life = 0; life < lives; life++) {
        await this.#live();
      }
      delivered = await this.#check();
    } catch (error) {
      if (!(error instanceof ProblemFound)) {
        throw error;
      }
      problem = error.message;
    }
    return { problem, crashes: this.#crashes, delivered };
  }

  #faultOf(operation: DiskOperation, path: string): DiskFault | undefined {
    if (operation === 'write' && this.#refusals > 0) {
      this.#refusals--;
      return { code: 'ENOSPC', bytesWritten: 0 };
    }
    if (this.#mortal.calls >= this.#faultAt && (operation === 'write' || operation === 'sync')) {
      this.#faultAt = Number.POSITIVE_INFINITY;
      this.#faulted = true;
      this.#mayBeMadeAgain ||= operation === 'write' && path.endsWith('/timercheck');
      this.#refusals = operation === 'write' && this.#faultCode === 'ENOSPC' ? pick(this.#random, 6) : 0;
      return { code: operation === 'sync' ? 'EIO' : this.#faultCode, bytesWritten: pick(this.#random, 700) };
    }
    return undefined;
  }

  #noteDisagreement(fields: object, text: string): void {
    this.#mayBeMadeAgain ||=
      'reason' in fields && fields.reason === 'its times lie more than a turn of the wheel apart';
    const isMadeAgain = text.includes('the timer wheel is made again') && !this.#mayBeMadeAgain;
    if (isMadeAgain || text.includes('the files of the timer are damaged')) {
      this.#disagreement ??= `${text}: ${JSON.stringify(fields)}`;
    }
  }

  #open(): Promise<MessageStore> {
    const disk = this.#mutation === undefined ? this.#mortal.disk : breakDisk(this.#mortal.disk, this.#mutation);
    return MessageStore.open(this.#options, { disk, clock: this.#clock, logger: this.#logger });
  }

  async #settle(turns: number): Promise<void> {
    for (let turn = 0; turn < turns; turn++) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  async #live(): Promise<void> {
    this.#mortal.endAt = this.#mortal.calls + 1 + pick(this.#random, 250);
    this.#faultAt = this.#random() < 0.25 ? this.#mortal.calls + pick(this.#random, 150) : Number.POSITIVE_INFINITY;
    this.#faultCode = this.#random() < 0.5 ? 'EIO' : 'ENOSPC';
    this.#faulted = false;
    this.#turnedBackAt = Number.NEGATIVE_INFINITY;
    let store: MessageStore;
    try {
      store = await this.#open();
    } catch {
      this.#crash();
      return;
    }
    const steps = 5 + pick(this.#random, 40);
    for (let step = 0; step < steps && !this.#mortal.ended; step++) {
      await this.#step(store);
      if (store.lossWindow().unflushedBytes === 0) {
        this.#noteFlushed();
      }
    }
    if (!this.#mortal.ended && this.#random() < 0.3) {
      await store.close();
      if (!this.#mortal.ended && !this.#faulted) {
        this.#noteFlushed();
      }
    }
    this.#crash();
    await this.#verify();
  }

  async #step(store: MessageStore): Promise<void> {
    const choice = this.#random();
    if (choice < 0.45) {
      // Now and then more messages for one second than are delivered at a time.
      const count = this.#random() < burstShare ? burstMessages : 1;
      const delayMs = this.#delayMs();
      const level = this.#random() < 0.2 ? 1 + pick(this.#random, 3) : 0;
      for (let number = 0; number < count; number++) {
        this.#send(store, delayMs, level);
      }
    } else if (choice < 0.55) {
      this.#cancel(store);
    } else if (choice < 0.95) {
      await this.#clock.advance(pick(this.#random, 3) === 0 ? 15 * second : 100 + pick(this.#random, 1500));
    } else {
      // Back and forth, so that times stay within what the end of the run waits for.
      const back = pick(this.#random, 2) === 1;
      this.#clock.jumpWall(back ? -50 * second : 50 * second);
      this.#turnedBackAt = back ? this.#clock.monotonic() : this.#turnedBackAt;
    }
    this.#latestTime = Math.max(this.#latestTime, this.#clock.now());
    await this.#settle(pick(this.#random, 12));
  }

  #delayMs(): number {
    const kind = this.#random();
    return kind < 0.6 ? pick(this.#random, 5000) : kind < 0.8 ? 5000 : pick(this.#random, 90 * second);
  }

  #send(store: MessageStore, delayMs: number, level: number): void {
    const key = `k${this.#sent.length}`;
    const deliverAt = this.#clock.now() + delayMs;
    const message = record(topic, 0, key, { uniqueKey: key, properties: encodeProperty('UNIQ_KEY', key) });
    const delayed = level === 0 ? store.delayUntil(message, deliverAt) : store.delayByLevel(message, level);
    if (delayed instanceof Error) {
      throw delayed;
    }
    const one: Delayed = {
      key,
      deliverAt,
      level,
      state: 'unknown',
      durable: false,
      lost: false,
      cancel: 'none',
      cancelDurable: false,
    };
    this.#sent.push(one);
    const life = this.#crashes;
    store.append([delayed], {
      stored: () => {
        if (life === this.#crashes) {
          one.state = 'stored';
          one.durable = this.#options.flushMode === 'SYNC_FLUSH';
        }
      },
      notStored: (error) => {
        if (life === this.#crashes && error.message.includes('nothing of this send was stored')) {
          one.state = 'refused';
        }
      },
    });
  }

  #cancel(store: MessageStore): void {
    const waiting = this.#sent.filter((one) => one.level === 0 && one.cancel === 'none' && one.state === 'stored');
    const one = waiting[pick(this.#random, waiting.length)];
    if (one === undefined) {
      return;
    }
    one.cancel = 'asked';
    const life = this.#crashes;
    store.cancelDelayed(topic, one.key, one.deliverAt, {
      stored: () => {
        // Before its time: what has not come will not, unless the clock was set back while it was on its way.
        const wasOnItsWay =
          this.#latestTime >= one.deliverAt && this.#clock.monotonic() - this.#turnedBackAt < onTheWayMs;
        if (life === this.#crashes && this.#clock.now() < one.deliverAt && !wasOnItsWay) {
          one.cancel = 'told';
          one.cancelDurable = this.#options.flushMode === 'SYNC_FLUSH';
        }
      },
      notStored: () => undefined,
    });
  }

  #noteFlushed(): void {
    for (const one of this.#sent) {
      one.durable ||= one.state === 'stored';
      one.cancelDurable ||= one.cancel === 'told';
    }
  }

  #crash(): void {
    this.#crashes++;
    const powerCut = this.#random() < 0.5;
    this.#mortal.endAt = Number.POSITIVE_INFINITY;
    this.#faultAt = Number.POSITIVE_INFINITY;
    this.#refusals = 0;
    if (!powerCut) {
      this.#mortal.kill();
    } else {
      this.#mortal.cutPower();
      for (const one of this.#sent) {
        one.lost ||= one.state === 'stored' && !one.durable;
        if (one.cancel === 'told' && !one.cancelDurable) {
          one.cancel = 'asked';
        }
      }
    }
    this.#clock = new VirtualClock(this.#clock.now() + pick(this.#random, 8) * second);
    this.#latestTime = Math.max(this.#latestTime, this.#clock.now());
  }

  /** What the last process has left agrees with itself, as far as it was on disk. */
  async #verify(): Promise<void> {
    if (this.#disagreement !== undefined) {
      throw new ProblemFound(`I4: ${this.#disagreement}`);
    }
    const { directory, timer } = this.#options;
    // What is broken has to show in what is delivered.
    if (this.#mutation !== undefined || (await this.#mortal.disk.stat(`${directory}/commitlog`)) === undefined) {
      return;
    }
    const sizes = { ...sizesOf(this.#options), timerLogFileBytes: timer?.logFileBytes };
    const { findings } = await verifyStore(this.#mortal.disk, directory, { sizes });
    const finding = findings.find(({ kind }) => kind === 'timer');
    if (finding !== undefined) {
      throw new ProblemFound(`I4: ${finding.place}: ${finding.text}`);
    }
  }

  async #reopen(): Promise<MessageStore> {
    try {
      return await this.#open();
    } catch (error) {
      throw new ProblemFound(`the store does not open: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Where the log has the records that take messages back. */
  async #cancelOffsets(store: MessageStore): Promise<Map<string, number>> {
    const { messages } = await store.read('rmq_sys_wheel_timer', 0, 0, readAll);
    const offsets = new Map<string, number>();
    for (const { properties, physicalOffset } of messages) {
      const key = findProperty(properties, PropertyName.TIMER_CANCEL_KEY);
      if (key !== undefined && !offsets.has(key)) {
        offsets.set(key, physicalOffset);
      }
    }
    return offsets;
  }

  /** Without faults everything comes that has to, once, and not before its time. */
  async #check(): Promise<number> {
    let store = await this.#reopen();
    await this.#settle(50);
    for (let rest = 0; rest < 40; rest++) {
      await this.#clock.advance(10 * second);
      await this.#settle(20);
      if (rest % 10 === 9) {
        this.#mortal.kill();
        this.#clock = new VirtualClock(this.#clock.now());
        store = await this.#reopen();
        await this.#settle(50);
      }
    }
    const { messages } = await store.read(topic, 0, 0, readAll);
    const come = new Map<string, number>();
    const cancelOffsets = await this.#cancelOffsets(store);
    for (const message of messages) {
      const key = Buffer.from(message.body).toString();
      come.set(key, (come.get(key) ?? 0) + 1);
      const one = this.#sent.find((other) => other.key === key);
      if (one === undefined || one.state === 'refused') {
        throw new ProblemFound(`I2: '${key}' was never sent`);
      }
      if (one.level === 0 && message.storeTimestamp < one.deliverAt) {
        throw new ProblemFound(`I8: '${key}' came ${one.deliverAt - message.storeTimestamp} ms before its time`);
      }
      if (one.cancel === 'told' && message.physicalOffset > (cancelOffsets.get(key) ?? 0)) {
        throw new ProblemFound(`I8: '${key}' came although it was cancelled`);
      }
    }
    for (const one of this.#sent) {
      const times = come.get(one.key) ?? 0;
      if (times > 1) {
        throw new ProblemFound(`I12: '${one.key}' came ${times} times`);
      }
      if (times === 0 && one.state === 'stored' && !one.lost && one.cancel === 'none') {
        throw new ProblemFound(`I1: '${one.key}' never came`);
      }
    }
    if (store.delayedCount !== 0) {
      throw new ProblemFound(`${store.delayedCount} messages count as waiting at the end`);
    }
    await store.close();
    this.#mortal.kill();
    await this.#verify();
    return messages.length;
  }
}
