import { Code, MqError } from '../model/errors.ts';
import type { Topic } from '../model/topic.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/log.ts';
import type { MessageStore } from '../store/message-store.ts';
import type { Lease } from './leases.ts';
import { MovedMessages } from './moved-messages.ts';
import { appendOne, failedCopy, type MoveTarget, targetTopic } from './retry.ts';

/** What the mover needs from the rest of the broker. */
export interface MoveOwner {
  /** Makes the retry or dead letter topic when it is not there; durable when it resolves. */
  topicForServer(name: string): Promise<Topic>;
  startMove(lease: Lease): void;
  /** The copy is stored (or the original is gone): the original counts as acknowledged. */
  moved(lease: Lease): void;
  /** Nothing was stored: the lease is held again and expires after a pause. */
  moveFailed(lease: Lease): void;
}

/** Told once: undefined when the message was moved, the reason when it was not. */
export type MoveWaiter = (error: MqError | undefined) => void;

interface Move {
  readonly lease: Lease;
  readonly target: MoveTarget;
  readonly waiters: MoveWaiter[];
}

/**
 * Takes failed messages to their retry or dead letter topic: read the original, store the copy, and only then let the
 * original count as acknowledged. A crash in between costs a second delivery, never the message.
 */
export class Mover {
  readonly #store: MessageStore;
  readonly #owner: MoveOwner;
  readonly #logger: Logger;
  readonly #movesMax: number;
  /** Moves that are not over, in the order in which they were asked for. */
  readonly #moves = new Map<Lease, Move>();
  /** Moves that have not begun; those before `#nextWaiting` have. */
  #waiting: Move[] = [];
  #nextWaiting = 0;
  readonly #running = new Set<Promise<void>>();
  readonly #remembered: MovedMessages;
  /** The last move failed: one line in the log stands for all until one succeeds. */
  #failing = false;
  #closed = false;

  constructor(
    environment: { readonly store: MessageStore; readonly clock: Clock; readonly logger: Logger },
    limits: { readonly movesMax: number; readonly movedRememberedMax: number },
    owner: MoveOwner,
  ) {
    this.#store = environment.store;
    this.#logger = environment.logger;
    this.#movesMax = limits.movesMax;
    this.#remembered = new MovedMessages(limits.movedRememberedMax);
    this.#owner = owner;
  }

  /** A message that cannot be moved is tried again when its lease expires the next time. */
  move(lease: Lease, target: MoveTarget, waiter?: MoveWaiter): void {
    this.#owner.startMove(lease);
    const move: Move = { lease, target, waiters: waiter === undefined ? [] : [waiter] };
    this.#moves.set(lease, move);
    this.#waiting.push(move);
    this.#pump();
  }

  /** Undefined: it is not being moved. */
  target(lease: Lease): MoveTarget | undefined {
    return this.#moves.get(lease)?.target;
  }

  /** Where the lease's message is being moved to; the waiter is told when that is over. Undefined: it is not moved. */
  join(lease: Lease, waiter: MoveWaiter): MoveTarget | undefined {
    const move = this.#moves.get(lease);
    move?.waiters.push(waiter);
    return move?.target;
  }

  /** Moves under way end; those that wait stay undone, and their messages are delivered again after the start. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const move of this.#waiting.slice(this.#nextWaiting)) {
      this.#end(move, new MqError(Code.TOO_MANY_REQUESTS, 'the server is shutting down; try again'));
    }
    await Promise.all(this.#running);
  }

  #pump(): void {
    while (!this.#closed && this.#running.size < this.#movesMax) {
      const move = this.#waiting[this.#nextWaiting];
      if (move === undefined) {
        this.#waiting = [];
        this.#nextWaiting = 0;
        return;
      }
      this.#nextWaiting++;
      if (this.#nextWaiting >= 1024) {
        this.#waiting = this.#waiting.slice(this.#nextWaiting);
        this.#nextWaiting = 0;
      }
      const running = this.#run(move).finally(() => {
        this.#running.delete(running);
        this.#pump();
      });
      this.#running.add(running);
    }
  }

  async #run(move: Move): Promise<void> {
    const { lease, target } = move;
    try {
      const message = await this.#store.readAt(lease.physicalOffset);
      if (message === undefined) {
        const { topic, queueId } = lease.queue;
        const place = { topic, queueId, offset: lease.offset, group: lease.queue.subscription.group };
        this.#logger.warn(place, 'message is no longer in the log and cannot be delivered again');
      } else {
        await this.#owner.topicForServer(targetTopic(lease, target));
        await appendOne(this.#store, failedCopy(message, lease, target));
        if (target === 'retry') {
          this.#remembered.remember(lease.queue, lease.offset);
        }
      }
    } catch (error) {
      this.#fail(move, error);
      return;
    }
    this.#failing = false;
    this.#owner.moved(lease);
    this.#end(move, undefined);
  }

  #end(move: Move, error: MqError | undefined): void {
    this.#moves.delete(move.lease);
    for (const waiter of move.waiters) {
      waiter(error);
    }
  }

  #fail(move: Move, error: unknown): void {
    const { lease, target } = move;
    const { topic, queueId } = lease.queue;
    const place = { topic, queueId, offset: lease.offset, group: lease.queue.subscription.group };
    if (!this.#failing) {
      this.#failing = true;
      this.#logger.error({ ...place, error }, 'messages cannot be moved to retry or dead letter topics; trying again');
    }
    this.#owner.moveFailed(lease);
    const reason = error instanceof Error ? error.message : String(error);
    const code = error instanceof MqError ? error.code : Code.INTERNAL_SERVER_ERROR;
    this.#end(move, new MqError(code, `the message could not be stored in '${targetTopic(lease, target)}': ${reason}`));
  }
}
