import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { messagesOf, receiveBody, receiveTarget } from '../../bench/messages.ts';
import { prefixed, type RawCall, RawConnection } from '../../bench/raw-connection.ts';
import { Code, Producer } from '../../src/index.ts';
import { v2 } from '../../src/protocol/messages.ts';
import { startServerProcess } from '../scripts/server-process.ts';

const program = fileURLToPath(new URL('../../dist/bin/pocketmq.js', import.meta.url));

/** A small file system in memory, in a mount namespace of its own. */
const mountSmall = 'mount -t tmpfs -o size=64k pocketmq-test "$1"';
const canMount =
  process.platform === 'linux' &&
  spawnSync('unshare', ['--mount', 'sh', '-c', mountSmall, 'sh', tmpdir()], { stdio: 'ignore' }).status === 0;

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pocketmq-start-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** Runs the program to its end. */
function run(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

/** Resolves when nobody listens on the port any more. */
async function untilClosed(port: number): Promise<void> {
  for (;;) {
    const refused = await new Promise<boolean>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port });
      socket.once('connect', () => {
        socket.destroy();
        resolve(false);
      });
      socket.once('error', () => resolve(true));
    });
    if (refused) {
      return;
    }
  }
}

/** A connection whose request never ends, so that a drain has to wait for it. */
async function openUnfinishedCall(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port });
  const literal = (text: string) => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
  const header = (name: string, value: string) => Buffer.concat([Buffer.from([0]), literal(name), literal(value)]);
  const block = Buffer.concat([
    Buffer.from([0x83, 0x86]),
    header(':path', '/apache.rocketmq.v2.MessagingService/SendMessage'),
    header(':authority', 'localhost'),
    header('content-type', 'application/grpc'),
    header('te', 'trailers'),
  ]);
  const headers = Buffer.concat([Buffer.from([0, 0, block.length, 1, 4, 0, 0, 0, 1]), block]);
  const emptySettings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
  const ping = Buffer.from([0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
  socket.write(Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), emptySettings, headers, ping]));
  // The answer to the PING says that the request before it was read.
  let received = Buffer.alloc(0);
  await new Promise<void>((resolve) => {
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.includes(Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]))) {
        resolve();
      }
    });
  });
  return socket;
}

describe('pocketmq start', () => {
  it('says in one line what listens where, the data directory, the flush mode and the version', async () => {
    const server = await startServerProcess(directory, 'flushDiskType=SYNC_FLUSH');
    expect(server.line).toMatch(
      /^pocketmq \d+\.\d+\.\d+ listens on 127\.0\.0\.1:\d+ \(plaintext and TLS\), data \/.*, SYNC_FLUSH$/,
    );
    expect(server.line).toContain(`data ${directory},`);
    expect(await server.stop('SIGTERM')).toBe(0);
    expect(server.errorOutput()).toBe('');
  });

  it('warns when others than this machine can connect', async () => {
    const server = await startServerProcess(directory, 'bindAddress=0.0.0.0');
    expect(server.errorOutput()).toContain(
      'warning: bindAddress=0.0.0.0: whoever can connect may read and send everything',
    );
    expect(await server.stop('SIGINT')).toBe(0);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('%s ends parked receives empty and answers running sends', async (signal) => {
    const server = await startServerProcess(directory, 'flushDiskType=SYNC_FLUSH');
    const producer = await Producer.connect({ endpoint: server.endpoint, topics: ['drained', 'idle'] });
    const target = receiveTarget(server.port);
    const connection = new RawConnection(target.host, target.port, target.path, target.metadata);
    await connection.ready;
    const parked = new Promise<RawCall>((resolve) => {
      connection.call(prefixed(receiveBody('idle', 'waiting', 1, 20)), resolve);
    });
    // Behind it on the same connection: when this one is answered, the first has arrived.
    await new Promise<RawCall>((resolve) => {
      connection.call(prefixed(receiveBody('idle', 'hasty', 1, 0)), resolve);
    });
    const running = producer.send({ topic: 'drained', body: Buffer.from('running') }).then(
      () => 'sent',
      (error: Error) => error.message,
    );
    server.signal(signal);
    const [status] = messagesOf(await parked).map((bytes) => v2.ReceiveMessageResponse.decode(bytes));
    expect(status?.status?.code).toBe(Code.MESSAGE_NOT_FOUND);
    // Either it came before the signal and is stored, or it is refused with a reason; it never hangs or vanishes.
    expect(await running).toMatch(/^sent$|shutting down|cannot reach|ended the call/);
    connection.close();
    await producer.close();
    expect(await server.ended).toBe(0);
  });

  it('leaves at once at a second signal, though a call still runs', async () => {
    const server = await startServerProcess(directory);
    const socket = await openUnfinishedCall(server.port);
    socket.on('error', () => undefined);
    server.signal('SIGTERM');
    await untilClosed(server.port);
    expect(await server.stop('SIGTERM')).toBe(143);
    socket.destroy();
  });

  it('reads a configuration file, and flags count more', async () => {
    const file = join(directory, 'my.conf');
    await writeFile(file, 'grpcServerPort=1\nflushDiskType=SYNC_FLUSH\nlogLevel=silent\n');
    const server = await startServerProcess(directory, 'brokerName=other');
    const taken = await run(
      'start',
      '--conf',
      file,
      '--port',
      String(server.port),
      '--data',
      join(directory, 'second'),
    );
    expect(taken.code).toBe(1);
    expect(taken.stderr).toContain(String(server.port));
    await server.stop('SIGTERM');
  });

  it('refuses a data directory that another server uses', async () => {
    const server = await startServerProcess(directory);
    const second = await run('start', '--port', '0', '--data', directory);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(directory);
    expect(second.stderr).toContain(String(server.pid));
    expect(await server.stop('SIGTERM')).toBe(0);
  });

  it.skipIf(!canMount)('says so when the disk is full, and leaves nothing there', async () => {
    const script = `${mountSmall} && cat /dev/zero > "$1/other" 2> /dev/null; "$2" "$3" start --port 0 --data "$1/data"; ls "$1/data"`;
    const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve) => {
      const args = ['--mount', 'sh', '-c', script, 'sh', directory, process.execPath, program];
      execFile('unshare', args, (_error, stdout, stderr) => resolve({ stdout, stderr }));
    });
    expect(stderr).toMatch(
      /^error: the store '.*\/data' cannot be opened: its disk is full, make room there \(ENOSPC.*\)\n$/,
    );
    expect(stdout).toBe('');
  });

  it('ends with exit code 1 and the reason when the store has failed', async () => {
    const data = join(directory, 'data');
    const server = await startServerProcess(data, 'mappedFileSizeCommitLog=196608', 'maxMessageSize=65536');
    const producer = await Producer.connect({ endpoint: server.endpoint, topics: ['lost'] });
    await producer.send({ topic: 'lost', body: Buffer.alloc(60_000) });
    await rm(join(data, 'commitlog'), { recursive: true });
    const refusals: string[] = [];
    // The next segments have no directory.
    for (let number = 0; number < 10 && refusals.length === 0; number++) {
      await producer
        .send({ topic: 'lost', body: Buffer.alloc(60_000) })
        .catch((error: Error) => refusals.push(error.message));
    }
    expect(await server.ended).toBe(1);
    expect(refusals).toHaveLength(1);
    expect(server.errorOutput()).toMatch(
      /^error: writing the commitLog failed \(ENOENT\); the store is read-only now/m,
    );
    await producer.close();
  });

  it.each([
    ['an unknown key', ['--set', 'flushDiskTyp=SYNC_FLUSH'], 'did you mean flushDiskType?'],
    ['a bad value', ['--set', 'maxTopics=many'], "maxTopics='many' is not valid"],
    ['a bad port', ['--port', '70000'], "--port: grpcServerPort='70000' is not valid"],
    ['a missing configuration file', ['--conf', '/nowhere/at/all.conf'], '/nowhere/at/all.conf'],
    ['a configuration file that is none', ['--conf', '/'], "the file '/' of --conf cannot be read: it is a directory"],
    [
      'a data directory that is a file',
      ['--data', '/dev/null'],
      "the store '/dev/null' cannot be opened: a file of this",
    ],
    ['a data directory below a file', ['--data', '/dev/null/x'], "the store '/dev/null/x' cannot be opened: a file is"],
    [
      'options that do not go together',
      ['--set', 'mappedFileSizeCommitLog=65536'],
      'does not fit mappedFileSizeCommit',
    ],
    ['a certificate that is none', ['--set', 'tlsCertPath=/dev/null', '--set', 'tlsKeyPath=/dev/null'], 'tls'],
    ['an address of another machine', ['--set', 'bindAddress=192.0.2.1'], '192.0.2.1'],
  ])('stops with exit code 1 and one clear line for %s', async (_case, args, text) => {
    const { code, stdout, stderr } = await run('start', '--port', '0', '--data', directory, ...args);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr.toLowerCase()).toContain(text.toLowerCase());
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
