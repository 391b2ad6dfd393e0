import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import {
  brokerOptionsOf,
  http2LimitsOf,
  proxyOptionsOf,
  rpcLimitsOf,
  storeHostOf,
  storeOptionsOf,
} from './bin/part-options.ts';
import { Broker } from './broker/broker.ts';
import { Code, MqError } from './model/errors.ts';
import { Nameserver, nameserverDefaults } from './nameserver/nameserver.ts';
import { fileDescriptors } from './protocol/gen/descriptors.js';
import { createProxy, type Proxy as FrontDoor } from './proxy/proxy.ts';
import { type CertificatePair, certificateProblem, loadOrMakeCertificate } from './rpc/certificate.ts';
import { Health } from './rpc/health.ts';
import { createHttp2Engine } from './rpc/http2/http2-engine.ts';
import { createNodeHttp2Engine } from './rpc/node-http2-engine.ts';
import { Reflection, serviceNames } from './rpc/reflection.ts';
import { type RpcServer, startRpcServer } from './rpc/rpc-server.ts';
import { type Cancel, type Clock, systemClock } from './runtime/clock.ts';
import { resolveOptions, type Setting } from './runtime/configuration.ts';
import type { Disk } from './runtime/disk.ts';
import { KeyPairFiles, packageVersion, readText } from './runtime/files.ts';
import { createLogger, type Logger } from './runtime/log.ts';
import { MemoryDisk } from './runtime/memory-disk.ts';
import { nodeDisk } from './runtime/node-disk.ts';
import type { Options } from './runtime/options.ts';
import { type Random, systemRandom } from './runtime/random.ts';
import { MessageStore } from './store/message-store.ts';

export type { Options } from './runtime/options.ts';

export interface StartOptions {
  /** Options by the names that conf/standalone.conf lists; what is left out has its default. */
  readonly options?: Partial<Options>;
  /** `memory`: nothing touches the disk and nothing outlives the server. `disk` when absent. */
  readonly storage?: 'disk' | 'memory';
  /** Time for everything but sockets; a VirtualClock lets a test own it. */
  readonly clock?: Clock;
  readonly random?: Random;
  /** Made from `logLevel` when absent. */
  readonly logger?: Logger;
}

/** A running server: nameserver, broker and gRPC endpoint in this process. */
export interface Server {
  /** Where it listens, for clients on this machine: `host:port`. */
  readonly endpoint: string;
  readonly port: number;
  readonly options: Options;
  readonly version: string;
  /** What an operator should know at the start. */
  readonly warnings: readonly string[];
  /** Resolves with the reason when the store can no longer be written: close the server and end the process. */
  readonly failed: Promise<MqError>;
  /**
   * Drains and stops: no new sends, running calls end, parked receives end empty, telemetry streams end with OK, the store
   * is closed cleanly. Calls that outlast `shutdownTimeoutMills` are cancelled. Idempotent.
   */
  close(): Promise<void>;
}

function openStore(options: Options, disk: Disk, clock: Clock, logger: Logger): Promise<MessageStore> {
  const storeOptions = storeOptionsOf(options, resolve(options.storePathRootDir));
  return MessageStore.open(storeOptions, { disk, clock, logger: logger.child({ part: 'store' }) });
}

/** The operator's certificate, or the self-made one of the data directory. */
async function certificateOf(options: Options, storage: 'disk' | 'memory', clock: Clock): Promise<CertificatePair> {
  if (options.tlsCertPath !== '') {
    const [cert, key] = await Promise.all([readText(options.tlsCertPath), readText(options.tlsKeyPath)]);
    const problem = certificateProblem({ cert, key }, clock.now());
    if (problem !== undefined) {
      throw new MqError(
        Code.BAD_REQUEST,
        `tlsCertPath=${options.tlsCertPath}, tlsKeyPath=${options.tlsKeyPath}: ${problem}`,
      );
    }
    return { cert, key };
  }
  const nowhere = { read: async () => undefined, write: async () => undefined };
  const files = storage === 'memory' ? nowhere : new KeyPairFiles(join(resolve(options.storePathRootDir), 'tls'));
  const { pair } = await loadOrMakeCertificate(files, hostname(), clock);
  return pair;
}

function warningsOf(options: Options): string[] {
  const loopback =
    options.bindAddress === 'localhost' || options.bindAddress === '::1' || /^127\./.test(options.bindAddress);
  return loopback
    ? []
    : [
        `bindAddress=${options.bindAddress}: whoever can connect may read and send everything, for authentication is off; ` +
          'let only trusted hosts reach this port',
      ];
}

function settingsOf(options: Partial<Options>): Setting[] {
  return Object.entries(options).map(([key, value]) => ({ key, value: String(value), source: 'startServer' }));
}

const registerIntervalMs = 30_000;

/** The broker tells the nameserver of its topics: now, when they change, and every 30 s. */
function keepRegistered(broker: Broker, nameserver: Nameserver, options: Options, clock: Clock): () => void {
  let cancel: Cancel = () => undefined;
  let registered = true;
  const register = () => {
    const { brokerClusterName: clusterName, brokerName } = options;
    nameserver.register({ clusterName, brokerName, topics: broker.topics() });
  };
  const registerAgain = () => {
    register();
    cancel = clock.after(registerIntervalMs, registerAgain);
  };
  broker.onTopicsChanged(() => {
    if (registered) {
      register();
    }
  });
  registerAgain();
  return () => {
    registered = false;
    cancel();
    nameserver.unregister(options.brokerName);
    nameserver.close();
  };
}

/** The parts in the order in which they were started. */
interface Parts {
  readonly store: MessageStore;
  readonly broker: Broker;
  /** Takes the broker out of the nameserver and ends its registering. */
  readonly unregister: () => void;
  readonly proxy: FrontDoor;
  readonly health: Health;
  readonly reflection: Reflection;
  readonly rpc: RpcServer;
}

class StandaloneServer implements Server {
  readonly endpoint: string;
  readonly port: number;
  readonly options: Options;
  readonly version: string;
  readonly warnings: readonly string[];
  readonly failed: Promise<MqError>;
  readonly #parts: Parts;
  #closing: Promise<void> | undefined;

  constructor(parts: Parts, options: Options, version: string) {
    const { host, port } = parts.rpc.address;
    this.endpoint = isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
    this.port = port;
    this.options = options;
    this.version = version;
    this.warnings = warningsOf(options);
    this.failed = parts.store.failed;
    this.#parts = parts;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { store, broker, unregister, proxy, health, reflection, rpc } = this.#parts;
    // First of all, so that load balancers send nobody here any more.
    health.stop();
    reflection.stop();
    broker.drain();
    proxy.drain();
    await rpc.drain(this.options.shutdownTimeoutMills);
    proxy.close();
    unregister();
    try {
      await broker.close();
    } finally {
      // Also when the broker could not write its offsets: the log is worth more.
      await store.close();
    }
  }
}

/** Starts a server in this process; rejects with MqError when an option, the store or the port is not usable. */
export async function startServer(start: StartOptions = {}): Promise<Server> {
  const options = resolveOptions(settingsOf(start.options ?? {}));
  const clock = start.clock ?? systemClock;
  const random = start.random ?? systemRandom;
  const logger = start.logger ?? createLogger(options.logLevel);
  const storage = start.storage ?? 'disk';
  const version = await packageVersion();
  const undo: (() => Promise<void>)[] = [];
  try {
    const store = await openStore(options, storage === 'memory' ? new MemoryDisk() : nodeDisk, clock, logger);
    undo.unshift(() => store.close());
    const environment = { store, clock, random, logger: logger.child({ part: 'broker' }) };
    const broker = await Broker.open(brokerOptionsOf(options), environment);
    undo.unshift(() => broker.close());
    const nameserver = new Nameserver(nameserverDefaults, { clock, logger: logger.child({ part: 'nameserver' }) });
    const unregister = keepRegistered(broker, nameserver, options, clock);
    undo.unshift(async () => unregister());
    let rpc: RpcServer | undefined;
    const proxy = createProxy({
      broker,
      routes: nameserver,
      clock,
      logger: logger.child({ part: 'proxy' }),
      options: proxyOptionsOf(options),
      facts: {
        version,
        flushMode: options.flushDiskType,
        address: () => storeHostOf(options, rpc?.address.port ?? options.grpcServerPort),
        lossWindow: () => store.lossWindow(),
      },
    });
    undo.unshift(async () => proxy.close());
    const health = new Health(serviceNames(proxy.methods));
    const served = [...proxy.methods, ...health.methods];
    const reflection = new Reflection(served, fileDescriptors);
    rpc = await startRpcServer({
      host: options.bindAddress,
      port: options.grpcServerPort,
      methods: [...served, ...reflection.methods],
      tls: await certificateOf(options, storage, clock),
      limits: rpcLimitsOf(options),
      createEngine:
        options.httpEngine === 'node'
          ? createNodeHttp2Engine
          : (engine) => createHttp2Engine(engine, http2LimitsOf(options)),
      // Sockets live in real time, whatever clock the broker has.
      clock: systemClock,
      logger: logger.child({ part: 'rpc' }),
    });
    return new StandaloneServer({ store, broker, unregister, proxy, health, reflection, rpc }, options, version);
  } catch (error) {
    for (const step of undo) {
      await step();
    }
    throw error;
  }
}
