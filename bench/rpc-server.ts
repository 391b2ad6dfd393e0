/**
 * One echo server of the rpc bench, in a process of its own: `rpc-server.ts <engine> <h2c|tls>`. Its parent sends it the
 * messages of the streamed answer and is told the port.
 */
import { once } from 'node:events';
import { createServer as createNetServer, type Socket } from 'node:net';
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
import { giveHeapRoom } from '../src/runtime/heap.ts';
import { createLogger } from '../src/runtime/log.ts';
import { echoPath, streamPath } from './rpc-workload.ts';

export type EchoEngine = 'own' | 'node' | 'grpc-js' | 'net';

const host = '127.0.0.1';

const bytesAsTheyAre = {
  decode: (bytes: Uint8Array): unknown => bytes,
  encode: (bytes: unknown): Uint8Array => bytes as Uint8Array,
};

function methodsOf(streamed: readonly Buffer[]): Method[] {
  return [
    {
      kind: 'unary',
      path: echoPath,
      ...bytesAsTheyAre,
      // As the broker reads what every message costs: the answer is written within the call.
      read: (bytes: Buffer, start: number, end: number): unknown => bytes.subarray(start, end),
      handle: (request: unknown, call: UnaryCall<unknown>) => call.reply(request),
    },
    {
      kind: 'serverStream',
      path: streamPath,
      ...bytesAsTheyAre,
      async handle(_request: unknown, call: StreamCall<unknown>) {
        for (const message of streamed) {
          if (!call.write(message)) {
            await call.drained();
          }
        }
        call.end();
      },
    },
  ];
}

async function startEngine(engine: 'own' | 'node', tls: CertificatePair, streamed: readonly Buffer[]): Promise<number> {
  // As `pocketmq start` does.
  giveHeapRoom();
  const server = await startRpcServer({
    host,
    port: 0,
    methods: methodsOf(streamed),
    tls,
    clock: systemClock,
    logger: createLogger('error'),
    createEngine: engine === 'own' ? createHttp2Engine : createNodeHttp2Engine,
  });
  return server.address.port;
}

/** The baseline. Channelz, its call statistics, is off: it costs and nobody asks for it here. */
async function startGrpcJs(tls: CertificatePair | undefined, streamed: readonly Buffer[]): Promise<number> {
  const pass = (bytes: Buffer) => bytes;
  const raw = { requestSerialize: pass, requestDeserialize: pass, responseSerialize: pass, responseDeserialize: pass };
  const definition: ServiceDefinition = {
    echo: { path: echoPath, requestStream: false, responseStream: false, ...raw },
    stream: { path: streamPath, requestStream: false, responseStream: true, ...raw },
  };
  const echo: handleUnaryCall<Buffer, Buffer> = (call, callback) => callback(null, call.request);
  const stream: handleServerStreamingCall<Buffer, Buffer> = (call) => {
    for (const message of streamed) {
      call.write(message);
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
  const echo = (socket: Socket) => {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => socket.write(chunk));
    // The load closes its connections with requests open.
    socket.on('error', () => socket.destroy());
  };
  const server =
    tls === undefined
      ? createNetServer({ noDelay: true }, echo)
      : createTlsServer({ ...tls, ALPNProtocols: ['h2'] }, echo);
  return new Promise((resolve) => {
    server.listen(0, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

async function main(): Promise<void> {
  const [, , engine, transport] = process.argv as [string, string, EchoEngine, 'h2c' | 'tls'];
  const [messages] = (await once(process, 'message')) as [string[]];
  const streamed = messages.map((message) => Buffer.from(message, 'base64'));
  const kept = { read: async () => undefined, write: async () => undefined };
  const { pair } = await loadOrMakeCertificate(kept, 'localhost', systemClock);
  const tls = transport === 'tls' ? pair : undefined;
  const port =
    engine === 'grpc-js'
      ? await startGrpcJs(tls, streamed)
      : engine === 'net'
        ? await startNet(tls)
        : await startEngine(engine, pair, streamed);
  process.on('disconnect', () => process.exit(0));
  process.send?.(port);
}

await main();
