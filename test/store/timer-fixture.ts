import { encodeProperty } from '../../src/model/properties.ts';
import type { Logger } from '../../src/runtime/log.ts';
import { type DiskSimulation, MemoryDisk } from '../../src/runtime/memory-disk.ts';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';
import { levelDelaysDefault } from '../../src/store/delay-levels.ts';
import {
  type AppendRecord,
  MessageStore,
  type StoreOptions,
  type TimerOptions,
} from '../../src/store/message-store.ts';
import { append, record, silentLogger, testOptions } from './store-fixture.ts';

/** 2023-11-14T22:13:20Z, a whole second. */
export const startAt = 1_700_000_000_000;

export const testTimer: TimerOptions = {
  wheelEnabled: true,
  precisionMs: 1000,
  delayMsMax: 40 * 86_400_000,
  levelDelaysMs: levelDelaysDefault,
  logFileBytes: 4096,
  wheelSlots: 12_096,
};

/** A store on a virtual clock and a disk in memory, and everything that tests of delays ask it. */
export class DelayedStore {
  readonly clock: VirtualClock;
  disk: MemoryDisk;
  /** The process ends at the next change of a file whose path contains this. */
  endAt: string | undefined;
  /** The process ends after the next write to a file whose path contains this. */
  endAfterWriteTo: string | undefined;
  #ends = false;
  /** The process ends after so many more changes of files. */
  changesLeft = Number.POSITIVE_INFINITY;
  /** The disk takes so many more writes to the log, then it is full. */
  logWritesLeft = Number.POSITIVE_INFINITY;
  /** The disk refuses so many writes to files whose path contains this. */
  refused = { path: '', writes: 0 };
  /** Gets the warnings of the log. */
  warned: (text: string) => void = () => undefined;
  /** Files that were read. */
  readonly readPaths = new Set<string>();
  options: StoreOptions;
  #store: MessageStore | undefined;
  #count = 0;

  constructor(changes: Partial<TimerOptions> = {}, storeChanges: Partial<StoreOptions> = {}, now = startAt) {
    this.clock = new VirtualClock(now);
    this.disk = new MemoryDisk(this.#simulation());
    this.options = testOptions({ timer: { ...testTimer, ...changes }, ...storeChanges });
  }

  #simulation(): DiskSimulation {
    return {
      // A call that never returns leaves what was written before as it is: neither synced nor failed.
      delay: () => (this.#ends ? new Promise(() => undefined) : Promise.resolve()),
      beforeCall: (operation, path) => {
        this.#ends ||=
          operation === 'write' && this.endAfterWriteTo !== undefined && path.includes(this.endAfterWriteTo);
        if (operation === 'read') {
          this.readPaths.add(path);
        }
        const changes = operation !== 'read' && operation !== 'stat' && operation !== 'list' && operation !== 'size';
        if (operation === 'write' && path.includes('/commitlog/') && this.logWritesLeft-- <= 0) {
          return { code: 'ENOSPC' };
        }
        if (operation === 'write' && path.includes(this.refused.path) && this.refused.writes-- > 0) {
          return { code: 'ENOSPC' };
        }
        const ends = this.endAt !== undefined && path.includes(this.endAt);
        if (!changes || !(ends || this.changesLeft-- <= 0)) {
          return undefined;
        }
        this.disk.halt();
        return { code: 'ECRASHED' };
      },
    };
  }

  get store(): MessageStore {
    if (this.#store === undefined) {
      throw new Error('the store is not open');
    }
    return this.#store;
  }

  async open(): Promise<this> {
    const warn = (_fields: object, text: string) => this.warned(text);
    const logger: Logger = { ...silentLogger, warn, child: () => logger };
    const environment = { disk: this.disk, clock: this.clock, logger };
    this.#store = await MessageStore.open(this.options, environment);
    await this.settle();
    return this;
  }

  /** Lets everything happen that happens without time passing. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 200; turn++) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  /** Lets time pass in steps, with everything done between them. */
  async pass(milliseconds: number, stepMs = 1000): Promise<void> {
    for (let left = milliseconds; left > 0; left -= stepMs) {
      await this.clock.advance(Math.min(stepMs, left));
      await this.settle();
    }
  }

  /** The process ends, and the next one does while it starts, after so many changes of files, unless it needs fewer. */
  async killWithin(changes: number): Promise<void> {
    this.disk = this.disk.afterKill(this.#simulation());
    this.changesLeft = changes;
    await this.open().catch(() => undefined);
  }

  /** The process ends without a word. */
  async kill(): Promise<this> {
    return await this.#next(this.disk.afterKill(this.#simulation()));
  }

  /** The same, and what was not synced is lost as far as `random` says; 0 takes all of it. */
  async cutPower(random = () => 0): Promise<this> {
    return await this.#next(this.disk.afterPowerCut(random, this.#simulation()));
  }

  async #next(disk: MemoryDisk): Promise<this> {
    this.endAt = undefined;
    this.endAfterWriteTo = undefined;
    this.#ends = false;
    this.changesLeft = Number.POSITIVE_INFINITY;
    this.logWritesLeft = Number.POSITIVE_INFINITY;
    this.disk = disk;
    return await this.open();
  }

  async close(): Promise<void> {
    await this.store.close();
    this.disk = this.disk.afterKill(this.#simulation());
  }

  message(body: string, changes: Partial<AppendRecord> = {}): AppendRecord {
    const uniqueKey = `id-${++this.#count}-${body}`;
    return record('later', 0, body, { uniqueKey, properties: encodeProperty('UNIQ_KEY', uniqueKey), ...changes });
  }

  /** Appends a message for a time; tells its unique key. */
  async send(body: string, deliverAt: number): Promise<string> {
    const message = this.message(body);
    await this.append(this.store.delayUntil(message, deliverAt));
    return message.uniqueKey;
  }

  async append(delayed: AppendRecord | Error): Promise<void> {
    if (delayed instanceof Error) {
      throw delayed;
    }
    await append(this.store, [delayed]);
  }

  cancel(uniqueKey: string, deliverAt: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.store.cancelDelayed('later', uniqueKey, deliverAt, { stored: resolve, notStored: reject });
    });
  }

  /** Bodies that have come, in their order, with the milliseconds after the start. */
  async delivered(): Promise<string[]> {
    const all = { messagesMax: 1_000_000, bytesMax: 1e12, cellsMax: 1e9 };
    const { messages } = await this.store.read('later', 0, 0, all);
    return messages.map(({ body, storeTimestamp }) => `${Buffer.from(body)} +${storeTimestamp - startAt}`);
  }

  async bodies(): Promise<string[]> {
    return (await this.delivered()).map((text) => text.split(' ')[0] ?? '');
  }
}
