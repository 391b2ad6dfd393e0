import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/log.ts';
import { AssemblyPool } from './assembly-pool.ts';
import { ByteBudget } from './byte-budget.ts';
import type { CertificatePair } from './certificate.ts';
import { createCounters, type RpcCounters } from './counters.ts';
import { Deadlines } from './deadlines.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { Gunzipper } from './gunzip.ts';
import { defaultRpcLimits, type RpcLimits } from './limits.ts';
import { Port, type PortAddress } from './port.ts';
import type { Method } from './service.ts';

export interface RpcServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** No two with the same path. */
  readonly methods: Iterable<Method>;
  /** PEM key and certificate for TLS connections; plaintext ones come to the same port. */
  readonly tls: CertificatePair;
  /** What is left out is as in `defaultRpcLimits`. */
  readonly limits?: Partial<RpcLimits>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Which HTTP/2 to use: `createHttp2Engine`, or `createNodeHttp2Engine` to compare with. */
  readonly createEngine: (options: EngineOptions) => Engine;
}

export interface RpcServer {
  /** Where it listens, with the port that was really taken. */
  readonly address: PortAddress;
  readonly counters: RpcCounters;
  /**
   * Stops in order: no new connections, GOAWAY, no new streams, running calls finish; what still runs after `timeoutMs`
   * is cancelled. Resolves when all connections are gone.
   */
  drain(timeoutMs: number): Promise<void>;
  /** Stops at once. Both may be called again, and in any order. */
  close(): Promise<void>;
}

/** Opens the port and serves the methods on it; rejects with a clear text when it cannot listen. */
export async function startRpcServer(options: RpcServerOptions): Promise<RpcServer> {
  const { clock, logger } = options;
  const limits: RpcLimits = { ...defaultRpcLimits, ...options.limits };
  const counters = createCounters();
  const engine = options.createEngine({
    methods: methodTable(options.methods),
    limits,
    clock,
    logger,
    counters,
    callContext: {
      clock,
      logger,
      counters,
      deadlines: new Deadlines(clock),
      requestRoom: {
        requestBytesMax: limits.requestBytesMax,
        budget: new ByteBudget(limits.requestBytesHeldMax),
        gunzipper: new Gunzipper(),
        assemblies: new AssemblyPool(),
      },
      responseBytesQueuedMax: limits.responseBytesQueuedMax,
    },
  });
  const port = await Port.open({
    host: options.host,
    port: options.port,
    tls: options.tls,
    engine,
    limits,
    clock,
    logger,
    counters,
  });
  return new ListeningServer(port, engine, clock, counters);
}

class ListeningServer implements RpcServer {
  readonly address: PortAddress;
  readonly counters: RpcCounters;
  readonly #port: Port;
  readonly #engine: Engine;
  readonly #clock: Clock;

  constructor(port: Port, engine: Engine, clock: Clock, counters: RpcCounters) {
    this.address = port.address;
    this.counters = counters;
    this.#port = port;
    this.#engine = engine;
    this.#clock = clock;
  }

  async drain(timeoutMs: number): Promise<void> {
    const portClosed = this.#port.stopListening();
    const cancelTimeout = this.#clock.after(timeoutMs, () => {
      void this.close();
    });
    await Promise.all([this.#engine.drain(), portClosed]);
    cancelTimeout();
  }

  async close(): Promise<void> {
    this.#engine.close();
    await Promise.all([this.#engine.drain(), this.#port.close()]);
  }
}

function methodTable(methods: Iterable<Method>): ReadonlyMap<string, Method> {
  const table = new Map<string, Method>();
  for (const method of methods) {
    if (table.has(method.path)) {
      throw new Error(`two methods have the path ${method.path}`);
    }
    table.set(method.path, method);
  }
  return table;
}
