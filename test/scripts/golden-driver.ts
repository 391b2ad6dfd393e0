import { type ChildProcess, spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Rocketmq } from './golden-rocketmq.ts';

/** What RocketMQ's own client reads: a message as `described` in golden-driver.java puts it. */
export interface DriverMessage {
  readonly topic: string;
  readonly queueId: number;
  readonly queueOffset: number;
  readonly physicalOffset: number;
  readonly size: number;
  readonly flag: number;
  readonly sysFlag: number;
  readonly bornTimestamp: number;
  readonly storeTimestamp: number;
  readonly reconsumeTimes: number;
  readonly messageId: string;
  readonly bodyBytes: number;
  readonly bodyDigest: string;
  readonly properties: Readonly<Record<string, string>>;
}

export interface DriverSend {
  readonly status: string;
  readonly messageId: string;
  readonly offsetMessageId: string | null;
  readonly queueId: number;
  readonly queueOffset: number;
  readonly transactionId: string | null;
  readonly recallHandle: string | null;
}

type Request = { readonly op: string } & Readonly<Record<string, unknown>>;
type Waiter = { resolve(value: unknown): void; reject(error: Error): void };

/** RocketMQ's Java client and admin tool in one JVM that takes one JSON request a line. */
export class RocketmqDriver {
  readonly #child: ChildProcess;
  readonly #requests: NodeJS.WritableStream;
  readonly #waiters: Waiter[] = [];

  private constructor(child: ChildProcess) {
    const { stdin, stdout } = child;
    if (stdin === null || stdout === null) {
      throw new Error('the RocketMQ driver has no pipes');
    }
    this.#child = child;
    this.#requests = stdin;
    createInterface({ input: stdout }).on('line', (line) => {
      const answer = JSON.parse(line) as { result?: unknown; error?: string };
      const waiter = this.#waiters.shift();
      if (answer.error === undefined) {
        waiter?.resolve(answer.result);
      } else {
        waiter?.reject(new Error(answer.error));
      }
    });
    child.on('exit', () => {
      for (const waiter of this.#waiters.splice(0)) {
        waiter.reject(new Error('the RocketMQ driver ended; see driver.log'));
      }
    });
  }

  static async start(rocketmq: Rocketmq): Promise<RocketmqDriver> {
    const log = await open(join(rocketmq.home, 'driver.log'), 'w');
    const source = fileURLToPath(new URL('golden-driver.java', import.meta.url));
    const java = [
      '-Xmx256m',
      '-XX:TieredStopAtLevel=1',
      `-Duser.home=${rocketmq.home}`,
      '-Drocketmq.client.rebalance.waitInterval=1000',
      '-Drocketmq.client.logRoot=logs',
    ];
    const addresses = [rocketmq.nameserverAddress, rocketmq.brokerAddress];
    const child = spawn('java', [...java, '-cp', 'lib/*', source, ...addresses], {
      cwd: rocketmq.home,
      stdio: ['pipe', 'pipe', log.fd],
    });
    await log.close();
    const driver = new RocketmqDriver(child);
    await driver.#next();
    return driver;
  }

  #next(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
    });
  }

  call(request: Request): Promise<unknown> {
    const answer = this.#next();
    this.#requests.write(`${JSON.stringify(request)}\n`);
    return answer;
  }

  async send(request: Readonly<Record<string, unknown>>): Promise<DriverSend> {
    return (await this.call({ op: 'send', ...request })) as DriverSend;
  }

  async pull(topic: string, queueId: number, offset: number): Promise<readonly DriverMessage[]> {
    return (await this.call({ op: 'pull', topic, queueId, offset })) as readonly DriverMessage[];
  }

  async query(topic: string, key: string, unique: boolean): Promise<readonly DriverMessage[]> {
    return (await this.call({ op: 'query', topic, key, unique })) as readonly DriverMessage[];
  }

  async queryTag(topic: string, tag: string): Promise<readonly DriverMessage[]> {
    return (await this.call({ op: 'query', topic, key: tag, tag: true })) as readonly DriverMessage[];
  }

  async range(topic: string, queueId: number): Promise<{ readonly minOffset: number; readonly maxOffset: number }> {
    return (await this.call({ op: 'range', topic, queueId })) as { minOffset: number; maxOffset: number };
  }

  close(): void {
    this.#child.kill('SIGKILL');
  }
}
