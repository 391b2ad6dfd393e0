import type { Cancel, Clock } from '../runtime/clock.ts';
import type { RpcLimits } from './limits.ts';

/** What the watch asks of its connection. */
export interface WatchedConnection {
  /** Sends a PING; `answered` is to be called with its answer. */
  ping(answered: () => void): void;
  /** No stream for the idle limit: say goodbye. */
  idle(): void;
  /** A PING got no answer in time: the peer is gone, perhaps without a FIN. */
  lost(): void;
}

/** Watches one connection: idle ones are let go, half-open ones found. */
export class KeepAlive {
  readonly #clock: Clock;
  readonly #limits: RpcLimits;
  readonly #connection: WatchedConnection;
  #streamCount = 0;
  #idleSince: number;
  #cancelIdle: Cancel;
  #cancelPing: Cancel;
  #cancelLost: Cancel | undefined;

  constructor(clock: Clock, limits: RpcLimits, connection: WatchedConnection) {
    this.#clock = clock;
    this.#limits = limits;
    this.#connection = connection;
    this.#idleSince = clock.monotonic();
    this.#cancelIdle = clock.after(limits.connectionIdleMs, () => this.#checkIdle());
    this.#cancelPing = clock.after(limits.pingIntervalMs, () => this.#ping());
  }

  streamOpened(): void {
    this.#streamCount += 1;
  }

  streamClosed(): void {
    this.#streamCount -= 1;
    if (this.#streamCount === 0) {
      this.#idleSince = this.#clock.monotonic();
    }
  }

  stop(): void {
    this.#cancelIdle();
    this.#cancelPing();
    this.#cancelLost?.();
  }

  // The timer is not moved with each call: it looks again when the last stream has been gone for less than the limit.
  #checkIdle(): void {
    const { connectionIdleMs } = this.#limits;
    const restMs =
      this.#streamCount > 0 ? connectionIdleMs : this.#idleSince + connectionIdleMs - this.#clock.monotonic();
    if (restMs > 0) {
      this.#cancelIdle = this.#clock.after(restMs, () => this.#checkIdle());
    } else {
      this.#connection.idle();
    }
  }

  #ping(): void {
    this.#cancelLost = this.#clock.after(this.#limits.pingTimeoutMs, () => this.#connection.lost());
    this.#connection.ping(() => {
      this.#cancelLost?.();
      this.#cancelPing = this.#clock.after(this.#limits.pingIntervalMs, () => this.#ping());
    });
  }
}
