import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/runtime/virtual-clock.ts';
import type { MessageStore, StoreOptions } from '../../src/store/message-store.ts';
import { verifyStore } from '../../src/store/offline-store.ts';
import { append, bodies, openStore, record } from './store-fixture.ts';
import { TroubledDisk } from './troubled-disk.ts';

const options: Partial<StoreOptions> = { flushMode: 'SYNC_FLUSH', commitLogSegmentBytes: 4096, messageIndex: false };
const sizes = { commitLogSegmentBytes: 4096, consumeQueueFileBytes: 400 };
/** From here on offsets have three bytes: the low ones of one before with the high one of one behind lie far beyond both. */
const byteEnd = 0x10000;
const path = '/store/checkpoint';

/** A store whose messages have a queue each, so that no later message tells that one lacks its cell. */
class Scene {
  readonly troubled = new TroubledDisk();
  /** Stands, so nothing reaches the cell files or the checkpoint unless it is asked for. */
  readonly #clock = new VirtualClock(1_700_000_000_000);
  #count = 0;
  #tail = 0;
  #store: MessageStore | undefined;

  get store(): MessageStore {
    if (this.#store === undefined) {
      throw new Error('not open');
    }
    return this.#store;
  }

  async begin(): Promise<void> {
    this.#store = await openStore(this.troubled.disk, options, this.#clock);
  }

  /** Without the table of queues, a topic whose record comes right before that of the checkpoint seems to lack its cells. */
  async deleteTopic(): Promise<void> {
    const deleted = record('gone', 0, 'deleted');
    await append(this.store, [deleted]);
    await this.appendUpTo(deleted.physicalOffset + 1);
    await this.store.deleteTopic('gone');
  }

  async appendUpTo(end: number): Promise<void> {
    while (this.#tail < end) {
      this.#clock.jumpWall(0x0123_4567);
      const sent = record('t', this.#count, `${this.#count} ${'.'.repeat(1000)}`);
      await append(this.store, [sent]);
      this.#count++;
      this.#tail = sent.physicalOffset + 1;
    }
  }

  /** Makes a checkpoint; tells why not. */
  checkpoint(): Promise<string | undefined> {
    return this.store.deleteTopic('of nobody').then(
      () => undefined,
      (error: Error) => error.message,
    );
  }

  /** The same on a disk that is full after so many bytes of the file. */
  async failCheckpoint(bytesWritten: number): Promise<void> {
    this.troubled.begin((_, operation, place) =>
      operation === 'write' && place === path ? { code: 'ENOSPC', bytesWritten } : undefined,
    );
    expect(await this.checkpoint()).toMatch(/ENOSPC|the disk is full/);
    this.troubled.end();
  }

  /** The process is gone; the next one finds all messages, and the deleted one stays deleted. */
  async checkNext(what: string): Promise<void> {
    const disk = this.troubled.disk.afterKill();
    expect((await verifyStore(disk, '/store', { sizes })).findings, what).toEqual([]);
    const next = await openStore(disk, options);
    expect(next.queues(), what).toHaveLength(this.#count);
    for (let queueId = 0; queueId < this.#count; queueId++) {
      expect((await bodies(next, 't', queueId)).map((body) => body.split(' ')[0])).toEqual([`${queueId}`]);
    }
    await next.close();
    expect((await verifyStore(disk, '/store', { sizes })).findings, what).toEqual([]);
  }
}

describe('a checkpoint that a full disk has left half-written', () => {
  it.each([0, 4, 5, 6, 7, 8, 13, 14, 15, 16, 40, 43, 44, 45, 46, 47, 48, 64, 66, 70, 75, 79, 80])(
    'of which %i bytes are new costs no message, and brings none back',
    async (bytes) => {
      const scene = new Scene();
      await scene.begin();
      await scene.appendUpTo(byteEnd - 0x1800);
      await scene.deleteTopic();
      await scene.appendUpTo(byteEnd + 1);
      await scene.failCheckpoint(bytes);
      await scene.appendUpTo(2 * byteEnd);
      await scene.checkNext(`${bytes} bytes`);
    },
  );

  it.each([5, 13, 42, 46, 47, 70])('after %i bytes is finished before the next one is begun', async (bytes) => {
    for (let last = 1, done = false; !done; last++) {
      const scene = new Scene();
      await scene.begin();
      await scene.appendUpTo(0x800);
      await scene.deleteTopic();
      await scene.appendUpTo(0x2000);
      await scene.failCheckpoint(bytes);
      await scene.appendUpTo(0x3000);
      scene.troubled.crashAt(last);
      done = (await scene.checkpoint()) === undefined;
      await scene.checkNext(`${bytes} bytes, and a crash at call ${last}`);
    }
  });
});
