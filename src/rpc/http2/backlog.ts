import type { Defence } from './connection.ts';
import type { Http2Limits } from './http2-limits.ts';

/** The answers of one connection that the network has not taken: those that wait for windows, and those in the socket. */
export class Backlog {
  readonly #limits: Http2Limits;
  /** The backlogs of all connections together. */
  readonly #total: { bytes: number };
  #windowBytes = 0;
  #socketBytes = 0;
  #progressAt = 0;
  #releasedCount = 0;

  constructor(limits: Http2Limits, total: { bytes: number }) {
    this.#limits = limits;
    this.#total = total;
  }

  get socketBytes(): number {
    return this.#socketBytes;
  }

  get waits(): boolean {
    return this.#windowBytes > 0 || this.#socketBytes > 0;
  }

  /** Growth that passes a limit is counted all the same, and named: it is given back when the connection ends. */
  addWindowBytes(growth: number): Defence | undefined {
    this.#windowBytes += growth;
    return this.#count(growth);
  }

  setSocketBytes(byteCount: number, now: number): Defence | undefined {
    if (this.#socketBytes === 0) {
      this.#progressAt = now;
    }
    const growth = byteCount - this.#socketBytes;
    this.#socketBytes = byteCount;
    return this.#count(growth);
  }

  /** True when the socket has passed on nothing for too long; `releasedCount` moves whenever it does. */
  stalled(releasedCount: number, now: number): boolean {
    if (this.#socketBytes === 0 || releasedCount !== this.#releasedCount) {
      this.#releasedCount = releasedCount;
      this.#progressAt = now;
    }
    return now - this.#progressAt > this.#limits.sendStallTimeoutMs;
  }

  reason(defence: Defence): string {
    const { connectionQueuedBytesMax, queuedBytesMax } = this.#limits;
    return defence === 'queuedBytes'
      ? `more than ${connectionQueuedBytesMax} bytes of answers wait`
      : `more than ${queuedBytesMax} bytes of answers wait on all connections`;
  }

  #count(growth: number): Defence | undefined {
    this.#total.bytes += growth;
    if (growth <= 0) {
      return undefined;
    }
    if (this.#windowBytes + this.#socketBytes > this.#limits.connectionQueuedBytesMax) {
      return 'queuedBytes';
    }
    return this.#total.bytes > this.#limits.queuedBytesMax ? 'allQueuedBytes' : undefined;
  }
}
