import type { Duplex } from 'node:stream';
import type { Cancel } from '../../runtime/clock.ts';
import type { Engine, EngineOptions } from '../engine.ts';
import type { Peer } from '../service.ts';
import { SessionSet } from '../session-set.ts';
import type { Defence } from './connection.ts';
import { defaultHttp2Limits, type Http2Limits } from './http2-limits.ts';
import { SlabPool } from './output.ts';
import { Session } from './session.ts';
import type { ManagedSession, SessionContext } from './session-context.ts';

/** Our own HTTP/2, for gRPC alone: all answers of one event-loop turn leave a connection in one write. */
export class Http2Engine implements Engine {
  readonly #context: SessionContext;
  readonly #sessions = new SessionSet<ManagedSession>();
  /** Sessions that have written in this turn. */
  #written: ManagedSession[] = [];
  #cancelCheck: Cancel | undefined;
  /** When the next check is due; Infinity without one. */
  #checkAt = Number.POSITIVE_INFINITY;
  #draining = false;
  readonly #flush = () => this.#flushAll();
  readonly #check = () => this.#checkAll();

  constructor(options: EngineOptions, limits: Partial<Http2Limits> = {}) {
    this.#context = {
      options,
      limits: { ...defaultHttp2Limits, ...limits },
      slabs: new SlabPool(),
      queued: { bytes: 0 },
      defended: (defence: Defence) => {
        const { connectionsDefended } = options.counters;
        connectionsDefended.set(defence, (connectionsDefended.get(defence) ?? 0) + 1);
      },
      flushLater: (session) => this.#flushLater(session),
      checkBy: (time) => this.#checkBy(time),
      closed: (session) => this.#closed(session),
    };
  }

  /** Answers of all connections that the network has not taken. */
  get queuedBytes(): number {
    return this.#context.queued.bytes;
  }

  accept(socket: Duplex, peer: Peer): void {
    const session = new Session(socket, peer, this.#context);
    this.#sessions.add(session);
    this.#checkBy(session.check(session.readAt));
    if (this.#draining) {
      session.drain();
    }
  }

  drain(): Promise<void> {
    this.#draining = true;
    for (const session of this.#sessions) {
      session.drain();
    }
    return this.#sessions.empty();
  }

  close(): void {
    this.#draining = true;
    for (const session of this.#sessions) {
      session.destroy();
    }
  }

  #flushLater(session: ManagedSession): void {
    if (this.#written.length === 0) {
      // The check phase comes right after the poll phase, which has read all sockets of this turn.
      setImmediate(this.#flush);
    }
    this.#written.push(session);
  }

  #flushAll(): void {
    const sessions = this.#written;
    this.#written = [];
    for (const session of sessions) {
      session.flush();
    }
  }

  /** One timer for the time limits of all connections; an idle server has none but for its next PING. */
  #checkBy(time: number): void {
    if (time >= this.#checkAt) {
      return;
    }
    this.#cancelCheck?.();
    this.#checkAt = time;
    const { clock } = this.#context.options;
    this.#cancelCheck = clock.after(time - clock.monotonic(), this.#check);
  }

  #checkAll(): void {
    const now = this.#context.options.clock.monotonic();
    this.#checkAt = Number.POSITIVE_INFINITY;
    this.#cancelCheck = undefined;
    let dueAt = Number.POSITIVE_INFINITY;
    for (const session of this.#sessions) {
      dueAt = Math.min(dueAt, session.check(now));
    }
    this.#checkBy(dueAt);
  }

  #closed(session: ManagedSession): void {
    this.#sessions.delete(session);
    if (this.#sessions.size === 0) {
      this.#cancelCheck?.();
      this.#cancelCheck = undefined;
      this.#checkAt = Number.POSITIVE_INFINITY;
    }
  }
}

/** The engine for `startRpcServer`; what `limits` leaves out is as in `defaultHttp2Limits`. */
export function createHttp2Engine(options: EngineOptions, limits: Partial<Http2Limits> = {}): Engine {
  return new Http2Engine(options, limits);
}
