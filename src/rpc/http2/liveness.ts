import type { RpcLimits } from '../limits.ts';

/** Tells the two PINGs of ours apart by their last byte: the one that finds dead peers, and the one that closes a drain. */
export const livenessPing = Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]);
export const drainPing = Buffer.from([0, 0, 0, 0, 0, 0, 0, 2]);

/** What is to be done about a connection now. */
export type LifeSign = 'fine' | 'ping' | 'lost' | 'idle';

/** Finds half-open connections, by PING, and idle ones. Pure but for its memory: the connection acts. */
export class Liveness {
  readonly #limits: RpcLimits;
  #pingAt: number;
  #unanswered = false;
  #idleSince: number;

  constructor(limits: RpcLimits, now: number) {
    this.#limits = limits;
    this.#pingAt = now;
    this.#idleSince = now;
  }

  /** The last stream has ended, at this time or later: `look` sees for itself what still runs. */
  rests(now: number): void {
    this.#idleSince = Math.max(this.#idleSince, now);
  }

  pingSent(now: number): void {
    this.#pingAt = now;
    this.#unanswered = true;
  }

  pingAnswered(): void {
    this.#unanswered = false;
  }

  /** `deaf`: we do not read the client for now, so it cannot answer. */
  look(now: number, streamCount: number, deaf: boolean): LifeSign {
    const { connectionIdleMs, pingIntervalMs, pingTimeoutMs } = this.#limits;
    if (this.#unanswered && !deaf && now - this.#pingAt > pingTimeoutMs) {
      return 'lost';
    }
    if (streamCount > 0) {
      this.#idleSince = now;
    } else if (now - this.#idleSince > connectionIdleMs) {
      return 'idle';
    }
    return !this.#unanswered && now - this.#pingAt >= pingIntervalMs ? 'ping' : 'fine';
  }
}
