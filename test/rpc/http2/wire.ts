import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { expect } from 'vitest';
import { AssemblyPool } from '../../../src/rpc/assembly-pool.ts';
import { ByteBudget } from '../../../src/rpc/byte-budget.ts';
import { createCounters, type RpcCounters } from '../../../src/rpc/counters.ts';
import { Deadlines } from '../../../src/rpc/deadlines.ts';
import { Gunzipper } from '../../../src/rpc/gunzip.ts';
import type { Defence } from '../../../src/rpc/http2/connection.ts';
import { Http2Engine } from '../../../src/rpc/http2/http2-engine.ts';
import type { Http2Limits } from '../../../src/rpc/http2/http2-limits.ts';
import { defaultRpcLimits, type RpcLimits } from '../../../src/rpc/limits.ts';
import type { Method } from '../../../src/rpc/service.ts';
import type { Clock } from '../../../src/runtime/clock.ts';
import { VirtualClock } from '../../../src/runtime/virtual-clock.ts';
import { echoMethods, type Inboxes, type LogLine, newInboxes, recordingLogger } from '../echo-server.ts';
import { FrameLog, hello } from './frames.ts';

/** A connection without a kernel: what the test pushes is read, what is written is kept, `blocked` is a peer that reads nothing. */
class MemorySocket extends Duplex {
  readonly written: Buffer[] = [];
  blocked = false;
  ended = false;
  #release: (() => void) | undefined;

  constructor() {
    super({ allowHalfOpen: false, writableHighWaterMark: 16 * 1024 });
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this._writev([{ chunk }], done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    // Copied: the engine may use its buffers again as soon as they are written.
    this.written.push(Buffer.concat(chunks.map(({ chunk }) => chunk)));
    this.emit('written');
    if (this.blocked) {
      this.#release = done;
    } else {
      done();
    }
  }

  override _final(done: () => void): void {
    this.ended = true;
    done();
  }

  unblock(): void {
    this.blocked = false;
    this.#release?.();
  }
}

export interface WireOptions {
  readonly limits?: Partial<RpcLimits>;
  readonly http2Limits?: Partial<Http2Limits>;
  readonly methods?: readonly Method[];
}

/** An engine on a virtual clock. */
export class EngineBench {
  readonly clock = new VirtualClock(1_700_000_000_000);
  readonly log: LogLine[] = [];
  readonly counters: RpcCounters = createCounters();
  readonly inboxes: Inboxes = newInboxes();
  readonly engine: Http2Engine;
  readonly requestBudget: ByteBudget;

  constructor(options: WireOptions = {}, clock?: Clock) {
    const limits = { ...defaultRpcLimits, ...options.limits };
    const usedClock = clock ?? this.clock;
    const logger = recordingLogger(this.log);
    const { counters } = this;
    this.requestBudget = new ByteBudget(limits.requestBytesHeldMax);
    this.engine = new Http2Engine(
      {
        methods: new Map((options.methods ?? echoMethods(this.inboxes)).map((method) => [method.path, method])),
        limits,
        clock: usedClock,
        logger,
        counters,
        callContext: {
          clock: usedClock,
          logger,
          counters,
          deadlines: new Deadlines(usedClock),
          requestRoom: {
            requestBytesMax: limits.requestBytesMax,
            budget: this.requestBudget,
            gunzipper: new Gunzipper(),
            assemblies: new AssemblyPool(),
          },
          responseBytesQueuedMax: limits.responseBytesQueuedMax,
        },
      },
      options.http2Limits,
    );
  }

  connect(): Wire {
    return new Wire(this);
  }
}

/** A client of the engine that can send anything. */
export class Wire {
  readonly bench: EngineBench;
  readonly socket = new MemorySocket();
  readonly #frames = new FrameLog();
  #read = 0;

  constructor(bench: EngineBench) {
    this.bench = bench;
    bench.engine.accept(this.socket, { address: '192.0.2.1', port: 40_000, secure: false });
  }

  /** A new connection to a new engine, past the exchange of SETTINGS. */
  static async open(options: WireOptions = {}): Promise<Wire> {
    const wire = new EngineBench(options).connect();
    await wire.send(hello);
    return wire;
  }

  /** Sends the frames and gives what the server answers, one line a frame. */
  async send(...frames: Uint8Array[]): Promise<string[]> {
    this.socket.push(Buffer.concat(frames));
    await this.settle();
    return this.seen();
  }

  /** Resolves when the server writes something more. */
  async nextWrite(): Promise<void> {
    await once(this.socket, 'written');
  }

  async settle(): Promise<void> {
    for (let turn = 0; turn < 4; turn++) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  /** What has come since the last look. */
  seen(): string[] {
    const chunks = this.socket.written.slice(this.#read);
    this.#read = this.socket.written.length;
    return chunks.flatMap((chunk) => this.#frames.read(chunk));
  }

  /** True when the server has closed its side. */
  get closed(): boolean {
    return this.socket.ended || this.socket.destroyed;
  }
}

/** The connection was ended by this limit: counted and logged once. */
export function expectDefence(wire: Wire, defence: Defence): void {
  expect([...wire.bench.counters.connectionsDefended]).toEqual([[defence, 1]]);
  const warnings = wire.bench.log.filter((line) => line.level === 'warn');
  expect(warnings.map((line) => line.fields)).toMatchObject([{ defence, address: '192.0.2.1' }]);
  expect(wire.closed).toBe(true);
}
