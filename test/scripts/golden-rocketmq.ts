import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** The release whose stores are the fixtures. */
export const rocketmqVersion = '5.5.0';

const portWaitMs = 60_000;
const stopWaitMs = 90_000;

const javaOptions = [
  '--add-opens=java.base/sun.nio.ch=ALL-UNNAMED',
  '--add-opens=java.base/java.nio=ALL-UNNAMED',
  '--add-opens=java.base/java.lang=ALL-UNNAMED',
];

export interface RocketmqOptions {
  /** Holds jars, configuration, logs and the store (`<home>/store`). */
  readonly home: string;
  /** gRPC port; the others are fixed distances from it, as RocketMQ derives some of its ports by itself. */
  readonly port: number;
  /** Lines of broker.conf; they override the defaults here. */
  readonly settings: Readonly<Record<string, string>>;
}

function pom(): string {
  const artifacts = ['namesrv', 'broker', 'proxy', 'tools'].map(
    (name) =>
      `<dependency><groupId>org.apache.rocketmq</groupId><artifactId>rocketmq-${name}</artifactId>` +
      `<version>${rocketmqVersion}</version></dependency>`,
  );
  return (
    '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>' +
    '<groupId>golden</groupId><artifactId>rocketmq</artifactId><version>1</version>' +
    `<dependencies>${artifacts.join('')}</dependencies></project>\n`
  );
}

/** Fetches RocketMQ with Maven once; later calls find the jars. */
export async function fetchRocketmq(home: string): Promise<void> {
  if (existsSync(join(home, 'lib'))) {
    return;
  }
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'pom.xml'), pom());
  const command = ['-q', '-B', '-f', join(home, 'pom.xml'), 'dependency:copy-dependencies'];
  await promisify(execFile)('mvn', [...command, `-DoutputDirectory=${join(home, 'lib')}`]);
}

async function portOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function waitForPort(port: number, process: ChildProcess, logFile: string): Promise<void> {
  for (const end = Date.now() + portWaitMs; Date.now() < end; await sleep(100)) {
    if (process.exitCode !== null || process.signalCode !== null) {
      throw new Error(`RocketMQ ended before port ${port} opened; see ${logFile}`);
    }
    if (await portOpen(port)) {
      return;
    }
  }
  throw new Error(`port ${port} did not open within ${portWaitMs} ms; see ${logFile}`);
}

async function end(process: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) {
    return;
  }
  const exited = once(process, 'exit', { signal: AbortSignal.timeout(stopWaitMs) });
  process.kill(signal);
  await exited;
}

/** A real Apache RocketMQ: a nameserver, and a broker with its gRPC proxy in one JVM. */
export class Rocketmq {
  readonly home: string;
  readonly grpcAddress: string;
  readonly nameserverAddress: string;
  readonly brokerAddress: string;
  readonly #nameserver: ChildProcess;
  readonly #broker: ChildProcess;

  private constructor(options: RocketmqOptions, nameserver: ChildProcess, broker: ChildProcess, brokerHost: string) {
    this.home = options.home;
    this.grpcAddress = `127.0.0.1:${options.port}`;
    this.nameserverAddress = `127.0.0.1:${options.port + 1}`;
    this.brokerAddress = `${brokerHost}:${options.port + 10}`;
    this.#nameserver = nameserver;
    this.#broker = broker;
  }

  static async start(options: RocketmqOptions): Promise<Rocketmq> {
    const { home, port } = options;
    await fetchRocketmq(home);
    for (const taken of [port, port + 1, port + 2, port + 10]) {
      if (await portOpen(taken)) {
        throw new Error(`port ${taken} is taken; stop what listens there or choose another base port`);
      }
    }
    const settings: Record<string, string> = {
      brokerClusterName: 'DefaultCluster',
      brokerName: 'broker-a',
      brokerId: '0',
      brokerIP1: '127.0.0.1',
      listenPort: String(port + 10),
      brokerRole: 'ASYNC_MASTER',
      flushDiskType: 'ASYNC_FLUSH',
      autoCreateTopicEnable: 'true',
      recallMessageEnable: 'true',
      waitTimeMillsInSendQueue: '10000', // A busy machine is no reason to refuse.
      storePathRootDir: join(home, 'store'),
      storePathCommitLog: join(home, 'store', 'commitlog'),
      ...options.settings,
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
    const conf = join(home, 'conf');
    await mkdir(conf, { recursive: true });
    await writeFile(join(conf, 'broker.conf'), lines.join(''));
    await writeFile(join(conf, 'namesrv.conf'), `listenPort=${port + 1}\n`);
    const proxy = {
      rocketMQClusterName: 'DefaultCluster',
      grpcServerPort: port,
      remotingListenPort: port + 2,
      grpcShutdownTimeSeconds: 1,
    };
    await writeFile(join(conf, 'rmq-proxy.json'), JSON.stringify(proxy));
    const launch = async (name: string, memory: string[], main: string, args: string[], opens: number) => {
      const logFile = join(home, `${name}.log`);
      const log = await open(logFile, 'w');
      const command = [...memory, ...javaOptions, `-Duser.home=${home}`, '-cp', 'lib/*', main, ...args];
      const env = { ...process.env, ROCKETMQ_HOME: home, NAMESRV_ADDR: `127.0.0.1:${port + 1}` };
      const child = spawn('java', command, { cwd: home, env, stdio: ['ignore', log.fd, log.fd] });
      await log.close();
      await waitForPort(opens, child, logFile).catch(async (error: unknown) => {
        await end(child, 'SIGKILL');
        throw error;
      });
      return child;
    };
    const namesrv = 'org.apache.rocketmq.namesrv.NamesrvStartup';
    const startup = 'org.apache.rocketmq.proxy.ProxyStartup';
    const nameserver = await launch('namesrv', ['-Xmx128m'], namesrv, ['-c', 'conf/namesrv.conf'], port + 1);
    const heap = ['-Xms768m', '-Xmx768m', '-XX:MaxDirectMemorySize=1g'];
    const broker = await launch(
      'broker',
      heap,
      startup,
      ['-pm', 'local', '-n', `127.0.0.1:${port + 1}`, '-bc', 'conf/broker.conf', '-pc', 'conf/rmq-proxy.json'],
      port,
    ).catch(async (error: unknown) => {
      await end(nameserver, 'SIGKILL');
      throw error;
    });
    const { brokerIP1 = '127.0.0.1' } = settings;
    return new Rocketmq(options, nameserver, broker, brokerIP1);
  }

  async stop(): Promise<void> {
    await end(this.#broker, 'SIGTERM');
    await end(this.#nameserver, 'SIGTERM');
  }

  /** `kill -9`: nothing is flushed, closed or removed. */
  async kill(): Promise<void> {
    await end(this.#broker, 'SIGKILL');
    await end(this.#nameserver, 'SIGKILL');
  }
}
