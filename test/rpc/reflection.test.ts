import { Client, credentials } from '@grpc/grpc-js';
import protobuf from 'protobufjs';
import descriptor from 'protobufjs/ext/descriptor.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesField } from '../../src/rpc/protobuf-wire.ts';
import { Reflection } from '../../src/rpc/reflection.ts';
import { descriptorSet } from '../scripts/descriptor-set.ts';
import { EchoServer } from './echo-server.ts';
import { engines } from './engines.ts';

const shared = `syntax = "proto3"; package demo; message Shared { google.protobuf.Timestamp at = 1; enum Kind { NONE = 0; } }`;
const service = `syntax = "proto3"; package demo;
  message Question { map<string, string> user_tags = 1; optional int32 count = 2; oneof one { string a = 3; Shared.Kind b = 4; } }
  service Demo { rpc Ask (Question) returns (Shared); }`;

/** As the published file has it, without what the tests do not ask for. */
const reflection = protobuf.parse(`syntax = "proto3"; package r;
  message Request { string host = 1; oneof message_request { string file_by_filename = 3; string file_containing_symbol = 4;
    Extension file_containing_extension = 5; string all_extension_numbers_of_type = 6; string list_services = 7; } }
  message Extension { string containing_type = 1; int32 extension_number = 2; }
  message Response { string valid_host = 1; Request original_request = 2; Files file_descriptor_response = 4;
    Numbers all_extension_numbers_response = 5; Services list_services_response = 6; Failure error_response = 7; }
  message Files { repeated bytes file_descriptor_proto = 1; }
  message Numbers { string base_type_name = 1; repeated int32 extension_number = 2; }
  message Services { repeated Service service = 1; }
  message Service { string name = 1; }
  message Failure { int32 error_code = 1; string error_message = 2; }`).root;
const Request = reflection.lookupType('r.Request');
const Response = reflection.lookupType('r.Response');

function demoSet(): Uint8Array {
  const root = new protobuf.Root();
  protobuf.parse(shared, root, { keepCase: true });
  const first = root.lookupType('demo.Shared');
  first.filename = '/proto/demo/shared.proto';
  protobuf.parse(service, root, { keepCase: true });
  for (const name of ['demo.Question', 'demo.Demo']) {
    root.lookup(name, null, true);
    const object = root.lookup(name);
    if (object !== null) {
      object.filename = '/proto/demo/service.proto';
    }
  }
  root.addJSON(protobuf.common.get('google/protobuf/timestamp.proto')?.nested ?? {});
  return descriptorSet(root, (filename) => filename.replace('/proto/', ''));
}

describe.each(engines)('server reflection on $engine', ({ createEngine }) => {
  let server: EchoServer;
  let client: Client;

  beforeAll(async () => {
    const { methods } = new Reflection(demoSet(), ['demo.Demo']);
    server = await EchoServer.start({ createEngine, methods });
    client = new Client(server.plainUrl.slice('http://'.length), credentials.createInsecure());
  });

  afterAll(async () => {
    client.close();
    await server.server.close();
  });

  /** Asks all questions on one stream. */
  async function ask(version: string, questions: readonly object[]): Promise<Record<string, unknown>[]> {
    const stream = client.makeBidiStreamRequest(
      `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
      (question: object) => Buffer.from(Request.encode(Request.fromObject(question)).finish()),
      (bytes: Buffer) => Response.toObject(Response.decode(bytes)),
    );
    for (const question of questions) {
      stream.write(question);
    }
    stream.end();
    const answers: Record<string, unknown>[] = [];
    for await (const answer of stream) {
      answers.push(answer as Record<string, unknown>);
    }
    return answers;
  }

  function filesOf(answer: Record<string, unknown> = {}): Buffer[] {
    const files = answer['fileDescriptorResponse'] as { fileDescriptorProto: Buffer[] } | undefined;
    return files === undefined ? [] : files.fileDescriptorProto;
  }

  function fileNames(answer: Record<string, unknown> | undefined): string[] {
    const { FileDescriptorProto } = descriptor;
    return filesOf(answer).map((bytes) =>
      String(FileDescriptorProto.toObject(FileDescriptorProto.decode(bytes))['name']),
    );
  }

  it.each(['v1', 'v1alpha'])('%s lists the services, its own included', async (version) => {
    const question = { listServices: '*' };
    const [answer] = await ask(version, [question]);
    expect(answer).toEqual({
      originalRequest: question,
      listServicesResponse: {
        service: [
          { name: 'demo.Demo' },
          { name: 'grpc.reflection.v1.ServerReflection' },
          { name: 'grpc.reflection.v1alpha.ServerReflection' },
        ],
      },
    });
  });

  it('finds the file of every kind of symbol, with all that it imports', async () => {
    const service = ['demo/service.proto', 'demo/shared.proto', 'google/protobuf/timestamp.proto'];
    const symbols: [string, string[]][] = [
      ['demo.Demo', service],
      ['demo.Demo.Ask', service],
      ['demo.Question', service],
      ['demo.Question.UserTagsEntry', service],
      ['demo.Shared', service.slice(1)],
      ['demo.Shared.Kind', service.slice(1)],
      ['google.protobuf.Timestamp', service.slice(2)],
    ];
    const answers = await ask(
      'v1',
      symbols.map(([fileContainingSymbol]) => ({ fileContainingSymbol })),
    );
    expect(answers.map(fileNames)).toEqual(symbols.map(([, names]) => names));
  });

  it('finds files by their names', async () => {
    const [answer] = await ask('v1', [{ fileByFilename: 'demo/shared.proto' }]);
    expect(fileNames(answer)).toEqual(['demo/shared.proto', 'google/protobuf/timestamp.proto']);
  });

  it('says what it does not have, and goes on', async () => {
    const answers = await ask('v1', [
      { fileByFilename: 'none.proto' },
      { fileContainingSymbol: 'demo.None' },
      { allExtensionNumbersOfType: 'demo.None' },
      { fileContainingExtension: { containingType: 'demo.Shared', extensionNumber: 1 } },
      { host: 'x' },
      { allExtensionNumbersOfType: 'demo.Shared' },
    ]);
    const codes = answers.map((answer) => (answer['errorResponse'] as { errorCode: number } | undefined)?.errorCode);
    expect(codes).toEqual([5, 5, 5, 12, 12, undefined]);
    expect(answers.at(-1)?.['allExtensionNumbersResponse']).toEqual({ baseTypeName: 'demo.Shared' });
  });

  it('describes messages so that a reader of descriptors can rebuild them', async () => {
    const [answer] = await ask('v1', [{ fileContainingSymbol: 'demo.Question' }]);
    const set = Buffer.concat(filesOf(answer).map((bytes) => bytesField(1, bytes)));
    const root = protobuf.Root.fromDescriptor(set, { keepCase: true });
    const Question = root.lookupType('demo.Question');
    expect(Question.fieldsArray.map(({ name, id }) => [name, id])).toEqual([
      ['user_tags', 1],
      ['count', 2],
      ['a', 3],
      ['b', 4],
    ]);
    expect(Question.oneofs?.['one']?.oneof).toEqual(['a', 'b']);
  });
});
