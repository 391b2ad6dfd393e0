import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import protobuf from 'protobufjs';

type Fields = Readonly<Record<string, unknown>>;

const service = 'apache.rocketmq.v2.MessagingService';
const deadlineMs = 20_000;

async function loadProtocol(): Promise<protobuf.Root> {
  const client = createRequire(import.meta.url).resolve('rocketmq-client-nodejs/package.json');
  const root = new protobuf.Root();
  const builtIn = root.resolvePath.bind(root);
  root.resolvePath = (origin, target) =>
    target.startsWith('apache/') ? join(dirname(client), 'proto', target) : builtIn(origin, target);
  await root.load(['apache/rocketmq/v2/service.proto'], { keepCase: true });
  root.resolveAll();
  return root;
}

function toBytes(type: protobuf.Type): (message: Fields) => Buffer {
  return (message) => Buffer.from(type.encode(type.fromObject(message)).finish());
}

function fromBytes(type: protobuf.Type): (bytes: Buffer) => Fields {
  return (bytes) => type.toObject(type.decode(bytes), { longs: Number, enums: String, arrays: true });
}

/** Calls RocketMQ's gRPC service by method name with plain objects; field names as in the .proto files. */
export class RocketmqGrpc {
  readonly #client: Client;
  readonly #methods: protobuf.Service;
  readonly #clientId: string;

  private constructor(client: Client, methods: protobuf.Service, clientId: string) {
    this.#client = client;
    this.#methods = methods;
    this.#clientId = clientId;
  }

  /** `settings` are told to the server first, as every SDK does; receiving does not work without. */
  static async connect(address: string, clientId: string, settings: Fields): Promise<RocketmqGrpc> {
    const root = await loadProtocol();
    const client = new Client(address, credentials.createInsecure());
    const connection = new RocketmqGrpc(client, root.lookupService(service), clientId);
    await connection.#sendSettings(settings);
    return connection;
  }

  #method(name: string): {
    path: string;
    encode: (message: Fields) => Buffer;
    decode: (bytes: Buffer) => Fields;
    metadata: Metadata;
  } {
    const method = this.#methods.methods[name];
    if (method?.resolvedRequestType == null || method.resolvedResponseType == null) {
      throw new Error(`the protocol has no method ${name}`);
    }
    const metadata = new Metadata();
    metadata.set('x-mq-client-id', this.#clientId);
    metadata.set('x-mq-language', 'JAVA');
    metadata.set('x-mq-client-version', '5.0.8');
    metadata.set('x-mq-protocol', 'v2');
    return {
      path: `/${service}/${name}`,
      encode: toBytes(method.resolvedRequestType),
      decode: fromBytes(method.resolvedResponseType),
      metadata,
    };
  }

  #sendSettings(settings: Fields): Promise<void> {
    const { path, encode, decode, metadata } = this.#method('Telemetry');
    const stream = this.#client.makeBidiStreamRequest(path, encode, decode, metadata);
    return new Promise((resolve, reject) => {
      stream.on('error', reject);
      stream.on('data', ({ settings: echoed }: Fields) => {
        if (echoed !== undefined) {
          resolve();
        }
      });
      stream.write({ settings });
    });
  }

  call(name: string, request: Fields): Promise<Fields> {
    const { path, encode, decode, metadata } = this.#method(name);
    const options = { deadline: Date.now() + deadlineMs };
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(path, encode, decode, request, metadata, options, (error, response) => {
        if (error !== null || response === undefined) {
          reject(error ?? new Error(`no response to ${name}`));
        } else {
          resolve(response);
        }
      });
    });
  }

  /** All parts of a server stream. */
  async collect(name: string, request: Fields): Promise<readonly Fields[]> {
    const { path, encode, decode, metadata } = this.#method(name);
    const options = { deadline: Date.now() + deadlineMs };
    const parts: Fields[] = [];
    for await (const part of this.#client.makeServerStreamRequest(path, encode, decode, request, metadata, options)) {
      parts.push(part as Fields);
    }
    return parts;
  }

  close(): void {
    this.#client.close();
  }
}
