/**
 * One server of the rpc bench, in a process of its own: `rpc-echo-server.ts <engine> <h2c|tls>`. It tells its parent its
 * port, and its CPU time whenever it is asked.
 */
import { createServer as createNetServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import { type CertificatePair, loadOrMakeCertificate } from '../src/rpc/certificate.ts';
import { createHttp2Engine } from '../src/rpc/http2/http2-engine.ts';
import { createNodeHttp2Engine } from '../src/rpc/node-http2-engine.ts';
import { startRpcServer } from '../src/rpc/rpc-server.ts';
import type { Method, StreamCall, UnaryCall } from '../src/rpc/service.ts';
import { systemClock } from '../src/runtime/clock.ts';
import { createLogger } from '../src/runtime/log.ts';
import { echoPath, streamedCount, streamPath } from './rpc-echo-workload.ts';

type EngineName = 'ours' | 'node:http2' | 'grpc-js' | 'node:net';

const host = '127.0.0.1';

const bytesAsTheyAre = {
  decode: (bytes: Uint8Array): unknown => bytes,
  encode: (bytes: unknown): Uint8Array => bytes as Uint8Array,
};
const methods: Method[] = [
  {
    kind: 'unary',
    path: echoPath,
    ...bytesAsTheyAre,
    handle: (request: unknown, call: UnaryCall<unknown>) => call.reply(request),
  },
  {
    kind: 'serverStream',
    path: streamPath,
    ...bytesAsTheyAre,
    async handle(request: unknown, call: StreamCall<unknown>) {
      for (let index = 0; index < streamedCount; index++) {
        if (!call.write(request)) {
          await call.drained();
        }
      }
      call.end();
    },
  },
];

async function startEngine(engine: 'ours' | 'node:http2', tls: CertificatePair): Promise<number> {
  const server = await startRpcServer({
    host,
    port: 0,
    methods,
    tls,
    clock: systemClock,
    logger: createLogger('error'),
    createEngine: engine === 'ours' ? createHttp2Engine : createNodeHttp2Engine,
  });
  return server.address.port;
}

async function startGrpcJs(tls: CertificatePair | undefined): Promise<number> {
  const raw = {
    requestSerialize: (bytes: Buffer) => bytes,
    requestDeserialize: (bytes: Buffer) => bytes,
    responseSerialize: (bytes: Buffer) => bytes,
    responseDeserialize: (bytes: Buffer) => bytes,
  };
  const definition: ServiceDefinition = {
    echo: { path: echoPath, requestStream: false, responseStream: false, ...raw },
    stream: { path: streamPath, requestStream: false, responseStream: true, ...raw },
  };
  const echo: handleUnaryCall<Buffer, Buffer> = (call, callback) => callback(null, call.request);
  const stream: handleServerStreamingCall<Buffer, Buffer> = (call) => {
    for (let index = 0; index < streamedCount; index++) {
      call.write(call.request);
    }
    call.end();
  };
  const server = new Server({ 'grpc.enable_channelz': 0 });
  server.addService(definition, { echo, stream });
  const serverCredentials =
    tls === undefined
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(null, [{ private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.cert) }]);
  return new Promise((resolve, reject) => {
    server.bindAsync(`${host}:0`, serverCredentials, (error, port) => (error === null ? resolve(port) : reject(error)));
  });
}

/** The floor: the same bytes back, without HTTP/2. */
function startNet(tls: CertificatePair | undefined): Promise<number> {
  const server =
    tls === undefined
      ? createNetServer({ noDelay: true }, (socket) => socket.on('data', (chunk) => socket.write(chunk)))
      : createTlsServer({ ...tls, ALPNProtocols: ['h2'] }, (socket) =>
          socket.on('data', (chunk) => socket.write(chunk)),
        );
  return new Promise((resolve) => {
    server.listen(0, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

async function main(): Promise<void> {
  const [, , engine, transport] = process.argv as [string, string, EngineName, 'h2c' | 'tls'];
  const kept = { read: async () => undefined, write: async () => undefined };
  const { pair } = await loadOrMakeCertificate(kept, 'localhost', systemClock);
  const tls = transport === 'tls' ? pair : undefined;
  const port =
    engine === 'grpc-js'
      ? await startGrpcJs(tls)
      : engine === 'node:net'
        ? await startNet(tls)
        : await startEngine(engine, pair);
  process.on('message', () => process.send?.({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss() }));
  process.send?.({ port });
}

await main();
