/**
 * Records what a real client and our engine say to each other, for test/corpus:
 *
 *     tsx test/scripts/record-corpus.ts <name> <command> [arguments]
 *
 * `{port}` in an argument becomes the port to connect to. The server has the methods of test/rpc/echo-server.ts and
 * grpc.health.v1. Every connection of the client becomes a file, test/corpus/<name>[-n].txt: one line a chunk, who sent it
 * and its bytes in base64.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Health } from '../../src/rpc/health.ts';
import { createHttp2Engine } from '../../src/rpc/http2/http2-engine.ts';
import { startRpcServer } from '../../src/rpc/rpc-server.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { createLogger } from '../../src/runtime/log.ts';
import { echoMethods, newInboxes, testCertificate } from '../rpc/echo-server.ts';

async function main(): Promise<void> {
  const [, , name, command, ...parameters] = process.argv;
  if (name === undefined || command === undefined) {
    throw new Error('usage: record-corpus.ts <name> <command> [arguments, with {port}]');
  }
  const server = await startRpcServer({
    host: '127.0.0.1',
    port: 0,
    methods: [...echoMethods(newInboxes()), ...new Health(['test.Echo']).methods],
    tls: await testCertificate(),
    clock: systemClock,
    logger: createLogger('warn'),
    createEngine: createHttp2Engine,
  });
  const recordings: string[][] = [];
  const recorder = createServer((client) => {
    const lines: string[] = [];
    recordings.push(lines);
    const upstream = connect(server.address.port, '127.0.0.1');
    const note = (from: string) => (chunk: Buffer) => lines.push(`${from} ${chunk.toString('base64')}`);
    client.on('data', note('client')).on('error', () => upstream.destroy());
    upstream.on('data', note('server')).on('error', () => client.destroy());
    client.pipe(upstream).pipe(client);
  });
  recorder.listen(0, '127.0.0.1');
  await once(recorder, 'listening');
  const address = recorder.address();
  const port = typeof address === 'object' && address !== null ? String(address.port) : '';
  const child = spawn(
    command,
    parameters.map((parameter) => parameter.replace('{port}', port)),
    { stdio: 'inherit' },
  );
  await once(child, 'close');
  recorder.close();
  await server.drain(2000);
  recordings
    .filter((lines) => lines.length > 0)
    .forEach((lines, index) => {
      const file = `../corpus/${name}${index === 0 ? '' : `-${index + 1}`}.txt`;
      writeFileSync(fileURLToPath(new URL(file, import.meta.url)), `${lines.join('\n')}\n`);
      console.log(`${file}: ${lines.length} chunks`);
    });
}

await main();
