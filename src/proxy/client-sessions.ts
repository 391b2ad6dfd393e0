import type { ParkedReceive } from '../broker/broker.ts';
import { Code, MqError } from '../model/errors.ts';
import { v2 } from '../protocol/messages.ts';
import type { Cancel, Clock } from '../runtime/clock.ts';

/** How often silent clients are looked for. */
const scanIntervalMs = 10_000;
/** Clients that say nothing else end their calls after this long. */
const requestTimeoutMsDefault = 3000;

/** What the server knows of one client id, from its settings or, without any, from its calls. */
export interface ClientSession {
  readonly id: string;
  type: v2.ClientType;
  /** Consumer group; empty for producers and as long as it is not known. */
  group: string;
  language: v2.Language;
  version: string;
  requestTimeoutMs: number;
  /** On the monotonic clock. */
  lastSeenAt: number;
  /** Open telemetry streams over which settings came. */
  streams: number;
  readonly parked: Set<ParkedReceive>;
}

export interface ClientSessionsOptions {
  readonly clock: Clock;
  readonly clientsMax: number;
  readonly expiryMs: number;
  /** A client said goodbye or has been silent for too long. */
  readonly onGone: (clientId: string) => void;
}

/**
 * The clients that are alive, by client id. Connections and streams do not count: a client may use several, and a lost one
 * is no death. A client lives from its first settings, heartbeat or receive to its goodbye or to `expiryMs` of silence.
 */
export class ClientSessions {
  readonly #options: ClientSessionsOptions;
  readonly #sessions = new Map<string, ClientSession>();
  #cancelScan: Cancel | undefined;

  constructor(options: ClientSessionsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#sessions.size;
  }

  find(clientId: string): ClientSession | undefined {
    return this.#sessions.get(clientId);
  }

  /** Notes that the client is alive; an unknown one gets a session, unless there are too many. */
  seen(clientId: string): ClientSession | MqError {
    const { clock, clientsMax } = this.#options;
    const known = this.#sessions.get(clientId);
    if (known !== undefined) {
      known.lastSeenAt = clock.monotonic();
      return known;
    }
    if (this.#sessions.size >= clientsMax) {
      return new MqError(
        Code.TOO_MANY_REQUESTS,
        `the server knows ${clientsMax} clients, which is its limit; close some or raise it`,
      );
    }
    const session: ClientSession = {
      id: clientId,
      type: v2.ClientType.CLIENT_TYPE_UNSPECIFIED,
      group: '',
      language: v2.Language.LANGUAGE_UNSPECIFIED,
      version: '',
      requestTimeoutMs: requestTimeoutMsDefault,
      lastSeenAt: clock.monotonic(),
      streams: 0,
      parked: new Set(),
    };
    this.#sessions.set(clientId, session);
    this.#scanLater();
    return session;
  }

  /** Idempotent. */
  forget(clientId: string): void {
    const session = this.#sessions.get(clientId);
    if (session !== undefined) {
      this.#sessions.delete(clientId);
      for (const receive of session.parked) {
        receive.abandon();
      }
      this.#options.onGone(clientId);
    }
  }

  ofGroup(group: string): ClientSession[] {
    return [...this.#sessions.values()].filter((session) => session.group === group);
  }

  /** Parked receives end empty. */
  abandonReceives(): void {
    for (const session of this.#sessions.values()) {
      for (const receive of session.parked) {
        receive.abandon();
      }
    }
  }

  close(): void {
    this.#cancelScan?.();
    this.#cancelScan = undefined;
    this.#sessions.clear();
  }

  #scanLater(): void {
    this.#cancelScan ??= this.#options.clock.after(scanIntervalMs, () => this.#scan());
  }

  #scan(): void {
    const { clock, expiryMs } = this.#options;
    this.#cancelScan = undefined;
    const aliveSince = clock.monotonic() - expiryMs;
    for (const session of this.#sessions.values()) {
      if (session.lastSeenAt < aliveSince) {
        this.forget(session.id);
      }
    }
    if (this.#sessions.size > 0) {
      this.#scanLater();
    }
  }
}
