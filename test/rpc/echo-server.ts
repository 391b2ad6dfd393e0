import { loadOrMakeCertificate } from '../../src/rpc/certificate.ts';
import { createHttp2Engine } from '../../src/rpc/http2/http2-engine.ts';
import { type RpcServer, type RpcServerOptions, startRpcServer } from '../../src/rpc/rpc-server.ts';
import {
  type Call,
  type DuplexMethod,
  GrpcCode,
  type Method,
  type ServerStreamMethod,
  type StreamCall,
  type UnaryCall,
  type UnaryMethod,
} from '../../src/rpc/service.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import type { Logger } from '../../src/runtime/log.ts';

export const paths = {
  unary: '/test.Echo/Unary',
  stream: '/test.Echo/Stream',
  duplex: '/test.Echo/Duplex',
  park: '/test.Echo/Park',
  parkStream: '/test.Echo/ParkStream',
  fail: '/test.Echo/Fail',
  throws: '/test.Echo/Throws',
  rejects: '/test.Echo/Rejects',
  badAnswer: '/test.Echo/BadAnswer',
  headers: '/test.Echo/Headers',
} as const;

const undecodable = 'undecodable';

/** Requests and answers are texts; the text "undecodable" is none. */
const codec = {
  decode(bytes: Uint8Array): string {
    const text = Buffer.from(bytes).toString();
    if (text === undecodable) {
      throw new Error('illegal text');
    }
    return text;
  },
  encode(text: string): Uint8Array {
    if (text === undecodable) {
      throw new Error('cannot encode');
    }
    return Buffer.from(text);
  },
};

/** Waits for things that tests do not want to poll for. */
class Inbox<T> {
  readonly #items: T[] = [];
  readonly #waiting: ((item: T) => void)[] = [];
  readonly #arrivals: (() => void)[] = [];

  put(item: T): void {
    for (const resolve of this.#arrivals.splice(0)) {
      resolve();
    }
    const waiting = this.#waiting.shift();
    if (waiting === undefined) {
      this.#items.push(item);
    } else {
      waiting(item);
    }
  }

  take(): Promise<T> {
    const item = this.#items.shift();
    return item === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(item);
  }

  /** Resolves when one more has been put in; takes nothing. */
  arrival(): Promise<void> {
    return new Promise((resolve) => this.#arrivals.push(resolve));
  }

  get size(): number {
    return this.#items.length;
  }
}

export interface LogLine {
  readonly level: string;
  readonly fields: object;
  readonly text: string;
}

export function recordingLogger(lines: LogLine[]): Logger {
  const at = (level: string) => (fields: object, text: string) => {
    lines.push({ level, fields, text });
  };
  const logger: Logger = {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: () => logger,
  };
  return logger;
}

function unary(path: string, handle: UnaryMethod<string, string>['handle']): UnaryMethod<string, string> {
  return { kind: 'unary', path, ...codec, handle };
}

function serverStream(
  path: string,
  handle: ServerStreamMethod<string, string>['handle'],
): ServerStreamMethod<string, string> {
  return { kind: 'serverStream', path, ...codec, handle };
}

export interface Inboxes {
  /** Calls of the Park methods, each as soon as its handler has it. */
  readonly parked: Inbox<UnaryCall<string>>;
  readonly parkedStreams: Inbox<StreamCall<string>>;
  /** One entry for each call of a cancel listener of a parked or duplex call. */
  readonly cancelled: Inbox<Call>;
  /** What a duplex handler was told. */
  readonly duplexEvents: Inbox<string>;
  /** Every duplex call that was opened. */
  readonly duplexCalls: StreamCall<string>[];
}

export function newInboxes(): Inboxes {
  return {
    parked: new Inbox<UnaryCall<string>>(),
    parkedStreams: new Inbox<StreamCall<string>>(),
    cancelled: new Inbox<Call>(),
    duplexEvents: new Inbox<string>(),
    duplexCalls: [],
  };
}

export class EchoServer {
  readonly server: RpcServer;
  readonly log: LogLine[];
  readonly parked: Inboxes['parked'];
  readonly parkedStreams: Inboxes['parkedStreams'];
  readonly cancelled: Inboxes['cancelled'];
  readonly duplexEvents: Inboxes['duplexEvents'];
  readonly duplexCalls: Inboxes['duplexCalls'];

  private constructor(server: RpcServer, log: LogLine[], inboxes: Inboxes) {
    this.server = server;
    this.log = log;
    this.parked = inboxes.parked;
    this.parkedStreams = inboxes.parkedStreams;
    this.cancelled = inboxes.cancelled;
    this.duplexEvents = inboxes.duplexEvents;
    this.duplexCalls = inboxes.duplexCalls;
  }

  static async start(options: Partial<RpcServerOptions> = {}): Promise<EchoServer> {
    const log: LogLine[] = [];
    const inboxes = newInboxes();
    const server = await startRpcServer({
      host: '127.0.0.1',
      port: 0,
      methods: echoMethods(inboxes),
      tls: await testCertificate(),
      createEngine: createHttp2Engine,
      clock: systemClock,
      logger: recordingLogger(log),
      ...options,
    });
    return new EchoServer(server, log, inboxes);
  }

  get plainUrl(): string {
    return `http://127.0.0.1:${this.server.address.port}`;
  }

  get tlsUrl(): string {
    return `https://localhost:${this.server.address.port}`;
  }
}

export function echoMethods(inboxes: Inboxes): readonly Method[] {
  const duplex: DuplexMethod<string, string> = {
    kind: 'duplex',
    path: paths.duplex,
    ...codec,
    open(call) {
      inboxes.duplexCalls.push(call);
      call.onCancel(() => inboxes.cancelled.put(call));
      return {
        message(text) {
          inboxes.duplexEvents.put(text);
          if (text === 'throw') {
            throw new Error('thrown by the handler');
          }
          if (text === 'headers') {
            call.sendHeaders();
          } else if (text === 'end') {
            call.end();
          } else {
            call.write(`echo ${text}`);
          }
        },
        halfClosed() {
          inboxes.duplexEvents.put('half-closed');
          call.end();
        },
      };
    },
  };
  return [
    unary(paths.unary, (text, call) => call.reply(text)),
    serverStream(paths.stream, async (text, call) => {
      const [count, length] = text.split('x').map(Number);
      for (let index = 0; index < (count ?? 0) && !call.cancelled; index += 1) {
        if (!call.write(`${index}:`.padEnd(length ?? 0, '.'))) {
          await call.drained();
        }
      }
      call.end();
    }),
    duplex,
    unary(paths.park, (_text, call) => {
      call.onCancel(() => inboxes.cancelled.put(call));
      inboxes.parked.put(call);
    }),
    serverStream(paths.parkStream, (_text, call) => {
      call.onCancel(() => inboxes.cancelled.put(call));
      inboxes.parkedStreams.put(call);
    }),
    unary(paths.fail, (text, call) => call.fail(GrpcCode.NOT_FOUND, text)),
    unary(paths.throws, () => {
      throw new Error('thrown by the handler');
    }),
    unary(paths.rejects, async () => {
      await Promise.resolve();
      throw new Error('rejected by the handler');
    }),
    unary(paths.badAnswer, (_text, call) => call.reply(undecodable)),
    unary(paths.headers, (name, call) => call.reply(call.metadata.get(name) ?? '(none)')),
  ];
}

let certificate: Promise<{ readonly key: string; readonly cert: string }> | undefined;

/** Made once for all tests of a file. */
export function testCertificate(): Promise<{ readonly key: string; readonly cert: string }> {
  certificate ??= loadOrMakeCertificate(
    { read: async () => undefined, write: async () => undefined },
    'echo.test',
    systemClock,
  ).then(({ pair }) => pair);
  return certificate;
}
