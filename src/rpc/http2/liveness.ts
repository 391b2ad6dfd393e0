import type { RpcLimits } from '../limits.ts';

/** Of our PINGs. */
export const pingPayload = Buffer.alloc(8, 'liveness');

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

  /** No stream is open any more. */
  rests(now: number): void {
    this.#idleSince = now;
  }

  pingSent(now: number): void {
    this.#pingAt = now;
    this.#unanswered = true;
  }

  /** False: none was asked. */
  pingAnswered(): boolean {
    const asked = this.#unanswered;
    this.#unanswered = false;
    return asked;
  }

  /** `deaf`: we do not read the client for now, so it cannot answer. */
  look(now: number, streamCount: number, deaf: boolean): LifeSign {
    const { connectionIdleMs, pingIntervalMs, pingTimeoutMs } = this.#limits;
    if (this.#unanswered && !deaf && now - this.#pingAt >= pingTimeoutMs) {
      return 'lost';
    }
    if (streamCount === 0 && now - this.#idleSince >= connectionIdleMs) {
      return 'idle';
    }
    return !this.#unanswered && now - this.#pingAt >= pingIntervalMs ? 'ping' : 'fine';
  }

  /** When `look` may next say anything but fine, if nothing happens before. */
  dueAt(streamCount: number): number {
    const { connectionIdleMs, pingIntervalMs, pingTimeoutMs } = this.#limits;
    const pingDueAt = this.#pingAt + (this.#unanswered ? pingTimeoutMs : pingIntervalMs);
    return streamCount === 0 ? Math.min(pingDueAt, this.#idleSince + connectionIdleMs) : pingDueAt;
  }
}
