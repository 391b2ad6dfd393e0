import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import descriptor from 'protobufjs/ext/descriptor.js';

/** Numbers of google.protobuf.FieldDescriptorProto.Type. */
const fieldTypes: ReadonlyMap<string, number> = new Map([
  ['double', 1],
  ['float', 2],
  ['int64', 3],
  ['uint64', 4],
  ['int32', 5],
  ['fixed64', 6],
  ['fixed32', 7],
  ['bool', 8],
  ['string', 9],
  ['bytes', 12],
  ['uint32', 13],
  ['sfixed32', 15],
  ['sfixed64', 16],
  ['sint32', 17],
  ['sint64', 18],
]);
const messageType = 11;
const enumType = 14;
const optional = 1;
const repeated = 3;

interface TypeReference {
  readonly type: number;
  readonly typeName?: string;
}

/** The parser has no options, extensions or reserved numbers here: what proto/ does not use is not written. */
function typeOf(name: string, resolved: protobuf.ReflectionObject | null): TypeReference {
  if (resolved !== null) {
    return { type: resolved instanceof protobuf.Enum ? enumType : messageType, typeName: resolved.fullName };
  }
  const type = fieldTypes.get(name);
  if (type === undefined) {
    throw new Error(`no field type is called ${name}`);
  }
  return { type };
}

function jsonNameOf(name: string): string {
  return name.replace(/_(.)/g, (_all, letter: string) => letter.toUpperCase());
}

function mapEntryName(fieldName: string): string {
  const camel = jsonNameOf(fieldName);
  return `${camel.charAt(0).toUpperCase()}${camel.slice(1)}Entry`;
}

function mapEntry(field: protobuf.MapField): object {
  return {
    name: mapEntryName(field.name),
    field: [
      { name: 'key', number: 1, label: optional, jsonName: 'key', ...typeOf(field.keyType, null) },
      { name: 'value', number: 2, label: optional, jsonName: 'value', ...typeOf(field.type, field.resolvedType) },
    ],
    options: { mapEntry: true },
  };
}

function describeField(field: protobuf.Field | protobuf.MapField, oneofs: readonly protobuf.OneOf[]): object {
  const reference =
    field instanceof protobuf.MapField
      ? { type: messageType, typeName: `${field.parent?.fullName}.${mapEntryName(field.name)}` }
      : typeOf(field.type, field.resolvedType);
  return {
    name: field.name,
    number: field.id,
    label: field.repeated || field.map ? repeated : optional,
    ...reference,
    jsonName: jsonNameOf(field.name),
    ...(field.partOf ? { oneofIndex: oneofs.indexOf(field.partOf) } : {}),
    ...(field.partOf?.isProto3Optional ? { proto3Optional: true } : {}),
  };
}

function describeEnum(type: protobuf.Enum): object {
  return { name: type.name, value: Object.entries(type.values).map(([name, number]) => ({ name, number })) };
}

function describeMessage(type: protobuf.Type): object {
  // Those that only stand for the presence of an optional field come last, as descriptors want it.
  const oneofs = [
    ...type.oneofsArray.filter((oneof) => !oneof.isProto3Optional),
    ...type.oneofsArray.filter((oneof) => oneof.isProto3Optional),
  ];
  return {
    name: type.name,
    field: type.fieldsArray.map((field) => describeField(field, oneofs)),
    nestedType: [
      ...type.nestedArray.filter((one) => one instanceof protobuf.Type).map(describeMessage),
      ...type.fieldsArray.filter((field) => field instanceof protobuf.MapField).map(mapEntry),
    ],
    enumType: type.nestedArray.filter((one) => one instanceof protobuf.Enum).map(describeEnum),
    oneofDecl: oneofs.map(({ name }) => ({ name })),
  };
}

function describeService(service: protobuf.Service): object {
  return {
    name: service.name,
    method: service.methodsArray.map((method) => ({
      name: method.name,
      inputType: method.resolvedRequestType?.fullName,
      outputType: method.resolvedResponseType?.fullName,
      ...(method.requestStream ? { clientStreaming: true } : {}),
      ...(method.responseStream ? { serverStreaming: true } : {}),
    })),
  };
}

interface SourceFile {
  readonly name: string;
  readonly package: string;
  readonly imports: readonly string[];
  readonly declared: readonly protobuf.ReflectionObject[];
}

function bundled(name: string, root: protobuf.Root): SourceFile | undefined {
  const json = protobuf.common.get(name);
  if (json === null) {
    return undefined;
  }
  const before = new Set(root.define('google.protobuf').nestedArray);
  root.addJSON(json.nested ?? {});
  return {
    name,
    package: 'google.protobuf',
    imports: [],
    declared: root.define('google.protobuf').nestedArray.filter((one) => !before.has(one)),
  };
}

function parse(directory: string, name: string, root: protobuf.Root): SourceFile {
  const text = readFileSync(join(directory, name), 'utf8');
  // The parser marks what it finds with the file's name; its types do not tell of that variable.
  Object.assign(protobuf.parse, { filename: name });
  const { package: packageName = '', imports } = protobuf.parse(text, root, { keepCase: true });
  const namespace = root.lookup(packageName);
  if (!(namespace instanceof protobuf.Namespace)) {
    throw new Error(`${name} has no package`);
  }
  return {
    name,
    package: packageName,
    imports: imports ?? [],
    declared: namespace.nestedArray.filter((one) => one.filename === name),
  };
}

/**
 * Encoded google.protobuf.FileDescriptorProto of the files and of everything that they import, imports first; names are
 * relative to the directory. The bytes are those of protoc, but for the options of the google.protobuf files, which the parser's own copies do not have.
 */
export function encodeFileDescriptors(directory: string, names: readonly string[]): readonly Uint8Array[] {
  const root = new protobuf.Root();
  const files = new Map<string, SourceFile>();
  const add = (name: string) => {
    if (!files.has(name)) {
      const file = bundled(name, root) ?? parse(directory, name, root);
      file.imports.forEach(add);
      files.set(name, file);
    }
  };
  names.forEach(add);
  root.resolveAll();
  return [...files.values()].map((file) => encodeFile(file));
}

function encodeFile({ name, package: packageName, imports, declared }: SourceFile): Uint8Array {
  return descriptor.FileDescriptorProto.encode(
    descriptor.FileDescriptorProto.fromObject({
      name,
      package: packageName,
      dependency: imports,
      messageType: declared.filter((one) => one instanceof protobuf.Type).map(describeMessage),
      enumType: declared.filter((one) => one instanceof protobuf.Enum).map(describeEnum),
      service: declared.filter((one) => one instanceof protobuf.Service).map(describeService),
      syntax: 'proto3',
    }),
  ).finish();
}
