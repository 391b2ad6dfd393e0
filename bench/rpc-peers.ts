import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startServerProcess } from '../test/scripts/server-process.ts';
import { makeTopic } from './messages.ts';
import type { EchoEngine } from './rpc-server.ts';
import type { LoadReport, Transport, Workload } from './rpc-workload.ts';
import { makeScratch, removeScratch } from './scratch.ts';

export const topic = 'bench';

/** A server under measurement. */
export interface Peer {
  readonly name: string;
  /** `echo` gives requests back, `broker` is the built server with its store, `net` echoes bytes. */
  readonly kind: 'echo' | 'broker' | 'net';
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface PeerPlan {
  readonly name: string;
  readonly kind: Peer['kind'];
  start(transport: Transport, streamed: readonly Buffer[]): Promise<Peer>;
}

function echoPlan(name: string, engine: EchoEngine): PeerPlan {
  const kind = engine === 'net' ? 'net' : 'echo';
  const start = async (transport: Transport, streamed: readonly Buffer[]): Promise<Peer> => {
    const program = fileURLToPath(new URL('./rpc-server.ts', import.meta.url));
    const child = fork(program, [engine, transport]);
    const ended = once(child, 'exit');
    child.send(streamed.map((message) => message.toString('base64')));
    const [port]: unknown[] = await Promise.race([
      once(child, 'message'),
      ended.then(([code]) => Promise.reject(new Error(`the server ${name} ended with ${String(code)}`))),
    ]);
    const stop = async () => {
      if (child.kill('SIGKILL')) {
        await ended;
      }
    };
    return { name, kind, port: Number(port), pid: child.pid ?? 0, stop };
  };
  return { name, kind, start };
}

/** As `npm start` runs it; the one port speaks TLS and plaintext. */
function brokerPlan(name: string, ...settings: readonly string[]): PeerPlan {
  const start = async (): Promise<Peer> => {
    const directory = await makeScratch();
    const server = await startServerProcess(directory, 'logLevel=error', 'maxLeases=50000000', ...settings);
    await makeTopic(server.port, topic);
    const stop = async () => {
      await server.stop('SIGKILL');
      removeScratch(directory);
    };
    return { name, kind: 'broker', port: server.port, pid: server.pid, stop };
  };
  return { name, kind: 'broker', start };
}

/** The first is what all others are compared with. */
export const peerPlans: readonly PeerPlan[] = [
  echoPlan('grpc-js echo', 'grpc-js'),
  echoPlan('node:http2 echo', 'node'),
  echoPlan('own echo', 'own'),
  brokerPlan('own SendMessage', 'flushDiskType=ASYNC_FLUSH'),
  brokerPlan('own SendMessage SYNC', 'flushDiskType=SYNC_FLUSH'),
  brokerPlan('node:http2 SendMessage', 'flushDiskType=ASYNC_FLUSH', 'httpEngine=node'),
  echoPlan('node:net echo', 'net'),
];

export const receivePlans: readonly PeerPlan[] = [
  echoPlan('grpc-js stream', 'grpc-js'),
  echoPlan('node:http2 stream', 'node'),
  echoPlan('own stream', 'own'),
  brokerPlan('own ReceiveMessage', 'flushDiskType=ASYNC_FLUSH'),
  brokerPlan('node:http2 ReceiveMessage', 'flushDiskType=ASYNC_FLUSH', 'httpEngine=node'),
];

export type Measured = Extract<LoadReport, { kind: 'measured' }>;

/** Every thread of the process on one core; without taskset nothing happens and false is told. */
export function pin(pid: number, core: number): boolean {
  return spawnSync('taskset', ['-a', '-p', '-c', String(core), String(pid)]).status === 0;
}

/** The process that makes the load, one workload at a time. */
export class LoadProcess {
  readonly #child: ChildProcess;
  #report: (report: LoadReport) => void = () => undefined;
  #fail: (error: Error) => void = () => undefined;

  constructor() {
    this.#child = fork(fileURLToPath(new URL('./rpc-load.ts', import.meta.url)));
    this.#child.on('message', (report) => this.#report(report as LoadReport));
    this.#child.on('exit', (code) => this.#fail(new Error(`the load ended with ${code}; its reason is above`)));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** `measuring` is called when the warm-up is over. */
  run(workload: Workload, measuring: () => void): Promise<Measured> {
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      this.#report = (report) => (report.kind === 'measured' ? resolve(report) : measuring());
      this.#child.send(workload);
    });
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }
}
