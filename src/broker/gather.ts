import type { StoredMessage } from '../model/message.ts';
import { findProperty, PropertyName } from '../model/properties.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/log.ts';
import type { MessageStore } from '../store/message-store.ts';
import type { Answer } from './answer.ts';
import type { Consumption } from './consumption.ts';
import { filterMatches } from './filter/filter.ts';
import type { GroupQueue } from './group-queue.ts';
import type { Lease, Term } from './leases.ts';
import type { Chain } from './message-chains.ts';
import type { BrokerOptions } from './options.ts';
import { failuresOf } from './retry.ts';

/** Cells that one read looks at: a filter that matches little must not hold the event loop. */
const cellsPerReadMax = 4096;

/** Reads without a pause for other work. */
const readsPerTurnMax = 8;

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Finds what a receive may have, leases it and fills the answer. One gathering runs at a time for each subscription. */
export class Gatherer {
  readonly #store: MessageStore;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #consumption: Consumption;
  readonly #options: BrokerOptions;

  constructor(
    environment: { readonly store: MessageStore; readonly clock: Clock; readonly logger: Logger },
    consumption: Consumption,
    options: BrokerOptions,
  ) {
    this.#store = environment.store;
    this.#clock = environment.clock;
    this.#logger = environment.logger;
    this.#consumption = consumption;
    this.#options = options;
  }

  /** Retry topic first, then the queue that was asked for, or all that may have something, the next one in turn first. */
  async gather(answer: Answer): Promise<void> {
    const { subscription, queue: wanted } = answer.waiting;
    let ofWanted = wanted;
    while (answer.messagesLeft > 0 && !answer.waiting.settled && !this.#consumption.full) {
      const queue = subscription.readyRetry.take() ?? (wanted === undefined ? subscription.ready.take() : ofWanted);
      if (queue === undefined) {
        return;
      }
      if (queue === ofWanted) {
        ofWanted = undefined;
      }
      try {
        await this.#take(queue, answer);
      } catch (error) {
        this.#pause(queue, error);
      }
      subscription.refresh(queue);
    }
  }

  /** The messages that a lost answer held, as far as they are still leased, under the same handles. */
  async repeat(answer: Answer, leases: readonly Lease[]): Promise<void> {
    for (const lease of leases) {
      if (lease.phase !== 'held') {
        continue;
      }
      const message = await this.#store.readAt(lease.physicalOffset);
      if (message !== undefined && lease.phase === 'held') {
        this.#consumption.restart(lease);
        answer.add(lease, message);
      }
    }
  }

  /** A queue that cannot be read rests for a while; the others go on. */
  #pause(queue: GroupQueue, error: unknown): void {
    const { topic, queueId } = queue;
    this.#logger.error(
      { topic, queueId, group: queue.subscription.group, error },
      'queue could not be read; trying again',
    );
    queue.paused = true;
    this.#clock.after(this.#options.faultRetryMs, () => {
      queue.paused = false;
      this.#consumption.refresh(queue);
    });
  }

  async #take(queue: GroupQueue, answer: Answer): Promise<void> {
    for (let reads = 1; answer.messagesLeft > 0 && !answer.waiting.settled && queue.hasWork; reads++) {
      const chain = queue.chains?.nextFree();
      if (chain !== undefined) {
        await this.#takeChain(queue, chain, answer);
      } else if (queue.released.length > 0) {
        await this.#takeReleased(queue, answer);
      } else {
        await this.#takeFresh(queue, answer);
      }
      if (reads % readsPerTurnMax === 0) {
        await nextTurn();
      }
    }
  }

  /** Messages above the cursor. What lies between the messages read was filtered out or is no longer stored. */
  async #takeFresh(queue: GroupQueue, answer: Answer): Promise<void> {
    const { progress, epoch } = queue;
    const from = progress.nextUnacked(queue.cursor);
    queue.cursor = from;
    if (from >= queue.maxOffset) {
      return;
    }
    const room = Math.min(answer.messagesLeft, queue.lookAhead);
    const read = await this.#store.read(
      queue.topic,
      queue.queueId,
      from,
      {
        messagesMax: room,
        bytesMax: answer.bytesLeft,
        cellsMax: Math.min(cellsPerReadMax, progress.nextAcked(from) - from),
      },
      answer.waiting.cellFilter,
    );
    if (queue.epoch !== epoch || answer.waiting.settled) {
      return;
    }
    if (read.outcome === 'offsetMoved') {
      this.#followDeletion(queue, from, read.nextOffset);
      return;
    }
    if (read.nextOffset <= from) {
      throw new Error(`the store gave nothing at offset ${from} although the queue ends at ${queue.maxOffset}`);
    }
    const term = this.#termOf(queue, answer);
    for (const message of read.messages) {
      this.#skipTo(queue, message.queueOffset);
      if (!this.#offerFresh(queue, message, answer, term)) {
        answer.close();
        return;
      }
      queue.cursor = message.queueOffset + 1;
    }
    this.#skipTo(queue, read.nextOffset);
  }

  /** Retention was faster than the group: it goes on with the first message that is left. A new group begins there. */
  #followDeletion(queue: GroupQueue, from: number, minOffset: number): void {
    const { topic, queueId, progress } = queue;
    if (from > 0 || progress.committed > 0) {
      this.#logger.warn(
        { topic, queueId, group: queue.subscription.group, from, minOffset },
        'messages were deleted before the group had received them; it goes on with the first one that is left',
      );
    }
    this.#skipTo(queue, minOffset);
  }

  /** Nobody of the group will get what lies between the cursor and `offset`. */
  #skipTo(queue: GroupQueue, offset: number): void {
    if (offset > queue.cursor) {
      queue.progress.ackRange(queue.cursor, offset);
      queue.cursor = offset;
      this.#consumption.progressed(queue);
    }
  }

  /** False: the answer is full, the message stays where it is. */
  #offerFresh(queue: GroupQueue, message: StoredMessage, answer: Answer, term: Term): boolean {
    const offset = message.queueOffset;
    // Both happen with handles from before a restart: acknowledged or leased while the read was under way.
    if (queue.progress.isAcked(offset) || queue.leases.has(offset)) {
      return true;
    }
    if (!filterMatches(answer.waiting.request.filter, message)) {
      this.#consumption.acknowledgeUnleased(queue, offset);
      return true;
    }
    if (queue.chains === undefined) {
      if (!answer.fits(message)) {
        return false;
      }
      this.#deliver(queue, message, undefined, answer, term);
      return true;
    }
    const chain = queue.chains.chainOf(findProperty(message.properties, PropertyName.SHARDING_KEY) ?? '');
    if (!queue.chains.mayTakeNew(chain, answer)) {
      queue.chains.wait(chain, offset);
      return true;
    }
    if (!answer.fits(message)) {
      return false;
    }
    queue.chains.takeNew(chain, this.#isExhausted(queue, message) ? undefined : answer);
    this.#deliver(queue, message, chain, answer, term);
    return true;
  }

  /** Ordinary groups: messages that came back. */
  async #takeReleased(queue: GroupQueue, answer: Answer): Promise<void> {
    const { epoch } = queue;
    const offset = queue.released[0] ?? 0;
    const message = await this.#readOne(queue, offset, answer);
    if (queue.epoch !== epoch || answer.waiting.settled || queue.released[0] !== offset) {
      return;
    }
    if (message === undefined) {
      queue.released.shift();
      this.#consumption.acknowledgeUnleased(queue, offset);
    } else if (answer.fits(message)) {
      queue.released.shift();
      this.#deliver(queue, message, undefined, answer, this.#termOf(queue, answer));
    } else {
      answer.close();
    }
  }

  /** FIFO groups: messages that were seen before and are no longer blocked. */
  async #takeChain(queue: GroupQueue, chain: Chain, answer: Answer): Promise<void> {
    const { epoch, chains } = queue;
    const isMine = () => chain.leased === 0 || chain.takenBy === answer;
    while (answer.messagesLeft > 0 && queue.hasRoom && chain.waiting.length > 0 && isMine()) {
      const offset = chain.waiting[0] ?? 0;
      const message = await this.#readOne(queue, offset, answer);
      if (queue.epoch !== epoch || chains === undefined || answer.waiting.settled) {
        return;
      }
      if (chain.waiting[0] !== offset || !isMine()) {
        continue;
      }
      if (message === undefined) {
        chains.forget(offset);
        this.#consumption.acknowledgeUnleased(queue, offset);
      } else if (answer.fits(message)) {
        chains.takeFirst(chain, this.#isExhausted(queue, message) ? undefined : answer);
        this.#deliver(queue, message, chain, answer, this.#termOf(queue, answer));
      } else {
        answer.close();
      }
    }
  }

  /** Undefined: the message is filtered out or no longer stored. */
  async #readOne(queue: GroupQueue, offset: number, answer: Answer): Promise<StoredMessage | undefined> {
    const limits = { messagesMax: 1, bytesMax: Math.max(1, answer.bytesLeft), cellsMax: 1 };
    const { request, cellFilter } = answer.waiting;
    const read = await this.#store.read(queue.topic, queue.queueId, offset, limits, cellFilter);
    const message = read.messages[0];
    if (message?.queueOffset !== offset || !filterMatches(request.filter, message)) {
      return undefined;
    }
    return message;
  }

  /** Failed deliveries so far: counted in the record, or beside it for messages that stay in their queue. */
  #failures(queue: GroupQueue, message: StoredMessage): number {
    const { failedDeliveries } = queue.progress;
    const beside = failedDeliveries.size === 0 ? 0 : (failedDeliveries.get(message.queueOffset) ?? 0);
    return Math.max(failuresOf(message), beside);
  }

  #isExhausted(queue: GroupQueue, message: StoredMessage): boolean {
    return this.#failures(queue, message) >= this.#consumption.attemptsMax(queue.subscription.group);
  }

  /** What is given now is given on the same terms. */
  #termOf(queue: GroupQueue, answer: Answer): Term {
    const { clientId, autoRenew, invisibleMs } = answer.waiting.request;
    const popTime = queue.popTime(this.#clock.now());
    return this.#consumption.term({
      queue,
      clientId,
      popTime,
      popTimeOldest: popTime,
      invisibleMs: autoRenew ? this.#options.autoRenewMs : invisibleMs,
      autoRenew,
      now: this.#clock.monotonic(),
    });
  }

  /** Leases the message: to the client, or, when it was delivered often enough, for its way to the dead letters. */
  #deliver(queue: GroupQueue, message: StoredMessage, chain: Chain | undefined, answer: Answer, term: Term): void {
    const failures = this.#failures(queue, message);
    const { queueOffset, physicalOffset } = message;
    if (failures === 0 && chain === undefined) {
      this.#consumption.grantBare(term, queueOffset, physicalOffset);
      answer.addBare(term, message);
      return;
    }
    const lease = this.#consumption.grant(term, queueOffset, physicalOffset, failures + 1, chain);
    if (failures > 0 && this.#isExhausted(queue, message)) {
      this.#consumption.move(lease, 'deadLetter');
    } else {
      answer.add(lease, message);
    }
  }
}
