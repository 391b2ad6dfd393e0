import type { Duplex } from 'node:stream';
import type { Cancel } from '../../runtime/clock.ts';
import type { Engine } from '../engine.ts';
import type { EngineOptions } from '../node-http2-engine.ts';
import type { Peer } from '../service.ts';
import type { Defence } from './connection.ts';
import { defaultHttp2Limits, type Http2Limits } from './http2-limits.ts';
import { SlabPool } from './output.ts';
import { Session, type SessionContext } from './session.ts';

/** Between two looks at what takes too long; the limits that need it are tens of seconds. */
const checkIntervalMs = 1000;

/** Our own HTTP/2, for gRPC alone: all answers of one event-loop turn leave a connection in one write. */
export class Http2Engine implements Engine {
  readonly #context: SessionContext;
  readonly #sessions = new Set<Session>();
  /** Sessions that have written in this turn. */
  #written: Session[] = [];
  #cancelCheck: Cancel | undefined;
  #draining = false;
  #whenEmpty: (() => void)[] = [];
  readonly #flush = () => this.#flushAll();

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
    this.#cancelCheck ??= this.#checkLater();
    if (this.#draining) {
      session.drain();
    }
  }

  drain(): Promise<void> {
    this.#draining = true;
    for (const session of this.#sessions) {
      session.drain();
    }
    return new Promise((resolve) => {
      this.#whenEmpty.push(resolve);
      this.#resolveWhenEmpty();
    });
  }

  close(): void {
    this.#draining = true;
    for (const session of this.#sessions) {
      session.destroy();
    }
  }

  #flushLater(session: Session): void {
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

  #checkLater(): Cancel {
    return this.#context.options.clock.after(checkIntervalMs, () => {
      const now = this.#context.options.clock.monotonic();
      for (const session of this.#sessions) {
        session.check(now);
      }
      this.#cancelCheck = this.#sessions.size > 0 ? this.#checkLater() : undefined;
    });
  }

  #closed(session: Session): void {
    this.#sessions.delete(session);
    if (this.#sessions.size === 0) {
      this.#cancelCheck?.();
      this.#cancelCheck = undefined;
    }
    this.#resolveWhenEmpty();
  }

  #resolveWhenEmpty(): void {
    if (this.#sessions.size === 0) {
      const waiting = this.#whenEmpty;
      this.#whenEmpty = [];
      for (const resolve of waiting) {
        resolve();
      }
    }
  }
}

/** The engine for `startRpcServer`; what `limits` leaves out is as in `defaultHttp2Limits`. */
export function createHttp2Engine(options: EngineOptions, limits: Partial<Http2Limits> = {}): Engine {
  return new Http2Engine(options, limits);
}
