import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client, type ClientDuplexStream, credentials, type StatusObject, status } from '@grpc/grpc-js';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import descriptor from 'protobufjs/ext/descriptor.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileDescriptors } from '../../src/protocol/gen/descriptors.js';
import { Health } from '../../src/rpc/health.ts';
import { Reflection } from '../../src/rpc/reflection.ts';
import type { Method } from '../../src/rpc/service.ts';
import { type Server, startServer } from '../../src/server.ts';
import { EchoServer } from './echo-server.ts';
import { engines } from './engines.ts';

const proto = resolve(dirname(fileURLToPath(import.meta.url)), '../../proto');
const v1 = 'grpc.reflection.v1';
const v1alpha = 'grpc.reflection.v1alpha';

/** The answers as any client reads them that has the .proto file. */
function messagesOf(version: string): { readonly Request: protobuf.Type; readonly Response: protobuf.Type } {
  const name = version.split('.').at(-1);
  const root = protobuf.loadSync(`${proto}/grpc/reflection/${name}/reflection.proto`);
  return {
    Request: root.lookupType(`${version}.ServerReflectionRequest`),
    Response: root.lookupType(`${version}.ServerReflectionResponse`),
  };
}

interface Answer {
  readonly validHost: string;
  readonly originalRequest: object;
  readonly fileDescriptorResponse?: { readonly fileDescriptorProto: readonly Uint8Array[] };
  readonly allExtensionNumbersResponse?: { readonly baseTypeName: string; readonly extensionNumber: readonly number[] };
  readonly listServicesResponse?: { readonly service: readonly { readonly name: string }[] };
  readonly errorResponse?: { readonly errorCode: number; readonly errorMessage: string };
}

/** A client that asks one question after the other on one stream. */
class Asker {
  readonly stream: ClientDuplexStream<object, Answer>;

  constructor(client: Client, version: string) {
    const { Request, Response } = messagesOf(version);
    this.stream = client.makeBidiStreamRequest(
      `/${version}.ServerReflection/ServerReflectionInfo`,
      (request: object) => Buffer.from(Request.encode(Request.create(request)).finish()),
      (bytes: Buffer) => Response.toObject(Response.decode(bytes), { defaults: false, arrays: true }) as Answer,
    );
    this.stream.on('error', () => undefined);
  }

  async ask(request: object): Promise<Answer> {
    const answered = once(this.stream, 'data');
    this.stream.write(request);
    const [answer] = await answered;
    return answer as Answer;
  }

  async end(): Promise<number> {
    const ended = this.status();
    this.stream.end();
    return (await ended).code;
  }

  /** How the call ends; what is answered until then goes unread. */
  status(): Promise<StatusObject> {
    this.stream.resume();
    return new Promise((ended) => this.stream.on('status', ended));
  }
}

function filesOf(answer: Answer): descriptor.IFileDescriptorProto[] {
  const files = answer.fileDescriptorResponse?.fileDescriptorProto ?? [];
  return files.map((bytes) => descriptor.FileDescriptorProto.toObject(descriptor.FileDescriptorProto.decode(bytes)));
}

const served: Method[] = [
  '/pocketmq.admin.v1.Admin/ListTopics',
  '/apache.rocketmq.v2.MessagingService/SendMessage',
].map((path) => ({
  kind: 'unary',
  path,
  decode: (bytes) => bytes,
  encode: () => new Uint8Array(),
  handle: (_request, call) => call.reply(undefined),
}));

describe.each(engines)('Reflection over $engine', ({ createEngine }) => {
  let reflection: Reflection;
  let echo: EchoServer;
  let client: Client;

  beforeEach(async () => {
    const methods = [...served, ...new Health([]).methods];
    reflection = new Reflection(methods, fileDescriptors);
    echo = await EchoServer.start({ methods: [...methods, ...reflection.methods], createEngine });
    client = new Client(`127.0.0.1:${echo.server.address.port}`, credentials.createInsecure());
  });

  afterEach(async () => {
    client.close();
    await echo.server.close();
    expect(echo.log.filter(({ level }) => level === 'error')).toEqual([]);
  });

  describe.each([v1, v1alpha])('as %s', (version) => {
    it('lists all services, its own too', async () => {
      const asker = new Asker(client, version);
      const { listServicesResponse } = await asker.ask({ host: 'here', listServices: '*' });
      expect(listServicesResponse?.service.map(({ name }) => name)).toEqual([
        'apache.rocketmq.v2.MessagingService',
        'grpc.health.v1.Health',
        'grpc.reflection.v1.ServerReflection',
        'grpc.reflection.v1alpha.ServerReflection',
        'pocketmq.admin.v1.Admin',
      ]);
      expect(await asker.end()).toBe(status.OK);
    });

    it('answers several questions on one stream, each with its request', async () => {
      const asker = new Asker(client, version);
      for (const request of [
        { host: 'h', fileByFilename: 'grpc/health/v1/health.proto' },
        { fileContainingSymbol: 'grpc.health.v1.Health' },
        { listServices: '' },
      ]) {
        const { originalRequest, validHost } = await asker.ask(request);
        expect(originalRequest).toEqual(request);
        expect(validHost ?? '').toBe(request.host ?? '');
      }
      expect(await asker.end()).toBe(status.OK);
    });

    it.each([
      { symbol: 'grpc.health.v1.Health', file: 'grpc/health/v1/health.proto' },
      { symbol: 'grpc.health.v1.Health.Watch', file: 'grpc/health/v1/health.proto' },
      { symbol: 'grpc.health.v1.HealthCheckResponse.ServingStatus', file: 'grpc/health/v1/health.proto' },
      { symbol: 'grpc.health.v1.HealthCheckResponse.SERVING', file: 'grpc/health/v1/health.proto' },
      { symbol: 'apache.rocketmq.v2.MessagingService', file: 'apache/rocketmq/v2/service.proto' },
      { symbol: 'apache.rocketmq.v2.Message', file: 'apache/rocketmq/v2/definition.proto' },
      { symbol: 'apache.rocketmq.v2.Message.body', file: 'apache/rocketmq/v2/definition.proto' },
      { symbol: 'apache.rocketmq.v2.Settings.pub_sub', file: 'apache/rocketmq/v2/definition.proto' },
      { symbol: 'apache.rocketmq.v2.Message.UserPropertiesEntry', file: 'apache/rocketmq/v2/definition.proto' },
      { symbol: 'google.protobuf.Timestamp', file: 'google/protobuf/timestamp.proto' },
      { symbol: `${version}.ServerReflection`, file: `${version.replaceAll('.', '/')}/reflection.proto` },
    ])('finds the file that declares $symbol', async ({ symbol, file }) => {
      const asker = new Asker(client, version);
      const [found] = filesOf(await asker.ask({ fileContainingSymbol: symbol }));
      expect(found?.name).toBe(file);
      await asker.end();
    });

    it.each([
      { fileByFilename: 'no/such.proto' },
      { fileByFilename: '' },
      { fileContainingSymbol: 'Message' },
      { fileContainingSymbol: 'apache.rocketmq.v2' },
      { fileContainingSymbol: '' },
      { fileContainingExtension: { containingType: 'apache.rocketmq.v2.Message', extensionNumber: 1000 } },
      { allExtensionNumbersOfType: 'apache.rocketmq.v2.MessagingService' },
    ])('answers NOT_FOUND to %j, and the stream goes on', async (request) => {
      const asker = new Asker(client, version);
      expect((await asker.ask(request)).errorResponse?.errorCode).toBe(status.NOT_FOUND);
      expect((await asker.ask({ listServices: '' })).listServicesResponse).toBeDefined();
      expect(await asker.end()).toBe(status.OK);
    });

    it('knows of a message type that it has no extensions', async () => {
      const asker = new Asker(client, version);
      const { allExtensionNumbersResponse } = await asker.ask({
        allExtensionNumbersOfType: 'apache.rocketmq.v2.Message',
      });
      expect(allExtensionNumbersResponse).toEqual({ baseTypeName: 'apache.rocketmq.v2.Message', extensionNumber: [] });
      await asker.end();
    });

    it('answers INVALID_ARGUMENT to a request without a question', async () => {
      const asker = new Asker(client, version);
      expect((await asker.ask({ host: 'h' })).errorResponse?.errorCode).toBe(status.INVALID_ARGUMENT);
      await asker.end();
    });

    it('fails the call of whoever asks too long a question', async () => {
      const asker = new Asker(client, version);
      const ended = asker.status();
      asker.stream.write({ fileContainingSymbol: 'x'.repeat(5000) });
      expect(await ended).toMatchObject({
        code: status.INVALID_ARGUMENT,
        details: expect.stringContaining('at most 4096'),
      });
    });
  });

  it('ends its streams at the stop and takes no more', async () => {
    const asker = new Asker(client, v1);
    await asker.ask({ listServices: '' });
    const ended = asker.status();
    reflection.stop();
    expect(await ended).toMatchObject({ code: status.OK });
    expect(await new Asker(client, v1).status()).toMatchObject({ code: status.UNAVAILABLE });
  });
});

describe('what reflection tells', () => {
  const files = fileDescriptors.map((bytes) => descriptor.FileDescriptorProto.decode(bytes));

  it('is whole: whatever file one asks for, the imports come with it', () => {
    const names = files.map((file) => file.toJSON()['name']);
    expect(names).toContain('apache/rocketmq/v2/service.proto');
    for (const file of files) {
      const { dependency = [] } = file.toJSON() as { dependency?: string[] };
      expect(names).toEqual(expect.arrayContaining(dependency));
    }
    expect(() => new Reflection([], fileDescriptors.slice(1)).methods).not.toThrow();
  });

  it('describes the messages that the server reads and writes', () => {
    const set = descriptor.FileDescriptorSet.create({ file: files });
    const described = protobuf.Root.fromDescriptor(descriptor.FileDescriptorSet.encode(set).finish());
    const declared = new protobuf.Root();
    declared.resolvePath = (_from, name) => join(proto, name);
    declared.loadSync(['apache/rocketmq/v2/service.proto', 'pocketmq/admin/v1/admin.proto']);
    let types = 0;
    const compare = (one: protobuf.ReflectionObject) => {
      if (one instanceof protobuf.Type) {
        const other = described.lookupType(one.fullName);
        expect(fieldsOf(other)).toEqual(fieldsOf(one));
        types += 1;
      } else if (one instanceof protobuf.Enum) {
        expect(described.lookupEnum(one.fullName).values).toEqual(one.values);
      }
      if (one instanceof protobuf.Namespace) {
        one.nestedArray.forEach(compare);
      }
    };
    declared.resolveAll();
    described.resolveAll();
    compare(declared);
    expect(types).toBeGreaterThan(80);
  });

  it('any bytes are a question or are refused', () => {
    const [method] = new Reflection([], fileDescriptors).methods;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          expect(method?.decode(bytes)).toMatchObject({ bytes });
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });
});

function fieldsOf(type: protobuf.Type): unknown[] {
  return type.fieldsArray
    .map((field) => [
      field.id,
      field.name,
      field.resolvedType?.fullName ?? field.type,
      field.repeated,
      field instanceof protobuf.MapField,
      field.partOf?.isProto3Optional ?? false,
    ])
    .sort(([a], [b]) => Number(a) - Number(b));
}

function installed(command: string): boolean {
  try {
    execFileSync(command, ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('a whole server', () => {
  let server: Server;

  beforeEach(async () => {
    server = await startServer({ storage: 'memory', options: { grpcServerPort: 0, logLevel: 'error' } });
  });

  afterEach(() => server.close());

  it('says that it is healthy, and says so to watchers no more when it goes down', async () => {
    const client = new Client(server.endpoint, credentials.createInsecure());
    const root = protobuf.loadSync(`${proto}/grpc/health/v1/health.proto`);
    const Request = root.lookupType('grpc.health.v1.HealthCheckRequest');
    const Response = root.lookupType('grpc.health.v1.HealthCheckResponse');
    const watch = client.makeServerStreamRequest(
      '/grpc.health.v1.Health/Watch',
      (request: object) => Buffer.from(Request.encode(Request.create(request)).finish()),
      (bytes: Buffer) => Response.toObject(Response.decode(bytes), { enums: String })['status'] as string,
      { service: 'apache.rocketmq.v2.MessagingService' },
    );
    const seen: string[] = [];
    const first = once(watch, 'data');
    const ended = once(watch, 'status');
    watch.on('data', (answer: string) => seen.push(answer));
    await first;
    const asker = new Asker(client, v1);
    expect((await asker.ask({ listServices: '' })).listServicesResponse?.service.length).toBe(5);
    // With a stream of each kind open: neither may hold up the end.
    await server.close();
    expect(await ended).toMatchObject([{ code: status.OK }]);
    expect(seen).toEqual(['SERVING', 'NOT_SERVING']);
    client.close();
  });

  it.skipIf(!installed('grpcurl'))('answers grpcurl, which has no .proto file', async () => {
    const grpcurl = async (...parameters: string[]) => {
      const { stdout } = await promisify(execFile)('grpcurl', ['-plaintext', ...parameters]);
      return stdout;
    };
    const call = async (method: string, request: object) =>
      JSON.parse(await grpcurl('-d', JSON.stringify(request), server.endpoint, method)) as unknown;
    expect((await grpcurl(server.endpoint, 'list')).trim().split('\n')).toContain('pocketmq.admin.v1.Admin');
    expect(await grpcurl(server.endpoint, 'describe', 'apache.rocketmq.v2.Message')).toContain(
      'map<string, string> user_properties = 2;',
    );
    expect(await call('grpc.health.v1.Health/Check', {})).toEqual({ status: 'SERVING' });
    expect(await call('pocketmq.admin.v1.Admin/CreateTopic', { name: 'from-grpcurl', queues: 2 })).toMatchObject({
      topic: { name: 'from-grpcurl', writeQueues: 2 },
      created: true,
    });
  });
});
