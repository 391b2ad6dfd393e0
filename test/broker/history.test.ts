import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../src/broker/broker.ts';
import { Code } from '../../src/model/errors.ts';
import { findProperty } from '../../src/model/properties.ts';
import { bodyOf, outgoing, Rig } from './broker-fixture.ts';

/** A small generator with a seed, so that a failing history can be run again. */
function randomOf(seed: number): (below: number) => number {
  let state = seed + 0x9e3779b9;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x297a2d39) | 0;
    const mixed = Math.imul(state ^ (state >>> 12), 0x85ebca6b);
    return ((mixed ^ (mixed >>> 13)) >>> 0) % below;
  };
}

interface Held {
  readonly delivery: Delivery;
  readonly clientId: string;
  handle: string;
}

const retryMax = 3;
const clients = ['one', 'two', 'three'];

/**
 * Drives a broker at random and checks after each step what must hold in every history: nothing is lost, nothing that is
 * held is handed out, a committed offset never passes an unacknowledged message, FIFO groups never see an overtaking.
 */
class History {
  rig: Rig;
  readonly #random: (below: number) => number;
  readonly #orderly: boolean;
  readonly #queues: number;
  /** Bodies in the order of sending, by message group and queue: without a group, order holds within a queue. */
  readonly #sent = new Map<string, string[]>();
  readonly #acked = new Set<string>();
  readonly #held = new Map<string, Held>();
  /** Leases whose end nobody told: they may be over at any time from then on. */
  readonly #endsAt = new Map<string, number>();
  #count = 0;

  constructor(
    rig: Rig,
    random: (below: number) => number,
    settings: { readonly orderly: boolean; readonly queues: number },
  ) {
    this.rig = rig;
    this.#random = random;
    this.#orderly = settings.orderly;
    this.#queues = settings.queues;
  }

  async step(): Promise<void> {
    switch (this.#random(12)) {
      case 0:
      case 1:
        await this.#send();
        break;
      case 2:
      case 3:
      case 4:
        await this.#receive();
        break;
      case 5:
      case 6:
      case 7:
        this.#ack();
        break;
      case 8:
        this.#change();
        break;
      case 9:
        this.#giveBackOrLeave();
        this.#ackWithOldHandle();
        break;
      case 10:
        await this.rig.advance(this.#random(12_000));
        break;
      default:
        if (this.#random(4) === 0) {
          await this.#restart();
        } else {
          await this.rig.advance(this.#random(100));
        }
    }
    this.#forgetEnded();
    await this.#checkCommitted();
  }

  /** Consumes until nothing comes any more; then everything must be acknowledged or among the dead letters. */
  async finish(): Promise<void> {
    // Longer than a silent client keeps its leases.
    await this.rig.advance(130_000);
    this.#held.clear();
    this.#endsAt.clear();
    let quiet = 0;
    while (quiet < 3) {
      const deliveries = await this.rig.receive({ clientId: 'last' });
      await this.#lookAtDeadLetters();
      for (const delivery of deliveries) {
        this.#checkDelivery(delivery, deliveries);
        this.#acked.add(bodyOf(delivery));
      }
      for (const result of this.rig.ack(deliveries)) {
        expect(result.code).toBe(Code.OK);
      }
      quiet = deliveries.length === 0 ? quiet + 1 : 0;
      if (quiet > 0) {
        await this.rig.advance(20_000);
      }
    }
    const dead = await this.#bodiesIn('%DLQ%group');
    if (!this.#killed) {
      expect(new Set(dead).size).toBe(dead.length);
    }
    for (const body of [...this.#sent.values()].flat()) {
      expect([body, this.#acked.has(body) || dead.includes(body)]).toEqual([body, true]);
    }
    for (let queueId = 0; queueId < this.#queues; queueId++) {
      expect(this.rig.committed('topic', 'group', queueId) ?? 0).toBe(this.rig.store.range('topic', queueId).maxOffset);
    }
  }

  async #send(): Promise<void> {
    const messageGroup = this.#orderly ? (['', 'a', 'b', 'c'][this.#random(4)] ?? '') : '';
    const bodies = Array.from({ length: 1 + this.#random(4) }, () => `${messageGroup}${this.#count++}`);
    const receipts = await this.rig.send(
      'topic',
      bodies.map((body) => outgoing(body, { messageGroup })),
    );
    const chain = `${messageGroup}@${receipts[0]?.queueId}`;
    this.#sent.set(chain, [...(this.#sent.get(chain) ?? []), ...bodies]);
  }

  async #receive(): Promise<void> {
    const clientId = clients[this.#random(3)] ?? '';
    const autoRenew = this.#random(4) === 0;
    const deliveries = await this.rig.receive({ clientId, messagesMax: 1 + this.#random(5), autoRenew });
    this.#forgetEnded();
    await this.#lookAtDeadLetters();
    for (const delivery of deliveries) {
      this.#checkDelivery(delivery, deliveries);
      this.#held.set(bodyOf(delivery), { delivery, clientId, handle: delivery.receiptHandle });
      this.#endsAt.set(bodyOf(delivery), this.rig.clock.monotonic() + delivery.invisibleMs);
    }
  }

  #checkDelivery(delivery: Delivery, answer: readonly Delivery[]): void {
    const body = bodyOf(delivery);
    // A kill may leave an original beside its copy in the retry topic, or forget an ack.
    if (!this.#mayRepeat.has(body)) {
      expect([body, 'held', this.#held.has(body)]).toEqual([body, 'held', false]);
      expect([body, 'acked', this.#acked.has(body)]).toEqual([body, 'acked', false]);
    }
    expect(delivery.deliveryAttempt).toBeLessThanOrEqual(retryMax + 1);
    if (!this.#orderly) {
      return;
    }
    const chain = this.#sent.get(`${body.replace(/\d+$/, '')}@${delivery.message.queueId}`) ?? [];
    const inAnswer = answer.map(bodyOf);
    for (const earlier of chain.slice(0, chain.indexOf(body))) {
      const position = inAnswer.indexOf(earlier);
      const passed =
        this.#acked.has(earlier) || this.#dead.has(earlier) || (position >= 0 && position < inAnswer.indexOf(body));
      expect([body, 'after', earlier, passed]).toEqual([body, 'after', earlier, true]);
    }
  }

  /** Sent before a kill. */
  readonly #mayRepeat = new Set<string>();
  #killed = false;
  /** Handles of messages that were held when the broker stopped. */
  readonly #oldHandles = new Map<string, string>();
  /** Bodies among the dead letters, as of the last look. */
  readonly #dead = new Set<string>();

  #pick(): [string, Held] | undefined {
    const all = [...this.#held];
    return all[this.#random(Math.max(1, all.length))];
  }

  #ack(): void {
    for (let count = this.#random(4); count >= 0; count--) {
      const picked = this.#pick();
      if (picked === undefined) {
        return;
      }
      const [body, { delivery, handle }] = picked;
      const receiptHandle = this.#random(2) === 0 ? delivery.receiptHandle : handle;
      const [result] = this.rig.broker.ack('any', 'group', 'topic', [{ messageId: '', receiptHandle }]);
      expect([body, result?.text]).toEqual([body, 'OK']);
      this.#acked.add(body);
      this.#held.delete(body);
    }
  }

  /** What was received before a restart is acknowledged after it: fine unless somebody holds the message now. */
  #ackWithOldHandle(): void {
    const [first] = this.#oldHandles;
    if (first === undefined) {
      return;
    }
    const [body, receiptHandle] = first;
    this.#oldHandles.delete(body);
    const [result] = this.rig.broker.ack('any', 'group', 'topic', [{ messageId: '', receiptHandle }]);
    if (result?.code === Code.OK) {
      expect([body, this.#held.has(body)]).toEqual([body, false]);
      this.#acked.add(body);
      // It may have been an original whose copy lies in the retry topic; only its own run knew.
      this.#mayRepeat.add(body);
    }
  }

  #change(): void {
    const picked = this.#pick();
    if (picked === undefined) {
      return;
    }
    const [body, held] = picked;
    const invisibleMs = this.#random(3) * 5_000;
    const result = this.rig.broker.changeInvisible({
      clientId: held.clientId,
      group: 'group',
      topic: 'topic',
      receiptHandle: held.handle,
      messageId: '',
      invisibleMs,
      suspend: this.#random(2) === 0,
    });
    expect([body, result.kind]).toEqual([body, 'changed']);
    held.handle = result.kind === 'changed' ? result.receiptHandle : '';
    this.#endsAt.set(body, this.rig.clock.monotonic() + invisibleMs);
  }

  #giveBackOrLeave(): void {
    if (this.#random(2) === 0) {
      const picked = this.#pick();
      if (picked !== undefined) {
        this.rig.broker.giveBack('group', [{ ...picked[1].delivery, receiptHandle: picked[1].handle }]);
        this.#held.delete(picked[0]);
      }
      return;
    }
    const gone = clients[this.#random(3)] ?? '';
    this.rig.broker.clientGone(gone);
    for (const [body, held] of this.#held) {
      if (held.clientId === gone) {
        this.#held.delete(body);
      }
    }
  }

  async #restart(): Promise<void> {
    for (const [body, held] of this.#held) {
      this.#oldHandles.set(body, held.handle);
    }
    if (this.#random(2) === 0) {
      this.rig = await this.rig.restart();
    } else {
      this.#killed = true;
      for (const body of [...this.#sent.values()].flat()) {
        this.#mayRepeat.add(body);
      }
      this.rig = await this.rig.crash();
    }
    this.#held.clear();
    this.#endsAt.clear();
  }

  #forgetEnded(): void {
    for (const [body, endsAt] of this.#endsAt) {
      if (endsAt <= this.rig.clock.monotonic()) {
        this.#held.delete(body);
        this.#endsAt.delete(body);
      }
    }
  }

  async #bodiesIn(topic: string, queueId = 0, below = Number.POSITIVE_INFINITY): Promise<string[]> {
    const limits = { messagesMax: 100_000, bytesMax: 1e9, cellsMax: 1e9 };
    const { messages } = await this.rig.store.read(topic, queueId, 0, limits);
    return messages
      .filter((message) => message.queueOffset < below)
      .map((message) => (findProperty(message.properties, 'UNIQ_KEY') ?? '').replace('id-', ''));
  }

  async #lookAtDeadLetters(): Promise<void> {
    for (const body of await this.#bodiesIn('%DLQ%group')) {
      this.#dead.add(body);
    }
  }

  async #checkCommitted(): Promise<void> {
    await this.#lookAtDeadLetters();
    const retried = new Set(await this.#bodiesIn('%RETRY%group_topic'));
    for (let queueId = 0; queueId < this.#queues; queueId++) {
      for (const body of await this.#bodiesIn('topic', queueId, this.rig.committed('topic', 'group', queueId) ?? 0)) {
        const passed = this.#acked.has(body) || this.#dead.has(body) || retried.has(body);
        expect([body, 'below the committed offset', passed]).toEqual([body, 'below the committed offset', true]);
      }
    }
  }
}

describe.each([
  { name: 'an ordinary group', orderly: false, queues: 3 },
  { name: 'a FIFO group', orderly: true, queues: 2 },
])('every history of $name', ({ orderly, queues }) => {
  it.each(Array.from({ length: 12 }, (_, seed) => seed))('keeps its promises: seed %d', async (seed) => {
    const rig = await Rig.open({ offsetFlushIntervalMs: 3_000 });
    await rig.putTopic('topic', 'MIXED', queues);
    await rig.putGroup('group', { orderly, retryMax });
    const history = new History(rig, randomOf(seed * 7919 + (orderly ? 1 : 0)), { orderly, queues });
    for (let step = 0; step < 120; step++) {
      await history.step();
    }
    await history.finish();
  });
});
