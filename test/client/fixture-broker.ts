import { createHash } from 'node:crypto';
import { v2 } from '../../src/protocol/messages.ts';
import { timestampOf } from '../../src/protocol/time.ts';
import type { Cancel, Clock } from '../../src/runtime/clock.ts';

interface Stored {
  readonly wire: v2.IMessage;
  readonly queueId: number;
  readonly offset: number;
}

interface Loan {
  visibleAt: number;
  attempt: number;
  handle: string;
  acked: boolean;
}

interface Topic {
  readonly type: v2.MessageType[];
  readonly queues: Stored[][];
  turn: number;
}

interface Poll {
  readonly retry: () => boolean;
  readonly cancel: Cancel;
}

const ok = { code: v2.Code.OK, message: 'OK' };

/** Just enough of a broker for tests of the wire: topics of one process's memory, loans that end by the clock. */
export class FixtureBroker {
  readonly topics = new Map<string, Topic>();
  readonly #clock: Clock;
  readonly #loans = new Map<string, Loan>();
  readonly #polls = new Set<Poll>();
  #handles = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  createTopic(name: string, queues: number, type: readonly v2.MessageType[] = [v2.MessageType.NORMAL]): void {
    this.topics.set(name, { type: [...type], queues: Array.from({ length: queues }, () => []), turn: 0 });
  }

  messages(topic: string): v2.IMessage[] {
    return (this.topics.get(topic)?.queues ?? []).flat().map(({ wire }) => wire);
  }

  send(messages: readonly v2.IMessage[]): v2.SendMessageResponse.$Properties {
    const topic = this.topics.get(messages[0]?.topic?.name ?? '');
    if (topic === undefined) {
      return { status: { code: v2.Code.TOPIC_NOT_FOUND, message: 'no such topic' } };
    }
    if (messages.some(({ body }) => !body?.length)) {
      return { status: { code: v2.Code.MESSAGE_BODY_EMPTY, message: 'the body is empty' } };
    }
    const group = messages[0]?.systemProperties?.messageGroup;
    const queueId = group ? Buffer.from(group).reduce((sum, byte) => sum + byte, 0) : topic.turn++;
    const id = queueId % topic.queues.length;
    const queue = topic.queues[id] ?? [];
    const entries = messages.map((wire) => {
      const offset = queue.length;
      queue.push({ wire, queueId: id, offset });
      const messageId = wire.systemProperties?.messageId ?? '';
      return { status: ok, messageId, transactionId: messageId, offset };
    });
    this.#wake();
    return { status: ok, entries };
  }

  /** Calls back once, at once or when something is there or the wait is over. */
  receive(request: v2.ReceiveMessageRequest, done: (messages: v2.IMessage[]) => void): Cancel {
    const waitMs = (request.longPollingTimeout?.seconds ?? 0) * 1000 + (request.longPollingTimeout?.nanos ?? 0) / 1e6;
    const retry = () => {
      const found = this.#take(request);
      if (found.length === 0) {
        return false;
      }
      done(found);
      return true;
    };
    if (retry()) {
      return () => undefined;
    }
    const cancelTimer = this.#clock.after(waitMs, () => {
      this.#polls.delete(poll);
      done([]);
    });
    const poll: Poll = { retry, cancel: cancelTimer };
    this.#polls.add(poll);
    return () => {
      cancelTimer();
      this.#polls.delete(poll);
    };
  }

  ack(group: string, topic: string, handle: string): v2.IStatus {
    const loan = this.#loanByHandle(group, topic, handle);
    if (loan === undefined) {
      return { code: v2.Code.INVALID_RECEIPT_HANDLE, message: 'INVALID_RECEIPT_HANDLE: the loan is over' };
    }
    loan.acked = true;
    return ok;
  }

  changeInvisible(
    group: string,
    topic: string,
    handle: string,
    durationMs: number,
  ): { status: v2.IStatus; handle: string } {
    const loan = this.#loanByHandle(group, topic, handle);
    if (loan === undefined) {
      return { status: { code: v2.Code.INVALID_RECEIPT_HANDLE, message: 'INVALID_RECEIPT_HANDLE' }, handle };
    }
    this.#lend(loan, durationMs);
    return { status: ok, handle: loan.handle };
  }

  #loanByHandle(group: string, topic: string, handle: string): Loan | undefined {
    for (const [key, loan] of this.#loans) {
      if (loan.handle === handle && key.startsWith(`${group} ${topic} `)) {
        return loan.visibleAt > this.#clock.monotonic() || loan.acked ? loan : undefined;
      }
    }
    return undefined;
  }

  #take(request: v2.ReceiveMessageRequest): v2.IMessage[] {
    const name = request.messageQueue?.topic?.name ?? '';
    const tags = (request.filterExpression?.expression ?? '*').split('||').map((tag) => tag.trim());
    const now = this.#clock.monotonic();
    const taken: v2.IMessage[] = [];
    for (const queue of this.topics.get(name)?.queues ?? []) {
      for (const { wire, queueId, offset } of queue) {
        const key = `${request.group?.name} ${name} ${queueId} ${offset}`;
        const loan = this.#loans.get(key) ?? {
          visibleAt: Number.NEGATIVE_INFINITY,
          attempt: 0,
          handle: '',
          acked: false,
        };
        const wanted = tags.includes('*') || tags.includes(wire.systemProperties?.tag ?? '');
        if (!wanted || loan.acked || loan.visibleAt > now || taken.length >= request.batchSize) {
          continue;
        }
        loan.attempt++;
        this.#loans.set(key, loan);
        const duration = request.invisibleDuration;
        this.#lend(loan, (duration?.seconds ?? 0) * 1000 + (duration?.nanos ?? 0) / 1e6);
        const checksum = createHash('md5')
          .update(wire.body ?? '')
          .digest('hex')
          .toUpperCase();
        taken.push({
          ...wire,
          systemProperties: {
            bodyDigest: { type: v2.DigestType.MD5, checksum },
            ...wire.systemProperties,
            receiptHandle: loan.handle,
            deliveryAttempt: loan.attempt,
            queueId,
            queueOffset: offset,
            storeTimestamp: timestampOf(this.#clock.now()),
          },
        });
      }
    }
    return taken;
  }

  #lend(loan: Loan, durationMs: number): void {
    loan.handle = `handle-${++this.#handles}`;
    loan.visibleAt = this.#clock.monotonic() + durationMs;
    if (durationMs === 0) {
      this.#wake();
    } else {
      this.#clock.after(durationMs, () => this.#wake());
    }
  }

  #wake(): void {
    for (const poll of [...this.#polls]) {
      if (poll.retry()) {
        poll.cancel();
        this.#polls.delete(poll);
      }
    }
  }
}
