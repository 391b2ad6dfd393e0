import { Code, MqError } from '../model/errors.ts';
import type { v2 } from '../protocol/messages.ts';
import { durationOf } from '../protocol/time.ts';
import { type Cancel, type Clock, systemClock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/log.ts';
import { holdProcess } from '../runtime/process-hold.ts';
import { type Random, systemRandom } from '../runtime/random.ts';
import { type Backoff, backoffDefault, fromWireBackoff } from './backoff.ts';
import { type Endpoint, parseEndpoint, toWireEndpoints } from './endpoint.ts';
import { GrpcTransport, type TlsOptions } from './grpc-transport.ts';
import { headersOf, makeClientId, userAgent } from './identity.ts';
import { type Operation, type OperationKind, type OperationOptions, Operations, pause } from './operation.ts';
import { heartbeat, notifyClientTermination, queryRoute } from './remote-methods.ts';
import { fromWireRoute, type Route } from './route.ts';
import { RouteCache } from './route-cache.ts';
import { assertOk } from './status.ts';
import { TelemetrySession } from './telemetry-session.ts';
import type { OpenTransport, RemoteMethod, Transport } from './transport.ts';

/** How to reach a server; the same for producers and consumers. */
export interface ConnectOptions extends OperationOptions {
  /** `host:port` of a server, for example `127.0.0.1:8081`; or several addresses of one cluster, separated by `;`. */
  readonly endpoint: string;
  /** True: TLS, the server's certificate verified by the system's authorities. Absent or false: plaintext. */
  readonly tls?: boolean | TlsOptions | undefined;
  /** Longest wait for the answer to one request, in milliseconds; 3000 when absent. */
  readonly requestTimeoutMs?: number | undefined;
  /** Hears of lost connections and failed refreshes; silent when absent. */
  readonly log?: Logger | undefined;
  /** Time, randomness and the network, to be replaced in simulations. */
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  readonly openTransport?: OpenTransport | undefined;
}

/** What the server is told about a client, by kind of client. */
export interface ClientProfile {
  readonly clientType: v2.ClientType;
  /** Consumers only. */
  readonly group: string | undefined;
  readonly settings: () => v2.ISettings;
  readonly onSettings: (settings: v2.ISettings) => void;
}

interface Connection {
  readonly endpoint: Endpoint;
  readonly transport: Transport;
  readonly session: TelemetrySession;
}

const callsMax = 10_000;
const requestTimeoutMsDefault = 3000;
const heartbeatMs = 10_000;
const routeRefreshMs = 30_000;
const settingsSyncMs = 300_000;
const terminationWaitMs = 1000;

const connectKind: OperationKind = { name: 'connect', timeoutMs: 10_000, endsOnClose: true };
const housekeepingKind: OperationKind = { name: 'housekeeping call', timeoutMs: 10_000, endsOnClose: true };

function tlsOptions(tls: boolean | TlsOptions | undefined): TlsOptions | undefined {
  return tls === true ? {} : tls || undefined;
}

/** What producers and consumers share: connections, routes, heartbeats, retries, and an orderly end. */
export class Client {
  readonly clock: Clock;
  readonly random: Random;
  readonly requestTimeoutMs: number;
  readonly #profile: ClientProfile;
  readonly #log: Logger | undefined;
  readonly #accessPoint: Endpoint;
  readonly #openTransport: OpenTransport;
  readonly #connections = new Map<string, Connection>();
  readonly #routes: RouteCache;
  /** Calls of the user, and what the client does by itself. */
  readonly #operations: Operations;
  readonly #housekeeping: Operations;
  readonly #timers = new Map<string, Cancel>();
  /** Timed tasks that run now; none of them rejects. */
  readonly #tasks = new Set<Promise<void>>();
  readonly #releaseProcess: Cancel;
  #backoff: Backoff = backoffDefault;
  #closing: Promise<void> | undefined;

  private constructor(profile: ClientProfile, options: ConnectOptions) {
    this.clock = options.clock ?? systemClock;
    this.random = options.random ?? systemRandom;
    this.requestTimeoutMs = options.requestTimeoutMs ?? requestTimeoutMsDefault;
    this.#profile = profile;
    this.#log = options.log;
    this.#accessPoint = parseEndpoint(options.endpoint);
    const headers = headersOf(makeClientId(this.random), this.random);
    const tls = tlsOptions(options.tls);
    this.#openTransport =
      options.openTransport ?? ((endpoint) => new GrpcTransport({ endpoint, tls, clock: this.clock, headers }));
    this.#operations = new Operations(this.clock, callsMax);
    this.#housekeeping = new Operations(this.clock, Number.POSITIVE_INFINITY);
    this.#routes = new RouteCache((topic) => this.#fetchRoute(topic));
    this.#releaseProcess = holdProcess();
  }

  /** Connected: the server has answered this client's settings and told the routes of the topics. */
  static async connect(profile: ClientProfile, topics: readonly string[], options: ConnectOptions): Promise<Client> {
    const client = new Client(profile, options);
    try {
      const operation = client.begin(connectKind, options);
      try {
        await client.#connection(client.#accessPoint).session.ready(operation.signal);
        await Promise.all(topics.map((topic) => client.route(topic, operation)));
      } finally {
        operation.end();
      }
    } catch (error) {
      await client.close();
      throw error;
    }
    client.#repeat('heartbeat', heartbeatMs, () => client.#beat());
    client.#repeat('routes', routeRefreshMs, () => client.#refreshRoutes());
    client.#repeat('settings', settingsSyncMs, async () => client.#syncSettings());
    return client;
  }

  /** The caller calls `end` on it whatever happens. Throws when this client is closed or has too many calls under way. */
  begin(kind: OperationKind, options: OperationOptions): Operation {
    return this.#operations.start(kind, options);
  }

  route(topic: string, operation: Operation): Promise<Route> {
    return this.#routes.get(topic, operation.signal);
  }

  /** The cached route was seen to be wrong. */
  forgetRoute(topic: string): void {
    this.#routes.forget(topic);
  }

  /** Where the user pointed this client. */
  get accessPoint(): Endpoint {
    return this.#accessPoint;
  }

  /** One request, one answer; the status inside is the caller's business. */
  async call<Request, Response>(
    method: RemoteMethod<Request, Response>,
    request: Request,
    endpoint: Endpoint,
    operation: Operation,
  ): Promise<Response> {
    const { transport, session } = this.#connection(endpoint);
    await session.ready(operation.signal);
    const timeoutMs = Math.min(this.requestTimeoutMs, operation.remainingMs());
    return transport.unary(method, request, { signal: operation.signal, timeoutMs });
  }

  /** Like `call` with a stream of answers; `timeoutMs` is for all of them. */
  async stream<Request, Response>(
    method: RemoteMethod<Request, Response>,
    request: Request,
    endpoint: Endpoint,
    operation: Operation,
    timeoutMs: number,
    onMessage: (response: Response) => void,
  ): Promise<void> {
    const { transport, session } = this.#connection(endpoint);
    await session.ready(operation.signal);
    await transport.serverStream(method, request, { signal: operation.signal, timeoutMs }, onMessage);
  }

  /**
   * Tries again after failures that may pass, with the pauses that the server's settings ask for, and as often, unless
   * `attemptsMax` says otherwise.
   */
  async attempt<Result>(
    operation: Operation,
    attemptsMax: number | undefined,
    tryOnce: () => Promise<Result>,
  ): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await tryOnce();
      } catch (error) {
        const mayPass =
          error instanceof MqError && error.retryable && attempt < (attemptsMax ?? this.#backoff.attemptsMax);
        if (!mayPass || operation.signal.aborted) {
          throw error;
        }
        try {
          await pause(this.clock, this.#backoff.delayMs(attempt), operation.signal);
        } catch (reason) {
          const late = reason instanceof MqError && reason.code === Code.REQUEST_TIMEOUT;
          throw late
            ? new MqError(reason.code, `${reason.message}; before: ${error.message}`, { cause: error })
            : reason;
        }
      }
    }
  }

  /** Idempotent. Waits for calls under way, except those that only wait themselves; then takes leave of the servers. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const reason = new MqError(Code.CLIENT_CLOSED, 'the client is closed');
    for (const cancel of this.#timers.values()) {
      cancel();
    }
    await this.#operations.close(reason);
    await this.#housekeeping.close(reason);
    await Promise.all(this.#tasks);
    await Promise.all([...this.#connections.values()].map((connection) => this.#disconnect(connection)));
    this.#connections.clear();
    this.#releaseProcess();
  }

  #connection(endpoint: Endpoint): Connection {
    const known = this.#connections.get(endpoint.text);
    if (known !== undefined) {
      return known;
    }
    const transport = this.#openTransport(endpoint);
    const session = new TelemetrySession({
      transport,
      clock: this.clock,
      random: this.random,
      log: this.#log,
      settings: () => this.#settings(),
      onSettings: (settings) => {
        this.#backoff = fromWireBackoff(settings.backoffPolicy) ?? this.#backoff;
        this.#profile.onSettings(settings);
      },
    });
    const connection = { endpoint, transport, session };
    this.#connections.set(endpoint.text, connection);
    return connection;
  }

  async #disconnect({ endpoint, transport, session }: Connection): Promise<void> {
    if (session.known) {
      try {
        const request = { group: this.#group() };
        const limits = { signal: new AbortController().signal, timeoutMs: terminationWaitMs };
        await transport.unary(notifyClientTermination, request, limits);
      } catch (error) {
        this.#log?.debug({ endpoint: endpoint.text, error }, 'the server did not hear that this client leaves');
      }
    }
    await session.close();
    transport.close();
  }

  #group(): v2.IResource | null {
    return this.#profile.group === undefined ? null : { name: this.#profile.group };
  }

  #settings(): v2.ISettings {
    return {
      clientType: this.#profile.clientType,
      accessPoint: toWireEndpoints(this.#accessPoint),
      requestTimeout: durationOf(Math.ceil(this.requestTimeoutMs)),
      userAgent,
      ...this.#profile.settings(),
    };
  }

  async #fetchRoute(topic: string): Promise<Route> {
    const operation = this.#housekeeping.start(housekeepingKind, {});
    try {
      return await this.attempt(operation, undefined, async () => {
        const request = { topic: { name: topic }, endpoints: toWireEndpoints(this.#accessPoint) };
        const response = await this.call(queryRoute, request, this.#accessPoint, operation);
        assertOk(response.status, `no route to the topic '${topic}'`);
        return fromWireRoute(topic, response.messageQueues);
      });
    } finally {
      operation.end();
    }
  }

  /** Runs the task again and again, a period after its last end; spread a little, so that clients do not march in step. */
  #repeat(name: string, periodMs: number, task: () => Promise<void>): void {
    const run = async () => {
      try {
        await task();
      } catch (error) {
        this.#log?.warn({ task: name, error }, 'a periodic task failed');
      }
      if (this.#closing === undefined) {
        this.#repeat(name, periodMs, task);
      }
    };
    const start = () => {
      const running = run().finally(() => this.#tasks.delete(running));
      this.#tasks.add(running);
    };
    this.#timers.set(name, this.clock.after(periodMs * (0.9 + this.random.next() / 10), start));
  }

  async #beat(): Promise<void> {
    const request = { clientType: this.#profile.clientType, group: this.#group() };
    await Promise.all(
      [...this.#connections.values()].map(async ({ endpoint, session }) => {
        const operation = this.#housekeeping.start(housekeepingKind, {});
        try {
          const { status } = await this.call(heartbeat, request, endpoint, operation);
          if (status?.code === Code.UNRECOGNIZED_CLIENT_TYPE) {
            // The server has lost our settings, most likely by a restart.
            session.sync();
          }
        } catch (error) {
          this.#log?.warn({ endpoint: endpoint.text, error }, 'a heartbeat failed');
        } finally {
          operation.end();
        }
      }),
    );
  }

  async #refreshRoutes(): Promise<void> {
    await this.#routes.refresh();
    const used = new Set([this.#accessPoint.text]);
    for (const { readable, writable } of this.#routes.known()) {
      for (const { endpoint } of [...readable, ...writable]) {
        used.add(endpoint.text);
      }
    }
    for (const [text, connection] of this.#connections) {
      if (!used.has(text)) {
        this.#connections.delete(text);
        await this.#disconnect(connection);
      }
    }
  }

  #syncSettings(): void {
    for (const { session } of this.#connections.values()) {
      session.sync();
    }
  }
}
