/**
 * Records what a real client and our engine say to each other, for test/corpus:
 *
 *     tsx test/scripts/record-corpus.ts [--pocketmq] <name> <command> [arguments]
 *
 * `{port}` in an argument becomes the port to connect to. The server has the methods of test/rpc/echo-server.ts and
 * grpc.health.v1; with --pocketmq it is a whole PocketMQ that keeps its messages in memory. Every connection of the client
 * becomes a file, test/corpus/<name>[-n].txt, or test/corpus/rocketmq/<name>[-n].txt for PocketMQ: one line a chunk, who
 * sent it and its bytes in base64.
 *
 * The clients of RocketMQ tell servers their machine's name, hardware address and kernel. So they are recorded on a
 * machine of their own, whose name is `client` and whose only network is the loopback; the kernel's name, which has no
 * such switch, is written over with as many other bytes. test/corpus/README.md has the commands.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server as NetServer } from 'node:net';
import { hostname, networkInterfaces, release, version } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Admin } from '../../src/admin/operations.ts';
import { Health } from '../../src/rpc/health.ts';
import { createHttp2Engine } from '../../src/rpc/http2/http2-engine.ts';
import { startRpcServer } from '../../src/rpc/rpc-server.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { createLogger } from '../../src/runtime/log.ts';
import { startServer } from '../../src/server.ts';
import { echoMethods, newInboxes, testCertificate } from '../rpc/echo-server.ts';

interface Target {
  readonly port: number;
  readonly directory: string;
  close(): Promise<void>;
}

async function startEcho(): Promise<Target> {
  const server = await startRpcServer({
    host: '127.0.0.1',
    port: 0,
    methods: [...echoMethods(newInboxes()), ...new Health(['test.Echo']).methods],
    tls: await testCertificate(),
    clock: systemClock,
    logger: createLogger('warn'),
    createEngine: createHttp2Engine,
  });
  return { port: server.address.port, directory: '../corpus', close: () => server.drain(2000) };
}

async function startPocketmq(): Promise<Target> {
  const external = Object.values(networkInterfaces()).flatMap((all = []) => all.filter(({ internal }) => !internal));
  if (hostname() !== 'client' || external.length > 0) {
    throw new Error('record on a machine called `client` without a network: see test/corpus/README.md');
  }
  const server = await startServer({
    storage: 'memory',
    options: { grpcServerPort: 0, logLevel: 'warn', grpcClientConsumerMaxLongPollingTimeoutMillis: 2000 },
  });
  const admin = Admin.open({ endpoint: server.endpoint });
  await admin.createTopic({ name: 'corpus', type: 'NORMAL', queues: 1 });
  await admin.createTopic({ name: 'corpus-fifo', type: 'FIFO', queues: 1 });
  await admin.close();
  return { port: server.port, directory: '../corpus/rocketmq', close: () => server.close() };
}

interface Chunk {
  readonly from: 'client' | 'server';
  readonly bytes: Buffer;
}

/** A proxy that keeps what passes, one list a connection. */
function record(targetPort: number, sessions: Chunk[][]): NetServer {
  return createServer((client) => {
    const session: Chunk[] = [];
    sessions.push(session);
    const upstream = connect(targetPort, '127.0.0.1');
    client.on('data', (bytes) => session.push({ from: 'client', bytes: Buffer.from(bytes) }));
    upstream.on('data', (bytes) => session.push({ from: 'server', bytes: Buffer.from(bytes) }));
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
    client.pipe(upstream).pipe(client);
  });
}

/** Writes other letters over what tells of this machine; lengths stay, and so do the boundaries of the chunks. */
function withoutNames(session: readonly Chunk[]): void {
  for (const from of ['client', 'server']) {
    const chunks = session.filter((chunk) => chunk.from === from);
    const all = Buffer.concat(chunks.map(({ bytes }) => bytes));
    for (const name of [release(), version()]) {
      for (let at = all.indexOf(name); at >= 0; at = all.indexOf(name, at)) {
        all.fill('kernel-', at, at + name.length);
      }
    }
    let offset = 0;
    for (const { bytes } of chunks) {
      offset += all.copy(bytes, 0, offset, offset + bytes.length);
    }
  }
}

async function main(): Promise<void> {
  const whole = process.argv[2] === '--pocketmq';
  const [name, command, ...parameters] = process.argv.slice(whole ? 3 : 2);
  if (name === undefined || command === undefined) {
    throw new Error('usage: record-corpus.ts [--pocketmq] <name> <command> [arguments, with {port}]');
  }
  const target = whole ? await startPocketmq() : await startEcho();
  const sessions: Chunk[][] = [];
  const proxy = record(target.port, sessions);
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  const child = spawn(
    command,
    parameters.map((parameter) => parameter.replace('{port}', String(port))),
    { stdio: 'inherit' },
  );
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) {
    throw new Error(`${command} ended with ${code}`);
  }
  proxy.close();
  await target.close();
  sessions
    .filter((session) => session.length > 0)
    .forEach((session, index) => {
      withoutNames(session);
      const file = `${target.directory}/${name}${index === 0 ? '' : `-${index + 1}`}.txt`;
      const lines = session.map(({ from, bytes }) => `${from} ${bytes.toString('base64')}\n`);
      writeFileSync(fileURLToPath(new URL(file, import.meta.url)), lines.join(''));
      console.log(`${file}: ${session.length} chunks`);
    });
}

await main();
