import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';

const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const official = resolve(dirname(createRequire(import.meta.url).resolve('rocketmq-client-nodejs')), '../proto');

/** One line for everything that decides the bytes: fields, enum values and methods, by their full names. */
function contractOf(protoRoot: string): Set<string> {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) =>
    target.startsWith('google/') ? target : resolve(protoRoot, target.replace(protoRoot, '.'));
  root.loadSync([`${protoRoot}/apache/rocketmq/v2/definition.proto`, `${protoRoot}/apache/rocketmq/v2/service.proto`]);
  root.resolveAll();
  const lines = new Set<string>();
  const walk = (scope: protobuf.NamespaceBase) => {
    for (const child of scope.nestedArray) {
      const name = child.fullName;
      if (child instanceof protobuf.Enum) {
        for (const [value, id] of Object.entries(child.values)) {
          lines.add(`enum ${name} ${value} = ${id}`);
        }
      } else if (child instanceof protobuf.Type) {
        for (const field of child.fieldsArray) {
          const type = field instanceof protobuf.MapField ? `map<${field.keyType}, ${field.type}>` : field.type;
          const presence = field.getOption('proto3_optional') === true ? 'optional ' : '';
          const oneof = presence === '' && field.partOf !== null ? `oneof ${field.partOf.name} ` : '';
          const repeated = field.repeated ? 'repeated ' : '';
          lines.add(`message ${name} ${oneof}${presence}${repeated}${type} ${field.name} = ${field.id}`);
        }
      } else if (child instanceof protobuf.Service) {
        for (const method of child.methodsArray) {
          const request = `${method.requestStream ? 'stream ' : ''}${method.requestType}`;
          const response = `${method.responseStream ? 'stream ' : ''}${method.responseType}`;
          lines.add(`rpc ${name}.${method.name}(${request}) returns (${response})`);
        }
      }
      if (child instanceof protobuf.Namespace) {
        walk(child);
      }
    }
  };
  walk(root.lookup('apache.rocketmq.v2') as protobuf.Namespace);
  return lines;
}

describe('proto/apache/rocketmq/v2', () => {
  const ours = contractOf(resolve(repository, 'proto'));

  it('says what the official client says, field by field', () => {
    const theirs = contractOf(official);
    expect(theirs.size).toBeGreaterThan(300);
    expect([...theirs].filter((line) => !ours.has(line))).toEqual([]);
  });

  it('adds only what the protocol got after that client was released', () => {
    const theirs = contractOf(official);
    expect([...ours].filter((line) => !theirs.has(line)).sort()).toEqual([
      'enum .apache.rocketmq.v2.Code INVALID_CLIENT_PROPERTIES = 40021',
      'message .apache.rocketmq.v2.Settings map<string, string> clientProperties = 9',
    ]);
  });
});
